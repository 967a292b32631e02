"""Input about shares in a class, and whose something is."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Classroom, Teaching, User


def colleagues(school_id: int | None) -> QuerySet[User]:
    """Who works at a school and can be given something; by name."""
    return User.objects.filter(school=school_id, role__in=[User.Role.TEACHER, User.Role.ADMIN], is_active=True).order_by("display_name")


class GrantsForm(forms.Form):
    """What a co-teacher may do besides reading."""

    may_edit = forms.BooleanField(label=_("Set and change homework"), required=False)
    may_mark = forms.BooleanField(label=_("Mark, and export results"), required=False)
    may_roster = forms.BooleanField(label=_("Add and remove students, and make passwords"), required=False)

    @classmethod
    def of(cls, share: Teaching) -> "GrantsForm":
        """The form as a share stands now; its fields' ids are the share's own."""
        initial = {"may_edit": share.may_edit, "may_mark": share.may_mark, "may_roster": share.may_roster}
        return cls(initial=initial, auto_id=f"id_{share.pk}_%s")


class ShareForm(GrantsForm):
    """A colleague to share the class with."""

    teacher = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=_("Choose…"))
    field_order = ["teacher", "may_edit", "may_mark", "may_roster"]

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["teacher"]
        assert isinstance(field, forms.ModelChoiceField)
        there = classroom.teachings.values("teacher")
        field.queryset = colleagues(classroom.school_id).exclude(pk=classroom.owner_id).exclude(pk__in=there)


class TransferForm(forms.Form):
    """To whom something goes."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=_("Choose…"))

    def __init__(self, *args: Any, school_id: int | None, owner_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(school_id).exclude(pk=owner_id)


class TransferClassForm(TransferForm):
    keep = forms.BooleanField(
        label=_("The owner of now stays as a co-teacher"),
        required=False,
        initial=True,
        help_text=_("They may still do everything in the class, until somebody takes that away."),
    )
