"""The cells of a table that becomes a file."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from revision.templatetags.interface import mark

type Cell = str | int | float | Decimal | datetime.datetime | None
"""Text, a figure, a time (with its zone), or nothing."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that starts so for a formula (OWASP, CSV injection); full-width forms of the signs too."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. ``rows`` starts anew each time it is called and holds few rows at once, so that memory stays flat."""

    name: str
    head: Sequence[str]
    rows: Callable[[], Iterator[Sequence[Cell]]]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text."""
    return text.lstrip().startswith(FORMULA) or text.startswith(FORMULA)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if is_formula(text) else text


def as_text(cell: Cell) -> str:
    """A cell of a CSV file; times as the school's clock shows them, figures without needless noughts."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_cell(cell)
    if isinstance(cell, datetime.datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    return str(cell) if isinstance(cell, int) else mark(cell)
