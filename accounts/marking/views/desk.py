"""The marking desk: written answers one by one, without names."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.attempts.models import AttemptItem
from accounts.homework.models import Assignment
from accounts.marking import actions
from accounts.marking.closing import close_those_over
from accounts.marking.desk import Written, answers_on, next_of, queue_of, shown_answer
from accounts.marking.forms import AwardForm
from accounts.marking.models import BankedComment
from accounts.marking.own import asked_question, markable_assignment, own_items
from accounts.marking.triage import typed_open
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused
from revision.models import Question


@require_safe
@staff_only
def marking(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """The questions of an assignment that want a teacher: written ones, and typed answers that nobody has settled."""
    found = markable_assignment(request, assignment_id)
    close_those_over(found.attempts.all())
    rows = queue_of(found)
    context = {
        "place": "homework",
        "assignment": found,
        "rows": rows,
        "typed": typed_open(found),
        "repairs": found.repairs.select_related("question", "by"),
        "left": sum(row.left for row in rows),
        "to_release": sum(row.marked - row.released for row in rows),
    }
    return render(request, "marking/marking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def mark_answers(request: PersonRequest, assignment_id: UUID, question_id: UUID) -> HttpResponse:
    """One answer to a written question, beside its scheme; a POST keeps the mark and shows the next."""
    found = markable_assignment(request, assignment_id)
    question = asked_question(found, question_id)
    if not question.type.waits:
        raise Http404
    if request.method != "POST":
        close_those_over(found.attempts.all())
    items = answers_on(found, question)
    item = chosen_of(request, items)
    if request.method == "POST":
        return keep_mark(request, found, question, items, item)
    return show_answer(request, found, question, items, item)


def chosen_of(request: PersonRequest, items: list[AttemptItem]) -> AttemptItem | None:
    """The answer that the address or the form names, or else the next one to mark, or else the first. 404 for a name that is none."""
    wanted = request.POST.get("answer") if request.method == "POST" else request.GET.get("answer")
    if wanted is not None:
        chosen = next((item for item in items if str(item.pk) == wanted), None)
        if chosen is None:
            raise Http404
        return chosen
    return next_of(items) or next(iter(items), None)


def keep_mark(
    request: PersonRequest, assignment: Assignment, question: Question, items: list[AttemptItem], item: AttemptItem | None
) -> HttpResponse:
    """Keep the mark of an answer, and its comment in the bank where that is wanted; then the next answer."""
    if item is None:
        raise Http404
    written = shown_answer(items, item)
    form = form_of(written, request.POST)
    said = ""
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            kept = actions.award(items=own_items(request), item_id=item.pk, fraction=form.fraction(), comment=comment, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if form.cleaned_data["keep"] and comment:
                actions.bank_comment(teacher=request.user, text=comment)
            item.awarded, item.comment = kept.awarded, kept.comment
            following = next_of(items, item)
            if not request.htmx:
                return redirect(f"{request.path}?answer={following.pk}" if following else reverse("marking", args=[assignment.pk]))
            said = _("Saved.") if following else _("Saved. That was the last one.")
            return show_answer(request, assignment, question, items, following or item, said=said)
    return show_answer(request, assignment, question, items, item, form=form)


def form_of(written: Written, data: object = None) -> AwardForm:
    return AwardForm(data, scheme=written.scheme, out_of=written.out_of, given=written.mark, comment=written.item.comment)


def show_answer(
    request: PersonRequest,
    assignment: Assignment,
    question: Question,
    items: list[AttemptItem],
    item: AttemptItem | None,
    *,
    form: AwardForm | None = None,
    said: str = "",
) -> HttpResponse:
    """The desk with this answer; htmx gets the answer alone."""
    at = [one.pk for one in items].index(item.pk) if item else 0
    written = shown_answer(items, item) if item else None
    context = {
        "place": "homework",
        "assignment": assignment,
        "question": question,
        "written": written,
        "form": form or (form_of(written) if written else None),
        "said": said,
        "count": len(items),
        "marked": sum(one.awarded is not None or one.fraction is not None for one in items),
        "previous": items[at - 1] if at else None,
        "following": items[at + 1] if at + 1 < len(items) else None,
        "bank": request.user.banked_comments.all(),
    }
    partial = "#answer" if request.htmx and written else ""
    return render(request, f"marking/answer.html{partial}", context, status=422 if form is not None and form.errors else 200)


@require_POST
@staff_only
def release(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Let the class see its marks, all at once."""
    found = markable_assignment(request, assignment_id)
    try:
        count = actions.release_marks(assignment=found, by=request.user, despite_unmarked=request.POST.get("despite") == "yes")
        messages.success(request, ngettext("%(count)d mark is released.", "%(count)d marks are released.", count) % {"count": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("marking", found.pk)


@require_POST
@staff_only
def forget_comment(request: PersonRequest, comment_id: UUID) -> HttpResponse:
    """Take a comment out of the teacher's bank."""
    try:
        actions.forget_comment(comments=request.user.banked_comments.all(), comment_id=comment_id)
    except BankedComment.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The comment is taken out of your list. Where you used it, it stays."))
    return redirect("homework")
