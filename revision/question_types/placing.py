"""What matching and sorting share: each of several things is given one of some places, and the share of right places counts."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from revision.question_types.base import (
    Answer,
    AnswerForm,
    Bar,
    Body,
    Mark,
    Part,
    QuestionType,
    Review,
    ReviewRow,
    named,
    share,
    with_shares,
)

SHOWN_BARS = 5


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be placed, and the number of the place where it belongs."""

    text: str
    right: int
    why: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing can be put; what is said, and the misconception, are for those who put it there wrongly."""

    text: str
    feedback: str = ""
    misconception: str = ""


class PlacingForm(AnswerForm):
    """One field for each thing. All are answered: what is still open is counted."""

    def clean(self) -> dict[str, Any]:
        if still_open := sum(self.has_error(name, "required") for name in self.fields):
            message = ngettext_lazy("%(count)d is still open: choose for each.", "%(count)d are still open: choose for each.", still_open)
            raise forms.ValidationError(message, params={"count": still_open})
        return super().clean() or {}


def one_of(choices: Sequence[tuple[str, str]], label: str, *, listed: bool) -> forms.ChoiceField:
    """The field of one thing: a list to open (``listed``), or all places side by side."""
    empty = [("", str(_("Choose…")))] if listed else []
    return forms.ChoiceField(
        choices=[*empty, *choices],
        label=label,
        widget=forms.Select if listed else forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")},
    )


class Placing[B: Body](QuestionType[B]):
    """The base of both types; an answer is ``{"places": [...]}``, the place of each thing in the author's order."""

    all_right: ClassVar[str | Promise]
    """What the bar of those is called who had it all right."""

    @abstractmethod
    def things(self, body: B) -> list[Thing]:
        """What is to be placed, in the author's order."""

    @abstractmethod
    def places(self, body: B) -> list[Place]:
        """Where it can be put."""

    @abstractmethod
    def order(self, body: B, setup: Sequence[int]) -> Sequence[int]:
        """The numbers of the things in the order of the page."""

    def mark(self, body: B, answer: Answer) -> Mark:
        things, places = self.things(body), self.places(body)
        parts, missed = [], []
        for thing, at in zip(things, answer["places"], strict=True):
            right = at == thing.right
            parts.append(Part(share(int(right), 1), thing.why if right else f"{places[at].feedback} {thing.why}".strip()))
            if not right:
                missed += [thing.misconception, places[at].misconception]
        right_ones = sum(at == thing.right for thing, at in zip(things, answer["places"], strict=True))
        return Mark(share(right_ones, len(things)), parts=tuple(parts), misconceptions=named(*missed))

    def review(self, body: B, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        things, places = self.things(body), self.places(body)
        parts = self.mark(body, answer).parts if answer and show_key else ()
        rows = []
        for number in self.order(body, setup):
            thing = things[number]
            given = places[answer["places"][number]].text if answer else ""
            key = places[thing.right].text
            if not show_key:
                rows.append(ReviewRow(thing.text, "given" if answer else "other", given=given))
            elif not parts:
                rows.append(ReviewRow(thing.text, "key", key, thing.why))
            elif parts[number].fraction:
                rows.append(ReviewRow(thing.text, "right", "", parts[number].feedback, given=given))
            else:
                rows.append(ReviewRow(thing.text, "wrong", key, parts[number].feedback, given=given))
        return Review(given=self.summarise(body, answer) if answer else "", rows=tuple(rows), key=self.key_text(body) if show_key else "")

    def in_words(self, body: B, placed: Sequence[int]) -> str:
        """What went where."""
        places = self.places(body)
        return "; ".join(f"{thing.text} → {places[at].text}" for thing, at in zip(self.things(body), placed, strict=True))

    def summarise(self, body: B, answer: Answer) -> str:
        return self.in_words(body, answer["places"])

    def key_text(self, body: B) -> str:
        return self.in_words(body, [thing.right for thing in self.things(body)])

    def classify(self, body: B, answer: Answer) -> str:
        return ",".join(str(at) for at in answer["places"])

    def bars(self, body: B, classes: dict[str, int]) -> list[Bar]:
        """The whole right answer, then the wrong places that were given most often: what to talk about."""
        things, places = self.things(body), self.places(body)
        bars = [Bar(str(self.all_right), classes.get(",".join(str(thing.right) for thing in things), 0), right=True)]
        missed: Counter[tuple[int, int]] = Counter()
        for name, count in classes.items():
            for number, at in enumerate(map(int, name.split(","))):
                if at != things[number].right:
                    missed[number, at] += count
        for (number, at), count in sorted(missed.items(), key=lambda row: (-row[1], row[0]))[:SHOWN_BARS]:
            label = f"{things[number].text} → {places[at].text}"
            bars.append(Bar(label, count, right=False, misconception=things[number].misconception or places[at].misconception))
        return with_shares(bars, sum(classes.values()))
