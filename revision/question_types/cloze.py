"""Cloze: a text with gaps, each typed or chosen from a list; the mark is the share of gaps that are right."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pydantic import Field, ValidationError, model_validator

from revision.question_types.authoring import AuthorForm, Rows, some_lines
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
from revision.question_types.braces import MARKER, MOST_GAPS, MOST_OPTIONS, braced
from revision.question_types.drafts_from_words import gaps
from revision.typed_text import MOST_OTHERS, confusable, folded, judge

SHOWN_WRONG = 2
"""Wrong fillings that the results show for each gap."""
BETWEEN = " · "

type Word = Annotated[str, Field(min_length=1, max_length=200)]


class Gap(Body):
    """Typed where ``accepted`` says what is right, chosen where there are ``options``."""

    accepted: tuple[Word, ...] = Field(default=(), max_length=40)
    options: tuple[Word, ...] = Field(default=(), max_length=MOST_OPTIONS)
    right: int = Field(default=0, ge=0)
    """The number of the right option."""
    feedback: str = Field(default="", max_length=2000)
    others: tuple[Word, ...] = Field(default=(), max_length=MOST_OTHERS)
    """Names of the course that would pass for a slip of an accepted answer."""

    @model_validator(mode="after")
    def typed_or_chosen(self) -> "Gap":
        if bool(self.accepted) == bool(self.options):
            raise ValueError("a gap is either typed or chosen from a list")
        if not all(folded(text) for text in self.accepted):
            raise ValueError("what a gap accepts needs a letter or a figure")
        if any(set("{};") & set(text) or text.startswith("*") for text in (*self.accepted, *self.options)):
            raise ValueError("what stands in a gap has no brace or semicolon, and no * in front")
        if len(self.options) == 1:
            raise ValueError(f"a gap to choose needs two options or more; “{self.options[0]}” stands alone")
        if len({option.casefold() for option in self.options}) < len(self.options):
            raise ValueError("two options of a gap say the same")
        if self.options and self.right >= len(self.options):
            raise ValueError("the right option of a gap is not among its options")
        return self

    @property
    def key(self) -> str:
        return self.options[self.right] if self.options else self.accepted[0]

    def said(self, filling: str | int) -> str:
        """A filling in words."""
        return self.options[filling] if isinstance(filling, int) else filling

    def is_right(self, filling: str | int) -> bool:
        if isinstance(filling, int):
            return filling == self.right
        return judge(filling, self.accepted, others=self.others).right


class ClozeBody(Body):
    text: str = Field(min_length=1, max_length=16_384)
    """With ``[1]``, ``[2]`` … where the gaps are."""
    gaps: tuple[Gap, ...] = Field(max_length=MOST_GAPS)

    @model_validator(mode="after")
    def gaps_stand_in_the_text(self) -> "ClozeBody":
        if not self.gaps:
            raise ValueError("the text has no gap")
        if MARKER.findall(self.text) != [str(number) for number in range(1, len(self.gaps) + 1)]:
            raise ValueError("the gaps stand in the text as [1], [2] … in their order, each once")
        return self

    @property
    def pieces(self) -> list[str]:
        """The text before each gap, and what comes after the last."""
        return MARKER.split(self.text)[::2]

    def orders(self, setup: Sequence[int]) -> list[list[int]]:
        """The options of each gap in the order to show them; ``setup`` lays out those of all gaps in one row."""
        orders, start = [], 0
        for gap in self.gaps:
            orders.append([number - start for number in setup if start <= number < start + len(gap.options)])
            start += len(gap.options)
        return orders


def in_braces(body: ClozeBody) -> str:
    """The text as its author writes it."""
    said = body.pieces[0]
    for gap, piece in zip(body.gaps, body.pieces[1:], strict=True):
        words = gap.accepted or [f"*{text}" if number == gap.right else text for number, text in enumerate(gap.options)]
        said += "{" + "; ".join(words) + "}" + piece
    return said


class ClozeForm(AnswerForm):
    """The text with a field in each gap, all equally wide. Options are numbered as they stand on the page."""

    template_name = "question_types/cloze.html#gaps"

    def lay_out(self, body: ClozeBody) -> None:
        self.orders = body.orders(self.setup)
        self.pieces = body.pieces
        typing = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "size": "14"}
        for number, (gap, order) in enumerate(zip(body.gaps, self.orders, strict=True), start=1):
            label = _("Gap %(number)d of %(count)d") % {"number": number, "count": len(body.gaps)}
            choices = [("", _("Choose…")), *((str(place), gap.options[option]) for place, option in enumerate(order, start=1))]
            self.fields[f"gap_{number}"] = (
                forms.ChoiceField(label=label, required=False, choices=choices)
                if order
                else forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs=typing))
            )

    @property
    def text(self) -> list[tuple[str, forms.BoundField | None]]:
        """The pieces of the text, each with the field that follows it."""
        return list(zip(self.pieces, [*self.visible_fields(), None], strict=True))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        empty = [name for name, value in cleaned.items() if not value]
        for name in empty:
            self.add_error(name, _("This gap is still empty."))
        if empty:
            said = ngettext("Fill in every gap: %(count)d is still empty.", "Fill in every gap: %(count)d are still empty.", len(empty))
            self.add_error(None, said % {"count": len(empty)})
        return cleaned

    def answer(self) -> Answer:
        filled = [self.cleaned_data[name] for name in self.fields]
        return {"gaps": [order[int(value) - 1] if order else value for value, order in zip(filled, self.orders, strict=True)]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        filled = zip(self.fields, answer["gaps"], self.orders, strict=True)
        return {name: [str(order.index(value) + 1) if order else value] for name, value, order in filled}


class FeedbackRow(forms.Form):
    gap = forms.IntegerField(label=_("Number of the gap"), min_value=1, max_value=MOST_GAPS, required=False)
    feedback = some_lines(_("What to say about it"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("feedback") and "gap" in cleaned and cleaned["gap"] is None:
            self.add_error("gap", _("Say which gap it is about."))
        return cleaned


class ClozeAuthor(AuthorForm):
    schema = ClozeBody
    row_sets: ClassVar = {
        "about": Rows(
            FeedbackRow, _("What to say about the gaps"), _("Gap"), first=1, most=MOST_GAPS, hint=_("Shown with the right answer.")
        )
    }
    text = some_lines(
        _("Text with its gaps"),
        length=16_384,
        required=True,
        rows=6,
        hint=_(
            "A gap stands in braces. {Zinoviev; Zinovyev} is typed, and all that is listed is accepted; "
            "{*Zinoviev; Kamenev; Bukharin} is chosen from a list, and * marks the right one."
        ),
    )

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        read = ClozeBody.model_validate(body)
        about = [{"gap": number, "feedback": gap.feedback} for number, gap in enumerate(read.gaps, start=1) if gap.feedback]
        return {"text": in_braces(read), "about": about}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            braced(text)
        except BadLines as bad:
            raise forms.ValidationError(sentence(str(bad))) from bad
        return text

    def is_valid(self) -> bool:
        """Only text and rows together show that a row is about no gap."""
        try:
            return super().is_valid()
        except BadLines as bad:
            self.add_error(None, sentence(str(bad)))
            return False

    def to_body(self) -> dict[str, Any]:
        return told(braced(self.cleaned_data["text"]), [(row["gap"], row["feedback"], None) for row in self.rows("about")])


def sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


def told(body: dict[str, Any], feedback: Sequence[tuple[int, str, int | None]]) -> dict[str, Any]:
    """The body with what to say about its gaps: number of the gap, words, and the line they stand in."""
    for number, words, line in feedback:
        if not 1 <= number <= len(body["gaps"]):
            raise BadLines(f"there is no gap {number}", line)
        if body["gaps"][number - 1]["feedback"]:
            raise BadLines(f"gap {number} is spoken of twice", line)
        body["gaps"][number - 1]["feedback"] = words
    return body


class Cloze(QuestionType[ClozeBody]):
    kind = "cloze"
    label = _("Gaps")
    about = _("A sentence with gaps, typed or chosen.")
    seconds = 60
    schema = ClozeBody
    form = ClozeForm
    author = ClozeAuthor

    def size(self, body: ClozeBody) -> int:
        return sum(len(gap.options) for gap in body.gaps)

    def setup(self, body: ClozeBody, seed: int) -> list[int]:
        return shuffled(self.size(body), seed)

    def typed(self, body: ClozeBody) -> tuple[str, ...]:
        return tuple(gap.accepted[0] for gap in body.gaps if gap.accepted)

    def with_names(self, body: ClozeBody, names: frozenset[str]) -> ClozeBody:
        gaps = tuple(gap.model_copy(update={"others": confusable(gap.accepted, names)}) for gap in body.gaps)
        return body.model_copy(update={"gaps": gaps})

    def typed_answer(self, body: ClozeBody, answer: Answer) -> str | None:
        """Of a single gap that is typed."""
        return str(answer["gaps"][0]) if len(body.gaps) == 1 and body.gaps[0].accepted else None

    def with_accepted(self, body: ClozeBody, text: str) -> dict[str, Any] | None:
        if len(body.gaps) != 1 or not body.gaps[0].accepted or folded(text) in map(folded, body.gaps[0].accepted):
            return None
        stored = body.model_dump(mode="json")
        gap = stored["gaps"][0]
        gap["accepted"].append(text.strip())
        gap["others"] = [name for name in gap["others"] if folded(name) != folded(text)]
        try:
            self.read(stored)
        except ValidationError:  # what was typed has a brace, or nothing to compare
            return None
        return stored

    def random_guess(self, body: ClozeBody) -> Decimal:
        guesses = [Decimal(1) / len(gap.options) if gap.options else Decimal(0) for gap in body.gaps]
        return sum(guesses, Decimal(0)) / len(guesses)

    def mark(self, body: ClozeBody, answer: Answer) -> Mark:
        right = [gap.is_right(filling) for gap, filling in zip(body.gaps, answer["gaps"], strict=True)]
        parts = tuple(Part(Decimal(int(well)), gap.feedback) for gap, well in zip(body.gaps, right, strict=True))
        return Mark(share(sum(right), len(right)), parts=parts)

    def review(self, body: ClozeBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        fillings = answer["gaps"] if answer else [None] * len(body.gaps)
        rows = tuple(
            self._row(number, gap, filling, show_key)
            for number, (gap, filling) in enumerate(zip(body.gaps, fillings, strict=True), start=1)
        )
        return Review(
            given=self.summarise(body, answer) if answer else "",
            rows=rows,
            key=self.key_text(body) if show_key else "",
            extra={"text": list(zip(body.pieces, [*rows, None], strict=True))},
        )

    def _row(self, number: int, gap: Gap, filling: str | int | None, show_key: bool) -> ReviewRow:
        if filling is None:
            return ReviewRow(gap.key, "key", feedback=gap.feedback, place=number) if show_key else ReviewRow("", "other", place=number)
        said = gap.said(filling)
        if not show_key:
            return ReviewRow(said, "given", place=number)
        right = gap.is_right(filling)
        return ReviewRow(said, "right" if right else "wrong", "" if said == gap.key else gap.key, gap.feedback, number)

    def summarise(self, body: ClozeBody, answer: Answer) -> str:
        return BETWEEN.join(gap.said(filling) for gap, filling in zip(body.gaps, answer["gaps"], strict=True))

    def classify(self, body: ClozeBody, answer: Answer) -> str:
        """What is wrong in each gap; nothing where it is right."""
        wrong = [
            None if gap.is_right(filling) else filling if isinstance(filling, int) else folded(filling)
            for gap, filling in zip(body.gaps, answer["gaps"], strict=True)
        ]
        return json.dumps(wrong, ensure_ascii=False)

    def bars(self, body: ClozeBody, classes: dict[str, int]) -> list[Bar]:
        """All right, then the commonest wrong fillings, gap by gap: what to talk about."""
        counts: list[Counter[str]] = [Counter() for _gap in body.gaps]
        for name, count in classes.items():
            for gap, counted, filling in zip(body.gaps, counts, json.loads(name), strict=True):
                if filling is not None:
                    counted[gap.said(filling)] += count
        total = sum(classes.values())
        right = classes.get(json.dumps([None] * len(body.gaps)), 0)
        bars = [Bar(str(_("All gaps right")), right, right=True, share=_per_cent(right, total))]
        for number, counted in enumerate(counts, start=1):
            for filling, count in sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:SHOWN_WRONG]:
                label = _("Gap %(number)d: “%(filling)s”") % {"number": number, "filling": filling}
                bars.append(Bar(str(label), count, right=False, share=_per_cent(count, total)))
        return bars

    def key_text(self, body: ClozeBody) -> str:
        return BETWEEN.join(gap.key for gap in body.gaps)

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        texts = [line for line in lines if line.marker == "~"]
        if len(texts) != 1:
            raise BadLines("the text with its gaps stands in one line that starts with ~", texts[1].number if texts else None)
        feedback = []
        for line in lines:
            if line.marker != "~" and not re.fullmatch(r"[0-9]{1,2}\.", line.marker):
                raise BadLines("after the text (~) there can be 1. 2. … with what to say about a gap", line.number)
            if line.below or line.misconception:
                raise BadLines("what to say about a gap stands in a line of its own that starts with its number: 1. 2. …", line.number)
            if line.marker != "~":
                feedback.append((int(line.marker[:-1]), line.text, line.number))
        try:
            body = braced(texts[0].text)
        except BadLines as bad:
            raise BadLines(str(bad), texts[0].number) from bad
        return told(body, feedback)

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return gaps(facts)

    def examples(self) -> list[Example]:
        body = {
            "text": "[1] wrote “Jane Eyre” and her sister [2] “Wuthering Heights”; both first as [3].",
            "gaps": [
                {"accepted": ["Charlotte Brontë", "Charlotte"], "feedback": "In 1847."},
                {"options": ["Anne", "Emily", "Maria"], "right": 1, "feedback": "Emily wrote a single novel."},
                {"options": ["themselves", "men"], "right": 1},
            ],
        }
        setup = self.setup(self.read(body), 1)
        orders = self.read(body).orders(setup)

        def posted(first: str, second: int, third: int) -> dict[str, str]:
            return {"gap_1": first, "gap_2": str(orders[1].index(second) + 1), "gap_3": str(orders[2].index(third) + 1)}

        return [
            Example("right", body, posted("Charlotte Brontë", 1, 1), Decimal(1)),
            Example("right with a slip", body, posted("charlote bronte", 1, 1), Decimal(1)),
            Example("two of three right", body, posted("Jane Austen", 1, 1), share(2, 3)),
            Example("one of three right", body, posted("Charlotte", 0, 0), share(1, 3)),
            Example("wrong", body, posted("Jane Austen", 2, 0), Decimal(0)),
            Example("empty", body, {}, None),
            Example("a gap left empty", body, {**posted("Charlotte", 1, 1), "gap_2": ""}, None),
            Example("no such option", body, {**posted("Charlotte", 1, 1), "gap_2": "4"}, None),
            Example("too long", body, posted("x" * 201, 1, 1), None),
        ]


def _per_cent(count: int, total: int) -> int:
    return round(100 * count / total) if total else 0


TYPE = Cloze()
