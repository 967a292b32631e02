"""What is past its time by a school's own deadlines: counted for a preview, and deleted by the nightly command."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from accounts.attempts.models import Attempt
from accounts.people.audit import AuditEntry, forget, record
from accounts.people.joining.models import JoinRequest
from accounts.people.models import Enrolment, School, User
from accounts.privacy.erasing import erase_student
from accounts.privacy.models import Cutoffs, retention_of

BATCH = 200
"""Attempts deleted in one transaction, so that nobody who answers just then waits long."""


UNCLAIMED = datetime.timedelta(days=7)
"""The name of who asked to join a class and was not let in goes after this, whatever the school's deadlines."""


@dataclass(frozen=True, slots=True)
class PastTime:
    """How much is past its time."""

    cutoffs: Cutoffs
    attempts: int
    students: int
    audit: int

    @property
    def is_empty(self) -> bool:
        return not (self.attempts or self.students or self.audit)


def attempts_past(school: School, cutoffs: Cutoffs) -> QuerySet[Attempt]:
    """Attempts of school years that are over long enough, practice too."""
    return Attempt.objects.filter(student__school=school, started__lt=cutoffs.answers)


def students_past(school: School, cutoffs: Cutoffs) -> QuerySet[User]:
    """Students who sit in no class in use, since before the cut-off. Who never sat in one counts from when the account was made.

    Somebody leaves a class when they are taken out of it, or when it is archived.
    """
    sits = Enrolment.objects.filter(student=OuterRef("pk"), left=None, classroom__archived=None)
    left = Max(Coalesce("enrolments__left", "enrolments__classroom__archived"))
    return (
        User.objects.filter(school=school, role=User.Role.STUDENT)
        .filter(~Exists(sits))
        .annotate(gone=Coalesce(left, "date_joined"))
        .filter(gone__lt=cutoffs.accounts)
        .order_by("pk")
    )


def audit_past(school: School, cutoffs: Cutoffs) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(school=school, at__lt=cutoffs.audit)


def past_time(school: School, now: datetime.datetime) -> PastTime:
    """What ``apply_retention`` would delete at ``now``; four queries."""
    cutoffs = retention_of(school).cutoffs(now)
    return PastTime(
        cutoffs,
        attempts_past(school, cutoffs).count(),
        students_past(school, cutoffs).count(),
        audit_past(school, cutoffs).count(),
    )


def apply_retention(school: School, now: datetime.datetime) -> PastTime:
    """Delete what is past its time, in batches: broken off, it goes on where it was the next night. Returns what went."""
    cutoffs = retention_of(school).cutoffs(now)
    attempts = 0
    while keys := list(attempts_past(school, cutoffs).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Attempt.objects.filter(pk__in=keys).delete()
        attempts += len(keys)
    students = list(students_past(school, cutoffs))
    for student in students:
        erase_student(student=student, by=None)
    JoinRequest.objects.filter(classroom__school=school, student=None, asked__lt=now - UNCLAIMED).delete()
    with transaction.atomic():
        audit = forget(before=cutoffs.audit, school=school)
        gone = PastTime(cutoffs, attempts, len(students), audit)
        if not gone.is_empty:
            before = date_format(timezone.localtime(cutoffs.answers), "j F Y")
            detail = f"{attempts} attempts from before {before}, {len(students)} accounts, {audit} lines of this log"
            record(by=None, action=AuditEntry.Action.RETENTION_RUN, school=school, detail=detail)
    return gone
