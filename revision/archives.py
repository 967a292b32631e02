"""Zip archives from strangers (Word files, workbooks, roster exports), unpacked in memory: everything is counted while it is read."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

MIB = 1024 * 1024
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
ENCRYPTED = 0x1
UNIX_LINK = 0o120000
CHUNK = 64 * 1024


class FileRefused(Exception):
    """A file cannot be read; the text says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. ``elements`` and ``text`` (characters) are of all its XML, ``depth`` is how far that nests."""

    unzipped: int = 100 * MIB
    ratio: int = 100
    """Times its packed size that a member may unpack to."""
    small: int = 64 * 1024
    """Below this a member may be packed as tightly as it likes: an empty style sheet often is."""
    members: int = 1_000
    depth: int = 64
    elements: int = 200_000
    text: int = 5 * MIB
    streamed: tuple[str, ...] = ()
    """How the paths begin of large XML that whoever reads it checks on the way, by ``safe_parser``: it would be parsed twice else."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the archive is, for whoever reads a refusal."""

    what: str
    """At the start of a sentence: "The Word document"."""
    plain: str = ""
    """Without macros, as one saves it: "an ordinary Word document (.docx)"."""


def unpacked(data: bytes, wording: Wording, limits: Limits) -> dict[str, bytes]:
    """The XML and text of an archive by path, each part checked; pictures and objects are left behind. Raises ``FileRefused``."""
    kept = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise FileRefused(_("%(what)s has more than %(most)s parts inside.") % {"what": wording.what, "most": limits.members})
        total = elements = 0
        for member in members:
            content = _content(archive, member, limits.unzipped - total, wording, limits)
            total += len(content)
            if member.filename.endswith(".xml") and member.filename.startswith(limits.streamed):
                kept[member.filename] = content
            elif member.filename.endswith((".xml", ".rels")):
                elements += _elements(content, limits.elements - elements, wording, limits)
                kept[member.filename] = content
            elif member.filename.lower().endswith(".csv"):
                kept[member.filename] = content
    return kept


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, wording: Wording, limits: Limits) -> bytes:
    """One member of the archive, counted while it is read; raises ``FileRefused``."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename or (member.external_attr >> 16) & 0o170000 == UNIX_LINK:
        raise FileRefused(_("%(what)s has a part that points outside of it.") % {"what": wording.what})
    if member.flag_bits & ENCRYPTED:
        raise FileRefused(_("%(what)s is locked with a password. Save it without one and try again.") % {"what": wording.what})
    if path.name.lower() == "vbaproject.bin":
        raise FileRefused(_macros(wording))
    most = min(room, max(limits.small, member.compress_size * limits.ratio))
    content = io.BytesIO()
    with archive.open(member) as packed:
        while chunk := packed.read(CHUNK):
            if content.tell() + len(chunk) > most:
                raise FileRefused(_("%(what)s unpacks to far more than its size.") % {"what": wording.what})
            content.write(chunk)
    inside = content.getvalue()
    if inside.startswith(ARCHIVES):
        raise FileRefused(_("%(what)s has another archive inside. Remove embedded files and try again.") % {"what": wording.what})
    return inside


def _macros(wording: Wording) -> str:
    return _("%(what)s carries macros. Save it as %(plain)s and try again.") % {"what": wording.what, "plain": wording.plain}


def safe_parser(wording: Wording, *, namespaces: bool = True) -> Any:
    """An XML parser (expat) that refuses any DOCTYPE; with ``namespaces`` names are ``…address}name``."""
    parser = expat.ParserCreate(namespace_separator="}" if namespaces else None)
    parser.buffer_text = True

    def doctype(*_declared: Any) -> None:
        raise FileRefused(_("%(what)s declares a document type, which no ordinary one does.") % {"what": wording.what})

    parser.StartDoctypeDeclHandler = doctype
    return parser


def _elements(content: bytes, room: int, wording: Wording, limits: Limits) -> int:
    """How many elements a part has; raises ``FileRefused`` for a DOCTYPE, macros, deep nesting, and more than the limits."""
    parser = safe_parser(wording, namespaces=False)
    count = depth = length = 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if depth > limits.depth or count > room:
            raise FileRefused(_("%(what)s is nested too deeply, or too long, to be read.") % {"what": wording.what})
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise FileRefused(_macros(wording))

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def says(text: str) -> None:
        nonlocal length
        length += len(text)
        if length > limits.text:
            raise FileRefused(_("%(what)s says more than can be read at once. Import it in parts.") % {"what": wording.what})

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says
    parser.Parse(content, True)
    return count
