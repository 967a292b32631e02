"""Joining by a class code: opening one, asking, the teacher's word, and the sign-in that is shown once to who asked."""

import datetime
import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.actions import MOST_IN_CLASS, Card, new_password, new_username
from accounts.people.audit import AuditEntry, record
from accounts.people.joining.models import JoinCode, JoinRequest
from accounts.people.models import Classroom, Enrolment, User
from revision.actions import Refused

Action = AuditEntry.Action
SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
"""Without those that are taken for each other."""
LENGTH = 8
LONGEST = datetime.timedelta(hours=1)


def normal_code(typed: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:12]


@transaction.atomic
def open_code(*, classroom: Classroom, minutes: int, places: int, by: User) -> JoinCode:
    """A new code for the class, for an hour at most; the one before stops working, and who asked by it and had no answer is forgotten."""
    now = timezone.now()
    ends = now + min(datetime.timedelta(minutes=minutes), LONGEST)
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    classroom.join_requests.all().delete()
    made, _new = JoinCode.objects.update_or_create(
        classroom=classroom, defaults={"code": code, "created": now, "expires": ends, "places": min(places, MOST_IN_CLASS)}
    )
    record(by=by, action=Action.CLASS_CODE_MADE, school=classroom.school_id, classroom=classroom, detail=str(made.places))
    return made


@transaction.atomic
def close_code(*, classroom: Classroom) -> None:
    """Nobody asks by it any more; who has asked still waits for an answer."""
    JoinCode.objects.filter(classroom=classroom).delete()


@transaction.atomic
def ask_to_join(*, typed: str, name: str, student: User | None = None) -> JoinRequest:
    """Ask to join the class of a code, as ``student`` or as somebody new who is called ``name``.

    Raises ``Refused`` for a code that is not, or no longer, there (a class of another school looks the same), and when its places are
    taken: they are counted under a lock, so that a flood stops at the cap.
    """
    now = timezone.now()
    code = JoinCode.objects.select_for_update(of=("self",)).select_related("classroom").filter(code=normal_code(typed)).first()
    if code is None or not code.is_open(now) or code.classroom.archived or (student and student.school_id != code.classroom.school_id):
        raise Refused(_("This code does not work, or works no more. Ask your teacher for a new one."))
    classroom = code.classroom
    if student:
        if classroom.enrolments.current().filter(student=student).exists():
            raise Refused(_("You are in this class already."))
        if waiting := classroom.join_requests.waiting().filter(student=student).first():
            return waiting
    if classroom.join_requests.count() >= code.places:
        raise Refused(_("All places of this code are taken. Tell your teacher."))
    return JoinRequest.objects.create(classroom=classroom, display_name=student.display_name if student else name, student=student)


@transaction.atomic
def decide(*, classroom: Classroom, requests: Sequence[uuid.UUID], accept: bool, by: User) -> list[User]:
    """Let in those who asked, or send them away; who has an answer already keeps it. Gives those who are in now.

    Raises ``Refused`` over the size of a class; then nobody is let in.
    """
    Classroom.objects.select_for_update().get(pk=classroom.pk)
    now = timezone.now()
    asked = list(classroom.join_requests.waiting().filter(pk__in=requests).select_related("student"))
    if accept and classroom.enrolments.current().count() + len(asked) > MOST_IN_CLASS:
        raise Refused(_("A class has at most %(most)d students; nobody was let in.") % {"most": MOST_IN_CLASS})
    came = []
    for one in asked:
        one.decided, one.accepted = now, accept
        if accept:
            if one.student is None:
                one.student = User.objects.create_user(
                    username=new_username(), display_name=one.display_name, school_id=classroom.school_id
                )
            _seat(classroom, one.student, now)
            record(by=by, action=Action.STUDENT_APPROVED, school=classroom.school_id, classroom=classroom, about=one.student)
            came.append(one.student)
        one.save(update_fields=["decided", "accepted", "student"])
    return came


def _seat(classroom: Classroom, student: User, now: datetime.datetime) -> None:
    seat, new = Enrolment.objects.get_or_create(classroom=classroom, student=student)
    if not new and seat.left:
        seat.left, seat.joined = None, now
        seat.save(update_fields=["left", "joined"])


@transaction.atomic
def claim(*, request_id: uuid.UUID) -> Card:
    """The sign-in of somebody new who was let in, for the browser that asked; once.

    Raises ``Refused`` where there is nothing to show: not let in, shown before, or the teacher has made a card meanwhile.
    """
    asked = JoinRequest.objects.select_for_update(of=("self",)).select_related("student").filter(pk=request_id).first()
    if asked is None or not asked.accepted or asked.student is None or asked.claimed or asked.student.has_usable_password():
        raise Refused(_("There is no sign-in to show here. Ask your teacher for a card."))
    password = new_password()
    asked.student.set_password(password)
    asked.student.save(update_fields=["password"])
    asked.claimed = timezone.now()
    asked.save(update_fields=["claimed"])
    return Card(asked.student, password)
