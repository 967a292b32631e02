"""What the lint finds, rule by rule, and that it finds nothing in a sound course."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from revision.actions import load_course
from revision.course_files import read_course
from revision.documents import CourseDocument, FactDocument, QuestionDocument, TopicDocument
from revision.lint import Finding, chance_of_more, lint, reading_age
from revision.models import Fact
from tests.revision.folders import SHIPPED

WHY = "The city grew around an island in that river, where it could be crossed."
SOUND: dict[str, Any] = {
    "options": [
        {"text": "The Seine", "correct": True, "feedback": "Yes."},
        {"text": "The Loire", "correct": False, "feedback": "It runs further south."},
        {"text": "The Rhône", "correct": False, "feedback": "It runs to the Mediterranean."},
    ]
}


def option(text: str, *, correct: bool = False, feedback: str = "So.") -> dict[str, Any]:
    return {"text": text, "correct": correct, "feedback": feedback}


def asked(slug: str = "q", body: dict[str, Any] | None = None, **values: Any) -> QuestionDocument:
    said = {"kind": "single_choice", "prompt": "Which river flows through Paris?", "explanation": WHY, "facts": ["seine"]}
    return QuestionDocument(slug=slug, body=SOUND if body is None else body, **(said | values))


def found(*questions: QuestionDocument, facts: tuple[str, ...] = ("seine",)) -> list[Finding]:
    """The findings of a course with these questions, without that on their kinds."""
    made = [FactDocument(slug=slug, statement="It flows.", kind=Fact.Kind.TERM) for slug in facts]
    topic = TopicDocument(slug="france", title="France", facts=made, questions=list(questions))
    findings = lint(CourseDocument(slug="rivers", title="Rivers", topics=[topic]))
    return [finding for finding in findings if finding.rule != "kinds"]


def test_a_sound_question_is_left_alone() -> None:
    assert found(asked()) == []


def test_the_shipped_course_has_nothing_to_mend() -> None:
    assert lint(read_course(SHIPPED)) == []


BAD: dict[str, tuple[QuestionDocument, Finding]] = {
    "no feedback": (
        asked(body={"options": [option("The Seine", correct=True), option("The Loire", feedback="")]}),
        Finding("feedback", "q", "nothing is said to those who choose “The Loire”"),
    ),
    "all of the above": (
        asked(body={"options": [option("The Seine", correct=True), option("All of the above")]}),
        Finding("closed option", "q", "“All of the above” speaks of other options"),
    ),
    "a stem that denies": (
        asked(prompt="Which of these rivers does not flow through Paris?"),
        Finding("negative", "q", "the stem denies: turn it round, or write the NOT in capitals"),
    ),
    "a word given away": (
        asked(
            prompt="Which river was crossed by merchants?", body={"options": [option("The merchant's Seine", correct=True), option("Oise")]}
        ),
        Finding("giveaway", "q", "“mercha…” stands in the stem and in the right option alone"),
    ),
    "the answer in the stem": (
        asked(kind="short_answer", prompt="Which river, the Seine, is it?", body={"accepted": ["Seine"]}),
        Finding("giveaway", "q", "the stem says the answer, “Seine”"),
    ),
    "a short explanation": (asked(explanation="It is so."), Finding("explanation", "q", "the explanation has 3 words: say why it is so")),
    "a long explanation": (
        asked(explanation="It is so. " * 41),
        Finding("explanation", "q", "the explanation has 123 words: nobody reads more than 120"),
    ),
}


@pytest.mark.parametrize(("question", "finding"), BAD.values(), ids=BAD)
def test_a_rule_finds_what_it_is_for(question: QuestionDocument, finding: Finding) -> None:
    assert found(question) == [finding]


@pytest.mark.parametrize(
    "question",
    [
        asked(prompt="Why did it not flood?"),
        asked(prompt="Which river does NOT flow through Lyon?"),
        asked(body={"options": [option("It fed nearly all of them", correct=True), option("It fed but a few")]}),
        asked(prompt="Which river do merchants use?", body={"options": [option("A merchant's", correct=True), option("No merchant's")]}),
    ],
    ids=["why not", "in capitals", "all of them, in a sentence", "the word in a wrong option too"],
)
def test_what_only_looks_like_it_is_left_alone(question: QuestionDocument) -> None:
    assert found(question) == []


def test_a_fact_that_nobody_asks() -> None:
    assert found(asked(), facts=("seine", "loire")) == [Finding("unasked", "loire", "no question asks this fact: add one")]


def test_the_same_words_twice() -> None:
    assert found(asked("a"), asked("b", prompt="Which river flows through PARIS ?")) == [
        Finding("same stem", "b", "asks in the same words as a")
    ]
    other = {"options": [option("Yes", correct=True), option("No")]}
    assert (
        found(asked("a", prompt="Is it so?", source="x"), asked("b", prompt="Is it so?", source="y"), asked("c", other, prompt="Is it so?"))
        == []
    )


def test_one_way_of_asking_is_not_enough() -> None:
    topic = TopicDocument(
        slug="france",
        title="France",
        facts=[FactDocument(slug="seine", statement="It flows.", kind=Fact.Kind.TERM)],
        questions=[asked("a"), asked("b", prompt="And?", kind="short_answer", body={"accepted": ["Seine"]})],
    )
    assert lint(CourseDocument(slug="rivers", title="Rivers", topics=[topic])) == [
        Finding("kinds", "france", "its questions are of 2 kinds; 4 ask the same in different ways")
    ]


def biased(number: int, key: str, place: int) -> QuestionDocument:
    options = [option(f"Wrong {number} {letter}") for letter in "ab"]
    options.insert(place, option(key, correct=True))
    return asked(f"q{number}", {"options": options}, prompt=f"What is {number}?")


@pytest.mark.parametrize(
    ("key", "finding"),
    [
        ("A right one that is the longest", "the right option is the longest in 30 of 30 questions; chance makes it 10"),
        ("Right", "the right option is the shortest in 30 of 30 questions; chance makes it 10"),
    ],
)
def test_a_right_option_that_its_length_betrays(key: str, finding: str) -> None:
    assert found(*(biased(number, key, number % 3) for number in range(30))) == [Finding("length", "course", finding)]


def test_a_right_option_that_its_place_betrays() -> None:
    said = "of 3 options the right one stands at place 2 in 30 of 30 questions: mix them"
    assert found(*(biased(number, f"Right {number} a", 1) for number in range(30))) == [Finding("place", "course", said)]


@pytest.mark.parametrize(
    ("count", "total", "share", "chance"),
    [(0, 10, 0.25, 1.0), (1, 1, 0.25, 0.25), (2, 2, 0.5, 0.25), (10, 10, 0.5, 1 / 1024), (5, 10, 0.5, 638 / 1024)],
)
def test_the_tail_of_the_binomial_distribution(count: int, total: int, share: float, chance: float) -> None:
    assert chance_of_more(count, total, share) == pytest.approx(chance)


def test_reading_age_by_hand() -> None:
    """Six words of eight syllables (riv-er, a-long, counting vowel runs) in one sentence: 0.39·6 + 11.8·8/6 − 15.59 + 5."""
    assert reading_age("the river runs along the town.") == pytest.approx(0.39 * 6 + 11.8 * 8 / 6 - 15.59 + 5)


@given(text=st.text(max_size=400))
def test_any_text_has_a_reading_age(text: str) -> None:
    assert isinstance(reading_age(text), float)


@pytest.mark.django_db
def test_the_command_says_what_it_found_and_fails() -> None:
    topic = TopicDocument(
        slug="france",
        title="France",
        facts=[FactDocument(slug="seine", statement="It flows.", kind=Fact.Kind.TERM)],
        questions=[asked(explanation="It is so.")],
    )
    load_course(document=CourseDocument(slug="rivers", title="Rivers", topics=[topic]))
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("lint_course", "rivers", stdout=out)
    assert out.getvalue().splitlines() == [
        "france: its questions are of 1 kinds; 4 ask the same in different ways [kinds]",
        "q: the explanation has 3 words: say why it is so [explanation]",
    ]
    assert str(refused.value) == "Rivers: 1 topics, 1 facts, 1 questions; 2 to look at."


@pytest.mark.once
@pytest.mark.django_db
def test_the_command_on_the_shipped_course_finds_nothing() -> None:
    load_course(document=read_course(Path(SHIPPED)))
    out = io.StringIO()
    call_command("lint_course", "stalins-russia", stdout=out)
    assert out.getvalue().endswith("questions; nothing found.\n")


@pytest.mark.django_db
def test_a_course_that_is_not_there() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("lint_course", "rivers")
    assert str(refused.value) == "There is no course “rivers”. Courses: none yet."
