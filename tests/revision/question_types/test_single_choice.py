"""Single choice, beyond the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import Bar, Mark, Review, ReviewRow
from revision.question_types.single_choice import TYPE, SingleChoiceBody

seeds = st.integers(0, 2**31 - 1)


def body_of(count: int, key: int) -> SingleChoiceBody:
    options = [{"text": f"Option {number}", "correct": number == key, "feedback": f"Because {number}."} for number in range(count)]
    return TYPE.read({"options": options})


bodies = st.integers(2, 20).flatmap(lambda count: st.builds(body_of, st.just(count), st.integers(0, count - 1)))


def chosen(body: SingleChoiceBody, seed: int, number: int) -> dict[str, Any]:
    """The answer that is stored when the option with this number is ticked on the page."""
    setup = TYPE.setup(body, seed)
    form = TYPE.answer_form(body, setup, {"choice": str(setup.index(number) + 1)})
    assert form.is_valid()
    return json.loads(json.dumps(form.answer()))


@settings(max_examples=40)
@given(body=bodies, seed=seeds)
def test_only_the_right_option_scores_wherever_it_stands(body: SingleChoiceBody, seed: int) -> None:
    marks = [TYPE.mark(body, chosen(body, seed, number)) for number in range(len(body.options))]
    assert marks == [Mark(Decimal(number == body.key), f"Because {number}.") for number in range(len(body.options))]


@settings(max_examples=40)
@given(body=bodies, seed=seeds, other=seeds)
def test_an_answer_is_the_same_whatever_the_lay_out(body: SingleChoiceBody, seed: int, other: int) -> None:
    for number in range(len(body.options)):
        assert chosen(body, seed, number) == chosen(body, other, number) == {"option": number}


@pytest.mark.parametrize("key", [0, 3])
def test_the_value_of_the_right_option_tells_nothing(key: int) -> None:
    """Over 1,000 questions each of the four values is the right one about equally often."""
    body = body_of(4, key)
    values = [str(TYPE.setup(body, seed).index(key) + 1) for seed in range(1000)]
    assert sorted(set(values)) == ["1", "2", "3", "4"]
    assert all(200 < values.count(value) < 300 for value in set(values))


@settings(max_examples=20)
@given(count=st.integers(2, 6), seed=seeds, data=st.data())
def test_nothing_a_student_is_sent_before_the_key_depends_on_the_key(count: int, seed: int, data: Any) -> None:
    """Two questions that differ in nothing but the key look the same, before the answer and after it."""
    pages = set()
    number = data.draw(st.integers(0, count - 1))
    for key in range(count):
        body = body_of(count, key)
        setup = TYPE.setup(body, seed)
        form = TYPE.answer_form(body, setup)
        page = get_template("question_types/single_choice.html#question").render({"shown": {"form": form}})
        pages.add((page, repr(TYPE.review(body, setup, {"option": number}, show_key=False))))
    assert len(pages) == 1
    assert "Because" not in str(pages)


def test_options_are_numbered_as_they_stand_on_the_page() -> None:
    form = TYPE.answer_form(body_of(3, 1), [2, 0, 1])
    assert form.fields["choice"].choices == [("1", "Option 2"), ("2", "Option 0"), ("3", "Option 1")]


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({}, "Choose one of the answers."),
        ({"choice": ""}, "Choose one of the answers."),
        *[
            ({"choice": value}, "That is not one of the answers.")
            for value in ("0", "4", "-1", "01", "1.0", " 1", "١", "Option 0", "1" * 99)
        ],
    ],
)
def test_what_is_not_an_option_is_refused(posted: dict[str, str], message: str) -> None:
    form = TYPE.answer_form(body_of(3, 1), [2, 0, 1], posted)
    assert form.errors == {"choice": [message]}


def test_a_review_shows_the_options_as_they_stood() -> None:
    body = body_of(3, 1)
    rows = (ReviewRow("Option 2", "other"), ReviewRow("Option 0", "given"), ReviewRow("Option 1", "other"))
    assert TYPE.review(body, [2, 0, 1], {"option": 0}, show_key=False) == Review("Option 0", rows)


@pytest.mark.parametrize(
    ("answer", "given", "rows"),
    [
        (
            {"option": 0},
            "Option 0",
            (ReviewRow("Option 2", "other"), ReviewRow("Option 0", "wrong", feedback="Because 0."), ReviewRow("Option 1", "key")),
        ),
        (
            {"option": 1},
            "Option 1",
            (ReviewRow("Option 2", "other"), ReviewRow("Option 0", "other"), ReviewRow("Option 1", "right", feedback="Because 1.")),
        ),
        (None, "", (ReviewRow("Option 2", "other"), ReviewRow("Option 0", "other"), ReviewRow("Option 1", "key"))),
    ],
)
def test_with_the_key_a_review_shows_it_and_why_the_answer_was_right_or_wrong(
    answer: dict[str, int] | None, given: str, rows: tuple[ReviewRow, ...]
) -> None:
    assert TYPE.review(body_of(3, 1), [2, 0, 1], answer, show_key=True) == Review(given, rows, "Option 1")


def test_bars_start_with_the_key_and_then_go_by_how_many_chose_each() -> None:
    assert TYPE.bars(body_of(4, 2), {"0": 1, "2": 2, "3": 5}) == [
        Bar("Option 2", 2, True, 25),
        Bar("Option 3", 5, False, 62),
        Bar("Option 0", 1, False, 12),
        Bar("Option 1", 0, False, 0),
    ]


@pytest.mark.parametrize(
    ("texts", "right", "message"),
    [
        (["a"], [0], "Tuple should have at least 2 items after validation, not 1"),
        ([str(number) for number in range(21)], [0], "Tuple should have at most 20 items after validation, not 21"),
        (["a", "b"], [], "Value error, exactly one option must be right, not 0: the key is not among the options, or stands there twice"),
        (
            ["a", "b"],
            [0, 1],
            "Value error, exactly one option must be right, not 2: the key is not among the options, or stands there twice",
        ),
        (["a", " A "], [0], "Value error, two options say the same"),
    ],
)
def test_what_makes_no_question(texts: list[str], right: list[int], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read({"options": [{"text": text, "correct": number in right} for number, text in enumerate(texts)]})
    assert [error["msg"] for error in refused.value.errors()] == [message]


@given(bodies, st.integers(-2, 25))
def test_another_option_can_be_the_right_one(body: SingleChoiceBody, number: int) -> None:
    mended = TYPE.with_right(body, number)

    if 0 <= number < len(body.options):
        assert mended is not None
        read = TYPE.read(mended)
        assert (read.key, [option.text for option in read.options]) == (number, [option.text for option in body.options])
    else:
        assert mended is None
