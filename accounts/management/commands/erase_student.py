"""`manage.py erase_student USERNAME`: what goes, and with --yes its going."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.management.commands.export_student import student_named
from accounts.privacy.erasing import erase_student, what_goes


class Command(BaseCommand):
    help = "Says what erasing a student takes; with --yes, erases account, attempts and answers for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="do it; without this nothing is changed")

    def handle(self, *args: Any, username: str, yes: bool, **options: Any) -> None:
        student = student_named(username)
        going = erase_student(student=student, by=None) if yes else what_goes(student)
        rows = ", ".join(f"{count} {what}" for what, count in going.goes.items()) or "nothing besides the account"
        self.stdout.write(f"{'Erased' if yes else 'Would go'}: the account “{username}”, and {rows}.")
        if not yes:
            self.stdout.write("Nothing was changed: say --yes to do it.")
