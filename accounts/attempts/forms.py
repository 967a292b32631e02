"""Input beside the answer itself."""

from django import forms


class KeyForm(forms.Form):
    """The browser's name for one answer: the same on a retry."""

    key = forms.UUIDField()


class SeenForm(forms.Form):
    """How many answers to its question a page knew of when it was made; pages of before say nothing."""

    seen = forms.IntegerField(min_value=0, max_value=32_767, required=False)


class OwnMarkForm(forms.Form):
    """What a student gives their own answer, in marks of the question."""

    mark = forms.DecimalField(min_value=0, max_value=1000, max_digits=6, decimal_places=2)


class NumberForm(forms.Form):
    """The save that a page has seen."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)
