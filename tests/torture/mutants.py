"""Engines that break a promise on purpose: a test that cannot tell them from the real one proves nothing."""

import contextlib
import threading
import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accounts.attempts import actions
from tests.torture.syncs import count_flushes, count_syncs


def replies_before_commit() -> None:
    """An answer is marked and acknowledged, and written a moment later by a thread: a write-behind cache, say."""
    real = actions.submit_answer

    def submit_answer(**values: Any) -> actions.Submitted:
        with transaction.atomic():
            done = real(**values)
            transaction.set_rollback(True)
        threading.Thread(target=write, kwargs=values).start()
        return done

    def write(**values: Any) -> None:
        time.sleep(0.03)
        with contextlib.suppress(DatabaseError):
            real(**values)
        connection.close()

    actions.submit_answer = submit_answer


def leaves_the_disk_to_the_system() -> None:
    """A commit returns before it is on the disk: quick, and gone with the power."""
    options = settings.DATABASES["default"]["OPTIONS"]
    if connection.vendor == "sqlite":
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
    else:
        options["options"] = "-c synchronous_commit=off"
    connection.close()


def counts_syncs() -> None:
    """No mutant: the real engine, which writes a line for each sync of the database's log."""
    count = count_syncs if connection.vendor == "sqlite" else count_flushes
    count(settings.DATA_DIR / "syncs")
