"""What somebody sent after their session had ended, kept for them alone until they have signed in.

It stands in the session that is not signed in yet, on the server: nothing of it is in a page or a cookie, and a sign-in by anybody else
makes it go. See docs/adr/0042-answers-outlive-a-sign-in.md.
"""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

LASTS = datetime.timedelta(hours=1)
SLOT = "unsent"

type View = Callable[..., HttpResponseBase]
type LayAside = Callable[..., None]


def outlives_sign_in(lay_aside: LayAside) -> Callable[[View], View]:
    """Mark a view: what is posted to it by nobody is first given to ``lay_aside``, with the view's own arguments; then they sign in."""

    def mark(view: View) -> View:
        view.lay_aside = lay_aside  # type: ignore[attr-defined]  # the mark that the middleware looks for
        return view

    return mark


def keep(session: SessionBase, *, whose: UUID, what: dict[str, Any]) -> None:
    """Keep ``what`` for one person; what was kept before goes."""
    session[SLOT] = {"whose": str(whose), "at": timezone.now().timestamp(), "what": what}


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What is kept for the person who is signed in; nothing of anybody else's, and nothing old."""
    found = request.session.get(SLOT)
    if not found or found["whose"] != str(request.user.pk) or timezone.now().timestamp() - found["at"] > LASTS.total_seconds():
        return None
    what: dict[str, Any] = found["what"]
    return what


def forget(session: SessionBase) -> None:
    """It has arrived, or another person has signed in."""
    session.pop(SLOT, None)


def forget_others(session: SessionBase, person: UUID) -> None:
    """Somebody has signed in: what is kept for anybody else goes."""
    if session.get(SLOT, {}).get("whose") != str(person):
        forget(session)
