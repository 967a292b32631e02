"""What the log of an attempt says that its marks and totals are. Reads only.

A score that differs from the replay of its log is a fault of this program or of somebody who wrote to the database by hand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch

from accounts.attempts.marks import answers_of, earned
from accounts.attempts.models import Attempt, AttemptItem, AttemptQuerySet

AT_ONCE = 200
"""Attempts read together: with forty questions each they take some megabytes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is kept otherwise than the log says; ``position`` is 0 for the attempt's totals."""

    attempt: UUID
    position: int
    what: str
    kept: object
    replayed: object

    def __str__(self) -> str:
        place = f"{self.attempt}/{self.position}" if self.position else str(self.attempt)
        return f"{place}: {self.what} is {self.kept}, by the log {self.replayed}"


def differences(attempts: AttemptQuerySet) -> Iterator[Difference]:
    """Every difference in ``attempts``; four queries for each two hundred."""
    found, last = whole(attempts).order_by("pk"), None
    while chunk := list(found.filter(pk__gt=last)[:AT_ONCE] if last else found[:AT_ONCE]):
        for attempt in chunk:
            yield from differences_in(attempt)
        last = chunk[-1].pk


def whole(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """With all that a replay reads."""
    items = AttemptItem.objects.select_related("version__question", "key_version").prefetch_related("responses")
    return attempts.select_related("assignment").prefetch_related(Prefetch("items", items))


def differences_in(attempt: Attempt) -> Iterator[Difference]:
    """Those in one attempt, which comes with its assignment, its items and their responses."""
    replayed = list(attempt.items.all())
    for item in replayed:
        item.attempt = attempt
        yield from (Difference(attempt.pk, item.position, *one) for one in _of_item(item))
    totals: Sequence[tuple[str, object, object]] = [
        ("question_count", attempt.question_count, len(replayed)),
        ("answered_count", attempt.answered_count, sum(item.answered is not None for item in replayed)),
        ("waiting_count", attempt.waiting_count, sum(item.state == "waiting" for item in replayed)),
        ("score", attempt.score, sum((item.mark for item in replayed), Decimal(0))),
        ("max_score", attempt.max_score, sum((item.max_mark for item in replayed if not item.dropped), Decimal(0))),
    ]
    yield from (Difference(attempt.pk, 0, *one) for one in totals if one[1] != one[2])


def _of_item(item: AttemptItem) -> Iterator[tuple[str, object, object]]:
    """Compares an item with its log, and gives it what the log says, so that the totals are those of the log."""
    responses = sorted(item.responses.all(), key=lambda response: response.try_number)
    last = responses[-1] if responses else None
    told: Sequence[tuple[str, object, object]] = [
        ("tries", item.tries, len(responses)),
        ("answered", item.answered, last.given if last else None),
        ("confidence", item.confidence, last.confidence if last else None),
    ]
    yield from (one for one in told if one[1] != one[2])
    fractions = _fractions(item) if last else {None}
    if item.fraction not in fractions:
        replayed = fractions.pop()
        yield "fraction", item.fraction, replayed
        item.fraction = replayed
    item.answered = last.given if last else None


def _fractions(item: AttemptItem) -> set[Decimal | None]:
    """What the item may be worth by its log: a mark by hand stands above the key, and a gift to everybody came before or after it."""
    by_key = earned(item, answers_of(item))
    if item.awarded is None:
        return {by_key}
    waits = None if by_key is None else item.awarded  # written answers wait until their marks are released
    return {item.awarded, waits, *([by_key] if item.full_mark else [])}
