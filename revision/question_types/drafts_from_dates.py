"""Rules for dated facts: a year to type, events to put in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from revision.dates import When
from revision.notes.recognising import Mention, mentions
from revision.question_types.base import Draft, KnownFact
from revision.question_types.drafts import (
    FEWEST,
    GAP,
    LONGEST_PART,
    MOST,
    asks_enough,
    even_groups,
    grouped,
    plain_of,
    sentences_of,
    topic_in_prompt,
    undated,
)

YEAR_FROM_DATE = gettext_noop("A date becomes a year question")
ORDER_IN_TOPIC = gettext_noop("Dated facts of a topic become an ordering")
ORDER_IN_CHAPTER = gettext_noop("Dated facts of a chapter become an ordering")


def years(facts: Sequence[KnownFact]) -> list[Draft]:
    """A sentence with one date → in which year. A sentence that leans on another is left out: nobody could tell."""
    drafts = []
    for fact in facts:
        for sentence in sentences_of(plain_of(fact.statement)):
            found = mentions(sentence)
            if len(found) != 1 or not found[0].whole or not asks_enough(sentence):
                continue
            prompt = _year_prompt(sentence, found[0], fact.topic_title)
            if str(found[0].year) in prompt:
                continue
            year = str(found[0].year)
            body = {"low": year, "high": year, "shown": year}
            drafts.append(Draft(YEAR_FROM_DATE, (fact.slug,), prompt, plain_of(fact.statement), body))
            break
    return drafts


def _year_prompt(sentence: str, date: Mention, topic: str) -> str:
    without = undated(sentence)
    if without:
        return _("In which year was this? “%(said)s” (%(topic)s)") % {"said": without, "topic": topic_in_prompt(topic)}
    said = f"{sentence[: date.start]}{GAP}{sentence[date.end :]}"
    return _("Which year is missing? “%(said)s” (%(topic)s)") % {"said": said, "topic": topic_in_prompt(topic)}


def orderings(facts: Sequence[KnownFact]) -> list[Draft]:
    """Four to six dated facts with different years, of one topic; of the rest, of one chapter."""
    drafts, left = [], defaultdict(list)
    for topic, dated in grouped(_events(facts), lambda event: event[1].topic).items():
        groups = list(_chunks(dated))
        drafts += [_ordering(ORDER_IN_TOPIC, group, group[0][1].topic_title) for group in groups]
        if not groups and topic:
            left[dated[0][1].chapter].extend(dated)
    titles = {fact.topic: fact.topic_title for fact in facts}
    for chapter, dated in left.items():
        name = titles.get(chapter) or dated[0][1].topic_title
        drafts += [_ordering(ORDER_IN_CHAPTER, group, name) for group in _chunks(dated)]
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
