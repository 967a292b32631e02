"""Sorting, beyond the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Part, Review, ReviewRow, share
from revision.question_types.sorting import TYPE, SortingBody
from tests.revision.question_types.test_contract import as_posted

seeds = st.integers(0, 2**31 - 1)


def body_of(*groups: int, of: int = 2) -> SortingBody:
    """One statement for each number: the group it belongs to."""
    statements = [
        {"text": f"Statement {n}", "group": group, "feedback": f"Because {n}.", "misconception": f"Idea {n}"}
        for n, group in enumerate(groups)
    ]
    return TYPE.read({"groups": [f"Group {n}" for n in range(of)], "statements": statements})


def posted(setup: list[int], *groups: int) -> dict[str, str]:
    return {f"statement_{place}": str(groups[number] + 1) for place, number in enumerate(setup, start=1)}


@st.composite
def bodies(draw: Any) -> SortingBody:
    of = draw(st.integers(2, 5))
    more = draw(st.lists(st.integers(0, of - 1), max_size=20 - of))
    return body_of(*draw(st.permutations([*range(of), *more])), of=of)


@settings(max_examples=60)
@given(body=bodies(), seed=seeds, data=st.data())
def test_the_share_of_right_places_counts_in_every_lay_out(body: SortingBody, seed: int, data: Any) -> None:
    chosen = [data.draw(st.integers(0, len(body.groups) - 1)) for _one in body.statements]
    setup = TYPE.setup(body, seed)
    form = TYPE.answer_form(body, setup, posted(setup, *chosen))
    assert form.is_valid()
    answer = json.loads(json.dumps(form.answer()))
    assert answer == {"places": chosen}
    right = [one.group == group for one, group in zip(body.statements, chosen, strict=True)]
    mark = TYPE.mark(body, answer)
    assert mark.fraction == share(sum(right), len(right))
    assert [part.fraction for part in mark.parts] == right


def test_each_statement_is_a_part_and_a_wrong_one_names_its_misconception() -> None:
    assert TYPE.mark(body_of(0, 1, 0), {"places": [0, 0, 1]}) == Mark(
        share(1, 3),
        parts=(Part(Decimal(1), "Because 0."), Part(Decimal(0), "Because 1."), Part(Decimal(0), "Because 2.")),
        misconceptions=("Idea 1", "Idea 2"),
    )


@pytest.mark.parametrize(("of", "widget"), [(2, "RadioSelect"), (3, "RadioSelect"), (4, "Select"), (5, "Select")])
def test_few_groups_stand_side_by_side_and_more_in_a_list(of: int, widget: str) -> None:
    form = TYPE.answer_form(body_of(*range(of), of=of), list(range(of)))
    assert {type(field.widget).__name__ for field in form.fields.values()} == {widget}
    page = get_template("question_types/sorting.html#question").render({"shown": {"form": form}})
    assert (page.count("<fieldset"), page.count("<legend"), page.count("<select")) == ((of, of, 0) if of <= 3 else (0, 0, of))


def test_nothing_a_student_is_sent_before_the_key_depends_on_the_key() -> None:
    pages = set()
    for body in (body_of(0, 1, 0), body_of(1, 0, 0), body_of(1, 0, 1)):
        page = get_template("question_types/sorting.html#question").render({"shown": {"form": TYPE.answer_form(body, [2, 0, 1])}})
        review = TYPE.review(body, [2, 0, 1], {"places": [0, 1, 1]}, show_key=False)
        pages.add((page, get_template("question_types/sorting.html#review").render({"review": review}), repr(review)))
    assert len(pages) == 1
    assert "Because" not in str(pages)


@pytest.mark.parametrize("of", [2, 4])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "4 are still open: choose for each."),
        ({"statement_1": "1", "statement_2": "2", "statement_3": "1"}, "1 is still open: choose for each."),
    ],
)
def test_what_is_still_open_is_counted(of: int, data: dict[str, str], message: str) -> None:
    form = TYPE.answer_form(body_of(*[n % of for n in range(4)], of=of), [2, 0, 1, 3], data)
    assert form.non_field_errors() == [message]
    assert message in get_template("question_types/sorting.html#question").render({"shown": {"form": form}})


@pytest.mark.parametrize("value", ["0", "3", "-1", "01", "١", "Group 0"])
def test_what_is_not_a_group_is_refused(value: str) -> None:
    form = TYPE.answer_form(body_of(0, 1), [1, 0], {"statement_1": value, "statement_2": "1"})
    assert form.errors == {"statement_1": ["Choose one from the list."]}


@pytest.mark.parametrize(
    ("answer", "show_key", "review"),
    [
        (
            {"places": [0, 0]},
            False,
            Review(
                "Group 0: Statement 0; Statement 1 · Group 1: –",
                (ReviewRow("Statement 1", "given", given="Group 0"), ReviewRow("Statement 0", "given", given="Group 0")),
            ),
        ),
        (None, False, Review("", (ReviewRow("Statement 1", "other"), ReviewRow("Statement 0", "other")))),
        (
            {"places": [0, 0]},
            True,
            Review(
                "Group 0: Statement 0; Statement 1 · Group 1: –",
                (
                    ReviewRow("Statement 1", "wrong", "Group 1", "Because 1.", given="Group 0"),
                    ReviewRow("Statement 0", "right", feedback="Because 0.", given="Group 0"),
                ),
                "Group 0: Statement 0 · Group 1: Statement 1",
            ),
        ),
        (
            None,
            True,
            Review(
                "",
                (ReviewRow("Statement 1", "key", "Group 1", "Because 1."), ReviewRow("Statement 0", "key", "Group 0", "Because 0.")),
                "Group 0: Statement 0 · Group 1: Statement 1",
            ),
        ),
    ],
)
def test_what_a_review_shows(answer: dict[str, Any] | None, show_key: bool, review: Review) -> None:
    assert TYPE.review(body_of(0, 1), [1, 0], answer, show_key=show_key) == review


def test_bars_show_what_was_most_often_in_the_wrong_group() -> None:
    assert TYPE.bars(body_of(0, 1, 0), {"0,1,0": 4, "0,0,0": 3, "1,0,0": 1}) == [
        Bar("All in their groups", 4, True, 50),
        Bar("Statement 1 → Group 0", 4, False, 50, misconception="Idea 1"),
        Bar("Statement 0 → Group 1", 1, False, 12, misconception="Idea 0"),
    ]


def statements(*groups: int) -> list[dict[str, Any]]:
    return [{"text": str(number), "group": group} for number, group in enumerate(groups)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"groups": ["A"], "statements": statements(0, 0)}, "Tuple should have at least 2 items after validation, not 1"),
        ({"groups": list("ABCDEF"), "statements": statements(*range(5))}, "Tuple should have at most 5 items after validation, not 6"),
        ({"groups": ["A", " "], "statements": statements(0, 1)}, "Value error, a group's name has 1 to 200 letters"),
        ({"groups": ["A", "a "], "statements": statements(0, 1)}, "Value error, two groups have the same name"),
        ({"groups": ["A", "B"], "statements": statements(0, 2)}, "Value error, a statement stands in a group that there is not"),
        ({"groups": ["A", "B"], "statements": statements(0, 0)}, "Value error, no statement belongs to “B”"),
        (
            {"groups": ["A", "B"], "statements": [{"text": "x", "group": 0}, {"text": "X ", "group": 1}]},
            "Value error, two statements say the same",
        ),
        ({"groups": ["A", "B"], "statements": statements(0)}, "Tuple should have at least 2 items after validation, not 1"),
    ],
)
def test_what_makes_no_question(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert [error["msg"] for error in refused.value.errors()] == [message]


# --- What a teacher writes -------------------------------------------------------------------------------------------


def written(**changed: str) -> QueryDict:
    data = as_posted(TYPE.author(body=body_of(0, 1).model_dump(mode="json")))
    data.update(changed)
    for name, value in changed.items():
        data[name] = value
    return data


def test_the_groups_to_choose_from_are_those_written_so_far() -> None:
    [first, _second] = TYPE.author(written(groups="For\n\n Against \n")).sets["statements"].forms
    assert first.fields["group"].choices == [
        ("", "Choose…"),
        ("1", "For"),
        ("2", "Against"),
        ("3", "Group 3"),
        ("4", "Group 4"),
        ("5", "Group 5"),
    ]


def test_a_statement_without_a_group_is_named() -> None:
    form = TYPE.author(written(**{"statements-1-group": ""}))
    assert form.is_valid() is False
    assert form.sets["statements"].errors == [{}, {"group": ["Choose its group."]}]


def test_a_group_without_a_statement_is_named() -> None:
    form = TYPE.author(written(groups="For\nAgainst\nNeither"))
    assert form.is_valid() is False
    assert form.errors == {"__all__": ["No statement belongs to “Neither”."]}


# --- Course files ----------------------------------------------------------------------------------------------------


def test_lines_of_a_course_file() -> None:
    lines = [
        Line(3, "+", "For"),
        Line(4, "-", "Cheap", "It is.", "Idea"),
        Line(7, "+", "Against"),
        Line(8, "-", "Slow"),
        Line(9, "-", "Old"),
    ]
    assert TYPE.read_lines(lines) == {
        "groups": ["For", "Against"],
        "statements": [
            {"text": "Cheap", "group": 0, "feedback": "It is.", "misconception": "Idea"},
            {"text": "Slow", "group": 1, "feedback": "", "misconception": ""},
            {"text": "Old", "group": 1, "feedback": "", "misconception": ""},
        ],
    }


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([Line(4, "-", "Cheap")], "a statement stands below its group: a + line comes first"),
        ([Line(4, "+", "For", "Lost below.")], "feedback stands below a statement, not below a group"),
        ([Line(3, "+", "For"), Line(4, "*", "Cheap")], "a line starts with + (a group) or - (a statement that belongs to it)"),
    ],
)
def test_lines_that_make_no_question(lines: list[Line], message: str) -> None:
    with pytest.raises(BadLines) as refused:
        TYPE.read_lines(lines)
    assert (str(refused.value), refused.value.line) == (message, 4)
