"""Short answer: a name, term or year that is typed; case, accents, articles and small slips do not count against it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar

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
    QuestionType,
    Review,
    ReviewRow,
    named,
    with_shares,
)
from revision.question_types.drafts_from_words import typed_terms
from revision.typed_text import MOST_OTHERS, confusable, folded, judge

SHOWN_BARS = 6
MOST_ACCEPTED = 40
LONGEST = 200


class Near(Body):
    """A wrong answer that deserves a word of its own."""

    text: str = Field(min_length=1, max_length=200)
    feedback: str = Field(min_length=1, max_length=2000)
    misconception: str = Field(default="", max_length=200)


class ShortAnswerBody(Body):
    accepted: tuple[str, ...] = Field(min_length=1, max_length=MOST_ACCEPTED)
    near: tuple[Near, ...] = Field(default=(), max_length=40)
    others: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(default=(), max_length=MOST_OTHERS)
    """Names of the course that would pass for a slip of an accepted answer."""

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

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"text": [answer["text"]]}


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
    about = _("A name or a term, typed; small slips are forgiven.")
    seconds = 35
    schema = ShortAnswerBody
    form = ShortAnswerForm
    author = ShortAnswerAuthor

    def typed(self, body: ShortAnswerBody) -> tuple[str, ...]:
        return body.accepted[:1]

    def with_names(self, body: ShortAnswerBody, names: frozenset[str]) -> ShortAnswerBody:
        near = {folded(near.text) for near in body.near}
        others = tuple(name for name in confusable(body.accepted, names) if folded(name) not in near)
        return body.model_copy(update={"others": others})

    def typed_keys(self, body: ShortAnswerBody) -> Sequence[str]:
        return body.accepted

    def typed_answer(self, body: ShortAnswerBody, answer: Answer) -> str:
        return str(answer["text"])

    def with_accepted(self, body: ShortAnswerBody, text: str) -> dict[str, Any] | None:
        """It is no near miss any more, nor another name of the course."""
        given = folded(text)
        if not given or given in map(folded, body.accepted) or len(body.accepted) >= MOST_ACCEPTED or len(text) > LONGEST:
            return None
        stored = body.model_dump(mode="json")
        stored["accepted"].append(text.strip())
        stored["near"] = [near for near in stored["near"] if folded(near["text"]) != given]
        stored["others"] = [name for name in stored["others"] if folded(name) != given]
        return stored

    def random_guess(self, body: ShortAnswerBody) -> Decimal:
        return Decimal(0)

    def mark(self, body: ShortAnswerBody, answer: Answer) -> Mark:
        """1 or 0; a near miss gets its word, and a slip that was overlooked is mended."""
        judged = judge(answer["text"], body.accepted, near=[near.text for near in body.near], others=body.others)
        if judged.near is not None:
            near = body.near[judged.near]
            return Mark(Decimal(0), near.feedback, misconceptions=named(near.misconception))
        mended = str(_("It is spelt “%(answer)s”.") % {"answer": body.accepted[0]}) if judged.slip else ""
        return Mark(Decimal(int(judged.right)), mended)

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
        bars += [Bar(name, count, right=False, misconception=self._misconception(body, name)) for name, count in wrong[: SHOWN_BARS - 1]]
        if rest := sum(count for _name, count in wrong[SHOWN_BARS - 1 :]):
            bars.append(Bar(str(_("other answers")), rest, right=False, rest=True))
        return with_shares(bars)

    def _misconception(self, body: ShortAnswerBody, name: str) -> str:
        return next(iter(self.mark(body, {"text": name}).misconceptions), "")

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

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        return typed_terms(facts)

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
