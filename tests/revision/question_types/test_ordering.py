"""Ordering: part of the order right earns part of the mark."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import Bar, Mark, Part, Review, ReviewRow, share
from revision.question_types.ordering import TYPE, OrderingBody, longest_run

seeds = st.integers(0, 2**31 - 1)
orders = st.integers(3, 8).flatmap(lambda count: st.permutations(range(count)))


def body_of(count: int) -> OrderingBody:
    return TYPE.read({"items": [{"text": f"Part {number}", "why": f"Because {number}."} for number in range(count)]})


def arranged(body: OrderingBody, setup: Sequence[int], order: Sequence[int]) -> dict[str, list[int]]:
    """The answer that is stored when the parts on the page are given the places that make this order."""
    form = TYPE.answer_form(body, setup, {f"place_{place}": str(order.index(part) + 1) for place, part in enumerate(setup, start=1)})
    assert form.is_valid()
    return form.answer()


def longest_by_trying(order: Sequence[int]) -> int:
    return next(
        length
        for length in range(len(order), -1, -1)
        if any(all(one < two for one, two in pairwise(run)) for run in combinations(order, length))
    )


@given(order=st.integers(0, 9).flatmap(lambda count: st.permutations(range(count))))
def test_the_longest_run_is_as_long_as_trying_all_finds(order: list[int]) -> None:
    run = longest_run(order)
    kept = [member for member in order if member in run]
    assert kept == sorted(run)
    assert len(run) == longest_by_trying(order)


@pytest.mark.parametrize(
    ("order", "run"),
    [([], set()), ([0, 1, 2], {0, 1, 2}), ([2, 1, 0], {0}), ([1, 2, 3, 0], {1, 2, 3}), ([3, 0, 1, 2], {0, 1, 2}), ([1, 0, 3, 2], {0, 2})],
)
def test_the_longest_run_of_an_order(order: list[int], run: set[int]) -> None:
    assert longest_run(order) == run


@given(order=orders)
def test_the_mark_is_the_longest_run_in_steps(order: list[int]) -> None:
    body = body_of(len(order))
    mark = TYPE.mark(body, {"order": order})
    assert mark.fraction == share(longest_by_trying(order) - 1, len(order) - 1)
    assert 0 <= mark.fraction <= 1
    assert sum(part.fraction for part in mark.parts) == longest_by_trying(order)
    assert [part.feedback for part in mark.parts] == [f"Because {number}." for number in range(len(order))]


@given(count=st.integers(3, 12), seed=seeds)
def test_the_right_order_scores_all_and_the_reverse_nothing_for_any_lay_out(count: int, seed: int) -> None:
    body = body_of(count)
    setup = TYPE.setup(body, seed)
    right = list(range(count))
    assert TYPE.mark(body, arranged(body, setup, right)).fraction == 1
    assert TYPE.mark(body, arranged(body, setup, right[::-1])).fraction == 0


@given(count=st.integers(3, 12), data=st.data())
def test_one_part_out_of_place_loses_one_step(count: int, data: Any) -> None:
    order = list(range(count))
    part = order.pop(data.draw(st.integers(0, count - 1)))
    order.insert(data.draw(st.integers(0, count - 1).filter(lambda place: place != part)), part)
    assert TYPE.mark(body_of(count), {"order": order}).fraction == share(count - 2, count - 1)


@given(order=orders, seed=seeds, other=seeds)
def test_an_answer_is_its_order_whatever_the_lay_out(order: list[int], seed: int, other: int) -> None:
    body = body_of(len(order))
    answers = [arranged(body, TYPE.setup(body, number), order) for number in (seed, other)]
    assert answers == [{"order": order}] * 2


@given(count=st.integers(3, 12), seed=seeds)
def test_nobody_scores_all_by_pressing_check(count: int, seed: int) -> None:
    body = body_of(count)
    setup = TYPE.setup(body, seed)
    form = TYPE.answer_form(body, setup)
    untouched = TYPE.answer_form(body, setup, {name: field.initial for name, field in form.fields.items()})
    assert untouched.is_valid()
    assert untouched.answer() == {"order": setup}
    assert TYPE.mark(body, untouched.answer()).fraction < 1


def test_no_lay_out_of_three_is_the_right_order() -> None:
    laid_out = {tuple(TYPE.setup(body_of(3), seed)) for seed in range(200)}
    assert laid_out == {(0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)}


def test_parts_are_shown_with_every_place_and_without_why() -> None:
    form = TYPE.answer_form(body_of(3), [2, 0, 1])
    places = [("1", "1"), ("2", "2"), ("3", "3")]
    assert [(name, field.label, field.initial, field.choices) for name, field in form.fields.items()] == [
        ("place_1", "Part 2", "1", places),
        ("place_2", "Part 0", "2", places),
        ("place_3", "Part 1", "3", places),
    ]
    assert "Because" not in str(form)


@pytest.mark.parametrize(
    ("places", "errors"),
    [
        (["1", "2", "3"], {}),
        (["3", "2", "1"], {}),
        (["2", "2", "1"], {"__all__": ["Place 2 is given twice: each place once."]}),
        (["3", "3", "3"], {"__all__": ["Place 3 is given twice: each place once."]}),
        (["1", "2"], {"place_3": ["This field is required."]}),
        (["1", "1", ""], {"place_3": ["This field is required."]}),
        (["1", "2", "4"], {"place_3": ["Select a valid choice. 4 is not one of the available choices."]}),
        (["0", "1", "2"], {"place_1": ["Select a valid choice. 0 is not one of the available choices."]}),
        (["01", "2", "3"], {"place_1": ["Select a valid choice. 01 is not one of the available choices."]}),
    ],
)
def test_each_place_is_given_once(places: list[str], errors: dict[str, list[str]]) -> None:
    form = TYPE.answer_form(body_of(3), [2, 0, 1], {f"place_{number}": place for number, place in enumerate(places, start=1)})
    assert form.errors == errors


def test_a_mark_says_which_parts_are_in_order() -> None:
    assert TYPE.mark(body_of(3), {"order": [1, 2, 0]}) == Mark(
        Decimal("0.50000"), "", (Part(Decimal(0), "Because 0."), Part(Decimal(1), "Because 1."), Part(Decimal(1), "Because 2."))
    )


GIVEN = "Part 1 → Part 2 → Part 0"
KEY = "Part 0 → Part 1 → Part 2"


@pytest.mark.parametrize(
    ("answer", "show_key", "review"),
    [
        (None, False, Review("")),
        (
            {"order": [1, 2, 0]},
            False,
            Review(
                GIVEN,
                (ReviewRow("Part 1", "given", place=1), ReviewRow("Part 2", "given", place=2), ReviewRow("Part 0", "given", place=3)),
            ),
        ),
        (
            {"order": [1, 2, 0]},
            True,
            Review(
                GIVEN,
                (
                    ReviewRow("Part 0", "wrong", feedback="Because 0.", place=3),
                    ReviewRow("Part 1", "right", feedback="Because 1.", place=1),
                    ReviewRow("Part 2", "right", feedback="Because 2.", place=2),
                ),
                KEY,
            ),
        ),
        (
            None,
            True,
            Review("", tuple(ReviewRow(f"Part {number}", "other", feedback=f"Because {number}.") for number in range(3)), KEY),
        ),
    ],
)
def test_what_a_review_shows(answer: dict[str, list[int]] | None, show_key: bool, review: Review) -> None:
    assert TYPE.review(body_of(3), [2, 0, 1], answer, show_key=show_key) == review


def test_a_review_without_the_key_is_in_the_students_order_and_not_in_the_right_one() -> None:
    review = TYPE.review(body_of(4), [2, 0, 1, 3], {"order": [3, 1, 0, 2]}, show_key=False)
    assert [row.text for row in review.rows] == ["Part 3", "Part 1", "Part 0", "Part 2"]


def test_bars_say_what_was_most_often_the_wrong_way_round() -> None:
    classes = {"0,1,2,3": 4, "1,0,2,3": 3, "1,0,3,2": 2, "3,2,1,0": 1}
    assert TYPE.bars(body_of(4), classes) == [
        Bar("All in order", 4, True, 40),
        Bar("“Part 1” put before “Part 0”", 6, False, 60),
        Bar("“Part 3” put before “Part 2”", 3, False, 30),
        Bar("“Part 2” put before “Part 1”", 1, False, 10),
    ]


def test_no_more_than_four_pairs_are_shown() -> None:
    assert [bar.count for bar in TYPE.bars(body_of(8), {"7,6,5,4,3,2,1,0": 2})] == [0, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a", "b"], "Tuple should have at least 3 items after validation, not 2"),
        ([str(number) for number in range(13)], "Tuple should have at most 12 items after validation, not 13"),
        (["a", "b", " A"], "Value error, two parts say the same"),
    ],
)
def test_what_makes_no_question(texts: list[str], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read({"items": [{"text": text} for text in texts]})
    assert [error["msg"] for error in refused.value.errors()] == [message]
