"""Loading a course: what is made, what an edit touches, and what is left alone."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from revision.actions import Refused, load_course, make_side_version, make_version
from revision.documents import CourseDocument, FactDocument, QuestionDocument, SourceDocument, TopicDocument
from revision.exports import course_document
from revision.models import Course, Fact, Question, QuestionVersion, Source, SourceIsKept, Topic
from tests.factories import CHOICE, CourseFactory, QuestionFactory, TeacherFactory, TopicFactory
from tests.revision.folders import rows

pytestmark = pytest.mark.django_db


def fact(slug: str, **values: Any) -> FactDocument:
    return FactDocument(slug=slug, kind=Fact.Kind.TERM, **({"statement": f"About {slug}."} | values))


def question(slug: str, *facts: str, **values: Any) -> QuestionDocument:
    said = {"kind": "single_choice", "prompt": f"What is {slug}?", "explanation": f"Why {slug}.", "body": CHOICE}
    return QuestionDocument(slug=slug, facts=list(facts), **(said | values))


def topic(slug: str, **values: Any) -> TopicDocument:
    return TopicDocument(slug=slug, **({"title": slug.capitalize()} | values))


def course(*topics: TopicDocument, **values: Any) -> CourseDocument:
    return CourseDocument(slug="rivers", topics=list(topics), **({"title": "Rivers"} | values))


SOUTH = topic("south", facts=[fact("rhone")], questions=[question("where-rhone", "rhone", "seine")])
NORTH = topic("north", facts=[fact("seine"), fact("somme")], questions=[question("where-seine", "seine")])
RIVERS = course(topic("france", topics=[NORTH, SOUTH]), topic("spain"))


def load(document: CourseDocument) -> dict[str, list[str]]:
    """Loads a document and says what was done, without what was not."""
    report = load_course(document=document)
    done = {"created": report.created, "changed": report.changed, "archived": report.archived}
    said = {name: slugs for name, slugs in done.items() if slugs}
    assert report.nothing_done == (said == {})
    return said


def versions() -> list[dict[str, Any]]:
    """Every version there is, byte by byte."""
    return list(QuestionVersion.objects.order_by("pk").values())


def test_the_first_load_makes_everything_in_the_order_of_the_document() -> None:
    assert load(RIVERS) == {
        "created": ["rivers", "france", "north", "seine", "somme", "where-seine", "south", "rhone", "where-rhone", "spain"]
    }
    assert rows() == (1, 4, 3, 2, 2)
    assert list(Topic.objects.values_list("slug", "parent__slug", "position")) == [
        ("france", None, 1),
        ("north", "france", 2),
        ("south", "france", 3),
        ("spain", None, 4),
    ]
    assert list(Fact.objects.order_by("slug").values_list("slug", "topic__slug", "position")) == [
        ("rhone", "south", 0),
        ("seine", "north", 0),
        ("somme", "north", 1),
    ]
    assert list(Question.objects.order_by("slug").values_list("slug", "topic__slug", "kind", "current__number", "current__prompt")) == [
        ("where-rhone", "south", "single_choice", 1, "What is where-rhone?"),
        ("where-seine", "north", "single_choice", 1, "What is where-seine?"),
    ]
    assert course_document(Course.objects.get()) == RIVERS


def test_a_question_may_rest_on_facts_of_another_topic() -> None:
    load(RIVERS)
    asked = Question.objects.get(slug="where-rhone")
    assert sorted(asked.facts.values_list("slug", "topic__slug")) == [("rhone", "south"), ("seine", "north")]


def test_loading_again_does_nothing() -> None:
    load(RIVERS)
    before = versions()
    assert load(RIVERS) == {}
    assert (rows(), versions()) == ((1, 4, 3, 2, 2), before)


def test_loading_again_writes_nothing() -> None:
    load(RIVERS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load(RIVERS)
    kinds = {query["sql"].split()[0] for query in queries.captured_queries}
    assert kinds == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_the_second_load_asks_the_same_few_queries_whatever_the_size(django_assert_num_queries: Any) -> None:
    """A course, its topics, facts and questions with their facts: 5, and the savepoint's 2."""
    for size in (1, 20):
        document = course(
            topic("north", facts=[fact(f"f{n}") for n in range(size)], questions=[question(f"q{n}", f"f{n}") for n in range(size)])
        )
        load(document)
        with django_assert_num_queries(8):
            load(document)


@pytest.mark.parametrize(
    ("edited", "done"),
    [
        (RIVERS.model_copy(update={"title": "Streams"}), {"changed": ["rivers"]}),
        (RIVERS.model_copy(update={"summary": "All of them."}), {"changed": ["rivers"]}),
        (course(topic("france", title="La France", topics=[NORTH, SOUTH]), topic("spain")), {"changed": ["france"]}),
        (course(topic("france", topics=[NORTH]), SOUTH, topic("spain")), {"changed": ["south"]}),
        (
            course(
                topic("france", topics=[NORTH.model_copy(update={"facts": [fact("seine", when="1924"), fact("somme")]}), SOUTH]),
                topic("spain"),
            ),
            {"changed": ["seine"]},
        ),
        (
            course(
                topic(
                    "france",
                    topics=[
                        NORTH.model_copy(update={"facts": [fact("seine")]}),
                        SOUTH.model_copy(update={"facts": [fact("rhone"), fact("somme")]}),
                    ],
                ),
                topic("spain"),
            ),
            {"changed": ["somme"]},
        ),
        (
            course(
                topic("france", topics=[NORTH, SOUTH.model_copy(update={"questions": [question("where-rhone", "rhone")]})]),
                topic("spain"),
            ),
            {"changed": ["where-rhone"]},
        ),
        (
            course(topic("france", topics=[NORTH, SOUTH]), topic("spain", facts=[fact("ebro")], questions=[question("q", "ebro")])),
            {"created": ["ebro", "q"]},
        ),
        (course(topic("france", topics=[NORTH, SOUTH])), {"archived": ["spain"]}),
        (course(topic("spain"), topic("france", topics=[SOUTH, NORTH])), {}),
    ],
    ids=["title", "summary", "topic", "moved topic", "fact", "moved fact", "link", "new", "removed topic", "order alone"],
)
def test_an_edit_changes_only_what_was_edited(edited: CourseDocument, done: dict[str, list[str]]) -> None:
    load(RIVERS)
    before = versions()
    assert load(edited) == done
    assert course_document(Course.objects.get()) == edited
    assert versions()[: len(before)] == before
    assert load(edited) == {}


@pytest.mark.parametrize(
    "edit",
    [
        {"prompt": "Where is it?"},
        {"explanation": "Otherwise."},
        {"body": {"options": [*CHOICE["options"][:2], {"text": "Lille", "correct": False, "feedback": ""}]}},
    ],
    ids=["prompt", "explanation", "body"],
)
def test_an_edited_question_gets_a_second_version_and_the_first_stays_as_it_was(edit: dict[str, Any]) -> None:
    load(RIVERS)
    before = versions()
    asked = Question.objects.get(slug="where-seine")
    edited = NORTH.model_copy(update={"questions": [question("where-seine", "seine", **edit)]})
    assert load(course(topic("france", topics=[edited, SOUTH]), topic("spain"))) == {"changed": ["where-seine"]}
    assert versions()[:2] == before
    assert list(asked.versions.values_list("number", flat=True)) == [1, 2]
    again = Question.objects.get(slug="where-seine")
    assert (again.pk, again.current.number) == (asked.pk, 2)
    assert {name: getattr(again.current, name) for name in edit} == edit


def test_a_text_that_is_put_back_is_a_third_version() -> None:
    load(RIVERS)
    edited = NORTH.model_copy(update={"questions": [question("where-seine", "seine", prompt="Where?")]})
    load(course(topic("france", topics=[edited, SOUTH]), topic("spain")))
    assert load(RIVERS) == {"changed": ["where-seine"]}
    assert list(Question.objects.get(slug="where-seine").versions.values_list("number", "prompt")) == [
        (1, "What is where-seine?"),
        (2, "Where?"),
        (3, "What is where-seine?"),
    ]


def test_what_is_removed_is_archived_and_comes_back_as_it_was() -> None:
    load(RIVERS)
    keys = {model: set(model.objects.values_list("pk", flat=True)) for model in (Topic, Fact, Question, QuestionVersion)}
    assert load(course(topic("france", topics=[NORTH]), topic("spain"))) == {"archived": ["south", "rhone", "where-rhone"]}
    assert {model: set(model.objects.values_list("pk", flat=True)) for model in keys} == keys
    assert sorted(model.objects.get(archived=True).slug for model in (Topic, Fact, Question)) == ["rhone", "south", "where-rhone"]
    assert load(RIVERS) == {"changed": ["south", "rhone", "where-rhone"]}
    assert {model: set(model.objects.values_list("pk", flat=True)) for model in keys} == keys
    assert course_document(Course.objects.get()) == RIVERS


def test_a_question_that_comes_back_edited_and_moved_is_named_once() -> None:
    load(RIVERS)
    load(course(topic("france", topics=[NORTH])))
    back = topic("spain", questions=[question("where-rhone", "seine", prompt="Where?")])
    assert load(course(topic("france", topics=[NORTH]), back)) == {"changed": ["spain", "where-rhone"]}


def test_things_of_different_kinds_may_share_a_slug() -> None:
    document = course(topic("seine", facts=[fact("seine")], questions=[question("seine", "seine")]))
    assert load(document) == {"created": ["rivers", "seine", "seine", "seine"]}
    edited = course(topic("seine", title="S", facts=[fact("seine", note="N")], questions=[question("seine", "seine", prompt="P?")]))
    assert load(edited) == {"changed": ["seine", "seine", "seine"]}


def test_the_kind_of_a_question_stays() -> None:
    load(RIVERS)
    before = rows()
    typed = question("where-seine", "seine", kind="short_answer", body={"accepted": ["Paris"], "near": []})
    with pytest.raises(Refused) as refused:
        load(course(topic("new"), NORTH.model_copy(update={"questions": [typed]})))
    assert str(refused.value) == "Question “where-seine” was a single_choice; give the short_answer another slug. Nothing was loaded."
    assert rows() == before
    assert course_document(Course.objects.get()) == RIVERS


def test_a_teachers_own_course_is_not_overwritten() -> None:
    own = CourseFactory(slug="rivers", title="Mine", owner=TeacherFactory())
    with pytest.raises(Refused) as refused:
        load(RIVERS)
    assert str(refused.value) == "“rivers” is the slug of a course that belongs to a teacher; nothing was loaded."
    own.refresh_from_db()
    assert (own.title, rows()) == ("Mine", (1, 0, 0, 0, 0))


def typed(slug: str, *accepted: str) -> QuestionDocument:
    body = {"accepted": list(accepted), "near": [], "others": []}
    return question(slug, "idea", kind="short_answer", body=body)


def test_a_typed_answer_is_told_the_other_names_of_its_course() -> None:
    """Those that facts print in bold and those that other questions ask for, and only what would pass for a slip."""
    facts = [fact("idea", statement="**Leninism** and **Stalinism**; a **Leninist**."), fact("town", statement="**Rome**")]
    one = topic("one", facts=facts, questions=[typed("what", "Leninism"), typed("who", "Leninists", "Stalinists")])
    other = topic("other", questions=[typed("where", "Lenninists")])
    load(course(one, other))
    others = {asked.slug: asked.current.body["others"] for asked in Question.objects.select_related("current")}
    assert others == {"what": ["Leninist"], "who": ["Leninism", "Lenninists", "Stalinism"], "where": ["Leninist", "Leninists"]}


def test_a_course_with_names_is_loaded_and_exported_without_a_change() -> None:
    facts = [fact("idea", statement="**Leninism** is not **Leninist**.")]
    document = course(topic("one", facts=facts, questions=[typed("what", "Leninism")]))
    load(document.model_copy(deep=True))
    before = versions()
    exported = course_document(Course.objects.get())
    assert (load(document), load(exported), versions()) == ({}, {}, before)
    assert exported.topics[0].questions[0].body["others"] == ["Leninist"]


def test_a_new_name_of_the_course_makes_a_new_version_of_what_it_is_near_to() -> None:
    facts = [fact("idea", statement="**Leninism** it is.")]
    asked = [typed("what", "Leninism"), typed("who", "Trotsky")]
    load(course(topic("one", facts=facts, questions=asked)))
    told = [*facts, fact("person", statement="A **Leninist**.")]
    assert load(course(topic("one", facts=told, questions=asked))) == {"created": ["person"], "changed": ["what"]}


def test_another_course_is_left_alone() -> None:
    other = QuestionFactory(topic=TopicFactory(slug="france"), slug="where-seine")
    load(RIVERS)
    load(course())
    other.refresh_from_db()
    assert (other.archived, other.topic.archived, other.current.number) == (False, False, 1)


def test_make_version_counts_on_from_the_current_one(django_assert_num_queries: Any) -> None:
    asked = QuestionFactory()
    first = asked.current
    with django_assert_num_queries(3):
        second = make_version(question=asked, prompt="P?", explanation="E.", body=CHOICE)
    asked.refresh_from_db()
    assert (second.number, asked.current, list(asked.versions.all())) == (2, second, [first, second])


def test_a_version_beside_is_not_asked_and_has_a_number_of_its_own() -> None:
    asked = QuestionFactory()
    first = asked.current
    beside = make_side_version(question=asked, prompt="P?", explanation="E.", body=CHOICE)
    after = make_version(question=asked, prompt="Q?", explanation="E.", body=CHOICE)
    asked.refresh_from_db()
    assert ([one.number for one in (first, beside, after)], asked.current) == ([1, 2, 3], after)


# --- Sources ---------------------------------------------------------------------------------------------------------


def with_source(text: str, picture: bytes = b"") -> CourseDocument:
    """A course of one question under one source."""
    said = {"text": text} if not picture else {"picture": picture, "alternative": text}
    source = SourceDocument(slug="letter", title="A letter", kind="picture" if picture else "text", origin="1924.", **said)
    fact = FactDocument(slug="seine", statement="It flows.", kind=Fact.Kind.TERM)
    question = QuestionDocument(
        slug="q", kind="single_choice", prompt="What?", explanation="So.", facts=["seine"], source="letter", body=CHOICE
    )
    topic = TopicDocument(slug="france", title="France", facts=[fact], questions=[question])
    return CourseDocument(slug="rivers", title="Rivers", sources=[source], topics=[topic])


def drawn(colour: str = "navy", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, format=kind)
    return out.getvalue()


@pytest.mark.parametrize("picture", [b"", drawn(), drawn(kind="JPEG")], ids=["text", "png", "jpeg"])
def test_a_source_is_loaded_once_and_comes_back_as_it_was(picture: bytes, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    first = load_course(document=with_source("The river.", picture))
    again = load_course(document=with_source("The river.", picture))
    back = load_course(document=course_document(first.course))

    assert (first.created, again.nothing_done, back.nothing_done) == (["rivers", "letter", "france", "seine", "q"], True, True)
    assert Question.objects.get().current.source == Source.objects.get()


def test_an_edited_source_is_a_new_one_and_past_versions_keep_the_old(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_course(document=with_source("The river."))
    report = load_course(document=with_source("A map", drawn()))

    old, new = Source.objects.order_by("number")
    versions = QuestionVersion.objects.order_by("number")
    assert (report.changed, report.archived) == (["letter", "q"], [])
    assert [(source.number, source.archived, source.text) for source in (old, new)] == [(1, True, "The river."), (2, False, "")]
    assert [version.source for version in versions] == [old, new]
    with pytest.raises(SourceIsKept):
        old.save()


def test_a_source_that_is_gone_is_archived_and_can_come_back() -> None:
    load_course(document=with_source("The river."))
    without = with_source("The river.")
    without.topics[0].questions[0].source = None
    gone = load_course(document=without.model_copy(update={"sources": []}))
    back = load_course(document=with_source("The river."))

    assert (gone.changed, gone.archived, back.changed) == (["q"], ["letter"], ["letter", "q"])
    assert list(Source.objects.values_list("number", "archived")) == [(1, False)]
