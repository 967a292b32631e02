"""Word files and PDFs as plain lines. Both come from strangers: size, depth and time are limited, and whatever goes wrong is a refusal."""

import io
import logging
import time
import zipfile
from html.parser import HTMLParser
from typing import Any

import mammoth  # type: ignore[import-untyped]
import pypdf
from django.utils.translation import gettext as _

from revision.archives import FileRefused, Limits, Wording, unpacked
from revision.notes import limits
from revision.notes.limits import NotesRefused

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each oddity of a file that is refused or read anyway


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
    except FileRefused as refused:
        raise NotesRefused(str(refused)) from refused
    except Exception as wrong:
        raise NotesRefused(_("The Word document is damaged, or it is no Word document inside.")) from wrong
    return lines.text()


def _check_size(data: bytes) -> None:
    if len(data) > limits.MAX_FILE:
        raise NotesRefused(_("The file is larger than %(most)s MiB. Import it in parts.") % {"most": limits.MAX_FILE // limits.MIB})


def _only_text(data: bytes) -> io.BytesIO:
    """The archive again with nothing but its checked XML: no pictures, no objects, nothing that was not looked at."""
    most = Limits(
        unzipped=limits.MAX_UNZIPPED,
        ratio=limits.MAX_RATIO,
        small=limits.SMALL_MEMBER,
        members=limits.MAX_MEMBERS,
        depth=limits.MAX_XML_DEPTH,
        elements=limits.MAX_XML_ELEMENTS,
        text=limits.MAX_TEXT,
    )
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as kept:
        for path, content in unpacked(data, Wording(_("The Word document"), _("an ordinary Word document (.docx)")), most).items():
            kept.writestr(path, content)
    copy.seek(0)
    return copy


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
