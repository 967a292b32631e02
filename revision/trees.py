"""The topics of a course as a tree, with how much each holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from revision.models import Course, Fact, Topic


@dataclass(slots=True)
class Branch:
    """A topic with what stands below it; the counts include the topics below."""

    topic: Topic
    depth: int
    fact_count: int
    question_count: int
    facts: list[Fact] = field(default_factory=list)
    children: list["Branch"] = field(default_factory=list)
    shown: Any = None
    """What a page wants to say beside the topic: a class's score, a tick."""

    def walk(self) -> Iterable["Branch"]:
        yield self
        for child in self.children:
            yield from child.walk()


def topic_tree(course: Course, *, with_facts: bool = False) -> list[Branch]:
    """The course's chapters with all below them: one query, and one more ``with_facts``."""
    topics = course.topics.in_use().with_counts()
    facts: dict[UUID, list[Fact]] = {}
    if with_facts:
        for fact in course.facts.in_use():
            facts.setdefault(fact.topic_id, []).append(fact)
    below: dict[UUID | None, list[Topic]] = {}
    for topic in topics:
        below.setdefault(topic.parent_id, []).append(topic)
    return _branches(below, None, 0, facts)


def _branches(below: Mapping[UUID | None, list[Topic]], parent: UUID | None, depth: int, facts: Mapping[UUID, list[Fact]]) -> list[Branch]:
    branches = []
    for topic in below.get(parent, []):
        children = _branches(below, topic.pk, depth + 1, facts)
        branches.append(
            Branch(
                topic=topic,
                depth=depth,
                fact_count=topic.own_facts + sum(child.fact_count for child in children),
                question_count=topic.own_questions + sum(child.question_count for child in children),
                facts=facts.get(topic.pk, []),
                children=children,
            )
        )
    return branches


def next_position(rows: models.QuerySet[Any]) -> int:
    """The place behind all of ``rows``."""
    last: int | None = rows.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1
