"""Real servers that are killed, and students who go on answering meanwhile."""

import contextlib
import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.helpers import many_enrolled
from tests.factories import AssignmentFactory, quiz_of

FACTOR = float(os.environ.get("TORTURE", "1"))
A_FEW = 0.25
"""Of what is promised, on PostgreSQL, where that promise names no database."""
PATIENCE = 120
"""Seconds after which a condition that a test waits for will not come any more, however slow the machine."""


def size(ci: int, *, everywhere: bool = False) -> int:
    """How often a test does what it does: what is promised times ``TORTURE`` (1).

    On PostgreSQL a quarter, but for what is promised of both databases (``everywhere``), so that all of it fits into CI.
    """
    share = 1 if everywhere or connection.vendor == "sqlite" else A_FEW
    return max(1, round(ci * FACTOR * share))


def runs(few: int, *, of: int) -> int:
    """``of`` where tests are to take their time, and ``few`` everywhere else."""
    return of if FACTOR >= 5 else few


def database_url() -> str:
    """The test database, as another process is told of it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return "postgres://{}:{}@{}:{}/{}".format(
        *(quote(str(found[name] or ""), safe="") for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME"))
    )


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@dataclass
class Servers:
    """One server at a time, on the test database, on the same port."""

    port: int
    process: "subprocess.Popen[str]"
    pid: int = 0

    def start(self) -> None:
        """A server that answers."""
        self.pid = self.ask("start")

    def run(self, job: str, **values: object) -> int:
        """Start a job of ``jobs.py``; its process id."""
        return self.ask(f"{job} {json.dumps(values)}")

    def wait(self, pid: int) -> int:
        """The exit status of a server or a job that ended or will; negative for the signal that ended it."""
        return self.ask(f"wait {pid}")

    def ask(self, line: str) -> int:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, pid: int | None = None) -> None:
        """As the power would: every process of the server, or of a job, at once."""
        os.killpg(pid or self.pid, signal.SIGKILL)
        self.wait(pid or self.pid)


@contextmanager
def servers(*mutants: str, workers: int = 2, **environment: str) -> Iterator[Servers]:
    """Servers of the code as it is, or with ``mutants`` of it; all are gone at the end."""
    port = free_port()
    same = {"DATABASE_URL": database_url(), "REVISION_DATA_DIR": str(settings.DATA_DIR), "REVISION_SECRET_KEY": settings.SECRET_KEY}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server.py")), str(port), str(workers), *mutants],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | same | environment,
    )
    try:
        assert process.stdout.readline() == "loaded\n"
        yield Servers(port, process)
    finally:
        process.stdin.close()
        process.wait(PATIENCE)
        process.stdout.close()


def processes(group: int) -> list[int]:
    """The processes of a group; see proc_pid_stat(5)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == group:
                    found.append(int(entry.name))
    return found


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An answer that the server said was saved."""

    attempt: uuid.UUID
    position: int
    key: uuid.UUID
    sent: str


class Student:
    """A browser of one student, on one connection that is kept open. ``seen`` counts what came instead of a reply."""

    def __init__(self, port: int, student: User) -> None:
        self.port, self.seen, self.page = port, Counter[str](), ""
        self.connection: http.client.HTTPConnection | None = None
        client = Client()
        client.force_login(student, settings.AUTHENTICATION_BACKENDS[0])
        self.cookie = client.cookies["sessionid"].value

    def answer(self, attempt: uuid.UUID, position: int, choice: str = "1", key: uuid.UUID | None = None) -> int | None:
        """The status that came back for a choice; ``None`` where nothing did."""
        path = reverse("question_of_attempt", args=[attempt, position])
        return self.send("POST", path, {"key": str(key or uuid.uuid4()), "choice": choice})

    def send(self, method: str, path: str, data: dict[str, str] | None = None, *, signed_in: bool = True) -> int | None:
        token = secrets.token_hex(16)
        session = f"sessionid={self.cookie}; " if signed_in else ""
        headers = {"Cookie": f"{session}csrftoken={token}", "X-CSRFToken": token, "HX-Request": "true"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        stage = "refused"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                self.connection.connect()
                stage = "cut off"
            else:
                stage = "closed between"  # a connection kept open was closed, perhaps before the server read what came
            self.connection.request(method, path, urlencode(data or {}), headers)
            response = self.connection.getresponse()
            self.page = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.seen[stage] += 1
            self.close()
            return None
        if response.will_close:
            self.close()
        return response.status

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


@dataclass
class Writer:
    """A student who answers one question after the other, and sends an answer again, with its key, until it is acknowledged."""

    student: Student
    work: Sequence[tuple[uuid.UUID, int]]
    stop: threading.Event
    told: "Tally"
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: set[uuid.UUID] = field(default_factory=set)
    """Keys of answers of which the last word was that they are not saved."""

    def run(self) -> None:
        draw = random.Random(self.student.cookie)
        for attempt, position in self.work:
            key, choice = uuid.uuid4(), str(draw.randint(1, 3))
            while not self.stop.is_set():
                status = self.student.answer(attempt, position, choice, key)
                if status == 200:
                    self.refused.discard(key)
                    self.acknowledged.append(Acknowledged(attempt, position, key, choice))
                    self.told.add()
                    break
                if status is None:
                    self.refused.discard(key)  # nobody knows
                else:
                    self.refused.add(key)
                    self.student.seen[f"status {status}"] += 1
                self.stop.wait(0.01)
            if self.stop.is_set():
                break
        self.student.close()


class Tally:
    """How many answers are acknowledged so far; one may wait for more."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()

    def add(self) -> None:
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait_for(self, more: int) -> None:
        with self.changed:
            wanted = self.count + more
            assert self.changed.wait_for(lambda: self.count >= wanted, PATIENCE), "no answer is acknowledged any more"


@dataclass
class Lesson:
    """Students at work, each in a thread, until ``stop``."""

    writers: list[Writer]
    threads: list[threading.Thread]
    told: Tally
    stop: threading.Event

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    @property
    def seen(self) -> Counter[str]:
        return sum((writer.student.seen for writer in self.writers), Counter())

    @property
    def acknowledged(self) -> list[Acknowledged]:
        return [one for writer in self.writers for one in writer.acknowledged]


def class_at_work(writers: int, homework: int, questions: int = 40) -> tuple[list[User], list[list[tuple[uuid.UUID, int]]]]:
    """Students, and for each the questions of ``homework`` attempts that are begun."""
    from accounts.attempts.actions import start_attempt  # noqa: PLC0415

    first = AssignmentFactory(quiz=quiz_of(questions), shuffle_options=False)
    rest = [AssignmentFactory(quiz=first.quiz, classroom=first.classroom, shuffle_options=False) for _number in range(homework - 1)]
    students = many_enrolled(first.classroom, writers)
    work: list[list[tuple[uuid.UUID, int]]] = [[] for _student in students]
    for own, student in zip(work, students, strict=True):
        for assignment in [first, *rest]:
            attempt = start_attempt(assignment=assignment, student=student)
            own.extend((attempt.pk, position) for position in range(1, questions + 1))
    return students, work


@contextmanager
def lesson(port: int, students: Sequence[User], work: Sequence[Sequence[tuple[uuid.UUID, int]]]) -> Iterator[Lesson]:
    told, stop = Tally(), threading.Event()
    writers = [Writer(Student(port, student), own, stop, told) for student, own in zip(students, work, strict=True)]
    threads = [threading.Thread(target=writer.run, daemon=True) for writer in writers]
    at_work = Lesson(writers, threads, told, stop)
    for thread in threads:
        thread.start()
    try:
        yield at_work
    finally:
        at_work.end()


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "what was waited for did not come"
        time.sleep(0.002)
