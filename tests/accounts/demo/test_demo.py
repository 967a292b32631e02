"""`manage.py demo` as somebody starts it: from nothing, again, on a taken port, and to its end."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks.pages import Browser
from benchmarks.server import family

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120
"""Seconds; these machines are shared."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def command(folder: Path, *words: str, **environment: str) -> dict[str, object]:
    """How to start the demo on an installation under ``folder`` with nothing else configured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REVISION_") and name != "DATABASE_URL"}
    env = kept | {"REVISION_DATA_DIR": str(folder)} | environment
    return {"args": [sys.executable, "manage.py", "demo", *words], "cwd": ROOT, "env": env, "text": True}


def run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(**command(folder, *words, **environment), capture_output=True, timeout=PATIENCE, check=False)


@contextmanager
def started(folder: Path, port: int) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A demo that is served, and what it said until then."""
    with subprocess.Popen(
        **command(folder, "--port", str(port)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if "Ctrl-C" in line:
                    break
            yield process, said
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The data of a demo that is prepared."""
    folder = tmp_path_factory.mktemp("demo")
    done = run(folder, "--prepare-only")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "The demo is prepared. Serve it with: uv run manage.py demo"
    assert len(done.stdout.splitlines()) == 5
    return folder


def signed_in(port: int, who: str) -> Browser:
    browser = Browser(port)
    form = browser.get("/accounts/login/").read().form(having="login")
    page = browser.post(form.action, form.values | {"login": who, "password": "demo-only"})
    assert (page.status, page.url) == (200, "/")
    return browser


def test_serves_three_people_and_stops(folder: Path) -> None:
    port = free_port()
    with started(folder, port) as (process, said):
        assert f"Revision is ready: http://127.0.0.1:{port}/" in said
        assert [line.split()[:2] for line in re.findall(r"^  (\w+ +demo-only.*)$", said, re.MULTILINE)] == [
            ["admin", "demo-only"],
            ["teacher", "demo-only"],
            ["student", "demo-only"],
        ]
        for who in ("admin", "teacher", "student"):
            signed_in(port, who).close()
        with closing(Browser(port)) as visitor:
            style = re.search(r'href="(/static/css/[^"]+)"', visitor.get("/").text)
            assert style is not None
            assert visitor.get(style[1]).status == 200

        second = run(folder, "--port", str(port))
        assert second.returncode == 1
        assert f"Port {port} is in use" in second.stderr
        reset = run(folder, "--reset", "--prepare-only")
        assert "Stop it first" in reset.stderr

        processes = family(process.pid)
        assert len(processes) == 3
        began = time.monotonic()
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - began < 10
        assert [pid for pid in processes if Path(f"/proc/{pid}").exists()] == []
        with pytest.raises(ConnectionRefusedError):
            Browser(port).get("/healthz")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "the terminal is closed"])
def test_the_whole_group_is_told_to_end(folder: Path, ending: signal.Signals) -> None:
    port = free_port()
    with started(folder, port) as (process, said):
        assert "Making" not in said
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok"
        processes = family(process.pid)
        os.killpg(process.pid, ending)
        assert process.wait(PATIENCE) == 0
        assert [pid for pid in processes if Path(f"/proc/{pid}").exists()] == []
        connection.close()


def test_reset_makes_another(folder: Path) -> None:
    path = folder / "revision.sqlite3"
    before = path.stat().st_ino
    done = run(folder, "--reset", "--prepare-only")
    assert done.stdout.splitlines()[0] == "Throwing the old demo away …"
    assert (done.returncode, path.stat().st_ino != before or path.stat().st_size > 100_000) == (0, True)
    assert run(folder, "--prepare-only").stdout.splitlines() == ["The demo is prepared. Serve it with: uv run manage.py demo"]


def test_reset_refuses_another_database(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "school.sqlite3"
    other.write_bytes((folder / "revision.sqlite3").read_bytes())
    done = run(folder, "--reset", "--prepare-only", DATABASE_URL=f"sqlite:///{other}")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert other.stat().st_size == (folder / "revision.sqlite3").stat().st_size


def test_reset_refuses_a_real_school(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "revision.sqlite3"
    path.write_bytes((folder / "revision.sqlite3").read_bytes())
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO accounts_school (name, is_demo) VALUES ('Hilltop School', 0)")
    database.close()
    done = run(tmp_path, "--reset", "--prepare-only")
    assert (done.returncode, "“Hilltop School”" in done.stderr) == (1, True)
    assert path.exists()


def test_reset_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "revision.sqlite3").write_text("This is no database, though it is long enough to be one. " * 100)
    done = run(tmp_path, "--reset", "--prepare-only")
    assert (done.returncode, "Delete it by hand" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_is_a_number(port: str, tmp_path: Path) -> None:
    done = run(tmp_path, "--port", port)
    assert (done.returncode, "from 1 to 65535" in done.stderr) == (2, True)


def test_strangers_are_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--host", "0.0.0.0")
    assert (done.returncode, "everybody knows the password" in done.stderr) == (1, True)
    assert not (tmp_path / "revision.sqlite3").exists()
