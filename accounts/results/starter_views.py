"""A student's single answer, and starter slides: what a teacher opens from the results."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.attempts.views.answering import reviewed
from accounts.marking.own import visible_assignment
from accounts.people import audit
from accounts.people.audit import AuditEntry
from accounts.people.grants import grants_of
from accounts.people.requests import PersonRequest
from accounts.results.starter import slides
from accounts.results.views import note, results_of
from revision.access import staff_only


class SlideForm(forms.Form):
    """Which slide, and whether its answer is shown."""

    n = forms.IntegerField(min_value=1, required=False)
    answer = forms.BooleanField(required=False)


@require_safe
@staff_only
def starter(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """One question on the whole screen; ``?answer=1`` shows what is right, and how the class answered."""
    found = results_of(visible_assignment(request, assignment_id))
    form = SlideForm(request.GET)
    if not form.is_valid():
        raise Http404
    made = slides(found)
    number = min(form.cleaned_data["n"] or 1, max(1, len(made)))
    context = {
        "assignment": found.assignment,
        "number": number,
        "count": len(made),
        "before": number - 1,
        "after": number + 1 if number < len(made) else 0,
        "answer": form.cleaned_data["answer"],
    }
    if made:
        slide = made[number - 1]
        context |= {"slide": slide, "shown": slide.on_screen(number)}
    note(request, AuditEntry.Action.RESULTS_READ, found.assignment)
    return render(request, "results/starter.html", context)


def tries_of(item: AttemptItem) -> list[tuple[Response, str]]:
    """Every answer that was given to a question, and in words; the responses come prefetched."""
    question_type = item.version.question.type
    body = question_type.read(item.version.body)
    return [(one, question_type.summarise(body, one.answer)) for one in item.responses.all()]


@require_safe
@staff_only
def student_answer(request: PersonRequest, assignment_id: UUID, attempt_id: UUID, position: int) -> HttpResponse:
    """One student's answer to one question: every try, the verdict and the feedback."""
    found = visible_assignment(request, assignment_id)
    attempts = Attempt.objects.visible_to(request.user).counted().select_related("student", "assignment__quiz", "assignment__classroom")
    attempt = get_object_or_404(attempts, assignment=found, pk=attempt_id)
    items = attempt.items.filter(position=position)
    shown = list(reviewed(attempt, own=False, items=items))
    if not shown:
        raise Http404
    item = items.prefetch_related("responses").select_related("version__question").get()
    audit.note_reading(
        by=request.user,
        action=AuditEntry.Action.ATTEMPT_READ,
        of=found.classroom,
        about=attempt.student,
        detail=found.quiz.title,
    )
    context = {
        "place": "homework",
        "assignment": found,
        "attempt": attempt,
        "may": grants_of(request.user, found.classroom),
        "one": shown[0],
        "item": item,
        "tries": tries_of(item),
    }
    if not request.htmx:
        return render(request, "results/answer.html", context)
    # The links are boosted, and those write their address into the browser unless they are told not to.
    return push_url(render(request, "results/answer.html#answer", context), False)
