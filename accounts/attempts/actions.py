"""Every write to attempts: start, answer, finish. The server's clock alone counts."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.attempts.models import Attempt, AttemptItem, AttemptItemQuerySet, Response
from accounts.homework.models import Assignment
from accounts.people.models import User
from quizzes.presentation import form_for, fraction_of
from revision.actions import Refused
from revision.question_types.base import AnswerForm
from revision.templatetags.interface import mark as marks
from revision.templatetags.interface import moment


class Closed(Refused):
    """The attempt takes no more answers; what was saved before is kept."""


class BadAnswer(Exception):
    """What the browser sent is no answer to this question; ``form`` says what is wrong. Nothing was saved."""

    def __init__(self, item: AttemptItem, form: AnswerForm) -> None:
        super().__init__(form.errors.as_text())
        self.item = item
        self.form = form


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of an answer. ``stands`` is false where an earlier answer to the same question stood already."""

    item: AttemptItem
    response: Response
    stands: bool


@transaction.atomic
def start_attempt(*, assignment: Assignment, student: User) -> Attempt:
    """The student's attempt at their homework: a new one, or the one they have begun.

    Raises ``Refused`` before it opens, after it closes, and for a quiz that has lost its questions.
    """
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if begun := assignment.attempts.counted().filter(student=student).first():
        return begun
    now = timezone.now()
    if now < assignment.opens:
        raise Refused(_("This homework opens %(when)s.") % {"when": moment(assignment.opens)})
    if assignment.is_closed(now):
        raise Closed(_("This homework closed %(when)s.") % {"when": moment(assignment.closes)})
    slots = assignment.quiz.slots.select_related("question")
    return _begin(assignment, student, Attempt.Purpose.HOMEWORK, 1, [(slot.question.current_id, slot.max_mark) for slot in slots])


@transaction.atomic
def start_practice(*, attempt: Attempt) -> Attempt:
    """A fresh attempt, which never counts, of what ``attempt`` missed; one that is open already goes on.

    Raises ``Refused`` if the attempt is not over, missed nothing, or its student may not know yet what it missed.
    """
    assignment = Assignment.objects.select_for_update().get(pk=attempt.assignment_id)
    earlier = assignment.attempts.filter(student=attempt.student_id, purpose=Attempt.Purpose.PRACTICE)
    if open_one := earlier.open().first():
        return open_one
    now = timezone.now()
    if not attempt.is_over(now):
        raise Refused(_("Finish this attempt first; then practise what it missed."))
    if not attempt.verdict_is_out(now):
        when = moment(assignment.closes)
        raise Refused(_("What you missed is shown when this homework closes, %(when)s; practise it then.") % {"when": when})
    missed = attempt.items.exclude(fraction=1).exclude(answered__isnull=False, fraction=None).select_related("version__question")
    number = max(earlier.values_list("number", flat=True), default=0) + 1
    pinned = [(item.version.question.current_id or item.version_id, item.max_mark) for item in missed]
    if not pinned:
        raise Refused(_("Nothing was missed: there is nothing to practise."))
    return _begin(assignment, attempt.student, Attempt.Purpose.PRACTICE, number, pinned)


def _begin(assignment: Assignment, student: User, purpose: str, number: int, pinned: Iterable[tuple[int | None, Decimal]]) -> Attempt:
    """Pin the questions; three queries whatever their number."""
    kept = [(version_id, max_mark) for version_id, max_mark in pinned if version_id is not None]
    if not kept:
        raise Refused(_("This homework has no questions any more; tell your teacher."))
    attempt = Attempt.objects.create(
        assignment=assignment,
        student=student,
        purpose=purpose,
        number=number,
        question_count=len(kept),
        max_score=sum((max_mark for _version, max_mark in kept), Decimal(0)),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=position, version_id=version_id, seed=random.getrandbits(31), max_mark=max_mark)
        for position, (version_id, max_mark) in enumerate(kept, start=1)
    )
    return attempt


@transaction.atomic
def submit_answer(*, items: AttemptItemQuerySet, attempt_id: UUID, position: int, key: UUID, data: QueryDict) -> Submitted:
    """Read, mark and keep the one answer to a question of ``items`` (the student's own). It is saved when this returns.

    A second answer to the same question (a double click, a retry, another tab) changes nothing and gets the first one back.
    Raises ``Closed`` when the attempt is over, ``BadAnswer`` for what is no answer, ``AttemptItem.DoesNotExist`` for no such question.
    """
    item = (
        items.select_for_update(of=("self", "attempt"))  # PostgreSQL reads anew what it waited for, and only that
        .select_related("attempt__assignment__quiz", "version__question__topic", "version__source")
        .get(attempt=attempt_id, position=position)
    )
    if item.answered is not None:
        first = item.responses.get(try_number=1)
        return Submitted(item, first, stands=first.key == key)
    attempt, now = item.attempt, timezone.now()
    if attempt.is_over(now):
        raise Closed(_closed_words(attempt))
    form = form_for(item.version, item.seed, data)
    if not form.is_valid():
        raise BadAnswer(item, form)
    answer = form.answer()
    fraction = fraction_of(item.version, answer)
    response = Response.objects.create(item=item, key=key, answer=answer, fraction=fraction, given=now)
    item.fraction, item.answered = fraction, now
    item.save(update_fields=["fraction", "answered"])
    attempt.answered_count += 1
    attempt.waiting_count += fraction is None
    attempt.score += item.mark
    attempt.save(update_fields=["answered_count", "waiting_count", "score"])
    return Submitted(item, response, stands=True)


def _closed_words(attempt: Attempt) -> str:
    if attempt.finished is not None:
        return _("You handed this in %(when)s, so this answer was not saved. All earlier ones are.") % {"when": moment(attempt.finished)}
    when = moment(attempt.assignment.closes)
    return _("This homework closed %(when)s, so this answer was not saved. All earlier ones are.") % {"when": when}


@transaction.atomic
def finish_attempt(*, attempt_id: UUID) -> Attempt:
    """Hand the attempt in; one that is over already stays as it was (a double click)."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=attempt_id)
    now = timezone.now()
    if not attempt.is_over(now):
        attempt.finished = now
        attempt.save(update_fields=["finished"])
    return attempt


@transaction.atomic
def judge_oneself(*, items: AttemptItemQuerySet, attempt_id: UUID, position: int, mark: Decimal) -> AttemptItem:
    """Keep what a student gives their own answer; it never counts. ``mark`` is in marks of the question.

    Raises ``Refused`` where the answer is not one that a teacher marks, and above the marks there are.
    """
    item = items.select_for_update(of=("self",)).select_related("version__question").get(attempt=attempt_id, position=position)
    if item.answered is None or not item.version.question.type.waits:
        raise Refused(_("Only your own written answers can be marked by yourself."))
    if not 0 <= mark <= item.max_mark:
        raise Refused(_("Give yourself between 0 and %(max)s marks.") % {"max": marks(item.max_mark)})
    item.own_fraction = (mark / item.max_mark).quantize(Decimal("0.00001"))
    item.save(update_fields=["own_fraction"])
    return item
