"""The checks of the place that Revision runs in, and of the project as it would be deployed."""

import io
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.checks import Error, Info
from django.core.management import call_command
from django.db import connection

from config.checks import sqlite_in_use, wal_is_safe
from tests.config.processes import run


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 34, 1), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 10), True),
        ((3, 45, 0), False),
        ((3, 45, 7), False),
        ((3, 49, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 51, 10), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_may_be_written_to_by_two_processes(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) == safe


@pytest.mark.django_db
def test_the_sqlite_that_runs_is_named() -> None:
    version = ".".join(map(str, connection.get_database_version()))
    named = {"sqlite": [Info(f"SQLite {version} runs the database 'default'.", id="config.I001")], "postgresql": []}
    assert sqlite_in_use(databases=["default"]) == named[connection.vendor]
    assert sqlite_in_use(databases=[]) == sqlite_in_use() == []


def test_without_pysqlite3_the_standard_librarys_sqlite_is_used_and_judged(tmp_path: Path) -> None:
    code = (
        "import sys, os; sys.modules['pysqlite3'] = None; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        "import django; django.setup();"
        "from config.checks import sqlite_in_use; print(sqlite_in_use(databases=['default']))"
    )
    version = sqlite3.sqlite_version
    known = Info(f"SQLite {version} runs the database 'default'.", id="config.I001")
    refused = Error(
        f"SQLite {version} can corrupt a WAL database that two processes write to.",
        hint="Install pysqlite3 (uv sync), use PostgreSQL (DATABASE_URL), or a Python with SQLite 3.51.3 or newer.",
        id="config.E001",
    )
    done = run("-c", code, data=tmp_path)
    assert (done.stderr, done.stdout) == ("", f"{[known if wal_is_safe(sqlite3.sqlite_version_info) else refused]}\n")


def test_a_deployment_passes_every_check(tmp_path: Path) -> None:
    environment = {"REVISION_HOSTS": "quiz.example.org", "REVISION_SECRET_KEY": secrets.token_urlsafe(64)}
    done = run("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **environment)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "System check identified no issues (0 silenced).\n")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=out)
    assert out.getvalue() == "No changes detected\n"
