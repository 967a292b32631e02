"""What one student knows, and what classes showed on facts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext as _

from accounts.attempts.models import Attempt, AttemptItem
from accounts.people.models import Classroom, User
from revision.models import Fact, Topic
from revision.question_types.base import verdict_of


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact and how its last answer went: ``right``, ``part``, ``wrong``, or ``none`` before any."""

    fact: Fact
    state: str


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic with its facts; ``share`` counts the right ones of all its facts, 0 to 1, a part-right one as half."""

    topic: Topic
    facts: Sequence[KnownFact]

    @property
    def share(self) -> float:
        worth = {"right": 1.0, "part": 0.5}
        return sum(worth.get(known.state, 0.0) for known in self.facts) / len(self.facts)

    @property
    def in_words(self) -> str:
        """The strip for who cannot see it: “3 known, 1 part known, 2 not yet, 1 not asked”."""
        counts = Counter(known.state for known in self.facts)
        words = {"right": _("known"), "part": _("part known"), "wrong": _("not yet"), "none": _("not asked")}
        return ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])


def topics_known(student: User) -> list[KnownTopic]:
    """The topics that ``student`` has met, with each fact's last answer. Only what their finished or answered questions show; two queries.

    Answers whose verdict is still kept back (feedback after close) count for nothing here until it is out.
    """
    answers = (
        AttemptItem.objects.filter(attempt__student=student, answered__isnull=False, dropped=False)
        .filter_shown()
        .order_by("answered")
        .values_list("version__question__facts", "fraction")
    )
    last: dict[UUID, Decimal] = {fact: fraction for fact, fraction in answers if fact is not None and fraction is not None}
    # Who came from another school leaves the courses of its teachers behind: those of one school are not seen in another.
    readable = Q(course__owner=None) | Q(course__owner__school=student.school_id)
    met = Topic.objects.filter(readable, facts__in=list(last)).values("pk")
    facts = Fact.objects.in_use().filter(topic__in=met).select_related("topic").order_by("topic__position", "position")
    topics: dict[Topic, list[KnownFact]] = {}
    for fact in facts:
        fraction = last.get(fact.pk)
        topics.setdefault(fact.topic, []).append(KnownFact(fact, "none" if fraction is None else verdict_of(fraction)))
    return [KnownTopic(topic, known) for topic, known in topics.items()]


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """How often a question was answered in some classes, and the mean fraction, 0 to 1."""

    answered: int
    score: float


def question_scores(topic: Topic, classrooms: Sequence[Classroom]) -> dict[UUID, QuestionScore]:
    """For each question of a topic that these classes answered: one query."""
    rows = (
        AttemptItem.objects.filter(
            version__question__topic=topic,
            fraction__isnull=False,
            dropped=False,
            attempt__purpose=Attempt.Purpose.HOMEWORK,
            attempt__assignment__classroom__in=classrooms,
        )
        .order_by("version__question__position")
        .values(question=F("version__question"))
        .annotate(answered_count=Count("pk"), score=Avg("fraction"))
    )
    return {row["question"]: QuestionScore(row["answered_count"], float(row["score"])) for row in rows}
