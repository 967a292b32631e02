"""Input beside the answer itself."""

from django import forms


class KeyForm(forms.Form):
    """The browser's name for one answer: the same on a retry."""

    key = forms.UUIDField()
