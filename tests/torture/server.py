"""Serves Revision with its own serving code, again and again, from one process that has loaded it already.

Loading takes a second and a fork a few milliseconds, so hundreds of kills fit into a test. Run as a program by ``harness.Servers``,
which writes lines: ``start`` makes a server, ``NAME {…}`` runs a job of ``jobs.py``, each in a process group of its own; the answer is
its process id once it is at work. ``wait ID`` is answered by its exit status. All end when this process does.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
PR_SET_PDEATHSIG = 1
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def load(mutants: list[str]) -> None:
    """Import all that a request needs, without touching the database."""
    from config.wsgi import application  # noqa: F401, I001, PLC0415 (loads Django)
    from django.conf import settings  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    from tests.torture import mutants as known  # noqa: PLC0415

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    _ = get_resolver().url_patterns
    get_template("quizzes/question.html")
    for name in mutants:
        getattr(known, name)()


def die_with_parent() -> None:
    """A test that is stopped leaves no server behind. See prctl(2); Linux alone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def fork(job: Callable[[Callable[[], None]], object]) -> int:
    """Run ``job`` in a process group of its own; its process id, which is its group's too, once it says that it is at work."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        os.read(reading, 1)  # comes when it is at work, and ends when it dies
        os.close(reading)
        return pid
    os.close(reading)
    os.setsid()
    os.close(0)
    os.dup2(2, 1)  # what it prints is no reply
    die_with_parent()
    os.register_at_fork(after_in_child=die_with_parent)
    code = 1
    try:
        job(lambda: os.write(writing, b"."))
        code = 0
    except BaseException:  # noqa: BLE001 (whatever it is, it ends this process alone)
        traceback.print_exc()
    finally:
        os._exit(code)


def server(port: int, workers: int) -> Callable[[Callable[[], None]], object]:
    from accounts.demo.serving import Place, serve  # noqa: PLC0415

    return lambda ready: serve(Place("127.0.0.1", port), workers=workers, announce=ready)


def other(name: str, values: dict[str, Any]) -> Callable[[Callable[[], None]], object]:
    """A job of ``jobs.py``."""
    from tests.torture import jobs  # noqa: PLC0415

    def run(ready: Callable[[], None]) -> None:
        ready()
        getattr(jobs, name)(**values)

    return run


def reply(said: object) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def main() -> None:
    port, workers, *mutants = sys.argv[1:]
    load(mutants)
    reply("loaded")
    for line in sys.stdin:
        word, _space, rest = line.strip().partition(" ")
        if word == "start":
            said = fork(server(int(port), int(workers)))
        elif word == "wait":
            said = os.waitstatus_to_exitcode(os.waitpid(int(rest), 0)[1])
        else:
            said = fork(other(word, json.loads(rest)))
        reply(said)


if __name__ == "__main__":
    main()
