"""A course read back from the database as a document."""

from revision.documents import CourseDocument, FactDocument, QuestionDocument, SourceDocument, TopicDocument
from revision.models import Course, Fact, Question, Source, Topic


def course_document(course: Course) -> CourseDocument:
    """The course as it stands, without what is archived; five queries whatever its size."""
    facts: dict[object, list[FactDocument]] = {}
    for fact in course.facts.in_use():
        facts.setdefault(fact.topic_id, []).append(_fact(fact))
    questions: dict[object, list[QuestionDocument]] = {}
    for question in course.questions.asked().select_related("current__source").prefetch_related("facts"):
        questions.setdefault(question.topic_id, []).append(_question(question))
    below: dict[object, list[Topic]] = {}
    for topic in course.topics.in_use():
        below.setdefault(topic.parent_id, []).append(topic)

    def documents(parent: object) -> list[TopicDocument]:
        return [
            TopicDocument(
                title=topic.title,
                slug=topic.slug,
                summary=topic.summary,
                facts=facts.get(topic.pk, []),
                questions=questions.get(topic.pk, []),
                topics=documents(topic.pk),
            )
            for topic in below.get(parent, [])
        ]

    return CourseDocument(
        title=course.title,
        slug=course.slug,
        summary=course.summary,
        sources=[_source(source) for source in course.sources.in_use()],
        topics=documents(None),
    )


def _source(source: Source) -> SourceDocument:
    picture = b""
    if source.picture:
        with source.picture.open("rb") as file:
            picture = file.read()
    return SourceDocument(
        slug=source.slug,
        title=source.title,
        kind=Source.Kind(source.kind),
        origin=source.origin,
        text=source.text,
        table=source.table,
        alternative=source.alternative,
        picture=picture,
    )


def _fact(fact: Fact) -> FactDocument:
    return FactDocument(
        slug=fact.slug,
        statement=fact.statement,
        kind=Fact.Kind(fact.kind),
        when=fact.when,
        claim=fact.claim,
        stance=fact.stance,
        note=fact.note,
        reference=fact.reference,
    )


def _question(question: Question) -> QuestionDocument:
    version = question.current
    assert version is not None
    return QuestionDocument(
        slug=question.slug,
        kind=question.kind,
        prompt=version.prompt,
        explanation=version.explanation,
        facts=sorted(fact.slug for fact in question.facts.all()),
        source=version.source.slug if version.source else None,
        hints=version.hints,
        body=version.body,
    )
