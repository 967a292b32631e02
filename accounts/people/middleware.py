"""What every request passes because of who sends it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.people import second_factor, sessions

type GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLengthMiddleware:
    """Ends a session whose longest time is over, and notes the use of one that goes on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if sessions.is_over(request.session, now):
            logout(request)
        else:
            sessions.note_use(request.session, now)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Brings an admin who has no second step to the page that sets one up: nothing of the school opens before."""

    FREE = frozenset({"account_logout", "account_reauthenticate", "account_change_password", "healthz", "readyz"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name if match else None
        if name in self.FREE or (name or "").startswith("mfa_") or not request.user.is_authenticated:
            return None
        if not second_factor.is_missing(request.user):
            return None
        if getattr(request, "htmx", False):  # a redirect would be swapped into the middle of a page
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")
