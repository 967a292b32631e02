"""A student's row of a results page, and its cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.attempts.models import Attempt
from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class Cell:
    """One student's answer to one place of the quiz.

    ``right``, ``part``, ``wrong``, ``waiting`` (for a teacher's mark), ``dropped`` (out of the marks), ``left`` (handed in without it) or
    ``todo``. ``position`` is the question's in the attempt: questions may be shuffled.
    """

    position: int
    state: str
    fraction: Decimal | None
    answer: str
    mark: Decimal | None = field(default=None, compare=False)
    """Marks earned; ``None`` where there is nothing to mark yet."""
    confidence: int | None = None
    """How sure the student was: 1 guess, 2 fairly, 3 sure; ``None`` where it is not asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student of the class, with the attempt that counts."""

    student: User
    attempt: Attempt | None
    state: str
    """``finished``, ``late``, ``started``, ``not-started`` or ``excused``; ``closed`` for begun but never handed in."""
    cells: Sequence[Cell]
    finished: int = 0
    """How many attempts they have finished."""
    mean: float | None = None
    """The mean of all of them, 0 to 1, where that is what counts."""

    @property
    def has_score(self) -> bool:
        return self.state in {"finished", "late", "closed"}

    @property
    def seconds(self) -> float | None:
        """From start to handing in; ``None`` before that, and where the clock ended it."""
        attempt = self.attempt
        if attempt is None or attempt.finished is None or attempt.ended_by == Attempt.Ended.TIME:
            return None
        return (attempt.finished - attempt.started).total_seconds()

    @property
    def answers(self) -> str:
        """Where the answers of the attempt open, from the page of the results on; a cell adds its position."""
        return f"answers/{self.attempt.pk}/" if self.attempt else ""

    @property
    def late_by(self) -> float | None:
        """Seconds past the student's own due time at which it was handed in; ``None`` for what was not late."""
        attempt = self.attempt
        if self.state != "late" or attempt is None or attempt.finished is None:
            return None
        return (attempt.finished - (attempt.due or attempt.assignment.due)).total_seconds()

    @property
    def share(self) -> float | None:
        """What they got of the marks, 0 to 1 (under 0 where confidence cost more than was earned); ``None`` without a score."""
        if not self.has_score or self.attempt is None or not self.attempt.max_score:
            return None
        return float(self.attempt.score / self.attempt.max_score) if self.mean is None else self.mean

    @property
    def score(self) -> Decimal:
        """Marks that count, out of those of the attempt; only with an attempt."""
        assert self.attempt is not None
        return self.attempt.score if self.mean is None else Decimal(self.mean) * self.attempt.max_score

    @property
    def per_cent(self) -> int:
        """The same in per cent, never under 0."""
        if self.mean is not None:
            return round(100 * max(self.mean, 0.0))
        return self.attempt.per_cent if self.attempt else 0
