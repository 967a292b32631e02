"""What may be shown to a student, and when: every case there is."""

from itertools import product

import pytest

from quizzes.feedback import EVERYTHING, NOTHING, VERDICT, FeedbackPolicy, Reveal, reveal

SHOWN = {
    # policy: what is shown by (final, finished, closed)
    FeedbackPolicy.AT_ONCE: lambda final, finished, closed: EVERYTHING if final or finished else NOTHING,
    FeedbackPolicy.AFTER_SUBMIT: lambda final, finished, closed: EVERYTHING if finished else NOTHING,
    FeedbackPolicy.AFTER_DUE: lambda final, finished, closed: EVERYTHING if closed else NOTHING,
    FeedbackPolicy.MARKS_ONLY: lambda final, finished, closed: VERDICT if finished else NOTHING,
    FeedbackPolicy.NEVER: lambda final, finished, closed: NOTHING,
}


@pytest.mark.parametrize(("policy", "final", "finished", "closed"), list(product(FeedbackPolicy, *[(False, True)] * 3)))
def test_what_is_revealed(policy: FeedbackPolicy, final: bool, finished: bool, closed: bool) -> None:
    allowed = SHOWN[policy](final, finished, closed)
    assert reveal(policy, final=final, finished=finished, closed=closed) == allowed
    assert reveal(policy.value, final=final, finished=finished, closed=closed) == allowed


def test_only_answers_that_are_judged_at_once_are_tries() -> None:
    assert [policy for policy in FeedbackPolicy if policy.is_at_once] == [FeedbackPolicy.AT_ONCE]


def test_everything_and_nothing() -> None:
    assert Reveal(verdict=False, key=False, explanation=False) == NOTHING
    assert Reveal(verdict=True, key=True, explanation=True) == EVERYTHING


def test_an_unknown_policy_shows_nothing_by_failing() -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the whole message is compared)
        reveal("always", final=True, finished=True, closed=True)
    assert str(refused.value) == "'always' is not a valid FeedbackPolicy"
