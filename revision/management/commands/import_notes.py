"""`manage.py import_notes FILE --course TITLE`: read notes into topics, facts and drafted questions."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError

from revision.actions import Refused
from revision.drafting import drafts_for
from revision.notes.importing import import_notes
from revision.notes.limits import MAX_FILE, NotesRefused
from revision.notes.outline import Outline
from revision.notes.parsing import parse
from revision.notes.reading import read_notes

SHOWN = 10
"""Lines without a place that are listed; ``--json`` lists all."""


class Command(BaseCommand):
    help = "Reads notes (.txt, .md, .docx, .pdf) into topics, facts and drafted questions. Importing them again adds only what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the notes")
        parser.add_argument("--course", required=True, metavar="TITLE", help="the course that gets them; made where there is none")
        parser.add_argument("--owner", metavar="USERNAME", help="whose course it is; without, it is one that every teacher can read")
        parser.add_argument("--dry-run", action="store_true", help="say what is found and save nothing")
        parser.add_argument("--json", action="store_true", help="print all that is found as JSON")

    def handle(self, *args: Any, file: Path, course: str, owner: str | None, dry_run: bool, **options: Any) -> None:
        outline = self.read(file)
        drafts = len(drafts_for(outline.facts()))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outline, drafts), ensure_ascii=False, indent=2))
        else:
            self.tell(outline, drafts)
        if not dry_run:
            self.save(outline, course, owner, quiet=options["json"])
        elif not options["json"]:
            self.stdout.write("Nothing was saved.")

    def read(self, file: Path) -> Outline:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_FILE + 1)
            return parse(read_notes(data, file.name))
        except OSError as wrong:
            raise CommandError(f"{file}: {wrong.strerror or wrong}") from wrong
        except NotesRefused as refused:
            raise CommandError(str(refused)) from refused

    def tell(self, outline: Outline, drafts: int) -> None:
        for sentence in outline.understood:
            self.stdout.write(sentence)
        self.stdout.write(
            f"Found {outline.topic_count()} topics, {outline.fact_count()} facts and {drafts} drafts; "
            f"{len(outline.unplaced)} lines found no place."
        )
        for line in outline.unplaced[:SHOWN]:
            self.stdout.write(f"  line {line.line}: {line.text[:60]!r}: {line.why}")
        if len(outline.unplaced) > SHOWN:
            self.stdout.write(f"  … and {len(outline.unplaced) - SHOWN} more (--json lists all)")

    def save(self, outline: Outline, title: str, username: str | None, *, quiet: bool) -> None:
        try:
            report = import_notes(course_title=title, owner=_owner(username), outline=outline)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if quiet:
            return
        whose = (
            f"which belongs to {username}" if username else "which belongs to nobody: every teacher can read it (--owner gives it to one)"
        )
        if report.nothing_done:
            self.stdout.write(f"“{report.course.title}”, {whose}, has all of it already; nothing was added.")
        else:
            added = f"{report.topics} topics, {report.facts} facts and {report.drafts} drafts"
            self.stdout.write(f"Added {added} to “{report.course.title}”, {whose}. No student meets a draft before a teacher approves it.")


def as_json(outline: Outline, drafts: int) -> dict[str, Any]:
    """All that was found, with the numbers of the lines it came from."""
    return {
        "topics": outline.topic_count(),
        "facts": outline.fact_count(),
        "drafts": drafts,
        "understood": list(outline.understood),
        "unplaced": [{"line": line.line, "text": line.text, "why": line.why} for line in outline.unplaced],
        "tree": outline.tree(),
    }


def _owner(username: str | None) -> AbstractBaseUser | None:
    """The user of this name; raises ``CommandError`` where there is none."""
    if username is None:
        return None
    users = get_user_model()
    try:
        return users.objects.get_by_natural_key(username)
    except users.DoesNotExist:
        raise CommandError(f"There is no user “{username}”.") from None
