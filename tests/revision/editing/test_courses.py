"""Courses of one's own, and copies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from revision.editing.copying import copy_course
from revision.editing.courses import change_course, new_course, publish_course
from revision.exports import course_document
from revision.models import Course, Question, Source
from tests.factories import ORDER, CourseFactory, FactFactory, QuestionFactory, TeacherFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_a_new_course_belongs_to_who_made_it():
    owner = TeacherFactory()
    CourseFactory(slug="rivers")

    made = new_course(owner=owner, title="Rivers", summary="All.")

    assert (made.title, made.summary, made.slug, made.owner, made.published) == ("Rivers", "All.", "rivers-2", owner, None)


def test_no_course_takes_the_place_of_an_address():
    slugs = [new_course(owner=TeacherFactory(), title=title).slug for title in ("New", "Import", "!!!")]

    assert slugs == ["new-2", "import-2", "course"]


def test_another_title_leaves_the_address():
    course = CourseFactory(title="Rivers", slug="rivers")

    change_course(course=course, title="Streams", summary="Some.")

    course.refresh_from_db()
    assert (course.title, course.summary, course.slug) == ("Streams", "Some.", "rivers")


def test_publishing_twice_keeps_the_first_day():
    course = CourseFactory(owner=TeacherFactory())

    first = publish_course(course=course, published=True).published
    again = publish_course(course=course, published=True).published
    withdrawn = publish_course(course=course, published=False).published

    assert first is not None
    assert (again, withdrawn) == (first, None)


def whole_course() -> Course:
    course = CourseFactory(title="Rivers", summary="All.")
    chapter = TopicFactory(course=course, title="North", slug="north", position=1)
    topic = TopicFactory(course=course, parent=chapter, title="Seine", slug="seine", position=2)
    fact = FactFactory(topic=topic, slug="rise", when="1856", claim="It is short", stance="for", note="Perhaps.", reference="Duval")
    QuestionFactory(topic=topic, slug="where", facts=[fact])
    source = Source.objects.create(course=course, slug="poem", number=3, title="Poem", kind="text", origin="Anon", text="Once")
    other = QuestionFactory(topic=topic, kind="ordering", slug="order", body=ORDER, facts=[fact, FactFactory(topic=chapter, slug="far")])
    other.current = other.versions.create(number=2, prompt="Anew?", explanation="So.", body=ORDER, source=source)
    other.save()
    QuestionFactory(topic=topic, slug="gone", archived=True, facts=[fact])
    QuestionFactory(topic=topic, slug="draft", status=Question.Status.DRAFT, facts=[fact])
    QuestionFactory(topic=TopicFactory(course=course, slug="left", archived=True), slug="lost")
    return course


def test_a_copy_says_the_same_and_is_nobody_elses():
    course = whole_course()
    before = course_document(course)
    owner = TeacherFactory()

    copy = copy_course(course=course, owner=owner)

    assert (copy.owner, copy.title, copy.slug) == (owner, "Rivers", "rivers")
    expected = before.model_dump(exclude={"slug"})
    expected["topics"] = [topic for topic in expected["topics"] if topic["slug"] != "left"]
    assert course_document(copy).model_dump(exclude={"slug"}) == expected
    assert course_document(course) == before
    assert [(source.slug, source.number) for source in copy.sources.all()] == [("poem", 1)]
    assert {question.current.number for question in copy.questions.select_related("current")} == {1}
    assert {question.current.source.course for question in copy.questions.filter(slug="order")} == {copy}
    assert not copy.questions.filter(slug__in=["gone", "draft", "lost"]).exists()


def test_a_changed_copy_leaves_the_first_alone():
    course = whole_course()
    copy = copy_course(course=course, owner=TeacherFactory())

    copy.facts.update(statement="Changed.")

    assert not course.facts.filter(statement="Changed.").exists()


def test_a_copy_makes_as_many_queries_whatever_its_size():
    counts = set()
    for size in (1, 5):
        course = CourseFactory()
        for _number in range(size):
            QuestionFactory.create_batch(3, topic=TopicFactory(course=course))
        with CaptureQueriesContext(connection) as caught:
            copy_course(course=course, owner=TeacherFactory())
        counts.add(len(caught) - 2)  # the owner and the school that the factory made

    assert len(counts) == 1, counts


def test_a_copy_of_an_empty_course_is_empty():
    assert copy_course(course=CourseFactory(), owner=TeacherFactory()).topics.count() == 0
