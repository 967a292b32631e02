"""Sorting: statements to be put into two to five groups, such as for and against."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from revision.question_types.authoring import AuthorForm, Rows, one_line, some_lines
from revision.question_types.base import (
    Answer,
    BadLines,
    Body,
    Draft,
    Example,
    KnownFact,
    Line,
    share,
    shuffled,
)
from revision.question_types.drafts_from_words import sortings
from revision.question_types.placing import Place, Placing, PlacingForm, Thing, one_of

SIDE_BY_SIDE = 3
"""Groups that fit beside each other on a phone; more are chosen from a list."""
MOST_GROUPS = 5


class Statement(Body):
    text: str = Field(min_length=1, max_length=1000)
    group: int = Field(ge=0, lt=MOST_GROUPS)
    """The number of its group, from 0."""
    feedback: str = Field(default="", max_length=2000)
    misconception: str = Field(default="", max_length=200)


class SortingBody(Body):
    groups: tuple[str, ...] = Field(min_length=2, max_length=MOST_GROUPS)
    statements: tuple[Statement, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def groups_are_used(self) -> "SortingBody":
        if any(not name or len(name) > 200 for name in self.groups):
            raise ValueError("a group's name has 1 to 200 letters")
        if len({name.casefold() for name in self.groups}) < len(self.groups):
            raise ValueError("two groups have the same name")
        if len({one.text.casefold() for one in self.statements}) < len(self.statements):
            raise ValueError("two statements say the same")
        used = {one.group for one in self.statements}
        if any(group >= len(self.groups) for group in used):
            raise ValueError("a statement stands in a group that there is not")
        if empty := [name for number, name in enumerate(self.groups) if number not in used]:
            raise ValueError(f"no statement belongs to “{empty[0]}”")
        return self


class SortingForm(PlacingForm):
    """One row of groups for each statement, in the order shown. Groups stand in the author's order, so a value tells nothing."""

    def lay_out(self, body: SortingBody) -> None:
        groups = [(str(number), name) for number, name in enumerate(body.groups, start=1)]
        for place, number in enumerate(self.setup, start=1):
            self.fields[f"statement_{place}"] = one_of(groups, body.statements[number].text, listed=len(groups) > SIDE_BY_SIDE)

    def answer(self) -> Answer:
        groups = {number: int(self.cleaned_data[f"statement_{place}"]) - 1 for place, number in enumerate(self.setup, start=1)}
        return {"places": [groups[number] for number in range(len(groups))]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {f"statement_{place}": [str(answer["places"][number] + 1)] for place, number in enumerate(self.setup, start=1)}


class StatementRow(forms.Form):
    text = one_line(_("Statement"))
    group = forms.TypedChoiceField(label=_("Its group"), coerce=int, required=False, empty_value=None)
    feedback = some_lines(_("Why it belongs there"))
    misconception = one_line(_("Misconception of those who put it elsewhere"), length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("text") and cleaned.get("group") is None:
            self.add_error("group", _("Choose its group."))
        return cleaned


class SortingAuthor(AuthorForm):
    schema = SortingBody
    row_sets: ClassVar = {"statements": Rows(StatementRow, _("Statements"), _("Statement"), first=6, most=20)}
    groups = some_lines(
        _("Groups"), length=1200, required=True, rows=3, hint=_("Two to five, one on each line, in the order in which students see them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The groups to choose from are those written so far."""
        super().__init__(*args, **kwargs)
        names = _lines(self["groups"].value() or "")[:MOST_GROUPS]
        numbered = [(str(number), name) for number, name in enumerate(names, start=1)]
        unnamed = [(str(number), _("Group %(number)d") % {"number": number}) for number in range(len(names) + 1, MOST_GROUPS + 1)]
        for row in self.sets["statements"].forms:
            row.fields["group"].choices = [("", _("Choose…")), *numbered, *unnamed]

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        statements = [{**one, "group": one["group"] + 1} for one in body["statements"]]
        return {"groups": "\n".join(body["groups"]), "statements": statements}

    def to_body(self) -> dict[str, Any]:
        statements = [{**row, "group": row["group"] - 1 if row["group"] else None} for row in self.rows("statements")]
        return {"groups": _lines(self.cleaned_data["groups"]), "statements": statements}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Sorting(Placing[SortingBody]):
    kind = "sorting"
    label = _("Sorting")
    about = _("Statements to be put into groups: for and against.")
    seconds = 60
    schema = SortingBody
    form = SortingForm
    author = SortingAuthor
    all_right = _("All in their groups")

    def size(self, body: SortingBody) -> int:
        return len(body.statements)

    def setup(self, body: SortingBody, seed: int) -> list[int]:
        return shuffled(len(body.statements), seed)

    def random_guess(self, body: SortingBody) -> Decimal:
        return Decimal(1) / len(body.groups)

    def order(self, body: SortingBody, setup: Sequence[int]) -> Sequence[int]:
        return setup

    def things(self, body: SortingBody) -> list[Thing]:
        return [Thing(one.text, one.group, one.feedback, one.misconception) for one in body.statements]

    def places(self, body: SortingBody) -> list[Place]:
        return [Place(name) for name in body.groups]

    def in_words(self, body: SortingBody, placed: Sequence[int]) -> str:
        """By groups, each with what was put there."""
        texts = [[one.text for one, at in zip(body.statements, placed, strict=True) if at == group] for group in range(len(body.groups))]
        return " · ".join(f"{name}: {'; '.join(group) or '–'}" for name, group in zip(body.groups, texts, strict=True))

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        groups: list[str] = []
        statements = []
        for line in lines:
            if line.marker == "+":
                if line.below or line.misconception:
                    raise BadLines("feedback stands below a statement, not below a group", line.number)
                groups.append(line.text)
            elif line.marker != "-":
                raise BadLines("a line starts with + (a group) or - (a statement that belongs to it)", line.number)
            elif not groups:
                raise BadLines("a statement stands below its group: a + line comes first", line.number)
            else:
                one = {"text": line.text, "group": len(groups) - 1, "feedback": line.below, "misconception": line.misconception}
                statements.append(one)
        return {"groups": groups, "statements": statements}

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return sortings(facts)

    def examples(self) -> list[Example]:
        few = _example(2, "Fruit", "Vegetable")
        many = _example(4, "Fruit", "Vegetable", "Grain", "Nut")
        setup = self.setup(self.read(few), 1)

        def posted(*groups: int) -> dict[str, str]:
            return {f"statement_{place}": str(groups[number] + 1) for place, number in enumerate(setup, start=1)}

        return [
            Example("right", few, posted(0, 1, 0, 1), share(4, 4)),
            Example("one in the wrong group", few, posted(0, 1, 0, 0), share(3, 4)),
            Example("all in one group", few, posted(0, 0, 0, 0), share(2, 4)),
            Example("wrong", few, posted(1, 0, 1, 0), share(0, 4)),
            Example("one of many groups", many, posted(0, 1, 3, 3), share(3, 4)),
            Example("one open", few, {"statement_1": "1", "statement_2": "1", "statement_4": "2"}, None),
            Example("one of many open", many, {**posted(0, 1, 2, 3), "statement_2": ""}, None),
            Example("no such group", few, {**posted(0, 1, 0, 1), "statement_2": "3"}, None),
            Example("not a group", few, {**posted(0, 1, 0, 1), "statement_2": "Fruit"}, None),
        ]


def _example(count: int, *groups: str) -> dict[str, Any]:
    texts = ["Apple", "Carrot", "Plum", "Leek"]
    statements = [
        {"text": text, "group": number % count, "feedback": f"{text}: {groups[number % count]}."} for number, text in enumerate(texts)
    ]
    statements[3]["misconception"] = "Takes what is green for a fruit"
    return {"groups": list(groups), "statements": statements}


TYPE = Sorting()
