"""Extended answer: an essay or a paragraph, marked by a teacher against a scheme of levels or of points.

The scheme is the key: it is shown when the key may be shown, and a student may then judge their own answer by it, which never counts.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pydantic import Field, model_validator

from revision.question_types.authoring import AuthorForm, Rows, one_line, some_lines
from revision.question_types.base import (
    Answer,
    AnswerForm,
    BadLines,
    Bar,
    Body,
    Example,
    Line,
    Mark,
    QuestionType,
    Review,
    ReviewRow,
    Scheme,
    SchemeLine,
)

LONGEST = 16_000
SPAN = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})\s+(.+)")
WORTH = re.compile(r"(\d{1,3})\s+(.+)")
SIDED = re.compile(r"([^:\[\]]{1,60}):\s+(.+)")
FACTS = re.compile(r"(.*?)\s*\[([a-z0-9,\s-]+)\]")
GIVEN = "given"
"""All answers are counted as one class: what they are worth is for the teacher to say."""


class Level(Body):
    title: str = Field(min_length=1, max_length=200)
    low: int = Field(ge=0, le=100)
    high: int = Field(ge=1, le=100)
    descriptor: str = Field(default="", max_length=2000)


class Point(Body):
    text: str = Field(min_length=1, max_length=1000)
    marks: int = Field(ge=1, le=100)


class Indicative(Body):
    """Something that a good answer may say, on which side, and the facts it rests on."""

    text: str = Field(min_length=1, max_length=1000)
    side: str = Field(default="", max_length=60)
    facts: tuple[str, ...] = Field(default=(), max_length=20)


class ExtendedAnswerBody(Body):
    marks: int = Field(ge=1, le=100)
    words: int = Field(default=0, ge=0, le=3000)
    """About how many are expected; 0 for no advice."""
    levels: tuple[Level, ...] = Field(default=(), max_length=12)
    points: tuple[Point, ...] = Field(default=(), max_length=40)
    content: tuple[Indicative, ...] = Field(default=(), max_length=60)

    @model_validator(mode="after")
    def one_scheme(self) -> "ExtendedAnswerBody":
        if bool(self.levels) == bool(self.points):
            raise ValueError("the scheme is either levels or points: give one of them")
        if self.points and (total := sum(point.marks for point in self.points)) != self.marks:
            raise ValueError(f"the points add up to {total} marks, not to {self.marks}")
        expected = self.levels[0].low if self.levels and self.levels[0].low == 0 else 1
        for level in self.levels:
            if level.low != expected or level.high < level.low:
                raise ValueError(f"level “{level.title}” should start at {expected}: levels go up from 1 without a gap or an overlap")
            expected = level.high + 1
        if self.levels and self.levels[-1].high != self.marks:
            raise ValueError(f"the highest level should end at {self.marks}, not at {self.levels[-1].high}")
        return self


class ExtendedAnswerForm(AnswerForm):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": _("Write an answer first."),
            "max_length": _("That is more than can be kept: shorten it to 16,000 letters."),
        },
    )

    def lay_out(self, body: ExtendedAnswerBody) -> None:
        """Only what may be known beforehand: the marks and the length."""
        self.marks, self.words = body.marks, body.words

    def answer(self) -> Answer:
        return {"text": self.cleaned_data["text"].replace("\r\n", "\n")}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"text": [answer["text"]]}


class LevelRow(forms.Form):
    title = one_line(_("Level"), length=200)
    low = forms.IntegerField(label=_("From"), min_value=0, max_value=100, required=False)
    high = forms.IntegerField(label=_("To"), min_value=1, max_value=100, required=False)
    descriptor = some_lines(_("What such an answer does"))


class PointRow(forms.Form):
    text = one_line(_("Point"))
    marks = forms.IntegerField(label=_("Marks"), min_value=1, max_value=100, required=False)


class IndicativeRow(forms.Form):
    side = one_line(_("Side"), length=60, hint=_("For, against; may stay empty."))
    text = some_lines(_("What an answer may say"), length=1000)
    facts = one_line(_("Rests on"), hint=_("The short names of facts, with commas between."))


class ExtendedAnswerAuthor(AuthorForm):
    schema = ExtendedAnswerBody
    row_sets: ClassVar = {
        "levels": Rows(
            LevelRow, _("Levels"), _("Level"), first=4, most=12, ordered=True, hint=_("The lowest first. Levels or points, not both.")
        ),
        "points": Rows(PointRow, _("Points"), _("Point"), first=0, most=40, hint=_("Each earns its marks by itself.")),
        "content": Rows(IndicativeRow, _("What answers may say"), _("Line"), first=4, most=60),
    }
    marks = forms.IntegerField(label=_("Marks"), min_value=1, max_value=100, initial=16)
    words = forms.IntegerField(
        label=_("About how many words"), min_value=0, max_value=3000, required=False, help_text=_("Advice for the student; may stay empty.")
    )

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        content = [{**line, "facts": ", ".join(line["facts"])} for line in body["content"]]
        return {**body, "content": content, "words": body["words"] or None}

    def to_body(self) -> dict[str, Any]:
        content = [{**row, "facts": [slug for slug in re.split(r"[,\s]+", row["facts"]) if slug]} for row in self.rows("content")]
        return {
            "marks": self.cleaned_data["marks"],
            "words": self.cleaned_data["words"] or 0,
            "levels": self.rows("levels"),
            "points": self.rows("points"),
            "content": content,
        }


class ExtendedAnswer(QuestionType[ExtendedAnswerBody]):
    kind = "extended_answer"
    label = _("Extended answer")
    about = _("A written answer that you mark against a scheme.")
    seconds = 600
    schema = ExtendedAnswerBody
    form = ExtendedAnswerForm
    author = ExtendedAnswerAuthor
    waits = True

    def marks(self, body: ExtendedAnswerBody) -> Decimal:
        return Decimal(body.marks)

    def scheme(self, body: ExtendedAnswerBody) -> Scheme:
        levels = tuple(SchemeLine(level.title, level.low, level.high, level.descriptor) for level in body.levels)
        points = tuple(SchemeLine(point.text, point.marks, point.marks) for point in body.points)
        return Scheme(body.marks, levels, points, tuple(sides(body)))

    def facts_named(self, body: ExtendedAnswerBody) -> set[str]:
        return {slug for line in body.content for slug in line.facts}

    def mark(self, body: ExtendedAnswerBody, answer: Answer) -> Mark:
        return Mark(Decimal(0), waiting=True)

    def review(self, body: ExtendedAnswerBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        given = answer["text"] if answer else ""
        rows = (ReviewRow(given, "given"),) if answer else ()
        if not show_key:
            return Review(given=given, rows=rows)
        return Review(given=given, rows=rows, key=self.key_text(body), extra={"scheme": body.model_dump(), "sides": sides(body)})

    def summarise(self, body: ExtendedAnswerBody, answer: Answer) -> str:
        """Its first words and its length."""
        words = answer["text"].split()
        count = ngettext("%(count)d word", "%(count)d words", len(words)) % {"count": len(words)}
        return f"{' '.join(words[:12])}{'…' if len(words) > 12 else ''} ({count})"

    def classify(self, body: ExtendedAnswerBody, answer: Answer) -> str:
        return GIVEN

    def bars(self, body: ExtendedAnswerBody, classes: dict[str, int]) -> list[Bar]:
        """None: no two answers are alike, and none is the right one."""
        return []

    def key_text(self, body: ExtendedAnswerBody) -> str:
        """The highest level, or the points."""
        if body.points:
            return "; ".join(point.text for point in body.points)
        best = body.levels[-1]
        return f"{best.title}: {best.descriptor}" if best.descriptor else best.title

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        body: dict[str, Any] = {"levels": [], "points": [], "content": []}
        for line in lines:
            if line.marker == "=" and line.text.isdecimal() and "marks" not in body:
                body["marks"] = int(line.text)
            elif line.marker == "~" and line.text.isdecimal() and "words" not in body:
                body["words"] = int(line.text)
            elif line.marker == f"{len(body['levels']) + 1}." and (span := SPAN.fullmatch(line.text)):
                level = {"title": span[3], "low": int(span[1]), "high": int(span[2]), "descriptor": line.below}
                body["levels"].append(level)
            elif line.marker == "*" and (worth := WORTH.fullmatch(line.text)):
                body["points"].append({"text": worth[2], "marks": int(worth[1])})
            elif line.marker == "+":
                body["content"].append(_indicative(line.text))
            else:
                raise BadLines(
                    "the scheme has = the marks, then levels (1. 1-4 Describes) or points (* 2 Names a reason), "
                    "+ indicative content and ~ the number of words",
                    line.number,
                )
        return body

    def examples(self) -> list[Example]:
        levels = [
            {"title": "Describes", "low": 1, "high": 3, "descriptor": "Says what happened."},
            {"title": "Explains", "low": 4, "high": 6, "descriptor": "Says why."},
        ]
        content = [{"text": "Rivers carried goods.", "side": "For", "facts": ["seine"]}, {"text": "Roads were safer.", "side": "Against"}]
        by_levels = {"marks": 6, "words": 150, "levels": levels, "content": content}
        by_points = {"marks": 3, "points": [{"text": "Names a river", "marks": 1}, {"text": "Says why it mattered", "marks": 2}]}
        return [
            Example("waits, by levels", by_levels, {"text": "Because of the river.\r\n\r\nIt carried grain."}, Decimal(0)),
            Example("waits, by points", by_points, {"text": "The Seine."}, Decimal(0)),
            Example("empty", by_levels, {"text": " \n "}, None),
            Example("too long", by_levels, {"text": "x" * (LONGEST + 1)}, None),
        ]


def _indicative(text: str) -> dict[str, Any]:
    """``For: Rivers carried goods. [seine, loire]`` as a line of indicative content."""
    facts: list[str] = []
    if tied := FACTS.fullmatch(text):
        text, facts = tied[1], [slug for slug in re.split(r"[,\s]+", tied[2]) if slug]
    sided = SIDED.fullmatch(text)
    return {"side": sided[1] if sided else "", "text": sided[2] if sided else text, "facts": facts}


def sides(body: ExtendedAnswerBody) -> list[tuple[str, list[str]]]:
    """The indicative content by its side, in the order in which the sides come."""
    found: dict[str, list[str]] = {}
    for line in body.content:
        found.setdefault(line.side, []).append(line.text)
    return list(found.items())


TYPE = ExtendedAnswer()
