"""What may be shown to a student, and when: every case there is."""

from itertools import product

import pytest

from quizzes.feedback import EVERYTHING, NOTHING, FeedbackPolicy, Reveal, reveal

AT_ONCE, AFTER_DUE = FeedbackPolicy.AT_ONCE, FeedbackPolicy.AFTER_DUE

TABLE = [
    # policy, answered, finished, closed
    (AT_ONCE, False, False, False, NOTHING),
    (AT_ONCE, False, False, True, NOTHING),
    (AT_ONCE, False, True, False, EVERYTHING),
    (AT_ONCE, False, True, True, EVERYTHING),
    (AT_ONCE, True, False, False, EVERYTHING),
    (AT_ONCE, True, False, True, EVERYTHING),
    (AT_ONCE, True, True, False, EVERYTHING),
    (AT_ONCE, True, True, True, EVERYTHING),
    (AFTER_DUE, False, False, False, NOTHING),
    (AFTER_DUE, False, False, True, EVERYTHING),
    (AFTER_DUE, False, True, False, NOTHING),
    (AFTER_DUE, False, True, True, EVERYTHING),
    (AFTER_DUE, True, False, False, NOTHING),
    (AFTER_DUE, True, False, True, EVERYTHING),
    (AFTER_DUE, True, True, False, NOTHING),
    (AFTER_DUE, True, True, True, EVERYTHING),
]


@pytest.mark.parametrize(("policy", "answered", "finished", "closed", "allowed"), TABLE)
def test_what_is_revealed(policy: FeedbackPolicy, answered: bool, finished: bool, closed: bool, allowed: Reveal) -> None:
    assert reveal(policy, answered=answered, finished=finished, closed=closed) == allowed
    assert reveal(policy.value, answered=answered, finished=finished, closed=closed) == allowed


def test_the_table_has_every_case_once() -> None:
    assert [row[:4] for row in TABLE] == list(product(FeedbackPolicy, *[(False, True)] * 3))


def test_everything_and_nothing() -> None:
    assert Reveal(verdict=False, key=False, explanation=False) == NOTHING
    assert Reveal(verdict=True, key=True, explanation=True) == EVERYTHING


def test_an_unknown_policy_shows_nothing_by_failing() -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the whole message is compared)
        reveal("always", answered=True, finished=True, closed=True)
    assert str(refused.value) == "'always' is not a valid FeedbackPolicy"
