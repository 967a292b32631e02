"""Typed answers that were taken for wrong: accept them, or settle that they are."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.homework.models import Assignment
from accounts.marking import repairs
from accounts.marking.closing import close_those_over
from accounts.marking.forms import SettleForm
from accounts.marking.models import Settled
from accounts.marking.own import asked_question, markable_assignment
from accounts.marking.triage import Triage, triage_of
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def answers(request: PersonRequest, assignment_id: UUID, question_id: UUID) -> HttpResponse:
    """Alike answers together, with their counts; a POST accepts or rejects a group."""
    found = markable_assignment(request, assignment_id)
    question = asked_question(found, question_id)
    if request.method == "POST":
        return settle(request, found, triage_of(found, question))
    close_those_over(found.attempts.all())
    triage = triage_of(found, question)
    if not triage.is_typed:
        raise Http404
    return render(request, "marking/answers.html", {"place": "homework", "assignment": found, "triage": triage})


def settle(request: PersonRequest, assignment: Assignment, triage: Triage) -> HttpResponse:
    """Accept or reject some of the open answers."""
    form = SettleForm(request.POST, texts=[text for group in triage.open for text in group.texts])
    if not form.is_valid():
        messages.error(request, _("Those answers are settled already, or nobody gave them. Nothing was changed."))
        return redirect("answers", assignment.pk, triage.question.pk)
    accepted = form.cleaned_data["accepted"] == "yes"
    try:
        repairs.settle_answers(
            assignment=assignment, question=triage.question, texts=form.cleaned_data["texts"], accepted=accepted, by=request.user
        )
        messages.success(request, _("Accepted, and marked again.") if accepted else _("Settled: that is wrong."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("answers", assignment.pk, triage.question.pk)


@require_POST
@staff_only
def unsettle(request: PersonRequest, settled_id: UUID) -> HttpResponse:
    """Take a judgement on a typed answer back."""
    own = Settled.objects.filter(assignment__in=Assignment.objects.markable_by(request.user)).select_related("repair__assignment")
    found = get_object_or_404(own, pk=settled_id)
    try:
        repairs.unsettle(settled=found, by=request.user)
        messages.success(request, _("Undone: the answer is open again, and the marks are as before."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("answers", found.assignment_id, found.question_id)
