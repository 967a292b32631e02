"""True or false, beyond the contract."""

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Part, Review, ReviewRow
from revision.question_types.true_false import TYPE, TrueFalseBody

HALF = Decimal("0.5")
YES, NO = Part(Decimal(1)), Part(Decimal(0))
WRONG_IDEA = "Takes one sister for another"


def true() -> TrueFalseBody:
    return TYPE.read({"true": True, "feedback": "In 1847.", "misconception": WRONG_IDEA})


def false(*corrections: str) -> TrueFalseBody:
    return TYPE.read(
        {"true": False, "corrections": corrections or ("Brontë", "Emily"), "feedback": "In 1847.", "misconception": WRONG_IDEA}
    )


def said(verdict: bool, correction: str = "") -> dict[str, Any]:
    return {"true": verdict, "correction": correction}


# --- Marks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "answer", "mark"),
    [
        (true(), said(True), Mark(Decimal(1), "In 1847.", (YES,))),
        (true(), said(False, "Brontë"), Mark(Decimal(0), "In 1847.", (NO,), (WRONG_IDEA,))),
        (false(), said(True), Mark(Decimal(0), "In 1847.", (NO,), (WRONG_IDEA,))),
        (false(), said(False), Mark(HALF, "In 1847.", (YES, NO))),
        (false(), said(False, "Austen"), Mark(HALF, "In 1847.", (YES, NO))),
        (false(), said(False, "bronte"), Mark(Decimal(1), "In 1847.", (YES, YES))),
        (false(), said(False, "emily"), Mark(Decimal(1), "In 1847.", (YES, YES))),
        (false(), said(False, "Brontei"), Mark(Decimal(1), "In 1847.", (YES, Part(Decimal(1), "It is spelt “Brontë”.")))),
        (false("1928"), said(False, "1929"), Mark(HALF, "In 1847.", (YES, NO))),
    ],
)
def test_a_verdict_and_a_correction_are_half_the_marks_each(body: TrueFalseBody, answer: dict[str, Any], mark: Mark) -> None:
    assert TYPE.mark(body, answer) == mark


def test_another_name_of_the_course_is_no_slip() -> None:
    body = TYPE.with_names(false("Leninism"), frozenset({"Leninist", "Kamenev"}))
    assert body.others == ("Leninist",)
    assert TYPE.mark(body, said(False, "Leninist")).fraction == HALF
    assert TYPE.mark(body, said(False, "Leninissm")).fraction == 1


@given(verdict=st.booleans(), is_true=st.booleans(), typed=st.text(max_size=40))
def test_any_words_leave_a_mark_of_none_half_or_all_and_one_for_each_class(verdict: bool, is_true: bool, typed: str) -> None:
    body, answer = true() if is_true else false(), said(verdict, "" if verdict else typed)
    fraction = TYPE.mark(body, answer).fraction
    classes = {"true": Decimal(int(is_true)), "false": Decimal(0) if is_true else HALF, "false: Brontë": Decimal(1)}
    assert fraction == classes[TYPE.classify(body, answer)]


# --- The form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "answer"),
    [
        ({"verdict": "true"}, said(True)),
        ({"verdict": "true", "correction": "Brontë"}, said(True)),
        ({"verdict": "false"}, said(False)),
        ({"verdict": "false", "correction": "  The  BRONTË "}, said(False, "The  BRONTË")),
    ],
)
def test_a_correction_is_kept_with_false_alone(posted: dict[str, str], answer: dict[str, Any]) -> None:
    form = TYPE.answer_form(false(), [], posted)
    assert form.is_valid()
    assert form.answer() == answer


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {"verdict": ["Choose true or false."]}),
        ({"verdict": "", "correction": "x"}, {"verdict": ["Choose true or false."]}),
        ({"verdict": "True"}, {"verdict": ["Choose true or false."]}),
        ({"verdict": "false", "correction": "x" * 201}, {"correction": ["Ensure this value has at most 200 characters (it has 201)."]}),
        ({"verdict": "false", "correction": "a\0b"}, {"correction": ["Null characters are not allowed."]}),
    ],
)
def test_what_is_refused(posted: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert TYPE.answer_form(false(), [], posted).errors == errors


@pytest.mark.parametrize("answer", [None, said(True), said(False), said(False, "Brontë"), said(False, "Austen")])
def test_true_and_false_statements_look_the_same_until_the_key_is_shown(answer: dict[str, Any] | None) -> None:
    pages = set()
    for body in (true(), false(), false("Austen", "Eliot")):
        review = TYPE.review(body, [], answer, show_key=False)
        page = get_template("question_types/true_false.html#question").render({"shown": {"form": TYPE.answer_form(body, [])}})
        pages.add((page, get_template("question_types/true_false.html#review").render({"review": review}), repr(review)))
    assert len(pages) == 1


# --- The review ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "answer", "review"),
    [
        (true(), said(True), Review("True", (ReviewRow("True", "right"),), "True")),
        (true(), said(False, "x"), Review("False: x", (ReviewRow("False", "wrong"), ReviewRow("True", "key")), "True")),
        (true(), None, Review("", (ReviewRow("True", "key"),), "True")),
        (
            false(),
            said(True),
            Review("True", (ReviewRow("True", "wrong"), ReviewRow("False", "key"), ReviewRow("Brontë", "key")), "False: Brontë"),
        ),
        (false(), said(False), Review("False", (ReviewRow("False", "right"), ReviewRow("Brontë", "key")), "False: Brontë")),
        (
            false(),
            said(False, "Eliot"),
            Review("False: Eliot", (ReviewRow("False", "right"), ReviewRow("Eliot", "wrong"), ReviewRow("Brontë", "key")), "False: Brontë"),
        ),
        (
            false(),
            said(False, "Brontei"),
            Review(
                "False: Brontei",
                (ReviewRow("False", "right"), ReviewRow("Brontei", "right", feedback="It is spelt “Brontë”.")),
                "False: Brontë",
            ),
        ),
        (false(), None, Review("", (ReviewRow("False", "key"), ReviewRow("Brontë", "key")), "False: Brontë")),
    ],
)
def test_the_review_shows_the_verdict_and_the_right_words(body: TrueFalseBody, answer: dict[str, Any] | None, review: Review) -> None:
    assert TYPE.review(body, [], answer, show_key=True) == review


# --- The class -------------------------------------------------------------------------------------------------------


def test_bars_of_a_true_statement() -> None:
    assert TYPE.bars(true(), {"true": 3, "false": 1}) == [
        Bar("True", 3, True, 75),
        Bar("False", 1, False, 25, misconception=WRONG_IDEA),
    ]


def test_bars_of_a_false_statement() -> None:
    assert TYPE.bars(false(), {"true": 3, "false": 1, "false: Brontë": 4}) == [
        Bar("False: Brontë", 4, True, 50),
        Bar("True", 3, False, 38, misconception=WRONG_IDEA),
        Bar("False, but without the right words", 1, False, 12),
    ]


# --- What makes a question -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"true": True, "corrections": ["x"]}, "Value error, a true statement has nothing to correct"),
        ({"true": False}, "Value error, a false statement needs what the words in bold should be"),
        ({"true": False, "corrections": ["x", "?!"]}, "Value error, a correction needs a letter or a figure"),
        ({"true": False, "corrections": [" "]}, "String should have at least 1 character"),
        ({"true": False, "corrections": ["x"] * 41}, "Tuple should have at most 40 items after validation, not 41"),
    ],
)
def test_what_makes_no_question(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert [error["msg"] for error in refused.value.errors()] == [message]


def test_a_teacher_who_gives_a_correction_to_a_true_statement_is_told_so() -> None:
    form = TYPE.author({"true": "true", "corrections": "Brontë\n", "feedback": "", "misconception": ""})
    assert form.is_valid() is False
    assert form.errors == {"__all__": ["A true statement has nothing to correct."]}


def test_lines_of_a_course_file() -> None:
    assert TYPE.read_lines([Line(3, "=", "True", "So it was.", WRONG_IDEA)]) == {
        "true": True,
        "corrections": [],
        "feedback": "So it was.",
        "misconception": WRONG_IDEA,
    }
    assert TYPE.read_lines([Line(3, "=", "false", "It was not."), Line(4, "+", "Brontë"), Line(5, "+", "Emily")]) == {
        "true": False,
        "corrections": ["Brontë", "Emily"],
        "feedback": "It was not.",
        "misconception": "",
    }


FIRST = "the first line says = true or = false"
BELOW = "below = true or = false stand only + lines: what the words in bold should be"


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ([], FIRST, None),
        ([Line(3, "=", "perhaps")], FIRST, 3),
        ([Line(3, "+", "Brontë"), Line(4, "=", "false")], FIRST, 3),
        ([Line(3, "=", "false"), Line(4, "=", "true")], BELOW, 4),
        ([Line(3, "=", "false"), Line(4, "+", "Brontë", "Lost below.")], BELOW, 4),
    ],
)
def test_lines_that_make_no_question(lines: list[Line], message: str, line: int | None) -> None:
    with pytest.raises(BadLines) as refused:
        TYPE.read_lines(lines)
    assert (str(refused.value), refused.value.line) == (message, line)
