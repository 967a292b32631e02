"""Proposes questions for a quiz: which facts are due to be asked, and which question asks each best.

What classes did is told from outside, as ``Evidence``; here nobody knows of people.
"""

import datetime
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.models import Quiz
from revision.models import Question, Topic

WEAK = 0.6
"""A class under this share of right answers is asked again first."""
KNOWN = 0.85
REST = datetime.timedelta(days=7)
"""A fact that went well is left alone for so long: spacing over a week (Cepeda 2008)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a class showed on one fact: the share of marks it earned (0 to 1), and when it was last asked."""

    score: float
    last_asked: datetime.datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and why it was chosen, in words and as the tone of a tag."""

    question: Question
    reason: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Need:
    rank: float
    reason: str
    tone: str


def propose(
    *,
    questions: Collection[Question],
    count: int,
    evidence: Mapping[UUID, Evidence],
    now: datetime.datetime,
    seed: int,
) -> list[Proposal]:
    """The ``count`` questions (or all there are) that this class most needs, in the order of the course.

    ``questions`` come with ``facts`` prefetched. Facts are taken by need: weak ones first, then those not asked yet, then those
    asked longest ago. No fact is asked twice before every fact was asked once (as far as questions on several facts allow), and
    among the questions on a fact the kind least used so far goes first, so that a quiz mixes its kinds. The same seed gives the
    same proposal, in whatever order the questions come. What a teacher marks by hand is never proposed: adding it is a decision.
    """
    draw = random.Random(seed)
    markable = (question for question in questions if not question.type.waits)
    shuffled = sorted(sorted(markable, key=lambda question: question.pk), key=lambda question: draw.random())
    left = {question.pk: question for question in shuffled}
    needs = {question.pk: _need(question, evidence, now) for question in shuffled}
    asked: dict[UUID, int] = {}
    kinds: dict[str, int] = {}
    chosen: list[Proposal] = []
    while left and len(chosen) < count:
        best = min(
            left.values(), key=lambda question: (*_times_asked(question, asked), needs[question.pk].rank, kinds.get(question.kind, 0))
        )
        del left[best.pk]
        for fact in best.facts.all():
            asked[fact.pk] = asked.get(fact.pk, 0) + 1
        kinds[best.kind] = kinds.get(best.kind, 0) + 1
        chosen.append(Proposal(best, needs[best.pk].reason, needs[best.pk].tone))
    return sorted(chosen, key=lambda proposal: (proposal.question.topic.position, proposal.question.position))


def _times_asked(question: Question, asked: Mapping[UUID, int]) -> tuple[int, int]:
    """How often the least and the most asked of a question's facts were asked so far."""
    times = [asked.get(fact.pk, 0) for fact in question.facts.all()] or [0]
    return min(times), max(times)


def _need(question: Question, evidence: Mapping[UUID, Evidence], now: datetime.datetime) -> _Need:
    """How much a class needs this question: the weakest of its facts decides. A lower rank is a greater need."""
    known = [evidence[fact.pk] for fact in question.facts.all() if fact.pk in evidence]
    if not known:
        return _Need(1.0, _("Not asked yet"), "accent")
    weakest = min(known, key=lambda shown: shown.score)
    got = _("Class got %(share)d%%") % {"share": round(100 * weakest.score)}
    if weakest.score < WEAK:
        return _Need(weakest.score, got, "wrong")
    days = max(0, (now - weakest.last_asked).days)
    if now - weakest.last_asked >= REST:
        reason = ngettext("Last asked %(days)d day ago", "Last asked %(days)d days ago", days) % {"days": days}
        return _Need(1.5 - min(days, 365) / 1000 + weakest.score / 10, reason, "part")
    return _Need(2.0 + weakest.score, got, "part" if weakest.score < KNOWN else "right")


def seconds(questions: Iterable[Question]) -> int:
    """About how long a student takes over these questions."""
    return sum(question.type.seconds for question in questions)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A question as an attempt takes it: the version, its marks and the slot that it stands for."""

    version_id: int
    max_mark: Decimal
    slot_id: int | None


def draw_questions(quiz: Quiz, draw: random.Random, *, shuffle: bool) -> list[Pinned]:
    """The questions of one attempt at ``quiz``, its random picks drawn; no question twice. A pick with too few questions gives what it has.

    One query for the slots; two more where there are picks.
    """
    slots = list(quiz.slots.select_related("question"))
    taken = {slot.question_id for slot in slots if slot.question_id}
    bank = picked_from(quiz) if any(slot.topic_id for slot in slots) else {}
    pinned: list[Pinned] = []
    for slot in slots:
        if slot.question is not None:
            chosen = [slot.question]
        else:
            free = [question for question in bank.get(slot.topic_id, []) if question.pk not in taken]
            chosen = draw.sample(free, min(slot.picks, len(free)))
            taken |= {question.pk for question in chosen}
        pinned += [Pinned(one.current_id, slot.max_mark, slot.pk) for one in chosen if one.current_id is not None]
    if shuffle:
        draw.shuffle(pinned)
    return pinned


def picked_from(quiz: Quiz) -> dict[UUID | None, list[Question]]:
    """What a random pick of each topic of the quiz's course may draw: its questions and those of the topics below it."""
    parents = dict(quiz.course.topics.values_list("pk", "parent_id"))
    bank: dict[UUID | None, list[Question]] = {}
    for question in quiz.course.questions.asked().order_by("pk"):
        if question.type.waits:
            continue
        topic: UUID | None = question.topic_id
        while topic is not None:
            bank.setdefault(topic, []).append(question)
            topic = parents.get(topic)
    return bank


@dataclass(frozen=True, slots=True)
class Short:
    """A topic with fewer questions that are ``free`` than its random picks may need in the worst case."""

    topic: Topic
    free: int
    wanted: int


def short_of(quiz: Quiz) -> Short | None:
    """The first random pick that could go short; ``None`` where each finds its questions, however the others are drawn.

    Picks of a topic, of one above it and of one below it draw from the same questions; in the worst case the others take theirs first.
    """
    slots = list(quiz.slots.select_related("topic"))
    bank = picked_from(quiz)
    fixed = {slot.question_id for slot in slots}
    free = {key: {question.pk for question in questions} - fixed for key, questions in bank.items()}
    picks = [slot for slot in slots if slot.topic is not None]
    for slot in picks:
        mine = free.get(slot.topic_id, set())
        rivals = [other for other in picks if other.topic_id == slot.topic_id or mine & free.get(other.topic_id, set())]
        wanted = sum(other.picks for other in rivals)
        if wanted > len(mine) and slot.topic is not None:
            return Short(slot.topic, len(mine), wanted)
    return None
