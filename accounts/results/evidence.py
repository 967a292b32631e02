"""What answers say of one question: how many got it, whether the best did, and which answers the best, the middle and the weakest gave.

Pure: it reads no database, so that answers of one class and of many can be put together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from accounts.results.statistics import FEWEST, TOP, Interval, item_analysis, wilson
from revision.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question."""

    fraction: float
    """Of its mark, 0 to 1."""
    rest: float
    """What the same student got of the rest of the quiz, 0 to 1."""
    third: int
    """In which third of its class the student stands, by the whole quiz: ``BOTTOM``, ``MIDDLE`` or ``TOP``."""
    said: str
    """What its question's type calls like answers."""
    assignment: Any = None
    """Where it was given."""


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many of the top, the middle and the bottom third gave one answer."""

    label: str
    right: bool
    top: int
    middle: int
    bottom: int
    misconception: str = ""
    rest: bool = False
    """Several rare answers together."""

    @property
    def count(self) -> int:
        return self.top + self.middle + self.bottom


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers to one version of a question, together."""

    version: QuestionVersion
    answered: int
    assignments: int
    """In how many pieces of homework it was asked."""
    facility: float | None
    """In per cent, of those who answered."""
    facility_interval: Interval | None
    discrimination_index: float | None
    discrimination_interval: Interval | None
    discriminative_efficiency: float | None
    options: tuple[OptionCount, ...] = field(default=())
    chosen_from: bool = False
    """Whether students choose among written options."""

    @property
    def too_few(self) -> bool:
        return self.answered < FEWEST

    @property
    def key(self) -> OptionCount | None:
        return next((option for option in self.options if option.right), None)

    @property
    def wrong_ones(self) -> list[OptionCount]:
        """Wrong answers that stand for themselves, the commonest first."""
        return sorted((one for one in self.options if not (one.right or one.rest)), key=lambda one: -one.count)

    @property
    def wrong_count(self) -> int:
        """Answers that were not all right."""
        return self.answered - (self.key.count if self.key else 0)


def weigh(version: QuestionVersion, given: Sequence[Given], *, key: QuestionVersion | None = None) -> Evidence:
    """The evidence of some answers to ``version``, whose right answer is that of ``key`` where it was repaired."""
    shares, rests = [one.fraction for one in given], [one.rest for one in given]
    item = item_analysis(np.column_stack([shares, rests]), [1, 1]).items[0]
    question_type = version.question.type
    body = question_type.read((key or version).body)
    return Evidence(
        version=version,
        answered=len(given),
        assignments=len({one.assignment for one in given}),
        facility=item.facility,
        facility_interval=wilson(item.facility, len(given)),
        discrimination_index=item.discrimination_index,
        discrimination_interval=item.discrimination_interval,
        discriminative_efficiency=item.discriminative_efficiency,
        options=tuple(_options(question_type, body, given)),
        chosen_from=bool(question_type.choices(body)),
    )


def _options(question_type: Any, body: Any, given: Sequence[Given]) -> list[OptionCount]:
    """The type's own bars, each split by thirds: an answer counts in every bar that it makes."""
    by_class: dict[str, list[int]] = {}
    for one in given:
        by_class.setdefault(one.said, [0, 0, 0])[TOP - one.third] += 1
    bars = question_type.bars(body, Counter({name: sum(counts) for name, counts in by_class.items()}))
    shown = {bar.label for bar in bars if not bar.rest}
    split = {bar.label: [0, 0, 0] for bar in bars}
    rest = next((bar.label for bar in bars if bar.rest), None)
    for name, counts in by_class.items():
        labels = {bar.label for bar in question_type.bars(body, {name: 1}) if bar.count} & shown
        for label in labels or ({rest} if rest is not None else set()):
            split[label] = [before + more for before, more in zip(split[label], counts, strict=True)]
    found = []
    for bar in bars:
        top, middle, bottom = split[bar.label]
        found.append(OptionCount(bar.label, bar.right, top, middle, bottom, misconception=bar.misconception, rest=bar.rest))
    return found
