"""Answers that a browser without script sent after its student had been signed out: laid aside, and shown again after the sign-in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.attempts.drafts import LONGEST_DRAFT, SURE, draft_in
from accounts.attempts.models import AttemptItem
from accounts.people import unsent
from quizzes.presentation import form_for, prefix_in
from revision.actions import Refused

LONGEST = 4 * LONGEST_DRAFT
"""All that a page with many questions may have had typed into it, in letters."""
BESIDE = (SURE, "key", "seen", "number")
"""What a question's form sends beside its own fields."""


def lay_aside(request: HttpRequest, attempt_id: UUID, position: int | None = None) -> None:
    """Keep what was sent to a question (or to all on one page) for the attempt's student: the fields of its form, and nothing else.

    Says to who is signed out what became of it, on the page that comes next. An attempt that is handed in, or that there is not, keeps
    nothing.
    """
    items = AttemptItem.objects.filter(attempt=attempt_id, attempt__finished=None).select_related("attempt", "version__question")
    found = list(items if position is None else items.filter(position=position))
    too_long = _("You were signed out, and this was too long to be kept. Go back to copy it, then sign in.")
    try:
        sent = {name: values for item in found for name, values in _sent_to(item, request.POST, alone=position is not None).items()}
    except Refused:
        _say(request, messages.ERROR, too_long)
        return
    if not sent:
        return
    if sum(len(value) for values in sent.values() for value in values) > LONGEST:
        _say(request, messages.ERROR, too_long)
        return
    what = {"attempt": str(attempt_id), "position": position, "sent": sent}
    unsent.keep(request.session, whose=found[0].attempt.student_id, what=what)
    told = _("You were signed out, so this is not saved yet. Sign in within the hour: it is kept, and shown to you alone.")
    _say(request, messages.WARNING, told)


def _say(request: HttpRequest, level: int, told: str) -> None:
    if not request.user.is_authenticated:
        messages.add_message(request, level, told)


def _sent_to(item: AttemptItem, data: QueryDict, *, alone: bool) -> dict[str, list[str]]:
    prefix = prefix_in(data, item.position)
    if prefix is None and not alone:
        return {}
    if not any(value.strip() for values in draft_in(item, data).values() for value in values):
        return {}
    names = [f"{prefix}-{name}" if prefix else name for name in (*form_for(item.version, item.seed).fields, *BESIDE)]
    return {name: data.getlist(name) for name in names if name in data}


def unsent_to(request: HttpRequest, attempt_id: UUID, position: int | None = None) -> QueryDict | None:
    """What the student who reads a page sent to it before they signed in again; ``None`` where that is nothing."""
    what = unsent.kept(request)
    if what is None or (what["attempt"], what["position"]) != (str(attempt_id), position):
        return None
    sent = QueryDict(mutable=True)
    for name, values in what["sent"].items():
        sent.setlist(name, values)
    return sent
