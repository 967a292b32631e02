"""How a typed answer is compared with those that are accepted: case, accents, articles and small slips do not count against it."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

ARTICLES = frozenset({"the", "a", "an"})


def folded(text: str) -> str:
    """``text`` without what a teacher would overlook: case, accents, punctuation, spacing and a leading article."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain.casefold()))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def slips_allowed(length: int) -> int:
    """How many slips (a letter wrong, missing, added, or two swapped) are overlooked in an answer of ``length`` letters."""
    return 0 if length < 5 else 1 if length < 9 else 2


def slips(given: str, wanted: str) -> int | None:
    """How many slips lie between two folded texts, or ``None`` if too many. Figures are never a slip: 1928 is not 1929."""
    if re.findall(r"\d+", given) != re.findall(r"\d+", wanted):
        return None
    allowed = slips_allowed(len(wanted))
    distance = OSA.distance(given, wanted, score_cutoff=allowed)
    return distance if distance <= allowed else None


def fewest_slips(given: str, wanted: Iterable[str]) -> int | None:
    """The fewest slips to any of ``wanted``, or ``None`` if all are too far."""
    found = [count for text in wanted if (count := slips(given, folded(text))) is not None]
    return min(found, default=None)
