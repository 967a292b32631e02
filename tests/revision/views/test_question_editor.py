"""Questions of every type written and changed: form, rows, preview, versions, and two people at once."""

import html
import re

import pytest
from django.urls import reverse

from revision.actions import make_version
from revision.models import Question
from revision.question_types import registry
from tests.accounts.attempts.test_views import part, words
from tests.factories import CourseFactory, FactFactory, QuestionFactory, TeacherFactory, TopicFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KINDS = sorted(registry.all_types())


@pytest.fixture
def owner():
    return TeacherFactory()


@pytest.fixture
def topic(owner):
    return TopicFactory(course=CourseFactory(owner=owner), title="Seine")


@pytest.fixture
def fact(topic):
    return FactFactory(topic=topic, statement="The **Seine** rises.")


@pytest.fixture
def mine(as_user, owner):
    return as_user(owner)


def main_of(response) -> str:
    return words(part(response, "main"))


FIELD = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=</textarea>|</select>|<)", re.DOTALL)


def filled_in(response) -> dict[str, list[str]]:
    """What a browser would send of the form as it stands."""
    page = response.content.decode()
    form = page[page.index('<form class="stack-l" id="writing"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, list[str]] = {}
    for tag, attributes, _rest in FIELD.findall(form):
        said = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)}
        if "name" not in said or said.get("type") in {"search", "submit"}:
            continue
        if said.get("type") in {"checkbox", "radio"} and not re.search(r"\bchecked\b", attributes):
            continue
        sent.setdefault(said["name"], [])
        if tag == "input":
            sent[said["name"]].append(said.get("value", "on" if said.get("type") in {"checkbox", "radio"} else ""))
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [html.unescape(inner)]
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        sent[name] = [html.unescape(chosen[1])] if chosen else [""]
    return sent


def choice(topic, fact, **values) -> dict[str, object]:
    about = {"prompt": "Where?", "explanation": "So.", "topic": topic.pk, "facts": [fact.pk], "version": 1}
    rows = {"TOTAL_FORMS": 3, "INITIAL_FORMS": 0, "0-text": "Here", "0-correct": "on", "1-text": "There", "2-text": ""}
    data = {f"about-{name}": value for name, value in about.items()} | {f"options-{name}": value for name, value in rows.items()}
    return {**data, **values}


# --- Choosing and beginning ------------------------------------------------------------------------------------------


def test_every_type_is_offered_with_the_fact_it_is_for(mine, topic, fact):
    response = mine.get(reverse("choose_type", args=[topic.pk]), {"fact": str(fact.pk)})

    page = response.content.decode()
    assert [kind for kind in KINDS if f"{reverse('new_question', args=[topic.pk, kind])}?fact={fact.pk}" not in page] == []
    assert "A question on: The Seine rises." in main_of(response)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_of_every_type_says_what_is_missing(mine, topic, fact, kind):
    url = reverse("new_question", args=[topic.pk, kind])

    page = mine.get(url, {"fact": str(fact.pk)})
    response = mine.post(url, filled_in(page))

    assert f'value="{fact.pk}" checked' in page.content.decode()
    assert (page.status_code, response.status_code, Question.objects.count()) == (200, 422, 0)
    assert "Not saved yet" in main_of(response)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_type_is_shown_in_its_form_and_saved_unchanged(mine, topic, fact, kind):
    """What the form shows of a stored body makes the same body again: no version, nothing lost."""
    body = registry.get(kind).examples()[0].body
    question = QuestionFactory(topic=topic, kind=kind, body=body, facts=[fact])
    url = reverse("edit_question", args=[question.pk])

    page = mine.get(url)
    sent = filled_in(page)
    response = mine.post(url, sent, follow=True)
    changed = mine.post(url, {**sent, "about-prompt": "Another?"}, follow=True)

    assert page.status_code == 200
    assert "The words are the same, so there is no new version." in main_of(response)
    assert "Saved as version 2." in main_of(changed)
    first, second = question.versions.all()
    read = question.type.read
    assert (second.prompt, read(second.body)) == ("Another?", read(first.body))


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_is_previewed_with_its_key(mine, topic, fact, kind):
    question = QuestionFactory(topic=topic, kind=kind, body=registry.get(kind).examples()[0].body, facts=[fact], prompt="Which **one**?")
    sent = filled_in(mine.get(reverse("edit_question", args=[question.pk])))

    response = mine.post(reverse("preview_writing", args=[topic.pk, kind]), sent, headers=HTMX)
    empty = mine.post(reverse("preview_writing", args=[topic.pk, kind]), {}, headers=HTMX)

    assert (response.status_code, empty.status_code) == (200, 200)
    assert "Which <strong>one</strong>?" in response.content.decode()
    assert "The right answer" in response.content.decode()
    assert "as soon as the answers are whole" in empty.content.decode()


def test_no_such_type_and_no_such_topic_are_404(mine, topic):
    other = TopicFactory(course=CourseFactory(owner=TeacherFactory()))

    urls = [reverse("new_question", args=[topic.pk, "essay"]), reverse("new_question", args=[other.pk, "single_choice"])]
    assert [mine.get(url).status_code for url in urls] == [404, 404]


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_a_question_is_written(mine, topic, fact):
    response = mine.post(reverse("new_question", args=[topic.pk, "single_choice"]), choice(topic, fact))

    made = Question.objects.get()
    assert (response.headers["Location"], made.current.prompt, made.topic, list(made.facts.all())) == (
        made.get_absolute_url(),
        "Where?",
        topic,
        [fact],
    )
    assert [option["text"] for option in made.current.body["options"]] == ["Here", "There"]


def test_line_ends_of_a_browser_are_none_of_the_words(mine, topic, fact):
    mine.post(
        reverse("new_question", args=[topic.pk, "single_choice"]),
        choice(topic, fact, **{"options-0-feedback": "One.\r\nTwo.", "about-explanation": "So.\r\nAnd so."}),
    )

    now = Question.objects.get().current
    assert (now.body["options"][0]["feedback"], now.explanation) == ("One.\nTwo.", "So.\nAnd so.")


MISTAKES = {
    "no prompt": ({"about-prompt": ""}, "This field is required."),
    "no fact": ({"about-facts": []}, "Tick the fact or facts that the question asks."),
    "two right": ({"options-1-correct": "on"}, "Exactly one option must be right, not 2"),
    "too long": ({"options-0-text": "x" * 1001}, "Ensure this value has at most 1000 characters"),
    "bad topic": ({"about-topic": "nonsense"}, "Select a valid choice."),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_and_nothing_typed_is_lost(mine, topic, fact, name):
    values, message = MISTAKES[name]

    response = mine.post(
        reverse("new_question", args=[topic.pk, "single_choice"]), choice(topic, fact, **{"options-1-feedback": "Kept words", **values})
    )

    page = response.content.decode()
    assert (response.status_code, Question.objects.count()) == (422, 0)
    assert message in page
    assert "Kept words" in page


def test_facts_and_sources_of_other_courses_are_none(mine, topic, fact):
    other = FactFactory()

    response = mine.post(reverse("new_question", args=[topic.pk, "single_choice"]), choice(topic, fact, **{"about-facts": [str(other.pk)]}))

    assert (response.status_code, Question.objects.count()) == (422, 0)


# --- Rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "texts", "focus"),
    [
        ("add:options", ["Here", "There", "", ""], 3),
        ("drop:options:0", ["There", ""], 0),
        ("up:options:1", ["There", "Here", ""], None),
        ("nonsense", ["Here", "There", ""], None),
        ("add:elsewhere", ["Here", "There", ""], None),
    ],
)
@pytest.mark.parametrize("htmx", [True, False], ids=["part", "page"])
def test_rows_come_go_and_move_without_a_word_of_blame(mine, topic, fact, button, texts, focus, htmx):
    data = choice(topic, fact, **{"row": button, "about-prompt": ""})

    response = mine.post(reverse("new_question", args=[topic.pk, "single_choice"]), data, headers=HTMX if htmx else {})

    page = response.content.decode()
    found = [
        (re.search(r'value="([^"]*)"', tag) or ["", ""])[1] for tag in re.findall(r'<input type="text" name="options-\d+-text"[^>]*>', page)
    ]
    assert (response.status_code, found, "has-error" in page, "required." in page) == (200, texts, False, False)
    assert ("data-autofocus" in page, Question.objects.count()) == (focus is not None, 0)
    assert response.headers.get("HX-Trigger-After-Settle") == ('{"rows": {}}' if htmx else None)


@pytest.mark.parametrize("htmx", [True, False], ids=["part", "page"])
def test_facts_of_other_topics_are_offered_when_they_are_wanted(mine, topic, fact, htmx):
    other = FactFactory(topic=TopicFactory(course=topic.course, title="Loire"), statement="Far away.")
    url = reverse("new_question", args=[topic.pk, "single_choice"])

    first = mine.get(url).content.decode()
    data = choice(topic, fact, **{"row": "facts", "options-1-feedback": "Kept words"})
    more = mine.post(url, data, headers=HTMX if htmx else {}).content.decode()

    assert (str(other.pk) in first, str(other.pk) in more, f'value="{fact.pk}" checked' in more) == (False, True, True)
    assert ("Kept words" in more, "has-error" in more) == (not htmx, False)


# --- Two people ------------------------------------------------------------------------------------------------------


def test_an_older_form_meets_what_was_saved_since_and_can_still_be_saved(mine, topic, fact):
    question = QuestionFactory(topic=topic, facts=[fact])
    make_version(question=question, prompt="Theirs?", explanation="Theirs.", body=question.current.body)
    url = reverse("edit_question", args=[question.pk])

    met = mine.post(url, choice(topic, fact, **{"about-prompt": "Mine?"}))

    main = main_of(met)
    assert met.status_code == 409
    assert ("What it says now Theirs?" in main, "Mine?" in met.content.decode()) == (True, True)
    question.refresh_from_db()
    assert (question.current.prompt, question.versions.count()) == ("Theirs?", 2)
    again = mine.post(url, filled_in(met), follow=True)
    question.refresh_from_db()
    assert (question.current.prompt, question.current.number) == ("Mine?", 3)
    assert "Attempts that were begun keep the one they have." in main_of(again)


# --- The page of a question ------------------------------------------------------------------------------------------


def test_versions_are_listed_the_newest_first(mine, topic, fact):
    question = QuestionFactory(topic=topic, facts=[fact], prompt="First?")
    make_version(question=question, prompt="Second?", explanation="So.", body=question.current.body)

    main = main_of(mine.get(reverse("versions", args=[question.pk])))

    assert 0 < main.index("Version 2") < main.index("Second?") < main.index("Version 1") < main.index("First?")


def test_a_question_is_left_out_and_brought_back(mine, topic, fact):
    question = QuestionFactory(topic=topic, facts=[fact], prompt="Where?")

    mine.post(reverse("archive_question", args=[question.pk]))
    listed = main_of(mine.get(reverse("left_out", args=[topic.course.slug])))
    page = main_of(mine.get(question.get_absolute_url()))
    mine.post(reverse("restore_question", args=[question.pk]))

    assert ("Questions Where?" in listed, "Left out" in page, "Bring it back" in page) == (True, True, True)
    assert Question.objects.asked().get() == question


@pytest.mark.parametrize("values", [{"status": "draft"}, {"status": "discarded"}, {"archived": True}])
def test_readers_meet_only_what_can_be_asked(as_user, values):
    question = QuestionFactory(**values)

    assert as_user(TeacherFactory()).get(question.get_absolute_url()).status_code == 404


def test_a_row_is_added_to_a_form_that_is_still_empty(mine, topic):
    """Without a script the whole page comes back; what is not written yet is no mistake."""
    response = mine.post(reverse("new_question", args=[topic.pk, "cloze"]), {"row": "add:about"})

    assert (response.status_code, "has-error" in main_of(response)) == (200, False)
