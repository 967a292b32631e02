"""What holds for one student in one assignment: the class's times, their own, and their extra time."""

import datetime
from dataclasses import dataclass

from accounts.homework.models import Assignment, Extension
from accounts.people.models import User

GRACE = datetime.timedelta(seconds=60)
"""Answers that arrive so long after the end still count, and are flagged: the network is not the student's fault."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One student's terms. ``limit`` is the time for one attempt, extra time included; ``attempts`` is ``None`` for no limit."""

    opens: datetime.datetime
    due: datetime.datetime
    closes: datetime.datetime
    limit: datetime.timedelta | None
    attempts: int | None
    excused: bool = False

    def deadline(self, start: datetime.datetime) -> datetime.datetime:
        """When an attempt that starts at ``start`` ends: its time limit or the closing time, whichever comes first."""
        return self.closes if self.limit is None else min(start + self.limit, self.closes)

    def is_open(self, now: datetime.datetime) -> bool:
        return self.opens <= now <= self.closes

    @property
    def limit_minutes(self) -> int:
        """The time for one attempt in whole minutes; 0 for none."""
        return int(self.limit.total_seconds() // 60) if self.limit is not None else 0


def terms_of(assignment: Assignment, student: User, extension: Extension | None) -> Terms:
    """The terms of ``student``; ``extension`` is theirs for this assignment, or ``None``.

    Extra time holds for the closing time too: what it adds to the limit is added to the close, so that nobody who starts in time
    has less than their own limit because of the hour.
    """
    limit = extra = None
    if assignment.time_limit is not None and not student.untimed:
        plain = datetime.timedelta(minutes=assignment.time_limit)
        limit = datetime.timedelta(seconds=int(assignment.time_limit * 60 * student.extra_time))
        extra = limit - plain
    own = extension if extension is not None and extension.opens is not None else None
    closes = own.closes if own is not None and own.closes is not None else assignment.closes
    attempts = assignment.attempts_allowed
    if attempts is not None:
        attempts += student.extra_attempts + (extension.extra_attempts if extension else 0)
    return Terms(
        opens=own.opens if own is not None and own.opens is not None else assignment.opens,
        due=own.due if own is not None and own.due is not None else assignment.due,
        closes=closes + (extra or datetime.timedelta()),
        limit=limit,
        attempts=attempts,
        excused=extension is not None and extension.excused,
    )


def terms_for(assignment: Assignment, student: User) -> Terms:
    """The terms of ``student``, with one query for their extension."""
    return terms_of(assignment, student, assignment.extensions.filter(student=student.pk).first())
