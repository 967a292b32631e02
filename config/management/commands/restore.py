"""`manage.py restore PATH`: database and pictures as a backup has them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups import BackupRefused, restore


class Command(BaseCommand):
    help = "Replaces database and pictures by what a backup holds. Stop the server first."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file that `manage.py backup` wrote")
        parser.add_argument("--force", action="store_true", help="also where people have accounts; what stood before is kept in a file")

    def handle(self, *args: Any, path: Path, force: bool, **options: Any) -> None:
        try:
            made, kept = restore(path.expanduser().resolve(), force=force)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        when = made.made[:16].replace("T", " ")
        self.stdout.write(f"Restored the backup of {when} UTC: {made.row_count} rows, {made.picture_count} pictures.")
        if kept is not None:
            self.stdout.write(f"What stood here before is in {kept}.")
