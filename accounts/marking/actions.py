"""Every write of a teacher to single attempts: award, release, override, reopen, excuse."""

import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts.marks import answers_of, earned
from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem, AttemptItemQuerySet
from accounts.homework.models import Assignment, Extension
from accounts.marking.models import BankedComment
from accounts.marking.totals import lock_attempts, recount
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, User
from quizzes.models import Quiz
from revision.actions import Refused

MOST_BANKED = 60
"""Comments that one teacher keeps: more are no help in finding one."""


def _locked(items: AttemptItemQuerySet, **which: object) -> AttemptItem:
    return (
        items.select_for_update(of=("attempt", "self"))
        .select_related("attempt__assignment", "version__question", "key_version")
        .get(**which)
    )


@transaction.atomic
def award(*, items: AttemptItemQuerySet, item_id: int, fraction: Decimal, comment: str, by: User) -> AttemptItem:
    """Mark a written answer; it counts once it is released. Given again before that, the later mark stands.

    Raises ``Refused`` where there is no answer to mark or its mark is out already, ``AttemptItem.DoesNotExist`` for no such item.
    """
    item = _locked(items, pk=item_id)
    if item.answered is None:
        raise Refused(_("There is no answer to mark."))
    if item.fraction is not None:
        raise Refused(_("This mark is released already. Change it from the student's answers, with a reason."))
    item.awarded, item.awarded_by, item.awarded_at, item.comment = fraction, by, timezone.now(), comment
    item.save(update_fields=["awarded", "awarded_by", "awarded_at", "comment"])
    return item


@transaction.atomic
def release_marks(*, assignment: Assignment, by: User, despite_unmarked: bool = False) -> int:
    """Make every awarded mark of the assignment count, all at once; gives how many.

    Raises ``Refused`` where nothing is marked, and where some answers are not marked yet unless ``despite_unmarked``: they go on waiting.
    """
    lock_attempts(assignment)
    waiting = AttemptItem.objects.filter(
        attempt__assignment=assignment, attempt__purpose=Attempt.Purpose.HOMEWORK, answered__isnull=False, fraction=None
    )
    given = list(waiting.filter(awarded__isnull=False))
    left = waiting.filter(awarded=None).count()
    if not given:
        raise Refused(_("No answer is marked yet: there is nothing to release."))
    if left and not despite_unmarked:
        said = ngettext(
            "%(count)d answer is not marked yet. Nothing was released.", "%(count)d answers are not marked yet. Nothing was released.", left
        )
        raise Refused(said % {"count": left})
    for item in given:
        item.fraction = item.awarded
    AttemptItem.objects.bulk_update(given, ["fraction"])
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt_id=item.attempt_id, item=item, kind=AttemptEvent.Kind.AWARDED, by=by, after=item.fraction) for item in given
    )
    recount({item.attempt_id for item in given})
    return len(given)


@transaction.atomic
def override_mark(
    *, items: AttemptItemQuerySet, attempt_id: UUID, position: int, fraction: Decimal, reason: str, comment: str, by: User
) -> AttemptItem:
    """Give an answer another mark, which counts at once. Raises ``Refused`` without an answer or a reason, and for a dropped question."""
    item = _locked(items, attempt=attempt_id, position=position)
    if item.answered is None:
        raise Refused(_("This question was not answered, so there is no mark to change. You can reopen the attempt."))
    if item.dropped:
        raise Refused(_("This question is dropped: it counts for nobody."))
    if not reason:
        raise Refused(_("Say why: the reason stands in the attempt's history."))
    before = item.fraction
    item.fraction = item.awarded = fraction
    item.awarded_by, item.awarded_at, item.comment = by, timezone.now(), comment
    item.save(update_fields=["fraction", "awarded", "awarded_by", "awarded_at", "comment"])
    _note(item, AttemptEvent.Kind.OVERRIDDEN, by, before, reason)
    return item


@transaction.atomic
def back_to_automatic(*, items: AttemptItemQuerySet, attempt_id: UUID, position: int, by: User, reason: str = "") -> AttemptItem:
    """Take a mark by hand away again: what the key says counts, and a written answer waits. Raises ``Refused`` where there is none."""
    item = _locked(items, attempt=attempt_id, position=position)
    if item.awarded is None:
        raise Refused(_("This mark is the automatic one already."))
    before = item.fraction
    item.fraction = earned(item, answers_of(item))
    item.awarded = item.awarded_by = item.awarded_at = None
    item.save(update_fields=["fraction", "awarded", "awarded_by", "awarded_at"])
    _note(item, AttemptEvent.Kind.RESTORED, by, before, reason)
    return item


def _note(item: AttemptItem, kind: str, by: User, before: Decimal | None, reason: str) -> None:
    """A line of history for a mark that changed, and the new totals."""
    AttemptEvent.objects.create(attempt=item.attempt, item=item, kind=kind, by=by, reason=reason, before=before, after=item.fraction)
    action = AuditEntry.Action.MARK_RESTORED if kind == AttemptEvent.Kind.RESTORED else AuditEntry.Action.MARK_CHANGED
    write_down(action, of=item.attempt, by=by)
    [item.attempt] = recount([item.attempt_id])


def write_down(action: str, *, of: Attempt, by: User) -> None:
    """The same in the audit log, which says who and which homework, not which mark."""
    classroom = Classroom.objects.get(assignments=of.assignment_id)
    title = Quiz.objects.values_list("title", flat=True).get(assignments=of.assignment_id)
    record(by=by, action=action, school=classroom.school_id, classroom=classroom, about=of.student, detail=title)


@transaction.atomic
def reopen_attempt(*, attempt: Attempt, by: User, reason: str, until: datetime.datetime | None = None) -> Attempt:
    """Let a student go on with an attempt that is over; with ``until``, to an end of their own.

    Raises ``Refused`` without a reason, for practice, for an attempt still under way or beside another one, and where its end has passed.
    """
    assignment = Assignment.objects.select_for_update().get(pk=attempt.assignment_id)
    found = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    found.assignment = assignment
    now = timezone.now()
    if not reason:
        raise Refused(_("Say why: the reason stands in the attempt's history."))
    if found.is_practice:
        raise Refused(_("Practice does not count: the student can start it again."))
    if not found.is_over(now):
        raise Refused(_("This attempt is still under way."))
    if assignment.attempts.counted().open().filter(student=found.student_id).exclude(pk=found.pk).exists():
        raise Refused(_("The student has another attempt under way. One at a time."))
    ends = until or found.ends() or assignment.closes
    if ends <= now:
        raise Refused(_("Its time is over: give it a new end that is still to come."))
    if until is not None:
        _extend(assignment, found.student_id, until)
        found.deadline, found.due, found.closes = until, min(found.due or assignment.due, until), until
    found.finished, found.ended_by = None, ""
    found.save(update_fields=["finished", "ended_by", "deadline", "due", "closes"])
    AttemptEvent.objects.create(attempt=found, kind=AttemptEvent.Kind.REOPENED, by=by, reason=reason)
    write_down(AuditEntry.Action.ATTEMPT_REOPENED, of=found, by=by)
    return found


def _extend(assignment: Assignment, student_id: UUID, until: datetime.datetime) -> None:
    """Terms of one student's own, with ``until`` as the end."""
    own, _new = Extension.objects.select_for_update().get_or_create(assignment=assignment, student_id=student_id)
    own.due = min(own.due or assignment.due, until)
    own.opens = min(own.opens or assignment.opens, own.due)
    own.closes = until
    own.save(update_fields=["opens", "due", "closes"])


@transaction.atomic
def excuse_student(*, assignment: Assignment, student: User, by: User, reason: str, excused: bool = True) -> Extension:
    """Take a student out of an assignment, or back in; their answers stay. Raises ``Refused`` without a reason, or if it is so already."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    own, _new = Extension.objects.select_for_update().get_or_create(assignment=assignment, student=student)
    if own.excused == excused:
        raise Refused(_("That is so already; nothing was changed."))
    if not reason:
        raise Refused(_("Say why: the reason stands in the history."))
    own.excused, own.reason = excused, reason[:200]
    own.save(update_fields=["excused", "reason"])
    kind = AttemptEvent.Kind.EXCUSED if excused else AttemptEvent.Kind.INCLUDED
    for attempt in assignment.attempts.counted().filter(student=student):
        AttemptEvent.objects.create(attempt=attempt, kind=kind, by=by, reason=reason)
    return own


@transaction.atomic
def bank_comment(*, teacher: User, text: str) -> BankedComment:
    """Keep a comment to use again; one that is kept already moves to the top. The oldest make room."""
    kept, _new = BankedComment.objects.update_or_create(teacher=teacher, text=text, defaults={"kept": timezone.now()})
    oldest = teacher.banked_comments.values_list("pk", flat=True)[MOST_BANKED:]
    BankedComment.objects.filter(pk__in=list(oldest)).delete()
    return kept


def forget_comment(*, comments: models.QuerySet[BankedComment], comment_id: UUID) -> None:
    """Take a comment out of the bank; where it was used it stays. Raises ``BankedComment.DoesNotExist``."""
    comments.get(pk=comment_id).delete()
