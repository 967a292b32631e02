"""`manage.py lint_course SLUG`: what a machine can see of a course's quality."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from revision.exports import course_document
from revision.lint import counts, lint
from revision.models import Course


class Command(BaseCommand):
    help = "Checks a course for giveaways, missing feedback, facts that nobody asks, and the like. Fails where it finds something."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no course “{slug}”. Courses: {known}.")
        document = course_document(course)
        found = lint(document)
        for finding in found:
            self.stdout.write(str(finding))
        size = counts(document)
        said = f"{document.title}: {size['topics']} topics, {size['facts']} facts, {size['questions']} questions"
        if found:
            raise CommandError(f"{said}; {len(found)} to look at.")
        self.stdout.write(f"{said}; nothing found.")
