"""Matching: each left has its right, chosen from a list that may hold spares which fit nothing."""

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
from revision.question_types.drafts_from_words import matchings
from revision.question_types.placing import Place, Placing, PlacingForm, Thing, one_of

BETWEEN = "::"


class Pair(Body):
    left: str = Field(min_length=1, max_length=1000)
    right: str = Field(min_length=1, max_length=1000)
    feedback: str = Field(default="", max_length=2000)


class Spare(Body):
    right: str = Field(min_length=1, max_length=1000)
    feedback: str = Field(default="", max_length=2000)
    misconception: str = Field(default="", max_length=200)


class MatchingBody(Body):
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=12)
    spares: tuple[Spare, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def all_differ(self) -> "MatchingBody":
        lefts = [pair.left.casefold() for pair in self.pairs]
        rights = [right.casefold() for right in self.rights]
        if len(set(lefts)) < len(lefts):
            raise ValueError("two lefts say the same")
        if len(set(rights)) < len(rights):
            raise ValueError("two rights say the same, spares among them: a right fits one left only")
        return self

    @property
    def rights(self) -> list[str]:
        """All that can be chosen: of the pairs in their order, then the spares."""
        return [pair.right for pair in self.pairs] + [spare.right for spare in self.spares]


class MatchingForm(PlacingForm):
    """One list for each left. Rights are numbered as they stand in it, so that a value tells nothing of the key."""

    rights: list[str]
    """In the order of the lists, for a sheet of paper."""

    def lay_out(self, body: MatchingBody) -> None:
        self.rights = [body.rights[number] for number in self.setup]
        choices = [(str(place), text) for place, text in enumerate(self.rights, start=1)]
        for number, pair in enumerate(body.pairs, start=1):
            self.fields[f"left_{number}"] = one_of(choices, pair.left, listed=True)

    def answer(self) -> Answer:
        return {"places": [self.setup[int(self.cleaned_data[name]) - 1] for name in self.fields]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {name: [str(self.setup.index(right) + 1)] for name, right in zip(self.fields, answer["places"], strict=True)}


class PairRow(forms.Form):
    left = one_line(_("Left"))
    right = one_line(_("Right"))
    feedback = some_lines(_("Why they belong together"))


class SpareRow(forms.Form):
    right = one_line(_("Spare"))
    feedback = some_lines(_("What to say to those who choose it"))
    misconception = one_line(_("Misconception behind it"), length=200, hint=_("The same words each time, so that results can count it."))


class MatchingAuthor(AuthorForm):
    schema = MatchingBody
    row_sets: ClassVar = {
        "pairs": Rows(
            PairRow,
            _("Pairs"),
            _("Pair"),
            first=4,
            most=12,
            ordered=True,
            hint=_("Students see the lefts in this order and the rights mixed."),
        ),
        "spares": Rows(SpareRow, _("Spares"), _("Spare"), first=1, most=6, hint=_("Rights that fit no left.")),
    }

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {"pairs": body["pairs"], "spares": body["spares"]}

    def to_body(self) -> dict[str, Any]:
        return {"pairs": self.rows("pairs"), "spares": self.rows("spares")}


class Matching(Placing[MatchingBody]):
    kind = "matching"
    label = _("Matching")
    about = _("Terms and what belongs to each, in pairs.")
    seconds = 60
    schema = MatchingBody
    form = MatchingForm
    author = MatchingAuthor
    all_right = _("All pairs right")

    def size(self, body: MatchingBody) -> int:
        return len(body.rights)

    def setup(self, body: MatchingBody, seed: int) -> list[int]:
        return shuffled(len(body.rights), seed)

    def random_guess(self, body: MatchingBody) -> Decimal:
        return Decimal(1) / len(body.rights)

    def order(self, body: MatchingBody, setup: Sequence[int]) -> Sequence[int]:
        return range(len(body.pairs))

    def things(self, body: MatchingBody) -> list[Thing]:
        return [Thing(pair.left, number, pair.feedback) for number, pair in enumerate(body.pairs)]

    def places(self, body: MatchingBody) -> list[Place]:
        pairs = [Place(pair.right) for pair in body.pairs]
        return pairs + [Place(spare.right, spare.feedback, spare.misconception) for spare in body.spares]

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        pairs, spares = [], []
        for line in lines:
            if line.marker == "=":
                left, between, right = (part.strip() for part in line.text.partition(BETWEEN))
                if not between or BETWEEN in right:
                    raise BadLines("a pair has its two sides around one ::", line.number)
                if line.misconception:
                    raise BadLines("a pair has no misconception; a spare can have one", line.number)
                pairs.append({"left": left, "right": right, "feedback": line.below})
            elif line.marker == "-":
                spares.append({"right": line.text, "feedback": line.below, "misconception": line.misconception})
            else:
                raise BadLines("a line starts with = (a pair, left :: right) or - (a spare)", line.number)
        return {"pairs": pairs, "spares": spares}

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return matchings(facts)

    def examples(self) -> list[Example]:
        body = {
            "pairs": [
                {"left": "Cat", "right": "Kitten", "feedback": "From the Old French."},
                {"left": "Cow", "right": "Calf"},
                {"left": "Horse", "right": "Foal"},
            ],
            "spares": [{"right": "Cub", "feedback": "Of a bear or a lion.", "misconception": "Calls all young animals cubs"}],
        }
        place = {number: str(place) for place, number in enumerate(shuffled(4, 1), start=1)}

        def posted(*numbers: int) -> dict[str, str]:
            return {f"left_{left}": place[number] for left, number in enumerate(numbers, start=1)}

        return [
            Example("right", body, posted(0, 1, 2), share(3, 3)),
            Example("two the wrong way round", body, posted(1, 0, 2), share(1, 3)),
            Example("a spare", body, posted(3, 1, 2), share(2, 3)),
            Example("one twice", body, posted(0, 0, 2), share(2, 3)),
            Example("wrong", body, posted(1, 2, 0), share(0, 3)),
            Example("one open", body, posted(0, 1), None),
            Example("an empty choice", body, {**posted(0, 1, 2), "left_3": ""}, None),
            Example("no such right", body, {**posted(0, 1, 2), "left_3": "5"}, None),
            Example("not a number", body, {**posted(0, 1, 2), "left_3": "Foal"}, None),
        ]


TYPE = Matching()
