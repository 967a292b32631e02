"""The gradebook of a class: every student's score in every piece of homework, and the weighted mean. Reads only; a fixed number of queries.

What happened in one piece of homework, question by question, is another module's: this one looks at scores alone.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.attempts.models import Attempt
from accounts.homework.categories import category_of, weighted_mean
from accounts.homework.models import Assignment, Category, Extension
from accounts.homework.terms import terms_of
from accounts.people.models import Classroom, User
from accounts.results.attempts_shown import counted
from quizzes.models import Slot
from revision.models import Topic
from revision.templatetags.interface import tone_of


@dataclass(frozen=True, slots=True)
class Score:
    """What one student has for one piece of homework.

    ``scored``; ``waiting`` (handed in, and some of it waits for a teacher's mark); ``started`` (under way); ``todo`` (open, not begun);
    ``overdue`` (the same, and its due time is past); ``missing`` (closed, never begun); ``excused``; ``none`` (not meant for them, not open
    yet, or closed before they joined).
    """

    state: str
    share: float | None = None
    """What they got of the marks, 0 to 1; under 0 where confidence cost more than was earned. So far, while some of it waits."""
    late: bool = False
    ended: bool = False
    """Never handed in: time ran out."""
    attempt: UUID | None = None
    """The attempt that counts."""
    score: Decimal | None = None
    max_score: Decimal | None = None

    @property
    def counts(self) -> bool:
        """Whether it stands in means."""
        return self.state == "scored" and self.share is not None

    @property
    def per_cent(self) -> int | None:
        return None if self.share is None else round(100 * max(self.share, 0.0))

    @property
    def tone(self) -> str:
        return tone_of(self.share) if self.state == "scored" else "part" if self.state == "overdue" else "neutral"


@dataclass(frozen=True, slots=True)
class Line:
    """One student's row. Means are 0 to 1, ``None`` where nothing counts yet."""

    student: User
    scores: Sequence[Score]
    """One for each column."""
    mean: float | None
    by_category: Sequence[float | None]
    """One for each category."""

    def count(self, *states: str) -> int:
        return sum(score.state in states for score in self.scores)

    @property
    def missing(self) -> int:
        return self.count("missing")

    @property
    def late(self) -> int:
        return sum(score.late for score in self.scores)

    @property
    def on_time(self) -> int:
        """Handed in by the student's own due time."""
        return sum(score.state in {"scored", "waiting"} and not score.late and not score.ended for score in self.scores)


@dataclass(slots=True)
class Column:
    """One piece of homework over the class."""

    assignment: Assignment
    category: Category | None
    scores: list[Score] = field(default_factory=list)
    counts: bool = True
    """Whether its scores stand in the weighted mean."""

    @property
    def title(self) -> str:
        return self.assignment.quiz.title

    @property
    def mean(self) -> float | None:
        """Mean share of those who have a whole score."""
        shares = [score.share for score in self.scores if score.counts and score.share is not None]
        return fmean(shares) if shares else None

    @property
    def missing(self) -> int:
        return sum(score.state == "missing" for score in self.scores)

    @property
    def waiting(self) -> int:
        return sum(score.state == "waiting" for score in self.scores)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the gradebook is wanted; days are counted by when homework is due, both ends included."""

    topic: UUID | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    missing_is_zero: bool = False
    sort: str = "name"
    """``name``, ``mean`` or the key of homework, with a minus before it for the other way round."""

    @property
    def narrows(self) -> bool:
        return any((self.topic, self.since, self.until))


@dataclass(slots=True)
class ClassGradebook:
    """All of the page. ``columns`` are the latest due first."""

    classroom: Classroom
    columns: list[Column]
    lines: list[Line]
    categories: Sequence[Category]
    topics: Sequence[Topic]
    """Those that the class was asked about, in the order of their courses."""
    chosen: Chosen
    all_count: int
    """Pieces of homework before any filter."""

    @property
    def mean(self) -> float | None:
        """The mean of the students' means."""
        means = [line.mean for line in self.lines if line.mean is not None]
        return fmean(means) if means else None

    @property
    def left_out(self) -> list[Column]:
        """Homework in no category, where there are categories: it counts for nothing, and the teacher may not know."""
        return [column for column in self.columns if column.category is None] if self.categories else []

    @property
    def has_scores(self) -> bool:
        return any(score.attempt for column in self.columns for score in column.scores)


def class_gradebook(classroom: Classroom, now: datetime.datetime, chosen: Chosen | None = None) -> ClassGradebook:
    """The gradebook in eight queries, whatever the class and its homework."""
    chosen = chosen or Chosen()
    found = list(classroom.assignments.filter(opens__lte=now).select_related("quiz").order_by("-due", "pk"))
    topics, asked = _topics_of(found)
    wanted = [one for one in found if _is_wanted(one, chosen, asked)]
    categories = list(classroom.categories.all())
    weights = {category.pk: category.weight for category in categories}
    columns = [Column(one, category_of(one, categories)) for one in wanted]
    for column in columns:
        column.counts = not categories or (column.category is not None and column.category.weight > 0)
    lines = []
    book = Scores.read(classroom, wanted, now)
    for student in book.students:
        scores = [book.score_of(student, column.assignment) for column in columns]
        for column, score in zip(columns, scores, strict=True):
            column.scores.append(score)
        lines.append(_line(student, scores, columns, weights, zero=chosen.missing_is_zero))
    return ClassGradebook(classroom, columns, _sorted(lines, columns, chosen.sort), categories, topics, chosen, len(found))


def _line(student: User, scores: Sequence[Score], columns: Sequence[Column], weights: Mapping[UUID, int], *, zero: bool) -> Line:
    shares: list[tuple[UUID | None, float]] = []
    for column, score in zip(columns, scores, strict=True):
        share = score.share if score.counts else 0.0 if zero and score.state == "missing" else None
        if share is not None:
            shares.append((column.category.pk if column.category else None, share))
    of = [[share for category, share in shares if category == wanted] for wanted in weights]
    return Line(student, scores, weighted_mean(shares, weights), [fmean(shares) if shares else None for shares in of])


def _sorted(lines: list[Line], columns: Sequence[Column], sort: str) -> list[Line]:
    """By name, or by what is wanted with the lowest first; who has nothing there stands last, either way round."""
    by, down = sort.removeprefix("-"), sort.startswith("-")
    if by == "name":
        return lines[::-1] if down else lines
    place = next((place for place, column in enumerate(columns) if str(column.assignment.pk) == by), None)

    def value(line: Line) -> float | None:
        return line.mean if place is None else line.scores[place].share

    there = sorted((line for line in lines if value(line) is not None), key=lambda line: value(line) or 0.0, reverse=down)
    return there + [line for line in lines if value(line) is None]


def _topics_of(assignments: Sequence[Assignment]) -> tuple[list[Topic], dict[UUID, set[UUID]]]:
    """The topics behind this homework, and for each quiz the topics it asks about, with those above them; two queries."""
    rows = Slot.objects.filter(quiz__in={one.quiz_id for one in assignments}).annotate(about=Coalesce("question__topic", "topic"))
    about: dict[UUID, set[UUID]] = {}
    for quiz, topic in rows.order_by().values_list("quiz", "about").distinct():
        about.setdefault(quiz, set()).add(topic)
    courses = {one.quiz.course_id for one in assignments}
    topics = {topic.pk: topic for topic in Topic.objects.filter(course__in=courses).order_by("course", "position")}
    for asked in about.values():
        for pk in list(asked):
            above = topics[pk].parent_id if pk in topics else None
            while above is not None:
                asked.add(above)
                above = topics[above].parent_id
    met = set().union(*about.values())
    return [topic for pk, topic in topics.items() if pk in met], about


def _is_wanted(assignment: Assignment, chosen: Chosen, asked: Mapping[UUID, set[UUID]]) -> bool:
    due = timezone.localtime(assignment.due).date()
    return (
        (chosen.topic is None or chosen.topic in asked.get(assignment.quiz_id, ()))
        and (chosen.since is None or due >= chosen.since)
        and (chosen.until is None or due <= chosen.until)
    )


FIELDS_OF_ATTEMPTS = (
    "assignment_id",
    "student_id",
    "purpose",
    "due",
    "deadline",
    "finished",
    "ended_by",
    "waiting_count",
    "score",
    "max_score",
)


@dataclass(slots=True)
class Scores:
    """What a class has for some homework, read once."""

    students: list[User]
    joined: Mapping[UUID, datetime.datetime]
    attempts: Mapping[tuple[UUID, UUID], list[Attempt]]
    """By homework and student, in their order."""
    terms: Mapping[tuple[UUID, UUID], Extension]
    meant: Mapping[UUID, set[UUID]]
    """The students that homework was set to, where that is not the whole class."""
    now: datetime.datetime

    @classmethod
    def read(cls, classroom: Classroom, assignments: Sequence[Assignment], now: datetime.datetime) -> "Scores":
        """Four queries: who sits in the class now, their attempts, their own terms, and whom homework is meant for."""
        seats = list(classroom.enrolments.current().select_related("student").order_by("student__display_name", "student"))
        by_key = {one.pk: one for one in assignments}
        attempts: dict[tuple[UUID, UUID], list[Attempt]] = {}
        theirs = Attempt.objects.counted().filter(assignment__in=assignments, student__in=[seat.student_id for seat in seats])
        # Only what is looked at: a class has thousands.
        theirs = theirs.only(*FIELDS_OF_ATTEMPTS)
        for attempt in theirs.order_by("number"):
            attempt.assignment = by_key[attempt.assignment_id]
            attempts.setdefault((attempt.assignment_id, attempt.student_id), []).append(attempt)
        own = Extension.objects.filter(assignment__in=assignments)
        return cls(
            [seat.student for seat in seats],
            {seat.student_id: seat.joined for seat in seats},
            attempts,
            {(one.assignment_id, one.student_id): one for one in own},
            _meant_for(assignments),
            now,
        )

    def score_of(self, student: User, assignment: Assignment) -> Score:
        key = (assignment.pk, student.pk)
        own = self.terms.get(key)
        attempts = self.attempts.get(key)
        if own is not None and own.excused:
            return Score("excused", attempt=attempts[-1].pk if attempts else None)
        if attempts:
            return score_of_attempts(attempts, assignment, self.now)
        if student.pk not in self.meant.get(assignment.pk, {student.pk}):
            return Score("none")
        terms = terms_of(assignment, student, own)
        if self.now > terms.closes:
            return Score("none" if self.joined[student.pk] > terms.closes else "missing")
        if self.now < terms.opens:
            return Score("none")
        return Score("overdue" if self.now > terms.due else "todo")


def _meant_for(assignments: Iterable[Assignment]) -> dict[UUID, set[UUID]]:
    chosen: Any = Assignment.only_for.through.objects.filter(assignment__in=assignments)
    meant: dict[UUID, set[UUID]] = {}
    for assignment, student in chosen.values_list("assignment", "user"):
        meant.setdefault(assignment, set()).add(student)
    return meant


def score_of_attempts(attempts: Sequence[Attempt], assignment: Assignment, now: datetime.datetime) -> Score:
    """What a student's homework attempts, in their order, count for together, as the assignment says: first, last, best, or the mean."""
    one = counted(attempts, assignment.counts)
    if one.finished is None and not one.is_over(now):
        return Score("started", attempt=one.pk)
    done = [attempt for attempt in attempts if attempt.finished is not None] or [one]
    counting = done if assignment.counts == Assignment.Counts.MEAN else [one]
    shares = [float(attempt.score / attempt.max_score) for attempt in counting if attempt.max_score]
    share = fmean(shares) if shares else None
    score = one.score if len(counting) == 1 or share is None else Decimal(share) * one.max_score
    return Score(
        "waiting" if any(attempt.waiting_count for attempt in counting) else "scored",
        share,
        late=one.is_late,
        ended=one.finished is None or one.ended_by == Attempt.Ended.TIME,
        attempt=one.pk,
        score=score,
        max_score=one.max_score,
    )


COLUMNS_ON_PAPER = 22
"""As many as an A4 page on its side holds beside the names, in a size that can be read."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A part of the gradebook that fits one page of paper across: some of the homework, and every student."""

    columns: Sequence[Column]
    rows: Sequence[tuple[Line, Sequence[Score]]]


def paper_pages(book: ClassGradebook) -> list[PaperPage]:
    """The gradebook in pages, the earliest homework first."""
    places = list(range(len(book.columns)))[::-1]
    cuts = [places[start : start + COLUMNS_ON_PAPER] for start in range(0, len(places), COLUMNS_ON_PAPER)]
    return [
        PaperPage([book.columns[place] for place in cut], [(line, [line.scores[place] for place in cut]) for line in book.lines])
        for cut in cuts
    ]
