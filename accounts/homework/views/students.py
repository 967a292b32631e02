"""Terms of single students: other dates for one assignment, and extra time everywhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.homework import actions
from accounts.homework.forms import ExtensionForm, ExtraTimeForm, RecipientsForm
from accounts.homework.models import Assignment
from accounts.homework.views.running import own_homework
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


def student_in(found: Assignment, student_id: UUID) -> User:
    """A student whom ``found`` is for."""
    return get_object_or_404(found.recipients(), pk=student_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def recipients(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Who does homework that was set, and whom a change would concern."""
    found = own_homework(request, assignment_id)
    form = RecipientsForm(request.POST or None, assignment=found)
    if form.is_valid():
        try:
            actions.change_recipients(assignment=found, by=request.user, only_for=form.cleaned_data["students"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, now_set_to(found, len(form.cleaned_data["students"])))
            return redirect("edit_homework", found.pk)
    context = {
        "place": "homework",
        "assignment": found,
        "form": form,
        "begun": {str(student) for student in found.attempts.counted().values_list("student", flat=True)},
        "closed": found.is_closed(timezone.now()),
    }
    return render(request, "homework/recipients.html", context, status=422 if form.errors else 200)


def now_set_to(found: Assignment, count: int) -> str:
    """Whom it is for now; ``count`` is 0 for the whole class."""
    if not count:
        return _("Saved. It is for the whole class now.")
    said = ngettext("Saved. It is for %(count)d student of %(class)s now.", "Saved. It is for %(count)d students of %(class)s now.", count)
    return said % {"count": count, "class": found.classroom.name}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def own_terms(request: PersonRequest, assignment_id: UUID, student_id: UUID) -> HttpResponse:
    """Other dates, more attempts or an excuse for one student."""
    found = own_homework(request, assignment_id)
    student = student_in(found, student_id)
    extension = found.extensions.filter(student=student).first()
    form = ExtensionForm(request.POST or None, assignment=found, extension=extension)
    if form.is_valid():
        actions.set_extension(assignment=found, student=student, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. %(name)s has terms of their own for this homework.") % {"name": student.display_name})
        return redirect(reverse("edit_homework", args=[found.pk]) + "#own-terms")
    context = {"place": "homework", "assignment": found, "student": student, "extension": extension, "form": form}
    return render(request, "homework/own_terms.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def remove_own_terms(request: PersonRequest, assignment_id: UUID, student_id: UUID) -> HttpResponse:
    """The class's terms again."""
    found = own_homework(request, assignment_id)
    student = student_in(found, student_id)
    actions.remove_extension(assignment=found, student=student)
    messages.success(request, _("%(name)s does this homework on the class’s terms again.") % {"name": student.display_name})
    return redirect(reverse("edit_homework", args=[found.pk]) + "#own-terms")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def extra_time(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """What a student of the teacher's classes has more than others, everywhere."""
    classes = Classroom.objects.editable_by(request.user)
    sitting = User.objects.filter(enrolments__classroom__in=classes, enrolments__left=None).distinct()
    student = get_object_or_404(sitting, pk=student_id)
    form = ExtraTimeForm(request.POST or None, initial=ExtraTimeForm.values_of(student))
    if form.is_valid():
        actions.set_extra_time(student=student, **form.values())
        messages.success(
            request, _("Saved, for all homework of %(name)s; what is under way follows at once.") % {"name": student.display_name}
        )
        return redirect(student)
    context = {"place": "classes", "student": student, "form": form}
    return render(request, "homework/extra_time.html", context, status=422 if form.errors else 200)
