"""Keeps two demos on the same data out of each other's way. Where the system has no such locks (Windows), nothing is kept out."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from revision.actions import Refused

if sys.platform != "win32":
    import fcntl

PATIENCE = 120
"""Seconds to wait for another demo that is being prepared."""


def _lock(file: IO[str], *, shared: bool) -> bool:
    """Take the lock, which goes with the last process that has the file open; whether it was free."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def alone(path: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """One at a time; waits up to ``patience`` seconds. Raises ``Refused`` after that."""
    with path.open("a") as file:
        until = time.monotonic() + patience
        while not _lock(file, shared=False):
            if time.monotonic() > until:
                raise Refused(
                    f"Another demo is being prepared, for {patience:.0f} seconds now (it holds {path}). Try again when it is done."
                )
            time.sleep(0.1)
        yield


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Shows other demos, as long as this and its child processes live, that the data is being served."""
    with path.open("a") as file:
        _lock(file, shared=True)
        yield


def is_in_use(path: Path) -> bool:
    """Whether a demo is serving."""
    with path.open("a") as file:
        return not _lock(file, shared=False)
