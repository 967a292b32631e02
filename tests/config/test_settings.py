"""Settings come from the environment, or work without any."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from config.settings import KNOWN_NAMES, kept_secret
from tests.config.processes import run


def settings_of(data: Path, *names: str, **environment: str) -> dict[str, Any]:
    """The named settings, as a fresh process with this environment has them; ``None`` for one that is not set."""
    code = f"import json; from config import settings as s; print(json.dumps({{n: getattr(s, n, None) for n in {names}}}, default=str))"
    done = run("-c", code, data=data, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("environment", "unknown"),
    [
        ({"REVISION_HOST": "quiz.example.org"}, "REVISION_HOST"),
        ({"REVISION_SECRETKEY": "x", "REVISION_HOSTS": "quiz.example.org", "REVISION_A": ""}, "REVISION_A, REVISION_SECRETKEY"),
    ],
)
def test_a_misspelt_name_is_an_error_at_the_start(tmp_path: Path, environment: dict[str, str], unknown: str) -> None:
    done = run("-c", "import config.settings", data=tmp_path, **environment)
    known = ", ".join(sorted(KNOWN_NAMES))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: Unknown setting in the environment: {unknown}. Known: {known}."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("REVISION_EMAIL_URL", "mail.example.org", "REVISION_EMAIL_URL has to begin with smtp://, "),
        (
            "REVISION_GOOGLE_CLIENT_ID",
            "1",
            "Sign-in by google: set all of REVISION_GOOGLE_CLIENT_ID, ",
        ),
    ],
)
def test_what_is_half_said_stops_the_start_and_says_what_is_missing(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = run("-c", "import config.settings", data=tmp_path, **{name: value})

    assert (done.returncode, done.stderr.splitlines()[-1].split(": ", 1)[1][: len(said)]) == (1, said)


def test_the_names_that_are_known() -> None:
    assert sorted(KNOWN_NAMES) == [
        "REVISION_CACHE_URL",
        "REVISION_DATA_DIR",
        "REVISION_DEBUG",
        "REVISION_DEMO_PASSWORD",
        "REVISION_EMAIL_URL",
        "REVISION_GOOGLE_CLIENT_ID",
        "REVISION_GOOGLE_CLIENT_SECRET",
        "REVISION_HOSTS",
        "REVISION_MICROSOFT_CLIENT_ID",
        "REVISION_MICROSOFT_CLIENT_SECRET",
        "REVISION_MICROSOFT_TENANT",
        "REVISION_OPENID_CLIENT_ID",
        "REVISION_OPENID_CLIENT_SECRET",
        "REVISION_OPENID_NAME",
        "REVISION_OPENID_URL",
        "REVISION_SECRET_KEY",
        "REVISION_TIME_ZONE",
    ]


SAFETY = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
}


def test_with_nothing_set_it_answers_on_this_machine_and_keeps_all_in_one_folder(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    names = ("DEBUG", "ALLOWED_HOSTS", "DATA_DIR", "DATABASES", "TIME_ZONE", "LANGUAGE_CODE", "CACHES", "STATIC_ROOT")
    found = settings_of(data, *names, *SAFETY)
    database = found.pop("DATABASES")["default"]
    assert (database["ENGINE"], database["NAME"]) == ("config.sqlite", str(data / "revision.sqlite3"))
    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "DATA_DIR": str(data),
        "TIME_ZONE": "Europe/London",
        "LANGUAGE_CODE": "en-gb",
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "django_cache",
                "OPTIONS": {"MAX_ENTRIES": 100_000},
            }
        },
        "STATIC_ROOT": str(data / "static"),
        **dict.fromkeys(SAFETY),
    }
    assert sorted(path.name for path in data.iterdir()) == ["secret-key", "static"]


@pytest.mark.parametrize(
    ("environment", "safety"),
    [
        ({"REVISION_HOSTS": "quiz.example.org"}, SAFETY),
        ({"REVISION_HOSTS": "localhost,quiz.example.org"}, SAFETY),
        ({"REVISION_HOSTS": "*"}, SAFETY),
        ({"REVISION_HOSTS": "127.0.0.1"}, dict.fromkeys(SAFETY)),
        ({"REVISION_HOSTS": "quiz.example.org", "REVISION_DEBUG": "yes"}, dict.fromkeys(SAFETY)),
    ],
)
def test_whoever_serves_others_serves_over_https(tmp_path: Path, environment: dict[str, str], safety: dict[str, Any]) -> None:
    found = settings_of(tmp_path, "ALLOWED_HOSTS", *SAFETY, **environment)
    assert found == {"ALLOWED_HOSTS": environment["REVISION_HOSTS"].split(","), **safety}


def test_what_the_environment_says_is_taken(tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": "postgres://anna:secret@db.example.org:5433/school",
        "REVISION_CACHE_URL": "locmem://",
        "REVISION_SECRET_KEY": "from the environment",
        "REVISION_TIME_ZONE": "Asia/Tokyo",
        "REVISION_DEMO_PASSWORD": "other",
    }
    found = settings_of(tmp_path, "DATABASES", "CACHES", "SECRET_KEY", "TIME_ZONE", "DEMO_PASSWORD", **environment)
    database = found.pop("DATABASES")["default"]
    wanted = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "school",
        "USER": "anna",
        "PASSWORD": "secret",
        "HOST": "db.example.org",
        "PORT": 5433,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }
    assert {name: database[name] for name in wanted} == wanted
    assert found.pop("CACHES")["default"]["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert found == {"SECRET_KEY": "from the environment", "TIME_ZONE": "Asia/Tokyo", "DEMO_PASSWORD": "other"}
    assert [path.name for path in tmp_path.iterdir()] == ["static"]


def test_the_secret_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = settings_of(tmp_path, "SECRET_KEY")["SECRET_KEY"]
    assert settings_of(tmp_path, "SECRET_KEY")["SECRET_KEY"] == first
    assert (tmp_path / "secret-key").read_text() == first
    assert len(first) >= 64


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_file_of_the_secret_key_is_read_by_its_owner_alone(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "secret-key"
    before = os.umask(umask)
    try:
        made = kept_secret(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (kept_secret(path), path.read_text()) == (made, made)
    assert kept_secret(tmp_path / "other") != made
