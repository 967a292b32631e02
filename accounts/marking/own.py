"""What a teacher may mark: homework of their own classes. To anybody else it is as if it were not there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.attempts.models import AttemptItem, AttemptItemQuerySet
from accounts.homework.models import Assignment
from accounts.people.requests import PersonRequest
from revision.models import Question


def own_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework of a class that the signed-in teacher teaches; 404 for any other."""
    return get_object_or_404(Assignment.objects.taught_by(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def own_items(request: PersonRequest) -> AttemptItemQuerySet:
    """What the classes of the signed-in teacher were asked as homework."""
    return AttemptItem.objects.filter(attempt__assignment__classroom__owner=request.user.pk, attempt__purpose="homework")


def asked_question(assignment: Assignment, question_id: UUID) -> Question:
    """A question that somebody in the class was asked; 404 for any other."""
    asked = AttemptItem.objects.filter(attempt__assignment=assignment, attempt__purpose="homework")
    return get_object_or_404(Question.objects.filter(pk__in=asked.values("version__question")), pk=question_id)
