"""Extended answers: the scheme, and that nothing of it shows too early."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from revision.question_types.base import BadLines, Line, Mark, Scheme, SchemeLine
from revision.question_types.extended_answer import TYPE, sides

LEVELS: dict[str, Any] = {
    "marks": 6,
    "levels": [{"title": "Describes", "low": 1, "high": 3}, {"title": "Explains", "low": 4, "high": 6, "descriptor": "Says why."}],
}
POINTS: dict[str, Any] = {"marks": 3, "points": [{"text": "Names it", "marks": 1}, {"text": "Explains it", "marks": 2}]}


def lines(*said: str) -> list[Line]:
    """Lines as a course file has them; ``>`` splits off what is said below."""
    made = []
    for number, line in enumerate(said, start=1):
        marker, _, text = line.partition(" ")
        text, _, below = text.partition(" > ")
        made.append(Line(number, marker, text, below))
    return made


def test_a_scheme_of_levels_is_read() -> None:
    read = TYPE.read_lines(
        lines(
            "= 6",
            "~ 200",
            "1. 1-3 Describes > Says what happened.",
            "2. 4–6 Explains: with reasons",
            "+ For: It carried goods. [seine, loire]",
            "+ It was slow: horses were faster.",
            "+ Nothing else",
        )
    )
    assert read == {
        "marks": 6,
        "words": 200,
        "levels": [
            {"title": "Describes", "low": 1, "high": 3, "descriptor": "Says what happened."},
            {"title": "Explains: with reasons", "low": 4, "high": 6, "descriptor": ""},
        ],
        "points": [],
        "content": [
            {"side": "For", "text": "It carried goods.", "facts": ["seine", "loire"]},
            {"side": "It was slow", "text": "horses were faster.", "facts": []},
            {"side": "", "text": "Nothing else", "facts": []},
        ],
    }
    body = TYPE.read(read)
    assert TYPE.facts_named(body) == {"seine", "loire"}
    assert (TYPE.marks(body), TYPE.key_text(body)) == (Decimal(6), "Explains: with reasons")


def test_a_scheme_of_points_is_read() -> None:
    body = TYPE.read(TYPE.read_lines(lines("= 3", "* 1 Names it", "* 2 Explains it")))
    assert TYPE.read(POINTS) == body
    assert TYPE.key_text(body) == "Names it; Explains it"


@pytest.mark.parametrize("said", ["= six", "- no", "2. 1-3 Second first", "1. Describes", "* Names it"])
def test_a_line_that_is_none_of_a_scheme_is_named(said: str) -> None:
    with pytest.raises(BadLines) as bad:
        TYPE.read_lines(lines("~ 100", said))
    assert bad.value.line == 2


GAP = "should start at %d: levels go up from 1 without a gap or an overlap"


def level(low: int, high: int) -> dict[str, Any]:
    return {"title": f"{low}", "low": low, "high": high}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"marks": 6}, "the scheme is either levels or points: give one of them"),
        (LEVELS | {"points": POINTS["points"]}, "the scheme is either levels or points: give one of them"),
        (POINTS | {"marks": 4}, "the points add up to 3 marks, not to 4"),
        (
            {"marks": 6, "levels": [level(1, 3), level(5, 6)]},
            f"level “5” {GAP % 4}",
        ),
        ({"marks": 6, "levels": [level(2, 6)]}, f"level “2” {GAP % 1}"),
        ({"marks": 6, "levels": [level(1, 5)]}, "the highest level should end at 6, not at 5"),
    ],
)
def test_a_scheme_that_does_not_add_up(body: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TYPE.read(body)
    assert refused.value.errors()[0]["msg"] == f"Value error, {message}"


def test_levels_may_start_at_nothing() -> None:
    assert TYPE.read({"marks": 6, "levels": [level(0, 2), level(3, 6)]}).levels[0].low == 0


def test_every_answer_waits_for_a_teacher() -> None:
    assert TYPE.mark(TYPE.read(LEVELS), {"text": "Because."}) == Mark(Decimal(0), waiting=True)
    assert TYPE.bars(TYPE.read(LEVELS), {"given": 3}) == []


def test_the_form_knows_the_marks_and_not_the_scheme() -> None:
    form = TYPE.answer_form(TYPE.read(LEVELS | {"words": 150}), [])
    assert (form.marks, form.words) == (6, 150)
    assert "Explains" not in repr(vars(form))


def test_an_answer_is_said_in_its_first_words() -> None:
    body = TYPE.read(LEVELS)
    assert TYPE.summarise(body, {"text": "Because\n\nit was."}) == "Because it was. (3 words)"
    assert TYPE.summarise(body, {"text": "word " * 13}) == f"{'word ' * 11}word… (13 words)"


def test_what_answers_may_say_stands_by_its_side() -> None:
    content = [{"side": "For", "text": "a"}, {"side": "Against", "text": "b"}, {"side": "For", "text": "c"}]
    assert sides(TYPE.read(LEVELS | {"content": content})) == [("For", ["a", "c"]), ("Against", ["b"])]


def test_the_scheme_as_a_teacher_marks_by_it() -> None:
    levels, points, *_rest = TYPE.examples()

    assert TYPE.scheme(TYPE.read(levels.body)) == Scheme(
        6,
        levels=(SchemeLine("Describes", 1, 3, "Says what happened."), SchemeLine("Explains", 4, 6, "Says why.")),
        content=(("For", ["Rivers carried goods."]), ("Against", ["Roads were safer."])),
    )
    assert TYPE.scheme(TYPE.read(points.body)) == Scheme(
        3, points=(SchemeLine("Names a river", 1, 1), SchemeLine("Says why it mattered", 2, 2))
    )


@pytest.mark.parametrize(("low", "high", "usual"), [(1, 3, 2), (1, 4, 3), (0, 0, 0), (16, 16, 16)])
def test_a_level_stands_for_its_middle_the_higher_of_two(low: int, high: int, usual: int) -> None:
    assert SchemeLine("Level", low, high).usual == usual
