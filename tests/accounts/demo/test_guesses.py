"""How demo students answer: by what a form asks for, right when they mean to be, and wrong in the ways a question invites."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django import forms

from accounts.demo.guesses import (
    Fields,
    Options,
    Ranked,
    Sheet,
    Ticked,
    Typed,
    misplaced,
    missed_figures,
    seconds_to_answer,
    sheets,
    short_texts,
    slip,
)
from quizzes.presentation import form_for
from revision.models import Question
from revision.question_types.base import AnswerForm, share
from tests import factories

pytestmark = pytest.mark.django_db

YEAR: dict[str, Any] = {"accepted": ["1924"], "near": []}
NEAR: dict[str, Any] = {"accepted": ["Zinoviev", "Grigory Zinoviev"], "near": [{"text": "Kamenev", "feedback": "His ally."}]}
TICKS: dict[str, Any] = {"options": [{"text": text, "correct": text in "two three"} for text in ("one", "two", "three", "four")]}
FALSE: dict[str, Any] = {"true": False, "corrections": ["Zinoviev"], "feedback": "He led Petrograd.", "misconception": "Takes his ally"}
TRUE: dict[str, Any] = {"true": True, "feedback": "So he did."}
PAIRS: dict[str, Any] = {
    "pairs": [{"left": left, "right": right} for left, right in (("Paris", "Seine"), ("London", "Thames"), ("Rome", "Tiber"))],
    "spares": [{"right": "Rhine"}],
}
GROUPS: dict[str, Any] = {
    "groups": ["For", "Against"],
    "statements": [{"text": text, "group": group} for text, group in (("cheap", 0), ("quick", 0), ("ugly", 1), ("loud", 1))],
}
MANY: dict[str, Any] = {
    **GROUPS,
    "groups": ["For", "Against", "Both", "Neither"],
    "statements": [{"text": text, "group": group} for group, text in enumerate(("cheap", "ugly", "odd", "late"))],
}
GAPS: dict[str, Any] = {
    "text": "[1] fell out with [2] in [3].",
    "gaps": [
        {"accepted": ["Zinoviev", "Grigory Zinoviev"]},
        {"options": ["Kamenev", "Stalin", "Rykov"], "right": 1},
        {"accepted": ["1925"]},
    ],
}
YEAR_OF: dict[str, Any] = {"low": "1929", "high": "1929", "shown": "1929"}
TONNES: dict[str, Any] = {"low": "99", "high": "105", "shown": "102 ± 3 tonnes", "units": ["tonnes"], "wider": {"low": "90", "high": "114"}}
KINDS = [
    ("single_choice", factories.CHOICE, Options),
    ("short_answer", NEAR, Typed),
    ("ordering", factories.ORDER, Ranked),
    ("several_answers", TICKS, Ticked),
    ("true_false", FALSE, Fields),
    ("true_false", TRUE, Fields),
    ("matching", PAIRS, Fields),
    ("sorting", GROUPS, Fields),
    ("sorting", MANY, Fields),
    ("cloze", GAPS, Fields),
    ("number", YEAR_OF, Typed),
    ("number", TONNES, Typed),
]


def sheet_of(kind: str, body: dict[str, Any]) -> Sheet:
    question = factories.QuestionFactory(kind=kind, body=body, slug=f"guessed-{kind}")  # what is guessed hangs on the slug
    return sheets([question])[question.pk]


@pytest.mark.parametrize(("kind", "body", "way"), KINDS, ids=[f"{kind} {place}" for place, (kind, _body, _way) in enumerate(KINDS)])
def test_answers_are_what_they_are_meant_to_be(kind: str, body: dict[str, Any], way: type[Sheet]) -> None:
    sheet, draw = sheet_of(kind, body), Random(1)
    assert isinstance(sheet, way)
    for seed in range(12):
        assert sheet.answer(seed, sheet.right(draw))[1] == 1
    wrong = [sheet.answer(seed, sheet.wrong(draw))[1] for seed in range(60)]
    assert sum(fraction < 1 for fraction in wrong) >= 50


def test_an_answer_is_the_same_in_every_layout() -> None:
    sheet = sheet_of("single_choice", factories.CHOICE)
    assert all(sheet.answer(seed, ("Lyon",)) == ({"option": 1}, 0) for seed in range(20))


def test_one_mistake_is_the_commonest() -> None:
    sheet, draw = sheet_of("single_choice", factories.CHOICE), Random(2)
    counts = Counter(sheet.wrong(draw) for _draw in range(300)).most_common()
    assert counts[0][1] > counts[1][1] * 1.5


def test_neighbours_are_swapped() -> None:
    sheet, draw = sheet_of("ordering", factories.ORDER), Random(3)
    right = sheet.right(draw)
    near = [said for said in (sheet.wrong(draw) for _draw in range(100)) if sum(a != b for a, b in zip(said, right, strict=True)) == 2]
    assert 50 <= len(near) <= 95


def test_years_are_missed_by_one_and_names_by_other_names() -> None:
    topic = factories.TopicFactory()
    bodies = [YEAR, NEAR, {"accepted": ["Bukharin"], "near": []}]
    questions = [factories.QuestionFactory(topic=topic, kind="short_answer", body=body) for body in bodies]
    year, name, bare = sheets(questions).values()
    assert year.wrongs == [("1923",), ("1925",)]
    assert name.wrongs == [("Kamenev",), ("Bukharin",)]
    assert bare.wrongs == [("Zinoviev",)]


def test_a_typed_question_without_neighbours_leaves_students_unsure() -> None:
    sheet, draw = sheet_of("short_answer", {"accepted": ["Zinoviev"], "near": []}), Random(4)
    assert {sheet.wrong(draw)[0] for _draw in range(50)} == {"don't know", "not sure", "idk"}


# --- Several answers in one ------------------------------------------------------------------------------------------


def test_ticks_are_left_out_added_or_exchanged() -> None:
    sheet = sheet_of("several_answers", TICKS)
    assert isinstance(sheet, Ticked)
    kept = sheet.rights[0][1]
    left_out, added = [{"two"}, {"three"}], [{"one", "two", "three"}, {"two", "three", "four"}]
    assert {frozenset(said) for said in sheet.wrongs} == set(map(frozenset, [*left_out, *added, {"one", kept}, {"four", kept}]))


def test_pairs_are_exchanged_or_a_spare_is_taken() -> None:
    sheet = sheet_of("matching", PAIRS)
    assert sheet.rights == [("Seine", "Thames", "Tiber")]
    assert sorted(set(sheet.wrongs)) == [
        ("Rhine", "Thames", "Tiber"),
        ("Seine", "Rhine", "Tiber"),
        ("Seine", "Thames", "Rhine"),
        ("Seine", "Tiber", "Thames"),
        ("Thames", "Seine", "Tiber"),
        ("Tiber", "Thames", "Seine"),
    ]


def test_one_statement_at_a_time_goes_into_another_group() -> None:
    sheet = sheet_of("sorting", GROUPS)
    [right] = sheet.rights
    assert Counter(right) == {"For": 2, "Against": 2}
    assert len(set(sheet.wrongs)) == 4
    assert {sum(one != well for one, well in zip(said, right, strict=True)) for said in sheet.wrongs} == {1}


def test_a_false_statement_is_called_true_or_not_put_right() -> None:
    sheet = sheet_of("true_false", FALSE)
    assert (sheet.rights, sorted(sheet.wrongs)) == ([("False", "Zinoviev")], [("False", ""), ("True", "Zinoviev")])


def test_a_true_statement_is_called_false() -> None:
    sheet = sheet_of("true_false", TRUE)
    assert (sheet.rights, sheet.wrongs) == ([("True", "")], [("False", "")])


def test_gaps_are_filled_with_the_words_of_others_and_some_in_small_letters() -> None:
    sheet, draw = sheet_of("cloze", GAPS), Random(5)
    assert sheet.rights == [("Zinoviev", "Stalin", "1925")]
    assert ("1925", "Stalin", "Zinoviev") in sheet.wrongs
    assert ("Zinoviev", "Kamenev", "1925") in sheet.wrongs
    assert {sheet.right(draw) for _draw in range(30)} == {("Zinoviev", "Stalin", "1925"), ("zinoviev", "Stalin", "1925")}


def test_some_make_two_mistakes() -> None:
    sheet, draw = sheet_of("matching", PAIRS), Random(6)
    fractions = Counter(sheet.answer(seed, sheet.wrong(draw))[1] for seed in range(100))
    assert set(fractions) <= {0, share(1, 3), share(2, 3)}
    assert fractions[share(1, 3)] > 20


def test_figures_are_missed_by_a_little_or_by_much() -> None:
    year, tonnes = sheet_of("number", YEAR_OF), sheet_of("number", TONNES)
    assert (year.rights, sorted(year.wrongs)) == ([("1929",)], [("1928",), ("1930",)])
    assert (tonnes.rights, sorted(tonnes.wrongs)) == ([("102",)], [("1020",), ("114",), ("204",), ("51",), ("90",)])


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("1929", ["1928", "1930"]),
        ("8", ["7", "9", "4", "16", "80"]),
        ("1.5", ["0.75", "3.0", "15.0"]),
        ("1,500", ["1499", "1501"]),
        ("Kirov", []),
        ("", []),
    ],
)
def test_what_those_write_who_miss_a_figure(text: str, missed: list[str]) -> None:
    assert missed_figures(text) == missed


def test_two_texts_change_places_only_where_each_could_stand_in_the_other() -> None:
    assert list(misplaced(["a", "b"], [["b"], ["a"]])) == [("b", "a"), ("b", "a")]
    assert list(misplaced(["a", "b"], [["b"], ["c"]])) == [("b", "b"), ("a", "c")]
    assert list(misplaced(["a", "a"], [["b"], ["b"]])) == [("b", "a"), ("a", "b")]


class Essay(AnswerForm):
    text = forms.CharField(widget=forms.Textarea)


class Essays(Essay):
    more = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("form", [Essay, Essays])
def test_a_long_text_is_not_set(monkeypatch, form: type[AnswerForm]) -> None:
    question = factories.QuestionFactory()
    monkeypatch.setattr(type(Question.objects.get(pk=question.pk).type), "form", form)
    assert sheets([question]) == {}


class OddForm(AnswerForm):
    when = forms.DateField()


def test_a_form_that_asks_for_something_else_is_passed_over(monkeypatch) -> None:
    question = factories.QuestionFactory()
    monkeypatch.setattr(type(Question.objects.get(pk=question.pk).type), "form", OddForm)
    assert sheets([question]) == {}


def test_parts_with_other_choices_are_no_order() -> None:
    version = factories.QuestionFactory(kind="ordering", body=factories.ORDER).current
    form = form_for(version, 0)
    form.fields["place_1"].choices = [("1", "1")]
    assert Ranked.of(version, form) is None


@pytest.mark.parametrize("text", ["Kirov", "1924", "a b c d e", ""])
def test_short_words_and_figures_have_no_slips(text: str) -> None:
    assert {slip(text, Random(seed)) for seed in range(20)} == {text}


def test_a_slip_is_one_letter() -> None:
    slipped = {slip("General Secretary", Random(seed)) for seed in range(40)}
    assert len(slipped) > 5
    assert all(16 <= len(text) <= 17 and set(text) <= set("General Secretary") for text in slipped)


def test_sentences_are_not_typed() -> None:
    body = {"accepted": ["Lenin"], "near": [{"text": "Stalin", "feedback": "He died in 1953."}], "rest": [1, None, "", "x" * 51]}
    assert list(short_texts(body)) == ["Lenin", "Stalin"]


def test_the_slow_take_longer() -> None:
    sheet = sheet_of("single_choice", factories.CHOICE)
    quick, slow = (sorted(seconds_to_answer(sheet, pace, Random(seed)).total_seconds() for seed in range(50)) for pace in (0.5, 2.0))
    assert 4 <= quick[0] <= quick[25] < slow[25] < 180
