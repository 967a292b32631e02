"""A heat map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from accounts.results.charts.drawing import Chart, Shape, Table, down, figure, rect, share, text


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: a value from 0 to 1 that says how deep its colour is, or a tone; and the words in it (short) and of it."""

    value: float | None
    short: str = ""
    said: str = ""
    tone: str = ""

    @property
    def depth(self) -> str:
        if self.tone:
            return self.tone
        return "level-none" if self.value is None else f"level-{min(4, int(share(self.value, 0, 1) * 5))}"


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Chart):
    """Rows × columns of coloured cells. It keeps its size, and scrolls where it is wider than the page."""

    columns: Sequence[str]
    rows: Sequence[HeatRow]

    NAMES: ClassVar = 10.0
    CELL: ClassVar = 2.6

    @property
    def shapes(self) -> list[Shape]:
        if not (self.columns and self.rows):
            return []
        middles = [self.NAMES + self.CELL * (number + 0.5) for number in range(len(self.columns))]
        drawn = [
            text(down(x), down(1.2), column if len(column) <= 4 else column[:3] + "…", kind="chart-tick", anchor="middle", said=column)
            for x, column in zip(middles, self.columns, strict=True)
        ]
        for number, row in enumerate(self.rows):
            top = 1.8 + self.CELL * number
            name = row.label if len(row.label) <= 18 else row.label[:17].rstrip() + "…"
            drawn.append(text("0", down(top + 1.65), name, kind="chart-label", said=row.label if name != row.label else ""))
            for x, column, cell in zip(middles, self.columns, row.cells, strict=True):
                said = f"{row.label}, {column}: {cell.said or cell.short or figure(cell.value)}"
                left, side = down(x - self.CELL / 2 + 0.08), down(self.CELL - 0.16)
                drawn.append(rect(left, down(top + 0.08), side, side, f"chart-cell {cell.depth}", said))
                if cell.short:
                    drawn.append(text(down(x), down(top + 1.65), cell.short, kind=f"chart-in-cell {cell.depth}", anchor="middle"))
        return drawn

    @property
    def width(self) -> str:
        return down(self.NAMES + self.CELL * len(self.columns))

    @property
    def tall(self) -> float:
        return 1.8 + self.CELL * len(self.rows)

    @property
    def table(self) -> Table:
        rows = [[row.label, *(cell.said or cell.short or figure(cell.value, self.unit) for cell in row.cells)] for row in self.rows]
        return Table(["", *self.columns], rows)
