"""Questions written and changed, and drafts judged."""

import pytest

from revision.actions import Refused
from revision.editing.questions import (
    Changed,
    archive_question,
    change_question,
    judge_draft,
    judge_drafts,
    new_question,
    undo_draft,
)
from revision.editing.sources import change_source, new_source
from revision.exports import course_document
from revision.models import Question, Source
from revision.question_types import registry
from tests.factories import CHOICE, FactFactory, QuestionFactory, SlotFactory, TopicFactory

pytestmark = pytest.mark.django_db

DRAFT = Question.Status.DRAFT


def filled(body: dict) -> dict:
    """The body with all that its type fills in."""
    return registry.get("single_choice").read(body).model_dump(mode="json")


def as_it_is(question: Question, **values: object) -> dict:
    now = question.current
    said = {"topic": question.topic, "prompt": now.prompt, "explanation": now.explanation, "body": filled(now.body)}
    return {"question": question, "number": now.number, **said, "facts": list(question.facts.all()), "source": now.source, **values}


def test_a_new_question_can_be_set_at_once():
    fact = FactFactory()
    QuestionFactory(topic=fact.topic, position=3)

    made = new_question(topic=fact.topic, kind="single_choice", prompt="Which city?", explanation="So.", body=filled(CHOICE), facts=[fact])

    assert (made.slug, made.position, made.status, made.rule, made.course) == ("which-city", 4, "approved", "", fact.course)
    assert (made.current.number, made.current.prompt, made.current.body, list(made.facts.all())) == (
        1,
        "Which city?",
        filled(CHOICE),
        [fact],
    )


def test_other_words_make_the_next_version_and_the_same_words_none():
    question = QuestionFactory()

    results = [change_question(**as_it_is(question)), change_question(**as_it_is(question, prompt="Anew?"))]

    question.refresh_from_db()
    assert results == [False, True]
    assert [(version.number, version.prompt) for version in question.versions.all()][1:] == [(2, "Anew?")]
    assert question.current.number == 2


@pytest.mark.parametrize("name", ["prompt", "explanation", "body", "source"])
def test_whatever_changes_makes_a_version(name):
    question = QuestionFactory()
    source = new_source(course=question.course, title="Poem", kind="text", origin="Anon", text="Once")
    body = filled({"options": CHOICE["options"][:2]})

    changed = change_question(**as_it_is(question, **{name: {"body": body, "source": source}.get(name, "Anew")}))

    assert changed


def test_topic_and_facts_change_without_a_version():
    question = QuestionFactory()
    topic = TopicFactory(course=question.course)
    fact, gone = FactFactory(topic=topic), FactFactory(topic=topic, archived=True)
    question.facts.add(gone)

    changed = change_question(**as_it_is(question, topic=topic, facts=[fact]))

    question.refresh_from_db()
    assert (changed, question.topic, set(question.facts.all()), question.versions.count()) == (False, topic, {fact, gone}, 1)


def test_an_older_start_changes_nothing():
    question = QuestionFactory()
    old = as_it_is(question, prompt="Mine?")
    change_question(**as_it_is(question, prompt="Theirs?"))

    with pytest.raises(Changed) as raised:
        change_question(**old)

    question.refresh_from_db()
    assert (raised.value.current.prompt, question.current.prompt, question.versions.count()) == ("Theirs?", "Theirs?", 2)


def test_a_draft_is_approved_as_it_is_saved():
    question = QuestionFactory(status=DRAFT, rule="a date")

    change_question(**as_it_is(question, approve=True))

    question.refresh_from_db()
    assert question.status == Question.Status.APPROVED


def test_a_question_is_left_out_and_comes_back():
    question = QuestionFactory()

    archive_question(question=question)
    assert not Question.objects.asked().exists()
    archive_question(question=question, archived=False)

    assert Question.objects.asked().get() == question


# --- Drafts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("approve", "status"), [(True, "approved"), (False, "discarded")])
def test_a_draft_is_judged_once(approve, status):
    question = QuestionFactory(status=DRAFT, rule="a date")

    results = [judge_draft(question=question, approve=verdict) for verdict in (approve, not approve)]

    question.refresh_from_db()
    assert (results, question.status) == ([True, False], status)


def test_drafts_of_a_course_are_judged_at_once():
    first = QuestionFactory(status=DRAFT, rule="a")
    QuestionFactory(topic=first.topic, status=DRAFT, rule="b")
    QuestionFactory(topic=first.topic)

    assert judge_drafts(drafts=first.course.questions.filter(rule="a"), approve=False) == 1
    assert sorted(first.course.questions.values_list("status", flat=True)) == ["approved", "discarded", "draft"]


@pytest.mark.parametrize("approve", [True, False])
def test_a_judgement_is_taken_back(approve):
    question = QuestionFactory(status=DRAFT, rule="a date")
    judge_draft(question=question, approve=approve)

    undo_draft(question=question)

    assert Question.objects.drafts().get() == question


def test_what_is_in_a_quiz_waits_no_more():
    question = QuestionFactory(rule="a date")
    SlotFactory(question=question)

    with pytest.raises(Refused, match="in a quiz already"):
        undo_draft(question=question)

    question.refresh_from_db()
    assert question.status == Question.Status.APPROVED


def test_what_a_person_wrote_is_no_draft():
    with pytest.raises(Refused, match="Only a draft"):
        undo_draft(question=QuestionFactory())


def test_drafts_are_neither_exported_nor_asked():
    question = QuestionFactory(status=DRAFT, rule="a date")

    topics = course_document(question.course).topics

    assert [topic.questions for topic in topics] == [[]]
    assert not question.course.questions.asked().exists()


# --- Sources ---------------------------------------------------------------------------------------------------------

TEXT = {"title": "Poem", "kind": "text", "origin": "Anon", "text": "Once"}


def test_a_changed_source_is_the_next_one_and_so_are_its_questions():
    question = QuestionFactory()
    source = new_source(course=question.course, **TEXT)
    change_question(**as_it_is(question, source=source))

    same = change_source(source=source, **TEXT)
    made = change_source(source=source, **{**TEXT, "text": "Twice"})

    question.refresh_from_db()
    source.refresh_from_db()
    assert (same, made.slug, made.number, made.text, source.archived, source.text) == (source, "poem", 2, "Twice", True, "Once")
    assert [version.source for version in question.versions.all()] == [None, source, made]
    assert question.current.source == made


def test_a_picture_goes_on_without_a_new_file(picture_file):
    question = QuestionFactory()
    said = {"title": "Poster", "kind": "picture", "origin": "1930", "alternative": "A tractor"}
    source = new_source(course=question.course, picture=picture_file, **said)

    made = change_source(source=source, **{**said, "title": "A poster"})

    assert (made.number, made.picture.name, Source.objects.in_use().get()) == (2, source.picture.name, made)
