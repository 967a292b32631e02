"""Questions that a teacher writes, and the drafts that wait for one."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from revision.actions import Refused, make_version
from revision.editing.slugs import free_slug
from revision.models import Course, Fact, Question, QuestionQuerySet, QuestionVersion, Source, Topic
from revision.names import body_told
from revision.trees import next_position

Status = Question.Status


class Changed(Exception):
    """Somebody saved another version since the form was opened; ``current`` is what the question says now."""

    def __init__(self, current: QuestionVersion) -> None:
        super().__init__(_("The question was changed in the meantime."))
        self.current = current


@transaction.atomic
def new_question(
    *,
    topic: Topic,
    kind: str,
    prompt: str,
    explanation: str,
    body: dict[str, Any],
    facts: Iterable[Fact],
    source: Source | None = None,
    hints: Sequence[str] = (),
) -> Question:
    """A question at the end of its topic, ready to be set."""
    question = Question.objects.create(
        course_id=topic.course_id,
        topic=topic,
        kind=kind,
        slug=free_slug(Question.objects.filter(course=topic.course_id), " ".join(prompt.split()[:9]), "question"),
        position=next_position(topic.questions.all()),
    )
    told = body_told(course_id=question.course_id, kind=kind, body=body, besides=question.pk)
    make_version(question=question, prompt=prompt, explanation=explanation, body=told, source=source, hints=hints)
    question.facts.set(facts)
    return question


@transaction.atomic
def change_question(
    *,
    question: Question,
    number: int,
    topic: Topic,
    prompt: str,
    explanation: str,
    body: dict[str, Any],
    facts: Iterable[Fact],
    source: Source | None = None,
    hints: Sequence[str] = (),
    approve: bool = False,
) -> bool:
    """Bring a question to what was written, from version ``number`` of it; a new version is made only if the words changed.

    Returns whether one was. Raises ``Changed`` if ``number`` is not the version that is asked now: nothing is saved then.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)
    now = question.current
    assert now is not None
    if now.number != number:
        raise Changed(now)
    if topic.pk != question.topic_id:
        question.position = next_position(topic.questions.all())
        question.topic = topic
    if approve and question.status == Status.DRAFT:
        question.status = Status.APPROVED
    question.save(update_fields=["topic", "position", "status"])
    question.facts.set([*facts, *question.facts.filter(archived=True)])  # one that is brought back finds its questions
    told = body_told(course_id=question.course_id, kind=question.kind, body=body, besides=question.pk)
    said: dict[str, Any] = {"prompt": prompt, "explanation": explanation, "body": told, "source": source, "hints": list(hints)}
    if says_the_same(question, now, **said):
        return False
    make_version(question=question, **said)
    return True


def says_the_same(
    question: Question,
    now: QuestionVersion,
    *,
    prompt: str,
    explanation: str,
    body: dict[str, Any],
    source: Source | None,
    hints: Sequence[str],
) -> bool:
    """Whether a version says this already; what a body leaves out stands for the type's default."""
    words = (now.prompt, now.explanation, now.source_id, now.hints) == (prompt, explanation, source.pk if source else None, list(hints))
    return words and question.type.read(now.body).model_dump(mode="json") == body


@transaction.atomic
def archive_question(*, question: Question, archived: bool = True) -> None:
    """Leave a question out of the course, or bring it back. Quizzes and attempts that have it keep it."""
    question.archived = archived
    question.save(update_fields=["archived"])


# --- Drafts ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def judge_drafts(*, drafts: QuestionQuerySet, approve: bool) -> int:
    """Approve or discard drafts that wait; how many is returned."""
    return Question.objects.filter(pk__in=drafts.drafts().values("pk")).update(status=Status.APPROVED if approve else Status.DISCARDED)


@transaction.atomic
def judge_draft(*, question: Question, approve: bool) -> bool:
    """Approve or discard one draft; a second press, or a colleague's, changes nothing. Returns whether it did."""
    return bool(judge_drafts(drafts=Question.objects.filter(pk=question.pk), approve=approve))


@transaction.atomic
def undo_draft(*, question: Question) -> None:
    """Let a draft that was approved or discarded wait again. Raises ``Refused`` once something was made from it."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.rule or question.archived:
        raise Refused(_("Only a draft can wait again."))
    if is_used(question.pk):
        raise Refused(_("It stands in a quiz already, so it stays. Leave it out on its own page instead."))
    question.status = Status.DRAFT
    question.save(update_fields=["status"])


def is_used(question_id: UUID) -> bool:
    """Whether anything outside the course, such as a quiz, points to the question or to a version of it."""
    ours = apps.get_app_config("revision")
    versions = QuestionVersion.objects.filter(question=question_id).values("pk")
    for model, ids in ((Question, [question_id]), (QuestionVersion, versions)):
        for relation in model._meta.related_objects:
            outside: Any = relation.related_model
            if apps.get_containing_app_config(outside.__module__) is ours:
                continue
            if outside.objects.filter(**{f"{relation.field.name}__in": ids}).exists():
                return True
    return False


def discarded(course: Course) -> models.QuerySet[Question]:
    """Drafts that were thrown away."""
    return course.questions.in_use().filter(status=Status.DISCARDED, current__isnull=False)
