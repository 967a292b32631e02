"""A course read back from the database."""

from typing import Any

import pytest

from revision.documents import CourseDocument, FactDocument, QuestionDocument, TopicDocument
from revision.exports import course_document
from revision.models import Fact
from tests.factories import CHOICE, CourseFactory, FactFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_a_course_is_exported_as_it_stands_in_its_order() -> None:
    course = CourseFactory(title="Rivers", slug="rivers", summary="All.")
    last = TopicFactory(course=course, title="Last", slug="last", position=3)
    chapter = TopicFactory(course=course, title="Europe", slug="europe", summary="North.", position=1)
    france = TopicFactory(course=course, title="France", slug="france", parent=chapter, position=2)
    second = FactFactory(topic=france, slug="seine", statement="Two.", kind=Fact.Kind.TERM, position=1)
    first = FactFactory(
        topic=france,
        slug="rhone",
        statement="One.",
        when="1924-01",
        claim="Rivers make towns",
        stance=Fact.Stance.AGAINST,
        note="N.",
        reference="S.",
        position=0,
    )
    QuestionFactory(topic=last, slug="q", prompt="P?", explanation="E.", facts=[second, first])
    assert course_document(course) == CourseDocument(
        slug="rivers",
        title="Rivers",
        summary="All.",
        topics=[
            TopicDocument(
                slug="europe",
                title="Europe",
                summary="North.",
                topics=[
                    TopicDocument(
                        slug="france",
                        title="France",
                        facts=[
                            FactDocument(
                                slug="rhone",
                                statement="One.",
                                kind=Fact.Kind.EVENT,
                                when="1924-01",
                                claim="Rivers make towns",
                                stance="against",
                                note="N.",
                                reference="S.",
                            ),
                            FactDocument(slug="seine", statement="Two.", kind=Fact.Kind.TERM),
                        ],
                    )
                ],
            ),
            TopicDocument(
                slug="last",
                title="Last",
                questions=[
                    QuestionDocument(slug="q", kind="single_choice", prompt="P?", explanation="E.", facts=["rhone", "seine"], body=CHOICE)
                ],
            ),
        ],
    )


def test_what_is_archived_or_of_another_course_is_left_out() -> None:
    course = CourseFactory()
    topic = TopicFactory(course=course)
    kept = FactFactory(topic=topic)
    FactFactory(topic=topic, archived=True)
    QuestionFactory(topic=topic, facts=[kept], archived=True)
    TopicFactory(course=course, archived=True)
    QuestionFactory()
    document = course_document(course)
    assert [(one.slug, [fact.slug for fact in one.facts], one.questions) for one in document.walk()] == [(topic.slug, [kept.slug], [])]


@pytest.mark.parametrize("count", [1, 3])
def test_five_queries_whatever_the_size(django_assert_num_queries: Any, count: int) -> None:
    course = CourseFactory()
    for _number in range(count):
        QuestionFactory(topic=TopicFactory(course=course))
    with django_assert_num_queries(5):
        course_document(course)
