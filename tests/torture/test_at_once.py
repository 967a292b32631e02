"""R2: one answer, counted once, however often it is sent and by whom at once."""

import pytest

from accounts.attempts.replay import differences
from accounts.models import Attempt, AttemptItem, Response
from tests.torture.harness import class_at_work, servers, size

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS, GROUPS = 5, 2


def test_answers_sent_up_to_five_times_at_once_are_kept_once():
    """Five processes of a group, let go together for each answer; every other answer comes under one key, as from a double click."""
    answers = size(10_000, everywhere=True)
    per_student = 100
    _students, work = class_at_work(-(-answers // per_student), homework=1, questions=per_student)
    places = [(str(attempt), position) for own in work for attempt, position in own][:answers]
    with servers() as server:
        job = server.run("answers_at_once", places=places, senders=SENDERS, groups=GROUPS, seed=2)
        assert server.wait(job) == 0

    assert Response.objects.count() == answers
    assert Response.objects.values("item").distinct().count() == answers
    assert AttemptItem.objects.filter(answered__isnull=False, tries=1, is_final=True).count() == answers
    assert list(differences(Attempt.objects.all())) == []
