"""Rules for terms, persons, figures and sides."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from revision.notes.persons import named_in, persons, subject_of, surname
from revision.notes.recognising import figures, lead_term, mentions, only_a_date, side_of
from revision.notes.signals import LABELS
from revision.numbers import BadNumber, read_key
from revision.question_types.base import Draft, KnownFact
from revision.question_types.drafts import (
    FEWEST,
    GAP,
    LONGEST,
    LONGEST_PART,
    MOST,
    about,
    asks_enough,
    even_groups,
    grouped,
    plain_of,
    sentences_of,
    with_name,
)

FIGURE = gettext_noop("A figure becomes a number question")
TERM_GAP = gettext_noop("A name or term in bold becomes a gap")
TERM_MATCHED = gettext_noop("Terms of a topic are matched with their meanings")
TERM_TYPED = gettext_noop("A meaning asks for its term")
DEED = gettext_noop("A person and a deed become a choice among persons")
SIDES = gettext_noop("Points for and against become a sorting")
FEWEST_SORTED, MOST_SORTED = 6, 10
SHORTEST_SORTED, LONGEST_SORTED = 20, 240
FEWEST_WRONG, WRONG_OPTIONS = 2, 3
FEWEST_WORDS = 5
TYPED_WORDS = 4
DOES = re.compile(
    r"(?:was|is|were|had|has|did|became|began|took|made|gave|led|went|fell|rose|won|lost|wrote|saw|came|held|kept|could|would|must|put|ran|"
    r"built|sent|left|set|met|knew|felt|thought|brought|spoke|stood|broke|chose|drew|\w+ed|\w+[^s\W]s)$"
)
"""What may stand after “Who”: a verb, as far as its ending tells."""
BOLD = re.compile(r"\*\*([^*]+)\*\*")
BETWEEN = re.compile(r"\s*(?:[:=–—]|-(?=\s))\s*")
RANGE_BEFORE = re.compile(r"\d\s*(?:%|[a-z]+)?\s*(?:to|and|or|[-–—])\s*$")
RANGE_AFTER = re.compile(r"\s*(?:to|or|[-–—])\s*\d")
ADJECTIVE = re.compile(r"(?:year|month|week|day|hour|minute)$")
"""“5 year plan”: no figure to know."""


def figure_questions(facts: Sequence[KnownFact]) -> list[Draft]:
    """A sentence with a figure and its unit → which figure; near enough is right."""
    drafts = []
    for fact in facts:
        for sentence in sentences_of(plain_of(fact.statement)):
            if asks_enough(sentence) and (draft := _figure(fact, sentence)):
                drafts.append(draft)
                break
    return drafts


def _figure(fact: KnownFact, sentence: str) -> Draft | None:
    dates = mentions(sentence)
    for found in figures(sentence):
        if any(date.start < found.end() and found.start() < date.end for date in dates):
            continue
        number, unit = found["number"], found["unit"]
        before, after = sentence[: found.start("number")], sentence[found.end("number") :]
        if (
            found["sign"]
            or RANGE_BEFORE.search(before)
            or RANGE_AFTER.match(sentence, found.end())
            or ADJECTIVE.search(unit)
            or _like_a_year(number, unit)
        ):
            continue
        if re.search(rf"(?<!\d){re.escape(number)}(?!\d)", before + after):
            continue
        try:
            key = read_key(f"{number} ± {_tolerance(number, unit)} {unit}")
        except BadNumber:
            continue
        said = f"{before}{GAP}{after}"
        body = {
            "low": str(key.low),
            "high": str(key.high),
            "shown": f"{number}{'' if unit == '%' else ' '}{unit}",
            "scale": key.scale,
            "units": [key.unit] if key.unit else [],
        }
        prompt = _("Which figure is missing? “%(said)s” (%(topic)s)") % {"said": said, "topic": about(fact)}
        return Draft(FIGURE, (fact.slug,), prompt, plain_of(fact.statement), body)
    return None


def _like_a_year(number: str, unit: str) -> bool:
    """“1913 levels”: four figures before a mere noun."""
    return len(number) == 4 and number.isdecimal() and number[0] in "12" and unit[-1] == "s" and len(unit) > 3


def _tolerance(number: str, unit: str) -> str:
    """How far off is near enough: one in the last place of a decimal, two per cent of a share, a twentieth of a large number."""
    value = Decimal(number.replace(",", ""))
    if "." in number:
        return str(Decimal(1).scaleb(-len(number.partition(".")[2])))
    if unit.startswith(("%", "per")):
        return "2" if 10 <= value <= 90 else "0"
    return str((value / 20).quantize(Decimal(1))) if value >= 100 else "0"


def gaps(facts: Sequence[KnownFact]) -> list[Draft]:
    """A sentence with a name or term in bold → the sentence with a gap."""
    drafts = []
    for fact in facts:
        for sentence in _bold_sentences(fact.statement):
            names = [name for name in BOLD.findall(sentence) if _is_askable(name)]
            text = plain_of(sentence)
            names = [name for name in dict.fromkeys(names) if _times(name, text) == 1][:1]
            if not names or len(text) > LONGEST or len(text) < len(names[0]) + 20 or re.search(r"[\[\]{}]", text):
                continue
            body = {"text": text.replace(names[0], "[1]", 1), "gaps": [{"accepted": [names[0]]}]}
            prompt = _("Which name or term is missing? (%(topic)s)") % {"topic": _without(fact.topic_title, names)}
            drafts.append(Draft(TERM_GAP, (fact.slug,), prompt, text, body))
            break
    return drafts


def _bold_sentences(statement: str) -> list[str]:
    """The sentences of a statement with their bold marks; one mark that spans two sentences keeps them together."""
    found = sentences_of(statement)
    return found if all(sentence.count("**") % 2 == 0 for sentence in found) else [statement]


def _is_askable(name: str) -> bool:
    words = name.strip(" :")
    return (
        any(letter.isalpha() for letter in words)
        and not mentions(words)
        and not only_a_date(words)
        and words.lower() not in LABELS
        and not side_of(words)
        and not set("{};*") & set(words)
        and len(words) <= 80
        and len(words.split()) <= 5
    )


def _times(name: str, text: str) -> int:
    return text.casefold().count(name.casefold())


def _without(topic: str, names: Iterable[str]) -> str:
    """The heading, unless it has the answer in it."""
    return "…" if any(_times(name, topic) or _times(topic, name) for name in names) else topic


def _meanings(facts: Iterable[KnownFact]) -> list[tuple[KnownFact, str, str]]:
    """Fact, term, and what the fact says of it, without the term."""
    found = []
    for fact in facts:
        term = lead_term(fact.statement)
        if not term or not _is_askable(term):
            continue
        after = plain_of(fact.statement.partition("**")[2].partition("**")[2])
        said = BETWEEN.match(after)
        rest = after[said.end() :] if said else f"… {after.lstrip(', ')}"
        meaning = _first_part(rest)
        if len(meaning.strip("… ")) >= 3 and not _times(term, meaning):
            found.append((fact, term, meaning))
    return found


def _first_part(rest: str) -> str:
    """As many whole sentences as are short enough; nothing where the first is too long."""
    meaning = ""
    for sentence in sentences_of(rest):
        longer = f"{meaning} {sentence}".strip()
        if len(longer) > LONGEST_PART:
            break
        meaning = longer
    return meaning


def matchings(facts: Sequence[KnownFact]) -> list[Draft]:
    """Four to six terms of a topic, each with its meaning."""
    drafts = []
    for rows in grouped(_meanings(facts), lambda row: row[0].topic).values():
        terms: dict[str, tuple[KnownFact, str, str]] = {}
        for row in rows:
            if row[2].casefold() not in {other[2].casefold() for other in terms.values()}:
                terms.setdefault(row[1].casefold(), row)
        for group in even_groups(list(terms.values()), FEWEST, MOST):
            pairs = [{"left": term, "right": meaning} for _fact, term, meaning in group]
            prompt = _("Which meaning belongs to which term? (%(topic)s)") % {"topic": group[0][0].topic_title}
            explanation = "; ".join(f"{term}: {meaning.rstrip('.')}" for _fact, term, meaning in group) + "."
            drafts.append(Draft(TERM_MATCHED, tuple(fact.slug for fact, _term, _meaning in group), prompt, explanation, {"pairs": pairs}))
    return drafts


def typed_terms(facts: Sequence[KnownFact]) -> list[Draft]:
    """What is said of a term → the term, typed; more than a few words cannot be guessed."""
    return [
        Draft(
            TERM_TYPED,
            (fact.slug,),
            _("Which name or term is meant? “%(meaning)s” (%(topic)s)") % {"meaning": meaning, "topic": _without(fact.topic_title, [term])},
            plain_of(fact.statement),
            {"accepted": [term]},
        )
        for fact, term, meaning in _meanings(facts)
        if len(term.split()) <= TYPED_WORDS
    ]


def deeds(facts: Sequence[KnownFact]) -> list[Draft]:
    """“Curie discovered radium.” → who discovered radium? The wrong options are other persons of the topic, then of the chapter."""
    people = persons(fact.statement for fact in facts)
    if len(people) <= FEWEST_WRONG:
        return []
    by_topic: dict[str, Counter[str]] = {}
    by_chapter: dict[str, Counter[str]] = {}
    for fact in facts:
        named = named_in(plain_of(fact.statement), people)
        by_topic.setdefault(fact.topic, Counter()).update(named)
        by_chapter.setdefault(fact.chapter, Counter()).update(named)
    drafts = []
    for fact in facts:
        for sentence in sentences_of(plain_of(fact.statement)):
            whole = with_name(fact, sentence, people)
            if draft := _deed(fact, whole, people, [by_topic[fact.topic], by_chapter[fact.chapter]]):
                drafts.append(draft)
                break
    return drafts


def _deed(fact: KnownFact, sentence: str, people: frozenset[str], near: Sequence[Counter[str]]) -> Draft | None:
    found = subject_of(sentence)
    if found is None or found["pair"] or not DOES.match(found["verb"]) or len(sentence) > LONGEST or len(sentence.split()) < FEWEST_WORDS:
        return None
    name = surname(found["name"])
    if name not in people or _times(name, sentence) != 1 or re.match(r"['’]", sentence[found.end("name") :]):
        return None
    said = named_in(sentence, people)
    others: list[str] = []
    for counts in near:
        others += [
            other
            for other, _count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
            if other not in said and other not in others
        ]
    if len(others) < FEWEST_WRONG:
        return None
    deed = sentence[found.end("name") :].strip().rstrip(".")
    if found.start() == 0:
        prompt = _("Who %(deed)s?") % {"deed": deed}
    else:
        prompt = _("Who is meant? “%(said)s”") % {"said": f"{sentence[: found.start()]}{GAP} {deed}."}
    options = sorted([name, *others[:WRONG_OPTIONS]])
    body = {"options": [{"text": option, "correct": option == name} for option in options]}
    return Draft(DEED, (fact.slug,), prompt, plain_of(fact.statement), body)


def sortings(facts: Sequence[KnownFact]) -> list[Draft]:
    """Six to ten points for and against the same claim → which side is each on."""
    drafts = []
    argued = [fact for fact in facts if fact.claim and SHORTEST_SORTED <= len(plain_of(fact.statement)) <= LONGEST_SORTED]
    for rows in grouped(argued, lambda fact: fact.claim).values():
        sides = {stance: _different([fact for fact in rows if fact.stance == stance]) for stance in ("for", "against")}
        said = {plain_of(fact.statement).casefold() for fact in sides["for"]}
        sides["against"] = [fact for fact in sides["against"] if plain_of(fact.statement).casefold() not in said]
        if min(map(len, sides.values())) < 2 or sum(map(len, sides.values())) < FEWEST_SORTED:
            continue
        half = MOST_SORTED // 2
        count = {"for": max(half, MOST_SORTED - len(sides["against"])), "against": max(half, MOST_SORTED - len(sides["for"]))}
        chosen = [fact for stance, facts_of in sides.items() for fact in facts_of[: count[stance]]]
        groups = _group_names(sides)
        shown = sorted(chosen, key=lambda fact: fact.slug)  # by their words, so that the sides are mixed
        statements = [{"text": plain_of(fact.statement), "group": 0 if fact.stance == "for" else 1} for fact in shown]
        prompt = _("On which side is each point? (%(claim)s)") % {"claim": rows[0].claim}
        explanation = f"{groups[0]}: {_listed(sides['for'][: count['for']])} {groups[1]}: {_listed(sides['against'][: count['against']])}"
        drafts.append(Draft(SIDES, tuple(fact.slug for fact in chosen), prompt, explanation, {"groups": groups, "statements": statements}))
    return drafts


def _different(facts: Iterable[KnownFact]) -> list[KnownFact]:
    return list({plain_of(fact.statement).casefold(): fact for fact in facts}.values())


def _group_names(sides: dict[str, list[KnownFact]]) -> list[str]:
    """What the notes call the two sides; “For” and “Against” where they do not say."""
    titles = [{fact.topic_title for fact in sides[stance] if side_of(fact.topic_title) == stance} for stance in ("for", "against")]
    names = [next(iter(found)) if len(found) == 1 else "" for found in titles]
    return names if all(names) and names[0].casefold() != names[1].casefold() else [_("For"), _("Against")]


def _listed(facts: Iterable[KnownFact]) -> str:
    return "; ".join(plain_of(fact.statement).rstrip(".") for fact in facts) + "."
