"""Deadlines: which day is past its time."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import DataRequest, Retention
from accounts.privacy.models import months_before, retention_of
from tests.factories import SchoolFactory, TeacherFactory, UserFactory


def at(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        ("2027-05-31 10:00", 3, "2027-02-28 10:00"),
        ("2028-05-31 10:00", 3, "2028-02-29 10:00"),
        ("2027-03-15 10:00", 3, "2026-12-15 10:00"),
        ("2027-12-31 10:00", 13, "2026-11-30 10:00"),
        ("2027-01-01 10:00", 24, "2025-01-01 10:00"),
    ],
)
def test_months_before(moment: str, months: int, before: str) -> None:
    naive = datetime.datetime.fromisoformat
    assert months_before(naive(moment), months) == naive(before)


@pytest.mark.parametrize(
    ("now", "answers"),
    [
        ("2027-09-30 12:00", "2025-09-01 00:00"),  # 13 months earlier is 30 August 2026: that year was not over yet
        ("2027-10-01 12:00", "2026-09-01 00:00"),  # 13 months earlier is 1 September 2026: it was
        ("2028-02-01 12:00", "2026-09-01 00:00"),
    ],
)
def test_answers_go_thirteen_months_after_the_end_of_their_school_year(now: str, answers: str) -> None:
    assert Retention().cutoffs(at(now)).answers == at(answers)


def test_a_year_that_ends_with_the_calendars() -> None:
    retention = Retention(year_ends=12, answers_months=1)
    assert retention.cutoffs(at("2027-01-20 12:00")).answers == at("2026-01-01 00:00")
    assert retention.cutoffs(at("2027-02-01 12:00")).answers == at("2027-01-01 00:00")


@pytest.mark.django_db
def test_a_school_without_deadlines_of_its_own_has_the_defaults() -> None:
    school = SchoolFactory()
    found = retention_of(school)
    assert (found.pk, found.year_ends, found.answers_months, found.accounts_months, found.audit_months) == (None, 8, 13, 3, 24)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"year_ends": 13}, {"answers_months": 0}, {"accounts_months": 85}, {"audit_months": 5}])
def test_deadlines_beyond_reason_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Retention.objects.create(school=SchoolFactory(), **wrong)


@pytest.mark.django_db
def test_the_same_request_is_open_once() -> None:
    student = UserFactory()
    teacher = TeacherFactory(school=student.school)
    DataRequest.objects.create(student=student, kind="erase", asked_by=teacher, done=timezone.now())
    DataRequest.objects.create(student=student, kind="erase", asked_by=teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.create(student=student, kind="erase", asked_by=teacher)
