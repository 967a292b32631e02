"""The list of courses, and one course with its topics."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from revision.access import PageRequest, staff_only
from revision.editing import courses as editing
from revision.editing.copying import copy_course
from revision.forms import CourseForm
from revision.models import Course
from revision.views.shared import authors_only, beside, own_course, read_course, sent


@require_safe
@staff_only
def courses(request: PageRequest) -> HttpResponse:
    """One's own courses, those shipped with Revision, and what colleagues have published; straight to one that is alone."""
    groups = sorted_courses(request)
    readable = [course for group in groups.values() for course in group]
    if len(readable) == 1 and "all" not in request.GET:
        return redirect(readable[0])
    return render(request, "revision/courses.html", {"place": "course", **groups})


def sorted_courses(request: PageRequest) -> dict[str, list[Course]]:
    """All readable courses by whose they are."""
    found: Iterable[Course] = Course.objects.readable_by(request.user).select_related("owner")
    groups: dict[str, list[Course]] = {"own": [], "shipped": [], "colleagues": []}
    for course in found:
        groups["shipped" if course.owner_id is None else "own" if course.owner_id == request.user.pk else "colleagues"].append(course)
    return groups


@require_safe
@staff_only
def course(request: PageRequest, slug: str) -> HttpResponse:
    found = read_course(request, slug)
    return render(request, "revision/course.html", {**beside(request, found, counted=True), "nav": "topics"})


@require_http_methods(["GET", "HEAD", "POST"])
@authors_only
def new_course(request: PageRequest) -> HttpResponse:
    form = CourseForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        made = editing.new_course(owner=request.user, **form.cleaned_data)
        messages.success(request, _("Your course is there. Give it topics, or import your notes."))
        return redirect(made)
    return form_page(request, form, {"new": True})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_course(request: PageRequest, slug: str) -> HttpResponse:
    """Title and summary, and who else may read it."""
    found = own_course(request, slug)
    form = CourseForm(sent(request)[0], initial={"title": found.title, "summary": found.summary})
    if request.method == "POST" and form.is_valid():
        editing.change_course(course=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(found)
    return form_page(request, form, {"course": found})


def form_page(request: PageRequest, form: CourseForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "revision/edit_course.html", {"place": "course", "form": form, **context}, status=status)


@require_POST
@staff_only
def publish_course(request: PageRequest, slug: str) -> HttpResponse:
    found = editing.publish_course(course=own_course(request, slug), published=True)
    messages.success(request, _("The teachers of your school can read and copy “%(course)s” now.") % {"course": found.title})
    return redirect("edit_course", found.slug)


@require_POST
@staff_only
def withdraw_course(request: PageRequest, slug: str) -> HttpResponse:
    found = editing.publish_course(course=own_course(request, slug), published=False)
    messages.success(request, _("“%(course)s” is yours alone again. Copies that were made stay.") % {"course": found.title})
    return redirect("edit_course", found.slug)


@require_POST
@authors_only
def copy(request: PageRequest, slug: str) -> HttpResponse:
    """A copy of any course that may be read, as one's own."""
    made = copy_course(course=read_course(request, slug), owner=request.user)
    messages.success(request, _("This is your own copy. Change what you like; the other stays as it is."))
    return redirect(made)
