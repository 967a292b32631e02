"""Where a class is while it works. Reads only; three queries whatever its size."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q
from django.utils import timezone

from accounts.attempts.drafts import nothing_typed
from accounts.homework.models import Assignment
from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One student: ``working``, ``done``, ``over`` (time ran out), ``excused`` or ``not-started``."""

    student: User
    state: str
    answered: int = 0
    """Questions with an answer, those included whose answer is only saved so far."""
    saved: int = 0
    """Of these, how many are typed and saved and count when the attempt is handed in."""
    of: int = 0
    at: int | None = None
    """The first question for which there is nothing yet."""
    seen: datetime.datetime | None = None
    """When they last answered, started or handed in."""


@dataclass(frozen=True, slots=True)
class Live:
    """A class at one moment."""

    rows: Sequence[LiveRow]

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def working(self) -> int:
        return self.count("working")

    @property
    def done(self) -> int:
        return self.count("done") + self.count("over")

    @property
    def etag(self) -> str:
        """Changes when something that the page shows does."""
        said = [
            (str(row.student.pk), row.student.display_name, row.state, row.answered, row.saved, row.of, row.at, str(row.seen))
            for row in self.rows
        ]
        return f'"{hashlib.sha256(repr((said, timezone.localdate())).encode()).hexdigest()[:32]}"'

    @property
    def headers(self) -> str:
        """What the page sends with its next question, as JSON."""
        return json.dumps({"If-None-Match": self.etag})


def live_rows(assignment: Assignment) -> Live:
    """Everybody in the class and where they are, in their latest attempt; by name."""
    students = assignment.recipients()
    excused = set(assignment.extensions.filter(excused=True).values_list("student_id", flat=True))
    nothing = Q(items__answered=None) & nothing_typed("items__")
    attempts = assignment.attempts.counted().with_saved()
    attempts = attempts.annotate(last_answer=Max("items__answered"), first_left=Min("items__position", filter=nothing))
    latest: dict[UUID, Any] = {}
    for attempt in attempts.order_by("number"):
        attempt.assignment = assignment
        latest[attempt.student_id] = attempt
    now = timezone.now()
    rows = []
    for student in students:
        one = latest.get(student.pk)
        if one is None:
            rows.append(LiveRow(student, "excused" if student.pk in excused else "not-started"))
            continue
        state = "excused" if student.pk in excused else "over" if one.ended_by == "time" else "done" if one.finished else "working"
        if state == "working" and one.is_over(now):
            state = "over"
        seen = max(moment for moment in (one.started, one.last_answer, one.finished) if moment is not None)
        saved = one.saved_count if state == "working" else 0
        rows.append(LiveRow(student, state, one.answered_count + saved, saved, one.question_count, one.first_left, seen))
    return Live(rows)
