"""Logs say which page, how it went and where in the code it failed; they never say a name, an answer, an address or a password."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from config.logs import WithoutValues
from tests.config.processes import run
from tests.factories import PASSWORD, TYPED, AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory, enrolled, started

CANARY = "canarina"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What a school's server would write, with every logger at its most talkative."""
    written: list[str] = []
    formatter = WithoutValues()

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(formatter.format(record))

    handler, root = Keeps(), logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in ("django", "revision", "revision.requests", "allauth", "accounts"))]
    levels = [logger.level for logger in loggers]
    root.addHandler(handler)
    for logger in loggers:
        logger.setLevel("DEBUG" if logger.name != "django" else "INFO")
    yield written
    root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def said(lines: list[str], logger: str = "revision.requests") -> list[tuple[str, str, int]]:
    found = [json.loads(line) for line in lines]
    return [(line["page"], line["method"], line["status"]) for line in found if line["logger"] == logger]


@pytest.mark.django_db
def test_each_request_is_one_line_by_the_pages_name(lines, client: Client) -> None:
    client.get("/healthz")
    client.get("/students/olive/")
    client.get("/static/css/tokens.css")
    assert said(lines) == [("healthz", "GET", 200), ("unknown", "GET", 404)]


@pytest.mark.django_db
def test_a_day_of_canaries(lines, client: Client, monkeypatch) -> None:
    """Signing in rightly and wrongly, answering, searching, getting lost, and an error whose words quote a row."""
    quiz = QuizFactory()
    SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course, kind="short_answer", body=TYPED))
    assignment = AssignmentFactory(quiz=quiz)
    student = enrolled(assignment.classroom, username=f"{CANARY}-1000", display_name=f"{CANARY} Olive")
    UserFactory(username=f"{CANARY}-2000")
    client.post(reverse("account_login"), {"login": f"{CANARY}-2000", "password": f"{CANARY}-password"})
    client.post(reverse("account_login"), {"login": student.username, "password": PASSWORD})
    attempt = started(assignment, student)
    page = reverse("question_of_attempt", args=[attempt.pk, 1])
    client.post(page, {"text": f"{CANARY} answer", "key": "00000000-0000-4000-8000-000000000000"})
    client.get(f"/{CANARY}/?q={CANARY}")

    def fails(*args: object, **values: object) -> None:
        raise IntegrityError(f"DETAIL: Key (display_name)=({CANARY} Olive) already exists.")

    monkeypatch.setattr("accounts.views.render", fails)
    client.raise_request_exception = False
    client.get("/")
    assert [line for line in lines if CANARY in line.casefold() or PASSWORD in line] == []
    assert ("question_of_attempt", "POST") in [line[:2] for line in said(lines)]
    [error] = [json.loads(line) for line in lines if '"error"' in line and "IntegrityError" in line]
    assert (error["level"], error["error"]) == ("error", "django.db.utils.IntegrityError")
    assert any("accounts/views.py" in place for place in error["where"])


def test_values_are_left_out_of_any_message() -> None:
    record = logging.LogRecord("library", logging.WARNING, "x.py", 1, "%s could not be sent to %s", ("Olive", "olive@example.org"), None)
    line = json.loads(WithoutValues().format(record))
    assert (line["event"], line["level"], line["logger"]) == ("%s could not be sent to %s", "warning", "library")
    record = logging.LogRecord("library", logging.WARNING, "x.py", 1, ValueError("Olive"), (), None)
    assert json.loads(WithoutValues().format(record))["event"] == "ValueError"


def test_a_schools_server_writes_json_and_the_demo_is_quiet(tmp_path) -> None:
    """As the settings have it, in processes of their own."""
    ask = (
        "import django; django.setup();"
        "from django.test import Client;"
        "c = Client(headers={'host': 'localhost'}); c.get('/healthz', secure=True)"
    )
    school = run("-c", ask, data=tmp_path, DJANGO_SETTINGS_MODULE="config.settings", REVISION_HOSTS="quiz.example.org,localhost")
    line = json.loads(school.stderr.splitlines()[-1])
    assert (line["page"], line["status"]) == ("healthz", 200)
    demo = run("-c", ask, data=tmp_path, DJANGO_SETTINGS_MODULE="config.settings")
    assert demo.stderr == ""
