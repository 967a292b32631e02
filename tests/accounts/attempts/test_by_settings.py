"""What a student meets by the settings of homework: tries, answers that may change, confidence, the clock, own terms."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Attempt, Extension
from quizzes.feedback import FeedbackPolicy
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, HOUR, NOON, OVER
from tests.factories import AssignmentFactory, answer, choice_of, enrolled, finished, quiz_of, started

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def homework(**values):
    return AssignmentFactory(opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR, **values)


def send(client, attempt, *, right, position=1, htmx=True, **more):
    address = reverse("question_of_attempt", args=[attempt.pk, position])
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(address, {"key": str(uuid.uuid4()), **choice_of(attempt, position, right=right), **more}, headers=headers)


def item_of(attempt, position=1):
    return attempt.items.get(position=position)


# --- Several tries ---------------------------------------------------------------------------------------------------


def test_a_wrong_try_asks_again_without_the_key_and_a_right_one_ends_it(as_user):
    attempt = started(homework(tries=3, penalty=Decimal("0.25")))
    client = as_user(attempt.student)

    first = send(client, attempt, right=False)
    second = send(client, attempt, right=True)

    assert words(part(first, "feedback")) == "Not yet Try again: 2 tries left. Each further try takes 25% off."
    assert 'name="choice"' in first.content.decode()
    assert "On the Seine." not in first.content.decode()
    assert words(part(second, "feedback")).startswith("Part right: 0.75 of 1")
    item = item_of(attempt)
    assert (item.tries, item.is_final, item.fraction) == (2, True, Decimal("0.75"))


def test_without_htmx_the_page_asks_again(as_user):
    attempt = started(homework(tries=2))
    client = as_user(attempt.student)

    response = send(client, attempt, right=False, htmx=False)
    page = client.get(response.headers["Location"])

    assert words(part(page, "feedback")) == "Not yet Try again: 1 try left."
    assert 'name="choice"' in page.content.decode()


def test_the_last_try_shows_the_key_and_no_other_follows(as_user):
    attempt = started(homework(tries=2))
    client = as_user(attempt.student)

    for _try in range(2):
        response = send(client, attempt, right=False)
    after = send(client, attempt, right=True)

    assert words(part(response, "feedback")).startswith("Not right Right answer: Paris")
    assert "You had answered this already" in after.content.decode()
    assert (item_of(attempt).tries, item_of(attempt).fraction) == (2, Decimal(0))


# --- Answers that may change -----------------------------------------------------------------------------------------

LATER = [policy for policy in FeedbackPolicy if not policy.is_at_once]


@pytest.mark.parametrize("policy", LATER)
def test_until_handing_in_an_answer_may_be_replaced(as_user, policy):
    attempt = started(homework(feedback=policy))
    client = as_user(attempt.student)

    said = send(client, attempt, right=False)
    again = client.get(reverse("question_of_attempt", args=[attempt.pk, 1]) + "?change")
    send(client, attempt, right=True)

    assert words(part(said, "feedback")) == "Answer saved You can change it until you hand in. Change the answer"
    assert again.context["shown"].form["choice"].value() == choice_of(attempt, 1, right=False)["choice"]
    assert (item_of(attempt).tries, item_of(attempt).fraction) == (2, Decimal(1))
    assert Attempt.objects.get().score == 1


@pytest.mark.parametrize(
    ("policy", "seen"),
    [("submitted", (True, True)), ("after_due", (False, False)), ("marks", (True, False)), ("never", (False, False))],
)
def test_after_handing_in_no_more_shows_than_the_policy_says(as_user, policy, seen):
    attempt = finished(homework(feedback=policy), right=1)

    page = as_user(attempt.student).get(attempt.get_absolute_url()).content.decode()

    assert ("1 of 3" in page, "On the Seine." in page) == seen


# --- Confidence ------------------------------------------------------------------------------------------------------


def test_how_sure_one_is_counts_where_the_teacher_says_so(as_user):
    attempt = started(homework(confidence="marked"))
    client = as_user(attempt.student)

    asked = client.get(reverse("question_of_attempt", args=[attempt.pk, 1])).content.decode()
    send(client, attempt, right=True, confidence="3")
    send(client, attempt, right=False, position=2, confidence="2")

    assert "How sure are you?" in asked
    assert [(item_of(attempt, place).confidence, item_of(attempt, place).mark) for place in (1, 2)] == [(3, 3), (2, -2)]
    assert Attempt.objects.values_list("score", "max_score").get() == (Decimal(1), Decimal(9))


@pytest.mark.parametrize("level", ["", "0", "4", "sure", "NaN"])
def test_a_level_that_is_none_counts_as_a_guess(as_user, level):
    attempt = started(homework(confidence="marked"))

    send(as_user(attempt.student), attempt, right=True, confidence=level)

    assert (item_of(attempt).confidence, item_of(attempt).mark) == (None, 1)


def test_it_is_not_asked_where_nobody_wants_to_know(as_user):
    attempt = started(homework())

    page = as_user(attempt.student).get(reverse("question_of_attempt", args=[attempt.pk, 1])).content.decode()

    assert "How sure are you?" not in page


# --- The clock, and own terms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["assignment", "attempt", "finish"])
def test_whoever_comes_after_the_end_finds_it_closed(as_user, time_machine, page):
    attempt = started(homework(time_limit=10))
    answer(attempt, 1, choice_of(attempt, 1))
    time_machine.move_to(NOON + 10 * HOUR / 60 + OVER, tick=False)

    as_user(attempt.student).get(reverse(page, args=[attempt.assignment_id if page == "assignment" else attempt.pk]))

    assert Attempt.objects.values_list("finished", "ended_by", "score").get() == (NOON + 10 * HOUR / 60, "time", Decimal(1))


def test_a_time_limit_says_when_it_ends(as_user):
    attempt = started(homework(time_limit=10))

    page = words(part(as_user(attempt.student).get(reverse("question_of_attempt", args=[attempt.pk, 1])), "main"))

    assert page.startswith("Ends today, 12:10")


def test_one_may_start_again_while_attempts_are_left(as_user):
    assignment = homework(attempts_allowed=2)
    attempt = finished(assignment, right=1)
    client = as_user(attempt.student)

    before = client.get(assignment.get_absolute_url()).content.decode()
    client.post(reverse("start", args=[assignment.pk]))
    second = Attempt.objects.get(number=2)
    after = client.get(assignment.get_absolute_url()).content.decode()

    assert ("Start again" in before, "Start again" in after) == (True, False)
    assert (second.finished, second.student) == (None, attempt.student)


def test_own_dates_stand_on_the_first_page_and_at_the_start(as_user, time_machine):
    assignment = homework()
    student = enrolled(assignment.classroom)
    Extension.objects.create(assignment=assignment, student=student, opens=NOON, due=NOON + 2 * DAY, closes=NOON + 3 * DAY)
    client = as_user(student)
    time_machine.move_to(NOON + DAY, tick=False)

    home, page = (words(part(client.get(address), "main")) for address in ("/", assignment.get_absolute_url()))
    client.post(reverse("start", args=[assignment.pk]))

    assert "Due tomorrow, 12:00" in home
    assert "Due tomorrow, 12:00" in page
    assert Attempt.objects.values_list("due", "deadline").get() == (NOON + 2 * DAY, NOON + 3 * DAY)


def test_the_excused_are_told_so_and_asked_for_nothing(as_user):
    assignment = homework()
    student = enrolled(assignment.classroom)
    Extension.objects.create(assignment=assignment, student=student, excused=True)
    client = as_user(student)

    home = words(part(client.get("/"), "main"))
    page = words(part(client.get(assignment.get_absolute_url()), "main"))
    client.post(reverse("start", args=[assignment.pk]))

    assert assignment.quiz.title not in home
    assert "Your teacher has excused you from this homework." in page
    assert not Attempt.objects.exists()


def test_instructions_and_terms_are_read_before_the_start(as_user):
    assignment = homework(instructions="Bring <b>both</b> books.", tries=2, quiz=quiz_of(2))
    student = enrolled(assignment.classroom, extra_time=Decimal("1.5"))
    assignment.time_limit = 20
    assignment.save()

    page = words(part(as_user(student).get(assignment.get_absolute_url()), "main"))

    assert "Bring <b>both</b> books." in page
    assert "30 minutes for each." in page
    assert "2 tries at each question." in page
