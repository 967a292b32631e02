"""The course that ships with Revision: whole, and loaded, edited and exported without loss."""

import io
import re
import shutil
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command

from revision.actions import load_course
from revision.course_files import read_course
from revision.documents import CourseDocument
from revision.exports import course_document
from revision.models import Course, Fact, Question, QuestionVersion
from revision.question_types import registry
from revision.question_types.base import Mark, named
from revision.question_types.short_answer import TYPE as TYPED
from revision.typed_text import folded
from tests.revision.folders import SHIPPED, rows

DOCUMENT = read_course(SHIPPED)
TOPICS = DOCUMENT.walk()
FACTS = [fact for topic in TOPICS for fact in topic.facts]
QUESTIONS = [question for topic in TOPICS for question in topic.questions]


def counted() -> str:
    return f"{DOCUMENT.title}: {len(TOPICS)} topics, {len(FACTS)} facts, {len(QUESTIONS)} questions"


def load(path: Path) -> list[str]:
    """Loads a folder or an export and gives the lines that were said."""
    out = io.StringIO()
    call_command("load_course", str(path), stdout=out)
    return out.getvalue().splitlines()


def versions() -> list[dict[str, object]]:
    return list(QuestionVersion.objects.order_by("pk").values())


# --- What it says ----------------------------------------------------------------------------------------------------


def test_every_fact_is_asked() -> None:
    asked = {slug for question in QUESTIONS for slug in question.facts}
    assert sorted({fact.slug for fact in FACTS} - asked) == []


def test_it_is_as_large_as_the_notes_ask_for() -> None:
    kinds = {kind for topic in TOPICS for kind in (question.kind for question in topic.questions)}
    written = [question for question in QUESTIONS if registry.get(question.kind).waits]
    assert (len(TOPICS) >= 60, len(FACTS) >= 450, len(QUESTIONS) >= 650, len(written) >= 12) == (True, True, True, True)
    assert kinds == set(registry.all_types())


def test_every_question_on_options_asks_something() -> None:
    chosen = [question for question in QUESTIONS if registry.get(question.kind).choices(registry.get(question.kind).read(question.body))]
    assert [question.slug for question in chosen if "?" not in question.prompt] == []


def test_hints_help_on_and_say_no_answer() -> None:
    hinted = [question for question in QUESTIONS if question.hints]
    said = []
    for question in hinted:
        question_type = registry.get(question.kind)
        body = question_type.read(question.body)
        right = [
            *question_type.typed(body),
            *question_type.typed_keys(body),
            *(one.text for one in question_type.choices(body) if one.right),
        ]
        right += re.findall(r"\d+", question_type.key_text(body)) if question.kind == "number" else []
        words = {folded(text) for text in right} - {""}
        said += [(question.slug, word) for hint in question.hints for word in words if f" {word} " in f" {folded(hint)} "]
    assert said == []
    assert len(hinted) >= 100


def test_no_near_miss_of_a_typed_question_is_taken_for_another_or_for_the_answer() -> None:
    typed = [question for question in QUESTIONS if question.kind == "short_answer"]
    marks = {question.slug: partial(TYPED.mark, TYPED.read(question.body)) for question in typed}
    assert typed != []
    assert [
        (question.slug, near["text"])
        for question in typed
        for near in question.body["near"]
        if marks[question.slug]({"text": near["text"]}) != Mark(Decimal(0), near["feedback"], misconceptions=named(near["misconception"]))
    ] == []
    assert [
        (question.slug, text)
        for question in typed
        for text in question.body["accepted"]
        if marks[question.slug]({"text": text}).fraction != 1
    ] == []


# --- Loading it ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded_once(kept_through_module: None) -> Course:
    return load_course(document=DOCUMENT).course


@pytest.fixture
def loaded(loaded_once: Course, db: None) -> Course:
    return Course.objects.get(pk=loaded_once.pk)


@pytest.mark.once
@pytest.mark.django_db
def test_it_loads_and_a_second_time_nothing_changes() -> None:
    assert load(SHIPPED)[-1] == counted()
    before = versions()
    assert load(SHIPPED) == [f"{counted()} (nothing changed)"]
    assert rows() == (1, len(TOPICS), len(FACTS), len(QUESTIONS), len(QUESTIONS))
    assert versions() == before


@pytest.mark.once
def test_its_export_loads_without_change(loaded: Course, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export_course", DOCUMENT.slug, stdout=out)
    path = tmp_path / "course.json"
    path.write_text(out.getvalue())
    before = versions()
    assert load(path) == [f"{counted()} (nothing changed)"]
    assert versions() == before
    assert course_document(loaded) == sorted_facts(DOCUMENT)


@pytest.mark.once
def test_its_export_makes_the_same_course_elsewhere(loaded: Course, tmp_path: Path) -> None:
    path = tmp_path / "course.json"
    path.write_text(course_document(loaded).model_dump_json())
    Question.objects.update(current=None)
    loaded.delete()
    assert rows() == (0, 0, 0, 0, 0)
    load(path)
    assert course_document(Course.objects.get()) == sorted_facts(DOCUMENT)


def sorted_facts(document: CourseDocument) -> CourseDocument:
    """An export names the facts of a question by the alphabet; their order means nothing."""
    copy = document.model_copy(deep=True)
    for topic in copy.walk():
        for question in topic.questions:
            question.facts.sort()
    return copy


def test_an_edit_of_one_file_changes_what_was_edited(loaded: Course, tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "copy")
    path = next(path for path in sorted(folder.rglob("*.txt")) if "\nQuestion: " in path.read_text())
    slug = re.findall(r"^Question: (.*)\n(?:.*\n){2}Prompt: .*\?\n", path.read_text(), re.MULTILINE)[0]
    first = Question.objects.get(slug=slug)
    version = first.current
    before = versions()
    prompt = "Which post, if any, was it?"
    path.write_text(path.read_text().replace(f"Prompt: {version.prompt}\n", f"Prompt: {prompt}\n"))
    assert load(folder) == [f"1 changed: {first.slug}", counted()]
    after = versions()
    assert after[:-1] == before
    first.refresh_from_db()
    assert (first.current.number, first.current.prompt, first.current.body, first.current.explanation) == (
        2,
        prompt,
        version.body,
        version.explanation,
    )
    assert load(SHIPPED) == [f"1 changed: {first.slug}", counted()]
    assert versions()[:-1] == after


@pytest.mark.once
def test_a_removed_file_is_archived_and_comes_back(loaded: Course, tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "copy")
    questions = {question.slug: set(question.facts) for question in QUESTIONS}
    alone = next(
        topic
        for topic in reversed(TOPICS)
        if topic.facts
        and not {fact.slug for fact in topic.facts}
        & {slug for other in TOPICS if other != topic for question in other.questions for slug in questions[question.slug]}
    )
    path = next(path for path in folder.rglob("*.txt") if f"\nSlug: {alone.slug}\n" in path.read_text())
    text = path.read_text()
    before = versions()
    path.unlink()
    sources = {question.source for question in alone.questions if question.source}
    gone = 1 + len(alone.facts) + len(sources) + len(alone.questions)
    assert load(folder)[0].startswith(f"{gone} archived: {alone.slug}, ")
    assert (Fact.objects.in_use().count(), Question.objects.asked().count()) == (
        len(FACTS) - len(alone.facts),
        len(QUESTIONS) - len(alone.questions),
    )
    path.write_text(text)
    assert load(folder)[0].startswith(f"{gone} changed: ")
    assert load(folder) == [f"{counted()} (nothing changed)"]
    assert versions() == before
