"""Item analysis: what the marks of a class say of a quiz and of its questions. Pure functions of numbers.

The definitions are those of Moodle's quiz statistics report (``calculator.php`` for the quiz and for its questions). S attempts, P
questions; x is the mark on a question, T the total mark, o = T − x the mark on the rest. Variances and covariances divide by S − 1. A
figure that is not defined is ``None``, never a NaN.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revision.models import QuestionVersion

type Marks = Sequence[Sequence[float | Decimal | None]] | NDArray[Any]
"""One row for each attempt, one mark for each question; ``None`` (or a NaN of an array) where it was not answered, which counts as 0."""
type Floats = NDArray[np.float64]

FEWEST = 20
"""With fewer attempts a figure says too little to rank or judge a question by it."""
DOUBTFUL_CONSISTENCY, GOOD_CONSISTENCY = 64.0, 75.0
"""A coefficient of internal consistency under the first is poor, over the second good; in per cent."""
DOUBTFUL_EFFICIENCY = 15.0
"""A discriminative efficiency under this is doubtful; in per cent."""
CONFIDENT = 1.959964
"""Standard deviations on both sides of the middle that hold 95% of a normal distribution."""
NOISE = 1e-11
"""What differs by less, compared with the marks themselves, differs by rounding alone."""
BOTTOM, MIDDLE, TOP = 0, 1, 2
"""The thirds of a class, by total mark."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with 95% confidence, in per cent."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The figures of one question, all in per cent."""

    facility: float | None
    """Mean mark of the maximum mark. Undefined without attempts, and for a question worth nothing."""
    standard_deviation: float | None
    """Of the marks, as a share of the maximum mark. Undefined for fewer than two attempts."""
    discrimination_index: float | None
    """Item-rest correlation, −100 to 100. Undefined where either has the same mark everywhere."""
    discriminative_efficiency: float | None
    """Covariance with the rest as a share of the most that these marks allow: of both, each sorted."""
    intended_weight: float | None
    """Its maximum mark as a share of the quiz's."""
    effective_weight: float | None
    """What it really adds to the spread of the totals. Undefined where its covariance with them is negative."""
    random_guess: float | None = None
    """What a blind guess earns on average, where the question's version is given and its type knows."""
    negative_covariance: bool = False
    """It pulls the wrong way: those who do better in the quiz do worse here. Most often its key is wrong."""
    facility_interval: Interval | None = None
    """By Wilson's score."""
    discrimination_interval: Interval | None = None
    """By Fisher's z; from four attempts on."""


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """The figures of a quiz: mean, median, deviation and standard error in marks, consistency and error ratio in per cent."""

    attempts: int
    mean: float | None
    median: float | None
    standard_deviation: float | None
    """Undefined for fewer than two attempts."""
    skewness: float | None
    """k3 / k2^1.5, by k-statistics. Undefined for fewer than three attempts, and where all totals are the same."""
    kurtosis: float | None
    """k4 / k2². Undefined for fewer than four attempts, and where all totals are the same."""
    internal_consistency: float | None
    """Cronbach's alpha. Undefined for fewer than three attempts or two questions, and where all totals are the same."""
    error_ratio: float | None
    """How much of the deviation is chance: sqrt(1 − consistency); over 100 where the questions contradict each other."""
    standard_error: float | None
    items: tuple[ItemStatistics, ...]

    @property
    def too_few(self) -> bool:
        """Whether there are too few attempts to judge a question by them."""
        return self.attempts < FEWEST


def item_analysis(
    marks: Marks,
    max_marks: Sequence[float | Decimal] | NDArray[Any],
    *,
    random_picks: Collection[int] = (),
    versions: Sequence[QuestionVersion | None] | None = None,
) -> QuizStatistics:
    """The statistics of a quiz from ``marks`` (S × P) and the questions' maximum marks (P), for any S and P from 0 on.

    ``random_picks`` are the numbers, from 0, of the places where students got different questions: there o = T, as the question is not
    taken out of the total. ``versions`` are what was asked, for the random guess. Raises ``ValueError`` where the shapes do not fit.
    """
    most = _floats(max_marks, "max_marks", dimensions=1)
    given = _marks(marks, len(most))
    attempts, count = given.shape
    totals = given.sum(axis=1)
    size = max(_size(given), _size(totals))
    rests = totals[:, np.newaxis] - given
    rests[:, [number for number in random_picks if 0 <= number < count]] = totals[:, np.newaxis]
    own, rest, total = (_centred(values, size) for values in (given, rests, totals))
    spread = _Spread.of(own, rest, total) if attempts > 1 else None
    means = given.mean(axis=0) if attempts else None
    weights = _effective_weights(spread, count)
    all_marks = float(most.sum())
    items = []
    for number in range(count):
        mark = float(most[number])
        facility = 100 * float(means[number]) / mark if means is not None and mark else None
        discrimination, efficiency = spread.discrimination(number) if spread else (None, None)
        version = versions[number] if versions is not None else None
        items.append(
            ItemStatistics(
                facility=facility,
                standard_deviation=100 * math.sqrt(spread.own[number]) / mark if spread and mark else None,
                discrimination_index=discrimination,
                discriminative_efficiency=efficiency,
                intended_weight=100 * mark / all_marks if all_marks else None,
                effective_weight=weights[number],
                random_guess=random_guess(version) if version is not None else None,
                negative_covariance=spread is not None and spread.with_total[number] < 0,
                facility_interval=wilson(facility, attempts),
                discrimination_interval=fisher(discrimination, attempts),
            )
        )
    return _quiz(totals, total, spread, tuple(items))


def _quiz(totals: Floats, centred: Floats, spread: "_Spread | None", items: tuple[ItemStatistics, ...]) -> QuizStatistics:
    """The figures of the quiz, by k-statistics of the totals."""
    s, p = len(totals), len(items)
    moment = [float((centred**power).mean()) if s else 0.0 for power in (2, 3, 4)]
    k2 = s * moment[0] / (s - 1) if s > 1 else 0.0
    skewness = kurtosis = consistency = error = None
    if s > 2 and k2:
        skewness = s * s * moment[1] / ((s - 1) * (s - 2)) / k2**1.5
    if s > 3 and k2:
        k4 = s * s * ((s + 1) * moment[2] - 3 * (s - 1) * moment[0] ** 2) / ((s - 1) * (s - 2) * (s - 3))
        kurtosis = k4 / k2**2
    if s > 2 and p > 1 and k2 and spread is not None:
        consistency = 100 * p / (p - 1) * (1 - float(spread.own.sum()) / k2)
        error = 100 * math.sqrt(max(0.0, 1 - consistency / 100))
    deviation = math.sqrt(k2) if s > 1 else None
    return QuizStatistics(
        attempts=s,
        mean=float(totals.mean()) if s else None,
        median=float(np.median(totals)) if s else None,
        standard_deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        internal_consistency=consistency,
        error_ratio=error,
        standard_error=error * deviation / 100 if error is not None and deviation is not None else None,
        items=items,
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    """Variances and covariances of each question."""

    own: Floats
    rest: Floats
    with_rest: Floats
    with_rest_at_most: Floats
    """Of marks and rests that are each sorted."""
    with_total: Floats

    @classmethod
    def of(cls, own: Floats, rest: Floats, total: Floats) -> "_Spread":
        """From values whose mean is 0, for two attempts at least."""
        over = len(own) - 1
        variances, of_rests, of_totals = (np.einsum("sp,sp->p", one, one) / over for one in (own, rest, total[:, np.newaxis]))
        with_total = own.T @ total / over
        with_total[np.abs(with_total) <= NOISE * np.sqrt(variances * of_totals)] = 0
        return cls(
            own=variances,
            rest=of_rests,
            with_rest=np.einsum("sp,sp->p", own, rest) / over,
            with_rest_at_most=np.einsum("sp,sp->p", np.sort(own, axis=0), np.sort(rest, axis=0)) / over,
            with_total=with_total,
        )

    def discrimination(self, number: int) -> tuple[float | None, float | None]:
        """Index and efficiency of a question, in per cent."""
        product, most = float(self.own[number] * self.rest[number]), float(self.with_rest_at_most[number])
        covariance = float(self.with_rest[number])
        index = max(-100.0, min(100.0, 100 * covariance / math.sqrt(product))) if product > 0 else None
        return index, 100 * covariance / most if product > 0 and most > 0 else None


def _effective_weights(spread: _Spread | None, count: int) -> list[float | None]:
    if spread is None:
        return [None] * count
    roots = np.sqrt(np.maximum(spread.with_total, 0))
    together = float(roots.sum())
    return [
        100 * float(root) / together if together > 0 and covariance >= 0 else None
        for root, covariance in zip(roots, spread.with_total, strict=True)
    ]


def _floats(values: Any, name: str, *, dimensions: int) -> Floats:
    """An array of its own, with 0 where there is no number."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as bad:
        raise ValueError(f"{name}: numbers in rows of the same length are wanted") from bad
    if array.ndim != dimensions:
        raise ValueError(f"{name}: {dimensions} dimensions are wanted, not {array.ndim}")
    if np.isinf(array).any():
        raise ValueError(f"{name}: every number is finite")
    return np.nan_to_num(array, copy=False, nan=0.0)


def _marks(marks: Marks, count: int) -> Floats:
    """The marks as S × P; no rows at all are 0 × P."""
    if len(marks) == 0:
        return np.zeros((0, count))
    given = _floats(marks, "marks", dimensions=2)
    if given.shape[1] != count:
        raise ValueError(f"marks: each row has {given.shape[1]} marks, for {count} questions")
    return given


def _size(values: Floats) -> float:
    return float(np.abs(values).max()) if values.size else 0.0


def _centred(values: Floats, size: float) -> Floats:
    """Each column less its mean; columns that differ by rounding alone become 0 exactly, so that they have no variance."""
    if not len(values):
        return values
    centred: Floats = values - values.mean(axis=0)
    flat = np.ptp(values, axis=0) <= NOISE * size
    return np.where(flat, 0.0, centred)


def random_guess(version: QuestionVersion) -> float | None:
    """What a blind guess earns on average, in per cent, as the question's type says; needs the version's question."""
    question_type = version.question.type
    share = question_type.random_guess(question_type.read(version.body))
    return None if share is None else 100 * float(share)


def wilson(per_cent: float | None, count: int) -> Interval | None:
    """The interval of a share that ``count`` observations gave, by Wilson's score; ``None`` where it is no share."""
    if per_cent is None or not count or not -NOISE <= per_cent <= 100 + NOISE:
        return None
    share, z = min(1.0, max(0.0, per_cent / 100)), CONFIDENT
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return Interval(100 * max(0.0, middle - half), 100 * min(1.0, middle + half))


def fisher(per_cent: float | None, count: int) -> Interval | None:
    """The interval of a correlation that ``count`` pairs gave, by Fisher's z; ``None`` for fewer than four."""
    if per_cent is None or count < 4:
        return None
    bounded = min(1 - 1e-12, max(-1 + 1e-12, per_cent / 100))
    middle, half = math.atanh(bounded), CONFIDENT / math.sqrt(count - 3)
    return Interval(100 * math.tanh(middle - half), 100 * math.tanh(middle + half))


def thirds(totals: ArrayLike) -> NDArray[np.int64]:
    """``BOTTOM``, ``MIDDLE`` or ``TOP`` for each of some totals. Equal totals stay together, so thirds can differ in size."""
    values = _floats(totals, "totals", dimensions=1)
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    _kinds, inverse, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    places = (below + counts / 2) / len(values)
    which = np.where(places < 1 / 3, BOTTOM, np.where(places > 2 / 3, TOP, MIDDLE))
    return which[inverse].astype(np.int64)


def counts_by_third(choices: Sequence[str | None], by_third: ArrayLike) -> dict[str, tuple[int, int, int]]:
    """How many of the top, the middle and the bottom third chose each option; who chose nothing is not counted.

    ``choices`` and ``by_third`` (from ``thirds``) have one entry for each attempt, in the same order.
    """
    found: dict[str, list[int]] = {}
    for choice, third in zip(choices, np.asarray(by_third).tolist(), strict=True):
        if choice is not None:
            found.setdefault(choice, [0, 0, 0])[TOP - third] += 1
    return {choice: (top, middle, bottom) for choice, (top, middle, bottom) in found.items()}


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """First quartile, median and third quartile, by linear interpolation; from four values on."""
    if len(values) < 4:
        return None
    first, median, third = np.quantile(np.array(values, dtype=np.float64), [0.25, 0.5, 0.75]).tolist()
    return first, median, third
