"""Who else may vouch for a member of staff at sign-in: Google, Microsoft, or any OpenID provider, as the environment says."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES = {
    "google": ("REVISION_GOOGLE_CLIENT_ID", "REVISION_GOOGLE_CLIENT_SECRET"),
    "microsoft": ("REVISION_MICROSOFT_CLIENT_ID", "REVISION_MICROSOFT_CLIENT_SECRET", "REVISION_MICROSOFT_TENANT"),
    "openid": ("REVISION_OPENID_CLIENT_ID", "REVISION_OPENID_CLIENT_SECRET", "REVISION_OPENID_URL"),
}
"""What each needs: a client's id, its secret, and then where it is."""
OPENID_NAME = "REVISION_OPENID_NAME"
OF_EVERYBODY = {"common", "organizations", "consumers"}
"""What Microsoft calls “any tenant”: there, anybody's own tenant says what its e-mail addresses are."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_safe(address: str) -> bool:
    """Whether what is sent there is read by nobody on the way: HTTPS, or this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def providers_in(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The providers that are set, as allauth's ``APPS``; raises ``ImproperlyConfigured`` for half of one."""
    found = []
    for provider, names in NAMES.items():
        values = [environment.get(name, "").strip() for name in names]
        missing = [name for name, value in zip(names, values, strict=True) if not value]
        if len(missing) == len(names):
            continue
        if missing:
            raise ImproperlyConfigured(f"Sign-in by {provider}: set all of {', '.join(names)}, or none. Missing: {', '.join(missing)}.")
        found.append(_app(provider, *values, called=environment.get(OPENID_NAME, "").strip()))
    if environment.get(OPENID_NAME, "").strip() and not any(app["provider_id"] == "openid" for app in found):
        raise ImproperlyConfigured(f"{OPENID_NAME} names a provider that is not set: {', '.join(NAMES['openid'])}.")
    return found


def _app(provider: str, client_id: str, secret: str, where: str = "", *, called: str = "") -> dict[str, Any]:
    """One provider. Of Google and Microsoft the id token says all; others may say the e-mail address at ``userinfo`` alone."""
    if provider == "google":
        name, address = "Google", "https://accounts.google.com"
    elif provider == "microsoft":
        if where.lower() in OF_EVERYBODY or not where.replace("-", "").replace(".", "").isalnum():
            raise ImproperlyConfigured(
                f"REVISION_MICROSOFT_TENANT is the school's own tenant, by its id or its domain; “{where}” is open to others."
            )
        name, address = "Microsoft", f"https://login.microsoftonline.com/{where}/v2.0"
    else:
        name, address = called or "the school’s account", where.rstrip("/")
        if not is_safe(address):
            raise ImproperlyConfigured(f"REVISION_OPENID_URL has to begin with https://; it is “{where}”.")
    return {
        "provider_id": provider,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": address,
            "fetch_userinfo": provider == "openid",
            "oauth_pkce_enabled": True,
            # On a shared computer the last colleague may still be signed in at the provider.
            "auth_params": {"prompt": "select_account"},
        },
    }
