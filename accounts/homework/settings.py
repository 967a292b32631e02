"""How homework is done: the three presets, what goes together, and what may still change once somebody has started."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.homework.models import Assignment
from quizzes.feedback import FeedbackPolicy


class Settings(TypedDict, total=False):
    """The settings of an assignment besides its times; what is not named keeps its value, or has the model's."""

    preset: str
    feedback: str
    instructions: str
    attempts_allowed: int | None
    counts: str
    time_limit: int | None
    whole_page: bool
    shuffle_questions: bool
    shuffle_options: bool
    tries: int
    penalty: Decimal
    pass_mark: int | None
    confidence: str


FIELDS = tuple(Settings.__annotations__)

_USUAL = Settings(
    feedback=FeedbackPolicy.AT_ONCE,
    attempts_allowed=1,
    counts=Assignment.Counts.FIRST,
    time_limit=None,
    whole_page=False,
    shuffle_questions=False,
    shuffle_options=True,
    tries=1,
    penalty=Decimal(0),
    pass_mark=None,
    confidence=Assignment.Confidence.OFF,
)
PRESETS: dict[str, Settings] = {
    Assignment.Preset.PRACTICE: {
        **_USUAL,
        "preset": Assignment.Preset.PRACTICE,
        "attempts_allowed": None,
        "counts": Assignment.Counts.BEST,
    },
    Assignment.Preset.HOMEWORK: {**_USUAL, "preset": Assignment.Preset.HOMEWORK},
    Assignment.Preset.TEST: {
        **_USUAL,
        "preset": Assignment.Preset.TEST,
        "feedback": FeedbackPolicy.AFTER_DUE,
        "time_limit": 40,
        "shuffle_questions": True,
    },
}
"""Each names every setting but the instructions, which are the teacher's own words."""
LATE_DAYS_OF = {Assignment.Preset.PRACTICE: 3, Assignment.Preset.HOMEWORK: 3, Assignment.Preset.TEST: 0}
PRESETS_SAY = {
    Assignment.Preset.PRACTICE: gettext_lazy("As often as they like, the best counts, answers at once"),
    Assignment.Preset.HOMEWORK: gettext_lazy("One attempt, answers at once, 3 days for late ones"),
    Assignment.Preset.TEST: gettext_lazy("One attempt of 40 minutes, shuffled, answers after it closes, none late"),
}


def settings_of(assignment: Assignment) -> Settings:
    """The settings that homework has."""
    return cast("Settings", {name: getattr(assignment, name) for name in FIELDS})


def mistakes_in(settings: Mapping[str, Any], *, opens: datetime.datetime, closes: datetime.datetime) -> dict[str, str]:
    """What does not go together, by the setting to change: words for whoever chose it."""
    found: dict[str, str] = {}
    at_once = FeedbackPolicy(settings.get("feedback", FeedbackPolicy.AT_ONCE)).is_at_once
    tries, penalty = settings.get("tries", 1), settings.get("penalty", Decimal(0))
    if tries > 1 and not at_once:
        found["tries"] = _("Several tries at a question need right answers shown after each answer.")
    elif penalty and tries == 1:
        found["penalty"] = _("Nothing can be taken off for further tries: there is only one.")
    elif penalty * (tries - 1) >= 1:
        found["penalty"] = _("With %(off)d%% off for each further try, try %(tries)d would be worth nothing. Take off less.") % {
            "off": penalty * 100,
            "tries": tries,
        }
    if tries > 1 and settings.get("confidence") == Assignment.Confidence.MARKED:
        found["confidence"] = _(
            "With several tries a sure but wrong first answer would cost nothing: give one try, or do not count how sure they are."
        )
    limit = settings.get("time_limit")
    if limit and datetime.timedelta(minutes=limit) > closes - opens:
        found["time_limit"] = ngettext(
            "A time limit of %(limit)d minute is longer than this homework is open.",
            "A time limit of %(limit)d minutes is longer than this homework is open.",
            limit,
        ) % {"limit": limit}
    return found


def too_late_for(assignment: Assignment, settings: Mapping[str, Any]) -> dict[str, str]:
    """What cannot become of running homework, by the setting: somebody has started under the promises that it made.

    Times, feedback, instructions, the pass mark and which attempt counts may change; tries, attempts and the time limit only to more.
    """
    new = {**settings_of(assignment), **settings}
    found: dict[str, str] = {}
    if _less(new["time_limit"], assignment.time_limit):
        found["time_limit"] = _("Somebody has started with more time, so the time limit can only grow.")
    if _less(new["attempts_allowed"], assignment.attempts_allowed):
        found["attempts_allowed"] = _("Somebody has started with more attempts to come, so attempts can only be added.")
    if new["tries"] < assignment.tries and FeedbackPolicy(new["feedback"]).is_at_once:
        found["tries"] = _("Somebody has started with more tries at each question, so tries can only be added.")
    if new["penalty"] != assignment.penalty and FeedbackPolicy(new["feedback"]).is_at_once:
        found["penalty"] = _("Somebody has been marked by the old rule already, so what a further try costs stays.")
    if new["confidence"] != assignment.confidence:
        found["confidence"] = _("Somebody has answered already, so how sure they are is asked as before.")
    for name in ("shuffle_questions", "shuffle_options"):
        if new[name] != getattr(assignment, name):
            found[name] = _("Somebody has started, so the order stays as it is for all.")
    return found


def _less(new: int | None, old: int | None) -> bool:
    """Whether a limit became tighter; ``None`` is no limit."""
    return new is not None and (old is None or new < old)
