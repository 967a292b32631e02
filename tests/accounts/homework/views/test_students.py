"""Terms of single students: other dates, an excuse, extra time."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.people.actions import remove_student
from accounts.people.models import User
from tests.accounts.attempts.test_views import part, tags, words
from tests.accounts.helpers import DAY, HOUR, NOON
from tests.accounts.people.test_views import mistakes
from tests.factories import AssignmentFactory, ClassroomFactory, TeacherFactory, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

EXTRA = {"factor": "1.5", "own_factor": "", "extra_attempts": "1"}
LATER = {"opens": "", "due": "2026-11-28T20:00", "closes": "", "extra_attempts": "0", "reason": "Away"}


@pytest.fixture
def given():
    return AssignmentFactory(classroom=ClassroomFactory(name="11B"), quiz=quiz_of(2, title="Rivers"), time_limit=40, due=NOON + DAY)


@pytest.fixture
def ada(given):
    return enrolled(given.classroom, display_name="Ada L")


@pytest.fixture
def client(given, as_user):
    return as_user(given.classroom.owner)


def own(given, student, name="own_terms"):
    return reverse(name, args=[given.pk, student.pk])


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Own terms -------------------------------------------------------------------------------------------------------


def test_one_student_gets_other_dates(client, given, ada):
    attempt = started(given, ada)

    page = words(part(client.get(own(given, ada)), "main"))
    response = client.post(own(given, ada), LATER)

    attempt.refresh_from_db()
    edit = reverse("edit_homework", args=[given.pk])
    assert "The class: opens today, 11:00, due tomorrow, 12:00, closes" in page
    assert (response.status_code, response.headers["Location"]) == (302, f"{edit}#own-terms")
    assert said(response) == ["Saved. Ada L has terms of their own for this homework."]
    assert attempt.due == NOON + 5 * DAY + 8 * HOUR
    shown = words(part(client.get(edit), "own-terms"))
    assert shown.startswith("Single students Ada L due Saturday, 20:00, closes Saturday, 20:00 · Away")


def test_own_terms_stand_in_the_form_and_are_taken_away(client, given, ada):
    client.post(own(given, ada), {**LATER, "excused": "on"})

    page = client.get(own(given, ada))
    response = client.post(own(given, ada, "remove_own_terms"))

    assert tags(page, "input", "value", name="due") == ["2026-11-28T20:00"]
    assert tags(page, "input", "name", type="checkbox", checked="") == ["excused"]
    assert said(response)[-1] == "Ada L does this homework on the class’s terms again."
    assert list(given.extensions.all()) == []


def test_what_will_not_do_is_told(client, given, ada):
    response = client.post(own(given, ada), {"extra_attempts": "0"})

    assert (response.status_code, mistakes(response)) == (
        422,
        ["That is no different from the class: give a due time, more attempts, or excuse them."],
    )
    assert list(given.extensions.all()) == []


def test_who_has_left_or_sits_elsewhere_has_no_terms(client, given, ada):
    remove_student(classroom=given.classroom, student=ada)
    other = enrolled(ClassroomFactory(owner=given.classroom.owner, school=given.classroom.school))

    for student in (ada, other):
        assert client.get(own(given, student)).status_code == 404
        assert client.post(own(given, student), LATER).status_code == 404
        assert client.post(own(given, student, "remove_own_terms")).status_code == 404
    assert list(given.extensions.all()) == []


def test_a_colleague_and_the_student_give_nobody_terms(given, ada, as_user):
    for person, status in ((TeacherFactory(school=given.classroom.school), 404), (ada, 404)):
        assert as_user(person).post(own(given, ada), LATER).status_code == status
    assert list(given.extensions.all()) == []


# --- Extra time ------------------------------------------------------------------------------------------------------


def test_extra_time_is_set_once_and_holds_at_once(client, given, ada):
    attempt = started(given, ada)

    response = client.post(reverse("extra_time", args=[ada.pk]), EXTRA)

    attempt.refresh_from_db()
    ada.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (302, ada.get_absolute_url())
    assert (ada.extra_time, ada.untimed, ada.extra_attempts, attempt.deadline) == (Decimal("1.5"), False, 1, NOON + HOUR)
    shown = words(part(client.get(given.classroom.get_absolute_url()), "main"))
    assert "Ada L 1.5 × time +1 attempt" in shown
    assert "Extra time, everywhere Ada L 1.5 × time +1 attempt" in words(part(client.get(own_page(given)), "own-terms"))


def own_page(given):
    return reverse("edit_homework", args=[given.pk])


def test_extra_time_that_will_not_do_changes_nothing(client, given, ada):
    response = client.post(reverse("extra_time", args=[ada.pk]), {**EXTRA, "factor": "own"})

    assert (response.status_code, mistakes(response)) == (422, ["Say which: 1.1 is a tenth more time."])
    assert User.objects.get(pk=ada.pk).extra_time == 1


def test_only_the_teacher_of_a_class_that_one_sits_in_gives_time(given, ada, as_user):
    url = reverse("extra_time", args=[ada.pk])
    people = [TeacherFactory(school=given.classroom.school), ada]

    assert [as_user(person).post(url, EXTRA).status_code for person in people] == [404, 404]
    remove_student(classroom=given.classroom, student=ada)
    assert as_user(given.classroom.owner).post(url, EXTRA).status_code == 404
    assert User.objects.get(pk=ada.pk).extra_time == 1
