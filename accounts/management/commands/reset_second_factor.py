"""``manage.py reset_second_factor``: lets in somebody who lost phone, key and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.people.actions import reset_second_factor
from revision.actions import Refused


class Command(BaseCommand):
    help = "Take the second step of a sign-in away from somebody who lost it. An admin sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            user = reset_second_factor(username=username)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.username} signs in with the password alone, and is asked for a new second step if they must have one.")
