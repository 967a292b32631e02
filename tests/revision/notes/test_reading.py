"""Files of every sort as lines, and what is refused."""

import codecs
import io
import time

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision.notes import limits
from revision.notes.limits import NotesRefused
from revision.notes.reading import Notes, read_notes, read_pasted
from tests.revision.notes.made_files import TYPES, archive, document, docx, paragraph, pdf, run, table


def texts(notes: Notes) -> list[str]:
    return [line.text for line in notes.lines]


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(NotesRefused) as refused:
        read_notes(data, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE")],
)
def test_unicode_is_read_and_named(encoding: str, said: str) -> None:
    notes = read_notes("Brontë was a novelist.\r\n\r\nShe wrote.\rIn Haworth.".encode(encoding), "notes.txt")
    assert [(line.number, line.text) for line in notes.lines] == [(1, "Brontë was a novelist."), (3, "She wrote."), (4, "In Haworth.")]
    assert notes.understood == (f"Read as plain text in {said}.", "3 of 4 lines say something.")


def test_big_endian_with_its_mark() -> None:
    assert texts(read_notes(codecs.BOM_UTF16_BE + "Élan".encode("utf-16-be"), "a.md")) == ["Élan"]


def test_an_older_encoding_is_guessed_from_where_it_shows() -> None:
    said = "Plain words only. " * 8000 + "\nLe café déjà fermé – où est l’élève? Très bientôt à l’école, naïve façade."
    notes = read_notes(said.encode("cp1252"), "notes.txt")
    assert texts(notes)[1].startswith("Le café déjà fermé – où est l’élève?")
    assert notes.understood[0] == "Read as plain text in CP1252."
    russian = "Свет движется по прямой линии. Сила измеряется в ньютонах.\n"
    assert texts(read_notes((russian * 3).encode("cp1251"), "n.txt")) == [russian.strip()] * 3


def test_what_hides_in_text_is_taken_out() -> None:
    notes = read_pasted("a\0b\u202ec\u2066 d\u00a0e\u200b\nCafe\u0301\n\u200b \0\n")
    assert [(line.number, line.text) for line in notes.lines] == [(1, "abc d e"), (2, "Café")]


def test_thousands_of_accents_on_a_letter_are_cut_down() -> None:
    assert len(texts(read_pasted("a" + "\u0316\u0301" * 50_000))[0]) <= limits.MAX_MARKS + 1


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "notes.txt", "There is no text in notes.txt."),
        (b" \n\t\r\n", "notes.txt", "There is no text in notes.txt."),
        (b"words", "notes.exe", "notes.exe is no kind of file that can be read here. Use .txt, .md, .docx or .pdf."),
        (b"words", "../../notes.docm", "notes.docm may carry macros. Save it as an ordinary Word document (.docx) and try again."),
        (b"words", "notes.pdf", "notes.pdf is not a PDF inside. Open it where it came from, save it again and try once more."),
        (b"words", "notes.docx", "notes.docx is not a Word document inside. Open it where it came from, save it again and try once more."),
        (
            b"\xd0\xcf\x11\xe0rest",
            "a.docx",
            "a.docx is locked with a password, or comes from an older Word. Save it as .docx without a password.",
        ),
        (b"\xd0\xcf\x11\xe0rest", "a.txt", "a.txt comes from an older word processor. Save it as .docx or as plain text and try again."),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "a.txt holds no text: it is a picture, a program or an archive."),
        (bytes(range(256)) * 40, "a.txt", "a.txt holds no text that can be read. Save it as plain text in UTF-8 and try again."),
        (b"\0" * 5000, "a.txt", "a.txt holds no text that can be read. Save it as plain text in UTF-8 and try again."),
        (b"a" * (limits.MAX_TEXT + 1), "a.txt", "The text is longer than 5 MiB. Import it in parts."),
        (b"a\n" * 100_001, "a.txt", "a.txt has 100,001 lines; 100,000 are the most that can be read at once."),
        (b"\n" * 600_000 + b"a", "a.txt", "a.txt has 600,001 lines; 100,000 are the most that can be read at once."),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, name: str, message: str) -> None:
    assert refusal(data, name) == message


def test_pasted_text_has_the_same_limit() -> None:
    with pytest.raises(NotesRefused, match="longer than 5 MiB"):
        read_pasted("é" * (limits.MAX_TEXT // 2 + 1))


def test_a_word_file_becomes_marked_lines() -> None:
    body = (
        paragraph("Energy", style="Heading1")
        + paragraph("Stores", style="Heading2")
        + paragraph(run("Kinetic:", bold=True) + run(" of what moves"), bullet=0)
        + paragraph("for example a car", bullet=1)
        + paragraph("Energy is never lost.")
        + table([["Store", "Unit"], ["kinetic", "J | kJ"]])
    )
    notes = read_notes(docx(body), "notes.docx")
    assert texts(notes) == [
        "# Energy",
        "## Stores",
        "- **Kinetic:** of what moves",
        "  - for example a car",
        "Energy is never lost.",
        "| Store | Unit |",
        "| kinetic | J / kJ |",
    ]
    assert notes.understood[0] == "Read as a Word document."


def test_a_word_file_under_another_name_is_known_by_its_inside() -> None:
    assert texts(read_notes(docx(paragraph("Hello.")), "notes.txt")) == ["Hello."]


DEEP = "<w:p>" * 80 + "</w:p>" * 80
MACROS = '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
DAMAGED = "The Word document is damaged, or it is no Word document inside."
TOO_DEEP = "The Word document is nested too deeply, or too long, to be read."
OUTSIDE = "The Word document has a part that points outside of it."
HAS_MACROS = "The Word document carries macros. Save it as an ordinary Word document (.docx) and try again."
UNPACKS = "The Word document unpacks to far more than its size."
HAS_DOCTYPE = "The Word document declares a document type, which no ordinary one does."
NESTED = "The Word document has another archive inside. Remove embedded files and try again."
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def locked_docx() -> bytes:
    """A file whose first member says that it is encrypted."""
    data = bytearray(docx(paragraph("x")))
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and no more", DAMAGED),
        (docx(paragraph("x"))[:-60], DAMAGED),
        (archive({"a.txt": "x"}), DAMAGED),
        (docx(whole="<w:document"), DAMAGED),
        (docx(whole=document(DEEP)), TOO_DEEP),
        (docx(whole=document("".join(f"<w:p w:x='{number * 7919}'/>" for number in range(200_001)))), TOO_DEEP),
        (docx(whole=document("x", before=XXE)), HAS_DOCTYPE),
        (docx(whole=document("x", before=LAUGHS)), HAS_DOCTYPE),
        (docx(whole=document("x", before=XXE).replace("?>", " encoding='utf-16'?>", 1).encode("utf-16").decode("latin-1")), DAMAGED),
        (docx(more={"word/vbaProject.bin": b"macro"}), HAS_MACROS),
        (docx(types=MACROS), HAS_MACROS),
        (docx(more={"../evil.xml": "<a/>"}), OUTSIDE),
        (docx(more={"/etc/evil.xml": "<a/>"}), OUTSIDE),
        (docx(more={"word\\..\\..\\evil.xml": "<a/>"}), OUTSIDE),
        (docx(more={"word/media/bomb.png": b"\0" * 50_000_000}), UNPACKS),
        (docx(more={"word/embeddings/more.docx": docx(paragraph("inner"))}), NESTED),
        (docx(more={f"word/x{number}.bin": b"" for number in range(1001)}), "The Word document has more than 1000 parts inside."),
        (
            docx(paragraph(" ".join(str(number * 7919) for number in range(600_000)))),
            "The Word document says more than can be read at once. Import it in parts.",
        ),
        (locked_docx(), "The Word document is locked with a password. Save it without one and try again."),
        (docx(), "There is no text in notes.docx."),
    ],
    ids=range(20),
)
def test_hostile_word_files_are_refused_soon(data: bytes, message: str) -> None:
    start = time.process_time()
    assert refusal(data, "notes.docx") == message
    assert time.process_time() - start < 30


def test_a_document_type_in_utf_16_is_seen() -> None:
    whole = document("x", before=XXE).replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    members = {"[Content_Types].xml": TYPES.format(more=""), "word/document.xml": whole}
    assert refusal(archive(members), "notes.docx") == HAS_DOCTYPE


def test_a_word_file_that_is_too_large_is_not_opened() -> None:
    assert refusal(b"PK\x03\x04" + b"\0" * limits.MAX_FILE, "a.docx") == "The file is larger than 20 MiB. Import it in parts."


def test_a_pdf_is_read_page_by_page() -> None:
    notes = read_notes(pdf([["Forces", "A force is a push or a pull."], ["Energy"]]), "notes.pdf")
    assert texts(notes) == ["Forces", "A force is a push or a pull.", "Energy"]
    assert notes.understood[0] == "Read as a PDF."


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf([["secret"]])))
    writer.encrypt("a", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (pdf([[]]), "The PDF has no text in it: it is empty, or its pages are pictures (a scan)."),
        (pdf([]), "The PDF has no text in it"),
        (b"%PDF-1.4\nnothing", "The PDF is damaged"),
        (pdf([["x"]] * 301), "The PDF has more than 300 pages."),
        (pdf([["x" * 60] * 40_000]), "A page of the PDF is too intricate"),
        (locked_pdf(), "The PDF is locked with a password."),
        (b"%PDF-" + b"\0" * limits.MAX_FILE, "The file is larger than 20 MiB."),
    ],
    ids=range(7),
)
def test_pdfs_that_cannot_be_read(data: bytes, start: str) -> None:
    assert refusal(data, "notes.pdf").startswith(start)


@given(st.binary(max_size=400), st.sampled_from(["n.txt", "n.md", "n.docx", "n.pdf", "n"]))
def test_whatever_comes_is_read_or_refused(data: bytes, name: str) -> None:
    for content in (data, b"%PDF-1.4\n" + data, b"PK\x03\x04" + data):
        try:
            read = bool(read_notes(content, name).lines)
        except NotesRefused as refused:
            read = bool(str(refused))
        assert read
