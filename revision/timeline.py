"""The dated facts of a course or a topic, laid out along a line of years. Plain numbers: the template draws them."""

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from revision.models import Fact
from revision.templatetags.interface import plain

WIDE = 1120
"""Units across; about a pixel each on a desktop."""
EDGE = 8
LETTER = 7.4
"""How wide a letter of a label is, rather too wide than too narrow."""
GAP = 14
LANE = 30
TOP = 34
"""Where the lanes begin, below the years."""
DOT = 6
"""A span that would be shorter than this is drawn as a dot."""
ROW = 34
"""Of the phone's line, from one label to the next."""
PHONE = 326
TRACKS = 5
DEPTH = 420
"""How far the phone's line goes at least, where there is more than one date."""
LETTERS = 30
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
MOST_TICKS = 13
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the line."""

    year: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact on the line: from where to where, and where its label stands. ``x`` for the wide drawing, ``y`` for the phone's."""

    fact: Fact
    label: str
    x: float
    width: float
    lane_y: float
    text_x: float
    text_end: bool
    """The label stands before its mark, because there is no room behind it."""
    y: float
    height: float
    track: int
    """Which of the lines beside each other the phone's bar takes, so that spans that overlap are told apart."""
    label_y: float

    @property
    def track_x(self) -> int:
        return 50 + 7 * self.track

    @property
    def is_dot(self) -> bool:
        return self.width < DOT

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def bar_y(self) -> float:
        return self.lane_y - 4

    @property
    def text_y(self) -> float:
        return self.lane_y + 5

    @property
    def row_text_y(self) -> float:
        return self.label_y + 5


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole drawing, in both shapes; ``facts`` in order is its equivalent in words."""

    marks: list[Mark]
    ticks: list[Tick]
    height: float
    phone_height: float

    @property
    def facts(self) -> list[Fact]:
        return [mark.fact for mark in self.marks]

    @property
    def wide(self) -> int:
        return WIDE

    @property
    def phone(self) -> int:
        return PHONE

    @property
    def bottom(self) -> float:
        return self.height - 8


def timeline_of(facts: Iterable[Fact]) -> Timeline | None:
    """Lay out those of ``facts`` that have a date, the earliest first; ``None`` if none has."""
    dated = sorted((fact for fact in facts if fact.starts and fact.ends), key=lambda fact: (fact.starts, fact.ends, fact.slug))
    if not dated:
        return None
    scale = Scale.around(dated)
    marks, lanes, tracks, label_y = [], Lanes(), [0.0] * TRACKS, 0.0
    for fact in dated:
        assert fact.starts is not None
        assert fact.ends is not None
        start, end = scale.share(fact.starts), scale.share(fact.ends, after=1)
        x, width = EDGE + start * (WIDE - 2 * EDGE), (end - start) * (WIDE - 2 * EDGE)
        label = label_of(fact, LETTERS)
        lane, text_x, text_end = lanes.place(x, width, len(label) * LETTER)
        y = TOP + start * scale.depth
        height = max(3.0, (end - start) * scale.depth)
        track = next((track for track, taken in enumerate(tracks) if taken <= y), tracks.index(min(tracks)))
        tracks[track] = y + height + 2
        label_y = max(y, label_y + ROW) if label_y else y
        marks.append(
            Mark(
                fact=fact,
                label=label,
                x=round(x, 1),
                width=round(width, 1),
                lane_y=TOP + lane * LANE + LANE / 2,
                text_x=round(text_x, 1),
                text_end=text_end,
                y=round(y, 1),
                height=round(height, 1),
                track=track,
                label_y=round(label_y, 1),
            )
        )
    return Timeline(marks, scale.ticks(), TOP + len(lanes.ends) * LANE + 16, max(label_y, TOP + scale.depth) + ROW)


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to shares of the line, which runs over whole years."""

    first: datetime.date
    days: int
    step: int
    depth: float

    @classmethod
    def around(cls, facts: Sequence[Fact]) -> "Scale":
        """A line that holds all of ``facts``."""
        begin = min(fact.starts for fact in facts if fact.starts).year
        end = max(fact.ends for fact in facts if fact.ends).year + 1
        step = next((step for step in STEPS if (end - begin) / step <= MOST_TICKS), STEPS[-1])
        first = datetime.date(max(1, begin - begin % step), 1, 1)
        years = max(step, math.ceil((end - first.year) / step) * step)
        last = datetime.date(min(9999, first.year + years), 1, 1)
        return cls(first, max(1, (last - first).days), step, max(DEPTH, ROW * len(facts)))

    def share(self, day: datetime.date, *, after: int = 0) -> float:
        """Where a day (or some days ``after`` it) lies, from 0 to 1."""
        return min(1.0, max(0.0, ((day - self.first).days + after) / self.days))

    def ticks(self) -> list[Tick]:
        found = []
        year = self.first.year
        while year <= 9999 and (share := (datetime.date(year, 1, 1) - self.first).days / self.days) <= 1:
            found.append(Tick(year, round(EDGE + share * (WIDE - 2 * EDGE), 1), round(TOP + share * self.depth, 1)))
            year += self.step
        return found


class Lanes:
    """Rows of the wide drawing; each mark takes the highest one in which neither it nor its label meets another."""

    def __init__(self) -> None:
        self.ends: list[list[tuple[float, float]]] = []

    def place(self, x: float, width: float, label: float) -> tuple[int, float, bool]:
        """The lane, where the label starts (or ends), and whether it stands before the mark."""
        shown = max(width, DOT)
        before = x + shown + GAP / 2 + label > WIDE - EDGE and x - GAP / 2 - label >= EDGE
        if before:
            taken, text_x = (x - GAP / 2 - label, x + shown), x - GAP / 2
        else:
            taken, text_x = (x, x + shown + GAP / 2 + label), x + shown + GAP / 2
        for number, lane in enumerate(self.ends):
            if all(taken[1] + GAP <= start or end + GAP <= taken[0] for start, end in lane):
                lane.append(taken)
                return number, text_x, before
        self.ends.append([taken])
        return len(self.ends) - 1, text_x, before


def label_of(fact: Fact, most: int) -> str:
    """The name or term that a fact is about, or its first words."""
    bold = BOLD.search(fact.statement)
    text = plain(bold[1] if bold else fact.statement)
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,.;:')}…"
