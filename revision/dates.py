"""Dates of history: a year, a month or a day, or a range of these.

Written as ISO 8601-2 (EDTF level 0) writes them: ``1924``, ``1924-01``, ``1924-01-21``, ``1917/1923``.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Self

from django.utils import dates as names

PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exactly as it is known; ``month`` and ``day`` are ``None`` where they are not."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1924``, ``1924-01`` or ``1924-01-21``; raises ``ValueError`` that names the text."""
        match = PART.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"“{text.strip()}” is not a year, a month (1924-01) or a day (1924-01-21)")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            datetime.date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise ValueError(f"“{text.strip()}” is not in the calendar") from None
        return cls(year, month, day)

    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        if self.month is None:
            return str(self.year)
        month = names.MONTHS[self.month]
        return f"{month} {self.year}" if self.day is None else f"{self.day} {month} {self.year}"


@dataclass(frozen=True, slots=True)
class When:
    """One partial date, or a range of two with the later not before the earlier."""

    start: PartialDate
    end: PartialDate | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a partial date or a range with a slash; raises ``ValueError`` that says what is wrong."""
        first, slash, second = text.partition("/")
        start = PartialDate.parse(first)
        end = PartialDate.parse(second) if slash else None
        if end is not None and end.last_day() < start.first_day():
            raise ValueError(f"“{text.strip()}” ends before it starts")
        return cls(start, end)

    def first_day(self) -> datetime.date:
        return self.start.first_day()

    def last_day(self) -> datetime.date:
        return (self.end or self.start).last_day()

    def __str__(self) -> str:
        if self.end is None:
            return str(self.start)
        if self.start.month is None and self.end.month is None:
            return f"{self.start}–{self.end}"
        return f"{self.start} – {self.end}"
