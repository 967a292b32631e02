"""Writes to a class as a whole: its name and dates, archiving it, and taking it into the next year."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, Enrolment, User
from revision.actions import Refused


def refuse_taken_name(*, school_id: int, name: str, but: Classroom | None = None) -> None:
    """Raises ``Refused`` if a class in use has the name, in whatever case; one that is archived may share it."""
    others = Classroom.objects.in_use().filter(school=school_id, name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refused(_("Your school has a class “%(name)s” already.") % {"name": name})


@transaction.atomic
def edit_classroom(*, classroom: Classroom, by: User, name: str, subject: str, exam_date: datetime.date | None) -> None:
    """Another name, subject or exam day. Raises ``Refused`` if another class has the name."""
    refuse_taken_name(school_id=classroom.school_id, name=name, but=classroom)
    classroom.name, classroom.subject, classroom.exam_date = name, subject, exam_date
    classroom.save(update_fields=["name", "subject", "exam_date"])


@transaction.atomic
def archive_classroom(*, classroom: Classroom, by: User) -> None:
    """Out of the lists, and read-only: its results stay. Raises ``Refused`` while homework of it still takes answers."""
    now = timezone.now()
    running = classroom.assignments.filter(Q(closes__gt=now) | Q(extensions__closes__gt=now)).select_related("quiz").order_by("-closes")
    if still := running.first():
        raise Refused(
            _("“%(quiz)s” still takes answers. Let its closing time pass, or bring it forward; then archive the class.")
            % {"quiz": still.quiz.title}
        )
    classroom.archived = now
    classroom.save(update_fields=["archived"])
    record(by=by, action=AuditEntry.Action.CLASS_ARCHIVED, school=classroom.school_id, classroom=classroom)
    classroom.join_requests.waiting().delete()
    if code := getattr(classroom, "join_code", None):
        code.delete()


@transaction.atomic
def restore_classroom(*, classroom: Classroom, by: User) -> None:
    """Back in use. Raises ``Refused`` if another class has taken its name meanwhile."""
    refuse_taken_name(school_id=classroom.school_id, name=classroom.name, but=classroom)
    classroom.archived = None
    classroom.save(update_fields=["archived"])
    record(by=by, action=AuditEntry.Action.CLASS_RESTORED, school=classroom.school_id, classroom=classroom)


@transaction.atomic
def roll_over(
    *, classroom: Classroom, by: User, name: str, subject: str, exam_date: datetime.date | None, with_students: bool
) -> Classroom:
    """The class of the next year, linked to this one, which is archived with its results. Its name may be the same.

    Raises ``Refused`` as archiving does, and if another class has the name; then nothing is changed.
    """
    archive_classroom(classroom=classroom, by=by)
    refuse_taken_name(school_id=classroom.school_id, name=name)
    following = Classroom.objects.create(
        school_id=classroom.school_id, owner_id=classroom.owner_id, name=name, subject=subject, exam_date=exam_date, previous=classroom
    )
    if with_students:
        sitting = classroom.enrolments.current().filter(student__is_active=True).values_list("student", flat=True)
        Enrolment.objects.bulk_create(Enrolment(classroom=following, student_id=student) for student in sitting)
    record(by=by, action=AuditEntry.Action.CLASS_ROLLED_OVER, school=classroom.school_id, classroom=following, detail=classroom.name)
    return following
