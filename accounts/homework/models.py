"""A quiz set to a class."""

import datetime
import uuid
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Classroom, Enrolment, User
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz, Slot


def _chosen() -> models.QuerySet[Any]:
    """The students chosen for the assignment of the query around it."""
    return Assignment.only_for.through.objects.filter(assignment=models.OuterRef("pk"))


def _whole_class() -> models.Q:
    return models.Q(~models.Exists(_chosen()))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def set_for(self, student: User) -> Self:
        """What the classes in which ``student`` sits now were set, from its opening time on: the class's, or the student's own."""
        now = timezone.now()
        own = Extension.objects.filter(assignment=models.OuterRef("pk"), student=student.pk).exclude(opens=None)
        sitting = self.filter(classroom__enrolments__student=student.pk, classroom__enrolments__left=None, classroom__archived=None)
        meant = sitting.filter(_whole_class() | models.Exists(_chosen().filter(user=student.pk)))
        return meant.filter(models.Exists(own.filter(opens__lte=now)) | models.Q(opens__lte=now) & ~models.Exists(own))

    def with_counts(self) -> Self:
        """Adds ``question_count``, random picks included."""
        slots = Slot.objects.filter(quiz=models.OuterRef("quiz")).order_by().values("quiz").annotate(count=models.Sum("picks"))
        return self.annotate(question_count=Coalesce(models.Subquery(slots.values("count")), 0))

    def with_recipients(self) -> Self:
        """Adds ``recipient_count``: how many of those who sit in the class now it is for; and ``chosen_count``, 0 for the whole class."""
        sitting = Enrolment.objects.current().filter(classroom=models.OuterRef("classroom"))
        chosen = Assignment.only_for.through.objects.filter(assignment=models.OuterRef(models.OuterRef("pk")))
        meant = sitting.filter(~models.Exists(chosen) | models.Exists(chosen.filter(user=models.OuterRef("student"))))
        counted = meant.order_by().values("classroom").annotate(count=models.Count("pk")).values("count")
        picked = _chosen().order_by().values("assignment").annotate(count=models.Count("pk")).values("count")
        return self.annotate(recipient_count=Coalesce(models.Subquery(counted), 0), chosen_count=Coalesce(models.Subquery(picked), 0))

    def taught_by(self, user: User) -> Self:
        """Homework of the classes that ``user`` teaches: what they may read."""
        return self.filter(classroom__in=Classroom.objects.taught_by(user))

    def visible_to(self, user: User) -> Self:
        """What ``user`` may read: of the classes they teach, and for a school's admin of all the school."""
        return self.filter(classroom__in=Classroom.objects.visible_to(user))

    def exportable_by(self, user: User) -> Self:
        return self.filter(classroom__in=Classroom.objects.exportable_by(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(classroom__in=Classroom.objects.editable_by(user))

    def markable_by(self, user: User) -> Self:
        return self.filter(classroom__in=Classroom.objects.markable_by(user))


class Assignment(models.Model):
    """Homework: a quiz, a class, the times between which it is done, and how."""

    class Preset(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        HOMEWORK = "homework", _("Homework")
        TEST = "test", _("Test")

    class Counts(models.TextChoices):
        FIRST = "first", _("The first attempt")
        LAST = "last", _("The last attempt")
        BEST = "best", _("The best attempt")
        MEAN = "mean", _("The mean of all attempts")

    class Confidence(models.TextChoices):
        OFF = "off", _("Not asked")
        SHOWN = "shown", _("Asked, and shown to you")
        MARKED = "marked", _("Asked, and counted in the marks")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="assignments")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    opens = models.DateTimeField()
    due = models.DateTimeField()
    closes = models.DateTimeField(help_text="Between due and this, answers count and are marked as late.")
    feedback = models.CharField(max_length=12, choices=FeedbackPolicy, default=FeedbackPolicy.AT_ONCE)
    preset = models.CharField(max_length=8, choices=Preset, default=Preset.HOMEWORK)
    instructions = models.TextField(blank=True, max_length=2000)
    attempts_allowed = models.PositiveSmallIntegerField(null=True, blank=True, default=1, help_text="Empty: as many as they like.")
    counts = models.CharField(max_length=5, choices=Counts, default=Counts.FIRST)
    time_limit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In minutes; empty: none.")
    whole_page = models.BooleanField(default=False, help_text="All questions on one page.")
    shuffle_questions = models.BooleanField(default=False)
    shuffle_options = models.BooleanField(default=True)
    tries = models.PositiveSmallIntegerField(default=1, help_text="At each question, where answers are judged at once.")
    penalty = models.DecimalField(
        max_digits=3, decimal_places=2, default=Decimal(0), help_text="Taken off for each try after the first, as a share of the mark."
    )
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In per cent; empty: none.")
    confidence = models.CharField(max_length=6, choices=Confidence, default=Confidence.OFF)
    repaired = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="How repaired questions are marked for who starts later: by version, its key, and whether it is dropped or given to all.",
    )
    only_for = models.ManyToManyField(User, blank=True, related_name="meant_assignments", help_text="Empty: the whole class.")
    category = models.ForeignKey(
        "Category",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assignments",
        help_text="In the gradebook; empty: the category of its kind.",
    )
    created = models.DateTimeField(auto_now_add=True)

    question_count: int
    recipient_count: int
    chosen_count: int

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("opens"), closes__gte=F("due")), name="assignment_opens_then_due_then_closes"),
            models.CheckConstraint(
                condition=Q(tries__gte=1, tries__lte=9, penalty__gte=0, penalty__lte=1)
                & (Q(attempts_allowed=None) | Q(attempts_allowed__gte=1, attempts_allowed__lte=100))
                & (Q(time_limit=None) | Q(time_limit__gte=1, time_limit__lte=600))
                & (Q(pass_mark=None) | Q(pass_mark__gte=1, pass_mark__lte=100)),
                name="assignment_settings_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} for {self.classroom_id}"

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    def recipients(self) -> models.QuerySet[User]:
        """Those it is for who sit in the class now: all of them, or the chosen ones; by name. One query."""
        sitting = User.objects.filter(enrolments__classroom=self.classroom_id, enrolments__left=None)
        chosen = Assignment.only_for.through.objects.filter(assignment=self.pk)
        meant = ~models.Exists(chosen) | models.Exists(chosen.filter(user=models.OuterRef("pk")))
        return sitting.filter(meant).order_by("display_name")

    def is_open(self, now: datetime.datetime) -> bool:
        return self.opens <= now <= self.closes

    def is_closed(self, now: datetime.datetime) -> bool:
        return now > self.closes


class Category(models.Model):
    """What pieces of homework of one class are put together as in its gradebook, and how much that weighs in the mean of all.

    Homework falls into the category that it was given, or else into the one of its kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField(help_text="Against the weights of the others; 0: it does not count.")
    preset = models.CharField(max_length=8, choices=Assignment.Preset, blank=True, help_text="The kind of homework that falls into it.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["classroom", "name"], name="category_name_once_in_class"),
            models.UniqueConstraint(fields=["classroom", "preset"], condition=~Q(preset=""), name="category_preset_once_in_class"),
            models.CheckConstraint(condition=Q(weight__lte=100), name="category_weight_within"),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """One student's own terms for one assignment: other times, more attempts, or excused from it."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="extensions")
    opens = models.DateTimeField(null=True, blank=True, help_text="Empty: as for the class.")
    due = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    excused = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student"], name="extension_once"),
            models.CheckConstraint(
                condition=Q(opens=None, due=None, closes=None)
                | Q(opens__isnull=False, due__isnull=False, closes__isnull=False, due__gte=F("opens"), closes__gte=F("due")),
                name="extension_opens_then_due_then_closes",
            ),
            models.CheckConstraint(condition=Q(extra_attempts__lte=20), name="extension_attempts_within"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.assignment_id}"


class FollowUp(models.Model):
    """A quiz made to teach again what some students missed: after which homework, and whom it is meant for once it is set."""

    quiz = models.OneToOneField(Quiz, on_delete=models.CASCADE, related_name="follow_up")
    after = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="follow_ups")
    students = models.ManyToManyField(User, related_name="follow_ups")

    def __str__(self) -> str:
        return f"{self.quiz_id} after {self.after_id}"
