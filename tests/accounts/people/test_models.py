"""Schools, people, classes, and who sees which."""

import uuid
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.people.grants import Grants, grants_of
from accounts.people.models import Classroom, Enrolment, User
from tests.factories import (
    AdminFactory,
    ClassroomFactory,
    EnrolmentFactory,
    SchoolFactory,
    SiteAdminFactory,
    TeacherFactory,
    UserFactory,
    co_teacher_of,
    enrolled,
)

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
    ("role", "is_true"),
    [
        (Role.STUDENT, {"is_student"}),
        (Role.TEACHER, {"is_staff"}),
        (Role.ADMIN, {"is_staff", "is_school_admin"}),
        (Role.SITE, {"is_site_admin"}),
    ],
)
def test_what_a_role_makes_of_somebody(role, is_true):
    person = UserFactory.build(role=role, school=None)

    assert {name for name in ("is_staff", "is_student", "is_school_admin", "is_site_admin") if getattr(person, name)} == is_true


@pytest.mark.parametrize(("role", "in_school"), [(Role.STUDENT, False), (Role.TEACHER, False), (Role.ADMIN, False), (Role.SITE, True)])
def test_a_site_admin_alone_is_of_no_school(role, in_school):
    with pytest.raises(IntegrityError, match="user_of_a_school_or_of_the_site"), transaction.atomic():
        UserFactory(role=role, school=SchoolFactory() if in_school else None)


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
        "erased",
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


SCOPES = ("owned_by", "kept_by", "taught_by", "editable_by", "markable_by", "roster_by", "exportable_by", "visible_to")


def may(classroom, user):
    """The scopes in which ``user`` finds the class."""
    return {scope for scope in SCOPES if classroom in getattr(Classroom.objects, scope)(user)}


@pytest.mark.parametrize(
    ("grants", "more"),
    [
        ({}, set()),
        ({"may_edit": True}, {"editable_by"}),
        ({"may_mark": True}, {"markable_by", "exportable_by"}),
        ({"may_roster": True}, {"roster_by"}),
        ({"may_edit": True, "may_mark": True, "may_roster": True}, {"editable_by", "markable_by", "exportable_by", "roster_by"}),
    ],
    ids=["none", "edit", "mark", "roster", "all"],
)
def test_a_co_teacher_reads_the_class_and_does_what_is_granted(grants, more):
    classroom = ClassroomFactory()
    colleague = co_teacher_of(classroom, **grants)
    other = ClassroomFactory(school=classroom.school)

    assert may(classroom, colleague) == {"taught_by", "visible_to"} | more
    assert may(other, colleague) == set()


def test_a_colleague_with_whom_a_class_is_shared_no_more_has_nothing_of_it():
    classroom = ClassroomFactory()
    colleague = co_teacher_of(classroom, may_edit=True, may_mark=True, may_roster=True)

    classroom.teachings.all().delete()

    assert may(classroom, colleague) == set()


def test_an_owner_does_everything_and_an_admin_reads_and_keeps_the_list():
    classroom = ClassroomFactory()
    co_teacher_of(classroom)

    assert may(classroom, classroom.owner) == set(SCOPES)
    assert may(classroom, AdminFactory(school=classroom.school)) == {"kept_by", "roster_by", "exportable_by", "visible_to"}
    assert may(classroom, AdminFactory()) == set()
    assert may(classroom, SiteAdminFactory()) == set()
    assert may(classroom, enrolled(classroom)) == set()


def test_an_archived_class_is_read_and_brought_back_and_no_more():
    classroom = ClassroomFactory(archived=timezone.now())
    colleague = co_teacher_of(classroom, may_edit=True, may_mark=True, may_roster=True)

    assert may(classroom, classroom.owner) == set(SCOPES) - {"editable_by", "markable_by"}
    assert may(classroom, colleague) == {"taught_by", "visible_to", "exportable_by", "roster_by"}
    assert grants_of(classroom.owner, classroom) == grants_of(AdminFactory(school=classroom.school), classroom) == Grants(export=True)
    assert grants_of(colleague, classroom) == Grants(export=True)


def test_a_class_with_several_co_teachers_is_listed_once():
    classroom = ClassroomFactory()
    first = co_teacher_of(classroom)
    co_teacher_of(classroom)

    assert list(Classroom.objects.taught_by(first)) == [classroom]
    assert list(Classroom.objects.taught_by(classroom.owner)) == [classroom]


def test_whose_record_somebody_reads():
    classroom = ClassroomFactory()
    here, gone = enrolled(classroom), EnrolmentFactory(classroom=classroom, left=timezone.now()).student
    enrolled(ClassroomFactory())

    def seen(user):
        return set(User.objects.students_visible_to(user))

    assert seen(classroom.owner) == {here}
    assert seen(co_teacher_of(classroom)) == {here}
    assert seen(AdminFactory(school=classroom.school)) == {here, gone}
    assert [seen(user) for user in (AdminFactory(), SiteAdminFactory(), here)] == [set(), set(), set()]


def test_what_a_page_shows_to_whom(django_assert_num_queries):
    """The same as the querysets say."""
    classroom = ClassroomFactory()
    people = [
        classroom.owner,
        AdminFactory(school=classroom.school),
        AdminFactory(),
        co_teacher_of(classroom),
        co_teacher_of(classroom, may_mark=True),
        co_teacher_of(classroom, may_edit=True, may_roster=True),
        TeacherFactory(school=classroom.school),
    ]

    for person in people:
        grants = grants_of(person, classroom)
        scopes = {
            "editable_by": grants.edit,
            "markable_by": grants.mark,
            "roster_by": grants.roster,
            "exportable_by": grants.export,
            "kept_by": grants.own,
        }
        assert {scope for scope, yes in scopes.items() if yes} == may(classroom, person) - {"owned_by", "taught_by", "visible_to"}
    with django_assert_num_queries(0):
        grants_of(people[0], classroom), grants_of(people[1], classroom)


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
