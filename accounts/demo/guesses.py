"""What students write: right answers with the odd slip, and the wrong ones that a question invites.

A question is answered as on its page, by what its form asks for: one of some options, a text, or a place for each part.
Nothing here knows question types; a question whose form asks for something else is not set in the demo.
"""

import datetime
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, Self

from django import forms

from quizzes.presentation import form_for
from revision.models import Question, QuestionVersion
from revision.question_types.base import Answer, AnswerForm

type Said = tuple[str, ...]
"""An answer in the words on the page, whatever the lay-out: the option, the text, or the parts in their order."""

TRAPS = 0.18
"""Share of the questions that most of a class gets wrong, nearly all in the same way."""
LONGEST_GUESS = 50
UNSURE = ("don't know", "not sure", "idk")


class NotMarked(Exception):
    """The form refused an answer that the demo made up: a bug here, never a student's mistake."""


def judged(version: QuestionVersion, seed: int, data: dict[str, str]) -> tuple[Answer, Decimal]:
    """The answer as stored and its fraction, read and marked as for a browser that posts ``data``."""
    form = form_for(version, seed, data)
    if not form.is_valid():
        raise NotMarked(f"{version}: {form.errors.as_text()}")
    answer = form.answer()
    return answer, version.question.type.mark(version.question.type.read(version.body), answer).fraction


@dataclass(slots=True)
class Sheet(ABC):
    """How one question can be answered. ``difficulty`` is in logits: at 0 a usual student is as likely right as wrong."""

    version: QuestionVersion
    rights: list[Said] = field(default_factory=list)
    wrongs: list[Said] = field(default_factory=list)
    """The commonest first."""
    difficulty: float = 0.0
    is_trap: bool = False

    @classmethod
    @abstractmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        """The sheet, or ``None`` where the form asks for something else."""

    @abstractmethod
    def posted(self, form: AnswerForm, said: Said) -> dict[str, str]:
        """What a browser posts for ``said`` on the page laid out as ``form``."""

    def right(self, draw: Random) -> Said:
        return draw.choices(self.rights, [4.0] + [1.0] * (len(self.rights) - 1))[0]

    def wrong(self, draw: Random) -> Said:
        weights = [2.0 / place if place else 9.0 if self.is_trap else 4.0 for place in range(len(self.wrongs))]
        return draw.choices(self.wrongs, weights)[0]

    def answer(self, seed: int, said: Said) -> tuple[Answer, Decimal]:
        """``said`` as it is stored, and its fraction."""
        return judged(self.version, seed, self.posted(form_for(self.version, seed), said))

    def settle(self) -> None:
        """Fix how hard the question is and which mistakes it invites; the same in every demo."""
        draw = random.Random(f"question {self.version.question.slug}")
        self.is_trap = draw.random() < TRAPS
        self.difficulty = draw.gauss(-0.8, 0.7) + (1.9 if self.is_trap else 0.0)
        draw.shuffle(self.wrongs)


def offered(choice: forms.ChoiceField) -> dict[str, str]:
    """What may be chosen, as label and value."""
    pairs: Any = choice.choices
    return {str(label): str(value) for value, label in pairs}


class Options(Sheet):
    """One of some options is chosen."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        match list(form.fields.values()):
            case [forms.ChoiceField() as only]:
                sheet = cls(version)
                for label in offered(only):
                    said = (label,)
                    (sheet.rights if sheet.answer(0, said)[1] == 1 else sheet.wrongs).append(said)
                return sheet
        return None

    def posted(self, form: AnswerForm, said: Said) -> dict[str, str]:
        [(name, only)] = form.fields.items()
        assert isinstance(only, forms.ChoiceField)
        return {name: offered(only)[said[0]]}


class Ranked(Sheet):
    """Every part is given a place."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        parts = list(form.fields.values())
        if len(parts) < 2 or not all(isinstance(part, forms.ChoiceField) and len(offered(part)) == len(parts) for part in parts):
            return None
        sheet = cls(version)
        question_type = version.question.type
        key = question_type.key_text(question_type.read(version.body))
        right = tuple(sorted((str(part.label) for part in parts), key=key.find))
        if sheet.answer(0, right)[1] != 1:
            return None
        sheet.rights = [right]
        places = range(len(right) - 1)
        sheet.wrongs = [(*right[:place], right[place + 1], right[place], *right[place + 2 :]) for place in places]
        return sheet

    def wrong(self, draw: Random) -> Said:
        """Mostly two neighbours swapped, sometimes two pairs of them, or one part far from its place."""
        order = list(super().wrong(draw))
        luck = draw.random()
        if luck > 0.75:
            place = draw.randrange(len(order) - 1)
            order[place : place + 2] = order[place + 1], order[place]
        if luck > 0.9:
            order.insert(draw.randrange(len(order)), order.pop(draw.randrange(len(order))))
        return tuple(order)

    def posted(self, form: AnswerForm, said: Said) -> dict[str, str]:
        return {name: str(said.index(str(part.label)) + 1) for name, part in form.fields.items()}


class Typed(Sheet):
    """A word or a few are typed."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        match list(form.fields.values()):
            case [forms.CharField()]:
                sheet = cls(version)
                for text in dict.fromkeys([sheet.key, *short_texts(version.body)]):
                    (sheet.rights if sheet.answer(0, (text,))[1] == 1 else sheet.wrongs).append((text,))
                return sheet
        return None

    @property
    def key(self) -> str:
        question_type = self.version.question.type
        return question_type.key_text(question_type.read(self.version.body))

    def confuse(self, keys: Sequence[str]) -> None:
        """Some take the right answers of neighbouring questions for this one's: names for names, years for years."""
        like = [key for key in keys if has_figures(key) == has_figures(self.key) and (key,) not in self.rights + self.wrongs]
        self.wrongs += [said for said in ((key,) for key in like) if self.answer(0, said)[1] == 0][:3]
        if self.key.isdecimal():
            self.wrongs += [(str(int(self.key) + by),) for by in (-1, 1)]
        self.wrongs = list(dict.fromkeys(self.wrongs))

    def right(self, draw: Random) -> Said:
        """As a student types it: often in small letters, at times with a slip that marking overlooks."""
        text = super().right(draw)[0]
        if draw.random() < 0.4:
            text = text.lower()
        if draw.random() < 0.14:
            slipped = slip(text, draw)
            if self.answer(0, (slipped,))[1] == 1:
                text = slipped
        return (text,)

    def wrong(self, draw: Random) -> Said:
        if not self.wrongs or draw.random() < 0.1:
            return (draw.choice(UNSURE),)
        text = super().wrong(draw)[0]
        return (text.lower() if draw.random() < 0.4 else text,)

    def posted(self, form: AnswerForm, said: Said) -> dict[str, str]:
        return dict.fromkeys(form.fields, said[0])


def has_figures(text: str) -> bool:
    return any(letter.isdecimal() for letter in text)


def short_texts(stored: Any) -> Iterator[str]:
    """The short texts in a stored body that are no sentences: what could be typed as an answer."""
    if isinstance(stored, dict):
        stored = list(stored.values())
    if isinstance(stored, list):
        for part in stored:
            yield from short_texts(part)
    elif isinstance(stored, str) and 0 < len(stored) <= LONGEST_GUESS and stored[-1] not in ".?!":
        yield stored


def slip(text: str, draw: Random) -> str:
    """``text`` with two letters swapped or one left out, within a word of six letters or more if there is one."""
    places = [place for place in range(1, len(text) - 2) if text[place - 1 : place + 3].isalpha()]
    if len(text) < 6 or not places:
        return text
    place = draw.choice(places)
    kept = text[place + 1] + text[place] if draw.random() < 0.6 else text[place + 1]
    return text[:place] + kept + text[place + 2 :]


def sheets(questions: Sequence[Question]) -> dict[object, Sheet]:
    """A sheet for every question that the demo can answer, by the question's key. Questions come with ``current``."""
    found: dict[object, Sheet] = {}
    for question in questions:
        version = question.current
        assert version is not None
        version.question = question
        form = form_for(version, 0)
        ways: tuple[type[Sheet], ...] = (Options, Typed, Ranked)
        sheet = next((sheet for way in ways if (sheet := way.of(version, form)) is not None), None)
        if sheet is not None:
            found[question.pk] = sheet
    for sheet in found.values():
        sheet.settle()
    typed = [sheet for sheet in found.values() if isinstance(sheet, Typed)]
    for sheet in typed:
        topic = sheet.version.question.topic_id
        sheet.confuse([other.key for other in typed if other is not sheet and other.version.question.topic_id == topic])
    return {key: sheet for key, sheet in found.items() if sheet.rights and (sheet.wrongs or isinstance(sheet, Typed))}


def seconds_to_answer(sheet: Sheet, pace: float, draw: Random) -> datetime.timedelta:
    """How long somebody takes over a question, to the millisecond; ``pace`` is 1 for the usual time."""
    usual = sheet.version.question.type.seconds
    return datetime.timedelta(seconds=round(max(4.0, usual * pace * draw.lognormvariate(-0.1, 0.4)), 3))
