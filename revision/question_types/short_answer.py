"""Short answer: a name, term or year that is typed; case, accents, articles and small slips do not count against it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator
from rapidfuzz.distance import OSA

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

ARTICLES = frozenset({"the", "a", "an"})
SHOWN_BARS = 6


def folded(text: str) -> str:
    """``text`` without what a teacher would overlook: case, accents, punctuation, spacing and a leading article."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain.casefold()))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def slips_allowed(length: int) -> int:
    """How many slips (a letter wrong, missing, added, or two swapped) are overlooked in an answer of ``length`` letters."""
    return 0 if length < 5 else 1 if length < 9 else 2


def slips(given: str, wanted: str) -> int | None:
    """How many slips lie between two folded texts, or ``None`` if too many. Figures are never a slip: 1928 is not 1929."""
    if re.findall(r"\d+", given) != re.findall(r"\d+", wanted):
        return None
    allowed = slips_allowed(len(wanted))
    distance = OSA.distance(given, wanted, score_cutoff=allowed)
    return distance if distance <= allowed else None


def fewest_slips(given: str, wanted: Iterable[str]) -> int | None:
    """The fewest slips to any of ``wanted``, or ``None`` if all are too far."""
    found = [count for text in wanted if (count := slips(given, folded(text))) is not None]
    return min(found, default=None)


class Near(Body):
    """A wrong answer that deserves a word of its own."""

    text: str = Field(min_length=1, max_length=200)
    feedback: str = Field(min_length=1, max_length=2000)


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


class ShortAnswer(QuestionType[ShortAnswerBody]):
    kind = "short_answer"
    label = _("Typed")
    seconds = 35
    schema = ShortAnswerBody
    form = ShortAnswerForm

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
                near.append({"text": line.text, "feedback": line.below})
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
