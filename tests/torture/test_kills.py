"""R1: what a student was told is saved is there, and on the disk, whatever happens to the server."""

import random
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import Attempt, AttemptItem, Response
from tests.torture.harness import Acknowledged, Lesson, Servers, Student, class_at_work, lesson, servers, size

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8


def lost(acknowledged: list[Acknowledged]) -> list[Acknowledged]:
    """Answers that were acknowledged and are not in the database, or otherwise than they were sent."""
    rows = Response.objects.values_list("item__attempt", "item__position", "key", "answer")
    kept = {(attempt, position, key): answer for attempt, position, key, answer in rows}
    return [one for one in acknowledged if kept.get((one.attempt, one.position, one.key)) != {"option": int(one.sent) - 1}]


def killed(server: Servers, at_work: Lesson, times: int, draw: random.Random) -> None:
    """Kill the server, at no particular moment, and start another."""
    for _kill in range(times):
        at_work.told.wait_for(1 + draw.randrange(8))
        server.kill()
        server.start()
    at_work.told.wait_for(WRITERS)


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed():
    kills = size(200)
    students, work = class_at_work(WRITERS, homework=size(10))
    with servers() as server:
        server.start()
        with lesson(server.port, students, work) as at_work:
            killed(server, at_work, kills, random.Random(1))

    assert {what for what in at_work.seen if what.startswith("status")} == set()
    assert at_work.seen["cut off"] + at_work.seen["closed between"] > kills  # the kills did hit somebody
    assert lost(at_work.acknowledged) == []
    assert len(at_work.acknowledged) > kills
    stored = Response.objects.count()
    assert stored - len(at_work.acknowledged) in range(WRITERS + 1)  # saved, and not yet acknowledged when the lesson ended
    assert AttemptItem.objects.filter(is_final=True).count() == stored
    for attempt in Attempt.objects.prefetch_related("items"):
        items = attempt.items.all()
        assert (attempt.score, attempt.answered_count) == (
            sum(item.mark for item in items),
            sum(item.answered is not None for item in items),
        )


def test_an_engine_that_replies_before_it_commits_is_caught():
    """The same harness, and the same question at its end."""
    students, work = class_at_work(WRITERS, homework=2)
    with servers("replies_before_commit") as server:
        server.start()
        with lesson(server.port, students, work) as at_work:
            for seed in range(20):
                killed(server, at_work, 1, random.Random(seed))
                if lost(at_work.acknowledged):
                    break

    assert lost(at_work.acknowledged) != []


# --- On the disk before the reply ------------------------------------------------------------------------------------


def synced_before_the_reply(*mutants: str) -> list[bool]:
    """For each of thirty answers given one after the other, whether the database's log was synced while it was taken."""
    [student], [work] = class_at_work(1, homework=1, questions=30)
    with servers("counts_syncs", *mutants, workers=1) as server:
        server.start()
        with closing(Student(server.port, student)) as sender:
            return [answered_and_synced(sender, attempt, position) for attempt, position in work]


def answered_and_synced(sender: Student, attempt: object, position: int) -> bool:
    before = len(syncs())
    assert sender.answer(attempt, position) == 200
    return len(syncs()) > before


def syncs() -> list[str]:
    log = Path(settings.DATA_DIR / "syncs")
    return log.read_text().splitlines() if log.exists() else []


def test_an_answer_is_on_the_disk_before_the_reply():
    assert synced_before_the_reply() == [True] * 30


def test_a_commit_that_leaves_the_disk_to_the_system_is_caught():
    assert not all(synced_before_the_reply("leaves_the_disk_to_the_system"))
