"""What a machine can see of a course's quality: questions that give themselves away, facts that nobody asks, and the like.

The rules are those of Haladyna, Downing and Rodriguez, "A review of multiple-choice item-writing guidelines" (2002), as far as they can be
counted. Each finding names the topic or question and says what to do; no finding proves that a course is good.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from revision.documents import CourseDocument, QuestionDocument, TopicDocument
from revision.question_types import registry
from revision.question_types.base import Choice

FEWEST_KINDS = 4
"""Kinds of question in a topic: knowledge asked in one way only does not transfer (Pan and Rickard 2018)."""
LONGEST_EXPLANATION = 120
FEWEST_WORDS_OF_EXPLANATION = 8
OLDEST_READER = 14.0
"""Mean reading age of a topic's questions and explanations, in years."""
UNLUCKY = 0.01
"""A bias that chance brings less often than this is called one."""
CLOSED = re.compile(r"^(all|none|both|neither) of (the )?(above|below|these|them)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"^(Which|Who|What)\b[^?]*\b((is|are|was|were|do|does|did|has|had|could|would) not|never)\b|\bexcept\b")
"""A stem that asks for the exception; “why did it not …” asks for a reason."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
GIVEAWAY_LENGTH = 6
"""Letters that a word needs to give anything away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the rule, what it is about, and what to do."""

    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


def lint(course: CourseDocument) -> list[Finding]:
    """All findings, in the order of the course; those on the course as a whole come last."""
    topics = course.walk()
    asked = Counter(slug for topic in topics for question in topic.questions for slug in question.facts)
    found: list[Finding] = []
    for topic in topics:
        found += _topic(topic, asked)
        for question in topic.questions:
            found += _question(question)
    return [*found, *_same_stems(topics), *_biases(topics)]


def _topic(topic: TopicDocument, asked: Counter[str]) -> Iterator[Finding]:
    for fact in topic.facts:
        if not asked[fact.slug]:
            yield Finding("unasked", fact.slug, "no question asks this fact: add one")
    kinds = {question.kind for question in topic.questions}
    if topic.facts and len(kinds) < FEWEST_KINDS:
        yield Finding("kinds", topic.slug, f"its questions are of {len(kinds)} kinds; {FEWEST_KINDS} ask the same in different ways")
    text = " ".join(f"{question.prompt} {question.explanation}" for question in topic.questions)
    if topic.questions and (age := reading_age(text)) > OLDEST_READER:
        yield Finding("reading age", topic.slug, f"reads like a text for {age:.1f} years: shorten the sentences")


def _question(question: QuestionDocument) -> Iterator[Finding]:
    question_type = registry.get(question.kind)
    body = question_type.read(question.body)
    choices = question_type.choices(body)
    explained = len(question.explanation.split())
    if explained < FEWEST_WORDS_OF_EXPLANATION:
        yield Finding("explanation", question.slug, f"the explanation has {explained} words: say why it is so")
    if explained > LONGEST_EXPLANATION:
        yield Finding("explanation", question.slug, f"the explanation has {explained} words: nobody reads more than {LONGEST_EXPLANATION}")
    if NEGATIVE.search(question.prompt) and choices:
        yield Finding("negative", question.slug, "the stem denies: turn it round, or write the NOT in capitals")
    for choice in choices:
        if CLOSED.search(choice.text):
            yield Finding("closed option", question.slug, f"“{choice.text}” speaks of other options")
        if not choice.feedback:
            yield Finding("feedback", question.slug, f"nothing is said to those who choose “{_short(choice.text)}”")
    for hint in question.hints:
        yield from _answer_said(question, hint, [*question_type.typed_keys(body), *(one.text for one in choices if one.right)], "a hint")
    yield from _giveaways(question, choices)
    if not choices and not question_type.waits:
        yield from _answer_said(question, question.prompt, question_type.typed_keys(body), "the stem")


def _giveaways(question: QuestionDocument, choices: list[Choice]) -> Iterator[Finding]:
    """A word of the stem that stands in the one right option and in no wrong one."""
    right = [choice for choice in choices if choice.right]
    if len(right) != 1:
        return
    wrong = set().union(*(_stems(choice.text) for choice in choices if not choice.right))
    shared = (_stems(question.prompt) & _stems(right[0].text)) - wrong
    if shared:
        yield Finding("giveaway", question.slug, f"“{min(shared)}…” stands in the stem and in the right option alone")


def _answer_said(question: QuestionDocument, text: str, keys: Iterable[str], where: str) -> Iterator[Finding]:
    said = f" {' '.join(word.casefold() for word in re.findall(r'[^\W_]+', text))} "
    for key in keys:
        plain = " ".join(word.casefold() for word in re.findall(r"[^\W_]+", key))
        if plain and f" {plain} " in said:
            yield Finding("giveaway", question.slug, f"{where} says the answer, “{key}”")


def _same_stems(topics: list[TopicDocument]) -> Iterator[Finding]:
    first: dict[tuple[str, str | None], str] = {}
    for question in (question for topic in topics for question in topic.questions):
        stem = (" ".join(re.findall(r"[^\W_]+", question.prompt.casefold())), _shown_with(question))
        if stem in first:
            yield Finding("same stem", question.slug, f"asks in the same words as {first[stem]}")
        first.setdefault(stem, question.slug)


def _shown_with(question: QuestionDocument) -> str | None:
    """What else a student sees, so that “Complete the text” may stand twice."""
    question_type = registry.get(question.kind)
    body = question_type.read(question.body)
    form = question_type.answer_form(body, range(question_type.size(body)))
    labels = sorted(str(field.label) for field in form.fields.values())
    return f"{question.source} {labels}"


def _biases(topics: list[TopicDocument]) -> Iterator[Finding]:
    """Whether the right option can be guessed from its length or its place in the file, over all questions with one right option."""
    longest = shortest = 0
    expected = 0.0
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for question in (question for topic in topics for question in topic.questions):
        question_type = registry.get(question.kind)
        choices = question_type.choices(question_type.read(question.body))
        rights = [place for place, choice in enumerate(choices, start=1) if choice.right]
        if len(rights) != 1:
            continue
        lengths = [len(choice.text) for choice in choices]
        key = lengths[rights[0] - 1]
        longest += key == max(lengths) and lengths.count(key) == 1
        shortest += key == min(lengths) and lengths.count(key) == 1
        expected += 1 / len(choices)
        places[len(choices)][rights[0]] += 1
    for count, word in ((longest, "longest"), (shortest, "shortest")):
        total = sum(sum(counts.values()) for counts in places.values())
        if total and count > expected and chance_of_more(count, total, expected / total) < UNLUCKY:
            said = f"the right option is the {word} in {count} of {total} questions; chance makes it {expected:.0f}"
            yield Finding("length", "course", said)
    for options, counts in sorted(places.items()):
        total = sum(counts.values())
        place, count = counts.most_common(1)[0]
        if chance_of_more(count, total, 1 / options) < UNLUCKY / options:
            said = f"of {options} options the right one stands at place {place} in {count} of {total} questions: mix them"
            yield Finding("place", "course", said)


def chance_of_more(count: int, total: int, share: float) -> float:
    """The chance of ``count`` or more hits in ``total`` draws of chance ``share``: the upper tail of the binomial distribution."""
    return math.fsum(math.comb(total, hits) * share**hits * (1 - share) ** (total - hits) for hits in range(count, total + 1))


def reading_age(text: str) -> float:
    """The age in years at which a text is read with ease: Flesch–Kincaid grade (Kincaid and others 1975) plus five.

    Syllables are counted as runs of vowels, a silent final e left out; names count as short words, since no reader spells them out.
    """
    sentences = max(1, len(re.findall(r"[.!?…]+(?=\s|$)", text)))
    words = WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(
        1 if word[0].isupper() else max(1, len(VOWELS.findall(word)) - (word.endswith("e") and len(word) > 3)) for word in words
    )
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def _syllables(word: str) -> int:
    return max(1, len(VOWELS.findall(word)) - (word.endswith("e") and len(word) > 3))


def _stems(text: str) -> set[str]:
    """The long words of a text by their first letters, so that “plan” and “planning” are one."""
    words = (re.sub(r"['’]s?$", "", word) for word in WORD.findall(text))
    return {word.casefold()[:GIVEAWAY_LENGTH] for word in words if len(word) >= GIVEAWAY_LENGTH}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def counts(course: CourseDocument) -> dict[str, Any]:
    """Topics, facts, questions, and questions by kind."""
    topics = course.walk()
    kinds = Counter(question.kind for topic in topics for question in topic.questions)
    return {"topics": len(topics), "facts": sum(len(topic.facts) for topic in topics), "questions": kinds.total(), "kinds": dict(kinds)}
