"""Serves the demo with the server that schools use: granian, WSGI, workers of one thread each."""

import errno
import http.client
import ipaddress
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from accounts.demo.locks import in_use
from accounts.demo.preparation import SERVING
from revision.actions import Refused

KNOWN_PASSWORD = "demo-only"  # noqa: S105 (it is in the README; that is why it stays on this machine)
WORKERS = 2
STOPS_WITHIN = 3
"""Seconds after which a worker that does not stop by itself is stopped."""
READY_WITHIN = 30
"""Seconds after which a server that does not answer is announced all the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo listens. ``address`` is numeric."""

    address: str
    port: int

    @property
    def url(self) -> str:
        """What to open on this machine."""
        address = ipaddress.ip_address(self.address)
        if address.is_unspecified:
            return f"http://127.0.0.1:{self.port}/"
        return f"http://[{address}]:{self.port}/" if address.version == 6 else f"http://{address}:{self.port}/"

    @property
    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.address).is_loopback


def place(host: str, port: int) -> Place:
    """The place that ``host`` names. Raises ``Refused`` for a name that stands for none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Refused(f"“{host}” is no address of this machine: {error}.") from error
    numeric = sorted((str(address[0]) for _family, _type, _protocol, _name, address in found), key=lambda text: ":" in text)
    return Place(numeric[0], port)


def refuse_strangers(where: Place, password: str) -> None:
    """Only this machine may reach a demo whose password everybody knows. Raises ``Refused``."""
    if not password:
        raise Refused("REVISION_DEMO_PASSWORD is empty: give the demo a password, or unset it.")
    if where.is_loopback:
        return
    if password == KNOWN_PASSWORD:
        raise Refused(
            f"{where.address} can be reached from other machines, and everybody knows the password “{KNOWN_PASSWORD}”. "
            "Set REVISION_DEMO_PASSWORD to one of your own, or leave --host out."
        )
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(
            f"{where.address} can be reached from other machines; REVISION_DEMO_PASSWORD is too weak. {' '.join(error.messages)}"
        ) from error


def refuse_taken(where: Place) -> None:
    """Raises ``Refused`` where nothing can listen; granian itself would share a port with another granian without a word."""
    family = socket.AF_INET6 if ":" in where.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((where.address, where.port))
        except OSError as error:
            free = where.port + 1 if 1024 <= where.port < 65_535 else 8000
            other = f"Choose another: uv run manage.py demo --port {free}"
            if error.errno == errno.EADDRINUSE:
                raise Refused(f"Port {where.port} is in use, perhaps by another demo. {other}") from error
            if error.errno == errno.EACCES:
                raise Refused(f"Port {where.port} is for the system's own services. {other}") from error
            raise Refused(f"Nothing can listen on {where.address}, port {where.port}: {error.strerror}.") from error


class _Server(Granian):  # type: ignore[valid-type,misc]  # chosen when granian is imported
    """Granian that tells when it answers, and ends with the terminal that it was started in."""

    announce: Callable[[], None]

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)
        if sys.platform != "win32":
            signal.signal(signal.SIGHUP, self.signal_handler_interrupt)  # Granian would start its workers anew instead.
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and not (self.interrupt_signal or self.interrupt_children):
            if _answers(self.bind_addr, self.bind_port):
                break
            time.sleep(0.02)
        if not (self.interrupt_signal or self.interrupt_children):
            self.announce()


def _answers(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def serve(where: Place, *, workers: int, announce: Callable[[], None]) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; ``announce`` is called once pages answer. Raises ``SystemExit`` if a worker dies."""
    with in_use(settings.DATA_DIR / SERVING):
        connections.close_all()
        server = _Server(
            settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=where.address,
            port=where.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            log_level=LogLevels.warning,
            workers_kill_timeout=STOPS_WITHIN,
        )
        server.announce = announce
        server.serve()
