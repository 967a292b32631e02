"""A student goes to another school on this site: the old one hands over a link, the new one takes them. No row is kept in between.

What goes where is the old school's word: with their record the account itself goes (what they know, what they answered, extra time);
without it the new school makes a new account, and the old one is closed and lapses with the rest of the old school's data. Classes,
homework and results stay where they are in both cases, and no teacher of one school comes to see those of the other.
"""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.actions import Card, new_password
from accounts.people.audit import AuditEntry, record
from accounts.people.models import School, User
from accounts.people.rosters.actions import make_students
from revision.actions import Refused

SALT = "school-transfer"
DAYS = 14


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who goes, from where, and whether their record goes along."""

    student: User
    school: School
    with_record: bool
    by: str
    """Name of the admin who gave the link."""

    @property
    def answer_count(self) -> int:
        """Pieces of homework and practice that they did; one query."""
        return self.student.attempts.count()


def token_for(*, student: User, with_record: bool, by: User) -> str:
    """What the link says, signed: good for two weeks, and for as long as the student is at this school."""
    return signing.dumps([str(student.pk), student.school_id, with_record, by.display_name], salt=SALT, compress=True)


def found_by(token: str) -> Transfer | None:
    """The transfer of a link; nothing once it is done, once the account is closed, and after two weeks."""
    try:
        student_id, school_id, with_record, by = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError):
        return None
    students = User.objects.filter(role=User.Role.STUDENT, is_active=True).select_related("school")
    student = students.filter(pk=student_id, school=school_id).first()
    return Transfer(student, student.school, with_record, by) if student and student.school else None


@transaction.atomic
def take_over(*, transfer: Transfer, school: School, by: User) -> Card:
    """The student at the new school, with a card for a new password. Raises ``Refused`` if somebody was quicker."""
    student = User.objects.select_for_update().get(pk=transfer.student.pk)
    if student.school_id != transfer.school.pk or not student.is_active:
        raise Refused(_("This has been done already."))
    student.enrolments.filter(left=None).update(left=timezone.now())
    student.join_requests.all().delete()
    said = f"{transfer.school.name} → {school.name}"
    if transfer.with_record:
        password = new_password()
        student.school, student.roster_id = school, ""
        student.set_password(password)
        student.save(update_fields=["school", "roster_id", "password"])
        card = Card(student, password)
    else:
        [card] = make_students(school_id=school.pk, names=[student.display_name])
        student.is_active = False
        student.save(update_fields=["is_active"])
    record(by=None, action=AuditEntry.Action.STUDENT_MOVED, school=transfer.school.pk, about=student, detail=said)
    record(by=by, action=AuditEntry.Action.STUDENT_MOVED, school=school.pk, about=card.student, detail=said)
    return card
