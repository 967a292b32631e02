"""Every write to the content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction

from revision.documents import CourseDocument, FactDocument, QuestionDocument, SourceDocument, TopicDocument
from revision.models import Course, Fact, Question, QuestionVersion, Source, Topic
from revision.names import tell_names
from revision.pictures import cleaned_picture, extension_of


class Refused(Exception):
    """An action was not done; the text says why, for the person who asked."""


@dataclass(slots=True)
class LoadReport:
    """What a load did, as the slugs of what it touched."""

    course: Course
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    noted: set[models.Model] = field(default_factory=set, repr=False)

    def note(self, row: Course | Topic | Fact | Source | Question, where: list[str]) -> None:
        """Put a row's slug on a list; a row that is on one already, for another reason, is named once."""
        if row not in self.noted:
            self.noted.add(row)
            where.append(row.slug)

    @property
    def nothing_done(self) -> bool:
        return not (self.created or self.changed or self.archived)


@transaction.atomic
def load_course(*, document: CourseDocument) -> LoadReport:
    """Bring the shipped course of this slug to what ``document`` says; what is already so is left alone.

    A changed question gets a new version. What the document no longer has is archived, not deleted: past attempts point to it.
    Raises ``Refused`` if a teacher's own course has the slug.
    """
    course, created = Course.objects.get_or_create(slug=document.slug, defaults={"title": document.title, "summary": document.summary})
    if course.owner_id is not None:
        raise Refused(f"“{document.slug}” is the slug of a course that belongs to a teacher; nothing was loaded.")
    report = LoadReport(course)
    if created:
        report.note(course, report.created)
    else:
        _set(course, report, title=document.title, summary=document.summary)
    tell_names(document)
    loader = _Loader(course, report)
    for source in document.sources:
        loader.source(source)
    loader.topics(document.topics, parent=None)
    loader.link_facts()
    loader.archive_the_rest()
    return report


def make_version(
    *, question: Question, prompt: str, explanation: str, body: dict[str, Any], source: Source | None = None, hints: Sequence[str] = ()
) -> QuestionVersion:
    """The question's next version, which is asked from now on; attempts under way keep theirs."""
    question.current = make_side_version(question=question, prompt=prompt, explanation=explanation, body=body, source=source, hints=hints)
    question.save(update_fields=["current"])
    return question.current


def make_side_version(
    *, question: Question, prompt: str, explanation: str, body: dict[str, Any], source: Source | None = None, hints: Sequence[str] = ()
) -> QuestionVersion:
    """The question's next version, which nobody is asked: it marks what was asked before, where one class's key is repaired."""
    last = question.versions.aggregate(last=models.Max("number"))["last"] if question.current_id else 0
    return QuestionVersion.objects.create(
        question=question, number=last + 1, prompt=prompt, explanation=explanation, body=body, source=source, hints=list(hints)
    )


def make_source(*, course: Course, document: SourceDocument, old: Source | None = None) -> Source:
    """A source of the course, its picture cleaned. It takes the place of ``old``, which is archived and stays for past attempts."""
    if old is not None and not old.archived:
        old.archived = True
        old.save(update_fields=["archived"])
    values = document.model_dump(mode="json", exclude={"picture"})
    source = Source(course=course, number=old.number + 1 if old else 1, **values)
    if document.picture:
        cleaned = cleaned_picture(document.picture)
        source.picture.save(f"{document.slug}-{source.number}.{extension_of(cleaned)}", ContentFile(cleaned), save=False)
    source.save()
    return source


def _set(row: Course | Topic | Fact | Question, report: LoadReport, **values: Any) -> None:
    """Save ``values`` on a row that has other ones; note it in the report."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    report.note(row, report.changed)


class _Loader:
    """Holds the rows of a course while a document is brought in, so that nothing is queried twice."""

    def __init__(self, course: Course, report: LoadReport) -> None:
        self.course = course
        self.report = report
        self.old_topics = {topic.slug: topic for topic in course.topics.all()}
        self.old_facts = {fact.slug: fact for fact in course.facts.all()}
        questions = course.questions.select_related("current__source").prefetch_related("facts")
        self.old_questions = {question.slug: question for question in questions}
        self.sources = {source.slug: source for source in course.sources.order_by("slug", "number")}
        """The newest of each slug."""
        self.kept: set[models.Model] = set()
        self.links: list[tuple[Question, list[str]]] = []
        self.topic_position = 0

    def topics(self, documents: Iterable[TopicDocument], parent: Topic | None) -> None:
        for document in documents:
            self.topic_position += 1
            topic = self.row(
                Topic,
                self.old_topics,
                document.slug,
                self.topic_position,
                parent_id=parent.pk if parent else None,
                title=document.title,
                summary=document.summary,
            )
            for position, fact in enumerate(document.facts):
                self.fact(topic, fact, position)
            for position, question in enumerate(document.questions):
                self.question(topic, question, position)
            self.topics(document.topics, topic)

    def row[M: (Topic, Fact, Question)](self, model: type[M], old: dict[str, M], slug: str, position: int, **values: Any) -> M:
        """The row of this slug with these values. A new place alone, because a neighbour came or went, is no change."""
        values["archived"] = False
        row = old.get(slug)
        if row is None:
            row = old[slug] = model.objects.create(course=self.course, slug=slug, position=position, **values)
            self.report.note(row, self.report.created)
        else:
            _set(row, self.report, **values)
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        self.kept.add(row)
        return row

    def fact(self, topic: Topic, document: FactDocument, position: int) -> None:
        self.row(Fact, self.old_facts, document.slug, position, topic_id=topic.pk, **document.model_dump(mode="json", exclude={"slug"}))

    def source(self, document: SourceDocument) -> None:
        old = self.sources.get(document.slug)
        if old is None or not _same_source(old, document):
            self.sources[document.slug] = made = make_source(course=self.course, document=document, old=old)
            self.report.note(made, self.report.changed if old else self.report.created)
        elif old.archived:
            old.archived = False
            old.save(update_fields=["archived"])
            self.report.note(old, self.report.changed)
        self.kept.add(self.sources[document.slug])

    def question(self, topic: Topic, document: QuestionDocument, position: int) -> None:
        if (old := self.old_questions.get(document.slug)) and old.kind != document.kind:
            raise Refused(f"Question “{document.slug}” was a {old.kind}; give the {document.kind} another slug. Nothing was loaded.")
        question = self.row(Question, self.old_questions, document.slug, position, topic_id=topic.pk, kind=document.kind)
        said: dict[str, Any] = {"prompt": document.prompt, "explanation": document.explanation, "body": document.body}
        said["hints"] = document.hints
        said["source"] = self.sources[document.source] if document.source else None
        now = question.current
        if now is None or any(getattr(now, name) != value for name, value in said.items()):
            make_version(question=question, **said)
            self.report.note(question, self.report.changed)
        self.links.append((question, document.facts))

    def link_facts(self) -> None:
        """Only now: a question may stand before its fact."""
        for question, slugs in self.links:
            wanted = {self.old_facts[slug] for slug in slugs}
            if set(question.facts.all()) != wanted:
                question.facts.set(wanted)
                self.report.note(question, self.report.changed)

    def archive_the_rest(self) -> None:
        for rows in (self.old_topics, self.old_facts, self.sources, self.old_questions):
            for row in rows.values():
                if row not in self.kept and not row.archived:
                    row.archived = True
                    row.save(update_fields=["archived"])
                    self.report.note(row, self.report.archived)


def _same_source(source: Source, document: SourceDocument) -> bool:
    """Whether a source says what ``document`` says."""
    values = document.model_dump(mode="json", exclude={"picture"})
    if any(getattr(source, name) != value for name, value in values.items()):
        return False
    if not source.picture:
        return not document.picture
    with source.picture.open("rb") as file:
        return file.read() in {document.picture, cleaned_picture(document.picture)}
