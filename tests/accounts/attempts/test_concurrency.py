"""Many at once: one answer counts once, one attempt is begun once, and nobody is told that the database is locked."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.attempts.actions import Closed, finish_attempt, start_attempt, start_practice
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.people.actions import add_students
from revision.actions import Refused
from tests.factories import AssignmentFactory, ClassroomFactory, answer, choice_of, enrolled, finished, quiz_of, started

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run each job in a thread of its own, all let go together, and give what they return. A job's exception is raised here."""
    barrier = Barrier(len(jobs), timeout=30)

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait()
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [running.result() for running in [pool.submit(run, job) for job in jobs]]


def test_five_answers_to_one_question_at_once_are_one_answer():
    """R2: a double click, a retry and three tabs; twenty questions."""
    assignment = AssignmentFactory(quiz=quiz_of(20))
    attempt = started(assignment)

    for position in range(1, 21):
        choices = [choice_of(attempt, position, right=number % 2 == 0) for number in range(5)]
        keys = [uuid.uuid4() for _number in range(4)]
        keys.append(keys[0])

        done = at_once(
            *(
                lambda position=position, data=data, key=key: answer(attempt, position, data, key)
                for data, key in zip(choices, keys, strict=True)
            )
        )

        stored = Response.objects.get(item__attempt=attempt, item__position=position)
        assert [(one.response.pk, one.response.key, one.response.answer) for one in done] == [(stored.pk, stored.key, stored.answer)] * 5
        assert [one.stands for one in done] == [key == stored.key for key in keys]
        assert {one.item.fraction for one in done} == {stored.fraction}

    attempt.refresh_from_db()
    assert (attempt.answered_count, Response.objects.count()) == (20, 20)
    assert attempt.score == sum(response.fraction for response in Response.objects.all())


def test_three_questions_of_one_attempt_answered_at_once_all_count():
    """R3: no tab's answer is lost to another's."""
    attempt = started(AssignmentFactory())
    choices = {position: choice_of(attempt, position) for position in (1, 2, 3)}

    at_once(*(lambda position=position, data=data: answer(attempt, position, data) for position, data in choices.items()))

    attempt.refresh_from_db()
    assert (attempt.answered_count, attempt.score, Response.objects.count()) == (3, Decimal(3), 3)


def test_five_starts_at_once_are_one_attempt():
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom)

    begun = at_once(*[lambda: start_attempt(assignment=assignment, student=student)] * 5)

    assert (list(Attempt.objects.all()), set(begun)) == ([begun[0]], {begun[0]})
    assert list(AttemptItem.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_five_starts_of_practice_at_once_are_one_practice():
    attempt = finished(AssignmentFactory(), right=1)

    begun = at_once(*[lambda: start_practice(attempt=Attempt.objects.get(pk=attempt.pk))] * 5)

    assert (list(Attempt.objects.filter(purpose="practice")), set(begun)) == ([begun[0]], {begun[0]})


def test_eight_students_start_and_answer_at_once():
    """No “database is locked” reaches anybody: it would be raised here."""
    assignment = AssignmentFactory()
    students = [enrolled(assignment.classroom) for _number in range(8)]

    def sit(student):
        attempt = start_attempt(assignment=assignment, student=student)
        for position in (1, 2, 3):
            answer(attempt, position, choice_of(attempt, position))
        return finish_attempt(attempt_id=attempt.pk)

    attempts = at_once(*(lambda student=student: sit(student) for student in students))

    assert {attempt.student for attempt in attempts} == set(students)
    assert list(Attempt.objects.values_list("answered_count", "score")) == [(3, Decimal(3))] * 8
    assert Response.objects.count() == 24


def test_an_answer_and_handing_in_at_once():
    """Whichever comes first, the totals agree with what is stored, and a refused answer leaves nothing."""
    for _round in range(10):
        attempt = started(AssignmentFactory(quiz=quiz_of(1)))
        data = choice_of(attempt, 1)

        def send(attempt=attempt, data=data):
            try:
                return answer(attempt, 1, data).stands
            except Closed:
                return False

        stood, over = at_once(send, lambda attempt=attempt: finish_attempt(attempt_id=attempt.pk))

        attempt.refresh_from_db()
        stored = Response.objects.filter(item__attempt=attempt).count()
        assert (attempt.answered_count, attempt.score, stored) == (int(stood), Decimal(int(stood)), int(stood))
        assert attempt.finished == over.finished


def test_handing_in_five_times_at_once_is_one_time():
    attempt = started(AssignmentFactory())

    over = at_once(*[lambda: finish_attempt(attempt_id=attempt.pk)] * 5)

    attempt.refresh_from_db()
    assert [one.finished for one in over] == [attempt.finished] * 5


def test_two_lists_of_names_at_once_do_not_overfill_a_class():
    classroom = ClassroomFactory()

    def add():
        try:
            return len(add_students(classroom=classroom, names=[f"Student {number}" for number in range(40)]))
        except Refused as refused:
            return str(refused)

    assert set(at_once(add, add)) == {40, "A class has at most 60 students; nobody was added."}
    assert classroom.enrolments.count() == 40
