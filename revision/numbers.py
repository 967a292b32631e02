"""Reads numbers as people write them: “1.5 million”, “1,500,000”, “5–8 million”, “25 per cent”, “102 ± 3 tonnes”."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

LONGEST = 120
"""A text with more letters than this is not read."""
MOST_DIGITS = 15
LONGEST_UNIT = 60
SCALES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
SCALE_WORDS = {10**3: "thousand", 10**6: "million", 10**9: "billion"}
DASHES = dict.fromkeys(map(ord, "−–—‐‑‒"), "-")
COINS = "£$€₽"

# From the plainest to the most doubtful. A comma before three figures parts thousands, before one or two it is a decimal comma; a
# single point is always a decimal point.
DIGITS = (
    r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"  # 1,500,000.5
    r"|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+|,[0-9]{1,2})?"  # 1 500 000,5
    r"|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?"  # 1.500.000
    r"|[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+"  # 1.500,5
    r"|0,[0-9]+|[0-9]+,[0-9]{1,2}"  # 1,5
    r"|[0-9]*\.[0-9]+|[0-9]+)(?![0-9]|[.,][0-9])"
)
SCALE = r"(?:\s?(?:(?P<scale_%s>thousand|million|billion)s?|(?P<short_%s>mn|bn|m|k))(?![^\W_]))?"
HEDGE = r"(?:(?:c\.?|ca\.?|circa|about|around|approximately|approx\.?|roughly|nearly|almost|some|~|≈)(?=[^a-z]))?"
NUMBER = rf"{HEDGE}\s?(?P<sign_%s>[-+])?\s?(?P<coin_%s>[{COINS}])?\s?(?P<digits_%s>{DIGITS}){SCALE}"
LOW, HIGH = (NUMBER.replace("%s", name) for name in ("low", "high"))
SINGLE = re.compile(rf"{LOW}(?P<unit_low>.*)", re.IGNORECASE)
MIDDLE = r"(?P<unit_low>[^0-9]{0,60}?)"
SPANS = (
    re.compile(rf"between\s{LOW}{MIDDLE}\sand\s{HIGH}(?P<unit_high>.*)", re.IGNORECASE),
    re.compile(rf"(?:from\s)?{LOW}{MIDDLE}(?:\s?-\s?|\sto\s){HIGH}(?P<unit_high>.*)", re.IGNORECASE),
)
TOLERANCE = re.compile(r"±|\+/[-−–]|\+[-−–]")


class BadNumber(ValueError):
    """What should be a number is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was read (``low`` and ``high`` are the same), or a span."""

    low: Decimal
    high: Decimal
    unit: str = ""
    """As it was written."""
    scale: int = 1
    """1,000,000 where the number was written in millions."""

    def within(self, low: Decimal, high: Decimal) -> bool:
        """Whether the whole of it lies in a span, ends included."""
        return low <= self.low and self.high <= high

    def times(self, scale: int) -> "Amount":
        return replace(self, low=self.low * scale, high=self.high * scale, scale=scale)


def read_amount(text: str, units: Iterable[str] = ()) -> Amount | None:
    """The number or span that ``text`` says, or ``None`` if it says none. “m” is million, unless it is one of ``units``."""
    if len(text) > LONGEST:
        return None
    figures = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)
    plain = " ".join(figures.translate(DASHES).split()).rstrip(" .!?;,")
    names = {unit.strip().casefold() for unit in units}
    for pattern in SPANS:
        if found := pattern.fullmatch(plain):
            low, high = _number(found, "low", names), _number(found, "high", names)
            return _span(low, high) if low and high else None
    found = SINGLE.fullmatch(plain)
    return _number(found, "low", names) if found else None


def _number(found: re.Match[str], name: str, units: set[str]) -> Amount | None:
    """One of the numbers of a match, with its scale and unit."""
    digits = found[f"digits_{name}"]
    if sum(letter.isdigit() for letter in digits) > MOST_DIGITS:
        return None
    unit = found[f"unit_{name}"]
    short = (found[f"short_{name}"] or "").casefold()
    if short in units and not unit.strip():  # Metres, not millions.
        unit, short = short, ""
    unit = unit.strip(" .,()-") or found[f"coin_{name}"] or ""
    if unit and not _is_unit(unit):
        return None
    scale = SCALES.get((found[f"scale_{name}"] or short).casefold(), 1)
    value = _value(digits) * scale
    if found[f"sign_{name}"] == "-":
        value = -value
    return Amount(value, value, unit, scale)


def _value(digits: str) -> Decimal:
    digits = digits.replace(" ", "")
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", digits):
        digits = digits.replace(",", "")
    elif "," in digits or digits.count(".") > 1:
        digits = digits.replace(".", "").replace(",", ".")
    return Decimal(digits)


def _is_unit(text: str) -> bool:
    """Whether ``text`` can be a unit: words or a sign, and no other figure than that of “m2” or “km3”."""
    rest = re.sub(r"(?<=[^\W\d_])[23](?!\w)", "", text)
    named = any(letter.isalpha() or letter in f"%°{COINS}" for letter in rest)
    if text.split(maxsplit=1)[0].casefold().removesuffix("s") in SCALE_WORDS.values():  # “5 thousand million”: which is it?
        return False
    return named and len(text) <= LONGEST_UNIT and not any(letter.isdigit() and letter not in "²³" for letter in rest)


def _span(low: Amount, high: Amount) -> Amount | None:
    """From ``low`` to ``high``; in “5 to 8 million” both are millions."""
    if low.scale < high.scale and low.low * high.scale < high.low:
        low = low.times(high.scale // low.scale)
        low = replace(low, scale=high.scale)
    elif low.scale > high.scale and high.low < low.low <= high.low * low.scale:
        high = replace(high.times(low.scale // high.scale), scale=low.scale)
    if low.low > high.low or (low.unit and high.unit and not same_unit(low.unit, [high.unit])):
        return None
    return Amount(low.low, high.low, high.unit or low.unit, high.scale if low.scale == high.scale else 1)


def _unit_words(unit: str) -> list[str]:
    """The words of a unit as they are compared: without case, points and a plural s."""
    plain = re.sub(r"%|\bper\s?cent(?:age)?\b|\bpct\b", " percent ", unit.casefold())
    words = re.findall(rf"[^\W_]+|[{COINS}°]", plain)
    return [word.removesuffix("s") if len(word) > 3 else word for word in words]


def same_unit(given: str, units: Iterable[str]) -> bool:
    """Whether a unit is one of ``units``. Words behind it do not matter (“tonnes of grain” are tonnes), and none at all will do."""
    words = _unit_words(given)
    wanted = [_unit_words(unit) for unit in units]
    if not words:
        return True
    if not wanted:
        return "percent" not in words[:1]
    return any(one and words[: len(one)] == one for one in wanted)


def without_scale(unit: str) -> str:
    """“tons” of “million tons”: the scale is no part of a unit."""
    return re.sub(r"^(?:(?:thousand|million|billion)s?|mn|bn|m(?=\s))(?!\w)\s*", "", unit.strip(), flags=re.IGNORECASE)


def read_key(text: str) -> Amount:
    """The number, span or number with tolerance that an author wrote; raises ``BadNumber``."""
    parts = [part.strip() for part in TOLERANCE.split(text)]
    read = [read_amount(part) for part in parts]
    if len(parts) > 2:
        raise BadNumber(f"“{text}” has two tolerances")
    for part, amount in zip(parts, read, strict=True):
        if amount is None:
            raise BadNumber(f"“{part}” is not a number; write, for example, 1929, 102 ± 3 tonnes or 5 to 8 million")
    middle, *tolerances = [amount for amount in read if amount]
    return _widened(middle, tolerances[0]) if tolerances else middle


def _widened(middle: Amount, tolerance: Amount) -> Amount:
    """The span around ``middle``; in “1.5 ± 0.2 million” both are millions."""
    if middle.low != middle.high or tolerance.low != tolerance.high:
        raise BadNumber("a tolerance goes with one number, not with a span")
    if tolerance.low < 0:
        raise BadNumber("a tolerance cannot be negative")
    if middle.unit and tolerance.unit and not same_unit(middle.unit, [tolerance.unit]):
        raise BadNumber(f"the number is in “{middle.unit}” and its tolerance in “{tolerance.unit}”: write both in one unit")
    if middle.scale == 1 and tolerance.scale > 1:
        middle = middle.times(tolerance.scale)
    return Amount(middle.low - tolerance.low, middle.low + tolerance.low, tolerance.unit or middle.unit, middle.scale)


def written(low: Decimal, high: Decimal, scale: int = 1, unit: str = "") -> str:
    """A number or span in words that ``read_amount`` reads as the same."""
    said = _figures(low / scale) if low == high else f"{_figures(low / scale)} to {_figures(high / scale)}"
    said = f"{said} {SCALE_WORDS[scale]}" if scale > 1 else said
    return f"{said}{unit}" if unit == "%" else f"{said} {unit}".strip()


def _figures(value: Decimal) -> str:
    """Years stay as they are; from five figures on thousands are parted."""
    plain = value.normalize()
    return (f"{plain:,f}" if abs(plain) >= 10_000 else f"{plain:f}").replace("-", "−")
