"""How demo students answer: by what a form asks for, right when they mean to be, and wrong in the ways a question invites."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django import forms

from accounts.demo.guesses import Options, Ranked, Sheet, Typed, seconds_to_answer, sheets, short_texts, slip
from quizzes.presentation import form_for
from revision.models import Question
from revision.question_types.base import AnswerForm
from tests import factories

pytestmark = pytest.mark.django_db

YEAR: dict[str, Any] = {"accepted": ["1924"], "near": []}
NEAR: dict[str, Any] = {"accepted": ["Zinoviev", "Grigory Zinoviev"], "near": [{"text": "Kamenev", "feedback": "His ally."}]}
KINDS = [("single_choice", factories.CHOICE, Options), ("short_answer", NEAR, Typed), ("ordering", factories.ORDER, Ranked)]


def sheet_of(kind: str, body: dict[str, Any]) -> Sheet:
    question = factories.QuestionFactory(kind=kind, body=body)
    return sheets([question])[question.pk]


@pytest.mark.parametrize(("kind", "body", "way"), KINDS, ids=[kind for kind, _body, _way in KINDS])
def test_answers_are_what_they_are_meant_to_be(kind: str, body: dict[str, Any], way: type[Sheet]) -> None:
    sheet, draw = sheet_of(kind, body), Random(1)
    assert isinstance(sheet, way)
    for seed in range(12):
        assert sheet.answer(seed, sheet.right(draw))[1] == 1
    wrong = [sheet.answer(seed, sheet.wrong(draw))[1] for seed in range(60)]
    assert sum(fraction < 1 for fraction in wrong) >= 55


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
