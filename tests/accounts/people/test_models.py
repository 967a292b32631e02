"""Schools, people, classes, and who sees which."""

import uuid
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.people.models import Classroom, Enrolment, User
from tests.factories import AdminFactory, ClassroomFactory, EnrolmentFactory, SchoolFactory, TeacherFactory, UserFactory, enrolled

pytestmark = pytest.mark.django_db

Role = User.Role


def test_things_are_called_by_their_names():
    school = SchoolFactory(name="Hill School")
    classroom = ClassroomFactory(school=school, name="11B History")
    student = enrolled(classroom, display_name="Ann Li")

    assert [str(school), str(classroom), str(student)] == ["Hill School", "11B History", "Ann Li"]
    assert str(Enrolment.objects.get()) == f"{student.pk} in {classroom.pk}"


def test_people_and_classes_have_addresses_that_cannot_be_guessed():
    student, classroom = UserFactory(), ClassroomFactory()

    assert (type(student.pk), type(classroom.pk)) == (uuid.UUID, uuid.UUID)
    assert (student.get_absolute_url(), classroom.get_absolute_url()) == (f"/students/{student.pk}/", f"/classes/{classroom.pk}/")


@pytest.mark.parametrize(
    ("role", "staff", "student", "admin"),
    [(Role.STUDENT, False, True, False), (Role.TEACHER, True, False, False), (Role.ADMIN, True, False, True)],
)
def test_what_a_role_makes_of_somebody(role, staff, student, admin):
    person = UserFactory.build(role=role, school=None)

    assert (person.is_staff, person.is_student, person.is_school_admin) == (staff, student, admin)


@pytest.mark.parametrize(
    ("name", "initials"), [("Ann", "A"), ("Ann Li", "AL"), ("ann maria li", "AL"), ("Ann  Li", "AL"), ("élise o'neil", "ÉO"), ("", "")]
)
def test_initials(name, initials):
    assert UserFactory.build(display_name=name, school=None).initials == initials


def test_a_person_is_a_student_unless_said_otherwise():
    user = User.objects.create_user(username="otter-1", display_name="Ann", school=SchoolFactory())

    assert (user.role, user.is_active, user.has_usable_password()) == (Role.STUDENT, True, False)


def test_a_password_is_kept_as_a_hash():
    user = User.objects.create_user(username="otter-1", password="amber-mill-tea", display_name="Ann", school=SchoolFactory())
    user.refresh_from_db()

    assert "amber-mill-tea" not in user.password
    assert (user.check_password("amber-mill-tea"), user.check_password("Amber-mill-tea")) == (True, False)


def test_a_username_is_stored_in_its_plain_form():
    assert User.objects.create_user(username="ｏtter-1", display_name="Ann", school=SchoolFactory()).username == "otter-1"


def test_a_username_is_given_once_over_all_schools():
    UserFactory(username="otter-1")

    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username="otter-1")


def test_people_are_listed_by_name():
    school = SchoolFactory()
    for name in ["Cy", "Ann", "Ben"]:
        UserFactory(display_name=name, school=school)

    assert [user.display_name for user in User.objects.filter(school=school)] == ["Ann", "Ben", "Cy"]


def test_of_a_student_no_more_is_kept_than_it_needs():
    assert sorted(field.name for field in User._meta.concrete_fields) == [
        "date_joined",
        "display_name",
        "email",
        "extra_attempts",
        "extra_time",
        "id",
        "is_active",
        "last_login",
        "password",
        "role",
        "roster_id",
        "school",
        "untimed",
        "username",
    ]


def test_a_student_has_no_email_and_staff_share_none():
    teacher = TeacherFactory(email="okafor@elm.example")

    for make in (lambda: UserFactory(email="child@elm.example"), lambda: TeacherFactory(email="Okafor@elm.example")):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    assert [TeacherFactory().email, teacher.email] == ["", "okafor@elm.example"]


def test_a_class_name_stands_once_in_a_school():
    classroom = ClassroomFactory(name="11B")

    with pytest.raises(IntegrityError), transaction.atomic():
        ClassroomFactory(school=classroom.school, name="11B")


def test_two_schools_may_have_a_class_of_the_same_name():
    ClassroomFactory(name="11B")
    ClassroomFactory(name="11B")

    assert Classroom.objects.filter(name="11B").count() == 2


def test_a_student_is_enrolled_in_a_class_once():
    enrolment = EnrolmentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(classroom=enrolment.classroom, student=enrolment.student)


def test_a_teacher_with_a_class_cannot_be_deleted():
    classroom = ClassroomFactory()

    with pytest.raises(ProtectedError):
        classroom.owner.delete()


def test_a_student_is_deleted_with_their_places():
    enrolment = EnrolmentFactory()

    enrolment.student.delete()

    assert list(Enrolment.objects.all()) == []


def test_who_sees_which_classes():
    school = SchoolFactory()
    ann, ben = TeacherFactory(school=school), TeacherFactory(school=school)
    first, second = ClassroomFactory(school=school, owner=ann, name="A"), ClassroomFactory(school=school, owner=ann, name="B")
    third = ClassroomFactory(school=school, owner=ben, name="C")
    stranger = ClassroomFactory(name="D")

    def seen(user):
        return list(Classroom.objects.visible_to(user))

    assert seen(ann) == [first, second]
    assert seen(ben) == [third]
    assert seen(stranger.owner) == [stranger]
    assert seen(AdminFactory(school=school)) == [first, second, third]
    assert seen(AdminFactory(school=stranger.school)) == [stranger]
    assert seen(AdminFactory()) == []
    assert seen(enrolled(first)) == []


def test_an_admin_teaches_only_their_own_classes():
    admin = AdminFactory()
    own = ClassroomFactory(school=admin.school, owner=admin)
    ClassroomFactory(school=admin.school)

    assert list(Classroom.objects.taught_by(admin)) == [own]


def test_nobody_signed_in_teaches_nothing():
    ClassroomFactory()

    assert list(Classroom.objects.taught_by(AnonymousUser())) == []


def test_a_class_counts_who_sits_in_it_now(django_assert_num_queries):
    full, left, empty = ClassroomFactory(name="A"), ClassroomFactory(name="B"), ClassroomFactory(name="C")
    EnrolmentFactory.create_batch(3, classroom=full)
    EnrolmentFactory(classroom=full, left=timezone.now())
    EnrolmentFactory(classroom=left, left=timezone.now())

    with django_assert_num_queries(1):
        counted = list(Classroom.objects.with_counts().values_list("name", "student_count"))

    assert counted == [(full.name, 3), (left.name, 0), (empty.name, 0)]


def test_current_enrolments_are_without_those_who_left():
    classroom = ClassroomFactory()
    here = EnrolmentFactory(classroom=classroom)
    EnrolmentFactory(classroom=classroom, left=timezone.now())

    assert list(classroom.enrolments.current()) == [here]


@pytest.mark.parametrize(
    ("more", "has_extra"),
    [({}, False), ({"extra_time": Decimal("1.25")}, True), ({"untimed": True}, True), ({"extra_attempts": 1}, True)],
    ids=["none", "time", "no timer", "attempts"],
)
def test_whether_somebody_has_more_than_others(more, has_extra):
    assert UserFactory.build(school=None, **more).has_extra is has_extra
