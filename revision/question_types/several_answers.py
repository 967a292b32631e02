"""Several answers: one or more right options among two to twenty. A wrong tick cancels a right one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from revision.question_types.base import (
    Answer,
    Bar,
    Example,
    Mark,
    Part,
    Review,
    ReviewRow,
    named,
    share,
    shuffled,
    with_shares,
)
from revision.question_types.options import OptionsAuthor, OptionsBody, OptionsForm, OptionsType

SHOWN_BARS = 6


class SeveralAnswersBody(OptionsBody):
    @model_validator(mode="after")
    def right_and_wrong(self) -> "SeveralAnswersBody":
        if not self.key:
            raise ValueError("at least one option must be right")
        if len(self.key) == len(self.options):
            raise ValueError("at least one option must be wrong")
        self.refuse_repeats()
        return self

    @property
    def key(self) -> list[int]:
        """The numbers of the right options, from 0."""
        return [number for number, option in enumerate(self.options) if option.correct]


class SeveralAnswersForm(OptionsForm):
    choosing = "ticks"
    ticks = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=_("Your answer"),
        error_messages={"required": _("Tick at least one."), "invalid_choice": _("That is not one of the answers.")},
    )

    def answer(self) -> Answer:
        return {"options": sorted({self.setup[int(place) - 1] for place in self.cleaned_data["ticks"]})}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"ticks": [str(self.setup.index(number) + 1) for number in answer["options"]]}


class SeveralAnswersAuthor(OptionsAuthor):
    schema = SeveralAnswersBody


class SeveralAnswers(OptionsType[SeveralAnswersBody]):
    kind = "several_answers"
    label = _("Several answers")
    about = _("More than one right answer among several.")
    seconds = 45
    schema = SeveralAnswersBody
    form = SeveralAnswersForm
    author = SeveralAnswersAuthor

    def mark(self, body: SeveralAnswersBody, answer: Answer) -> Mark:
        """(right ticks − wrong ticks) / right options, never under 0. An option is a part: right where it is ticked as it should be."""
        ticked = set(answer["options"])
        right = sum(body.options[number].correct for number in ticked)
        parts = tuple(
            Part(share(int(option.correct == (number in ticked)), 1), option.feedback if option.correct or number in ticked else "")
            for number, option in enumerate(body.options)
        )
        wrong = [option for number, option in enumerate(body.options) if number in ticked and not option.correct]
        fraction = share(max(0, right - len(wrong)), len(body.key))
        return Mark(fraction, parts=parts, misconceptions=named(*(option.misconception for option in wrong)))

    def review(self, body: SeveralAnswersBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        ticked = set(answer["options"]) if answer else set()
        return Review(
            given=self.summarise(body, answer) if answer else "",
            rows=tuple(self._row(body, number, number in ticked, show_key) for number in setup),
            key=self.key_text(body) if show_key else "",
            extra={"answered": answer is not None},
        )

    def _row(self, body: SeveralAnswersBody, number: int, ticked: bool, show_key: bool) -> ReviewRow:
        option = body.options[number]
        if not show_key:
            return ReviewRow(option.text, "given" if ticked else "other")
        state = ("right" if option.correct else "wrong") if ticked else ("key" if option.correct else "other")
        return ReviewRow(option.text, state, feedback=option.feedback if ticked or option.correct else "")

    def summarise(self, body: SeveralAnswersBody, answer: Answer) -> str:
        return "; ".join(body.options[number].text for number in answer["options"])

    def classify(self, body: SeveralAnswersBody, answer: Answer) -> str:
        return ",".join(str(number) for number in answer["options"])

    def bars(self, body: SeveralAnswersBody, classes: dict[str, int]) -> list[Bar]:
        """The whole right answer, then what went wrong: wrong options that were ticked and right ones left out, the commonest first."""
        missed: Counter[int] = Counter()
        for name, count in classes.items():
            for number in {int(number) for number in name.split(",")} ^ set(body.key):
                missed[number] += count
        bars = [Bar(str(_("All right ones and no other")), classes.get(",".join(map(str, body.key)), 0), right=True)]
        for number, count in sorted(missed.items(), key=lambda row: (-row[1], row[0]))[:SHOWN_BARS]:
            option = body.options[number]
            label = str(_("“%(option)s” left out") % {"option": option.text}) if option.correct else option.text
            bars.append(Bar(label, count, right=False, misconception="" if option.correct else option.misconception))
        return with_shares(bars, sum(classes.values()))

    def key_text(self, body: SeveralAnswersBody) -> str:
        return "; ".join(body.options[number].text for number in body.key)

    def examples(self) -> list[Example]:
        body = {
            "options": [
                {"text": "Two", "correct": True, "feedback": "The only even one."},
                {"text": "Three", "correct": True, "feedback": "Only by one and by itself."},
                {"text": "Five", "correct": True},
                {"text": "Four", "correct": False, "feedback": "Two times two.", "misconception": "Takes a square for a prime"},
                {"text": "One", "correct": False, "feedback": "A prime has two divisors."},
            ]
        }
        place = {number: str(place) for place, number in enumerate(shuffled(5, 1), start=1)}

        def posted(*numbers: int) -> dict[str, Any]:
            return MultiValueDict({"ticks": [place[number] for number in numbers]})

        return [
            Example("right", body, posted(0, 1, 2), share(1, 1)),
            Example("one left out", body, posted(2, 0), share(2, 3)),
            Example("one too many", body, posted(0, 1, 2, 3), share(2, 3)),
            Example("one cancels another", body, posted(0, 1, 4), share(1, 3)),
            Example("all ticked", body, posted(0, 1, 2, 3, 4), share(1, 3)),
            Example("wrong", body, posted(3), share(0, 1)),
            Example("more wrong than right", body, posted(0, 3, 4), share(0, 1)),
            Example("empty", body, {}, None),
            Example("no such option", body, MultiValueDict({"ticks": ["1", "6"]}), None),
            Example("not a number", body, MultiValueDict({"ticks": ["two"]}), None),
        ]


TYPE = SeveralAnswers()
