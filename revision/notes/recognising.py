"""What words say of themselves: dates, sides of a claim, figures with units, terms, and of which kind a fact is.

English signal words and shapes only: nothing here knows a subject. A language that is not English gets trees and terms, and fewer dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from revision.dates import When
from revision.notes.signals import ALONE, GENERIC, LABELS, SIDES

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
         "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
DATE = re.compile(
    rf"(?<![\w.,£$€])(?:"
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{MONTH}),?\s+(?:of\s+)?(?P<year>[12]\d{{3}})"
    rf"|(?P<month_us>{MONTH})\s+(?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_us>[12]\d{{3}})"
    rf"|(?:(?P<part>early|mid|late)[\s-]+(?:the\s+)?)?(?P<decade>[12]\d\d0)['’]?s"
    rf"|(?P<bare>[12]\d{{3}})"
    rf")(?![\w]|[.,]\d|\s*%)",
    re.IGNORECASE,
)
TO = re.compile(r"\s*[-–—/]\s*|\s+(?:to|until|till)\s+", re.IGNORECASE)
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
SHORT_END = re.compile(r"\d{1,2}(?![\w%]|[.,]\d|-\d)")
BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|by|since|from|until|till|to|of|during|after|before|between|about|around|circa|ca?\.?|early|mid|late|pre|post|and|year|"
    r"spring|summer|autumn|winter|the|end|throughout|around|into|for)|[(\-–—/,:;])\s*$",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\s+(?!was\b|is\b|has\b|as\b|its\b|this\b|his\b|us\b|thus\b|across\b)(?!onwards\b|levels\b|times\b)[a-z]{2,}[a-rt-z]s\b"
)
"""“1500 soldiers”: a number of things."""
MEASURED = re.compile(r"\s*°|\s*(?:m/s|km|kg|mm|cm|ms|hz|mhz|ghz|kb|mb|gb|kj|mj|kw|mw|nm|ml)\b|\s*[JKNVWCg](?![\w&'’.-])")
FIGURE = re.compile(
    r"(?<![\w.,/^×-])(?P<sign>[-−])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<unit>%|per\s?cent\b|(?:million|billion|trillion|thousand)\b(?:\s+(?:people|men|women|children|(?!was\b|has\b|is\b)[a-z]{2,15}s)\b)?"
    r"|°\s?[CFK]\b|m/s(?:²|\^2|2)?|km/h|kWh|kg|km|cm|mm|nm|µm|mg|ml|kJ|MJ|kW|MW|GW|GHz|MHz|kHz|Hz|KB|MB|GB|TB|kPa|Pa|mol|"
    r"(?:bits?|bytes?|metres?|meters?|kilomet(?:re|er)s?|grams?|kilograms?|tonnes?|tons?|litres?|joules?|watts?|volts?|amps?|ohms?|newtons?|"
    r"pascals?|kelvins?|degrees?|hertz|seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|men|women|children|"
    r"pounds|dollars|euros)\b|[mgsJKNVWAΩ](?![\w&'’-]|\.\w)|\s?(?!was\b|has\b|is\b|this\b|its\b|his\b)(?!onwards\b)[a-z]{2,}[a-rt-z]s\b)"
)
CAUSES = re.compile(r"\b(?:causes?|reasons?|motives?|why|origins?|factors?)\b", re.IGNORECASE)
CONSEQUENCES = re.compile(r"\b(?:consequences?|results?|effects?|impacts?|outcomes?|aftermath|legacy)\b", re.IGNORECASE)
BECAUSE = re.compile(r"\b(?:because|due to|owing to|caused by|the reason)\b", re.IGNORECASE)
THEREFORE = re.compile(
    r"(?:^(?:thus|therefore|hence|consequently|as a consequence)\b|\b(?:led to|resulted in|as a result|meant that|this meant)\b)",
    re.IGNORECASE,
)
DEFINES = re.compile(
    r"^\W*(?!(?:it|there|this|that|these|those|he|she|they|we|you|who|which|what)\b)(?:an?\s|the\s)?[\w'’-]+(?:\s[\w'’-]+){0,4}\s"
    r"(?:(?:is|are)\s(?:an?|the|any|one|when|where|what|how|called|known)\s|means\s|equals\s|refers\sto\s|consists\sof\s)",
    re.IGNORECASE,
)
PAST = re.compile(r"\b(?:was|were|had|did|became|began|took|made|gave|led|went|fell|rose|won|lost|\w{3,}ed)\b", re.IGNORECASE)
VERB = re.compile(r"\b(?:is|are|was|were|be|has|have|had|can|will|would|may)\b", re.IGNORECASE)
ASKED = re.compile(
    r"\b(?:agree or disagree|agree/disagree|do you agree|how far|to what extent|explain (?:why|how)|assess|evaluate|discuss)\b",
    re.IGNORECASE,
)
BOLD_LEAD = re.compile(r"(?:(?:the|an?)\s)?\*\*([^*]+)\*\*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a text: where it stands, and as ``When`` writes it."""

    start: int
    end: int
    when: str
    whole: bool = True
    """Whether it is a single year, month or day, not a span, decade or century."""

    @property
    def year(self) -> int:
        return int(self.when[:4])


def mentions(text: str) -> list[Mention]:
    """The dates of a text in their order; of a span, one mention."""
    found: list[Mention] = []
    for match in DATE.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        single = _single(text, match)
        if single is None:
            continue
        found.append(_span(text, match, single) or Mention(match.start(), match.end(), single, "/" not in single))
    return found


def _single(text: str, match: re.Match[str]) -> str | None:
    """The date that a match stands for; ``None`` for a number that is no year, and for what is not in the calendar."""
    if decade := match["decade"]:
        first, last = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}.get((match["part"] or "").lower(), (0, 9))
        return f"{int(decade) + first}/{int(decade) + last}"
    if match["bare"]:
        return match["bare"] if _is_year(text, match) else None
    if match["iso"]:
        written = match["iso"]
    else:
        month = MONTHS[(match["month"] or match["month_us"]).rstrip(".").lower()]
        day = match["day"] or match["day_us"]
        written = f"{match['year'] or match['year_us']}-{month:02}" + (f"-{int(day):02}" if day else "")
    return written if _in_calendar(written) else None


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Whether four figures by themselves are a year: by the words around them."""
    year = int(match["bare"])
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 24]
    if not 1000 <= year <= 2100 or MEASURED.match(after) or before.rstrip().endswith(("=", "≈", "×", "*", "+")):
        return False
    told = bool(BEFORE_YEAR.search(before))
    if COUNTED.match(after):
        return (
            told and before.rstrip().lower().endswith(("in", "by", "since", "until", "during", "from", "after", "before")) and year >= 1400
        )
    return year >= 1400 or (told and not before.rstrip().endswith(("the", "about", "around", "of", "for")))


def _span(text: str, match: re.Match[str], first: str) -> Mention | None:
    """The span that starts with this date: 1918–21, 1932-3, between 1917 and 1923, September 1936 to December 1938."""
    if "/" in first:
        return None
    between = text[max(0, match.start() - 9) : match.start()].lower().rstrip().endswith("between")
    link = (AND if between else TO).match(text, match.end())
    if link is None:
        return None
    if (later := DATE.match(text, link.end())) and (last := _single(text, later)):
        when, end = f"{first}/{last.split('/')[-1]}", later.end()
    elif (short := SHORT_END.match(text, link.end())) and match["bare"]:
        when, end = f"{first}/{first[: 4 - len(short.group())]}{short.group()}", short.end()
    else:
        return None
    return Mention(match.start(), end, when, whole=False) if _in_calendar(when) else None


def _in_calendar(written: str) -> bool:
    try:
        when = When.parse(written)
    except ValueError:
        return False
    return when.end is None or when.last_day() > when.first_day()


def only_a_date(title: str) -> str:
    """The date that a heading is (“1937”, “In 1933”, “1934–39”); empty for any other."""
    words = re.sub(r"^(?:in|during|the year)\s+", "", title.strip(" :."), flags=re.IGNORECASE)
    found = mentions(words)
    return found[0].when if len(found) == 1 and found[0].start == 0 and found[0].end == len(words) else ""


def side_of(title: str) -> str:
    """``for`` or ``against`` where a heading names a side (“Advantages of wind”, “Negative aspects”, “Her strengths”)."""
    words = re.findall(r"[a-z]+", title.lower())
    if not words or len(words) > 8:
        return ""
    if words[0] in {"arguments", "argument", "points", "evidence", "case"} and len(words) > 1:
        words = words[1:]
        if words[0] in {"in", "that"}:
            return "for" if "favour" in words or "favor" in words else ""
        alone = True
    else:
        alone = len(words) == 1
    named = {side for side, names in SIDES.items() for word in (words[0], words[-1]) if word in names and (alone or word not in ALONE)}
    both = {side for side, names in SIDES.items() if (names - ALONE) & set(words)}
    return named.pop() if len(named) == 1 and len(both) < 2 else ""


def is_generic(title: str) -> bool:
    """Whether a heading only says what part of a topic follows: Background, Conclusion, Advantages."""
    words = title.lower().strip(" :.")
    return words in GENERIC or bool(side_of(title))


def figures(text: str) -> Iterator[re.Match[str]]:
    """Numbers with a unit, per cent or a large number word."""
    return FIGURE.finditer(text)


def lead_term(statement: str) -> str:
    """The name or term in bold with which a statement starts; empty where that is a date or a mere label."""
    lead = BOLD_LEAD.match(statement)
    if lead is None or only_a_date(lead[1]) or not any(letter.isalpha() for letter in lead[1]):
        return ""
    term = lead[1].strip(" :")
    return "" if term.lower() in LABELS or side_of(term) or mentions(term) else term


def kind_of(statement: str, *, term: bool, person: bool, when: str, stance: str, topic: str) -> str:  # noqa: PLR0911 (one sign after another, the surest first)
    """The kind of a fact by its side, its heading and its words, the surest sign first."""
    if stance:
        return "argument"
    if term:
        return "term"
    if person and not when:
        return "person"
    if BECAUSE.search(statement) or (CAUSES.search(topic) and not when):
        return "cause"
    if THEREFORE.search(statement) or (CONSEQUENCES.search(topic) and not when):
        return "consequence"
    if when:
        return "event"
    if next(figures(statement), None):
        return "figure"
    if DEFINES.search(statement):
        return "term"
    return "event" if PAST.search(statement) else "argument"
