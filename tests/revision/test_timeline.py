"""Dated facts on a line: each in its place, no label over another."""

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision.dates import When
from revision.models import Fact
from revision.timeline import EDGE, LETTER, LETTERS, PHONE, ROW, TOP, WIDE, label_of, timeline_of


def fact(when: str, statement: str = "**Something** happened.", slug: str = "f") -> Fact:
    made = Fact(statement=statement, when=when, slug=slug)
    parsed = When.parse(when)
    made.starts, made.ends = parsed.first_day(), parsed.last_day()
    return made


def test_without_dates_there_is_no_line():
    assert timeline_of([]) is None
    assert timeline_of([Fact(statement="Undated.")]) is None


def test_years_months_and_days_have_their_place():
    line = timeline_of([fact("1924"), fact("1924-07", slug="g"), fact("1925-01-01", slug="h"), fact("1926/1927", slug="i")])

    year = (WIDE - 2 * EDGE) * 365.25 / 1461  # 1924 to the end of 1927
    starts = [round((mark.x - EDGE) / year, 1) for mark in line.marks]
    widths = [round(mark.width / year, 1) for mark in line.marks]
    assert (starts, widths) == ([0.0, 0.5, 1.0, 2.0], [1.0, 0.1, 0.0, 2.0])
    assert [mark.is_dot for mark in line.marks] == [False, False, True, False]
    assert [tick.year for tick in line.ticks] == [1924, 1925, 1926, 1927, 1928]


def test_the_order_is_that_of_time():
    line = timeline_of([fact("1925", slug="c"), fact("1924", slug="b"), fact("1923-12-31", slug="a")])

    assert [one.slug for one in line.facts] == ["a", "b", "c"]


def test_spans_that_overlap_stand_beside_each_other_on_a_phone():
    line = timeline_of([fact("1917/1927", slug="a"), fact("1918/1920", slug="b"), fact("1919", slug="c"), fact("1922/1924", slug="d")])

    assert [(mark.fact.slug, mark.track) for mark in line.marks] == [("a", 0), ("b", 1), ("c", 2), ("d", 1)]


@pytest.mark.parametrize(("first", "last"), [("1917", "1941"), ("0001", "9999"), ("1924", "1924"), ("1066", "1945")])
def test_the_years_are_round_and_few(first, last):
    ticks = timeline_of([fact(first), fact(last, slug="g")]).ticks

    assert 2 <= len(ticks) <= 15
    assert ticks[0].year <= int(first)


DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(2100, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 9000), st.text("abc de", min_size=1, max_size=60)), min_size=1, max_size=40))
def test_no_label_lies_over_another_and_all_stay_inside(rows):
    facts = []
    for number, (start, days, text) in enumerate(rows):
        end = min(start + datetime.timedelta(days=days), datetime.date(2100, 12, 31))
        facts.append(fact(f"{start}/{end}", statement=f"{text}.", slug=f"f{number:02}"))

    line = timeline_of(facts)

    lanes: dict[float, list[tuple[float, float]]] = {}
    for mark in line.marks:
        length = len(mark.label) * LETTER
        start, end = (mark.text_x - length, mark.text_x) if mark.text_end else (mark.text_x, mark.text_x + length)
        lanes.setdefault(mark.lane_y, []).append((start, end))
        assert EDGE - 1 <= mark.x <= WIDE - EDGE + 1
        assert TOP <= mark.lane_y < line.height
        assert mark.label_y < line.phone_height
    for spans in lanes.values():
        spans.sort()
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    rows_down = [mark.label_y for mark in line.marks]
    assert all(after - before >= ROW - 0.2 for before, after in itertools.pairwise(rows_down))


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("Lenin’s **Testament** was read.", "Testament"),
        ("It rained.", "It rained."),
        ("A sentence without any bold words that goes on", "A sentence without any bold…"),
        ("**A very long bold term that does not end**", "A very long bold term that…"),
    ],
)
def test_a_label_is_the_term_or_the_first_words(statement, label):
    assert label_of(fact("1924", statement), LETTERS) == label
    assert len(label) * LETTER < PHONE
