"""Search: what is found, by whom, and that no text is a mistake. It runs after all migrations, so it fails if one lost the index."""

from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from revision.actions import make_version
from revision.editing.facts import change_fact
from revision.models import Question
from revision.search import MOST_HITS, extract, folded, marked, search, words_of
from revision.search_index import install, remove
from tests.factories import AdminFactory, CourseFactory, FactFactory, QuestionFactory, TeacherFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(text: str, user=None, course=None) -> list[str]:
    return [f"{hit.kind} {hit.url.split('/')[2]}" for hit in search(user=user or TeacherFactory(), text=text, course=course)]


def named(*rows) -> list[str]:
    return [f"{type(row).__name__.lower()} {row.pk}" for row in rows]


# --- What is found ---------------------------------------------------------------------------------------------------


def test_facts_and_questions_are_found_by_what_they_say():
    fact = FactFactory(
        statement="The **Seine** rises near Dijon.", note="Some say Yonne.", claim="It is short", stance="for", reference="Duval"
    )
    question = QuestionFactory(topic=fact.topic, prompt="Where is the spring?", explanation="Near a farm.", facts=[])

    hits = {text: found(text) for text in ("seine", "yonne", "short", "duval", "spring", "farm", "paris", "rhône", "nowhere")}

    assert hits == {
        "seine": named(fact, question),
        "yonne": named(fact),
        "short": named(fact),
        "duval": named(fact),
        "spring": named(question),
        "farm": named(question),
        "paris": named(question),
        "rhône": named(question),
        "nowhere": [],
    }


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("The École des Chartes.", "ecole"),
        ("The ecole.", "ÉCOLE"),
        ("Kaganovich spoke.", "kagan"),
        ("Kaganovich spoke first.", "spoke kagan"),
        ("From 1928–32 it grew.", "32 1928"),
        ("**Five-Year** Plan", "five year"),
        ("Straße, naïve, Ünder", "naive under"),
        ("Ленин умер", "ленин"),
        ("It's Stalin’s.", "stalin"),
    ],
)
def test_case_accents_order_and_the_end_of_the_last_word_do_not_matter(statement, text):
    fact = FactFactory(statement=statement)

    assert found(text) == named(fact)


def test_all_words_must_be_there_and_only_the_last_may_be_begun():
    FactFactory(statement="Kamenev and Zinoviev.")

    assert [found(text) for text in ("kamenev trotsky", "kamen zinoviev", "")] == [[], [], []]


def test_what_changes_is_found_by_its_new_words_alone():
    fact = FactFactory(statement="Old.", note="")
    question = QuestionFactory(topic=fact.topic, prompt="Former?", facts=[])
    values = {name: getattr(fact, name) for name in ("kind", "when", "claim", "stance", "note", "reference")}

    change_fact(fact=fact, topic=fact.topic, **{**values, "statement": "Anew."})
    make_version(question=question, prompt="Later?", explanation="", body=question.current.body)

    assert {text: found(text) for text in ("old", "anew", "former", "later")} == {
        "old": [],
        "anew": named(fact),
        "former": [],
        "later": named(question),
    }


def test_what_is_left_out_or_gone_is_not_found():
    topic = TopicFactory(archived=True)
    FactFactory(topic=topic, statement="Seine.")
    FactFactory(statement="Seine.", archived=True)
    QuestionFactory(prompt="Seine?", archived=True)
    QuestionFactory(prompt="Seine?", status=Question.Status.DISCARDED)
    FactFactory(statement="Seine.").delete()

    assert found("seine") == []


def test_the_shorter_comes_first_and_no_more_than_can_be_read():
    course = CourseFactory()
    topic = TopicFactory(course=course)
    FactFactory.create_batch(MOST_HITS + 3, topic=topic, statement="The Seine, and then much more is said of other rivers in this one.")
    best = FactFactory(topic=topic, statement="Seine.")

    hits = found("seine")

    assert (hits[0], len(hits)) == (*named(best), MOST_HITS)


def test_the_index_is_made_anew_from_what_is_there():
    fact = FactFactory(statement="Seine.")
    question = QuestionFactory(topic=fact.topic, prompt="Loire?", facts=[])
    connection.check_constraints()  # PostgreSQL builds no index while some wait for the end of the transaction
    editor = SimpleNamespace(connection=connection)

    remove(None, editor)
    install(None, editor)
    install(None, editor)

    assert (found("seine"), found("loire")) == (named(fact, question), named(question))


# --- By whom ---------------------------------------------------------------------------------------------------------


def test_who_finds_what():
    owner = TeacherFactory()
    fact = FactFactory(topic__course=CourseFactory(owner=owner), statement="Seine.")
    readers = {
        "owner": owner,
        "colleague": TeacherFactory(school=owner.school),
        "admin": AdminFactory(school=owner.school),
        "elsewhere": TeacherFactory(),
        "student": UserFactory(school=owner.school),
    }

    hits = {who: found("seine", user) for who, user in readers.items()}

    assert hits == {"owner": named(fact), "colleague": [], "admin": named(fact), "elsewhere": [], "student": []}


def test_drafts_are_found_by_their_author_alone():
    owner = TeacherFactory()
    course = CourseFactory(owner=owner)
    question = QuestionFactory(topic__course=course, prompt="Seine?", facts=[], status=Question.Status.DRAFT, rule="a")
    admin = AdminFactory(school=owner.school)

    assert (found("seine", owner), found("seine", admin)) == (named(question), [])
    assert [hit.draft for hit in search(user=owner, text="seine")] == [True]


def test_one_course_or_all():
    first, second = FactFactory(statement="Seine."), FactFactory(statement="Seine.")
    hidden = CourseFactory(owner=TeacherFactory())
    FactFactory(topic__course=hidden, statement="Seine.")

    assert sorted(found("seine")) == sorted(named(first, second))
    assert (found("seine", course=first.course), found("seine", course=hidden)) == (named(first), [])


# --- No text is a mistake --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ['"', "a AND OR", "NEAR(", "x*", "-a", "a:b", "'; DROP TABLE", "\x00", "()", "^", "&|!", "%s %d", "\\", "_", "a" * 5000]
)
def test_signs_are_no_operators(text):
    FactFactory(statement="Some other words.")

    assert found(text) == []


class AnyText(TestCase):
    @given(st.text(max_size=80))
    def test_any_text_is_answered(self, text: str) -> None:
        FactFactory(statement="Seine.")

        assert isinstance(found(text), list)


def test_words_are_folded_and_few():
    assert words_of("Ünder  the_Bridge 1924!") == ["under", "the", "bridge", "1924"]
    assert len(words_of("a " * 50)) == 12


# --- What is shown ---------------------------------------------------------------------------------------------------


def test_the_words_are_marked_and_all_else_is_escaped():
    assert marked("The <b>Séine</b> & Seineport", ["seine"]) == "The &lt;b&gt;<mark>Séine</mark>&lt;/b&gt; &amp; <mark>Seineport</mark>"


def test_an_extract_shows_what_the_statement_does_not():
    other = "Far away. " * 20 + "Then comes the Yonne at last. " + "And more. " * 40

    assert extract("The Seine.", other, ["seine"]) == ""
    piece = extract("The Seine.", other, ["seine", "yonne"])
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert "the <mark>Yonne</mark> at last" in piece
    assert len(piece) < 260


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


def test_a_hit_says_what_it_is_and_where_it_stands():
    fact = FactFactory(statement="The **Seine**.", topic__title="Rivers", topic__course__title="France")

    [hit] = search(user=TeacherFactory(), text="seine")

    assert (hit.text, hit.extract, hit.label, hit.topic, hit.course, hit.url, hit.draft) == (
        "The <mark>Seine</mark>.",
        "",
        "Event",
        "Rivers",
        "France",
        fact.get_absolute_url(),
        False,
    )
