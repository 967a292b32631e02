"""Pages of the installation itself: health, and what goes wrong outside any app."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts.people import unsent


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the database answers, so that traffic may come."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More was sent than is taken, 413; or what cannot be read, 400. Neither page needs a database or a person."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the sign-in, or came from elsewhere: say so, and that nothing was changed.

    An answer whose own student has signed in again meanwhile (in another tab, without script) is laid aside, and stands in the question
    as it was typed. What another site sends comes without the session, so nobody is signed in and nothing is kept.
    """
    match = request.resolver_match
    lay_aside = getattr(match.func, "lay_aside", None) if match else None
    if match and lay_aside and request.user.is_authenticated and reason.startswith("CSRF token from"):
        lay_aside(request, *match.args, **match.kwargs)
        if unsent.kept(request) is not None:
            return redirect(request.path)
        unsent.forget(request.session)
    return render(request, "403_csrf.html", status=403)


NOT_NOW = (OperationalError, InterfaceError, RedisError)
"""The disk is full, or the database or the cache does not answer: nothing is wrong with the request, and later it may be taken."""
TRY_AGAIN_IN = 60
"""Seconds."""


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what nobody expected; 503, and that nothing was saved, where the storage failed. Touches no database itself."""
    if isinstance(sys.exception(), NOT_NOW):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(TRY_AGAIN_IN)})
    return HttpResponse(render_to_string("500.html"), status=500)
