"""Homework: its times, and who sees it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.homework.models import Assignment
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND
from tests.factories import AdminFactory, AssignmentFactory, ClassroomFactory, EnrolmentFactory, UserFactory, enrolled, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_homework_has_an_address_and_a_name_for_logs():
    assignment = AssignmentFactory()

    assert assignment.get_absolute_url() == f"/homework/{assignment.pk}/"
    assert str(assignment) == f"{assignment.quiz_id} for {assignment.classroom_id}"


def test_homework_shows_right_answers_at_once_unless_said_otherwise():
    assert Assignment.objects.get(pk=AssignmentFactory().pk).feedback == "at_once"


def test_homework_is_listed_by_when_it_is_due():
    later, sooner = AssignmentFactory(due=NOON + 2 * DAY), AssignmentFactory(due=NOON + DAY)

    assert list(Assignment.objects.all()) == [sooner, later]


def test_all_three_times_may_be_the_same():
    assignment = AssignmentFactory(opens=NOON, due=NOON, closes=NOON)

    assert list(Assignment.objects.all()) == [assignment]


@pytest.mark.parametrize(
    ("opens", "due", "closes"),
    [(NOON, NOON - SECOND, NOON), (NOON, NOON, NOON - SECOND), (NOON + 2 * SECOND, NOON + SECOND, NOON + 3 * SECOND)],
    ids=["due before opening", "closing before due", "opening after due"],
)
def test_the_database_keeps_the_times_in_order(opens, due, closes):
    quiz, classroom = quiz_of(1), ClassroomFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(quiz=quiz, classroom=classroom, opens=opens, due=due, closes=closes)


def test_a_quiz_that_was_set_cannot_be_deleted():
    assignment = AssignmentFactory()

    with pytest.raises(ProtectedError):
        assignment.quiz.delete()


@pytest.mark.parametrize(
    ("now", "is_open", "is_closed"),
    [
        (NOON - SECOND, False, False),
        (NOON, True, False),
        (NOON + SECOND, True, False),
        (NOON + HOUR - SECOND, True, False),
        (NOON + HOUR, True, False),
        (NOON + HOUR + SECOND, True, False),
        (NOON + DAY - SECOND, True, False),
        (NOON + DAY, True, False),
        (NOON + DAY + SECOND, False, True),
    ],
    ids=[f"{name} {shift}" for name in ("opens", "due", "closes") for shift in ("−1", "0", "+1")],
)
def test_homework_is_open_from_its_opening_to_its_closing_second(now, is_open, is_closed):
    assignment = AssignmentFactory.build(quiz=None, classroom=None, opens=NOON, due=NOON + HOUR, closes=NOON + DAY)

    assert (assignment.is_open(now), assignment.is_closed(now)) == (is_open, is_closed)


@pytest.mark.parametrize(("shift", "seen"), [(-SECOND, False), (datetime.timedelta(0), True), (SECOND, True)], ids=["−1", "0", "+1"])
def test_a_student_sees_homework_from_the_second_it_opens(time_machine, shift, seen):
    assignment = AssignmentFactory(opens=NOON + HOUR)
    student = enrolled(assignment.classroom)

    time_machine.move_to(NOON + HOUR + shift, tick=False)

    assert list(Assignment.objects.set_for(student)) == [assignment] * seen


def test_closed_homework_is_still_seen():
    assignment = AssignmentFactory(opens=NOON - 9 * DAY)
    student = enrolled(assignment.classroom)

    assert assignment.is_closed(NOON)
    assert list(Assignment.objects.set_for(student)) == [assignment]


def test_who_is_set_homework():
    assignment = AssignmentFactory()
    classroom = assignment.classroom
    inside = enrolled(classroom)
    left = EnrolmentFactory(classroom=classroom, left=NOON - HOUR).student
    other_class = enrolled(ClassroomFactory(school=classroom.school))
    nowhere = UserFactory(school=classroom.school)

    people = [inside, left, other_class, nowhere, classroom.owner, AdminFactory(school=classroom.school)]

    assert [list(Assignment.objects.set_for(person)) for person in people] == [[assignment], [], [], [], [], []]


def test_who_left_one_class_is_set_the_homework_of_the_other():
    """The two conditions are on the same place in a class: left here, sitting there, does not mean sitting here."""
    left, stays = AssignmentFactory(), AssignmentFactory()
    student = enrolled(stays.classroom)
    EnrolmentFactory(classroom=left.classroom, student=student, left=NOON - HOUR)
    enrolled(left.classroom)

    assert list(Assignment.objects.set_for(student)) == [stays]


def test_homework_of_two_classes_is_seen_once_each():
    first, second = AssignmentFactory(due=NOON + HOUR), AssignmentFactory(due=NOON + DAY)
    student = enrolled(first.classroom)
    EnrolmentFactory(classroom=second.classroom, student=student)

    assert list(Assignment.objects.set_for(student)) == [first, second]


def test_who_teaches_homework():
    assignment = AssignmentFactory()
    classroom = assignment.classroom
    colleague = ClassroomFactory(school=classroom.school).owner

    people = [classroom.owner, colleague, AdminFactory(school=classroom.school), enrolled(classroom)]

    assert [list(Assignment.objects.taught_by(person)) for person in people] == [[assignment], [], [], []]


def test_homework_counts_its_questions(django_assert_num_queries):
    assignment = AssignmentFactory()
    for _student in range(3):
        student = enrolled(assignment.classroom)
    empty = AssignmentFactory(quiz=quiz_of(0))

    with django_assert_num_queries(1):
        counted = set(Assignment.objects.with_counts().values_list("pk", "question_count"))

    assert counted == {(assignment.pk, 3), (empty.pk, 0)}
    assert [one.question_count for one in Assignment.objects.set_for(student).with_counts()] == [3]
    of_three_students = Assignment.objects.filter(classroom__enrolments__student__isnull=False)
    assert [one.question_count for one in of_three_students.with_counts().distinct()] == [3]
