"""`manage.py close_attempts`: attempts whose time is over are handed in with what was saved, and repairs that were cut short are done."""

import datetime
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from accounts.attempts.models import Attempt
from accounts.marking.closing import close_those_over
from accounts.marking.models import BegunRepair
from accounts.marking.pending import carry_on

LEFT_ALONE = datetime.timedelta(seconds=30)
"""A repair on which somebody worked so lately is being carried out."""


class Command(BaseCommand):
    help = (
        "Hands in the attempts whose time and grace are over, with what was saved, and carries out repairs of questions that were cut "
        "short. Whoever looks at an attempt closes it too, so nothing is wrong while this does not run; with it, results are whole before "
        "anybody looks. It may be stopped at any moment and run twice at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, every so many seconds, until SIGTERM or Ctrl-C")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        if every is None:
            self.once()
            return
        if every < 1:
            raise CommandError("--every takes at least 1 second.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_received: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                self.once()
            except DatabaseError as error:  # the database is away: the next round finds what this one left
                self.stderr.write(f"Not this time: {error}")
            stop.wait(every)

    def once(self) -> None:
        if closed := close_those_over(Attempt.objects.all()):
            self.stdout.write(f"Closed {closed} attempt{'' if closed == 1 else 's'} whose time was over.")
        if done := carry_on(BegunRepair.objects.filter(last_step__lte=timezone.now() - LEFT_ALONE)):
            self.stdout.write(f"Carried out {done} repair{'' if done == 1 else 's'} that had been cut short.")
