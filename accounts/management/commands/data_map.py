"""`manage.py data_map`: the table of what is kept of people, for docs/privacy/data-map.md."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.privacy.data_map import data_map


class Command(BaseCommand):
    help = "Prints which tables and fields hold something of a person, as Markdown made from the models."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(data_map(), ending="")
