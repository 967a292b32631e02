"""What the question doctor says, on answers made for it; and what it does not say of a few."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.results.doctor import examine
from accounts.results.evidence import Given, weigh
from accounts.results.statistics import BOTTOM, MIDDLE, TOP, ItemStatistics
from tests.factories import TYPED, QuestionFactory

pytestmark = pytest.mark.django_db

OPTIONS = {
    "options": [
        {"text": "1927", "correct": True},
        {"text": "1929", "correct": False, "misconception": "takes the Conference for the Congress"},
        {"text": "1931", "correct": False},
    ]
}


@pytest.fixture
def version():
    return QuestionFactory(body=OPTIONS).current


def answers(*groups: tuple[int, int, int], times: int = 1) -> list[Given]:
    """``(option, third, how many)`` each; the rest of the quiz goes as the third says."""
    return [
        Given(float(option == 0), {TOP: 0.9, MIDDLE: 0.5, BOTTOM: 0.2}[third] + number / 1000, third, str(option), "here")
        for option, third, count in groups
        for number in range(count * times)
    ]


def said(version: Any, *groups: tuple[int, int, int], item: ItemStatistics | None = None) -> list[tuple[str, str]]:
    return [(remark.tone, remark.sentence) for remark in examine(weigh(version, answers(*groups)), item)]


WORKS = ((0, TOP, 9), (0, MIDDLE, 5), (1, MIDDLE, 2), (2, MIDDLE, 2), (0, BOTTOM, 3), (1, BOTTOM, 3), (2, BOTTOM, 3))


def test_nothing_is_said_of_a_question_that_works(version):
    """Each wrong answer tempts some of those who know less, and no more than a third of them the same."""
    assert (
        said(QuestionFactory(body={"options": [*OPTIONS["options"], {"text": "1933", "correct": False}]}).current, *WORKS, (3, BOTTOM, 5))
        == []
    )


def test_a_key_that_the_best_do_not_choose(version):
    found = examine(weigh(version, answers((1, TOP, 6), (0, TOP, 2), (0, MIDDLE, 7), (0, BOTTOM, 7))))
    assert (found[0].tone, found[0].sentence) == ("wrong", "Your best third chose “1929”: is the key right?")
    assert found[0].detail == "6 of them chose it and 2 the right answer · 22 answers"
    assert (found[0].repair, found[0].edit) == (True, True)


def test_of_a_few_answers_the_same_is_a_hint(version):
    found = examine(weigh(version, answers((1, TOP, 4), (0, BOTTOM, 4))))
    assert found[0].tone == "part"
    assert found[0].detail.endswith("8 answers; few, so look before you act")


def test_a_question_that_pulls_the_wrong_way(version):
    found = said(version, (0, TOP, 3), (1, TOP, 3), (2, TOP, 3), (0, MIDDLE, 4), (2, MIDDLE, 4), (0, BOTTOM, 12))
    assert found[0] == ("wrong", "Those who do well in the rest get this one wrong. Most often that means a wrong key.")


def test_the_wrong_answer_that_many_give_with_the_idea_behind_it(version):
    assert said(version, (0, TOP, 3), (1, BOTTOM, 4), (2, BOTTOM, 5))[0] == ("part", "5 of 9 wrong answers say “1931”.")
    assert said(version, (0, TOP, 3), (1, BOTTOM, 5), (2, BOTTOM, 4))[0] == (
        "part",
        "5 of 9 wrong answers say “1929”: takes the Conference for the Congress.",
    )
    assert said(version, (0, TOP, 3), (1, BOTTOM, 2)) == []


def test_too_easy_and_an_answer_that_nobody_gives(version):
    assert said(version, (0, TOP, 10), (0, MIDDLE, 10), (0, BOTTOM, 9), (2, BOTTOM, 1)) == [
        ("accent", "Nearly everybody gets it right: good to begin with, no use to tell who knows."),
        ("accent", "Nobody chose “1929”: a wrong answer that tempts somebody would do more."),
    ]


def test_too_hard(version):
    sentences = [sentence for _tone, sentence in said(version, (0, TOP, 4), (1, MIDDLE, 8), (2, MIDDLE, 1), (2, BOTTOM, 9))]
    assert "Hardly anybody gets it right: has it been taught, and does it say what it means?" in sentences


def test_a_question_that_tells_nobody_apart(version):
    sentences = [sentence for _tone, sentence in said(version, *((option, third, 3) for option in (0, 1, 2) for third in range(3)))]
    assert "It hardly tells those who know from those who do not: guessed, or not clear?" in sentences


def test_of_fewer_than_twenty_nothing_is_said_of_difficulty(version):
    assert said(version, (0, TOP, 6), (0, MIDDLE, 6), (0, BOTTOM, 6)) == []


@pytest.mark.parametrize(
    ("effective", "sentence"),
    [
        (30.0, "It has 10% of the marks and makes 30% of the difference between students."),
        (1.0, "It has 10% of the marks but makes only 1% of the difference between students."),
        (12.0, None),
        (None, None),
    ],
)
def test_a_weight_far_from_what_was_meant(version, effective, sentence):
    item = ItemStatistics(60, 40, 40, 50, 10.0, effective)
    sentences = [said for _tone, said in said(version, *WORKS, item=item)]
    assert (sentence in sentences) if sentence else not any("difference between" in one for one in sentences)


def test_nobody_has_answered(version):
    evidence = weigh(version, [])
    assert (evidence.answered, evidence.facility, evidence.discrimination_index, examine(evidence)) == (0, None, None, [])


def test_rare_typed_answers_are_counted_together():
    typed = QuestionFactory(kind="short_answer", body=TYPED).current
    given = [Given(0.0, 0.5, MIDDLE, f"town {number}", "here") for number in range(9)]
    given += [Given(1.0, 0.5, TOP, "Paris", "here")] * 2

    evidence = weigh(typed, given)

    assert (evidence.key.label, evidence.key.top, evidence.key.count) == ("Paris", 2, 2)
    assert evidence.options[-1].rest
    assert sum(option.count for option in evidence.options) == 11
    assert examine(evidence) == []


def test_an_answer_counts_in_every_bar_that_it_makes():
    pairs = {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}, {"left": "c", "right": "3"}]}
    matching = QuestionFactory(kind="matching", body=pairs).current
    given = [Given(0.333, 0.5, TOP, "1,0,2", "here"), Given(1.0, 0.5, BOTTOM, "0,1,2", "here")]

    evidence = weigh(matching, given)

    assert [(option.right, option.top, option.bottom) for option in evidence.options] == [(True, 0, 1), (False, 1, 0), (False, 1, 0)]


@pytest.mark.parametrize("idea", ["", "overlooks the second half"], ids=["no name", "a named idea"])
def test_an_answer_that_quotes_an_option_gets_no_quotes_around_it(version, idea):
    """What was left out of several right answers says so itself, and is nothing that nobody chose."""
    found = weigh(version, answers((1, TOP, 6), (0, TOP, 2), (0, MIDDLE, 7), (0, BOTTOM, 7)))
    label = "“Recommend a new plan” left out"
    options = tuple(replace(one, label=label, misconception=idea) if one.label == "1929" else one for one in found.options)

    sentences = [remark.sentence for remark in examine(replace(found, options=options))]

    assert sentences[:2] == [
        "Several of your best third: “Recommend a new plan” left out. Is the key right?",
        f"6 of 6 who missed it think so: {idea} ({label})." if idea else f"6 of 6 who missed it: {label}.",
    ]
    assert not any("““" in sentence or "””" in sentence for sentence in sentences)
    unused = examine(replace(found, options=tuple(replace(one, label=label) if one.label == "1931" else one for one in found.options)))
    assert [remark.sentence for remark in unused if "Nobody chose" in remark.sentence] == []
