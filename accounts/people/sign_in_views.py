"""Signing out, one's password, and where one is signed in. What allauth's own views do, they do."""

from typing import Any
from uuid import UUID

from allauth.account import views as allauth
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.people import sessions
from accounts.people.requests import PersonRequest


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Signs out, and has the browser forget what it kept of these pages: the next one at this computer is another child."""
    response: HttpResponseBase = allauth.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


class ChangePassword(allauth.PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """A new password for oneself; this session goes on, under another name, and all others end."""

    success_url = reverse_lazy("sign_ins")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        sessions.follow(self.request, self.request.user)
        return response


change_password = ChangePassword.as_view()


@require_safe
def sign_ins(request: PersonRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sessions.of(request.user)
    return render(request, "account/sign_ins.html", {"sign_ins": found, "key": request.session.session_key})


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
