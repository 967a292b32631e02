"""What every request passes because of who sends it."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.people import sessions

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
