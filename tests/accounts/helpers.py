"""What the tests of this folder share: a clock, whole classes in a few queries, answers by their words."""

import datetime
import itertools
import uuid
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, Enrolment, User
from quizzes.presentation import setup_for
from tests import factories

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
"""A Monday, on which London's clocks show the same."""
SECOND = datetime.timedelta(seconds=1)
OVER = datetime.timedelta(seconds=61)
"""After an end, the first second that the grace does not cover."""
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

USUAL_SETTINGS = {
    "preset": "homework",
    "feedback": "at_once",
    "attempts_allowed": "1",
    "counts": "first",
    "time_limit": "",
    "whole_page": "False",
    "shuffle_questions": "False",
    "shuffle_options": "True",
    "tries": "1",
    "penalty": "0",
    "pass_mark": "",
    "confidence": "off",
    "instructions": "",
}
"""What a browser posts for homework as it is usually set, besides its times."""

names = (f"pupil-{number:06}" for number in itertools.count(1))


def queries(action: Callable[[], Any]) -> int:
    """How many queries ``action`` makes."""
    with CaptureQueriesContext(connection) as caught:
        action()
    return len(caught)


def many_enrolled(classroom: Classroom, count: int) -> list[User]:
    """``count`` new students of a class, in two queries; nobody can sign in as them."""
    people = [
        User(username=name, display_name=name, school_id=classroom.school_id, password="!") for name in itertools.islice(names, count)
    ]
    students = User.objects.bulk_create(people)
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    return students


def sat(assignment: Assignment, students: Iterable[User], answers: Sequence[tuple[dict[str, Any], str]] | None = None) -> list[Attempt]:
    """Attempts handed in by ``students``, in four queries: for each question the stored answer and its fraction.

    Without ``answers`` every single-choice question is answered with its first option, and rightly.
    """
    slots = list(assignment.quiz.slots.select_related("question"))
    answers = answers or [({"option": 0}, "1")] * len(slots)
    now = timezone.now()
    attempts = Attempt.objects.bulk_create(
        Attempt(
            assignment=assignment,
            student=student,
            finished=now,
            question_count=len(slots),
            answered_count=len(slots),
            score=sum(Decimal(fraction) * slot.max_mark for slot, (_answer, fraction) in zip(slots, answers, strict=True)),
            max_score=sum(slot.max_mark for slot in slots),
        )
        for student in students
    )
    items = AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=slot.position,
            version_id=slot.question.current_id,
            slot=slot,
            seed=1,
            max_mark=slot.max_mark,
            fraction=Decimal(fraction),
            answered=now,
            tries=1,
            is_final=True,
        )
        for attempt in attempts
        for slot, (_answer, fraction) in zip(slots, answers, strict=True)
    )
    Response.objects.bulk_create(
        Response(item=item, key=uuid.uuid4(), answer=answers[item.position - 1][0], fraction=item.fraction, given=now) for item in items
    )
    return attempts


def option(attempt: Attempt, position: int, text: str) -> dict[str, str]:
    """What a browser posts for the option that says ``text``."""
    item = attempt.items.select_related("version__question").get(position=position)
    number = [one["text"] for one in item.version.body["options"]].index(text)
    return {"choice": str(setup_for(item.version, item.seed).index(number) + 1)}


def order(attempt: Attempt, position: int, wanted: Sequence[int]) -> dict[str, str]:
    """What a browser posts to put the parts in the ``wanted`` order, given by their numbers."""
    item = attempt.items.select_related("version__question").get(position=position)
    setup = setup_for(item.version, item.seed)
    return {f"place_{place}": str(wanted.index(number) + 1) for place, number in enumerate(setup, start=1)}


def says(assignment: Assignment, student: User, *texts: str, hand_in: bool = True) -> Attempt:
    """An attempt whose single-choice questions, from the first on, are answered with the options of these words."""
    from accounts.attempts.actions import finish_attempt  # noqa: PLC0415

    attempt = factories.started(assignment, student)
    for position, text in enumerate(texts, start=1):
        factories.answer(attempt, position, option(attempt, position, text))
    return finish_attempt(attempt_id=attempt.pk) if hand_in else Attempt.objects.get(pk=attempt.pk)
