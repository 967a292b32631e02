"""To a provider and back, and what one has connected."""

import logging
from urllib.parse import urlencode

import requests
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as allauth
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.people.models import User
from accounts.people.providers import actions
from accounts.people.providers.adapter import Failed, Vouched
from accounts.people.providers.configured import is_safe
from accounts.people.providers.refusals import refuse
from accounts.people.requests import PersonRequest
from revision.actions import Refused

logger = logging.getLogger(__name__)
NO_SENSE = (requests.RequestException, OAuth2Error, SuspiciousOperation, LookupError, TypeError, ValueError, AttributeError)
"""What comes of a provider that does not answer, or answers what no provider should."""


def _way(provider_id: str) -> actions.Way:
    """The provider; 404 for one that is not set."""
    for way in actions.ways():
        if way.provider_id == provider_id:
            return way
    raise Http404


@require_POST
@never_cache
@login_not_required
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends somebody there to sign in, and who is signed in already, to connect what they have there.

    By a page that goes on by itself: a redirect would be the answer to a form, and the content security policy allows none that leads
    away. Where the provider sends people on from there nobody can know beforehand.
    """
    way, user = _way(provider_id), request.user
    if user.is_authenticated:
        if user.is_student:
            raise Http404
        if is_reauthentication_required(request, app="allauth.socialaccount"):
            return _is_it_you()
    try:
        provider = get_provider_adapter().get_provider(request, provider_id)
        process = "connect" if user.is_authenticated else "login"
        address = provider.redirect(request, process, next_url=get_next_redirect_url(request)).url
        if not is_safe(address):
            raise ValueError
    except NO_SENSE as trouble:
        return _failed(request, way, "down", trouble)
    return render(request, "account/to_provider.html", {"way": way, "address": address})


@require_safe
@never_cache
@login_not_required
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to, with what allauth then asks it for."""
    way = _way(provider_id)
    try:
        response: HttpResponse = allauth.callback(request, provider_id)
    except Vouched as vouched:
        go_on = _connected if vouched.login.state["process"] == "connect" else _signed_in
        return go_on(request, way, vouched.login)
    except Failed as failed:
        return _failed(request, way, failed.reason, failed.cause)
    except NO_SENSE as trouble:
        return _failed(request, way, "down", trouble)
    return response


def _failed(request: HttpRequest, way: actions.Way, reason: str, cause: Exception | None = None) -> HttpResponse:
    if reason == "down":  # without its words, which can hold what the provider said of a person
        logger.warning("Sign-in by %s failed: %s", way.provider_id, type(cause).__name__)
    return refuse(request, reason, provider=way.name)


def _signed_in(request: HttpRequest, way: actions.Way, login: SocialLogin) -> HttpResponse:
    """The first step is done; the second, how long it lasts and where it leads are as after a password, on a shared computer."""
    try:
        person = actions.recognise(login.account)
    except actions.NotRecognised as refused:
        return refuse(request, refused.reason, provider=way.name, email=login.account.extra_data["email"])
    if not person.is_active:
        return redirect("account_inactive")
    if request.user.is_authenticated:  # as somebody, in another tab meanwhile
        get_adapter().logout(request)
    request.session["own_device"] = False
    record_authentication(request, person, "socialaccount", provider=way.provider_id)
    response: HttpResponse = perform_login(request, person, redirect_url=login.get_redirect_url(request))
    return response


def _connected(request: HttpRequest, way: actions.Way, login: SocialLogin) -> HttpResponse:
    assert isinstance(request.user, User)  # the state of the way there is kept in their session
    try:
        actions.connect(account=login.account, person=request.user)
        messages.success(request, _("%(provider)s signs you in from now on.") % {"provider": way.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("sign_ins")


def _is_it_you() -> HttpResponse:
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('sign_ins')})}")


@require_POST
def disconnect_provider(request: PersonRequest, provider_id: str) -> HttpResponse:
    account = get_object_or_404(SocialAccount, user=request.user, provider=provider_id)
    if is_reauthentication_required(request, app="allauth.socialaccount"):
        return _is_it_you()
    try:
        actions.disconnect(account=account, person=request.user)
        messages.success(request, _("It signs you in no more."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("sign_ins")
