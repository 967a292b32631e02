"""Scores of facts from answers: pure functions over numpy arrays, a second for a few hundred thousand answers.

A student's answers to questions on one fact, in the order in which they were given, have the fractions f₁ … fₙ (0 to 1). What the student
knows of the fact after the n-th is the mean that weighs each answer ``FADE`` times as much as the next one:

    score = Σ FADE^(n−k) · f_k / Σ FADE^(n−k),  k = 1 … n

so that after one right answer it is 1, and after a wrong and then a right one 1/(0.6 + 1) = 62.5%. A class's score of a fact is the mean
over its students who answered: each counts once, however often they answered. A topic's is the mean over all pairs of student and fact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FADE = 0.6
"""How much an answer weighs against the next one by the same student on the same fact."""
FEWEST_FOR_BAND = 4
"""Fewer students have no middle half."""

type Whole = NDArray[np.int64]
type Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to facts: equally long arrays, one place for each pair of an answer and a fact that its question is on."""

    student: Whole
    """Which student, as a number from 0."""
    fact: Whole
    """Which fact, as a number from 0."""
    when: Whole
    """Seconds since 1970."""
    fraction: Real
    """0 to 1."""
    item: Whole
    """A number that grows with the order of the answers of one moment."""

    def __len__(self) -> int:
        return len(self.student)


@dataclass(frozen=True, slots=True)
class Running:
    """The answers sorted by student, fact and time, with what each student knows of the fact after each."""

    answers: Answers
    score: Real
    change: Real
    """By how much the answer changed the score; the whole of it at the first."""
    first: NDArray[np.bool_]
    """Whether it is the student's first answer on the fact."""
    last: NDArray[np.bool_]
    """Whether it is the student's last answer on the fact, so that its score is what they know now."""


def running(answers: Answers) -> Running:
    """What each student knows of each fact after each of their answers."""
    order = np.lexsort((answers.item, answers.when, answers.fact, answers.student))
    taken = Answers(*(getattr(answers, name)[order] for name in ("student", "fact", "when", "fraction", "item")))
    count = len(taken)
    first = np.ones(count, dtype=np.bool_)
    first[1:] = (taken.student[1:] != taken.student[:-1]) | (taken.fact[1:] != taken.fact[:-1])
    last = np.ones(count, dtype=np.bool_)
    last[:-1] = first[1:]
    starts = np.maximum.accumulate(np.where(first, np.arange(count), 0)) if count else np.zeros(0, dtype=np.int64)
    place = np.arange(count) - starts
    total, weight = taken.fraction.copy(), np.ones(count)
    # The n-th answers of all pairs together: as many steps as the longest row of answers has, not as there are answers.
    for number in range(1, int(place.max()) + 1 if count else 0):
        here = np.flatnonzero(place == number)
        total[here] += FADE * total[here - 1]
        weight[here] += FADE * weight[here - 1]
    score = total / weight
    before = np.where(first, 0.0, np.roll(score, 1)) if count else score
    return Running(taken, score, score - before, first, last)


@dataclass(frozen=True, slots=True)
class FactFigures:
    """For each fact, by its number: the mean over students (NaN without any), and what it rests on."""

    score: Real
    students: Whole
    answers: Whole
    last: Whole
    """Seconds since 1970 of the last answer; 0 without any."""


def fact_figures(run: Running, count: int) -> FactFigures:
    """What the students know of each of ``count`` facts now."""
    now, of = run.last, run.answers.fact
    students = np.bincount(of[now], minlength=count).astype(np.int64)
    total = np.bincount(of[now], weights=run.score[now], minlength=count)
    last = np.zeros(count, dtype=np.int64)
    np.maximum.at(last, of, run.answers.when)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(students > 0, total / np.maximum(students, 1), np.nan)
    return FactFigures(score, students, np.bincount(of, minlength=count).astype(np.int64), last)


def by_week(run: Running, group: Whole, groups: int, week: Whole, weeks: int) -> Real:
    """The mean score over all pairs of student and fact of each group at the end of each week: groups × weeks, NaN before any answer.

    ``group`` and ``week`` are those of each answer in ``run``, from 0.
    """
    total, pairs = _summed(run, group, groups, week, weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pairs > 0, total / np.maximum(pairs, 1), np.nan)


def middle_half(run: Running, students: int, week: Whole, weeks: int) -> tuple[Real, Real]:
    """First and third quartile of the students' own means at the end of each week; NaN where fewer than four have answered."""
    total, pairs = _summed(run, run.answers.student, students, week, weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(pairs > 0, total / np.maximum(pairs, 1), np.nan)
    low, high = np.full(weeks, np.nan), np.full(weeks, np.nan)
    for number in range(weeks):
        known = own[:, number][~np.isnan(own[:, number])]
        if len(known) >= FEWEST_FOR_BAND:
            low[number], high[number] = np.percentile(known, (25, 75))
    return low, high


def _summed(run: Running, group: Whole, groups: int, week: Whole, weeks: int) -> tuple[Real, Whole]:
    """Sum of the scores and number of pairs of each group at the end of each week: what each answer changed, added up."""
    at = group * weeks + week
    total = np.bincount(at, weights=run.change, minlength=groups * weeks).reshape(groups, weeks)
    pairs = np.bincount(at[run.first], minlength=groups * weeks).reshape(groups, weeks)
    return total.cumsum(axis=1), pairs.cumsum(axis=1)
