"""A question as a page shows it: to a student in an attempt, and to a teacher in a preview.

Only what the ``Reveal`` allows is put in; a template cannot show what is not there.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quizzes.feedback import Reveal
from revision.models import Fact, QuestionVersion
from revision.question_types.base import Answer, AnswerForm, Review, verdict_of

FACTS_SHOWN = 3
"""Facts below one answer: more than these are not read on a phone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an answer: the word for it, the marks, and why."""

    word: str
    """``right``, ``part``, ``wrong``, or ``left`` for a question left out."""
    mark: Decimal
    max_mark: Decimal
    feedback: str
    explanation: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the progress bar: ``right``, ``part``, ``wrong``, ``done`` or ``todo``."""

    position: int
    state: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Onward:
    """The way on: a link, or a button that posts."""

    url: str
    label: str
    post: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One question on a page, before its answer (``form``) or after it (``review``): words and no version, so no key that is not meant."""

    position: int
    prompt: str
    topic: str
    template: str
    """The type's template, of which a page includes a partial."""
    form: AnswerForm | None = None
    key: uuid.UUID | None = None
    review: Review | None = None
    verdict: Verdict | None = None

    @property
    def question_template(self) -> str:
        return f"{self.template}#question"

    @property
    def review_template(self) -> str:
        return f"{self.template}#review"


def asked(position: int, version: QuestionVersion, form: AnswerForm, key: uuid.UUID | None = None) -> Shown:
    """A question that waits for its answer; ``key`` names the answer to come, so that a retry counts once."""
    question = version.question
    return Shown(position, version.prompt, question.topic.title, question.type.template, form=form, key=key or uuid.uuid4())


def answered(
    position: int,
    version: QuestionVersion,
    *,
    setup: Sequence[int],
    answer: Answer | None,
    fraction: Decimal | None,
    max_mark: Decimal,
    reveal: Reveal,
    facts: Sequence[Fact] | None = None,
) -> Shown:
    """A question after its answer, or one left out (``answer`` is ``None``), as far as ``reveal`` allows.

    ``facts`` saves the query where a page shows many questions.
    """
    question_type = version.question.type
    body = question_type.read(version.body)
    review = question_type.review(body, setup, answer, show_key=reveal.key)
    verdict = None
    if reveal.verdict:
        if facts is None:
            facts = list(version.question.facts.in_use()[:FACTS_SHOWN]) if reveal.explanation else []
        verdict = Verdict(
            word="left" if answer is None or fraction is None else verdict_of(fraction),
            mark=(fraction or Decimal(0)) * max_mark,
            max_mark=max_mark,
            feedback=question_type.mark(body, answer).feedback if answer is not None and reveal.explanation else "",
            explanation=version.explanation if reveal.explanation else "",
            facts=facts[:FACTS_SHOWN] if reveal.explanation else [],
        )
    return Shown(position, version.prompt, version.question.topic.title, question_type.template, review=review, verdict=verdict)


def setup_for(version: QuestionVersion, seed: int) -> list[int]:
    """The lay-out of a version that a seed stands for."""
    question_type = version.question.type
    return question_type.setup(question_type.read(version.body), seed)


def form_for(version: QuestionVersion, seed: int, data: object = None) -> AnswerForm:
    """The answer form of a version, laid out by ``seed``."""
    question_type = version.question.type
    body = question_type.read(version.body)
    return question_type.answer_form(body, question_type.setup(body, seed), data)
