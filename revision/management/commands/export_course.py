"""`manage.py export_course SLUG`: print a course as JSON."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from revision.exports import course_document
from revision.models import Course


class Command(BaseCommand):
    help = "Prints a course as JSON on standard output; load_course reads it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no course “{slug}”. Courses: {known}.")
        self.stdout.write(course_document(course).model_dump_json(indent=2))
