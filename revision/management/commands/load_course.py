"""`manage.py load_course PATH`: bring a course from its files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from revision.actions import Refused, load_course
from revision.course_files import CourseFilesRefused, read_course


class Command(BaseCommand):
    help = "Loads a course from a folder of course files. Loading it again changes only what was edited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder that course.txt stands in, or a file that export_course wrote")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            report = load_course(document=read_course(path))
        except CourseFilesRefused as refused:
            raise CommandError(f"{refused}\n{len(refused.mistakes)} to mend; nothing was loaded.") from refused
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for word, slugs in (("new", report.created), ("changed", report.changed), ("archived", report.archived)):
            if slugs:
                self.stdout.write(f"{len(slugs)} {word}: {', '.join(slugs[:8])}{' …' if len(slugs) > 8 else ''}")
        course = report.course
        self.stdout.write(
            f"{course.title}: {course.topics.in_use().count()} topics, {course.facts.in_use().count()} facts, "
            f"{course.questions.asked().count()} questions{' (nothing changed)' if report.nothing_done else ''}"
        )
