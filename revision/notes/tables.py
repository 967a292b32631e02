"""Rows of a table → what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

from revision.notes import limits
from revision.notes.blocks import Block
from revision.notes.recognising import only_a_date, side_of
from revision.notes.wording import is_term, wording


@dataclass(frozen=True, slots=True)
class Said:
    """A statement from a table, with the lines it comes from; ``column`` is the heading of a side's column."""

    statement: str
    lines: tuple[int, ...]
    column: str = ""


def read_table(rows: Sequence[Block], *, ruled: bool) -> tuple[tuple[int, ...], list[Said]]:
    """The lines that head the columns of sides, and the statements. ``ruled``: a line is drawn below the first row."""
    cells = [[wording([(row.numbers[0], cell)]).plain for cell in row.cells] for row in rows]
    numbers = [row.numbers[0] for row in rows]
    sides = [side_of(cell) for cell in cells[0]]
    if len(rows) > 1 and {"for", "against"} <= set(sides):
        return (numbers[0],), _by_column(cells, numbers)
    heads = cells[0] if len(rows) > 1 and (ruled or _are_heads(rows[0].cells) or _unlike_the_rest(cells)) else []
    body = range(1 if heads else 0, len(rows))
    above = (numbers[0],) if heads else ()
    return (), [Said(said, (*above, numbers[row])) for row in body if (said := _row(cells[row], heads))] if body else []


def _are_heads(cells: Sequence[str]) -> bool:
    """Cells that are all bold, or all end with a colon."""
    filled = [cell for cell in cells if cell]
    return all(cell.endswith(":") for cell in filled) or all(cell.startswith("**") and cell.endswith("**") for cell in filled)


def _unlike_the_rest(cells: Sequence[Sequence[str]]) -> bool:
    """A first row of single capitalised words above rows that end with small letters or figures."""
    first, rest = [cell for cell in cells[0] if cell], cells[1:]
    return (
        len(rest) > 1
        and all(len(cell.split()) <= 2 and cell[0].isupper() and not any(letter.isdecimal() for letter in cell) for cell in first)
        and all(row[-1] and not row[-1][0].isupper() for row in rest)
    )


def _by_column(cells: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[Said]:
    """Each cell an argument for the side that its column names."""
    return [
        Said(said, (numbers[row],), head.strip(" :")[: limits.MAX_TITLE] or "–")
        for column, head in enumerate(cells[0])
        for row in range(1, len(cells))
        if column < len(cells[row]) and (said := cells[row][column].strip())
    ]


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """What a row says: its first cell, and the others with the heads of their columns."""
    first = cells[0].strip(" :")
    others = [(heads[place].strip(" :") if place < len(heads) else "", cell) for place, cell in enumerate(cells) if place and cell]
    if not others:
        return first
    said = others[0][1] if len(others) == 1 else "; ".join(f"{head}: {cell}" if head else cell for head, cell in others)
    if not first:
        return said
    return (
        f"**{first}**: {said}"
        if is_term(first) and not only_a_date(first) and any(letter.isalpha() for letter in first)
        else f"{first}: {said}"
    )
