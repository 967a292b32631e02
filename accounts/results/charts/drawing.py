"""What all charts are drawn with: shapes, lengths, words, and what a chart is."""

import math
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

LINE = 1.35
"""Height of a line of text, in em."""
WRAP = 34
"""Characters of a label that fit into a line of a phone."""
MOST_LINES = 3
EDGE = 2.0
"""Per cent kept free on both sides of a scale, for dots and figures that stand at its end."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One element of the drawing; ``said`` is what it says under a mouse."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""
    said: str = ""

    @property
    def svg(self) -> SafeString:
        """The element, escaped. A page of charts has hundreds, so it is put together by hand."""
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        within = f"<title>{escape(self.said)}</title>" if self.said else ""
        within += self.text if isinstance(self.text, SafeString) else escape(self.text)
        return mark_safe(f"<{self.tag}{attributes}>{within}</{self.tag}>" if within else f"<{self.tag}{attributes}/>")  # noqa: S308 (escaped)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart: column heads, then rows whose first cell names them."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour of a chart stands for."""

    label: str
    tone: str


def figure(value: float | None, unit: str = "") -> str:
    """A number as people write it: 7, 7.5, 41%; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".") + unit  # + 0.0: no “-0”


def share(value: float, low: float, high: float) -> float:
    """Where a value stands between two others, 0 to 1; what lies outside stands at the end."""
    return 0.0 if high <= low or not math.isfinite(value) else min(1.0, max(0.0, (value - low) / (high - low)))


def across(value: float) -> str:
    """A length along the chart, from a share of 0 to 1."""
    return f"{100 * value:.4g}%"


def inset(value: float) -> str:
    """The same, with both ends kept a little from the edge."""
    return f"{EDGE + value * (100 - 2 * EDGE):.4g}%"


def down(value: float) -> str:
    """A height, in em."""
    return f"{value:.4g}em"


def wrapped(label: str) -> list[str]:
    """A label in the lines that fit a phone; the table has the whole of it."""
    return textwrap.wrap(label, WRAP, max_lines=MOST_LINES, placeholder=" …") or [""]


def text(x: str, y: str, says: str, *, kind: str = "", anchor: str = "", said: str = "") -> Shape:
    attributes = [("x", x), ("y", y)]
    if anchor:
        attributes.append(("text-anchor", anchor))
    if kind:
        attributes.append(("class", kind))
    return Shape("text", tuple(attributes), says, said)


def tick(at: float, y: float, says: str) -> Shape:
    """A word under a scale, from 0 to 1, that does not stick out at its ends."""
    anchor = "start" if at < 0.05 else "end" if at > 0.95 else "middle"
    return text({"start": "0", "end": "100%"}.get(anchor, inset(at)), down(y), says, kind="chart-tick", anchor=anchor)


def rect(x: str, y: str, width: str, height: str, kind: str, said: str = "") -> Shape:
    return Shape("rect", (("x", x), ("y", y), ("width", width), ("height", height), ("class", kind)), said=said)


def line(x1: str, y1: str, x2: str, y2: str, kind: str) -> Shape:
    return Shape("line", (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", kind)))


def dot(x: str, y: str, kind: str, said: str = "") -> Shape:
    return Shape("circle", (("cx", x), ("cy", y), ("r", "0.33em"), ("class", kind)), said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(ABC):
    """What all charts have. ``name`` is an id, alone on its page; ``title`` says what is shown, ``description`` what it shows."""

    name: str
    title: str
    description: str
    unit: str = ""
    """What stands behind every figure: “%”."""

    @property
    @abstractmethod
    def shapes(self) -> list[Shape]:
        """The drawing, what lies below first; none where there is nothing to draw."""

    @property
    @abstractmethod
    def tall(self) -> float:
        """Its height, in em."""

    @property
    @abstractmethod
    def table(self) -> Table:
        """The same figures, as a table."""

    @property
    def keys(self) -> Sequence[Key]:
        """What its colours stand for, where the drawing itself does not say it."""
        return ()

    @property
    def height(self) -> str:
        return down(self.tall)

    @property
    def width(self) -> str:
        """As wide as its place; a heat map has a width of its own, and scrolls."""
        return "100%"

    @property
    def scrolls(self) -> bool:
        return self.width != "100%"

    @property
    def kind(self) -> str:
        """A class for its looks."""
        return f"chart-{type(self).__name__.lower()}"
