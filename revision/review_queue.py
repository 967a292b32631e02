"""The drafts of a course that wait for a teacher: one at a time, with how many are left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from revision.models import Course, Fact, Question, QuestionQuerySet
from revision.writing import Preview, preview_of_version


@dataclass(frozen=True, slots=True)
class Pile:
    """Drafts that belong together: those of a rule, or of a topic."""

    name: str
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One draft of those that were asked for, and what is around it."""

    course: Course
    draft: Question | None
    preview: Preview | None
    facts: Sequence[Fact]
    place: int
    """Of the draft among those asked for, from 1."""
    count: int
    """Of those asked for."""
    total: int
    """Of all that wait in the course."""
    before: UUID | None
    after: UUID | None
    rules: list[Pile]
    topics: list[Pile]
    rule: str = ""
    topic: UUID | None = None


def selected(course: Course, *, rule: str = "", topic: UUID | None = None) -> QuestionQuerySet:
    """The drafts of a course that wait, or those of a rule or a topic alone."""
    drafts = course.questions.drafts()
    if rule:
        drafts = drafts.filter(rule=rule)
    if topic:
        drafts = drafts.filter(topic=topic)
    return drafts


def queue_of(course: Course, *, rule: str = "", topic: UUID | None = None, at: UUID | None = None) -> Queue:
    """The queue with the draft ``at``, or the first; four queries however many drafts wait."""
    waiting: list[Any] = list(
        course.questions.drafts().order_by("topic__position", "position", "slug").values("pk", "rule", "topic", "topic__title")
    )
    asked = [row["pk"] for row in waiting if (not rule or row["rule"] == rule) and (not topic or row["topic"] == topic)]
    place = asked.index(at) if at in asked else 0
    draft = _whole(asked[place]) if asked else None
    return Queue(
        course=course,
        draft=draft,
        preview=preview_of_version(draft, draft.current) if draft and draft.current else None,
        facts=list(draft.facts.all()) if draft else [],
        place=place + 1 if asked else 0,
        count=len(asked),
        total=len(waiting),
        before=asked[place - 1] if place else None,
        after=asked[place + 1] if place + 1 < len(asked) else None,
        rules=_piles(waiting, "rule", "rule", rule),
        topics=_piles(waiting, "topic", "topic__title", topic),
        rule=rule,
        topic=topic,
    )


def after_judging(course: Course, judged: UUID, *, rule: str = "", topic: UUID | None = None) -> UUID | None:
    """Which draft is next once ``judged`` is gone: the one behind it, or the first."""
    queue = queue_of(course, rule=rule, topic=topic, at=judged)
    return queue.after if queue.draft and queue.draft.pk == judged else None


def _whole(pk: UUID) -> Question:
    return Question.objects.select_related("topic", "current__source").get(pk=pk)


def _piles(waiting: Sequence[Any], value: str, name: str, chosen: object) -> list[Pile]:
    counts = Counter((row[value], row[name]) for row in waiting)
    return [Pile(name=name, value=str(value), count=count, chosen=value == chosen) for (value, name), count in counts.items()]
