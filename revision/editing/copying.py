"""A course copied whole, to be changed by who copied it."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from revision.editing.courses import slug_for
from revision.models import Course, Fact, Question, QuestionVersion, Source, Topic

AT_ONCE = 200
"""Rows in one statement."""


@transaction.atomic
def copy_course(*, course: Course, owner: AbstractBaseUser) -> Course:
    """The course as it stands, as ``owner``'s own: topics, facts, sources, and questions with what they say now.

    What is archived, and drafts that nobody has approved, are left behind. The number of queries does not grow with the course but
    for the rows that one statement can take.
    """
    copy = Course.objects.create(title=course.title, summary=course.summary, slug=slug_for(course.title), owner_id=owner.pk)
    topics = _copied(Topic, course.topics.in_use(), copy, {})
    facts = _copied(Fact, course.facts.in_use().filter(topic__in=topics), copy, {"topic_id": topics})
    sources = _copied(Source, course.sources.in_use(), copy, {}, number=1)
    _copy_questions(course, copy, topics, facts, sources)
    return copy


type Ids = dict[uuid.UUID, uuid.UUID]


def _copied(model: type[Any], rows: models.QuerySet[Any], copy: Course, moved: dict[str, Ids], **values: Any) -> Ids:
    """Bring ``rows`` into the copy, pointing to the copies of what they pointed to; the new id of each old one is returned."""
    originals = list(rows)
    ids = {row.pk: uuid.uuid4() for row in originals}
    moved = {**moved, "parent_id": ids}
    made = []
    for row in originals:
        kept = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        pointed = {name: there.get(kept[name]) for name, there in moved.items() if name in kept}
        made.append(model(**{**kept, **pointed, **values, "id": ids[row.pk], "course_id": copy.pk}))
    model.objects.bulk_create(made, batch_size=AT_ONCE)
    return ids


def _copy_questions(course: Course, copy: Course, topics: Ids, facts: Ids, sources: Ids) -> None:
    """Each question with one version: what the current one says."""
    originals = list(course.questions.asked().filter(topic__in=topics).select_related("current"))
    ids = {question.pk: uuid.uuid4() for question in originals}
    made = [
        Question(
            id=ids[question.pk],
            course=copy,
            topic_id=topics[question.topic_id],
            slug=question.slug,
            kind=question.kind,
            rule=question.rule,
            position=question.position,
        )
        for question in originals
    ]
    Question.objects.bulk_create(made, batch_size=AT_ONCE)
    versions = QuestionVersion.objects.bulk_create(
        (_first_version(question.current, ids[question.pk], sources) for question in originals if question.current), batch_size=AT_ONCE
    )
    for question, version in zip(made, versions, strict=True):
        question.current = version
    Question.objects.bulk_update(made, ["current"], batch_size=AT_ONCE)
    through = Question.facts.through
    links = through.objects.filter(question__in=ids, fact__in=facts).values_list("question_id", "fact_id")
    through.objects.bulk_create((through(question_id=ids[question], fact_id=facts[fact]) for question, fact in links), batch_size=AT_ONCE)


def _first_version(said: QuestionVersion, question_id: uuid.UUID, sources: Ids) -> QuestionVersion:
    return QuestionVersion(
        question_id=question_id,
        number=1,
        prompt=said.prompt,
        explanation=said.explanation,
        hints=said.hints,
        body=said.body,
        source_id=sources.get(said.source_id) if said.source_id else None,
    )
