"""Asking for a link, and choosing a new password by it."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people.forgotten import actions
from accounts.people.forgotten.forms import ForgottenForm
from accounts.people.forms import NewPasswordForm
from revision.actions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Whom to ask; and where mail is set up, staff ask for a link. The answer is the same whether an account has the address or not."""
    # A server that answers to any name would send links to any name that a visitor says.
    sends_links = settings.SENDS_MAIL and "*" not in settings.ALLOWED_HOSTS
    form = ForgottenForm(request.POST or None) if sends_links else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.send_link(email=form.cleaned_data["email"], link_for=lambda person, token: _link(request, person.pk, token))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "people/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "people/forgotten.html", {"form": form}, status=422 if form is not None and form.errors else 200)


def _link(request: HttpRequest, person_id: UUID, token: str) -> str:
    return request.build_absolute_uri(reverse("new_password", args=[person_id, token]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def new_password(request: HttpRequest, person_id: UUID, token: str) -> HttpResponse:
    """Chooses a new password by a link. It signs nobody in: the next page asks for the password, and then for the second step."""
    person = actions.person_with_link(person_id, token)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            actions.choose_password(person_id=person_id, token=token, password=form.cleaned_data["password"])
        except actions.LinkIsOver:
            person = None
        else:
            get_adapter().logout(request)
            messages.success(request, _("Your new password is set. Sign in with it."))
            return redirect("account_login")
    if person is None:
        return render(request, "people/link_over.html", status=404)
    return render(request, "people/new_password.html", {"person": person, "form": form}, status=422 if form.errors else 200)
