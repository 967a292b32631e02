"""Word files and PDFs as plain lines. Both come from strangers: size, depth and time are limited, and whatever goes wrong is a refusal."""

import io
import logging
import time
import zipfile
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

import mammoth  # type: ignore[import-untyped]
import pypdf
from django.utils.translation import gettext as _

from revision.notes import limits
from revision.notes.limits import NotesRefused

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each oddity of a file that is refused or read anyway
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
ENCRYPTED = 0x1
UNIX_LINK = 0o120000
CHUNK = 64 * 1024


def read_pdf(data: bytes) -> str:
    """What the pages of a PDF say; raises ``NotesRefused``."""
    _check_size(data)
    start = time.monotonic()
    try:
        pages = list(_pages(pypdf.PdfReader(io.BytesIO(data)), start))
    except NotesRefused:
        raise
    except Exception as wrong:  # a hostile file fails in any way it likes
        raise NotesRefused(_("The PDF is damaged and cannot be read.")) from wrong
    text = "\n".join(pages)
    if not text.strip():
        raise NotesRefused(
            _("The PDF has no text in it: it is empty, or its pages are pictures (a scan). Export it with text, or paste the text instead.")
        )
    return text


def _pages(reader: pypdf.PdfReader, start: float) -> Any:
    """The text of each page, as long as the limits allow."""
    if reader.is_encrypted:
        raise NotesRefused(_("The PDF is locked with a password. Save it without one and try again."))
    if len(reader.pages) > limits.MAX_PAGES:
        raise NotesRefused(_("The PDF has more than %(most)s pages. Import it in parts.") % {"most": limits.MAX_PAGES})
    length = 0
    for page in reader.pages:
        content = page.get_contents()
        if content is None:
            continue
        if len(content.get_data()) > limits.MAX_PAGE_CONTENT:
            raise NotesRefused(_("A page of the PDF is too intricate to be read as notes. Paste the text instead."))
        text = page.extract_text()
        length += len(text)
        if length > limits.MAX_TEXT:
            raise NotesRefused(_("The PDF says more than can be read at once. Import it in parts."))
        if time.monotonic() - start > limits.MAX_PDF_SECONDS:
            raise NotesRefused(_("The PDF takes too long to read. Paste the text instead."))
        yield text


def read_docx(data: bytes) -> str:
    """What a Word file says, with its headings, lists, tables and bold words marked; raises ``NotesRefused``."""
    _check_size(data)
    try:
        html = mammoth.convert_to_html(
            _only_text(data),
            include_embedded_style_map=False,
            convert_image=lambda _image: [],
            style_map="br[type='page'] => hr",
        ).value
        lines = _Lines()
        lines.feed(html)
        lines.close()
    except NotesRefused:
        raise
    except Exception as wrong:
        raise NotesRefused(_("The Word document is damaged, or it is no Word document inside.")) from wrong
    return lines.text()


def _check_size(data: bytes) -> None:
    if len(data) > limits.MAX_FILE:
        raise NotesRefused(_("The file is larger than %(most)s MiB. Import it in parts.") % {"most": limits.MAX_FILE // limits.MIB})


def _only_text(data: bytes) -> io.BytesIO:
    """The archive again with nothing but its checked XML: no pictures, no objects, nothing that was not looked at."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(copy, "w") as kept:
        members = archive.infolist()
        if len(members) > limits.MAX_MEMBERS:
            raise NotesRefused(_("The Word document has more than %(most)s parts inside.") % {"most": limits.MAX_MEMBERS})
        total = 0
        elements = 0
        for member in members:
            content = _unpacked(archive, member, limits.MAX_UNZIPPED - total)
            total += len(content)
            if member.filename.endswith((".xml", ".rels")):
                elements += _elements(content, limits.MAX_XML_ELEMENTS - elements)
                kept.writestr(member.filename, content)
    copy.seek(0)
    return copy


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    """One member of the archive, counted while it is read; raises ``NotesRefused``."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename or (member.external_attr >> 16) & 0o170000 == UNIX_LINK:
        raise NotesRefused(_("The Word document has a part that points outside of it."))
    if member.flag_bits & ENCRYPTED:
        raise NotesRefused(_("The Word document is locked with a password. Save it without one and try again."))
    if path.name.lower() == "vbaproject.bin":
        raise NotesRefused(_("The Word document carries macros. Save it as an ordinary Word document (.docx) and try again."))
    most = min(room, max(limits.SMALL_MEMBER, member.compress_size * limits.MAX_RATIO))
    content = io.BytesIO()
    with archive.open(member) as packed:
        while chunk := packed.read(CHUNK):
            if content.tell() + len(chunk) > most:
                raise NotesRefused(_("The Word document unpacks to far more than its size."))
            content.write(chunk)
    inside = content.getvalue()
    if inside.startswith(ARCHIVES):
        raise NotesRefused(_("The Word document has another archive inside. Remove embedded files and try again."))
    return inside


def _elements(content: bytes, room: int) -> int:
    """How many elements a part has; raises ``NotesRefused`` for a DOCTYPE, macros, deep nesting, and more than the limits."""
    parser = expat.ParserCreate()
    count = depth = length = 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if depth > limits.MAX_XML_DEPTH or count > room:
            raise NotesRefused(_("The Word document is nested too deeply, or too long, to be read as notes."))
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise NotesRefused(_("The Word document carries macros. Save it as an ordinary Word document (.docx) and try again."))

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def says(text: str) -> None:
        nonlocal length
        length += len(text)
        if length > limits.MAX_TEXT:
            raise NotesRefused(_("The Word document says more than can be read at once. Import it in parts."))

    def doctype(*_declared: Any) -> None:
        raise NotesRefused(_("The Word document declares a document type, which no ordinary one does."))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(content, True)
    return count


class _Lines(HTMLParser):
    """mammoth's HTML as the lines that a person would have typed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.parts: list[str] = []
        self.lists: list[str] = []
        self.prefix = ""
        self.cells: list[str] | None = None
        self.tables = 0
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.flush()
            self.lists.append("- " if tag == "ul" else "1. ")
        elif tag == "li":
            self.flush()
            self.prefix = "  " * (len(self.lists) - 1) + (self.lists[-1] if self.lists else "- ")
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.flush()
            self.prefix = "#" * int(tag[1]) + " "
        elif tag == "table":
            self.flush()
            self.tables += 1
            self.rows = 0
        elif tag == "tr" and self.tables == 1:
            self.cells = []
        elif tag in {"strong", "b"}:
            self.parts.append("**")
        elif tag == "br":
            self.parts.append(" ")
        elif tag == "p" and not self.prefix:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.flush()
            if self.lists:
                self.lists.pop()
        elif tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li"}:
            self.flush(blank=tag != "li" and not self.lists)
        elif tag in {"td", "th"} and self.tables == 1 and self.cells is not None:
            self.cells.append(self.taken())
        elif tag == "tr" and self.tables == 1 and self.cells is not None:
            self.lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in self.cells)} |")
            self.cells = None
        elif tag == "table":
            self.tables = max(0, self.tables - 1)
            self.lines.append("")
        elif tag in {"strong", "b"}:
            self.parts.append("**")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def taken(self) -> str:
        """The words gathered since the last line; bold that stops and goes on at once is one."""
        words = " ".join("".join(self.parts).replace("****", "").split())
        self.parts = []
        return words

    def flush(self, *, blank: bool = False) -> None:
        """End the line, except inside a table's cell."""
        if self.cells is not None:
            self.parts.append(" ")
            return
        if words := self.taken():
            self.lines.append(self.prefix + words)
            if blank:
                self.lines.append("")
        self.prefix = ""

    def text(self) -> str:
        self.flush()
        return "\n".join(self.lines)
