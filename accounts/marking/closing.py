"""Abandoned attempts close with what was saved as soon as a teacher looks at them."""

from django.db.models import Q
from django.utils import timezone

from accounts.attempts.actions import close_if_over
from accounts.attempts.models import AttemptQuerySet
from accounts.homework.terms import GRACE


def close_those_over(attempts: AttemptQuerySet) -> int:
    """Close those whose time is over and say how many; one query where there is none."""
    ended = timezone.now() - GRACE
    over = attempts.open().counted().filter(Q(deadline__lt=ended) | Q(deadline=None, assignment__closes__lt=ended))
    found = list(over.values_list("pk", flat=True))
    for attempt_id in found:
        close_if_over(attempt_id=attempt_id)
    return len(found)
