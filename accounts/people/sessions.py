"""How long a sign-in lasts, and where a person is signed in.

School computers are shared, so a sign-in ends with the browser, after two hours without use, and after twelve in any case. On a device of
their own a person may ask for longer.
"""

import datetime
from collections.abc import Iterable, Sequence
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people import unsent
from accounts.people.models import SignIn, User

LASTS = datetime.timedelta(hours=12)
"""The longest that a sign-in lasts. Without use it lasts ``SESSION_COOKIE_AGE``, or until the browser is closed."""
OWN_DEVICE = datetime.timedelta(days=14)
OWN_DEVICE_LASTS = datetime.timedelta(days=60)
NOTED = datetime.timedelta(minutes=10)
"""Use is written down at most this often, so that reading pages writes next to nothing."""


def begin(request: HttpRequest, user: User) -> None:
    """A sign-in has happened: set how long it lasts, and note it among those of ``user``."""
    now = timezone.now()
    unsent.forget_others(request.session, user.pk)
    if user.is_school_admin or user.is_site_admin:
        request.session["own_device"] = False  # what opens a school's records is never left open
    request.session["began"] = request.session["seen"] = now.timestamp()
    set_length(request.session)
    follow(request, user)


def set_length(session: SessionBase) -> None:
    session.set_expiry(int(OWN_DEVICE.total_seconds()) if session.get("own_device") else 0)


def follow(request: HttpRequest, user: User) -> None:
    """Note the session as it is now named (a new password renames it), and forget those that are over."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    user.sign_ins.exclude(session_key__in=living).delete()
    if not request.session.session_key:
        request.session.save()
    SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "browser": browser_named(request.headers.get("User-Agent", ""))},
    )


def is_over(session: SessionBase, now: datetime.datetime) -> bool:
    """Whether the longest time is over. A session that never began (as before an upgrade) ends by disuse alone."""
    began = session.get("began")
    longest = OWN_DEVICE_LASTS if session.get("own_device") else LASTS
    return began is not None and now.timestamp() - began > longest.total_seconds()


def note_use(session: SessionBase, now: datetime.datetime) -> None:
    """Put off the end by disuse, every ten minutes."""
    seen = session.get("seen")
    if seen is not None and now.timestamp() - seen > NOTED.total_seconds():
        session["seen"] = now.timestamp()
        SignIn.objects.filter(session_key=session.session_key).update(seen=now)


def of(user: User) -> Sequence[SignIn]:
    """Where ``user`` is signed in, last used first: one query."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(user.sign_ins.filter(session_key__in=living))


def end(sign_ins: Iterable[SignIn]) -> None:
    """Whoever uses these sessions has to sign in again."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for one in sign_ins:
        store(one.session_key).delete()
        one.delete()


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of ``user`` but the one with this key; how many were ended."""
    others = [one for one in user.sign_ins.all() if one.session_key != but]
    end(others)
    return len(others)


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "CriOS": "Chrome",
    "FxiOS": "Firefox",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""By the first sign found: nearly all of them also say that they are Chrome or Safari."""
SYSTEMS = {
    "CrOS": "a Chromebook",
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Windows": "Windows",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}


def browser_named(user_agent: str) -> str:
    """What a browser says of itself, in words that tell it apart and no more: “Chrome on Windows”."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")
