"""Quizzes and their slots."""

import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from revision.models import Course, Question


class QuizQuerySet(models.QuerySet["Quiz"]):
    def editable_by(self, user: AbstractBaseUser) -> Self:
        """The quizzes that ``user`` made."""
        return self.filter(owner=user.pk)

    def with_counts(self) -> Self:
        """Adds ``question_count``."""
        return self.annotate(question_count=models.Count("slots")).order_by("-created")


class Quiz(models.Model):
    """Questions in an order, ready to be set to classes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="quizzes")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quizzes")
    created = models.DateTimeField(auto_now_add=True)
    archived = models.BooleanField(default=False)
    frozen = models.BooleanField(default=False, help_text="Set to a class: the questions stay as they are; a copy can be changed.")

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quiz", args=[self.pk])


class Slot(models.Model):
    """One place of a quiz: the question that stands there, its marks, and why it was proposed."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(help_text="From 1.")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="slots")
    max_mark = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.25"))])
    reason = models.CharField(max_length=80, blank=True)
    tone = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="slot_position_once_in_quiz"),
            models.UniqueConstraint(fields=["quiz", "question"], name="slot_question_once_in_quiz"),
            models.CheckConstraint(condition=models.Q(max_mark__gt=0), name="slot_mark_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.position}"
