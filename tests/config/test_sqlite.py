"""How the database is spoken to. Every test runs on both databases, with what is right for each."""

import sqlite3
import sys
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from config.checks import wal_is_safe
from config.sqlite import base
from revision.models import Topic
from tests.factories import CourseFactory

SPOKEN = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,
        "PRAGMA foreign_keys": 1,
        "PRAGMA cache_size": -16000,
        "PRAGMA mmap_size": 0,
    },
    "postgresql": {"SHOW synchronous_commit": "on", "SHOW transaction_isolation": "read committed", "SHOW TIME ZONE": "UTC"},
}[connection.vendor]


@pytest.mark.django_db
@pytest.mark.parametrize(("question", "answer"), SPOKEN.items())
def test_the_connection_is_safe(question: str, answer: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (answer,)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_takes_its_lock_at_the_start() -> None:
    """On SQLite; on PostgreSQL rows are locked one by one."""
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        pass
    begun = {"sqlite": ["BEGIN IMMEDIATE", "COMMIT"], "postgresql": ["BEGIN", "COMMIT"]}
    assert [query["sql"] for query in queries.captured_queries] == begun[connection.vendor]


@pytest.mark.django_db
def test_many_rows_and_many_keys_go_into_one_query(django_assert_num_queries: Any) -> None:
    course = CourseFactory()
    topics = [Topic(course=course, title="T", slug=f"t{number}", position=number) for number in range(500)]
    with django_assert_num_queries(1):
        Topic.objects.bulk_create(topics)
    with django_assert_num_queries(1):
        assert list(Topic.objects.filter(pk__in=[topic.pk for topic in topics] + [uuid.uuid4() for _number in range(5000)])) == topics


def test_the_driver_is_one_that_two_processes_may_write_with() -> None:
    assert base.base.Database is base.driver.dbapi2
    assert wal_is_safe(base.base.Database.sqlite_version_info)


def test_everybody_else_gets_the_standard_librarys_sqlite() -> None:
    assert sys.modules["sqlite3"] is base.standard_library is sqlite3
    assert (sqlite3.__name__, sqlite3.dbapi2.__name__, sys.modules["sqlite3.dbapi2"]) == ("sqlite3", "sqlite3.dbapi2", sqlite3.dbapi2)
