"""R9: whatever is edited of a question later, what a student was asked, said and earned stays, and so does the page that shows it."""

import itertools
import re

import pytest
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.replay import differences
from accounts.models import Attempt, AttemptItem, Response
from revision.editing.questions import archive_question, change_question
from revision.models import Question, QuestionVersion
from tests.answers import BODIES, posted, stored
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, TopicFactory, answer, started

pytestmark = pytest.mark.django_db


def made_up(word: str):
    """Words that are not said twice."""
    numbers = itertools.count(1)
    return lambda: f"{word} {next(numbers)}"


def kept():
    """All rows of the attempt."""
    return [list(model.objects.order_by("pk").values()) for model in (Attempt, AttemptItem, Response)]


def shown(client, attempt) -> str:
    """The page that looks back, without what is new on every page."""
    page = client.get(reverse("attempt", args=[attempt.pk])).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("kind", BODIES)
def test_no_edit_of_a_question_changes_a_past_result(as_user, kind, right):
    quiz = QuizFactory()
    question = QuestionFactory(kind=kind, body=stored(kind, BODIES[kind](made_up("First"))), topic__course=quiz.course)
    SlotFactory(quiz=quiz, question=question)
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner)
    attempt = started(assignment)
    answer(attempt, 1, posted(attempt, 1, right=right))
    finish_attempt(attempt_id=attempt.pk)
    student, teacher = as_user(attempt.student), as_user(assignment.classroom.owner)
    before = kept(), shown(student, attempt), shown(teacher, attempt)

    body = stored(kind, BODIES[kind](made_up("Later")))
    edited = change_question(
        question=question,
        number=1,
        topic=question.topic,
        prompt="Later?",
        explanation="Later.",
        body=body,
        facts=question.facts.all(),
    )
    archive_question(question=Question.objects.get(pk=question.pk))

    assert edited
    assert QuestionVersion.objects.filter(question=question).count() == 2
    assert (kept(), shown(student, attempt), shown(teacher, attempt)) == before
    assert list(differences(Attempt.objects.all())) == []


def test_a_question_that_moves_to_another_topic_keeps_its_marks():
    assignment = AssignmentFactory()
    attempt = started(assignment)
    question = assignment.quiz.slots.get(position=1).question
    before = kept()
    now = question.current
    change_question(
        question=question,
        number=1,
        topic=TopicFactory(course=question.course),
        prompt=now.prompt,
        explanation=now.explanation,
        body=question.type.read(now.body).model_dump(mode="json"),
        facts=[],
    )
    assert kept() == before
    assert Attempt.objects.get() == attempt
