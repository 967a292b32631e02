"""Writes the results of homework to a file."""

import io
import sys
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.homework.models import Assignment
from accounts.marking.closing import close_those_over
from accounts.people.audit import AuditEntry, record
from accounts.results.exports.cells import Table
from accounts.results.exports.files import Format, csv_pieces, json_pieces, write_xlsx
from accounts.results.exports.tables import What, table_of


class Command(BaseCommand):
    help = "Writes the results of homework as CSV, XLSX or JSON. The audit log says that it was done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("assignment", help="the id of the homework, as it stands in the address of its results: /results/<id>/")
        parser.add_argument("--format", choices=Format.values, default=Format.CSV.value, help="(csv)")
        parser.add_argument(
            "--what", choices=What.values, default=What.MARKS.value, help="a row for each student, each answer, or each question (marks)"
        )
        parser.add_argument("--pseudonymised", action="store_true", help="without names and usernames")
        parser.add_argument("--output", type=Path, help="the file to write (standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self.assignment(options["assignment"])
        close_those_over(found.attempts.all())
        table = table_of(found, options["what"], pseudonymised=options["pseudonymised"])
        output: Path | None = options["output"]
        if output is None:
            self.write(table, options["format"], getattr(sys.stdout, "buffer", None) or io.BytesIO())
            sys.stdout.flush()
        else:
            try:
                with output.open("wb") as file:
                    self.write(table, options["format"], file)
            except OSError as error:
                raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
            self.stderr.write(f"Wrote {output}.")
        with transaction.atomic():
            detail = f"{found.quiz.title}: {table.name}, {options['format']}, by command"
            classroom = found.classroom
            record(by=None, action=AuditEntry.Action.RESULTS_EXPORTED, school=classroom.school_id, classroom=classroom, detail=detail)

    def assignment(self, said: str) -> Assignment:
        """The homework of that id, or an error that says how to find one."""
        try:
            key = UUID(said)
        except ValueError:
            raise CommandError(f"“{said}” is no id of homework. It stands in the address of its results: /results/<id>/.") from None
        found = Assignment.objects.select_related("quiz", "classroom__owner").filter(pk=key).first()
        if found is None:
            raise CommandError(f"There is no homework {said}. Open its results and take the id from the address: /results/<id>/.")
        return found

    def write(self, table: Table, wanted: str, into: IO[bytes]) -> None:
        if wanted == Format.XLSX:
            whole = io.BytesIO()  # standard output cannot be searched, as a workbook must
            write_xlsx(table, whole)
            into.write(whole.getvalue())
        else:
            for piece in (csv_pieces if wanted == Format.CSV else json_pieces)(table):
                into.write(piece.encode())
        into.flush()
