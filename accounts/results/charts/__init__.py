"""Charts, drawn on the server: bars, stacked bars, a heat map, a line with its band, a dot plot, a histogram.

A chart is a dataclass of plain values. ``{% include "charts/chart.html" with chart=chart %}`` draws it, with its title, its description
and the same figures as a table; the page loads ``static/css/charts.css``. Nothing here reads a database or knows what is drawn.

Lengths along a chart are per cent of its width and heights are em of its text, so that a drawing fits a phone and a wide page and its text
keeps its size. Colours are classes (``is-right``, ``is-wrong``, ``is-part``, ``is-accent``, ``series-1`` …); what a colour says, the
words or figures beside it say too.
"""

from accounts.results.charts.bars import BarChart, Measure, Stack, StackedBars
from accounts.results.charts.drawing import Chart, Key, Shape, Table
from accounts.results.charts.heat import HeatCell, HeatMap, HeatRow
from accounts.results.charts.plots import BandLine, DotPlot, DotRow, Histogram, Point

__all__ = [
    "BandLine",
    "BarChart",
    "Chart",
    "DotPlot",
    "DotRow",
    "HeatCell",
    "HeatMap",
    "HeatRow",
    "Histogram",
    "Key",
    "Measure",
    "Point",
    "Shape",
    "Stack",
    "StackedBars",
    "Table",
]
