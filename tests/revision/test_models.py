"""What the tables refuse, who may read what, and what one row knows about itself."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from revision.models import Course, Fact, Question, QuestionVersion, Topic, VersionIsKept
from revision.question_types import registry
from tests.factories import (
    CHOICE,
    AdminFactory,
    CourseFactory,
    FactFactory,
    QuestionFactory,
    TeacherFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refuses(constraint: str, make: Any, **values: Any) -> None:
    """The database itself refuses the row; PostgreSQL and SQLite (for checks) name the constraint."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make(**values)
    said = str(refused.value)
    assert constraint in said or said.startswith("UNIQUE constraint failed: ")


def test_a_slug_is_used_once() -> None:
    course = CourseFactory(slug="rivers")
    topic = TopicFactory(course=course, slug="same")
    FactFactory(topic=topic, slug="same")
    asked = QuestionFactory(topic=topic, slug="same")
    other = TopicFactory(course=course)
    refuses("slug", CourseFactory, slug="rivers")
    refuses("topic_slug_once_in_course", TopicFactory, course=course, slug="same")
    refuses("fact_slug_once_in_course", FactFactory, topic=other, slug="same")
    refuses("question_slug_once_in_course", QuestionFactory, topic=other, slug="same", facts=[])
    refuses("question_version_numbered_once", QuestionVersion.objects.create, question=asked, number=1, prompt="", explanation="", body={})


def test_another_course_may_use_the_same_slugs() -> None:
    first = QuestionFactory(topic__slug="same", slug="same", facts=[])
    second = QuestionFactory(topic__slug="same", slug="same", facts=[])
    assert (first.topic.slug, first.slug) == (second.topic.slug, second.slug)


@pytest.mark.parametrize("values", [{"claim": "Rivers make towns"}, {"stance": "for"}])
def test_a_claim_and_a_stance_go_together(values: dict[str, str]) -> None:
    refuses("fact_claim_and_stance_together", FactFactory, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"when": ""},
        {"starts": None},
        {"ends": None},
        {"when": "", "starts": None},
        {"ends": datetime.date(1923, 12, 31)},
    ],
)
def test_the_days_of_a_fact_follow_when(values: dict[str, Any]) -> None:
    dated = FactFactory(when="1924")
    refuses("fact_dates_follow_when", Fact.objects.filter(pk=dated.pk).update, **values)


def test_days_without_when_are_refused() -> None:
    undated = FactFactory()
    day = datetime.date(1924, 1, 1)
    refuses("fact_dates_follow_when", Fact.objects.filter(pk=undated.pk).update, starts=day, ends=day)


def test_saving_a_fact_keeps_its_days_in_step() -> None:
    fact = FactFactory(when="1922-04-03/1924")
    assert (fact.starts, fact.ends) == (datetime.date(1922, 4, 3), datetime.date(1924, 12, 31))
    assert fact.when_in_words == "3 April 1922 – 1924"
    fact.when = ""
    fact.save()
    fact.refresh_from_db()
    assert (fact.starts, fact.ends, fact.when_in_words) == (None, None, "")


def test_a_fact_with_a_date_that_is_none_is_not_saved() -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the whole message is compared)
        FactFactory(when="spring")
    assert str(refused.value) == "“spring” is not a year, a month (1924-01) or a day (1924-01-21)"
    assert Fact.objects.count() == 0


def test_a_version_is_never_changed() -> None:
    version = QuestionFactory(prompt="P?").current
    version.prompt = "Other?"
    for change in (
        version.save,
        lambda: QuestionVersion.objects.update(prompt="Other?"),
        lambda: version.question.versions.filter(number=1).update(body={}),
        lambda: QuestionVersion.objects.bulk_update([version], ["prompt"]),
    ):
        with pytest.raises(VersionIsKept) as refused:
            change()
        assert str(refused.value) == "Versions are never changed: make the next one."
    version.refresh_from_db()
    assert (version.prompt, version.body) == ("P?", CHOICE)


def test_the_version_that_is_asked_is_not_deleted() -> None:
    version = QuestionFactory().current
    with pytest.raises(ProtectedError):
        version.delete()
    assert QuestionVersion.objects.get() == version


def test_staff_read_shipped_courses_and_their_own() -> None:
    teacher, other, admin = TeacherFactory(), TeacherFactory(), AdminFactory()
    shipped = CourseFactory(title="A")
    own = CourseFactory(title="B", owner=teacher)
    readable = {user: list(Course.objects.readable_by(user)) for user in (teacher, other, admin)}
    assert readable == {teacher: [shipped, own], other: [shipped], admin: [shipped]}
    assert list(Course.objects.readable_by(UserFactory())) == []
    assert list(Course.objects.readable_by(AnonymousUser())) == []


def test_what_belongs_to_a_course_is_read_with_it() -> None:
    teacher, student = TeacherFactory(), UserFactory()
    own = QuestionFactory(topic__course__owner=teacher)
    QuestionFactory(topic__course__owner=TeacherFactory())
    rows = {Topic: own.topic, Fact: own.facts.get(), Question: own}
    assert {model: list(model.objects.readable_by(teacher)) for model in rows} == {model: [row] for model, row in rows.items()}
    assert {model: list(model.objects.readable_by(student)) for model in rows} == {model: [] for model in rows}


def test_what_is_archived_is_not_in_use_and_not_asked() -> None:
    topic = TopicFactory()
    kept = QuestionFactory(topic=topic, facts=[])
    QuestionFactory(topic=topic, facts=[], archived=True)
    draft = Question.objects.create(course=topic.course, topic=topic, slug="draft", kind="single_choice", position=kept.position + 9)
    assert list(Question.objects.in_use()) == [kept, draft]
    assert list(Question.objects.asked()) == [kept]


def test_a_topic_counts_what_is_its_own_and_in_use() -> None:
    topic = TopicFactory()
    below = TopicFactory(course=topic.course, parent=topic)
    facts = [FactFactory(topic=topic), FactFactory(topic=topic)]
    FactFactory(topic=topic, archived=True)
    for archived in (False, False, False, True):
        QuestionFactory(topic=topic, facts=facts, archived=archived)
    QuestionFactory(topic=below)
    counted = {one: (one.own_facts, one.own_questions) for one in Topic.objects.with_counts()}
    assert counted == {topic: (2, 3), below: (1, 1)}


def test_rows_know_their_names_addresses_and_type() -> None:
    asked = QuestionFactory(topic__title="France", topic__course__title="Rivers", topic__course__slug="rivers", slug="which-river")
    fact = asked.facts.get()
    assert [str(row) for row in (asked.course, asked.topic, fact, asked, asked.current)] == [
        "Rivers",
        "France",
        fact.slug,
        "which-river",
        f"{asked.pk} v1",
    ]
    assert [row.get_absolute_url() for row in (asked.course, asked.topic, fact, asked)] == [
        "/courses/rivers/",
        f"/topics/{asked.topic.pk}/",
        f"/facts/{fact.pk}/",
        f"/questions/{asked.pk}/",
    ]
    assert asked.type is registry.get("single_choice")
