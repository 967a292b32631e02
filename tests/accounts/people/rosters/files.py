"""Class lists as files, for tests."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook


def workbook(*rows: Sequence[Any], merge: Sequence[str] = (), sheets: dict[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """An .xlsx file whose first sheet has these rows."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    for title, others in (sheets or {}).items():
        other = book.create_sheet(title)
        for row in others:
            other.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The archive with some of its parts written anew, added, or (``None``) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def part_of(data: bytes, name: str = SHEET) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


ONEROSTER = {
    "manifest.csv": ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.1", "file.users,bulk"],
    "orgs.csv": ["sourcedId,status,dateLastModified,name,type", "o1,active,,Hill School,school", "o2,active,,Hill Trust,district"],
    "users.csv": [
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,email,password",
        "t1,active,,true,o1,teacher,okafor,Ngozi,Okafor,n@example.org,hunter2",
        "s1,active,,true,o1,student,ann,Ann,Li,a@example.org,hunter2",
        "s2,active,,true,o1,student,ben,Ben,May,,",
        "s3,active,,true,o1,administrator,cy,Cy,Zed,,",
    ],
    "classes.csv": [
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects",
        "c1,active,,11B History,11,k1,11B/Hi,scheduled,,o1,t,History",
        "c2,active,,10A History,10,k1,10A/Hi,scheduled,,o1,t,History",
    ],
    "enrollments.csv": [
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
        "e1,active,,c1,o1,t1,teacher,true,,",
        "e2,active,,c1,o1,s1,student,false,,",
        "e3,active,,c1,o1,s2,student,false,,",
        "e4,active,,c2,o1,s3,student,false,,",
    ],
}


def export(**changed: list[str] | None) -> bytes:
    """A OneRoster zip: two classes, three students, a teacher. ``users=[...]`` puts other lines in a file, ``None`` leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, usual in ONEROSTER.items():
            lines = changed.get(name.removesuffix(".csv"), usual)
            if lines is not None:
                archive.writestr(name, "\ufeff" + "\r\n".join(lines))
    return out.getvalue()


def lines_of(name: str, *more: str, without: Sequence[str] = ()) -> list[str]:
    """The usual lines of a file of the export, with others, and without those that begin so."""
    return [line for line in ONEROSTER[f"{name}.csv"] if not line.startswith(tuple(without) or "\0")] + list(more)
