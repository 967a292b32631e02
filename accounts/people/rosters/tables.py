"""Bytes of a CSV file or a workbook → numbered lines of clean cells. Formulas are never evaluated; raises ``FileRefused``."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from accounts.people.forms import tidy
from accounts.people.rosters.workbooks import MOST_LETTERS, filled, sheets_of
from revision.archives import MIB, FileRefused
from revision.notes.reading import PLAIN, decoded

MOST_BYTES = 20 * MIB
MOST_ROWS = 50_000
MOST_CELLS = 50
"""In a row."""
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
DELIMITERS = ("\t", ";", ",", "|")
SAMPLE = 50
"""Lines by which the delimiter is told."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


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
    lines: tuple[Line, ...] = ()
    try:
        sheets = sheets_of(data, most_rows=MOST_ROWS, most_cells=MOST_CELLS)
        for sheet in sheets:
            if lines := _lines(filled(sheet.rows(), sheet.merged)):
                break
    except FileRefused:
        raise
    except Exception as wrong:  # a hostile file fails in any way it likes
        raise FileRefused(_("The workbook is damaged, or it is no workbook inside.")) from wrong
    if not sheets:
        raise FileRefused(_("The workbook has no sheet."))
    of_several = [_("Only the sheet “%(sheet)s” was read.") % {"sheet": tidy(sheet.title)[:60]}] if len(sheets) > 1 else []
    return lines, (_("Read as a workbook; formulas count as the values that were saved with them."), *of_several)


def _lines(rows: Iterator[tuple[int, Sequence[Any]]]) -> tuple[Line, ...]:
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
