"""When things happen at a school."""

import datetime
from random import Random

import pytest
from django.utils import timezone

from accounts.demo import timetable

MONDAY = datetime.date(2026, 11, 23)


def day(number: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=number)


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (3, 3), (4, 3), (5, 3), (6, 6)])
def test_nothing_is_due_on_fridays_and_saturdays(asked: int, given: int) -> None:
    assert timetable.school_night(day(asked)) == day(given)


@pytest.mark.parametrize("before", [timetable.at(day(0), 8, 49), timetable.at(day(-1), 12), timetable.at(day(-2), 3)])
def test_before_the_first_lesson_it_was_last_week(before: datetime.datetime) -> None:
    found = timezone.localtime(timetable.lesson(day(0), Random(1), before))
    assert found.date() == day(-3)


def test_lessons_begin_on_the_day_itself() -> None:
    found = {timezone.localtime(timetable.lesson(day(1), Random(seed), timetable.at(day(1), 12))) for seed in range(40)}
    assert {(time.date(), time.hour, time.minute) for time in found} == {(day(1), 8, 50), (day(1), 9, 50), (day(1), 11, 10)}


def test_sitting_down_is_out_of_lessons_and_mostly_late() -> None:
    earliest, latest = timetable.at(day(0), 15), timetable.at(day(4), 19, 50)
    times = [timezone.localtime(timetable.sitting(earliest, latest, Random(seed))) for seed in range(400)]
    assert all(earliest <= time <= latest for time in times)
    assert all(12 <= time.hour < 22 for time in times)
    assert 120 <= sum(time.date() == day(4) for time in times) <= 260


def test_a_span_that_nobody_has_free_is_used_all_the_same() -> None:
    earliest, latest = timetable.at(day(0), 2), timetable.at(day(0), 2, 30)
    assert earliest <= timetable.sitting(earliest, latest, Random(1)) <= latest
