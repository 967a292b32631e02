"""`manage.py check_scores`: is every score the replay of its log?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.attempts.models import Attempt
from accounts.attempts.replay import differences

SHOWN = 50
"""Differences that are printed; more of them help nobody."""


class Command(BaseCommand):
    help = "Marks every answer of every attempt again and compares it with what is kept. Changes nothing; fails where something differs."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for count, one in enumerate(differences(Attempt.objects.all()), start=1):
            if count <= SHOWN:
                self.stdout.write(str(one))
        if count:
            raise CommandError(f"{count} difference{'' if count == 1 else 's'} between what is kept and what the log says.")
        self.stdout.write(f"{Attempt.objects.count()} attempts, and every score is the replay of its log.")
