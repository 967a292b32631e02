"""The item analysis of a piece of homework, read from its answers in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Exists, F, OuterRef, Q
from numpy.typing import NDArray

from accounts.attempts.models import Attempt, Response
from accounts.homework.models import Assignment, Extension
from accounts.people.models import Enrolment, User
from accounts.results.doctor import Remark, examine
from accounts.results.evidence import Evidence, Given, weigh
from accounts.results.items import ItemRow, fields, item_rows
from accounts.results.statistics import ItemStatistics, QuizStatistics, item_analysis, thirds
from quizzes.models import Slot
from revision.models import Course, QuestionVersion

FIRST, LAST, BEST, ALL = "first", "last", "best", "all"


class Asked(NamedTuple):
    """A finished attempt, as far as it matters here."""

    pk: UUID
    student: UUID
    assignment: UUID
    waiting: int
    score: Decimal
    max_score: Decimal

    @property
    def share(self) -> float:
        return float(self.score / self.max_score) if self.max_score else 0.0


@dataclass(frozen=True, slots=True)
class Examined:
    """A question that was asked: the evidence of all classes of its teacher, and what the doctor says of it."""

    evidence: Evidence
    here: int
    """How many of its answers were given in this homework."""
    remarks: Sequence[Remark]

    @property
    def version(self) -> QuestionVersion:
        return self.evidence.version


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the quiz: a question, or a random pick with all that was drawn for it."""

    position: int
    numbers: str
    """Which questions these are, “3” or “3–5”."""
    topic: str
    """What a random pick draws from; empty for a question."""
    questions: Sequence[Examined]
    item: ItemStatistics | None
    """``None`` where it was dropped from the marks."""

    @property
    def is_pick(self) -> bool:
        return bool(self.topic)

    @property
    def title(self) -> str:
        return self.topic or (self.questions[0].version.prompt if self.questions else "")


@dataclass(frozen=True, slots=True)
class Analysis:
    """All of the page."""

    assignment: Assignment
    which: str
    quiz: QuizStatistics
    max_mark: float
    places: Sequence[Place]
    shares: Sequence[float]
    """Each attempt's marks as per cent of the maximum."""
    left_out: int = 0
    """Attempts that wait for a teacher's mark."""
    editable: bool = False
    """Whether the teacher may edit the questions themselves."""

    @property
    def remarks(self) -> list[tuple[Place, Examined, Remark]]:
        """All findings, the gravest first, then in the order of the quiz."""
        found = [(place, one, remark) for place in self.places for one in place.questions for remark in one.remarks]
        return sorted(found, key=lambda row: ("wrong", "part", "accent").index(row[2].tone))

    @property
    def dropped(self) -> list[Place]:
        return [place for place in self.places if place.item is None]


class Elsewhere(NamedTuple):
    """An answer to one of the questions in other homework of the same teacher."""

    item: ItemRow
    attempt: Asked
    answer: Any


@dataclass(slots=True)
class _Bodies:
    """Versions, and what their types make of answers; each body is read once."""

    versions: Mapping[int, QuestionVersion]
    read: dict[int, Any] = field(default_factory=dict)

    def body(self, version_id: int) -> Any:
        if version_id not in self.read:
            version = self.versions[version_id]
            self.read[version_id] = version.question.type.read(version.body)
        return self.read[version_id]

    def said(self, row: ItemRow, answer: Any) -> str:
        return self.versions[row.version_id].question.type.classify(self.body(row.key_version_id or row.version_id), answer)


def analyse(assignment: Assignment, teacher: User, *, which: str = FIRST) -> Analysis:
    """The analysis of one piece of homework; seven queries, whatever the class and the quiz.

    Finished attempts of those who sit in the class and are not excused count: each student's ``first``, ``last``, ``best``, or ``all``.
    An attempt that waits for a mark is left out, and so is a question that was dropped. Needs the assignment's quiz.
    """
    attempts = chosen(finished([assignment]), which)
    whole = [attempt for attempt in attempts if not attempt.waiting]
    keys = [attempt.pk for attempt in whole]
    slots = list(assignment.quiz.slots.select_related("topic"))
    items = item_rows(keys)
    answers = Response.objects.filter(item__attempt__in=keys, try_number=F("item__tries")).order_by()
    said = dict(answers.values_list("item", "answer"))
    elsewhere = _elsewhere(assignment, teacher, {item.version_id for item in items})
    bodies = _Bodies(_versions([*items, *(one.item for one in elsewhere)]))
    matrix = _Matrix.of(whole, slots, items)
    quiz = item_analysis(
        matrix.marks[:, matrix.counting], matrix.most[matrix.counting], random_picks=matrix.picks, versions=matrix.asked(bodies)
    )
    figures = dict(zip((slots[number].pk for number in matrix.counting), quiz.items, strict=True))
    given = _given(whole, items, said, matrix, bodies)
    for version, more in _given_elsewhere(elsewhere, bodies).items():
        given[version] += more
    editable = Course.objects.editable_by(teacher).filter(pk=assignment.quiz.course_id).exists()
    return Analysis(
        assignment=assignment,
        which=which,
        quiz=quiz,
        max_mark=float(matrix.most[matrix.counting].sum()),
        places=_places(assignment, slots, matrix, given, bodies, figures),
        shares=matrix.shares,
        left_out=len(attempts) - len(whole),
        editable=editable,
    )


def chosen(attempts: Iterable[Asked], which: str) -> list[Asked]:
    """Of each student's finished attempts, in their order, those that count; of two best ones the earlier."""
    theirs: dict[tuple[UUID, UUID], list[Asked]] = {}
    for attempt in attempts:
        theirs.setdefault((attempt.assignment, attempt.student), []).append(attempt)
    counted: list[Asked] = []
    for done in theirs.values():
        if which == BEST:
            counted.append(max(done, key=lambda attempt: attempt.share))
        else:
            counted += {FIRST: done[:1], LAST: done[-1:], ALL: done}[which]
    return counted


def _meant(before: str = "") -> Q:
    """Of those who sit in the class now, for whom the homework is, and who are not excused. ``before`` leads to the attempt."""
    whose = {"assignment": OuterRef(f"{before}assignment"), "student": OuterRef(f"{before}student")}
    sitting = Enrolment.objects.filter(classroom=OuterRef(f"{before}assignment__classroom"), student=whose["student"], left=None)
    excused = Extension.objects.filter(**whose, excused=True)
    picked = Assignment.only_for.through.objects.filter(assignment=whose["assignment"])
    return Q(Exists(sitting), ~Exists(excused), ~Exists(picked) | Exists(picked.filter(user=whose["student"])))


def finished(assignments: Sequence[Assignment]) -> list[Asked]:
    """Finished homework of those who sit in the class now and are not excused; one query."""
    attempts = Attempt.objects.counted().filter(_meant(), assignment__in=assignments, finished__isnull=False)
    wanted = ("pk", "student", "assignment", "waiting_count", "score", "max_score")
    return [Asked(*row) for row in attempts.order_by("student", "number").values_list(*wanted)]


def _elsewhere(assignment: Assignment, teacher: User, versions: set[int]) -> list[Elsewhere]:
    """First answers to the same versions in all other homework whose results the teacher may read; one query."""
    answers = (
        Response.objects.filter(
            _meant("item__attempt__"),
            try_number=F("item__tries"),
            item__version__in=versions,
            item__dropped=False,
            item__fraction__isnull=False,
            item__attempt__purpose=Attempt.Purpose.HOMEWORK,
            item__attempt__number=1,
            item__attempt__finished__isnull=False,
            item__attempt__waiting_count=0,
            item__attempt__assignment__in=Assignment.objects.visible_to(teacher),
        )
        .exclude(item__attempt__assignment=assignment.pk)
        .order_by()
    )
    attempt = [f"item__attempt__{name}" for name in ("pk", "student", "assignment", "waiting_count", "score", "max_score")]
    rows = answers.values_list(*fields("item__"), *attempt, "answer")
    return [Elsewhere(ItemRow(*row[: len(ItemRow._fields)]), Asked(*row[len(ItemRow._fields) : -1]), row[-1]) for row in rows]


def _versions(items: Iterable[ItemRow]) -> dict[int, QuestionVersion]:
    wanted = {pk for item in items for pk in (item.version_id, item.key_version_id) if pk is not None}
    return QuestionVersion.objects.select_related("question").in_bulk(wanted)


@dataclass(slots=True)
class _Matrix:
    """Marks of attempts at the places of the quiz."""

    slots: Sequence[Slot]
    marks: NDArray[np.float64]
    """Attempts × places."""
    most: NDArray[np.float64]
    """The maximum mark of each place."""
    by_slot: list[list[ItemRow]]
    dropped: set[int] = field(default_factory=set)
    """Places that a repair took out of the marks, for all or for some."""

    @classmethod
    def of(cls, attempts: Sequence[Asked], slots: Sequence[Slot], items: Sequence[ItemRow]) -> "_Matrix":
        """An item whose slot is not known stands where its number says."""
        row_of = {attempt.pk: number for number, attempt in enumerate(attempts)}
        column_of = {slot.pk: number for number, slot in enumerate(slots)}
        by_position = {slot.position: number for number, slot in enumerate(slots)}
        found = cls(slots, np.zeros((len(attempts), len(slots))), np.zeros(len(slots)), [[] for _slot in slots])
        most = np.zeros_like(found.marks)
        for item in items:
            column = column_of.get(item.slot_id or 0, by_position.get(item.position))
            if column is None:
                continue
            found.by_slot[column].append(item)
            found.marks[row_of[item.attempt_id], column] += float(item.mark)
            most[row_of[item.attempt_id], column] += float(item.max_mark)
            if item.dropped:
                found.dropped.add(column)
        found.most = most.max(axis=0) if len(attempts) else np.array([float(slot.all_marks) for slot in slots])
        return found

    @property
    def counting(self) -> list[int]:
        """The places that are in the marks."""
        return [number for number in range(len(self.slots)) if number not in self.dropped]

    @property
    def picks(self) -> list[int]:
        """Which of those are random picks."""
        return [number for number, column in enumerate(self.counting) if self.slots[column].question_id is None]

    @property
    def totals(self) -> NDArray[np.float64]:
        totals: NDArray[np.float64] = self.marks[:, self.counting].sum(axis=1)
        return totals

    @property
    def shares(self) -> list[float]:
        """What each attempt got of the marks, in per cent."""
        most = float(self.most[self.counting].sum())
        return (100 * self.totals / most).tolist() if most else [0.0] * len(self.marks)

    def asked(self, bodies: _Bodies) -> list[QuestionVersion | None]:
        """The version that stands for each place that counts: the one most were asked; none for a random pick."""
        found: list[QuestionVersion | None] = []
        for column in self.counting:
            counts = Counter(item.version_id for item in self.by_slot[column])
            plain = self.slots[column].question_id is not None and counts
            found.append(bodies.versions[max(counts, key=lambda version: (counts[version], version))] if plain else None)
        return found


def _given(
    attempts: Sequence[Asked], items: Iterable[ItemRow], said: Mapping[int, Any], matrix: _Matrix, bodies: _Bodies
) -> dict[int, list[Given]]:
    """The marked answers of this homework, by version."""
    totals, most = matrix.totals, float(matrix.most[matrix.counting].sum())
    total_of = {attempt.pk: float(total) for attempt, total in zip(attempts, totals, strict=True)}
    third_of = {attempt.pk: third for attempt, third in zip(attempts, thirds(totals).tolist(), strict=True)}
    where = attempts[0].assignment if attempts else None
    found: dict[int, list[Given]] = {}
    for item in items:
        of_version = found.setdefault(item.version_id, [])
        if item.dropped or item.fraction is None or item.pk not in said:
            continue
        others = most - float(item.max_mark)
        rest = (total_of[item.attempt_id] - float(item.mark)) / others if others > 0 else 0.0
        of_version.append(Given(float(item.fraction), rest, third_of[item.attempt_id], bodies.said(item, said[item.pk]), where))
    return found


def _given_elsewhere(elsewhere: Sequence[Elsewhere], bodies: _Bodies) -> dict[int, list[Given]]:
    """The same of other homework; its thirds are those of each class."""
    attempts = {one.attempt.pk: one.attempt for one in elsewhere}
    third_of: dict[UUID, int] = {}
    for assignment in {attempt.assignment for attempt in attempts.values()}:
        together = [attempt for attempt in attempts.values() if attempt.assignment == assignment]
        shares = [attempt.share for attempt in together]
        third_of |= {attempt.pk: third for attempt, third in zip(together, thirds(shares).tolist(), strict=True)}
    found: dict[int, list[Given]] = {}
    for item, attempt, answer in elsewhere:
        others = float(attempt.max_score - item.max_mark)
        rest = (float(attempt.score - item.mark)) / others if others > 0 else 0.0
        said = bodies.said(item, answer)
        one = Given(float(item.fraction or 0), rest, third_of[attempt.pk], said, attempt.assignment)
        found.setdefault(item.version_id, []).append(one)
    return found


def _places(
    assignment: Assignment,
    slots: Sequence[Slot],
    matrix: _Matrix,
    given: Mapping[int, Sequence[Given]],
    bodies: _Bodies,
    figures: Mapping[int, ItemStatistics],
) -> list[Place]:
    """The places of the quiz in their order, each with the versions that were asked there, those most were asked first."""
    places: list[Place] = []
    first = 1
    for slot, items in zip(slots, matrix.by_slot, strict=True):
        item = figures.get(slot.pk)
        examined: list[Examined] = []
        for version, _count in sorted(Counter(item.version_id for item in items).items(), key=lambda row: (-row[1], -row[0])):
            key = max((one.key_version_id for one in items if one.version_id == version and one.key_version_id), default=version)
            evidence = weigh(bodies.versions[version], given[version], key=bodies.versions[key])
            alone = item if slot.question_id is not None and not examined else None
            here = sum(one.assignment == assignment.pk for one in given[version])
            examined.append(Examined(evidence, here, examine(evidence, alone) if item is not None else []))
        numbers = str(first) if slot.picks == 1 else f"{first}–{first + slot.picks - 1}"
        first += slot.picks
        places.append(Place(slot.position, numbers, slot.topic.title if slot.topic else "", examined, item))
    return places
