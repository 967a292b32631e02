"""Words of a block of lines: bold parts, sentences, and from which line each comes. Everything here takes time in step with the length."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from revision.notes.signals import ABBREVIATIONS

END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
EMPHASIS = re.compile(r"(?<![\w*])[*_](?=[^\s*_])([^*_\n]*)(?<=[^\s*_])[*_](?![\w*])")
OPENS = re.compile(r"[\"'“‘«(\[*]*[^\W_a-zß-öø-ÿ]")
"""How a sentence starts: a capital, a figure, or a letter of a script without small ones."""
TERM_WORDS = 8
TERM_LENGTH = 80


@dataclass(slots=True)
class Wording:
    """The plain words of some lines, the parts of them that were bold, and where each line starts."""

    plain: str
    bold: list[tuple[int, int]] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    """(place in ``plain``, number of the line)."""

    def lines(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the lines from which ``plain[start:end]`` comes."""
        first = max(0, bisect_right(self.starts, start, key=itemgetter(0)) - 1)
        last = max(first, bisect_right(self.starts, max(start, end - 1), key=itemgetter(0)) - 1)
        return tuple(dict.fromkeys(number for _place, number in self.starts[first : last + 1]))

    def marked(self, start: int, end: int) -> str:
        """``plain[start:end]`` with ``**bold**`` around the names and terms in it. A whole bold sentence names nothing."""
        said, at = [], start
        for opens, closes in self.bold[bisect_left(self.bold, (start, 0)) :]:
            if opens >= end:
                break
            if closes <= end and is_term(self.plain[opens:closes]) and (closes - opens) < 0.8 * (end - start):
                said += [self.plain[at:opens], "**", self.plain[opens:closes], "**"]
                at = closes
        return " ".join("".join([*said, self.plain[at:end]]).split())


def is_term(words: str) -> bool:
    """Whether bold words are a name or a term, and not a sentence in bold."""
    return len(words) <= TERM_LENGTH and len(words.split()) <= TERM_WORDS and words[-1:] not in ".!?"


def wording(lines: Sequence[tuple[int, str]]) -> Wording:
    """The words of numbered lines, joined, without marks."""
    joined = "\n".join(tidied(text) for _number, text in lines)
    pieces = joined.replace("__", "**").split("**")
    if len(pieces) % 2 == 0:  # the last ** has no partner
        pieces[-2:] = ["".join(pieces[-2:])]
    made = Wording("")
    said: list[str] = []
    length = 0
    numbers = iter(lines)
    made.starts.append((0, next(numbers)[0]))
    for place, piece in enumerate(pieces):
        begins = length
        for part, words in enumerate(piece.split("\n")):
            if part:
                said.append(" ")
                length += 1
                made.starts.append((length, next(numbers)[0]))
            said.append(words)
            length += len(words)
        if place % 2:
            made.bold.append((begins, length))
    made.plain = "".join(said)
    made.bold = [span for opens, closes in made.bold if (span := _trimmed(made.plain, opens, closes))]
    return made


def tidied(text: str) -> str:
    """One line without code ticks, links and italics, and with single spaces."""
    words = " ".join(text.split())
    if "](" in words:
        words = LINK.sub(r"\1", words)
    if "`" in words:
        words = words.replace("`", "")
    if "*" in words or "_" in words:
        words = EMPHASIS.sub(r"\1", words)
    return words


def _trimmed(plain: str, opens: int, closes: int) -> tuple[int, int] | None:
    """A bold part without the spaces and the colon at its ends; ``None`` where nothing is left."""
    words = plain[opens:closes]
    opens += len(words) - len(words.lstrip(" :,;"))
    words = words.strip(" :,;")
    return (opens, opens + len(words)) if any(letter.isalnum() for letter in words) else None


def sentences(plain: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends. Abbreviations, initials and decimals end none."""
    found = []
    start = 0
    for stop in END.finditer(plain):
        after = stop.end()
        while after < len(plain) and plain[after].isspace():
            after += 1
        if after < len(plain) and _ends_here(plain, stop, after):
            found.append((start, stop.end()))
            start = after
    if plain[start:].strip():
        found.append((start, len(plain.rstrip())))
    return found


def _ends_here(plain: str, stop: re.Match[str], after: int) -> bool:
    """Whether the full stop ends a sentence: what follows starts one, and what stands before is no abbreviation."""
    if not OPENS.match(plain, after):
        return False
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    before = plain[max(0, stop.start() - 12) : stop.start()]
    word = before.split()[-1].lstrip("\"'“‘(").lower() if before.split() else ""
    if word in ABBREVIATIONS or word.isdecimal():
        return word.isdecimal() and not plain[after].isdecimal() and len(before.split()) > 1
    after_number = len(before.split()) > 1 and before.split()[-2][-1:].isdecimal()  # “4200 J.”
    return after_number or not (len(word) == 1 and word.isalpha() and before[-1:].isupper())
