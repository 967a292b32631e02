"""When things happen at a school: homework is set in lessons, due in the evening, and mostly done on the last one."""

import datetime
from random import Random

from django.utils import timezone

LESSONS = ((8, 50), (9, 50), (11, 10), (12, 10), (13, 50), (14, 50))
"""Hour and minute at which homework is given out."""
DUE_HOUR = 20
LAST_DAY = 0.9
"""How much the last day draws, against all the days before it together."""
TRIES = 40

FRIDAY, SATURDAY = 4, 5


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A time of day where the school stands."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def next_exam(today: datetime.date) -> datetime.date:
    """The second Tuesday of June that comes next."""
    for year in (today.year, today.year + 1):
        first = datetime.date(year, 6, 1)
        exam = first + datetime.timedelta(days=(1 - first.weekday()) % 7 + 7)
        if exam > today:
            break
    return exam


def evening(day: datetime.date) -> datetime.datetime:
    """When homework is due on ``day``."""
    return at(day, DUE_HOUR)


def school_night(day: datetime.date) -> datetime.date:
    """``day``, or the Thursday before where it is a Friday or Saturday: nothing is due on those evenings."""
    return day - datetime.timedelta(days={FRIDAY: 1, SATURDAY: 2}.get(day.weekday(), 0))


def lesson(day: datetime.date, draw: Random, before: datetime.datetime) -> datetime.datetime:
    """A lesson on ``day``, or on the last school day before it; it has begun by ``before``."""
    while True:
        begun = [at(day, *time) for time in LESSONS if at(day, *time) <= before]
        if begun and day.weekday() < SATURDAY:
            return draw.choice(begun)
        day -= datetime.timedelta(days=1)


def sitting(earliest: datetime.datetime, latest: datetime.datetime, draw: Random) -> datetime.datetime:
    """When somebody sits down to homework between two times: an evening or weekend, most often the last one."""
    first, last = timezone.localtime(earliest).date(), timezone.localtime(latest).date()
    days = [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]
    weights = [1.0] * (len(days) - 1) + [max(1.0, LAST_DAY * (len(days) - 1))]
    for _try in range(TRIES):
        time = _free_time(draw.choices(days, weights)[0], draw)
        if earliest <= time <= latest:
            return time
    return earliest + (latest - earliest) * draw.random()


def _free_time(day: datetime.date, draw: Random) -> datetime.datetime:
    """A time out of lessons on ``day``, to the second."""
    if day.weekday() >= SATURDAY:
        hour = draw.triangular(10.5, 21.5, 16.0)
    elif draw.random() < 0.08:
        hour = draw.uniform(12.6, 13.3)
    else:
        hour = draw.triangular(16.2, 21.8, 18.8)
    return at(day, 0) + datetime.timedelta(seconds=round(hour * 3600))
