"""The topics of a course as a tree."""

from typing import Any

import pytest

from revision.trees import topic_tree
from tests.factories import CourseFactory, FactFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db


def shape(branches: list[Any]) -> list[Any]:
    return [(one.topic.slug, one.depth, one.fact_count, one.question_count, shape(one.children)) for one in branches]


def test_counts_include_what_stands_below() -> None:
    course = CourseFactory()
    last = TopicFactory(course=course, slug="last", position=9)
    chapter = TopicFactory(course=course, slug="chapter", position=1)
    second = TopicFactory(course=course, slug="second", parent=chapter, position=4)
    first = TopicFactory(course=course, slug="first", parent=chapter, position=2)
    deep = TopicFactory(course=course, slug="deep", parent=first, position=3)
    TopicFactory(course=course, slug="gone", parent=chapter, archived=True)
    QuestionFactory(topic=deep)
    QuestionFactory(topic=deep)
    QuestionFactory(topic=first)
    QuestionFactory(topic=second, archived=True)
    FactFactory(topic=chapter)
    FactFactory(topic=chapter, archived=True)
    QuestionFactory()
    tree = topic_tree(course)
    assert shape(tree) == [
        (
            "chapter",
            0,
            5,
            3,
            [("first", 1, 3, 3, [("deep", 2, 2, 2, [])]), ("second", 1, 1, 0, [])],
        ),
        ("last", 0, 0, 0, []),
    ]
    assert [branch.topic for chapter in tree for branch in chapter.walk()] == [chapter, first, deep, second, last]
    assert [branch.facts for chapter in tree for branch in chapter.walk()] == [[], [], [], [], []]


def test_facts_come_in_their_order_where_they_are_asked_for() -> None:
    topic = TopicFactory()
    second = FactFactory(topic=topic, position=2)
    first = FactFactory(topic=topic, position=1)
    FactFactory(topic=topic, position=0, archived=True)
    FactFactory()
    assert [branch.facts for branch in topic_tree(topic.course, with_facts=True)] == [[first, second]]


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_and_one_more_with_facts(django_assert_num_queries: Any, count: int) -> None:
    course, parent = CourseFactory(), None
    for _number in range(count):
        parent = TopicFactory(course=course, parent=parent)
        QuestionFactory(topic=parent)
    with django_assert_num_queries(1):
        topic_tree(course)
    with django_assert_num_queries(2):
        topic_tree(course, with_facts=True)
