"""Repairs that a teacher has asked for: kept first, then carried out whole, so that one that a stopped server left is found and finished.

Marks change in one transaction: there is a moment at which all of them are the new ones, and none at which some are.
"""

from django.db import models, transaction

from accounts.homework.models import Assignment
from accounts.marking.models import BegunRepair, Repair
from accounts.marking.repairs import Edit, repair_question
from accounts.people.models import User
from revision.actions import Refused
from revision.models import Question


def begin_repair(*, assignment: Assignment, question: Question, edit: Edit, by: User, may_lower: bool = False) -> BegunRepair:
    """Keep what is asked for; no mark changes. What was asked for before, and never carried out, is forgotten."""
    asked = {"kind": edit.kind, "texts": list(edit.texts), "may_lower": may_lower, "by": by}
    begun, _new = BegunRepair.objects.update_or_create(assignment=assignment, question=question, defaults=asked)
    return begun


def carry_out(*, begun: BegunRepair) -> Repair | None:
    """Do what was asked for, all of it or nothing; ``None`` where somebody else has just done it.

    Raises ``Refused`` as ``repair_question`` does; then what was asked for is forgotten too.
    """
    try:
        with transaction.atomic():
            found = (
                BegunRepair.objects.select_for_update(of=("self",))
                .select_related("assignment", "question", "by")
                .filter(pk=begun.pk)
                .first()
            )
            if found is None:
                return None
            edit = Edit(found.kind, tuple(found.texts))
            repair = repair_question(
                assignment=found.assignment, question=found.question, edit=edit, by=found.by, may_lower=found.may_lower
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
