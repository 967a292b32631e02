"""Retention with the clock moved: what is past its time goes, what is not stays, school by school."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Attempt, AuditEntry, Enrolment, JoinRequest, Retention, User
from accounts.people.actions import remove_student
from accounts.people.audit import record
from accounts.privacy.retention import apply_retention, past_time
from tests.factories import AssignmentFactory, ClassroomFactory, SchoolFactory, TeacherFactory, enrolled, finished

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


@pytest.fixture
def attempt() -> Attempt:
    """Handed in on 10 November 2026 by a student who sits in the class for years."""
    with time_machine.travel(at("2026-11-10 17:00"), tick=False):
        return finished(AssignmentFactory())


def counts(school, now: str) -> tuple[int, int, int]:
    past = past_time(school, at(now))
    return past.attempts, past.students, past.audit


def test_answers_go_with_their_deadline_and_not_a_day_before(attempt: Attempt) -> None:
    school = attempt.student.school
    assert counts(school, "2028-09-30 23:59") == (0, 0, 0)
    assert counts(school, "2028-10-01 00:00") == (1, 0, 0)
    apply_retention(school, at("2028-09-30 23:59"))
    assert Attempt.objects.count() == 1
    gone = apply_retention(school, at("2028-10-01 00:00"))
    assert (gone.attempts, Attempt.objects.count(), User.objects.filter(pk=attempt.student_id).count()) == (1, 0, 1)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.detail) == (
        "retention_run",
        None,
        "1 attempts from before 1 September 2027, 0 accounts, 0 lines of this log",
    )


def test_students_go_months_after_they_left(attempt: Attempt) -> None:
    student = attempt.student
    with time_machine.travel(at("2027-01-10 09:00"), tick=False):
        remove_student(classroom=attempt.assignment.classroom, student=student, by=attempt.assignment.classroom.owner)
    assert counts(student.school, "2027-04-10 08:59") == (0, 0, 0)
    assert counts(student.school, "2027-04-10 09:01") == (0, 1, 0)
    apply_retention(student.school, at("2027-04-10 09:01"))
    assert (User.objects.filter(pk=student.pk).exists(), Attempt.objects.count()) == (False, 0)


def test_a_class_that_was_archived_was_left_then(attempt: Attempt) -> None:
    classroom = attempt.assignment.classroom
    classroom.archived = at("2027-07-20 12:00")
    classroom.save()
    assert counts(classroom.school, "2027-10-20 11:59")[1] == 0
    assert counts(classroom.school, "2027-10-20 12:01")[1] == 1
    Enrolment.objects.create(classroom=ClassroomFactory(school=classroom.school), student=attempt.student)
    assert counts(classroom.school, "2027-10-20 12:01")[1] == 0


def test_who_never_sat_in_a_class_counts_from_the_day_of_the_account() -> None:
    with time_machine.travel(at("2027-01-10 09:00"), tick=False):
        student = enrolled(ClassroomFactory())
    student.enrolments.all().delete()
    assert counts(student.school, "2027-04-10 08:59")[1] == 0
    assert counts(student.school, "2027-04-10 09:01")[1] == 1


def test_lines_of_the_audit_log_go(attempt: Attempt) -> None:
    school = attempt.student.school
    with time_machine.travel(at("2026-11-10 09:00"), tick=False):
        record(by=None, action="settings_changed", school=school)
        record(by=None, action="settings_changed", school=SchoolFactory())
    assert counts(school, "2028-11-10 08:59")[2] == 0
    apply_retention(school, at("2028-11-10 09:01"))
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["retention_run", "settings_changed"]


def test_a_schools_own_deadlines_hold_for_it_alone(attempt: Attempt) -> None:
    school = attempt.student.school
    with time_machine.travel(at("2026-11-10 17:00"), tick=False):
        other = finished(AssignmentFactory())
    Retention.objects.create(school=school, year_ends=7, answers_months=1)
    assert counts(school, "2027-09-02 12:00")[0] == 1
    assert counts(other.student.school, "2027-09-02 12:00")[0] == 0
    apply_retention(school, at("2027-09-02 12:00"))
    assert list(Attempt.objects.all()) == [other]


def test_names_of_who_was_not_let_in_go_after_a_week() -> None:
    classroom = ClassroomFactory()
    JoinRequest.objects.create(classroom=classroom, display_name="Canary", asked=at("2026-11-10 09:00"))
    apply_retention(classroom.school, at("2026-11-17 08:59"))
    assert JoinRequest.objects.count() == 1
    apply_retention(classroom.school, at("2026-11-17 09:01"))
    assert JoinRequest.objects.count() == 0


def test_broken_off_it_goes_on_the_next_night(attempt: Attempt, monkeypatch) -> None:
    with time_machine.travel(at("2026-11-11 17:00"), tick=False):
        for _student in range(4):
            finished(attempt.assignment)
    monkeypatch.setattr("accounts.privacy.retention.BATCH", 2)
    school, now = attempt.student.school, at("2028-10-01 03:00")
    real = Attempt.objects.filter
    calls = []

    def breaks(*args: object, **kwargs: object):
        if "pk__in" in kwargs:
            calls.append(kwargs)
            if len(calls) == 2:
                raise KeyboardInterrupt
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(Attempt.objects, "filter", breaks)
        with pytest.raises(KeyboardInterrupt):
            apply_retention(school, now)
    assert Attempt.objects.count() == 3
    assert apply_retention(school, now).attempts == 3


def test_the_command(attempt: Attempt) -> None:
    school = attempt.student.school
    TeacherFactory(school=school)
    with time_machine.travel(at("2028-10-01 03:10"), tick=False):
        out = StringIO()
        call_command("apply_retention", "--dry-run", stdout=out)
        assert out.getvalue() == f"{school.name}: 1 attempts, 0 accounts, 0 lines of the audit log would go.\n"
        assert Attempt.objects.count() == 1
        out = StringIO()
        call_command("apply_retention", stdout=out)
        assert out.getvalue() == f"{school.name}: 1 attempts, 0 accounts, 0 lines of the audit log went.\n"
    assert Attempt.objects.count() == 0
