"""What students write: right answers with the odd slip, and the wrong ones that a question invites.

A question is answered as on its page, by what its form asks for: one of some options or several, a text or a figure, a place for each
part, or several fields at once. Nothing here knows question types; a question whose form asks for something else (a long text that
a teacher marks) is not set in the demo.
"""

import datetime
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, Self

from django import forms

from quizzes.presentation import form_for, fraction_of
from revision.models import Question, QuestionVersion
from revision.question_types.base import Answer, AnswerForm

type Said = tuple[str, ...]
"""An answer in the words on the page, whatever the lay-out: options, texts, the parts in their order, or what each field holds."""
type Posted = dict[str, str | list[str]]

TRAPS = 0.18
"""Share of the questions that most of a class gets wrong, nearly all in the same way."""
LONGEST_GUESS = 50
REFUSED = Decimal(-1)
FIGURE = re.compile(r"\d[\d,.]*\d|\d")
UNSURE = ("don't know", "not sure", "idk")


class NotMarked(Exception):
    """The form refused an answer that the demo made up: a bug here, never a student's mistake."""


def judged(version: QuestionVersion, seed: int, data: Posted) -> tuple[Answer, Decimal | None]:
    """The answer as stored and its fraction, read and marked as for a browser that posts ``data``; ``None`` waits for a teacher."""
    form = form_for(version, seed, data)
    if not form.is_valid():
        raise NotMarked(f"{version}: {form.errors.as_text()}")
    answer = form.answer()
    return answer, fraction_of(version, answer)


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
    def posted(self, form: AnswerForm, said: Said) -> Posted:
        """What a browser posts for ``said`` on the page laid out as ``form``."""

    def right(self, draw: Random) -> Said:
        return draw.choices(self.rights, [4.0] + [1.0] * (len(self.rights) - 1))[0]

    def wrong(self, draw: Random) -> Said:
        weights = [2.0 / place if place else 9.0 if self.is_trap else 4.0 for place in range(len(self.wrongs))]
        return draw.choices(self.wrongs, weights)[0]

    def answer(self, seed: int, said: Said) -> tuple[Answer, Decimal | None]:
        """``said`` as it is stored, and its fraction."""
        return judged(self.version, seed, self.posted(form_for(self.version, seed), said))

    def tried(self, said: Said) -> Decimal:
        """The fraction that ``said`` would earn; below 0 where the form refuses it."""
        try:
            fraction = self.answer(0, said)[1]
        except NotMarked:
            return REFUSED
        return REFUSED if fraction is None else fraction

    @property
    def key(self) -> str:
        """The right answer in words."""
        question_type = self.version.question.type
        return question_type.key_text(question_type.read(self.version.body))

    def settle(self) -> None:
        """Fix how hard the question is and which mistakes it invites; the same in every demo."""
        draw = random.Random(f"question {self.version.question.slug}")
        self.is_trap = draw.random() < TRAPS
        self.difficulty = draw.gauss(-0.8, 0.7) + (1.9 if self.is_trap else 0.0)
        draw.shuffle(self.wrongs)


def offered(choice: forms.ChoiceField) -> dict[str, str]:
    """What may be chosen, as label and value; “Choose…” is nothing to choose."""
    pairs: Any = choice.choices
    return {str(label): str(value) for value, label in pairs if value}


def one_text(one: forms.Field) -> bool:
    """Whether a word or a few are asked for: not one of a list, and no essay."""
    return isinstance(one, forms.CharField) and not isinstance(one.widget, forms.Textarea)


def one_choice(one: forms.Field) -> bool:
    return isinstance(one, forms.ChoiceField) and not isinstance(one, forms.MultipleChoiceField)


class Options(Sheet):
    """One of some options is chosen."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        match list(form.fields.values()):
            case [forms.ChoiceField() as only] if one_choice(only):
                sheet = cls(version)
                for label in offered(only):
                    said = (label,)
                    (sheet.rights if sheet.answer(0, said)[1] == 1 else sheet.wrongs).append(said)
                return sheet
        return None

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        [(name, only)] = form.fields.items()
        assert isinstance(only, forms.ChoiceField)
        return {name: offered(only)[said[0]]}


class Ticked(Sheet):
    """Some of the options are ticked."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        match list(form.fields.values()):
            case [forms.MultipleChoiceField() as only]:
                sheet = cls(version)
                labels = list(offered(only))
                key = tuple(label for label in labels if sheet.tried((label,)) > 0)
                if sheet.tried(key) != 1:
                    return None
                sheet.rights = [key]
                left_out = [tuple(one for one in key if one != label) for label in key] if len(key) > 1 else []
                others = [label for label in labels if label not in key]
                sheet.wrongs = [*left_out, *((*key, other) for other in others), *((*key[1:], other) for other in others)]
                return sheet
        return None

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        [(name, only)] = form.fields.items()
        assert isinstance(only, forms.ChoiceField)
        return {name: [offered(only)[label] for label in said]}


class Ranked(Sheet):
    """Every part is given a place."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        parts = list(form.fields.values())
        places = {str(place) for place in range(1, len(parts) + 1)}
        if len(parts) < 2 or not all(isinstance(part, forms.ChoiceField) and offered(part).keys() == places for part in parts):
            return None
        sheet = cls(version)
        right = tuple(sorted((str(part.label) for part in parts), key=sheet.key.find))
        if sheet.tried(right) != 1:
            return None
        sheet.rights = [right]
        sheet.wrongs = [(*right[:place], right[place + 1], right[place], *right[place + 2 :]) for place in range(len(right) - 1)]
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

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        return {name: str(said.index(str(part.label)) + 1) for name, part in form.fields.items()}


class Typed(Sheet):
    """A word or a few are typed, or a figure."""

    words = True
    """Whether the form takes words."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        fields = list(form.fields.values())
        if len(fields) != 1 or not one_text(fields[0]):
            return None
        sheet = cls(version)
        sheet.words = sheet.tried((UNSURE[0],)) != REFUSED
        for text in dict.fromkeys([sheet.key] if sheet.words else FIGURE.findall(sheet.key)):
            if sheet.tried((text,)) == 1:
                sheet.rights.append((text,))
        for text in dict.fromkeys(short_texts(version.body)):
            fraction = sheet.tried((text,))
            if fraction == 1 and sheet.words and (text,) not in sheet.rights:
                sheet.rights.append((text,))
            elif 0 <= fraction < 1:
                sheet.wrongs.append((text,))
        return sheet

    def confuse(self, keys: Sequence[str]) -> None:
        """Some take the right answers of neighbouring questions for this one's: names for names, years for years. Figures are missed."""
        if self.words:
            like = [key for key in keys if has_figures(key) == has_figures(self.key) and (key,) not in self.rights + self.wrongs]
            self.wrongs += [said for said in ((key,) for key in like) if self.tried(said) == 0][:3]
        if self.rights:
            self.wrongs += [said for text in missed_figures(self.rights[0][0]) if 0 <= self.tried(said := (text,)) < 1]
        self.wrongs = list(dict.fromkeys(self.wrongs))

    def right(self, draw: Random) -> Said:
        """As a student types it: often in small letters, at times with a slip that marking overlooks."""
        text = super().right(draw)[0]
        if draw.random() < 0.4:
            text = text.lower()
        if draw.random() < 0.14:
            slipped = slip(text, draw)
            if self.tried((slipped,)) == 1:
                text = slipped
        return (text,)

    def wrong(self, draw: Random) -> Said:
        if not self.wrongs or (self.words and draw.random() < 0.1):
            return (draw.choice(UNSURE),)
        text = super().wrong(draw)[0]
        return (text.lower() if draw.random() < 0.4 else text,)

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        return dict.fromkeys(form.fields, said[0])


class Fields(Sheet):
    """Several fields, each chosen from a list or typed; an answer is what they hold, in the order of the first lay-out."""

    choices: tuple[bool, ...] = ()
    """Which of the fields are chosen."""

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        fields = [one for _name, one in by_label(form).values()]
        texts = [*dict.fromkeys(short_texts(version.body)), ""]
        offers = [list(offered(one)) if isinstance(one, forms.ChoiceField) else texts for one in fields]
        if len(fields) < 2 or not all(one_text(one) or one_choice(one) for one in fields) or not all(offers):
            return None
        sheet = cls(version)
        sheet.choices = tuple(one_choice(one) for one in fields)
        right = [offer[0] for offer in offers]
        mistakes = []
        for place, offer in enumerate(offers):
            earned = sheet.probed(right, place, offer)
            right[place] = max(earned, key=earned.__getitem__)
            best = earned[right[place]]
            mistakes.append([text for text in offer if text != right[place] and 0 <= earned.get(text, 0) < best])
        sheet.rights = [tuple(right)] if sheet.tried(tuple(right)) == 1 else []
        sheet.wrongs = list(misplaced(right, mistakes))
        return sheet

    def probed(self, said: Sequence[str], place: int, offer: Sequence[str]) -> dict[str, Decimal]:
        """What the answer earns with each text in this place. Of choices one alone is right: it is known at the first difference."""
        earned: dict[str, Decimal] = {}
        for text in offer:
            earned[text] = self.tried((*said[:place], text, *said[place + 1 :]))
            if self.choices[place] and len(set(earned.values())) > 1:
                break
        return earned

    def right(self, draw: Random) -> Said:
        """Some type in small letters."""
        said = super().right(draw)
        if draw.random() < 0.4:
            small = tuple(text if chosen else text.lower() for text, chosen in zip(said, self.choices, strict=True))
            return small if self.tried(small) == 1 else said
        return said

    def wrong(self, draw: Random) -> Said:
        """One mistake, sometimes two."""
        said = super().wrong(draw)
        if draw.random() < 0.7:
            return said
        return tuple(two if two != well else one for well, one, two in zip(self.rights[0], said, super().wrong(draw), strict=True))

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        held = dict(zip(by_label(form_for(self.version, 0)), said, strict=True))
        return {
            name: offered(one)[held[label]] if isinstance(one, forms.ChoiceField) else held[label]
            for label, (name, one) in by_label(form).items()
        }


def misplaced(right: Sequence[str], mistakes: Sequence[Sequence[str]]) -> Iterator[Said]:
    """The right answer with one mistake in it: another text in one place, or, where texts stand but once, two of them exchanged."""
    for place, others in enumerate(mistakes):
        for other in others:
            said = [*right[:place], other, *right[place + 1 :]]
            if right.count(other) == 1 and right[place] in mistakes[right.index(other)]:
                said[right.index(other)] = right[place]
            yield tuple(said)


def by_label(form: AnswerForm) -> Mapping[str, tuple[str, forms.Field]]:
    """Name and field by what the page calls it: the lay-out may have moved it."""
    return {str(one.label): (name, one) for name, one in form.fields.items()}


def has_figures(text: str) -> bool:
    return any(letter.isdecimal() for letter in text)


def short_texts(stored: Any) -> Iterator[str]:
    """The short texts in a stored body that are no sentences: what could be typed as an answer. The name of a misconception is none."""
    if isinstance(stored, dict):
        stored = [part for name, part in stored.items() if name != "misconception"]
    if isinstance(stored, list):
        for part in stored:
            yield from short_texts(part)
    elif isinstance(stored, str) and 0 < len(stored) <= LONGEST_GUESS and stored[-1] not in ".?!":
        yield stored


def missed_figures(text: str) -> list[str]:
    """What those write who miss a figure: the year before or after, one more or less, half, double, a nought too many."""
    plain = text.replace(",", "")
    try:
        figure = Decimal(plain)
    except InvalidOperation:
        return []
    near = [figure - 1, figure + 1] if plain.isdecimal() else []
    return [f"{missed:f}" for missed in (near if len(plain) == 4 else [*near, figure / 2, figure * 2, figure * 10])]


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
        ways: tuple[type[Sheet], ...] = (Options, Ticked, Typed, Ranked, Fields)
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
