"""Input about who works at a school."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from accounts.people.forms import NewPasswordForm, TidyField
from accounts.people.staff.models import Invitation


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    display_name = TidyField(label=_("Name"), max_length=80, help_text=_("As colleagues and students see it: Ms Okafor"))
    role = forms.ChoiceField(label=_("Role"), choices=Invitation.Role, initial=Invitation.Role.TEACHER, widget=forms.RadioSelect)
    email = forms.EmailField(label=_("E-mail at school (optional)"), required=False)

    def __init__(self, *args: Any, by_mail: bool, **kwargs: Any) -> None:
        """``by_mail`` says whether the site sends mail."""
        super().__init__(*args, **kwargs)
        sent = _("The link is sent there. They can sign in with it too.")
        self.fields["email"].help_text = sent if by_mail else _("To sign in with instead of a username.")


class DetailsForm(forms.Form):
    """What a colleague is called, and their address."""

    display_name = TidyField(label=_("Name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail at school (optional)"), required=False, help_text=_("To sign in with instead of the username.")
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Invitation.Role, widget=forms.RadioSelect)


class NewAccountForm(NewPasswordForm):
    """A person makes their own account: name, username, and a password typed twice."""

    display_name = TidyField(label=_("Your name"), max_length=80, help_text=_("As colleagues and students see it: Ms Okafor"))
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("To sign in with. Letters, figures and . - _ @ +"),
    )

    field_order = ["display_name", "username", "password", "again"]

    def account(self) -> dict[str, str]:
        """What the account is made with."""
        return {name: self.cleaned_data[name] for name in ("display_name", "username", "password")}
