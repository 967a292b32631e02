"""Which blocks are headings, and which of them stand above which others.

Markdown says its levels. Other headings only look like it: “Chapter 2”, capitals, numbers, bold lines, a colon or a question mark at
the end. Each way has a rank (a smaller one stands above); a heading belongs to the last one of a smaller rank.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from revision.notes import limits
from revision.notes.blocks import NUMBER, PAIR, Block, Shape, looks_like_title
from revision.notes.recognising import ASKED, VERB, is_generic, only_a_date, side_of
from revision.notes.signals import SIDES
from revision.notes.wording import tidied

PART, CHAPTER, CAPITALS, NUMBERED, BOLD, PLAIN, MINOR, DATE = 7, 8, 10, 20, 30, 31, 40, 45
"""Ranks; those of Markdown are 1 to 6."""
LONGEST = 200
NUMERAL = r"(?:\d{1,3}|[ivxl]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
NAMED = re.compile(
    rf"(part|book|chapter|unit|module|section|lesson|topic|theme|week|lecture|paper)\s+{NUMERAL}\b(?!\s+[a-z])", re.IGNORECASE
)
WITH_SIDE = re.compile(
    rf"(.{{10,{LONGEST}}}?\?[\"'”’]?)\s*(?:\*\*)?\s*({'|'.join(sorted(SIDES['for'] | SIDES['against']))})\s*:?\s*(?:\*\*)?:?",
    re.IGNORECASE,
)
"""“… strengthened the country? Agree:” – a plan and its first side in one line."""


@dataclass(frozen=True, slots=True)
class Title:
    """A heading's words, and its rank."""

    text: str
    rank: int


def titles(found: Sequence[Block]) -> dict[int, list[Title]]:
    """The headings by the place of their block. A block has two where a plan and its first side stand in one line."""
    named: dict[int, list[Title]] = {}
    for place, block in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        if made := _title(block, before, after, before_is_title=place - 1 in named):
            named[place] = made
    if not any(title.rank < BOLD and title.rank not in {PART, CHAPTER} for made in named.values() for title in made):
        _raise_empty(found, named)
    return named


def _raise_empty(found: Sequence[Block], named: dict[int, list[Title]]) -> None:
    """In notes without levels, a heading that is followed at once by another holds the ones that come."""
    for place, made in list(named.items()):
        below = named.get(place + 1)
        if len(made) == 1 and made[0].rank in {BOLD, PLAIN} and below and (below[0].rank < MINOR or _says_of_what(below[0])):
            named[place] = [replace(made[0], rank=CHAPTER)]
    for place, made in list(named.items()):  # a date alone is a chapter's first year, or one of a list of dates
        below = named.get(place + 1)
        if len(made) == 1 and made[0].rank == PLAIN and below and below[0].rank == DATE and place + 2 in named:
            named[place] = [replace(made[0], rank=CHAPTER)]


def _says_of_what(title: Title) -> bool:
    """“Strengths of the alliance” says more than “Strengths”: what stands above it is more than the claim."""
    return title.rank == MINOR and " of " in title.text


def document_title(found: Sequence[Block], named: dict[int, list[Title]]) -> Title | None:
    """The title of the whole: the first line, if it is a heading with another right below, and none is its equal."""
    if 0 not in named or 1 not in named or len(named[0]) > 1:
        return None
    first, second = named[0][0], named[1][0]
    others = [title.rank for place, made in named.items() if place for title in made]
    if first.rank >= MINOR or NAMED.match(first.text):
        return None
    return (
        first
        if min(others) > first.rank or (second.rank <= first.rank and first.rank != second.rank) or _twice_raised(first, second)
        else None
    )


def _twice_raised(first: Title, second: Title) -> bool:
    return first.rank == second.rank and first.rank in {CHAPTER, CAPITALS}


def _title(block: Block, before: Block | None, after: Block | None, *, before_is_title: bool) -> list[Title]:  # noqa: PLR0911 (one sign after another, the surest first)
    """The heading or headings that a block is; empty for anything else."""
    if len(block.lines) > 1 or block.shape not in {Shape.HEADING, Shape.ITEM, Shape.TEXT}:
        return []
    raw = block.lines[0][1]
    words = _bare(raw)
    if len(raw) > LONGEST + 20 or not any(letter.isalnum() for letter in words) or len(words) > LONGEST:
        return []
    if block.shape == Shape.HEADING:
        number = NUMBER.match(words)
        return [Title(words[number.end() :] if number else words, block.level)]
    if block.shape == Shape.ITEM:
        return _numbered(block, words, before, after, before_is_title=before_is_title)
    if after is None:
        return []
    if split := WITH_SIDE.fullmatch(raw):
        return [Title(_bare(split[1]), PLAIN), Title(_bare(split[2]), MINOR)]
    rank = _rank(block, raw, words, before, after)
    if rank is None:
        return []
    if rank >= CAPITALS and only_a_date(words):
        return [Title(words, DATE)]
    return [Title(words, MINOR if rank >= CAPITALS and is_generic(words) else rank)]


def _rank(block: Block, raw: str, words: str, before: Block | None, after: Block) -> int | None:  # noqa: PLR0911 (one sign after another, the surest first)
    """The rank of a line of text as a heading; ``None`` where it is a sentence."""
    short = len(words) <= limits.MAX_TITLE and len(words.split()) <= 14
    free = block.alone or before is None or before.shape != Shape.TEXT or before.text[-1] in ".!?"
    if not short and not (block.alone and (raw.rstrip("\"'”’*").endswith("?") or ASKED.search(words))):
        return None
    if named := NAMED.match(words):
        return (PART if named[1].lower() in {"part", "book"} else CHAPTER) if words[-1] not in ".;," else None
    if raw.startswith("**") and raw.rstrip(": ").endswith("**") and raw.count("**") == 2 and words[-1] not in ".!;,":
        return BOLD
    if not free:
        return PLAIN if raw.endswith(":") and len(words.split()) <= 6 and words[0].isupper() else None
    letters = [letter for letter in words if letter.isalpha()]
    if len(letters) > 3 and all(letter.isupper() for letter in letters) and words[-1] not in ".;,":
        return CAPITALS
    if raw.rstrip("* ").endswith(":"):
        return None if len(words.split()) > 6 and ("," in words or ". " in words or VERB.search(words)) else PLAIN
    if raw.rstrip("\"'”’* ").endswith("?") or (ASKED.search(words) and block.alone):
        return PLAIN
    return PLAIN if _stands_alone(block, words, after) else None


def _stands_alone(block: Block, words: str, after: Block) -> bool:
    """Whether a short line without any mark is a heading: what follows is a list, a table or whole sentences."""
    if (
        len(words.split()) > 8
        or len(words) > 70
        or words[-1] in ".!,;)"
        or not (words[0].isupper() or words[0].isdecimal())
        or PAIR.search(words)
    ):
        return False
    if any(letter in words for letter in "=|\t") or (side_of(words) and len(words) < 4):
        return False
    if after.shape in {Shape.ITEM, Shape.ROW, Shape.HEADING} or PAIR.search(after.text[:60]) or looks_like_title(after.text):
        return True
    return after.shape == Shape.TEXT and ((len(after.text) >= 30 and after.text[-1] in '.!?:"”’)') or len(after.lines) > 1)


def _numbered(block: Block, words: str, before: Block | None, after: Block | None, *, before_is_title: bool) -> list[Title]:
    """“2.1 Energy stores” is a heading; “2. Energy is stored.” between 1. and 3. is an item of a list."""
    if (
        not block.number
        or block.level > 3
        or after is None
        or len(words) > limits.MAX_TITLE
        or len(words.split()) > 10
        or words[-1] in ".!;,"
    ):
        return []
    depth = block.number.count(".") + 1
    if block.number[0].isalpha() or (not words[0].isupper() and not words[0].isdecimal()):
        return []
    listed = (before is not None and bool(before.number) and not before_is_title) or (
        bool(after.number) and after.number.count(".") + 1 == depth
    )
    if depth == 1 and (listed or not block.alone):
        return []
    return [Title(words, NUMBERED + depth)]


def _bare(raw: str) -> str:
    """A heading's words without marks and the colon."""
    return tidied(raw).replace("**", "").replace("__", "").strip(" :\t")
