"""The review queue: drafts approved, edited or discarded, one after the other."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from revision.access import PageRequest, staff_only
from revision.actions import Refused
from revision.editing import questions as editing
from revision.forms import JudgeForm, SelectionForm
from revision.models import Course, Question
from revision.review_queue import after_judging, queue_of, selected
from revision.views.shared import beside, own, own_course


@require_safe
@staff_only
def drafts(request: PageRequest, slug: str) -> HttpResponse:
    """One draft with its key and where it comes from; htmx gets it in place of the one before."""
    return shown(request, own_course(request, slug), SelectionForm(request.GET))


def shown(
    request: PageRequest, course: Course, selection: SelectionForm, *, last: Question | None = None, note: str = "", status: int = 200
) -> HttpResponse:
    """The queue, as a page or as the part of it that changes."""
    rule, topic, at = (selection.value(name) for name in ("rule", "topic", "at"))
    queue = queue_of(course, rule=rule or "", topic=topic, at=at)
    context = {"course": course, "queue": queue, "last": last, "note": note, "kept": kept(selection)}
    if request.htmx:
        return render(request, "revision/drafts.html#queue", context, status=status)
    return render(request, "revision/drafts.html", {**beside(request, course, counted=True), "nav": "drafts", **context}, status=status)


def kept(selection: SelectionForm) -> str:
    """The choice of rule and topic as it stands in an address."""
    return urlencode({name: selection.value(name) for name in ("rule", "topic") if selection.value(name)})


@require_POST
@staff_only
def judge_draft(request: PageRequest, question_id: UUID) -> HttpResponse:
    """Approve or discard one, or let it wait again; then on to the next."""
    draft = own(request, Question, question_id)
    form, selection = JudgeForm(request.POST), SelectionForm(request.POST)
    if not form.is_valid():
        raise Http404
    verdict = form.cleaned_data["verdict"]
    following: UUID | None = draft.pk
    note, last, status = "", None, 200
    try:
        if verdict == "undo":
            editing.undo_draft(question=draft)
            note = _("It waits again.")
        else:
            following = after_judging(draft.course, draft.pk, rule=selection.value("rule") or "", topic=selection.value("topic"))
            editing.judge_draft(question=draft, approve=verdict == "approve")
            note, last = _("Approved.") if verdict == "approve" else _("Discarded."), draft
    except Refused as refused:
        note, status = str(refused), 409
    if not request.htmx:
        messages.info(request, note)
        at = {"at": str(following)} if following else {}
        return redirect(f"{reverse('drafts', args=[draft.course.slug])}?{kept(selection)}&{urlencode(at)}")
    selection.cleaned_data["at"] = following
    return shown(request, draft.course, selection, last=last, note=note, status=status)


@require_POST
@staff_only
def judge_drafts(request: PageRequest, slug: str) -> HttpResponse:
    """Approve or discard all drafts of a rule or a topic, or all there are."""
    course = own_course(request, slug)
    form, selection = JudgeForm(request.POST), SelectionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["verdict"] == "undo" or not selection.is_valid():
        raise Http404
    approve = form.cleaned_data["verdict"] == "approve"
    meant = selected(course, rule=selection.value("rule") or "", topic=selection.value("topic"))
    count = editing.judge_drafts(drafts=meant, approve=approve)
    if approve:
        words = ngettext("%(count)s draft approved. It can be set now.", "%(count)s drafts approved. They can be set now.", count)
    else:
        words = ngettext("%(count)s draft discarded.", "%(count)s drafts discarded.", count)
    messages.success(request, words % {"count": count})
    return redirect("drafts", course.slug)
