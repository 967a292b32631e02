"""How a class did on one assignment: who, which question, which answer. Reads only; a fixed number of queries."""

import datetime
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from django.utils import timezone

from accounts.attempts.models import Attempt, Response
from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.attempts_shown import Which, mean_share, shown, state_of
from accounts.results.findings import Finding, findings
from accounts.results.ideas import HeldIdea, IdeaReader, held_ideas
from accounts.results.items import ItemRow, item_rows
from accounts.results.rows import Cell, Row
from quizzes.models import Slot
from revision.models import Fact, QuestionVersion
from revision.question_types.base import Answer, Bar, verdict_of
from revision.templatetags.interface import WEAK, tone_of

FEWEST_ANSWERS = 3
"""Fewer answers say nothing of a class."""
LONGEST_SITTING = datetime.timedelta(hours=2)
"""A sitting that took longer was interrupted, and says nothing of the usual time."""


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
    drawn: Sequence["Column"] = field(default=(), compare=False)
    """Of a random pick: each question that it drew, by those who were asked it; the one asked most first."""
    missed_in: frozenset[UUID] = field(default=frozenset(), compare=False)
    """The attempts in which it was answered wrong, part right, or left out."""

    @property
    def title(self) -> str:
        """What the question says, or the topic of a random pick."""
        return self.version.prompt if self.version else self.topic

    @property
    def sort_key(self) -> str:
        """What the page's address says to sort students by it."""
        return f"q{self.position}"

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
    """By name; a student with several attempts has a row for each where all are shown."""
    columns: list[Column]
    findings: Sequence[Finding] = field(default_factory=list)
    ideas: Sequence[HeldIdea] = field(default_factory=list)
    """The named wrong ideas that answers show, those with most holders first."""
    which: str = Which.COUNTED

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if row.has_score]

    @property
    def marked(self) -> list[Row]:
        """Those with a score that is whole: none of their answers waits for its mark."""
        return [row for row in self.scored if row.attempt is not None and row.attempt.waiting_count == 0]

    @property
    def finished_count(self) -> int:
        return len({row.student.pk for row in self.rows if row.state in {"finished", "late"}})

    @property
    def expected_count(self) -> int:
        """Students who are not excused."""
        return len({row.student.pk for row in self.rows if row.state != "excused"})

    @property
    def has_several_attempts(self) -> bool:
        """Whether somebody has handed in more than one."""
        return any(row.finished > 1 for row in self.rows)

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
        sat = [seconds for row in self.rows if (seconds := row.seconds) is not None]
        usual = [seconds for seconds in sat if seconds <= LONGEST_SITTING.total_seconds()]
        return statistics.median(usual) if usual else None

    @property
    def asked(self) -> list[Column]:
        """Every question that somebody was asked: of a random pick all that it drew."""
        return [one for column in self.columns for one in ([column] if column.version is not None else column.drawn)]

    @property
    def to_teach(self) -> list[Column]:
        """The questions that went badly, those that a random pick drew included; and those behind the wrong ideas that are said first."""
        told = {finding.idea for finding in self.findings if finding.idea}
        behind = {position for idea in self.ideas if idea.name in told for position in idea.positions}
        whole = {column.position for column in self.columns if column.version is not None}
        return [column for column in self.asked if column.went_badly or column.position in behind & whole]

    @property
    def missed(self) -> list[User]:
        """Who got a question to teach again wrong, part right, or left it out; by name."""
        missed_in = frozenset[UUID]().union(*(column.missed_in for column in self.to_teach))
        rows = [row for row in self.scored if row.attempt is not None and row.attempt.pk in missed_in]
        return sorted({row.student.pk: row.student for row in rows}.values(), key=lambda student: student.display_name)

    @property
    def weak_facts(self) -> list[Fact]:
        """The facts behind the questions to teach again, each once, in the order of the quiz."""
        badly = [column.version for column in self.to_teach if column.version is not None]
        return list(dict.fromkeys(fact for version in badly for fact in version.question.facts.all()))


@dataclass(slots=True)
class _Answers:
    """What the attempts that count hold, read once."""

    items: dict[UUID, list[ItemRow]]
    said: dict[int, Answer]
    versions: dict[int, QuestionVersion]
    bodies: dict[int, Any] = field(default_factory=dict)
    """Bodies by version, read once each."""

    def place_of(self, item: ItemRow, slots: Mapping[int, Slot], by_position: Mapping[int, Slot]) -> int | None:
        """The slot that an item stands for; one that does not know it stands where its number says."""
        slot = slots.get(item.slot_id or 0) or by_position.get(item.position)
        return slot.pk if slot else None

    def body_of(self, version_id: int) -> Any:
        if version_id not in self.bodies:
            version = self.versions[version_id]
            self.bodies[version_id] = version.question.type.read(version.body)
        return self.bodies[version_id]

    def key_of(self, item: ItemRow) -> Any:
        """The body that marks an item: the repaired one where there is one."""
        return self.body_of(item.key_version_id or item.version_id)


def class_results(assignment: Assignment, which: str = Which.COUNTED, *, students: Sequence[User] | None = None) -> ClassResults:
    """Everything about one assignment in nine queries, whatever the size of the class and of the quiz; ``which`` attempts, see there.

    Of all it is for, or of some ``students`` alone.
    """
    students = list(assignment.recipients()) if students is None else students
    excused = set(assignment.extensions.filter(excused=True).values_list("student_id", flat=True))
    tried: dict[UUID, list[Attempt]] = {}
    for attempt in assignment.attempts.counted().filter(student__in=[student.pk for student in students]).order_by("number"):
        attempt.assignment = assignment
        tried.setdefault(attempt.student_id, []).append(attempt)
    picked = {student: shown(attempts, which, assignment.counts) for student, attempts in tried.items()}
    slots = list(assignment.quiz.slots.select_related("question", "topic"))
    answers = _answers([attempt.pk for attempts in picked.values() for attempt in attempts], slots)
    by_slot, by_position = {slot.pk: slot for slot in slots}, {slot.position: slot for slot in slots}
    slots = [slot for slot in slots if slot.question is None or slot.question.current_id]
    placed: dict[UUID, dict[int, list[ItemRow]]] = {}
    for attempt_id, items in answers.items.items():
        for item in sorted(items, key=lambda item: item.position):
            if (place := answers.place_of(item, by_slot, by_position)) is not None:
                placed.setdefault(attempt_id, {}).setdefault(place, []).append(item)
    now = timezone.now()
    rows = []
    for student in students:
        done = [attempt for attempt in tried.get(student.pk, []) if attempt.finished is not None]
        takes_mean = which == Which.COUNTED and assignment.counts == Assignment.Counts.MEAN
        for one in picked.get(student.pk, [None]):
            cells = _cells(slots, placed.get(one.pk, {}) if one else {}, answers, over=one is not None and one.is_over(now))
            state = "excused" if student.pk in excused else state_of(one, now)
            rows.append(Row(student, one, state, cells, len(done), mean_share(done) if takes_mean else None))
    theirs = [one for student in students if student.pk not in excused for one in picked.get(student.pk, [])]
    in_slot = {slot.pk: [item for one in theirs for item in placed.get(one.pk, {}).get(slot.pk, [])] for slot in slots}
    results = ClassResults(assignment, rows, [_column(slot, in_slot[slot.pk], answers) for slot in slots], which=which)
    results.ideas = _ideas(slots, in_slot, {one.pk: one.student_id for one in theirs}, answers)
    results.findings = findings(results)
    return results


def _ideas(
    slots: Sequence[Slot], in_slot: Mapping[int, Sequence[ItemRow]], whose: Mapping[UUID, UUID], answers: _Answers
) -> list[HeldIdea]:
    """The wrong ideas in these answers, those to random picks and to all versions included."""
    given = (
        (whose[item.attempt_id], slot.position, item.key_version_id or item.version_id, answers.said[item.pk])
        for slot in slots
        for item in in_slot[slot.pk]
        if item.pk in answers.said and not item.dropped
    )
    return held_ideas(given, IdeaReader(answers.versions, answers.body_of))


def _answers(attempts: Sequence[UUID], slots: Sequence[Slot]) -> _Answers:
    """Items, answers and versions of these attempts, and of the quiz's questions as they are now; four queries."""
    items: dict[UUID, list[ItemRow]] = {}
    wanted: set[int | None] = {slot.question.current_id for slot in slots if slot.question is not None}
    for item in item_rows(attempts):
        items.setdefault(item.attempt_id, []).append(item)
        wanted |= {item.version_id, item.key_version_id}
    said = dict(Response.objects.filter(item__attempt__in=attempts, try_number=F("item__tries")).values_list("item_id", "answer"))
    versions = (
        QuestionVersion.objects.filter(pk__in={pk for pk in wanted if pk is not None})
        .select_related("question__topic")
        .prefetch_related(Prefetch("question__facts", Fact.objects.in_use()))
    )
    return _Answers(items, said, {version.pk: version for version in versions})


def _cells(slots: Sequence[Slot], placed: Mapping[int, Sequence[ItemRow]], answers: _Answers, *, over: bool) -> list[Cell]:
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


def _cell(item: ItemRow, answers: _Answers, *, over: bool) -> Cell:
    answer = answers.said.get(item.pk)
    if answer is None:
        return Cell(item.position, "dropped" if item.dropped else "left" if over else "todo", None, "")
    said = answers.versions[item.version_id].question.type.summarise(answers.body_of(item.version_id), answer)
    state = "dropped" if item.dropped else item.state
    mark = None if item.fraction is None or item.dropped else item.mark
    return Cell(item.position, state, item.fraction, said, mark, item.confidence)


def _pooled(items: Sequence[ItemRow], answers: _Answers, *, over: bool) -> Cell:
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


def _drawn(slot: Slot, items: Sequence[ItemRow], answers: _Answers) -> list[Column]:
    """What a random pick drew, a column for each question."""
    by_question: dict[UUID, list[ItemRow]] = {}
    for item in items:
        by_question.setdefault(answers.versions[item.version_id].question_id, []).append(item)
    drawn = [_column(slot, same, answers, of_pick=True) for same in by_question.values()]
    return sorted(drawn, key=lambda column: (-column.answered, column.title))


def _column(slot: Slot, items: Sequence[ItemRow], answers: _Answers, *, of_pick: bool = False) -> Column:
    """One place of the quiz, or one question that its random pick drew; the version most of the class answered (of two, the later) stands
    for it, its answers alone make the bars.
    """
    done = [item for item in items if item.pk in answers.said]
    marked = [float(item.fraction) for item in done if item.fraction is not None and not item.dropped]
    waiting = sum(item.fraction is None and not item.dropped for item in done)
    facility = statistics.fmean(marked) if marked else None
    dropped = any(item.dropped for item in items)
    if slot.question is None and not of_pick:
        topic = slot.topic.title if slot.topic else ""
        worth, drawn = slot.max_mark * slot.picks, _drawn(slot, items, answers)
        return Column(slot.position, None, len(done), facility, [], "", worth, waiting, topic, slot.picks, drawn=drawn)
    counts = Counter(item.version_id for item in done)
    chosen = max(counts, key=lambda key: (counts[key], answers.versions[key].number)) if counts else None
    chosen = chosen or (items[0].version_id if slot.question is None else slot.question.current_id)
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
        missed_in=frozenset(item.attempt_id for item in items if not item.dropped and _is_missed(item, answers)),
        typed=any(question_type.typed_answer(body, answers.said[item.pk]) is not None for item in same[:1]),
    )


def _is_missed(item: ItemRow, answers: _Answers) -> bool:
    """Whether it was left out, or is marked and not right."""
    return item.pk not in answers.said or (item.fraction is not None and item.fraction < 1)
