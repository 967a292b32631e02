"""Input about a forgotten password."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail at school"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
