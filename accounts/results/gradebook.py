"""How a class did on one assignment: who, which question, which answer. Reads only; a fixed number of queries."""

import datetime
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.models import User
from revision.models import Fact, QuestionVersion
from revision.question_types.base import Answer, Bar
from revision.templatetags.interface import WEAK, tone_of

FEWEST_ANSWERS = 3
"""Fewer answers say nothing of a class."""
LONGEST_SITTING = datetime.timedelta(hours=2)
"""A sitting that took longer was interrupted, and says nothing of the usual time."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One student's answer to one question: ``right``, ``part``, ``wrong``, ``waiting`` (for a teacher's mark), ``left`` (handed in without it) or ``todo``."""

    position: int
    state: str
    fraction: Decimal | None
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One student of the class."""

    student: User
    attempt: Attempt | None
    state: str
    """``finished``, ``late``, ``started`` or ``not-started``; ``closed`` for begun but never handed in."""
    cells: Sequence[Cell]

    @property
    def has_score(self) -> bool:
        return self.state in {"finished", "late", "closed"}


@dataclass(frozen=True, slots=True)
class Column:
    """One question over the class."""

    position: int
    version: QuestionVersion
    answered: int
    facility: float | None
    """Mean fraction of the answers that are marked, 0 to 1 (the facility index over 100); ``None`` before anybody has."""
    bars: Sequence[Bar]
    key: str
    max_mark: Decimal
    waiting: int = 0
    """Answers that a teacher has yet to mark."""

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


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that the teacher should read first."""

    tone: str
    sentence: str
    detail: str
    position: int | None = None


@dataclass(slots=True)
class ClassResults:
    """All of the results page."""

    assignment: Assignment
    rows: list[Row]
    columns: list[Column]
    findings: list[Finding] = field(default_factory=list)

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if row.has_score]

    @property
    def finished_count(self) -> int:
        return sum(row.state in {"finished", "late"} for row in self.rows)

    @property
    def not_started(self) -> list[Row]:
        return [row for row in self.rows if row.state == "not-started"]

    @property
    def per_cents(self) -> list[int]:
        return sorted(row.attempt.per_cent for row in self.scored if row.attempt)

    @property
    def mean(self) -> float | None:
        """Mean score, 0 to 1; not of the per cents, which are rounded already."""
        shares = [float(row.attempt.score / row.attempt.max_score) for row in self.scored if row.attempt]
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
        """Median time from start to handing in, in seconds, of sittings without a long break."""
        times = [
            row.attempt.finished - row.attempt.started for row in self.rows if row.attempt is not None and row.attempt.finished is not None
        ]
        sat = [time.total_seconds() for time in times if time <= LONGEST_SITTING]
        return statistics.median(sat) if sat else None

    @property
    def weak_facts(self) -> list[Fact]:
        """The facts behind the questions that went badly, each once, in the order of the quiz."""
        facts = [fact for column in self.columns if column.went_badly for fact in column.version.question.facts.all()]
        return list(dict.fromkeys(facts))


def class_results(assignment: Assignment) -> ClassResults:
    """Everything about one assignment in eight queries, whatever the size of the class and of the quiz."""
    students = list(User.objects.filter(enrolments__classroom=assignment.classroom_id, enrolments__left=None).order_by("display_name"))
    attempts = {attempt.student_id: attempt for attempt in assignment.attempts.counted()}
    seated = {student.pk for student in students}
    items: dict[UUID, list[AttemptItem]] = {}
    versions_seen: set[int] = set()
    for item in AttemptItem.objects.filter(attempt__in=[attempt.pk for attempt in attempts.values() if attempt.student_id in seated]):
        items.setdefault(item.attempt_id, []).append(item)
        versions_seen.add(item.version_id)
    answers = dict(
        Response.objects.filter(
            item__attempt__assignment=assignment, item__attempt__purpose=Attempt.Purpose.HOMEWORK, try_number=1
        ).values_list("item_id", "answer")
    )
    slots = [(slot, slot.question.current_id) for slot in assignment.quiz.slots.select_related("question")]
    current = {slot.position: version_id for slot, version_id in slots if version_id is not None}
    versions_seen |= set(current.values())
    versions = {
        version.pk: version
        for version in QuestionVersion.objects.filter(pk__in=versions_seen)
        .select_related("question__topic")
        .prefetch_related(Prefetch("question__facts", Fact.objects.in_use()))
    }
    now = timezone.now()
    rows = [_row(assignment, student, attempts.get(student.pk), items, answers, versions, len(current), now) for student in students]
    by_position: dict[int, list[AttemptItem]] = {}
    for one in (item for pinned in items.values() for item in pinned):
        by_position.setdefault(one.position, []).append(one)
    columns = [
        _column(slot.position, versions[current[slot.position]], slot.max_mark, by_position.get(slot.position, []), answers, versions)
        for slot, _version in slots
        if slot.position in current
    ]
    results = ClassResults(assignment, rows, columns)
    results.findings = findings(results)
    return results


def _row(
    assignment: Assignment,
    student: User,
    attempt: Attempt | None,
    items: dict[UUID, list[AttemptItem]],
    answers: dict[int, Answer],
    versions: dict[int, QuestionVersion],
    width: int,
    now: datetime.datetime,
) -> Row:
    if attempt is None:
        return Row(student, None, "not-started", [Cell(place, "todo", None, "") for place in range(1, width + 1)])
    attempt.assignment = assignment
    over = attempt.is_over(now)
    state = ("late" if attempt.is_late else "finished") if attempt.finished else "closed" if over else "started"
    cells = []
    for item in sorted(items.get(attempt.pk, []), key=lambda item: item.position):
        version = versions[item.version_id]
        answer = answers.get(item.pk)
        if answer is None:
            cells.append(Cell(item.position, "left" if over else "todo", None, ""))
        else:
            said = version.question.type.summarise(version.question.type.read(version.body), answer)
            cells.append(Cell(item.position, item.state, item.fraction, said))
    return Row(student, attempt, state, cells)


def _column(
    position: int,
    current: QuestionVersion,
    max_mark: Decimal,
    items: Iterable[AttemptItem],
    answers: dict[int, Answer],
    versions: dict[int, QuestionVersion],
) -> Column:
    """One question; the version most of the class answered (of two, the later) stands for it, and its answers alone make the bars."""
    done = [item for item in items if item.pk in answers]
    marked = [float(item.fraction) for item in done if item.fraction is not None]
    counts = Counter(item.version_id for item in done)
    version = versions[max(counts, key=lambda key: (counts[key], versions[key].number))] if counts else current
    question_type = version.question.type
    body = question_type.read(version.body)
    classes = Counter(question_type.classify(body, answers[item.pk]) for item in done if item.version_id == version.pk)
    return Column(
        position=position,
        version=version,
        answered=len(done),
        waiting=len(done) - len(marked),
        facility=statistics.fmean(marked) if marked else None,
        bars=question_type.bars(body, classes),
        key=question_type.key_text(body),
        max_mark=max_mark,
    )


def findings(results: ClassResults) -> list[Finding]:
    """What matters first: the commonest mistakes, worst first (at most three), then who has not started."""
    found = []
    weak = [column for column in results.columns if column.went_badly]
    for column in sorted(weak, key=lambda column: column.facility or 0)[:3]:
        wrong = column.commonest_wrong
        if wrong is not None and wrong.count >= 2:
            # A label that quotes parts of the answer is a sentence of its own.
            wording = _("%(count)d of %(all)d: %(answer)s.") if "“" in wrong.label else _("%(count)d of %(all)d said “%(answer)s”.")
            sentence = wording % {"count": wrong.count, "all": column.answered, "answer": wrong.label}
        else:
            share = round(100 * (column.facility or 0))
            sentence = _("Question %(number)d: the class got %(share)d%%.") % {"number": column.position, "share": share}
        detail = _("Question %(number)d · right: %(key)s") % {"number": column.position, "key": column.key}
        found.append(Finding("wrong" if (column.facility or 0) < 0.5 else "part", sentence, detail, column.position))
    if waiting := results.not_started:
        names = ", ".join(row.student.display_name for row in waiting[:6])
        more = len(waiting) - 6
        if more > 0:
            names += ngettext(" and %(count)d more", " and %(count)d more", more) % {"count": more}
        sentence = ngettext("%(count)d has not started:", "%(count)d have not started:", len(waiting)) % {"count": len(waiting)}
        found.append(Finding("accent", sentence, names))
    return found
