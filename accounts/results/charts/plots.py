"""Values along a scale: a line with its band, dots by group, a histogram."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.results.charts.drawing import (
    EDGE,
    LINE,
    Chart,
    Shape,
    Table,
    dot,
    down,
    figure,
    inset,
    line,
    rect,
    share,
    text,
    tick,
    wrapped,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A value in a row of them, and the band that it lies in; ``None`` where nothing is known."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLine(Chart):
    """A line over points in their order, with the band around it; it breaks where nothing is known."""

    points: Sequence[Point]
    low: float = 0.0
    high: float = 100.0

    PLOT: ClassVar = 12.0
    TOP: ClassVar = 1.4
    MOST_LABELS: ClassVar = 5

    @property
    def shapes(self) -> list[Shape]:
        if not any(point.value is not None for point in self.points):
            return []
        runs = self._runs()
        drawn = [self._paths(runs)]
        for step in range(3):
            y = self.TOP + self.PLOT * (1 - step / 2)
            drawn.insert(0, line("0", down(y), "100%", down(y), "chart-grid"))
            value = self.low + (self.high - self.low) * step / 2
            drawn.append(text("0", down(y - 0.3), figure(value, self.unit), kind="chart-tick"))
        for run in runs:
            for number in run:
                point = self.points[number]
                assert point.value is not None
                y = self.TOP + self.PLOT * (1 - share(point.value, self.low, self.high))
                drawn.append(dot(inset(self._x(number)), down(y), "chart-dot", self._said(point)))
        every = max(1, math.ceil(len(self.points) / self.MOST_LABELS))
        return drawn + [tick(self._x(number), self.tall - 0.3, self.points[number].label) for number in range(0, len(self.points), every)]

    def _x(self, number: int) -> float:
        return 0.5 if len(self.points) == 1 else number / (len(self.points) - 1)

    def _runs(self) -> list[list[int]]:
        """The points that are known, in unbroken runs."""
        runs: list[list[int]] = [[]]
        for number, point in enumerate(self.points):
            if point.value is not None:
                runs[-1].append(number)
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _paths(self, runs: Sequence[Sequence[int]]) -> Shape:
        """Band and line, in a drawing of its own that stretches: paths know no per cent."""
        paths = []
        for run in runs:
            banded = [number for number in run if self.points[number].low is not None and self.points[number].high is not None]
            upper = [self._at(number, self.points[number].high) for number in banded]
            lower = [self._at(number, self.points[number].low) for number in reversed(banded)]
            if len(banded) > 1:
                paths.append(format_html('<path class="chart-band" d="M{}Z"/>', "L".join(upper + lower)))
            if len(run) > 1:
                middle = "L".join(self._at(number, self.points[number].value) for number in run)
                paths.append(format_html('<path class="chart-line" d="M{}"/>', middle))
        frame = (("x", "0"), ("y", down(self.TOP)), ("width", "100%"), ("height", down(self.PLOT)))
        stretched = (*frame, ("viewBox", "0 0 100 100"), ("preserveAspectRatio", "none"))
        return Shape("svg", stretched, format_html_join("", "{}", ((path,) for path in paths)))

    def _at(self, number: int, value: float | None) -> str:
        return f"{EDGE + self._x(number) * (100 - 2 * EDGE):.4g} {100 * (1 - share(value or 0.0, self.low, self.high)):.4g}"

    def _said(self, point: Point) -> str:
        band = ""
        if point.low is not None and point.high is not None:
            band = f" ({figure(point.low, self.unit)}–{figure(point.high, self.unit)})"
        return f"{point.label}: {figure(point.value, self.unit)}{band}"

    @property
    def tall(self) -> float:
        return self.TOP + self.PLOT + 1.8

    @property
    def table(self) -> Table:
        banded = any(point.low is not None for point in self.points)
        rows = [
            [point.label, figure(point.value, self.unit)]
            + ([figure(point.low, self.unit), figure(point.high, self.unit)] if banded else [])
            for point in self.points
        ]
        return Table([_("Label"), _("Value")] + ([_("From"), _("To")] if banded else []), rows)


@dataclass(frozen=True, slots=True)
class DotRow:
    """All values of a group, with its first quartile, median and third quartile where there are enough to say."""

    label: str
    values: Sequence[float]
    quartiles: tuple[float, float, float] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotPlot(Chart):
    """Groups compared by every value of theirs: a dot each, a box for the middle half and a line for the median."""

    rows: Sequence[DotRow]
    low: float = 0.0
    high: float = 100.0

    STRIP: ClassVar = 3.4
    PLACES: ClassVar = 50
    """Dots closer than one of so many steps stand above each other."""

    @property
    def shapes(self) -> list[Shape]:
        if not any(row.values for row in self.rows):
            return []
        drawn, y = [], 0.0
        for row in self.rows:
            for words in wrapped(row.label):
                y += LINE
                drawn.append(text("0", down(y - 0.3), words, kind="chart-label"))
            drawn += self._strip(row, y)
            y += self.STRIP + 0.6
        for step in range(5):
            value = figure(self.low + (self.high - self.low) * step / 4, self.unit)
            drawn.append(tick(step / 4, y + 0.9, value))
        return drawn

    def _strip(self, row: DotRow, y: float) -> list[Shape]:
        middle, ends = y + self.STRIP / 2, (down(y + 0.1), down(y + self.STRIP - 0.1))
        drawn = [line(inset(part / 4), ends[0], inset(part / 4), ends[1], "chart-grid") for part in range(5)]
        if row.quartiles is not None:
            first, median, third = (share(value, self.low, self.high) for value in row.quartiles)
            wide = f"{(third - first) * (100 - 2 * EDGE):.4g}%"
            said = _("%(group)s: half lie between %(low)s and %(high)s") % {
                "group": row.label,
                "low": figure(row.quartiles[0], self.unit),
                "high": figure(row.quartiles[2], self.unit),
            }
            drawn.append(rect(inset(first), down(y + 0.1), wide, down(self.STRIP - 0.2), "chart-box", said))
            drawn.append(line(inset(median), down(y + 0.1), inset(median), down(y + self.STRIP - 0.1), "chart-median"))
        places = Counter(round(share(value, self.low, self.high) * self.PLACES) for value in row.values)
        step = min(0.75, (self.STRIP - 0.8) / max(1, max(places.values(), default=1) - 1))
        seen: Counter[int] = Counter()
        for value in sorted(row.values):
            place = round(share(value, self.low, self.high) * self.PLACES)
            offset = (seen[place] - (places[place] - 1) / 2) * step
            seen[place] += 1
            drawn.append(dot(inset(share(value, self.low, self.high)), down(middle + offset), "chart-dot", figure(value, self.unit)))
        return drawn

    @property
    def tall(self) -> float:
        return sum(len(wrapped(row.label)) * LINE + self.STRIP + 0.6 for row in self.rows) + 1.5

    @property
    def table(self) -> Table:
        head = ["", _("How many"), _("Lowest"), _("First quarter"), _("Middle"), _("Third quarter"), _("Highest")]
        rows = []
        for row in self.rows:
            quartiles = row.quartiles or (None, None, None)
            ends = [min(row.values, default=None), *quartiles, max(row.values, default=None)]
            rows.append([row.label, str(len(row.values)), *(figure(value, self.unit) for value in ends)])
        return Table(head, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram(Chart):
    """How many values lie in each step of a scale. ``edges`` has one more than ``counts``."""

    edges: Sequence[float]
    counts: Sequence[int]
    mark: float | None = None
    """A value that stands out, as the mean."""
    mark_says: str = ""

    PLOT: ClassVar = 9.0
    TOP: ClassVar = 2.6

    @classmethod
    def of(
        cls,
        values: Sequence[float],
        *,
        name: str,
        title: str,
        description: str,
        low: float = 0.0,
        high: float = 100.0,
        steps: int = 10,
        unit: str = "",
        mark: float | None = None,
        mark_says: str = "",
    ) -> Self:
        """Counts ``values`` in equal steps. A value on an edge belongs to the step above it, the highest to the last."""
        counts = [0] * steps
        for value in values:
            counts[min(steps - 1, int(share(value, low, high) * steps + 1e-9))] += 1
        edges = [low + (high - low) * step / steps for step in range(steps + 1)]
        return cls(name=name, title=title, description=description, unit=unit, edges=edges, counts=counts, mark=mark, mark_says=mark_says)

    @property
    def shapes(self) -> list[Shape]:
        most = max(self.counts, default=0)
        if most == 0:
            return []
        floor, steps, wide = self.TOP + self.PLOT, len(self.counts), (100 - 2 * EDGE) / len(self.counts)
        columns, figures = [], []
        for number, count in enumerate(self.counts):
            left, tall = EDGE + number * wide, self.PLOT * count / most
            if count:
                said = f"{self._step(number)}: {count}"
                columns.append(rect(f"{left + 0.3:.4g}%", down(floor - tall), f"{wide - 0.6:.4g}%", down(tall), "chart-column", said))
                figures.append(text(f"{left + wide / 2:.4g}%", down(floor - tall - 0.3), str(count), kind="chart-figure", anchor="middle"))
        every = 2 if steps > 5 else 1
        ticks = [tick(number / steps, floor + 1.3, figure(self.edges[number], self.unit)) for number in range(0, steps + 1, every)]
        return [*columns, *self._marked(floor), *figures, line("0", down(floor), "100%", down(floor), "chart-floor"), *ticks]

    def _marked(self, floor: float) -> list[Shape]:
        if self.mark is None:
            return []
        at = share(self.mark, self.edges[0], self.edges[-1])
        anchor = "start" if at < 0.25 else "end" if at > 0.75 else "middle"
        words = text(inset(at), down(0.9), self.mark_says or figure(self.mark, self.unit), kind="chart-mark-label", anchor=anchor)
        return [line(inset(at), down(1.2), inset(at), down(floor), "chart-mark"), words]

    def _step(self, number: int) -> str:
        return f"{figure(self.edges[number])}–{figure(self.edges[number + 1], self.unit)}"

    @property
    def tall(self) -> float:
        return self.TOP + self.PLOT + 1.7

    @property
    def table(self) -> Table:
        return Table([_("From – to"), _("How many")], [[self._step(number), str(count)] for number, count in enumerate(self.counts)])
