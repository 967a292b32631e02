"""The real server for a benchmark, and what it costs: CPU time of granian and its workers from /proc (Linux)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 30
"""Seconds."""
STOPS_WITHIN = 10
"""Seconds, after which the server is killed."""


def refuse_taken(port: int) -> None:
    """Ends the program where something listens already: two granians would share the port without a word."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise SystemExit(f"Port {port} is in use; choose another with --port.") from error


@contextmanager
def served(port: int, workers: int) -> Iterator[int]:
    """Serve the app on this machine with the environment as it is; gives the process id of granian, and stops it at the end."""
    refuse_taken(port)
    options = {"--interface": "wsgi", "--host": "127.0.0.1", "--port": port, "--workers": workers, "--blocking-threads": 1}
    options |= {"--log-level": "warning", "--workers-kill-timeout": 3}
    command = [sys.executable, "-m", "granian", *(str(word) for pair in options.items() for word in pair), "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(process, port, workers)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            for pid in family(process.pid):
                os.kill(pid, 9)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, workers: int) -> None:
    """Until every worker listens; connections made before would all stay with the first."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"The server ended at once, with {process.returncode}.")
        if listeners(port) >= workers:
            return
        time.sleep(0.05)
    raise SystemExit(f"The server did not answer within {READY_WITHIN} s.")


def listeners(port: int) -> int:
    """How many sockets listen on a port of this machine: with granian on Linux one for each worker. See proc_net(5)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port for row in rows)


def stat_fields(pid: int) -> list[str]:
    """/proc/<pid>/stat from the third field (the state) on; the second, the command's name, may hold anything. See proc_pid_stat(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """``pid`` and its children."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int(stat_fields(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU time, in user and kernel, that these processes have used since they began."""
    ticks = 0
    for pid in pids:
        user, system = stat_fields(pid)[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """Time that all CPUs of the machine together were not idle, since it was started. See proc_stat(5)."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    return sum(int(ticks) for ticks in (user, nice, system, irq, softirq, steal)) / os.sysconf("SC_CLK_TCK")
