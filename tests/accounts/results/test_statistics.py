"""Item analysis against worked examples, against numpy and scipy, and what must hold whatever the marks are."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accounts.results.statistics import (
    BOTTOM,
    MIDDLE,
    TOP,
    Interval,
    QuizStatistics,
    counts_by_third,
    fisher,
    item_analysis,
    quartiles,
    thirds,
    wilson,
)
from tests import factories

ITEM = (
    "facility",
    "standard_deviation",
    "discrimination_index",
    "discriminative_efficiency",
    "intended_weight",
    "effective_weight",
)
QUIZ = (
    "mean",
    "median",
    "standard_deviation",
    "skewness",
    "kurtosis",
    "internal_consistency",
    "error_ratio",
    "standard_error",
)

# --- Worked examples, by hand ----------------------------------------------------------------------------------------


def test_four_students_and_three_questions_by_hand() -> None:
    """Totals 6, 4, 2, 0 with a mean of 3; every sum was written out on paper."""
    found = item_analysis([[1, 2, 3], [1, 1, 2], [0, 2, 0], [0, 0, None]], [1, 2, 3])

    assert found.attempts == 4
    assert (found.mean, found.median) == (3, 3)
    assert found.standard_deviation == pytest.approx(math.sqrt(20 / 3))
    assert found.skewness == pytest.approx(0)
    # m2 = 5, m4 = (81 + 1 + 1 + 81) / 4 = 41; k4 = 16 (5·41 − 9·25) / 6 = −160/3; k2² = 400/9
    assert found.kurtosis == pytest.approx(-1.2)
    # Σ var x = 1/3 + 11/12 + 27/12 = 3.5; 100 · 3/2 · (1 − 3.5 / (20/3)) = 71.25
    assert found.internal_consistency == pytest.approx(71.25)
    assert found.error_ratio == pytest.approx(100 * math.sqrt(0.2875))
    assert found.standard_error == pytest.approx(math.sqrt(0.2875) * math.sqrt(20 / 3))
    first, second, third = found.items
    assert (first.facility, second.facility, third.facility) == (50, 62.5, pytest.approx(100 * 5 / 12))
    assert first.standard_deviation == pytest.approx(100 * math.sqrt(1 / 3))
    # o of the first question: 5, 3, 2, 0; cov = (0.5·2.5 + 0.5·0.5 + 0.5·0.5 + 0.5·2.5) / 3 = 1; var o = 13/3
    assert first.discrimination_index == pytest.approx(100 / math.sqrt(13 / 9))
    assert first.discriminative_efficiency == pytest.approx(100)
    assert [item.intended_weight for item in found.items] == [pytest.approx(100 / 6), pytest.approx(100 / 3), 50]
    # cov(x, T): 4/3, 5/3, 11/3
    roots = [math.sqrt(4 / 3), math.sqrt(5 / 3), math.sqrt(11 / 3)]
    assert [item.effective_weight for item in found.items] == [pytest.approx(100 * root / sum(roots)) for root in roots]


def test_a_question_that_pulls_the_wrong_way_has_no_effective_weight_and_is_flagged() -> None:
    found = item_analysis([[4, 0], [3, 0], [1, 1], [0, 1]], [4, 1])

    good, bad = found.items
    assert (bad.effective_weight, bad.negative_covariance) == (None, True)
    assert (good.effective_weight, good.negative_covariance) == (100, False)
    # cov = (−0.5·2 − 0.5·1 − 0.5·1 − 0.5·2) / 3 = −1; var x = 1/3, var o = 10/3
    assert bad.discrimination_index == pytest.approx(-100 / math.sqrt(10 / 9))
    assert bad.discriminative_efficiency == pytest.approx(-100)


def test_a_random_pick_is_held_against_the_whole_total() -> None:
    marks = [[1, 2], [0, 2], [1, 0], [0, 1]]
    plain, picked = item_analysis(marks, [1, 2]), item_analysis(marks, [1, 2], random_picks=[0])

    own, total = [1, 0, 1, 0], [3, 2, 1, 1]
    assert picked.items[0].discrimination_index == pytest.approx(100 * stats.pearsonr(own, total).statistic)
    assert picked.items[1] == plain.items[1]


def test_an_efficiency_is_the_share_of_what_these_marks_allow() -> None:
    """Marks 0, 1, 0 beside rests 0, 1, 2: as they stand their covariance is 0, sorted it could be a half."""
    assert item_analysis([[0, 0], [1, 1], [0, 2]], [1, 2]).items[0].discriminative_efficiency == pytest.approx(0)
    assert item_analysis([[0, 0], [1, 2], [0, 1]], [1, 2]).items[0].discriminative_efficiency == pytest.approx(100)
    own, rest = [0, 0, 1, 1], [0, 2, 1, 2]
    found = item_analysis(list(zip(own, rest, strict=True)), [1, 2]).items[0]
    assert found.discriminative_efficiency == pytest.approx(100 * np.cov(own, rest)[0, 1] / np.cov(sorted(own), sorted(rest))[0, 1])


# --- What is not defined ---------------------------------------------------------------------------------------------


def undefined(found: QuizStatistics) -> set[str]:
    return {name for name in QUIZ if getattr(found, name) is None}


@pytest.mark.parametrize(
    ("marks", "without"),
    [
        ([], set(QUIZ)),
        ([[1, 2]], set(QUIZ) - {"mean", "median"}),
        ([[1, 2], [0, 1]], {"skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"}),
        ([[1, 2], [0, 1], [0, 0]], {"kurtosis"}),
        ([[1, 2], [0, 1], [0, 0], [1, 0]], set()),
        ([[1, 2]] * 5, {"skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"}),
    ],
    ids=["nobody", "one", "two", "three", "four", "all alike"],
)
def test_what_few_attempts_leave_undefined(marks: list[list[float]], without: set[str]) -> None:
    assert undefined(item_analysis(marks, [1, 2])) == without


def test_nobody_leaves_only_what_the_teacher_intended() -> None:
    [item] = item_analysis([], [2]).items
    assert {name for name in ITEM if getattr(item, name) is None} == set(ITEM) - {"intended_weight"}


def test_a_question_worth_nothing() -> None:
    nothing, all_of_it = item_analysis([[0, 1], [0, 0], [0, 1]], [0, 1]).items
    assert (nothing.facility, nothing.standard_deviation, nothing.intended_weight, nothing.effective_weight) == (None, None, 0, 0)
    assert (all_of_it.intended_weight, all_of_it.effective_weight) == (100, 100)


def test_a_quiz_worth_nothing() -> None:
    found = item_analysis([[0, 0]] * 3, [0, 0])
    assert (found.mean, found.standard_deviation) == (0, 0)
    assert {name for name in ITEM if getattr(found.items[0], name) is None} == set(ITEM)


def test_a_quiz_without_questions() -> None:
    for marks in ([], [[], []], np.zeros((3, 0))):
        found = item_analysis(marks, [])
        assert (found.attempts, found.items) == (len(marks), ())


def test_totals_that_differ_by_rounding_alone_are_equal() -> None:
    """0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 for a computer."""
    found = item_analysis([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]], [1, 1, 1])
    assert (found.standard_deviation, found.items[1].standard_deviation) == (0, 0)
    assert [item.effective_weight for item in found.items] == [None, None, None]


def test_lists_tuples_arrays_decimals_and_nothing_said_are_the_same() -> None:
    rows = [[1, 0.5], [0, 2], [1, 0]]
    expected = item_analysis(rows, [1, 2])
    for marks in (
        tuple(map(tuple, rows)),
        np.array(rows),
        [[Decimal(1), Decimal("0.5")], [None, Decimal(2)], [Decimal(1), None]],
        np.array([[1, 0.5], [np.nan, 2], [1, np.nan]]),
        np.array([[1, 0.5], [None, 2], [1, None]], dtype=object),
    ):
        assert item_analysis(marks, (Decimal(1), Decimal(2))) == expected
        assert item_analysis(marks, np.array([1, 2])) == expected


def test_the_marks_given_are_not_changed() -> None:
    marks = np.array([[1.0, np.nan], [0.0, 1.0]])
    item_analysis(marks, [1, 1], random_picks=[1])
    assert np.array_equal(marks, np.array([[1.0, np.nan], [0.0, 1.0]]), equal_nan=True)


@pytest.mark.parametrize("marks", [[[1, 2], [1]], [[1]], [[1, 2, 3]], [["x", 1]], [1, 2], [[float("inf"), 1]]])
def test_marks_of_another_shape_are_refused(marks: Any) -> None:
    with pytest.raises(ValueError, match="marks"):
        item_analysis(marks, [1, 2])


# --- Against numpy and scipy -----------------------------------------------------------------------------------------


def a_class(students: int, questions: int, seed: int) -> tuple[np.ndarray, list[float]]:
    """Marks in halves, drawn by ability and difficulty."""
    draw = np.random.default_rng(seed)
    most = draw.integers(1, 5, questions).astype(float)
    ability, difficulty = draw.normal(size=(students, 1)), draw.normal(size=questions)
    shares = 1 / (1 + np.exp(-(ability - difficulty + draw.normal(scale=0.8, size=(students, questions)))))
    return np.round(shares * most * 2) / 2, most.tolist()


@pytest.mark.parametrize(("students", "questions", "seed"), [(5, 3, 1), (30, 12, 2), (200, 20, 3), (1000, 20, 4)])
def test_every_figure_is_what_numpy_and_scipy_say(students: int, questions: int, seed: int) -> None:
    marks, most = a_class(students, questions, seed)
    found, totals = item_analysis(marks.tolist(), most), marks.sum(axis=1)

    close = {"rel": 1e-9, "abs": 1e-9}
    assert found.mean == pytest.approx(totals.mean(), **close)
    assert found.median == pytest.approx(np.median(totals), **close)
    assert found.standard_deviation == pytest.approx(totals.std(ddof=1), **close)
    k2 = stats.kstat(totals, 2)
    assert found.skewness == pytest.approx(stats.kstat(totals, 3) / k2**1.5, **close)
    assert found.kurtosis == pytest.approx(stats.kstat(totals, 4) / k2**2, **close)
    assert found.skewness == pytest.approx(stats.skew(totals, bias=False), **close)
    assert found.kurtosis == pytest.approx(stats.kurtosis(totals, bias=False), **close)
    alpha = questions / (questions - 1) * (1 - marks.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert found.internal_consistency == pytest.approx(100 * alpha, **close)
    assert found.error_ratio == pytest.approx(100 * math.sqrt(1 - alpha), **close)
    assert found.standard_error == pytest.approx(math.sqrt(1 - alpha) * totals.std(ddof=1), **close)
    with_total = [np.cov(marks[:, number], totals)[0, 1] for number in range(questions)]
    roots = [math.sqrt(cov) if cov >= 0 else 0 for cov in with_total]
    for number, item in enumerate(found.items):
        own, rest = marks[:, number], totals - marks[:, number]
        assert item.facility == pytest.approx(100 * own.mean() / most[number], **close)
        assert item.standard_deviation == pytest.approx(100 * own.std(ddof=1) / most[number], **close)
        assert item.discrimination_index == pytest.approx(100 * stats.pearsonr(own, rest).statistic, **close)
        most_possible = np.cov(np.sort(own), np.sort(rest))[0, 1]
        assert item.discriminative_efficiency == pytest.approx(100 * np.cov(own, rest)[0, 1] / most_possible, **close)
        assert item.intended_weight == pytest.approx(100 * most[number] / sum(most), **close)
        expected = 100 * roots[number] / sum(roots) if with_total[number] >= 0 else None
        assert item.effective_weight == (expected if expected is None else pytest.approx(expected, **close))


def test_intervals_are_what_scipy_says() -> None:
    by_scipy = stats.binomtest(18, 30).proportion_ci(method="wilson")
    found = wilson(60, 30)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(100 * by_scipy.low, rel=1e-6), pytest.approx(100 * by_scipy.high, rel=1e-6))
    draw = np.random.default_rng(5)
    one, other = draw.normal(size=40), draw.normal(size=40)
    result = stats.pearsonr(one, other)
    limits = result.confidence_interval(0.95)
    interval = fisher(100 * result.statistic, 40)
    assert interval is not None
    assert (interval.low, interval.high) == (pytest.approx(100 * limits.low, rel=1e-6), pytest.approx(100 * limits.high, rel=1e-6))


def test_intervals_at_the_ends() -> None:
    assert wilson(100, 10) == Interval(pytest.approx(72.247, abs=0.01), pytest.approx(100))
    assert wilson(0, 10) == Interval(pytest.approx(0), pytest.approx(27.753, abs=0.01))
    assert (wilson(None, 10), wilson(50, 0), wilson(-20, 10), wilson(120, 10)) == (None, None, None, None)
    assert (fisher(None, 30), fisher(50, 3)) == (None, None)
    assert fisher(100, 30) == Interval(pytest.approx(100), pytest.approx(100))


# --- What holds whatever the marks are -------------------------------------------------------------------------------

shapes = st.tuples(st.integers(0, 12), st.integers(0, 5))


@st.composite
def classes(draw: st.DrawFn) -> tuple[np.ndarray, list[float]]:
    """Any class: quarters of marks, questions worth nothing, everybody alike."""
    students, questions = draw(shapes)
    most = draw(st.lists(st.sampled_from([0.0, 0.25, 1.0, 2.0, 7.5]), min_size=questions, max_size=questions))
    quarters = st.integers(0, 4)
    rows = draw(st.lists(st.lists(quarters, min_size=questions, max_size=questions), min_size=students, max_size=students))
    return np.array(rows, dtype=float).reshape(students, questions) / 4 * np.array(most, dtype=float), most


def figures(found: QuizStatistics) -> list[float | None]:
    return [getattr(found, name) for name in QUIZ] + [getattr(item, name) for item in found.items for name in ITEM]


def close(one: list[float | None], other: list[float | None]) -> bool:
    return len(one) == len(other) and all(
        (a is None and b is None) or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-7))
        for a, b in zip(one, other, strict=True)
    )


quick = settings(max_examples=40, deadline=None)


@quick
@given(classes())
def test_no_figure_is_ever_broken(found: tuple[np.ndarray, list[float]]) -> None:
    marks, most = found
    result = item_analysis(marks, most)
    assert all(figure is None or (type(figure) is float and math.isfinite(figure)) for figure in figures(result))
    for item in result.items:
        assert item.facility is None or -1e-9 <= item.facility <= 100 + 1e-9
        assert item.discrimination_index is None or -100 <= item.discrimination_index <= 100
        assert item.discriminative_efficiency is None or item.discriminative_efficiency <= 100 + 1e-7
        assert not item.negative_covariance or item.effective_weight is None
    weights = [item.effective_weight for item in result.items if item.effective_weight is not None]
    assert not weights or math.isclose(sum(weights), 100, rel_tol=1e-9)


@quick
@given(classes(), st.randoms(use_true_random=False))
def test_the_order_of_students_says_nothing(found: tuple[np.ndarray, list[float]], draw: Any) -> None:
    marks, most = found
    order = list(range(len(marks)))
    draw.shuffle(order)
    assert close(figures(item_analysis(marks, most)), figures(item_analysis(marks[order], most)))


@quick
@given(classes(), st.sampled_from([0.1, 3.0, 1000.0]))
def test_other_marks_for_the_same_answers_change_only_what_is_in_marks(found: tuple[np.ndarray, list[float]], times: float) -> None:
    marks, most = found
    plain, scaled = item_analysis(marks, most), item_analysis(marks * times, [mark * times for mark in most])
    in_marks = {"mean", "median", "standard_deviation", "standard_error"}
    for name in QUIZ:
        one, other = getattr(plain, name), getattr(scaled, name)
        assert close([one if one is None or name not in in_marks else one * times], [other])
    assert close(figures(plain)[len(QUIZ) :], figures(scaled)[len(QUIZ) :])


@quick
@given(classes())
def test_a_question_that_everybody_gets_right_changes_no_other_s_figures(found: tuple[np.ndarray, list[float]]) -> None:
    marks, most = found
    plain = item_analysis(marks, most)
    more = item_analysis(np.column_stack([marks, np.full(len(marks), 2.0)]), [*most, 2.0])
    kept = [name for name in ITEM if name != "intended_weight"]
    for before, after in zip(plain.items, more.items, strict=False):
        assert close([getattr(before, name) for name in kept], [getattr(after, name) for name in kept])
    assert close([plain.standard_deviation, plain.skewness, plain.kurtosis], [more.standard_deviation, more.skewness, more.kurtosis])


@quick
@given(classes())
def test_every_student_twice_keeps_means_and_correlations(found: tuple[np.ndarray, list[float]]) -> None:
    marks, most = found
    plain, twice = item_analysis(marks, most), item_analysis(np.vstack([marks, marks]), most)
    assert close([plain.mean, plain.median], [twice.mean, twice.median])
    if len(marks) > 1:
        for before, after in zip(plain.items, twice.items, strict=True):
            kept = ("facility", "discrimination_index", "discriminative_efficiency", "intended_weight", "effective_weight")
            assert close([getattr(before, name) for name in kept], [getattr(after, name) for name in kept])


# --- Thirds, quartiles, guesses --------------------------------------------------------------------------------------


def test_thirds_of_a_class() -> None:
    assert thirds([9, 1, 5, 6, 2, 8]).tolist() == [TOP, BOTTOM, MIDDLE, MIDDLE, BOTTOM, TOP]
    assert thirds([]).tolist() == []
    assert thirds([7]).tolist() == [MIDDLE]
    assert thirds([7, 7, 7, 7]).tolist() == [MIDDLE] * 4
    assert thirds([0, 10]).tolist() == [BOTTOM, TOP]


@quick
@given(st.lists(st.integers(0, 6), max_size=40), st.randoms(use_true_random=False))
def test_equal_totals_stand_in_the_same_third(totals: list[int], draw: Any) -> None:
    found = dict(zip(totals, thirds(totals).tolist(), strict=True))
    assert thirds(totals).tolist() == [found[total] for total in totals]
    mixed = draw.sample(totals, len(totals))
    assert thirds(mixed).tolist() == [found[total] for total in mixed]
    assert [found[total] for total in sorted(found)] == sorted(found[total] for total in found)


def test_options_by_thirds() -> None:
    by_third = [TOP, TOP, MIDDLE, BOTTOM, BOTTOM]
    assert counts_by_third(["A", "B", "A", None, "A"], by_third) == {"A": (1, 1, 1), "B": (1, 0, 0)}


def test_quartiles_from_four_values_on() -> None:
    assert quartiles([1, 2, 3]) is None
    assert quartiles([4, 1, 3, 2]) == (1.75, 2.5, 3.25)


@pytest.mark.django_db
def test_the_random_guess_comes_from_the_question_type() -> None:
    choice, typed, order = (
        factories.QuestionFactory(kind=kind, body=body).current
        for kind, body in (("single_choice", factories.CHOICE), ("short_answer", factories.TYPED), ("ordering", factories.ORDER))
    )
    found = item_analysis([[1, 0, 1, 0]], [1, 1, 1, 1], versions=[choice, typed, order, None])
    assert [item.random_guess for item in found.items] == [pytest.approx(100 / 3), 0, None, None]
