"""Any order of starting, answering, handing in, practising and waiting: the database always agrees with a small model of it."""

import datetime
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.attempts.actions import BadAnswer, Closed, finish_attempt, start_attempt, start_practice
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.people.models import User
from quizzes.models import Quiz
from revision.actions import Refused
from tests.accounts.helpers import DAY, HOUR, NOON, option, order
from tests.factories import (
    ORDER,
    TYPED,
    AssignmentFactory,
    ClassroomFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    answer,
    enrolled,
)
from tests.torture.harness import runs

KINDS = ["single_choice", "ordering", "short_answer", "single_choice"]
MARKS = [Decimal(1), Decimal(3), Decimal("0.5"), Decimal("2.25")]
WORTH = {
    "single_choice": {"right": Decimal(1), "part": Decimal(0), "wrong": Decimal(0)},
    "ordering": {"right": Decimal(1), "part": Decimal("0.66667"), "wrong": Decimal(0)},
    "short_answer": {"right": Decimal(1), "part": Decimal(0), "wrong": Decimal(0)},
}
WHICH = st.integers(0, 3)
POSITION = st.integers(1, len(KINDS) + 1)


def post(attempt: Attempt, position: int, kind: str, how: str) -> dict[str, str]:
    """What a browser sends for a right, part-right or wrong answer; for ``bad`` what is no answer."""
    if how == "bad":
        return {"choice": "9", "text": " ", "place_1": "9"}
    if kind == "single_choice":
        return option(attempt, position, "Paris" if how == "right" else "Nice")
    if kind == "ordering":
        return order(attempt, position, {"right": [0, 1, 2, 3], "part": [1, 2, 3, 0], "wrong": [3, 2, 1, 0]}[how])
    return {"text": "Paris" if how == "right" else "Berlin"}


@dataclass
class Model:
    """An attempt as it should be: which questions of the quiz it asks, and what was answered under which key."""

    homework: bool
    number: int
    asks: list[int]
    finished: datetime.datetime | None = None
    given: dict[int, tuple[uuid.UUID, Decimal, datetime.datetime]] = field(default_factory=dict)

    @property
    def score(self) -> Decimal:
        return sum((MARKS[self.asks[position - 1]] * fraction for position, (_key, fraction, _when) in self.given.items()), Decimal(0))

    @property
    def missed(self) -> list[int]:
        """The questions that were not answered rightly, by their place in the quiz."""
        right = {position for position, (_key, fraction, _when) in self.given.items() if fraction == 1}
        return [question for position, question in enumerate(self.asks, start=1) if position not in right]


class Sitting(RuleBasedStateMachine):
    """One student at one piece of homework; each run is rolled back."""

    quiz: ClassVar[Quiz]
    student: ClassVar[User]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.traveller = time_machine.travel(NOON, tick=False)
        self.clock = self.traveller.start()
        self.now = NOON
        self.assignment = AssignmentFactory(
            quiz=self.quiz, classroom=self.student.classes.get(), opens=NOON, due=NOON + DAY, closes=NOON + 2 * DAY
        )
        self.attempts: dict[uuid.UUID, Model] = {}

    def teardown(self) -> None:
        self.traveller.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def closed(self) -> bool:
        return self.now > self.assignment.closes

    def over(self, model: Model) -> bool:
        return model.finished is not None or (model.homework and self.closed)

    def close(self, model: Model) -> None:
        """Whoever starts or hands in finds homework closed by the clock, at its end."""
        if model.homework and model.finished is None and self.closed:
            model.finished = self.assignment.closes

    def one(self, which: int) -> tuple[Attempt, Model]:
        """One of the attempts there are, the latest most often."""
        key = list(self.attempts)[-1 - which % len(self.attempts)]
        return Attempt.objects.select_related("assignment", "student").get(pk=key), self.attempts[key]

    @rule()
    def start(self) -> None:
        homework = next((key for key, model in self.attempts.items() if model.homework), None)
        if homework is None and self.closed:
            with pytest.raises(Closed):
                start_attempt(assignment=self.assignment, student=self.student)
            return
        attempt = start_attempt(assignment=self.assignment, student=self.student)
        if homework is None:
            self.attempts[attempt.pk] = Model(homework=True, number=1, asks=list(range(len(KINDS))))
        else:
            assert attempt.pk == homework
            self.close(self.attempts[homework])

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, position=POSITION)
    def answer_right(self, which: int, position: int) -> None:
        self.send(which, position, "right", uuid.uuid4())

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, position=POSITION, how=st.sampled_from(["part", "wrong"]))
    def answer_not_all_right(self, which: int, position: int, how: str) -> None:
        self.send(which, position, how, uuid.uuid4())

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, position=POSITION)
    def answer_nonsense(self, which: int, position: int) -> None:
        self.send(which, position, "bad", uuid.uuid4())

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH)
    def answer_the_rest(self, which: int) -> None:
        _attempt, model = self.one(which)
        for position in range(1, len(model.asks) + 1):
            if position not in model.given:
                self.send(which, position, "right", uuid.uuid4())

    @precondition(lambda self: any(model.given for model in self.attempts.values()))
    @rule(which=WHICH, nth=st.integers(0, 3), how=st.sampled_from(["right", "wrong", "bad"]), same_key=st.booleans())
    def answer_again(self, which: int, nth: int, how: str, same_key: bool) -> None:
        _attempt, model = self.one(which)
        if model.given:
            position = list(model.given)[nth % len(model.given)]
            self.send(which, position, how, model.given[position][0] if same_key else uuid.uuid4())

    def send(self, which: int, position: int, how: str, key: uuid.UUID) -> None:
        attempt, model = self.one(which)
        if position > len(model.asks):
            with pytest.raises(AttemptItem.DoesNotExist):
                answer(attempt, position, {}, key)
            return
        kind = KINDS[model.asks[position - 1]]
        data = post(attempt, position, kind, how)
        if position in model.given:
            done = answer(attempt, position, data, key)
            first_key, fraction, _when = model.given[position]
            assert (done.response.key, done.response.fraction, done.stands) == (first_key, fraction, key == first_key)
        elif self.over(model):
            with pytest.raises(Closed):
                answer(attempt, position, data, key)
        elif how == "bad":
            with pytest.raises(BadAnswer):
                answer(attempt, position, data, key)
        else:
            done = answer(attempt, position, data, key)
            model.given[position] = (key, WORTH[kind][how], self.now)
            assert (done.response.key, done.response.fraction, done.stands) == (key, WORTH[kind][how], True)

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH)
    def finish(self, which: int) -> None:
        attempt, model = self.one(which)
        self.close(model)
        if not self.over(model):
            model.finished = self.now
        assert finish_attempt(attempt_id=attempt.pk).finished == model.finished

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH)
    def practise(self, which: int) -> None:
        attempt, model = self.one(which)
        practices = {key: one for key, one in self.attempts.items() if not one.homework}
        begun = next((key for key, one in practices.items() if one.finished is None), None)
        if begun is not None:
            assert start_practice(attempt=attempt).pk == begun
        elif not self.over(model) or not model.missed:
            with pytest.raises(Refused) as refused:
                start_practice(attempt=attempt)
            unfinished = "Finish this attempt first; then practise what it missed."
            assert str(refused.value) == ("Nothing was missed: there is nothing to practise." if self.over(model) else unfinished)
        else:
            made = start_practice(attempt=attempt)
            self.attempts[made.pk] = Model(homework=False, number=len(practices) + 1, asks=model.missed)

    @rule(hours=st.sampled_from([1, 2, 20]))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR
        self.clock.move_to(self.now, tick=False)

    @invariant()
    def the_attempts_are_as_the_model_says(self) -> None:
        there = {
            attempt.pk: (attempt.purpose, attempt.number, attempt.finished, attempt.question_count, attempt.answered_count, attempt.score)
            for attempt in Attempt.objects.all()
        }
        assert there == {
            key: (
                "homework" if model.homework else "practice",
                model.number,
                model.finished,
                len(model.asks),
                len(model.given),
                model.score,
            )
            for key, model in self.attempts.items()
        }

    @invariant()
    def items_and_responses_are_as_the_model_says(self) -> None:
        responses = list(Response.objects.select_related("item"))
        answered = AttemptItem.objects.exclude(fraction=None, answered=None)
        given = {(key, position): one for key, model in self.attempts.items() for position, one in model.given.items()}

        assert {(one.item.attempt_id, one.item.position): (one.key, one.fraction, one.given) for one in responses} == given
        assert {(one.attempt_id, one.position): (one.fraction, one.answered) for one in answered} == {
            place: (fraction, when) for place, (_key, fraction, when) in given.items()
        }
        replayed = dict.fromkeys(self.attempts, Decimal(0))
        for one in responses:
            replayed[one.item.attempt_id] += one.fraction * one.item.max_mark
        assert replayed == {key: model.score for key, model in self.attempts.items()}


@pytest.mark.django_db
def test_any_order_of_steps_leaves_what_the_model_says():
    classroom = ClassroomFactory()
    Sitting.student = enrolled(classroom)
    Sitting.quiz = QuizFactory(owner=classroom.owner)
    for kind, max_mark in zip(KINDS, MARKS, strict=True):
        said = {"ordering": {"body": ORDER}, "short_answer": {"body": TYPED}}.get(kind, {})
        question = QuestionFactory(kind=kind, topic__course=Sitting.quiz.course, **said)
        SlotFactory(quiz=Sitting.quiz, question=question, max_mark=max_mark)

    run_state_machine_as_test(
        Sitting,
        settings=settings(
            max_examples=runs(40, of=500),
            stateful_step_count=runs(25, of=50),
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
