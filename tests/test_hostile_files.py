"""Sixty hostile files at the four gates where files come in: no row, no file, no connection to anywhere, and an answer in words."""

import io
import re
import socket
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Classroom
from tests import factories
from tests.accounts.people.rosters.files import SHEET, changed, export, part_of, workbook
from tests.revision.notes.made_files import archive, document, docx, paragraph, pdf

pytestmark = pytest.mark.django_db

ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = b'<!DOCTYPE d SYSTEM "http://169.254.169.254/latest/meta-data/">'
LAUGHS = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BINARY = bytes(range(256)) * 64
BOMB = b"\0" * 30_000_000


def with_doctype(xml: bytes, doctype: bytes) -> bytes:
    """The document type behind the XML declaration, where a parser looks for it."""
    head = re.match(rb"<\?xml[^>]*\?>", xml)
    at = head.end() if head else 0
    return xml[:at] + doctype + xml[at:]


def sheet(doctype: bytes = b"", **parts: bytes) -> bytes:
    """A workbook with a name in it, its sheet behind a document type, and with ``parts`` more inside."""
    book = workbook(["Name"], ["Ann Li"])
    more: dict[str, bytes | None] = dict(parts)
    return changed(book, {SHEET: with_doctype(part_of(book), doctype), **more} if doctype else more)


def linked(name: str) -> bytes:
    """An archive with a symbolic link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        link = zipfile.ZipInfo(name)
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return made.getvalue()


def png(width: int, height: int) -> bytes:
    """The beginning of a picture that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PICKLE = b"cos\nsystem\n(S'touch /tmp/evil'\ntR."

NOTES: dict[str, bytes] = {
    "entity.docx": docx(whole=document("x", before=ENTITY.decode())),
    "remote.docx": docx(whole=document("x", before=REMOTE.decode())),
    "laughs.docx": docx(whole=document("&b;", before=LAUGHS.decode())),
    "slip.docx": docx(more={"../../evil.xml": "<a/>"}),
    "absolute.docx": docx(more={"/etc/cron.d/evil": "x"}),
    "bomb.docx": docx(more={"word/media/bomb.png": BOMB}),
    "nested.docx": docx(more={"word/embeddings/more.docx": docx(paragraph("inner"))}),
    "macro.docx": docx(more={"word/vbaProject.bin": b"macro"}),
    "many.docx": docx(more={f"word/x{number}.bin": b"" for number in range(1001)}),
    "deep.docx": docx(whole=document("<w:a>" * 500 + "</w:a>" * 500)),
    "cut.docx": docx(paragraph("x"))[:-60],
    "link.docx": linked("word/document.xml"),
    "broken.pdf": pdf([["x"]])[:200],
    "picture.pdf": pdf([]),
    "loop.pdf": b"%PDF-1.4\n1 0 obj\n<</Type/Pages/Kids[1 0 R]/Count 1>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF",
    "picture.txt": png(1, 1) + BINARY,
    "binary.txt": b"\x00\x01\x02" + BINARY,
    "program.md": b"\x7fELF" + BINARY,
    "script.exe": b"MZ" + BINARY,
    "large.txt": b"a" * (5 * 1024 * 1024 + 1),
}
LISTS: dict[str, bytes] = {
    "entity.xlsx": sheet(ENTITY),
    "remote.xlsx": sheet(REMOTE),
    "laughs.xlsx": sheet(LAUGHS),
    "slip.xlsx": sheet(**{"../../evil.xml": b"<a/>"}),
    "absolute.xlsx": sheet(**{"/etc/evil.xml": b"<a/>"}),
    "bomb.xlsx": sheet(**{"xl/media/bomb.png": BOMB}),
    "nested.xlsx": sheet(**{"xl/embeddings/more.xlsx": workbook(["x"])}),
    "many.xlsx": sheet(**{f"xl/x{number}.bin": b"" for number in range(1001)}),
    "macro.xlsm": sheet(**{"xl/vbaProject.bin": b"macro"}),
    "cut.xlsx": workbook(["Name"], ["Ann"])[:-60],
    "empty.xlsx": archive({"a.txt": "x"}),
    "link.xlsx": linked(SHEET),
    "pickle.csv": PICKLE + BINARY,
    "binary.csv": b"\x00\x01\x02" + BINARY,
    "wide.csv": b"Name," + b"x," * 60 + b"\nAnn" + b",y" * 60,
    "large.csv": b"Name\n" + b"a" * (20 * 1024 * 1024),
    "nothing.csv": b"",
    "old.xls": b"\xd0\xcf\x11\xe0" + BINARY,
}
SCHOOLS: dict[str, bytes] = {
    "slip.zip": archive({"../../users.csv": "x"}),
    "absolute.zip": archive({"/etc/users.csv": "x"}),
    "bomb.zip": archive({"users.csv": BOMB}),
    "nested.zip": archive({"users.csv": archive({"users.csv": "x"})}),
    "many.zip": archive({f"x{number}.csv": b"" for number in range(1001)}),
    "link.zip": linked("users.csv"),
    "cut.zip": archive({"users.csv": "x"})[:-20],
    "empty.zip": archive({}),
    "text.zip": b"sourcedId,role",
    "binary.zip": b"PK\x03\x04" + BINARY,
}
PICTURES: dict[str, bytes] = {
    "script.svg": SVG,
    "svg.png": SVG,
    "bomb.png": png(100_000, 100_000),
    "wide.png": png(5000, 1),
    "cut.png": png(10, 10),
    "zip.png": archive({"a.txt": "x"}),
    "page.jpg": b"<html><script>alert(1)</script>",
    "polyglot.gif": b"GIF89a/*" + BINARY,
    "large.png": b"\x89PNG\r\n\x1a\n" + b"\0" * (2 * 1024 * 1024 + 1),
    "pickle.webp": PICKLE,
    "tiff.png": b"II*\x00" + BINARY,
    "binary.jpg": b"\xff\xd8\xff" + BINARY,
}


class World:
    """A teacher with a course and a class, an admin, and what there was before."""

    def __init__(self, as_user: Any) -> None:
        self.classroom: Classroom = factories.ClassroomFactory()
        self.course = factories.CourseFactory(owner=self.classroom.owner)
        self.teacher: Client = as_user(self.classroom.owner)
        self.admin: Client = as_user(factories.AdminFactory(school=self.classroom.school))

    def sends(self, gate: str, name: str, data: bytes) -> Any:
        file = SimpleUploadedFile(name, data)
        if gate == "notes":
            return self.teacher.post(reverse("import_notes"), {"file": file, "title": "Rivers", "text": ""})
        if gate == "lists":
            return self.teacher.post(reverse("upload_list", args=[self.classroom.pk]), {"file": file})
        if gate == "schools":
            return self.admin.post(reverse("upload_school"), {"file": file})
        address = f"{reverse('new_source', args=[self.course.slug])}?kind=picture"
        return self.teacher.post(address, {"title": "Poster", "origin": "Nobody", "alternative": "A poster", "picture": file})


def rows() -> dict[str, int]:
    """Rows of every table but sessions, whose number says nothing."""
    return {model.__name__: model._base_manager.count() for model in apps.get_models() if model.__name__ not in {"Session", "SignIn"}}


GATES = {"notes": NOTES, "lists": LISTS, "schools": SCHOOLS, "pictures": PICTURES}


def test_there_are_sixty() -> None:
    assert sum(len(files) for files in GATES.values()) == 60


def painted() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


GOOD = {
    "notes": ("notes.txt", b"# Rivers\n- The Seine rises in 1856."),
    "lists": ("list.xlsx", workbook(["Name"], ["Ann Li"])),
    "schools": ("school.zip", export()),
    "pictures": ("poster.png", painted()),
}


@pytest.mark.parametrize("gate", GATES)
def test_a_good_file_passes_the_gate(as_user, gate: str, settings, tmp_path: Path) -> None:
    """So that the hostile ones are refused for what they are."""
    settings.MEDIA_ROOT = tmp_path
    assert World(as_user).sends(gate, *GOOD[gate]).status_code == 302


@pytest.mark.parametrize("gate", GATES)
def test_nothing_comes_of_a_hostile_file(as_user, gate: str, monkeypatch, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    world = World(as_user)
    before = rows()

    def calls(*args: object) -> None:
        raise AssertionError(f"a connection to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", calls)
    for name, data in GATES[gate].items():
        answer = world.sends(gate, name, data)
        assert answer.status_code in {413, 422}, (name, answer.status_code, answer.headers.get("Location"))
        assert "<script>alert" not in answer.content.decode()
        assert rows() == before, name
    assert list(tmp_path.rglob("*")) == []
