"""What an answer earns beyond right and wrong: tries, and confidence. Pure functions on fractions."""

from collections.abc import Sequence
from decimal import Decimal

CONFIDENCE = {1: Decimal(0), 2: Decimal(-2), 3: Decimal(-6)}
"""What a wrong answer costs by how sure the student was; a right one earns the level (Gardner-Medwin's scheme)."""
SUREST = 3


def confidence_mark(fraction: Decimal, level: int) -> Decimal:
    """Marks, of three, for an answer of this ``fraction`` given with confidence ``level``: 1 guess, 2 fairly, 3 sure.

    Right +1, +2 or +3; wrong 0, −2 or −6; part-right the fraction times the level.
    """
    return CONFIDENCE[level] if fraction == 0 else fraction * level


def after_tries(fractions: Sequence[Decimal], penalty: Decimal) -> Decimal:
    """The fraction that several tries at one question are worth: the best of ``max(0, f − (tries before it) · penalty)``.

    ``fractions`` are the tries' own, in their order, at least one. A later, worse try takes nothing away.
    """
    return max(max(Decimal(0), fraction - before * penalty) for before, fraction in enumerate(fractions))
