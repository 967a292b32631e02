"""Typed answers: what is overlooked, and what never is."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import Bar, Mark, Review, ReviewRow
from revision.question_types.short_answer import TYPE, ShortAnswerBody
from revision.typed_text import folded

RIGHT, WRONG = Mark(Decimal(1)), Mark(Decimal(0))


def body_of(*accepted: str, near: Sequence[str] = ()) -> ShortAnswerBody:
    """The feedback of a near miss is its own text."""
    return TYPE.read({"accepted": list(accepted), "near": [{"text": text, "feedback": text} for text in near]})


def marked(given: str, *accepted: str, near: Sequence[str] = ()) -> Mark:
    return TYPE.mark(body_of(*accepted, near=near), {"text": given})


# --- The mark ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["General Secretary", "the GENERAL-secretary", "General Secertary"])
def test_a_right_answer_has_all_marks(given: str) -> None:
    assert marked(given, "General Secretary").fraction == 1


def test_a_slip_is_mended_in_the_feedback() -> None:
    assert marked("Bukharn", "Bukharin", "Nikolai Bukharin") == Mark(Decimal(1), "It is spelt “Bukharin”.")
    assert marked("Nikolai Bukharn", "Bukharin", "Nikolai Bukharin") == Mark(Decimal(1), "It is spelt “Bukharin”.")


def test_another_way_to_write_a_russian_name_is_no_slip() -> None:
    assert marked("Zinovyev", "Zinoviev") == RIGHT


def test_a_near_miss_has_its_own_word() -> None:
    assert marked("Orgburo", "Politburo", near=["Orgburo"]) == Mark(Decimal(0), "Orgburo")
    assert marked("the ORGBURO", "Politburo", near=["Orgburo"]) == Mark(Decimal(0), "Orgburo")
    assert marked("Orgbruo", "Politburo", near=["Orgburo"]) == Mark(Decimal(0), "Orgburo")


def test_a_near_miss_within_the_slips_of_the_answer_is_not_taken_for_it() -> None:
    """“Leninism” and “Leninist” are one letter apart."""
    assert marked("Leninist", "Leninism", near=["Leninist"]) == Mark(Decimal(0), "Leninist")
    assert marked("Leninis", "Leninism", near=["Leninist"]) == Mark(Decimal(0), "Leninist")
    assert marked("Leninissm", "Leninism", near=["Leninist"]) == Mark(Decimal(1), "It is spelt “Leninism”.")


def test_of_several_near_misses_the_closest_speaks() -> None:
    assert marked("Kamenov", "Zinoviev", near=["Kamenev", "Kamenov"]) == Mark(Decimal(0), "Kamenov")


def test_a_near_miss_names_its_misconception() -> None:
    body = TYPE.read(
        {"accepted": ["Congress"], "near": [{"text": "Conference", "feedback": "No.", "misconception": "Takes one for the other"}]}
    )
    assert TYPE.mark(body, {"text": "the conference"}) == Mark(Decimal(0), "No.", misconceptions=("Takes one for the other",))
    assert TYPE.bars(body, {"conference": 1}) == [
        Bar("Congress", 0, True, 0),
        Bar("conference", 1, False, 100, misconception="Takes one for the other"),
    ]


# --- Other names of the course ---------------------------------------------------------------------------------------


def test_another_name_of_the_course_is_no_slip() -> None:
    body = body_of("Leninism")
    told = TYPE.with_names(body, frozenset({"Leninist", "Leninism", "the LENINISM", "Stalinism", "Lenin"}))
    assert told.others == ("Leninist",)
    assert (TYPE.mark(body, {"text": "Leninist"}).fraction, TYPE.mark(told, {"text": "Leninist"})) == (1, WRONG)
    assert TYPE.mark(told, {"text": "Leninissm"}) == Mark(Decimal(1), "It is spelt “Leninism”.")


def test_a_near_miss_keeps_its_word_where_it_is_a_name_too() -> None:
    told = TYPE.with_names(body_of("Leninism", near=["Leninist"]), frozenset({"Leninist"}))
    assert (told.others, TYPE.mark(told, {"text": "Leninist"})) == ((), Mark(Decimal(0), "Leninist"))


def test_names_that_were_told_before_are_forgotten() -> None:
    told = TYPE.with_names(body_of("Leninism"), frozenset({"Leninist"}))
    assert TYPE.with_names(told, frozenset({"Kirov"})) == body_of("Leninism")


def test_one_spelling_of_each_answer_is_a_name() -> None:
    assert TYPE.typed(body_of("Zinoviev", "Zinovief")) == ("Zinoviev",)


@given(given=st.text(max_size=200), accepted=st.text(min_size=1, max_size=60))
def test_any_text_is_right_or_wrong(given: str, accepted: str) -> None:
    assume(folded(accepted))
    assert marked(given, accepted).fraction in {0, 1}
    assert marked(accepted, accepted) == RIGHT


# --- The form, the review, the class ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {"text": ["Type an answer first."]}),
        ({"text": " \t"}, {"text": ["Type an answer first."]}),
        ({"text": "x" * 201}, {"text": ["Ensure this value has at most 200 characters (it has 201)."]}),
        ({"text": "a\0b"}, {"text": ["Null characters are not allowed."]}),
        ({"text": "x" * 200}, {}),
    ],
)
def test_what_may_be_typed(posted: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert TYPE.answer_form(body_of("x"), [], posted).errors == errors


def test_an_answer_is_stored_as_it_was_typed() -> None:
    form = TYPE.answer_form(body_of("x"), [], {"text": "  The POLITBURO, "})
    assert (form.is_valid(), form.answer()) == (True, {"text": "The POLITBURO,"})


@pytest.mark.parametrize(
    ("answer", "show_key", "review"),
    [
        ({"text": "Kirov"}, False, Review("Kirov", (ReviewRow("Kirov", "given"),))),
        ({"text": "Rykof"}, False, Review("Rykof", (ReviewRow("Rykof", "given"),))),
        (None, False, Review("")),
        ({"text": "Kirov"}, True, Review("Kirov", (ReviewRow("Kirov", "wrong"), ReviewRow("Rykov", "key")), "Rykov")),
        ({"text": "Rykof"}, True, Review("Rykof", (ReviewRow("Rykof", "right"),), "Rykov")),
        (None, True, Review("", (ReviewRow("Rykov", "key"),), "Rykov")),
    ],
)
def test_what_a_review_shows(answer: dict[str, str] | None, show_key: bool, review: Review) -> None:
    assert TYPE.review(body_of("Rykov", "Alexei Rykov", near=["Kirov"]), [], answer, show_key=show_key) == review


def test_right_answers_count_as_one_and_like_wrong_ones_together() -> None:
    body = body_of("Rykov", "Alexei Rykov")
    given = ["rykov", "Alexei Rykov", "Rykof", "Kirov", "the KIROV.", "Tomsky"]
    assert [TYPE.classify(body, {"text": text}) for text in given] == ["Rykov", "Rykov", "Rykov", "kirov", "kirov", "tomsky"]


def test_bars_show_the_key_and_the_five_most_common_others() -> None:
    classes = {"Rykov": 2, "a": 1, "b": 3, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1}
    assert TYPE.bars(body_of("Rykov"), classes) == [
        Bar("Rykov", 2, True, 18),
        Bar("b", 3, False, 27),
        Bar("a", 1, False, 9),
        Bar("c", 1, False, 9),
        Bar("d", 1, False, 9),
        Bar("e", 1, False, 9),
        Bar("other answers", 2, False, 18, rest=True),
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"accepted": []}, "Tuple should have at least 1 item after validation, not 0"),
        ({"accepted": ["a"] * 41}, "Tuple should have at most 40 items after validation, not 41"),
        ({"accepted": ["Rykov", " ?"]}, "Value error, an accepted answer needs a letter or a figure"),
        (
            {"accepted": ["Rykov"], "near": [{"text": "the RYKOV!", "feedback": "No."}]},
            "Value error, “the RYKOV!” cannot be both right and wrong",
        ),
        ({"accepted": ["Rykov"], "near": [{"text": "Kirov", "feedback": " "}]}, "String should have at least 1 character"),
    ],
)
def test_what_makes_no_question(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert [error["msg"] for error in refused.value.errors()] == [message]


# --- What a teacher accepts afterwards -------------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_what_is_accepted_afterwards_is_right(text: str) -> None:
    """Whatever it was before: wrong, a near miss, another name of the course."""
    body = TYPE.read({"accepted": ["Trotsky"], "near": [{"text": "Tolstoy", "feedback": "No."}], "others": ["Troitsky"]})

    mended = TYPE.with_accepted(body, text)

    if folded(text) in {"", "trotsky"}:
        assert mended is None
    else:
        assert mended is not None
        assert TYPE.mark(TYPE.read(mended), {"text": text}).fraction == 1
        assert TYPE.mark(TYPE.read(mended), {"text": "Trotsky"}).fraction == 1


@pytest.mark.parametrize("text", ["Tolstoy", "Troitsky"])
def test_a_near_miss_or_another_name_that_is_accepted_is_neither_any_more(text: str) -> None:
    body = TYPE.read({"accepted": ["Trotsky"], "near": [{"text": "Tolstoy", "feedback": "No."}], "others": ["Troitsky"]})
    mended = TYPE.with_accepted(body, text)

    assert mended is not None
    assert (mended["accepted"], text in str(mended["near"] + mended["others"])) == (["Trotsky", text], False)


def test_more_than_forty_are_not_accepted() -> None:
    assert TYPE.with_accepted(TYPE.read({"accepted": [f"Name {number}" for number in range(40)]}), "Other") is None


def test_what_was_typed() -> None:
    assert TYPE.typed_answer(TYPE.read({"accepted": ["Paris"]}), {"text": " paris "}) == " paris "
