"""Quizzes and their slots."""

import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from revision.models import Course, Question, Topic

SECONDS_OF_A_PICK = 35
"""What a question usually takes, where nobody knows yet which."""


class QuizQuerySet(models.QuerySet["Quiz"]):
    def editable_by(self, user: AbstractBaseUser) -> Self:
        """The quizzes that ``user`` made."""
        return self.filter(owner=user.pk)

    def readable_by(self, user: AbstractBaseUser) -> Self:
        """Those ``user`` made, those set to a class that they teach, and for a school's admin all of the school."""
        if not getattr(user, "is_staff", False):
            return self.none()
        classes = "assignments__classroom"
        taught = models.Q(**{f"{classes}__owner": user.pk}) | models.Q(**{f"{classes}__teachings__teacher": user.pk})
        readable = models.Q(owner=user.pk) | models.Q(pk__in=Quiz.objects.filter(taught).values("pk"))
        if getattr(user, "is_school_admin", False):
            readable |= models.Q(owner__school=getattr(user, "school_id", None))
        return self.filter(readable)

    def with_counts(self) -> Self:
        """Adds ``question_count``, random picks included."""
        return self.annotate(question_count=models.Sum("slots__picks", default=0)).order_by("-created")


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
    """One place of a quiz: the question that stands there, its marks, and why it was proposed.

    Or a random pick: ``picks`` questions of ``topic``, drawn for each student, each worth ``max_mark``.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(help_text="From 1.")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    picks = models.PositiveSmallIntegerField(default=1)
    max_mark = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.25"))])
    reason = models.CharField(max_length=80, blank=True)
    tone = models.CharField(max_length=8, blank=True)

    numbers: str
    """Which questions of the quiz these are, “3” or “3–5”; on slots read by ``quizzes.views``."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="slot_position_once_in_quiz"),
            models.UniqueConstraint(fields=["quiz", "question"], name="slot_question_once_in_quiz"),
            models.CheckConstraint(condition=models.Q(max_mark__gt=0), name="slot_mark_above_zero"),
            models.CheckConstraint(
                condition=models.Q(question__isnull=False, topic=None, picks=1)
                | models.Q(question=None, topic__isnull=False, picks__gte=1, picks__lte=40),
                name="slot_question_or_pick",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.position}"

    @property
    def seconds(self) -> int:
        """About how long a student takes over it."""
        return self.question.type.seconds if self.question else SECONDS_OF_A_PICK * self.picks

    @property
    def all_marks(self) -> Decimal:
        """What it adds to the marks of the quiz."""
        return self.max_mark * self.picks

    @property
    def asked(self) -> Question:
        """The question that stands here; only where it is no random pick."""
        assert self.question is not None
        return self.question
