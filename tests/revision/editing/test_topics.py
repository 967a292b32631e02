"""The tree of a course while its teacher changes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from revision.actions import Refused
from revision.editing.topics import MOVES, archive_topic, change_topic, move_topic, new_topic, restore_topic
from revision.models import Course, Topic
from tests.factories import CourseFactory, FactFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db


def tree(course: Course) -> str:
    """The slugs with those below in brackets."""

    def below(parent: object) -> str:
        rows = course.topics.filter(parent=parent).order_by("position")
        return " ".join(f"{topic.slug}({inner})" if (inner := below(topic)) else topic.slug for topic in rows)

    return below(None)


def planted() -> tuple[Course, dict[str, Topic]]:
    """a(b c(d)) e, with x archived between b and c."""
    course = CourseFactory()
    topics: dict[str, Topic] = {}
    for place, (slug, parent) in enumerate([("a", ""), ("b", "a"), ("x", "a"), ("c", "a"), ("d", "c"), ("e", "")], start=1):
        topics[slug] = TopicFactory(course=course, slug=slug, parent=topics.get(parent), position=place, archived=slug == "x")
    return course, topics


def test_a_new_topic_stands_last_in_its_chapter_and_the_numbers_run_through():
    course, topics = planted()

    made = new_topic(course=course, title="North", summary="Cold.", parent=topics["a"])

    assert (made.title, made.summary, made.slug) == ("North", "Cold.", "north")
    assert tree(course) == "a(b x c(d) north) e"
    assert list(course.topics.values_list("slug", "position")) == [
        ("a", 1),
        ("b", 2),
        ("x", 3),
        ("c", 4),
        ("d", 5),
        ("north", 6),
        ("e", 7),
    ]


def test_a_new_chapter_stands_last():
    course, _topics = planted()

    new_topic(course=course, title="North")

    assert tree(course) == "a(b x c(d)) e north"


def test_a_topic_is_renamed_and_keeps_its_address():
    _course, topics = planted()

    change_topic(topic=topics["b"], title="Better", summary="So.")

    topics["b"].refresh_from_db()
    assert (topics["b"].title, topics["b"].summary, topics["b"].slug) == ("Better", "So.", "b")


@pytest.mark.parametrize(
    ("slug", "direction", "after"),
    [
        ("c", "up", "a(c(d) b x) e"),
        ("b", "up", "a(b x c(d)) e"),
        ("b", "down", "a(x c(d) b) e"),
        ("a", "down", "e a(b x c(d))"),
        ("e", "down", "a(b x c(d)) e"),
        ("c", "in", "a(b(c(d)) x) e"),
        ("b", "in", "a(b x c(d)) e"),
        ("e", "in", "a(b x c(d) e)"),
        ("d", "out", "a(b x c d) e"),
        ("c", "out", "a(b x) c(d) e"),
        ("a", "out", "a(b x c(d)) e"),
    ],
)
def test_moves(slug, direction, after):
    course, topics = planted()

    move_topic(topic=topics[slug], direction=direction)

    assert tree(course) == after
    assert sorted(course.topics.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


class AnyMoves(TestCase):
    @given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(sorted(MOVES))), max_size=12))
    def test_any_moves_keep_a_whole_tree(self, moves: list[tuple[str, str]]) -> None:
        course, topics = planted()

        for slug, direction in moves:
            move_topic(topic=topics[slug], direction=direction)

        rows = {topic.pk: topic for topic in course.topics.all()}
        assert sorted(topic.position for topic in rows.values()) == [1, 2, 3, 4, 5, 6]
        order = list(course.topics.order_by("position"))
        for topic in order:
            above, seen = topic.parent_id, set()
            while above:
                assert above not in seen
                seen.add(above)
                assert rows[above].position < topic.position
                above = rows[above].parent_id


def test_a_topic_is_left_out_with_all_below_it_and_comes_back():
    course, topics = planted()
    inside, beside = QuestionFactory(topic=topics["d"]), QuestionFactory(topic=topics["b"])

    archive_topic(topic=topics["c"])

    def left() -> tuple[list[str], bool, bool, bool, bool]:
        for row in (inside, beside):
            row.refresh_from_db()
        facts = [question.facts.get().archived for question in (inside, beside)]
        return ([topic.slug for topic in course.topics.filter(archived=True)], inside.archived, beside.archived, *facts)

    assert left() == (["x", "c", "d"], True, False, True, False)
    topics["d"].refresh_from_db()
    with pytest.raises(Refused, match="left out too"):
        restore_topic(topic=topics["d"])
    topics["c"].refresh_from_db()
    restore_topic(topic=topics["c"])
    assert left() == (["x"], False, False, False, False)


def test_leaving_out_touches_no_other_course():
    fact = FactFactory()

    archive_topic(topic=TopicFactory())

    fact.refresh_from_db()
    assert not fact.archived
