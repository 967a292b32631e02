"""The blocks that course files are made of: a first line that says what it is, and the lines under it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from revision.question_types.base import Line

NAMES = {
    "Course": {"Slug", "Summary"},
    "Topic": {"Slug", "Summary"},
    "Fact": {"Statement", "Kind", "When", "For", "Against", "Note", "Reference"},
    "Source": {"Title", "Kind", "Origin", "Text", "Picture", "Alternative"},
    "Question": {"Type", "Facts", "Source", "Prompt", "Hint", "Explanation"},
}
MANY = {"Hint"}
"""What may be given several times; each has a line of the value."""
NAMED = re.compile(r"([A-Z][a-z]+):(?:\s+(.*))?")
MARKED = re.compile(r"([*=!~+-]|\d+\.)\s+(.*)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in the files: where, and what."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.message}"


@dataclass(slots=True)
class Block:
    """A ``Fact: …`` (or the like) and the lines under it."""

    what: str
    title: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    marked: list[Line] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)


class BlockReader:
    """Reads the lines of one text; ``blocks`` grows on the way. What is not understood is told to ``wrong`` and passed over."""

    def __init__(self, wrong: Callable[[int, str], None]) -> None:
        self.wrong = wrong
        self.blocks: list[Block] = []
        self.last = ""
        """Where a continuation goes: the name of a value, the part of a marked line, or nowhere."""

    def read(self, text: str) -> list[Block]:
        above = ""
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.rstrip()
            goes_on, above = bool(above), line
            if line and not line.startswith("#"):
                self.line(number, line, goes_on=goes_on)
        return self.blocks

    def line(self, number: int, line: str, *, goes_on: bool) -> None:
        """Take one line; ``goes_on`` where none is left blank above it."""
        block = self.blocks[-1] if self.blocks else None
        if line[0] in " \t":
            if block is None or not self.last:
                self.wrong(number, "this line continues nothing")
            else:
                self.continued(block, line.strip())
        elif named := NAMED.fullmatch(line):
            self.named(number, named[1], (named[2] or "").strip(), goes_on=goes_on)
        elif (marked := MARKED.fullmatch(line)) and block and block.what == "Question":
            block.marked.append(Line(number, marked[1], marked[2].strip()))
            self.last = "text"
        elif line.startswith("|") and block and block.what == "Source":
            block.table.append([cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")])
            self.last = ""
        else:
            self.wrong(number, f"not understood: “{line[:60]}”. A line that goes on from the one above starts with a space")

    def named(self, number: int, name: str, value: str, *, goes_on: bool) -> None:
        """Take a line ``Name: value``: a block of its own, or a value of the block. ``Source:`` is both: within a block it is a value."""
        block = self.blocks[-1] if self.blocks else None
        if name in NAMES and not (goes_on and block and name in NAMES[block.what]):
            self.blocks.append(Block(name, value, number))
            self.last = "title"
        elif block and name in NAMES[block.what]:
            if name in block.values and name not in MANY:
                self.wrong(number, f"“{name}:” is given twice in {block.what.lower()} “{block.title}”")
            block.values[name] = f"{block.values[name]}\n{value}" if name in MANY and name in block.values else value
            block.lines[name] = number
            self.last = name
        else:
            known = ", ".join(sorted(NAMES[block.what])) if block else "Course, Topic"
            self.wrong(number, f"“{name}:” is not known here; known are: {known}")
            self.last = "ignored"

    def continued(self, block: Block, text: str) -> None:
        """Add ``text`` to what the line above said."""
        if self.last in {"text", "below", "misconception"}:
            if part := {">": "below", "?": "misconception"}.get(text[0]):
                self.last, text = part, text[1:].strip()
            line = block.marked[-1]
            said: dict[str, Any] = {self.last: f"{getattr(line, self.last)} {text}".strip()}
            block.marked[-1] = replace(line, **said)
        elif self.last == "title":
            block.title = f"{block.title} {text}"
        elif self.last != "ignored":
            block.values[self.last] = f"{block.values[self.last]} {text}".strip()
