"""The drawings of the item analysis and of the comparison of classes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.results.analysis import Analysis, Examined
from accounts.results.charts import BarChart, DotPlot, DotRow, HeatCell, HeatMap, HeatRow, Histogram, Key, Measure, Stack, StackedBars
from accounts.results.charts.drawing import figure
from accounts.results.comparison import Comparison
from revision.templatetags.interface import plain


def scores(found: Analysis) -> Histogram:
    """How many attempts got how much."""
    mean = 100 * found.quiz.mean / found.max_mark if found.quiz.mean is not None and found.max_mark else None
    said = ngettext("%(count)d attempt in steps of ten per cent.", "%(count)d attempts in steps of ten per cent.", found.quiz.attempts)
    return Histogram.of(
        [max(0.0, share) for share in found.shares],
        name="scores",
        title=_("How many got how much"),
        description=said % {"count": found.quiz.attempts},
        unit="%",
        mark=mean,
        mark_says=_("mean %(mean)s") % {"mean": figure(round(mean), "%")} if mean is not None else "",
    )


def weights(found: Analysis) -> BarChart:
    """What each question adds to the difference between students, beside its marks."""
    bars = [
        Measure(
            _("Question %(number)s") % {"number": place.numbers},
            round(place.item.effective_weight or 0.0, 1),
            "series-2",
            _("pulls the wrong way") if place.item.negative_covariance else "",
            round(place.item.intended_weight or 0.0, 1),
        )
        for place in found.places
        if place.item is not None
    ]
    return BarChart(
        name="weights",
        title=_("What each question weighs"),
        description=_("The bar is what a question adds to the difference between students, the line what its marks meant it to."),
        unit="%",
        bars=bars if any(bar.value for bar in bars) else [],
        says=_("Effective weight"),
        mark_says=_("Intended weight"),
    )


def options(examined: Examined) -> StackedBars:
    """Who gave which answer: the best, the middle and the weakest third."""
    evidence = examined.evidence
    return StackedBars(
        name=f"version-{examined.version.pk}",
        title=_("Answers by thirds of the class"),
        description=_("For each answer, how many of the best third, of the middle and of the weakest third gave it."),
        series=thirds(),
        stacks=[
            Stack(
                plain(option.label) + (f" ({_('right')})" if option.right else ""),
                (option.top, option.middle, option.bottom),
                tone="is-right" if option.right else "",
            )
            for option in evidence.options
        ],
    )


def thirds() -> Sequence[Key]:
    return (Key(_("Best third"), "series-1"), Key(_("Middle"), "series-2"), Key(_("Weakest third"), "series-3"))


def spread(found: Comparison) -> DotPlot:
    """Every score of every class, with its middle half."""
    rows = []
    for one in found.with_scores:
        said = ngettext("%(count)d score", "%(count)d scores", len(one.scores)) % {"count": len(one.scores)}
        rows.append(DotRow(f"{one.label} · {said}", one.scores, one.quartiles))
    return DotPlot(
        name="spread",
        title=_("Every score, by class"),
        description=_("A dot is a student, the box the middle half of the class, the line its middle."),
        unit="%",
        rows=rows,
    )


def by_question(found: Comparison) -> HeatMap:
    """What each class got of each question."""
    rows = []
    for one in found.with_scores:
        shares = [one.facilities.get(slot.pk) for slot in found.slots]
        cells = [
            HeatCell(share, "–" if share is None else str(round(100 * share)), "–" if share is None else f"{round(100 * share)}%")
            for share in shares
        ]
        rows.append(HeatRow(one.label, cells))
    return HeatMap(
        name="by-question",
        title=_("Each question, by class"),
        description=_("What each class got of each question, in per cent; the deeper the colour, the more."),
        unit="%",
        columns=[str(slot.position) for slot in found.slots],
        rows=rows,
    )
