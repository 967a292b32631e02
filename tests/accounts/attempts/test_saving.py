"""Saving what is typed, and asking for the time that is left: each reply that the page's script knows."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.home import tasks_of
from accounts.homework.actions import change_times
from accounts.marking.live import live_rows
from accounts.people.actions import remove_student
from quizzes.feedback import FeedbackPolicy
from tests.accounts.helpers import HOUR, NOON, SECOND, queries
from tests.factories import (
    ORDER,
    AssignmentFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    answer,
    enrolled,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

ESSAY = {"marks": 4, "points": [{"text": "Names it", "marks": 4}]}


@pytest.fixture
def here(as_user, time_machine):
    """A student at homework with a choice, a typed answer, an order and an essay, whose answers are shown after the close."""
    time_machine.move_to(NOON, tick=False)
    quiz = QuizFactory(title="Successors")
    topic = TopicFactory(course=quiz.course)
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("single_choice", {}),
        ("short_answer", {"body": {"accepted": ["Trotsky"], "near": []}}),
        ("ordering", {"body": ORDER}),
        ("extended_answer", {"body": ESSAY}),
    ]
    for kind, body in kinds:
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic, kind=kind, **body))
    assignment = AssignmentFactory(
        quiz=quiz, feedback=FeedbackPolicy.AFTER_DUE, opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR, confidence="marked"
    )
    attempt = started(assignment)
    return SimpleNamespace(assignment=assignment, attempt=attempt, student=attempt.student, client=as_user(attempt.student))


def save(here: Any, position: int, number: int = 0, **data: Any) -> HttpResponse:
    return here.client.post(
        reverse("save_draft", args=[here.attempt.pk, position]), {"number": number, **data}, headers={"HX-Request": "true"}
    )


def kept(attempt: Attempt, position: int) -> tuple[Any, int]:
    return AttemptItem.objects.values_list("draft", "draft_number").get(attempt=attempt, position=position)


def test_it_is_saved_and_the_reply_has_its_number_and_the_seconds_left(here):
    reply = save(here, 2, text="Tro")

    assert (reply.status_code, reply.json()) == (200, {"number": 1, "seconds": 2 * 3600})
    assert kept(here.attempt, 2) == ({"text": ["Tro"]}, 1)
    assert (Response.objects.count(), Attempt.objects.get().answered_count) == (0, 0)


def test_how_sure_somebody_is_of_nothing_is_kept_and_is_no_answer(here):
    """Neither for the student, nor for the teacher who looks on."""
    save(here, 2, text="", confidence="2")
    tasks, live = tasks_of(here.student, NOON), live_rows(here.assignment)

    assert kept(here.attempt, 2) == ({"confidence": ["2"]}, 1)
    assert [task.done_count for task in tasks] == [0]
    assert [(row.answered, row.saved, row.at) for row in live.rows] == [(0, 0, 1)]

    save(here, 1, choice="2")
    assert [task.done_count for task in tasks_of(here.student, NOON)] == [1]
    assert [(row.answered, row.saved, row.at) for row in live_rows(here.assignment).rows] == [(1, 1, 2)]


def test_the_same_save_again_counts_once(here):
    replies = [save(here, 2, text="Tro").json(), save(here, 2, text="Tro").json()]

    assert replies == [{"number": 1, "seconds": 7200}] * 2
    assert kept(here.attempt, 2) == ({"text": ["Tro"]}, 1)


def test_an_older_tab_is_told_what_is_saved_and_overwrites_nothing(here):
    save(here, 1, choice="2")
    save(here, 2, text="Trotsky")

    replies = [save(here, 1, choice="1"), save(here, 2, text="Lenin")]

    chosen = here.client.get(reverse("question_of_attempt", args=[here.attempt.pk, 1])).context["shown"].form["choice"]
    label = dict(chosen.field.choices)["2"]
    assert [(reply.status_code, reply.json()) for reply in replies] == [
        (409, {"number": 1, "said": label}),
        (409, {"number": 1, "said": "Trotsky"}),
    ]
    assert [kept(here.attempt, place) for place in (1, 2)] == [({"choice": ["2"]}, 1), ({"text": ["Trotsky"]}, 1)]


def test_after_an_answer_an_older_tab_is_told_the_answer(here):
    answer(here.attempt, 2, {"text": "Lenin"})

    reply = save(here, 2, text="Stalin")

    assert (reply.status_code, reply.json()) == (409, {"number": 1, "said": "Lenin"})
    assert kept(here.attempt, 2) == (None, 1)


def test_a_half_filled_form_is_told_in_its_words(here):
    form = here.client.get(reverse("question_of_attempt", args=[here.attempt.pk, 3])).context["shown"].form
    first = next(iter(form.fields))
    save(here, 3, **{first: "3"})

    assert save(here, 3, **{first: "1"}).json() == {"number": 1, "said": "3"}


def test_zero_bytes_are_left_out_and_unknown_fields_too(here):
    assert save(here, 2, text="Tro\0tsky", colour="red").status_code == 200
    assert kept(here.attempt, 2) == ({"text": ["Trotsky"]}, 1)


def test_how_sure_one_is_is_saved_with_it_and_counts_at_the_end(here):
    save(here, 2, text="Trotsky", confidence="3")
    finish_attempt(attempt_id=here.attempt.pk)

    item = here.attempt.items.get(position=2)
    assert (item.fraction, item.confidence, item.mark) == (1, 3, 3)


@pytest.mark.parametrize("number", ["", "-1", "one", str(2**31)])
def test_a_save_without_its_number_is_refused(here, number):
    reply = here.client.post(reverse("save_draft", args=[here.attempt.pk, 2]), {"number": number, "text": "Tro"})

    assert (reply.status_code, list(reply.json())) == (422, ["said"])
    assert kept(here.attempt, 2) == (None, 0)


def test_more_than_fits_is_refused_in_words_and_what_was_saved_stays(here):
    save(here, 4, text="The river.")

    reply = save(here, 4, number=1, text="x" * 70_000)

    assert (reply.status_code, reply.json()) == (
        413,
        {"said": "That is more than can be kept: shorten it. What was saved before is still there."},
    )
    assert kept(here.attempt, 4) == ({"text": ["The river."]}, 1)


def test_what_is_handed_in_or_over_takes_no_more(here, time_machine):
    finish_attempt(attempt_id=here.attempt.pk)
    handed_in = save(here, 2, text="Tro")

    assert (handed_in.status_code, handed_in.json()["closed"]) == (409, True)
    assert "You handed this in" in handed_in.json()["said"]


def test_who_is_taken_out_in_the_middle_gets_404_and_what_was_saved_stays(here):
    save(here, 2, text="Tro")
    remove_student(classroom=here.assignment.classroom, student=here.student)

    assert save(here, 2, number=1, text="Trotsky").status_code == 404
    assert kept(here.attempt, 2) == ({"text": ["Tro"]}, 1)


def test_homework_taken_away_is_404(here):
    here.assignment.delete()

    assert save(here, 2, text="Tro").status_code == 404


def test_another_student_gets_404(here, as_user):
    here.client = as_user(enrolled(here.assignment.classroom))

    assert save(here, 2, text="Tro").status_code == 404


def test_the_page_shows_what_was_saved(here):
    form = here.client.get(reverse("question_of_attempt", args=[here.attempt.pk, 3])).context["shown"].form
    places = dict(zip(form.fields, ["4", "3", "2", "1"], strict=True))
    save(here, 1, choice="2", confidence="3")
    save(here, 2, text="<b>Tro</b>")
    save(here, 3, **places)

    pages = [here.client.get(reverse("question_of_attempt", args=[here.attempt.pk, place])) for place in (1, 2, 3)]

    said = [{name: page.context["shown"].form[name].value() for name in page.context["shown"].form.fields} for page in pages]
    assert said == [{"choice": "2"}, {"text": "<b>Tro</b>"}, places]
    assert [(page.context["shown"].number, page.context["shown"].confidence) for page in pages] == [(1, "3"), (1, ""), (1, "")]
    assert "&lt;b&gt;Tro&lt;/b&gt;" in pages[1].content.decode()


def test_handed_in_unchanged_an_answer_is_kept_once(here):
    """Answered, opened again, and left as it was."""
    answer(here.attempt, 2, {"text": "Trotsky"})
    save(here, 2, number=1, text="Trotsky")
    finish_attempt(attempt_id=here.attempt.pk)

    assert Response.objects.count() == 1


def test_a_save_that_is_overtaken_by_the_answer_changes_nothing(here):
    """It was sent before the answer and came after it."""
    save(here, 2, text="Tro")
    answer(here.attempt, 2, {"text": "Trotsky"})

    assert save(here, 2, number=1, text="Trot").status_code == 409
    assert kept(here.attempt, 2) == (None, 2)


def test_the_time_left_is_the_servers(here, as_user, time_machine):
    address = reverse("time_left", args=[here.attempt.pk])
    said = []
    for moment in (NOON, NOON + 2 * HOUR - SECOND / 2, NOON + 2 * HOUR + SECOND, NOON + 2 * HOUR + 61 * SECOND):
        time_machine.move_to(moment, tick=False)
        said.append(as_user(here.student).get(address).json())

    assert said == [
        {"seconds": 7200, "over": False},
        {"seconds": 1, "over": False},
        {"seconds": 0, "over": False},
        {"seconds": 0, "over": True},
    ]


def test_more_time_reaches_a_page_that_is_open(here, time_machine):
    time_machine.move_to(NOON + HOUR, tick=False)
    change_times(assignment=here.assignment, opens=NOON, due=NOON + HOUR, closes=NOON + 3 * HOUR)

    assert here.client.get(reverse("time_left", args=[here.attempt.pk])).json() == {"seconds": 2 * 3600, "over": False}


@pytest.mark.parametrize(
    ("values", "left", "shown"),
    [
        ({"time_limit": 30}, datetime.timedelta(0), 1800),
        ({}, datetime.timedelta(0), None),
        ({}, datetime.timedelta(minutes=90), 1800),
    ],
    ids=["a limit", "none", "the last hour"],
)
def test_a_clock_is_shown_where_somebody_works_against_it(here, time_machine, as_user, values, left, shown):
    type(here.assignment).objects.update(**values)
    here.assignment.refresh_from_db()
    attempt = started(here.assignment)
    time_machine.move_to(NOON + left, tick=False)

    page = as_user(attempt.student).get(reverse("question_of_attempt", args=[attempt.pk, 1]))

    assert page.context.get("seconds") == shown


def test_who_works_without_a_timer_sees_none(here, as_user):
    type(here.assignment).objects.update(time_limit=30)
    here.assignment.refresh_from_db()
    attempt = started(here.assignment, enrolled(here.assignment.classroom, untimed=True))

    page = as_user(attempt.student).get(reverse("question_of_attempt", args=[attempt.pk, 1]))

    assert (page.context.get("seconds"), attempt.seconds_left(timezone.now())) == (None, 7200)


def test_handing_in_forty_typed_answers_makes_as_many_queries_as_two():
    counts = {}
    for size in (2, 40):
        attempt = started(AssignmentFactory(quiz=quiz_of(size), feedback=FeedbackPolicy.AFTER_SUBMIT))
        AttemptItem.objects.filter(attempt=attempt).update(draft={"choice": ["1"]}, draft_number=1)
        counts[size] = queries(lambda attempt=attempt: finish_attempt(attempt_id=attempt.pk))
        attempt.refresh_from_db()
        assert (attempt.answered_count, attempt.items.filter(draft__isnull=True).count()) == (size, size)

    assert counts[2] == counts[40]
