"""Input about classes and the people in them."""

import datetime
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BIDI = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of writing, and can make a name read as another."""


def tidy(name: str) -> str:
    """A name in one form (NFC), with single spaces and without marks of direction."""
    return " ".join(unicodedata.normalize("NFC", name).translate(BIDI).split())


class TidyField(forms.CharField):
    """A short text in one form, with single spaces and without marks of direction."""

    def to_python(self, value: Any) -> str:
        return tidy(str(super().to_python(value)))


def this_century(day: datetime.date) -> None:
    """A slip in the year is told."""
    if day.year // 100 != 20:
        raise forms.ValidationError(_("Choose a day in this century."))


class ClassForm(forms.Form):
    name = TidyField(label=_("Name of the class"), max_length=60, help_text=_("As it stands in the timetable: 11B History"))
    subject = TidyField(label=_("Subject"), max_length=60, required=False)
    exam_date = forms.DateField(
        label=_("Day of the exam"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[this_century],
        help_text=_("The class page counts the days to it."),
    )


class RollOverForm(ClassForm):
    """The class of next year."""

    with_students = forms.TypedChoiceField(
        label=_("Students"),
        choices=[("yes", _("All come along")), ("no", _("Start without students"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )


class TeacherForm(forms.Form):
    display_name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues and students see it: Ms Okafor"))


class NamesForm(forms.Form):
    """Students' names, one a line, as pasted from a list."""

    names = forms.CharField(
        label=_("Names, one on a line"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A first name and an initial will do."),
    )

    def clean_names(self) -> list[str]:
        names = [tidy(line) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        if too_long := [name for name in names if len(name) > 80]:
            raise forms.ValidationError(_("“%(name)s…” is longer than 80 letters."), params={"name": too_long[0][:30]})
        if len({name.casefold() for name in names}) < len(names):
            twice = next(name for name in names if [other.casefold() for other in names].count(name.casefold()) > 1)
            raise forms.ValidationError(_("“%(name)s” stands there twice; tell them apart."), params={"name": twice})
        return names
