"""A class as a whole: its name and dates, last year's classes, and the step into the next year."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.classes import actions
from accounts.people.forms import ClassForm, RollOverForm
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


def own_roster(request: PersonRequest, classroom_id: UUID) -> Classroom:
    """A class in use whose list the signed-in person may change, or 404."""
    return get_object_or_404(Classroom.objects.roster_by(request.user).in_use().select_related("owner"), pk=classroom_id)


def kept_class(request: PersonRequest, classroom_id: UUID) -> Classroom:
    """A class in use that the signed-in person renames, archives and shares, or 404."""
    return get_object_or_404(Classroom.objects.kept_by(request.user).in_use().select_related("owner"), pk=classroom_id)


@require_safe
@staff_only
def archived_classes(request: PersonRequest) -> HttpResponse:
    """Classes of earlier years, the latest first."""
    found = Classroom.objects.visible_to(request.user).exclude(archived=None).with_counts().select_related("owner").order_by("-archived")
    return render(request, "people/archived_classes.html", {"place": "classes", "classes": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_classroom(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    found = kept_class(request, classroom_id)
    now = {"name": found.name, "subject": found.subject, "exam_date": found.exam_date}
    form = ClassForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_classroom(classroom=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {"place": "classes", "classroom": found, "form": form}
    return render(request, "people/edit_classroom.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def archive_classroom(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    found = kept_class(request, classroom_id)
    try:
        actions.archive_classroom(classroom=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("edit_classroom", found.pk)
    messages.success(request, _("%(name)s is archived. Its results can still be read, and it can be brought back.") % {"name": found.name})
    return redirect("archived_classes")


@require_POST
@staff_only
def restore_classroom(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    found = get_object_or_404(Classroom.objects.kept_by(request.user).exclude(archived=None), pk=classroom_id)
    try:
        actions.restore_classroom(classroom=found, by=request.user)
    except Refused as refused:
        messages.error(request, f"{refused} {_('Rename that one first.')}")
        return redirect("archived_classes")
    messages.success(request, _("%(name)s is in use again.") % {"name": found.name})
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def roll_over(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """The class of next year; this one is archived."""
    found = kept_class(request, classroom_id)
    form = RollOverForm(request.POST or None, initial={"name": a_year_on(found.name), "subject": found.subject})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.roll_over(classroom=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(new)s begins. %(old)s is archived with its results.") % {"new": made.name, "old": found.name})
            return redirect(made)
    context = {"place": "classes", "classroom": found, "sitting": found.enrolments.current().count(), "form": form}
    return render(request, "people/roll_over.html", context, status=422 if form.errors else 200)


def a_year_on(name: str) -> str:
    """A guess at next year's name: the year group at its start, 7 to 12, counts one up; other names stay."""
    year = re.match(r"(?:Year |Y)?(7|8|9|10|11|12)(?!\d)", name)
    return name if year is None else f"{name[: year.start(1)]}{int(year[1]) + 1}{name[year.end(1) :]}"
