"""What the marking desk shows: which questions wait for a teacher, and their answers one by one. Reads only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.attempts.models import Attempt, AttemptItem, AttemptItemQuerySet
from accounts.homework.models import Assignment
from quizzes.marking import SUREST
from revision.models import Question, QuestionVersion
from revision.question_types.base import Answer, Scheme


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A question of the desk: how many written answers it has, how many of them are marked, and how many marks are out."""

    question: Question
    prompt: str
    answers: int
    marked: int
    released: int
    typed: int = 0
    """Typed answers that were taken for wrong and nobody has settled."""

    @property
    def waits(self) -> bool:
        return self.question.type.waits

    @property
    def left(self) -> int:
        return self.answers - self.marked


def written_items(assignment: Assignment) -> AttemptItemQuerySet:
    """The class's answers that no other answer can replace: of attempts handed in, and final ones."""
    return AttemptItem.objects.filter(
        Q(attempt__finished__isnull=False) | Q(is_final=True),
        attempt__assignment=assignment,
        attempt__purpose=Attempt.Purpose.HOMEWORK,
        answered__isnull=False,
        dropped=False,
    )


def queue_of(assignment: Assignment) -> list[QueueRow]:
    """The questions with answers that a teacher marks, in the order of the quiz; one query."""
    rows: dict[Question, list[AttemptItem]] = {}
    items = written_items(assignment).select_related("version__question").order_by("slot__position", "position")
    for item in items:
        if item.version.question.type.waits:
            rows.setdefault(item.version.question, []).append(item)
    return [
        QueueRow(
            question,
            found[-1].version.prompt,
            answers=len(found),
            marked=sum(one.awarded is not None or one.fraction is not None for one in found),
            released=sum(one.fraction is not None for one in found),
        )
        for question, found in rows.items()
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """One answer on the desk; ``name`` only once its mark is out."""

    item: AttemptItem
    text: str
    version: QuestionVersion
    scheme: Scheme | None
    out_of: Decimal
    """What the teacher marks out of: the scheme's marks, or the question's."""
    name: str
    place: int
    """From 1, in an order that says nothing of who wrote it."""

    @property
    def mark(self) -> Decimal | None:
        """What the teacher gave so far."""
        given = self.item.awarded if self.item.fraction is None else self.item.fraction
        return None if given is None else given * self.out_of


def answers_on(assignment: Assignment, question: Question) -> list[AttemptItem]:
    """The answers to one question in an order that stays and that nobody can read names from; two queries."""
    items = written_items(assignment).filter(version__question=question).select_related("version__question", "version__source")
    return sorted(
        items.select_related("attempt__student").prefetch_related("responses"),
        key=lambda item: hashlib.sha256(f"{assignment.pk} {item.pk}".encode()).digest(),
    )


def shown_answer(items: Sequence[AttemptItem], item: AttemptItem) -> Written:
    """One of ``answers_on`` as the desk shows it."""
    question_type = item.version.question.type
    body = question_type.read((item.key_version or item.version).body) if item.key_version_id else question_type.read(item.version.body)
    scheme = question_type.scheme(body)
    return Written(
        item,
        said(item),
        item.version,
        scheme,
        out_of=marks_of(item, scheme),
        name=item.attempt.student.display_name if item.fraction is not None else "",
        place=[one.pk for one in items].index(item.pk) + 1,
    )


def said(item: AttemptItem) -> str:
    """The whole answer, as it was given last; for a type without a text of its own, in a few words."""
    answer: Answer | None = next((one.answer for one in item.responses.all() if one.try_number == item.tries), None)
    if answer is None:
        return ""
    question_type = item.version.question.type
    return str(answer.get("text") or question_type.summarise(question_type.read(item.version.body), answer))


def marks_of(item: AttemptItem, scheme: Scheme | None) -> Decimal:
    """What an answer is marked out of, for people; where confidence counts, the marks without it."""
    if scheme is not None:
        return Decimal(scheme.marks)
    return item.max_mark / SUREST if item.confidence_counts else item.max_mark


def next_of(items: Sequence[AttemptItem], after: AttemptItem | None = None) -> AttemptItem | None:
    """The next answer to mark: after this one, then from the start; ``None`` when all are marked."""
    start = [item.pk for item in items].index(after.pk) + 1 if after is not None else 0
    round_trip = [*items[start:], *items[:start]]
    return next((item for item in round_trip if item.fraction is None and item.awarded is None), None)
