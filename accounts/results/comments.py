"""What teachers wrote to a student under their answers."""

import datetime
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models.functions import Coalesce

from accounts.attempts.models import AttemptItem, AttemptQuerySet

MOST = 10


@dataclass(frozen=True, slots=True)
class Written:
    """A comment and the answer it stands under."""

    attempt_id: UUID
    position: int
    quiz: str
    comment: str
    at: datetime.datetime | None
    """When it was written; of a mark by hand taken back, when the answer was given."""


def comments_in(attempts: AttemptQuerySet, now: datetime.datetime) -> list[Written]:
    """The last comments in ``attempts`` that their student may read, newest first; one query.

    As in the review of an attempt: the mark is released, and its verdict may be seen by now.
    """
    homework = "attempt__assignment"
    needed = ["position", "comment", "awarded_at", "answered", "is_final", "attempt__purpose", "attempt__deadline", "attempt__finished"]
    needed += ["attempt__closes", f"{homework}__feedback", f"{homework}__closes", f"{homework}__quiz__title"]
    items = (
        AttemptItem.objects.filter(attempt__in=attempts.order_by().values("pk"), fraction__isnull=False)
        .exclude(comment="")
        .select_related(f"{homework}__quiz")
        .only(*needed)
        .order_by(Coalesce("awarded_at", "answered").desc(), "-pk")
    )
    told = (item for item in items if item.attempt.reveal(now, final=item.is_final).verdict)
    return [
        Written(item.attempt_id, item.position, item.attempt.assignment.quiz.title, item.comment, item.awarded_at or item.answered)
        for item in islice(told, MOST)
    ]
