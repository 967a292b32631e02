"""What a class or a student knows of facts and topics, read from all their answers: a fixed number of queries, whatever their number."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db.models import CharField, Count, F, FloatField
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from accounts.attempts.models import AttemptItemQuerySet, Response
from accounts.results.ideas import IdeaReader
from accounts.results.mastery.scores import Answers, FactFigures, Running, by_week, fact_figures, middle_half, running
from revision.models import Fact, QuestionVersion, Topic
from revision.templatetags.interface import tone_of

WEEK = 7 * 24 * 3600
MONDAY = 4 * 24 * 3600
"""1970 began on a Thursday; its first Monday was the fifth day."""
FEWEST = 3
"""Fewer answers are too few to say."""
LATELY = 4
"""Weeks over which a topic's change is told."""


@dataclass(slots=True)
class WrongAnswer:
    """The commonest wrong answer on a fact, to which question, how often, and the wrong idea behind it where it has a name."""

    version: QuestionVersion
    said: str
    count: int
    idea: str = ""


@dataclass(slots=True)
class ShownFact:
    """What is known of a fact, 0 to 1, and what that rests on."""

    fact: Fact
    score: float
    students: int
    answers: int
    last: datetime.datetime
    wrong: WrongAnswer | None = None

    @property
    def tone(self) -> str:
        return tone_of(self.score) if self.is_enough else "neutral"

    @property
    def is_enough(self) -> bool:
        return self.answers >= FEWEST


@dataclass(slots=True)
class ShownTopic:
    """What is known of a topic, 0 to 1: of how many of its facts something was asked, and how the score changed over four weeks."""

    topic: Topic
    score: float
    asked: int
    facts: int
    change: float | None = None
    """``None`` where nothing was known four weeks ago."""

    @property
    def tone(self) -> str:
        return tone_of(self.score)

    @property
    def points(self) -> int:
        """The change in points of per cent."""
        return round(100 * (self.change or 0))

    @property
    def fallen(self) -> int:
        return -self.points


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """The end of a week: the mean, and the middle half of the students where there are four or more; each 0 to 1."""

    begins: datetime.date
    score: float | None
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Knowledge:
    """All of a knowledge page."""

    facts: list[ShownFact] = field(default_factory=list)
    """The weakest first; those with too few answers last."""
    topics: list[ShownTopic] = field(default_factory=list)
    """In the order of the course."""
    weeks: list[WeekPoint] = field(default_factory=list)
    topic: Topic | None = None
    """The one that ``facts`` and ``weeks`` are about; ``None`` for all."""
    score: float | None = None
    answers: int = 0
    students: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """Answers with numbers for students and facts, and the facts that the numbers stand for."""

    answers: Answers
    facts: Sequence[Fact]
    students: int
    responses: int


def knowledge(items: AttemptItemQuerySet, *, topic_id: UUID | None = None, weakest: int = 20) -> Knowledge:
    """What these answers say of facts and topics; ``topic_id`` narrows facts and weeks; ``weakest`` facts get their wrong answer.

    Five queries, whatever the number of answers; one where there are none.
    """
    read = _read(items)
    if not len(read.answers):
        return Knowledge()
    run = running(read.answers)
    figures = fact_figures(run, len(read.facts))
    topics = list(dict.fromkeys(fact.topic for fact in read.facts))
    places = {topic.pk: place for place, topic in enumerate(topics)}
    of_fact = np.array([places[fact.topic_id] for fact in read.facts], dtype=np.int64)
    found = Knowledge(answers=read.responses, students=read.students)
    found.topics = _topics(run, figures, topics, of_fact)
    found.topic = next((topic for topic in topics if topic.pk == topic_id), None)
    chosen = run if found.topic is None else _only(run, of_fact[run.answers.fact] == places[found.topic.pk])
    found.weeks = _weeks(chosen, read.students)
    found.score = found.weeks[-1].score
    found.facts = _facts(read.facts, figures, found.topic)
    _add_wrong_answers(items, found.facts[:weakest])
    return found


def _read(items: AttemptItemQuerySet) -> _Read:
    """The answers as numbers: two queries. Strings and floats straight from the database: rows of Python objects would take longer than all
    the rest.
    """
    given = items.filter(fraction__isnull=False, answered__isnull=False, dropped=False).order_by()
    # The time as text, in UTC on both databases, to the second.
    moment = Substr(Cast("answered", CharField()), 1, 19)
    rows = list(given.values_list(Cast("attempt__student", CharField()), "version", Cast("fraction", FloatField()), moment, "pk"))
    if not rows:
        nothing = np.zeros(0, dtype=np.int64)
        return _Read(Answers(nothing, nothing, nothing, np.zeros(0), nothing), [], 0, 0)
    students, versions, fractions, moments, keys = zip(*rows, strict=True)
    names, student = np.unique(np.array(students), return_inverse=True)
    asked, version = np.unique(np.array(versions, dtype=np.int64), return_inverse=True)
    facts = list(
        Fact.objects.in_use()
        .filter(questions__versions__in=asked.tolist())
        .annotate(asked_by=F("questions__versions"))
        .select_related("topic")
        .order_by("topic__position", "position", "pk")
    )
    distinct = list(dict.fromkeys(facts))
    numbers = {fact.pk: number for number, fact in enumerate(distinct)}
    place = {int(key): index for index, key in enumerate(asked)}
    links: list[list[int]] = [[] for _version in asked]
    for fact in facts:
        links[place[fact.asked_by]].append(numbers[fact.pk])  # type: ignore[attr-defined]  # annotated above
    counts = np.array([len(one) for one in links], dtype=np.int64)
    flat = np.array([number for one in links for number in one], dtype=np.int64)
    starts = np.concatenate(([0], counts.cumsum()[:-1]))
    # An answer to a question on two facts tells of both.
    times = counts[version]
    row = np.repeat(np.arange(len(rows)), times)
    within = np.arange(len(row)) - np.repeat(times.cumsum() - times, times)
    when = np.array(moments, dtype="datetime64[s]").astype(np.int64)
    answers = Answers(
        student=student[row].astype(np.int64),
        fact=flat[starts[version[row]] + within] if len(row) else row,
        when=when[row],
        fraction=np.array(fractions, dtype=np.float64)[row],
        item=np.array(keys, dtype=np.int64)[row],
    )
    return _Read(answers, distinct, len(names), len(rows))


def _only(run: Running, mask: np.ndarray) -> Running:
    """The part of a running score that is about some facts: whole pairs, so what each answer changed stays true."""
    answers = Answers(*(getattr(run.answers, name)[mask] for name in ("student", "fact", "when", "fraction", "item")))
    return Running(answers, run.score[mask], run.change[mask], run.first[mask], run.last[mask])


def _week_numbers(run: Running) -> tuple[np.ndarray, int, int]:
    """The week of each answer from the first one's on, how many there are until now, and when the first began (seconds since 1970)."""
    number = (run.answers.when - MONDAY) // WEEK
    first = int(number.min())
    current = (int(timezone.now().timestamp()) - MONDAY) // WEEK
    weeks = max(int(number.max()), current) - first + 1
    return number - first, weeks, first * WEEK + MONDAY


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _topics(run: Running, figures: FactFigures, topics: Sequence[Topic], of_fact: np.ndarray) -> list[ShownTopic]:
    week, weeks, _begins = _week_numbers(run)
    score = by_week(run, of_fact[run.answers.fact], len(topics), week, weeks)
    asked = np.bincount(of_fact[figures.students > 0], minlength=len(topics))
    all_facts = dict(
        Fact.objects.in_use().filter(topic__in=[topic.pk for topic in topics]).order_by().values_list("topic").annotate(Count("pk"))
    )
    shown = []
    for place, topic in enumerate(topics):
        now, before = _known(score[place, -1]), _known(score[place, -1 - LATELY]) if weeks > LATELY else None
        if now is not None:
            change = None if before is None else now - before
            shown.append(ShownTopic(topic, now, int(asked[place]), all_facts.get(topic.pk, 0), change))
    return shown


def _weeks(run: Running, students: int) -> list[WeekPoint]:
    week, weeks, begins = _week_numbers(run)
    score = by_week(run, np.zeros(len(week), dtype=np.int64), 1, week, weeks)[0]
    low, high = middle_half(run, students, week, weeks)
    first = datetime.datetime.fromtimestamp(begins, datetime.UTC).date()
    return [
        WeekPoint(first + datetime.timedelta(weeks=number), _known(score[number]), _known(low[number]), _known(high[number]))
        for number in range(weeks)
    ]


def _facts(facts: Sequence[Fact], figures: FactFigures, topic: Topic | None) -> list[ShownFact]:
    shown = [
        ShownFact(
            fact,
            float(figures.score[number]),
            int(figures.students[number]),
            int(figures.answers[number]),
            datetime.datetime.fromtimestamp(int(figures.last[number]), datetime.UTC),
        )
        for number, fact in enumerate(facts)
        if figures.students[number] and (topic is None or fact.topic_id == topic.pk)
    ]
    return sorted(shown, key=lambda one: (not one.is_enough, one.score, -one.answers))


def _add_wrong_answers(items: AttemptItemQuerySet, shown: Sequence[ShownFact]) -> None:
    """Put on each fact the commonest wrong answer to its questions: two queries."""
    facts = [one.fact.pk for one in shown]
    wrong = (
        Response.objects.filter(
            item__in=items.filter(fraction__lt=1, dropped=False).order_by().values("pk"),
            item__version__question__facts__in=facts,
            try_number=F("item__tries"),
        )
        .order_by()
        .values("item__version", "item__key_version", "answer", fact=F("item__version__question__facts"))
        .annotate(count=Count("pk"))
    )
    rows = [row for row in wrong if row["fact"] in set(facts)]
    wanted = {key for row in rows for key in (row["item__version"], row["item__key_version"]) if key is not None}
    versions = {version.pk: version for version in QuestionVersion.objects.filter(pk__in=wanted).select_related("question")}
    reader = IdeaReader(versions)
    counts: dict[UUID, dict[tuple[UUID, str], WrongAnswer]] = {}
    for row in rows:
        version, key = versions[row["item__version"]], row["item__key_version"] or row["item__version"]
        said = version.question.type.summarise(reader.body_of(version.pk), row["answer"])
        known = counts.setdefault(row["fact"], {})
        one = known.setdefault((version.question_id, said), WrongAnswer(version, said, 0))
        one.count += row["count"]
        one.idea = one.idea or next(iter(reader.shown(key, row["answer"])), "")
    for fact in shown:
        fact.wrong = max(counts.get(fact.fact.pk, {}).values(), key=lambda one: (one.count, one.said), default=None)
