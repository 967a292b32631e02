"""Scores of facts: held against a plain recomputation, answer by answer, on answers that Hypothesis makes up."""

import math
import statistics
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.results.mastery.scores import FADE, Answers, by_week, fact_figures, middle_half, running

rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 50), st.sampled_from([0.0, 0.25, 0.5, 1.0])), min_size=1, max_size=60
)
"""Student, fact, second, fraction."""


def answers_of(given_rows) -> Answers:
    student, fact, when, fraction = (list(column) for column in zip(*given_rows, strict=True))
    whole = [np.array(one, dtype=np.int64) for one in (student, fact, when)]
    return Answers(*whole, np.array(fraction), np.arange(len(student)))


def plain(given_rows) -> dict[tuple[int, int], list[tuple[int, float]]]:
    """For each student and fact the score after each answer, with its second, by the formula as it is written."""
    by_pair: dict[tuple[int, int], list[tuple[int, int, float]]] = defaultdict(list)
    for number, (student, fact, when, fraction) in enumerate(given_rows):
        by_pair[student, fact].append((when, number, fraction))
    found = {}
    for pair, those in by_pair.items():
        those.sort()
        found[pair] = []
        for n in range(1, len(those) + 1):
            weights = [FADE ** (n - k) for k in range(1, n + 1)]
            total = sum(weight * fraction for weight, (_when, _number, fraction) in zip(weights, those, strict=False))
            found[pair].append((those[n - 1][0], total / sum(weights)))
    return found


@given(rows)
@settings(max_examples=60, deadline=None)
def test_a_score_is_the_formula(given_rows):
    run = running(answers_of(given_rows))
    figures = fact_figures(run, 5)
    known = plain(given_rows)

    for fact in range(5):
        now = [scores[-1][1] for (_student, one), scores in known.items() if one == fact]
        moments = [when for (_student, one), scores in known.items() if one == fact for when, _score in scores]
        expected = (len(now), len(moments), max(moments, default=0))
        assert (figures.students[fact], figures.answers[fact], figures.last[fact]) == expected
        assert math.isnan(figures.score[fact]) if not now else figures.score[fact] == pytest.approx(statistics.fmean(now))


@given(rows)
@settings(max_examples=60, deadline=None)
def test_a_week_holds_what_was_known_at_its_end(given_rows):
    """Ten seconds stand for a week."""
    run = running(answers_of(given_rows))
    week = run.answers.when // 10
    means = by_week(run, run.answers.fact % 2, 2, week, 6)
    low, high = middle_half(run, 5, week, 6)
    known = plain(given_rows)

    for number in range(6):
        then = {pair: [score for when, score in scores if when // 10 <= number] for pair, scores in known.items()}
        now = {pair: scores[-1] for pair, scores in then.items() if scores}
        for group in range(2):
            mine = [score for (_student, fact), score in now.items() if fact % 2 == group]
            assert math.isnan(means[group, number]) if not mine else means[group, number] == pytest.approx(statistics.fmean(mine))
        own = [statistics.fmean([s for (one, _f), s in now.items() if one == student]) for student in {one for one, _fact in now}]
        if len(own) < 4:
            assert math.isnan(low[number])
            assert math.isnan(high[number])
        else:
            first, _median, third = statistics.quantiles(own, n=4, method="inclusive")
            assert (low[number], high[number]) == (pytest.approx(first), pytest.approx(third))


def test_late_answers_weigh_more():
    wrong_then_right = running(answers_of([(0, 0, 1, 0.0), (0, 0, 2, 1.0)])).score
    right_then_wrong = running(answers_of([(0, 0, 1, 1.0), (0, 0, 2, 0.0)])).score

    assert list(wrong_then_right) == [0.0, pytest.approx(0.625)]
    assert list(right_then_wrong) == [1.0, pytest.approx(0.375)]


def test_no_answers_are_no_figures():
    nothing = np.zeros(0, dtype=np.int64)

    run = running(Answers(nothing, nothing, nothing, np.zeros(0), nothing))

    assert [len(run.score), list(fact_figures(run, 2).students)] == [0, [0, 0]]


def test_two_hundred_thousand_answers_stay_arrays():
    """As many steps as the longest row of answers of one student to one fact has, and no more memory than a few arrays of that length."""
    draw = np.random.default_rng(1)
    count = 200_000
    answers = Answers(
        draw.integers(0, 200, count), draw.integers(0, 300, count), draw.integers(0, 10**6, count), draw.random(count), np.arange(count)
    )

    run = running(answers)

    assert len(run.score) == count
    assert int(run.last.sum()) == int(run.first.sum()) == len({*zip(answers.student.tolist(), answers.fact.tolist(), strict=True)})
