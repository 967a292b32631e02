"""`manage.py export_student USERNAME`: all that is kept of one student, as JSON on standard output."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.people.models import User
from accounts.privacy.actions import note_export
from accounts.privacy.export import student_data


def student_named(username: str) -> User:
    """Raises ``CommandError`` where no student has that username."""
    found = User.objects.filter(username__iexact=username, role=User.Role.STUDENT).select_related("school").first()
    if found is None:
        raise CommandError(f"No student has the username “{username}”.")
    return found


class Command(BaseCommand):
    help = "Prints all that is kept of a student as JSON, and writes it down in the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        student = student_named(username)
        data = student_data(student)
        note_export(student=student, by=None)
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
