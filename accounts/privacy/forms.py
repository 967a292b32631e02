"""What a school's admin and its teachers say about data."""

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from accounts.privacy.models import DataRequest


class RetentionForm(forms.Form):
    """How long the school keeps what, in months: the fields of ``Retention``."""

    year_ends = forms.TypedChoiceField(label=gettext_lazy("A school year ends with"), choices=list(MONTHS.items()), coerce=int)
    answers_months = forms.IntegerField(
        label=gettext_lazy("Attempts and answers go this many months after their school year"), min_value=1, max_value=84
    )
    accounts_months = forms.IntegerField(
        label=gettext_lazy("A student’s account goes this many months after they left"), min_value=1, max_value=84
    )
    audit_months = forms.IntegerField(label=gettext_lazy("Lines of the audit log go after this many months"), min_value=6, max_value=84)


class EraseForm(forms.Form):
    """The person's username, typed, so that nobody is erased by a slip of the finger."""

    username = forms.CharField(label=gettext_lazy("Their username"), max_length=150, strip=True)

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's own arguments, passed on
        self.person = person
        self.fields["username"].widget.attrs["autocomplete"] = "off"

    def clean_username(self) -> str:
        typed: str = self.cleaned_data["username"]
        if typed.casefold() != self.person.username.casefold():
            raise forms.ValidationError(_("That is another username. Nothing was erased."))
        return typed


class RequestForm(forms.Form):
    """What somebody asked for."""

    kind = forms.ChoiceField(label=gettext_lazy("What was asked for"), choices=DataRequest.Kind, widget=forms.RadioSelect)
