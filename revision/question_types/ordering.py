"""Ordering: parts to be put in order, most often events in time. Part of the order right earns part of the mark."""

import itertools
from bisect import bisect_left
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
    Draft,
    Example,
    KnownFact,
    Line,
    Mark,
    Part,
    QuestionType,
    Review,
    ReviewRow,
    share,
    shuffled,
)
from revision.question_types.drafts_from_dates import orderings

SHOWN_BARS = 4


def longest_run(order: Sequence[int]) -> set[int]:
    """The members of a longest increasing run of ``order`` (not necessarily neighbours); of several, the one with the smallest ends.

    Patience sorting, O(n log n): Fredman, "On computing the length of longest increasing subsequences", 1975.
    """
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for member in order:
        pile = bisect_left(ends, member)
        before[member] = ends[pile - 1] if pile else None
        ends[pile : pile + 1] = [member]
    run: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        run.add(last)
        last = before[last]
    return run


class Item(Body):
    text: str = Field(min_length=1, max_length=1000)
    why: str = Field(default="", max_length=2000)


class OrderingBody(Body):
    items: tuple[Item, ...] = Field(min_length=3, max_length=12)

    @model_validator(mode="after")
    def items_differ(self) -> "OrderingBody":
        if len({item.text.casefold() for item in self.items}) < len(self.items):
            raise ValueError("two parts say the same")
        return self


class OrderingForm(AnswerForm):
    """One list of places per part, in the order shown: works with a keyboard, a screen reader and without JavaScript."""

    def lay_out(self, body: OrderingBody) -> None:
        places = [(str(place), str(place)) for place in range(1, len(self.setup) + 1)]
        for place, number in enumerate(self.setup, start=1):
            self.fields[f"place_{place}"] = forms.ChoiceField(choices=places, initial=str(place), label=body.items[number].text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places = list(cleaned.values())
        if len(places) == len(self.setup) and len(set(places)) < len(places):
            twice = next(place for place in places if places.count(place) > 1)
            raise forms.ValidationError(_("Place %(place)s is given twice: each place once."), params={"place": twice})
        return cleaned

    def answer(self) -> Answer:
        places = {number: int(self.cleaned_data[f"place_{place}"]) for place, number in enumerate(self.setup, start=1)}
        return {"order": sorted(places, key=places.__getitem__)}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {f"place_{place}": [str(answer["order"].index(number) + 1)] for place, number in enumerate(self.setup, start=1)}


class ItemRow(forms.Form):
    text = one_line(_("Part"))
    why = some_lines(_("Why it stands here"))


class OrderingAuthor(AuthorForm):
    schema = OrderingBody
    row_sets: ClassVar = {
        "items": Rows(
            ItemRow,
            _("Parts in their right order"),
            _("Part"),
            first=4,
            most=12,
            ordered=True,
            hint=_("The first at the top. Students get them mixed."),
        )
    }

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {"items": body["items"]}

    def to_body(self) -> dict[str, Any]:
        return {"items": self.rows("items")}


class Ordering(QuestionType[OrderingBody]):
    kind = "ordering"
    label = _("Ordering")
    about = _("Events or steps to be put in order.")
    seconds = 60
    schema = OrderingBody
    form = OrderingForm
    author = OrderingAuthor

    def size(self, body: OrderingBody) -> int:
        return len(body.items)

    def setup(self, body: OrderingBody, seed: int) -> list[int]:
        """Never the right order itself: nobody scores by pressing Check."""
        order = shuffled(len(body.items), seed)
        return order if order != sorted(order) else [*order[1:], order[0]]

    def mark(self, body: OrderingBody, answer: Answer) -> Mark:
        """(longest increasing run − 1) / (parts − 1): right order 1, reversed 0, one part misplaced loses one step."""
        run = longest_run(answer["order"])
        parts = tuple(Part(Decimal(int(number in run)), item.why) for number, item in enumerate(body.items))
        return Mark(share(len(run) - 1, len(body.items) - 1), parts=parts)

    def review(self, body: OrderingBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        order: list[int] = answer["order"] if answer else []
        given = " → ".join(body.items[number].text for number in order)
        if not show_key:
            return Review(
                given=given,
                rows=tuple(ReviewRow(body.items[number].text, "given", place=place) for place, number in enumerate(order, start=1)),
            )
        run = longest_run(order)
        rows = tuple(
            ReviewRow(
                item.text,
                "other" if not order else "right" if number in run else "wrong",
                feedback=item.why,
                place=order.index(number) + 1 if order else None,
            )
            for number, item in enumerate(body.items)
        )
        return Review(given=given, rows=rows, key=self.key_text(body))

    def summarise(self, body: OrderingBody, answer: Answer) -> str:
        return " → ".join(body.items[number].text for number in answer["order"])

    def classify(self, body: OrderingBody, answer: Answer) -> str:
        return ",".join(str(number) for number in answer["order"])

    def bars(self, body: OrderingBody, classes: dict[str, int]) -> list[Bar]:
        """The right order, then the pairs that were most often the wrong way round: what to talk about."""
        key = ",".join(str(number) for number in range(len(body.items)))
        bars = [Bar(str(_("All in order")), classes.get(key, 0), right=True)]
        swapped: dict[tuple[int, int], int] = {}
        for name, count in classes.items():
            order = [int(number) for number in name.split(",")]
            for earlier, later in itertools.pairwise(range(len(order))):
                if order.index(earlier) > order.index(later):
                    swapped[earlier, later] = swapped.get((earlier, later), 0) + count
        total = sum(classes.values())
        for (earlier, later), count in sorted(swapped.items(), key=lambda row: (-row[1], row[0]))[:SHOWN_BARS]:
            label = _("“%(later)s” put before “%(earlier)s”") % {"later": body.items[later].text, "earlier": body.items[earlier].text}
            bars.append(Bar(str(label), count, right=False))
        return [Bar(bar.label, bar.count, bar.right, round(100 * bar.count / total) if total else 0) for bar in bars]

    def key_text(self, body: OrderingBody) -> str:
        return " → ".join(item.text for item in body.items)

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        items = []
        for place, line in enumerate(lines, start=1):
            if line.marker != f"{place}.":
                raise BadLines(f"the parts are numbered in their right order: expected {place}.", line.number)
            items.append({"text": line.text, "why": line.below})
        return {"items": items}

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return orderings(facts)

    def examples(self) -> list[Example]:
        body = {"items": [{"text": "seed"}, {"text": "shoot"}, {"text": "flower"}, {"text": "fruit"}]}
        setup = self.setup(self.read(body), 1)

        def posted(order: list[int]) -> dict[str, str]:
            return {f"place_{place}": str(order.index(number) + 1) for place, number in enumerate(setup, start=1)}

        return [
            Example("right", body, posted([0, 1, 2, 3]), Decimal(1)),
            Example("one part misplaced", body, posted([1, 2, 3, 0]), share(2, 3)),
            Example("reversed", body, posted([3, 2, 1, 0]), Decimal(0)),
            Example("a place twice", body, {**posted([0, 1, 2, 3]), "place_1": "2", "place_2": "2"}, None),
            Example("a place missing", body, {"place_1": "1"}, None),
            Example("not a place", body, {**posted([0, 1, 2, 3]), "place_1": "9"}, None),
        ]


TYPE = Ordering()
