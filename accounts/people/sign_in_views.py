"""Signing out, one's password, and where one is signed in. What allauth's own views do, they do."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import views as allauth
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, login_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import second_factor, sessions
from accounts.people.models import User
from accounts.people.providers.actions import ways, ways_of
from accounts.people.requests import PersonRequest

PAGE = require_http_methods(["GET", "HEAD", "POST"])


def staff_of_a_school(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages of the second step: to students, who are not asked for one, they do not exist."""

    @PAGE
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and request.user.is_student:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def own_passkey(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page about one of one's own passkeys; another's is missing, before anything is asked."""

    @staff_of_a_school
    @wraps(view)
    def guarded(request: PersonRequest, pk: int) -> HttpResponseBase:
        get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
        return view(request, pk=pk)

    return guarded


class SignIn(allauth.LoginView):  # type: ignore[misc]  # allauth has no types
    """By username and password, or by a provider that is set."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "ways": ways()}


sign_in = SignIn.as_view()


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Signs out, and has the browser forget what it kept of these pages: the next one at this computer is another child."""
    response: HttpResponseBase = allauth.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@PAGE
@login_not_required
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """What the browser's key shall sign, and the sign-in by what it signed."""
    response: HttpResponseBase = login_webauthn(request)
    return response


class ChangePassword(allauth.PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """A new password for oneself; this session goes on, under another name, and all others end."""

    success_url = reverse_lazy("sign_ins")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not request.user.has_usable_password():  # who signs in by a provider alone has none to change
            return redirect("sign_ins")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        sessions.follow(self.request, self.request.user)
        return response


change_password = ChangePassword.as_view()


@require_safe
def sign_ins(request: PersonRequest) -> HttpResponse:
    """Where one is signed in, and by what else than the password."""
    context = {"sign_ins": sessions.of(request.user), "key": request.session.session_key, "ways": ways_of(request.user)}
    return render(request, "account/sign_ins.html", context)


@require_POST
def end_sign_in(request: PersonRequest, sign_in_id: UUID) -> HttpResponse:
    found = get_object_or_404(request.user.sign_ins, pk=sign_in_id)
    sessions.end([found])
    messages.success(request, _("Signed out: %(browser)s.") % {"browser": found.browser})
    return redirect("sign_ins")


@require_POST
def end_other_sign_ins(request: PersonRequest) -> HttpResponse:
    ended = sessions.end_all(request.user, but=request.session.session_key)
    said = ngettext("Signed out in %(count)d other place.", "Signed out in %(count)d other places.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("sign_ins")


class SecondStep(IndexView):  # type: ignore[misc]  # allauth has no types
    """What one has set up, and for an admin who has nothing yet, why nothing else opens before."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "required": second_factor.is_missing(self.request.user)}


second_step = staff_of_a_school(SecondStep.as_view())


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Each key is a passkey: it signs in by itself, so it has to ask for a PIN, a finger or a face."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = _("So that you can tell it from others: School laptop")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = PasskeyForm


add_passkey = AddPasskey.as_view()
