"""Attempts, the questions they pin, and the answers given."""

import datetime
import math
import uuid
from decimal import Decimal
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.attempts.drafts import nothing_typed
from accounts.homework.models import Assignment
from accounts.homework.terms import GRACE
from accounts.people.models import Classroom, User
from quizzes.feedback import FeedbackPolicy, Reveal, reveal
from quizzes.marking import SUREST, confidence_mark
from quizzes.models import Slot
from revision.models import QuestionVersion
from revision.question_types.base import verdict_of


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(finished=None)

    def counted(self) -> Self:
        """Those whose score counts: without practice."""
        return self.filter(purpose=Attempt.Purpose.HOMEWORK)

    def with_saved(self) -> Self:
        """With ``saved_count``: questions not answered yet for which something is saved, which counts when the attempt is handed in."""
        saved = AttemptItem.objects.filter(~nothing_typed(), attempt=models.OuterRef("pk"), answered=None).order_by()
        counts = saved.values("attempt").annotate(count=Count("pk")).values("count")
        return self.annotate(saved_count=Coalesce(models.Subquery(counts), 0))

    def of(self, student: User) -> Self:
        """The student's own, in classes where they still sit."""
        return self.filter(
            student=student.pk,
            assignment__classroom__enrolments__student=student.pk,
            assignment__classroom__enrolments__left=None,
        )

    def visible_to(self, user: User) -> Self:
        """Those that staff may read: in classes they teach, and for a school's admin in all of the school."""
        return self.filter(assignment__classroom__in=Classroom.objects.visible_to(user))

    def markable_by(self, user: User) -> Self:
        return self.filter(assignment__classroom__in=Classroom.objects.markable_by(user))


class Attempt(models.Model):
    """One go of one student at one assignment. The totals equal a replay of the responses."""

    class Purpose(models.TextChoices):
        HOMEWORK = "homework"
        PRACTICE = "practice"

    class Ended(models.TextChoices):
        STUDENT = "student", _("Handed in")
        TIME = "time", _("Time ran out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="attempts")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="attempts")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.HOMEWORK)
    number = models.PositiveSmallIntegerField(default=1, help_text="From 1, counted for each purpose.")
    started = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(null=True, blank=True, help_text="The student's own; empty for practice, which is never late.")
    deadline = models.DateTimeField(
        null=True, blank=True, help_text="When it ends, time limit and extra time included; empty for practice, which has no end."
    )
    closes = models.DateTimeField(
        null=True, blank=True, help_text="The homework's closing time for this student, also once they have handed in; empty: the class's."
    )
    finished = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=7, choices=Ended, blank=True)
    question_count = models.PositiveSmallIntegerField()
    answered_count = models.PositiveSmallIntegerField(default=0)
    waiting_count = models.PositiveSmallIntegerField(
        default=0, help_text="Answers that a teacher has yet to mark; they add nothing to the score."
    )
    score = models.DecimalField(
        max_digits=12,
        decimal_places=7,
        default=Decimal(0),
        help_text="A fraction of five places times a mark of two needs seven: nothing is rounded.",
    )
    max_score = models.DecimalField(max_digits=8, decimal_places=2)

    saved_count: int
    """Only ``with_saved``."""

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student", "purpose"], condition=Q(finished=None), name="attempt_one_open"),
            models.UniqueConstraint(fields=["assignment", "student", "purpose", "number"], name="attempt_numbered_once"),
            models.CheckConstraint(condition=Q(score__lte=F("max_score")), name="attempt_score_within"),
            models.CheckConstraint(condition=Q(answered_count__lte=F("question_count")), name="attempt_answered_within"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("attempt", args=[self.pk])

    @property
    def is_practice(self) -> bool:
        return self.purpose == self.Purpose.PRACTICE

    @property
    def per_cent(self) -> int:
        return round(100 * max(self.score, Decimal(0)) / self.max_score) if self.max_score else 0

    @property
    def is_late(self) -> bool:
        """Handed in after the student's due time; needs the assignment."""
        return not self.is_practice and self.finished is not None and self.finished > (self.due or self.assignment.due)

    def ends(self) -> datetime.datetime | None:
        """When it takes no more answers, grace left aside; ``None`` for practice. Needs the assignment."""
        return None if self.is_practice else self.deadline or self.assignment.closes

    def seconds_left(self, now: datetime.datetime) -> int | None:
        """Whole seconds until it ends, grace left aside, at least 0; ``None`` for practice. Needs the assignment."""
        ends = self.ends()
        return None if ends is None else max(0, math.ceil((ends - now).total_seconds()))

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether it takes no more answers: handed in, or its time and the grace are over. Needs the assignment."""
        ends = self.ends()
        return self.finished is not None or (ends is not None and now > ends + GRACE)

    def closed_from(self) -> datetime.datetime:
        """When the homework is closed for this student and for their class, whichever is later, grace left aside. Needs the assignment.

        The class's close counts even for a student with an earlier end: they would tell the others. An attempt from before ``closes`` was
        kept goes by its deadline.
        """
        return max(self.assignment.closes, self.closes or self.deadline or self.assignment.closes)

    def reveal(self, now: datetime.datetime, *, final: bool) -> Reveal:
        """What its student may see of one of its questions; ``final`` says that no other answer to it can follow. Needs the assignment.

        ``AttemptItemQuerySet.filter_shown`` says the same in SQL.
        """
        if self.is_practice:
            return reveal(FeedbackPolicy.AT_ONCE, final=final, finished=self.finished is not None, closed=False)
        closed = now > self.closed_from() + GRACE
        return reveal(self.assignment.feedback, final=final, finished=self.is_over(now), closed=closed)

    def history(self) -> models.QuerySet["AttemptEvent"]:
        """What was done to it by hand or by the clock, in its order; one query."""
        return self.events.select_related("by", "item")

    def verdict_is_out(self, now: datetime.datetime) -> bool:
        """Whether its student may see scores and verdicts by now; needs the assignment."""
        return self.reveal(now, final=True).verdict


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def of(self, student: User) -> Self:
        """Of the student's own attempts, in classes where they still sit."""
        return self.filter(
            attempt__student=student.pk,
            attempt__assignment__classroom__enrolments__student=student.pk,
            attempt__assignment__classroom__enrolments__left=None,
        )

    def filter_shown(self) -> Self:
        """Those of which their student may see by now whether they were right, and on which fact they rest.

        These are the ones for which ``Attempt.reveal`` allows the explanation too, in SQL. So questions of homework that shows marks alone
        are left out: a fact that is called known or not known would say more than its policy does.
        """
        ended = timezone.now() - GRACE
        handed_in = Q(attempt__finished__isnull=False)
        over = handed_in | Q(attempt__deadline__lt=ended) | Q(attempt__deadline=None, attempt__assignment__closes__lt=ended)
        at_once = Q(attempt__assignment__feedback=FeedbackPolicy.AT_ONCE) & (Q(is_final=True) | over)
        after_submit = Q(attempt__assignment__feedback=FeedbackPolicy.AFTER_SUBMIT) & over
        after_due = Q(attempt__assignment__feedback=FeedbackPolicy.AFTER_DUE) & _closed(ended)
        practised = Q(attempt__purpose=Attempt.Purpose.PRACTICE) & (Q(is_final=True) | handed_in)
        return self.filter(practised | Q(attempt__purpose=Attempt.Purpose.HOMEWORK) & (at_once | after_submit | after_due))

    def filter_closed(self) -> Self:
        """Those of homework that has closed for their student and for the class."""
        return self.filter(_closed(timezone.now() - GRACE))


def _closed(ended: datetime.datetime) -> Q:
    """``Attempt.closed_from`` lies before ``ended``."""
    deadline = Q(attempt__deadline=None) | Q(attempt__deadline__lt=ended)
    own = Q(attempt__closes__lt=ended) | Q(attempt__closes=None) & deadline
    return Q(attempt__assignment__closes__lt=ended) & own


class AttemptItem(models.Model):
    """One question of an attempt, pinned when it started: the version, the lay-out's seed and the marks."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(help_text="From 1.")
    slot = models.ForeignKey(Slot, on_delete=models.SET_NULL, null=True, related_name="+", help_text="The place of the quiz it came from.")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    key_version = models.ForeignKey(
        QuestionVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The repaired version whose key marks it.",
    )
    seed = models.PositiveIntegerField()
    max_mark = models.DecimalField(max_digits=5, decimal_places=2)
    fraction = models.DecimalField(
        max_digits=6, decimal_places=5, null=True, blank=True, help_text="Empty until answered, and while the answer waits for its mark."
    )
    answered = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    is_final = models.BooleanField(default=False, help_text="No other answer can follow.")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the answer that counts: 1 guess, 2 fairly, 3 sure.")
    draft = models.JSONField(null=True, blank=True, help_text="What was typed and not yet answered: the form's fields and their values.")
    draft_number = models.PositiveIntegerField(default=0, help_text="Counts the saves, so that an older tab is told.")
    dropped = models.BooleanField(default=False, help_text="Taken out of the marks by a repair.")
    full_mark = models.BooleanField(default=False, help_text="Whatever is answered earns the full mark: a repair's gift to everybody.")
    awarded = models.DecimalField(
        max_digits=6, decimal_places=5, null=True, blank=True, help_text="What a teacher gave; it counts once it is released."
    )
    awarded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    awarded_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, help_text="The teacher's word to the student, shown with the mark.")
    confidence_counts = models.BooleanField(default=False)
    own_fraction = models.DecimalField(
        max_digits=6, decimal_places=5, null=True, blank=True, help_text="What the student thinks it is worth; it never counts."
    )

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="item_position_once_in_attempt"),
            models.CheckConstraint(condition=Q(fraction=None) | Q(fraction__gte=0, fraction__lte=1), name="item_fraction_within"),
            models.CheckConstraint(condition=Q(fraction=None) | Q(answered__isnull=False), name="item_fraction_needs_answer"),
            models.CheckConstraint(
                condition=Q(awarded=None, awarded_by=None, awarded_at=None)
                | Q(
                    awarded__isnull=False,
                    awarded__gte=0,
                    awarded__lte=1,
                    awarded_by__isnull=False,
                    awarded_at__isnull=False,
                    answered__isnull=False,
                ),
                name="item_award_by_whom_and_when",
            ),
            models.CheckConstraint(condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=3), name="item_confidence_within"),
            models.CheckConstraint(
                condition=Q(own_fraction=None) | Q(own_fraction__gte=0, own_fraction__lte=1, answered__isnull=False),
                name="item_own_fraction_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"

    @property
    def mark(self) -> Decimal:
        """Marks earned; 0 for a question left out or dropped, and while its answer waits.

        With confidence counted, ``max_mark`` is that of the surest answer, three times the question's.
        """
        if self.dropped or self.fraction is None:
            return Decimal(0)
        if self.confidence_counts:
            return confidence_mark(self.fraction, self.confidence or 1) * self.max_mark / SUREST
        return self.fraction * self.max_mark

    @property
    def repaired(self) -> bool:
        """Whether its teacher changed how it is marked since it was asked."""
        return self.dropped or self.full_mark or self.key_version_id is not None

    @property
    def state(self) -> str:
        """``todo``, ``waiting`` for a teacher's mark, or ``right``, ``part``, ``wrong``."""
        if self.answered is None:
            return "todo"
        return "waiting" if self.fraction is None else verdict_of(self.fraction)


class ResponseIsKept(Exception):
    """A response was about to be changed."""


class ResponseQuerySet(models.QuerySet["Response"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise ResponseIsKept("Responses are appended, never changed.")


class Response(models.Model):
    """An answer as it was given: appended, never changed."""

    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="responses")
    try_number = models.PositiveSmallIntegerField(default=1)
    key = models.UUIDField(unique=True, help_text="The browser's name for this one answer: a retry brings the same.")
    answer = models.JSONField()
    fraction = models.DecimalField(max_digits=6, decimal_places=5, null=True, help_text="Empty where only a teacher can mark it.")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    in_grace = models.BooleanField(default=False, help_text="It came after the end, within the grace.")
    given = models.DateTimeField(default=timezone.now)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["try_number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "try_number"], name="response_try_once"),
            models.CheckConstraint(condition=Q(fraction=None) | Q(fraction__gte=0, fraction__lte=1), name="response_fraction_within"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} try {self.try_number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ResponseIsKept("Responses are appended, never changed.")
        super().save(*args, **{**kwargs, "force_insert": True})  # a new row with an old key would update


class EventIsKept(Exception):
    """A line of an attempt's history was about to be changed."""


class AttemptEvent(models.Model):
    """Something that a person or the clock did to an attempt: appended, never changed."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Closed when time ran out")
        REOPENED = "reopened", _("Reopened")
        OVERRIDDEN = "overridden", _("Mark changed by hand")
        AWARDED = "awarded", _("Marked")
        EXCUSED = "excused", _("Excused")
        REPAIRED = "repaired", _("Question repaired")
        UNDONE = "undone", _("Repair undone")
        INCLUDED = "included", _("Excused no longer")
        RESTORED = "restored", _("Back to the automatic mark")
        LEFT_OUT = "left_out", _("Homework not set to the student any more")
        TAKEN_IN = "taken_in", _("Homework set to the student again")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: the clock.")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    before = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True, help_text="The item's fraction.")
    after = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventIsKept("History is appended, never changed.")
        super().save(*args, **kwargs)
