"""Single choice: one right option among two to twenty, each with its own feedback."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from revision.question_types.authoring import AuthorForm, Rows, one_line, some_lines
from revision.question_types.base import (
    Answer,
    AnswerForm,
    BadLines,
    Bar,
    Body,
    Choice,
    Draft,
    Example,
    KnownFact,
    Line,
    Mark,
    QuestionType,
    Review,
    ReviewRow,
    named,
    shuffled,
    with_shares,
)
from revision.question_types.drafts_from_words import deeds


class Option(Body):
    text: str = Field(min_length=1, max_length=1000)
    correct: bool = False
    feedback: str = Field(default="", max_length=2000)
    misconception: str = Field(default="", max_length=200)


class SingleChoiceBody(Body):
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def one_key(self) -> "SingleChoiceBody":
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"exactly one option must be right, not {right}: the key is not among the options, or stands there twice")
        if len({option.text.casefold() for option in self.options}) < len(self.options):
            raise ValueError("two options say the same")
        return self

    @property
    def key(self) -> int:
        """The number of the right option, from 0."""
        return next(number for number, option in enumerate(self.options) if option.correct)


class SingleChoiceForm(AnswerForm):
    """Options are numbered as they stand on the page, so that a value tells nothing of the key."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Your answer"),
        error_messages={"required": _("Choose one of the answers."), "invalid_choice": _("That is not one of the answers.")},
    )

    def lay_out(self, body: SingleChoiceBody) -> None:
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(place), body.options[number].text) for place, number in enumerate(self.setup, start=1)]

    def answer(self) -> Answer:
        return {"option": self.setup[int(self.cleaned_data["choice"]) - 1]}


class OptionRow(forms.Form):
    text = one_line(_("Option"))
    correct = forms.BooleanField(label=_("Right"), required=False)
    feedback = some_lines(_("What to say to those who choose it"))
    misconception = one_line(_("Misconception behind it"), length=200, hint=_("The same words each time, so that results can count it."))


class SingleChoiceAuthor(AuthorForm):
    schema = SingleChoiceBody
    row_sets: ClassVar = {"options": Rows(OptionRow, _("Options"), _("Option"), first=4, most=20, hint=_("Tick the one that is right."))}

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {"options": body["options"]}

    def to_body(self) -> dict[str, Any]:
        return {"options": self.rows("options")}


class SingleChoice(QuestionType[SingleChoiceBody]):
    kind = "single_choice"
    label = _("Choice")
    seconds = 30
    schema = SingleChoiceBody
    form = SingleChoiceForm
    author = SingleChoiceAuthor

    def fixed_setup(self, body: SingleChoiceBody) -> list[int]:
        return list(range(len(body.options)))

    def choices(self, body: SingleChoiceBody) -> list[Choice]:
        return [Choice(option.text, option.correct, option.feedback) for option in body.options]

    def size(self, body: SingleChoiceBody) -> int:
        return len(body.options)

    def setup(self, body: SingleChoiceBody, seed: int) -> list[int]:
        return shuffled(len(body.options), seed)

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

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        options = []
        for line in lines:
            if line.marker not in {"*", "-"}:
                raise BadLines("an option starts with * (right) or - (wrong)", line.number)
            options.append({"text": line.text, "correct": line.marker == "*", "feedback": line.below, "misconception": line.misconception})
        return {"options": options}

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
