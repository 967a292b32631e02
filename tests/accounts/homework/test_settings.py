"""What goes together, what a preset stands for, and what may change once somebody has started."""

from decimal import Decimal

import pytest

from accounts.homework.models import Assignment
from accounts.homework.settings import FIELDS, LATE_DAYS_OF, PRESETS, PRESETS_SAY, mistakes_in, settings_of, too_late_for
from tests.accounts.helpers import HOUR, NOON

USUAL = PRESETS["homework"]


def mistakes(**changed):
    return mistakes_in({**USUAL, **changed}, opens=NOON, closes=NOON + HOUR)


def homework(**changed) -> Assignment:
    return Assignment(**{**USUAL, **changed})


@pytest.mark.parametrize("preset", Assignment.Preset.values)
def test_a_preset_names_every_setting_and_goes_together(preset):
    assert set(PRESETS[preset]) == set(FIELDS) - {"instructions"}
    assert mistakes_in(PRESETS[preset], opens=NOON, closes=NOON + HOUR) == {}
    assert preset in LATE_DAYS_OF
    assert preset in PRESETS_SAY


def test_what_the_presets_promise():
    told = {
        name: (found["attempts_allowed"], found["counts"], found["time_limit"], found["shuffle_questions"], found["feedback"])
        for name, found in PRESETS.items()
    }

    assert told == {
        "practice": (None, "best", None, False, "at_once"),
        "homework": (1, "first", None, False, "at_once"),
        "test": (1, "first", 40, True, "after_due"),
    }
    assert LATE_DAYS_OF == {"practice": 3, "homework": 3, "test": 0}


def test_homework_that_was_set_as_usual_has_the_usual_settings():
    assert settings_of(Assignment()) == {**USUAL, "instructions": ""}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tries": 3, "penalty": Decimal("0.49")}, {}),
        ({"tries": 9}, {}),
        ({"time_limit": 60}, {}),
        ({"tries": 2, "feedback": "submitted"}, {"tries": "Several tries at a question need right answers shown after each answer."}),
        (
            {"tries": 2, "confidence": "marked"},
            {
                "confidence": "With several tries a sure but wrong first answer would cost nothing: "
                "give one try, or do not count how sure they are."
            },
        ),
        ({"penalty": Decimal("0.1")}, {"penalty": "Nothing can be taken off for further tries: there is only one."}),
        (
            {"tries": 3, "penalty": Decimal("0.5")},
            {"penalty": "With 50% off for each further try, try 3 would be worth nothing. Take off less."},
        ),
        ({"time_limit": 61}, {"time_limit": "A time limit of 61 minutes is longer than this homework is open."}),
    ],
    ids=["penalty", "no penalty", "whole window", "tries unseen", "sure and tried again", "one try", "worth nothing", "longer than open"],
)
def test_what_goes_together(changed, said):
    assert mistakes(**changed) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({"attempts_allowed": 1}, {"attempts_allowed": 2}),
        ({"attempts_allowed": 1}, {"attempts_allowed": None}),
        ({"time_limit": 40}, {"time_limit": 50}),
        ({"time_limit": 40}, {"time_limit": None}),
        ({"tries": 1}, {"tries": 2}),
        ({"tries": 2}, {"tries": 1, "feedback": "submitted"}),
        ({}, {"feedback": "never", "pass_mark": 60, "instructions": "Read.", "counts": "mean", "whole_page": True, "preset": "test"}),
    ],
)
def test_what_may_change_while_it_runs(before, after):
    assert too_late_for(homework(**before), after) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"attempts_allowed": 2}, {"attempts_allowed": 1}),
        ({"attempts_allowed": None}, {"attempts_allowed": 9}),
        ({"time_limit": 40}, {"time_limit": 39}),
        ({"time_limit": None}, {"time_limit": 600}),
        ({"tries": 3}, {"tries": 2}),
        ({"tries": 3, "penalty": Decimal("0.2")}, {"penalty": Decimal("0.1")}),
        ({}, {"confidence": "shown"}),
        ({"confidence": "marked"}, {"confidence": "off"}),
        ({}, {"shuffle_questions": True}),
        ({}, {"shuffle_options": False}),
    ],
)
def test_what_may_not_change_while_it_runs(before, after):
    found = too_late_for(homework(**before), after)

    assert list(found) == list(after)
    assert all(words.startswith("Somebody has ") for words in found.values())
