"""What a repair makes of the key of a question, and what answers earn by it: worked out before any mark changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.attempts.marks import answers_of, earned
from accounts.attempts.models import Attempt, AttemptItem, AttemptItemQuerySet
from accounts.homework.models import Assignment
from accounts.marking.models import Repair
from revision.models import Question, QuestionVersion


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be repaired. ``texts``: the choice that is right now, or what to accept."""

    kind: str
    texts: tuple[str, ...] = ()

    @property
    def changes_key(self) -> bool:
        return self.kind in {Repair.Kind.KEY, Repair.Kind.ACCEPT}

    def body_of(self, version: QuestionVersion) -> dict[str, Any] | None:
        """The repaired body of a version; ``None`` where there is nothing to repair in it."""
        question_type = version.question.type
        body: dict[str, Any] = version.body
        for text in self.texts:
            read = question_type.read(body)
            if self.kind == Repair.Kind.KEY:
                numbers = [number for number, choice in enumerate(question_type.choices(read)) if choice.text == text]
                body = (question_type.with_right(read, numbers[0]) if numbers else None) or body
            else:
                body = question_type.with_accepted(read, text) or body
        return None if question_type.read(body) == question_type.read(version.body) else body


type WorkedOut = Mapping[str, Sequence[str | None]]
"""By item: what its fraction by the repaired key was worked out from, and the fraction."""


def items_asked(assignment: Assignment, question: Question) -> AttemptItemQuerySet:
    """What the class was asked of a question: one item for each homework attempt."""
    return AttemptItem.objects.filter(
        attempt__assignment=assignment, attempt__purpose=Attempt.Purpose.HOMEWORK, version__question=question
    ).order_by("pk")


def repaired_key(base: QuestionVersion, edit: Edit, made: dict[int, QuestionVersion | None]) -> QuestionVersion | None:
    """The repaired version of ``base``, made once and not saved."""
    if base.pk not in made:
        body = edit.body_of(base)
        made[base.pk] = (
            None
            if body is None
            else QuestionVersion(
                question=base.question,
                prompt=base.prompt,
                explanation=base.explanation,
                body=body,
                source=base.source,
                hints=base.hints,
            )
        )
    return made[base.pk]


def with_answers(items: AttemptItemQuerySet) -> AttemptItemQuerySet:
    return items.select_related(
        "attempt__assignment", "attempt__student", "version__question", "version__source", "key_version__question", "key_version__source"
    ).prefetch_related("responses")


def items_to_mark(assignment: Assignment, question: Question, edit: Edit) -> AttemptItemQuerySet:
    """The answers that such a repair marks again: none where the key stays, and none that a teacher has marked."""
    items = items_asked(assignment, question).filter(answered__isnull=False, awarded=None)
    return items if edit.changes_key else items.none()


def work_out(items: AttemptItemQuerySet, edit: Edit) -> dict[str, list[str | None]]:
    """What these answers earn by the repaired key; changes nothing."""
    made: dict[int, QuestionVersion | None] = {}
    found: dict[str, list[str | None]] = {}
    for item in with_answers(items):
        key = repaired_key(item.key_version or item.version, edit, made)
        after = None if key is None else earned(item, answers_of(item), key=key)
        found[str(item.pk)] = [_worked_out_from(item), None if after is None else str(after)]
    return found


def _worked_out_from(item: AttemptItem) -> str:
    """What the fraction of an item depends on: another answer, another key or other rules of the homework, and it is worked out anew."""
    rules = item.attempt.assignment
    base = (item.key_version or item.version).pk
    return f"{base} {len(item.responses.all())} {item.full_mark} {rules.penalty.normalize()} {rules.feedback}"


def earned_by(item: AttemptItem, key: QuestionVersion, known: WorkedOut) -> Decimal | None:
    """What an item's answers earn by ``key``: as it was worked out before, or now."""
    row = known.get(str(item.pk))
    if row is not None and row[0] == _worked_out_from(item):
        return None if row[1] is None else Decimal(row[1])
    return earned(item, answers_of(item), key=key)
