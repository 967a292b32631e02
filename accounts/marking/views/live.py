"""Who is where, while the class works."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.marking.live import live_rows
from accounts.marking.own import own_assignment
from accounts.people.requests import PersonRequest
from revision.access import staff_only


@require_safe
@staff_only
def live(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """The class at this moment; the page asks again every few seconds and hears 304 while nothing has changed."""
    found = own_assignment(request, assignment_id)
    now = live_rows(found)
    if request.htmx and request.headers.get("If-None-Match") == now.etag:
        return HttpResponseNotModified(headers={"ETag": now.etag})
    context = {"place": "homework", "assignment": found, "live": now, "now": timezone.now()}
    response = render(request, f"marking/live.html{'#live' if request.htmx else ''}", context)
    if request.htmx:
        response["ETag"] = now.etag
    return response
