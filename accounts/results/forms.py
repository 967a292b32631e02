"""What is asked of results: filters."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.results.class_gradebook import Chosen
from accounts.results.exports.files import Format
from accounts.results.exports.tables import What
from revision.models import Topic


class GradebookForm(forms.Form):
    """Which homework a gradebook shows. A value that makes no sense is left aside, and the form says so."""

    topic = forms.UUIDField(label=_("Topic"), required=False, widget=forms.Select)
    since = forms.DateField(label=_("Due from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Due until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    missing = forms.ChoiceField(
        label=_("Missing work"), required=False, choices=[("", _("is left out of the mean")), ("zero", _("counts as 0"))]
    )
    sort = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def offer(self, topics: Iterable[Topic]) -> None:
        """The topics to choose from, those below others set in."""
        widget = cast("forms.Select", self.fields["topic"].widget)
        widget.choices = [("", _("All topics")), *((topic.pk, f"{'\u2003' if topic.parent_id else ''}{topic.title}") for topic in topics)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before “Due from”."))
        return cleaned

    def clean_sort(self) -> str:
        """A known order, or by name."""
        sort: str = self.cleaned_data["sort"]
        by = sort.removeprefix("-")
        try:
            known = by in {"name", "mean"} or bool(uuid.UUID(by))
        except ValueError:
            known = False
        return sort if known else "name"

    def chosen(self) -> Chosen:
        """What was asked for, as far as it makes sense."""
        self.full_clean()
        said = self.cleaned_data
        return Chosen(
            topic=said.get("topic"),
            since=said.get("since"),
            until=said.get("until"),
            missing_is_zero=said.get("missing") == "zero",
            sort=said.get("sort") or "name",
        )


class GradebookExportForm(forms.Form):
    """How a table is taken away."""

    NAMES = [("named", _("With names")), ("pseudonymised", _("Without: “Student 07” in a drawn order"))]
    FORMATS = [(one, one.label) for one in (Format.XLSX, Format.CSV)]
    format = forms.ChoiceField(label=_("File"), choices=FORMATS, widget=forms.RadioSelect, initial=Format.XLSX)
    names = forms.ChoiceField(label=_("Names"), choices=NAMES, widget=forms.RadioSelect, initial="named")

    @property
    def pseudonymised(self) -> bool:
        """After validation."""
        return bool(self.cleaned_data["names"] == "pseudonymised")


class ExportForm(GradebookExportForm):
    """What of a piece of homework is taken away, and how."""

    what = forms.ChoiceField(label=_("What"), choices=What.choices, widget=forms.RadioSelect, initial=What.MARKS)
    field_order = ("what", "format", "names")
