"""Dates of history, from text to words and to days of the calendar."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from revision.dates import PartialDate, When

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("1924", "1924", DAY(1924, 1, 1), DAY(1924, 12, 31)),
        ("1924-02", "February 1924", DAY(1924, 2, 1), DAY(1924, 2, 29)),
        ("1923-02", "February 1923", DAY(1923, 2, 1), DAY(1923, 2, 28)),
        ("1924-01-21", "21 January 1924", DAY(1924, 1, 21), DAY(1924, 1, 21)),
        ("  1924-01-21 ", "21 January 1924", DAY(1924, 1, 21), DAY(1924, 1, 21)),
        ("0988", "988", DAY(988, 1, 1), DAY(988, 12, 31)),
        ("9999-12-31", "31 December 9999", DAY(9999, 12, 31), DAY(9999, 12, 31)),
        ("1917/1923", "1917–1923", DAY(1917, 1, 1), DAY(1923, 12, 31)),
        ("1917 / 1923", "1917–1923", DAY(1917, 1, 1), DAY(1923, 12, 31)),
        ("1924/1924", "1924–1924", DAY(1924, 1, 1), DAY(1924, 12, 31)),
        ("1922-04-03/1924", "3 April 1922 – 1924", DAY(1922, 4, 3), DAY(1924, 12, 31)),
        ("1922/1924-02", "1922 – February 1924", DAY(1922, 1, 1), DAY(1924, 2, 29)),
        ("1924-05/1924", "May 1924 – 1924", DAY(1924, 5, 1), DAY(1924, 12, 31)),
    ],
)
def test_a_date_is_read_said_and_placed(text: str, words: str, first: DAY, last: DAY) -> None:
    when = When.parse(text)
    assert (str(when), when.first_day(), when.last_day()) == (words, first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "“” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("24", "“24” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("19240", "“19240” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("1924-1", "“1924-1” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("21.1.1924", "“21.1.1924” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("-1924", "“-1924” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("about 1924", "“about 1924” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("١٩٢٤", "“١٩٢٤” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("1924-00", "“1924-00” is not in the calendar"),
        ("1924-00-00", "“1924-00-00” is not in the calendar"),
        ("1924-01-00", "“1924-01-00” is not in the calendar"),
        ("1924-13", "“1924-13” is not in the calendar"),
        ("1923-02-29", "“1923-02-29” is not in the calendar"),
        ("1924-04-31", "“1924-04-31” is not in the calendar"),
        ("0000", "“0000” is not in the calendar"),
        ("1923/1917", "“1923/1917” ends before it starts"),
        ("1924-02/1924-01-31", "“1924-02/1924-01-31” ends before it starts"),
        ("1917/", "“” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("/1917", "“” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("1917/1918/1919", "“1918/1919” is not a year, a month (1924-01) or a day (1924-01-21)"),
        ("1917–1923", "“1917–1923” is not a year, a month (1924-01) or a day (1924-01-21)"),
    ],
)
def test_what_is_no_date_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the whole message is compared)
        When.parse(text)
    assert str(refused.value) == message


def test_a_partial_date_is_no_range() -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        PartialDate.parse("1917/1923")
    assert str(refused.value) == "“1917/1923” is not a year, a month (1924-01) or a day (1924-01-21)"


def test_the_month_follows_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert str(When.parse("1924-01-21")) == "21 janvier 1924"


@given(st.dates())
def test_every_day_of_the_calendar_is_itself(day: datetime.date) -> None:
    when = When.parse(day.isoformat())
    assert (when.first_day(), when.last_day()) == (day, day)


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_day_lies_within_its_month_and_its_year(day: datetime.date, letters: int) -> None:
    when = When.parse(day.isoformat()[:letters])
    assert when.first_day() <= day <= when.last_day()


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_range_holds_exactly_what_its_ends_say(one: datetime.date, other: datetime.date, left: int, right: int) -> None:
    start, end = sorted([one, other])
    when = When.parse(f"{start.isoformat()[:left]}/{end.isoformat()[:right]}")
    assert when == When(PartialDate.parse(start.isoformat()[:left]), PartialDate.parse(end.isoformat()[:right]))
    assert when.first_day() <= start <= end <= when.last_day()


@given(st.text(alphabet="0123456789-/ ", max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        when = When.parse(text)
    except ValueError:
        return
    assert when.first_day() <= when.last_day()
