"""Bringing a class to what a list says: all of it, or nothing."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.actions import MOST_IN_CLASS, Card, new_password
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, Enrolment, User
from accounts.people.rosters.lists import ClassList
from accounts.people.rosters.matching import Known, Option, Row, known_to, plan_for
from accounts.people.words import ANIMALS
from revision.actions import Refused


@dataclass(slots=True)
class ListReport:
    """What came of a list."""

    cards: list[Card] = field(default_factory=list)
    came: list[User] = field(default_factory=list)
    moved: list[User] = field(default_factory=list)
    renamed: list[User] = field(default_factory=list)
    left: list[User] = field(default_factory=list)

    @property
    def nothing_done(self) -> bool:
        return not (self.cards or self.came or self.moved or self.renamed or self.left)


def new_usernames(count: int) -> list[str]:
    """So many different names such as ``otter-4821`` that nobody has; usually one query."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {f"{secrets.choice(ANIMALS)}-{secrets.randbelow(9000) + 1000}" for _name in range(count - len(found))}
        found |= drawn - set(User.objects.filter(username__in=drawn).values_list("username", flat=True))
    return sorted(found)


def make_students(*, school_id: int, names: Sequence[str]) -> list[Card]:
    """Accounts with a card each, in the order of the names: two queries, and one password hashed for each."""
    cards = []
    for name, username in zip(names, new_usernames(len(names)), strict=True):
        student = User(username=username, display_name=name, school_id=school_id)
        password = new_password()
        student.set_password(password)
        cards.append(Card(student, password))
    User.objects.bulk_create([card.student for card in cards])
    return cards


@transaction.atomic
def apply_list(
    *, classroom: Classroom, by: User, listed: ClassList, chosen: Mapping[str, str], left_out: Collection[str], leavers: Collection[UUID]
) -> ListReport:
    """Do what a list says, with what was chosen for its lines (by ``Row.field``); who is in ``leavers`` leaves the class.

    The class is matched anew under a lock: a line that fits by now changes nothing, so the same list twice adds nobody. Raises ``Refused``
    for a list with mistakes or of more than ``MOST_LISTED`` people, a choice that is no longer there, a student chosen twice and over the
    size of a class; nothing is done then.
    """
    if listed.mistakes:
        raise Refused(_("The list has lines to mend; nobody was added."))
    if listed.is_too_long:
        raise Refused(too_long(listed))
    Classroom.objects.select_for_update().get(pk=classroom.pk)
    known = known_to(by, classroom)
    plan = plan_for(listed, classroom, known)
    wanted = [(row, _chosen(row, chosen, left_out)) for row in plan.rows]
    met = [option.student_id for _row, option in wanted if option.student_id]
    if len(set(met)) < len(met):
        twice = known.students[next(pk for pk in met if met.count(pk) > 1)]
        raise Refused(_("Two lines are said to be %(name)s; choose another answer for one of them.") % {"name": twice.display_name})
    report = ListReport(left=[student for student in plan.leavers if student.pk in leavers and student.pk not in met])
    _leave(classroom, report.left)
    report.cards = make_students(school_id=classroom.school_id, names=[row.listed.name for row, option in wanted if option.verb == "new"])
    for row, option in wanted:
        _existing(row, option, known, report)
    _move_out([student.pk for student in report.moved], classroom, known)
    _seat(classroom, [*(card.student for card in report.cards), *report.came, *report.moved], known)
    if classroom.enrolments.current().count() > MOST_IN_CLASS:
        raise Refused(_("A class has at most %(most)d students; nobody was added.") % {"most": MOST_IN_CLASS})
    if not report.nothing_done:
        record(by=by, action=AuditEntry.Action.STUDENTS_IMPORTED, school=classroom.school_id, classroom=classroom, detail=_counts(report))
    return report


def too_long(listed: ClassList) -> str:
    """What is said of a list that is no one class's."""
    told = {"count": f"{len(listed.people):,}", "most": MOST_IN_CLASS}
    return _("The list names %(count)s people, and a class has at most %(most)d. Nobody was added.") % told


def _chosen(row: Row, chosen: Mapping[str, str], left_out: Collection[str]) -> Option:
    """The option that was chosen for a line; the likeliest where nothing was asked."""
    if row.field in left_out and len(row.options) == 1 and row.options[0].verb == "new":
        return Option("skip", "")
    if len(row.options) == 1 or row.field not in chosen:
        return row.options[0]
    for option in row.options:
        if option.value == chosen[row.field]:
            return option
    raise Refused(
        _("The class has changed since you looked: see line %(line)s (%(name)s) again. Nothing was done.")
        % {"line": row.listed.line, "name": row.listed.name}
    )


def _existing(row: Row, option: Option, known: Known, report: ListReport) -> None:
    """Note what becomes of somebody who has a sign-in already."""
    if option.student_id is None:
        return
    student = known.students[option.student_id]
    if option.verb == "rename" and student.display_name != row.listed.name:
        student.display_name = row.listed.name
        student.save(update_fields=["display_name"])
        report.renamed.append(student)
    elif option.verb == "join":
        report.came.append(student)
    elif option.verb == "move":
        report.moved.append(student)


def _leave(classroom: Classroom, students: Sequence[User]) -> None:
    if students:
        classroom.enrolments.current().filter(student__in=students).update(left=timezone.now())


def _move_out(students: Sequence[UUID], classroom: Classroom, known: Known) -> None:
    """Out of the classes that the person who moves them may change, but for ``classroom``."""
    if students:
        seats = Enrolment.objects.current().filter(student__in=students, classroom__in=known.may_leave - {classroom.pk})
        seats.update(left=timezone.now())


def _seat(classroom: Classroom, students: Sequence[User], known: Known) -> None:
    """New seats, and old ones taken again."""
    back = [student for student in students if student.pk in known.left]
    if back:
        classroom.enrolments.filter(student__in=back).update(left=None, joined=timezone.now())
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=one) for one in students if one.pk not in known.left)


def _counts(report: ListReport) -> str:
    said: dict[str, Sequence[object]] = {
        _("new"): report.cards,
        _("came"): report.came,
        _("moved"): report.moved,
        _("renamed"): report.renamed,
        _("left"): report.left,
    }
    return ", ".join(f"{len(rows)} {word}" for word, rows in said.items() if rows)
