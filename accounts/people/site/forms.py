"""Input about the site's schools."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.forms import TidyField
from accounts.people.staff.forms import NewAccountForm


class SchoolForm(forms.Form):
    name = TidyField(label=_("Name of the school"), max_length=120)


class FirstSchoolForm(NewAccountForm):
    """The first school and its first admin."""

    name = TidyField(label=_("Name of the school"), max_length=120)
    field_order = ["name", "display_name", "username", "password", "again"]
