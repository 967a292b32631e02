"""Numbered lines → blocks: a heading, a bullet with its continuation, a paragraph, a row of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from revision.notes import limits
from revision.notes.reading import NoteLine

HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
BULLET = re.compile(r"[-*+•◦▪‣·●○■□➢→–—»]\s+(?=\S)|[-•●](?=[^\W\d_])")
NUMBER = re.compile(
    r"(?:(\d{1,3}(?:\.\d{1,3}){0,5})[.)]|(\d{1,3}(?:\.\d{1,3}){1,5})(?=\s+[A-Z])|\(?[a-zA-Z]\)|\(?[ivx]{1,5}[.)]|\(\d{1,3}\))\s+(?=\S)"
)
QUOTE = re.compile(r"(?:>\s?)+")
FENCE = ("```", "~~~")
RULE = set("-=_*~#·• .|:+")
TABLE_RULE = set("-:| +=")
PAGE_NUMBER = re.compile(r"(?:page\s+|p\.\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[-–]\s*\d{1,4}\s*[-–]", re.IGNORECASE)
PAIR = re.compile(r"\s[-–—=:]\s|:\s")
"""Two halves in one line: a word and what it means."""
WRAPPED = 160
"""A line longer than this was not broken by hand."""
FULL = 40
"""A line at least as long may go on in the next."""


MAX_WRAPPED = 1_000
"""Lines that make one paragraph."""


class Shape(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    TEXT = "text"
    ROW = "row"
    CODE = "code"
    RULE = "rule"
    LONG = "long"


@dataclass(slots=True)
class Block:
    """Some lines that belong together."""

    shape: Shape
    lines: list[tuple[int, str]]
    """Number and words of each, without the marker."""
    level: int = 0
    """Of a heading, 1 to 6; of an item, how far it is indented."""
    number: str = ""
    """Of a numbered item or heading: ``2.1``."""
    alone: bool = True
    """Whether a blank line stands before it."""
    underline: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    size: int = 0
    """Characters so far."""

    @property
    def text(self) -> str:
        return " ".join(text for _number, text in self.lines)

    @property
    def numbers(self) -> list[int]:
        return [number for number, _text in self.lines] + self.underline


def blocks(lines: Sequence[NoteLine]) -> list[Block]:
    """The blocks of the notes in their order. Each line is in exactly one."""
    made: list[Block] = []
    last = -1
    for block in _single_lines(lines):
        number = block.lines[0][0]
        block.alone = number > last + 1 or not made
        last = number
        if made and _underlines(made[-1], block):
            _make_heading(made[-1], block)
        elif made and _goes_on(made[-1], block):
            made[-1].lines += block.lines
            made[-1].size += len(block.lines[0][1])
        else:
            block.size = len(block.lines[0][1])
            made.append(block)
    return _without_lone_rows(made)


def _single_lines(lines: Sequence[NoteLine]) -> Iterator[Block]:
    """Each line as a block of its own."""
    fences = [place for place, line in enumerate(lines) if line.text.lstrip().startswith(FENCE)]
    fenced = {place for opens, closes in zip(fences[::2], fences[1::2], strict=False) for place in range(opens, closes + 1)}
    for place, line in enumerate(lines):
        yield Block(Shape.CODE, [(line.number, line.text)]) if place in fenced else shaped(line)


def shaped(line: NoteLine) -> Block:  # noqa: PLR0911 (one sign after another, the surest first)
    """One line by its marker."""
    if len(line.text) > limits.MAX_LINE:
        return Block(Shape.LONG, [(line.number, line.text)])
    text = line.text.expandtabs(4) if line.text[0] == "\t" else line.text
    if quote := QUOTE.match(text.lstrip()):
        text = text.lstrip()[quote.end() :]
    bare = text.strip()
    indent = len(text) - len(text.lstrip())
    if not bare or set(bare) <= RULE or (PAGE_NUMBER.fullmatch(bare) and len(bare) != 4):
        return Block(Shape.RULE, [(line.number, line.text.strip())])
    if heading := HEADING.match(bare):
        return Block(Shape.HEADING, [(line.number, bare[heading.end() :].rstrip("#").rstrip())], level=len(heading.group(1)))
    if bullet := BULLET.match(bare):
        rest = bare[bullet.end() :]
        inner = NUMBER.match(rest)
        return Block(Shape.ITEM, [(line.number, rest[inner.end() :] if inner else rest)], level=indent)
    if number := NUMBER.match(bare):
        label = number.group(1) or number.group(2) or number.group().strip("(). ")
        return Block(Shape.ITEM, [(line.number, bare[number.end() :])], level=indent, number=label)
    if cells := _cells(bare):
        return Block(Shape.ROW, [(line.number, bare)], cells=cells)
    return Block(Shape.TEXT, [(line.number, bare)], level=indent)


def _cells(bare: str) -> list[str]:
    """The cells of a table's row, by upright strokes or tabs; empty for what is no row."""
    if bare.startswith("|") and bare.count("|") > 1:
        cells = bare.strip("|").split("|")
    elif " | " in bare:
        cells = bare.split(" | ")
    elif "\t" in bare:
        cells = bare.split("\t")
    else:
        return []
    cells = [cell.strip() for cell in cells[:50]]
    return cells if sum(bool(cell) for cell in cells) > 1 or bare.startswith("|") else []


def _underlines(above: Block, block: Block) -> bool:
    """``===`` or ``---`` right below one line of text makes it a heading."""
    drawn = block.lines[0][1]
    return (
        block.shape == Shape.RULE
        and not block.alone
        and above.shape == Shape.TEXT
        and len(above.lines) == 1
        and len(above.text) <= limits.MAX_TITLE
        and len(drawn) > 2
        and set(drawn) in ({"="}, {"-"})
    )


def _make_heading(block: Block, rule: Block) -> None:
    block.shape = Shape.HEADING
    block.level = 1 if rule.lines[0][1][0] == "=" else 2
    block.underline = [rule.lines[0][0]]


def _goes_on(above: Block, block: Block) -> bool:  # noqa: PLR0911 (one sign after another, the surest first)
    """Whether ``block`` is more of what stands above: a line broken by hand, or by the end of a page."""
    if block.shape != Shape.TEXT or above.shape not in {Shape.TEXT, Shape.ITEM}:
        return False
    before, text = above.lines[-1][1], block.lines[0][1]
    if len(above.lines) >= MAX_WRAPPED or above.size + len(text) > limits.MAX_LINE:
        return False
    small = text[0].islower()
    if block.alone:
        return small and len(before) >= FULL and before[-1] not in ".!?:;|*" and not PAIR.search(text[:60])
    if before[-1] == ":" or looks_like_title(text):
        return False
    if above.shape == Shape.ITEM and block.level > above.level:
        return True
    if PAIR.search(text[:60]) and PAIR.search(above.lines[0][1][:60]):
        return False
    if len(before) >= FULL and len(before) <= WRAPPED:
        return True
    return small and not PAIR.search(text[:60]) and not PAIR.search(before[:60])


def looks_like_title(text: str) -> bool:
    """Whether a line of text that follows another at once is nevertheless a heading of its own: marked bold, or short with a colon."""
    if text.startswith("**") and text.rstrip(":").endswith("**") and text.count("**") == 2:
        return True
    return text[-1] == ":" and len(text) <= 60 and text[0].isupper() and len(text.split()) <= 6


def _without_lone_rows(made: Iterable[Block]) -> list[Block]:
    """A single “row” without another beside it is a line with a tab or a stroke in it."""
    rows = list(made)
    for place, block in enumerate(rows):
        if block.shape == Shape.ROW and not block.lines[0][1].startswith("|"):
            beside = [rows[near] for near in (place - 1, place + 1) if 0 <= near < len(rows)]
            if not any(len(near.cells) > 1 for near in beside):
                block.shape = Shape.TEXT
    return rows
