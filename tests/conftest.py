"""What every test starts from."""

import os
import shutil
import tempfile

# Before the settings load: tests leave the data of a real installation alone.
os.environ["REVISION_DATA_DIR"] = tempfile.mkdtemp(prefix="revision-tests-")
os.environ.pop("REVISION_DEBUG", None)
# Playwright runs an event loop in the thread of the tests; Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import factories


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are left out, and ``pytest_terminal_summary`` says so."""
    if CHROMIUM is None:
        browser = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=browser)
        items[:] = [item for item in items if item not in browser]


def pytest_terminal_summary(terminalreporter, exitstatus: int) -> None:
    if CHROMIUM is None:
        terminalreporter.section("NO CHROMIUM: THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line("Install one (Debian: apt-get install chromium) to run them.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything can run, so a skip, or a missing browser, is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and exitstatus == 0 and reporter and (reporter.stats.get("skipped") or CHROMIUM is None):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def quick_and_plain(settings: LazySettings) -> None:
    """Cheap password hashes, and static files without the hashes of a deployment."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def as_user():
    """A function that gives a client signed in as somebody."""

    def sign_in(user: factories.User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
