"""`manage.py backup PATH`: the whole installation in one file, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from config.backups import BackupRefused, back_up


class Command(BaseCommand):
    help = "Writes database and pictures to one file while people work, and restores it once into a scratch place to prove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="the file to write, such as /var/backups/revision/2026-11-28.zip; an old one is not overwritten"
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            made = back_up(path.expanduser().resolve())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        size = filesizeformat(path.expanduser().stat().st_size).replace("\xa0", " ")
        what = f"{made.row_count} rows of {len(made.rows)} tables and {made.picture_count} pictures"
        self.stdout.write(f"{path}: {what}, {size}. Restored once to check: the same.")
