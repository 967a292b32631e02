"""A repair that is killed at any moment leaves all the old marks or all the new ones, and is carried on."""

import datetime
import random
import time

import pytest
from django.utils import timezone

from accounts.attempts.models import AttemptEvent
from accounts.attempts.replay import differences
from accounts.marking.models import BegunRepair, Repair
from accounts.models import Attempt, AttemptItem
from tests.accounts.helpers import many_enrolled, sat
from tests.factories import AssignmentFactory, quiz_of
from tests.torture.harness import servers, size, until

pytestmark = pytest.mark.django_db(transaction=True)
HALF = 100
"""Students who gave the answer that is to be right too, and as many who gave the key's."""


def marks() -> list[tuple[object, ...]]:
    """All that a repair writes to attempts and their items, but for the number of the version that marks them."""
    items = AttemptItem.objects.order_by("pk").values_list("pk", "fraction", "key_version", "dropped", "full_mark")
    attempts = Attempt.objects.order_by("pk").values_list("pk", "score", "max_score", "answered_count", "waiting_count")
    return [*attempts, *((pk, fraction, key is not None, *rest) for pk, fraction, key, *rest in items)]


def test_a_repair_that_is_killed_leaves_the_old_marks_or_the_new_and_is_carried_on():
    assignment = AssignmentFactory(quiz=quiz_of(2))
    question, teacher = assignment.quiz.slots.get(position=1).question, assignment.classroom.owner
    sat(assignment, many_enrolled(assignment.classroom, HALF), [({"option": 1}, "0"), ({"option": 0}, "1")])
    sat(assignment, many_enrolled(assignment.classroom, HALF))
    asked = {"assignment": str(assignment.pk), "question": str(question.pk), "by": str(teacher.pk), "texts": ["Lyon"]}
    draw, cut_short = random.Random(9), 0
    with servers() as server:

        def undo() -> None:
            repair = Repair.objects.get(undone=None)
            assert server.wait(server.run("undo", repair=str(repair.pk), by=str(teacher.pk))) == 0
            assert marks() == old

        old = marks()
        assert server.wait(server.run("repair", **asked)) == 0
        new = marks()
        undo()
        for number in range(size(20)):
            done = Repair.objects.count()
            job = server.run("repair", **asked)
            until(lambda done=done: BegunRepair.objects.exists() or Repair.objects.count() > done)
            time.sleep(draw.uniform(0, 0.3) if number else 0)
            server.kill(job)
            there = marks()
            if there == old:
                assert (BegunRepair.objects.count(), Repair.objects.filter(undone=None).count()) == (1, 0)
                cut_short += 1
                BegunRepair.objects.update(last_step=timezone.now() - datetime.timedelta(minutes=1))
                assert server.wait(server.run("command", name="close_attempts")) == 0
            assert (marks(), BegunRepair.objects.count()) == (new, 0)
            assert there in (old, new)
            undo()

    assert cut_short
    assert AttemptEvent.objects.filter(kind="repaired").count() == HALF * Repair.objects.count()
    assert list(differences(Attempt.objects.all())) == []
