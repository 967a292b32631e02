"""A quiz set to a class."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import Classroom, User
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def set_for(self, student: User) -> Self:
        """What the classes in which ``student`` sits now were set, from its opening time on."""
        return self.filter(classroom__enrolments__student=student.pk, classroom__enrolments__left=None, opens__lte=timezone.now())

    def with_counts(self) -> Self:
        """Adds ``question_count``."""
        return self.annotate(question_count=models.Count("quiz__slots", distinct=True))

    def taught_by(self, user: User) -> Self:
        """Homework of the classes that ``user`` teaches."""
        return self.filter(classroom__owner=user.pk)


class Assignment(models.Model):
    """Homework: a quiz, a class, and the times between which it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="assignments")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    opens = models.DateTimeField()
    due = models.DateTimeField()
    closes = models.DateTimeField(help_text="Between due and this, answers count and are marked as late.")
    feedback = models.CharField(max_length=12, choices=FeedbackPolicy, default=FeedbackPolicy.AT_ONCE)
    created = models.DateTimeField(auto_now_add=True)

    question_count: int

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("opens"), closes__gte=F("due")), name="assignment_opens_then_due_then_closes")
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} for {self.classroom_id}"

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    def is_open(self, now: datetime.datetime) -> bool:
        return self.opens <= now <= self.closes

    def is_closed(self, now: datetime.datetime) -> bool:
        return now > self.closes
