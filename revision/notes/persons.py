"""Who of the capitalised words is a person: those that recur, and do what only people do. There is no list of names."""

import re
from collections import Counter
from collections.abc import Iterable

from revision.notes.signals import PERSONAL, SUFFERED
from revision.notes.wording import sentences

NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-öø-ÿ](?:\s(?:(?:de|du|von|van|der|la|le|al|bin|ibn)\s)?[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-öø-ÿ]){0,2}"
SUBJECT = re.compile(
    rf"(?P<name>{NAME})(?P<pair>\s(?:and|or|&)\s{NAME})?\s(?:(?:also|then|later|now|still|never|himself|herself|\w+ly)\s)?(?P<verb>[a-z]+)(?:\s(?P<next>[a-z]+))?"
)
FIRST = re.compile(
    rf"(?:[^.!?:]{{0,20}}\d{{4}}\s*[:–—-]\s+|(?:In|By|On|During|After|Since|From|Between|Throughout)\s[^,.;:]{{2,40}},\s)?(?={NAME})"
)
CAPITAL = re.compile(r"(?<![\w'’-])([A-ZÀ-ÖØ-Þ][\w’-]*[a-zß-öø-ÿ])(?:['’]s)?(?![\w-])")
PLACED = re.compile(r"\b(?:in|at|near|throughout|across|into|outside|inside|around)\s+([A-ZÀ-ÖØ-Þ][\w-]+)")
WITH_THE = re.compile(r"\b[Tt]he\s+([A-ZÀ-ÖØ-Þ][\w-]+)")
AGENT = re.compile(
    rf"\b(?:written|painted|composed|discovered|invented|proposed|led|run|headed|replaced|succeeded|founded|designed|murdered|killed|developed|"
    rf"formulated|suggested|criticised|defeated|appointed|dismissed|measured|published|named after)\s(?:by\s)?(?P<name>{NAME})"
)
PRONOUN = re.compile(r"\b(?:he|she|his|her|him|himself|herself)\b")
RECURS = 2
NOT_A_NAME = re.compile(
    r"ly$|ities$|^..?$|one$|body$|ism$|ists?$|^(?:He|She|They|We|You|Who|Many|Most|Some|Several|Others?|Both|Each|All)$"
)
"""What starts a sentence with a capital and does what persons do, and is nobody in particular."""


def persons(statements: Iterable[str]) -> frozenset[str]:
    """The last words of the names of persons in these statements."""
    seen: Counter[str] = Counter()
    subject: Counter[str] = Counter()
    personal: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    small: set[str] = set()
    for plain in (sentence for statement in statements for sentence in _sentences(statement)):
        small.update(re.findall(r"(?<![\w'’-])[a-z][\w’-]+", plain))
        seen.update({match[1] for match in CAPITAL.finditer(plain)})
        elsewhere.update({match[1] for pattern in (PLACED, WITH_THE) for match in pattern.finditer(plain)})
        if (found := subject_of(plain)) and not found["pair"]:
            name = surname(found["name"])
            subject[name] += 1
            acts = found["verb"] in PERSONAL or (found["next"] or "") in SUFFERED or PRONOUN.search(plain, found.end("name"))
            personal[name] += bool(acts)
        for agent in AGENT.finditer(plain):
            subject[surname(agent["name"])] += 1
            personal[surname(agent["name"])] += 1
    return frozenset(
        name
        for name in subject
        if seen[name] >= RECURS
        and personal[name] * 3 >= subject[name]
        and elsewhere[name] * 5 <= seen[name]
        and name.lower() not in small
        and not (name.endswith("s") and name[:-1] in seen)
        and not NOT_A_NAME.search(name)
    )


def _sentences(statement: str) -> list[str]:
    plain = statement.replace("**", "")
    return [plain[start:end] for start, end in sentences(plain)]


def subject_of(plain: str) -> re.Match[str] | None:
    """The capitalised words with which a statement starts, past “In 1928,”, and the verb after them."""
    first = FIRST.match(plain)
    return SUBJECT.match(plain, first.end()) if first else None


def surname(name: str) -> str:
    """The last word of a name, without a genitive."""
    return re.sub(r"['’]s?$", "", name.rsplit(maxsplit=1)[-1])


def describes_person(plain: str, people: frozenset[str]) -> bool:
    """“Curie was a chemist who …”: who somebody was, rather than what they did."""
    found = subject_of(plain)
    return bool(
        found
        and not found["pair"]
        and surname(found["name"]) in people
        and found["verb"] in {"was", "is"}
        and found["next"] in {"a", "an", "the", "one"}
    )


def named_in(plain: str, people: frozenset[str]) -> set[str]:
    """The persons of whom a statement speaks."""
    return {match[1] for match in CAPITAL.finditer(plain)} & people
