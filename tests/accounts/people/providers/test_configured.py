"""Which providers the environment sets, and what is half of one."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.people.providers.configured import is_safe, providers_in

GOOGLE = {"REVISION_GOOGLE_CLIENT_ID": "1.apps.googleusercontent.com", "REVISION_GOOGLE_CLIENT_SECRET": "s"}
MICROSOFT = {"REVISION_MICROSOFT_CLIENT_ID": "2", "REVISION_MICROSOFT_CLIENT_SECRET": "s", "REVISION_MICROSOFT_TENANT": "elm.example"}
OPENID = {
    "REVISION_OPENID_CLIENT_ID": "3",
    "REVISION_OPENID_CLIENT_SECRET": "s",
    "REVISION_OPENID_URL": "https://id.elm.example/realms/elm/",
}


def found(environment: dict[str, str]) -> list[tuple[str, str, str, str]]:
    return [(app["provider_id"], app["name"], app["client_id"], app["settings"]["server_url"]) for app in providers_in(environment)]


def test_none_some_and_all():
    google = ("google", "Google", "1.apps.googleusercontent.com", "https://accounts.google.com")
    microsoft = ("microsoft", "Microsoft", "2", "https://login.microsoftonline.com/elm.example/v2.0")
    other = ("openid", "the school’s account", "3", "https://id.elm.example/realms/elm")

    assert found({}) == found(dict.fromkeys({**GOOGLE, **MICROSOFT, **OPENID}, "")) == []
    assert found(GOOGLE) == [google]
    assert found({**OPENID, **MICROSOFT, **GOOGLE}) == [google, microsoft, other]
    assert found({**OPENID, "REVISION_OPENID_NAME": "Elm ID"})[0][1] == "Elm ID"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"REVISION_GOOGLE_CLIENT_ID": "1"},
            (
                "Sign-in by google: set all of REVISION_GOOGLE_CLIENT_ID, REVISION_GOOGLE_CLIENT_SECRET, or none. "
                "Missing: REVISION_GOOGLE_CLIENT_SECRET."
            ),
        ),
        (
            {**MICROSOFT, "REVISION_MICROSOFT_TENANT": " "},
            (
                "Sign-in by microsoft: set all of REVISION_MICROSOFT_CLIENT_ID, REVISION_MICROSOFT_CLIENT_SECRET, "
                "REVISION_MICROSOFT_TENANT, or none. Missing: REVISION_MICROSOFT_TENANT."
            ),
        ),
        (
            {**MICROSOFT, "REVISION_MICROSOFT_TENANT": "Common"},
            "REVISION_MICROSOFT_TENANT is the school's own tenant, by its id or its domain; “Common” is open to others.",
        ),
        (
            {**MICROSOFT, "REVISION_MICROSOFT_TENANT": "../common"},
            "REVISION_MICROSOFT_TENANT is the school's own tenant, by its id or its domain; “../common” is open to others.",
        ),
        (
            {**OPENID, "REVISION_OPENID_URL": "http://id.elm.example"},
            "REVISION_OPENID_URL has to begin with https://; it is “http://id.elm.example”.",
        ),
        (
            {"REVISION_OPENID_NAME": "Elm ID"},
            (
                "REVISION_OPENID_NAME names a provider that is not set: REVISION_OPENID_CLIENT_ID, REVISION_OPENID_CLIENT_SECRET, "
                "REVISION_OPENID_URL."
            ),
        ),
    ],
)
def test_half_of_one_stops_the_start(environment, said):
    with pytest.raises(ImproperlyConfigured) as stopped:
        providers_in(environment)

    assert str(stopped.value) == said


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.elm.example", True),
        ("http://127.0.0.1:8000/x", True),
        ("http://localhost", True),
        ("http://id.elm.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("ftp://127.0.0.1", False),
        ("https:///path", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_what_is_sent_is_read_by_nobody_on_the_way(address, safe):
    assert is_safe(address) is safe
