"""Repairs that a teacher has asked for: kept first, worked out in steps, then carried out whole.

A step keeps what some answers come to, beside the marks; so the page can say how far it is, and a repair that a stopped server left goes
on from there. Marks change in one transaction: there is a moment at which all of them are the new ones, and none at which some are.
"""

import time

from django.db import models, transaction
from django.utils import timezone

from accounts.homework.models import Assignment
from accounts.marking.models import BegunRepair, Repair
from accounts.marking.rekeying import Edit, items_to_mark, work_out
from accounts.marking.repairs import repair_question
from accounts.people.models import User
from revision.actions import Refused
from revision.models import Question

STEP = 50
"""Answers that are worked out at a time; what a stopped server loses."""


def begin_repair(*, assignment: Assignment, question: Question, edit: Edit, by: User, may_lower: bool = False) -> BegunRepair:
    """Keep what is asked for; no mark changes. What was asked for before, and never carried out, is forgotten."""
    now = timezone.now()
    asked = {"kind": edit.kind, "texts": list(edit.texts), "may_lower": may_lower, "by": by, "at": now, "last_step": now}
    fresh = {"worked_out": {}, "reached": 0, "of": items_to_mark(assignment, question, edit).count()}
    begun, _new = BegunRepair.objects.update_or_create(assignment=assignment, question=question, defaults={**asked, **fresh})
    return begun


def go_on(*, begun: BegunRepair, seconds: float) -> bool:
    """Work out what answers come to, for about so long; whether all are by now. No mark changes."""
    until = time.monotonic() + seconds
    while _step(begun):
        if time.monotonic() >= until:
            return False
    return True


@transaction.atomic
def _step(begun: BegunRepair) -> bool:
    """Work some answers out and keep what they come to; whether there may be more."""
    found = _locked(begun)
    if found is None:
        return False
    edit = Edit(found.kind, tuple(found.texts))
    items = items_to_mark(found.assignment, found.question, edit).filter(pk__gt=found.reached)
    worked_out = work_out(items[:STEP], edit)
    found.worked_out |= worked_out
    found.reached = max(map(int, worked_out), default=found.reached)
    found.last_step = timezone.now()
    found.save(update_fields=["worked_out", "reached", "last_step"])
    return len(worked_out) == STEP


def _locked(begun: BegunRepair) -> BegunRepair | None:
    return BegunRepair.objects.select_for_update(of=("self",)).select_related("assignment", "question", "by").filter(pk=begun.pk).first()


def carry_out(*, begun: BegunRepair) -> Repair | None:
    """Do what was asked for, all of it or nothing; ``None`` where somebody else has just done it.

    Raises ``Refused`` as ``repair_question`` does; then what was asked for is forgotten too.
    """
    try:
        with transaction.atomic():
            found = _locked(begun)
            if found is None:
                return None
            edit = Edit(found.kind, tuple(found.texts))
            repair = repair_question(
                assignment=found.assignment,
                question=found.question,
                edit=edit,
                by=found.by,
                may_lower=found.may_lower,
                known=found.worked_out,
            )
            found.delete()
            return repair
    except Refused:
        forget_repair(begun=begun)
        raise


def forget_repair(*, begun: BegunRepair) -> None:
    """Drop what was asked for. No mark has changed by it, and none does."""
    BegunRepair.objects.filter(pk=begun.pk).delete()


def carry_on(begun: models.QuerySet[BegunRepair]) -> int:
    """Carry out what was left, each in a transaction of its own; how many repairs that made."""
    made = 0
    for one in begun:
        try:
            made += carry_out(begun=one) is not None
        except Refused:  # the question has lost its answers since, or its key says so by now: there is nothing to repair
            continue
    return made
