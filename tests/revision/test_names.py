"""What a teacher writes is told the names of the course, as what is loaded is (``test_actions.py``)."""

import pytest

from revision.editing.questions import change_question, new_question
from revision.models import Question
from revision.names import body_told
from tests.factories import CHOICE, CourseFactory, FactFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db

TYPED = {"accepted": ["Leninism"], "near": [], "others": []}
TOLD = {"accepted": ["Leninism"], "near": [], "others": ["Leninist"]}


def test_a_body_is_told_the_names_that_are_in_use(django_assert_num_queries) -> None:
    course = CourseFactory()
    topic = TopicFactory(course=course)
    FactFactory(topic=topic, statement="A **Leninist**.")
    FactFactory(topic=topic, statement="A **Leninisn**.", archived=True)
    FactFactory(statement="Of another course: a **Leninisk**.")
    QuestionFactory(topic=topic, kind="short_answer", body={"accepted": ["Leninish"]}, facts=[])
    QuestionFactory(topic=topic, kind="short_answer", body={"accepted": ["Leninisp"]}, facts=[], archived=True)
    own = QuestionFactory(topic=topic, kind="short_answer", body={"accepted": ["Leninisx"]}, facts=[])
    with django_assert_num_queries(2):
        told = body_told(course_id=course.pk, kind="short_answer", body=TYPED, besides=own.pk)
    assert told == {**TOLD, "others": ["Leninish", "Leninist"]}
    assert body_told(course_id=course.pk, kind="single_choice", body=CHOICE, besides=own.pk)["options"][0]["text"] == "Paris"


def test_a_question_saved_as_it_was_keeps_its_names_and_its_version() -> None:
    topic = TopicFactory()
    fact = FactFactory(topic=topic, statement="A **Leninist**.")
    made = new_question(topic=topic, kind="short_answer", prompt="What is it?", explanation="So.", body=TYPED, facts=[fact])
    assert Question.objects.get(pk=made.pk).current.body == TOLD
    said = {"topic": topic, "prompt": "What is it?", "explanation": "So.", "facts": [fact]}
    assert change_question(question=made, number=1, body=TYPED, **said) is False
    assert change_question(question=made, number=1, body={**TYPED, "accepted": ["Leninist"]}, **said) is True
    assert Question.objects.get(pk=made.pk).current.body == {"accepted": ["Leninist"], "near": [], "others": []}
