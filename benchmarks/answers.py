"""How many answers a second the real server takes, how long each takes, and what it costs: `uv run benchmarks/answers.py`.

Students sign in, start homework, open a question, answer it, read the feedback and go on, as fast as the server lets them.
Prints one line of JSON; README.md here says what the figures mean.
"""

import argparse
import http.client
import json
import math
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pages import Browser, Page, Unexpected  # noqa: E402
from benchmarks.server import busy_seconds, cpu_seconds, family, refuse_taken, served  # noqa: E402

if TYPE_CHECKING:
    from benchmarks.school import Task

LONGEST = 600
"""Seconds that a benchmark may be asked to run."""
MOST_CLIENTS = 500


@dataclass(slots=True)
class Log:
    """What one client saw. Times are in seconds; the lists hold what ended within the measured window."""

    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    sign_ins: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU time in seconds: of the server with its workers, of the clients (this process), and of the whole machine."""

    server: float
    clients: float
    machine: float

    @classmethod
    def now(cls, processes: list[int]) -> "Cpu":
        return cls(cpu_seconds(processes), time.process_time(), busy_seconds())

    def since(self, before: "Cpu") -> "Cpu":
        return Cpu(self.server - before.server, self.clients - before.clients, self.machine - before.machine)


@dataclass(slots=True)
class Window:
    """When answers count: from when all clients are signed in, for ``seconds``, until ``most`` answers are given."""

    seconds: float
    most: int
    gate: threading.Barrier
    ends: float = math.inf
    given: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.ends and self.given < self.most

    def count(self) -> None:
        with self.lock:
            self.given += 1


class Student(threading.Thread):
    """One client."""

    def __init__(self, port: int, username: str, task: "Task", window: Window, pause: float) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port)
        self.username, self.task, self.window, self.pause = username, task, window, pause
        self.draw = random.Random(username)
        self.log = Log()

    def run(self) -> None:
        try:
            self.sign_in()
        except (OSError, http.client.HTTPException, Unexpected) as error:
            self.log.errors[f"sign-in: {error}"[:120]] += 1
            self.window.gate.abort()
            return
        try:
            self.window.gate.wait()
        except threading.BrokenBarrierError:
            return
        time.sleep(self.draw.uniform(0, self.pause))  # Those who think do not all begin in the same moment.
        for homework in self.task.homework:
            if not self.window.is_open:
                break
            try:
                self.do(homework)
            except (OSError, http.client.HTTPException, Unexpected) as error:
                self.log.errors[f"{type(error).__name__}: {error}"[:120]] += 1
        self.browser.close()

    def sign_in(self) -> None:
        form = self.browser.get("/accounts/login/").read().form(having="login")
        began = time.monotonic()
        page = self.browser.post(form.action, form.values | {"login": self.username, "password": self.task.password}, follow=False)
        self.log.sign_ins.append(time.monotonic() - began)
        if page.status != 302 or page.url != "/":
            raise Unexpected(f"{self.username} came to {page.url} ({page.status})")

    def do(self, homework: str) -> None:
        """Start a piece of homework and answer it to its end."""
        start = self.browser.get(f"/homework/{homework}/").read().form(action_ends="/start/")
        page = self.browser.post(start.action, start.values).read()
        while self.window.is_open:
            shown = self.answer(page)
            if self.pause:
                time.sleep(self.draw.uniform(0.5, 1.5) * self.pause)
            if not shown.next_url:
                finish = shown.form(action_ends="/finish/")
                self.expect(self.browser.post(finish.action, finish.values))
                return
            began = time.monotonic()
            page = self.expect(self.browser.get(shown.next_url))
            if self.window.is_open:
                self.log.pages.append(time.monotonic() - began)
            page.read()

    def answer(self, page: Page) -> Page:
        """Answer the question on ``page`` as htmx does; the part of the page that comes back."""
        form = page.form(having="key")
        data = form.filled(self.draw)
        began = time.monotonic()
        shown = self.expect(self.browser.post(form.action, data, htmx=True))
        took = time.monotonic() - began
        if "data-autofocus" not in shown.text:
            raise Unexpected(f"{form.action}: no feedback came back")
        if self.window.is_open:
            self.log.answers.append(took)
            self.window.count()
        return shown.read()

    def expect(self, page: Page) -> Page:
        if page.status != 200:
            raise Unexpected(f"status {page.status} from {'/'.join(page.url.split('/')[:2])}")
        return page


def percentile(times: Sequence[float], share: float) -> float | None:
    """The time in milliseconds within which ``share`` of ``times`` (in seconds) lie, by the nearest rank; ``None`` of none."""
    if not times:
        return None
    ranked = sorted(times)
    return round(1000 * ranked[max(0, math.ceil(share * len(ranked)) - 1)], 1)


def measure(options: argparse.Namespace, task: "Task") -> dict[str, object]:
    """Drive the clients for the window; every figure that needs the running server."""
    with served(options.port, options.workers) as pid:
        window = Window(options.seconds, options.most, threading.Barrier(options.clients + 1))
        students = [Student(options.port, username, task, window, options.pause) for username in task.usernames]
        for student in students:
            student.start()
        try:
            window.gate.wait(LONGEST)
        except threading.BrokenBarrierError:
            first = next((error for student in students for error in student.log.errors), "it took too long")
            raise SystemExit(f"Not all clients could sign in: {first}") from None
        processes = family(pid)
        before, began = Cpu.now(processes), time.monotonic()
        window.ends = began + options.seconds
        while window.is_open and any(student.is_alive() for student in students):
            time.sleep(0.02)
        took = time.monotonic() - began
        used = Cpu.now(processes).since(before)
        for student in students:
            student.join(30)
    return figures([student.log for student in students], took, used)


def figures(logs: Sequence[Log], took: float, used: Cpu) -> dict[str, object]:
    """The report on ``took`` seconds in which so much CPU was ``used``."""
    answers = [time for log in logs for time in log.answers]
    pages = [time for log in logs for time in log.pages]
    sign_ins = [time for log in logs for time in log.sign_ins]
    errors: Counter[str] = sum((log.errors for log in logs), Counter())
    count = len(answers) or 1
    report: dict[str, object] = {
        "seconds": round(took, 1),
        "answers": len(answers),
        "answers_per_second": round(len(answers) / took, 1),
        "p50_ms": percentile(answers, 0.5),
        "p95_ms": percentile(answers, 0.95),
        "p99_ms": percentile(answers, 0.99),
        "page_p50_ms": percentile(pages, 0.5),
        "page_p95_ms": percentile(pages, 0.95),
        "page_p99_ms": percentile(pages, 0.99),
        "sign_in_p95_ms": percentile(sign_ins, 0.95),
        "errors": errors.total(),
        "server_cpu_ms_per_answer": round(1000 * used.server / count, 2),
        "client_cpu_ms_per_answer": round(1000 * used.clients / count, 2),
        "others_cpu_share": round(max(0.0, used.machine - used.server - used.clients) / (took * (os.cpu_count() or 1)), 2),
    }
    if errors:
        report["error_kinds"] = dict(errors.most_common(5))
    return report


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for, within bounds."""
    parser = argparse.ArgumentParser(description="Measures how fast answers are taken. Prints one line of JSON.")
    parser.add_argument("--clients", type=int, default=30, help="students who answer at once (30)")
    parser.add_argument("--seconds", type=float, default=20, help="length of the measured window (20)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server (2)")
    parser.add_argument("--port", type=int, default=18_600, help="port of the server on this machine (18600)")
    parser.add_argument("--pause", type=float, default=0, help="seconds that a student thinks over an answer, on average (0)")
    parser.add_argument("--most", type=int, default=100_000, help="stop after so many answers (100000)")
    parser.add_argument("--database-url", default="", help="an empty database to use and fill, not SQLite in a temporary folder")
    options = parser.parse_args(argv)
    if not 1 <= options.clients <= MOST_CLIENTS:
        parser.error(f"--clients is from 1 to {MOST_CLIENTS}")
    if not 0 < options.seconds <= LONGEST:
        parser.error(f"--seconds is above 0, up to {LONGEST}")
    if not 1 <= options.workers <= 64:
        parser.error("--workers is from 1 to 64")
    if not 1024 <= options.port <= 65_535:
        parser.error("--port is from 1024 to 65535")
    if options.pause < 0 or options.most < 1:
        parser.error("--pause is not below 0, and --most not below 1")
    return options


def set_up_django(folder: str, database_url: str) -> None:
    """Settings of a fresh installation under ``folder``, here and for the server."""
    for name in [name for name in os.environ if name.startswith("REVISION_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["REVISION_DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    import django  # noqa: PLC0415 (reads the environment)

    django.setup()


def main() -> None:
    options = arguments()
    refuse_taken(options.port)
    with tempfile.TemporaryDirectory(prefix="revision-benchmark-") as folder:
        set_up_django(folder, options.database_url)
        from django.db import connection, connections  # noqa: PLC0415

        from benchmarks.school import count_queries, make_class  # noqa: PLC0415

        task = make_class(options.clients, options.seconds)
        database = f"{connection.vendor} {'.'.join(str(part) for part in connection.get_database_version())}"
        connections.close_all()
        report = measure(options, task)
        queries = count_queries(task)
        connections.close_all()
    asked = {"clients": options.clients, "workers": options.workers, "pause_s": options.pause, "database": database}
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    counted = {"sql_queries_per_answer": queries.answer, "sql_queries_per_page": queries.page}
    print(json.dumps(asked | report | counted | machine))


if __name__ == "__main__":
    main()
