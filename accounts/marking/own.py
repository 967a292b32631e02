"""What a teacher may read, mark and change: homework of their classes. To anybody else it is as if it were not there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.attempts.models import AttemptItem, AttemptItemQuerySet
from accounts.homework.models import Assignment
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from revision.models import Question


def own_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework of a class that the signed-in teacher teaches, to read; 404 for any other."""
    return get_object_or_404(Assignment.objects.taught_by(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def visible_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework that the signed-in person may read: of their classes, or for an admin of the school; 404 for any other."""
    return get_object_or_404(Assignment.objects.visible_to(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def exportable_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework whose results the signed-in person may take away as a file; 404 for any other."""
    return get_object_or_404(Assignment.objects.exportable_by(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def markable_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework that the signed-in teacher may mark; 404 for any other."""
    return get_object_or_404(Assignment.objects.markable_by(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def editable_assignment(request: PersonRequest, assignment_id: UUID) -> Assignment:
    """Homework that the signed-in teacher may change; 404 for any other."""
    return get_object_or_404(Assignment.objects.editable_by(request.user).select_related("quiz__course", "classroom"), pk=assignment_id)


def own_items(request: PersonRequest) -> AttemptItemQuerySet:
    """What the classes that the signed-in teacher marks were asked as homework."""
    markable = Classroom.objects.markable_by(request.user)
    return AttemptItem.objects.filter(attempt__assignment__classroom__in=markable, attempt__purpose="homework")


def asked_question(assignment: Assignment, question_id: UUID) -> Question:
    """A question that somebody in the class was asked; 404 for any other."""
    asked = AttemptItem.objects.filter(attempt__assignment=assignment, attempt__purpose="homework")
    return get_object_or_404(Question.objects.filter(pk__in=asked.values("version__question")), pk=question_id)
