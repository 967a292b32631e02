"""What every test starts from."""

import contextlib
import ctypes
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch

# Before the settings load: tests leave the data of a real installation alone.
os.environ["REVISION_DATA_DIR"] = tempfile.mkdtemp(prefix="revision-tests-")
os.environ.pop("REVISION_DEBUG", None)
# Playwright runs an event loop in the thread of the tests; Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests import factories


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PANGO = (("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"), ("libpango-1.0.dylib", "libpangoft2-1.0.dylib"))
"""What draws PDFs, as Linux and macOS call it."""
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "kept_through_module"}
EVERYTHING_EVERYWHERE = os.environ.get("EVERYWHERE") == "1"
"""Whether PostgreSQL runs what is the same on every database too."""
LONGEST = (
    ("tests/torture/test_[!a]*",),
    ("tests/accounts/attempts/test_whole_life.py*", "tests/accounts/demo/test_demo.py*"),
    ("tests/torture/test_at_once.py*",),
)
"""What takes minutes, and is to be done in one process each."""
IN_CI = os.environ.get("CI") == "true"


def draws_pdfs() -> bool:
    """Whether this machine has Pango."""
    for libraries in PANGO:
        with contextlib.suppress(OSError):
            return all(ctypes.CDLL(name) for name in libraries)
    return False


DRAWS_PDFS = draws_pdfs()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are left out, without Pango those of PDFs, and ``pytest_terminal_summary`` says so."""
    lacking = [marker for marker, there in (("browser", CHROMIUM), ("pdf", DRAWS_PDFS)) if not there]
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in lacking)]
    if connection.vendor == "postgresql" and not EVERYTHING_EVERYWHERE:
        left_out += [item for item in items if item.get_closest_marker("once") or not asks_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        kept = set(items) - set(left_out)
        items[:] = [item for item in items if item in kept]
    items[:] = longest_first(items)


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The order in which the longest come first in a process each, or the others would end and wait for them.

    pytest-xdist begins by giving each of its processes an equal run of the tests in their order.
    """
    queues = [[item for item in items if any(fnmatch(item.nodeid, name) for name in names)] for names in LONGEST]
    taken = {item for queue in queues for item in queue}
    rest = [item for item in items if item not in taken]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = -(-len(items) // processes)
    ordered: list[pytest.Item] = []
    for place in range(processes):
        longest = [item for queue in queues[place::processes] for item in queue]
        room = max(0, share - len(longest))
        ordered += [*longest, *rest[:room]]
        rest = rest[room:]
    return [*ordered, *rest]


def asks_database(item: pytest.Item) -> bool:
    """Whether a test may reach the database at all (pytest-django holds the others off): what does not is the same on PostgreSQL."""
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(terminalreporter, exitstatus: int) -> None:
    if not DRAWS_PDFS:
        terminalreporter.section("NO PANGO: THE TESTS OF PDFS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line("Install it (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).", red=True)
    if CHROMIUM is None:
        terminalreporter.section("NO CHROMIUM: THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line("Install one (Debian: apt-get install chromium) to run them.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything can run, so a skip, a missing browser, or a missing Pango, is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and exitstatus == 0 and reporter and (reporter.stats.get("skipped") or CHROMIUM is None or not DRAWS_PDFS):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL's test database is left alone by its vacuum, and by everybody else before it is dropped.

    Between two tests every table is empty. A vacuum that comes by then writes that down, and the next test's queries are planned for no
    row at all: one that takes milliseconds took half a minute.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture(autouse=True)
def quick_and_plain(settings: LazySettings) -> None:
    """Cheap password hashes, and static files without the hashes of a deployment."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(scope="module")
def kept_through_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What fixtures of a module write on top of this one is there in each of its tests, and gone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def as_user():
    """A function that gives a client signed in as somebody, for as long as a test moves the clock."""

    def sign_in(user: factories.User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        session.set_expiry(10 * 366 * 24 * 60 * 60)
        session.save()
        return client

    return sign_in
