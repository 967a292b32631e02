"""A student's report for parents' evening: scores over time, what is known, what to work on, deadlines. Reads only.

A report may be handed to a student: it says nothing that the student may not see yet.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts.models import AttemptItem
from accounts.homework.categories import weighted_mean
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, User
from accounts.results.charts import BandLine, Point
from accounts.results.class_gradebook import ClassGradebook, Column, Line, Score, class_gradebook
from accounts.results.statistics import quartiles
from quizzes.feedback import reveal
from revision.models import Fact, Topic
from revision.question_types.base import verdict_of
from revision.templatetags.interface import tone_of

MOST_TOPICS, MOST_FACTS, MOST_POINTS = 9, 3, 12
"""What fits one page: topics met last, facts to look at again, pieces of homework in the line."""
FEWEST_FOR_BAND = 4


@dataclass(frozen=True, slots=True)
class TopicLine:
    """What a student knows of a topic, by the last answer to each fact that was asked."""

    topic: Topic
    known: int
    asked: int
    states: Sequence[str]
    """Of each fact asked: ``right``, ``part``, ``wrong``."""

    @property
    def share(self) -> float:
        return self.known / self.asked

    @property
    def tone(self) -> str:
        return tone_of(self.share)


@dataclass(frozen=True, slots=True)
class Report:
    """One student's page."""

    student: User
    mean: float | None
    """Weighted as in the gradebook, 0 to 1; of what may be shown."""
    line: BandLine | None
    topics: Sequence[TopicLine]
    """Those met last, in the order of the course."""
    work_on: Sequence[str]
    """Sentences."""
    facts: Sequence[Fact]
    """Facts to look at again: last answered wrongly, the latest first."""
    deadlines: str
    """A sentence; empty before anything was due."""


def reports_of(classroom: Classroom, now: datetime.datetime, students: Iterable[User] | None = None) -> list[Report]:
    """Reports of all who sit in a class, or of some of them, by name: ten queries, whatever their number."""
    book = class_gradebook(classroom, now)
    places = [place for place, column in enumerate(book.columns) if may_tell(column.assignment, now)]
    wanted = {student.pk for student in students} if students is not None else {line.student.pk for line in book.lines}
    lines = [line for line in book.lines if line.student.pk in wanted]
    known = _known(classroom, [line.student for line in lines], now)
    shown = _shown(book, places)
    return [_report(line, shown, places, known.get(line.student.pk, {})) for line in lines]


def may_tell(assignment: Assignment, now: datetime.datetime) -> bool:
    """Whether scores of homework may stand in a report: its students see them, or it has closed."""
    return assignment.is_closed(now) or reveal(assignment.feedback, final=True, finished=True, closed=False).verdict


@dataclass(frozen=True, slots=True)
class _Shown:
    """The part of a gradebook that may be told: its columns, the earliest first, each with the middle half of the class."""

    columns: Sequence[Column]
    bands: Sequence[tuple[float, float] | None]
    weights: Mapping[UUID, int]


def _shown(book: ClassGradebook, places: Sequence[int]) -> _Shown:
    columns = [book.columns[place] for place in reversed(places)]
    bands: list[tuple[float, float] | None] = []
    for column in columns:
        shares = [100 * max(0.0, score.share) for score in column.scores if score.counts and score.share is not None]
        cut = quartiles(shares) if len(shares) >= FEWEST_FOR_BAND else None
        bands.append((cut[0], cut[2]) if cut else None)
    return _Shown(columns, bands, {category.pk: category.weight for category in book.categories})


def _report(line: Line, shown: _Shown, places: Sequence[int], known: dict[Fact, str]) -> Report:
    scores = [line.scores[place] for place in reversed(places)]
    shares = [
        (column.category.pk if column.category else None, score.share)
        for column, score in zip(shown.columns, scores, strict=True)
        if score.counts and score.share is not None
    ]
    topics = _topics(known)
    return Report(
        student=line.student,
        mean=weighted_mean(shares, shown.weights),
        line=_line(line.student, scores, shown),
        topics=topics,
        work_on=_work_on(topics, [score for score in line.scores if score.state in {"missing", "overdue"}]),
        facts=[fact for fact, state in reversed(known.items()) if state == "wrong"][:MOST_FACTS],
        deadlines=_deadlines(line),
    )


def _known(classroom: Classroom, students: Sequence[User], now: datetime.datetime) -> dict[UUID, dict[Fact, str]]:
    """By student, each fact asked in this class's homework and how its last answer went, the latest answered last; two queries."""
    given = AttemptItem.objects.filter(
        attempt__assignment__classroom=classroom,
        attempt__student__in=students,
        answered__isnull=False,
        fraction__isnull=False,
        dropped=False,
    )
    told = given.filter_shown() | given.filter_closed()
    rows = list(told.order_by("answered").values_list("attempt__student", "version__question__facts", "fraction"))
    facts = Fact.objects.in_use().select_related("topic").in_bulk({fact for _student, fact, _fraction in rows if fact is not None})
    found: dict[UUID, dict[Fact, str]] = {}
    for student, key, fraction in rows:
        fact = facts.get(key)
        if fact is not None and fraction is not None:
            theirs = found.setdefault(student, {})
            theirs.pop(fact, None)  # so that the latest stands last
            theirs[fact] = verdict_of(fraction)
    return found


def _topics(known: dict[Fact, str]) -> list[TopicLine]:
    states: dict[Topic, list[str]] = {}
    for fact, state in known.items():
        states.setdefault(fact.topic, []).append(state)
    met: dict[Topic, None] = {}
    for fact in reversed(known):
        met.setdefault(fact.topic, None)
    latest = sorted(list(met)[:MOST_TOPICS], key=lambda topic: (str(topic.course_id), topic.position))
    order = ("right", "part", "wrong")
    return [TopicLine(topic, states[topic].count("right"), len(states[topic]), sorted(states[topic], key=order.index)) for topic in latest]


def _line(student: User, scores: Sequence[Score], shown: _Shown) -> BandLine | None:
    """Scores by when homework was due, and the middle half of the class; ``None`` before the first."""
    points = []
    for column, score, band in zip(shown.columns, scores, shown.bands, strict=True):
        if not score.counts and score.state != "missing":
            continue  # not for them, or not yet: no gap
        low, high = band or (None, None)
        value = None if not score.counts or score.share is None else 100 * max(0.0, score.share)
        points.append(Point(date_format(column.assignment.due, "j M"), value, low, high))
    points = points[-MOST_POINTS:]
    if all(point.value is None for point in points):
        return None
    description = _("Score of each piece of homework, in per cent.")
    if any(point.low is not None for point in points):
        description += " " + _("The band holds the middle half of the class.")
    return BandLine(name=f"report-{student.pk}", title=_("Scores over time"), description=description, unit="%", points=points)


def _work_on(topics: Sequence[TopicLine], missing: Sequence[Score]) -> list[str]:
    """What to do next in words: the weakest topics, then what was not done."""
    said = []
    for weak in sorted((one for one in topics if one.tone != "right"), key=lambda one: one.share)[:2]:
        words = ngettext("knows %(known)d of the %(asked)d fact asked", "knows %(known)d of the %(asked)d facts asked", weak.asked)
        said.append(f"{weak.topic.title}: {words % {'known': weak.known, 'asked': weak.asked}}.")
    if missing:
        words = ngettext("%(count)d piece of homework was not done.", "%(count)d pieces of homework were not done.", len(missing))
        said.append(words % {"count": len(missing)})
    if not said and topics:
        said.append(_("Nothing stands out: keep going, and practise what is weakest."))
    return said


def _deadlines(line: Line) -> str:
    """“5 on time, 2 late, 1 missing.”"""
    ended = sum(score.ended for score in line.scores)
    counts = [(line.on_time, _("on time")), (line.late - sum(score.late and score.ended for score in line.scores), _("late"))]
    counts += [(ended, _("not handed in before time ran out")), (line.missing, _("missing")), (line.count("excused"), _("excused"))]
    said = ", ".join(f"{count} {words}" for count, words in counts if count)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
