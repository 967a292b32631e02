"""What may be shown to a student, and when. Views and templates get no more than a ``Reveal`` allows."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackPolicy(models.TextChoices):
    """When an assignment shows whether an answer was right, and why."""

    AT_ONCE = "at_once", _("After each answer")
    AFTER_DUE = "after_due", _("After the homework closes")


@dataclass(frozen=True, slots=True)
class Reveal:
    """What may leave the server about one answered question."""

    verdict: bool
    """Right, part-right or wrong, and the marks."""
    key: bool
    """The right answer."""
    explanation: bool
    """Why, the feedback on the answer given, and the facts."""


NOTHING = Reveal(verdict=False, key=False, explanation=False)
EVERYTHING = Reveal(verdict=True, key=True, explanation=True)


def reveal(policy: str, *, answered: bool, finished: bool, closed: bool) -> Reveal:
    """What a student may see of one question.

    ``answered``: their one final answer is stored. ``finished``: the attempt is over. ``closed``: nobody of the class can
    answer any more. At once, a question shows all after its answer, and what was left out shows when the attempt is over;
    after close, all shows to everyone when nobody can profit from it.
    """
    match FeedbackPolicy(policy):
        case FeedbackPolicy.AT_ONCE:
            return EVERYTHING if answered or finished else NOTHING
        case FeedbackPolicy.AFTER_DUE:
            return EVERYTHING if closed else NOTHING
