"""Classes and who sits in them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import actions
from accounts.people.classes.views import own_roster
from accounts.people.forms import ClassForm, NamesForm, TeacherForm
from accounts.people.grants import grants_of
from accounts.people.models import Classroom, School, User
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
            return redirect(made)
    return render(request, "people/new_classroom.html", {"place": "classes", "form": form}, status=422 if form.errors else 200)


@require_safe
@staff_only
def classroom(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Who sits in a class, and what it was set."""
    found = get_object_or_404(Classroom.objects.visible_to(request.user).select_related("owner"), pk=classroom_id)
    return render(request, "people/classroom.html", classroom_context(request, found, NamesForm()))


def classroom_context(request: PersonRequest, found: Classroom, form: NamesForm) -> dict[str, object]:
    return {
        "place": "classes",
        "classroom": found,
        "enrolments": found.enrolments.current().select_related("student").order_by("student__display_name"),
        "assignments": found.assignments.select_related("quiz").order_by("-due"),
        "may": grants_of(request.user, found),
        "days_to_exam": found.days_to_exam(timezone.localdate()),
        "form": form,
    }


@require_POST
@staff_only
def add_students(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """New students by their names; answers with their sign-in cards, which are shown this once."""
    found = own_roster(request, classroom_id)
    form = NamesForm(request.POST)
    if form.is_valid():
        try:
            cards = actions.add_students(classroom=found, names=form.cleaned_data["names"], by=request.user)
        except Refused as refused:
            form.add_error("names", str(refused))
        else:
            return render(request, "people/cards.html", {"place": "classes", "classroom": found, "cards": cards})
    return render(request, "people/classroom.html", classroom_context(request, found, form), status=422)


def school_of(request: PersonRequest) -> School:
    """The school of the signed-in person; 404 for a site admin, who has none."""
    if request.user.school is None:
        raise Http404
    return request.user.school


def student_of(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> tuple[Classroom, User]:
    """A student in a class whose list the signed-in person keeps."""
    found = own_roster(request, classroom_id)
    enrolment = get_object_or_404(found.enrolments.current().select_related("student"), student=student_id)
    return found, enrolment.student


@require_POST
@staff_only
def remove_student(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    found, student = student_of(request, classroom_id, student_id)
    actions.remove_student(classroom=found, student=student, by=request.user)
    messages.success(request, _("%(name)s is out of the class. Their results are kept.") % {"name": student.display_name})
    return redirect(found)


@require_POST
@staff_only
def reset_password(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    found, student = student_of(request, classroom_id, student_id)
    card = actions.reset_password(classroom=found, student=student, by=request.user)
    return render(request, "people/cards.html", {"place": "classes", "classroom": found, "cards": [card]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_teacher(request: PersonRequest) -> HttpResponse:
    """A colleague's account, made by the school's admin."""
    if not request.user.is_school_admin:
        raise Http404
    form = TeacherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = actions.create_teacher(school=school_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            return render(request, "people/cards.html", {"place": "today", "cards": [card]})
    return render(request, "people/new_teacher.html", {"place": "today", "form": form}, status=422 if form.errors else 200)
