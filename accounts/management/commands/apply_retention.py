"""`manage.py apply_retention`: every night, what is past its time by each school's own deadlines."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.people.models import School
from accounts.privacy.retention import apply_retention, past_time


class Command(BaseCommand):
    help = "Deletes attempts, accounts of students who left, and lines of the audit log that are past the school's deadlines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for school in School.objects.order_by("name"):
            gone = past_time(school, now) if dry_run else apply_retention(school, now)
            goes = "would go" if dry_run else "went"
            self.stdout.write(
                f"{school.name}: {gone.attempts} attempts, {gone.students} accounts, {gone.audit} lines of the audit log {goes}."
            )
