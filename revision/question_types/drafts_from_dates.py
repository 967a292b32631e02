"""Rules for dated facts: a year to type, events to put in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from revision.dates import When
from revision.notes.persons import persons
from revision.notes.recognising import Mention, mentions
from revision.question_types.base import Draft, KnownFact
from revision.question_types.drafts import (
    FEWEST,
    GAP,
    LONGEST_PART,
    MOST,
    about,
    asks_enough,
    even_groups,
    grouped,
    plain_of,
    sentences_of,
    undated,
    with_name,
)

YEAR_FROM_DATE = gettext_noop("A date becomes a year question")
MOST_YEARS = 2
"""Year questions on one fact."""
ORDER_IN_TOPIC = gettext_noop("Dated facts of a topic become an ordering")
ORDER_IN_CHAPTER = gettext_noop("Dated facts of a chapter become an ordering")


def years(facts: Sequence[KnownFact]) -> list[Draft]:
    """A date that is a single year, month or day → in which year. Sentences that lean on the one before are left out."""
    people = persons(fact.statement for fact in facts)
    drafts: list[Draft] = []
    for fact in facts:
        said = [with_name(fact, sentence, people) for sentence in sentences_of(plain_of(fact.statement))]
        asked = [draft for sentence in said if asks_enough(sentence) for draft in _of_sentence(fact, sentence)]
        drafts += asked[:MOST_YEARS] or _of_heading(fact, said[0])
    return drafts


def _of_sentence(fact: KnownFact, sentence: str) -> Iterator[Draft]:
    """A question on each of its years that is not said twice."""
    for date in mentions(sentence):
        prompt = _year_prompt(sentence, date, about(fact))
        if date.whole and str(date.year) not in prompt:
            yield _year(fact, date.year, prompt)


def _of_heading(fact: KnownFact, sentence: str) -> list[Draft]:
    """A question on the year that stands only in the heading above."""
    if not fact.when or mentions(plain_of(fact.statement)) or not asks_enough(sentence) or When.parse(fact.when).end:
        return []
    year = When.parse(fact.when).start.year
    prompt = _("In which year was this? “%(said)s” (%(topic)s)") % {"said": sentence, "topic": fact.chapter_title or about(fact)}
    return [] if str(year) in prompt else [_year(fact, year, prompt)]


def _year(fact: KnownFact, year: int, prompt: str) -> Draft:
    body = {"low": str(year), "high": str(year), "shown": str(year)}
    return Draft(YEAR_FROM_DATE, (fact.slug,), prompt, plain_of(fact.statement), body)


def _year_prompt(sentence: str, date: Mention, topic: str) -> str:
    if without := undated(sentence):
        return _("In which year was this? “%(said)s” (%(topic)s)") % {"said": without, "topic": topic}
    said = f"{sentence[: date.start]}{GAP}{sentence[date.end :]}"
    return _("Which year is missing? “%(said)s” (%(topic)s)") % {"said": said, "topic": topic}


def orderings(facts: Sequence[KnownFact]) -> list[Draft]:
    """Four to six dated facts with different years, of one topic; of the rest, of one chapter."""
    drafts, left = [], defaultdict(list)
    for dated in grouped(_events(facts), lambda event: event[1].topic).values():
        groups = list(_chunks(dated))
        drafts += [_ordering(ORDER_IN_TOPIC, group, group[0][1].topic_title) for group in groups]
        if not groups:
            left[dated[0][1].chapter].extend(dated)
    for dated in left.values():
        drafts += [_ordering(ORDER_IN_CHAPTER, group, dated[0][1].chapter_title) for group in _chunks(dated)]
    return drafts


def _events(facts: Iterable[KnownFact]) -> Iterator[tuple[int, KnownFact, str]]:
    """Year, fact, and what happened without its date."""
    for fact in facts:
        if not fact.when or When.parse(fact.when).end is not None:
            continue
        for sentence in sentences_of(plain_of(fact.statement))[:1]:
            said = undated(sentence) if mentions(sentence) else sentence
            if said and len(said) <= LONGEST_PART and asks_enough(said) and not mentions(said):
                yield When.parse(fact.when).start.year, fact, said


def _chunks(dated: Sequence[tuple[int, KnownFact, str]]) -> Iterator[list[tuple[int, KnownFact, str]]]:
    """Groups of four to six in the order of time; of several in a year the first, and no words twice."""
    by_year: dict[int, tuple[int, KnownFact, str]] = {}
    said: set[str] = set()
    for row in dated:
        if row[0] not in by_year and row[2].casefold() not in said:
            by_year[row[0]] = row
            said.add(row[2].casefold())
    yield from even_groups([by_year[year] for year in sorted(by_year)], FEWEST, MOST)


def _ordering(rule: str, group: Sequence[tuple[int, KnownFact, str]], topic: str) -> Draft:
    items = [{"text": said, "why": str(When.parse(fact.when))} for _year, fact, said in group]
    explanation = " → ".join(f"{item['why']}: {item['text'].rstrip('.')}" for item in items)
    prompt = _("In what order did these happen, the earliest first? (%(topic)s)") % {"topic": topic}
    return Draft(rule, tuple(fact.slug for _year, fact, _said in group), prompt, explanation, {"items": items})
