"""A text with gaps as its author writes it: ``{Zinoviev; Zinovyev}`` is typed, ``{*Zinoviev; Kamenev}`` chosen from a list."""

import re
from typing import Any

from revision.question_types.base import BadLines

MOST_GAPS = 12
MOST_OPTIONS = 10
MARKER = re.compile(r"\[(\d{1,3})\]")
"""A gap in the stored text."""


def braced(text: str) -> dict[str, Any]:
    """The body that a text with its gaps in braces stands for; raises ``BadLines``."""
    if MARKER.search(text):
        raise BadLines("a number in square brackets would be taken for a gap: write it without them")
    parts = re.split(r"\{([^{}]*)\}", text)
    pieces, inside = parts[::2], parts[1::2]
    for piece in pieces:
        if "{" in piece:
            raise BadLines(f"the brace before “{piece.partition('{')[2].strip()[:30]}” is not closed")
        if "}" in piece:
            raise BadLines(f"the brace after “{piece.partition('}')[0].strip()[-30:]}” has no opening one")
    if not inside:
        raise BadLines("the text has no gap; a gap stands in braces: {Zinoviev}")
    if len(inside) > MOST_GAPS:
        raise BadLines(f"a text has at most {MOST_GAPS} gaps, not {len(inside)}")
    marked = "".join(f"{piece}[{number}]" for number, piece in enumerate(pieces[:-1], start=1))
    return {"text": marked + pieces[-1], "gaps": [_gap(number, words) for number, words in enumerate(inside, start=1)]}


def _gap(number: int, inside: str) -> dict[str, Any]:
    """A gap from what stands between its braces."""
    words = [word.strip() for word in inside.split(";")]
    if not all(word.strip("*").strip() for word in words):
        raise BadLines(f"gap {number} is empty" if len(words) == 1 else f"gap {number} has nothing between two semicolons")
    starred = [place for place, word in enumerate(words) if word.startswith("*")]
    if not starred:
        return {"accepted": words, "options": [], "right": 0, "feedback": ""}
    if len(starred) > 1:
        raise BadLines(f"gap {number} marks {len(starred)} options as right (*); only one can be")
    if not 2 <= len(words) <= MOST_OPTIONS:
        raise BadLines(f"gap {number} has {len(words)} to choose from; from 2 to {MOST_OPTIONS} will do, and without * it is typed")
    return {"accepted": [], "options": [word.removeprefix("*").strip() for word in words], "right": starred[0], "feedback": ""}
