"""What the words of found facts say of them: kind, date, side; and the slugs by which the same fact is known again."""

import hashlib
import re
from collections.abc import Iterable

from django.utils.text import slugify

from revision.notes.outline import FoundFact, FoundTopic, Outline
from revision.notes.persons import describes_person, persons
from revision.notes.recognising import kind_of, lead_term, mentions, only_a_date, side_of

PAIR = re.compile(r"(\S.{0,59}?)(\s+[-–—=]\s+|\t\s*)(?=\S)")
"""“le chien – the dog”, “speed = distance / time”."""
WORDS_OF_PAIR = 6
LONGEST_SLUG = 80
LONGEST_CLAIM = 200


def finish(outline: Outline) -> None:
    """Fill in what the words say, join what is said twice under one heading, and give slugs."""
    _weigh_sides(outline)
    people = persons([fact.statement for topic, _parent in outline.walk() for fact in topic.facts])
    parents: dict[int, FoundTopic | None] = {}
    taken: set[str] = set()
    for topic, parent in outline.walk():
        parents[id(topic)] = parent
        _pair_words(topic.facts)
        topic.facts = _merged(topic.facts)
        topic.slug = _slug(topic.title, [parent.title if parent else "", topic.title], taken)
        date, claim = _inherited(topic, parents, outline)
        for fact in topic.facts:
            _fill_in(fact, topic, date, claim, people)
            fact.slug = _slug(fact.statement, [topic.slug, _same(fact.statement)], taken)


def _pair_words(facts: Iterable[FoundFact]) -> None:
    """Where most facts of a topic are “word – meaning”, the words are terms. A single dash in prose is only a dash."""
    plain = [fact for fact in facts if not fact.statement.startswith("**")]
    pairs = [(fact, pair) for fact in plain if (pair := PAIR.match(fact.statement)) and _may_be_term(pair[1])]
    if len(pairs) < 3 or len(pairs) < 0.6 * len(plain):
        return
    for fact, pair in pairs:
        rest = fact.statement[pair.end() :]
        fact.statement = f"**{pair[1].replace('**', '')}**{pair[2].replace(chr(9), ' – ')}{rest}"


def _may_be_term(words: str) -> bool:
    return len(words.split()) <= WORDS_OF_PAIR and any(letter.isalpha() for letter in words) and not only_a_date(words) and "*" not in words


def _merged(facts: Iterable[FoundFact]) -> list[FoundFact]:
    """The facts with those that say the same under one heading made one."""
    kept: dict[str, FoundFact] = {}
    for fact in facts:
        first = kept.setdefault(_same(fact.statement), fact)
        if first is not fact:
            first.lines = tuple(dict.fromkeys((*first.lines, *fact.lines)))
    return list(kept.values())


def _same(statement: str) -> str:
    return " ".join(statement.casefold().split())


def _inherited(topic: FoundTopic, parents: dict[int, FoundTopic | None], outline: Outline) -> tuple[str, str]:
    """The date that the headings above are, and the claim that a side is for or against."""
    date = claim = ""
    above: FoundTopic | None = topic
    while above is not None:
        date = date or only_a_date(above.title)
        if not above.stance and not claim:
            claim = above.title
        above = parents[id(above)]
    return date, (claim or outline.title or outline.name)[:LONGEST_CLAIM]


def _fill_in(fact: FoundFact, topic: FoundTopic, date: str, claim: str, people: frozenset[str]) -> None:
    plain = fact.statement.replace("**", "")
    dates = mentions(plain)
    fact.when = dates[0].when if dates else date
    fact.stance = topic.stance or _own_side(fact)
    fact.claim = claim if fact.stance else ""
    person = describes_person(plain, people)
    fact.kind = kind_of(plain, term=bool(lead_term(fact.statement)), person=person, when=fact.when, stance=fact.stance, topic=topic.title)


def _own_side(fact: FoundFact) -> str:
    """The side that the words before a colon name: “Advantage: it is cheap.”"""
    words, colon, _rest = fact.statement.partition(":")
    return side_of(words.replace("**", "")) if colon and len(words) <= 40 else ""


def _weigh_sides(outline: Outline) -> None:
    """A side counts where the other one is heard too: strengths without weaknesses are just facts."""
    groups = [outline.topics, *(topic.topics for topic, _parent in outline.walk())]
    for group in groups:
        named = {side_of(topic.title) for topic in group} - {""}
        for topic in group:
            if len(named) == 1 and side_of(topic.title):
                _take_side_away(topic)


def _take_side_away(topic: FoundTopic) -> None:
    waiting = [topic]
    while waiting:
        topic = waiting.pop()
        topic.stance = ""
        waiting += [below for below in topic.topics if not side_of(below.title)]


def _slug(words: str, parts: list[str], taken: set[str]) -> str:
    """A slug that depends only on what is said, and under which heading: the same notes give the same slugs, wherever a line has moved."""
    start = slugify(words.replace("**", ""))[:60].strip("-_") or "x"
    for again in range(len(taken) + 1):
        digest = hashlib.sha256("\0".join([*parts, *([str(again)] if again else [])]).encode("utf-8", "replace")).hexdigest()
        slug = f"{start}-{digest[:10]}"[:LONGEST_SLUG]
        if slug not in taken:
            taken.add(slug)
            break
    return slug
