"""R15: where nothing can be saved, nobody is told that it was."""

import resource
from contextlib import closing

import pytest
from django.db import connection

from accounts.models import Response
from tests.torture.harness import Student, class_at_work, lesson, processes, servers, until
from tests.torture.test_kills import lost

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4
ALMOST_NOTHING = 20_000
"""Bytes: four pages of SQLite's log, where an answer writes more than one."""
NOWHERE = {
    "sqlite": "sqlite:////nonexistent/folder/revision.sqlite3",
    "postgresql": "postgres://revision:revision@127.0.0.1:1/revision",
}


def limit(group: int, size: int) -> None:
    """No file of these processes grows beyond ``size`` bytes, as if the disk were full; see setrlimit(2)."""
    for process in processes(group):
        _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def refuse_connections(*, refused: bool) -> None:
    """PostgreSQL ends the servers' connections and takes no new ones, as when it is restarted."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [own] = cursor.fetchone()
    with connection._nodb_cursor() as cursor:  # from beside the database, as Django makes and drops it
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {"false" if refused else "true"}')
        if refused:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s", [name, own])


def test_a_database_that_fails_in_the_middle_of_a_lesson_is_said_to_have_failed():
    """The disk fills up (SQLite) or the database goes away (PostgreSQL), and comes back; the server stays."""
    students, work = class_at_work(WRITERS, homework=10)
    on_sqlite = connection.vendor == "sqlite"
    with servers() as server:
        server.start()
        with lesson(server.port, students, work) as at_work:
            for _time in range(3):
                at_work.told.wait_for(WRITERS)
                failed = at_work.seen["status 503"]
                if on_sqlite:
                    limit(server.pid, ALMOST_NOTHING)
                else:
                    refuse_connections(refused=True)
                until(lambda failed=failed: at_work.seen["status 503"] >= failed + 2 * WRITERS)
                if on_sqlite:
                    limit(server.pid, resource.RLIM_INFINITY)
                else:
                    refuse_connections(refused=False)
            at_work.told.wait_for(2 * WRITERS)

    assert {what for what in at_work.seen if what.startswith("status")} == {"status 503"}
    assert lost(at_work.acknowledged) == []
    said_to_have_failed = {key for writer in at_work.writers for key in writer.refused}
    assert not Response.objects.filter(key__in=said_to_have_failed).exists()


def test_without_a_database_every_page_says_so():
    [student], [[(attempt, position)]] = class_at_work(1, homework=1, questions=1)
    with servers(workers=1, DATABASE_URL=NOWHERE[connection.vendor]) as server:
        server.start()
        with closing(Student(server.port, student)) as sender:
            assert sender.answer(attempt, position) == 503
            assert "What you just sent is not saved." in sender.page
            assert sender.send("GET", "/") == 503
            assert [sender.send("GET", path, signed_in=False) for path in ("/readyz", "/healthz")] == [503, 200]

    assert not Response.objects.exists()


def test_without_a_cache_answers_are_saved():
    [student], [work] = class_at_work(1, homework=1, questions=2)
    with servers(workers=1, REVISION_CACHE_URL="redis://127.0.0.1:1/0") as server:
        server.start()
        with closing(Student(server.port, student)) as sender:
            assert [sender.answer(attempt, position) for attempt, position in work] == [200, 200]
            wrong = {"login": student.username, "password": "not-this-one"}
            signing_in = sender.send("POST", "/accounts/login/", wrong, signed_in=False)

    assert Response.objects.count() == 2
    assert signing_in == 503
