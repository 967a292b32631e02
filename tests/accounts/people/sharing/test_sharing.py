"""Sharing a class, and giving a class or a course to another teacher."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Teaching
from accounts.people.sharing import actions
from revision.actions import Refused
from tests.accounts.attempts.test_views import part, words
from tests.factories import AdminFactory, ClassroomFactory, CourseFactory, TeacherFactory, UserFactory, co_teacher_of

pytestmark = pytest.mark.django_db
NONE = {"may_edit": False, "may_mark": False, "may_roster": False}


def log():
    return list(AuditEntry.objects.order_by("pk").values_list("action", "about", "detail"))


def test_a_class_is_shared_changed_and_shared_no_more():
    classroom = ClassroomFactory()
    colleague = TeacherFactory(school=classroom.school)

    actions.share_class(classroom=classroom, teacher=colleague, by=classroom.owner, **NONE)
    actions.share_class(classroom=classroom, teacher=colleague, by=classroom.owner, **{**NONE, "may_mark": True})
    assert list(Teaching.objects.values_list("teacher", "may_edit", "may_mark", "may_roster")) == [(colleague.pk, False, True, False)]
    actions.stop_sharing(classroom=classroom, teacher=colleague, by=classroom.owner)
    actions.stop_sharing(classroom=classroom, teacher=colleague, by=classroom.owner)

    assert log() == [
        ("co_teacher_added", colleague.pk, "may read"),
        ("co_teacher_changed", colleague.pk, "may read, mark"),
        ("co_teacher_removed", colleague.pk, ""),
    ]


def test_a_class_is_shared_with_open_accounts_of_the_school_s_staff_alone():
    classroom = ClassroomFactory()
    others = [
        TeacherFactory(),
        UserFactory(school=classroom.school),
        TeacherFactory(school=classroom.school, is_active=False),
        classroom.owner,
    ]

    for other in others:
        with pytest.raises(Refused):
            actions.share_class(classroom=classroom, teacher=other, by=classroom.owner, **NONE)
    assert (Teaching.objects.count(), log()) == (0, [])


@pytest.mark.parametrize("keep", [True, False])
def test_a_class_is_given_to_another_teacher(keep):
    classroom = ClassroomFactory(owner__display_name="Ms Okafor")
    former, admin = classroom.owner, AdminFactory(school=classroom.school)
    new = co_teacher_of(classroom)

    actions.transfer_class(classroom=classroom, to=new, by=admin, keep=keep)

    classroom.refresh_from_db()
    assert (classroom.owner, list(classroom.co_teachers.all())) == (new, [former] if keep else [])
    assert log() == [("class_transferred", new.pk, f"from Ms Okafor to {new.display_name}")]


def test_a_course_is_given_to_another_teacher():
    course = CourseFactory(owner=TeacherFactory())
    school = course.owner.school
    new, admin = TeacherFactory(school=school), AdminFactory(school=school)

    actions.transfer_course(course=course, to=new, by=admin)

    course.refresh_from_db()
    assert (course.owner, log()) == (new, [("course_transferred", new.pk, course.title)])
    with pytest.raises(Refused, match="theirs already"):
        actions.transfer_course(course=course, to=new, by=admin)
    with pytest.raises(Refused, match="colleague of the school"):
        actions.transfer_course(course=course, to=TeacherFactory(), by=admin)


def test_the_page_offers_colleagues_who_do_not_share_the_class_yet(as_user):
    classroom = ClassroomFactory()
    co_teacher_of(classroom)
    free = TeacherFactory(school=classroom.school, display_name="Mr Free")
    TeacherFactory(display_name="Ms Stranger")

    page = as_user(classroom.owner).get(reverse("co_teachers", args=[classroom.pk]))

    assert list(page.context["form"].fields["teacher"].queryset) == [free]


def test_a_stranger_cannot_be_chosen(as_user):
    classroom = ClassroomFactory()

    response = as_user(classroom.owner).post(reverse("co_teachers", args=[classroom.pk]), {"teacher": TeacherFactory().pk})

    assert (response.status_code, Teaching.objects.count()) == (422, 0)


def test_a_class_that_nobody_shares_says_so(as_user):
    classroom = ClassroomFactory()

    page = words(part(as_user(classroom.owner).get(reverse("co_teachers", args=[classroom.pk])), "main"))

    assert "Nobody else teaches it yet" in page
    assert "There is no other colleague." in page


def test_a_co_teacher_s_session_loses_the_class_at_once(as_user):
    classroom = ClassroomFactory()
    colleague = co_teacher_of(classroom)
    session = as_user(colleague)
    before = session.get(classroom.get_absolute_url()).status_code

    as_user(classroom.owner).post(reverse("stop_sharing", args=[classroom.pk, colleague.pk]))

    assert (before, session.get(classroom.get_absolute_url()).status_code) == (200, 404)


def test_a_course_that_came_with_the_program_is_nobody_s_to_give(as_user):
    assert as_user(AdminFactory()).get(reverse("transfer_course", args=[CourseFactory().slug])).status_code == 404
