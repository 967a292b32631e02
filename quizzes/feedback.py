"""What may be shown to a student, and when. Views and templates get no more than a ``Reveal`` allows."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackPolicy(models.TextChoices):
    """When an assignment shows whether an answer was right, and why."""

    AT_ONCE = "at_once", _("After each answer")
    AFTER_SUBMIT = "submitted", _("When the student hands in")
    AFTER_DUE = "after_due", _("After the homework closes")
    MARKS_ONLY = "marks", _("Only the marks, when the student hands in")
    NEVER = "never", _("Never")

    @property
    def is_at_once(self) -> bool:
        """Whether an answer is judged as soon as it is given, and so is a try. Otherwise it may be changed until handing in."""
        return self == FeedbackPolicy.AT_ONCE


@dataclass(frozen=True, slots=True)
class Reveal:
    """What may leave the server about one question."""

    verdict: bool
    """Right, part-right or wrong, and the marks."""
    key: bool
    """The right answer."""
    explanation: bool
    """Why, the feedback on the answer given, and the facts."""


NOTHING = Reveal(verdict=False, key=False, explanation=False)
VERDICT = Reveal(verdict=True, key=False, explanation=False)
EVERYTHING = Reveal(verdict=True, key=True, explanation=True)


def reveal(policy: str, *, final: bool, finished: bool, closed: bool) -> Reveal:
    """What a student may see of one question.

    ``final``: their last answer to it is stored, so that no other can follow. ``finished``: the attempt is over. ``closed``: nobody of the
    class can answer any more, extra time included. A question left out shows its key when nobody can profit: at the end of the attempt
    where answers are shown at once, and by the policy elsewhere.
    """
    match FeedbackPolicy(policy):
        case FeedbackPolicy.AT_ONCE:
            return EVERYTHING if final or finished else NOTHING
        case FeedbackPolicy.AFTER_SUBMIT:
            return EVERYTHING if finished else NOTHING
        case FeedbackPolicy.AFTER_DUE:
            return EVERYTHING if closed else NOTHING
        case FeedbackPolicy.MARKS_ONLY:
            return VERDICT if finished else NOTHING
        case FeedbackPolicy.NEVER:
            return NOTHING
