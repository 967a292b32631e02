"""Number: a figure, a span or a year that is typed; within the tolerance all marks, within a wider span half of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from revision.numbers import LONGEST, SCALE_WORDS, Amount, BadNumber, read_amount, read_key, same_unit, without_scale, written
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
    QuestionType,
    Review,
    ReviewRow,
    named,
    with_shares,
)
from revision.question_types.drafts_from_dates import years
from revision.question_types.drafts_from_words import figure_questions

SHOWN_BARS = 6
RIGHT = "="
HALF = Decimal("0.5")

type Exact = Annotated[
    Decimal,
    Field(allow_inf_nan=False, ge=-(10**24), le=10**24, max_digits=28),
    AfterValidator(lambda value: Decimal(f"{value.normalize() + 0:f}")),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
]
"""A number without rounding, stored as text."""


class Span(Body):
    """From ``low`` to ``high``, ends included; a single number is both."""

    low: Exact
    high: Exact

    @model_validator(mode="after")
    def in_order(self) -> "Span":
        if self.low > self.high:
            raise ValueError("a span starts with the smaller number")
        return self


class NearNumber(Span):
    """A wrong number that deserves a word of its own."""

    feedback: str = Field(min_length=1, max_length=2000)
    misconception: str = Field(default="", max_length=200)


class NumberBody(Span):
    shown: str = Field(min_length=1, max_length=200)
    """The key as its author wrote it."""
    scale: Literal[1, 1000, 1_000_000, 1_000_000_000] = 1
    """Where the key is in millions, the word stands beside the field and a bare number is taken in millions."""
    units: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(default=(), max_length=20)
    """The unit and its other spellings; the first is shown."""
    wider: Span | None = None
    near: tuple[NearNumber, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def spans_agree(self) -> "NumberBody":
        if self.wider and not (self.wider.low <= self.low and self.high <= self.wider.high):
            raise ValueError("the wider span must contain the narrow one")
        if self.wider and (self.wider.low, self.wider.high) == (self.low, self.high):
            raise ValueError("the wider span is no wider than the right answer")
        for near in self.near:
            if near.low <= self.high and self.low <= near.high:
                raise ValueError(f"“{written(near.low, near.high, self.scale)}” cannot be both right and wrong")
        return self

    @property
    def beside(self) -> str:
        """What stands beside the field: “million tonnes”, “%”, or nothing."""
        return " ".join(word for word in (SCALE_WORDS.get(self.scale, ""), *self.units[:1]) if word)

    def amount(self, text: str) -> Amount | None:
        """What an answer says, in the key's scale."""
        read = read_amount(text, self.units)
        return in_scale(read, self.scale, self.high) if read else None


def in_scale(amount: Amount, scale: int, key: Decimal) -> Amount:
    """A bare number beside the word “million” is taken in millions if that brings it nearer to the key: 6 is, 6,500,000 is not."""
    most = max(abs(amount.low), abs(amount.high))
    return amount.times(scale) if amount.scale == 1 < scale and most**2 * scale < key**2 else amount


def body_of(key: str, spellings: Sequence[str], wider: str, near: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The body that an author's words stand for; raises ``BadNumber``."""
    read = read_key(key)
    units = [unit for unit in dict.fromkeys((read.unit, *(without_scale(unit) for unit in spellings))) if unit]
    shown = key if read.unit or not units else f"{key} {units[0]}"
    body: dict[str, Any] = {"low": read.low, "high": read.high, "shown": shown, "scale": read.scale, "units": units}
    body["wider"] = _span(wider, body) if wider else None
    body["near"] = [_span(row["number"], body) | {name: row[name] for name in ("feedback", "misconception")} for row in near]
    return body


def _span(text: str, body: dict[str, Any]) -> dict[str, Any]:
    """A wider span or a wrong number, in the key's unit and scale."""
    amount = in_scale(read_key(text), body["scale"], body["high"])
    if not same_unit(amount.unit, body["units"]):
        raise BadNumber(f"“{text}” is not in the unit of the right answer")
    return {"low": amount.low, "high": amount.high}


class NumberForm(AnswerForm):
    """The unit is the field's help text: it stands beside it."""

    number = forms.CharField(
        max_length=LONGEST,
        label=_("Your answer"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type a number, for example 102 or 1.5 million.")},
    )

    def lay_out(self, body: NumberBody) -> None:
        self.fields["number"].help_text = body.beside

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        if read_amount(text) is None:
            raise forms.ValidationError(_("Type a number, for example 102 or 1.5 million."))
        return text

    def answer(self) -> Answer:
        return {"text": self.cleaned_data["number"]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"number": [answer["text"]]}


class NearRow(forms.Form):
    number = one_line(_("Wrong number"), length=LONGEST)
    feedback = some_lines(_("What to say to those who give it"))
    misconception = one_line(_("Misconception behind it"), length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = cleaned.get("number")
        if number:
            complain_about(self, "number", number)
        elif number == "" and (cleaned.get("feedback") or cleaned.get("misconception")):
            self.add_error("number", _("Say which number it is."))
        return cleaned


def complain_about(form: forms.Form, field: str, text: str) -> None:
    """What is wrong with a number that an author wrote stands beside its field."""
    try:
        read_key(text)
    except BadNumber as bad:
        form.add_error(field, sentence(str(bad)))


def sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


class NumberAuthor(AuthorForm):
    schema = NumberBody
    row_sets: ClassVar = {
        "near": Rows(
            NearRow, _("Near, but wrong"), _("Wrong number"), first=2, most=20, hint=_("Numbers that deserve a word of their own.")
        )
    }
    key = one_line(
        _("Right answer"),
        length=LONGEST,
        required=True,
        hint=_("A number, a span, or a number with its tolerance: 1929, 5 to 8 million, 102 ± 3 tonnes, 25 ± 2%. A year is never rounded."),
    )
    units = one_line(_("Other spellings of the unit"), hint=_("With semicolons between: tons; t. A unit may always be left out."))
    wider = one_line(_("Wider span that earns half the marks"), length=LONGEST, hint=_("For example 95 to 110. Leave it empty for none."))

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        read = NumberBody.model_validate(body)
        return {
            "key": _as_written(read),
            "units": "; ".join(read.units[1:]),
            "wider": written(read.wider.low, read.wider.high, read.scale) if read.wider else "",
            "near": [
                {**near.model_dump(exclude={"low", "high"}), "number": written(near.low, near.high, read.scale)} for near in read.near
            ],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in ("key", "wider"):
            if cleaned.get(field):
                complain_about(self, field, cleaned[field])
        return cleaned

    def is_valid(self) -> bool:
        """The numbers of several fields can disagree in their units, which no single field sees."""
        try:
            return super().is_valid()
        except BadNumber as bad:
            self.add_error(None, sentence(str(bad)))
            return False

    def to_body(self) -> dict[str, Any]:
        spellings = [unit.strip() for unit in self.cleaned_data["units"].split(";") if unit.strip()]
        return body_of(self.cleaned_data["key"], spellings, self.cleaned_data["wider"], self.rows("near"))


def _as_written(body: NumberBody) -> str:
    """The key as its author wrote it, unless it was changed elsewhere and no longer says what is marked."""
    try:
        read = read_key(body.shown)
    except BadNumber:
        read = None
    unit = body.units[0] if body.units else ""
    if read and (read.low, read.high, read.scale, read.unit) == (body.low, body.high, body.scale, unit):
        return body.shown
    return written(body.low, body.high, body.scale, unit)


class Number(QuestionType[NumberBody]):
    kind = "number"
    label = _("Number")
    about = _("A year, a count or a measure, with some room if you like.")
    seconds = 35
    schema = NumberBody
    form = NumberForm
    author = NumberAuthor

    def random_guess(self, body: NumberBody) -> Decimal:
        return Decimal(0)

    def mark(self, body: NumberBody, answer: Answer) -> Mark:
        """1 within the key, a half within the wider span, else 0; a span counts where the whole of it lies."""
        amount = body.amount(answer["text"])
        if amount is None:
            return Mark(Decimal(0))
        if not same_unit(amount.unit, body.units):
            return Mark(Decimal(0), _about_the_unit(body, amount.unit))
        if amount.within(body.low, body.high):
            return Mark(Decimal(1))
        for near in body.near:
            if amount.within(near.low, near.high):
                return Mark(Decimal(0), near.feedback, misconceptions=named(near.misconception))
        if body.wider and amount.within(body.wider.low, body.wider.high):
            return Mark(HALF, str(_("Close: that is half the marks.")))
        return Mark(Decimal(0))

    def review(self, body: NumberBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        given = answer["text"] if answer else ""
        if not show_key:
            return Review(given=given, rows=(ReviewRow(given, "given"),) if answer else ())
        right = answer is not None and self.mark(body, answer).fraction == 1
        rows = [ReviewRow(given, "right" if right else "wrong")] if answer else []
        if not right:
            rows.append(ReviewRow(body.shown, "key"))
        return Review(given=given, rows=tuple(rows), key=self.key_text(body))

    def summarise(self, body: NumberBody, answer: Answer) -> str:
        return str(answer["text"])

    def classify(self, body: NumberBody, answer: Answer) -> str:
        amount = body.amount(answer["text"])
        if amount is None:
            return str(answer["text"])
        if self.mark(body, answer).fraction == 1:
            return RIGHT
        scale = body.scale if min(abs(amount.low), abs(amount.high)) >= body.scale else 1
        unit = "" if same_unit(amount.unit, body.units) else amount.unit.casefold()
        return written(amount.low, amount.high, scale, unit)

    def bars(self, body: NumberBody, classes: dict[str, int]) -> list[Bar]:
        wrong = sorted(((name, count) for name, count in classes.items() if name != RIGHT), key=lambda row: (-row[1], row[0]))
        bars = [Bar(body.shown, classes.get(RIGHT, 0), right=True)]
        bars += [Bar(name, count, right=False, misconception=self._misconception(body, name)) for name, count in wrong[: SHOWN_BARS - 1]]
        if rest := sum(count for _name, count in wrong[SHOWN_BARS - 1 :]):
            bars.append(Bar(str(_("other answers")), rest, right=False, rest=True))
        return with_shares(bars)

    def _misconception(self, body: NumberBody, name: str) -> str:
        return next(iter(self.mark(body, {"text": name}).misconceptions), "")

    def key_text(self, body: NumberBody) -> str:
        return body.shown

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        found: dict[str, list[Line]] = {"=": [], "~": [], "!": []}
        for line in lines:
            if line.marker not in found:
                raise BadLines("a number starts with = (right), ~ (the wider span for half the marks) or ! (wrong)", line.number)
            found[line.marker].append(line)
            try:
                read_key(line.text.split(";")[0].strip())
            except BadNumber as bad:
                raise BadLines(str(bad), line.number) from bad
        if len(found["="]) != 1 or len(found["~"]) > 1:
            raise BadLines("there is one right answer (=), and at most one wider span (~)", lines[0].number if lines else None)
        key, *spellings = [text.strip() for text in found["="][0].text.split(";") if text.strip()]
        near = [{"number": line.text, "feedback": line.below, "misconception": line.misconception} for line in found["!"]]
        try:
            return body_of(key, spellings, found["~"][0].text if found["~"] else "", near)
        except BadNumber as bad:
            raise BadLines(str(bad), found["="][0].number) from bad

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return [*years(facts), *figure_questions(facts)]

    def examples(self) -> list[Example]:
        weight = {
            "low": "99",
            "high": "105",
            "shown": "102 ± 3 tonnes",
            "units": ["tonnes", "t"],
            "wider": {"low": "95", "high": "110"},
            "near": [
                {"low": "120", "high": "120", "feedback": "That is the blue whale's cousin.", "misconception": "Takes one for the other"}
            ],
        }
        year = {"low": "1969", "high": "1969", "shown": "1969"}
        crowd = {"low": "5000000", "high": "8000000", "shown": "5 to 8 million", "scale": 1_000_000}
        return [
            Example("right", weight, {"number": "102"}, Decimal(1)),
            Example("right within the tolerance and with its unit", weight, {"number": "about 104.5 t"}, Decimal(1)),
            Example("close", weight, {"number": "96"}, HALF),
            Example("wrong", weight, {"number": "94"}, Decimal(0)),
            Example("near but wrong", weight, {"number": "120 tonnes"}, Decimal(0)),
            Example("in another unit", weight, {"number": "102 kg"}, Decimal(0)),
            Example("the year", year, {"number": "c. 1969"}, Decimal(1)),
            Example("the year before", year, {"number": "1968"}, Decimal(0)),
            Example("a span in millions", crowd, {"number": "5–7 million"}, Decimal(1)),
            Example("a bare number taken in millions", crowd, {"number": "6"}, Decimal(1)),
            Example("a span that is too wide", crowd, {"number": "4 to 9 million"}, Decimal(0)),
            Example("empty", weight, {"number": " "}, None),
            Example("no number", weight, {"number": "a hundred"}, None),
            Example("too long", weight, {"number": "1" * (LONGEST + 1)}, None),
        ]


def _about_the_unit(body: NumberBody, given: str) -> str:
    if body.units:
        return str(_("It is counted in %(unit)s, not in %(given)s.") % {"unit": body.units[0], "given": given})
    return str(_("The answer is a plain number, not a percentage."))


TYPE = Number()
