"""What a class has shown of each fact: told to the composer, and shown beside the topics."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Avg, F, Max

from accounts.homework.models import Assignment
from accounts.people.models import Classroom
from quizzes.compose import Evidence
from revision.trees import Branch


def class_evidence(classroom: Classroom) -> dict[UUID, Evidence]:
    """For every fact the class was asked: its mean fraction (0 to 1) over homework answers, and the last time. One query."""
    rows = (
        Assignment.objects.filter(
            classroom=classroom, attempts__purpose="homework", attempts__items__fraction__isnull=False, attempts__items__dropped=False
        )
        .order_by()
        .values(fact=F("attempts__items__version__question__facts"))
        .annotate(score=Avg("attempts__items__fraction"), last=Max("attempts__items__answered"))
    )
    return {row["fact"]: Evidence(float(row["score"]), row["last"]) for row in rows if row["fact"] is not None}


def show_scores(tree: list[Branch], evidence: Mapping[UUID, Evidence]) -> None:
    """Put on each branch the mean of its facts' scores, those of the topics below included; ``None`` where nothing was asked.

    The branches come with their facts.
    """
    for branch in tree:
        show_scores(branch.children, evidence)
        scores = [evidence[fact.pk].score for one in branch.walk() for fact in one.facts if fact.pk in evidence]
        branch.shown = sum(scores) / len(scores) if scores else None
