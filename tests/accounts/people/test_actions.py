"""Every write to people and classes."""

import re
import secrets

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from accounts.attempts.models import Attempt
from accounts.homework.models import Assignment
from accounts.people import actions
from accounts.people.models import Classroom, Enrolment, School, User
from accounts.people.words import ANIMALS, WORDS
from revision.actions import Refused
from tests.accounts.helpers import DAY, NOON, many_enrolled, queries
from tests.factories import (
    PASSWORD,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    SchoolFactory,
    TeacherFactory,
    UserFactory,
    enrolled,
    started,
)

pytestmark = pytest.mark.django_db


def test_a_new_username_is_an_animal_and_four_figures():
    animal, number = actions.new_username().rsplit("-", 1)

    assert animal in ANIMALS
    assert re.fullmatch("[1-9][0-9]{3}", number)


def test_a_username_that_is_taken_is_not_given_again(monkeypatch):
    UserFactory(username="otter-1000")
    drawn = iter(["otter", "otter", "heron"])
    monkeypatch.setattr(secrets, "choice", lambda words: next(drawn))
    monkeypatch.setattr(secrets, "randbelow", lambda below: 0)

    assert actions.new_username() == "heron-1000"


def test_the_first_and_the_last_number_of_a_username(monkeypatch):
    monkeypatch.setattr(secrets, "choice", lambda words: words[0])
    names = []
    for draw in (lambda below: 0, lambda below: below - 1):
        monkeypatch.setattr(secrets, "randbelow", draw)
        names.append(actions.new_username())

    assert names == ["badger-1000", "badger-9999"]


def test_a_new_password_is_three_words_of_the_list():
    words = actions.new_password().split("-")

    assert (len(words), [word for word in words if word not in WORDS]) == (3, [])


def test_passwords_are_drawn_anew_each_time():
    assert len({actions.new_password() for _draw in range(100)}) > 90


def test_a_school_comes_with_its_admin():
    admin = actions.create_school(name="Hill School", admin_username="head", admin_name="Dr Hill", password="amber-mill-tea")
    admin.refresh_from_db()

    assert list(School.objects.values_list("name", flat=True)) == ["Hill School"]
    assert list(User.objects.values_list("username", "display_name", "role", "school__name", "is_active")) == [
        ("head", "Dr Hill", "admin", "Hill School", True)
    ]
    assert admin.check_password("amber-mill-tea")


@pytest.mark.parametrize("wanted", ["head", "HEAD", "ｈead"], ids=["same", "other case", "other form"])
def test_no_school_is_made_where_its_admin_would_share_a_username(wanted):
    """Sign-in takes no account of case: two people whose names differ in case alone would both be locked out."""
    taken = UserFactory(username="head")

    with pytest.raises(Refused) as refused:
        actions.create_school(name="Hill School", admin_username=wanted, admin_name="Dr Hill", password="amber-mill-tea")

    assert str(refused.value) == f"The username “{wanted}” is taken; no school was made."
    assert (list(School.objects.all()), list(User.objects.all())) == ([taken.school], [taken])


def test_a_teacher_gets_a_card_with_a_password_that_works():
    school = SchoolFactory()

    card = actions.create_teacher(school=school, display_name="Ms Okafor")

    teacher = User.objects.get()
    assert (card.student, teacher.display_name, teacher.role, teacher.school) == (teacher, "Ms Okafor", "teacher", school)
    assert teacher.check_password(card.password)


def test_a_class_belongs_to_its_teacher_and_their_school():
    teacher = TeacherFactory()

    classroom = actions.create_classroom(teacher=teacher, name="11B History")

    assert list(Classroom.objects.values_list("pk", "name", "owner", "school")) == [
        (classroom.pk, "11B History", teacher.pk, teacher.school_id)
    ]
    assert list(classroom.students.all()) == []


def test_a_school_has_no_two_classes_of_one_name():
    there = ClassroomFactory(name="11B History")
    colleague = TeacherFactory(school=there.school)

    with pytest.raises(Refused) as refused:
        actions.create_classroom(teacher=colleague, name="11B History")

    assert str(refused.value) == "Your school has a class “11B History” already."
    assert list(Classroom.objects.all()) == [there]


def test_another_schools_class_may_have_the_same_name():
    ClassroomFactory(name="11B History")

    made = actions.create_classroom(teacher=TeacherFactory(), name="11B History")

    assert Classroom.objects.filter(name="11B History").exclude(pk=made.pk).count() == 1


def test_students_are_added_in_the_order_of_the_list():
    classroom = ClassroomFactory()

    cards = actions.add_students(classroom=classroom, names=["Zoë", "Ann"])

    assert [card.student.display_name for card in cards] == ["Zoë", "Ann"]
    assert [card.student.check_password(card.password) for card in cards] == [True, True]
    assert {card.student for card in cards} == set(classroom.students.all())
    assert list(classroom.students.values_list("display_name", "role", "school", "enrolments__left").order_by("display_name")) == [
        ("Ann", "student", classroom.school_id, None),
        ("Zoë", "student", classroom.school_id, None),
    ]


def test_a_card_is_not_kept():
    """The password can be read on the card alone: nothing that is stored holds it."""
    [card] = actions.add_students(classroom=ClassroomFactory(), names=["Ann"])

    assert [value for value in User.objects.filter(display_name="Ann").values().get().values() if card.password in str(value)] == []


def test_the_last_free_place_of_a_class_can_be_taken():
    classroom = ClassroomFactory()
    many_enrolled(classroom, 59)

    actions.add_students(classroom=classroom, names=["Ann"])

    assert classroom.enrolments.current().count() == 60


def test_over_the_size_of_a_class_nobody_is_added():
    classroom = ClassroomFactory()
    many_enrolled(classroom, 59)
    people = User.objects.count()

    with pytest.raises(Refused) as refused:
        actions.add_students(classroom=classroom, names=["Ann", "Ben"])

    assert str(refused.value) == "A class has at most 60 students; nobody was added."
    assert (classroom.enrolments.count(), User.objects.count()) == (59, people)


def test_those_who_left_and_other_classes_take_no_place():
    classroom = ClassroomFactory()
    many_enrolled(classroom, 60)
    classroom.enrolments.update(left=timezone.now())
    many_enrolled(ClassroomFactory(school=classroom.school), 60)

    actions.add_students(classroom=classroom, names=["Ann"])

    assert [enrolment.student.display_name for enrolment in classroom.enrolments.current()] == ["Ann"]


def test_adding_students_costs_the_same_for_each():
    classroom = ClassroomFactory()

    one = queries(lambda: actions.add_students(classroom=classroom, names=["A"]))
    three = queries(lambda: actions.add_students(classroom=classroom, names=["B", "C", "D"]))
    ten = queries(lambda: actions.add_students(classroom=classroom, names=[str(number) for number in range(10)]))

    assert (three - one, ten - three) == (2 * 3, 7 * 3)


def test_a_student_who_is_removed_keeps_their_attempts_and_sees_no_homework(time_machine):
    time_machine.move_to(NOON, tick=False)
    assignment = AssignmentFactory()
    student, other = enrolled(assignment.classroom), enrolled(assignment.classroom)
    attempt = started(assignment, student)

    actions.remove_student(classroom=assignment.classroom, student=student)

    assert Enrolment.objects.get(student=student).left == NOON
    assert Enrolment.objects.get(student=other).left is None
    assert list(Attempt.objects.all()) == [attempt]
    assert list(Assignment.objects.set_for(student)) == []
    assert list(Attempt.objects.of(student)) == []
    assert list(Assignment.objects.set_for(other)) == [assignment]


def test_who_has_left_already_left_then(time_machine):
    time_machine.move_to(NOON, tick=False)
    enrolment = EnrolmentFactory()
    actions.remove_student(classroom=enrolment.classroom, student=enrolment.student)

    time_machine.move_to(NOON + DAY, tick=False)
    actions.remove_student(classroom=enrolment.classroom, student=enrolment.student)

    enrolment.refresh_from_db()
    assert enrolment.left == NOON


def test_a_student_stays_in_their_other_classes():
    enrolment = EnrolmentFactory()
    other = EnrolmentFactory(student=enrolment.student)

    actions.remove_student(classroom=enrolment.classroom, student=enrolment.student)

    assert list(Enrolment.objects.current()) == [other]


def test_a_password_is_reset_to_the_one_on_the_card():
    student = UserFactory()

    card = actions.reset_password(student=student)

    stored = User.objects.get()
    assert (card.student, stored.check_password(card.password), stored.check_password(PASSWORD)) == (student, True, False)


def test_a_reset_touches_nothing_but_the_password():
    student = UserFactory(display_name="Ann")
    before = User.objects.values().get()
    student.display_name = "Changed on the way"

    actions.reset_password(student=student)

    after = User.objects.values().get()
    assert {name for name in before if before[name] != after[name]} == {"password"}


def test_a_reset_ends_all_sessions(as_user):
    student = UserFactory()
    request = RequestFactory().get("/")
    request.session = as_user(student).session
    assert get_user(request) == student

    actions.reset_password(student=student)

    assert get_user(request) == AnonymousUser()
