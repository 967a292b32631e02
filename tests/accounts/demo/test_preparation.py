"""Preparing the demo: what is there is left alone, and what is not the demo's is never touched."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from accounts.demo import preparation
from accounts.demo.locks import alone, in_use, is_in_use
from accounts.demo.plans import PLANS
from accounts.demo.school import find_school
from accounts.homework.models import Assignment
from accounts.people.models import School, User
from revision.actions import Refused
from revision.models import Course, Question
from tests import factories

pytestmark = pytest.mark.django_db
type Prepare = Callable[[], list[str]]


@pytest.fixture
def prepare(settings, tmp_path: Path, courses: Path, monkeypatch) -> Prepare:
    """Prepares a demo of the tiny course in a folder of its own; gives what was said."""
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(preparation, "COURSES", courses)
    monkeypatch.setattr(preparation, "TAUGHT", "tiny")
    monkeypatch.setattr("accounts.demo.school.PLANS", {name: plans[-1:] for name, plans in PLANS.items()})

    def run() -> list[str]:
        said: list[str] = []
        preparation.prepare(reset=False, say=said.append)
        return said

    return run


def test_from_nothing(prepare: Prepare, tmp_path: Path) -> None:
    said = prepare()
    assert [line.split()[0] for line in said] == ["Loading", "Making", "Collecting"]
    assert find_school() is not None
    assert User.objects.filter(role="student").count() == 60
    assert (tmp_path / "static" / "js" / "app.js").is_file()


def test_a_second_time_does_nothing(prepare: Prepare, monkeypatch) -> None:
    prepare()
    people = set(User.objects.values_list("pk", "password"))
    monkeypatch.setattr(preparation, "load_course", None)
    monkeypatch.setattr(preparation, "make_school", None)
    assert prepare() == []
    assert set(User.objects.values_list("pk", "password")) == people


def test_an_edited_course_is_loaded_again(prepare: Prepare, courses: Path) -> None:
    prepare()
    path = courses / "tiny" / "01-first.txt"
    path.write_text(path.read_text().replace("Who died in 1924?", "Who was it that died in 1924?"))
    assert prepare() == ["Loading the course tiny …"]
    assert Question.objects.get(slug="who").current.number == 2


def test_a_course_that_is_gone_is_loaded_again(prepare: Prepare) -> None:
    prepare()
    Course.objects.filter(slug="tiny").update(slug="moved")
    assert prepare() == ["Loading the course tiny …"]


def test_mistakes_in_a_course_are_told(prepare: Prepare, courses: Path) -> None:
    path = courses / "tiny" / "01-first.txt"
    path.write_text(path.read_text().replace("* Lenin", "- Lenin"))
    with pytest.raises(Refused, match=r"01-first\.txt.*\n1 to mend"):
        prepare()
    assert find_school() is None


def test_without_the_course_there_is_no_school(prepare: Prepare, monkeypatch) -> None:
    monkeypatch.setattr(preparation, "TAUGHT", "another")
    with pytest.raises(Refused, match="no course “another”"):
        prepare()


def test_a_changed_static_file_is_collected_again(prepare: Prepare, settings, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, more]
    (more / "one.js").write_text("1")
    prepare()
    (more / "one.js").write_text("22")
    assert prepare() == ["Collecting static files …"]
    assert (tmp_path / "static" / "one.js").read_text() == "22"


def test_static_files_that_the_server_finds_are_not_collected(prepare: Prepare, settings, tmp_path: Path) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    prepare()
    assert not (tmp_path / "static").exists()


def test_unreadable_stamps_count_for_nothing(prepare: Prepare, tmp_path: Path) -> None:
    prepare()
    (tmp_path / preparation.STAMPS).write_text("[")
    assert prepare() == ["Loading the course tiny …", "Collecting static files …"]


def test_an_old_demo_says_so(prepare: Prepare) -> None:
    prepare()
    ago = datetime.timedelta(days=90)
    for assignment in Assignment.objects.all():
        times = {name: getattr(assignment, name) - ago for name in ("opens", "due", "closes")}
        Assignment.objects.filter(pk=assignment.pk).update(**times)
    assert [line for line in prepare() if "--reset" in line]


def test_the_password_of_the_settings(prepare: Prepare, settings) -> None:
    prepare()
    settings.DEMO_PASSWORD = "three-words-here"
    assert prepare() == []
    assert User.objects.get(username="admin").check_password("three-words-here")


def test_a_real_school_is_left_alone(prepare: Prepare) -> None:
    factories.SchoolFactory(name="Hilltop School")
    with pytest.raises(Refused, match=r"“Hilltop School”.*REVISION_DATA_DIR"):
        prepare()
    assert list(School.objects.values_list("name", flat=True)) == ["Hilltop School"]


def test_another_database_is_never_thrown_away(prepare: Prepare) -> None:
    """The tests' database does not stand in the folder that the settings name now."""
    with pytest.raises(Refused, match="Nothing was changed: unset DATABASE_URL"):
        preparation.prepare(reset=True, say=print)
    assert School.objects.count() == 0


def test_writers_are_safe_unless_the_check_says_otherwise(monkeypatch) -> None:
    monkeypatch.setattr("config.checks.wal_is_safe", lambda version: True)
    assert preparation.writers_are_safe()
    monkeypatch.setattr("config.checks.wal_is_safe", lambda version: False)
    assert preparation.writers_are_safe() == (connection.vendor != "sqlite")


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with alone(path), pytest.raises(Refused, match="Another demo"), alone(path, patience=0.2):
        raise AssertionError("two at once")
    with alone(path, patience=0):
        pass


def test_in_use_while_it_is_served(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_in_use(path)
    with in_use(path), in_use(path):
        assert is_in_use(path)
    assert not is_in_use(path)
