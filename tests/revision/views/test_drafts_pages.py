"""The review queue: one draft after the other, by buttons, by rule and by topic; and that no draft goes anywhere else."""

import uuid

import pytest
from django.urls import reverse

from revision.models import Question
from tests.accounts.attempts.test_views import part, words
from tests.factories import CourseFactory, FactFactory, QuestionFactory, QuizFactory, SlotFactory, TeacherFactory, TopicFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def course():
    return CourseFactory(owner=TeacherFactory(), slug="rivers")


@pytest.fixture
def drafts(course):
    """Three: two of a rule in one topic, one of another in the next."""
    north, south = (TopicFactory(course=course, title=title, position=place) for place, title in enumerate(["North", "South"]))
    fact = FactFactory(topic=north, statement="The **Seine** rises.")
    rows = [("A?", north, "a date"), ("B?", north, "a date"), ("C?", south, "a term")]
    return [QuestionFactory(prompt=prompt, topic=topic, rule=rule, status="draft", facts=[fact]) for prompt, topic, rule in rows]


@pytest.fixture
def mine(as_user, course):
    return as_user(course.owner)


def queue(response) -> str:
    return words(part(response, "queue"))


def statuses() -> list[str]:
    return list(Question.objects.order_by("position").values_list("status", flat=True))


def test_a_draft_stands_with_its_key_its_rule_and_its_fact(mine, drafts):
    text = queue(mine.get(reverse("drafts", args=["rivers"])))

    assert text.startswith("Draft 1 of 3 · North Choice A?")
    for said in ("Approve a", "Discard d", "Change e", "The right answer", "Paris Right answer", "a date", "The Seine rises.", "3 left"):
        assert said in text
    assert "a date 2" in text
    assert "South 1" in text


@pytest.mark.parametrize(("verdict", "status", "word"), [("approve", "approved", "Approved."), ("discard", "discarded", "Discarded.")])
def test_judging_moves_on_to_the_next_in_place(mine, drafts, verdict, status, word):
    response = mine.post(reverse("judge_draft", args=[drafts[0].pk]), {"verdict": verdict}, headers=HTMX)

    text = queue(response)
    assert "<html" not in response.content.decode()
    assert (statuses(), word in text, "Draft 1 of 2" in text, "B?" in text, "Undo z" in text) == (
        [status, "draft", "draft"],
        True,
        True,
        True,
        True,
    )


def test_without_htmx_the_page_comes_again_at_the_next(mine, drafts):
    response = mine.post(reverse("judge_draft", args=[drafts[1].pk]), {"verdict": "approve", "rule": "a date"}, follow=True)

    assert "at=" not in response.redirect_chain[0][0]
    assert "Draft 1 of 1" in queue(response)
    assert "A?" in queue(response)


def test_the_last_judgement_is_undone(mine, drafts):
    mine.post(reverse("judge_draft", args=[drafts[1].pk]), {"verdict": "discard"}, headers=HTMX)

    response = mine.post(reverse("judge_draft", args=[drafts[1].pk]), {"verdict": "undo"}, headers=HTMX)

    assert statuses() == ["draft"] * 3
    assert "Draft 2 of 3" in queue(response)
    assert "It waits again." in queue(response)


def test_an_undo_that_comes_too_late_is_refused(mine, drafts):
    mine.post(reverse("judge_draft", args=[drafts[0].pk]), {"verdict": "approve"})
    SlotFactory(question=drafts[0], quiz=QuizFactory(course=drafts[0].course))

    response = mine.post(reverse("judge_draft", args=[drafts[0].pk]), {"verdict": "undo"}, headers=HTMX)

    assert (response.status_code, statuses()[0]) == (409, "approved")
    assert "It stands in a quiz already" in queue(response)


def test_next_and_previous(mine, drafts):
    url = reverse("drafts", args=["rivers"])

    second = mine.get(url, {"at": str(drafts[1].pk)}, headers=HTMX)
    strange = mine.get(url, {"at": str(uuid.uuid4()), "topic": "nonsense"}, headers=HTMX)

    page = second.content.decode()
    assert ("Draft 2 of 3" in queue(second), f"at={drafts[0].pk}" in page, f"at={drafts[2].pk}" in page) == (True, True, True)
    assert "Draft 1 of 3" in queue(strange)


@pytest.mark.parametrize(("verdict", "after"), [("approve", "approved"), ("discard", "discarded")])
@pytest.mark.parametrize("by", ["rule", "topic"])
def test_all_of_a_rule_or_topic_at_once(mine, drafts, verdict, after, by):
    chosen = {"rule": "a date"} if by == "rule" else {"topic": str(drafts[0].topic_id)}

    response = mine.post(reverse("judge_drafts", args=["rivers"]), {"verdict": verdict, **chosen}, follow=True)

    assert statuses() == [after, after, "draft"]
    assert f"2 drafts {after}." in words(part(response, "main"))


@pytest.mark.parametrize("data", [{}, {"verdict": "undo"}, {"verdict": "approve", "topic": "nonsense"}])
def test_what_makes_no_sense_judges_nothing(mine, drafts, data):
    assert mine.post(reverse("judge_drafts", args=["rivers"]), data).status_code == 404
    assert mine.post(reverse("judge_draft", args=[drafts[0].pk]), {"verdict": "perhaps"}).status_code == 404
    assert statuses() == ["draft"] * 3


def test_the_empty_queue_says_where_drafts_come_from(mine, course):
    assert "No drafts wait When you import notes" in queue(mine.get(reverse("drafts", args=["rivers"])))


def test_a_rule_that_is_done_leads_to_the_others(mine, drafts):
    text = queue(mine.get(reverse("drafts", args=["rivers"]), {"rule": "no such rule"}))

    assert "None of these are left 3 other drafts wait. Go on with them" in text


def test_a_draft_is_changed_and_approved_from_its_form(mine, drafts):
    draft = drafts[0]
    options = draft.current.body["options"]
    data = {
        "about-version": 1,
        "about-prompt": "Better?",
        "about-explanation": "So.",
        "about-topic": draft.topic_id,
        "about-facts": [fact.pk for fact in draft.facts.all()],
        "options-TOTAL_FORMS": 2,
        "options-INITIAL_FORMS": 0,
        "options-0-text": options[0]["text"],
        "options-0-correct": "on",
        "options-1-text": options[1]["text"],
    }

    kept = mine.post(reverse("edit_question", args=[draft.pk]), data)
    waiting = statuses()
    approved = mine.post(reverse("edit_question", args=[draft.pk]), {**data, "about-version": 2, "approve": "1"}, follow=True)

    assert (kept.headers["Location"], waiting[0]) == (reverse("drafts", args=["rivers"]), "draft")
    assert statuses() == ["approved", "draft", "draft"]
    assert "Saved and approved." in words(part(approved, "main"))


def test_no_draft_is_proposed_counted_or_offered(mine, drafts, course):
    quiz = QuizFactory(course=course, owner=course.owner)
    pages = [course.get_absolute_url(), drafts[0].topic.get_absolute_url(), drafts[0].facts.get().get_absolute_url()]
    pages += [reverse("add_question", args=[quiz.pk]), f"{reverse('new_homework')}?course=rivers"]

    found = [page for page in pages if "A?" in mine.get(page).content.decode()]
    added = mine.post(reverse("add_question", args=[quiz.pk]), {"question": drafts[0].pk})

    assert (found, added.status_code, quiz.slots.count()) == ([], 404, 0)
