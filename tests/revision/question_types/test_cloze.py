"""Texts with gaps, beyond the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from revision.question_types.base import BadLines, Bar, Line, Mark, Part, Review, ReviewRow, share
from revision.question_types.cloze import TYPE, ClozeAuthor, ClozeBody, in_braces

seeds = st.integers(0, 2**31 - 1)
TROIKA = "Stalin, Kamenev and {Zinoviev; Grigory Zinoviev} kept {Bukharin; *Trotsky; Rykov} out in {*1924; 1929}."


def body_of(text: str = TROIKA, *feedback: str) -> ClozeBody:
    """The body of a text in braces, with what is said about its first gaps."""
    about = [Line(number, f"{number - 1}.", words) for number, words in enumerate(feedback, start=2) if words]
    return TYPE.read(TYPE.read_lines([Line(1, "~", text), *about]))


def marked(body: ClozeBody, *fillings: str | int) -> Mark:
    return TYPE.mark(body, {"gaps": list(fillings)})


def page(partial: str, **context: Any) -> str:
    return get_template(f"question_types/cloze.html#{partial}").render(context)


# --- The mark --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fillings", "right"),
    [
        (("Zinoviev", 1, 0), (1, 1, 1)),
        (("the ZINOVYEV", 1, 0), (1, 1, 1)),
        (("grigory zinovief", 1, 0), (1, 1, 1)),
        (("Kamenev", 1, 0), (0, 1, 1)),
        (("Zinoviev", 0, 0), (1, 0, 1)),
        (("Bukharin", 2, 1), (0, 0, 0)),
    ],
)
def test_the_mark_is_the_share_of_gaps_that_are_right(fillings: tuple[str | int, ...], right: tuple[int, ...]) -> None:
    mark = marked(body_of(TROIKA, "He led the Comintern.", "", "In January."), *fillings)
    words = ("He led the Comintern.", "", "In January.")
    assert mark == Mark(share(sum(right), 3), parts=tuple(Part(Decimal(one), said) for one, said in zip(right, words, strict=True)))


def test_another_name_of_the_course_fills_no_gap() -> None:
    body = TYPE.with_names(body_of("{Leninism} and {*Stalin; Lenin}"), frozenset({"Leninist", "Stalins"}))
    assert [gap.others for gap in body.gaps] == [("Leninist",), ()]
    assert [marked(body, word, 0).fraction for word in ("Leninism", "Leninsim", "Leninist")] == [1, 1, share(1, 2)]
    assert TYPE.with_names(body, frozenset()) == body_of("{Leninism} and {*Stalin; Lenin}")
    assert TYPE.typed(body) == ("Leninism",)


# --- The form --------------------------------------------------------------------------------------------------------


@given(seed=seeds, other=seeds, second=st.integers(0, 2), third=st.integers(0, 1))
def test_an_answer_is_the_same_whatever_the_lay_out(seed: int, other: int, second: int, third: int) -> None:
    body = body_of()
    answers = []
    for lay_out in (seed, other):
        orders = body.orders(TYPE.setup(body, lay_out))
        posted = {"gap_1": " Zinoviev ", "gap_2": str(orders[1].index(second) + 1), "gap_3": str(orders[2].index(third) + 1)}
        form = TYPE.answer_form(body, TYPE.setup(body, lay_out), posted)
        assert form.is_valid()
        answers.append(json.loads(json.dumps(form.answer())))
    assert answers == [{"gaps": ["Zinoviev", second, third]}] * 2


def test_each_gap_shows_its_own_options_in_their_order() -> None:
    body = body_of()
    form = TYPE.answer_form(body, [4, 2, 0, 3, 1])
    assert body.orders([4, 2, 0, 3, 1]) == [[], [2, 0, 1], [1, 0]]
    assert [(name, str(field.label)) for name, field in form.fields.items()] == [
        ("gap_1", "Gap 1 of 3"),
        ("gap_2", "Gap 2 of 3"),
        ("gap_3", "Gap 3 of 3"),
    ]
    assert [[(value, str(text)) for value, text in form.fields[name].choices] for name in ("gap_2", "gap_3")] == [
        [("", "Choose…"), ("1", "Rykov"), ("2", "Bukharin"), ("3", "Trotsky")],
        [("", "Choose…"), ("1", "1929"), ("2", "1924")],
    ]


@pytest.mark.parametrize("key", [0, 3])
def test_the_place_of_the_right_option_tells_nothing(key: int) -> None:
    """Over 1,000 lay-outs each of the four places is the right one about equally often."""
    options = [f"*option {number}" if number == key else f"option {number}" for number in range(4)]
    body = body_of("{" + "; ".join(options) + "} and {*yes; no}")
    places = [body.orders(TYPE.setup(body, seed))[0].index(key) for seed in range(1000)]
    assert all(200 < places.count(place) < 300 for place in range(4))


@given(seed=seeds)
def test_nothing_a_student_is_sent_before_the_key_depends_on_the_key(seed: int) -> None:
    texts = ["{Zinoviev} kept {*Trotsky; Rykov} out", "{Kamenev; Tomsky; x} kept {Trotsky; *Rykov} out"]
    pages = set()
    for text in texts:
        body = body_of(text, "He led the Comintern.")
        setup = TYPE.setup(body, seed)
        form = TYPE.answer_form(body, setup)
        pages.add((str(form), page("print", shown={"form": form}), repr(TYPE.review(body, setup, {"gaps": ["?", 0]}, show_key=False))))
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, ["Fill in every gap: 3 are still empty."]),
        ({"gap_1": " ", "gap_2": "", "gap_3": "1"}, ["Fill in every gap: 2 are still empty."]),
        ({"gap_1": "x", "gap_2": "", "gap_3": "1"}, ["Fill in every gap: 1 is still empty."]),
        ({"gap_1": "x", "gap_2": "3", "gap_3": "2"}, []),
    ],
)
def test_every_gap_is_filled(posted: dict[str, str], errors: list[str]) -> None:
    form = TYPE.answer_form(body_of(), [0, 1, 2, 3, 4], posted)
    assert (form.is_valid(), form.non_field_errors()) == (errors == [], errors)
    assert {name: found for name, found in form.errors.items() if name != "__all__"} == {
        name: ["This gap is still empty."] for name in ("gap_1", "gap_2", "gap_3") if not posted.get(name, "").strip()
    }


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("gap_1", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("gap_1", "a\0", "Null characters are not allowed."),
        *[
            ("gap_2", value, f"Select a valid choice. {value} is not one of the available choices.")
            for value in ("0", "4", "-1", "01", "Trotsky", "١")
        ],
    ],
)
def test_what_fills_no_gap(name: str, value: str, error: str) -> None:
    form = TYPE.answer_form(body_of(), [0, 1, 2, 3, 4], {"gap_1": "x", "gap_2": "1", "gap_3": "1", name: value})
    assert form.errors == {name: [error]}
    said = page("question", shown={"form": form})
    assert (said.count('role="alert"'), f"Gap {name[-1]} of 3:" in said) == (1, True)


def test_the_text_runs_on_around_its_gaps() -> None:
    body = body_of("“{Pravda}”, the **paper** of {*Lenin; Stalin}; <b>1 & 2</b>.")
    shown = str(TYPE.answer_form(body, [0, 1]))
    assert "“<span" in shown
    assert "</span>”, the <strong>paper</strong> of <span" in shown
    assert "</span>; &lt;b&gt;1 &amp; 2&lt;/b&gt;.</p>" in shown


def test_on_paper_each_gap_has_its_number_and_its_options() -> None:
    shown = page("print", shown={"form": TYPE.answer_form(body_of(), [2, 1, 0, 3, 4])})
    plain = " ".join(shown.split())
    assert 'Kamenev and <span class="paper-gap">1</span> kept <span class="paper-gap">2</span> out' in plain
    assert "<li> 2: Rykov / Trotsky / Bukharin </li> <li> 3: 1924 / 1929 </li>" in plain


# --- The review and the class ----------------------------------------------------------------------------------------


def test_before_the_key_a_review_shows_the_text_as_it_was_filled() -> None:
    body = body_of("{Pravda} in {*1912; 1917}.", "A paper.")
    rows = (ReviewRow("Iskra", "given", place=1), ReviewRow("1917", "given", place=2))
    review = TYPE.review(body, [0, 1], {"gaps": ["Iskra", 1]}, show_key=False)
    assert review == Review("Iskra · 1917", rows, extra={"text": [("", rows[0]), (" in ", rows[1]), (".", None)]})


@pytest.mark.parametrize(
    ("fillings", "rows"),
    [
        (["Iskra", 1], [ReviewRow("Iskra", "wrong", "Pravda", "A paper.", 1), ReviewRow("1917", "wrong", "1912", "", 2)]),
        (["pravda", 0], [ReviewRow("pravda", "right", "Pravda", "A paper.", 1), ReviewRow("1912", "right", "", "", 2)]),
        (None, [ReviewRow("Pravda", "key", "", "A paper.", 1), ReviewRow("1912", "key", "", "", 2)]),
    ],
)
def test_with_the_key_a_review_says_it_gap_by_gap(fillings: list[Any] | None, rows: list[ReviewRow]) -> None:
    body = body_of("{Pravda} in {*1912; 1917}.", "A paper.")
    review = TYPE.review(body, [0, 1], {"gaps": fillings} if fillings else None, show_key=True)
    assert (review.rows, review.key) == (tuple(rows), "Pravda · 1912")
    shown = " ".join(page("review", review=review).split())
    assert (shown.count("Gap 1:"), shown.count("Gap 2:"), "A paper." in shown) == (1, 0, True)


def test_what_is_filled_in_is_text_and_no_markup() -> None:
    review = TYPE.review(body_of("{Pravda}."), [], {"gaps": ["<b>**x**</b>"]}, show_key=False)
    assert "&lt;b&gt;**x**&lt;/b&gt;</span>" in page("review", review=review)


def test_answers_are_counted_by_what_is_wrong_in_them() -> None:
    body = body_of()
    given = [["Zinovyev", 1, 0], ["Tomsky", 1, 0], ["the TOMSKY", 1, 0], ["?", 0, 1]]
    assert [TYPE.classify(body, {"gaps": gaps}) for gaps in given] == [
        "[null, null, null]",
        '["tomsky", null, null]',
        '["tomsky", null, null]',
        '["", 0, 1]',
    ]


def test_bars_show_the_commonest_wrong_fillings_of_each_gap() -> None:
    classes = {"[null, null, null]": 3, '["tomsky", 0, null]': 2, '["radek", 0, null]': 1, '["kirov", 2, null]': 3, '["x", null, null]': 1}
    assert TYPE.bars(body_of(), classes) == [
        Bar("All gaps right", 3, True, 30),
        Bar("Gap 1: “kirov”", 3, False, 30),
        Bar("Gap 1: “tomsky”", 2, False, 20),
        Bar("Gap 2: “Bukharin”", 3, False, 30),
        Bar("Gap 2: “Rykov”", 3, False, 30),
    ]


# --- Course files and the author's form ------------------------------------------------------------------------------


def test_a_text_is_read() -> None:
    assert body_of("{Zinoviev; Zinovyev} in {1917; *1924}", "", "In May.").model_dump(mode="json") == {
        "text": "[1] in [2]",
        "gaps": [
            {"accepted": ["Zinoviev", "Zinovyev"], "options": [], "right": 0, "feedback": "", "others": []},
            {"accepted": [], "options": ["1917", "1924"], "right": 1, "feedback": "In May.", "others": []},
        ],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no gap", "the text has no gap; a gap stands in braces: {Zinoviev}"),
        ("a {gap", "the brace before “gap” is not closed"),
        ("a {gap and {another}", "the brace before “gap and” is not closed"),
        ("a {gap} here}", "the brace after “here” has no opening one"),
        ("a {{gap}}", "the brace before “” is not closed"),
        ("a {} gap", "gap 1 is empty"),
        ("a {b} and { } gap", "gap 2 is empty"),
        ("a {*} gap", "gap 1 is empty"),
        ("a {b;;c} gap", "gap 1 has nothing between two semicolons"),
        ("a {*b; *c} gap", "gap 1 marks 2 options as right (*); only one can be"),
        ("a {*b} gap", "gap 1 has 1 to choose from; from 2 to 10 will do, and without * it is typed"),
        ("a {*" + "; ".join("bcdefghijkl") + "} gap", "gap 1 has 11 to choose from; from 2 to 10 will do, and without * it is typed"),
        ("{a}" * 13, "a text has at most 12 gaps, not 13"),
        ("a {gap} [1]", "a number in square brackets would be taken for a gap: write it without them"),
    ],
)
def test_what_is_no_text_with_gaps(text: str, message: str) -> None:
    with pytest.raises(BadLines) as refused:
        body_of(text)
    assert (str(refused.value), refused.value.line) == (message, 1)


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ([], "the text with its gaps stands in one line that starts with ~", None),
        ([Line(1, "~", "{a}"), Line(2, "~", "{b}")], "the text with its gaps stands in one line that starts with ~", 2),
        ([Line(1, "~", "{a}"), Line(2, "=", "b")], "after the text (~) there can be 1. 2. … with what to say about a gap", 2),
        ([Line(1, "~", "{a}"), Line(2, "2.", "b")], "there is no gap 2", 2),
        ([Line(1, "~", "{a}"), Line(2, "0.", "b")], "there is no gap 0", 2),
        ([Line(1, "~", "{a}"), Line(2, "1.", "b"), Line(3, "1.", "c")], "gap 1 is spoken of twice", 3),
        (
            [Line(1, "~", "{a}", below="b")],
            "what to say about a gap stands in a line of its own that starts with its number: 1. 2. …",
            1,
        ),
    ],
)
def test_lines_that_make_no_cloze(lines: list[Line], message: str, line: int | None) -> None:
    with pytest.raises(BadLines) as refused:
        TYPE.read_lines(lines)
    assert (str(refused.value), refused.value.line) == (message, line)


@pytest.mark.parametrize(
    ("text", "gaps", "message"),
    [
        ("[1]", [{}], "a gap is either typed or chosen from a list"),
        ("[1]", [{"accepted": ["a"], "options": ["a", "b"]}], "a gap is either typed or chosen from a list"),
        ("[1]", [{"accepted": ["?"]}], "what a gap accepts needs a letter or a figure"),
        ("[1]", [{"accepted": ["a; b"]}], "what stands in a gap has no brace or semicolon, and no * in front"),
        ("[1]", [{"options": ["*a", "b"]}], "what stands in a gap has no brace or semicolon, and no * in front"),
        ("[1]", [{"options": ["a"]}], "a gap to choose needs two options or more; “a” stands alone"),
        ("[1]", [{"options": ["a", "A"]}], "two options of a gap say the same"),
        ("[1]", [{"options": ["a", "b"], "right": 2}], "the right option of a gap is not among its options"),
        ("none", [], "the text has no gap"),
        ("[2]", [{"accepted": ["a"]}], "the gaps stand in the text as [1], [2] … in their order, each once"),
        ("[1] [1]", [{"accepted": ["a"]}], "the gaps stand in the text as [1], [2] … in their order, each once"),
        ("[2] [1]", [{"accepted": ["a"]}] * 2, "the gaps stand in the text as [1], [2] … in their order, each once"),
    ],
)
def test_what_makes_no_question(text: str, gaps: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read({"text": text, "gaps": gaps})
    assert [error["msg"] for error in refused.value.errors()] == [f"Value error, {message}"]


plain = st.text("ab .,“”(", max_size=8)
word = st.from_regex(r"[a-z]{1,6}( [a-z]{1,4})?", fullmatch=True)
typed = st.lists(word, min_size=1, max_size=4).map("; ".join)
chosen = st.tuples(st.lists(word, min_size=2, max_size=10, unique=True), st.integers(0, 9)).map(
    lambda both: "; ".join(f"*{text}" if number == both[1] % len(both[0]) else text for number, text in enumerate(both[0]))
)


@given(pieces=st.lists(st.tuples(plain, typed | chosen), min_size=1, max_size=12), tail=plain)
def test_a_text_comes_back_as_its_author_wrote_it(pieces: list[tuple[str, str]], tail: str) -> None:
    text = "".join(f"{piece}{{{inside}}}" for piece, inside in pieces) + tail
    body = body_of(text)
    assert in_braces(body) == text.strip()
    assert len(body.gaps) == len(pieces)


@given(text=st.text("{}*;[1]ab \n", max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        body_of(text)
    except BadLines as bad:
        assert str(bad) != ""  # noqa: PT017 (both ways out are right)
    except ValidationError as bad:
        assert len(bad.errors()) > 0  # noqa: PT017


def written(text: str, *about: tuple[str, str]) -> ClozeAuthor:
    data = QueryDict(mutable=True)
    data.update({"text": text, "about-TOTAL_FORMS": str(len(about)), "about-INITIAL_FORMS": "0"})
    for number, (gap, feedback) in enumerate(about):
        data.update({f"about-{number}-gap": gap, f"about-{number}-feedback": feedback})
    return ClozeAuthor(data)


def test_a_teacher_writes_a_text() -> None:
    form = written(TROIKA, ("3", "In January."), ("", ""), ("1", "He led the Comintern."))
    assert form.is_valid()
    assert form.body() == body_of(TROIKA, "He led the Comintern.", "", "In January.").model_dump(mode="json")


@pytest.mark.parametrize(
    ("text", "about", "errors", "row_errors"),
    [
        ("", [("1", "x")], {"text": ["This field is required."]}, {}),
        ("a {gap", [("1", "x")], {"text": ["The brace before “gap” is not closed."]}, {}),
        ("a {}", [("1", "x")], {"text": ["Gap 1 is empty."]}, {}),
        ("a {?}", [("1", "x")], {"__all__": ["What a gap accepts needs a letter or a figure."]}, {}),
        ("a {gap}", [("", "x")], {}, {"gap": ["Say which gap it is about."]}),
        ("a {gap}", [("0", "x")], {}, {"gap": ["Ensure this value is greater than or equal to 1."]}),
        ("a {gap}", [("2", "x")], {"__all__": ["There is no gap 2."]}, {}),
        ("a {gap}", [("1", "x"), ("1", "y")], {"__all__": ["Gap 1 is spoken of twice."]}, {}),
    ],
)
def test_what_a_teacher_cannot_write(
    text: str, about: list[tuple[str, str]], errors: dict[str, list[str]], row_errors: dict[str, list[str]]
) -> None:
    form = written(text, *about)
    assert form.is_valid() is False
    assert (form.errors, form.sets["about"].forms[0].errors) == (errors, row_errors)


# --- What a teacher accepts afterwards -------------------------------------------------------------------------------

SINGLE = {"text": "The capital is [1].", "gaps": [{"accepted": ["Paris"], "others": ["Pares"]}]}
CHOSEN = {"text": "The capital is [1].", "gaps": [{"options": ["Paris", "Lyon"], "right": 0}]}
TWO = {"text": "[1] and [2].", "gaps": [{"accepted": ["Paris"]}, {"accepted": ["Lyon"]}]}


@pytest.mark.parametrize("text", ["Lutetia", "Pares"])
def test_a_single_typed_gap_accepts_more(text: str) -> None:
    mended = TYPE.with_accepted(TYPE.read(SINGLE), text)

    assert mended is not None
    assert (mended["gaps"][0]["accepted"], mended["gaps"][0]["others"]) == (["Paris", text], ["Pares"] if text == "Lutetia" else [])
    assert TYPE.mark(TYPE.read(mended), {"gaps": [text]}).fraction == 1


@pytest.mark.parametrize(
    ("body", "text"), [(SINGLE, "PARIS"), (SINGLE, "{Lyon}"), (SINGLE, "–"), (SINGLE, "x" * 201), (CHOSEN, "Nice"), (TWO, "Nice")]
)
def test_what_cannot_be_accepted(body: dict[str, Any], text: str) -> None:
    assert TYPE.with_accepted(TYPE.read(body), text) is None


@pytest.mark.parametrize(
    ("body", "fillings", "typed"),
    [(SINGLE, ["Lyon"], "Lyon"), (CHOSEN, [1], None), (TWO, ["a", "b"], None)],
    ids=["typed", "chosen", "two"],
)
def test_what_was_typed_in_a_single_gap(body: dict[str, Any], fillings: list[Any], typed: str | None) -> None:
    assert TYPE.typed_answer(TYPE.read(body), {"gaps": fillings}) == typed
