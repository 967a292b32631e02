"""`manage.py demo`: a school to look at, on this machine, from nothing."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import serving
from accounts.demo.cast import ADMIN, CLASSES, STUDENT, TEACHERS
from accounts.demo.preparation import prepare, writers_are_safe
from revision.actions import Refused


def port_number(text: str) -> int:
    """A port to listen on."""
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


class Command(BaseCommand):
    help = "Makes a school with people and six weeks of homework in the embedded database, and serves it on this machine."
    requires_system_checks = ()
    """`manage.py check` has them; a demo starts without."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help="port to serve on (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1); others need REVISION_DEMO_PASSWORD")
        parser.add_argument("--reset", action="store_true", help="throw the demo's database away and make it anew")
        parser.add_argument("--prepare-only", action="store_true", help="prepare everything, but do not serve")

    def handle(self, *args: Any, host: str, port: int, reset: bool, prepare_only: bool, **options: Any) -> None:
        try:
            where = serving.place(host, port)
            serving.refuse_strangers(where, settings.DEMO_PASSWORD)
            if not prepare_only:
                serving.refuse_taken(where)
            prepare(reset=reset, say=self.say)
            if prepare_only:
                self.say("The demo is prepared. Serve it with: uv run manage.py demo")
                return
            serving.refuse_taken(where)
            self.serve(where)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except KeyboardInterrupt:
            self.say("\nStopped.")
            sys.exit(130)

    def serve(self, where: serving.Place) -> None:
        workers = serving.WORKERS
        if not writers_are_safe():
            workers = 1
            self.say(
                "This SQLite can corrupt a database that two processes write to: serving with one worker. “uv sync” brings a newer one."
            )
        serving.serve(where, workers=workers, announce=lambda: self.announce(where))
        self.say("Stopped.")

    def announce(self, where: serving.Place) -> None:
        """The address and the sign-ins."""
        password = settings.DEMO_PASSWORD if settings.DEMO_PASSWORD == serving.KNOWN_PASSWORD else "as in REVISION_DEMO_PASSWORD"
        teacher = TEACHERS[0]
        taught = " and ".join(seated.name for seated in CLASSES if seated.teacher == teacher.username)
        sits = next(seated.name for seated in CLASSES if STUDENT in seated.students)
        rows = [
            ("Username", "Password", "Who"),
            (ADMIN.username, password, f"{ADMIN.name}, school admin"),
            (teacher.username, password, f"{teacher.name}, teaches {taught}"),
            (STUDENT.username, password, f"{STUDENT.name}, student in {sits}"),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        lines = [f"  {name:<{widths[0]}}   {said:<{widths[1]}}   {who}" for name, said, who in rows]
        self.say(f"\nRevision is ready: {where.url}\n\n" + "\n".join(lines) + "\n\nCtrl-C stops it.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
