"""Input about the categories of a class's gradebook."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.homework.categories import CategoryRow
from accounts.homework.models import Assignment, Category


class CategoryForm(forms.Form):
    """One category of a class's gradebook; without a name there is none."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100, required=False)
    preset = forms.ChoiceField(label=_("Takes in"), choices=[("", _("what you put there")), *Assignment.Preset.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and "weight" not in self.errors and cleaned.get("weight") is None:
            self.add_error("weight", _("Say how much it weighs; 0 leaves it out of the mean."))
        elif cleaned.get("weight") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Give it a name, or clear its weight."))
        return cleaned


if TYPE_CHECKING:
    CategoryFormSet = forms.BaseFormSet[CategoryForm]
else:  # Django's own is not generic when it runs
    CategoryFormSet = forms.BaseFormSet


class BaseCategoryForms(CategoryFormSet):
    def clean(self) -> None:
        """No name and no kind of homework twice; something has to count."""
        if any(form.errors for form in self.forms):
            return
        rows = [form for form in self.forms if form.cleaned_data.get("name")]
        for name, says in (("name", _("There is one of this name already.")), ("preset", _("Another category takes these in already."))):
            met: set[str] = set()
            for form in rows:
                value = form.cleaned_data[name].casefold()
                if value and value in met:
                    form.add_error(name, says)
                met.add(value)
        if rows and not any(form.cleaned_data["weight"] for form in rows):
            rows[0].add_error("weight", _("With no weight at all there is no mean. Give one of them a weight."))


CategoryForms = forms.formset_factory(CategoryForm, formset=BaseCategoryForms, extra=2, max_num=8, absolute_max=8)


def category_rows(sent: CategoryFormSet) -> list[CategoryRow]:
    """What was asked for, after validation."""
    return [CategoryRow(**form.cleaned_data) for form in sent.forms if form.cleaned_data.get("name")]


SUGGESTED = (
    {"name": _("Homework"), "weight": 60, "preset": Assignment.Preset.HOMEWORK},
    {"name": _("Tests"), "weight": 40, "preset": Assignment.Preset.TEST},
    {"name": _("Practice"), "weight": 0, "preset": Assignment.Preset.PRACTICE},
)
"""What the page proposes to a class without categories."""


class PlacesForm(forms.Form):
    """Into which category each piece of homework of a class falls; a field for each, named by its key."""

    def __init__(self, *args: Any, assignments: Sequence[Assignment], categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in assignments:
            own = next((category.name for category in categories if category.preset == one.preset), _("in none"))
            choices = [("", _("By its kind: %(name)s") % {"name": own}), *((str(category.pk), category.name) for category in categories)]
            self.fields[f"in_{one.pk}"] = forms.ChoiceField(
                label=one.quiz.title, choices=choices, required=False, initial=str(one.category_id or "")
            )

    def places(self) -> dict[UUID, UUID | None]:
        """The category of each piece of homework, after validation; ``None`` by its kind."""
        return {UUID(name.removeprefix("in_")): UUID(value) if value else None for name, value in self.cleaned_data.items()}
