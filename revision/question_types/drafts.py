"""What the drafting rules share: sentences that say enough by themselves, sentences without their date, groups of a good size.

The rules are in ``drafts_from_dates.py`` and ``drafts_from_words.py``. Each takes the facts of a course and gives drafts of one type; none
knows a subject, and the same facts always give the same drafts, in the order of the facts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from revision.notes.recognising import mentions
from revision.notes.wording import sentences
from revision.question_types.base import KnownFact

GAP = "____"
SHORTEST, LONGEST = 15, 300
"""Characters of a sentence that stands in a prompt."""
LONGEST_PART = 180
"""Characters of a part to be put in order or matched."""
FEWEST, MOST = 4, 6
"""Parts of an ordering, pairs of a matching."""
LEANS = re.compile(
    r"(?:he|she|it|they|we|this|that|these|those|his|her|its|their|here|such|both|then|thus|hence|therefore|another|as a result|as such|"
    r"consequently|(?:in|at|by|under|from|after|during|with) (?:this|that|these|those)|by then|all (?:two|three|four) |in the process)\b",
    re.IGNORECASE,
)
"""How a sentence starts that leans on the one before, and says little by itself."""
HE_OR_SHE = re.compile(r"(?:He|She)\s+")
REMOVABLE = re.compile(
    r"(?:\b(?:in|on|during|of)\s+)(?:the\s+(?:year|spring|summer|autumn|winter|end|beginning|middle)\s+(?:of\s+)?)?$", re.IGNORECASE
)


def plain_of(statement: str) -> str:
    """A statement without its bold marks."""
    return statement.replace("**", "")


def about(fact: KnownFact) -> str:
    """What a prompt says in brackets: the heading, with the claim above a mere “Advantages”; years, which could be the answer, left out."""
    named = f"{fact.claim}: {fact.topic_title}" if fact.claim and fact.claim != fact.topic_title else fact.topic_title
    for date in reversed(mentions(named)):
        named = f"{named[: date.start]}…{named[date.end :]}"
    return named


def with_name(fact: KnownFact, sentence: str, people: frozenset[str]) -> str:
    """“He resigned.” under a heading that is a person's name is what that person did."""
    pronoun = HE_OR_SHE.match(sentence)
    named = [word for word in re.findall(r"\w+", fact.claim or fact.topic_title)[:3] if word in people]
    return f"{named[0]} {sentence[pronoun.end() :]}" if pronoun and len(named) == 1 else sentence


def undated(sentence: str) -> str:  # noqa: PLR0911 (one sign after another, the surest first)
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
    if before.lower().endswith(
        (" by", " since", " until", " before", " after", " and", " from", " between", " the", " end", " start", " beginning")
    ):
        return ""
    return _tidy(before + after)


def _tidy(said: str) -> str:
    return re.sub(r"\s+([,.;])", r"\1", said).strip()


def _capital(said: str) -> str:
    said = said.strip()
    return said[:1].upper() + said[1:]


def sentences_of(plain: str) -> list[str]:
    """The sentences of a statement."""
    return [plain[start:end].strip() for start, end in sentences(plain)]


def asks_enough(sentence: str) -> bool:
    """Whether a sentence can stand in a prompt by itself."""
    return SHORTEST <= len(sentence) <= LONGEST and not LEANS.match(sentence) and sentence[-1] != ":"


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
