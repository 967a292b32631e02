"""Bringing a school to what a OneRoster file says: all of it, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.actions import MOST_IN_CLASS
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, Enrolment, School, User
from accounts.people.rosters.actions import new_usernames
from accounts.people.rosters.oneroster import Pupil, RosterFile
from accounts.people.rosters.school_plan import MOST_DOUBTS, GroupPlan, SchoolPlan, school_plan
from revision.actions import Refused


@dataclass(slots=True)
class ImportReport:
    """How many of each."""

    classes: int = 0
    students: int = 0
    came: int = 0
    renamed: int = 0
    left: int = 0

    @property
    def nothing_done(self) -> bool:
        return not (self.classes or self.students or self.came or self.renamed or self.left)

    def __str__(self) -> str:
        words = {
            _("new classes"): self.classes,
            _("new students"): self.students,
            _("seats"): self.came,
            _("renamed"): self.renamed,
            _("left a class"): self.left,
        }
        return ", ".join(f"{count} {word}" for word, count in words.items() if count)


@transaction.atomic
def import_school(*, school: School, by: User, file: RosterFile, org: str, chosen: Mapping[str, str]) -> ImportReport:
    """Do what the file says, with what was chosen: ``owner-<n>`` for a new class (empty: left out), ``row-<n>`` for a doubtful student,
    ``leave-<n>`` where those who are not in a class any more leave it.

    New students have no password until somebody prints their cards. Roles and passwords of the file are never read. The school is matched
    anew under a lock, so the same file twice changes nothing. Raises ``Refused``; then nothing is done.
    """
    if file.mistakes:
        raise Refused(_("The file has lines to mend; nothing was done."))
    School.objects.select_for_update().get(pk=school.pk)
    plan = school_plan(file, school, org)
    if len(plan.doubtful) > MOST_DOUBTS:
        raise Refused(_("More than %(most)s students are doubtful: import fewer classes at a time.") % {"most": MOST_DOUBTS})
    report = ImportReport()
    who = dict(plan.who)
    _settle_doubts(plan, chosen, who)
    rooms = {one.group.id: _room(one, school, chosen, report) for one in plan.groups if not one.archived}
    needed = {pk for one in plan.groups if rooms.get(one.group.id) for pk in one.group.pupils}
    fresh = [pupil for pupil in plan.new if pupil.id in needed]
    made = [
        User(username=username, display_name=pupil.name, school=school, roster_id=pupil.id)
        for pupil, username in zip(fresh, new_usernames(len(fresh)), strict=True)
    ]
    for student in made:
        student.set_unusable_password()
    User.objects.bulk_create(made, batch_size=500)
    report.students = len(made)
    who |= {student.roster_id: student for student in made}
    _know(who, plan, report)
    for one in plan.groups:
        room = rooms.get(one.group.id)
        if room is not None:
            _seat(one, room, [who[pk] for pk in one.group.pupils if pk in who], one.leave_field in chosen, report)
    if not report.nothing_done:
        record(by=by, action=AuditEntry.Action.STUDENTS_IMPORTED, school=school.pk, detail=str(report))
    return report


def _settle_doubts(plan: SchoolPlan, chosen: Mapping[str, str], who: dict[str, User]) -> None:
    """Add to ``who`` those whom somebody recognised, and to the new ones those whom nobody did."""
    met = {student.pk for student in who.values()}
    students = User.objects.in_bulk([option.student_id for row in plan.doubtful for option in row.options if option.student_id])
    for row in plan.doubtful:
        option = next((one for one in row.options if one.value == chosen.get(row.field, row.options[0].value)), None)
        if option is None:
            raise Refused(_("The school has changed since you looked: see %(name)s again. Nothing was done.") % {"name": row.listed.name})
        pupil_id = plan.pupil_of[row.field]
        if option.student_id:
            if option.student_id in met:
                raise Refused(_("Two students of the file are said to be %(name)s.") % {"name": students[option.student_id].display_name})
            met.add(option.student_id)
            who[pupil_id] = students[option.student_id]
        elif option.verb == "new":
            plan.new.append(Pupil(pupil_id, row.listed.name))


def _room(one: GroupPlan, school: School, chosen: Mapping[str, str], report: ImportReport) -> Classroom | None:
    """The class here, made if somebody is to teach it."""
    if one.classroom is not None:
        if not one.classroom.roster_id:
            one.classroom.roster_id = one.group.id
            one.classroom.save(update_fields=["roster_id"])
        return one.classroom
    wanted = chosen.get(one.owner_field, str(one.owner or ""))
    if not wanted:
        return None
    try:
        owner = User.objects.get(pk=UUID(wanted), school=school, role=User.Role.TEACHER, is_active=True)
    except (ValueError, User.DoesNotExist) as wrong:
        raise Refused(_("Choose a teacher for %(class)s again. Nothing was done.") % {"class": one.name}) from wrong
    report.classes += 1
    return Classroom.objects.create(school=school, owner=owner, name=one.name, subject=one.group.subject, roster_id=one.group.id)


def _know(who: Mapping[str, User], plan: SchoolPlan, report: ImportReport) -> None:
    """Keep the file's ids of those who were met by name, and write names as the file has them."""
    adopted = []
    for pupil_id, student in who.items():
        if student.roster_id != pupil_id:
            student.roster_id = pupil_id
            adopted.append(student)
    for student, name in plan.renamed:
        student.display_name = name
    User.objects.bulk_update(adopted, ["roster_id"], batch_size=500)
    User.objects.bulk_update([student for student, _name in plan.renamed], ["display_name"], batch_size=500)
    report.renamed = len(plan.renamed)


def _seat(one: GroupPlan, room: Classroom, listed: list[User], leave: bool, report: ImportReport) -> None:
    """Bring one class to what the file says."""
    now = timezone.now()
    if leave and one.leavers:
        report.left += room.enrolments.current().filter(student__in=one.leavers).update(left=now)
    seats = {seat.student_id: seat for seat in room.enrolments.all()}
    back = [student.pk for student in listed if student.pk in seats and seats[student.pk].left]
    fresh = [student for student in listed if student.pk not in seats]
    room.enrolments.filter(student__in=back).update(left=None, joined=now)
    Enrolment.objects.bulk_create((Enrolment(classroom=room, student=student) for student in fresh), batch_size=500)
    report.came += len(back) + len(fresh)
    if fresh and room.enrolments.current().count() > MOST_IN_CLASS:
        raise Refused(
            _("%(class)s would have more than %(most)d students; nothing was done.") % {"class": room.name, "most": MOST_IN_CLASS}
        )
