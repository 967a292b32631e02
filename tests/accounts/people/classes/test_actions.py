"""A class through the years: its name, the archive, and the next year."""

import datetime

import pytest

from accounts.homework.models import Assignment
from accounts.people.classes import actions
from accounts.people.models import Classroom
from revision.actions import Refused
from tests.accounts.helpers import DAY, NOON
from tests.factories import AssignmentFactory, ClassroomFactory, EnrolmentFactory, enrolled, finished, quiz_of

pytestmark = pytest.mark.django_db

JUNE = datetime.date(2027, 6, 8)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def rolled(classroom, **values):
    given = {"name": "12B History", "subject": "History", "exam_date": JUNE, "with_students": True, **values}
    return actions.roll_over(classroom=classroom, by=classroom.owner, **given)


def test_a_class_gets_another_name_subject_and_exam_day():
    classroom = ClassroomFactory(name="11B")

    actions.edit_classroom(classroom=classroom, by=classroom.owner, name="11B History", subject="History", exam_date=JUNE)

    assert list(Classroom.objects.values_list("name", "subject", "exam_date")) == [("11B History", "History", JUNE)]
    assert [classroom.days_to_exam(day) for day in (JUNE - 3 * DAY, JUNE, JUNE + DAY)] == [3, 0, None]


@pytest.mark.parametrize("name", ["10A", "10a"])
def test_a_name_that_another_class_has_is_refused(name):
    other = ClassroomFactory(name="10A")
    classroom = ClassroomFactory(name="11B", school=other.school)

    with pytest.raises(Refused) as refused:
        actions.edit_classroom(classroom=classroom, by=classroom.owner, name=name, subject="", exam_date=None)

    assert str(refused.value) == f"Your school has a class “{name}” already."


def test_a_class_may_change_the_case_of_its_own_name():
    classroom = ClassroomFactory(name="11b")

    actions.edit_classroom(classroom=classroom, by=classroom.owner, name="11B", subject="", exam_date=None)

    assert Classroom.objects.get().name == "11B"


def test_an_archived_class_is_out_of_use_and_its_homework_off_the_list_of_its_students():
    assignment = AssignmentFactory(opens=NOON - 10 * DAY)
    student = enrolled(assignment.classroom)
    before = list(Assignment.objects.set_for(student))

    actions.archive_classroom(classroom=assignment.classroom, by=assignment.classroom.owner)

    assert (before, list(Assignment.objects.set_for(student))) == ([assignment], [])
    assert (list(Classroom.objects.in_use()), Classroom.objects.get().archived) == ([], NOON)


@pytest.mark.parametrize("late", ["class", "student"])
def test_a_class_whose_homework_takes_answers_is_not_archived(late):
    assignment = AssignmentFactory(opens=NOON - 10 * DAY, quiz=quiz_of(1, title="Trotsky"))
    if late == "class":
        Assignment.objects.update(closes=NOON + DAY)
    else:
        assignment.extensions.create(student=enrolled(assignment.classroom), opens=NOON - DAY, due=NOON, closes=NOON + DAY)

    with pytest.raises(Refused) as refused:
        actions.archive_classroom(classroom=assignment.classroom, by=assignment.classroom.owner)

    assert str(refused.value).startswith("“Trotsky” still takes answers.")
    assert Classroom.objects.in_use().count() == 1


def test_a_class_is_brought_back_with_everything_that_was_in_it():
    assignment = AssignmentFactory(opens=NOON - 10 * DAY)
    student, classroom = enrolled(assignment.classroom), assignment.classroom
    actions.archive_classroom(classroom=classroom, by=classroom.owner)

    actions.restore_classroom(classroom=classroom, by=classroom.owner)

    assert (list(Classroom.objects.in_use()), list(Assignment.objects.set_for(student))) == ([classroom], [assignment])


def test_a_class_whose_name_is_taken_by_now_waits():
    old = ClassroomFactory(name="11B", archived=NOON)
    ClassroomFactory(name="11B", school=old.school)

    with pytest.raises(Refused) as refused:
        actions.restore_classroom(classroom=old, by=old.owner)

    assert str(refused.value) == "Your school has a class “11B” already."


def test_the_next_year_begins_with_the_students_and_without_the_homework(time_machine):
    assignment = AssignmentFactory(opens=NOON, classroom__name="11B History")
    old = assignment.classroom
    student = enrolled(old)
    finished(assignment, student)
    gone = EnrolmentFactory(classroom=old, left=NOON)
    closed = EnrolmentFactory(classroom=old, student__is_active=False)
    time_machine.move_to(NOON + 300 * DAY, tick=False)

    following = rolled(old)

    old.refresh_from_db()
    assert (following.name, following.subject, following.exam_date, following.owner, following.previous) == (
        "12B History",
        "History",
        JUNE,
        old.owner,
        old,
    )
    assert list(following.enrolments.values_list("student", "left", "joined")) == [(student.pk, None, NOON + 300 * DAY)]
    assert (following.assignments.count(), old.archived, old.assignments.count()) == (0, NOON + 300 * DAY, 1)
    assert {gone.pk, closed.pk} < set(old.enrolments.values_list("pk", flat=True))


def test_the_next_year_may_begin_without_students_and_under_the_same_name():
    old = ClassroomFactory(name="11B")
    enrolled(old)

    following = rolled(old, name="11B", with_students=False)

    assert (following.name, following.enrolments.count(), old.enrolments.count()) == ("11B", 0, 1)


def test_a_year_whose_name_is_taken_does_not_begin_and_the_old_class_goes_on():
    old = ClassroomFactory(name="11B")
    ClassroomFactory(name="12B", school=old.school)

    with pytest.raises(Refused):
        rolled(old, name="12b")

    assert (Classroom.objects.in_use().count(), Classroom.objects.count()) == (2, 2)
