"""OneRoster 1.1 and 1.2: a zip of CSV files, of which orgs, users, classes and enrollments are read.

https://www.imsglobal.org/oneroster-v11-final-csv-tables and https://www.imsglobal.org/spec/oneroster/v1p2.
Roles and passwords in it are never set.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Self

from django.utils.translation import gettext as _

from accounts.people.rosters.lists import LONGEST_NAME, Mistake
from accounts.people.rosters.tables import MOST_BYTES, text_table
from revision.archives import MIB, FileRefused, Limits, Wording, unpacked

FILES = ("orgs.csv", "users.csv", "classes.csv", "enrollments.csv")
MOST_CLASSES = 300
LONGEST_ID = 120
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody who sits in a class of the file. ``id`` is the file's ``sourcedId``, here as in the classes."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A class of the file, with the names of its teachers and the ids of its students."""

    id: str
    title: str
    school: str
    subject: str
    teachers: tuple[str, ...]
    pupils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a OneRoster export says."""

    name: str
    schools: tuple[tuple[str, str], ...]
    """Id and name of each school in it."""
    groups: tuple[Group, ...]
    pupils: tuple[Pupil, ...]
    mistakes: tuple[Mistake, ...] = ()

    def held(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, held: dict[str, Any]) -> Self:
        """The file again."""
        groups = (Group(**{**one, "teachers": tuple(one["teachers"]), "pupils": tuple(one["pupils"])}) for one in held["groups"])
        return cls(
            held["name"],
            tuple((pk, name) for pk, name in held["schools"]),
            tuple(groups),
            tuple(Pupil(**one) for one in held["pupils"]),
            tuple(Mistake(**one) for one in held["mistakes"]),
        )


def read_oneroster(data: bytes, name: str, today: datetime.date) -> RosterFile:
    """What a OneRoster zip says, with what is wrong in it by file and line; raises ``FileRefused``."""
    short = PurePosixPath(name.replace("\\", "/")).name[:100] or "oneroster.zip"
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than %(most)s MiB.") % {"most": MOST_BYTES // MIB})
    if not data.startswith(b"PK"):
        raise FileRefused(_("%(name)s is no zip file. Upload the OneRoster export as it is, in one zip.") % {"name": short})
    try:
        parts = {
            PurePosixPath(path).name.lower(): content for path, content in unpacked(data, Wording(_("The zip file")), Limits()).items()
        }
    except FileRefused:
        raise
    except Exception as wrong:  # a hostile file fails in any way it likes
        raise FileRefused(_("The zip file is damaged.")) from wrong
    if lacking := [file for file in FILES if file not in parts]:
        raise FileRefused(_("%(name)s is no OneRoster export: it has no %(files)s.") % {"name": short, "files": ", ".join(lacking)})
    _refuse_changes_alone(parts)
    return _Reader(parts, today).read(short)


def _refuse_changes_alone(parts: Mapping[str, bytes]) -> None:
    """An export of changes alone does not say who sits in a class."""
    if "manifest.csv" not in parts:
        return
    said = {
        line.cells[0].lower(): line.cells[1].lower()
        for line in text_table(parts["manifest.csv"], "manifest.csv").lines
        if len(line.cells) > 1
    }
    if any(said.get(f"file.{file.removesuffix('.csv')}") == "delta" for file in FILES):
        raise FileRefused(_("This export holds changes alone (“delta”). Export everything (“bulk”) and upload that."))


class _Reader:
    """Holds what was read of the files while the later ones refer to the earlier."""

    def __init__(self, parts: Mapping[str, bytes], today: datetime.date) -> None:
        self.parts = parts
        self.today = today
        self.mistakes: list[Mistake] = []

    def rows(self, file: str, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The lines of a file by the names of its columns; those that are not active are left out. Raises ``FileRefused``."""
        lines = text_table(self.parts[file], file).lines
        heading = [cell.lower() for cell in lines[0].cells] if lines else []
        if lacking := [column for column in ("sourcedId", *needed) if column.lower() not in heading]:
            raise FileRefused(_("%(file)s has no column %(columns)s.") % {"file": file, "columns": ", ".join(lacking)})
        for line in lines[1:]:
            cells = dict(zip(heading, (*line.cells, *[""] * len(heading)), strict=False))
            yield line.number, cells

    def wrong(self, file: str, line: int, said: str) -> None:
        self.mistakes.append(Mistake(line, f"{file}: {said}"))

    def read(self, name: str) -> RosterFile:
        schools = {
            row["sourcedid"]: row["name"]
            for _line, row in self.rows("orgs.csv", "name", "type")
            if _active(row) and row["type"].lower() == "school"
        }
        names = self._people()
        groups = self._classes()
        teachers: dict[str, list[str]] = {pk: [] for pk in groups}
        seats: dict[str, dict[str, None]] = {pk: {} for pk in groups}
        for line, row in self.rows("enrollments.csv", "classSourcedId", "userSourcedId", "role"):
            if not _active(row) or self._over(row.get("enddate", "")):
                continue
            group, person, role = row["classsourcedid"], row["usersourcedid"], row["role"].lower()
            if role not in {"student", "teacher"}:
                continue
            if group not in groups:
                self.wrong("enrollments.csv", line, _("classes.csv has no class “%(id)s”.") % {"id": group[:40]})
            elif person not in names:
                self.wrong("enrollments.csv", line, _("users.csv has nobody “%(id)s”.") % {"id": person[:40]})
            elif groups[group] is not None and (told := names[person]):
                if role == "teacher":
                    teachers[group].append(told)
                else:
                    seats[group][person] = None
        used = [Group(**one, teachers=tuple(teachers[pk]), pupils=tuple(seats[pk])) for pk, one in groups.items() if one is not None]
        if len(used) > MOST_CLASSES:
            raise FileRefused(_("The export has more than %(most)s classes. Export fewer at a time.") % {"most": MOST_CLASSES})
        listed = dict.fromkeys(person for one in used for person in one.pupils)
        found = tuple(Pupil(pk, str(names[pk])) for pk in listed)
        return RosterFile(name, tuple(schools.items()), tuple(used), found, tuple(self.mistakes))

    def _people(self) -> dict[str, str | None]:
        """Names by id; ``None`` for who is not active or switched off."""
        found: dict[str, str | None] = {}
        for line, row in self.rows("users.csv", "givenName", "familyName"):
            pk = self._id("users.csv", line, row, found)
            if not pk:
                continue
            if not _active(row) or row.get("enableduser", "").lower() in {"false", "0"}:
                found[pk] = None
                continue
            given = row.get("preferredgivenname") or row["givenname"]
            family = row.get("preferredfamilyname") or row["familyname"]
            name = " ".join(part for part in (given, family) if part)
            found[pk] = name[:LONGEST_NAME]
            if not any(sign.isalpha() for sign in name) or name.startswith("="):
                self.wrong("users.csv", line, _("“%(name)s” is no name.") % {"name": name[:30]})
            elif len(name) > LONGEST_NAME:
                told = {"name": name[:30], "count": len(name), "most": LONGEST_NAME}
                self.wrong("users.csv", line, _("“%(name)s…” has %(count)s letters; a name has at most %(most)s.") % told)
        return found

    def _classes(self) -> dict[str, dict[str, str] | None]:
        """What a class says of itself, by id; ``None`` for one that is not active."""
        found: dict[str, dict[str, str] | None] = {}
        for line, row in self.rows("classes.csv", "title", "schoolSourcedId"):
            pk = self._id("classes.csv", line, row, found)
            if not pk:
                continue
            title = row["title"] or row.get("classcode", "")
            if not title:
                self.wrong("classes.csv", line, _("a class without a title."))
            said = {"id": pk, "title": title[:LONGEST_TITLE], "school": row["schoolsourcedid"], "subject": row.get("subjects", "")[:60]}
            found[pk] = said if _active(row) else None
        return found

    def _id(self, file: str, line: int, row: Mapping[str, str], found: Mapping[str, Any]) -> str:
        """The line's id; empty where it has none to go by, which is noted."""
        pk = row["sourcedid"]
        if not pk or len(pk) > LONGEST_ID or pk in found:
            said = _("the id “%(id)s” stands there twice.") if pk in found else _("“%(id)s” is no id.")
            self.wrong(file, line, said % {"id": pk[:40]})
            return ""
        return pk

    def _over(self, said: str) -> bool:
        """Whether a seat has ended; a day that cannot be read has not."""
        try:
            return datetime.date.fromisoformat(said[:10]) < self.today
        except ValueError:
            return False


def _active(row: Mapping[str, str]) -> bool:
    return row.get("status", "").lower() in {"", "active"}
