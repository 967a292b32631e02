"""Erasing: what the preview says goes, goes, all of it; and nobody else's."""

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.attempts.actions import start_practice
from accounts.homework.models import Extension
from accounts.models import Assignment, Attempt, AuditEntry, Enrolment, Response, User
from accounts.people.audit import record
from accounts.privacy.erasing import erase_student, what_goes
from revision.actions import Refused
from tests.factories import AssignmentFactory, TeacherFactory, enrolled, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> User:
    """A student with one of everything, beside a classmate."""
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom, username="olive-1000", display_name="Canary Olive")
    start_practice(attempt=finished(assignment, student, right=1))
    finished(assignment, enrolled(assignment.classroom), right=2)
    Extension.objects.create(assignment=assignment, student=student, excused=True, reason="Canary reason")
    AssignmentFactory(classroom=assignment.classroom).only_for.add(student)
    record(by=assignment.classroom.owner, action="password_reset", school=student.school, about=student)
    return student


def test_the_preview_counts_by_kind(olive: User) -> None:
    going = what_goes(olive)
    assert going.goes == {
        "assignment-user relationships": 1,
        "attempts": 2,
        "enrolments": 1,
        "extensions": 1,
        "questions asked": 5,
        "answers": 3,
        "homework set to them alone": 1,
    }
    assert going.stays_without_name == {"audit entries": 1}


def test_all_that_was_counted_goes_and_a_classmates_stays(olive: User) -> None:
    before = what_goes(olive)
    gone = erase_student(student=olive, by=None)
    assert gone == before
    assert not User.objects.filter(pk=olive.pk).exists()
    assert (Attempt.objects.count(), Enrolment.objects.count(), Response.objects.count(), Assignment.objects.count()) == (1, 1, 3, 1)
    assert list(AuditEntry.objects.order_by("at").values_list("action", "about", "detail")) == [
        ("password_reset", None, ""),
        ("data_erased", None, "one student, 2 attempts"),
    ]


def test_homework_that_others_have_too_stays(olive: User) -> None:
    shared = AssignmentFactory(classroom=olive.classes.get())
    other = enrolled(shared.classroom)
    shared.only_for.add(olive, other)
    erase_student(student=olive, by=None)
    assert list(shared.only_for.all()) == [other]


def test_nothing_of_the_student_is_left_in_any_table(olive: User) -> None:
    """Every text column of every table is searched for name, username, key and reason."""
    key = olive.pk
    erase_student(student=olive, by=None)
    left = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                texts = {str(value) for value in model._base_manager.values_list(field.name, flat=True)}
                left += [f"{model.__name__}.{field.name}" for text in texts for canary in ("Canary", "olive", str(key)) if canary in text]
    assert left == []


def test_only_students(olive: User) -> None:
    teacher = TeacherFactory(school=olive.school)
    with pytest.raises(Refused, match="Only a student"):
        erase_student(student=teacher, by=None)
    assert User.objects.filter(pk=teacher.pk).exists()


def test_a_failure_in_the_middle_erases_nothing(olive: User, monkeypatch) -> None:
    def fails(**values: object) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("accounts.privacy.erasing.record", fails)
    with pytest.raises(RuntimeError):
        erase_student(student=olive, by=None)
    assert what_goes(User.objects.get(pk=olive.pk)).goes["attempts"] == 2
    assert connection.in_atomic_block
