"""Bytes of a CSV file or a workbook → numbered lines of clean cells. Formulas are never evaluated; raises ``FileRefused``."""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from accounts.people.forms import tidy
from revision.archives import MIB, FileRefused, Limits, Wording, unpacked
from revision.notes.reading import PLAIN, decoded

MOST_BYTES = 20 * MIB
MOST_ROWS = 50_000
MOST_CELLS = 50
"""In a row."""
MOST_LETTERS = 1_000
"""Of a cell that are looked at."""
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
DELIMITERS = ("\t", ";", ",", "|")
SAMPLE = 50
"""Lines by which the delimiter is told."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
WORKBOOK = "xl/workbook.xml"
IN_A_WORKBOOK = Limits(elements=1_000_000, text=20 * MIB)
"""A cell takes two or three elements: 50,000 rows of six cells."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that says something, and where it stands in the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read, and in words how the file was understood."""

    name: str
    lines: tuple[Line, ...]
    understood: tuple[str, ...]


def read_table(data: bytes, name: str) -> Table:
    """A list from a ``.csv``, ``.tsv``, ``.txt`` or ``.xlsx`` file. The content decides, not the name; raises ``FileRefused``."""
    short = PurePosixPath(name.replace("\\", "/")).name[:100] or _("list")
    ending = PurePosixPath(short).suffix.lower()
    if ending not in ENDINGS:
        raise FileRefused(_("%(name)s is no kind of file that can be read here. Use .csv or .xlsx.") % {"name": short})
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than %(most)s MiB.") % {"most": MOST_BYTES // MIB})
    if data.startswith(OLD_OFFICE):
        raise FileRefused(
            _("%(name)s comes from an older spreadsheet, or is locked with a password. Save it as .xlsx without one.") % {"name": short}
        )
    if data.startswith(b"PK"):
        lines, understood = _workbook(data)
    elif ending == ".xlsx" and data:
        raise FileRefused(_("%(name)s is no workbook inside. Save it as .xlsx or .csv and try again.") % {"name": short})
    else:
        lines, understood = _text(data, short)
    return Table(short, lines, understood)


def text_table(data: bytes, name: str) -> Table:
    """A list from the bytes of a text file alone."""
    lines, understood = _text(data, name)
    return Table(name, lines, understood)


def _text(data: bytes, name: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    text, how = decoded(data, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    told = re.match(r"sep=(.)\n", text)
    delimiter = told[1] if told else _delimiter(text)
    words = {"\t": _("tabs"), ";": _("semicolons"), ",": _("commas"), "|": _("upright lines")}
    understood = (how, *([_("Columns are parted by %(sign)s.") % {"sign": words.get(delimiter, delimiter)}] if delimiter else []))
    return _lines(_records(text, delimiter or "\t", 1 if told else 0)), understood


def _records(text: str, delimiter: str, skip: int) -> Iterator[tuple[int, list[Any]]]:
    """Rows with the number of the line that each begins on."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            if begins > skip:
                yield begins, list(row)
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise FileRefused(_("Line %(line)s cannot be read: it is no list from there on.") % {"line": begins}) from wrong


def _delimiter(text: str) -> str:
    """The sign that parts most of the first lines into the same number of columns; empty where none does."""
    sample = [line for line in text.split("\n", 4 * SAMPLE)[: 4 * SAMPLE] if line.strip()][:SAMPLE]
    best, most = "", 0
    for sign in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=sign))
        except csv.Error:
            continue
        of_several = [(count, width) for width, count in widths.items() if width > 1]
        if of_several and max(of_several)[0] > most:
            best, most = sign, max(of_several)[0]
    return best


def _workbook(data: bytes) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The first sheet that says something; values only."""
    try:
        return _sheet(data, unpacked(data, Wording(_("The workbook"), _("an ordinary workbook (.xlsx)")), IN_A_WORKBOOK))
    except FileRefused:
        raise
    except Exception as wrong:  # a hostile file fails in any way it likes
        raise FileRefused(_("The workbook is damaged, or it is no workbook inside.")) from wrong


def _sheet(data: bytes, parts: dict[str, bytes]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 (a quarter of a second, for who uploads a list)

    if WORKBOOK not in parts:
        raise FileRefused(_("This is no workbook inside. Save it as .xlsx or .csv and try again."))
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as kept:
        for path, content in parts.items():
            kept.writestr(path, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it leaves aside
        book = load_workbook(copy, read_only=True, data_only=True, keep_links=False)
        for number, sheet in enumerate(book.worksheets):
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_CELLS + 1, values_only=True)
            merged = _merged(parts, sheet)
            lines = _lines(_filled(enumerate(rows, start=1), merged))
            if lines or number == len(book.worksheets) - 1:
                break
    if not book.worksheets:
        raise FileRefused(_("The workbook has no sheet."))
    of_several = [_("Only the sheet “%(sheet)s” was read.") % {"sheet": tidy(sheet.title)[:60]}] if len(book.worksheets) > 1 else []
    return lines, (_("Read as a workbook; formulas count as the values that were saved with them."), *of_several)


def _merged(parts: dict[str, bytes], sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Of cells that were merged downwards: each lower cell's place, and that of the top one, which alone has the value."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in re.findall(
        rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,2})(\d{1,7}):([A-Z]{1,2})(\d{1,7})"', parts.get(path, b"")
    ):
        if left == right:
            column = _column(left.decode())
            for row in range(int(top) + 1, min(int(bottom), MOST_ROWS) + 1):
                if len(found) < MOST_ROWS:
                    found[row, column] = (int(top), column)
    return found


def _column(letters: str) -> int:
    """From 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _filled(rows: Iterator[tuple[int, tuple[Any, ...]]], merged: dict[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, list[Any]]]:
    tops: dict[tuple[int, int], Any] = {}
    wanted = set(merged.values())
    for number, row in rows:
        cells = list(row)
        for place, value in enumerate(cells):
            if (number, place) in wanted:
                tops[number, place] = value
            elif value is None and (number, place) in merged:
                cells[place] = tops.get(merged[number, place])
        yield number, cells


def _lines(rows: Iterator[tuple[int, list[Any]]]) -> tuple[Line, ...]:
    """Rows that say something, cleaned; raises ``FileRefused`` for more than the limits."""
    lines: list[Line] = []
    for number, row in rows:
        cells = [_cell(value) for value in row[: MOST_CELLS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_CELLS:
            raise FileRefused(_("Line %(line)s has more than %(most)s cells.") % {"line": number, "most": MOST_CELLS})
        if not cells:
            continue
        if len(lines) >= MOST_ROWS or number > MOST_ROWS:
            raise FileRefused(_("The list has more than %(most)s lines. Upload it in parts.") % {"most": f"{MOST_ROWS:,}"})
        lines.append(Line(number, tuple(cells)))
    return tuple(lines)


def _cell(value: Any) -> str:
    """A value as one would write it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)[:MOST_LETTERS].translate(PLAIN)
    return text if text.isascii() and text.isalnum() else tidy(unicodedata.normalize("NFC", text))
