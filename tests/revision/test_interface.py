"""The filters and tags of every page."""

import datetime
import html
import re
from decimal import Decimal

import pytest
import time_machine
from django.template import engines
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from revision.templatetags.interface import icon, less, letter, mark, minutes, moment, per_cent, plain, said, soon, tone_of


def rendered(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


@pytest.mark.parametrize(
    ("text", "shown", "bare"),
    [
        ("Plain.", "Plain.", "Plain."),
        ("The **Seine** flows.", "The <strong>Seine</strong> flows.", "The Seine flows."),
        ("He read *Pravda* daily.", "He read <em>Pravda</em> daily.", "He read Pravda daily."),
        ("***Both***", "<em><strong>Both</strong></em>", "Both"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("**open", "**open", "**open"),
        ("R & D", "R &amp; D", "R & D"),
        ("1 < 2 > 1", "1 &lt; 2 &gt; 1", "1 < 2 > 1"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("**<b onclick=x>**", "<strong>&lt;b onclick=x&gt;</strong>", "<b onclick=x>"),
        ("[a](javascript:x) `b` # c", "[a](javascript:x) `b` # c", "[a](javascript:x) `b` # c"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("", "", ""),
    ],
)
def test_statements_have_bold_and_italics_and_nothing_else(text: str, shown: str, bare: str) -> None:
    assert (said(text), plain(text)) == (shown, bare)


def test_a_statement_is_not_escaped_a_second_time_and_a_plain_one_is() -> None:
    assert rendered("{{ text|said }} {{ text|plain }}", text="**R** & D") == "<strong>R</strong> &amp; D R &amp; D"


@given(st.text(alphabet="ab*_ <>&\"'/=\n\\`[]()", max_size=40))
def test_no_text_becomes_other_markup(text: str) -> None:
    assert re.sub(r"</?(strong|em)>|<br>", "", said(text)).count("<") == 0
    assert html.unescape(re.sub(r"<[^>]*>", "", said(text))) == plain(text)


def test_an_icon_is_silent() -> None:
    assert icon("flag") == '<svg class="icon" aria-hidden="true"><use href="/static/icons/icons.svg#flag"></use></svg>'
    shown = rendered('{% icon name "big" %}', name='"><b>')
    assert shown == ('<svg class="icon big" aria-hidden="true"><use href="/static/icons/icons.svg#&quot;&gt;&lt;b&gt;"></use></svg>')


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0, "0"),
        (Decimal("0.00000"), "0"),
        (Decimal(7), "7"),
        (Decimal("7.50"), "7.5"),
        (Decimal("6.66667"), "6.67"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (0.25, "0.25"),
        (10.0, "10"),
    ],
)
def test_marks(value: Decimal | float | None, shown: str) -> None:
    assert mark(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0, "0%"), (Decimal("0.58"), "58%"), (0.584, "58%"), (Decimal("0.66667"), "67%"), (1, "100%")],
)
def test_per_cent(value: Decimal | float | None, shown: str) -> None:
    assert per_cent(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "about 1 minute"),
        (0, "about 1 minute"),
        (89, "about 1 minute"),
        (91, "about 2 minutes"),
        (420, "about 7 minutes"),
        (3600.0, "about 60 minutes"),
    ],
)
def test_minutes(seconds: float | None, shown: str) -> None:
    assert minutes(seconds) == shown


NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)  # A Monday.


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("2026-11-23T20:00", "today, 20:00"),
        ("2026-11-23T00:00", "today, 00:00"),
        ("2026-11-23T23:59", "today, 23:59"),
        ("2026-11-24T00:00", "tomorrow, 00:00"),
        ("2026-11-22T23:59", "yesterday, 23:59"),
        ("2026-11-25T09:05", "Wednesday, 09:05"),
        ("2026-11-29T20:00", "Sunday, 20:00"),
        ("2026-11-30T20:00", "30 November, 20:00"),
        ("2026-11-21T20:00", "21 November, 20:00"),
        ("2026-12-31T20:00", "31 December, 20:00"),
        ("2027-01-01T20:00", "1 January 2027, 20:00"),
        ("2025-12-31T20:00", "31 December 2025, 20:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(when: str, shown: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert moment(datetime.datetime.fromisoformat(f"{when}:00+00:00")) == shown


@pytest.mark.parametrize(("when", "shown"), [("2026-07-01T23:30", "tomorrow, 00:30"), ("2026-07-01T22:30", "today, 23:30")])
def test_a_day_is_a_day_on_the_schools_clock(when: str, shown: str) -> None:
    with time_machine.travel(datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC), tick=False):
        assert moment(datetime.datetime.fromisoformat(f"{when}:00+00:00")) == shown


@pytest.mark.parametrize(
    ("when", "is_soon"),
    [
        ("2026-11-20T09:00", True),
        ("2026-11-23T12:00", True),
        ("2026-11-24T23:59", True),
        ("2026-11-25T00:00", False),
    ],
)
def test_soon_is_before_the_end_of_tomorrow(when: str, is_soon: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        assert soon(datetime.datetime.fromisoformat(f"{when}:00+00:00")) == is_soon


@pytest.mark.parametrize(
    ("score", "tone"),
    [
        (None, "neutral"),
        (0, "wrong"),
        (0.599, "wrong"),
        (0.6, "part"),
        (Decimal("0.74999"), "part"),
        (0.75, "right"),
        (1, "right"),
    ],
)
def test_a_score_has_its_colour(score: float | None, tone: str) -> None:
    assert tone_of(score) == tone


def test_options_have_letters() -> None:
    assert [letter(place) for place in (1, 2, 20)] == ["A", "B", "T"]


def test_what_is_left_is_never_below_nothing() -> None:
    assert [less(5, 3), less(3, 3), less(3, 5)] == [2, 0, 0]


def test_another_clock_and_another_language() -> None:
    with time_machine.travel(NOW, tick=False), timezone.override("Asia/Tokyo"), translation.override("fr"):
        assert moment(datetime.datetime(2026, 11, 25, 20, 0, tzinfo=datetime.UTC)) == "jeudi, 05:00"
