"""Input about class lists and the students in them."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.forms import TidyField
from accounts.people.models import Classroom, User
from accounts.people.rosters.lists import ClassList, read_list
from accounts.people.rosters.oneroster import RosterFile, read_oneroster
from accounts.people.rosters.tables import ENDINGS, MOST_BYTES, read_table
from revision.archives import MIB, FileRefused


class ListForm(forms.Form):
    """A file, read as it is validated: ``cleaned_data["listed"]``."""

    file = forms.FileField(
        label=_("List"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("CSV or Excel (.xlsx), with a heading above the names: “Name”, or “First name” and “Last name”."),
    )

    def __init__(self, *args: Any, class_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.class_name = class_name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(most)s MiB."), params={"most": MOST_BYTES // MIB})
        try:
            listed: ClassList = read_list(read_table(file.read(), file.name), class_name=self.class_name)
        except FileRefused as refused:
            self.add_error("file", str(refused))
        else:
            cleaned["listed"] = listed
        return cleaned


class RenameForm(forms.Form):
    name = TidyField(label=_("Name"), max_length=80, help_text=_("As the class sees it; the username stays."))


class TickedForm(forms.Form):
    """Students who were ticked on the list of a class."""

    student = forms.ModelMultipleChoiceField(User.objects.none())

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["student"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = User.objects.filter(enrolments__classroom=classroom, enrolments__left=None, is_active=True).order_by(
            "display_name"
        )


class MoveForm(forms.Form):
    """Into which class, and whether the seat in the old one is kept."""

    to = forms.ModelChoiceField(Classroom.objects.none())
    stay = forms.BooleanField(required=False)

    def __init__(self, *args: Any, classes: models.QuerySet[Classroom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = classes


class SchoolFileForm(forms.Form):
    """A OneRoster export, read as it is validated: ``cleaned_data["roster"]``."""

    file = forms.FileField(
        label=_("OneRoster export"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=_("One zip of CSV files, version 1.1 or 1.2, as your school’s system gives it (“bulk”)."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(most)s MiB."), params={"most": MOST_BYTES // MIB})
        try:
            roster: RosterFile = read_oneroster(file.read(), file.name, timezone.localdate())
        except FileRefused as refused:
            self.add_error("file", str(refused))
        else:
            cleaned["roster"] = roster
        return cleaned
