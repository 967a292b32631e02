"""The names of a course, which its typed questions are told, so that none of them passes for a slip of another."""

from typing import Any
from uuid import UUID

from revision.documents import CourseDocument
from revision.models import Fact, Question
from revision.question_types import registry
from revision.typed_text import course_names


def tell_names(document: CourseDocument) -> None:
    """Tell each question of a document the other names of the course."""
    topics = document.walk()
    questions = [question for topic in topics for question in topic.questions]
    read = [(question, registry.get(question.kind), registry.get(question.kind).read(question.body)) for question in questions]
    statements = [fact.statement for topic in topics for fact in topic.facts]
    names = course_names(statements, [answer for _question, question_type, body in read for answer in question_type.typed(body)])
    for question, question_type, body in read:
        if (told := question_type.with_names(body, names)) != body:
            question.body = told.model_dump(mode="json")


def body_told(*, course_id: int, kind: str, body: dict[str, Any], besides: UUID) -> dict[str, Any]:
    """A body that a teacher wrote, told the other names of the course; what question ``besides`` asks now is none of them."""
    statements = Fact.objects.in_use().filter(course_id=course_id).values_list("statement", flat=True)
    asked = Question.objects.asked().filter(course_id=course_id).exclude(pk=besides).values_list("kind", "current__body")
    answers = [answer for one, asks in asked for answer in registry.get(one).typed(registry.get(one).read(asks))]
    question_type = registry.get(kind)
    told: dict[str, Any] = question_type.with_names(question_type.read(body), course_names(statements, answers)).model_dump(mode="json")
    return told
