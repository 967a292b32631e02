"""A student's whole way, with htmx and without: start, answer, hand in, look back, practise; and all that is refused on it."""

import datetime
import re
import uuid
from decimal import Decimal
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.html import Element, parse_html
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.actions import change_times
from accounts.people.actions import remove_student
from quizzes.feedback import FeedbackPolicy
from tests.accounts.helpers import DAY, HOUR, NOON, OVER, SECOND, option, order
from tests.factories import (
    ORDER,
    AssignmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    answer,
    choice_of,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

TYPED = {"accepted": ["Trotsky", "Leon Trotsky"], "near": [{"text": "Lenin", "feedback": "He died in 1924."}]}
PLACES = {"items": [{**item, "why": f"why {item['text']}"} for item in ORDER["items"]]}
TOKEN = re.compile(r'<input type="hidden" name="(?:csrfmiddlewaretoken|key)" value="[^"]+">')


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def homework(policy: str = FeedbackPolicy.AT_ONCE) -> Any:
    """A choice, a typed answer and an order, open now, due in an hour, closed in two."""
    quiz = QuizFactory(title="Successors")
    topic = TopicFactory(course=quiz.course, title="Struggle")
    for name, kind, body in (("capital", "single_choice", None), ("rival", "short_answer", TYPED), ("numbers", "ordering", PLACES)):
        SlotFactory(
            quiz=quiz,
            question=QuestionFactory(
                topic=topic,
                kind=kind,
                prompt=f"Which **{name}**?",
                explanation=f"Because of the {name}.",
                facts=[FactFactory(topic=topic, statement=f"The **{name}** it was.", when="1924-01-21", note=f"Some doubt the {name}.")],
                **({"body": body} if body else {}),
            ),
        )
    return AssignmentFactory(quiz=quiz, feedback=policy, classroom__name="11B", opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR)


@pytest.fixture
def here(as_user):
    """A student of a class with homework, at a browser, with an attempt begun."""
    assignment = homework()
    attempt = started(assignment)
    return SimpleNamespace(assignment=assignment, attempt=attempt, student=attempt.student, client=as_user(attempt.student))


@pytest.fixture
def later(as_user):
    """The same with answers that are shown after the close."""
    assignment = homework(FeedbackPolicy.AFTER_DUE)
    attempt = started(assignment)
    return SimpleNamespace(assignment=assignment, attempt=attempt, student=attempt.student, client=as_user(attempt.student))


def address(attempt: Attempt, position: int) -> str:
    return reverse("question_of_attempt", args=[attempt.pk, position])


def send(there: Any, position: int, data: dict[str, str], *, htmx: bool = True, **values: str) -> HttpResponse:
    headers = {"HX-Request": "true"} if htmx else {}
    posted = {"key": str(uuid.uuid4()), **data, **values}
    return there.client.post(address(there.attempt, position), posted, headers=headers)


def part(response: HttpResponse, name: str) -> Element | None:
    """The element of a page (or a part of one) with this id; without the tokens that are new in each."""
    html = TOKEN.sub("", response.content.decode())

    def below(element: Any) -> Element | None:
        if isinstance(element, str):
            return None
        if ("id", name) in element.attributes:
            return element
        return next((found for child in element.children if (found := below(child))), None)

    return below(parse_html(html))


def words(element: Any) -> str:
    """The text of an element, with single spaces."""
    if element is None or isinstance(element, str):
        return " ".join((element or "").split())
    return " ".join(text for child in element.children if (text := words(child)))


def inner(element: Element | None) -> list[str]:
    return [str(child) for child in element.children] if element else []


class Tags(HTMLParser):
    """The start tags of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags(response: HttpResponse, tag: str, attribute: str, **wanted: str) -> list[str]:
    """An attribute of all tags of a name that have it and those ``wanted``: ``tags(page, "a", "href", **{"class": "btn"})``."""
    found = [said for name, said in Tags(response.content.decode()).found if name == tag and attribute in said]
    return [said[attribute] for said in found if all(said.get(name) == value for name, value in wanted.items())]


def stored(attempt: Attempt) -> list[tuple[int, dict[str, Any], Decimal]]:
    """What is kept of an attempt: position, answer, fraction."""
    rows = Response.objects.filter(item__attempt=attempt).order_by("item__position")
    return list(rows.values_list("item__position", "answer", "fraction"))


def totals(attempt: Attempt) -> tuple[int, Decimal]:
    return Attempt.objects.values_list("answered_count", "score").get(pk=attempt.pk)


# --- Start -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", FeedbackPolicy)
def test_before_the_start_the_page_says_what_it_will_be(as_user, policy):
    assignment = homework(policy)

    response = as_user(enrolled(assignment.classroom)).get(assignment.get_absolute_url())

    said = {
        FeedbackPolicy.AT_ONCE: "Right answers are shown after each answer.",
        FeedbackPolicy.AFTER_SUBMIT: "Right answers are shown after handing in.",
        FeedbackPolicy.AFTER_DUE: "Right answers are shown after the homework closes.",
        FeedbackPolicy.MARKS_ONLY: "Marks are shown after handing in, right answers are not.",
        FeedbackPolicy.NEVER: "Neither marks nor right answers are shown.",
    }
    assert words(part(response, "main")) == (
        f"11B Successors Due today, 13:00 3 questions about 2 minutes no time limit 1 attempt. {said[policy]} Start Back to what is due"
    )


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-0.5, "Due today, 13:00"),
        (1.5, "Was due today, 13:00 Late answers until today, 14:00"),
        (2.5, "Closed today, 14:00"),
    ],
    ids=["in time", "late", "closed"],
)
@pytest.mark.parametrize("state", ["not begun", "begun", "handed in"])
def test_the_button_is_the_one_that_can_be_pressed(here, time_machine, as_user, hours, said, state):
    change_times(assignment=here.assignment, opens=NOON - DAY, due=here.assignment.due, closes=here.assignment.closes)
    client = as_user(enrolled(here.assignment.classroom)) if state == "not begun" else here.client
    if state == "handed in":
        finish_attempt(attempt_id=here.attempt.pk)
    time_machine.move_to(NOON + hours * HOUR, tick=False)

    main = words(part(client.get(here.assignment.get_absolute_url()), "main"))

    start, go_on, see = "Start", "Carry on", "See your answers"
    missed = "You did not start this one. Ask your teacher if you still want to do it."
    last = {"not begun": missed if hours > 2 else start, "begun": see if hours > 2 else go_on, "handed in": see}[state]
    assert main.startswith(f"11B Successors {said} 3 questions")
    assert main.endswith(f" {last} Back to what is due")


def test_start_leads_to_the_first_question(as_user):
    assignment = homework()
    student = enrolled(assignment.classroom)

    response = as_user(student).post(reverse("start", args=[assignment.pk]), follow=True)

    attempt = Attempt.objects.get(student=student)
    assert response.redirect_chain == [(attempt.get_absolute_url(), 302), (address(attempt, 1), 302)]
    assert (response.status_code, words(part(response, "main")).startswith("Successors · Struggle Question 1 of 3: Which capital ?")) == (
        200,
        True,
    )


def test_start_again_goes_on_with_the_same_attempt(here):
    answer(here.attempt, 1, choice_of(here.attempt, 1))

    response = here.client.post(reverse("start", args=[here.assignment.pk]), follow=True)

    assert response.redirect_chain == [(here.attempt.get_absolute_url(), 302), (address(here.attempt, 2), 302)]
    assert list(Attempt.objects.all()) == [here.attempt]


def test_start_after_the_close_is_refused_in_words(as_user, time_machine):
    assignment = homework()
    client = as_user(enrolled(assignment.classroom))
    time_machine.move_to(NOON + 2 * HOUR + SECOND, tick=False)

    response = client.post(reverse("start", args=[assignment.pk]), follow=True)

    assert response.redirect_chain == [(assignment.get_absolute_url(), 302)]
    assert words(part(response, "main")).startswith("This homework closed today, 14:00. 11B Successors Closed today, 14:00")
    assert not Attempt.objects.exists()


def test_start_of_what_has_no_questions_any_more_is_refused_in_words(as_user):
    assignment = homework()
    assignment.quiz.slots.all().delete()

    response = as_user(enrolled(assignment.classroom)).post(reverse("start", args=[assignment.pk]), follow=True)

    assert words(part(response, "main")).startswith("This homework has no questions any more; tell your teacher. 11B Successors")
    assert not Attempt.objects.exists()


def test_what_is_not_open_yet_is_not_there(as_user):
    assignment = AssignmentFactory(opens=NOON + SECOND)
    client = as_user(enrolled(assignment.classroom))

    assert [
        client.get(assignment.get_absolute_url()).status_code,
        client.post(reverse("start", args=[assignment.pk])).status_code,
        Attempt.objects.count(),
    ] == [404, 404, 0]
    assert assignment.quiz.title not in client.get("/").content.decode()


# --- A question that waits -------------------------------------------------------------------------------------------


def test_the_page_of_a_question_has_the_regions_that_the_answer_fills(here):
    """They stand there before, so that a screen reader says what comes into them."""
    response = here.client.get(address(here.attempt, 1))

    feedback, onward = part(response, "feedback"), part(response, "onward")
    assert (feedback.attributes, feedback.children) == ([("id", "feedback"), ("role", "status")], [])
    assert (onward.attributes, onward.children) == ([("id", "onward")], [])
    assert [tags(response, "form", name) for name in ("action", "hx-post")] == [[address(here.attempt, 1)]] * 2
    assert words(part(response, "exchange")) == "Choose one answer A {} B {} C {} Check".format(
        *[re.search(r"Paris|Lyon|Nice", row)[0] for row in re.findall(r"option-text\">[^<]+", response.content.decode())]
    )


def test_the_bar_shows_where_one_is_and_what_is_done(here):
    answer(here.attempt, 1, choice_of(here.attempt, 1, right=True))
    answer(here.attempt, 2, {"text": "nobody"})

    pages = [here.client.get(address(here.attempt, position)) for position in (1, 3)]

    bars = [re.findall(r'<i(?: (id="segment"))?\s+class="([^"]*)"></i>', page.content.decode()) for page in pages]
    here_first, right, wrong, now, todo = 'id="segment"', "is-right", "is-wrong", "is-now", ""
    assert bars == [[(here_first, right), ("", wrong), ("", todo)], [("", right), ("", wrong), (here_first, now)]]


def test_each_page_names_an_answer_of_its_own(here):
    keys = [tags(here.client.get(address(here.attempt, 1)), "input", "value", name="key") for _twice in range(2)]

    assert [len(found) for found in keys] == [1, 1]
    assert uuid.UUID(keys[0][0]) != uuid.UUID(keys[1][0])


# --- What is no answer -----------------------------------------------------------------------------------------------

NO_ANSWER = [
    (1, {}, "Choose one of the answers."),
    (1, {"choice": ""}, "Choose one of the answers."),
    (1, {"choice": "4"}, "That is not one of the answers."),
    (1, {"choice": "0"}, "That is not one of the answers."),
    (1, {"choice": "Paris"}, "That is not one of the answers."),
    (1, {"choice": "1\x00"}, "That is not one of the answers."),
    (2, {}, "Type an answer first."),
    (2, {"text": "   "}, "Type an answer first."),
    (2, {"text": "Tro\x00tsky"}, "Null characters are not allowed."),
    (2, {"text": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    (3, {}, "Give every part its place."),
    (3, {"place_1": "1", "place_2": "2", "place_3": "3"}, "Give every part its place."),
    (3, {"place_1": "1", "place_2": "2", "place_3": "3", "place_4": "5"}, "Give every part its place."),
    (3, {"place_1": "1", "place_2": "2", "place_3": "3", "place_4": "4\x00"}, "Give every part its place."),
    (3, {"place_1": "2", "place_2": "2", "place_3": "3", "place_4": "4"}, "Place 2 is given twice: each place once."),
]


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
@pytest.mark.parametrize(
    ("position", "data", "said"), NO_ANSWER, ids=[f"{position} {str(data)[:40]!a}" for position, data, _said in NO_ANSWER]
)
def test_what_is_no_answer_is_told_and_not_kept(here, position, data, said, htmx):
    response = send(here, position, data, htmx=htmx)

    alerts = re.findall(r'<p class="error"[^>]*role="alert">(.*?)</p>', response.content.decode(), re.DOTALL)
    assert (response.status_code, [words(parse_html(alert)) for alert in alerts]) == (422, [said])
    assert (stored(here.attempt), totals(here.attempt)) == ([], (0, Decimal(0)))
    assert (part(response, "main") is None) == htmx


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
def test_what_was_typed_stays_and_so_does_the_name_of_the_answer(here, htmx):
    key = str(uuid.uuid4())
    long = 'Trotsky & "Co" ' * 20

    typed = send(here, 2, {"text": long}, htmx=htmx, key=key)
    places = send(here, 3, {"place_1": "4", "place_2": "4", "place_3": "1", "place_4": "2"}, htmx=htmx, key=key)

    assert tags(typed, "input", "value", name="text") == [long]
    assert [tags(response, "input", "value", name="key") for response in (typed, places)] == [[key], [key]]
    assert tags(places, "option", "value", selected="") == ["4", "4", "1", "2"]


def test_a_mistake_is_tied_to_its_field_for_a_screen_reader(here):
    response = send(here, 2, {"text": ""})

    assert 'aria-invalid="true"' in response.content.decode()
    described = tags(response, "input", "aria-describedby")
    assert [name for name in described[0].split() if part(response, name) is None] == []
    assert "Type an answer first." in [words(part(response, name)) for name in described[0].split()]


def test_after_a_mistake_the_answer_is_taken(here):
    send(here, 2, {"text": ""})

    response = send(here, 2, {"text": "leon trotsky"})

    assert (response.status_code, stored(here.attempt)) == (200, [(2, {"text": "leon trotsky"}, Decimal(1))])


@pytest.mark.parametrize("key", ["", "no-key", "\x00", f"{uuid.UUID(int=1)}0"], ids=ascii)
def test_an_answer_without_a_proper_name_is_kept_all_the_same(here, key):
    response = send(here, 1, choice_of(here.attempt, 1), key=key)

    assert (response.status_code, stored(here.attempt)) == (200, [(1, {"option": 0}, Decimal(1))])


def test_a_name_that_another_answer_bears_loses_no_answer(here):
    key = str(uuid.uuid4())
    send(here, 1, choice_of(here.attempt, 1), key=key)

    response = send(here, 2, {"text": "Trotsky"}, key=key)

    assert (response.status_code, stored(here.attempt)) == (200, [(1, {"option": 0}, Decimal(1)), (2, {"text": "Trotsky"}, Decimal(1))])
    assert totals(here.attempt) == (2, Decimal(2))


# --- The verdict -----------------------------------------------------------------------------------------------------


def data_for(attempt: Attempt, position: int, said: Any) -> dict[str, str]:
    """What a browser posts for an option, a text, or an order of parts."""
    return {1: lambda: option(attempt, 1, said), 2: lambda: {"text": said}, 3: lambda: order(attempt, 3, said)}[position]()


FACTS = {
    name: f"Because of the {name}. Fact · 21 January 1924 The {name} it was. Some doubt the {name}."
    for name in ("capital", "rival", "numbers")
}
VERDICTS = {
    "choice right": (1, "Paris", "right", f"Right On the Seine. {FACTS['capital']}"),
    "choice wrong": (1, "Lyon", "wrong", f"Not right Right answer: Paris On the Rhône. {FACTS['capital']}"),
    "typed right": (2, "Trotsky", "right", f"Right {FACTS['rival']}"),
    "typed with a slip": (2, "Trotsly", "right", f"Right It is spelt “Trotsky”. {FACTS['rival']}"),
    "typed near": (2, "lenin", "wrong", f"Not right Right answer: Trotsky He died in 1924. {FACTS['rival']}"),
    "typed wrong": (2, "Stalin", "wrong", f"Not right Right answer: Trotsky {FACTS['rival']}"),
    "order right": (3, [0, 1, 2, 3], "right", f"Right {FACTS['numbers']}"),
    "order in part": (3, [1, 0, 2, 3], "part", f"Part right: 0.67 of 1 Right answer: one → two → three → four {FACTS['numbers']}"),
    "order wrong": (3, [3, 2, 1, 0], "wrong", f"Not right Right answer: one → two → three → four {FACTS['numbers']}"),
}
each_verdict = pytest.mark.parametrize(("position", "said", "word", "feedback"), VERDICTS.values(), ids=VERDICTS)


@each_verdict
def test_the_answer_brings_verdict_key_reason_and_fact_in_place(here, position, said, word, feedback):
    response = send(here, position, data_for(here.attempt, position, said))

    assert response.status_code == 200
    assert words(part(response, "feedback")) == feedback
    assert re.findall(r'<section class="feedback is-(\w+)">', response.content.decode()) == [word]
    assert ("hx-swap-oob", "innerHTML") in part(response, "feedback").attributes
    assert ("hx-swap-oob", "innerHTML") in part(response, "onward").attributes
    assert sorted(part(response, "segment").attributes) == [("class", f"is-{word}"), ("hx-swap-oob", "true"), ("id", "segment")]
    assert part(response, "exchange").attributes == [("id", "exchange")]


@pytest.mark.parametrize(
    ("position", "said", "rows"),
    [
        (1, "Paris", [("is-right", "Paris Your answer, right"), ("", "Lyon"), ("", "Nice")]),
        (1, "Lyon", [("is-right", "Paris Right answer"), ("is-wrong", "Lyon Your answer, wrong"), ("", "Nice")]),
        (2, "Trotsky", [("is-right", "Trotsky Your answer, right")]),
        (2, "Stalin", [("is-wrong", "Stalin Your answer, wrong"), ("is-right", "Trotsky Right answer")]),
        (
            3,
            [1, 0, 2, 3],
            [
                ("is-right", "one why one In order"),
                ("is-wrong", "two why two You put it at 1"),
                ("is-right", "three why three In order"),
                ("is-right", "four why four In order"),
            ],
        ),
    ],
    ids=["choice right", "choice wrong", "typed right", "typed wrong", "order in part"],
)
def test_the_answer_stands_beside_the_key(here, position, said, rows):
    response = send(here, position, data_for(here.attempt, position, said))

    found = re.findall(r'<li class="option ?([^"]*)">(.*?)</li>', response.content.decode(), re.DOTALL)
    shown = [(tone, re.sub(r"^[A-D–] ", "", words(parse_html(html)))) for tone, html in found]
    assert (sorted(shown) if position == 1 else shown) == (sorted(rows) if position == 1 else rows)


@each_verdict
def test_without_htmx_the_page_comes_again_and_says_the_same(here, position, said, word, feedback):
    response = send(here, position, data_for(here.attempt, position, said), htmx=False)
    page = here.client.get(address(here.attempt, position))
    twin = send(here, position, data_for(here.attempt, position, said))

    assert (response.status_code, response.headers["Location"]) == (302, address(here.attempt, position))
    assert words(part(page, "feedback")) == feedback
    note = "You had answered this already; your first answer stands."
    assert words(part(twin, "feedback")) == f"{note} {feedback}"
    assert [inner(part(page, name)) for name in ("exchange", "onward")] == [inner(part(twin, name)) for name in ("exchange", "onward")]
    assert ("role", "status") in part(page, "feedback").attributes


def test_what_is_typed_is_text_and_never_markup(here):
    response = send(here, 2, {"text": "<b onclick=x>Trotsky</b> **bold** <script>alert(1)</script>"})

    given = part(response, "exchange").children[0].children[0].children[1]
    assert (given.attributes, {child.name for child in given.children if not isinstance(child, str)}) == (
        [("class", "option-text")],
        {"strong"},
    )
    assert words(given) == "<b onclick=x>Trotsky</b> bold <script>alert(1)</script>"


def test_the_way_on(here):
    ways = []
    for position, said in ((1, "Paris"), (3, [0, 1, 2, 3]), (2, "Stalin")):
        onward = part(send(here, position, data_for(here.attempt, position, said)), "onward")
        ways.append((words(onward), re.findall(r"(?:href|action)=[\"']?(/[^\s\"'>]+)", str(onward))[0], "<form" in str(onward)))

    # The last one of the quiz while one is left out, then the one that was left out.
    saved = "Saved · Enter moves on"
    assert ways == [
        (f"Next question {saved}", address(here.attempt, 2), False),
        (f"Review and finish {saved}", reverse("finish", args=[here.attempt.pk]), False),
        (f"Finish and see your score {saved}", reverse("finish", args=[here.attempt.pk]), True),
    ]


# --- Twice -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
def test_a_double_click_counts_once_and_says_the_same(here, htmx):
    data = {**choice_of(here.attempt, 1, right=False), "key": str(uuid.uuid4())}

    first, second = (send(here, 1, data, htmx=htmx) for _twice in range(2))

    assert (first.status_code, first.headers.get("Location")) == (second.status_code, second.headers.get("Location"))
    assert TOKEN.sub("", second.content.decode()) == TOKEN.sub("", first.content.decode())
    assert len(stored(here.attempt)) == 1
    assert totals(here.attempt) == (1, Decimal(0))


def test_another_tab_is_told_that_the_first_answer_stands(here):
    send(here, 1, option(here.attempt, 1, "Lyon"))

    second = send(here, 1, option(here.attempt, 1, "Paris"))

    assert words(part(second, "feedback")).startswith("You had answered this already; your first answer stands. Not right")
    assert (stored(here.attempt), totals(here.attempt)) == ([(1, {"option": 1}, Decimal(0))], (1, Decimal(0)))


def test_even_what_is_no_answer_changes_nothing_afterwards(here):
    send(here, 1, option(here.attempt, 1, "Lyon"))

    second = send(here, 1, {"choice": "99"})

    assert (second.status_code, stored(here.attempt)) == (200, [(1, {"option": 1}, Decimal(0))])


# --- Later -----------------------------------------------------------------------------------------------------------


def test_after_closing_the_browser_all_is_where_it_was(here, as_user):
    send(here, 1, option(here.attempt, 1, "Lyon"))
    here.client.logout()

    again = as_user(here.student)
    home = words(part(again.get("/"), "main"))
    begun = again.post(reverse("start", args=[here.assignment.pk]), follow=True)
    answered = again.get(address(here.attempt, 1))

    assert home.startswith("One to do Next: today, 13:00 Due today, 13:00 Successors 11B 3 questions Carry on: 1 of 3 done")
    assert begun.redirect_chain[-1] == (address(here.attempt, 2), 302)
    assert words(part(answered, "feedback")) == VERDICTS["choice wrong"][3]


def test_the_attempt_leads_to_the_first_question_without_an_answer(here):
    send(here, 1, option(here.attempt, 1, "Paris"))
    send(here, 3, order(here.attempt, 3, [0, 1, 2, 3]))

    before = here.client.get(here.attempt.get_absolute_url())
    send(here, 2, {"text": "Trotsky"})
    after = here.client.get(here.attempt.get_absolute_url())

    assert (before.headers["Location"], after.headers["Location"]) == (address(here.attempt, 2), reverse("finish", args=[here.attempt.pk]))


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
@pytest.mark.parametrize("how", ["handed in", "closed"])
def test_an_answer_that_comes_too_late_is_told_when_it_closed_and_what_is_kept(here, time_machine, how, htmx):
    send(here, 1, option(here.attempt, 1, "Paris"))
    if how == "handed in":
        finish_attempt(attempt_id=here.attempt.pk)
    time_machine.move_to(NOON + 2 * HOUR + OVER, tick=False)

    response = send(here, 2, {"text": "Trotsky"}, htmx=htmx)

    said = {
        "handed in": "You handed this in today, 12:00, so this answer was not saved. All earlier ones are.",
        "closed": "This homework closed today, 14:00, so this answer was not saved. All earlier ones are.",
    }[how]
    shown = parse_html(response.content.decode()) if htmx else part(response, "main")
    assert (response.status_code, words(shown)) == (409, f"Closed {said} See what is saved")
    assert tags(response, "a", "href", **{"class": "btn btn-main"}) == [here.attempt.get_absolute_url()]
    assert (stored(here.attempt), totals(here.attempt)) == ([(1, {"option": 0}, Decimal(1))], (1, Decimal(1)))


def test_at_the_very_moment_of_the_close_an_answer_counts(here, time_machine):
    time_machine.move_to(NOON + 2 * HOUR, tick=False)

    assert (send(here, 1, option(here.attempt, 1, "Paris")).status_code, totals(here.attempt)) == (200, (1, Decimal(1)))


def test_a_question_of_an_attempt_that_is_over_leads_to_the_score(here):
    finish_attempt(attempt_id=here.attempt.pk)

    responses = [here.client.get(address(here.attempt, 1)), here.client.get(reverse("finish", args=[here.attempt.pk]))]

    assert [(response.status_code, response.headers["Location"]) for response in responses] == [(302, here.attempt.get_absolute_url())] * 2


# --- Hand in ---------------------------------------------------------------------------------------------------------


def test_the_review_before_handing_in_names_what_is_left_out(here):
    send(here, 1, option(here.attempt, 1, "Paris"))
    send(here, 3, order(here.attempt, 3, [0, 1, 2, 3]))

    some = here.client.get(reverse("finish", args=[here.attempt.pk]))
    send(here, 2, {"text": "Trotsky"})
    none = here.client.get(reverse("finish", args=[here.attempt.pk]))

    rows = "1 Which capital ? Answered 2 Which rival ? {} 3 Which numbers ? Answered"
    assert words(part(some, "main")) == (
        f"Successors Before you hand in 1 question has no answer yet. {rows.format('Not answered')} Go to question 2 Hand in as it is"
    )
    assert words(part(none, "main")) == f"Successors Before you hand in Every question is answered. {rows.format('Answered')} Hand in"


def test_how_sure_somebody_is_of_nothing_is_no_answer(here):
    type(here.attempt.assignment).objects.update(confidence="shown")
    draft = reverse("save_draft", args=[here.attempt.pk, 2])
    seen = []
    for number, typed in enumerate(({"confidence": "3"}, {"confidence": "3", "text": "Trotsky"})):
        assert here.client.post(draft, {**typed, "number": number}).status_code == 200
        seen.append(words(part(here.client.get(reverse("finish", args=[here.attempt.pk])), "main")))

    assert ["3 questions have no answer yet." in seen[0], "2 Which rival ? Not answered" in seen[0]] == [True, True]
    assert ["2 questions have no answer yet." in seen[1], "2 Which rival ? Typed: counts when you hand in" in seen[1]] == [True, True]


def test_handing_in_leads_to_the_score(here):
    send(here, 1, option(here.attempt, 1, "Paris"))

    response = here.client.post(reverse("finish", args=[here.attempt.pk]), follow=True)

    here.attempt.refresh_from_db()
    assert response.redirect_chain == [(here.attempt.get_absolute_url(), 302)]
    assert here.attempt.finished == NOON
    assert words(part(response, "main")).startswith("Successors 1 of 3. 2 to go over. Handed in today, 12:00")


def test_handing_in_twice_is_handing_in_once(here, time_machine):
    url = reverse("finish", args=[here.attempt.pk])
    here.client.post(url)
    time_machine.shift(datetime.timedelta(minutes=5))

    again = here.client.post(url)

    here.attempt.refresh_from_db()
    assert (again.status_code, again.headers["Location"], here.attempt.finished) == (302, here.attempt.get_absolute_url(), NOON)


def test_the_score_says_what_to_go_over_and_then_what_was_known(here):
    send(here, 1, option(here.attempt, 1, "Paris"))
    send(here, 3, order(here.attempt, 3, [1, 0, 2, 3]))
    here.client.post(reverse("finish", args=[here.attempt.pk]))

    main = words(part(here.client.get(here.attempt.get_absolute_url()), "main"))

    assert main == " ".join(
        [
            "Successors 1.67 of 3. 2 to go over. Handed in today, 12:00 Print or save as PDF",
            "56% Question 1: right Question 2: not answered · Question 3: part right",
            "Practise the 2 you missed",
            "What to go over",
            "Question 2 · Struggle Which rival ? Trotsky Right answer Not answered Right answer: Trotsky",
            FACTS["rival"],
            "Question 3 · Struggle Which numbers ?",
            "one why one In order two why two You put it at 1 three why three In order four why four In order",
            f"Part right: 0.67 of 1 Right answer: one → two → three → four {FACTS['numbers']}",
            "What you knew",
            f"Question 1 · Struggle Which capital ? {options_of(here.attempt)} Right On the Seine. {FACTS['capital']}",
            "Back to what is due",
        ]
    )


def options_of(attempt: Attempt) -> str:
    """The options as this attempt lays them out, Paris being chosen."""
    places = {int(option(attempt, 1, text)["choice"]): text for text in ("Paris", "Lyon", "Nice")}
    return " ".join(
        "Paris Your answer, right" if places[place] == "Paris" else f"{'ABC'[place - 1]} {places[place]}" for place in (1, 2, 3)
    )


def test_with_all_right_there_is_nothing_to_practise(as_user):
    attempt = finished(AssignmentFactory(), right=3)
    client = as_user(attempt.student)

    page = client.get(attempt.get_absolute_url())
    asked = client.post(reverse("practise", args=[attempt.pk]), follow=True)

    main = words(part(page, "main"))
    assert f"{attempt.assignment.quiz.title} 3 of 3. All right! Handed in today, 12:00 Print or save as PDF 100% Question 1: right" in main
    assert "Practise" not in main
    assert words(part(asked, "main")).startswith("Nothing was missed: there is nothing to practise.")
    assert Attempt.objects.count() == 1


def test_what_is_handed_in_late_says_so(here, time_machine):
    time_machine.move_to(NOON + HOUR + SECOND, tick=False)

    response = here.client.post(reverse("finish", args=[here.attempt.pk]), follow=True)

    assert words(part(response, "main")).startswith("Successors 0 of 3. 3 to go over. Handed in today, 13:00 late")


def test_what_was_never_handed_in_is_over_with_the_close(here, time_machine):
    send(here, 1, option(here.attempt, 1, "Paris"))
    time_machine.move_to(NOON + 2 * HOUR + OVER, tick=False)

    response = here.client.get(here.attempt.get_absolute_url())

    assert words(part(response, "main")).startswith("Successors 1 of 3. 2 to go over. Handed in today, 14:00")


# --- Practise --------------------------------------------------------------------------------------------------------


def test_practice_asks_what_was_missed_and_never_counts(here):
    send(here, 1, option(here.attempt, 1, "Paris"))
    send(here, 2, {"text": "Stalin"})
    here.client.post(reverse("finish", args=[here.attempt.pk]))

    begun = here.client.post(reverse("practise", args=[here.attempt.pk]), follow=True)
    practice = Attempt.objects.get(purpose=Attempt.Purpose.PRACTICE)
    there = SimpleNamespace(attempt=practice, client=here.client)
    first = send(there, 1, {"text": "Trotsky"})
    second = send(there, 2, order(practice, 2, [0, 1, 2, 3]))
    over = here.client.post(reverse("finish", args=[practice.pk]), follow=True)

    assert begun.redirect_chain == [(practice.get_absolute_url(), 302), (address(practice, 1), 302)]
    assert words(part(begun, "main")).startswith("Practice: does not count Successors · Struggle Question 1 of 2: Which rival ?")
    assert (words(part(first, "feedback")), words(part(second, "feedback"))) == (VERDICTS["typed right"][3], VERDICTS["order right"][3])
    assert words(part(over, "main")).startswith("Successors · practice 2 of 2. All right! Handed in today, 12:00")
    assert totals(here.attempt) == (2, Decimal(1))


def test_practice_pressed_twice_is_one_practice(here):
    here.client.post(reverse("finish", args=[here.attempt.pk]))

    first, second = (here.client.post(reverse("practise", args=[here.attempt.pk])) for _twice in range(2))

    practice = Attempt.objects.get(purpose=Attempt.Purpose.PRACTICE)
    assert [first.headers["Location"], second.headers["Location"]] == [practice.get_absolute_url()] * 2


def test_practice_waits_until_the_attempt_is_over(here):
    response = here.client.post(reverse("practise", args=[here.attempt.pk]))
    page = here.client.get(address(here.attempt, 1), follow=True)
    home = here.client.get("/")

    assert (response.status_code, response.headers["Location"], Attempt.objects.count()) == (302, here.attempt.get_absolute_url(), 1)
    assert page.status_code == 200
    assert words(part(home, "main")).startswith("Finish this attempt first; then practise what it missed.")


# --- Answers that are shown after the close --------------------------------------------------------------------------

SAVED = "Answer saved You can change it until you hand in. Change the answer"


@pytest.mark.parametrize(("position", "said"), [(1, "Paris"), (1, "Lyon"), (2, "Trotsky"), (3, [3, 2, 1, 0])], ids=str)
def test_before_the_close_an_answer_is_saved_and_no_more_is_said(later, position, said):
    response = send(later, position, data_for(later.attempt, position, said))

    assert (response.status_code, words(part(response, "feedback"))) == (200, SAVED)
    assert sorted(part(response, "segment").attributes) == [("class", "is-accent"), ("hx-swap-oob", "true"), ("id", "segment")]
    exchange = words(part(response, "exchange"))
    assert {
        1: "Your answer" in exchange and "right" not in exchange,
        2: exchange == "– Trotsky Your answer",
        3: exchange == "1 four 2 three 3 two 4 one",
    }[position]


def test_before_the_close_handing_in_shows_the_answers_and_no_score(later):
    send(later, 1, option(later.attempt, 1, "Paris"))

    response = later.client.post(reverse("finish", args=[later.attempt.pk]), follow=True)
    home = later.client.get("/")

    main = words(part(response, "main"))
    assert main.startswith(
        "Successors Handed in Handed in today, 12:00 Print or save as PDF The answers come later Your answers are saved. "
        "The homework closes today, 14:00; "
        "after that you see your score, and what was right and why. The questions Question 1 · Struggle Which capital ?"
    )
    assert main.endswith("Question 3 · Struggle Which numbers ? Not answered Back to what is due")
    assert words(part(home, "main")) == (
        "Nothing due New homework shows here as soon as your teacher sets it. Last results Successors 11B · today, 12:00 score today, 14:00"
    )


def test_before_the_close_there_is_nothing_to_practise(later):
    later.client.post(reverse("finish", args=[later.attempt.pk]))

    response = later.client.post(reverse("practise", args=[later.attempt.pk]), follow=True)

    assert words(part(response, "main")).startswith("What you missed is shown when this homework closes, today, 14:00; practise it then.")
    assert Attempt.objects.count() == 1


def test_after_the_close_the_score_and_the_reasons_are_shown(later, time_machine):
    send(later, 1, option(later.attempt, 1, "Paris"))
    later.client.post(reverse("finish", args=[later.attempt.pk]))
    time_machine.move_to(NOON + 2 * HOUR + OVER, tick=False)

    main = words(part(later.client.get(later.attempt.get_absolute_url()), "main"))
    practise = later.client.post(reverse("practise", args=[later.attempt.pk]), follow=True)

    assert main.startswith("Successors 1 of 3. 2 to go over. Handed in today, 12:00 Print or save as PDF 33% Question 1: right")
    assert f"Right On the Seine. {FACTS['capital']}" in main
    assert words(part(practise, "main")).startswith("Practice: does not count Successors · Struggle Question 1 of 2: Which rival ?")


# --- Others ----------------------------------------------------------------------------------------------------------


def everything(client: Client, attempt: Attempt) -> list[int]:
    """What all addresses of an attempt answer."""
    question, finish, practise = address(attempt, 1), reverse("finish", args=[attempt.pk]), reverse("practise", args=[attempt.pk])
    data = {**choice_of(attempt, 1), "key": str(uuid.uuid4())}
    responses = [
        client.get(attempt.assignment.get_absolute_url()),
        client.get(attempt.get_absolute_url()),
        client.get(question),
        client.get(finish),
        client.post(question, data),
        client.post(question, data, headers={"HX-Request": "true"}),
        client.post(finish),
        client.post(practise),
        client.post(reverse("start", args=[attempt.assignment_id])),
    ]
    return [response.status_code for response in responses]


def test_a_student_taken_out_of_the_class_goes_no_further(here):
    send(here, 1, option(here.attempt, 1, "Paris"))
    remove_student(classroom=here.assignment.classroom, student=here.student)

    assert everything(here.client, here.attempt) == [404] * 9
    assert (stored(here.attempt), Attempt.objects.get().finished) == ([(1, {"option": 0}, Decimal(1))], None)
    assert words(part(here.client.get("/"), "main")).startswith("Nothing due New homework shows here as soon as your teacher sets it.")


def test_anothers_attempt_is_not_there(here, as_user):
    """For a classmate, who may start their own; for the class's teacher, who may read it and no more; for anybody else."""
    classroom = here.assignment.classroom
    classmate, stranger = as_user(enrolled(classroom)), as_user(enrolled(AssignmentFactory().classroom))

    found = {
        "classmate": everything(classmate, here.attempt),
        "teacher": everything(as_user(classroom.owner), here.attempt),
        "stranger": everything(stranger, here.attempt),
    }

    assert found == {
        "classmate": [200, *[404] * 7, 302],
        "teacher": [302, 200, *[404] * 7],
        "stranger": [404] * 9,
    }
    assert stored(here.attempt) == []


def test_the_teacher_reads_an_attempt_with_all_keys_before_the_close(later, as_user):
    send(later, 1, option(later.attempt, 1, "Lyon"))

    main = words(part(as_user(later.assignment.classroom.owner).get(later.attempt.get_absolute_url()), "main"))

    name = later.student.display_name
    assert main.startswith(f"Successors {name} {name}: 0 of 3 1 of 3 answered; not handed in Print or save as PDF 0% Question 1: wrong")
    assert f"Not right Right answer: Paris On the Rhône. {FACTS['capital']}" in main


# --- Bad input -------------------------------------------------------------------------------------------------------

POSITIONS = ["0", "4", str(2**15), str(2**31), str(2**63), str(2**64), "9" * 30, "9" * 5000]


@pytest.mark.parametrize("position", POSITIONS, ids=lambda position: position[:24])
def test_no_such_position_is_404(here, position):
    url = f"/attempts/{here.attempt.pk}/{position}/"

    responses = [
        here.client.get(url),
        here.client.post(url, {"choice": "1"}),
        here.client.post(url, {"choice": "1"}, headers={"HX-Request": "true"}),
    ]

    assert [response.status_code for response in responses] == [404, 404, 404]


@pytest.mark.parametrize("path", ["nope", "123", "00000000-0000-0000-0000-000000000000", "%00", "..%2f..", "é"], ids=ascii)
def test_no_such_attempt_is_404(here, path):
    urls = [f"/attempts/{path}/", f"/attempts/{path}/1/", f"/attempts/{path}/finish/", f"/homework/{path}/"]

    assert [here.client.get(url).status_code for url in urls] == [404] * 4


@pytest.mark.parametrize("csrf", [False, True], ids=["the view reads it", "the check of tokens reads it"])
def test_a_megabyte_is_refused_and_nothing_is_kept(here, csrf):
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    client.force_login(here.student)
    token = tags(client.get(address(here.attempt, 2)), "input", "value", name="csrfmiddlewaretoken")[0]
    body = f"csrfmiddlewaretoken={token}&text=" + "x" * 1024 * 1024

    response = client.post(address(here.attempt, 2), body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, stored(here.attempt)) == (413, [])
    assert "That is too much at once" in response.content.decode()


def test_ten_thousand_fields_are_refused(here):
    body = "&".join(f"f{number}=1" for number in range(10_000))

    response = here.client.post(address(here.attempt, 2), body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, stored(here.attempt)) == (400, [])


@pytest.mark.parametrize(
    ("content_type", "body", "status", "kept"),
    [
        ("application/json", b'{"text": "Trotsky"}', 422, []),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense", 422, []),
        ("application/x-www-form-urlencoded", b"text=%ff%fe", 302, [(2, {"text": "\ufffd" * 2}, Decimal(0))]),
        ("application/x-www-form-urlencoded; charset=nonsense", b"text=Trotsky", 302, [(2, {"text": "Trotsky"}, Decimal(1))]),
        ("text/plain", b"text=Trotsky", 422, []),
    ],
    ids=["json", "broken multipart", "not utf-8", "unknown charset", "plain"],
)
def test_a_body_that_is_no_proper_form_is_never_a_server_error(here, content_type, body, status, kept):
    client = Client(raise_request_exception=False)
    client.force_login(here.student)

    response = client.generic("POST", address(here.attempt, 2), body, content_type=content_type)

    assert (response.status_code, stored(here.attempt)) == (status, kept)


def test_without_its_token_a_form_changes_nothing_and_says_so(here):
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.student)

    response = client.post(address(here.attempt, 1), choice_of(here.attempt, 1))

    assert (response.status_code, stored(here.attempt)) == (403, [])
    assert words(part(response, "main")) == (
        "Error 403 That form was too old You may have signed in or out in another tab since it was opened. "
        "Nothing was changed: go back, load the page again, and send it once more. Go to my page"
    )


def test_with_its_token_a_form_is_taken(here):
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.student)
    page = client.get(address(here.attempt, 1))
    token = tags(page, "input", "value", name="csrfmiddlewaretoken")[0]

    response = client.post(address(here.attempt, 1), {**choice_of(here.attempt, 1), "csrfmiddlewaretoken": token})

    assert (response.status_code, len(stored(here.attempt))) == (302, 1)


def test_a_question_left_out_of_the_course_is_still_answered(here):
    """What an attempt has pinned stays."""
    item = AttemptItem.objects.select_related("version__question").get(attempt=here.attempt, position=1)
    type(item.version.question).objects.filter(pk=item.version.question_id).update(archived=True, current=None)

    assert [here.client.get(address(here.attempt, 1)).status_code, send(here, 1, option(here.attempt, 1, "Paris")).status_code] == [
        200,
        200,
    ]


def test_one_question_says_one(as_user):
    attempt = started(AssignmentFactory(quiz=quiz_of(1)))
    client = as_user(attempt.student)
    there = SimpleNamespace(attempt=attempt, client=client)

    fragment = send(there, 1, choice_of(attempt, 1, right=False))
    over = client.post(reverse("finish", args=[attempt.pk]), follow=True)

    assert words(part(fragment, "onward")) == "Finish and see your score Saved · Enter moves on"
    assert "0 of 1. One to go over." in words(part(over, "main"))
    assert "Practise the one you missed" in words(part(over, "main"))
