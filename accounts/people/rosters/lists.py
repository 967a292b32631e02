"""The lines of a table → the people it lists. What a list may not say (passwords, roles) or need not (e-mail, birthdays) is not read."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from accounts.people.rosters.tables import Line, Table
from revision.archives import FileRefused

LONGEST_NAME = 80
MOST_LISTED = 300
"""People in a list that is settled on one page: a class of 60, and as many again of other classes to leave out."""
HEADING_WITHIN = 10
"""Lines that say something, among which the headings are looked for: titles may stand above them."""
HEADINGS = {
    "name": "name, full name, student, student name, students, pupil, pupil name, learner, learner name, display name, name of student, "
    "name of pupil, nom complet, nombre completo, schuler, schulername, enw",
    "first": "first name, first names, firstname, forename, forenames, given name, given names, preferred forename, preferred first name, "
    "chosen name, known as, legal forename, vorname, prenom, nombre, enw cyntaf, first",
    "last": "last name, lastname, surname, family name, preferred surname, preferred last name, legal surname, nachname, familienname, "
    "nom, apellido, apellidos, cyfenw, last",
    "username": "username, user name, login, login name, user, benutzername",
    "group": "class, class name, group, teaching group, set, teaching set, class group, klasse, classe, clase, dosbarth",
}
NEVER_READ = "password, passwort, role, type, user type, rights"
"""Named when they stand in a list, for nobody should think that they were set."""
ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
"""What a spreadsheet writes into a cell whose formula failed."""


def plain(words: str) -> str:
    """A heading without accents, case and signs: "Prénom (légal)" is "prenom legal"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(sign))
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", bare)
    return bare.strip()


ROLES = {plain(heading): role for role, listed in HEADINGS.items() for heading in listed.split(", ")}
ROLES |= {heading.replace(" ", ""): role for heading, role in ROLES.items()}
REFUSED = {plain(heading) for heading in NEVER_READ.split(", ")}


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list, and on which line they stand."""

    line: int
    name: str
    username: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What keeps a list from being imported."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ClassList:
    """The people of a list in its order, how it was understood, and what is wrong with it."""

    name: str
    people: tuple[Listed, ...]
    mistakes: tuple[Mistake, ...] = ()
    understood: tuple[str, ...] = ()

    @property
    def is_too_long(self) -> bool:
        """Whether it names more people than anybody sorts out for one class."""
        return len(self.people) > MOST_LISTED

    def held(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, held: dict[str, Any]) -> Self:
        """The list again."""
        return cls(
            held["name"],
            tuple(Listed(**row) for row in held["people"]),
            tuple(Mistake(**row) for row in held["mistakes"]),
            tuple(held["understood"]),
        )


def read_list(table: Table, *, class_name: str = "") -> ClassList:
    """Who stands in a table. A column that names classes leaves those of ``class_name``, if it is one of them. Raises ``FileRefused``."""
    if not table.lines:
        raise FileRefused(_("%(name)s has nobody in it.") % {"name": table.name})
    heading, columns = _heading(table.lines)
    rows = table.lines[heading + 1 :] if columns else table.lines
    if not columns:
        columns = _without_heading(table)
    understood = [*table.understood, *_told(table.lines[heading].cells if heading >= 0 else (), columns)]
    people, mistakes, turned = [], [], 0
    for line in rows:
        found, wrong, was_turned = _person(line, columns)
        turned += was_turned
        if wrong:
            mistakes.append(Mistake(line.number, wrong))
        elif found:
            people.append(found)
    if turned:
        understood.append(_("“Surname, First name” was turned round: “First name Surname”."))
    if not people and not mistakes:
        raise FileRefused(_("%(name)s has headings, and nobody below them.") % {"name": table.name})
    of_class = [one for one in people if one.group.casefold() == class_name.casefold()] if class_name else []
    if of_class and len(of_class) < len(people):
        understood.append(
            _("Of several classes in it, only %(name)s was read: %(count)s of %(all)s lines.")
            % {"name": class_name, "count": len(of_class), "all": len(people)}
        )
    return ClassList(table.name, tuple(of_class or people), tuple(mistakes), tuple(understood))


def of_names(names: Sequence[str]) -> ClassList:
    """A list of names that were pasted, one on a line."""
    return ClassList(_("the names you pasted"), tuple(Listed(line, name) for line, name in enumerate(names, start=1)))


def _heading(lines: Sequence[Line]) -> tuple[int, dict[str, int]]:
    """Which line has the headings, and in which column what stands; -1 and nothing where none has."""
    for place, line in enumerate(lines[:HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(line.cells):
            if role := ROLES.get(plain(cell)):
                columns.setdefault(role, column)
        if {"name", "first", "last"} & set(columns):
            return place, columns
    return -1, {}


def _without_heading(table: Table) -> dict[str, int]:
    """One column alone is names; of several nobody can tell."""
    used = {column for line in table.lines for column, cell in enumerate(line.cells) if cell}
    if len(used) > 1:
        raise FileRefused(
            _("No headings were found in %(name)s. Put a line with “Name”, or with “First name” and “Last name”, above the names.")
            % {"name": table.name}
        )
    return {"name": used.pop()}


def _told(heading: Sequence[str], columns: dict[str, int]) -> list[str]:
    """What was made of the headings."""
    read = [heading[column] for column in columns.values() if heading]
    told = [_("Read: %(columns)s.") % {"columns": ", ".join(read)}] if read else [_("Read as names alone, one on a line.")]
    left = [cell[:40] for column, cell in enumerate(heading) if cell and column not in columns.values()]
    if left:
        told.append(_("Not read: %(columns)s.") % {"columns": ", ".join(left[:12])})
    if any(plain(cell) in REFUSED for cell in left):
        told.append(_("A list never sets passwords or roles."))
    return told


def _person(line: Line, columns: dict[str, int]) -> tuple[Listed | None, str, bool]:
    """Who stands on a line; or what is wrong with it; and whether "Surname, First name" was turned round."""
    said = {role: line.cells[column] if column < len(line.cells) else "" for role, column in columns.items()}
    name = said.get("name", "") or " ".join(part for part in (said.get("first", ""), said.get("last", "")) if part)
    turned = False
    if "name" in columns and name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        if first and last:
            name, turned = f"{first} {last}", True
    if not name:
        return None, _("has no name.") if any(said.values()) else "", False
    if any(value.startswith("=") for value in said.values()):
        return None, _("holds a formula as text, “%(name)s”. Save the list with values.") % {"name": name[:30]}, False
    if name in ERRORS:
        return None, _("holds a mistake of the spreadsheet, %(name)s.") % {"name": name}, False
    if not any(sign.isalpha() for sign in name):
        return None, _("“%(name)s” is no name: it has no letter.") % {"name": name[:30]}, False
    if len(name) > LONGEST_NAME:
        told = {"name": name[:30], "most": LONGEST_NAME, "count": len(name) if len(name) < 1000 else _("over a thousand")}
        return None, _("“%(name)s…” has %(count)s letters; a name has at most %(most)s.") % told, False
    return Listed(line.number, name, said.get("username", "")[:150], said.get("group", "")[:120]), "", turned
