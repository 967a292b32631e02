"""Numbers, beyond the contract."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Review, ReviewRow
from revision.question_types.number import TYPE, NumberAuthor, NumberBody

RIGHT, WRONG, HALF = Mark(Decimal(1)), Mark(Decimal(0)), Mark(Decimal("0.5"), "Close: that is half the marks.")


def body_of(*lines: str) -> NumberBody:
    """The body that lines of a course file stand for; what is said about a wrong number is “No: ” and the number."""
    read = [line.partition(" ") for line in lines]
    return TYPE.read(
        TYPE.read_lines(
            [
                Line(number, marker, text, below=f"No: {text}" if marker == "!" else "", misconception="idea" if marker == "!" else "")
                for number, (marker, _space, text) in enumerate(read, start=1)
            ]
        )
    )


def marked(body: NumberBody, text: str) -> Mark:
    return TYPE.mark(body, {"text": text})


COAL = ("= 102 ± 3 tonnes; tons; t", "~ 95 to 110", "! 120")


# --- The mark --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "text", "mark"),
    [
        (COAL, "102", RIGHT),
        (COAL, "99", RIGHT),
        (COAL, "105", RIGHT),
        (COAL, "102 tonnes", RIGHT),
        (COAL, "about 102 t", RIGHT),
        (COAL, "102 tons of grain", RIGHT),
        (COAL, "100-104", RIGHT),
        (COAL, "98.9", HALF),
        (COAL, "95", HALF),
        (COAL, "110", HALF),
        (COAL, "98 to 104", HALF),
        (COAL, "94", WRONG),
        (COAL, "90 to 104", WRONG),
        (COAL, "102 thousand", WRONG),
        (COAL, "-102", WRONG),
        (COAL, "120", Mark(Decimal(0), "No: 120", misconceptions=("idea",))),
        (COAL, "120 t", Mark(Decimal(0), "No: 120", misconceptions=("idea",))),
        (COAL, "102 kg", Mark(Decimal(0), "It is counted in tonnes, not in kg.")),
        (COAL, "102%", Mark(Decimal(0), "It is counted in tonnes, not in %.")),
        (COAL, "120 kg", Mark(Decimal(0), "It is counted in tonnes, not in kg.")),
        (("= 25 ± 2%",), "25", RIGHT),
        (("= 25 ± 2%",), "25%", RIGHT),
        (("= 25 ± 2%",), "27 per cent", RIGHT),
        (("= 25 ± 2%",), "0.25", WRONG),
        (("= 25 ± 2%",), "25 tonnes", Mark(Decimal(0), "It is counted in %, not in tonnes.")),
        (("= 5 to 8 million",), "5-8 million", RIGHT),
        (("= 5 to 8 million",), "6 million", RIGHT),
        (("= 5 to 8 million",), "6,500,000", RIGHT),
        (("= 5 to 8 million",), "6", RIGHT),
        (("= 5 to 8 million",), "5 to 8", RIGHT),
        (("= 5 to 8 million",), "6 million people", RIGHT),
        (("= 5 to 8 million",), "6%", Mark(Decimal(0), "The answer is a plain number, not a percentage.")),
        (("= 5 to 8 million",), "4-8 million", WRONG),
        (("= 5 to 8 million",), "6 thousand", WRONG),
        (("= 64 ± 1 million tonnes; million tons; m t; million", "~ 60 to 70"), "64 million tons", RIGHT),
        (("= 64 ± 1 million tonnes; million tons; m t; million", "~ 60 to 70"), "64m t", RIGHT),
        (("= 64 ± 1 million tonnes; million tons; m t; million", "~ 60 to 70"), "64", RIGHT),
        (("= 0.7 ± 0.1 million", "! 500,000"), "0.7", RIGHT),
        (("= 0.7 ± 0.1 million", "! 500,000"), "700,000", RIGHT),
        (("= 0.7 ± 0.1 million", "! 500,000"), "700 thousand", RIGHT),
        (("= 0.7 ± 0.1 million", "! 500,000"), "0.5", Mark(Decimal(0), "No: 500,000", misconceptions=("idea",))),
        (("= 0.7 ± 0.1 million", "! 500,000"), "7", WRONG),
        (("= 64 ± 1 million tonnes", "~ 60 to 70", "! 35"), "66", HALF),
        (("= 64 ± 1 million tonnes", "~ 60 to 70", "! 35"), "35 million", Mark(Decimal(0), "No: 35", misconceptions=("idea",))),
        (("= -5",), "−5", RIGHT),
        (("= -5",), "5", WRONG),
    ],
)
def test_a_number_is_marked(lines: tuple[str, ...], text: str, mark: Mark) -> None:
    assert marked(body_of(*lines), text) == mark


@pytest.mark.parametrize("text", ["1928", "1930", "1928-1930", "1929-1930", "1.929", "29", "1928.9", "1929.1", "1929 thousand", "-1929"])
def test_a_year_is_never_rounded(text: str) -> None:
    assert marked(body_of("= 1929"), text) == WRONG


@given(year=st.integers(1000, 2100), other=st.integers(1000, 2100))
def test_no_year_is_another(year: int, other: int) -> None:
    assert marked(body_of(f"= {year}"), str(other)).fraction == (year == other)


@pytest.mark.parametrize("text", ["1929", "1929.", "c. 1929", "1,929", " 1929 ", "1929-1929", "1929 AD"])
def test_a_year_may_be_written_in_many_ways(text: str) -> None:
    assert marked(body_of("= 1929"), text) == RIGHT


def test_metres_are_not_millions() -> None:
    assert [marked(body_of("= 5 metres; m"), text).fraction for text in ("5 m", "5m", "5 million", "5")] == [1, 1, 0, 1]


amounts = st.integers(0, 400).map(lambda tenths: Decimal(tenths) / 10)


@given(low=amounts, high=amounts, middle=amounts, wide=amounts)
def test_a_span_is_right_where_both_its_ends_are(low: Decimal, high: Decimal, middle: Decimal, wide: Decimal) -> None:
    low, high = min(low, high), max(low, high)
    body = body_of(f"= {middle} ± 3", f"~ {middle - 3 - wide - 1} to {middle + 3 + wide + 1}")
    mark = marked(body, f"{low} to {high}")
    ends = {marked(body, str(low)).fraction, marked(body, str(high)).fraction}
    assert mark.fraction == min(ends)


@given(text=st.text(max_size=120))
def test_whatever_the_form_takes_is_marked_said_and_counted(text: str) -> None:
    body = body_of(*COAL)
    form = TYPE.answer_form(body, [], {"number": text})
    answer = form.answer() if form.is_valid() else {"text": text}
    assert TYPE.mark(body, answer).fraction in {0, Decimal("0.5"), 1}
    assert type(TYPE.classify(body, answer)) is str


# --- The form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, ["Type a number, for example 102 or 1.5 million."]),
        ({"number": " "}, ["Type a number, for example 102 or 1.5 million."]),
        ({"number": "many"}, ["Type a number, for example 102 or 1.5 million."]),
        ({"number": "1928 or 1929"}, ["Type a number, for example 102 or 1.5 million."]),
        ({"number": "1" * 121}, ["Ensure this value has at most 120 characters (it has 121)."]),
        ({"number": "1\0"}, ["Null characters are not allowed."]),
        ({"number": "102 kg"}, []),
        ({"number": "102 elephants"}, []),
    ],
)
def test_what_may_be_typed(posted: dict[str, str], errors: list[str]) -> None:
    assert TYPE.answer_form(body_of(*COAL), [], posted).errors == ({"number": errors} if errors else {})


@pytest.mark.parametrize(
    ("key", "beside"),
    [("1929", ""), ("102 ± 3 tonnes; t", "tonnes"), ("64 million tonnes", "million tonnes"), ("5 to 8 million", "million"), ("25%", "%")],
)
def test_the_unit_stands_beside_the_field(key: str, beside: str) -> None:
    form = TYPE.answer_form(body_of(f"= {key}"), [])
    page = get_template("question_types/number.html#question").render({"shown": {"form": form}})
    assert form.fields["number"].help_text == beside
    assert 'inputmode="decimal"' in page
    assert (f">{beside}</span>" in page) == (beside != "")


def test_the_page_shows_nothing_of_the_key() -> None:
    """Questions that differ in all but the unit look the same."""
    pages = set()
    for lines in (COAL, ("= 7 tonnes",), ("= 1 to 9 tonnes; xyz", "~ 0 to 10", "! 11")):
        form = TYPE.answer_form(body_of(*lines), [])
        pages |= {get_template(f"question_types/number.html#{part}").render({"shown": {"form": form}}) for part in ("question", "print")}
    assert len(pages) == 2


# --- The review and the class ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "show_key", "review"),
    [
        ("96", False, Review("96", (ReviewRow("96", "given"),))),
        (None, False, Review("")),
        ("96", True, Review("96", (ReviewRow("96", "wrong"), ReviewRow("102 ± 3 tonnes", "key")), "102 ± 3 tonnes")),
        ("101 t", True, Review("101 t", (ReviewRow("101 t", "right"),), "102 ± 3 tonnes")),
        (None, True, Review("", (ReviewRow("102 ± 3 tonnes", "key"),), "102 ± 3 tonnes")),
    ],
)
def test_what_a_review_shows(text: str | None, show_key: bool, review: Review) -> None:
    assert TYPE.review(body_of(*COAL), [], {"text": text} if text else None, show_key=show_key) == review


def test_right_numbers_count_as_one_and_the_same_wrong_ones_together() -> None:
    given = ["99", "about 102 t", "94", "94.0 tonnes", "95", "102 kg", "102 KG", "9400", "12,000"]
    assert [TYPE.classify(body_of(*COAL), {"text": text}) for text in given] == [
        "=",
        "=",
        "94",
        "94",
        "95",
        "102 kg",
        "102 kg",
        "9400",
        "12,000",
    ]
    millions = body_of("= 5 to 8 million")
    assert [TYPE.classify(millions, {"text": text}) for text in ("9", "9 million", "9,000,000", "900 thousand", "6")] == [
        "9 million",
        "9 million",
        "9 million",
        "900,000",
        "=",
    ]


def test_bars_show_the_key_and_the_five_most_common_others() -> None:
    classes = {"=": 2, "94": 3, "120": 1, "1": 1, "2": 1, "3": 1, "4": 1}
    assert TYPE.bars(body_of(*COAL), classes) == [
        Bar("102 ± 3 tonnes", 2, True, 20),
        Bar("94", 3, False, 30),
        Bar("1", 1, False, 10),
        Bar("120", 1, False, 10, misconception="idea"),
        Bar("2", 1, False, 10),
        Bar("3", 1, False, 10),
        Bar("other answers", 1, False, 10, rest=True),
    ]


# --- Course files and the author's form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "stored"),
    [
        (("= 1929",), {"low": "1929", "high": "1929", "shown": "1929"}),
        (("= 25 ± 2%",), {"low": "23", "high": "27", "shown": "25 ± 2%", "units": ["%"]}),
        (
            ("= 5 to 8 million", "~ 4 to 10 million"),
            {
                "low": "5000000",
                "high": "8000000",
                "shown": "5 to 8 million",
                "scale": 1_000_000,
                "wider": {"low": "4000000", "high": "10000000"},
            },
        ),
        (
            COAL,
            {
                "low": "99",
                "high": "105",
                "shown": "102 ± 3 tonnes",
                "units": ["tonnes", "tons", "t"],
                "wider": {"low": "95", "high": "110"},
                "near": [{"low": "120", "high": "120", "feedback": "No: 120", "misconception": "idea"}],
            },
        ),
        (("= 102 ± 3; tonnes",), {"low": "99", "high": "105", "shown": "102 ± 3 tonnes", "units": ["tonnes"]}),
        (("= 0.1 ± 0.10",), {"low": "0", "high": "0.2", "shown": "0.1 ± 0.10"}),
    ],
)
def test_lines_are_read(lines: tuple[str, ...], stored: dict[str, Any]) -> None:
    assert body_of(*lines).model_dump(mode="json") == {"scale": 1, "units": [], "wider": None, "near": [], **stored}


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ((), "there is one right answer (=), and at most one wider span (~)", None),
        (("= 5", "= 6"), "there is one right answer (=), and at most one wider span (~)", 1),
        (("= 5", "~ 4 to 6", "~ 3 to 7"), "there is one right answer (=), and at most one wider span (~)", 1),
        (("= 5", "* 6"), "a number starts with = (right), ~ (the wider span for half the marks) or ! (wrong)", 2),
        (("= 5", "! many"), "“many” is not a number; write, for example, 1929, 102 ± 3 tonnes or 5 to 8 million", 2),
        (("= 5 ± -1",), "a tolerance cannot be negative", 1),
        (("= 5 tonnes", "! 6 kg"), "“6 kg” is not in the unit of the right answer", 1),
    ],
)
def test_lines_that_make_no_number(lines: tuple[str, ...], message: str, line: int | None) -> None:
    with pytest.raises(BadLines) as refused:
        body_of(*lines)
    assert (str(refused.value), refused.value.line) == (message, line)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"low": "5", "high": "4", "shown": "5"}, "a span starts with the smaller number"),
        ({"low": "5", "high": "6", "shown": "5", "wider": {"low": "5.5", "high": "9"}}, "the wider span must contain the narrow one"),
        ({"low": "5", "high": "6", "shown": "5", "wider": {"low": "5", "high": "6"}}, "the wider span is no wider than the right answer"),
        (
            {"low": "5", "high": "6", "shown": "5", "near": [{"low": "6", "high": "6", "feedback": "No."}]},
            "“6” cannot be both right and wrong",
        ),
    ],
)
def test_what_makes_no_question(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert [error["msg"] for error in refused.value.errors()] == [f"Value error, {message}"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30", "5 canary", "", None])
def test_what_is_no_stored_number(value: Any) -> None:
    with pytest.raises(ValidationError):
        TYPE.read({"low": value, "high": value, "shown": "5"})


def written(**fields: str) -> NumberAuthor:
    data = QueryDict(mutable=True)
    data.update({"key": "", "units": "", "wider": "", "near-TOTAL_FORMS": "1", "near-INITIAL_FORMS": "0", **fields})
    return NumberAuthor(data)


def test_a_teacher_writes_a_number() -> None:
    form = written(
        key="102 ± 3 tonnes", units="tons; t;", wider="95 to 110 tonnes", **{"near-0-number": "120", "near-0-feedback": "No: 120"}
    )
    assert form.is_valid()
    near = [{"low": "120", "high": "120", "feedback": "No: 120", "misconception": ""}]
    assert form.body() == body_of(*COAL).model_dump(mode="json") | {"near": near}


NOT_A_NUMBER = "“many” is not a number; write, for example, 1929, 102 ± 3 tonnes or 5 to 8 million."


@pytest.mark.parametrize(
    ("fields", "errors", "row_errors"),
    [
        ({}, {"key": ["This field is required."]}, {}),
        ({"key": "many"}, {"key": [NOT_A_NUMBER]}, {}),
        ({"key": "5 ± -1"}, {"key": ["A tolerance cannot be negative."]}, {}),
        ({"key": "5", "wider": "many"}, {"wider": [NOT_A_NUMBER]}, {}),
        ({"key": "5 to 6", "wider": "5.5 to 9"}, {"__all__": ["The wider span must contain the narrow one."]}, {}),
        ({"key": "5 kg", "wider": "4 to 6 tonnes"}, {"__all__": ["“4 to 6 tonnes” is not in the unit of the right answer."]}, {}),
        ({"key": "5", "near-0-number": "many", "near-0-feedback": "No."}, {}, {"number": [NOT_A_NUMBER]}),
        ({"key": "5", "near-0-feedback": "No."}, {}, {"number": ["Say which number it is."]}),
        ({"key": "5", "near-0-number": "5", "near-0-feedback": "No."}, {"__all__": ["“5” cannot be both right and wrong."]}, {}),
    ],
)
def test_what_a_teacher_cannot_write(fields: dict[str, str], errors: dict[str, list[str]], row_errors: dict[str, list[str]]) -> None:
    form = written(**fields)
    assert form.is_valid() is False
    assert (form.errors, form.sets["near"].forms[0].errors) == (errors, row_errors)


def test_a_key_that_was_changed_elsewhere_is_written_as_it_is_marked() -> None:
    body = {"low": "1000000", "high": "2000000", "shown": "a million or two", "scale": 1_000_000, "units": ["tonnes", "t"]}
    assert NumberAuthor.from_body(body) == {"key": "1 to 2 million tonnes", "units": "t", "wider": "", "near": []}
    other = {"low": "1928", "high": "1928", "shown": "1929"}
    assert NumberAuthor.from_body(other)["key"] == "1928"
