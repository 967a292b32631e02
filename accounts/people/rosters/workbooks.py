"""The sheets of a workbook, row by row, each read in one pass without building a tree: 50,000 rows of 50 cells in seconds."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from revision.archives import CHUNK, FileRefused, Limits, Wording, safe_parser, unpacked

MOST_LETTERS = 1_000
"""Of a cell that are looked at."""
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
SHEETS = "xl/worksheets/"
LIMITS = Limits(streamed=(STRINGS, SHEETS))
MOST_STRINGS = 2_500_000
MOST_ELEMENTS = 8_000_000
"""Of a sheet: two or three for each of its cells."""
NOTHING_SAID = {STRINGS: b"<sst/>", SHEETS: b"<worksheet/>"}
"""What stands in the place of the large parts while the small ones are read."""
LETTERS = re.compile("[A-Z]{1,3}")

type Value = str | int | float | datetime.date | datetime.time | datetime.timedelta | None
type Place = tuple[int, int]
"""Row from 1, column from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that can be read: ``rows`` gives the number and the values of each row that has any, in the file's order."""

    title: str
    rows: Callable[[], Iterator[tuple[int, list[Value]]]]
    merged: Mapping[Place, Place]
    """Of cells that were merged downwards: each lower cell's place, and that of the top one, which alone has the value."""


def sheets_of(data: bytes, *, most_rows: int, most_cells: int) -> list[Sheet]:
    """The sheets of an ``.xlsx`` file; formulas count as the values saved with them. Raises ``FileRefused``, its rows too.

    Of a row no more than one cell beyond ``most_cells`` is given, and no more than one row beyond ``most_rows``.
    """
    wording = Wording(_("The workbook"), _("an ordinary workbook (.xlsx)"))
    parts = unpacked(data, wording, LIMITS)
    if WORKBOOK not in parts:
        raise FileRefused(_("This is no workbook inside. Save it as .xlsx or .csv and try again."))
    book = _book(parts)
    strings = _Strings(parts.get(STRINGS, b""), wording)
    found = []
    for sheet in book.worksheets:
        content = parts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), b"")
        reader = _Reader(strings, book, wording, most_rows, most_cells)
        found.append(Sheet(sheet.title, lambda reader=reader, content=content: reader.rows(content), _merged(content, most_rows)))  # type: ignore[misc]  # bound now
    return found


def _book(parts: Mapping[str, bytes]) -> Any:
    """Titles, order and number formats, by openpyxl; it is given neither the cells nor their words."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 (a quarter of a second, for who uploads a list)

    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as kept:
        for path, content in parts.items():
            instead = next((said for large, said in NOTHING_SAID.items() if path.startswith(large) and path.endswith(".xml")), content)
            kept.writestr(path, instead)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it leaves aside
        return load_workbook(copy, read_only=True, data_only=True, keep_links=False)


class _Strings:
    """The words that cells share, read when the first cell asks for one."""

    def __init__(self, content: bytes, wording: Wording) -> None:
        self.content, self.wording = content, wording
        self.known: list[str] | None = None

    def __getitem__(self, number: int) -> str:
        if self.known is None:
            self.known = self._read()
        return self.known[number]

    def _read(self) -> list[str]:  # noqa: C901 (a word for each tag; a call for each would double the time)
        found: list[str] = []
        said: list[str] = []
        heard = aside = False

        def begins(name: str, _attributes: Mapping[str, str]) -> None:
            nonlocal heard, aside
            if name.endswith("}t"):
                heard = not aside
            elif name.endswith("}rPh"):  # how a name is pronounced
                aside = True

        def ends(name: str) -> None:
            nonlocal heard, aside
            if name.endswith("}t"):
                heard = False
            elif name.endswith("}si"):
                found.append("".join(said)[:MOST_LETTERS])
                said.clear()
                if len(found) > MOST_STRINGS:
                    raise too_long(self.wording)
            elif name.endswith("}rPh"):
                aside = False

        def says(text: str) -> None:
            if heard:
                said.append(text)

        parser = safe_parser(self.wording)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says
        parser.Parse(self.content, True)
        return found


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, strings: _Strings, book: Any, wording: Wording, most_rows: int, most_cells: int) -> None:
        self.strings, self.wording = strings, wording
        self.most_rows, self.most_cells = most_rows, most_cells
        self.dates, self.spans, self.epoch = getattr(book, "_date_formats", ()), getattr(book, "_timedelta_formats", ()), book.epoch

    def rows(self, content: bytes) -> Iterator[tuple[int, list[Value]]]:
        done: list[tuple[int, list[Value]]] = []
        parser = safe_parser(self.wording)
        self._listen(parser, done)
        for start in range(0, max(len(content), 1), CHUNK):
            parser.Parse(content[start : start + CHUNK], start + CHUNK >= len(content))
            yield from done
            if done and done[-1][0] > self.most_rows:
                return
            done.clear()

    def _listen(self, parser: Any, done: list[tuple[int, list[Value]]]) -> None:  # noqa: C901 (as above)
        row: list[Value] = []
        said: list[str] = []
        number = column = depth = count = 0
        heard = False
        kind, style = "n", 0

        def begins(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal number, column, depth, count, heard, kind, style
            count += 1
            if name.endswith("}c"):
                letters = LETTERS.match(attributes.get("r", ""))
                column = column_of(letters[0]) if letters else column + 1
                kind, style = attributes.get("t", "n"), int(attributes.get("s", 0))
            elif name.endswith(("}v", "}t")):
                heard = True
            elif name.endswith("}row"):
                number, column = int(attributes.get("r", number + 1)), -1
            else:
                depth += 1
            if depth > LIMITS.depth or count > MOST_ELEMENTS:
                raise too_long(self.wording)

        def ends(name: str) -> None:
            nonlocal depth, heard, row
            if name.endswith("}c"):
                if said:
                    place = min(column, self.most_cells)
                    row.extend([None] * (place + 1 - len(row)))
                    row[place] = self._value("".join(said), kind, style)
                    said.clear()
            elif name.endswith(("}v", "}t")):
                heard = False
            elif name.endswith("}row"):
                if row and (not done or done[-1][0] <= self.most_rows):
                    done.append((number, row))
                    row = []
            else:
                depth -= 1

        def says(text: str) -> None:
            if heard:
                said.append(text)

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says

    def _value(self, text: str, kind: str, style: int) -> Value:
        match kind:
            case "s":
                return self.strings[int(text)]
            case "b":
                return str(text == "1")
            case "n":
                return self._number(text, style)
        return text

    def _number(self, text: str, style: int) -> Value:
        if style in self.dates:
            from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped]  # noqa: PLC0415 (as above)

            day: Value = from_excel(float(text), self.epoch, timedelta=style in self.spans)
            return day
        try:
            return int(text)
        except ValueError:
            return float(text)


def too_long(wording: Wording) -> FileRefused:
    return FileRefused(_("%(what)s is nested too deeply, or too long, to be read.") % {"what": wording.what})


def column_of(letters: str) -> int:
    """From 0: “A” is 0, “AB” is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,2})(\d{1,7}):([A-Z]{1,2})(\d{1,7})"')


def _merged(content: bytes, most_rows: int) -> dict[Place, Place]:
    """They stand behind the cells."""
    found: dict[Place, Place] = {}
    for left, top, right, bottom in MERGED.findall(content, max(content.rfind(b"sheetData>"), 0)):
        if left == right:
            column = column_of(left.decode())
            for row in range(int(top) + 1, min(int(bottom), most_rows) + 1):
                if len(found) < most_rows:
                    found[row, column] = (int(top), column)
    return found


def filled(rows: Iterator[tuple[int, list[Value]]], merged: Mapping[Place, Place]) -> Iterator[tuple[int, Sequence[Value]]]:
    """The rows, with what stands in the top one of merged cells in each of them."""
    if not merged:
        yield from rows
        return
    tops: dict[Place, Value] = {}
    wanted = set(merged.values())
    widest = max(column for _row, column in merged)
    for number, row in rows:
        row.extend([None] * (widest + 1 - len(row)))
        for place, value in enumerate(row):
            if (number, place) in wanted:
                tops[number, place] = value
            elif value is None and (number, place) in merged:
                row[place] = tops.get(merged[number, place])
        yield number, row
