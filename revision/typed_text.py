"""How a typed answer is compared with those that are accepted.

Case, accents, articles and small slips do not count against it, nor does another way to write a Russian name in our letters; but a figure
is never a slip, and neither is another name of the same course.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

ARTICLES = frozenset({"the", "a", "an"})
MARKS = re.compile("['’‘`´′″ʹʺʼʻ]")
"""Apostrophes, and what stands for a Russian soft or hard sign."""
MOST_OTHERS = 200
EXACT, RESPELT = 0, 1

NUMERAL = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
UNITS = "one two three four five six seven eight nine ten eleven twelve"
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
LATER = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
NUMBER_WORDS = frozenset(f"{UNITS} {TEENS} {ORDINALS} {LATER}".split())


def folded(text: str) -> str:
    """``text`` without what a teacher would overlook: case, accents, punctuation, spacing and a leading article."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", MARKS.sub("", plain.casefold()))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


# One spelling for what the usual ways to write Russian in Latin letters, and British and American English, write differently.
CONSONANT = "[bcdfghklmnpqrstvwz]"
RULES = [
    (re.compile(pattern), to)
    for pattern, to in (
        ("shch", "sch"),  # Khrushchev, Khruschev
        ("kh", "h"),  # kolkhoz, kolhoz
        ("tz", "ts"),  # Trotzky
        ("x", "ks"),  # Alexei, Aleksei
        ("iz(?=e|ing|ation)", "is"),  # collectivization
        (f"(?<={CONSONANT})yo", "e"),  # Fyodor, Fedor
        ("[yij]e", "e"),  # Yezhov, Ezhov; Zinoviev, Zinovyev
        ("i[yj](?=[aou])", "i"),  # Izvestiya, Izvestia
        ("[yj](?=[aou])|(?<=[aeou])[yj]", "i"),  # Yagoda, Iagoda; Kuybyshev, Kuibyshev
        ("[iyj]+$", "i"),  # Trotsky, Trotskii, Trotskiy
        (f"(?<={CONSONANT})er$", "r"),  # Dnieper, Dnepr
    )
]


def respelt(text: str) -> str:
    """A folded text in one spelling, whichever way its Russian names are written."""
    return " ".join(_respelt(word) for word in text.split())


def _respelt(word: str) -> str:
    if len(word) < 3:
        return word
    for pattern, to in RULES:
        word = pattern.sub(to, word)
    return word


def slips_allowed(length: int) -> int:
    """How many slips (a letter wrong, missing, added, or two swapped) are overlooked in an answer of ``length`` letters."""
    return 0 if length < 5 else 1 if length < 9 else 2


def slips(given: str, wanted: str) -> int | None:
    """How many slips lie between two folded texts, or ``None`` if too many or if one is no slip of the other."""
    allowed = slips_allowed(len(wanted))
    distance = OSA.distance(given, wanted, score_cutoff=allowed)
    return distance if distance <= allowed and _same_figures(given, wanted) and not _wife_or_daughter(given, wanted) else None


def _same_figures(one: str, other: str) -> bool:
    """1928 is not 1929, Nicholas I not Nicholas II, and the fifteenth congress not the sixteenth."""
    if one == other:
        return True
    (figures, words), (other_figures, other_words) = _figures(one), _figures(other)
    return figures == other_figures and (words == other_words or not words or not other_words)


def _figures(text: str) -> tuple[list[str], list[str]]:
    """The figures and Roman numerals of a text, and its numbers in words."""
    words = text.split()
    last = len(words) - 1
    numerals = [word for at, word in enumerate(words) if at and (at == last or len(word) > 1) and NUMERAL.fullmatch(word)]
    return re.findall(r"\d+", text) + numerals, [word for word in words if word in NUMBER_WORDS]


def _wife_or_daughter(one: str, other: str) -> bool:
    """Rykova is not Rykov."""
    short, long = sorted((one, other), key=len)
    return long == f"{short}a" and short.endswith(("ov", "ev", "in", "yn"))


def distance(given: str, wanted: str) -> int | None:
    """How far a folded text is from another: 0 the same, 1 only spelt otherwise, 2 and more with slips; ``None`` if it is too far."""
    if given == wanted:
        return EXACT
    if respelt(given) == respelt(wanted) and _same_figures(given, wanted):
        return RESPELT
    count = slips(given, wanted)
    return None if count is None else RESPELT + count


def nearest(given: str, texts: Iterable[str]) -> tuple[int, int] | None:
    """Distance and number of the text that is nearest to a folded one; the first of several, ``None`` if all are too far."""
    found = [(far, number) for number, text in enumerate(texts) if (far := distance(given, folded(text))) is not None]
    return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a typed answer is taken for."""

    right: bool
    slip: bool = False
    """Right but misspelt, so that the spelling is worth a word."""
    near: int | None = None
    """The number of the near miss that it is."""


def judge(given: str, accepted: Sequence[str], *, near: Sequence[str] = (), others: Sequence[str] = ()) -> Judgement:
    """Right, a near miss, or wrong. What is as close to a near miss or to another name as to an accepted answer is not right."""
    text = folded(given)
    best, missed, other = nearest(text, accepted), nearest(text, near), nearest(text, others)
    if best is not None and best[0] == EXACT:
        return Judgement(right=True)
    closest_wrong = min((found[0] for found in (missed, other) if found is not None), default=None)
    if best is not None and (closest_wrong is None or best[0] < closest_wrong):
        return Judgement(right=True, slip=best[0] > RESPELT)
    return Judgement(right=False, near=missed[1] if missed is not None and missed[0] == closest_wrong else None)


def course_names(statements: Iterable[str], answers: Iterable[str]) -> frozenset[str]:
    """The names of a course: what its facts print in bold, the surnames there, and the answers it asks to type."""
    terms = [term.strip() for statement in statements for term in statement.split("**")[1::2]]
    surnames = [words[-1] for words in map(str.split, terms) if 1 < len(words) <= 3 and all(word[:1].isupper() for word in words)]
    return frozenset(name for name in (*terms, *surnames, *answers) if name and len(name) <= 200)


def confusable(accepted: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
    """Those of ``names`` that would pass for a slip of an accepted answer and are another thing, in the order of the alphabet."""
    wanted = [folded(text) for text in accepted]
    same = {_singular(text) for text in wanted}
    known = _by_folded(names)
    found = set()
    for text in wanted:
        close = process.extract(text, known.keys(), scorer=OSA.distance, score_cutoff=slips_allowed(len(text)), limit=None)
        found |= {known[name] for name, _far, _at in close if slips(name, text) and _singular(name) not in same}
    return tuple(sorted(found)[:MOST_OTHERS])


def _singular(text: str) -> str:
    """A folded text without plurals: “kulaks” are no other thing than a “kulak”."""
    words = [re.sub("ies$", "y", word) if len(word) > 4 else word for word in text.split()]
    return respelt(" ".join(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words))


@lru_cache(maxsize=4)
def _by_folded(names: frozenset[str]) -> dict[str, str]:
    """The names by their folded form; of several with the same, the first in the alphabet."""
    return {folded(name): name for name in sorted(names, reverse=True)}
