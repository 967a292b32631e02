"""Input about classes and the people in them."""

import datetime
import unicodedata
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.people import sessions
from accounts.people.models import User

BIDI = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of writing, and can make a name read as another."""


def tidy(name: str) -> str:
    """A name in one form (NFC), with single spaces and without marks of direction."""
    return " ".join(unicodedata.normalize("NFC", name).translate(BIDI).split())


class TidyField(forms.CharField):
    """A short text in one form, with single spaces and without marks of direction."""

    def to_python(self, value: Any) -> str:
        return tidy(str(super().to_python(value)))


def this_century(day: datetime.date) -> None:
    """A slip in the year is told."""
    if day.year // 100 != 20:
        raise forms.ValidationError(_("Choose a day in this century."))


class ClassForm(forms.Form):
    name = TidyField(label=_("Name of the class"), max_length=60, help_text=_("As it stands in the timetable: 11B History"))
    subject = TidyField(label=_("Subject"), max_length=60, required=False)
    exam_date = forms.DateField(
        label=_("Day of the exam"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[this_century],
        help_text=_("The class page counts the days to it."),
    )


class RollOverForm(ClassForm):
    """The class of next year."""

    with_students = forms.TypedChoiceField(
        label=_("Students"),
        choices=[("yes", _("All come along")), ("no", _("Start without students"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )


class TeacherForm(forms.Form):
    display_name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues and students see it: Ms Okafor"))
    email = forms.EmailField(
        label=_("E-mail at school (optional)"),
        required=False,
        help_text=_("To sign in with instead of the username, and for a forgotten password."),
    )


class NewPasswordForm(forms.Form):
    """A password that its owner chooses, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Eight letters or more; three random words are a good one."),
    )
    again = forms.CharField(
        label=_("The same password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if password := cleaned.get("password"):
            if cleaned.get("again") not in (None, password):
                self.add_error("again", _("The two passwords differ."))
            try:
                validate_password(password)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Username, or for staff their e-mail, and password; and whether the device is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(label=_("Username"), max_length=254, widget=forms.TextInput(attrs=login))
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("This is my own phone or computer: stay signed in for two weeks")
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        """The username; so tries are counted together, whichever of the two is typed."""
        login: str = super().clean_login()
        if "@" not in login:
            return login
        return User.objects.filter(email=login.lower()).values_list("username", flat=True).first() or login

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session["own_device"] = self.cleaned_data["remember"]
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        sessions.set_length(request.session)  # allauth has set it by a rule of its own
        return response


class NamesForm(forms.Form):
    """Students' names, one a line, as pasted from a list."""

    names = forms.CharField(
        label=_("Names, one on a line"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A first name and an initial will do."),
    )

    def clean_names(self) -> list[str]:
        names = [tidy(line) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        if too_long := [name for name in names if len(name) > 80]:
            raise forms.ValidationError(_("“%(name)s…” is longer than 80 letters."), params={"name": too_long[0][:30]})
        if len({name.casefold() for name in names}) < len(names):
            twice = next(name for name in names if [other.casefold() for other in names].count(name.casefold()) > 1)
            raise forms.ValidationError(_("“%(name)s” stands there twice; tell them apart."), params={"name": twice})
        return names
