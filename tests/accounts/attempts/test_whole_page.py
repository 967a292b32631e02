"""All questions on one page: what stands on it, and keeping it with one form."""

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


def test_checked_at_once_only_what_is_filled_in_is_judged_and_once(as_user):
    attempt = begun()
    client = as_user(attempt.student)
    data = filled_in(attempt, 2)

    for _press in range(2):
        assert send(client, attempt, "check", data).status_code == 302

    attempt.refresh_from_db()
    assert (attempt.answered_count, attempt.score, Response.objects.count()) == (1, 1, 1)
    verdicts = [part["shown"].verdict and part["shown"].verdict.word for part in client.get(page_of(attempt)).context["parts"]]
    assert verdicts == [None, "right", None]


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


@pytest.mark.parametrize("do", ["save", "check", ""])
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
