"""R14: a restart in the middle of a lesson loses no request."""

import os
import signal

import pytest

from accounts.attempts.replay import differences
from accounts.models import Attempt, Response
from tests.torture.harness import class_at_work, lesson, servers, size
from tests.torture.test_kills import lost

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8


def test_a_restart_under_load_loses_no_request():
    """SIGTERM, as systemd sends it, and the next server once the old one has ended.

    While none is there connections are refused, and a kept connection is closed between two requests: a browser connects again, and so
    do these. What may not happen is a request that was taken and never answered: then nobody would know what became of it.
    """
    restarts = size(50)
    students, work = class_at_work(WRITERS, homework=size(12))
    with servers() as server:
        server.start()
        with lesson(server.port, students, work) as at_work:
            for _restart in range(restarts):
                at_work.told.wait_for(WRITERS)
                os.kill(server.pid, signal.SIGTERM)
                assert server.wait(server.pid) == 0
                server.start()
            at_work.told.wait_for(WRITERS)

    assert {what for what in at_work.seen if what.startswith("status")} == set()
    assert lost(at_work.acknowledged) == []
    assert at_work.seen["cut off"] == 0
    assert Response.objects.count() == len(at_work.acknowledged)
    assert list(differences(Attempt.objects.all())) == []
