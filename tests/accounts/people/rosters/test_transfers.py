"""A student goes to another school, with their record or without."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.attempts.models import Attempt
from accounts.people.audit import AuditEntry
from accounts.people.models import User
from accounts.people.rosters.transfers import DAYS, found_by, take_over, token_for
from accounts.results.knowledge import topics_known
from revision.actions import Refused
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, NOON, SECOND
from tests.factories import PASSWORD, AdminFactory, AssignmentFactory, SchoolFactory, TeacherFactory, enrolled, finished, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def going():
    """A student with a piece of homework, and the admins of the old school and the new."""
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom, display_name="Ann Li", roster_id="s1", extra_time="1.25")
    finished(assignment, student)
    old = AdminFactory(school=student.school, display_name="Mr Old")
    return student, old, AdminFactory(school=SchoolFactory(name="New School"))


def main(response):
    return words(part(response, "main"))


@pytest.mark.parametrize("along", [True, False])
def test_a_link_is_given_and_the_student_taken(as_user, going, along):
    student, old, new = going

    asked = as_user(old).get(reverse("send_student", args=[student.pk]))
    page = as_user(old).post(reverse("send_student", args=[student.pk]), {"record": "along" if along else "stays"})
    link = page.content.decode().split("readonly>")[1].split("<")[0].strip()
    client = as_user(new)
    looked = client.get(link)
    untouched = User.objects.get(pk=student.pk).school
    taken = client.post(link)

    assert "The account itself goes: what the student knows, one attempt, extra time." in main(asked)
    assert main(looked).startswith(f"Take Ann Li? From {student.school.name}, handed over by Mr Old.")
    assert (untouched, main(taken).split(" Done")[0]) == (student.school, "School One new sign-in")
    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    assert ("bring their record" in main(looked), "their name alone" in main(looked)) == (along, not along)


def test_with_the_record_the_account_itself_goes(going):
    student, old, new = going
    transfer = found_by(token_for(student=student, with_record=True, by=old))

    card = take_over(transfer=transfer, school=new.school, by=new)

    moved = User.objects.get(pk=student.pk)
    assert (card.student, moved.school, moved.roster_id, moved.extra_time, moved.is_active) == (
        student,
        new.school,
        "",
        Decimal("1.25"),
        True,
    )
    assert (moved.check_password(card.password), moved.check_password(PASSWORD)) == (True, False)
    assert (moved.attempts.count(), moved.enrolments.get().left) == (1, NOON)
    assert set(AuditEntry.objects.values_list("action", "school", "by")) == {
        ("student_moved", old.school_id, None),
        ("student_moved", new.school_id, new.pk),
    }


def test_without_the_record_a_new_account_is_made_and_the_old_one_closed(going):
    student, old, new = going
    transfer = found_by(token_for(student=student, with_record=False, by=old))

    card = take_over(transfer=transfer, school=new.school, by=new)

    student.refresh_from_db()
    assert (student.is_active, student.school, student.attempts.count()) == (False, old.school, 1)
    made = User.objects.get(school=new.school, role="student")
    assert (made, made.display_name, made.username == student.username, made.attempts.count(), str(made.extra_time)) == (
        card.student,
        "Ann Li",
        False,
        0,
        "1.00",
    )


def test_neither_school_sees_the_others_classes_homework_or_courses(going):
    """What was learnt on the old school's own course is left behind; what comes shipped with Revision goes along."""
    student, old, new = going
    course_owner = student.attempts.get().assignment.classroom.owner
    own = AssignmentFactory(classroom=student.attempts.get().assignment.classroom, quiz=quiz_of(1, course__owner=course_owner))
    finished(own, student)
    before = topics_known(student)
    take_over(transfer=found_by(token_for(student=student, with_record=True, by=old)), school=new.school, by=new)
    student.refresh_from_db()

    assert (len(before), [known.topic.course.owner for known in topics_known(student)]) == (2, [None])
    assert list(Attempt.objects.visible_to(new)) == []
    assert list(User.objects.students_visible_to(old)) == []
    assert list(User.objects.students_visible_to(new)) == [student]


def test_a_link_is_good_for_two_weeks_and_once(going, time_machine):
    student, old, new = going
    token = token_for(student=student, with_record=True, by=old)
    transfer = found_by(token)

    time_machine.move_to(NOON + DAYS * DAY + SECOND, tick=False)
    late = found_by(token)
    time_machine.move_to(NOON, tick=False)
    take_over(transfer=transfer, school=new.school, by=new)
    with pytest.raises(Refused):
        take_over(transfer=transfer, school=new.school, by=new)

    assert [late, found_by(token), found_by("made up"), found_by(token + "x")] == [None] * 4


def test_only_admins_give_and_only_admins_of_another_school_take(as_user, going):
    student, old, new = going
    link = reverse("take_student", args=[token_for(student=student, with_record=True, by=old)])
    teacher = student.enrolments.get().classroom.owner

    given = [
        as_user(one).post(reverse("send_student", args=[student.pk]), {"record": "along"}).status_code for one in (teacher, new, student)
    ]
    taken = [as_user(one).post(link).status_code for one in (old, teacher, TeacherFactory(school=new.school), student)]

    assert (given, taken, User.objects.get(pk=student.pk).school) == ([404] * 3, [404] * 4, old.school)


def test_without_an_answer_about_the_record_there_is_no_link(as_user, going):
    student, old, _new = going

    response = as_user(old).post(reverse("send_student", args=[student.pk]), {})

    assert (response.status_code, "readonly" in response.content.decode()) == (422, False)
