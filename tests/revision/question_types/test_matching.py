"""Matching, beyond the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Part, Review, ReviewRow, share
from revision.question_types.matching import TYPE, MatchingBody

seeds = st.integers(0, 2**31 - 1)
KEY = "Left 0 → Right 0; Left 1 → Right 1; Left 2 → Right 2"


def body_of(pairs: int, spares: int = 0) -> MatchingBody:
    """Right 0 belongs to Left 0, and so on; spares go on counting."""
    return TYPE.read(
        {
            "pairs": [{"left": f"Left {n}", "right": f"Right {n}", "feedback": f"Because {n}."} for n in range(pairs)],
            "spares": [
                {"right": f"Right {n}", "feedback": f"Nothing has {n}.", "misconception": f"Idea {n}"} for n in range(pairs, pairs + spares)
            ],
        }
    )


def posted(setup: list[int], *rights: int) -> dict[str, str]:
    return {f"left_{left}": str(setup.index(right) + 1) for left, right in enumerate(rights, start=1)}


@settings(max_examples=60)
@given(pairs=st.integers(2, 12), spares=st.integers(0, 6), seed=seeds, data=st.data())
def test_the_share_of_right_places_counts_in_every_lay_out(pairs: int, spares: int, seed: int, data: Any) -> None:
    body = body_of(pairs, spares)
    chosen = data.draw(st.lists(st.integers(0, pairs + spares - 1), min_size=pairs, max_size=pairs))
    setup = TYPE.setup(body, seed)
    form = TYPE.answer_form(body, setup, posted(setup, *chosen))
    assert form.is_valid()
    answer = json.loads(json.dumps(form.answer()))
    assert answer == {"places": chosen}
    mark = TYPE.mark(body, answer)
    assert mark.fraction == share(sum(left == right for left, right in enumerate(chosen)), pairs)
    assert [part.fraction for part in mark.parts] == [int(left == right) for left, right in enumerate(chosen)]


def test_a_spare_speaks_for_itself_and_names_its_misconception() -> None:
    assert TYPE.mark(body_of(3, 1), {"places": [3, 1, 1]}) == Mark(
        share(1, 3),
        parts=(Part(Decimal(0), "Nothing has 3. Because 0."), Part(Decimal(1), "Because 1."), Part(Decimal(0), "Because 2.")),
        misconceptions=("Idea 3",),
    )


def test_lefts_stay_and_all_rights_are_offered_to_each() -> None:
    form = TYPE.answer_form(body_of(2, 1), [2, 0, 1])
    choices = [("", "Choose…"), ("1", "Right 2"), ("2", "Right 0"), ("3", "Right 1")]
    assert [(name, field.label, field.choices) for name, field in form.fields.items()] == [
        ("left_1", "Left 0", choices),
        ("left_2", "Left 1", choices),
    ]
    assert form.rights == ["Right 2", "Right 0", "Right 1"]


def test_the_value_of_a_right_tells_nothing() -> None:
    """Over 1,000 questions each value is right for the first left about equally often."""
    body = body_of(3, 1)
    values = [TYPE.setup(body, seed).index(0) for seed in range(1000)]
    assert all(200 < values.count(value) < 300 for value in range(4))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "3 are still open: choose for each."),
        ({"left_1": "1", "left_2": "", "left_3": "2"}, "1 is still open: choose for each."),
        ({"left_2": "1"}, "2 are still open: choose for each."),
    ],
)
def test_what_is_still_open_is_counted(data: dict[str, str], message: str) -> None:
    form = TYPE.answer_form(body_of(3), [2, 0, 1], data)
    assert form.non_field_errors() == [message]
    page = get_template("question_types/matching.html#question").render({"shown": {"form": form}})
    assert message in page
    assert page.count('aria-invalid="true"') == sum(not data.get(name) for name in form.fields)


@pytest.mark.parametrize("value", ["0", "4", "-1", "01", " 1", "١", "Right 0"])
def test_what_is_not_a_right_is_refused(value: str) -> None:
    form = TYPE.answer_form(body_of(3), [2, 0, 1], {"left_1": value, "left_2": "1", "left_3": "2"})
    assert form.errors == {"left_1": ["Choose one from the list."]}


def test_a_refused_page_keeps_what_was_chosen() -> None:
    form = TYPE.answer_form(body_of(2), [1, 0], {"left_1": "2", "left_2": ""})
    page = get_template("question_types/matching.html#question").render({"shown": {"form": form}})
    assert page.count('<option value="2" selected>Right 0</option>') == 1
    assert page.count('<option value="" selected>Choose…</option>') == 1


def test_marks_of_emphasis_are_left_out_of_lists() -> None:
    body = TYPE.read({"pairs": [{"left": "**A**", "right": "*Pravda*"}, {"left": "B", "right": "<b> & co"}]})
    page = get_template("question_types/matching.html#question").render({"shown": {"form": TYPE.answer_form(body, [0, 1])}})
    assert page.count(">Pravda</option>") == page.count(">&lt;b&gt; &amp; co</option>") == 2
    assert "<strong>A</strong>" in page


@pytest.mark.parametrize(
    ("answer", "show_key", "review"),
    [
        (
            {"places": [0, 2, 1]},
            False,
            Review(
                "Left 0 → Right 0; Left 1 → Right 2; Left 2 → Right 1",
                (
                    ReviewRow("Left 0", "given", given="Right 0"),
                    ReviewRow("Left 1", "given", given="Right 2"),
                    ReviewRow("Left 2", "given", given="Right 1"),
                ),
            ),
        ),
        (None, False, Review("", tuple(ReviewRow(f"Left {n}", "other") for n in range(3)))),
        (
            {"places": [0, 3, 1]},
            True,
            Review(
                "Left 0 → Right 0; Left 1 → Right 3; Left 2 → Right 1",
                (
                    ReviewRow("Left 0", "right", feedback="Because 0.", given="Right 0"),
                    ReviewRow("Left 1", "wrong", "Right 1", "Nothing has 3. Because 1.", given="Right 3"),
                    ReviewRow("Left 2", "wrong", "Right 2", "Because 2.", given="Right 1"),
                ),
                KEY,
            ),
        ),
        (None, True, Review("", tuple(ReviewRow(f"Left {n}", "key", f"Right {n}", f"Because {n}.") for n in range(3)), KEY)),
    ],
)
def test_what_a_review_shows(answer: dict[str, Any] | None, show_key: bool, review: Review) -> None:
    assert TYPE.review(body_of(3, 1), [3, 1, 0, 2], answer, show_key=show_key) == review


def test_bars_show_the_commonest_wrong_pairs() -> None:
    assert TYPE.bars(body_of(3, 1), {"0,1,2": 5, "1,0,2": 3, "3,1,2": 1, "1,1,2": 1}) == [
        Bar("All pairs right", 5, True, 50),
        Bar("Left 0 → Right 1", 4, False, 40),
        Bar("Left 1 → Right 0", 3, False, 30),
        Bar("Left 0 → Right 3", 1, False, 10, misconception="Idea 3"),
    ]


def test_no_more_than_five_wrong_pairs_are_shown() -> None:
    assert [bar.count for bar in TYPE.bars(body_of(8), {"1,2,3,4,5,6,7,0": 2})] == [0, *[2] * 5]


PAIR = {"left": "A", "right": "1"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"pairs": [PAIR]}, "Tuple should have at least 2 items after validation, not 1"),
        ({"pairs": [PAIR, {"left": " a", "right": "2"}]}, "Value error, two lefts say the same"),
        (
            {"pairs": [PAIR, {"left": "B", "right": "1"}]},
            "Value error, two rights say the same, spares among them: a right fits one left only",
        ),
        (
            {"pairs": [PAIR, {"left": "B", "right": "2"}], "spares": [{"right": "2"}]},
            "Value error, two rights say the same, spares among them: a right fits one left only",
        ),
        (
            {"pairs": [PAIR, {"left": "B", "right": "2"}], "spares": [{"right": str(n)} for n in range(3, 10)]},
            "Tuple should have at most 6 items after validation, not 7",
        ),
    ],
)
def test_what_makes_no_question(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert [error["msg"] for error in refused.value.errors()] == [message]


def test_lines_of_a_course_file() -> None:
    lines = [
        Line(3, "=", "Cat :: Kitten", "Young."),
        Line(5, "-", "Cub", "Of a bear.", "Calls all of them cubs"),
        Line(8, "=", "Cow::Calf"),
    ]
    assert TYPE.read_lines(lines) == {
        "pairs": [{"left": "Cat", "right": "Kitten", "feedback": "Young."}, {"left": "Cow", "right": "Calf", "feedback": ""}],
        "spares": [{"right": "Cub", "feedback": "Of a bear.", "misconception": "Calls all of them cubs"}],
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Line(4, "=", "Cat : Kitten"), "a pair has its two sides around one ::"),
        (Line(4, "=", "Cat :: Kitten :: Cub"), "a pair has its two sides around one ::"),
        (Line(4, "=", "Cat :: Kitten", "", "A wrong idea"), "a pair has no misconception; a spare can have one"),
        (Line(4, "*", "Cat :: Kitten"), "a line starts with = (a pair, left :: right) or - (a spare)"),
    ],
)
def test_lines_that_make_no_question(line: Line, message: str) -> None:
    with pytest.raises(BadLines) as refused:
        TYPE.read_lines([line])
    assert (str(refused.value), refused.value.line) == (message, 4)
