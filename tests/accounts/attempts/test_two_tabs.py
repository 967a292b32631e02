"""R3: an answer from a tab that did not know of the last one replaces nothing, and shows what stands."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Attempt, Response
from quizzes.feedback import FeedbackPolicy
from tests.accounts.helpers import option
from tests.factories import AssignmentFactory, answer, choice_of, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def changeable():
    """An attempt whose answers can be replaced until it is handed in; the first question is answered with Lyon."""
    attempt = started(AssignmentFactory(feedback=FeedbackPolicy.AFTER_SUBMIT))
    answer(attempt, 1, option(attempt, 1, "Lyon"))
    return attempt


def send(client, attempt, text, seen, *, key=None, htmx=True):
    data = {**option(attempt, 1, text), "key": str(key or uuid.uuid4())} | ({} if seen is None else {"seen": str(seen)})
    return client.post(reverse("question_of_attempt", args=[attempt.pk, 1]), data, headers={"HX-Request": "true"} if htmx else {})


def said(attempt):
    """The answers to its first question, in their order."""
    rows = Response.objects.filter(item__attempt=attempt, item__position=1).select_related("item__version").order_by("try_number")
    return [one.item.version.body["options"][one.answer["option"]]["text"] for one in rows]


@pytest.mark.parametrize("htmx", [True, False])
def test_the_older_tab_gets_409_and_what_stands_and_may_send_again(as_user, changeable, htmx):
    client = as_user(changeable.student)

    older = send(client, changeable, "Paris", 0, htmx=htmx)

    page = older.content.decode()
    assert (older.status_code, said(changeable)) == (409, ["Lyon"])
    assert "You answered this in another tab meanwhile." in page
    assert "<q>Lyon</q>" in page
    assert '<input type="hidden" name="seen" value="1">' in page
    assert send(client, changeable, "Paris", 1).status_code == 200
    assert said(changeable) == ["Lyon", "Paris"]


def test_what_the_older_tab_had_chosen_is_still_chosen(as_user, changeable):
    page = send(as_user(changeable.student), changeable, "Paris", 0).content.decode()
    value = option(changeable, 1, "Paris")["choice"]
    [chosen] = [tag for tag in page.split("<input") if "checked" in tag]
    assert f'value="{value}"' in chosen


def test_a_retry_of_an_answer_that_arrived_is_no_older_tab(as_user, changeable):
    client, key = as_user(changeable.student), uuid.uuid4()
    assert [send(client, changeable, "Paris", 1, key=key).status_code for _time in range(3)] == [200, 200, 200]
    assert said(changeable) == ["Lyon", "Paris"]


@pytest.mark.parametrize("seen", [None, "", "many", "-1", "99999999999"])
def test_a_page_that_does_not_say_what_it_knew_is_taken_as_before(as_user, changeable, seen):
    assert send(as_user(changeable.student), changeable, "Paris", seen).status_code == 200
    assert said(changeable) == ["Lyon", "Paris"]


def test_a_try_from_a_tab_that_has_not_seen_the_last_one_takes_none_away(as_user):
    attempt = started(AssignmentFactory(tries=3))
    client = as_user(attempt.student)
    assert send(client, attempt, "Lyon", 0).status_code == 200
    assert send(client, attempt, "Nice", 0).status_code == 409
    assert (said(attempt), Attempt.objects.get().items.get(position=1).tries) == (["Lyon"], 1)


def test_after_a_final_answer_the_older_tab_is_told_that_it_stands(as_user):
    attempt = started(AssignmentFactory())
    answer(attempt, 1, choice_of(attempt, 1))
    response = send(as_user(attempt.student), attempt, "Nice", 0)
    assert (response.status_code, said(attempt)) == (200, ["Paris"])
    assert "your first answer stands" in response.content.decode()


def test_the_form_says_how_many_answers_it_knew_of(as_user, changeable):
    page = as_user(changeable.student).get(reverse("question_of_attempt", args=[changeable.pk, 1]), {"change": ""}).content.decode()
    assert '<input type="hidden" name="seen" value="1">' in page


@pytest.mark.parametrize("htmx", [True, False])
def test_after_hundreds_of_answers_the_next_is_refused_in_words(as_user, changeable, monkeypatch, htmx):
    monkeypatch.setattr("accounts.attempts.actions.MOST_ANSWERS", 1)
    response = send(as_user(changeable.student), changeable, "Paris", 1, htmx=htmx)
    assert (response.status_code, said(changeable)) == (409, ["Lyon"])
    assert "This question was answered 1 times: the last answer stays." in response.content.decode()
