"""How well a quiz and its questions worked, and how classes did on the same quiz."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.attempts.models import Attempt
from accounts.homework.models import Assignment
from accounts.marking.closing import close_those_over
from accounts.marking.own import visible_assignment
from accounts.people.audit import AuditEntry
from accounts.people.grants import grants_of
from accounts.people.requests import PersonRequest
from accounts.results import analysis_charts as charts
from accounts.results.analysis import ALL, BEST, FIRST, LAST, Analysis, Examined, Place, analyse
from accounts.results.charts import StackedBars
from accounts.results.comparison import compare
from accounts.results.readings import readings, too_few
from accounts.results.views import note
from quizzes.models import Quiz
from revision.access import staff_only

WHICH = {FIRST: _("First"), LAST: _("Last"), BEST: _("Best"), ALL: _("All")}
"""Which attempts of a student count."""


@require_safe
@staff_only
def analysis(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """The item analysis of one piece of homework, with the question doctor."""
    assignment = visible_assignment(request, assignment_id)
    close_those_over(assignment.attempts.all())
    which = request.GET.get("attempts", FIRST)
    note(request, AuditEntry.Action.RESULTS_READ, assignment)
    found = analyse(assignment, request.user, which=which if which in WHICH else FIRST)
    context = {
        "place": "homework",
        "assignment": assignment,
        "analysis": found,
        "which": WHICH,
        "readings": readings(found.quiz, found.max_mark),
        "too_few": too_few(found.quiz) if found.quiz.too_few else "",
        "scores": charts.scores(found),
        "weights": charts.weights(found),
        "places": drawn(found),
        "may": grants_of(request.user, assignment.classroom),
    }
    return render(request, "results/analysis.html", context)


def drawn(found: Analysis) -> list[tuple[Place, list[tuple[Examined, StackedBars]]]]:
    """Each place with its questions and their charts."""
    return [(place, [(one, charts.options(one)) for one in place.questions]) for place in found.places]


@require_safe
@staff_only
def compare_classes(request: PersonRequest, quiz_id: UUID) -> HttpResponse:
    """How classes did on the same quiz; to who may read of none of them it does not exist."""
    mine = Assignment.objects.visible_to(request.user).filter(quiz=quiz_id)
    quiz = get_object_or_404(Quiz.objects.filter(pk__in=mine.values("quiz")), pk=quiz_id)
    close_those_over(Attempt.objects.filter(assignment__in=mine))
    found = compare(quiz, request.user)
    for one in found.classes:
        note(request, AuditEntry.Action.RESULTS_READ, one.assignment)
    context = {
        "place": "homework",
        "quiz": quiz,
        "comparison": found,
        "spread": charts.spread(found),
        "by_question": charts.by_question(found),
        "own": quiz.owner_id == request.user.pk,
    }
    return render(request, "results/compare.html", context)
