"""What the types share in which a student chooses among written options."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from revision.question_types.authoring import AuthorForm, Rows, one_line, some_lines
from revision.question_types.base import AnswerForm, BadLines, Body, Choice, Line, QuestionType, shuffled

MOST_OPTIONS = 20


class Option(Body):
    text: str = Field(min_length=1, max_length=1000)
    correct: bool = False
    feedback: str = Field(default="", max_length=2000)
    misconception: str = Field(default="", max_length=200)


class OptionsBody(Body):
    options: tuple[Option, ...] = Field(min_length=2, max_length=MOST_OPTIONS)

    def refuse_repeats(self) -> None:
        """Raises ``ValueError`` where two options say the same."""
        if len({option.text.casefold() for option in self.options}) < len(self.options):
            raise ValueError("two options say the same")


class OptionsForm(AnswerForm):
    """Options are numbered as they stand on the page, so that a value tells nothing of the key. ``choosing`` names the field."""

    choosing: ClassVar[str]

    def lay_out(self, body: OptionsBody) -> None:
        field = self.fields[self.choosing]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(place), body.options[number].text) for place, number in enumerate(self.setup, start=1)]


class OptionRow(forms.Form):
    text = one_line(_("Option"))
    correct = forms.BooleanField(label=_("Right"), required=False)
    feedback = some_lines(_("What to say about it to a student"))
    misconception = one_line(_("Misconception behind it"), length=200, hint=_("The same words each time, so that results can count it."))


class OptionsAuthor(AuthorForm):
    row_sets: ClassVar = {"options": Rows(OptionRow, _("Options"), _("Option"), first=4, most=MOST_OPTIONS, hint=_("Tick what is right."))}

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {"options": body["options"]}

    def to_body(self) -> dict[str, Any]:
        return {"options": self.rows("options")}


class OptionsType[B: OptionsBody](QuestionType[B]):
    """A question on options: shuffled for each student, read from ``*`` and ``-`` lines."""

    def size(self, body: B) -> int:
        return len(body.options)

    def setup(self, body: B, seed: int) -> list[int]:
        return shuffled(len(body.options), seed)

    def fixed_setup(self, body: B) -> list[int]:
        return list(range(len(body.options)))

    def choices(self, body: B) -> list[Choice]:
        return [Choice(option.text, option.correct, option.feedback) for option in body.options]

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        options = []
        for line in lines:
            if line.marker not in {"*", "-"}:
                raise BadLines("an option starts with * (right) or - (wrong)", line.number)
            options.append({"text": line.text, "correct": line.marker == "*", "feedback": line.below, "misconception": line.misconception})
        return {"options": options}
