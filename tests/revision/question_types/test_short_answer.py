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
from revision.typed_text import folded, slips, slips_allowed

RIGHT, WRONG = Mark(Decimal(1)), Mark(Decimal(0))
words = st.text("abcdefghijklmnopqrstuvwxy", min_size=1, max_size=14)  # No z: it is kept for slips.


def body_of(*accepted: str, near: Sequence[str] = ()) -> ShortAnswerBody:
    """The feedback of a near miss is its own text."""
    return TYPE.read({"accepted": list(accepted), "near": [{"text": text, "feedback": text} for text in near]})


def marked(given: str, *accepted: str, near: Sequence[str] = ()) -> Mark:
    return TYPE.mark(body_of(*accepted, near=near), {"text": given})


def slips_between(one: str, other: str) -> int:
    """Letters wrong, missing, added, or neighbours swapped: by the book (Damerau 1964), as slow as it is plain."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, start=1):
        rows.append([i])
        for j, right in enumerate(other, start=1):
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (left != right))
            if i > 1 and j > 1 and (left, one[i - 2]) == (other[j - 2], right):
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i].append(best)
    return rows[-1][-1]


# --- What is overlooked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("politburo", "Politburo"),
        ("POLITBURO", "Politburo"),
        ("  Politburo\t", "Politburo"),
        ("the Politburo", "Politburo"),
        ("Politburo", "the Politburo"),
        ("An enemy", "enemy"),
        ("Politburo.", "Politburo"),
        ("“Politburo”", "Politburo"),
        ("General  Secretary", "General Secretary"),
        ("general-secretary", "General Secretary"),
        ("Bronte", "Brontë"),
        ("Brontë", "Bronte"),
        ("Bronte\u0308", "Brontë"),
        ("Lenin’s levy", "Lenin's levy"),
        ("Lenins levy", "Lenin’s levy"),
        ("STRASSE", "Straße"),
        ("ﬁnland", "Finland"),
        ("１９２８", "1928"),
        ("1928.", "1928"),
        ("5-year plan", "5 year plan"),
        ("the", "The"),
    ],
)
def test_what_a_teacher_would_overlook_costs_nothing_and_is_not_mentioned(given: str, accepted: str) -> None:
    assert marked(given, accepted) == RIGHT


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", ""),
        ("?!", ""),
        ("The", "the"),
        ("The the", "the"),
        ("A. I. Rykov", "i rykov"),
        ("snake_case", "snake case"),
        ("Müller’s  café-bar", "mullers cafe bar"),
        ("Сталин", "сталин"),
    ],
)
def test_a_text_is_folded(text: str, letters: str) -> None:
    assert folded(text) == letters


@given(text=st.text(max_size=60))
def test_folding_any_text_leaves_words_with_single_spaces(text: str) -> None:
    assert folded(f"  {text}\n") == folded(text)
    assert folded(text) == " ".join(folded(text).split())


@given(parts=st.lists(words, min_size=1, max_size=4), data=st.data())
def test_case_accents_punctuation_and_an_article_are_overlooked(parts: list[str], data: Any) -> None:
    """Whatever is strewn between and over the letters."""
    assume(parts[0] not in {"a", "an", "the"})
    given = data.draw(st.sampled_from(["", "The ", "a ", "AN  "]))
    for word in parts:
        given += "".join(
            letter.upper() * (decision == 1) or letter + "\u0301" * (decision == 2) + "’" * (decision == 3)
            for letter, decision in ((letter, data.draw(st.integers(0, 3))) for letter in word)
        )
        given += data.draw(st.sampled_from([" ", "-", ", ", ". ", "  ", " — ", "/"]))
    assert marked(given, " ".join(parts)) == RIGHT


# --- Slips -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted", "right"),
    [
        ("Cheka", "Cheka", True),
        ("Cheeka", "Cheka", True),
        ("Cheak", "Cheka", True),
        ("Chka", "Cheka", True),
        ("Chxxa", "Cheka", False),
        ("NKDV", "NKVD", False),
        ("Zinovev", "Zinoviev", True),
        ("Zinovef", "Zinoviev", False),
        ("Dzerzhinksy", "Dzerzhinsky", True),
        ("Dzerzinksy", "Dzerzhinsky", True),
        ("Dzersinksy", "Dzerzhinsky", False),
        ("", "Cheka", False),
        ("!!", "Cheka", False),
        ("Cheka and more", "Cheka", False),
    ],
)
def test_small_slips_are_overlooked_by_the_length_of_the_answer(given: str, accepted: str, right: bool) -> None:
    assert marked(given, accepted).fraction == right


@pytest.mark.parametrize(("length", "allowed"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (60, 2)])
def test_how_many_slips_are_overlooked(length: int, allowed: int) -> None:
    assert slips_allowed(length) == allowed


@given(word=words, data=st.data())
def test_as_many_wrong_letters_as_allowed_and_not_one_more(word: str, data: Any) -> None:
    allowed = slips_allowed(len(word))
    for count in range(min(len(word), 3) + 1):
        places = data.draw(st.permutations(range(len(word))))[:count]
        given = "".join("z" if place in places else letter for place, letter in enumerate(word))
        assert marked(given, word).fraction == (count <= allowed)


@given(one=st.text("abc", max_size=12), other=st.text("abc", min_size=1, max_size=12))
def test_slips_are_counted_by_the_book(one: str, other: str) -> None:
    count = slips_between(one, other)
    assert slips(one, other) == (count if count <= slips_allowed(len(other)) else None)


def test_a_slip_is_mended_in_the_feedback() -> None:
    assert marked("Zinovev", "Zinoviev", "Grigory Zinoviev") == Mark(Decimal(1), "It is spelt “Zinoviev”.")
    assert marked("Grigory Zinovev", "Zinoviev", "Grigory Zinoviev") == Mark(Decimal(1), "It is spelt “Zinoviev”.")


# --- What is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("1929", "1928"),
        ("192", "1928"),
        ("19288", "1928"),
        ("1982", "1928"),
        ("19 28", "1928"),
        ("the congress of 1929", "the congress of 1928"),
        ("16th Congress", "15th Congress"),
        ("Congress", "15th Congress"),
        ("15th Congress 2", "15th Congress"),
        ("21 January 1925", "21 January 1924"),
        ("January 1924", "21 January 1924"),
    ],
)
def test_a_figure_is_never_a_slip(given: str, accepted: str) -> None:
    assert marked(given, accepted) == WRONG


@given(around=words, wanted=st.integers(0, 9999), other=st.integers(0, 9999))
def test_another_figure_is_never_right(around: str, wanted: int, other: int) -> None:
    assume(wanted != other)
    assert marked(f"{around} {other} {around}", f"{around} {wanted} {around}") == WRONG
    assert marked(f"{around} {wanted} {around}", f"{around} {wanted} {around}") == RIGHT


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


texts = st.lists(st.from_regex(r"[ab1]{1,6}( [ab1]{1,4})?", fullmatch=True), min_size=1, max_size=4)


@given(given=st.text("ab1 ", max_size=11), accepted=texts, near=texts)
def test_a_right_answer_is_closer_to_an_accepted_one_than_to_any_near_miss(given: str, accepted: list[str], near: list[str]) -> None:
    assume(not {folded(text) for text in accepted} & {folded(text) for text in near})
    mark = marked(given, *accepted, near=near)
    right, missed = (
        [slips_between(folded(given), folded(text)) for text in wanted if slips(folded(given), folded(text)) is not None]
        for wanted in (accepted, near)
    )
    assert mark.fraction == (right != [] and (missed == [] or min(right) < min(missed)))
    if mark.fraction == 0 and missed:
        assert slips_between(folded(given), folded(mark.feedback)) == min(missed)


@given(accepted=texts, near=texts, data=st.data())
def test_every_accepted_answer_is_right_and_every_near_miss_wrong(accepted: list[str], near: list[str], data: Any) -> None:
    assume(not {folded(text) for text in accepted} & {folded(text) for text in near})
    assert marked(data.draw(st.sampled_from(accepted)), *accepted, near=near) == RIGHT
    assert marked(data.draw(st.sampled_from(near)), *accepted, near=near).fraction == 0


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
