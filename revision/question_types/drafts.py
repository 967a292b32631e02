"""What the drafting rules share: sentences that say enough by themselves, sentences without their date, groups of a good size.

The rules are in ``drafts_from_dates.py`` and ``drafts_from_words.py``. Each takes the facts of a course and gives drafts of one type; none
knows a subject, and the same facts always give the same drafts, in the order of the facts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from revision.notes.recognising import mentions
from revision.notes.wording import sentences

GAP = "____"
LONGEST = 300
"""Characters of a sentence that stands in a prompt."""
LONGEST_PART = 180
"""Characters of a part to be put in order or matched."""
FEWEST, MOST = 4, 6
"""Parts of an ordering, pairs of a matching."""
FEWEST_SORTED, MOST_SORTED = 6, 10
WRONG_OPTIONS = 3
LEANS = re.compile(
    r"(?:he|she|it|they|we|this|that|these|those|his|her|its|their|there|here|such|both|also|then|thus|hence|however|therefore|but|and|or|"
    r"so|another|others?|moreover|furthermore|in addition|as a result|as such|consequently|nevertheless|instead|in contrast|in (?:this|these|that)|"
    r"at this|by this|under this|from this|some|many|most|all three|having said)\b",
    re.IGNORECASE,
)
"""How a sentence starts that leans on the one before, and says little by itself."""
REMOVABLE = re.compile(
    r"(?:\b(?:in|on|during|of|at|from)\s+)(?:the\s+(?:year|spring|summer|autumn|winter|end|beginning|middle)\s+(?:of\s+)?)?$", re.IGNORECASE
)


def plain_of(statement: str) -> str:
    return statement.replace("**", "")


def topic_in_prompt(topic: str) -> str:
    """The heading without years, which could be the answer."""
    for date in reversed(mentions(topic)):
        topic = f"{topic[: date.start]}…{topic[date.end :]}"
    return topic


def undated(sentence: str) -> str:
    """The sentence without its only date, where it reads well without: “In 1928, …”, “… in May 1928.”, “1928: …”. Else nothing."""
    found = mentions(sentence)
    if len(found) != 1:
        return ""
    date = found[0]
    before, after = sentence[: date.start], sentence[date.end :]
    if not before.strip(" ("):
        link = re.match(r"\s*\)?\s*[:–—-]\s+(?=\S)", after)
        return _capital(after[link.end() :]) if link else ""
    if before.endswith("(") and after.startswith(")"):
        return _tidy(before[:-1].rstrip() + after[1:])
    preposition = REMOVABLE.search(before)
    if preposition is None or re.match(r"\s*(?:to|until|[-–—])\s*\d", after):
        return ""
    before = before[: preposition.start()].rstrip(" ")
    if not before:
        return _capital(after.lstrip(" ,"))
    if before[-1] in ",;" and after[:1] in ",.;":
        before = before[:-1]
    if before.lower().endswith((" by", " since", " until", " before", " after", " and", " from", " between", " the")):
        return ""
    return _tidy(before + after)


def _tidy(said: str) -> str:
    return re.sub(r"\s+([,.;])", r"\1", said).strip()


def _capital(said: str) -> str:
    said = said.strip()
    return said[:1].upper() + said[1:]


def sentences_of(plain: str) -> list[str]:
    return [plain[start:end].strip() for start, end in sentences(plain)]


def asks_enough(sentence: str) -> bool:
    return 25 <= len(sentence) <= LONGEST and not LEANS.match(sentence) and sentence[-1] != ":"


def even_groups[T](rows: Sequence[T], fewest: int, most: int) -> Iterator[list[T]]:
    """``rows`` in groups of ``fewest`` to ``most``, about as large as each other; none where there are too few."""
    if len(rows) < fewest:
        return
    count = -(-len(rows) // most)
    while count > 1 and len(rows) // count < fewest:
        count -= 1
    start = 0
    for number in range(count):
        size = min(most, len(rows) // count + (number < len(rows) % count))
        yield list(rows[start : start + size])
        start += size


def grouped[T](rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
