"""Tables as CSV, XLSX and JSON, written row by row: memory stays flat, whatever the class."""

import csv
import datetime
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db import models
from django.utils import timezone

from accounts.results.exports.cells import Cell, Table, as_text, is_formula, safe_cell

PIECE = 32 * 1024
"""About as much text as goes out at once, in letters."""
LONGEST = 32_767
"""Letters that Excel holds in a cell."""
WIDEST = 40


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"
    JSON = "json", "JSON"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def csv_pieces(table: Table) -> Iterator[str]:
    """The file in pieces. UTF-8 with a byte-order mark, for Excel; what a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([safe_cell(cell) for cell in table.head])
    for row in table.rows():
        writer.writerow([as_text(cell) for cell in row])
        if out.tell() > PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def json_pieces(table: Table) -> Iterator[str]:
    """A list of objects, a line for each row; times in ISO 8601, as the school's clock shows them."""
    before = "[\n"
    for row in table.rows():
        values = {name: _plain(cell) for name, cell in zip(table.head, row, strict=True)}
        yield before + json.dumps(values, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    return timezone.localtime(cell).isoformat() if isinstance(cell, datetime.datetime) else cell


def write_xlsx(table: Table, into: IO[bytes]) -> None:
    """A workbook of one sheet. Text is written as text, so that nothing in it runs, and stays text when it is edited."""
    with tempfile.TemporaryDirectory() as folder:  # rows go to disk as they come
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False, "strings_to_formulas": False}
        book = xlsxwriter.Workbook(into, options)
        sheet = book.add_worksheet(table.name[:31])
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(table.head):
            sheet.set_column(column, column, min(WIDEST, max(10, len(name) + 2)))
            sheet.write_string(0, column, name[:LONGEST], bold)
        for number, row in enumerate(table.rows(), start=1):
            _write_row(sheet, number, row, quoted, moment)
        book.close()


def _write_row(sheet: Any, number: int, row: Sequence[Cell], quoted: Any, moment: Any) -> None:
    for column, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            sheet.write_string(number, column, cell[:LONGEST], quoted if is_formula(cell) else None)
        elif isinstance(cell, datetime.datetime):
            sheet.write_datetime(number, column, timezone.localtime(cell).replace(tzinfo=None), moment)
        else:
            sheet.write_number(number, column, cell)
