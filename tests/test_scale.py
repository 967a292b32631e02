"""What an answer, a start and a look back may cost, sign-in and session included, at forty questions of ten kinds in a class of thirty."""

import itertools
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.models import Attempt
from tests.accounts.helpers import many_enrolled, sat
from tests.answers import BODIES, posted, stored
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, TopicFactory, answer, enrolled, started

pytestmark = pytest.mark.django_db
QUESTIONS = 40


@pytest.fixture
def homework():
    """Forty questions, each kind four times, of eight topics; thirty students have handed in an earlier piece of homework."""
    quiz, numbers = QuizFactory(), itertools.count(1)
    topics = [TopicFactory(course=quiz.course) for _number in range(8)]
    for place in range(QUESTIONS):
        kind = list(BODIES)[place % len(BODIES)]
        body = stored(kind, BODIES[kind](lambda: f"word {next(numbers)}"))
        SlotFactory(quiz=quiz, question=QuestionFactory(kind=kind, body=body, topic=topics[place % 8]))
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner)
    sat(AssignmentFactory(classroom=assignment.classroom), many_enrolled(assignment.classroom, 30))
    return assignment


def cost(client, method, url, data=None, **headers) -> tuple[int, int]:
    """Status, and queries without those that open and close the transaction."""
    with CaptureQueriesContext(connection) as caught:
        response = getattr(client, method)(url, data or {}, headers=headers)
    counted = [one for one in caught if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    return response.status_code, len(counted)


def test_an_answer_of_any_kind_takes_eight_queries_at_most(as_user, homework):
    attempt = started(homework)
    client = as_user(attempt.student)
    for position in range(1, len(BODIES) + 1):
        data = {**posted(attempt, position, right=position % 2 == 0), "key": str(uuid.uuid4()), "seen": "0"}
        url = reverse("question_of_attempt", args=[attempt.pk, position])
        status, queries = cost(client, "post", url, data, **{"HX-Request": "true"})
        assert (status, queries <= 8) == (200, True), queries


def test_starting_forty_questions_takes_ten_queries_at_most(as_user, homework):
    client = as_user(enrolled(homework.classroom))
    status, queries = cost(client, "post", reverse("start", args=[homework.pk]))
    assert (status, Attempt.objects.get(assignment=homework).question_count, queries <= 10) == (302, QUESTIONS, True), queries


@pytest.mark.parametrize("who", ["student", "teacher"])
def test_looking_back_at_forty_answers_takes_ten_queries_at_most(as_user, homework, who):
    attempt = started(homework)
    for position in range(1, QUESTIONS + 1):
        answer(attempt, position, posted(attempt, position, right=position % 3 != 0))
    finish_attempt(attempt_id=attempt.pk)
    client = as_user(attempt.student if who == "student" else homework.classroom.owner)
    status, queries = cost(client, "get", reverse("attempt", args=[attempt.pk]))
    assert (status, queries <= 10) == (200, True), queries
