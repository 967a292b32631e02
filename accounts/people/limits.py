"""How often passwords may be tried and links asked for: counted for each account, never by address alone, since a school sits behind one.

allauth counts, in the cache that all workers share; here is what it counts by, and when it may be tried again.
"""

import datetime

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from accounts.people.models import User

APP, ACTION = "allauth.account", "login_failed"


def key_of(username: str) -> str:
    """What tries are counted by: the account's name, in whatever case; whether there is such an account makes no difference."""
    return f"account:{username.strip().lower()}"


def free_at(request: HttpRequest, key: str) -> datetime.datetime:
    """When the oldest try that counts is old enough for another, in the school's time."""
    (rate,) = ratelimit.get_rates(app=APP, action=ACTION)
    counted: list[float] = cache.get(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key), [])
    oldest = counted[-1] if counted else timezone.now().timestamp()
    return timezone.localtime(datetime.datetime.fromtimestamp(oldest + rate.duration, tz=datetime.UTC))


def forget(user: User) -> None:
    """Tries of an old password no longer count: who was given a new one can sign in at once."""
    ratelimit.clear(HttpRequest(), app=APP, action=ACTION, key=key_of(user.username))


def ask_for_link(email: str) -> ratelimit.RateLimitUsage | None:
    """Count that a link for a new password was asked for this address, known or not; nothing where that was too often.

    What is given back takes the count back by ``rollback()``.
    """
    request = HttpRequest()
    request.method = "POST"
    return ratelimit.consume(request, app=APP, action="reset_password", key=key_of(email))
