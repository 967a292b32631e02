"""What is sent after the session has ended comes back after the sign-in, to its student and to nobody else; without any script."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.attempts.unsent import LONGEST
from accounts.models import Attempt, Response, User
from accounts.people.unsent import LASTS
from tests.accounts.helpers import DAY, NOON
from tests.factories import PASSWORD, AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

ESSAY = "Because the railways\r\ncould not carry it."


@pytest.fixture
def attempt(time_machine) -> Attempt:
    """An essay and a typed name."""
    time_machine.move_to(NOON, tick=False)
    quiz = QuizFactory()
    bodies: dict[str, dict[str, Any]] = {
        "extended_answer": {"marks": 4, "points": [{"text": "Says why", "marks": 4}]},
        "short_answer": {"accepted": ["Seine"]},
    }
    for kind, body in bodies.items():
        SlotFactory(quiz=quiz, question=QuestionFactory(kind=kind, body=body, topic__course=quiz.course))
    return started(AssignmentFactory(quiz=quiz, opens=NOON, due=NOON + DAY, closes=NOON + DAY, feedback="submitted"))


def expired(client: Client) -> Client:
    Session.objects.all().delete()
    return client


def signs_in(client: Client, attempt: Attempt, username: str, address: str) -> HttpResponse:
    return client.post(f"{reverse('account_login')}?next={address}", {"login": username, "password": PASSWORD}, follow=True)


def test_an_answer_is_asked_for_again_as_it_was_typed_and_sent_under_its_key(client, attempt):
    client.force_login(attempt.student)
    address, key = reverse("question_of_attempt", args=[attempt.pk, 1]), uuid.uuid4()

    refused = expired(client).post(address, {"key": str(key), "seen": "0", "text": ESSAY, "password": "hunter2"}, follow=True)
    page = signs_in(client, attempt, attempt.student.username, address)

    assert refused.request["PATH_INFO"] == reverse("account_login")
    assert "it is kept, and shown to you alone" in refused.content.decode()
    assert [word in refused.content.decode() for word in ("railways", "hunter2")] == [False, False]
    assert "You were signed out before this was saved." in page.content.decode()
    shown = page.context["shown"]
    assert (shown.form["text"].value(), shown.key, shown.seen) == (ESSAY, key, 0)
    assert "hunter2" not in str(dict(client.session))
    for _press in range(2):
        client.post(address, {"key": str(shown.key), "seen": "0", "text": ESSAY})
    assert [one.answer for one in Response.objects.all()] == [{"text": ESSAY.replace("\r\n", "\n")}]
    assert "You were signed out before" not in client.get(f"{address}?change").content.decode()


def test_another_who_signs_in_there_gets_nothing_and_it_is_gone(client, attempt):
    client.force_login(attempt.student)
    address = reverse("question_of_attempt", args=[attempt.pk, 1])
    other = enrolled(attempt.assignment.classroom, password=PASSWORD)

    expired(client).post(address, {"text": ESSAY})
    page = signs_in(client, attempt, other.username, address)

    assert (page.status_code, "railways" in page.content.decode()) == (404, False)
    assert "railways" not in str(dict(client.session))
    client.post(reverse("account_logout"))
    assert "railways" not in signs_in(client, attempt, attempt.student.username, address).content.decode()


def test_all_on_a_page_comes_back_and_is_saved_together(client, attempt):
    type(attempt.assignment).objects.update(whole_page=True)
    client.force_login(attempt.student)
    address = reverse("whole_page", args=[attempt.pk])
    data = {"q1-text": ESSAY, "q1-number": "0", "q2-text": "Seine", "q2-number": "0", "do": "finish"}

    expired(client).post(address, data)
    page = signs_in(client, attempt, attempt.student.username, address)

    assert [part["shown"].form["text"].value() for part in page.context["parts"]] == [ESSAY, "Seine"]
    client.post(address, data)
    assert [item.draft["text"] for item in attempt.items.all()] == [[ESSAY], ["Seine"]]
    assert "You were signed out" not in client.get(address).content.decode()


def test_it_stands_at_its_own_question_alone_and_for_an_hour(client, attempt, time_machine):
    client.force_login(attempt.student)
    address, other = (reverse("question_of_attempt", args=[attempt.pk, position]) for position in (1, 2))
    expired(client).post(address, {"text": ESSAY})
    signs_in(client, attempt, attempt.student.username, other)

    values = [client.get(page).context["shown"].form["text"].value() for page in (other, address)]
    time_machine.move_to(NOON + LASTS + timedelta(seconds=1), tick=False)
    values.append(client.get(address).context["shown"].form["text"].value())

    assert values == [None, ESSAY, None]


@pytest.mark.parametrize(
    "data", [{}, {"text": " "}, {"text": "x" * (LONGEST + 1)}, {"other": "field"}], ids=["none", "blank", "long", "no field"]
)
def test_what_says_nothing_or_too_much_is_not_kept(client, attempt, data):
    expired(client).post(reverse("question_of_attempt", args=[attempt.pk, 1]), data)

    assert "unsent" not in client.session


def test_an_attempt_that_there_is_not_keeps_nothing(client):
    answer = client.post(reverse("question_of_attempt", args=[uuid.uuid4(), 1]), {"text": ESSAY})

    assert (answer.status_code, "unsent" in client.session) == (302, False)


def typed_before_another_sign_in(attempt: Attempt, student: User) -> tuple[Client, HttpResponse]:
    """An essay in a form that was opened before ``student`` signed in, in another tab of the same browser."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.student)
    address = reverse("question_of_attempt", args=[attempt.pk, 1])
    old = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[0]
    client.cookies.pop("sessionid")
    new = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(reverse("account_login")).content.decode())[0]
    sent = {"login": student.username, "password": PASSWORD, "csrfmiddlewaretoken": new}
    assert client.post(reverse("account_login"), sent).status_code == 302
    return client, client.post(address, {"text": ESSAY, "csrfmiddlewaretoken": old}, follow=True)


def test_a_form_older_than_the_sign_in_is_shown_as_it_was_typed(attempt):
    _client, answer = typed_before_another_sign_in(attempt, attempt.student)

    assert (answer.status_code, answer.context["shown"].form["text"].value()) == (200, ESSAY)
    assert "You were signed out before this was saved." in answer.content.decode()
    assert Response.objects.count() == 0


def test_a_form_older_than_the_sign_in_of_another_keeps_nothing(attempt):
    other = enrolled(attempt.assignment.classroom, password=PASSWORD)

    client, answer = typed_before_another_sign_in(attempt, other)

    assert (answer.status_code, "railways" in answer.content.decode(), "unsent" in client.session) == (403, False, False)


def test_what_comes_without_a_token_or_from_another_site_is_not_kept(attempt):
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.student)
    address = reverse("question_of_attempt", args=[attempt.pk, 1])

    answers = [client.post(address, {"text": ESSAY}, headers=headers) for headers in ({"Origin": "https://example.org"}, {})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "unsent" not in client.session


def test_what_htmx_sends_is_kept_by_its_page_and_not_here(client):
    attempt = started(AssignmentFactory(quiz=quiz_of(1)))

    answer = client.post(reverse("question_of_attempt", args=[attempt.pk, 1]), {"choice": "1"}, headers={"HX-Request": "true"})

    assert (answer.status_code, "unsent" in client.session) == (401, False)
