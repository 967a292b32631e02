"""Input about class codes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.actions import MOST_IN_CLASS
from accounts.people.forms import TidyField
from accounts.people.joining.models import JoinRequest
from accounts.people.models import Classroom

MINUTES = [(10, _("10 minutes")), (20, _("20 minutes")), (60, _("an hour"))]


class CodeForm(forms.Form):
    minutes = forms.TypedChoiceField(label=_("Works for"), choices=MINUTES, coerce=int, initial=20)
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=MOST_IN_CLASS, initial=30, help_text=_("No more than this many can ask by it.")
    )


class JoinForm(forms.Form):
    """Asking to join; who is signed in is asked for no name."""

    code = forms.CharField(
        label=_("Class code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Eight letters and figures, from your teacher."),
    )
    name = TidyField(label=_("Your name"), max_length=80, help_text=_("As your teacher knows you. A first name and an initial will do."))

    def __init__(self, *args: Any, knows_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if knows_name:
            del self.fields["name"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(_("A name has a letter."))
        return name


class DecideForm(forms.Form):
    """Whom to let in, or to send away."""

    asked = forms.ModelMultipleChoiceField(JoinRequest.objects.none())
    verdict = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = classroom.join_requests.waiting()
