"""Which of a student's homework attempts a results page shows: the one that counts, or the one that its reader asks for."""

import datetime
import statistics
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.attempts.models import Attempt
from accounts.homework.models import Assignment


class Which(models.TextChoices):
    """Which attempts are shown."""

    COUNTED = "counted", _("those that count")
    FIRST = "first", _("first")
    BEST = "best", _("best")
    LAST = "last", _("last")
    ALL = "all", _("all")


def counted(attempts: Sequence[Attempt], counts: str) -> Attempt:
    """The attempt that counts of a student's homework attempts, in their order; while none is finished, the one under way.

    For the mean of all, the last one stands for them in the table.
    """
    done = [attempt for attempt in attempts if attempt.finished is not None]
    if not done:
        return attempts[-1]
    if counts == Assignment.Counts.FIRST:
        return done[0]
    if counts == Assignment.Counts.BEST:
        return max(done, key=lambda attempt: attempt.score / attempt.max_score if attempt.max_score else Decimal(0))
    return done[-1]


def shown(attempts: Sequence[Attempt], which: str, counts: str) -> list[Attempt]:
    """A student's attempts that ``which`` stands for, at least one; ``counts`` is the homework's own rule."""
    if which == Which.ALL:
        return list(attempts)
    return [counted(attempts, counts if which == Which.COUNTED else which)]


def mean_share(attempts: Iterable[Attempt]) -> float | None:
    """The mean of their scores, 0 to 1; ``None`` where none has marks."""
    shares = [float(attempt.score / attempt.max_score) for attempt in attempts if attempt.max_score]
    return statistics.fmean(shares) if shares else None


def state_of(attempt: Attempt | None, now: datetime.datetime) -> str:
    """``finished``, ``late``, ``started``, ``not-started``, or ``closed`` for begun but never handed in. Needs the assignment."""
    if attempt is None:
        return "not-started"
    if attempt.finished is None:
        return "closed" if attempt.is_over(now) else "started"
    return "closed" if attempt.ended_by == Attempt.Ended.TIME else "late" if attempt.is_late else "finished"
