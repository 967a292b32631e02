"""Bars, and bars made of parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from accounts.results.charts.drawing import LINE, Chart, Key, Shape, Table, across, down, figure, line, rect, share, text, wrapped


@dataclass(frozen=True, slots=True)
class Measure:
    """A labelled value, at least 0. ``note`` stands beside it in the table: “right”. ``mark`` is another value, drawn as a line."""

    label: str
    value: float
    tone: str = ""
    note: str = ""
    mark: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(Chart):
    """Values side by side, one bar under each label. ``most`` is the whole width: the largest value unless said otherwise."""

    bars: Sequence[Measure]
    most: float | None = None
    says: str = ""
    """What the values are, where there are marks beside them."""
    mark_says: str = ""
    """What the lines stand for."""

    BAR: ClassVar = 0.75
    FIGURES: ClassVar = 0.18
    """The share of the width that is kept for the figures behind the bars."""

    @property
    def shapes(self) -> list[Shape]:
        top = self.most if self.most is not None else max((max(bar.value, bar.mark or 0) for bar in self.bars), default=0)
        drawn, y = [], 0.0
        for bar in self.bars:
            for words in wrapped(bar.label):
                y += LINE
                drawn.append(text("0", down(y - 0.4), words, kind="chart-label"))
            wide = (1 - self.FIGURES) * share(bar.value, 0, top)
            drawn.append(rect("0", down(y + 0.15), across(1 - self.FIGURES), down(self.BAR), "chart-track"))
            said = f"{bar.label}: {figure(bar.value, self.unit)}"
            drawn.append(rect("0", down(y + 0.15), across(wide), down(self.BAR), f"chart-bar {bar.tone}".strip(), said))
            if bar.mark is not None:
                at = across((1 - self.FIGURES) * share(bar.mark, 0, top))
                drawn.append(line(at, down(y - 0.05), at, down(y + self.BAR + 0.35), "chart-target"))
            drawn.append(text("100%", down(y + self.BAR + 0.05), figure(bar.value, self.unit), kind="chart-figure", anchor="end"))
            y += self.BAR + 0.75
        return drawn

    @property
    def tall(self) -> float:
        return sum(len(wrapped(bar.label)) * LINE + self.BAR + 0.75 for bar in self.bars)

    @property
    def table(self) -> Table:
        noted = any(bar.note for bar in self.bars)
        marked = any(bar.mark is not None for bar in self.bars)
        head = [_("Label"), self.says or _("Value")] + ([self.mark_says] if marked else []) + ([_("Note")] if noted else [])
        rows = [
            [bar.label, figure(bar.value, self.unit)] + ([figure(bar.mark, self.unit)] if marked else []) + ([bar.note] if noted else [])
            for bar in self.bars
        ]
        return Table(head, rows)

    @property
    def keys(self) -> Sequence[Key]:
        if not any(bar.mark is not None for bar in self.bars):
            return ()
        return (Key(self.says, "series-2"), Key(self.mark_says, "chart-target-key"))


@dataclass(frozen=True, slots=True)
class Stack:
    """A labelled row of parts, one for each series, each at least 0."""

    label: str
    parts: Sequence[float]
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars(Chart):
    """Rows of parts, one behind the other; ``series`` says what each part is. ``most`` as for bars; with ``whole`` every row fills it."""

    series: Sequence[Key]
    stacks: Sequence[Stack]
    most: float | None = None
    whole: bool = False

    BAR: ClassVar = 1.4

    @property
    def shapes(self) -> list[Shape]:
        top = self.most if self.most is not None else max((sum(stack.parts) for stack in self.stacks), default=0)
        drawn, y = [], 0.0
        for stack in self.stacks:
            for words in wrapped(stack.label):
                y += LINE
                drawn.append(text("0", down(y - 0.4), words, kind=f"chart-label {stack.tone}".strip()))
            drawn.append(rect("0", down(y + 0.1), across(1 - BarChart.FIGURES), down(self.BAR), "chart-track"))
            drawn += self._parts(stack, sum(stack.parts) if self.whole else top, y + 0.1)
            total = figure(sum(stack.parts), self.unit)
            drawn.append(text("100%", down(y + self.BAR - 0.25), total, kind="chart-figure", anchor="end"))
            y += self.BAR + 0.75
        return drawn

    def _parts(self, stack: Stack, top: float, y: float) -> list[Shape]:
        drawn, x = [], 0.0
        for one, part in zip(self.series, stack.parts, strict=True):
            wide = (1 - BarChart.FIGURES) * share(part, 0, top)
            if wide <= 0:
                continue
            said = f"{stack.label}, {one.label}: {figure(part, self.unit)}"
            drawn.append(rect(across(x), down(y), across(wide), down(self.BAR), f"chart-part {one.tone}", said))
            if wide >= 0.06:
                middle, base = across(x + wide / 2), down(y + self.BAR / 2 + 0.35)
                drawn.append(text(middle, base, figure(part, self.unit), kind=f"chart-inside {one.tone}", anchor="middle"))
            x += wide
        return drawn

    @property
    def tall(self) -> float:
        return sum(len(wrapped(stack.label)) * LINE + self.BAR + 0.75 for stack in self.stacks)

    @property
    def table(self) -> Table:
        noted = any(stack.note for stack in self.stacks)
        rows = [
            [stack.label, *(figure(part, self.unit) for part in stack.parts)] + ([stack.note] if noted else []) for stack in self.stacks
        ]
        return Table([_("Label"), *(one.label for one in self.series)] + ([_("Note")] if noted else []), rows)

    @property
    def keys(self) -> Sequence[Key]:
        return self.series if self.stacks else ()
