"""What teachers keep while they mark: comments to use again, settled answers, and repairs that can be undone."""

import datetime
import json
import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.homework.models import Assignment
from accounts.people.models import User
from revision.models import Question

STILL_GOING = datetime.timedelta(seconds=10)
"""So long after its last step somebody is taken to be at a repair still."""


class BankedComment(models.Model):
    """A comment that a teacher keeps to use again; nobody else sees it until it stands under an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    teacher = models.ForeignKey(User, on_delete=models.CASCADE, related_name="banked_comments")
    text = models.CharField(max_length=500)
    kept = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-kept"]
        constraints = [models.UniqueConstraint(fields=["teacher", "text"], name="banked_comment_once")]

    def __str__(self) -> str:
        return self.text


class RepairQuerySet(models.QuerySet["Repair"]):
    def standing(self) -> Self:
        """Those that were not undone, the latest first."""
        return self.filter(undone=None).order_by("-number")


class Repair(models.Model):
    """A change of how one question of one assignment is marked, with what stood before, so that undoing it restores exactly that."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Answer accepted")
        KEY = "key", _("Right answer changed")
        DROP = "drop", _("Question dropped")
        FULL = "full", _("Full mark for everybody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="repairs")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(help_text="From 1 in the assignment, so that their order is sure.")
    kind = models.CharField(max_length=6, choices=Kind)
    what = models.CharField(max_length=300, blank=True, help_text="The answer that is right now, for people.")
    may_lower = models.BooleanField(default=False, help_text="Whether marks may go down; otherwise who would lose keeps the old key.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(help_text="By item: fraction, key, dropped and full mark before it, and the fraction after.")
    current_before = models.ForeignKey("revision.QuestionVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    current_after = models.ForeignKey(
        "revision.QuestionVersion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version asked from now on; empty where the course is not the teacher's own.",
    )
    undone = models.DateTimeField(null=True, blank=True)

    objects = RepairQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints = [models.UniqueConstraint(fields=["assignment", "number"], name="repair_numbered_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.question_id}"

    def dropped_item(self, item_id: int) -> bool:
        """Whether it took an item out of the marks; one that was out already, or that its student profits from, it left alone."""
        row = self.before["items"].get(str(item_id))  # its sixth value, which repairs of before lack, says whether it is dropped since
        return row is not None and not row[2] and (row[5] if len(row) > 5 else self.kind == self.Kind.DROP)

    @property
    def changed_count(self) -> int:
        """How many items it gave another mark, or took out of the marks."""
        return sum(row[0] != row[4] or self.dropped_item(int(pk)) for pk, row in self.before["items"].items())


class BegunRepair(models.Model):
    """A repair that a teacher asked for and that no mark has changed by yet: there while it is worked out, or since a server stopped.

    What each answer comes to is worked out in steps and kept here, where no mark is; all marks then change at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="begun_repairs")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Repair.Kind)
    texts = models.JSONField(default=list, help_text="The choice that is to be right, or what is to be accepted.")
    may_lower = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    worked_out = models.JSONField(default=dict, editable=False, help_text="By item: what it was worked out from, and the fraction.")
    reached = models.BigIntegerField(default=0, editable=False, help_text="The last item worked out, in the order of their keys.")
    of = models.PositiveIntegerField(default=0, editable=False, help_text="How many answers there were to mark again.")
    last_step = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints = [models.UniqueConstraint(fields=["assignment", "question"], name="begun_repair_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.question_id}, begun"

    @property
    def done(self) -> int:
        """How many answers are worked out."""
        return len(self.worked_out)

    @property
    def per_cent(self) -> int:
        return min(100, 100 * self.done // self.of) if self.of else 0

    @property
    def is_going(self) -> bool:
        """Whether somebody's page or the job was at it a moment ago."""
        return timezone.now() - self.last_step < STILL_GOING

    @property
    def etag(self) -> str:
        """Changes with each step, and when it stops."""
        return f'"{self.done}-{self.of}-{self.last_step.timestamp()}-{self.is_going}"'

    @property
    def headers(self) -> str:
        """What the page sends with its next question, as JSON."""
        return json.dumps({"If-None-Match": self.etag})


class Settled(models.Model):
    """A typed answer that a teacher has judged for one assignment: accepted, or wrong for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="settled")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200, help_text="Folded: without case, accents and articles.")
    accepted = models.BooleanField()
    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, null=True, blank=True, related_name="settled")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "question", "text"], name="settled_once"),
            models.CheckConstraint(
                condition=models.Q(accepted=False, repair=None) | models.Q(accepted=True, repair__isnull=False), name="settled_by_a_repair"
            ),
        ]

    def __str__(self) -> str:
        return self.text
