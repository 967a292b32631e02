"""The two databases as files: written as of one moment while others write, checked by reading them back, and read in whole."""

import os
import secrets
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection, connections, transaction

from accounts.models import User
from config.sqlite.base import driver

PATIENCE = 60
"""Seconds to wait for a database that others write to."""


class DumpFailed(Exception):
    """The database could not be written to or read from a file; the text says why."""


class Dump(ABC):
    """What both databases do."""

    vendor: str
    member: str
    """What the file is called."""

    @abstractmethod
    def write(self, path: Path) -> dict[str, int]:
        """Write the database to a new file, as of one moment; the rows of each table at that moment. Raises ``DumpFailed``."""

    @abstractmethod
    def check(self, path: Path, rows: dict[str, int]) -> None:
        """Read the file back in a scratch place. Raises ``DumpFailed`` where it is not whole or has other rows."""

    @abstractmethod
    def read(self, path: Path) -> None:
        """Replace the database by the file, all or nothing. Raises ``DumpFailed``."""

    def holds_people(self) -> bool:
        """Whether anybody has an account here."""
        try:
            return User.objects.exists()
        except DatabaseError:  # no tables yet
            return False


def compared(found: dict[str, int], expected: dict[str, int]) -> None:
    """Raises ``DumpFailed`` naming the tables whose rows differ."""
    if different := sorted(table for table in found.keys() | expected.keys() if found.get(table) != expected.get(table)):
        raise DumpFailed(f"it does not restore to the same rows ({', '.join(different[:5])})")


class SqliteDump(Dump):
    vendor, member = "sqlite", "database.sqlite3"

    def write(self, path: Path) -> dict[str, int]:
        with self._opened(str(connection.settings_dict["NAME"])) as source, self._opened(path) as target:
            source.backup(target)  # one step: a consistent copy, with what is still in the log
            return self._rows(target)

    def check(self, path: Path, rows: dict[str, int]) -> None:
        try:
            with self._opened(path) as opened:
                if (said := opened.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                    raise DumpFailed(f"the database is damaged ({said})")
                if broken := opened.execute("PRAGMA foreign_key_check").fetchone():
                    raise DumpFailed(f"the database is damaged: a row of {broken[0]} points to nothing in {broken[2]}")
                compared(self._rows(opened), rows)
        except driver.DatabaseError as error:
            raise DumpFailed(f"the database is damaged ({error})") from error

    def read(self, path: Path) -> None:
        connections.close_all()
        try:
            with self._opened(path) as source, self._opened(str(connection.settings_dict["NAME"])) as target:
                source.backup(target)  # under the lock of a writer: readers see the old database, then the new
        except driver.DatabaseError as error:
            raise DumpFailed(f"the database could not be replaced ({error}): stop the server first") from error

    @staticmethod
    @contextmanager
    def _opened(path: Path | str) -> Iterator[Any]:
        opened = driver.connect(str(path), timeout=PATIENCE)
        try:
            yield opened
        finally:
            opened.close()

    @staticmethod
    def _rows(opened: Any) -> dict[str, int]:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 (names of our own tables)


class PostgresDump(Dump):
    vendor, member = "postgresql", "database.dump"

    def write(self, path: Path) -> dict[str, int]:
        connection.close()  # a transaction of its own, in the mode that sees one moment
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            rows = self._rows(cursor)
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={path}", self._name())
        return rows

    def check(self, path: Path, rows: dict[str, int]) -> None:
        """In a scratch database beside this one, which goes again; the role has to be allowed to make one."""
        scratch = f"{self._name()[:40]}_proof_{secrets.token_hex(4)}"
        self._run("createdb", scratch)
        try:
            self._run("pg_restore", "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={scratch}", str(path))
            with psycopg.connect(**{**connection.get_connection_params(), "dbname": scratch}) as opened, opened.cursor() as cursor:
                compared(self._rows(cursor), rows)
        finally:
            self._run("dropdb", "--if-exists", "--force", scratch)

    def read(self, path: Path) -> None:
        connections.close_all()
        self._run(
            "pg_restore", "--single-transaction", "--clean", "--if-exists", "--no-owner", "--no-acl", f"--dbname={self._name()}", str(path)
        )

    @staticmethod
    def _name() -> str:
        return str(connection.settings_dict["NAME"])

    @staticmethod
    def _rows(cursor: Any) -> dict[str, int]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        rows = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 (names of our own tables)
            rows[name] = cursor.fetchone()[0]
        return rows

    @staticmethod
    def _run(program: str, *words: str) -> None:
        """One of PostgreSQL's own programs, under our settings. Raises ``DumpFailed``."""
        if shutil.which(program) is None:
            raise DumpFailed(f"{program} is not installed here: it comes with PostgreSQL's client (Debian: postgresql-client)")
        said = connection.settings_dict
        environment = {"PGHOST": said["HOST"], "PGPORT": str(said["PORT"] or ""), "PGUSER": said["USER"], "PGPASSWORD": said["PASSWORD"]}
        _run((program, *words), {**os.environ, **{name: value for name, value in environment.items() if value}})


def _run(words: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    if done.returncode:
        raise DumpFailed(f"{words[0]}: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else 'failed'}")


def of_this_database() -> Dump:
    """The way of the database in use."""
    return SqliteDump() if connection.vendor == "sqlite" else PostgresDump()
