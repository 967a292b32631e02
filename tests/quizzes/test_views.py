"""A teacher's quizzes: the list, the questions of one in their order, the preview; as a page and as a part of one."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quizzes.actions import freeze_quiz
from quizzes.models import Quiz, Slot
from tests.accounts.attempts.test_views import part, tags, words
from tests.accounts.people.test_views import mistakes
from tests.factories import (
    ORDER,
    TYPED,
    CourseFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TeacherFactory,
    TopicFactory,
    quiz_of,
)

pytestmark = pytest.mark.django_db

TOKEN = {"csrfmiddlewaretoken": "as a browser sends it"}
SET = "“Rivers” has been set to a class, so its questions stay. Copy it to change it."


class Desk:
    """A teacher with a quiz of three questions on one topic."""

    def __init__(self, as_user: Any) -> None:
        self.teacher = TeacherFactory()
        self.client: Client = as_user(self.teacher)
        self.quiz: Quiz = quiz_of(3, title="Rivers", owner=self.teacher, course__title="France")
        self.slots = list(self.quiz.slots.all())
        self.topic = self.slots[0].question.topic
        self.page = reverse("quiz", args=[self.quiz.pk])

    def post(self, name: str, slot: Slot | int | None = None, *, htmx: bool = False, **data: Any) -> HttpResponse:
        slot_id = [slot.pk if isinstance(slot, Slot) else slot] if slot is not None else []
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{self.page}?from=here"} if htmx else {}
        return self.client.post(reverse(name, args=[self.quiz.pk, *slot_id]), {**TOKEN, **data}, headers=headers)

    @property
    def order(self) -> list[int]:
        """The questions of the quiz as it is now, by their numbers at first; 0 for a new one."""
        first = {slot.question_id: number for number, slot in enumerate(self.slots, start=1)}
        found = list(self.quiz.slots.values_list("position", "question_id"))
        assert [position for position, _question in found] == list(range(1, len(found) + 1))
        return [first.get(question, 0) for _position, question in found]


@pytest.fixture
def desk(as_user) -> Desk:
    return Desk(as_user)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- The list --------------------------------------------------------------------------------------------------------


def test_ones_own_quizzes_stand_in_the_list(desk):
    set_quiz = quiz_of(1, title="Set one", owner=desk.teacher)
    freeze_quiz(quiz=set_quiz)
    QuizFactory(title="Put away", owner=desk.teacher, archived=True)
    QuizFactory(title="A colleague's")

    main = words(part(desk.client.get(reverse("quizzes")), "main"))

    assert ("Rivers 3 questions · France" in main, "Set one 1 question" in main) == (True, True)
    assert (main.count("Not set yet"), [title for title in ("Put away", "colleague") if title in main]) == (1, [])


def test_without_quizzes_the_list_says_how_to_begin(as_user):
    main = words(part(as_user(TeacherFactory()).get(reverse("quizzes")), "main"))

    assert "You have made no quiz yet" in main
    assert main.endswith("Make the first")


# --- One quiz --------------------------------------------------------------------------------------------------------


def test_a_quiz_shows_its_questions_in_their_order(desk):
    response = desk.client.get(desk.page)

    prompts = [slot.question.current.prompt for slot in desk.slots]
    assert words(part(response, "questions")).startswith("3 questions about 2 minutes · 3 marks Save the marks 1 " + prompts[0])
    assert tags(response, "a", "href", **{"class": "plain-link"}) == [slot.question.get_absolute_url() for slot in desk.slots]


def test_a_quiz_is_renamed(desk):
    response = desk.post("quiz", title=" Rivers of France ")

    desk.quiz.refresh_from_db()
    assert (response.status_code, response.headers["Location"], desk.quiz.title, said(response)) == (
        302,
        desk.page,
        "Rivers of France",
        ["Renamed."],
    )


@pytest.mark.parametrize(
    ("title", "mistake"),
    [
        ("", "This field is required."),
        ("  ", "This field is required."),
        ("x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
        ("a\x00b", "Null characters are not allowed."),
    ],
    ids=["empty", "blank", "long", "null"],
)
def test_a_title_that_will_not_do_changes_nothing(desk, title, mistake):
    response = desk.post("quiz", title=title)

    desk.quiz.refresh_from_db()
    assert (response.status_code, mistakes(response), desk.quiz.title) == (422, [mistake], "Rivers")


def test_a_set_quiz_shows_its_questions_and_no_way_to_change_them(desk):
    freeze_quiz(quiz=desk.quiz)

    response = desk.client.get(desk.page)

    assert "A class has been set this quiz, so its questions stay. Copy to change" in words(part(response, "questions"))
    assert [name for name in ("/move/", "/swap/", "/remove/", "/add/") if name in response.content.decode()] == []


def test_a_quiz_is_put_away(desk):
    response = desk.post("archive_quiz")

    desk.quiz.refresh_from_db()
    assert (response.status_code, response.headers["Location"], desk.quiz.archived) == (302, reverse("quizzes"), True)
    assert said(response) == ["“Rivers” is out of your list. Homework set with it stays as it is."]
    assert "You have made no quiz yet" in words(part(desk.client.get(reverse("quizzes")), "main"))


def test_a_copy_can_be_changed_though_the_first_cannot(desk):
    freeze_quiz(quiz=desk.quiz)

    response = desk.post("copy_quiz")

    copy = Quiz.objects.exclude(pk=desk.quiz.pk).get()
    assert (copy.title, copy.owner, copy.frozen) == ("Rivers (copy)", desk.teacher, False)
    assert list(copy.slots.values_list("position", "question")) == list(desk.quiz.slots.values_list("position", "question"))
    assert (response.status_code, response.headers["Location"]) == (302, reverse("set_homework", args=[copy.pk]))
    assert said(response) == ["Here is your copy. Change what you like."]


# --- Changing its questions ------------------------------------------------------------------------------------------

CHANGES = {
    "up": ("move_slot", 2, {"steps": "-1"}, [1, 3, 2]),
    "down": ("move_slot", 0, {"steps": "1"}, [2, 1, 3]),
    "far down": ("move_slot", 0, {"steps": "100"}, [2, 3, 1]),
    "up from the top": ("move_slot", 0, {"steps": "-1"}, [1, 2, 3]),
    "take out": ("remove_slot", 1, {}, [1, 3]),
    "swap": ("swap_slot", 1, {}, [1, 0, 3]),
}
every_change = pytest.mark.parametrize(("name", "place", "data", "order"), CHANGES.values(), ids=CHANGES)


@every_change
def test_a_change_is_answered_with_the_list_alone(desk, name, place, data, order):
    QuestionFactory(topic=desk.topic)

    response = desk.post(name, desk.slots[place], htmx=True, **data)

    assert (response.status_code, desk.order, part(response, "main")) == (200, order, None)
    prompts = [slot.question.current.prompt for slot in desk.quiz.slots.select_related("question__current")]
    shown = words(part(response, "questions"))
    assert [shown.index(prompt) for prompt in prompts] == sorted(shown.index(prompt) for prompt in prompts)
    assert tags(response, "input", "value", name="next") == [f"{desk.page}?from=here"] * 2


@every_change
def test_without_htmx_a_change_leads_back(desk, name, place, data, order):
    QuestionFactory(topic=desk.topic)

    response = desk.post(name, desk.slots[place], **data, next=f"{reverse('set_homework', args=[desk.quiz.pk])}?class=1")

    assert (response.status_code, desk.order) == (302, order)
    assert response.headers["Location"] == f"{reverse('set_homework', args=[desk.quiz.pk])}?class=1"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\x00",
        "https:evil",
    ],
    ids=ascii,
)
def test_it_never_leads_elsewhere(desk, to):
    answers = [
        desk.post("move_slot", desk.slots[0], steps="1", next=to),
        desk.post("add_question", question=QuestionFactory(topic=desk.topic).pk, next=to),
    ]

    assert [(response.status_code, response.headers["Location"]) for response in answers] == [(302, desk.page)] * 2


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
@every_change
def test_the_questions_of_a_set_quiz_stay(desk, name, place, data, order, htmx):
    QuestionFactory(topic=desk.topic)
    freeze_quiz(quiz=desk.quiz)

    response = desk.post(name, desk.slots[place], htmx=htmx, **data)

    assert desk.order == [1, 2, 3]
    if htmx:
        assert (response.status_code, SET in words(part(response, "questions"))) == (409, True)
    else:
        assert (response.status_code, said(response)) == (302, [SET])


def test_taking_out_twice_is_taking_out_once(desk):
    answers = [desk.post("remove_slot", desk.slots[0], htmx=True).status_code for _twice in range(2)]

    assert (answers, desk.order) == ([200, 200], [2, 3])


@pytest.mark.parametrize("steps", ["", "up", "101", "-101", "9" * 40, "\x00"], ids=ascii)
def test_steps_that_are_none_are_404(desk, steps):
    assert (desk.post("move_slot", desk.slots[0], steps=steps).status_code, desk.order) == (404, [1, 2, 3])


@pytest.mark.parametrize("slot_id", [0, 2**31, 2**63, 2**64, 10**30])
def test_a_slot_that_is_not_there_changes_nothing(desk, slot_id):
    answers = [
        desk.post("move_slot", slot_id, steps="1").status_code,
        desk.post("remove_slot", slot_id).status_code,
        desk.post("swap_slot", slot_id).status_code,
    ]

    assert (answers, desk.order) == ([302, 302, 404], [1, 2, 3])


def test_a_slot_of_another_quiz_is_not_changed_through_ones_own(desk):
    other = SlotFactory()

    answers = [
        desk.post("move_slot", other, steps="1").status_code,
        desk.post("remove_slot", other).status_code,
        desk.post("swap_slot", other).status_code,
    ]

    assert (answers, Slot.objects.filter(pk=other.pk, position=other.position, question=other.question_id).exists()) == (
        [302, 302, 404],
        True,
    )


def test_with_no_other_question_of_the_topic_nothing_is_swapped(desk):
    response = desk.post("swap_slot", desk.slots[0], htmx=True)

    assert (response.status_code, desk.order) == (409, [1, 2, 3])
    assert "All questions of that topic are in the quiz already." in words(part(response, "questions"))


# --- Choosing one by one ---------------------------------------------------------------------------------------------


def test_the_questions_of_a_topic_can_be_added_one_by_one(desk):
    other = TopicFactory(course=desk.quiz.course, title="The Loire")
    question = QuestionFactory(topic=other, prompt="How long is it?")
    url = reverse("add_question", args=[desk.quiz.pk])

    first = desk.client.get(url)
    chosen = desk.client.get(url, {"topic": other.pk})
    added = desk.post("add_question", question=question.pk, next=f"{url}?topic={other.pk}")
    after = desk.client.get(added.headers["Location"])

    assert words(part(first, "main")).count("In the quiz") == 3
    assert ("How long is it?" in words(part(first, "main")), "How long is it?" in words(part(chosen, "main"))) == (False, True)
    assert (added.status_code, desk.order) == (302, [1, 2, 3, 0])
    assert words(part(after, "main")).count("In the quiz") == 1
    assert "4 questions in the quiz" in words(part(after, "main"))


def test_a_question_is_added_in_place(desk):
    response = desk.post("add_question", question=QuestionFactory(topic=desk.topic).pk, htmx=True)

    assert (response.status_code, desk.order) == (200, [1, 2, 3, 0])
    assert words(part(response, "questions")).startswith("4 questions")


def test_a_question_that_is_there_already_is_told(desk):
    response = desk.post("add_question", question=desk.slots[0].question_id)

    assert (response.status_code, said(response), desk.order) == (302, ["That question is in the quiz already."], [1, 2, 3])


@pytest.mark.parametrize("kind", ["another course's", "left out", "none", "nonsense", "null", "nothing"])
def test_what_cannot_be_added_is_404(desk, kind):
    question = {
        "another course's": lambda: QuestionFactory().pk,
        "left out": lambda: QuestionFactory(topic=desk.topic, archived=True).pk,
        "none": uuid.uuid4,
        "nonsense": lambda: "nonsense",
        "null": lambda: "\x00",
        "nothing": lambda: "",
    }[kind]()

    assert (desk.post("add_question", question=question).status_code, desk.order) == (404, [1, 2, 3])


@pytest.mark.parametrize("topic", ["", "nonsense", "\x00", str(uuid.uuid4())], ids=["empty", "nonsense", "null", "none"])
def test_an_unknown_topic_shows_the_first(desk, topic):
    response = desk.client.get(reverse("add_question", args=[desk.quiz.pk]), {"topic": topic})

    assert (response.status_code, desk.topic.title in words(part(response, "main"))) == (200, True)


def test_a_course_without_questions_has_none_to_add(as_user):
    quiz = QuizFactory(course=CourseFactory())

    response = as_user(quiz.owner).get(reverse("add_question", args=[quiz.pk]))

    assert (response.status_code, "This course has no questions yet" in words(part(response, "main"))) == (200, True)


# --- The preview -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(desk) -> Desk:
    """A quiz of one question of each type."""
    desk.quiz.slots.all().delete()
    for kind, body in (("single_choice", None), ("short_answer", TYPED), ("ordering", ORDER)):
        fact = FactFactory(topic=desk.topic, statement=f"The {kind} fact.")
        question = QuestionFactory(
            topic=desk.topic, kind=kind, explanation=f"The {kind} reason.", facts=[fact], **({"body": body} if body else {})
        )
        SlotFactory(quiz=desk.quiz, question=question)
    return desk


def preview(desk: Desk, position: int, data: dict[str, str] | None = None, *, htmx: bool = False) -> HttpResponse:
    url = reverse("preview_question", args=[desk.quiz.pk, position])
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.client.get(url) if data is None else desk.client.post(url, {**TOKEN, **data}, headers=headers)


PREVIEWED = {
    "typed right": (2, {"text": "paris"}, "Right The short_answer reason. Fact The short_answer fact."),
    "typed wrong": (2, {"text": "Lyon"}, "Not right Right answer: Paris The short_answer reason. Fact The short_answer fact."),
    "choice": (1, {"choice": "1"}, "The single_choice reason. Fact The single_choice fact."),
    "order": (
        3,
        {"place_1": "1", "place_2": "2", "place_3": "3", "place_4": "4"},
        "Right answer: one → two → three → four The ordering reason. Fact The ordering fact.",
    ),
}


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
@pytest.mark.parametrize(("position", "data", "feedback"), PREVIEWED.values(), ids=PREVIEWED)
def test_a_preview_is_marked_as_for_a_student_and_kept_nowhere(mixed, position, data, feedback, htmx):
    before = rows()

    response = preview(mixed, position, data, htmx=htmx)

    assert response.status_code == 200
    assert words(part(response, "feedback")).endswith(feedback)
    assert (part(response, "main") is None) == htmx
    assert rows() == before


def rows() -> dict[str, list[Any]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}


def test_a_preview_says_that_it_is_one(mixed):
    pages = [preview(mixed, position) for position in (1, 2, 3)]

    mains = [words(part(page, "main")) for page in pages]
    assert [main.startswith("Preview: nothing is kept Rivers · ") for main in mains] == [True] * 3
    assert [tags(page, "a", "href", **{"class": "btn btn-icon"}) for page in pages] == [[mixed.page]] * 3


@pytest.mark.parametrize(
    ("position", "data", "mistake"),
    [(1, {}, "Choose one of the answers."), (2, {"text": ""}, "Type an answer first."), (3, {}, "Give every part its place.")],
    ids=["choice", "typed", "order"],
)
@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
def test_what_is_no_answer_is_told_in_a_preview_too(mixed, position, data, mistake, htmx):
    response = preview(mixed, position, data, htmx=htmx)

    assert (response.status_code, mistake in words(part(response, "exchange"))) == (422, True)


def test_the_way_through_a_preview_ends_at_the_quiz(mixed):
    start = mixed.client.get(reverse("preview", args=[mixed.quiz.pk]))
    ways = [
        tags(preview(mixed, position, data), "a", "href", **{"data-next": ""})
        for position, data, _said in (PREVIEWED["typed right"], PREVIEWED["order"])
    ]

    assert (start.status_code, start.headers["Location"]) == (302, reverse("preview_question", args=[mixed.quiz.pk, 1]))
    assert ways == [[reverse("preview_question", args=[mixed.quiz.pk, 3])], [mixed.page]]


@pytest.mark.parametrize("position", [0, 4, 2**31, 2**64, 10**30])
def test_there_is_no_preview_beyond_the_questions(mixed, position):
    assert [preview(mixed, position).status_code, preview(mixed, position, {"choice": "1"}).status_code] == [404, 404]


def test_of_an_empty_quiz_there_is_nothing_to_preview(as_user):
    quiz = QuizFactory()
    client = as_user(quiz.owner)

    response = client.get(reverse("preview", args=[quiz.pk]), follow=True)

    assert response.redirect_chain[-1] == (reverse("quiz", args=[quiz.pk]), 302)
    assert words(part(response, "main")).startswith("There is nothing to preview yet: add some questions first.")


def test_a_colleague_sees_neither_the_quiz_nor_its_preview(desk, as_user):
    client = as_user(TeacherFactory(school=desk.teacher.school))
    names = ["quiz", "add_question", "preview"]

    found = [client.get(reverse(name, args=[desk.quiz.pk])).status_code for name in names]

    assert [*found, client.get(reverse("preview_question", args=[desk.quiz.pk, 1])).status_code] == [404] * 4


# --- Random picks and marks ------------------------------------------------------------------------------------------


@pytest.fixture
def loire(desk) -> Any:
    """Another topic, with three questions."""
    topic = TopicFactory(course=desk.quiz.course, title="Loire")
    for number in range(3):
        QuestionFactory(topic=topic, prompt=f"Loire {number}?")
    return topic


def pick(desk, among, htmx=False, **more: str) -> HttpResponse:
    return desk.post("add_pick", htmx=htmx, **{"picks": "2", "topic": str(among.pk), "max_mark": "1.5"} | more)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_a_random_pick_stands_in_the_list_and_counts(desk, loire, htmx):
    response = pick(desk, loire, htmx)

    shown = words(part(response if htmx else desk.client.get(desk.page), "questions"))
    assert shown.startswith("5 questions about 3 minutes · 6 marks")
    assert "4–5 2 questions of “Loire” drawn for each student" in shown
    assert len(tags(desk.client.get(desk.page), "button", "id", id=f"swap-{desk.quiz.slots.last().pk}")) == 0


def test_a_pick_that_finds_too_few_questions_is_told(desk, loire):
    response = pick(desk, loire, htmx=True, picks="4")

    assert (response.status_code, desk.quiz.slots.count()) == (409, 3)
    assert "“Loire” has only 3 other questions to pick from, and 4 are wanted. Nothing was changed." in words(part(response, "questions"))


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"picks": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"topic": str(uuid.uuid4())}, "Select a valid choice. That choice is not one of the available choices."),
        ({"max_mark": "0.3"}, "Ensure this value is a multiple of step size 0.25, starting from 0.25, e.g. 0.25, 0.50, 0.75, and so on."),
    ],
    ids=["none", "no topic", "marks"],
)
def test_a_pick_that_will_not_do_is_told(desk, loire, sent, told):
    page, inside = pick(desk, loire, **sent), pick(desk, loire, htmx=True, **sent)

    assert (page.status_code, said(page)) == (302, [told])
    assert inside.status_code == 422
    assert told in words(part(inside, "questions"))
    assert desk.quiz.slots.count() == 3


def test_a_pick_is_not_swapped(desk, loire):
    pick(desk, loire)

    assert desk.post("swap_slot", desk.quiz.slots.last()).status_code == 404


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_marks_are_changed(desk, htmx):
    first, second, _third = desk.slots

    response = desk.post("set_marks", htmx=htmx, **{f"mark-{first.pk}": "2.25", f"mark-{second.pk}": "0.5"})

    assert response.status_code == (200 if htmx else 302)
    assert [str(slot.max_mark) for slot in desk.quiz.slots.all()] == ["2.25", "0.50", "1.00"]
    page = desk.client.get(desk.page)
    assert tags(page, "input", "value", name=f"mark-{first.pk}") == ["2.25"]
    assert "3.75 marks" in words(part(page, "questions"))


def test_marks_that_will_not_do_are_told(desk):
    response = desk.post("set_marks", htmx=True, **{f"mark-{desk.slots[0].pk}": "0"})

    assert (response.status_code, desk.quiz.slots.filter(max_mark=1).count()) == (422, 3)
    assert "Ensure this value is greater than or equal to 0.25." in words(part(response, "questions"))


@pytest.mark.parametrize("name", ["add_pick", "set_marks"])
def test_a_set_quiz_takes_no_picks_and_no_marks(desk, loire, name):
    freeze_quiz(quiz=desk.quiz)
    data = {"picks": "2", "topic": str(loire.pk), "max_mark": "1", f"mark-{desk.slots[0].pk}": "2"}

    response = desk.post(name, **data)

    assert (response.status_code, said(response)) == (302, [SET])
    assert list(desk.quiz.slots.values_list("max_mark", "picks")) == [(1, 1)] * 3


def test_preview_and_paper_draw_the_same_example_every_time(desk, loire, django_assert_max_num_queries):
    pick(desk, loire)
    preview, paper = reverse("preview_question", args=[desk.quiz.pk, 4]), reverse("paper", args=[desk.quiz.pk])

    pages = {words(part(desk.client.get(preview), "main")) for _time in range(4)}
    with django_assert_max_num_queries(9):
        printed = words(part(desk.client.get(paper), "main"))

    [page] = pages
    assert "drawn for each student" in page
    assert "drawn for each student" not in words(part(desk.client.get(reverse("preview_question", args=[desk.quiz.pk, 1])), "main"))
    assert "5 questions · marks: 6" in printed
    example = next(f"Loire {number}?" for number in range(3) if f"Loire {number}?" in page)
    assert f"4 {example} (1.5) drawn for each student" in printed
    assert desk.client.get(reverse("preview_question", args=[desk.quiz.pk, 6])).status_code == 404
