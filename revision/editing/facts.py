"""The facts of a topic."""

import re
from typing import Any

from django.db import models, transaction

from revision.editing.slugs import free_slug
from revision.models import Fact, Question, Topic
from revision.trees import next_position

BOLD = re.compile(r"\*\*(.+?)\*\*")


@transaction.atomic
def new_fact(*, topic: Topic, **said: Any) -> Fact:
    """A fact at the end of its topic. ``said`` are its fields, as the form cleans them."""
    name = " ".join(BOLD.findall(said["statement"])) or " ".join(said["statement"].split()[:8])
    slug = free_slug(Fact.objects.filter(course=topic.course_id), name, "fact")
    return Fact.objects.create(course_id=topic.course_id, topic=topic, slug=slug, position=next_position(topic.facts.all()), **said)


@transaction.atomic
def change_fact(*, fact: Fact, topic: Topic, **said: Any) -> bool:
    """Other words for a fact, or another topic of the course, at whose end it then stands. Returns whether anything changed."""
    values: dict[str, Any] = {**said, "topic": topic}
    if topic.pk != fact.topic_id:
        values["position"] = next_position(topic.facts.all())
    if all(getattr(fact, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(fact, name, value)
    fact.save()
    return True


@transaction.atomic
def archive_fact(*, fact: Fact, archived: bool = True) -> None:
    """Leave a fact out of the course, or bring it back. Its questions stay as they are."""
    fact.archived = archived
    fact.save(update_fields=["archived"])


@transaction.atomic
def move_fact(*, fact: Fact, steps: int) -> None:
    """Up (negative) or down among the facts of its topic that are in use."""
    move(fact, Fact.objects.filter(topic=fact.topic_id).in_use(), steps)


def move[M: (Fact, Question)](row: M, rows: models.QuerySet[M], steps: int) -> None:
    """Put ``row`` some places on among ``rows``, or as far as they go."""
    Topic.objects.select_for_update().get(pk=row.topic_id)
    order = list(rows.order_by("position", "slug"))
    at = order.index(row)
    order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
    changed = []
    for position, other in enumerate(order):
        if other.position != position:
            other.position = position
            changed.append(other)
    rows.bulk_update(changed, ["position"], batch_size=200)
