"""Courses, topics, facts and questions.

A question's words and key live in versions that never change: an edit makes the next version, so that an attempt shows
for ever what the student saw.
"""

import uuid
from typing import Any, NoReturn, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from revision.dates import When
from revision.question_types import registry
from revision.question_types.base import QuestionType


class CourseQuerySet(models.QuerySet["Course"]):
    def readable_by(self, user: AbstractBaseUser) -> Self:
        """Courses that ``user`` may open.

        For school staff: those shipped with Revision (no owner), their own, what a colleague of their school has published, and what is
        set to a class that they teach; a school's admin reads all of its courses.
        """
        if not getattr(user, "is_staff", False):
            return self.none()
        of_school = models.Q(owner__school=getattr(user, "school_id", None))
        if not getattr(user, "is_school_admin", False):
            of_school &= models.Q(published__isnull=False)
        # Classes stand above this app: they are only followed here, from a quiz of the course to who teaches the class it is set to.
        classes = "quizzes__assignments__classroom"
        taught = models.Q(**{f"{classes}__owner": user.pk}) | models.Q(**{f"{classes}__teachings__teacher": user.pk})
        set_to_theirs = models.Q(pk__in=Course.objects.filter(taught).values("pk"))
        return self.filter(models.Q(owner=None) | models.Q(owner=user.pk) | of_school | set_to_theirs)

    def editable_by(self, user: AbstractBaseUser) -> Self:
        """Courses that ``user`` may change: their own. Others are copied first."""
        return self.filter(owner=user.pk) if getattr(user, "is_staff", False) else self.none()


class Course(models.Model):
    """A body of knowledge that is taught and examined together."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="courses")
    published = models.DateTimeField(null=True, blank=True, help_text="Since when the owner's colleagues may read and copy it.")
    created = models.DateTimeField(auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.slug])


class PartOfCourseQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a course and are readable with it."""

    def readable_by(self, user: AbstractBaseUser) -> Self:
        return self.filter(course__in=Course.objects.readable_by(user))

    def editable_by(self, user: AbstractBaseUser) -> Self:
        return self.filter(course__in=Course.objects.editable_by(user))

    def in_use(self) -> Self:
        """Without what has been archived."""
        return self.filter(archived=False)


class TopicQuerySet(PartOfCourseQuerySet["Topic"]):
    def with_counts(self) -> Self:
        """Adds ``own_facts`` and ``own_questions``, without those of the topics below."""
        return self.annotate(
            own_facts=models.Count("facts", filter=models.Q(facts__archived=False), distinct=True),
            own_questions=models.Count(
                "questions",
                filter=models.Q(questions__archived=False, questions__status=Question.Status.APPROVED),
                distinct=True,
            ),
        ).order_by("position")  # Django drops the model's own order where it groups


class Topic(models.Model):
    """A heading of the course; topics form a tree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="topics")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    summary = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Place in the course, counted over the whole tree.")
    archived = models.BooleanField(default=False, help_text="Left out of the course; kept for past attempts.")

    own_facts: int
    own_questions: int

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="topic_slug_once_in_course")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.pk])


class FactQuerySet(PartOfCourseQuerySet["Fact"]):
    pass


class Fact(models.Model):
    """One thing to know, in a sentence or two."""

    class Kind(models.TextChoices):
        EVENT = "event", _("Event")
        PERSON = "person", _("Person")
        TERM = "term", _("Term")
        CAUSE = "cause", _("Cause")
        CONSEQUENCE = "consequence", _("Consequence")
        FIGURE = "figure", _("Figure")
        ARGUMENT = "argument", _("Argument")

    class Stance(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="facts")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="facts")
    slug = models.SlugField(max_length=80)
    statement = models.TextField(help_text=_("**bold** marks the name or term that it is about."))
    kind = models.CharField(max_length=12, choices=Kind)
    when = models.CharField(max_length=21, blank=True, help_text=_("1924, 1924-01, 1924-01-21, or a range: 1917/1923."))
    starts = models.DateField(null=True, blank=True, editable=False, help_text="First day that `when` can mean.")
    ends = models.DateField(null=True, blank=True, editable=False, help_text="Last day that `when` can mean.")
    claim = models.CharField(max_length=200, blank=True, help_text=_("What the fact argues for or against."))
    stance = models.CharField(max_length=7, choices=Stance, blank=True)
    note = models.TextField(blank=True, help_text=_("Where historians differ, and who says what."))
    reference = models.CharField(max_length=300, blank=True, help_text=_("Where it can be checked."))
    position = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False, help_text="Left out of the course; kept for past attempts.")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="fact_slug_once_in_course"),
            models.CheckConstraint(
                condition=models.Q(claim="", stance="") | (~models.Q(claim="") & ~models.Q(stance="")),
                name="fact_claim_and_stance_together",
            ),
            models.CheckConstraint(
                condition=models.Q(when="", starts=None, ends=None)
                | (~models.Q(when="") & models.Q(starts__isnull=False, ends__isnull=False, ends__gte=models.F("starts"))),
                name="fact_dates_follow_when",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sortable days in step with ``when``; raises ``ValueError`` for a ``when`` that is no date."""
        when = When.parse(self.when) if self.when else None
        self.starts, self.ends = (when.first_day(), when.last_day()) if when else (None, None)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("fact", args=[self.pk])

    @property
    def when_in_words(self) -> str:
        """``21 January 1924``; empty for a fact without a date."""
        return str(When.parse(self.when)) if self.when else ""


class SourceQuerySet(PartOfCourseQuerySet["Source"]):
    pass


class SourceIsKept(Exception):
    """A source that questions may stand under was about to be changed."""


class Source(models.Model):
    """A text, table or picture, with its origin, that questions are asked about.

    Like a question's version it never changes, so that an attempt shows what the student saw: an edit makes the next one
    of the same slug and archives this one.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        TABLE = "table", _("Table")
        PICTURE = "picture", _("Picture")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sources")
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    origin = models.CharField(max_length=300, help_text=_("Who made it, and when."))
    text = models.TextField(blank=True)
    table = models.JSONField(default=list, blank=True, help_text="Rows of cells; the first is the heading.")
    picture = models.ImageField(upload_to="sources/", blank=True)
    alternative = models.TextField(blank=True, help_text=_("What the picture shows, for those who cannot see it."))
    archived = models.BooleanField(default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug", "number"], name="source_numbered_once"),
            models.UniqueConstraint(fields=["course", "slug"], condition=models.Q(archived=False), name="source_slug_once_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; later only ``archived`` may change. Raises ``SourceIsKept``."""
        if not self._state.adding and kwargs.get("update_fields") != ["archived"]:
            raise SourceIsKept("Sources are never changed: make the next one.")
        super().save(*args, **kwargs)


class QuestionQuerySet(PartOfCourseQuerySet["Question"]):
    def asked(self) -> Self:
        """Questions that may be set: approved, not archived, and with a version."""
        return self.in_use().filter(current__isnull=False, status=Question.Status.APPROVED)

    def drafts(self) -> Self:
        """Those that wait for a teacher to approve, edit or discard them."""
        return self.in_use().filter(current__isnull=False, status=Question.Status.DRAFT)


class Question(models.Model):
    """A question on some facts; what it says is in its versions."""

    class Status(models.TextChoices):
        APPROVED = "approved", _("Approved")
        DRAFT = "draft", _("Draft")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=24)
    status = models.CharField(max_length=9, choices=Status, default=Status.APPROVED, help_text="No student meets what is not approved.")
    rule = models.CharField(max_length=120, blank=True, help_text="The rule that drafted it; empty for one that a person wrote.")
    facts = models.ManyToManyField(Fact, related_name="questions")
    current = models.OneToOneField("QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False, help_text="Left out of the course; kept for past attempts.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="question_slug_once_in_course")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk])

    @property
    def type(self) -> QuestionType[Any]:
        """How this kind of question is asked and marked."""
        return registry.get(self.kind)


class VersionIsKept(Exception):
    """A version of a question was about to be changed or removed by itself."""


MOST_HINTS = 5
LONGEST_HINT = 500


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise VersionIsKept("Versions are never changed: make the next one.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise VersionIsKept("Versions are never changed: make the next one.")


class QuestionVersion(models.Model):
    """A question as it was asked: never changed once made."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    prompt = models.TextField()
    explanation = models.TextField()
    body = models.JSONField(help_text="As the type's schema stores it.")
    hints = models.JSONField(
        default=list, blank=True, help_text="Shown one after the other, each after a wrong try that another may follow."
    )
    source = models.ForeignKey(Source, on_delete=models.RESTRICT, null=True, blank=True, related_name="versions")
    created = models.DateTimeField(auto_now_add=True)

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only; raises ``VersionIsKept`` on a second save."""
        if not self._state.adding:
            raise VersionIsKept("Versions are never changed: make the next one.")
        super().save(*args, **{**kwargs, "force_insert": True})
