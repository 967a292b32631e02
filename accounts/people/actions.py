"""Every write to people and classes."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people import limits, second_factor, sessions
from accounts.people.audit import AuditEntry, record
from accounts.people.classes.actions import refuse_taken_name
from accounts.people.models import Classroom, Enrolment, School, User
from accounts.people.words import ANIMALS, WORDS
from revision.actions import Refused

MOST_IN_CLASS = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A sign-in as it is handed out: the only time that the password can be read."""

    student: User
    password: str


def new_username() -> str:
    """A name that says nothing of the person, such as ``otter-4821``, and is not taken."""
    while True:
        name = f"{secrets.choice(ANIMALS)}-{secrets.randbelow(9000) + 1000}"
        if not User.objects.filter(username=name).exists():
            return name


def new_password() -> str:
    """Three words of a list of some 300: over 24 bits, enough where an account allows ten tries in a quarter of an hour."""
    return "-".join(secrets.choice(WORDS) for _word in range(3))


@transaction.atomic
def create_school(*, name: str, admin_username: str, admin_name: str, password: str) -> User:
    """A school with its first admin. Raises ``Refused`` if the username is taken, in whatever case: sign-in does not look at it."""
    if User.objects.filter(username__iexact=User.normalize_username(admin_username)).exists():
        raise Refused(_("The username “%(name)s” is taken; no school was made.") % {"name": admin_username})
    school = School.objects.create(name=name)
    admin = User.objects.create_user(
        username=admin_username, password=password, display_name=admin_name, role=User.Role.ADMIN, school=school
    )
    record(by=admin, action=AuditEntry.Action.SCHOOL_MADE, school=school, detail=name)
    return admin


@transaction.atomic
def create_teacher(*, school: School, display_name: str, email: str = "", by: User | None = None) -> Card:
    """A teacher's account with a password to hand over. Raises ``Refused`` for an e-mail address that somebody has."""
    if email and User.objects.filter(email=email.lower()).exists():
        raise Refused(_("“%(email)s” belongs to another account.") % {"email": email})
    password = new_password()
    teacher = User.objects.create_user(
        username=new_username(), password=password, display_name=display_name, email=email, role=User.Role.TEACHER, school=school
    )
    record(by=by, action=AuditEntry.Action.STAFF_MADE, school=school, about=teacher)
    return Card(teacher, password)


@transaction.atomic
def create_classroom(*, teacher: User, name: str, subject: str = "", exam_date: datetime.date | None = None) -> Classroom:
    """A class without students. Raises ``Refused`` if the school has one of that name."""
    assert teacher.school_id is not None  # a site admin, who has no school, makes no class
    refuse_taken_name(school_id=teacher.school_id, name=name)
    return Classroom.objects.create(school_id=teacher.school_id, name=name, owner=teacher, subject=subject, exam_date=exam_date)


@transaction.atomic
def add_students(*, classroom: Classroom, names: Sequence[str], by: User | None = None) -> list[Card]:
    """New accounts for these display names, all in the class. Raises ``Refused`` over the size of a class; then nobody is added."""
    Classroom.objects.select_for_update().get(pk=classroom.pk)
    if classroom.enrolments.current().count() + len(names) > MOST_IN_CLASS:
        raise Refused(_("A class has at most %(most)d students; nobody was added.") % {"most": MOST_IN_CLASS})
    cards = []
    for name in names:
        password = new_password()
        student = User.objects.create_user(username=new_username(), password=password, display_name=name, school_id=classroom.school_id)
        Enrolment.objects.create(classroom=classroom, student=student)
        cards.append(Card(student, password))
    record(by=by, action=AuditEntry.Action.STUDENTS_ADDED, school=classroom.school_id, classroom=classroom, detail=str(len(cards)))
    return cards


@transaction.atomic
def remove_student(*, classroom: Classroom, student: User, by: User | None = None) -> None:
    """Take a student out of the class; their attempts stay, and they see the class's homework no more."""
    if classroom.enrolments.current().filter(student=student).update(left=timezone.now()):
        record(by=by, action=AuditEntry.Action.STUDENT_REMOVED, school=classroom.school_id, classroom=classroom, about=student)


@transaction.atomic
def reset_password(*, student: User, classroom: Classroom | None = None, by: User | None = None) -> Card:
    """A new password for a student, shown once; it ends all sessions of the old one, and its failed tries count no more."""
    password = new_password()
    student.set_password(password)
    student.save(update_fields=["password"])
    sessions.end_all(student)
    limits.forget(student)
    record(by=by, action=AuditEntry.Action.PASSWORD_RESET, school=student.school_id, classroom=classroom, about=student)
    return Card(student, password)


@transaction.atomic
def reset_second_factor(*, username: str) -> User:
    """Take the second step away from somebody who lost it; all their sessions end. Raises ``Refused`` where there is none."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None or not second_factor.remove(user):
        raise Refused(_("“%(name)s” has no second step; nothing was changed.") % {"name": username})
    sessions.end_all(user)
    return user
