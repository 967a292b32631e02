"""What charts draw, to the last character for small ones; nothing unescaped, no inline style, nothing that is not a number."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.results.charts import (
    BandLine,
    BarChart,
    Chart,
    DotPlot,
    DotRow,
    HeatCell,
    HeatMap,
    HeatRow,
    Histogram,
    Key,
    Measure,
    Point,
    Stack,
    StackedBars,
    Table,
)
from accounts.results.charts.drawing import figure, share, wrapped

WORDS = {"name": "one", "title": "Answers", "description": "What they show."}
THIRDS = [Key("Top", "series-1"), Key("Bottom", "series-2")]


def drawn(chart: Chart) -> str:
    """The SVG alone."""
    page = render_to_string("charts/chart.html", {"chart": chart})
    found = re.search(r'<svg class="chart-drawing".*</svg>(?=\s*(?:</div>)?\s*<details)', page, re.DOTALL)
    assert found, page
    return found.group()


def test_bars_whole() -> None:
    chart = BarChart(**WORDS, bars=[Measure("1929 <b>", 3, "is-right"), Measure("1930", 1)])
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="100%" height="5.7em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<text x="0" y="0.95em" class="chart-label">1929 &lt;b&gt;</text>'
        '<rect x="0" y="1.5em" width="82%" height="0.75em" class="chart-track"/>'
        '<rect x="0" y="1.5em" width="82%" height="0.75em" class="chart-bar is-right"><title>1929 &lt;b&gt;: 3</title></rect>'
        '<text x="100%" y="2.15em" text-anchor="end" class="chart-figure">3</text>'
        '<text x="0" y="3.8em" class="chart-label">1930</text>'
        '<rect x="0" y="4.35em" width="82%" height="0.75em" class="chart-track"/>'
        '<rect x="0" y="4.35em" width="27.33%" height="0.75em" class="chart-bar"><title>1930: 1</title></rect>'
        '<text x="100%" y="5em" text-anchor="end" class="chart-figure">1</text>'
        "</svg>"
    )
    assert chart.table == Table(["Label", "Value"], [["1929 <b>", "3"], ["1930", "1"]])


def test_stacked_bars_whole() -> None:
    chart = StackedBars(**WORDS, series=THIRDS, stacks=[Stack("A", (3, 1))])
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="100%" height="3.5em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<text x="0" y="0.95em" class="chart-label">A</text>'
        '<rect x="0" y="1.45em" width="82%" height="1.4em" class="chart-track"/>'
        '<rect x="0%" y="1.45em" width="61.5%" height="1.4em" class="chart-part series-1"><title>A, Top: 3</title></rect>'
        '<text x="30.75%" y="2.5em" text-anchor="middle" class="chart-inside series-1">3</text>'
        '<rect x="61.5%" y="1.45em" width="20.5%" height="1.4em" class="chart-part series-2"><title>A, Bottom: 1</title></rect>'
        '<text x="71.75%" y="2.5em" text-anchor="middle" class="chart-inside series-2">1</text>'
        '<text x="100%" y="2.5em" text-anchor="end" class="chart-figure">4</text>'
        "</svg>"
    )
    assert chart.table == Table(["Label", "Top", "Bottom"], [["A", "3", "1"]])


def test_a_heat_map_whole() -> None:
    chart = HeatMap(**WORDS, columns=["1"], rows=[HeatRow("Ann", [HeatCell(0.5, "50", "half")])])
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="12.6em" height="4.4em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<text x="11.3em" y="1.2em" text-anchor="middle" class="chart-tick"><title>1</title>1</text>'
        '<text x="0" y="3.45em" class="chart-label">Ann</text>'
        '<rect x="10.08em" y="1.88em" width="2.44em" height="2.44em" class="chart-cell level-2"><title>Ann, 1: half</title></rect>'
        '<text x="11.3em" y="3.45em" text-anchor="middle" class="chart-in-cell level-2">50</text>'
        "</svg>"
    )
    assert chart.table == Table(["", "1"], [["Ann", "half"]])


def test_a_line_with_its_band_whole() -> None:
    chart = BandLine(**WORDS, unit="%", points=[Point("Mon", 50, 25, 75), Point("Tue", 100, 75, 100)])
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="100%" height="15.2em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<line x1="0" y1="1.4em" x2="100%" y2="1.4em" class="chart-grid"/>'
        '<line x1="0" y1="7.4em" x2="100%" y2="7.4em" class="chart-grid"/>'
        '<line x1="0" y1="13.4em" x2="100%" y2="13.4em" class="chart-grid"/>'
        '<svg x="0" y="1.4em" width="100%" height="12em" viewBox="0 0 100 100" preserveAspectRatio="none">'
        '<path class="chart-band" d="M2 25L98 0L98 25L2 75Z"/><path class="chart-line" d="M2 50L98 0"/></svg>'
        '<text x="0" y="13.1em" class="chart-tick">0%</text>'
        '<text x="0" y="7.1em" class="chart-tick">50%</text>'
        '<text x="0" y="1.1em" class="chart-tick">100%</text>'
        '<circle cx="2%" cy="7.4em" r="0.33em" class="chart-dot"><title>Mon: 50% (25%–75%)</title></circle>'
        '<circle cx="98%" cy="1.4em" r="0.33em" class="chart-dot"><title>Tue: 100% (75%–100%)</title></circle>'
        '<text x="0" y="14.9em" text-anchor="start" class="chart-tick">Mon</text>'
        '<text x="100%" y="14.9em" text-anchor="end" class="chart-tick">Tue</text>'
        "</svg>"
    )
    assert chart.table == Table(["Label", "Value", "From", "To"], [["Mon", "50%", "25%", "75%"], ["Tue", "100%", "75%", "100%"]])


def test_a_dot_plot_whole() -> None:
    chart = DotPlot(**WORDS, unit="%", rows=[DotRow("10A", [50, 50], (25, 50, 75))])
    grid = "".join(f'<line x1="{x}%" y1="1.45em" x2="{x}%" y2="4.65em" class="chart-grid"/>' for x in (2, 26, 50, 74, 98))
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="100%" height="6.85em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<text x="0" y="1.05em" class="chart-label">10A</text>'
        + grid
        + '<rect x="26%" y="1.45em" width="48%" height="3.2em" class="chart-box">'
        "<title>10A: half lie between 25% and 75%</title></rect>"
        '<line x1="50%" y1="1.45em" x2="50%" y2="4.65em" class="chart-median"/>'
        '<circle cx="50%" cy="2.675em" r="0.33em" class="chart-dot"><title>50%</title></circle>'
        '<circle cx="50%" cy="3.425em" r="0.33em" class="chart-dot"><title>50%</title></circle>'
        '<text x="0" y="6.25em" text-anchor="start" class="chart-tick">0%</text>'
        '<text x="26%" y="6.25em" text-anchor="middle" class="chart-tick">25%</text>'
        '<text x="50%" y="6.25em" text-anchor="middle" class="chart-tick">50%</text>'
        '<text x="74%" y="6.25em" text-anchor="middle" class="chart-tick">75%</text>'
        '<text x="100%" y="6.25em" text-anchor="end" class="chart-tick">100%</text>'
        "</svg>"
    )
    assert chart.table == Table(
        ["", "How many", "Lowest", "First quarter", "Middle", "Third quarter", "Highest"],
        [["10A", "2", "50%", "25%", "50%", "75%", "50%"]],
    )


def test_a_histogram_whole() -> None:
    chart = Histogram.of([0, 50, 100], **WORDS, steps=2, unit="%", mark=50, mark_says="mean 50%")
    assert (chart.edges, chart.counts) == ([0, 50, 100], [1, 2])
    assert drawn(chart) == (
        '<svg class="chart-drawing" role="img" width="100%" height="13.3em" aria-labelledby="one-title" aria-describedby="one-desc">'
        '<title id="one-title">Answers</title><desc id="one-desc">What they show.</desc>'
        '<rect x="2.3%" y="7.1em" width="47.4%" height="4.5em" class="chart-column"><title>0–50%: 1</title></rect>'
        '<rect x="50.3%" y="2.6em" width="47.4%" height="9em" class="chart-column"><title>50–100%: 2</title></rect>'
        '<line x1="50%" y1="1.2em" x2="50%" y2="11.6em" class="chart-mark"/>'
        '<text x="50%" y="0.9em" text-anchor="middle" class="chart-mark-label">mean 50%</text>'
        '<text x="26%" y="6.8em" text-anchor="middle" class="chart-figure">1</text>'
        '<text x="74%" y="2.3em" text-anchor="middle" class="chart-figure">2</text>'
        '<line x1="0" y1="11.6em" x2="100%" y2="11.6em" class="chart-floor"/>'
        '<text x="0" y="12.9em" text-anchor="start" class="chart-tick">0%</text>'
        '<text x="50%" y="12.9em" text-anchor="middle" class="chart-tick">50%</text>'
        '<text x="100%" y="12.9em" text-anchor="end" class="chart-tick">100%</text>'
        "</svg>"
    )
    assert chart.table == Table(["From – to", "How many"], [["0–50%", "1"], ["50–100%", "2"]])


EMPTY = [
    BarChart(**WORDS, bars=[]),
    StackedBars(**WORDS, series=THIRDS, stacks=[]),
    HeatMap(**WORDS, columns=[], rows=[]),
    HeatMap(**WORDS, columns=["1"], rows=[]),
    BandLine(**WORDS, points=[]),
    BandLine(**WORDS, points=[Point("Mon", None)]),
    DotPlot(**WORDS, rows=[]),
    DotPlot(**WORDS, rows=[DotRow("10A", [])]),
    Histogram.of([], **WORDS),
]


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
def test_without_data_it_says_so(chart: Chart) -> None:
    page = render_to_string("charts/chart.html", {"chart": chart})
    assert re.sub(r"\s+", " ", page).strip() == (
        f'<figure class="chart {chart.kind}"> <p class="soft small">There is nothing to draw yet.</p> </figure>'
    )


ODD = [
    BarChart(**WORDS, bars=[Measure("none", 0), Measure("none either", 0)]),
    BarChart(**WORDS, bars=[Measure("a", 5)], most=3),
    BarChart(**WORDS, bars=[Measure("a", float("nan"))]),
    StackedBars(**WORDS, series=THIRDS, stacks=[Stack("a", (0, 0))], whole=True),
    BandLine(**WORDS, points=[Point("Mon", 5)], low=5, high=5),
    BandLine(**WORDS, points=[Point("Mon", 5), Point("Tue", None), Point("Wed", 9, 3, None)]),
    DotPlot(**WORDS, rows=[DotRow("a", [3] * 500, (3, 3, 3))], low=3, high=3),
    Histogram.of([7, 7, 7], **WORDS, low=7, high=7),
    HeatMap(**WORDS, columns=["A long one"], rows=[HeatRow("A name that is much too long", [HeatCell(None)])]),
]


@pytest.mark.parametrize("chart", ODD, ids=lambda chart: type(chart).__name__)
def test_equal_and_odd_values_are_drawn_without_a_broken_number(chart: Chart) -> None:
    svg = drawn(chart)
    assert "nan" not in svg.lower().replace("name", "")
    assert "inf" not in svg
    assert not re.search(r'(?:width|height|x|y|cx|cy|r)="-', svg)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append(tag)
        assert "style" not in dict(attrs)


@settings(max_examples=15, deadline=None)
@given(words=st.text(min_size=1, max_size=60))
def test_nothing_that_is_said_becomes_markup(words: str) -> None:
    said = {"name": "one", "title": words, "description": words}
    plain = {"name": "one", "title": "x", "description": "x"}

    def charts(text: str, texts: dict[str, str]) -> list[Chart]:
        return [
            BarChart(**texts, bars=[Measure(text, 1, note=text)]),
            StackedBars(**texts, series=[Key(text, "series-1")], stacks=[Stack(text, (1,))]),
            HeatMap(**texts, columns=[text], rows=[HeatRow(text, [HeatCell(1, text, text)])]),
            BandLine(**texts, points=[Point(text, 1, 0, 2), Point(text, 2, 0, 3)]),
            DotPlot(**texts, rows=[DotRow(text, [1])]),
        ]

    def tags(chart: Chart) -> set[str]:
        reader = Tags()
        reader.feed(render_to_string("charts/chart.html", {"chart": chart}))
        return set(reader.found)

    for odd, usual in zip(charts(words, said), charts("x", plain), strict=True):
        assert tags(odd) == tags(usual) | ({"title"} if "title" in tags(odd) else set())


def test_what_colours_stand_for_and_the_figures_stand_beside() -> None:
    page = render_to_string("charts/chart.html", {"chart": StackedBars(**WORDS, series=THIRDS, stacks=[Stack("A", (3, 1))])})
    assert re.findall(r"</svg>\s*(\w+)\s*</li>", page) == ["Top", "Bottom"]
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page) == ["Label", "Top", "Bottom", "A", "3", "1"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(7, "7"), (7.5, "7.5"), (2 / 3, "0.67"), (100, "100"), (-0.001, "0"), (-1.5, "-1.5"), (None, "–"), (float("nan"), "–")],
)
def test_figures_as_people_write_them(value: float | None, said: str) -> None:
    assert figure(value) == said


def test_a_share_of_nothing_is_nothing() -> None:
    assert [share(5, 0, 10), share(50, 0, 10), share(-5, 0, 10), share(5, 5, 5), share(float("nan"), 0, 1)] == [0.5, 1, 0, 0, 0]


def test_long_labels_are_wrapped_and_cut() -> None:
    assert wrapped("word " * 40) == [
        "word word word word word word word",
        "word word word word word word word",
        "word word word word word word …",
    ]
    assert wrapped("") == [""]
