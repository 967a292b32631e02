"""Totals of attempts, brought to what their items say."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from accounts.attempts.models import Attempt, AttemptItem
from accounts.homework.models import Assignment


def lock_attempts(assignment: Assignment) -> Assignment:
    """Nobody else starts, answers or marks in this assignment until the end of the transaction; gives it as it is now.

    In the order of their keys, so that two who lock never wait for each other.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    list(Attempt.objects.select_for_update().filter(assignment=assignment).order_by("pk").values_list("pk", flat=True))
    return locked


def recount(attempt_ids: Collection[UUID]) -> list[Attempt]:
    """Give the attempts the totals of their items; three queries whatever their number. They are locked already."""
    attempts = {attempt.pk: attempt for attempt in Attempt.objects.filter(pk__in=attempt_ids)}
    for attempt in attempts.values():
        attempt.score = attempt.max_score = Decimal(0)
        attempt.answered_count = attempt.waiting_count = 0
    for item in AttemptItem.objects.filter(attempt__in=list(attempts)):
        attempt = attempts[item.attempt_id]
        attempt.score += item.mark
        attempt.max_score += 0 if item.dropped else item.max_mark
        attempt.answered_count += item.answered is not None
        attempt.waiting_count += item.state == "waiting"
    Attempt.objects.bulk_update(attempts.values(), ["score", "max_score", "answered_count", "waiting_count"])
    return list(attempts.values())
