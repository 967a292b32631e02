"""What a teacher changes in one student's work: a mark, the end of an attempt, or whether they are asked at all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.attempts.models import Attempt, AttemptItem
from accounts.marking import actions
from accounts.marking.desk import marks_of, said
from accounts.marking.forms import OverrideForm, ReasonForm, ReopenForm
from accounts.marking.own import editable_assignment, own_items
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


def own_attempt(request: PersonRequest, attempt_id: UUID) -> Attempt:
    """A homework attempt that the signed-in teacher may mark; 404 for any other."""
    attempts = Attempt.objects.markable_by(request.user).counted()
    return get_object_or_404(attempts.select_related("assignment__quiz", "assignment__classroom", "student"), pk=attempt_id)


def item_of(request: PersonRequest, attempt: Attempt, position: int) -> AttemptItem:
    items = own_items(request).select_related("version__question", "key_version").prefetch_related("responses")
    return get_object_or_404(items, attempt=attempt.pk, position=position)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def override(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Another mark for one answer, with a reason."""
    attempt = own_attempt(request, attempt_id)
    item = item_of(request, attempt, position)
    question_type = item.version.question.type
    out_of = marks_of(item, question_type.scheme(question_type.read(item.version.body)))
    given = None if item.fraction is None else item.fraction * out_of
    form = OverrideForm(request.POST or None, out_of=out_of, given=given, comment=item.comment)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.override_mark(
                items=own_items(request),
                attempt_id=attempt.pk,
                position=position,
                fraction=form.fraction(),
                reason=data["reason"],
                comment=data["comment"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The mark of question %(number)d is changed.") % {"number": position})
            return redirect(f"{attempt.get_absolute_url()}#q{position}")
    context = {"place": "homework", "attempt": attempt, "item": item, "said": said(item), "form": form}
    return render(request, "marking/override.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def automatic(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Back to the automatic mark of one answer."""
    attempt = own_attempt(request, attempt_id)
    item_of(request, attempt, position)
    try:
        actions.back_to_automatic(items=own_items(request), attempt_id=attempt.pk, position=position, by=request.user)
        messages.success(request, _("Question %(number)d has its automatic mark again.") % {"number": position})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{attempt.get_absolute_url()}#q{position}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def reopen(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Let a student go on with what is over."""
    attempt = own_attempt(request, attempt_id)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_attempt(attempt=attempt, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s can go on with it.") % {"name": attempt.student.display_name})
            return redirect(attempt)
    ends = attempt.ends()
    context = {"place": "homework", "attempt": attempt, "form": form, "over": ends is not None and ends <= timezone.now()}
    return render(request, "marking/reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def excuse(request: PersonRequest, assignment_id: UUID, student_id: UUID) -> HttpResponse:
    """Take a student of the class out of an assignment, or back in."""
    found = editable_assignment(request, assignment_id)
    student = get_object_or_404(found.recipients(), pk=student_id)
    excused = found.extensions.filter(student=student, excused=True).exists()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.excuse_student(
                assignment=found, student=student, by=request.user, reason=form.cleaned_data["reason"], excused=not excused
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            wording = _("%(name)s counts again.") if excused else _("%(name)s is excused from it.")
            messages.success(request, wording % {"name": student.display_name})
            return redirect("results", found.pk)
    context = {"place": "homework", "assignment": found, "student": student, "excused": excused, "form": form}
    return render(request, "marking/excuse.html", context, status=422 if form.errors else 200)
