"""A small course of every way of asking, and the demo school that was taught it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.demo.school import make_school
from accounts.people.models import School
from revision.models import Course
from tests import factories

PASSWORD = "demo-only"
CHEAP = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
NAMES = ["Kirov", "Rykov", "Tomsky", "Bukharin", "Zinoviev", "Kamenev"]


def small_course() -> Course:
    """Four topics, each with eight questions: five to choose from, two to type, one to order."""
    course = factories.CourseFactory(slug="small")
    for number in range(4):
        topic = factories.TopicFactory(course=course, title=f"Topic {number}", position=number)
        for place in range(5):
            options = [{"text": f"Option {letter}", "correct": letter == "B", "feedback": ""} for letter in "ABCD"]
            factories.QuestionFactory(topic=topic, slug=f"choice-{number}-{place}", body={"options": options})
        for place in range(2):
            name = NAMES[(number + place) % len(NAMES)]
            typed = {"accepted": [name, f"Comrade {name}"], "near": [{"text": "Sverdlov", "feedback": "He died in 1919."}]}
            factories.QuestionFactory(topic=topic, slug=f"typed-{number}-{place}", kind="short_answer", body=typed)
        factories.QuestionFactory(topic=topic, slug=f"order-{number}", kind="ordering", body=factories.ORDER)
    return course


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo school as made at ``now``."""

    school: School
    now: datetime.datetime


def make_demo(now: datetime.datetime, course: Course | None = None) -> Demo:
    with CHEAP:
        return Demo(make_school(course=course or small_course(), password=PASSWORD, now=now), now)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[Demo]:
    """One demo for all the tests of a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture
def demo(made: Demo, db) -> Demo:
    return made


COURSE_FILES = {
    "course.txt": "Course: A tiny course\nSlug: tiny\nSummary: For tests.\n",
    "01-first.txt": """Topic: The first
Slug: first
Summary: A topic.

Fact: one
Statement: **Lenin** died in 1924.
Kind: event

Question: who
Type: single choice
Facts: one
Prompt: Who died in 1924?
* Lenin
  > Yes.
- Stalin
  > He died in 1953.
- Trotsky
  > He died in 1940.
Explanation: Lenin died in January 1924.

Question: name
Type: short answer
Facts: one
Prompt: Who died in January 1924?
= Lenin
! Stalin
  > He died in 1953.
Explanation: Lenin died in January 1924.
""",
}


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A folder of courses with a tiny one."""
    folder = tmp_path / "courses" / "tiny"
    folder.mkdir(parents=True)
    for name, text in COURSE_FILES.items():
        (folder / name).write_text(text)
    return folder.parent
