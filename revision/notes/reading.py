"""Bytes and a file's name → numbered lines. Word files and PDFs become lines in the same plain marks: ``#``, ``-``, ``**``, ``|``."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from revision.notes import limits
from revision.notes.limits import NotesRefused

ENDINGS = (".txt", ".md", ".docx", ".pdf")
SAMPLE = 64 * 1024
"""Bytes by which the encoding is guessed."""
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WESTERN = "cp1252"
MAX_BLANK = 5
"""Times as many lines as may say something that there may be, blank ones among them."""
MAX_NOISE = 0.05
"""Share of characters that no text has, above which bytes are no text."""
INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
"""Soft hyphens, zero-width spaces, and marks that turn the direction of writing. Joiners stay: some scripts need them."""
CONTROLS = dict.fromkeys(code for code in [*range(32), *range(127, 160)] if chr(code) not in "\t\n\f\v\x85")
HALVES = dict.fromkeys(range(0xD800, 0xE000))
"""Halves of characters, which no database stores."""
SPACES = dict.fromkeys([0x0B, 0x0C, 0x85, 0xA0, 0x2028, 0x2029, 0x202F, *range(0x2000, 0x200B)], " ")
PLAIN = INVISIBLE | CONTROLS | HALVES | SPACES


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A line of the notes that says something, with its number in the source."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What was read: the lines that are not blank, and in words how the file was understood."""

    name: str
    lines: tuple[NoteLine, ...]
    understood: tuple[str, ...] = ()


def read_notes(data: bytes, name: str) -> Notes:
    """The lines of a ``.txt``, ``.md``, ``.docx`` or ``.pdf`` file. The content decides, not the name; raises ``NotesRefused``."""
    from revision.notes.files import read_docx, read_pdf  # noqa: PLC0415 (mammoth and pypdf take half a second to load)

    short = PurePosixPath(name.replace("\\", "/")).name[:100] or _("notes")
    ending = PurePosixPath(short).suffix.lower()
    if ending == ".docm":
        raise NotesRefused(_("%(name)s may carry macros. Save it as an ordinary Word document (.docx) and try again.") % {"name": short})
    if ending not in ENDINGS:
        raise NotesRefused(_("%(name)s is no kind of file that can be read here. Use .txt, .md, .docx or .pdf.") % {"name": short})
    start = data[:1024].lstrip()
    if start.startswith(b"%PDF-"):
        text, understood = read_pdf(data), _("Read as a PDF.")
    elif data.startswith(b"PK\x03\x04"):
        text, understood = read_docx(data), _("Read as a Word document.")
    elif ending in {".docx", ".pdf"} and data:
        raise NotesRefused(_whose_inside(data, short, ending))
    else:
        text, understood = decoded(data, short)
    return _numbered(text, short, understood)


def read_pasted(text: str) -> Notes:
    """The lines of text that was pasted into a form; raises ``NotesRefused``."""
    if len(text.encode("utf-8", "replace")) > limits.MAX_TEXT:
        raise NotesRefused(_too_long())
    return _numbered(text, _("pasted notes"), _("Read as pasted text."))


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """A text file's words, and which encoding they were in; raises ``NotesRefused`` for what is no text."""
    if len(data) > limits.MAX_TEXT:
        raise NotesRefused(_too_long())
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise NotesRefused(
            _("%(name)s comes from an older word processor. Save it as .docx or as plain text and try again.") % {"name": name}
        )
    if data.startswith(PICTURES):
        raise NotesRefused(_("%(name)s holds no text: it is a picture, a program or an archive.") % {"name": name})
    encoding = _encoding(data)
    if encoding is None:
        raise NotesRefused(_("%(name)s holds no text that can be read. Save it as plain text in UTF-8 and try again.") % {"name": name})
    text = data.decode(encoding, "replace")
    noise = sum(text.count(chr(code)) for code in (*CONTROLS, 0xFFFD)) - text.count("\r")
    if noise > MAX_NOISE * len(text):
        raise NotesRefused(_("%(name)s holds no text that can be read. Save it as plain text in UTF-8 and try again.") % {"name": name})
    known = encoding.replace("_", "-").upper().removesuffix("-SIG")
    return text, _("Read as plain text in %(encoding)s.") % {"encoding": known}


def _encoding(data: bytes) -> str | None:
    """The encoding of ``data``: its mark, UTF-8 where that fits, else the best guess; ``None`` for what is no text in any."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    sample = data[:SAMPLE]
    nulls = sample.count(0)
    if nulls > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > nulls // 2 else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(_around_first_foreign(data))
    return "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"


def _guessed(sample: bytes) -> str | None:
    """The likeliest encoding; of those that are about as likely, the one that Windows uses in Western Europe."""
    guesses = from_bytes(sample)
    best = guesses.best()
    if best is None:
        return None
    western = next((guess for guess in guesses if WESTERN in guess.could_be_from_charset), None)
    likely = western is not None and western.chaos <= best.chaos + 0.1 and western.coherence >= best.coherence
    return WESTERN if likely else best.encoding


def _around_first_foreign(data: bytes) -> bytes:
    """A sample that has the bytes which tell encodings apart: a file may start with pages of plain ASCII."""
    rest = data.translate(None, bytes(range(128)))
    first = data.find(rest[:1]) if rest else 0
    start = max(0, first - SAMPLE // 2)
    return data[start : start + SAMPLE]


def _numbered(text: str, name: str, understood: str) -> Notes:
    """The lines that say something, cleaned, each with its number; raises ``NotesRefused`` where there are none or too many."""
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").translate(PLAIN)
    if not cleaned.isascii():
        cleaned = unicodedata.normalize("NFC", _stream_safe(cleaned))
    count = cleaned.count("\n") + 1
    if count > MAX_BLANK * limits.MAX_LINES:
        raise NotesRefused(_too_many(name, count))
    lines = tuple(
        NoteLine(number, line.rstrip()) for number, line in enumerate(cleaned.split("\n"), start=1) if line and not line.isspace()
    )
    if not lines:
        raise NotesRefused(_("There is no text in %(name)s.") % {"name": name})
    if len(lines) > limits.MAX_LINES:
        raise NotesRefused(_too_many(name, len(lines)))
    said = ngettext("%(said)s of %(count)s line says something.", "%(said)s of %(count)s lines say something.", count)
    return Notes(name, lines, (understood, said % {"said": f"{len(lines):,}", "count": f"{count:,}"}))


def _stream_safe(text: str) -> str:
    """``text`` with at most thirty accents on a letter, so that putting them into order takes no time worth speaking of."""
    run = 0
    kept = []
    for letter in text:
        run = run + 1 if letter > "\u02ff" and unicodedata.combining(letter) else 0
        if run <= limits.MAX_MARKS:
            kept.append(letter)
    return "".join(kept)


def _too_many(name: str, count: int) -> str:
    return _("%(name)s has %(count)s lines; %(most)s are the most that can be read at once.") % {
        "name": name,
        "count": f"{count:,}",
        "most": f"{limits.MAX_LINES:,}",
    }


def _too_long() -> str:
    return _("The text is longer than %(most)s MiB. Import it in parts.") % {"most": limits.MAX_TEXT // limits.MIB}


def _whose_inside(data: bytes, name: str, ending: str) -> str:
    """Why a file is not what its name says."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _("%(name)s is locked with a password, or comes from an older Word. Save it as .docx without a password.") % {"name": name}
    kind = _("a PDF") if ending == ".pdf" else _("a Word document")
    return _("%(name)s is not %(kind)s inside. Open it where it came from, save it again and try once more.") % {"name": name, "kind": kind}
