"""Checks of the place that Revision runs in."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connections

MENDED = (3, 51, 3)
"""First SQLite without the WAL-reset race; 3.44.6 and 3.50.7 carry the fix too (https://sqlite.org/releaselog/)."""


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may be written to by more than one process in WAL mode."""
    return version < (3, 7, 0) or version >= MENDED or (version[:2] in {(3, 44), (3, 50)} and version[2] >= {44: 6, 50: 7}[version[1]])


@register(Tags.database)
def sqlite_in_use(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Name the SQLite that runs, and refuse one that can corrupt a database that two processes write to."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        version = connection.get_database_version()
        shown = ".".join(str(part) for part in version)
        if wal_is_safe(version):
            messages.append(Info(f"SQLite {shown} runs the database '{alias}'.", id="config.I001"))
        else:
            messages.append(
                Error(
                    f"SQLite {shown} can corrupt a WAL database that two processes write to.",
                    hint="Install pysqlite3 (uv sync), use PostgreSQL (DATABASE_URL), or a Python with SQLite 3.51.3 or newer.",
                    id="config.E001",
                )
            )
    return messages
