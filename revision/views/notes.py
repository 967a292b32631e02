"""Notes become a course: upload or paste, look at what was found, then keep it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from revision.access import PageRequest
from revision.views.shared import authors_only


@require_safe
@authors_only
def import_notes(request: PageRequest) -> HttpResponse:
    return render(request, "revision/import_notes.html", {"place": "course"})
