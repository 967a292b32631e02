"""How long a school keeps what, and what was asked about a student's data."""

import datetime
import uuid
from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import School, User


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """At one moment, before which what is past its time."""

    answers: datetime.datetime
    """Attempts that began before this."""
    accounts: datetime.datetime
    """Students who left before this."""
    audit: datetime.datetime
    """Lines of the audit log from before this."""


class Retention(models.Model):
    """One school's deadlines, in months. A school without a row has the defaults (``retention_of``)."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="retention")
    year_ends = models.PositiveSmallIntegerField(default=8, help_text="The month, 1 to 12, with whose last day a school year ends.")
    answers_months = models.PositiveSmallIntegerField(
        default=13, help_text="Attempts and answers go so many months after their school year."
    )
    accounts_months = models.PositiveSmallIntegerField(default=3, help_text="A student's account goes so many months after they left.")
    audit_months = models.PositiveSmallIntegerField(default=24, help_text="A line of the audit log goes after so many months.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    year_ends__gte=1,
                    year_ends__lte=12,
                    answers_months__gte=1,
                    answers_months__lte=84,
                    accounts_months__gte=1,
                    accounts_months__lte=84,
                    audit_months__gte=6,
                    audit_months__lte=84,
                ),
                name="retention_within",
            )
        ]

    def __str__(self) -> str:
        return f"retention of {self.school_id}"

    def cutoffs(self, now: datetime.datetime) -> Cutoffs:
        """What is past its time at ``now``; days begin by the school's clock."""
        today = timezone.localtime(now)
        return Cutoffs(
            answers=self.year_end(months_before(today, self.answers_months)),
            accounts=months_before(today, self.accounts_months),
            audit=months_before(today, self.audit_months),
        )

    def year_end(self, moment: datetime.datetime) -> datetime.datetime:
        """The end of the last school year that was over at ``moment``: the first moment of the month after."""
        month = self.year_ends % 12 + 1
        year = moment.year if moment.month >= month else moment.year - 1
        return moment.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)


def months_before(moment: datetime.datetime, months: int) -> datetime.datetime:
    """The same day and hour ``months`` earlier, or that month's last day: 31 May less three months is 28 (or 29) February."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=years, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=years, month=month + 1)


def retention_of(school: School) -> Retention:
    """The school's own deadlines, or the defaults in a row that is not saved; one query."""
    return Retention.objects.filter(school=school).first() or Retention(school=school)


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> Self:
        return self.filter(done=None)

    def of_school(self, school: School) -> Self:
        return self.filter(student__school=school)


class DataRequest(models.Model):
    """A teacher passes on that somebody asked for a student's data, or to have it erased; the school's admin does it."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("a copy of the data")
        ERASE = "erase", _("erasing the data")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=6, choices=Kind)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    done = models.DateTimeField(null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "kind"], condition=models.Q(done=None), name="data_request_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.student_id}"
