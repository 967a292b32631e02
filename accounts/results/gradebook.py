"""How a class did on one assignment: who, which question, which answer. Reads only; a fixed number of queries."""

import datetime
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from django.utils import timezone

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.findings import Finding, findings
from quizzes.models import Slot
from revision.models import Fact, QuestionVersion
from revision.question_types.base import Answer, Bar, verdict_of
from revision.templatetags.interface import WEAK, tone_of

FEWEST_ANSWERS = 3
"""Fewer answers say nothing of a class."""
LONGEST_SITTING = datetime.timedelta(hours=2)
"""A sitting that took longer was interrupted, and says nothing of the usual time."""

MISSED = {"wrong", "part", "left"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One student's answer to one place of the quiz.

    ``right``, ``part``, ``wrong``, ``waiting`` (for a teacher's mark), ``dropped`` (out of the marks), ``left`` (handed in without it) or
    ``todo``. ``position`` is the question's in the attempt: questions may be shuffled.
    """

    position: int
    state: str
    fraction: Decimal | None
    answer: str
    mark: Decimal | None = field(default=None, compare=False)
    """Marks earned; ``None`` where there is nothing to mark yet."""
    confidence: int | None = None
    """How sure the student was: 1 guess, 2 fairly, 3 sure; ``None`` where it is not asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student of the class, with the attempt that counts."""

    student: User
    attempt: Attempt | None
    state: str
    """``finished``, ``late``, ``started``, ``not-started`` or ``excused``; ``closed`` for begun but never handed in."""
    cells: Sequence[Cell]
    finished: int = 0
    """How many attempts they have finished."""
    mean: float | None = None
    """The mean of all of them, 0 to 1, where that is what counts."""

    @property
    def has_score(self) -> bool:
        return self.state in {"finished", "late", "closed"}

    @property
    def share(self) -> float | None:
        """What they got of the marks, 0 to 1 (under 0 where confidence cost more than was earned); ``None`` without a score."""
        if not self.has_score or self.attempt is None or not self.attempt.max_score:
            return None
        return float(self.attempt.score / self.attempt.max_score) if self.mean is None else self.mean

    @property
    def score(self) -> Decimal:
        """Marks that count, out of those of the attempt; only with an attempt."""
        assert self.attempt is not None
        return self.attempt.score if self.mean is None else Decimal(self.mean) * self.attempt.max_score

    @property
    def per_cent(self) -> int:
        """The same in per cent, never under 0."""
        if self.mean is not None:
            return round(100 * max(self.mean, 0.0))
        return self.attempt.per_cent if self.attempt else 0


@dataclass(frozen=True, slots=True)
class Column:
    """One place of the quiz over the class: a question, or a random pick, whose questions differ from student to student."""

    position: int
    version: QuestionVersion | None
    """``None`` for a random pick."""
    answered: int
    facility: float | None
    """Mean fraction of the answers that are marked, 0 to 1 (the facility index over 100); ``None`` before anybody has."""
    bars: Sequence[Bar]
    key: str
    max_mark: Decimal
    waiting: int = 0
    """Answers that a teacher has yet to mark."""
    topic: str = ""
    """What a random pick draws from."""
    picks: int = 1
    dropped: bool = False
    """Taken out of the marks."""
    typed: bool = False
    """Whether its answers are typed, so that a teacher may accept more of them."""

    @property
    def title(self) -> str:
        """What the question says, or the topic of a random pick."""
        return self.version.prompt if self.version else self.topic

    @property
    def tone(self) -> str:
        """The colour of a class score."""
        return tone_of(self.facility)

    @property
    def went_badly(self) -> bool:
        """Under the share that is worth teaching again, by enough answers to say so."""
        return self.facility is not None and self.facility < WEAK and self.answered >= FEWEST_ANSWERS

    @property
    def commonest_wrong(self) -> Bar | None:
        return max((bar for bar in self.bars if bar.count and not (bar.right or bar.rest)), key=lambda bar: bar.count, default=None)


@dataclass(slots=True)
class ClassResults:
    """All of the results page."""

    assignment: Assignment
    rows: list[Row]
    columns: list[Column]
    findings: Sequence[Finding] = field(default_factory=list)

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if row.has_score]

    @property
    def marked(self) -> list[Row]:
        """Those with a score that is whole: none of their answers waits for its mark."""
        return [row for row in self.scored if row.attempt is not None and row.attempt.waiting_count == 0]

    @property
    def finished_count(self) -> int:
        return sum(row.state in {"finished", "late"} for row in self.rows)

    @property
    def expected_count(self) -> int:
        """Students who are not excused."""
        return sum(row.state != "excused" for row in self.rows)

    @property
    def has_answers(self) -> bool:
        """Whether anybody has started."""
        return any(row.attempt is not None for row in self.rows)

    @property
    def not_started(self) -> list[Row]:
        return [row for row in self.rows if row.state == "not-started"]

    @property
    def waiting(self) -> int:
        """Answers that wait for the teacher's mark."""
        return sum(column.waiting for column in self.columns)

    @property
    def per_cents(self) -> list[int]:
        return sorted(row.per_cent for row in self.marked)

    @property
    def mean(self) -> float | None:
        """Mean score, 0 to 1, of those that are whole; not of the per cents, which are rounded already."""
        shares = [share for row in self.marked if (share := row.share) is not None]
        return statistics.fmean(shares) if shares else None

    @property
    def middle_half(self) -> tuple[int, int] | None:
        """First and third quartile of the scores in per cent (linear interpolation); from four scores on."""
        if len(self.per_cents) < 4:
            return None
        first, _median, third = statistics.quantiles(self.per_cents, n=4, method="inclusive")
        return round(first), round(third)

    @property
    def usual_seconds(self) -> float | None:
        """Median time from start to handing in, in seconds, of sittings without a long break; what the clock ended says nothing."""
        sat = [
            (row.attempt.finished - row.attempt.started).total_seconds()
            for row in self.rows
            if row.attempt is not None and row.attempt.finished is not None and row.attempt.ended_by != Attempt.Ended.TIME
        ]
        usual = [seconds for seconds in sat if seconds <= LONGEST_SITTING.total_seconds()]
        return statistics.median(usual) if usual else None

    @property
    def missed(self) -> list[User]:
        """Who got a question that went badly wrong, part right, or left it out; by name."""
        badly = [place for place, column in enumerate(self.columns) if column.went_badly and column.version is not None]
        rows = [row for row in self.scored if any(row.cells[place].state in MISSED for place in badly)]
        return sorted((row.student for row in rows), key=lambda student: student.display_name)

    @property
    def weak_facts(self) -> list[Fact]:
        """The facts behind the questions that went badly, each once, in the order of the quiz."""
        badly = [column.version for column in self.columns if column.went_badly and column.version is not None]
        return list(dict.fromkeys(fact for version in badly for fact in version.question.facts.all()))


@dataclass(slots=True)
class _Answers:
    """What the attempts that count hold, read once."""

    items: dict[UUID, list[AttemptItem]]
    said: dict[int, Answer]
    versions: dict[int, QuestionVersion]
    bodies: dict[int, Any] = field(default_factory=dict)
    """Bodies by version, read once each."""

    def place_of(self, item: AttemptItem, slots: Mapping[int, Slot], by_position: Mapping[int, Slot]) -> int | None:
        """The slot that an item stands for; one that does not know it stands where its number says."""
        slot = slots.get(item.slot_id or 0) or by_position.get(item.position)
        return slot.pk if slot else None

    def body_of(self, version_id: int) -> Any:
        if version_id not in self.bodies:
            version = self.versions[version_id]
            self.bodies[version_id] = version.question.type.read(version.body)
        return self.bodies[version_id]

    def key_of(self, item: AttemptItem) -> Any:
        """The body that marks an item: the repaired one where there is one."""
        return self.body_of(item.key_version_id or item.version_id)


def class_results(assignment: Assignment) -> ClassResults:
    """Everything about one assignment in nine queries, whatever the size of the class and of the quiz."""
    students = list(assignment.recipients())
    excused = set(assignment.extensions.filter(excused=True).values_list("student_id", flat=True))
    tried: dict[UUID, list[Attempt]] = {}
    for attempt in assignment.attempts.counted().filter(student__in=[student.pk for student in students]).order_by("number"):
        attempt.assignment = assignment
        tried.setdefault(attempt.student_id, []).append(attempt)
    counting = {student: counted(attempts, assignment.counts) for student, attempts in tried.items()}
    slots = list(assignment.quiz.slots.select_related("question", "topic"))
    answers = _answers([attempt.pk for attempt in counting.values()], slots)
    by_slot, by_position = {slot.pk: slot for slot in slots}, {slot.position: slot for slot in slots}
    slots = [slot for slot in slots if slot.question is None or slot.question.current_id]
    placed: dict[UUID, dict[int, list[AttemptItem]]] = {}
    for attempt_id, items in answers.items.items():
        for item in sorted(items, key=lambda item: item.position):
            if (place := answers.place_of(item, by_slot, by_position)) is not None:
                placed.setdefault(attempt_id, {}).setdefault(place, []).append(item)
    now = timezone.now()
    rows = []
    for student in students:
        one = counting.get(student.pk)
        cells = _cells(slots, placed.get(one.pk, {}) if one else {}, answers, over=one is not None and one.is_over(now))
        done = [attempt for attempt in tried.get(student.pk, []) if attempt.finished is not None]
        state = "excused" if student.pk in excused else _state(one, now)
        rows.append(Row(student, one, state, cells, len(done), _mean_of(done) if assignment.counts == Assignment.Counts.MEAN else None))
    theirs = [counting[student.pk].pk for student in students if student.pk in counting and student.pk not in excused]
    columns = [_column(slot, [item for one in theirs for item in placed.get(one, {}).get(slot.pk, [])], answers) for slot in slots]
    results = ClassResults(assignment, rows, columns)
    results.findings = findings(results)
    return results


def counted(attempts: Sequence[Attempt], counts: str) -> Attempt:
    """The attempt that counts of a student's homework attempts, in their order; while none is finished, the one under way.

    For the mean of all, the last one stands for them in the table.
    """
    done = [attempt for attempt in attempts if attempt.finished is not None]
    if not done:
        return attempts[-1]
    if counts == Assignment.Counts.FIRST:
        return done[0]
    if counts == Assignment.Counts.BEST:
        return max(done, key=lambda attempt: attempt.score / attempt.max_score if attempt.max_score else Decimal(0))
    return done[-1]


def _mean_of(attempts: Iterable[Attempt]) -> float | None:
    shares = [float(attempt.score / attempt.max_score) for attempt in attempts if attempt.max_score]
    return statistics.fmean(shares) if shares else None


def _answers(attempts: Sequence[UUID], slots: Sequence[Slot]) -> _Answers:
    """Items, answers and versions of these attempts, and of the quiz's questions as they are now; four queries."""
    items: dict[UUID, list[AttemptItem]] = {}
    wanted: set[int | None] = {slot.question.current_id for slot in slots if slot.question is not None}
    for item in AttemptItem.objects.filter(attempt__in=attempts):
        items.setdefault(item.attempt_id, []).append(item)
        wanted |= {item.version_id, item.key_version_id}
    said = dict(Response.objects.filter(item__attempt__in=attempts, try_number=F("item__tries")).values_list("item_id", "answer"))
    versions = (
        QuestionVersion.objects.filter(pk__in={pk for pk in wanted if pk is not None})
        .select_related("question__topic")
        .prefetch_related(Prefetch("question__facts", Fact.objects.in_use()))
    )
    return _Answers(items, said, {version.pk: version for version in versions})


def _state(attempt: Attempt | None, now: datetime.datetime) -> str:
    if attempt is None:
        return "not-started"
    if attempt.finished is None:
        return "closed" if attempt.is_over(now) else "started"
    return "closed" if attempt.ended_by == Attempt.Ended.TIME else "late" if attempt.is_late else "finished"


def _cells(slots: Sequence[Slot], placed: Mapping[int, Sequence[AttemptItem]], answers: _Answers, *, over: bool) -> list[Cell]:
    """A student's cells, one for each place of the quiz."""
    cells = []
    for slot in slots:
        items = placed.get(slot.pk, [])
        if not items:
            cells.append(Cell(slot.position, "todo", None, ""))
        elif slot.question is None:
            cells.append(_pooled(items, answers, over=over))
        else:
            cells.append(_cell(items[0], answers, over=over))
    return cells


def _cell(item: AttemptItem, answers: _Answers, *, over: bool) -> Cell:
    answer = answers.said.get(item.pk)
    if answer is None:
        return Cell(item.position, "dropped" if item.dropped else "left" if over else "todo", None, "")
    said = answers.versions[item.version_id].question.type.summarise(answers.body_of(item.version_id), answer)
    state = "dropped" if item.dropped else item.state
    mark = None if item.fraction is None or item.dropped else item.mark
    return Cell(item.position, state, item.fraction, said, mark, item.confidence)


def _pooled(items: Sequence[AttemptItem], answers: _Answers, *, over: bool) -> Cell:
    """One cell for all that was drawn for a random pick: the mean of its fractions, what was left out counting nothing."""
    cells = [_cell(item, answers, over=over) for item in items]
    counts = [cell for cell in cells if cell.state != "dropped"]
    said = "; ".join(cell.answer for cell in cells if cell.answer)
    if not counts:
        return Cell(cells[0].position, "dropped", None, said)
    for state in ("todo", "waiting"):
        if any(cell.state == state for cell in counts):
            return Cell(counts[0].position, state, None, said)
    if all(cell.state == "left" for cell in counts):
        return Cell(counts[0].position, "left", None, "")
    fraction = sum((cell.fraction or Decimal(0) for cell in counts), Decimal(0)) / len(counts)
    mark = sum((cell.mark or Decimal(0) for cell in counts), Decimal(0))
    return Cell(counts[0].position, verdict_of(fraction), fraction, said, mark)


def _column(slot: Slot, items: Sequence[AttemptItem], answers: _Answers) -> Column:
    """One place of the quiz; the version most of the class answered (of two, the later) stands for it, its answers alone make the bars."""
    done = [item for item in items if item.pk in answers.said]
    marked = [float(item.fraction) for item in done if item.fraction is not None and not item.dropped]
    waiting = sum(item.fraction is None and not item.dropped for item in done)
    facility = statistics.fmean(marked) if marked else None
    dropped = any(item.dropped for item in items)
    if slot.question is None:
        topic = slot.topic.title if slot.topic else ""
        return Column(slot.position, None, len(done), facility, [], "", slot.max_mark * slot.picks, waiting, topic, slot.picks)
    counts = Counter(item.version_id for item in done)
    chosen = max(counts, key=lambda key: (counts[key], answers.versions[key].number)) if counts else slot.question.current_id
    assert chosen is not None
    version = answers.versions[chosen]
    question_type = version.question.type
    same = [item for item in done if item.version_id == chosen]
    key = max((item.key_version_id for item in items if item.version_id == chosen and item.key_version_id), default=chosen)
    body = answers.body_of(key)
    classes = Counter(question_type.classify(answers.key_of(item), answers.said[item.pk]) for item in same)
    return Column(
        position=slot.position,
        version=version,
        answered=len(done),
        facility=facility,
        bars=question_type.bars(body, classes),
        key=question_type.key_text(body),
        max_mark=slot.max_mark,
        waiting=waiting,
        dropped=dropped,
        typed=any(question_type.typed_answer(body, answers.said[item.pk]) is not None for item in same[:1]),
    )
