"""CSV files and workbooks as lines of cells, whatever they are written with; and those that are refused."""

import datetime
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.people.rosters import workbooks
from accounts.people.rosters.tables import Line, read_table
from revision.archives import FileRefused
from tests.accounts.people.rosters.files import SHEET, changed, part_of, workbook

PEOPLE = [(1, ("Name", "Class")), (2, ("Zoë Łukasz", "11B")), (3, ("Ben", "11B"))]
AS_TEXT = "Name{0}Class\r\nZoë Łukasz{0}11B\r\nBen{0}11B\r\n"


def lines(data: bytes, name: str = "list.csv") -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in read_table(data, name).lines]


def refusal(data: bytes, name: str = "list.csv") -> str:
    with pytest.raises(FileRefused) as refused:
        read_table(data, name)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_text_file_is_read_whatever_its_encoding_and_its_columns(encoding, sign):
    assert lines(AS_TEXT.format(sign).encode(encoding)) == PEOPLE


def test_a_file_from_an_older_windows_is_read():
    text = "Name;Class\r\nZoë Müller;11B\r\nRenée Straße;11B\r\n"

    assert lines(text.encode("cp1252")) == [(1, ("Name", "Class")), (2, ("Zoë Müller", "11B")), (3, ("Renée Straße", "11B"))]


def test_excels_own_first_line_names_the_sign():
    assert lines(b"sep=|\nName|Class\nAnn, B|11B\n") == [(2, ("Name", "Class")), (3, ("Ann, B", "11B"))]


def test_quoted_cells_may_hold_signs_and_line_ends_and_numbers_of_lines_stay_right():
    assert lines(b'Name,Class\n"Li,\nAnn",11B\n\n"O""Neil",11C\n') == [
        (1, ("Name", "Class")),
        (2, ("Li, Ann", "11B")),
        (5, ('O"Neil', "11C")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_names_alone_one_on_a_line(end):
    assert lines(f"Ann{end}{end}Ben".encode(), "names.txt") == [(1, ("Ann",)), (3, ("Ben",))]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("محمد علي", "محمد علي"),
        ("王小明", "王小明"),
        ("Ада Лавлейс", "Ада Лавлейс"),
        ("ada \u202eevol\u202c", "ada evol"),
        ("Zoe\u0308", "Zoë"),
        ("A\u200bnn\x00 B\x07", "Ann B"),
        ("नेहा", "नेहा"),
    ],
)
def test_names_in_any_script_and_without_marks_that_turn_them(name, read):
    others = "Nobody In Particular\n" * 9
    assert lines(f"Name\n{name}\n{others}".encode())[:2] == [(1, ("Name",)), (2, (read,))]


def test_a_workbook_is_read_with_its_values():
    day = datetime.date(2026, 9, 1)

    assert lines(workbook(["Name", "Set", "Since", "No"], [" Ann  Li ", 7, day, 2.5], [None] * 4, ["Ben", 8.0, True, None]), "a.xlsx") == [
        (1, ("Name", "Set", "Since", "No")),
        (2, ("Ann Li", "7", "2026-09-01 00:00:00", "2.5")),
        (4, ("Ben", "8", "True")),
    ]


def test_a_formula_is_never_evaluated():
    """Its saved value counts; one that was saved without a value is empty."""
    data = workbook(["Name", "Class"], ["Ann", '="11"&"B"'], ["=HYPERLINK(1)", "11B"])

    assert lines(data, "a.xlsx") == [(1, ("Name", "Class")), (2, ("Ann",)), (3, ("", "11B"))]
    saved = (
        part_of(data).replace(b'<f>"11"&amp;"B"</f><v />', b'<f>"11"&amp;"B"</f><v>11B</v>').replace(b'<c r="B2">', b'<c r="B2" t="str">')
    )
    assert lines(changed(data, {SHEET: saved}), "a.xlsx")[1] == (2, ("Ann", "11B"))


def test_cells_merged_downwards_count_for_each_row():
    data = workbook(["Class list", None], ["Name", "Class"], ["Ann", "11B"], ["Ben", None], ["Cy", "11C"], merge=["A1:B1", "B3:B4"])

    assert lines(data, "a.xlsx") == [
        (1, ("Class list",)),
        (2, ("Name", "Class")),
        (3, ("Ann", "11B")),
        (4, ("Ben", "11B")),
        (5, ("Cy", "11C")),
    ]


def test_the_first_sheet_that_says_something_is_read():
    table = read_table(workbook(sheets={"Year 11": [["Name"], ["Ann"]], "Year 10": [["Name"], ["Ben"]]}), "a.xlsx")

    assert (table.lines, table.understood[1:]) == ((Line(1, ("Name",)), Line(2, ("Ann",))), ("Only the sheet “Year 11” was read.",))


def test_how_a_file_was_understood_is_told():
    assert read_table(b"\xef\xbb\xbfName;Class\nAnn;11B", "C:\\lists\\11B.csv").understood == (
        "Read as plain text in UTF-8.",
        "Columns are parted by semicolons.",
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "a.pdf is no kind of file that can be read here. Use .csv or .xlsx."),
        ("a.xls", b"\xd0\xcf\x11\xe0", "a.xls is no kind of file that can be read here. Use .csv or .xlsx."),
        ("a.xlsx", b"Name\nAnn", "a.xlsx is no workbook inside. Save it as .xlsx or .csv and try again."),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0locked",
            "a.xlsx comes from an older spreadsheet, or is locked with a password. Save it as .xlsx without one.",
        ),
        ("a.xlsx", b"PK\x03\x04 and no more", "The workbook is damaged, or it is no workbook inside."),
        ("a.csv", b"\x89PNG\r\n", "a.csv holds no text: it is a picture, a program or an archive."),
        ("a.csv", b"Name" + b",x" * 50, "Line 1 has more than 50 cells."),
        ("a.csv", b"a\n" * 50_001, "The list has more than 50,000 lines. Upload it in parts."),
        ("a.csv", b'Name,x\nAnn,"' + b"y" * 140_000, "Line 2 cannot be read: it is no list from there on."),
        ("a.csv", b"x" * (20 * 1024 * 1024 + 1), "The file is larger than 20 MiB."),
    ],
)
def test_what_cannot_be_a_list_is_refused_in_words(name, data, said):
    assert refusal(data, name) == said


def test_the_last_line_that_is_allowed_is_read():
    assert len(lines(b"a\n" * 50_000)) == 50_000


def zip_of(parts: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


STRINGS = "xl/sharedStrings.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
BOOK = workbook(["Name"], ["Ann"])
HOSTILE = {
    "doctype": (changed(BOOK, {SHEET: DOCTYPE}), "The workbook declares a document type, which no ordinary one does."),
    "doctype elsewhere": (changed(BOOK, {"xl/styles.xml": DOCTYPE}), "The workbook declares a document type, which no ordinary one does."),
    "bomb": (changed(BOOK, {"xl/media/a.bin": b"\0" * 30_000_000}), "The workbook unpacks to far more than its size."),
    "many parts": (zip_of({f"{number}.xml": b"<a/>" for number in range(1_001)}), "The workbook has more than 1000 parts inside."),
    "way out": (changed(BOOK, {"../a.xml": b"<a/>"}), "The workbook has a part that points outside of it."),
    "absolute": (changed(BOOK, {"/a.xml": b"<a/>"}), "The workbook has a part that points outside of it."),
    "macros": (
        changed(BOOK, {"xl/vbaProject.bin": b"x"}),
        "The workbook carries macros. Save it as an ordinary workbook (.xlsx) and try again.",
    ),
    "archive inside": (
        changed(BOOK, {"xl/embeddings/a.zip": BOOK}),
        "The workbook has another archive inside. Remove embedded files and try again.",
    ),
    "deep": (changed(BOOK, {SHEET: b"<a>" * 65 + b"</a>" * 65}), "The workbook is nested too deeply, or too long, to be read."),
    "no book": (zip_of({"a.xml": b"<a/>"}), "This is no workbook inside. Save it as .xlsx or .csv and try again."),
    "no sheet": (changed(BOOK, {SHEET: None}), "The workbook has no sheet."),
    "a row far down": (
        changed(BOOK, {SHEET: part_of(BOOK).replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="A1048576"')}),
        "The list has more than 50,000 lines. Upload it in parts.",
    ),
    "a cell far out": (
        changed(BOOK, {SHEET: part_of(BOOK).replace(b'r="A2"', b'r="XFD2"')}),
        "Line 2 has more than 50 cells.",
    ),
}


@pytest.mark.parametrize(("data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_refused_in_little_time(data, said):
    """Nothing is left out in silence: who stands beyond the last line or cell is told of."""
    began = time.process_time()

    assert refusal(data, "a.xlsx") == said
    assert time.process_time() - began < 20


def test_words_and_cells_without_end_are_refused(monkeypatch):
    """With smaller limits than the real ones, so that it is quick."""
    monkeypatch.setattr(workbooks, "MOST_STRINGS", 50)
    monkeypatch.setattr(workbooks, "MOST_ELEMENTS", 90)
    head = b'<worksheet xmlns="%s"><sheetData><row><c t="s"><v>0</v></c></row>' % MAIN
    words = changed(BOOK, {STRINGS: b'<sst xmlns="%s">' % MAIN + b"<si/>" * 51 + b"</sst>", SHEET: head + b"</sheetData></worksheet>"})
    few = b'<sst xmlns="%s"><si><t>Ann</t></si></sst>' % MAIN
    rows = changed(BOOK, {STRINGS: few, SHEET: head + b"<row/>" * 90 + b"</sheetData></worksheet>"})

    assert {refusal(data, "a.xlsx") for data in (words, rows)} == {"The workbook is nested too deeply, or too long, to be read."}


def test_a_workbook_of_50_000_rows_is_read_to_its_last_cell():
    """Of fewer cells than it may have, so that it is quick; what the whole takes stands in the record of the decision (33)."""
    row = b"".join(b'<c r="%s%%d" t="s"><v>%d</v></c>' % (letters, number % 2) for number, letters in enumerate((b"A", b"B", b"AX")))
    sheet = b"".join(b'<row r="%d">' % number + row % (number, number, number) + b"</row>" for number in range(1, 50_001))
    data = changed(
        BOOK,
        {
            SHEET: b'<worksheet xmlns="%s"><sheetData>' % MAIN + sheet + b"</sheetData></worksheet>",
            STRINGS: b'<sst xmlns="%s"><si><t>Ann</t></si><si><r><t>B</t></r><r><t>en</t></r><rPh><t>x</t></rPh></si></sst>' % MAIN,
        },
    )

    found = lines(data, "a.xlsx")

    assert (len(found), found[0], found[-1]) == (
        50_000,
        (1, ("Ann", "Ben", *[""] * 47, "Ann")),
        (50_000, ("Ann", "Ben", *[""] * 47, "Ann")),
    )


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(lambda text: text.replace("\ufeff", ""))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_whatever_is_written_reading_ends_in_lines_or_in_words(rows, sign):
    text = "\n".join(sign.join(row) for row in rows)

    try:
        found = read_table(text.encode(), "a.csv").lines
    except FileRefused:
        found = ()
    assert all(0 < line.number <= text.count("\n") + 1 and line.cells and line.cells[-1] for line in found)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_lines_or_a_refusal(data):
    for name in ("a.csv", "a.xlsx"):
        try:
            read_table(data, name)
        except FileRefused:
            continue
