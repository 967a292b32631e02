"""Repairing a question that the class has answered: first what would change, then the change, and undoing it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.attempts.models import AttemptItem
from accounts.homework.models import Assignment
from accounts.marking import repairs
from accounts.marking.forms import RepairForm
from accounts.marking.models import BegunRepair, Repair
from accounts.marking.own import asked_question, markable_assignment
from accounts.marking.pending import begin_repair, carry_out, forget_repair, go_on
from accounts.marking.rekeying import Edit
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused
from revision.models import Question, QuestionVersion

PATIENCE = 1.0
"""Seconds that one request works at a repair; what takes longer shows how far it is."""


def version_of(assignment: Assignment, question: Question) -> QuestionVersion:
    """The version that the class was asked last, as its key stands now."""
    asked = AttemptItem.objects.filter(attempt__assignment=assignment, attempt__purpose="homework", version__question=question)
    latest = asked.select_related("version__question", "key_version__question").order_by("version__number", "key_version__number").last()
    assert latest is not None  # the question was found by this
    return latest.key_version or latest.version


def form_for(version: QuestionVersion, data: object = None) -> RepairForm:
    """The form, with what such a question can be repaired by."""
    question_type = version.question.type
    body = question_type.read(version.body)
    choices = [choice.text for choice in question_type.choices(body)] if question_type.with_right(body, 0) else []
    return RepairForm(data, choices=choices, typed=question_type.with_accepted(body, "revision") is not None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def repair(request: PersonRequest, assignment_id: UUID, question_id: UUID) -> HttpResponse:
    """What to repair; with that in the address, who changes by how much; a POST does it."""
    found = markable_assignment(request, assignment_id)
    question = asked_question(found, question_id)
    version = version_of(found, question)
    data = request.POST if request.method == "POST" else request.GET if "kind" in request.GET else None
    form = form_for(version, data)
    changes = None
    if form.is_valid():
        edit, may_lower = form.edit(), form.cleaned_data["may_lower"]
        if request.method == "POST":
            return done(request, found, question, edit, may_lower=may_lower)
        changes = repairs.plan_repair(assignment=found, question=question, edit=edit, may_lower=may_lower)
    context = {
        "place": "homework",
        "assignment": found,
        "question": question,
        "version": version,
        "key": question.type.key_text(question.type.read(version.body)),
        "form": form,
        "changes": None if changes is None else sorted((one for one in changes if one.matters), key=by_name),
        "asked": len(changes or []),
        "begun": found.begun_repairs.filter(question=question).select_related("by").first(),
        "repairs": found.repairs.filter(question=question).select_related("by"),
    }
    return render(request, "marking/repair.html", context, status=422 if form.errors else 200)


def by_name(change: repairs.Change) -> str:
    return change.attempt.student.display_name


def done(request: PersonRequest, assignment: Assignment, question: Question, edit: Edit, *, may_lower: bool) -> HttpResponse:
    """Do the repair and say what it changed; where that takes long, show how far it is."""
    begun = begin_repair(assignment=assignment, question=question, edit=edit, by=request.user, may_lower=may_lower)
    return further(request, begun)


def further(request: PersonRequest, begun: BegunRepair) -> HttpResponse:
    """A step on: to the end of the repair, or to the page that shows how far it is."""
    if not go_on(begun=begun, seconds=PATIENCE):
        return going(request, begun.pk) if request.htmx else redirect("begun_repair", begun.assignment_id, begun.question_id)
    response = carried_out(request, begun)
    return HttpResponseClientRedirect(response.url) if request.htmx else response


def carried_out(request: PersonRequest, begun: BegunRepair) -> HttpResponseRedirect:
    """Do what was asked for, and say what it changed; all marks change together, so a server that stops here leaves the old ones."""
    try:
        made = carry_out(begun=begun)
        if made is None:
            messages.info(request, _("This repair is done already."))
            return redirect("repair", begun.assignment_id, begun.question_id)
        count = made.changed_count
        said = ngettext("Repaired: the marks of %(count)d student changed.", "Repaired: the marks of %(count)d students changed.", count)
        messages.success(request, said % {"count": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("repair", begun.assignment_id, begun.question_id)


def own_begun(request: PersonRequest) -> QuerySet[BegunRepair]:
    """Repairs under way, or cut short, of homework that the signed-in teacher marks."""
    own = BegunRepair.objects.filter(assignment__in=Assignment.objects.markable_by(request.user))
    return own.select_related("assignment__quiz", "assignment__classroom", "by")


def going(request: PersonRequest, begun_id: UUID) -> HttpResponse:
    """The part of the page that goes on with a repair and says how far it is."""
    found = get_object_or_404(own_begun(request), pk=begun_id)
    return render(request, "marking/begun_repair.html#going", {"assignment": found.assignment, "begun": found})


@require_safe
@staff_only
def begun_repair(request: PersonRequest, assignment_id: UUID, question_id: UUID) -> HttpResponse:
    """How far a repair is. Whoever looks on asks again, and hears 204 while nothing has changed; the page itself goes on with it."""
    assignment = markable_assignment(request, assignment_id)
    found = own_begun(request).filter(assignment=assignment, question=asked_question(assignment, question_id)).first()
    if found is None:  # it is done, or somebody forgot it
        response = redirect("repair", assignment_id, question_id)
        return HttpResponseClientRedirect(response.url) if request.htmx else response
    if not request.htmx:
        return render(request, "marking/begun_repair.html", {"place": "homework", "assignment": found.assignment, "begun": found})
    if request.headers.get("If-None-Match") == found.etag:
        return HttpResponse(status=204, headers={"ETag": found.etag})
    return render(request, "parts/begun_repair.html", {"begun": found})


@require_POST
@staff_only
def settle_begun(request: PersonRequest, begun_id: UUID, verb: str) -> HttpResponse:
    """A repair that was cut short: carry it out after all, or forget it."""
    found = get_object_or_404(own_begun(request), pk=begun_id)
    if verb == "finish":
        return further(request, found)
    forget_repair(begun=found)
    messages.success(request, _("Forgotten: no mark has changed."))
    return redirect("repair", found.assignment_id, found.question_id)


@require_POST
@staff_only
def undo(request: PersonRequest, repair_id: UUID) -> HttpResponse:
    """Put back what stood before a repair."""
    own = Repair.objects.filter(assignment__in=Assignment.objects.markable_by(request.user)).select_related("assignment")
    found = get_object_or_404(own, pk=repair_id)
    try:
        repairs.undo_repair(repair=found, by=request.user)
        messages.success(request, _("Undone: every mark is as it was before."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("repair", found.assignment_id, found.question_id)
