"""A class with more homework than it can do in a benchmark, beside the demo school; and the count of queries. Needs Django set up."""

import datetime
import math
import sys
import uuid
from dataclasses import dataclass
from random import Random

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.demo.cast import TEACHERS
from accounts.demo.preparation import prepare
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, Enrolment, User
from benchmarks.pages import Page
from quizzes.actions import create_quiz
from quizzes.compose import propose
from revision.models import Question

QUESTIONS = 10
"""In each quiz."""
QUIZZES = 16
FASTEST = 100
"""Answers that one client could give in a second, with the whole server for itself."""
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Task:
    """What the clients need: who signs in, with what, and which homework they do."""

    usernames: list[str]
    password: str
    homework: list[str]


@dataclass(frozen=True, slots=True)
class QueryCount:
    """Statements on average, without those that only begin and end transactions."""

    answer: float
    page: float


def make_class(clients: int, seconds: float) -> Task:
    """The demo school with one more class of ``clients`` students, and more open homework than they can do in ``seconds``."""
    prepare(reset=False, say=lambda text: print(text, file=sys.stderr))
    teacher = User.objects.get(username=TEACHERS[0].username)
    name = f"Benchmark {uuid.uuid4().hex[:8]}"
    classroom = Classroom.objects.create(school_id=teacher.school_id, owner=teacher, name=name)
    students = User.objects.bulk_create(
        User(
            username=f"{name.replace(' ', '-').lower()}-{number}",
            display_name=f"Client {number}",
            school_id=teacher.school_id,
            password=teacher.password,
        )
        for number in range(1, clients + 1)
    )
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    from django.conf import settings  # noqa: PLC0415 (the settings are ready only now)

    return Task(
        [student.username for student in students], settings.DEMO_PASSWORD, set_much(classroom, math.ceil(seconds * FASTEST / QUESTIONS))
    )


def set_much(classroom: Classroom, count: int) -> list[str]:
    """``count`` pieces of homework for a class, as the keys in their addresses."""
    questions = list(Question.objects.asked().select_related("topic", "course").prefetch_related("facts"))
    now = timezone.now()
    quizzes = []
    for number in range(QUIZZES):
        found = propose(questions=questions, count=QUESTIONS, evidence={}, now=now, seed=number)
        quizzes.append(create_quiz(owner=classroom.owner, course=questions[0].course, title=f"Quiz {number}", proposals=found))
    week = datetime.timedelta(days=7)
    made = Assignment.objects.bulk_create(
        Assignment(quiz=quizzes[number % QUIZZES], classroom=classroom, opens=now, due=now + week, closes=now + week)
        for number in range(count + 1)
    )
    return [str(assignment.pk) for assignment in made]


def count_queries(task: Task) -> QueryCount:
    """One student does one piece of homework in this process, with every statement counted."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=task.usernames[0]))
    draw = Random(1)
    started = client.post(f"/homework/{task.homework[-1]}/start/", follow=True)
    url = started.redirect_chain[-1][0]
    pages, answers = [], []
    for _question in range(QUESTIONS):
        with CaptureQueriesContext(connection) as queries:
            page = Page(url, 200, client.get(url).content.decode()).read()
        pages.append(_statements(queries))
        form = page.form(having="key")
        with CaptureQueriesContext(connection) as queries:
            shown = client.post(url, form.filled(draw), headers={"HX-Request": "true"})
        answers.append(_statements(queries))
        url = Page(url, 200, shown.content.decode()).read().next_url
    return QueryCount(round(sum(answers) / len(answers), 1), round(sum(pages) / len(pages), 1))


def _statements(queries: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(CONTROL) for query in queries.captured_queries)
