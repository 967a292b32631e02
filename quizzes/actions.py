"""Every write to quizzes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.compose import Proposal, short_of
from quizzes.models import Quiz, Slot
from revision.actions import Refused
from revision.models import Course, Question, Topic

MOST_QUESTIONS = 100
ASIDE = 10_000
"""Positions are moved out of the way by this much: SQLite checks a unique position at once, not at the end."""


def marks_of(question: Question) -> Decimal:
    """What a question is worth unless the quiz says otherwise; it comes with its version in use."""
    version = question.current
    return question.type.marks(question.type.read(version.body)) if version is not None else Decimal(1)


@transaction.atomic
def create_quiz(*, owner: AbstractBaseUser, course: Course, title: str, proposals: Iterable[Proposal] = ()) -> Quiz:
    """A new quiz with the proposed questions in their order."""
    quiz = Quiz.objects.create(owner_id=owner.pk, course=course, title=title)
    add_proposals(quiz=quiz, proposals=proposals)
    return quiz


@transaction.atomic
def add_proposals(*, quiz: Quiz, proposals: Iterable[Proposal]) -> list[Slot]:
    """Put proposals at the end of the quiz; a question that is in it already is passed over. Raises ``Refused`` over the limit."""
    _locked(quiz)
    slots = list(quiz.slots.values_list("question_id", "picks"))
    there = {question for question, _picks in slots}
    fresh = [proposal for proposal in proposals if proposal.question.pk not in there]
    _refuse_too_many(sum(picks for _question, picks in slots) + len(fresh))
    end = _end(quiz)
    made = Slot.objects.bulk_create(
        Slot(
            quiz=quiz,
            position=end + place,
            question=proposal.question,
            max_mark=marks_of(proposal.question),
            reason=proposal.reason,
            tone=proposal.tone,
        )
        for place, proposal in enumerate(fresh, start=1)
    )
    if None in there:
        _refuse_short_picks(quiz)
    return made


@transaction.atomic
def add_pick(*, quiz: Quiz, topic: Topic, picks: int, max_mark: Decimal = Decimal(1)) -> Slot:
    """Put a random pick at the end: ``picks`` questions of ``topic`` and those below it, drawn for each student, each worth ``max_mark``.

    Raises ``Refused`` where there are too few questions for all that is picked, and over the limit.
    """
    _locked(quiz)
    _refuse_too_many((quiz.slots.aggregate(all=Sum("picks"))["all"] or 0) + picks)
    slot = Slot.objects.create(quiz=quiz, position=_end(quiz) + 1, topic=topic, picks=picks, max_mark=max_mark)
    _refuse_short_picks(quiz)
    return slot


@transaction.atomic
def set_marks(*, quiz: Quiz, marks: Mapping[int, Decimal]) -> None:
    """Give slots, named by their keys, other marks; those of no slot in the quiz are passed over (one was taken out meanwhile)."""
    _locked(quiz)
    changed = list(quiz.slots.filter(pk__in=marks))
    for slot in changed:
        slot.max_mark = marks[slot.pk]
    Slot.objects.bulk_update(changed, ["max_mark"])


@transaction.atomic
def add_question(*, quiz: Quiz, question: Question) -> Slot:
    """Put one question at the end. Raises ``Refused`` if it is there already, archived, or the quiz is full."""
    if question.archived:
        raise Refused(_("That question has been left out of the course."))
    added = add_proposals(quiz=quiz, proposals=[Proposal(question, _("Your choice"), "neutral")])
    if not added:
        raise Refused(_("That question is in the quiz already."))
    return added[0]


@transaction.atomic
def remove_slot(*, quiz: Quiz, slot_id: int) -> None:
    """Take a question out and close the gap; one that is gone already is no mistake (a double click)."""
    _locked(quiz)
    slot = quiz.slots.filter(pk=slot_id).first()
    if slot is None:
        return
    slot.delete()
    _renumber(quiz, list(quiz.slots.values_list("pk", flat=True)))


@transaction.atomic
def move_slot(*, quiz: Quiz, slot_id: int, steps: int) -> None:
    """Move a question up (negative) or down by ``steps`` places, at most to either end."""
    _locked(quiz)
    order = list(quiz.slots.values_list("pk", flat=True))
    if slot_id not in order:
        return
    here = order.index(slot_id)
    order.insert(max(0, min(len(order) - 1, here + steps)), order.pop(here))
    _renumber(quiz, order)


@transaction.atomic
def swap_slot(*, quiz: Quiz, slot_id: int, proposal: Proposal) -> None:
    """Put another question in the place of one. Raises ``Refused`` if it stands in the quiz already (another tab was quicker)."""
    _locked(quiz)
    others = set(quiz.slots.exclude(pk=slot_id).values_list("question_id", flat=True))
    if proposal.question.pk in others:
        raise Refused(_("That question is in the quiz already."))
    quiz.slots.filter(pk=slot_id, topic=None).update(question=proposal.question, reason=proposal.reason, tone=proposal.tone)
    if None in others:
        _refuse_short_picks(quiz)


def rename_quiz(*, quiz: Quiz, title: str) -> Quiz:
    quiz.title = title
    quiz.save(update_fields=["title"])
    return quiz


def archive_quiz(*, quiz: Quiz) -> Quiz:
    """Take a quiz out of the list. Homework that was set with it stays as it is."""
    quiz.archived = True
    quiz.save(update_fields=["archived"])
    return quiz


@transaction.atomic
def copy_quiz(*, quiz: Quiz, owner: AbstractBaseUser) -> Quiz:
    """A copy that can be changed."""
    copy = Quiz.objects.create(owner_id=owner.pk, course_id=quiz.course_id, title=_("%(title)s (copy)") % {"title": quiz.title[:110]})
    Slot.objects.bulk_create(
        Slot(
            quiz=copy,
            position=slot.position,
            question_id=slot.question_id,
            topic_id=slot.topic_id,
            picks=slot.picks,
            max_mark=slot.max_mark,
        )
        for slot in quiz.slots.all()
    )
    return copy


def freeze_quiz(*, quiz: Quiz) -> None:
    """From now on its questions stay: a class has been set them, and everybody in it gets the same."""
    Quiz.objects.filter(pk=quiz.pk).update(frozen=True)
    quiz.frozen = True


def _locked(quiz: Quiz) -> None:
    """Two tabs edit one after the other. Raises ``Refused`` for a quiz that a class has been set."""
    if Quiz.objects.select_for_update().get(pk=quiz.pk).frozen:
        raise Refused(_("“%(quiz)s” has been set to a class, so its questions stay. Copy it to change it.") % {"quiz": quiz.title})


def _refuse_too_many(count: int) -> None:
    if count > MOST_QUESTIONS:
        raise Refused(_("A quiz has at most %(most)d questions; nothing was added.") % {"most": MOST_QUESTIONS})


def _refuse_short_picks(quiz: Quiz) -> None:
    """A random pick must always find its questions, however the draw of the others falls."""
    if short := short_of(quiz):
        said = ngettext(
            "“%(topic)s” has only %(free)d other question to pick from, and %(wanted)d are wanted. Nothing was changed.",
            "“%(topic)s” has only %(free)d other questions to pick from, and %(wanted)d are wanted. Nothing was changed.",
            short.free,
        )
        raise Refused(said % {"topic": short.topic.title, "free": short.free, "wanted": short.wanted})


def _end(quiz: Quiz) -> int:
    return quiz.slots.aggregate(end=Max("position"))["end"] or 0


def _renumber(quiz: Quiz, order: list[int]) -> None:
    """Positions 1, 2, 3 … in this order of slot keys; three queries whatever the length."""
    quiz.slots.update(position=F("position") + ASIDE)
    slots = {slot.pk: slot for slot in quiz.slots.all()}
    for position, key in enumerate(order, start=1):
        slots[key].position = position
    Slot.objects.bulk_update(slots.values(), ["position"])
