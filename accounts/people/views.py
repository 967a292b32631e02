"""Classes and who sits in them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import actions
from accounts.people.cards import show_cards
from accounts.people.forms import ClassForm, TeacherForm
from accounts.people.grants import grants_of
from accounts.people.guards import school_of
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


@require_safe
@staff_only
def classes(request: PersonRequest) -> HttpResponse:
    found = Classroom.objects.visible_to(request.user).in_use().with_counts().select_related("owner")
    past = Classroom.objects.visible_to(request.user).exclude(archived=None).exists()
    return render(request, "people/classes.html", {"place": "classes", "classes": found, "past": past})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_classroom(request: PersonRequest) -> HttpResponse:
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_classroom(teacher=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("roster", made.pk)
    return render(request, "people/new_classroom.html", {"place": "classes", "form": form}, status=422 if form.errors else 200)


@require_safe
@staff_only
def classroom(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Who sits in a class, and what it was set."""
    found = get_object_or_404(Classroom.objects.visible_to(request.user).select_related("owner"), pk=classroom_id)
    context = {
        "place": "classes",
        "classroom": found,
        "enrolments": found.enrolments.current().select_related("student").order_by("student__display_name"),
        "assignments": found.assignments.select_related("quiz").order_by("-due"),
        "may": grants_of(request.user, found),
        "days_to_exam": found.days_to_exam(timezone.localdate()),
    }
    return render(request, "people/classroom.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_teacher(request: PersonRequest) -> HttpResponse:
    """A colleague's account, made by the school's admin."""
    if not request.user.is_school_admin:
        raise Http404
    form = TeacherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = actions.create_teacher(school=school_of(request), by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            return show_cards(request, [card], place="staff")
    return render(request, "people/new_teacher.html", {"place": "staff", "form": form}, status=422 if form.errors else 200)
