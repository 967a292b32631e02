"""A class that has written and typed, and its teacher."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.attempts.actions import finish_attempt
from tests.accounts.helpers import HOUR, NOON
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, answer, enrolled, started

LEVELS = {
    "marks": 6,
    "levels": [
        {"title": "Describes", "low": 1, "high": 3, "descriptor": "Says what happened."},
        {"title": "Explains", "low": 4, "high": 6, "descriptor": "Says why."},
    ],
}
TYPED = {"accepted": ["Paris"], "near": [{"text": "Rome", "feedback": "That is in Italy."}]}


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def essay() -> Any:
    """Homework of a written question for six marks and a typed one for a mark; Ann, Ben and Cy have handed both in."""
    quiz = QuizFactory(title="Capitals")
    written = QuestionFactory(kind="extended_answer", body=LEVELS, prompt="Why there?", topic__course=quiz.course)
    typed = QuestionFactory(kind="short_answer", body=TYPED, prompt="The capital?", topic__course=quiz.course)
    SlotFactory(quiz=quiz, question=written, max_mark=6)
    SlotFactory(quiz=quiz, question=typed)
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner, opens=NOON - HOUR, due=NOON + HOUR, closes=NOON + 2 * HOUR)
    texts = {"Ann": ("The river.", "Lutetia"), "Ben": ("The hill.", "lutetia"), "Cy": ("The road.", "Paris")}
    attempts = {}
    for name, said in texts.items():
        attempt = started(assignment, enrolled(assignment.classroom, display_name=name))
        for position, text in enumerate(said, start=1):
            answer(attempt, position, {"text": text})
        attempts[name] = finish_attempt(attempt_id=attempt.pk)
    return SimpleNamespace(
        assignment=assignment,
        teacher=assignment.classroom.owner,
        written=written,
        typed=typed,
        attempts=attempts,
        item=lambda name, position: attempts[name].items.get(position=position),
    )
