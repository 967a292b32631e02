"""Input about quizzes."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from quizzes.forms import AddPickForm, AddQuestionForm, MarksForm, MoveForm, PickForm, TitleForm
from revision.models import Course
from tests.factories import CourseFactory, FactFactory, QuestionFactory, QuizFactory, SlotFactory, TopicFactory, quiz_of

pytestmark = pytest.mark.django_db

NOTHING_TICKED = {"__all__": ["Tick at least one topic or fact."]}


def pick(course: Course, **values: Any) -> PickForm:
    data = QueryDict(mutable=True)
    for name, value in ({"count": "10"} | values).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return PickForm(data, course=course)


@pytest.mark.parametrize(
    ("title", "errors"),
    [
        ("Rivers", {}),
        ("x" * 120, {}),
        ("", {"title": ["This field is required."]}),
        ("  ", {"title": ["This field is required."]}),
        ("x" * 121, {"title": ["Ensure this value has at most 120 characters (it has 121)."]}),
    ],
)
def test_titles(title: str, errors: dict[str, list[str]]) -> None:
    assert TitleForm({"title": title}).errors == errors


def test_a_title_loses_its_outer_spaces() -> None:
    form = TitleForm({"title": "  Rivers "})
    assert (form.is_valid(), form.cleaned_data) == (True, {"title": "Rivers"})


@pytest.mark.parametrize(
    ("steps", "errors"),
    [
        ("-1", {}),
        ("100", {}),
        ("101", {"steps": ["Ensure this value is less than or equal to 100."]}),
        ("-101", {"steps": ["Ensure this value is greater than or equal to -100."]}),
        ("up", {"steps": ["Enter a whole number."]}),
        ("", {"steps": ["This field is required."]}),
    ],
)
def test_steps(steps: str, errors: dict[str, list[str]]) -> None:
    assert MoveForm({"steps": steps}).errors == errors


def test_topics_and_facts_are_picked() -> None:
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    form = pick(topic.course, topics=[str(topic.pk)], facts=[str(fact.pk)], count="5")
    assert form.errors == {}
    assert (list(form.cleaned_data["topics"]), list(form.cleaned_data["facts"]), form.cleaned_data["count"]) == ([topic], [fact], 5)


def test_one_fact_alone_is_enough() -> None:
    fact = FactFactory()
    form = pick(fact.course, facts=[str(fact.pk)])
    assert (form.errors, form.picked_topics(), list(form.cleaned_data["facts"])) == ({}, set(), [fact])


def test_something_has_to_be_ticked() -> None:
    assert pick(CourseFactory()).errors == NOTHING_TICKED


@pytest.mark.parametrize(
    ("count", "errors"),
    [
        ("1", {}),
        ("40", {}),
        ("0", {"count": ["Ensure this value is greater than or equal to 1."]}),
        ("41", {"count": ["Ensure this value is less than or equal to 40."]}),
        ("", {"count": ["This field is required."]}),
        ("ten", {"count": ["Enter a whole number."]}),
    ],
)
def test_how_many_questions(count: str, errors: dict[str, list[str]]) -> None:
    topic = TopicFactory()
    assert pick(topic.course, topics=[str(topic.pk)], count=count).errors == errors


def test_other_courses_and_what_is_archived_cannot_be_ticked() -> None:
    course = CourseFactory()
    for topic in (TopicFactory(), TopicFactory(course=course, archived=True)):
        assert pick(course, topics=[str(topic.pk)]).errors == {
            "topics": [f"Select a valid choice. {topic.pk} is not one of the available choices."]
        }
    for fact in (FactFactory(), FactFactory(topic__course=course, archived=True)):
        assert pick(course, facts=[str(fact.pk)]).errors == {
            "facts": [f"Select a valid choice. {fact.pk} is not one of the available choices."]
        }
    assert pick(course, topics=["x"]).errors == {"topics": ["“x” is not a valid value."]}


def test_a_chapter_brings_all_that_stands_below_it(django_assert_num_queries: Any) -> None:
    course = CourseFactory()
    chapter = TopicFactory(course=course)
    below = TopicFactory(course=course, parent=chapter)
    deep = TopicFactory(course=course, parent=below)
    TopicFactory(course=course, parent=chapter, archived=True)
    other = TopicFactory(course=course)
    form = pick(course, topics=[str(chapter.pk)])
    assert form.is_valid()
    with django_assert_num_queries(1):
        assert form.picked_topics() == {chapter, below, deep}
    again = pick(course, topics=[str(below.pk), str(other.pk)])
    assert again.is_valid()
    assert again.picked_topics() == {below, deep, other}


def test_a_question_that_may_be_asked_can_be_added() -> None:
    quiz = QuizFactory()
    question = QuestionFactory(topic__course=quiz.course)
    form = AddQuestionForm({"question": str(question.pk)}, quiz=quiz)
    assert (form.errors, form.cleaned_data) == ({}, {"question": question})


def test_no_other_question_can_be_added() -> None:
    quiz = QuizFactory()
    unasked = QuestionFactory(topic__course=quiz.course)
    unasked.current = None
    unasked.save()
    for key in (unasked.pk, QuestionFactory().pk, QuestionFactory(topic__course=quiz.course, archived=True).pk, uuid.uuid4()):
        assert AddQuestionForm({"question": str(key)}, quiz=quiz).errors == {
            "question": ["Select a valid choice. That choice is not one of the available choices."]
        }
    assert AddQuestionForm({"question": ""}, quiz=quiz).errors == {"question": ["This field is required."]}


def test_a_pick_is_of_a_topic_of_the_course() -> None:
    quiz = QuizFactory()
    topic = TopicFactory(course=quiz.course, title="Seine")
    below = TopicFactory(course=quiz.course, parent=topic, title="Marne")
    form = AddPickForm({"picks": "3", "topic": str(topic.pk), "max_mark": "1.25"}, quiz=quiz)
    assert (form.errors, form.cleaned_data) == ({}, {"picks": 3, "topic": topic, "max_mark": Decimal("1.25")})
    assert list(form.fields["topic"].choices) == [(topic.pk, "Seine"), (below.pk, "– Marne")]
    for other in (TopicFactory().pk, TopicFactory(course=quiz.course, archived=True).pk):
        assert list(AddPickForm({"picks": "3", "topic": str(other), "max_mark": "1"}, quiz=quiz).errors) == ["topic"]


@pytest.mark.parametrize("marks", ["0", "0.3", "-1", "100.25", "many", "NaN", "1e9", "1.255"])
def test_marks_are_whole_quarters(marks: str) -> None:
    slot = SlotFactory()
    form = MarksForm({f"mark-{slot.pk}": marks}, slots=[slot])
    assert list(form.errors) == [f"mark-{slot.pk}"]


def test_marks_that_are_not_sent_stay() -> None:
    quiz = quiz_of(3)
    first, second, third = quiz.slots.all()
    form = MarksForm({f"mark-{first.pk}": "0.25", f"mark-{second.pk}": "", "mark-0": "5"}, slots=[first, second, third])
    assert form.is_valid()
    assert form.marks() == {first.pk: Decimal("0.25")}
