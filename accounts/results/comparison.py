"""The same quiz in several classes: every score, the middle half, and each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg

from accounts.attempts.models import AttemptItem
from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.analysis import BEST, FIRST, LAST, Asked, chosen, finished
from accounts.results.statistics import quartiles
from quizzes.models import Quiz, Slot

COUNTING = {Assignment.Counts.FIRST: FIRST, Assignment.Counts.LAST: LAST, Assignment.Counts.BEST: BEST}


@dataclass(frozen=True, slots=True)
class ClassScores:
    """One piece of homework: the scores in per cent that count in it, whole ones only, and each place's mean fraction, 0 to 1."""

    assignment: Assignment
    scores: Sequence[float]
    facilities: Mapping[int, float]
    """By slot."""

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        return quartiles(self.scores)

    @property
    def label(self) -> str:
        return self.assignment.classroom.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of the page."""

    quiz: Quiz
    slots: Sequence[Slot]
    classes: Sequence[ClassScores]

    @property
    def with_scores(self) -> list[ClassScores]:
        return [one for one in self.classes if one.scores]


def compare(quiz: Quiz, teacher: User) -> Comparison:
    """How the classes that ``teacher`` may read of did on one quiz; four queries.

    In each the attempt counts that its homework says; where that is the mean of all, each student's mean.
    """
    assignments = list(
        Assignment.objects.visible_to(teacher).filter(quiz=quiz).select_related("classroom").order_by("classroom__name", "due")
    )
    for one in assignments:
        one.quiz = quiz
    done: dict[UUID, list[Asked]] = {}
    for attempt in finished(assignments):
        if not attempt.waiting:
            done.setdefault(attempt.assignment, []).append(attempt)
    counting = {one.pk: _counting(done.get(one.pk, []), one.counts) for one in assignments}
    keys = [attempt.pk for attempts in counting.values() for attempt in attempts]
    rows = (
        AttemptItem.objects.filter(attempt__in=keys, dropped=False, slot__isnull=False, fraction__isnull=False)
        .order_by()
        .values_list("attempt__assignment", "slot")
        .annotate(facility=Avg("fraction"))
    )
    facilities: dict[UUID, dict[int, float]] = {}
    for assignment, slot, facility in rows:
        facilities.setdefault(assignment, {})[slot] = float(facility)
    classes = [ClassScores(one, _scores(counting[one.pk], one.counts), facilities.get(one.pk, {})) for one in assignments]
    return Comparison(quiz, list(quiz.slots.select_related("question__current", "topic")), classes)


def _counting(attempts: Sequence[Asked], counts: str) -> list[Asked]:
    which = COUNTING.get(Assignment.Counts(counts))
    return list(attempts) if which is None else chosen(attempts, which)


def _scores(attempts: Sequence[Asked], counts: str) -> list[float]:
    """Per cent of each student, never under 0."""
    theirs: dict[UUID, list[float]] = {}
    for attempt in attempts:
        theirs.setdefault(attempt.student, []).append(100 * max(0.0, attempt.share))
    return sorted(sum(shares) / len(shares) for shares in theirs.values())
