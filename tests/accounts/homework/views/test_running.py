"""Settings on the page: presets, changes while homework runs, and the same for another class."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.homework.models import Assignment
from accounts.homework.settings import settings_of
from tests.accounts.attempts.test_views import part, tags, words
from tests.accounts.helpers import DAY, NOON, USUAL_SETTINGS
from tests.accounts.homework.views.conftest import TOKEN, Desk
from tests.accounts.people.test_views import mistakes
from tests.factories import AssignmentFactory, ClassroomFactory, TeacherFactory, enrolled, started

pytestmark = pytest.mark.django_db

TIMES = {"opens": "2026-11-23T12:00", "due": "2026-11-24T20:00", "late_days": "3"}


@pytest.fixture
def given(desk) -> Assignment:
    return AssignmentFactory(classroom=desk.classroom, quiz=desk.quiz())


def edit(desk: Desk, given: Assignment, *, htmx: bool = False, **more: str):
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.client.post(reverse("edit_homework", args=[given.pk]), {**TIMES, **USUAL_SETTINGS, **more, **TOKEN}, headers=headers)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def pressed(response) -> list[str]:
    return tags(response, "button", "value", **{"class": "preset", "aria-pressed": "true"})


# --- Presets ---------------------------------------------------------------------------------------------------------


def test_homework_is_set_with_the_settings_of_the_form(desk):
    desk.set(desk.quiz(), attempts_allowed="", counts="best", tries="2", penalty="50", pass_mark="60", instructions="Alone.")

    made = Assignment.objects.get()
    assert (made.attempts_allowed, made.counts, made.tries, made.penalty * 100, made.pass_mark) == (None, "best", 2, 50, 60)
    assert (made.instructions, made.preset, made.time_limit) == ("Alone.", "homework", None)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_a_preset_fills_the_form_and_sets_nothing(desk, htmx):
    quiz = desk.quiz()
    headers = {"HX-Request": "true"} if htmx else {}
    data = {**TIMES, **USUAL_SETTINGS, "title": "My title", "class": desk.classroom.pk, "classroom": desk.classroom.pk, "fill": "test"}

    response = desk.client.post(reverse("set_homework", args=[quiz.pk]), {**data, **TOKEN}, headers=headers)

    assert (response.status_code, list(Assignment.objects.all()), pressed(response)) == (200, [], ["test"])
    assert tags(response, "input", "value", name="title") == ["My title"]
    assert tags(response, "input", "value", name="time_limit") == ["40"]
    assert tags(response, "input", "value", name="preset") == ["test"]
    assert (part(response, "main") is None) is htmx


def test_a_preset_that_is_none_is_the_usual_one(desk, given):
    assert pressed(edit(desk, given, fill="nonsense")) == ["homework"]


def test_a_preset_fills_the_form_of_homework_that_was_set(desk, given):
    response = edit(desk, given, htmx=True, fill="practice")

    assert (response.status_code, pressed(response), part(response, "main")) == (200, ["practice"], None)
    assert Assignment.objects.get().preset == "homework"


def test_the_results_say_how_it_is_done(desk, given):
    edit(desk, given, time_limit="40", feedback="after_due", attempts_allowed="2", counts="best", pass_mark="60")

    page = words(part(desk.client.get(reverse("results", args=[given.pk])), "main"))

    assert (
        "2 attempts. The best attempt counts. 40 minutes for each. Right answers are shown after the homework closes. 60% passes." in page
    )


# --- Changes ---------------------------------------------------------------------------------------------------------


def test_whom_a_change_affects_is_said_before_and_after(desk, given):
    for student in desk.students:
        started(given, student)

    page = words(part(desk.client.get(reverse("edit_homework", args=[given.pk])), "main"))
    saved = edit(desk, given, pass_mark="50")

    assert "2 have started. New times hold for all at once." in page
    assert said(saved) == [
        "Saved. 2 have started: they keep the order of the questions and the tries they have used; the new times hold for all."
    ]
    assert Assignment.objects.get().pass_mark == 50


def test_a_promise_is_kept_in_words(desk, given):
    started(given, desk.students[0])
    before = settings_of(given)

    response = edit(desk, given, confidence="marked")

    assert (response.status_code, mistakes(response)) == (422, ["Somebody has answered already, so how sure they are is asked as before."])
    assert settings_of(Assignment.objects.get()) == before


def test_changing_costs_the_same_queries_whatever_the_class(desk, given, django_assert_max_num_queries):
    for _number in range(5):
        started(given, enrolled(given.classroom))

    with django_assert_max_num_queries(7):
        desk.client.get(reverse("edit_homework", args=[given.pk]))


# --- For another class -----------------------------------------------------------------------------------------------


def test_the_same_homework_is_set_to_another_class(desk, given):
    edit(desk, given, tries="3", feedback="at_once")
    other = ClassroomFactory(owner=desk.teacher, school=desk.teacher.school, name="12A")
    enrolled(other)
    url = reverse("duplicate_homework", args=[given.pk])

    page = desk.client.get(url)
    response = desk.client.post(url, {**TIMES, "classroom": other.pk, **TOKEN})

    made = other.assignments.get()
    assert tags(page, "input", "value", type="datetime-local") == ["2026-11-23T12:00", "2026-11-26T20:00"]
    assert tags(page, "option", "value") == [str(other.pk), "0", "1", "3", "7"]
    assert (response.status_code, response.headers["Location"]) == (302, reverse("results", args=[made.pk]))
    assert (made.quiz, made.tries, made.opens) == (given.quiz, 3, NOON)
    assert said(response) == ["Set to 12A too, with the same settings."]


def test_with_no_other_class_it_says_so(desk, given):
    page = words(part(desk.client.get(reverse("duplicate_homework", args=[given.pk])), "main"))

    assert "You have no other class" in page


@pytest.mark.parametrize("whose", ["own", "colleague"])
def test_only_another_class_of_ones_own_will_do(desk, given, whose):
    classroom = desk.classroom if whose == "own" else ClassroomFactory(school=desk.teacher.school)
    ClassroomFactory(owner=desk.teacher, school=desk.teacher.school)

    response = desk.client.post(reverse("duplicate_homework", args=[given.pk]), {**TIMES, "classroom": classroom.pk, **TOKEN})

    assert (response.status_code, mistakes(response)) == (
        422,
        ["Select a valid choice. That choice is not one of the available choices."],
    )
    assert list(Assignment.objects.all()) == [given]


def test_an_empty_class_is_set_nothing(desk, given):
    other = ClassroomFactory(owner=desk.teacher, school=desk.teacher.school, name="12A")

    response = desk.client.post(reverse("duplicate_homework", args=[given.pk]), {**TIMES, "classroom": other.pk, **TOKEN})

    assert (response.status_code, mistakes(response)) == (422, ["12A has no students yet. Add them first; nothing was set."])


def test_a_colleague_finds_none_of_it(given, as_user):
    client = as_user(TeacherFactory(school=given.classroom.school))

    assert client.get(reverse("duplicate_homework", args=[given.pk])).status_code == 404
    assert given.due - given.opens > DAY
