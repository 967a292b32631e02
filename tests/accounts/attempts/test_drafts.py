"""What is typed and not answered yet: what of it is kept, and when it is something of an answer."""

import pytest

from accounts.attempts.drafts import is_typed, nothing_typed, worth_keeping
from accounts.attempts.models import Attempt, AttemptItem
from tests.factories import AssignmentFactory, quiz_of, started

SURE_OF_NOTHING = {"confidence": ["2"]}


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ({}, None),
        ({"text": [""]}, None),
        ({"text": [" \n"], "confidence": [""]}, None),
        ({"confidence": ["9"]}, None),
        ({"text": [""], "confidence": ["2"]}, SURE_OF_NOTHING),
        ({"choices": ["1", "2"], "confidence": ["2"]}, {"choices": ["1", "2"], "confidence": ["2"]}),
        ({"blank-1": [""], "blank-2": ["Yezhov"]}, {"blank-1": [""], "blank-2": ["Yezhov"]}),
    ],
)
def test_blanks_are_not_kept_unless_something_stands_beside_them(draft, kept):
    assert worth_keeping(draft) == kept
    assert is_typed(kept) is (kept not in (None, SURE_OF_NOTHING))


@pytest.mark.django_db
@pytest.mark.parametrize(("draft", "typed"), [(None, False), (SURE_OF_NOTHING, False), ({"text": ["a"], "confidence": ["2"]}, True)])
def test_the_database_says_the_same(draft, typed):
    attempt = started(AssignmentFactory(quiz=quiz_of(1)))
    AttemptItem.objects.filter(attempt=attempt).update(draft=draft)

    assert is_typed(draft) is typed
    assert AttemptItem.objects.filter(nothing_typed()).exists() is not typed
    assert Attempt.objects.filter(nothing_typed("items__")).exists() is not typed
    assert Attempt.objects.with_saved().get().saved_count == typed
