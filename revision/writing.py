"""A question while a teacher writes it: the two forms that make it up, and what students will see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from revision.forms import QuestionForm, question_values
from revision.models import Course, Fact, Question, QuestionVersion, Source, Topic
from revision.question_types.authoring import AuthorForm
from revision.question_types.base import AnswerForm, QuestionType, Review

SEED = 1
"""Previews are always laid out alike, so that nothing jumps about while one writes."""


@dataclass(slots=True)
class Preview:
    """A question as students meet it, and its key beside it. Has what a type's partials ask of ``shown``."""

    template: str
    prompt: str
    explanation: str
    form: AnswerForm
    review: Review
    topic: str
    source: Source | None = None
    position: int = 1

    @property
    def question_template(self) -> str:
        return f"{self.template}#question"

    @property
    def review_template(self) -> str:
        return f"{self.template}#review"


def preview_of(
    question_type: QuestionType[Any], body: dict[str, Any], *, prompt: str, explanation: str, topic: str, source: Source | None = None
) -> Preview:
    """What students see of a question with this body. Raises ``pydantic.ValidationError`` for a body that is none."""
    read = question_type.read(body)
    form = question_type.answer_form(read, question_type.setup(read, SEED))
    form.auto_id = "preview_%s"
    review = question_type.review(read, range(question_type.size(read)), None, show_key=True)
    return Preview(question_type.template, prompt, explanation, form, review, topic, source)


def preview_of_version(question: Question, version: QuestionVersion) -> Preview:
    """What students see of a version; ``question`` with its topic, ``version`` with its source."""
    return preview_of(
        question.type,
        version.body,
        prompt=version.prompt,
        explanation=version.explanation,
        topic=question.topic.title,
        source=version.source,
    )


@dataclass(slots=True)
class FactChoices:
    """The facts of one topic, to be ticked."""

    topic: Topic
    facts: list[Fact]
    ticked: int
    here: bool


@dataclass(slots=True)
class Writing:
    """Both forms of a question that is written or changed: what every question has, and what its type asks for."""

    course: Course
    type: QuestionType[Any]
    about: QuestionForm
    author: AuthorForm
    all_facts: bool = False
    """Whether facts of other topics are offered too, beside those that are ticked."""

    @classmethod
    def begun(cls, topic: Topic, question_type: QuestionType[Any], facts: Sequence[UUID] = ()) -> Self:
        """An empty one."""
        about = QuestionForm(course=topic.course, initial={"topic": topic.pk, "facts": list(facts)})
        return cls(topic.course, question_type, about, question_type.author())

    @classmethod
    def resumed(cls, question: Question) -> Self:
        """One that starts from what the question says now."""
        assert question.current is not None
        body = question.type.read(question.current.body).model_dump(mode="json")
        about = QuestionForm(course=question.course, initial=question_values(question))
        return cls(question.course, question.type, about, question.type.author(body=body))

    @classmethod
    def sent(cls, course: Course, question_type: QuestionType[Any], data: Any, *, judged: bool = True) -> Self:
        """What a browser sent; not ``judged`` while rows are added or moved, when nothing is finished yet."""
        writing = cls(course, question_type, QuestionForm(data, course=course), question_type.author(data))
        if not judged:
            writing._say_nothing()
        return writing

    def is_valid(self) -> bool:
        """Whether all of it is right; both forms are looked at, so that everything is said at once."""
        return all([self.about.is_valid(), self.author.is_valid()])

    def _say_nothing(self) -> None:
        self.about.errors.clear()
        self.author.errors.clear()
        for rows in self.author.sets.values():
            rows.non_form_errors().clear()
            for row in rows.forms:
                row.errors.clear()

    def said(self) -> dict[str, Any]:
        """What the actions take; only after ``is_valid``."""
        cleaned = dict(self.about.cleaned_data)
        cleaned.pop("version")
        return {**cleaned, "body": plain_lines(self.author.body())}

    def preview(self) -> Preview | None:
        """What students would see, as soon as there is a whole body; nothing before."""
        self.about.is_valid()
        if not self.author.is_valid():
            return None
        written = self.about.cleaned_data
        topic = written.get("topic")
        return preview_of(
            self.type,
            plain_lines(self.author.body()),
            prompt=written.get("prompt") or _("Your question stands here."),
            explanation=written.get("explanation", ""),
            topic=topic.title if topic else "",
            source=written.get("source"),
        )

    def missing(self) -> list[str]:
        """What keeps the preview away, each thing once."""
        said = [message for errors in self.author.errors.values() for message in errors]
        for rows in self.author.sets.values():
            said += [message for row in rows.forms for errors in row.errors.values() for message in errors]
        return list(dict.fromkeys(str(message) for message in said))

    def fact_choices(self) -> list[FactChoices]:
        """The facts to tick by topic, the question's own first; of other topics those where one is ticked, or all of them. Two queries."""
        ticked = {str(pk) for pk in self.about["facts"].value() or []}
        here = str(self.about["topic"].value() or "")
        facts: dict[UUID, list[Fact]] = {}
        for fact in self.course.facts.in_use():
            fact.ticked = str(fact.pk) in ticked  # type: ignore[attr-defined]  # for the template alone
            facts.setdefault(fact.topic_id, []).append(fact)
        choices = [
            FactChoices(topic, found, sum(fact.ticked for fact in found), str(topic.pk) == here)  # type: ignore[attr-defined]
            for topic in self.course.topics.in_use()
            if (found := facts.get(topic.pk))
        ]
        return sorted((one for one in choices if one.here or one.ticked or self.all_facts), key=lambda choice: not choice.here)


def plain_lines(value: Any) -> Any:
    """A body with the line ends that course files have, whatever the browser sent."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, list):
        return [plain_lines(one) for one in value]
    if isinstance(value, dict):
        return {name: plain_lines(one) for name, one in value.items()}
    return value
