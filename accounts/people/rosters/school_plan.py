"""What a OneRoster file would change in a school, before anything is. Nothing is written here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.people.models import Classroom, Enrolment, School, User
from accounts.people.rosters.lists import Listed
from accounts.people.rosters.matching import ALIKE, Kind, Option, Row, key, likeness
from accounts.people.rosters.oneroster import Group, Pupil, RosterFile

MOST_DOUBTS = 300


@dataclass(slots=True)
class GroupPlan:
    """A class of the file beside the one that the school has."""

    number: int
    group: Group
    classroom: Classroom | None
    """``None`` where it would be new."""
    name: str
    owner: UUID | None = None
    """Who is likely to teach a new class; ``None`` where nobody can tell, and then it is left out unless somebody is chosen."""
    archived: bool = False
    """It is archived here, so it is left alone."""
    come: list[str] = field(default_factory=list)
    """Names of those who get a seat."""
    stay_count: int = 0
    leavers: list[User] = field(default_factory=list)
    """Who came by such a file, and is not in it any more."""

    @property
    def owner_field(self) -> str:
        return f"owner-{self.number}"

    @property
    def leave_field(self) -> str:
        return f"leave-{self.number}"


@dataclass(slots=True)
class SchoolPlan:
    """What the file would change; ``who`` says for each of its students whom they are, where that is sure."""

    groups: list[GroupPlan] = field(default_factory=list)
    new: list[Pupil] = field(default_factory=list)
    doubtful: list[Row] = field(default_factory=list)
    renamed: list[tuple[User, str]] = field(default_factory=list)
    closed: list[User] = field(default_factory=list)
    """Whose account here is closed; they are left alone."""
    who: dict[str, User] = field(default_factory=dict)
    pupil_of: dict[str, str] = field(default_factory=dict)
    """The id of the student that a doubtful row is about, by the row's field."""

    @property
    def changes_nothing(self) -> bool:
        news = any(one.come or one.leavers or (one.classroom is None and not one.archived) for one in self.groups)
        return not (news or self.new or self.doubtful or self.renamed)


def school_plan(file: RosterFile, school: School, org: str) -> SchoolPlan:
    """Four queries, whatever the size. ``org`` is which of the file's schools this is."""
    groups = [one for one in file.groups if not org or one.school == org]
    plan = SchoolPlan()
    rooms = list(Classroom.objects.filter(school=school).select_related("owner"))
    _match_groups(plan, groups, rooms, list(User.objects.filter(school=school, role=User.Role.TEACHER, is_active=True)))
    students = list(User.objects.filter(school=school, role=User.Role.STUDENT))
    seats: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
    for seat in Enrolment.objects.filter(classroom__school=school, classroom__archived=None):
        seats[seat.classroom_id][seat.student_id] = seat.left is None
    _match_pupils(plan, file, groups, students, seats)
    by_pk = {one.pk: one for one in students}
    for one in plan.groups:
        if one.archived:
            continue
        there = {pk for pk, sits in seats[one.classroom.pk].items() if sits} if one.classroom else set()
        listed = [plan.who[pk] for pk in one.group.pupils if pk in plan.who]
        one.stay_count = sum(student.pk in there for student in listed)
        fresh = {pupil.id: pupil.name for pupil in plan.new}
        one.come = [student.display_name for student in listed if student.pk not in there]
        one.come += [fresh[pk] for pk in one.group.pupils if pk in fresh]
        perhaps = {option.student_id for row in plan.doubtful for option in row.options} | {student.pk for student in listed}
        one.leavers = [by_pk[pk] for pk in there - perhaps if pk in by_pk and by_pk[pk].roster_id]
    return plan


def _match_groups(plan: SchoolPlan, groups: Sequence[Group], rooms: Sequence[Classroom], teachers: Sequence[User]) -> None:
    """Classes by the file's id, else by name where the class here has no id yet."""
    by_id = {room.roster_id: room for room in rooms if room.roster_id}
    by_name = {room.name.casefold(): room for room in rooms if room.archived is None}
    free = {name: room for name, room in by_name.items() if not room.roster_id}
    taken = set(by_name)
    named: dict[str, list[User]] = defaultdict(list)
    for teacher in teachers:
        named[key(teacher.display_name)].append(teacher)
    for number, group in enumerate(groups):
        room = by_id.get(group.id) or free.pop(group.title.casefold(), None)
        if room is not None:
            plan.groups.append(GroupPlan(number, group, room, room.name, archived=room.archived is not None))
            continue
        name = _free_name(group.title, taken)
        taken.add(name.casefold())
        likely = {one.pk for told in group.teachers for one in named.get(key(told), [])}
        plan.groups.append(GroupPlan(number, group, None, name, owner=likely.pop() if len(likely) == 1 else None))


def _free_name(title: str, taken: set[str]) -> str:
    name, number = title, 1
    while name.casefold() in taken:
        number += 1
        name = f"{title[:55]} {number}"
    return name


def _match_pupils(
    plan: SchoolPlan, file: RosterFile, groups: Sequence[Group], students: Sequence[User], seats: Mapping[UUID, Mapping[UUID, bool]]
) -> None:
    """Students by the file's id; else by the very name where they sit in the very class; else it is for the admin to say."""
    known = {one.roster_id: one for one in students if one.roster_id}
    open_ones = [one for one in students if one.is_active and not one.roster_id]
    named: dict[str, list[User]] = defaultdict(list)
    for person in open_ones:
        named[key(person.display_name)].append(person)
    by_pk = {one.pk: one for one in open_ones}
    mates: dict[str, set[UUID]] = defaultdict(set)
    for one in plan.groups:
        if one.classroom is not None:
            for pupil_id in one.group.pupils:
                mates[pupil_id] |= {pk for pk, sits in seats[one.classroom.pk].items() if sits and pk in by_pk}
    wanted = {pk for group in groups for pk in group.pupils}
    taken: set[UUID] = set()
    for number, pupil in enumerate(one for one in file.pupils if one.id in wanted):
        student = known.get(pupil.id)
        if student is None:
            _unknown(
                plan, number, pupil, [one for one in named[key(pupil.name)] if one.pk not in taken], mates[pupil.id] - taken, by_pk, taken
            )
        elif not student.is_active:
            plan.closed.append(student)
        else:
            plan.who[pupil.id] = student
            if student.display_name != pupil.name:
                plan.renamed.append((student, pupil.name))


def _unknown(
    plan: SchoolPlan, number: int, pupil: Pupil, same: Sequence[User], mates: set[UUID], by_pk: Mapping[UUID, User], taken: set[UUID]
) -> None:
    """Somebody whose id the school does not have yet."""
    here = [one for one in same if one.pk in mates]
    if len(here) == 1:
        plan.who[pupil.id] = here[0]
        taken.add(here[0].pk)
        return
    alike = [by_pk[pk] for pk in mates if ALIKE <= likeness(pupil.name, by_pk[pk].display_name) < 100]
    options = [
        Option(f"same:{one.pk}", _("It is %(name)s (%(username)s)") % {"name": one.display_name, "username": one.username})
        for one in [*same, *sorted(alike, key=lambda one: one.display_name)][:4]
    ]
    if not options:
        plan.new.append(pupil)
        return
    row = Row(number, Listed(0, pupil.name), Kind.DOUBTFUL, [*options, Option("new", _("A new student")), Option("skip", _("Leave out"))])
    plan.pupil_of[row.field] = pupil.id
    plan.doubtful.append(row)
