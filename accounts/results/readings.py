"""What the figures of a quiz usually mean, in plain English."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.results.charts.drawing import figure
from accounts.results.statistics import DOUBTFUL_CONSISTENCY, GOOD_CONSISTENCY, QuizStatistics

USUAL_MEAN, USUAL_DEVIATION = (50.0, 75.0), (12.0, 18.0)
"""Between which a quiz that is neither too hard nor too easy usually lies; in per cent of its marks."""
LOPSIDED = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure, its name in the field, and what it says."""

    name: str
    figure: str
    meaning: str


def readings(found: QuizStatistics, most: float) -> list[Reading]:
    """The figures of a quiz of ``most`` marks that are defined. With few attempts each says that it is unsure."""
    said = [
        _mean(found, most),
        _deviation(found, most),
        _skewness(found),
        _kurtosis(found),
        _consistency(found),
        _error(found),
    ]
    return [one for one in said if one is not None]


def too_few(found: QuizStatistics) -> str:
    """The sentence that goes before all figures of a small class."""
    words = ngettext("%(count)d attempt is too few", "%(count)d attempts are too few", found.attempts) % {"count": found.attempts}
    return _("%(words)s to judge a question by. Take the figures for hints; from 20 on they are worth acting on.") % {"words": words}


def _mean(found: QuizStatistics, most: float) -> Reading | None:
    if found.mean is None or found.median is None:
        return None
    numbers = {"mean": figure(found.mean), "most": figure(most), "median": figure(found.median)}
    if not most:
        return Reading(_("Mean"), figure(found.mean), _("The quiz has no marks."))
    share = 100 * found.mean / most
    if share < USUAL_MEAN[0]:
        meaning = _("Hard for this class: the usual mean is 50 to 75%%. Half of them got %(median)s marks or more.")
    elif share > USUAL_MEAN[1]:
        meaning = _("Easy for this class: the usual mean is 50 to 75%%. Half of them got %(median)s marks or more.")
    else:
        meaning = _("About as hard as a quiz usually is. Half of the class got %(median)s marks or more.")
    return Reading(_("Mean"), _("%(mean)s of %(most)s") % numbers + f" ({round(share)}%)", meaning % numbers)


def _deviation(found: QuizStatistics, most: float) -> Reading | None:
    if found.standard_deviation is None or not most:
        return None
    share = 100 * found.standard_deviation / most
    if share < USUAL_DEVIATION[0]:
        meaning = _("The scores lie close together, so the quiz tells students apart only a little. Usual is 12 to 18% of the marks.")
    elif share > USUAL_DEVIATION[1]:
        meaning = _("The scores lie far apart: some know it, some do not. Usual is 12 to 18% of the marks.")
    else:
        meaning = _("The scores are spread as they usually are.")
    return Reading(_("Standard deviation"), f"{figure(found.standard_deviation)} ({round(share)}%)", meaning)


def _skewness(found: QuizStatistics) -> Reading | None:
    if found.skewness is None:
        return None
    if found.skewness < -LOPSIDED:
        meaning = _("Most did well, and a few are far behind: look at who they are.")
    elif found.skewness > LOPSIDED:
        meaning = _("Most did poorly, and a few are far ahead.")
    else:
        meaning = _("About as many above the middle as below.")
    return Reading(_("Skewness"), figure(found.skewness), meaning)


def _kurtosis(found: QuizStatistics) -> Reading | None:
    if found.kurtosis is None:
        return None
    if found.kurtosis > LOPSIDED:
        meaning = _("Most are alike, and a few stand out at the ends.")
    elif found.kurtosis < -LOPSIDED:
        meaning = _("There may be two groups: those who know it and those who do not.")
    else:
        meaning = _("No more at the ends, and no fewer, than is usual.")
    return Reading(_("Kurtosis"), figure(found.kurtosis), meaning)


def _consistency(found: QuizStatistics) -> Reading | None:
    if found.internal_consistency is None:
        return None
    if found.internal_consistency >= GOOD_CONSISTENCY:
        meaning = _("Good: the questions agree on who knows it.")
    elif found.internal_consistency >= DOUBTFUL_CONSISTENCY:
        meaning = _("Fair: over 75% is good. More questions, or fewer doubtful ones, would raise it.")
    else:
        meaning = _("Poor: the questions do not agree on who knows it. Usual for a short quiz on different things; not enough to grade by.")
    return Reading(_("Internal consistency"), figure(round(found.internal_consistency, 1), "%"), meaning)


def _error(found: QuizStatistics) -> Reading | None:
    if found.standard_error is None or found.error_ratio is None or found.mean is None:
        return None
    low, high = max(0.0, found.mean - found.standard_error), found.mean + found.standard_error
    meaning = _("A score of %(mean)s stands for something between %(low)s and %(high)s; %(ratio)s of the spread is chance.") % {
        "mean": figure(round(found.mean, 1)),
        "low": figure(round(low, 1)),
        "high": figure(round(high, 1)),
        "ratio": figure(round(found.error_ratio), "%"),
    }
    return Reading(_("Standard error"), f"± {figure(found.standard_error)}", meaning)
