"""Input of a teacher who marks."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.homework.forms import MomentInput, this_century
from accounts.marking.models import Repair
from accounts.marking.rekeying import Edit
from revision.question_types.base import Scheme
from revision.templatetags.interface import mark

LONGEST_COMMENT = 2000
LONGEST_BANKED = 500
LONGEST_REASON = 300
VERDICTS = {"right": Decimal(1), "part": Decimal("0.5"), "wrong": Decimal(0)}


def as_fraction(marks: Decimal, out_of: Decimal) -> Decimal:
    """Marks as the fraction that is stored."""
    return (marks / out_of).quantize(Decimal("0.00001"))


class AwardForm(forms.Form):
    """A mark for a written answer: typed, or by the level it reaches, the points it makes, or right, part and wrong.

    A mark that is typed anew stands; left as it was, what is ticked decides.
    """

    mark = forms.DecimalField(label=_lazy("Mark"), min_value=0, max_digits=6, decimal_places=2, required=False, localize=False)
    level = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    points = forms.TypedMultipleChoiceField(coerce=int, required=False)
    verdict = forms.ChoiceField(required=False, choices=[(word, word) for word in VERDICTS])
    comment = forms.CharField(label=_lazy("Comment"), max_length=LONGEST_COMMENT, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    keep = forms.BooleanField(label=_lazy("Keep this comment for later"), required=False)

    def __init__(
        self, data: Any = None, *, scheme: Scheme | None, out_of: Decimal, given: Decimal | None = None, comment: str = ""
    ) -> None:
        super().__init__(data, initial={"mark": None if given is None else mark(given), "comment": comment})
        self.scheme, self.out_of = scheme, out_of
        self.fields["mark"].widget.attrs.update({"max": mark(out_of), "step": "any", "inputmode": "decimal", "autocomplete": "off"})
        for name, lines in (("level", scheme.levels if scheme else ()), ("points", scheme.points if scheme else ())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(number), line.text) for number, line in enumerate(lines)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = cleaned["mark"] if "mark" in self.changed_data or not self._ticked(cleaned) else self._by_scheme(cleaned)
        if given is None:
            self.add_error("mark", _("Give a mark."))
        elif given > self.out_of:
            self.add_error("mark", _("There are %(max)s marks at most.") % {"max": mark(self.out_of)})
        elif cleaned.get("keep") and len(cleaned["comment"]) > LONGEST_BANKED:
            self.add_error("comment", _("A comment to keep has 500 letters at most."))
        cleaned["given"] = given
        return cleaned

    def _ticked(self, cleaned: dict[str, Any]) -> bool:
        return cleaned.get("level") is not None or bool(cleaned.get("points")) or bool(cleaned.get("verdict"))

    def _by_scheme(self, cleaned: dict[str, Any]) -> Decimal:
        if self.scheme is not None and cleaned["level"] is not None:
            return Decimal(self.scheme.levels[cleaned["level"]].usual)
        if self.scheme is not None and cleaned["points"]:
            return Decimal(sum(self.scheme.points[number].usual for number in cleaned["points"]))
        return VERDICTS[cleaned["verdict"]] * self.out_of if cleaned["verdict"] else Decimal(0)

    def fraction(self) -> Decimal:
        """The mark as a fraction; only after ``is_valid``."""
        return as_fraction(self.cleaned_data["given"], self.out_of)


class ReasonForm(forms.Form):
    """Why; it stands in the history."""

    reason = forms.CharField(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("It stands in the attempt's history."))


class OverrideForm(forms.Form):
    """Another mark, and why."""

    mark = forms.DecimalField(label=_lazy("Mark"), min_value=0, max_digits=6, decimal_places=2)
    comment = forms.CharField(
        label=_lazy("Comment to the student"), max_length=LONGEST_COMMENT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("For the attempt's history; the student does not see it.")
    )

    def __init__(self, data: Any = None, *, out_of: Decimal, given: Decimal | None, comment: str) -> None:
        super().__init__(data, initial={"mark": None if given is None else mark(given), "comment": comment})
        self.out_of = out_of
        self.fields["mark"].widget.attrs.update({"max": mark(out_of), "step": "any", "inputmode": "decimal"})
        self.fields["mark"].help_text = _("Out of %(max)s.") % {"max": mark(out_of)}

    def clean_mark(self) -> Decimal:
        given: Decimal = self.cleaned_data["mark"]
        if given > self.out_of:
            raise forms.ValidationError(_("There are %(max)s marks at most.") % {"max": mark(self.out_of)})
        return given

    def fraction(self) -> Decimal:
        return as_fraction(self.cleaned_data["mark"], self.out_of)


class ReopenForm(forms.Form):
    """A new end, where the time is over, and why."""

    until = forms.DateTimeField(
        label=_lazy("Until"),
        required=False,
        help_text=_lazy("The end for this student alone. Leave it empty to keep the one they had."),
        widget=MomentInput(),
        validators=[this_century],
    )
    reason = forms.CharField(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("It stands in the attempt's history."))

    def clean_until(self) -> datetime.datetime | None:
        until: datetime.datetime | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return until


class SettleForm(forms.Form):
    """Typed answers judged together."""

    texts = forms.TypedMultipleChoiceField(coerce=str)
    accepted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    def __init__(self, data: Any, *, texts: Sequence[str]) -> None:
        super().__init__(data)
        field = self.fields["texts"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(text, text) for text in texts]


class RepairForm(forms.Form):
    """What is to be repaired in a question."""

    kind = forms.ChoiceField(label=_lazy("What should happen?"), widget=forms.RadioSelect)
    right = forms.ChoiceField(label=_lazy("The right answer"), required=False)
    text = forms.CharField(label=_lazy("Accept this too"), max_length=200, required=False)
    may_lower = forms.BooleanField(
        label=_lazy("Marks may go down"),
        required=False,
        help_text=_lazy("Otherwise nobody loses a mark: who would is marked as before."),
    )

    def __init__(self, data: Any = None, *, choices: Sequence[str], typed: bool) -> None:
        super().__init__(data)
        kinds = [
            *([(Repair.Kind.KEY, _("Another answer is right"))] if choices else []),
            *([(Repair.Kind.ACCEPT, _("Accept another answer"))] if typed else []),
            (Repair.Kind.DROP, _("Drop the question: it counts for nobody")),
            (Repair.Kind.FULL, _("Give the full mark to everybody who answers it")),
        ]
        self.set_choices("kind", kinds)
        self.set_choices("right", [("", _("Choose…")), *((text, text) for text in choices)])
        if not choices:
            del self.fields["right"]
        if not typed:
            del self.fields["text"]

    def set_choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Repair.Kind.KEY and not cleaned.get("right"):
            self.add_error("right", _("Choose the answer that is right."))
        if cleaned.get("kind") == Repair.Kind.ACCEPT and not cleaned.get("text"):
            self.add_error("text", _("Type the answer to accept."))
        return cleaned

    def edit(self) -> Edit:
        """The repair asked for; only after ``is_valid``."""
        kind = self.cleaned_data["kind"]
        said = {Repair.Kind.KEY: self.cleaned_data.get("right"), Repair.Kind.ACCEPT: self.cleaned_data.get("text")}.get(kind)
        return Edit(kind, (said,) if said else ())
