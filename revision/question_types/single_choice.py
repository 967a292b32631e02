"""Single choice: one right option among two to twenty, each with its own feedback."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from revision.question_types.base import (
    Answer,
    Bar,
    Draft,
    Example,
    KnownFact,
    Mark,
    Review,
    ReviewRow,
    named,
    shuffled,
    with_shares,
)
from revision.question_types.drafts_from_words import deeds
from revision.question_types.options import OptionsAuthor, OptionsBody, OptionsForm, OptionsType


class SingleChoiceBody(OptionsBody):
    @model_validator(mode="after")
    def one_key(self) -> "SingleChoiceBody":
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"exactly one option must be right, not {right}: the key is not among the options, or stands there twice")
        self.refuse_repeats()
        return self

    @property
    def key(self) -> int:
        """The number of the right option, from 0."""
        return next(number for number, option in enumerate(self.options) if option.correct)


class SingleChoiceForm(OptionsForm):
    choosing = "choice"
    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Your answer"),
        error_messages={"required": _("Choose one of the answers."), "invalid_choice": _("That is not one of the answers.")},
    )

    def answer(self) -> Answer:
        return {"option": self.setup[int(self.cleaned_data["choice"]) - 1]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"choice": [str(self.setup.index(answer["option"]) + 1)]}


class SingleChoiceAuthor(OptionsAuthor):
    schema = SingleChoiceBody


class SingleChoice(OptionsType[SingleChoiceBody]):
    kind = "single_choice"
    label = _("Choice")
    about = _("One right answer among several, with a word on each wrong one.")
    seconds = 30
    schema = SingleChoiceBody
    form = SingleChoiceForm
    author = SingleChoiceAuthor

    def random_guess(self, body: SingleChoiceBody) -> Decimal:
        return Decimal(1) / len(body.options)

    def with_right(self, body: SingleChoiceBody, number: int) -> dict[str, Any] | None:
        if not 0 <= number < len(body.options):
            return None
        stored = body.model_dump(mode="json")
        for place, option in enumerate(stored["options"]):
            option["correct"] = place == number
        return stored

    def mark(self, body: SingleChoiceBody, answer: Answer) -> Mark:
        chosen = body.options[answer["option"]]
        return Mark(Decimal(int(chosen.correct)), chosen.feedback, misconceptions=named(chosen.misconception))

    def review(self, body: SingleChoiceBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        chosen = answer["option"] if answer else None
        rows = tuple(self._row(body, number, chosen, show_key) for number in setup)
        return Review(
            given=body.options[chosen].text if chosen is not None else "",
            rows=rows,
            key=self.key_text(body) if show_key else "",
        )

    def _row(self, body: SingleChoiceBody, number: int, chosen: int | None, show_key: bool) -> ReviewRow:
        option = body.options[number]
        if not show_key:
            return ReviewRow(option.text, "given" if number == chosen else "other")
        state = ("right" if option.correct else "wrong") if number == chosen else ("key" if option.correct else "other")
        return ReviewRow(option.text, state, feedback=option.feedback if number == chosen else "")

    def summarise(self, body: SingleChoiceBody, answer: Answer) -> str:
        return body.options[answer["option"]].text

    def classify(self, body: SingleChoiceBody, answer: Answer) -> str:
        return str(answer["option"])

    def bars(self, body: SingleChoiceBody, classes: dict[str, int]) -> list[Bar]:
        bars = [
            Bar(option.text, classes.get(str(number), 0), option.correct, misconception=option.misconception)
            for number, option in enumerate(body.options)
        ]
        return with_shares(sorted(bars, key=lambda bar: (not bar.right, -bar.count)))

    def key_text(self, body: SingleChoiceBody) -> str:
        return body.options[body.key].text

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return deeds(facts)

    def examples(self) -> list[Example]:
        body = {
            "options": [
                {"text": "Seven", "correct": False, "feedback": "One too few."},
                {"text": "Eight", "correct": True, "feedback": "Four and four."},
                {"text": "Nine", "correct": False, "feedback": "One too many."},
            ]
        }
        place = {number: str(place) for place, number in enumerate(shuffled(3, 1), start=1)}
        return [
            Example("right", body, {"choice": place[1]}, Decimal(1)),
            Example("wrong", body, {"choice": place[2]}, Decimal(0)),
            Example("empty", body, {}, None),
            Example("no such option", body, {"choice": "4"}, None),
            Example("not a number", body, {"choice": "eight"}, None),
        ]


TYPE = SingleChoice()
