"""A question as a page shows it: to a student in an attempt, and to a teacher in a preview.

Only what the ``Reveal`` allows is put in; a template cannot show what is not there.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.datastructures import MultiValueDict

from quizzes.feedback import Reveal
from quizzes.models import Slot
from revision.models import Fact, Question, QuestionVersion, Source
from revision.question_types.base import Answer, AnswerForm, Review, verdict_of

FIXED = 0
"""The seed of a lay-out that is not shuffled."""
FACTS_SHOWN = 3
"""Facts below one answer: more than these are not read on a phone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an answer: the word for it, the marks, and why."""

    word: str
    """``right``, ``part``, ``wrong``, ``waiting`` for a teacher's mark, or ``left`` for a question left out."""
    mark: Decimal
    max_mark: Decimal
    feedback: str
    explanation: str
    facts: Sequence[Fact]
    comment: str = ""
    """What the teacher who marked it says."""
    own_mark: Decimal | None = None
    """What the student gave themselves."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the progress bar: ``right``, ``part``, ``wrong``, ``waiting``, ``done`` or ``todo``."""

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
    source: Source | None = None
    """What stands above the question."""
    form: AnswerForm | None = None
    key: uuid.UUID | None = None
    number: int = 0
    """The save that the form has seen, so that an older tab is told."""
    seen: int = 0
    """How many answers to it there were when the form was made, so that an older tab does not replace what it never saw."""
    confidence: str = ""
    """How sure the student said to be, saved and not answered yet."""
    unsaved: bool = False
    """Whether the form holds what was sent and is not saved."""
    review: Review | None = None
    verdict: Verdict | None = None
    waits: bool = False
    """Whether a teacher marks the answer."""
    repaired: bool = False
    """Whether its teacher changed how it is marked, and that may be told."""

    @property
    def question_template(self) -> str:
        return f"{self.template}#question"

    @property
    def review_template(self) -> str:
        return f"{self.template}#review"


def asked(
    position: int,
    version: QuestionVersion,
    form: AnswerForm,
    key: uuid.UUID | None = None,
    *,
    number: int = 0,
    seen: int = 0,
    confidence: str = "",
    unsaved: bool = False,
) -> Shown:
    """A question that waits for its answer; ``key`` names the answer to come, so that a retry counts once."""
    question = version.question
    return Shown(
        position,
        version.prompt,
        question.topic.title,
        question.type.template,
        version.source,
        form=form,
        key=key or uuid.uuid4(),
        number=number,
        seen=seen,
        confidence=confidence,
        unsaved=unsaved or form.is_bound,
        waits=question.type.waits,
    )


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
    comment: str = "",
    own_fraction: Decimal | None = None,
    key: QuestionVersion | None = None,
    repaired: bool = False,
) -> Shown:
    """A question after its answer, or one left out (``answer`` is ``None``), as far as ``reveal`` allows.

    ``facts`` saves the query where a page shows many questions. ``key`` is the repaired version that marks it, if there is one:
    its key stands with the words that the student saw.
    """
    question_type = version.question.type
    body = question_type.read((key or version).body)
    review = question_type.review(body, setup, answer, show_key=reveal.key)
    verdict = None
    if reveal.verdict:
        if facts is None:
            facts = list(version.question.facts.in_use()[:FACTS_SHOWN]) if reveal.explanation else []
        verdict = Verdict(
            word="left" if answer is None else "waiting" if fraction is None else verdict_of(fraction),
            mark=(fraction or Decimal(0)) * max_mark,
            max_mark=max_mark,
            feedback=question_type.mark(body, answer).feedback if answer is not None and reveal.explanation else "",
            explanation=version.explanation if reveal.explanation else "",
            facts=facts[:FACTS_SHOWN] if reveal.explanation else [],
            comment=comment,
            own_mark=None if own_fraction is None else own_fraction * max_mark,
        )
    topic = version.question.topic.title
    return Shown(
        position,
        version.prompt,
        topic,
        question_type.template,
        version.source,
        review=review,
        verdict=verdict,
        waits=question_type.waits,
        repaired=repaired and reveal.verdict,
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """A question on paper, and what its answer sheet says."""

    shown: Shown
    max_mark: Decimal
    key: str
    explanation: str
    drawn: bool = False
    """Whether each student gets another in its place."""

    @property
    def template(self) -> str:
        return f"{self.shown.template}#print"


def on_paper(slot: Slot, version: QuestionVersion, position: int) -> Printed:
    """A question of a quiz for the printer. The place is the seed, as in the preview, so that every print is alike."""
    question_type = version.question.type
    shown = asked(position, version, form_for(version, position))
    key = question_type.key_text(question_type.read(version.body))
    return Printed(shown, slot.max_mark, key, version.explanation, drawn=slot.topic_id is not None)


def fraction_of(version: QuestionVersion, answer: Answer, of: Question | None = None) -> Decimal | None:
    """What an answer earns by the key of ``version``, 0 to 1; ``None`` where a teacher has to say. ``of`` is its question, at hand."""
    question_type = (of or version.question).type
    mark = question_type.mark(question_type.read(version.body), answer)
    return None if mark.waiting else mark.fraction


def setup_for(version: QuestionVersion, seed: int) -> list[int]:
    """The lay-out of a version that a seed stands for; ``FIXED`` for the same one for everybody."""
    question_type = version.question.type
    body = question_type.read(version.body)
    return question_type.fixed_setup(body) if seed == FIXED else question_type.setup(body, seed)


def form_for(version: QuestionVersion, seed: int, data: object = None, prefix: str | None = None) -> AnswerForm:
    """The answer form of a version, laid out by ``seed``; ``prefix`` stands before the names of its fields, where a page has several."""
    question_type = version.question.type
    return question_type.answer_form(question_type.read(version.body), setup_for(version, seed), data, prefix)


def prefix_of(position: int) -> str:
    """What stands before the names of a question's fields on a page with several."""
    return f"q{position}"


def prefix_in(data: Iterable[str], position: int) -> str | None:
    """The prefix of a question's fields, where the names sent have it; ``None`` where they came from a page of its own."""
    prefix = prefix_of(position)
    return prefix if any(name.startswith(f"{prefix}-") for name in data) else None


def filled(form: AnswerForm, draft: Mapping[str, list[str]] | None) -> AnswerForm:
    """The form with what was typed and saved before: shown, and not judged."""
    if draft:
        sent = MultiValueDict(draft)
        form.initial = {name: field.widget.value_from_datadict(sent, MultiValueDict(), name) for name, field in form.fields.items()}
    return form
