"""Repairing a question that a class has answered: what would change, changing it, and undoing that exactly.

The items of an assignment point to the version whose key marks them; a repair makes that version and points them to it. Who has started
goes on seeing the words they saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.attempts.marks import answers_of, earned
from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem
from accounts.homework.models import Assignment
from accounts.marking.models import Repair, Settled
from accounts.marking.rekeying import Edit, WorkedOut, earned_by, items_asked, repaired_key, with_answers
from accounts.marking.totals import lock_attempts, recount
from accounts.people.audit import AuditEntry, record
from accounts.people.models import User
from revision.actions import Refused, make_side_version, make_version
from revision.models import Course, Question, QuestionVersion
from revision.typed_text import folded

LONGEST_FOLDED = 200
FLAGS = ["fraction", "key_version", "dropped", "full_mark"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a repair does to one student's item."""

    item: AttemptItem
    before: Decimal | None
    after: Decimal | None
    key: QuestionVersion | None
    """The version that marks it from now on, not saved yet; ``None`` where that stays."""
    dropped: bool
    full_mark: bool

    @property
    def attempt(self) -> Attempt:
        return self.item.attempt

    @property
    def matters(self) -> bool:
        """Whether the student's marks change."""
        return self.before != self.after or self.dropped != self.item.dropped

    @property
    def score_after(self) -> Decimal:
        """The attempt's score with this change."""
        changed = AttemptItem(
            fraction=self.after,
            dropped=self.dropped,
            max_mark=self.item.max_mark,
            confidence_counts=self.item.confidence_counts,
            confidence=self.item.confidence,
        )
        return self.attempt.score - self.item.mark + changed.mark

    @property
    def max_after(self) -> Decimal:
        """The marks of the attempt with this change."""
        return self.attempt.max_score - (self.item.max_mark if self.dropped and not self.item.dropped else 0)


def plan_repair(
    *, assignment: Assignment, question: Question, edit: Edit, may_lower: bool = False, known: WorkedOut = MappingProxyType({})
) -> list[Change]:
    """What the repair would do, item by item; changes nothing. Two queries, and one for the versions.

    What is ``known`` already is not worked out again.
    """
    made: dict[int, QuestionVersion | None] = {}
    return [_change(item, edit, made, known, may_lower=may_lower) for item in with_answers(items_asked(assignment, question))]


def _change(item: AttemptItem, edit: Edit, made: dict[int, QuestionVersion | None], known: WorkedOut, *, may_lower: bool) -> Change:
    same = Change(item, item.fraction, item.fraction, None, item.dropped, item.full_mark)
    if edit.kind == Repair.Kind.DROP:
        return Change(item, item.fraction, item.fraction, None, item.dropped or may_lower or not _profits(item), item.full_mark)
    if edit.kind == Repair.Kind.FULL:
        after = None if item.answered is None else Decimal(1)
        return Change(item, item.fraction, after, None, item.dropped, full_mark=True)
    key = repaired_key(item.key_version or item.version, edit, made)
    if key is None:
        return same
    if item.answered is None or item.awarded is not None:
        return Change(item, item.fraction, item.fraction, key, item.dropped, item.full_mark)
    after = earned_by(item, key, known)
    lower = after is not None and item.fraction is not None and after < item.fraction
    return same if lower and not may_lower else Change(item, item.fraction, after, key, item.dropped, item.full_mark)


def _profits(item: AttemptItem) -> bool:
    """Whether the question raises its student's share of the marks, so that dropping it would take something away."""
    attempt = item.attempt
    rest = attempt.max_score - item.max_mark
    return item.answered is not None and (rest <= 0 or item.mark * rest > (attempt.score - item.mark) * item.max_mark)


@dataclass(slots=True)
class _Applied:
    """What a repair made while it is applied: the saved versions by the words of the unsaved ones."""

    question: Question
    owned: bool
    saved: dict[int, QuestionVersion] = field(default_factory=dict)

    def version(self, key: QuestionVersion, base: QuestionVersion) -> QuestionVersion:
        """``key`` saved. In a course of the teacher's own it is asked from now on where it repairs what is asked now."""
        if base.pk not in self.saved:
            make = make_version if self.owned and base.pk == self.question.current_id else make_side_version
            self.saved[base.pk] = make(
                question=self.question,
                prompt=key.prompt,
                explanation=key.explanation,
                body=key.body,
                source=key.source,
                hints=key.hints,
            )
        return self.saved[base.pk]

    def mend_current(self, edit: Edit) -> None:
        """Where the class was asked an earlier version, what is asked now accepts the same."""
        current = self.question.current
        if self.owned and current is not None and current.pk not in {version.pk for version in self.saved.values()}:
            current.question = self.question
            if (body := edit.body_of(current)) is not None:
                make_version(
                    question=self.question,
                    prompt=current.prompt,
                    explanation=current.explanation,
                    body=body,
                    source=current.source,
                    hints=current.hints,
                )


@transaction.atomic
def repair_question(
    *, assignment: Assignment, question: Question, edit: Edit, by: User, may_lower: bool = False, known: WorkedOut = MappingProxyType({})
) -> Repair:
    """Mark a question of the assignment otherwise, for those who have answered it and those who will.

    No mark goes down unless ``may_lower``: who would lose is marked as before. A mark given by hand stays. ``known`` is what ``work_out``
    found before. Raises ``Refused`` where the class was not asked the question, and where the key says all that already.
    """
    locked = lock_attempts(assignment)
    question = Question.objects.select_for_update(of=("self",)).select_related("current__source").get(pk=question.pk)
    changes = plan_repair(assignment=locked, question=question, edit=edit, may_lower=may_lower, known=known)
    if not changes:
        raise Refused(_("Nobody in the class has been asked this question yet."))
    if edit.changes_key and all(change.key is None for change in changes) and not _any_key(changes, edit):
        raise Refused(_("The key says that already; nothing was changed."))
    owned = edit.changes_key and Course.objects.editable_by(by).filter(pk=question.course_id).exists()
    current_before, applied = question.current, _Applied(question, owned)
    before: dict[str, Any] = {"items": {}, "entries": {}}
    _save_items(changes, applied, before, edit)
    if edit.changes_key:
        applied.mend_current(edit)
    _tell_later_ones(locked, changes, applied, before, edit)
    repair = Repair.objects.create(
        assignment=assignment,
        question=question,
        number=assignment.repairs.count() + 1,
        kind=edit.kind,
        what=" / ".join(edit.texts)[:300],
        may_lower=may_lower,
        by=by,
        before=before,
        current_before=current_before if question.current_id != (current_before.pk if current_before else None) else None,
        current_after=question.current if question.current_id != (current_before.pk if current_before else None) else None,
    )
    _note(changes, AttemptEvent.Kind.REPAIRED, by, repair)
    _write_down(AuditEntry.Action.QUESTION_REPAIRED, assignment, by)
    recount({change.item.attempt_id for change in changes})
    return repair


def _write_down(action: str, assignment: Assignment, by: User) -> None:
    """The repair in the audit log, by the name of the homework."""
    classroom = assignment.classroom
    record(by=by, action=action, school=classroom.school_id, classroom=classroom, detail=assignment.quiz.title)


def _any_key(changes: Sequence[Change], edit: Edit) -> bool:
    """Whether some version would be repaired, even if everybody keeps their mark by the old key."""
    bases = {(change.item.key_version or change.item.version).pk: change.item.key_version or change.item.version for change in changes}
    return any(edit.body_of(base) is not None for base in bases.values())


def _save_items(changes: Sequence[Change], applied: _Applied, before: dict[str, Any], edit: Edit) -> None:
    """Keep what stood, then write what stands now."""
    for change in changes:
        item = change.item
        stood = [_text(item.fraction), item.key_version_id, item.dropped, item.full_mark]
        if change.key is not None:
            item.key_version = applied.version(change.key, item.key_version or item.version)
        item.fraction, item.dropped, item.full_mark = change.after, change.dropped, change.full_mark
        before["items"][str(item.pk)] = [*stood, _text(change.after), change.dropped, *_since(item)]
    AttemptItem.objects.bulk_update([change.item for change in changes], FLAGS)


def _tell_later_ones(locked: Assignment, changes: Sequence[Change], applied: _Applied, before: dict[str, Any], edit: Edit) -> None:
    """Who starts later is marked as repaired too, whatever those keep who started before."""
    for version in {change.item.version_id: change.item.version for change in changes}.values():
        stood = locked.repaired.get(str(version.pk))
        entry = dict(stood or {"key": None, "dropped": False, "full": False})
        if edit.changes_key:
            base = QuestionVersion.objects.select_related("source").get(pk=entry["key"]) if entry["key"] else version
            base.question = applied.question
            if base.pk in applied.saved:
                entry["key"] = applied.saved[base.pk].pk
            elif (key := repaired_key(base, edit, {})) is not None:
                entry["key"] = applied.version(key, base).pk
        entry["dropped"] |= edit.kind == Repair.Kind.DROP
        entry["full"] |= edit.kind == Repair.Kind.FULL
        before["entries"][str(version.pk)] = stood
        locked.repaired[str(version.pk)] = entry
    locked.save(update_fields=["repaired"])


def _note(changes: Sequence[Change], kind: str, by: User, repair: Repair) -> None:
    """A line in the history of every attempt whose marks change."""
    AttemptEvent.objects.bulk_create(
        AttemptEvent(
            attempt_id=change.item.attempt_id,
            item=change.item,
            kind=kind,
            by=by,
            reason=f"{repair.get_kind_display()}: {repair.what}"[:300] if repair.what else repair.get_kind_display(),
            before=change.before,
            after=change.after,
        )
        for change in changes
        if change.before != change.after or repair.dropped_item(change.item.pk)
    )


def _since(item: AttemptItem) -> list[object]:
    """What another answer, or a mark by hand, would change; repairs of before it was kept lack it."""
    return [item.tries, _text(item.awarded)]


def _text(fraction: Decimal | None) -> str | None:
    return None if fraction is None else str(fraction.quantize(Decimal("0.00001")))


@transaction.atomic
def undo_repair(*, repair: Repair, by: User) -> Repair:
    """Put back what stood before a repair, to the last digit. What was answered or marked by hand since stays, by the key of before.

    Raises ``Refused`` for one that is undone already, and while a later repair of the same question stands.
    """
    assignment = lock_attempts(repair.assignment)
    repair = Repair.objects.select_related("question__current").get(pk=repair.pk)
    standing = assignment.repairs.standing().filter(question=repair.question_id).first()
    if repair.undone is not None:
        raise Refused(_("This is undone already."))
    if standing is None or standing.pk != repair.pk:
        raise Refused(_("A later repair of this question builds on it: undo that one first."))
    items = items_asked(assignment, repair.question).select_related("attempt__assignment", "version__question", "key_version__question")
    keys = [known[1] for known in repair.before["items"].values()] + [one["key"] for one in repair.before["entries"].values() if one]
    versions = QuestionVersion.objects.select_related("question").in_bulk({key for key in keys if key})
    changes = [_undone(item, repair, versions) for item in items.prefetch_related("responses")]
    AttemptItem.objects.bulk_update([change.item for change in changes], FLAGS)
    for version_id, entry in repair.before["entries"].items():
        assignment.repaired.pop(version_id, None)
        if entry is not None:
            assignment.repaired[version_id] = entry
    assignment.save(update_fields=["repaired"])
    question = repair.question
    if repair.current_after_id is not None and question.current_id == repair.current_after_id:
        question.current = repair.current_before
        question.save(update_fields=["current"])
    Settled.objects.filter(repair=repair).delete()
    repair.undone = timezone.now()
    repair.save(update_fields=["undone"])
    _note(changes, AttemptEvent.Kind.UNDONE, by, repair)
    _write_down(AuditEntry.Action.REPAIR_UNDONE, assignment, by)
    recount({change.item.attempt_id for change in changes})
    return repair


def _undone(item: AttemptItem, repair: Repair, versions: Mapping[int, QuestionVersion]) -> Change:
    """Give an item back what it had; one that started after the repair what it would have got without."""
    now = item.fraction
    known = repair.before["items"].get(str(item.pk))
    if known is not None:
        fraction, key, item.dropped, item.full_mark, after = known[:5]
    else:
        entry = repair.before["entries"].get(str(item.version_id)) or {"key": None, "dropped": False, "full": False}
        fraction, key, after = None, entry["key"], None
        item.dropped, item.full_mark = entry["dropped"], entry["full"]
    item.key_version = versions[key] if key else None
    if known is not None and _text(now) == after and known[6:] in ([], _since(item)):
        item.fraction = None if fraction is None else Decimal(fraction)
    elif item.awarded is None and item.answered is not None:
        item.fraction = earned(item, answers_of(item))
    return Change(item, now, item.fraction, None, item.dropped, item.full_mark)


def settle_answers(*, assignment: Assignment, question: Question, texts: Sequence[str], accepted: bool, by: User) -> Repair | None:
    """Judge typed answers, for good: accepted ones join the key, as a repair; rejected ones are not shown as open any more.

    Raises ``Refused`` where the key cannot take them, and for texts that say nothing.
    """
    wanted = {fold: text for text in texts if (fold := folded(text)[:LONGEST_FOLDED])}
    if not wanted:
        raise Refused(_("Choose an answer first."))
    with transaction.atomic():
        repair = None
        if accepted:
            edit = Edit(Repair.Kind.ACCEPT, tuple(wanted.values()))
            repair = repair_question(assignment=assignment, question=question, edit=edit, by=by)
        Settled.objects.filter(assignment=assignment, question=question, text__in=wanted).delete()
        Settled.objects.bulk_create(
            Settled(assignment=assignment, question=question, text=text, accepted=accepted, repair=repair, by=by) for text in wanted
        )
    return repair


@transaction.atomic
def unsettle(*, settled: Settled, by: User) -> None:
    """Take a judgement on a typed answer back: the accepted one by undoing its repair. Raises ``Refused`` as ``undo_repair`` does."""
    if settled.repair is not None:
        undo_repair(repair=settled.repair, by=by)
    else:
        settled.delete()
