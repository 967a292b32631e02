"""All questions on one page: what stands on it, and keeping it with one form."""

import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, Response
from quizzes.feedback import FeedbackPolicy
from tests.accounts.helpers import queries
from tests.factories import AssignmentFactory, choice_of, quiz_of, started

pytestmark = pytest.mark.django_db


def begun(size: int = 3, **values: Any) -> Attempt:
    return started(AssignmentFactory(quiz=quiz_of(size), whole_page=True, **values))


def page_of(attempt: Attempt) -> str:
    return reverse("whole_page", args=[attempt.pk])


def filled_in(attempt: Attempt, *positions: int, right: bool = True, number: int = 0) -> dict[str, str]:
    sent: dict[str, str] = {}
    for position in positions:
        prefix = f"q{position}"
        choice = choice_of(attempt, position, right=right)["choice"]
        sent |= {f"{prefix}-choice": choice, f"{prefix}-key": str(uuid.uuid4()), f"{prefix}-number": str(number)}
    return sent


def send(client: Client, attempt: Attempt, do: str, data: dict[str, str]) -> HttpResponse:
    return client.post(page_of(attempt), {"do": do, **data})


def test_every_way_into_the_attempt_leads_to_the_page(as_user):
    attempt = begun()
    client = as_user(attempt.student)

    ways = [client.get(attempt.get_absolute_url()), client.get(reverse("question_of_attempt", args=[attempt.pk, 2]))]

    assert [way.headers["Location"] for way in ways] == [page_of(attempt), f"{page_of(attempt)}#q2"]
    page = client.get(page_of(attempt)).content.decode()
    assert [f'id="q{position}"' in page for position in (1, 2, 3, 4)] == [True, True, True, False]


def test_one_at_a_time_has_no_such_page(as_user):
    attempt = started(AssignmentFactory(quiz=quiz_of(2)))

    assert as_user(attempt.student).get(page_of(attempt)).status_code == 302


def test_what_is_filled_in_is_saved_shown_again_and_handed_in(as_user):
    attempt = begun(feedback=FeedbackPolicy.AFTER_SUBMIT)
    client = as_user(attempt.student)

    sent = send(client, attempt, "finish", filled_in(attempt, 1, 3))

    assert sent.headers["Location"] == reverse("finish", args=[attempt.pk])
    shown = [part["shown"].form["choice"].value() for part in client.get(page_of(attempt)).context["parts"]]
    assert shown == [choice_of(attempt, 1)["choice"], None, choice_of(attempt, 3)["choice"]]
    assert (finish_attempt(attempt_id=attempt.pk).score, Response.objects.count()) == (2, 2)


def verdicts(client: Client, attempt: Attempt) -> list[str | None]:
    parts = client.get(page_of(attempt)).context["parts"]
    return [part["shown"].verdict.word if part["shown"].verdict else "not yet" if part["retry"] else None for part in parts]


def check(client: Client, attempt: Attempt, position: int, data: dict[str, str]) -> HttpResponse:
    """Press “Check” of one question where script runs: htmx sends that question alone."""
    address = reverse("question_of_attempt", args=[attempt.pk, position])
    return client.post(address, data, headers={"HX-Request": "true"})


def test_without_script_one_question_is_checked_once_and_all_else_that_is_typed_is_kept(as_user):
    attempt = begun()
    client = as_user(attempt.student)
    data = filled_in(attempt, 1, 2)

    sent = [send(client, attempt, "check-2", data) for _press in range(2)]

    assert {one.headers["Location"] for one in sent} == {f"{page_of(attempt)}#q2"}
    attempt.refresh_from_db()
    assert (attempt.answered_count, attempt.score, Response.objects.count()) == (1, 1, 1)
    assert attempt.items.get(position=1).draft == {"choice": [choice_of(attempt, 1)["choice"]]}
    assert verdicts(client, attempt) == [None, "right", None]


def test_with_script_a_check_brings_that_question_alone_with_its_verdict(as_user):
    attempt = begun()
    client = as_user(attempt.student)
    page = client.get(page_of(attempt)).content.decode()
    button = re.search(r'<button[^>]*value="check-2"[^>]*>', page)

    reply = " ".join(check(client, attempt, 2, filled_in(attempt, 2)).content.decode().split())

    assert button is not None
    assert f'hx-post="{reverse("question_of_attempt", args=[attempt.pk, 2])}"' in button[0]
    assert 'hx-params="csrfmiddlewaretoken,q2-key,q2-seen,q2-confidence,q2-choice"' in button[0]
    assert 'id="q2-feedback" role="status"' in page
    places = ['id="q2-exchange"', 'id="q2-feedback" hx-swap-oob="innerHTML"', 'id="segment-2" hx-swap-oob="true" class="is-right"']
    assert [reply.count(place) for place in places] == [1, 1, 1]
    assert [reply.count(other) for other in ("q1-", "q3-", "<main", "check-2")] == [0, 0, 0, 0]
    assert verdicts(client, attempt) == [None, "right", None]


def test_a_wrong_try_says_not_yet_with_its_hint_and_what_was_answered(as_user):
    attempt = begun(tries=2)
    client = as_user(attempt.student)

    reply = check(client, attempt, 1, filled_in(attempt, 1, right=False))

    part = reply.context["part"]
    assert part["retry"] == "Try again: 1 try left."
    assert part["shown"].form["choice"].value() == choice_of(attempt, 1, right=False)["choice"]
    assert verdicts(client, attempt) == ["not yet", None, None]
    assert send(client, attempt, "finish", filled_in(attempt, 1, right=False)).status_code == 302
    assert attempt.items.get(position=1).draft is None


@pytest.mark.parametrize("script", [True, False])
def test_what_is_no_answer_is_told_at_its_question(as_user, script):
    attempt = begun()
    client = as_user(attempt.student)
    data = {**filled_in(attempt, 1), "q2-choice": "", "q2-key": str(uuid.uuid4())}

    reply = check(client, attempt, 2, data) if script else send(client, attempt, "check-2", data)

    assert reply.status_code == 422
    assert "Choose one of the answers." in reply.content.decode()
    assert attempt.items.get(position=1).draft == (None if script else {"choice": [choice_of(attempt, 1)["choice"]]})


@pytest.mark.parametrize("script", [True, False])
def test_a_check_from_an_older_tab_replaces_nothing_and_says_so(as_user, script):
    attempt = begun(tries=3)
    client = as_user(attempt.student)
    check(client, attempt, 1, filled_in(attempt, 1, right=False))

    data = {**filled_in(attempt, 1), "q1-seen": "0"}
    reply = check(client, attempt, 1, data) if script else send(client, attempt, "check-1", data)

    assert reply.status_code == 409
    assert reply.content.decode().count("You answered this in another tab meanwhile.") == 1
    assert Response.objects.count() == 1


def test_where_feedback_comes_later_nothing_is_checked(as_user):
    attempt = begun(feedback=FeedbackPolicy.AFTER_SUBMIT)
    client = as_user(attempt.student)

    page = client.get(page_of(attempt)).content.decode()
    send(client, attempt, "check-1", filled_in(attempt, 1))

    assert [word in page for word in ("check-1", "htmx-2")] == [False, False]
    assert (Response.objects.count(), attempt.items.get(position=1).draft is not None) == (0, True)


def test_an_older_tab_overwrites_nothing(as_user):
    attempt = begun(feedback=FeedbackPolicy.AFTER_SUBMIT)
    client = as_user(attempt.student)
    send(client, attempt, "save", filled_in(attempt, 1))

    page = client.post(page_of(attempt), {"do": "finish", **filled_in(attempt, 1, right=False)}, follow=True)

    assert "Question 1 was changed in another tab" in page.content.decode()
    assert attempt.items.get(position=1).draft == {"choice": [choice_of(attempt, 1)["choice"]]}


def test_handed_in_it_takes_no_more(as_user):
    attempt = begun()
    finish_attempt(attempt_id=attempt.pk)

    assert send(as_user(attempt.student), attempt, "save", filled_in(attempt, 1)).status_code == 409


@pytest.mark.parametrize("do", ["save", "check-1", ""])
def test_forty_questions_make_as_many_queries_as_two(as_user, do):
    """Reading it, and sending it."""
    counts = {}
    for size in (2, 40):
        attempt = begun(size)
        client, data = as_user(attempt.student), filled_in(attempt, *range(1, size + 1))
        visit = (lambda: send(client, attempt, do, data)) if do else (lambda: client.get(page_of(attempt)))  # noqa: B023 (called here)
        counts[size] = queries(visit)

    assert counts[2] == counts[40]
    assert counts[40] <= (10 if not do else 14)


def test_a_check_takes_seven_queries_whatever_the_page(as_user):
    counts = []
    for size in (2, 40):
        attempt = begun(size)
        client, data = as_user(attempt.student), filled_in(attempt, 2)
        counts.append(queries(lambda: check(client, attempt, 2, data)))  # noqa: B023 (called here)

    assert counts == [9, 9]  # BEGIN and COMMIT are two of them
