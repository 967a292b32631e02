"""R5: an attempt that nobody handed in closes with what was saved: once, whoever does it, and whatever happens to who does."""

import datetime
import random

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.attempts.models import AttemptEvent
from accounts.attempts.replay import differences
from accounts.models import Attempt, AttemptItem, Response
from tests.accounts.helpers import many_enrolled
from tests.factories import AssignmentFactory, quiz_of
from tests.torture.harness import servers, size, until

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = 3


def abandoned(count: int) -> None:
    """Attempts whose time is over, each with one question answered by a draft alone; five queries."""
    now = timezone.now()
    assignment = AssignmentFactory(quiz=quiz_of(QUESTIONS), opens=now - datetime.timedelta(days=7))
    students = many_enrolled(assignment.classroom, count)
    attempts = Attempt.objects.bulk_create(
        Attempt(assignment=assignment, student=student, question_count=QUESTIONS, max_score=QUESTIONS, deadline=assignment.closes)
        for student in students
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=slot.position,
            slot=slot,
            version_id=slot.question.current_id,
            seed=1,
            max_mark=1,
            draft={"choice": ["1"]} if slot.position == 1 else None,
        )
        for attempt in attempts
        for slot in assignment.quiz.slots.select_related("question")
    )


def test_the_job_that_closes_attempts_may_be_killed_at_any_moment():
    kills = size(50)
    attempts = 12 * kills
    abandoned(attempts)
    draw = random.Random(5)
    with servers() as server:
        for _kill in range(kills):
            job = server.run("command", name="close_attempts")
            closed = Attempt.objects.exclude(finished=None).count() + draw.randrange(8)
            until(lambda closed=closed: Attempt.objects.exclude(finished=None).count() > closed)
            server.kill(job)
        assert Attempt.objects.filter(finished=None).exists()  # no job came to its end by itself
        two_at_once = [server.run("command", name="close_attempts") for _job in range(2)]
        assert [server.wait(job) for job in two_at_once] == [0, 0]

    assert not Attempt.objects.filter(finished=None).exists()
    closings = AttemptEvent.objects.filter(kind=AttemptEvent.Kind.CLOSED).values("attempt").annotate(times=Count("pk"))
    assert [one["times"] for one in closings] == [1] * attempts
    assert Response.objects.count() == Response.objects.values("item").distinct().count() == attempts
    assert set(Attempt.objects.values_list("ended_by", "answered_count")) == {("time", 1)}
    assert list(differences(Attempt.objects.all())) == []
