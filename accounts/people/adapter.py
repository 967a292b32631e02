"""How allauth behaves in a school."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.people import limits, sessions
from accounts.people.models import User

JUST_SIGNED_IN = 5 * 60
"""Seconds for which a sign-in is as good as being asked again."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by a school, never by whoever finds the page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return limits.key_of(credentials.get("username") or "")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses after too many tries, and says until when."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            when = limits.free_at(request, self._get_login_attempts_cache_key(request, **credentials))
            minutes = max(1, round((when - timezone.now()).total_seconds() / 60))
            said = _("Too many wrong passwords for this name. Try again at %(time)s (in %(minutes)d min), or ask for a new password.")
            raise ValidationError(said % {"time": time_format(when), "minutes": minutes}, code=refused.code) from refused

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not in the minutes after a sign-in: who has just typed a password need not type it again to set up a second step."""
        request = self.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < JUST_SIGNED_IN for record in records)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        assert isinstance(user, User)
        super().login(request, user)
        sessions.begin(request, user)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            sessions.end(request.user.sign_ins.filter(session_key=request.session.session_key))
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends all other sessions."""
        assert isinstance(user, User)
        super().set_password(user, password)
        sessions.end_all(user, but=self.request.session.session_key)
        limits.forget(user)
