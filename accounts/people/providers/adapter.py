"""How allauth speaks to the providers, and where its way ends and ours begins.

allauth sends the person there and back and asks the provider who they are. What follows it would do otherwise (make accounts, wipe
passwords, keep tokens), so it hands over: ``Vouched`` or ``Failed``, which ``views`` takes up.
"""

import hashlib
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import HttpRequest

from accounts.people.providers.configured import is_safe

PATIENCE = 5
"""Seconds for which a provider may be silent."""


class Vouched(Exception):
    """A provider has said who somebody is."""

    def __init__(self, login: SocialLogin) -> None:
        super().__init__()
        self.login = login


class Failed(Exception):
    """A provider has not; ``reason`` is one of ``refusals.REASONS``."""

    def __init__(self, reason: str, cause: Exception | None = None) -> None:
        super().__init__(reason)
        self.reason, self.cause = reason, cause


class OutwardSession(requests.Session):
    """Asks the provider that is set, and nobody else: encrypted, not for long, and following nobody to another place."""

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # one of its fourteen ways
        if not is_safe(url):
            raise requests.exceptions.InvalidURL
        response = super().request(method, url, **{**kwargs, "timeout": PATIENCE, "allow_redirects": False})
        if response.is_redirect:
            raise requests.exceptions.TooManyRedirects
        return response


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Providers come from the settings alone; nobody signs up."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Those of the settings; allauth would ask the database for more at every sign-in."""
        apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return [
            SocialApp(provider="openid_connect", **app)
            for app in apps
            if provider in {None, "openid_connect", app["provider_id"]} and client_id in {None, app["client_id"]}
        ]

    def get_requests_session(self) -> requests.Session:
        return OutwardSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **kwargs: Any) -> None:
        """Cancelled there, failed on the way, or (no state is found) begun in another browser, used, or too old."""
        if error == AuthError.CANCELLED:
            raise Failed("cancelled")
        raise Failed("down" if "state" in (kwargs.get("extra_context") or {}) else "stale", exception)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise Vouched(sociallogin)


class SchoolProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """What is believed of what a provider says, and what is kept of it: who somebody is there, and their e-mail address."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        """A hash of who vouches and for whom: another provider at the same setting can never say the same of somebody else."""
        token = data["id_token"]
        if data.get("userinfo", token)["sub"] != token["sub"]:
            raise OAuth2Error("two answers about two people")
        return hashlib.sha256(f"{token['iss']}\n{token['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        said = data.get("userinfo") or {}
        if not said.get("email"):
            said = data["id_token"]
        email = str(said.get("email") or "")
        # Capitals of other alphabets can become small letters of this one: such an address is nobody's here.
        return {"email": email.lower(), "vouched": bool(email) and email.isascii() and self.vouches(said)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def vouches(self, said: dict[str, Any]) -> bool:
        """Whether the provider itself answers for the e-mail address in what it ``said`` (docs/adr/0041).

        Google also signs in people with addresses elsewhere, which it once sent a mail to: only those that it hosts count. Microsoft's
        ``email`` is what somebody entered; ``xms_edov`` says that the domain belongs to who entered it. Others say ``email_verified``.
        """
        if self.sub_id == "microsoft":
            return _is_true(said.get("xms_edov"))
        hosted = self.sub_id != "google" or bool(said.get("hd")) or str(said["email"]).lower().endswith("@gmail.com")
        return hosted and _is_true(said.get("email_verified"))


def _is_true(value: object) -> bool:
    """Providers say it as a boolean, as a word and as a figure; the word “false” is not true."""
    return str(value).lower() in {"true", "1"}
