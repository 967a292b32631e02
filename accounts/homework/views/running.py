"""Homework that was set: other times and settings, the same for another class, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.homework import actions
from accounts.homework.forms import DuplicateForm, EditForm, TimesForm, usual_times
from accounts.homework.models import Assignment
from accounts.homework.settings import PRESETS_SAY
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


def own_homework(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework that the signed-in teacher may change; 404 for any other."""
    return get_object_or_404(Assignment.objects.editable_by(request.user).select_related("quiz", "classroom"), pk=assignment_id)


def edit_form(request: PersonRequest, found: Assignment, *, started: bool) -> EditForm:
    """The form that changes homework. A preset's button (``fill``) brings it back with the preset's values; nothing is changed."""
    if "fill" in request.POST:
        initial = {**request.POST.dict(), **EditForm.preset_values(request.POST["fill"])}
        return EditForm(assignment=found, started=started, initial=initial)
    return EditForm(request.POST or None, assignment=found, started=started)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_homework(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Other times and settings, and whom a change would concern; below, the students with terms of their own."""
    found = own_homework(request, assignment_id)
    begun = found.attempts.counted().values("student").distinct().count()
    form = edit_form(request, found, started=bool(begun))
    if form.is_valid():
        try:
            actions.change_settings(assignment=found, **form.times(), **form.settings())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, whom_it_affects(begun))
            return redirect("results", found.pk)
    presets = {"assignment": found, "form": form, "presets": PRESETS_SAY, "begun": begun}
    if request.htmx and "fill" in request.POST:
        return render(request, "homework/edit.html#how", presets)
    context = {"place": "homework", **presets, **own_terms_of(found)}
    return render(request, "homework/edit.html", context, status=422 if form.errors else 200)


def whom_it_affects(begun: int) -> str:
    """What a change means for those who have started, and for the others."""
    if not begun:
        return _("Saved. Nobody has started yet: it holds for everybody.")
    return ngettext(
        "Saved. %(count)d has started and keeps the order of the questions and the tries used; the new times hold for all.",
        "Saved. %(count)d have started: they keep the order of the questions and the tries they have used; the new times hold for all.",
        begun,
    ) % {"count": begun}


def own_terms_of(found: Assignment) -> dict[str, object]:
    """The students of the class: those with terms of their own here, those with extra time everywhere, and all others."""
    extensions = {extension.student_id: extension for extension in found.extensions.all()}
    students = list(found.recipients())
    return {
        "chosen": found.only_for.all(),
        "own_terms": [(student, extensions[student.pk]) for student in students if student.pk in extensions],
        "others": [student for student in students if student.pk not in extensions],
        "with_extra": [student for student in students if student.has_extra],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def duplicate_homework(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """The same quiz and settings for another class, with times of its own."""
    found = own_homework(request, assignment_id)
    late_days = TimesForm.times_of(found)["late_days"]
    initial = {**usual_times(timezone.now()), "late_days": late_days}
    form = DuplicateForm(request.POST or None, teacher=request.user, assignment=found, initial=initial)
    if form.is_valid():
        try:
            made = actions.duplicate_homework(assignment=found, classroom=form.cleaned_data["classroom"], **form.times())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Set to %(class)s too, with the same settings.") % {"class": made.classroom.name})
            return redirect("results", made.pk)
    others = Classroom.objects.editable_by(request.user).exclude(pk=found.classroom_id)
    context = {"place": "homework", "assignment": found, "form": form, "has_other": others.exists()}
    return render(request, "homework/duplicate.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def withdraw_homework(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Take homework back, while nobody has started."""
    found = own_homework(request, assignment_id)
    try:
        actions.withdraw_homework(assignment=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("edit_homework", assignment_id)
    messages.success(request, _("“%(quiz)s” is withdrawn. The quiz itself is still in your list.") % {"quiz": found.quiz.title})
    return redirect("homework")
