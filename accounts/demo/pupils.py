"""What a demo student is like: what they know, and whether they do their homework."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from uuid import UUID

from accounts.demo.cast import STUDENT
from accounts.demo.guesses import Said, Sheet
from accounts.demo.plans import Plan
from accounts.people.models import User

STEEPNESS = 1.3
"""How sharply knowing separates from not knowing, per logit."""
LEARNT = 0.7
"""Logits that each earlier meeting with a question adds."""


class Fate(Enum):
    """What becomes of one piece of homework with one student."""

    ON_TIME = "on time"
    LATE = "late"
    HALF_WAY = "begun, not handed in"
    NEVER = "never begun"


DEMO_STUDENT = (Fate.ON_TIME, Fate.ON_TIME, Fate.LATE, Fate.ON_TIME, Fate.ON_TIME, Fate.ON_TIME, Fate.HALF_WAY, Fate.NEVER)
"""What ``student`` did, so that their first page has work waiting, work begun and work done."""


@dataclass(slots=True)
class Pupil:
    """A student: ability in logits (0 is usual), keenness from 0 to 1, and pace (1 is the usual time for a question)."""

    student: User
    ability: float
    keenness: float
    pace: float
    met: Counter[UUID] = field(default_factory=Counter)

    @property
    def is_demo_student(self) -> bool:
        return self.student.username == STUDENT.username

    def says(self, sheet: Sheet, draw: Random, taught: float = 0.0) -> Said:
        """What they answer; they know a question better each time that they meet it, and after a lesson on it (``taught``, in logits)."""
        question = sheet.version.question_id
        edge = self.ability - sheet.difficulty + LEARNT * self.met[question] + taught
        self.met[question] += 1
        knows = draw.random() < 1 / (1 + math.exp(-STEEPNESS * edge))
        return sheet.right(draw) if knows else sheet.wrong(draw)


def pupil_of(student: User, class_ability: float, draw: Random) -> Pupil:
    """The able are a little keener on the whole; one or two in a class hardly do any homework."""
    ability = draw.gauss(class_ability, 0.9)
    keenness = min(0.99, max(0.3, draw.gauss(0.8 + 0.06 * ability, 0.15)))
    pupil = Pupil(student, ability, keenness, draw.lognormvariate(-0.1, 0.3))
    if pupil.is_demo_student:
        pupil.ability, pupil.keenness, pupil.pace = 0.7, 0.9, 1.0
    return pupil


def fates(plan: Plan, number: int, pupils: Sequence[Pupil], draw: Random) -> Mapping[UUID, Fate]:
    """What becomes of the class's homework ``number`` (from 0) with each student, by their key."""
    found = _so_far(plan, pupils, draw) if plan.due > 0 else {pupil.student.pk: _in_the_end(plan, pupil, draw) for pupil in pupils}
    for pupil in pupils:
        if pupil.is_demo_student:
            found[pupil.student.pk] = DEMO_STUDENT[number]
    return found


def _so_far(plan: Plan, pupils: Sequence[Pupil], draw: Random) -> dict[UUID, Fate]:
    """Of homework that is not due yet: the keen have mostly done it, and two are in the middle of it."""
    keen_first = sorted(pupils, key=lambda pupil: -draw.random() * pupil.keenness)
    done = round(plan.done * len(pupils))
    begun = done + 2 if done else 0
    return {
        pupil.student.pk: Fate.ON_TIME if place < done else Fate.HALF_WAY if place < begun else Fate.NEVER
        for place, pupil in enumerate(keen_first)
    }


def _in_the_end(plan: Plan, pupil: Pupil, draw: Random) -> Fate:
    if draw.random() > min(0.99, pupil.keenness + 0.12):
        return Fate.NEVER
    if draw.random() < 0.03:
        return Fate.HALF_WAY
    if plan.late_days and draw.random() < 0.04 + 0.25 * (1 - pupil.keenness):
        return Fate.LATE
    return Fate.ON_TIME
