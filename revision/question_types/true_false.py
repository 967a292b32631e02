"""True or false: a statement to judge, and, where it is false, to put right. The doubtful words stand in bold in the prompt."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from revision.question_types.authoring import AuthorForm, one_line, some_lines
from revision.question_types.base import (
    Answer,
    AnswerForm,
    BadLines,
    Bar,
    Body,
    Example,
    Line,
    Mark,
    Part,
    QuestionType,
    Review,
    ReviewRow,
    named,
    with_shares,
)
from revision.typed_text import MOST_OTHERS, Judgement, confusable, folded, judge

VERDICTS = [("true", _("True")), ("false", _("False"))]
HALF = Decimal("0.5")


class TrueFalseBody(Body):
    true: bool
    corrections: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(default=(), max_length=40)
    """What the words in bold should be: the first is the one that is shown."""
    feedback: str = Field(default="", max_length=2000)
    misconception: str = Field(default="", max_length=200)
    others: tuple[str, ...] = Field(default=(), max_length=MOST_OTHERS)
    """Names of the course that would pass for a slip of a correction."""

    @model_validator(mode="after")
    def false_is_put_right(self) -> "TrueFalseBody":
        if self.true and self.corrections:
            raise ValueError("a true statement has nothing to correct")
        if not self.true and not self.corrections:
            raise ValueError("a false statement needs what the words in bold should be")
        if any(not folded(text) for text in self.corrections):
            raise ValueError("a correction needs a letter or a figure")
        return self


class TrueFalseForm(AnswerForm):
    """The same for every statement: it holds nothing of the body."""

    verdict = forms.ChoiceField(
        choices=VERDICTS,
        widget=forms.RadioSelect,
        label=_("Your answer"),
        error_messages={"required": _("Choose true or false."), "invalid_choice": _("Choose true or false.")},
    )
    correction = forms.CharField(
        max_length=200,
        required=False,
        label=_("If it is false: what should the words in bold be?"),
        help_text=_("Half the marks. Small slips in spelling are forgiven."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def answer(self) -> Answer:
        true = self.cleaned_data["verdict"] == "true"
        return {"true": true, "correction": "" if true else self.cleaned_data["correction"]}

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        return {"verdict": ["true" if answer["true"] else "false"], "correction": [answer["correction"]]}


class TrueFalseAuthor(AuthorForm):
    schema = TrueFalseBody
    true = forms.ChoiceField(
        choices=VERDICTS, widget=forms.RadioSelect, label=_("The statement is"), help_text=_("Put the doubtful words in **bold**.")
    )
    corrections = some_lines(
        _("What the words in bold should be"),
        length=8000,
        rows=3,
        hint=_("For a false statement: one on each line; the first is the one that is shown. Small slips are forgiven anyway."),
    )
    feedback = some_lines(_("What to say after the answer"))
    misconception = one_line(_("Misconception behind the wrong answer"), length=200)

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "true": "true" if body["true"] else "false", "corrections": "\n".join(body["corrections"])}

    def to_body(self) -> dict[str, Any]:
        corrections = [text.strip() for text in self.cleaned_data["corrections"].splitlines() if text.strip()]
        return {**self.cleaned_data, "true": self.cleaned_data["true"] == "true", "corrections": corrections}


def verdict_words(*, true: bool) -> str:
    return str(_("True") if true else _("False"))


class TrueFalse(QuestionType[TrueFalseBody]):
    kind = "true_false"
    label = _("True or false")
    about = _("A statement to be judged, and put right if it is wrong.")
    seconds = 30
    schema = TrueFalseBody
    form = TrueFalseForm
    author = TrueFalseAuthor

    def with_names(self, body: TrueFalseBody, names: frozenset[str]) -> TrueFalseBody:
        return body.model_copy(update={"others": confusable(body.corrections, names)})

    def random_guess(self, body: TrueFalseBody) -> Decimal:
        """A false statement earns half for “false” without the right words, so a coin earns a quarter."""
        return HALF if body.true else HALF / 2

    def mark(self, body: TrueFalseBody, answer: Answer) -> Mark:
        """A true statement is all or nothing. A false one earns half for saying so, and half for the right words."""
        right = answer["true"] == body.true
        missed = named() if right else named(body.misconception)
        verdict = Part(Decimal(int(right)))
        if body.true or not right:
            return Mark(verdict.fraction, body.feedback, (verdict,), missed)
        words = self._words(body, answer)
        spelt = str(_("It is spelt “%(answer)s”.") % {"answer": body.corrections[0]}) if words.slip else ""
        parts = (verdict, Part(Decimal(int(words.right)), spelt))
        return Mark(Decimal(1) if words.right else HALF, body.feedback, parts, missed)

    def _words(self, body: TrueFalseBody, answer: Answer) -> Judgement:
        """What the correction of a false statement is taken for."""
        return judge(answer["correction"], body.corrections, others=body.others)

    def review(self, body: TrueFalseBody, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        given = self.summarise(body, answer) if answer else ""
        if not show_key:
            texts = [] if answer is None else [verdict_words(true=answer["true"]), answer["correction"]]
            return Review(given=given, rows=tuple(ReviewRow(text, "given") for text in texts if text))
        rows = []
        if answer is not None:
            rows.append(ReviewRow(verdict_words(true=answer["true"]), "right" if answer["true"] == body.true else "wrong"))
        if answer is None or answer["true"] != body.true:
            rows.append(ReviewRow(verdict_words(true=body.true), "key"))
        return Review(given=given, rows=(*rows, *self._rows_on_words(body, answer)), key=self.key_text(body))

    def _rows_on_words(self, body: TrueFalseBody, answer: Answer | None) -> list[ReviewRow]:
        """The rows on the words in bold: those given, and the right ones where they were not."""
        rows = []
        part = next(iter(self.mark(body, answer).parts[1:]), None) if answer else None
        if part is not None and answer is not None and answer["correction"]:
            rows.append(ReviewRow(answer["correction"], "right" if part.fraction else "wrong", feedback=part.feedback))
        if not body.true and (part is None or not part.fraction):
            rows.append(ReviewRow(body.corrections[0], "key"))
        return rows

    def summarise(self, body: TrueFalseBody, answer: Answer) -> str:
        return self._said(true=answer["true"], words=answer["correction"])

    def _said(self, *, true: bool, words: str) -> str:
        return str(_("False: %(words)s") % {"words": words}) if words else verdict_words(true=true)

    def classify(self, body: TrueFalseBody, answer: Answer) -> str:
        """“true”, “false”, or “false: ” and the words that are shown where the right ones were given."""
        if answer["true"]:
            return "true"
        return f"false: {body.corrections[0]}" if self._words(body, answer).right else "false"

    def bars(self, body: TrueFalseBody, classes: dict[str, int]) -> list[Bar]:
        if body.true:
            others = [Bar(verdict_words(true=False), classes.get("false", 0), right=False, misconception=body.misconception)]
            right = classes.get("true", 0)
        else:
            others = [
                Bar(str(_("False, but without the right words")), classes.get("false", 0), right=False),
                Bar(verdict_words(true=True), classes.get("true", 0), right=False, misconception=body.misconception),
            ]
            right = classes.get(f"false: {body.corrections[0]}", 0)
        others.sort(key=lambda bar: -bar.count)
        return with_shares([Bar(self.key_text(body), right, right=True), *others])

    def key_text(self, body: TrueFalseBody) -> str:
        return self._said(true=body.true, words="" if body.true else body.corrections[0])

    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        if not lines or lines[0].marker != "=" or lines[0].text.lower() not in {"true", "false"}:
            raise BadLines("the first line says = true or = false", lines[0].number if lines else None)
        verdict, *corrections = lines
        for line in corrections:
            if line.marker != "+" or line.below or line.misconception:
                raise BadLines("below = true or = false stand only + lines: what the words in bold should be", line.number)
        return {
            "true": verdict.text.lower() == "true",
            "corrections": [line.text for line in corrections],
            "feedback": verdict.below,
            "misconception": verdict.misconception,
        }

    def examples(self) -> list[Example]:
        true: dict[str, Any] = {"true": True, "feedback": "Seven notes, and the octave."}
        false = {
            "true": False,
            "corrections": ["Brontë", "Emily Brontë"],
            "feedback": "In 1847.",
            "misconception": "Takes the century's names for one",
        }
        return [
            Example("true and said so", true, {"verdict": "true"}, Decimal(1)),
            Example("true, and a correction typed before", true, {"verdict": "true", "correction": "six"}, Decimal(1)),
            Example("true, but called false", true, {"verdict": "false", "correction": "six"}, Decimal(0)),
            Example("false and put right", false, {"verdict": "false", "correction": "emily bronte"}, Decimal(1)),
            Example("false and put right with a slip", false, {"verdict": "false", "correction": "Brontee"}, Decimal(1)),
            Example("false without the words", false, {"verdict": "false"}, HALF),
            Example("false with other words", false, {"verdict": "false", "correction": "Austen"}, HALF),
            Example("false, but called true", false, {"verdict": "true", "correction": "Brontë"}, Decimal(0)),
            Example("empty", false, {"correction": "Brontë"}, None),
            Example("neither", true, {"verdict": "maybe"}, None),
            Example("too long", false, {"verdict": "false", "correction": "x" * 201}, None),
        ]


TYPE = TrueFalse()
