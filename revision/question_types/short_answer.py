"""Short answer: a name, term or year that is typed; case, accents, articles and small slips do not count against it."""

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
    Example,
    Line,
    Mark,
    QuestionType,
    Review,
    ReviewRow,
    with_shares,
)
from revision.typed_text import fewest_slips, folded, slips

SHOWN_BARS = 6


class Near(Body):
    """A wrong answer that deserves a word of its own."""

    text: str = Field(min_length=1, max_length=200)
    feedback: str = Field(min_length=1, max_length=2000)
    misconception: str = Field(default="", max_length=200)


class ShortAnswerBody(Body):
    accepted: tuple[str, ...] = Field(min_length=1, max_length=40)
    near: tuple[Near, ...] = Field(default=(), max_length=40)

    @model_validator(mode="after")
    def answers_differ(self) -> "ShortAnswerBody":
        right = {folded(text) for text in self.accepted}
        if "" in right:
            raise ValueError("an accepted answer needs a letter or a figure")
        if both := sorted(near.text for near in self.near if folded(near.text) in right):
            raise ValueError(f"“{both[0]}” cannot be both right and wrong")
        return self


class ShortAnswerForm(AnswerForm):
    text = forms.CharField(
        max_length=200,
        label=_("Your answer"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type an answer first.")},
    )

    def answer(self) -> Answer:
        return {"text": self.cleaned_data["text"]}


class NearRow(forms.Form):
    text = one_line(_("Wrong answer"), length=200)
    feedback = some_lines(_("What to say to those who give it"))
    misconception = one_line(_("Misconception behind it"), length=200)


class ShortAnswerAuthor(AuthorForm):
    schema = ShortAnswerBody
    row_sets: ClassVar = {
        "near": Rows(
            NearRow, _("Near, but wrong"), _("Wrong answer"), first=2, most=40, hint=_("Answers that deserve a word of their own.")
        )
    }
    accepted = some_lines(
        _("Accepted answers"),
        length=8000,
        required=True,
        rows=4,
        hint=_("One on each line; the first is the one that is shown. Case, accents, articles and small slips are forgiven anyway."),
    )

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {"accepted": "\n".join(body["accepted"]), "near": body["near"]}

    def to_body(self) -> dict[str, Any]:
        accepted = [text.strip() for text in self.cleaned_data["accepted"].splitlines() if text.strip()]
        return {"accepted": accepted, "near": self.rows("near")}


class ShortAnswer(QuestionType[ShortAnswerBody]):
    kind = "short_answer"
    label = _("Typed")
    seconds = 35
    schema = ShortAnswerBody
    form = ShortAnswerForm
    author = ShortAnswerAuthor

    def mark(self, body: ShortAnswerBody, answer: Answer) -> Mark:
        """1 or 0. An answer at least as close to a near miss as to an accepted one is the near miss; of several, the closest."""
        given = folded(answer["text"])
        best = fewest_slips(given, body.accepted)
        missed = [(count, near.feedback) for near in body.near if (count := slips(given, folded(near.text))) is not None]
        missed_by, feedback = min(missed, key=lambda miss: miss[0], default=(None, ""))
        if missed_by is not None and (best is None or missed_by <= best):
            return Mark(Decimal(0), feedback)
        if best is None:
            return Mark(Decimal(0))
        return Mark(Decimal(1), str(_("It is spelt “%(answer)s”.") % {"answer": body.accepted[0]}) if best else "")

    def review(self, body: ShortAnswerBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        given = answer["text"] if answer else ""
        if not show_key:
            return Review(given=given, rows=(ReviewRow(given, "given"),) if answer else ())
        rows = []
        right = answer is not None and self.mark(body, answer).fraction == 1
        if answer is not None:
            rows.append(ReviewRow(given, "right" if right else "wrong"))
        if not right:
            rows.append(ReviewRow(body.accepted[0], "key"))
        return Review(given=given, rows=tuple(rows), key=self.key_text(body))

    def summarise(self, body: ShortAnswerBody, answer: Answer) -> str:
        return str(answer["text"])

    def classify(self, body: ShortAnswerBody, answer: Answer) -> str:
        return body.accepted[0] if self.mark(body, answer).fraction == 1 else folded(answer["text"])

    def bars(self, body: ShortAnswerBody, classes: dict[str, int]) -> list[Bar]:
        key = body.accepted[0]
        wrong = sorted(((name, count) for name, count in classes.items() if name != key), key=lambda row: (-row[1], row[0]))
        bars = [Bar(key, classes.get(key, 0), right=True)]
        bars += [Bar(name, count, right=False) for name, count in wrong[: SHOWN_BARS - 1]]
        if rest := sum(count for _name, count in wrong[SHOWN_BARS - 1 :]):
            bars.append(Bar(str(_("other answers")), rest, right=False, rest=True))
        return with_shares(bars)

    def key_text(self, body: ShortAnswerBody) -> str:
        return body.accepted[0]

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        accepted, near = [], []
        for line in lines:
            if line.marker == "=":
                accepted.append(line.text)
            elif line.marker == "!":
                near.append({"text": line.text, "feedback": line.below, "misconception": line.misconception})
            else:
                raise BadLines("an answer starts with = (accepted) or ! (near, but wrong)", line.number)
        return {"accepted": accepted, "near": near}

    def examples(self) -> list[Example]:
        body = {"accepted": ["Brontë", "Charlotte Brontë"], "near": [{"text": "Austen", "feedback": "She died in 1817."}]}
        return [
            Example("right", body, {"text": "Brontë"}, Decimal(1)),
            Example("right without accents and case", body, {"text": "  charlotte bronte "}, Decimal(1)),
            Example("right with a slip", body, {"text": "Charlote Brontë"}, Decimal(1)),
            Example("near but wrong", body, {"text": "Austen"}, Decimal(0)),
            Example("wrong", body, {"text": "Dickens"}, Decimal(0)),
            Example("empty", body, {"text": "   "}, None),
            Example("too long", body, {"text": "x" * 201}, None),
        ]


TYPE = ShortAnswer()
