"""The topics of a course: their words, their places in the tree, and leaving one out."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from revision.actions import Refused
from revision.editing.slugs import free_slug
from revision.models import Course, Topic

type Below = dict[UUID | None, list[Topic]]
"""The topics under each topic (``None``: the chapters), in their order, archived ones among them."""


@transaction.atomic
def new_topic(*, course: Course, title: str, summary: str = "", parent: Topic | None = None) -> Topic:
    """A topic at the end of its chapter, or a chapter at the end of the course."""
    below = _locked(course)
    slug = free_slug(course.topics.all(), title, "topic")
    topic = Topic.objects.create(course=course, parent=parent, title=title, summary=summary, slug=slug)
    below.setdefault(parent.pk if parent else None, []).append(topic)
    _number(below)
    return topic


@transaction.atomic
def change_topic(*, topic: Topic, title: str, summary: str) -> Topic:
    topic.title, topic.summary = title, summary
    topic.save(update_fields=["title", "summary"])
    return topic


@transaction.atomic
def move_topic(*, topic: Topic, direction: str) -> None:
    """One place ``up`` or ``down`` among its neighbours, ``in`` under the one before it, or ``out`` beside the one it stands under.

    A move that is not possible changes nothing: the buttons for it are not offered.
    """
    below = _locked(topic.course)
    moved = next(other for others in below.values() for other in others if other.pk == topic.pk)
    MOVES[direction](below, moved)
    _number(below)


def _up(below: Below, topic: Topic) -> None:
    _swap(below[topic.parent_id], topic, -1)


def _down(below: Below, topic: Topic) -> None:
    _swap(below[topic.parent_id], topic, 1)


def _swap(beside: list[Topic], topic: Topic, step: int) -> None:
    """Change places with the next neighbour in that direction who is in use."""
    at = beside.index(topic)
    others = beside[at + 1 :] if step > 0 else beside[:at][::-1]
    other = next((other for other in others if not other.archived), None)
    if other is not None:
        there = beside.index(other)
        beside.insert(there, beside.pop(at))


def _in(below: Below, topic: Topic) -> None:
    beside = below[topic.parent_id]
    before = [other for other in beside[: beside.index(topic)] if not other.archived]
    if before:
        beside.remove(topic)
        topic.parent = before[-1]
        below.setdefault(before[-1].pk, []).append(topic)


def _out(below: Below, topic: Topic) -> None:
    if topic.parent_id is None:
        return
    parent = next(other for others in below.values() for other in others if other.pk == topic.parent_id)
    below[parent.pk].remove(topic)
    beside = below[parent.parent_id]
    topic.parent_id = parent.parent_id
    beside.insert(beside.index(parent) + 1, topic)


MOVES: dict[str, Callable[[Below, Topic], None]] = {"up": _up, "down": _down, "in": _in, "out": _out}


@transaction.atomic
def archive_topic(*, topic: Topic) -> list[Topic]:
    """Leave a topic out, with the topics below it and all their facts and questions; past attempts keep theirs."""
    return _set_archived(topic, archived=True)


@transaction.atomic
def restore_topic(*, topic: Topic) -> list[Topic]:
    """Bring a topic back with all that stands below it. Raises ``Refused`` while the one it stands under is left out."""
    if topic.parent and topic.parent.archived:
        raise Refused(_("It stands under “%(parent)s”, which is left out too: bring that back.") % {"parent": topic.parent.title})
    return _set_archived(topic, archived=False)


def _set_archived(topic: Topic, *, archived: bool) -> list[Topic]:
    below = _locked(topic.course)
    topics = [topic, *_all_below(below, topic.pk)]
    topic.course.topics.filter(pk__in=[one.pk for one in topics]).update(archived=archived)
    for rows in (topic.course.facts, topic.course.questions):
        rows.filter(topic__in=topics).update(archived=archived)
    topic.archived = archived
    return topics


def _all_below(below: Below, parent: UUID) -> Sequence[Topic]:
    return [topic for child in below.get(parent, []) for topic in (child, *_all_below(below, child.pk))]


def _locked(course: Course) -> Below:
    """The course's tree, held against anybody else who moves topics."""
    Course.objects.select_for_update().get(pk=course.pk)
    below: Below = {}
    for topic in course.topics.order_by("position", "slug"):
        below.setdefault(topic.parent_id, []).append(topic)
    return below


def _number(below: Below) -> None:
    """Give every topic its place, counted over the whole tree; write those that changed."""
    changed = []

    def walk(parent: UUID | None, place: int) -> int:
        for topic in below.get(parent, []):
            place += 1
            topic.position = place
            changed.append(topic)
            place = walk(topic.pk, place)
        return place

    walk(None, 0)
    Topic.objects.bulk_update(changed, ["position", "parent"], batch_size=200)
