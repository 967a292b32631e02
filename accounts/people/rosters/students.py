"""Writes to single students of a class, and to some of them: names, classes, cards."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.actions import MOST_IN_CLASS, Card, new_password
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, Enrolment, User
from revision.actions import Refused

Action = AuditEntry.Action


@transaction.atomic
def rename_student(*, classroom: Classroom, student: User, name: str, by: User) -> None:
    """Another display name; the username stays."""
    if student.display_name == name:
        return
    student.display_name = name
    student.save(update_fields=["display_name"])
    record(by=by, action=Action.STUDENT_RENAMED, school=classroom.school_id, classroom=classroom, about=student)


@transaction.atomic
def move_students(*, classroom: Classroom, students: Sequence[User], to: Classroom, stay: bool, by: User) -> None:
    """Seats in another class of the school; with ``stay`` the old ones are kept too. What was answered stays with the class of then.

    Raises ``Refused`` over the size of a class; then nobody is moved.
    """
    Classroom.objects.select_for_update().get(pk=to.pk)
    now = timezone.now()
    seats = {seat.student_id: seat for seat in to.enrolments.filter(student__in=students)}
    coming = [student for student in students if student.pk not in seats or seats[student.pk].left]
    if to.enrolments.current().count() + len(coming) > MOST_IN_CLASS:
        raise Refused(_("%(class)s would have more than %(most)d students; nobody was moved.") % {"class": to.name, "most": MOST_IN_CLASS})
    back = [student.pk for student in coming if student.pk in seats]
    to.enrolments.filter(student__in=back).update(left=None, joined=now)
    Enrolment.objects.bulk_create(Enrolment(classroom=to, student=student) for student in coming if student.pk not in seats)
    if not stay:
        classroom.enrolments.current().filter(student__in=students).update(left=now)
    for student in students:
        record(by=by, action=Action.STUDENT_MOVED, school=to.school_id, classroom=to, about=student, detail=f"{classroom.name} → {to.name}")


@transaction.atomic
def make_cards(*, classroom: Classroom, students: Sequence[User], by: User) -> list[Card]:
    """New passwords for these students, on cards that are shown once; they end all sessions of the old ones."""
    cards = []
    for student in students:
        password = new_password()
        student.set_password(password)
        cards.append(Card(student, password))
    User.objects.bulk_update(students, ["password"])
    record(by=by, action=Action.CARDS_PRINTED, school=classroom.school_id, classroom=classroom, detail=str(len(cards)))
    return cards
