"""Every write to attempts: start, answer, finish. The server's clock alone counts."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.attempts.drafts import draft_in, sure_in, worth_keeping
from accounts.attempts.marks import earned
from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem, AttemptItemQuerySet, Response
from accounts.homework.models import Assignment
from accounts.homework.terms import terms_for
from accounts.people.models import User
from quizzes.compose import Pinned, draw_questions
from quizzes.feedback import FeedbackPolicy
from quizzes.marking import SUREST
from quizzes.presentation import FIXED, form_for, fraction_of, prefix_in
from revision.actions import Refused
from revision.question_types.base import Answer, AnswerForm
from revision.templatetags.interface import mark as marks
from revision.templatetags.interface import moment

MOST_ANSWERS = 500
"""Answers to one question that may replace each other."""
ANSWERED = [
    "fraction",
    "answered",
    "confidence",
    "tries",
    "draft_number",
    "is_final",
    "awarded",
    "awarded_by",
    "awarded_at",
]
"""What an answer changes of its item, besides the draft that it replaces."""


class Closed(Refused):
    """The attempt takes no more answers; what was saved before is kept."""


class BadAnswer(Exception):
    """What the browser sent is no answer to this question; ``form`` says what is wrong. Nothing was saved."""

    def __init__(self, item: AttemptItem, form: AnswerForm) -> None:
        super().__init__(form.errors.as_text())
        self.item = item
        self.form = form


class Stale(Exception):
    """Another tab saved or answered since; ``item`` has what it left. Nothing was saved."""

    def __init__(self, item: AttemptItem) -> None:
        super().__init__(f"{item} is at save {item.draft_number}")
        self.item = item


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of an answer. ``stands`` is false where an earlier answer to the same question stood already."""

    item: AttemptItem
    response: Response
    stands: bool


@transaction.atomic
def start_attempt(*, assignment: Assignment, student: User) -> Attempt:
    """The student's attempt at their homework: the one that is open, or a new one, or where none is left the last one.

    Raises ``Refused`` before it opens, after it closes, for the excused, and for a quiz that has lost its questions.
    """
    assignment.repaired = Assignment.objects.select_for_update().get(pk=assignment.pk).repaired
    terms = terms_for(assignment, student)
    now = timezone.now()
    earlier = list(assignment.attempts.counted().filter(student=student).order_by("number"))
    for one in earlier:
        one.assignment = assignment
        if one.finished is None and one.is_over(now):
            _close(one)
        elif one.finished is None:
            return one
    if earlier and ((terms.attempts is not None and len(earlier) >= terms.attempts) or not terms.is_open(now)):
        return earlier[-1]
    if terms.excused:
        raise Refused(_("Your teacher has excused you from this homework."))
    if now < terms.opens:
        raise Refused(_("This homework opens %(when)s.") % {"when": moment(terms.opens)})
    if now > terms.closes:
        raise Closed(_("This homework closed %(when)s.") % {"when": moment(terms.closes)})
    pinned = draw_questions(assignment.quiz, random.Random(random.getrandbits(62)), shuffle=assignment.shuffle_questions)
    return _begin(
        assignment,
        pinned,
        student=student,
        number=earlier[-1].number + 1 if earlier else 1,
        started=now,
        due=terms.due,
        deadline=terms.deadline(now),
        closes=terms.closes,
    )


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
    attempt.assignment = assignment
    if not attempt.is_over(now):
        raise Refused(_("Finish this attempt first; then practise what it missed."))
    if not attempt.reveal(now, final=True).key:
        raise Refused(_without_practice(attempt))
    missed = (
        attempt.items.filter(dropped=False)
        .exclude(fraction=1)
        .exclude(answered__isnull=False, fraction=None)
        .select_related("version__question")
    )
    number = max(earlier.values_list("number", flat=True), default=0) + 1
    pinned = [
        Pinned(item.version.question.current_id or item.version_id, item.max_mark / (SUREST if item.confidence_counts else 1), item.slot_id)
        for item in missed
    ]
    if not pinned:
        raise Refused(_("Nothing was missed: there is nothing to practise."))
    return _begin(assignment, pinned, student=attempt.student, purpose=Attempt.Purpose.PRACTICE, number=number)


def _without_practice(attempt: Attempt) -> str:
    if attempt.assignment.feedback == FeedbackPolicy.AFTER_DUE:
        when = moment(attempt.closed_from())
        return _("What you missed is shown when this homework closes, %(when)s; practise it then.") % {"when": when}
    return _("The right answers of this homework are not shown, so there is nothing to practise with.")


def _begin(assignment: Assignment, pinned: Sequence[Pinned], *, purpose: str = Attempt.Purpose.HOMEWORK, **values: Any) -> Attempt:
    """Pin the questions, as a repair has them marked; two queries whatever their number."""
    if not pinned:
        raise Refused(_("This homework has no questions any more; tell your teacher."))
    sure = purpose == Attempt.Purpose.HOMEWORK and assignment.confidence == Assignment.Confidence.MARKED
    worth = SUREST if sure else 1
    repairs = {int(pk): one for pk, one in assignment.repaired.items()}
    counts = purpose == Attempt.Purpose.HOMEWORK
    dropped = {version_id for version_id, one in repairs.items() if counts and one["dropped"]}
    attempt = Attempt.objects.create(
        assignment=assignment,
        purpose=purpose,
        question_count=len(pinned),
        max_score=sum((one.max_mark * worth for one in pinned if one.version_id not in dropped), Decimal(0)),
        **values,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            slot_id=one.slot_id,
            version_id=one.version_id,
            seed=random.randrange(1, 2**31) if assignment.shuffle_options else FIXED,
            max_mark=one.max_mark * worth,
            confidence_counts=sure,
            dropped=one.version_id in dropped,
            key_version_id=repairs[one.version_id]["key"] if one.version_id in repairs else None,
            full_mark=one.version_id in repairs and repairs[one.version_id]["full"],
        )
        for position, one in enumerate(pinned, start=1)
    )
    return attempt


def _locked(items: AttemptItemQuerySet, attempt_id: UUID, position: int) -> AttemptItem:
    """The item with its attempt, for nobody else to change until the end of the transaction."""
    return (
        items.select_for_update(of=("attempt", "self"))  # the attempt first, as repairs do; PostgreSQL reads anew what it waited for
        .select_related("attempt__assignment__quiz", "version__question__topic", "version__source", "key_version")
        .get(attempt=attempt_id, position=position)
    )


@transaction.atomic
def submit_answer(
    *,
    items: AttemptItemQuerySet,
    attempt_id: UUID,
    position: int,
    key: UUID,
    data: QueryDict,
    confidence: int | None = None,
    seen: int | None = None,
) -> Submitted:
    """Read, mark and keep an answer to a question of ``items`` (the student's own). It is saved when this returns.

    Where answers are judged at once, each is a try, and the last one allowed (or a right one) is final; otherwise an answer replaces the
    one before until the attempt is handed in. The same ``key`` again (a double click, a retry) changes nothing and gets its answer back;
    after a final answer another gets the final one back. ``seen`` is how many answers the page knew of; ``None`` asks for no such check.
    Raises ``Closed`` when the attempt is over, ``Stale`` where another tab has answered since, ``BadAnswer`` for what is no answer,
    ``Refused`` after hundreds of answers, ``AttemptItem.DoesNotExist`` for no such question.
    """
    item = _locked(items, attempt_id, position)
    attempt, now = item.attempt, timezone.now()
    earlier = list(item.responses.all()) if item.tries else []
    if same := next((response for response in earlier if response.key == key), None):
        return Submitted(item, same, stands=True)
    if item.is_final:
        return Submitted(item, earlier[-1], stands=False)
    if attempt.is_over(now):
        raise Closed(closed_words(attempt))
    if seen is not None and seen != item.tries:
        raise Stale(item)
    if len(earlier) >= MOST_ANSWERS:
        raise Refused(_("This question was answered %(count)d times: the last answer stays.") % {"count": len(earlier)})
    form = form_for(item.version, item.seed, data, prefix=prefix_in(data, position))
    if not form.is_valid():
        raise BadAnswer(item, form)
    response = judged(item, earlier, form.answer(), key=key, now=now, confidence=confidence)
    save_answers(attempt, [response])
    return Submitted(item, response, stands=True)


def judged(
    item: AttemptItem, earlier: Sequence[Response], answer: Answer, *, key: UUID, now: datetime.datetime, confidence: int | None
) -> Response:
    """The response that an answer becomes; item and attempt are brought to what it makes of them. All are still to be saved."""
    attempt, ends = item.attempt, item.attempt.ends()
    assignment = attempt.assignment
    at_once = attempt.is_practice or FeedbackPolicy(assignment.feedback).is_at_once
    fraction = fraction_of(item.key_version or item.version, answer, of=item.version.question)
    response = Response(
        item=item,
        try_number=len(earlier) + 1,
        key=key,
        answer=answer,
        fraction=fraction,
        confidence=confidence,
        in_grace=ends is not None and now > ends,
        given=now,
    )
    counts = earned(item, [one.answer for one in [*earlier, response]])
    tries = 1 if attempt.is_practice else assignment.tries
    _count(item, counts, answered=now, confidence=confidence)
    item.tries, item.draft = len(earlier) + 1, None
    item.draft_number += 1  # a save of before the answer that comes late finds itself overtaken
    item.is_final = at_once and (fraction is None or fraction == 1 or item.tries >= tries)
    item.awarded = item.awarded_by = item.awarded_at = None  # a mark by hand was for the answer before
    return response


def save_answers(attempt: Attempt, responses: Sequence[Response]) -> None:
    """Write what ``judged`` made; as many queries for forty as for two."""
    if not responses:
        return
    Response.objects.bulk_create(responses)
    items = [response.item for response in responses]
    if len(items) == 1:
        items[0].save(update_fields=[*ANSWERED, "draft"])
    else:
        AttemptItem.objects.bulk_update(items, ANSWERED)
        AttemptItem.objects.filter(pk__in=[item.pk for item in items]).update(draft=None)
    attempt.save(update_fields=["answered_count", "waiting_count", "score"])


def _count(item: AttemptItem, fraction: Decimal | None, *, answered: datetime.datetime, confidence: int | None) -> None:
    """Give the item its fraction, and the attempt's totals what that changes. Both are still to be saved."""
    attempt = item.attempt
    attempt.score -= item.mark
    attempt.waiting_count -= item.state == "waiting"
    attempt.answered_count += item.answered is None
    item.fraction, item.answered, item.confidence = fraction, answered, confidence
    attempt.score += item.mark
    attempt.waiting_count += item.state == "waiting"


@transaction.atomic
def save_draft(*, items: AttemptItemQuerySet, attempt_id: UUID, position: int, data: QueryDict, number: int) -> AttemptItem:
    """Keep what is typed so far, whatever it is worth; it is saved when this returns. ``number`` is the save that the page has seen.

    The same save again, whose reply was lost, changes nothing. Raises ``Stale`` where another tab has saved since, ``Closed`` when no
    answer can follow, ``Refused`` for more than fits.
    """
    item = _locked(items, attempt_id, position)
    if item.attempt.is_over(timezone.now()):
        raise Closed(closed_words(item.attempt))
    if item.is_final:
        raise Closed(_("This question is answered already; that answer stands."))
    draft = worth_keeping(draft_in(item, data))
    if number == item.draft_number - 1 and draft == item.draft:
        return item
    if number != item.draft_number:
        raise Stale(item)
    item.draft, item.draft_number = draft, item.draft_number + 1
    item.save(update_fields=["draft", "draft_number"])
    return item


def closed_words(attempt: Attempt) -> str:
    if attempt.finished is not None and attempt.ended_by != Attempt.Ended.TIME:
        return _("You handed this in %(when)s, so this answer was not saved. All earlier ones are.") % {"when": moment(attempt.finished)}
    when = moment(attempt.ends() or attempt.assignment.closes)
    if attempt.ends() == attempt.assignment.closes:
        return _("This homework closed %(when)s, so this answer was not saved. All earlier ones are.") % {"when": when}
    return _("Your time ran out %(when)s, so this answer was not saved. All earlier ones are.") % {"when": when}


@transaction.atomic
def finish_attempt(*, attempt_id: UUID) -> Attempt:
    """Hand the attempt in, with what was typed and saved but not answered yet; one that is over stays as it was (a double click)."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=attempt_id)
    now = timezone.now()
    if attempt.finished is None and attempt.is_over(now):
        _close(attempt)
    elif attempt.finished is None:
        _answer_drafts(attempt, now)
        attempt.finished, attempt.ended_by = now, Attempt.Ended.STUDENT
        attempt.save(update_fields=["finished", "ended_by"])
    return attempt


@transaction.atomic
def close_if_over(*, attempt_id: UUID) -> Attempt:
    """Close an attempt whose time is over with what was saved; any other stays as it is. Whoever comes second changes nothing."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=attempt_id)
    if attempt.finished is None and attempt.is_over(timezone.now()):
        _close(attempt)
    return attempt


def _close(attempt: Attempt) -> None:
    """Time ran out: what was saved is the answer. The attempt is locked, and has its assignment."""
    ends = attempt.ends()
    assert ends is not None
    _answer_drafts(attempt, ends)
    attempt.finished, attempt.ended_by = ends, Attempt.Ended.TIME
    attempt.save(update_fields=["finished", "ended_by"])
    AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.CLOSED)


def _answer_drafts(attempt: Attempt, now: datetime.datetime) -> None:
    """Take what was typed and saved for the answer, where it makes one."""
    left = attempt.items.filter(is_final=False, draft__isnull=False).select_related("version__question", "key_version")
    judgements = []
    for item in left.prefetch_related("responses"):
        item.attempt = attempt
        sent = MultiValueDict(item.draft or {})
        form, earlier = form_for(item.version, item.seed, sent), list(item.responses.all())
        if form.is_valid() and not (earlier and earlier[-1].answer == form.answer()):
            judgements.append(judged(item, earlier, form.answer(), key=uuid4(), now=now, confidence=sure_in(sent) or item.confidence))
    save_answers(attempt, judgements)


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
