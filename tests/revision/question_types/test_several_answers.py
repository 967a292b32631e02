"""Several answers, beyond the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import get_template
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Part, Review, ReviewRow, share
from revision.question_types.several_answers import TYPE, SeveralAnswersBody

seeds = st.integers(0, 2**31 - 1)
ONE, NONE = Part(Decimal(1)), Part(Decimal(0))


def body_of(*key: int, of: int) -> SeveralAnswersBody:
    options = [
        {
            "text": f"Option {n}",
            "correct": n in key,
            "feedback": f"Because {n}.",
            "misconception": "" if n in key else f"Wrong idea {n % 2}",
        }
        for n in range(of)
    ]
    return TYPE.read({"options": options})


@st.composite
def bodies(draw: Any) -> SeveralAnswersBody:
    of = draw(st.integers(2, 20))
    return body_of(*draw(st.sets(st.integers(0, of - 1), min_size=1, max_size=of - 1)), of=of)


def ticks(setup: list[int], *numbers: int) -> MultiValueDict[str, str]:
    return MultiValueDict({"ticks": [str(setup.index(number) + 1) for number in numbers]})


# --- Marks -----------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(body=bodies(), seed=seeds, data=st.data())
def test_right_ticks_less_wrong_ones_over_the_right_options(body: SeveralAnswersBody, seed: int, data: Any) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(body.options) - 1), min_size=1, max_size=20))
    setup = TYPE.setup(body, seed)
    form = TYPE.answer_form(body, setup, ticks(setup, *numbers))
    assert form.is_valid()
    answer = json.loads(json.dumps(form.answer()))
    assert answer == {"options": sorted(set(numbers))}
    right, wrong = set(numbers) & set(body.key), set(numbers) - set(body.key)
    fraction = TYPE.mark(body, answer).fraction
    assert fraction == share(max(0, len(right) - len(wrong)), len(body.key))
    assert (fraction == 1) == (set(numbers) == set(body.key))


def test_all_ticked_earns_nothing_where_half_are_wrong() -> None:
    assert TYPE.mark(body_of(0, 2, of=4), {"options": [0, 1, 2, 3]}).fraction == 0


def test_each_option_is_a_part_and_speaks_where_it_was_ticked_or_missed() -> None:
    """Option 0 is ticked rightly, 1 left alone, 2 missed, 3 and 4 ticked wrongly."""
    assert TYPE.mark(body_of(0, 2, of=6), {"options": [0, 3, 5]}) == Mark(
        Decimal(0),
        parts=(
            Part(Decimal(1), "Because 0."),
            ONE,
            Part(Decimal(0), "Because 2."),
            Part(Decimal(0), "Because 3."),
            ONE,
            Part(Decimal(0), "Because 5."),
        ),
        misconceptions=("Wrong idea 1",),
    )


# --- The form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "Tick at least one."),
        ([""], "That is not one of the answers."),
        *[(["1", value], "That is not one of the answers.") for value in ("0", "4", "-1", "01", "1.0", "١", "Option 0")],
    ],
)
def test_what_is_not_an_option_is_refused(values: list[str], message: str) -> None:
    form = TYPE.answer_form(body_of(1, of=3), [2, 0, 1], MultiValueDict({"ticks": values}))
    assert form.errors == {"ticks": [message]}


def test_the_page_says_that_several_can_be_right_but_not_how_many() -> None:
    """Two questions that differ in nothing but the key look the same, before the answer and after it."""
    pages = set()
    for key in [(0,), (1,), (0, 2), (1, 2, 3)]:
        body, setup = body_of(*key, of=4), [2, 0, 3, 1]
        page = get_template("question_types/several_answers.html#question").render({"shown": {"form": TYPE.answer_form(body, setup)}})
        review = TYPE.review(body, setup, {"options": [0, 1]}, show_key=False)
        pages.add((page, get_template("question_types/several_answers.html#review").render({"review": review}), repr(review)))
    assert len(pages) == 1
    assert "Choose all that are right." in str(pages)
    assert "Because" not in str(pages)


# --- The review ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "review"),
    [
        (
            {"options": [0, 1]},
            Review(
                "Option 0; Option 1",
                (
                    ReviewRow("Option 3", "other"),
                    ReviewRow("Option 1", "wrong", feedback="Because 1."),
                    ReviewRow("Option 0", "right", feedback="Because 0."),
                    ReviewRow("Option 2", "key", feedback="Because 2."),
                ),
                "Option 0; Option 2",
                {"answered": True},
            ),
        ),
        (
            None,
            Review(
                "",
                (
                    ReviewRow("Option 3", "other"),
                    ReviewRow("Option 1", "other"),
                    ReviewRow("Option 0", "key", feedback="Because 0."),
                    ReviewRow("Option 2", "key", feedback="Because 2."),
                ),
                "Option 0; Option 2",
                {"answered": False},
            ),
        ),
    ],
)
def test_with_the_key_each_option_ticked_or_missed_says_why(answer: dict[str, Any] | None, review: Review) -> None:
    assert TYPE.review(body_of(0, 2, of=4), [3, 1, 0, 2], answer, show_key=True) == review


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"options": [0, 1]}, ["Ticked, wrong", "Ticked, right", "Right, left out"]),
        (None, ["Right answer", "Right answer"]),
    ],
)
def test_the_review_says_it_in_words(answer: dict[str, Any] | None, words: list[str]) -> None:
    review = TYPE.review(body_of(0, 2, of=4), [3, 1, 0, 2], answer, show_key=True)
    page = get_template("question_types/several_answers.html#review").render({"review": review})
    assert [line.split("<")[0] for line in page.split('option-note">')[1:]] == words


# --- The class -------------------------------------------------------------------------------------------------------


def test_bars_show_the_whole_key_and_then_what_went_wrong_most() -> None:
    body = body_of(0, 2, of=5)
    assert TYPE.bars(body, {"0,2": 4, "0": 3, "0,1,2": 2, "1,2": 1, "0,2,3": 2}) == [
        Bar("All right ones and no other", 4, True, 33),
        Bar("Option 1", 3, False, 25, misconception="Wrong idea 1"),
        Bar("“Option 2” left out", 3, False, 25),
        Bar("Option 3", 2, False, 17, misconception="Wrong idea 1"),
        Bar("“Option 0” left out", 1, False, 8),
    ]


def test_no_more_than_six_mistakes_are_shown() -> None:
    assert [bar.count for bar in TYPE.bars(body_of(0, of=12), {"1,2,3,4,5,6,7,8": 2})] == [0, *[2] * 6]


# --- What makes a question -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "right", "message"),
    [
        (["a"], [0], "Tuple should have at least 2 items after validation, not 1"),
        ([str(number) for number in range(21)], [0], "Tuple should have at most 20 items after validation, not 21"),
        (["a", "b"], [], "Value error, at least one option must be right"),
        (["a", "b"], [0, 1], "Value error, at least one option must be wrong"),
        (["a", " A", "b"], [0], "Value error, two options say the same"),
    ],
)
def test_what_makes_no_question(texts: list[str], right: list[int], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read({"options": [{"text": text, "correct": number in right} for number, text in enumerate(texts)]})
    assert [error["msg"] for error in refused.value.errors()] == [message]


def test_lines_of_a_course_file() -> None:
    lines = [Line(3, "*", "Two", "Even."), Line(5, "-", "Four", "A square.", "Takes a square for a prime"), Line(7, "*", "Three")]
    assert TYPE.read_lines(lines) == {
        "options": [
            {"text": "Two", "correct": True, "feedback": "Even.", "misconception": ""},
            {"text": "Four", "correct": False, "feedback": "A square.", "misconception": "Takes a square for a prime"},
            {"text": "Three", "correct": True, "feedback": "", "misconception": ""},
        ]
    }
    with pytest.raises(BadLines) as refused:
        TYPE.read_lines([*lines, Line(9, "=", "Five")])
    assert (str(refused.value), refused.value.line) == ("an option starts with * (right) or - (wrong)", 9)
