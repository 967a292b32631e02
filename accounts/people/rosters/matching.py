"""Who of a list is who: each line beside the people that the school has, with what may be done about it. Nothing is written here."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from accounts.people.models import Classroom, Enrolment, User
from accounts.people.rosters.lists import ClassList, Listed

ALIKE = 85
"""Per cent from which two names may be one person's (rapidfuzz's token sort ratio)."""


class Kind(StrEnum):
    """What a line is, as it stands by itself."""

    STAYS = "stays"
    NEW = "new"
    COMES = "comes"
    """Has a sign-in in another class of the school, or sat in this one before."""
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be done about a line. ``value`` is what a form sends: a verb, and whom it is about."""

    value: str
    label: str

    @property
    def verb(self) -> str:
        return self.value.partition(":")[0]

    @property
    def student_id(self) -> UUID | None:
        """Whom it is about; ``None`` for a new student, or nobody."""
        _verb, _colon, found = self.value.partition(":")
        return UUID(found) if found else None


@dataclass(slots=True)
class Row:
    """A line of the list with its options, the likeliest first. Where there is more than one, somebody looks at it."""

    number: int
    listed: Listed
    kind: Kind
    options: list[Option]
    picked: str = ""
    """What somebody chose on the page that is shown again."""

    @property
    def field(self) -> str:
        """The name under which a form sends what was chosen."""
        return f"row-{self.number}"

    @property
    def chosen(self) -> str:
        return self.picked or self.options[0].value


@dataclass(slots=True)
class Plan:
    """What a list would change in a class."""

    rows: list[Row] = field(default_factory=list)
    leavers: list[User] = field(default_factory=list)
    """Who sits in the class and is not in the list, not even perhaps."""

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def new(self) -> list[Row]:
        return self.of(Kind.NEW)

    @property
    def comes(self) -> list[Row]:
        return self.of(Kind.COMES)

    @property
    def doubtful(self) -> list[Row]:
        return self.of(Kind.DOUBTFUL)

    @property
    def stays(self) -> list[Row]:
        return self.of(Kind.STAYS)

    @property
    def changes_nothing(self) -> bool:
        return len(self.stays) == len(self.rows)


def key(name: str) -> str:
    """A name as it is compared: no case, no accents, no signs, its parts in alphabetical order."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return " ".join(sorted("".join(sign if sign.isalnum() else " " for sign in bare).split())) or name.casefold()


def likeness(one: str, other: str) -> int:
    """How likely two names are one person's, 0 to 100.

    100 but for case, accents and order; 95 where one has an initial, "Ada L"; 0 where figures differ, for those tell people apart.
    """
    if key(one) == key(other):
        return 100
    if [sign for sign in one if sign.isdigit()] != [sign for sign in other if sign.isdigit()]:
        return 0
    if _shortened(one, other) or _shortened(other, one):
        return 95
    return round(fuzz.token_sort_ratio(key(one), key(other)))


def _shortened(short: str, full: str) -> bool:
    """Whether ``short`` is ``full`` with an initial in place of the surname."""
    parts, of_full = short.casefold().replace(".", " ").split(), full.casefold().split()
    return len(parts) == 2 and len(parts[1]) == 1 and len(of_full) > 1 and parts[0] == of_full[0] and of_full[-1].startswith(parts[1])


@dataclass(slots=True)
class Known:
    """The school's students as the person who imports may see them."""

    students: dict[UUID, User]
    sitting: set[UUID]
    """In the class."""
    left: set[UUID]
    """Sat in it before."""
    classes: Mapping[UUID, list[Classroom]]
    """The other classes in use in which each sits."""
    own: set[UUID]
    """Students whose names the person sees anyway."""
    may_leave: set[UUID]
    """Classes out of which the person may move somebody."""


def known_to(by: User, classroom: Classroom) -> Known:
    """Three queries, whatever the size of the school."""
    students = {one.pk: one for one in User.objects.filter(school=classroom.school_id, role=User.Role.STUDENT, is_active=True)}
    mine = set(Classroom.objects.roster_by(by).in_use().values_list("pk", flat=True))
    sitting: set[UUID] = set()
    left: set[UUID] = set()
    own: set[UUID] = set()
    classes: dict[UUID, list[Classroom]] = defaultdict(list)
    seats = Enrolment.objects.filter(classroom__school=classroom.school_id, classroom__archived=None).select_related("classroom")
    for seat in seats:
        if seat.student_id not in students:
            continue
        if seat.classroom_id == classroom.pk:
            (left if seat.left else sitting).add(seat.student_id)
        elif seat.left is None:
            classes[seat.student_id].append(seat.classroom)
        if seat.classroom_id in mine:
            own.add(seat.student_id)
    return Known(students, sitting, left, classes, set(students) if by.is_school_admin else own, mine)


def plan_for(listed: ClassList, classroom: Classroom, known: Known) -> Plan:
    """What the list would change, by the surest signs first: username, the very name, the name but for accents and order; then likeness.

    Nobody is met twice. A teacher is told of students in colleagues' classes only where the name is the same: a list is no way to ask who
    is at the school.
    """
    matcher = _Matcher(listed, classroom, known)
    found: dict[int, Row] = {}
    for sure in (matcher.by_username, matcher.by_very_name, matcher.by_name):
        for number, one in enumerate(listed.people):
            if number not in found and (student := sure(one)):
                matcher.taken.add(student.pk)
                found[number] = Row(number, one, Kind.STAYS, [Option(f"stay:{student.pk}", _("Sits in the class"))])
    for number, one in enumerate(listed.people):
        if number not in found:
            found[number] = matcher.unsure(number, one)
    perhaps = {option.student_id for row in found.values() for option in row.options if option.verb in {"stay", "rename"}}
    leavers = [known.students[pk] for pk in known.sitting - perhaps]
    return Plan([found[number] for number in sorted(found)], sorted(leavers, key=lambda student: student.display_name.casefold()))


class _Matcher:
    """Holds who is still to be met."""

    def __init__(self, listed: ClassList, classroom: Classroom, known: Known) -> None:
        self.classroom = classroom
        self.known = known
        self.taken: set[UUID] = set()
        self.first: dict[str, int] = {}
        """On which line of the list, counted from 0, a name stands first."""
        for number, one in enumerate(listed.people):
            self.first.setdefault(key(one.name), number)
        self.usernames = {student.username.casefold(): student for student in known.students.values()}
        self.very_names = _by(known, known.sitting, str.casefold)
        self.names = _by(known, known.sitting, key)
        self.everywhere = _by(known, set(known.students) - known.sitting, key)

    def by_username(self, one: Listed) -> User | None:
        student = self.usernames.get(one.username.casefold()) if one.username else None
        fits = student is not None and student.pk in self.known.sitting and likeness(student.display_name, one.name) >= ALIKE
        return student if fits and student and student.pk not in self.taken else None

    def by_very_name(self, one: Listed) -> User | None:
        return self._first(self.very_names, one.name.casefold())

    def by_name(self, one: Listed) -> User | None:
        return self._first(self.names, key(one.name))

    def _first(self, index: Mapping[str, Sequence[User]], name: str) -> User | None:
        return next((student for student in index.get(name, []) if student.pk not in self.taken), None)

    def unsure(self, number: int, one: Listed) -> Row:
        """A line that nobody in the class fits for certain."""
        in_class = [self.known.students[pk] for pk in self.known.sitting - self.taken]
        alike = self._alike(one, in_class)
        same = self._elsewhere(one)
        others = self._alike(one, [self.known.students[pk] for pk in self.known.own - self.known.sitting - self.taken if pk not in same])
        options = [option for student in alike for option in self._as_member(student)]
        options += [option for student in [*same.values(), *others] for option in self._as_comer(student)]
        twice = self.first[key(one.name)] != number
        new, skip = Option("new", _("A new student")), Option("skip", _("Leave this line out"))
        if twice:
            return Row(number, one, Kind.DOUBTFUL, [skip, Option("new", _("Another student of the same name")), *options])
        if not options:
            return Row(number, one, Kind.NEW, [new])
        kind = Kind.COMES if not alike and not others and len(same) == 1 else Kind.DOUBTFUL
        return Row(number, one, kind, [*options, new, skip])

    def _alike(self, one: Listed, students: Iterable[User]) -> list[User]:
        scored = [(likeness(one.name, student.display_name), student) for student in students]
        likely = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].display_name))
        return [student for _score, student in likely[:3]]

    def _elsewhere(self, one: Listed) -> dict[UUID, User]:
        """Students of the school, outside the class, of the very name; or of the username, if the name is like it."""
        found = {student.pk: student for student in self.everywhere.get(key(one.name), [])[:3]}
        student = self.usernames.get(one.username.casefold()) if one.username else None
        if student and student.pk not in self.known.sitting and likeness(student.display_name, one.name) >= ALIKE:
            found = {student.pk: student, **found}
        return found

    def _as_member(self, student: User) -> list[Option]:
        told = {"name": student.display_name}
        return [
            Option(f"stay:{student.pk}", _("It is %(name)s, who sits in the class") % told),
            Option(f"rename:{student.pk}", _("It is %(name)s, whose name is written as in the list from now on") % told),
        ]

    def _as_comer(self, student: User) -> list[Option]:
        classes = self.known.classes.get(student.pk, [])
        told = {"name": student.display_name, "classes": ", ".join(one.name for one in classes), "username": student.username}
        if student.pk in self.known.left:
            return [Option(f"join:{student.pk}", _("%(name)s (%(username)s), who was in this class before, comes back") % told)]
        if not classes:
            return [Option(f"join:{student.pk}", _("%(name)s (%(username)s), who sits in no class now, comes") % told)]
        also = Option(f"join:{student.pk}", _("%(name)s of %(classes)s comes too, and stays there") % told)
        if not all(one.pk in self.known.may_leave for one in classes):
            return [also]
        move = Option(f"move:{student.pk}", _("%(name)s moves here from %(classes)s") % told)
        same_course = all((one.owner_id, one.subject) == (self.classroom.owner_id, self.classroom.subject) for one in classes)
        return [move, also] if same_course else [also, move]


def _by(known: Known, ids: Iterable[UUID], name_of: object) -> dict[str, list[User]]:
    """Students by a form of their name; the same order every time."""
    found: dict[str, list[User]] = defaultdict(list)
    assert callable(name_of)
    for student in sorted((known.students[pk] for pk in ids), key=lambda one: (one.display_name, str(one.pk))):
        found[name_of(student.display_name)].append(student)
    return found
