"""Questions of attempts as plain rows: a class has thousands, and a model object of each costs more than all that is done with them."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from accounts.attempts.models import AttemptItem
from quizzes.marking import SUREST, confidence_mark
from revision.question_types.base import verdict_of

NOTHING = Decimal(0)


class ItemRow(NamedTuple):
    """One question of one attempt, as far as results look at it; what is named as in ``AttemptItem`` is the same."""

    pk: int
    attempt_id: UUID
    slot_id: int | None
    position: int
    version_id: int
    key_version_id: int | None
    max_mark: Decimal
    fraction: Decimal | None
    answered: datetime.datetime | None
    dropped: bool
    confidence: int | None
    confidence_counts: bool

    @property
    def mark(self) -> Decimal:
        if self.dropped or self.fraction is None:
            return NOTHING
        if self.confidence_counts:
            return confidence_mark(self.fraction, self.confidence or 1) * self.max_mark / SUREST
        return self.fraction * self.max_mark

    @property
    def state(self) -> str:
        if self.answered is None:
            return "todo"
        return "waiting" if self.fraction is None else verdict_of(self.fraction)


def fields(before: str = "") -> list[str]:
    """What to ask a queryset for; ``before`` leads from its rows to the item."""
    return [before + name for name in ItemRow._fields]


def item_rows(attempts: Iterable[UUID]) -> list[ItemRow]:
    """All questions of some attempts; one query."""
    rows: Any = AttemptItem.objects.filter(attempt__in=list(attempts)).order_by().values_list(*fields())
    return [ItemRow(*row) for row in rows]
