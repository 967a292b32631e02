"""Schools, people, classes and who sits in them."""

import datetime
import uuid
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SchoolQuerySet(models.QuerySet["School"]):
    def with_counts(self) -> Self:
        """Adds ``staff_count``, ``student_count`` (accounts that are not closed) and ``class_count``; by name."""
        active = models.Q(people__is_active=True)
        return self.annotate(
            staff_count=models.Count("people", filter=active & ~models.Q(people__role="student"), distinct=True),
            student_count=models.Count("people", filter=active & models.Q(people__role="student"), distinct=True),
            class_count=models.Count("classrooms", distinct=True),
        ).order_by("name")


class School(models.Model):
    """A school: its people and classes are seen by nobody outside it."""

    name = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False, help_text="Set by the demo's command alone: its admin needs no second step.")

    objects = SchoolQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, username: str, password: str | None = None, **values: Any) -> "User":
        """A new person; without a password nobody can sign in as them."""
        user = self.model(username=self.model.normalize_username(username), **values)
        user.email = user.email.lower()  # as it is looked up
        user.set_password(password)
        user.save(using=self._db)
        return user

    def staff_of(self, school: School) -> models.QuerySet["User"]:
        """Who works at a school, those whose account is closed last; each with ``class_count``, of classes in use that they own."""
        own = models.Count("classrooms", filter=models.Q(classrooms__archived=None))
        staff = self.filter(school=school, role__in=[User.Role.TEACHER, User.Role.ADMIN], erased=None)
        return staff.annotate(class_count=own).order_by("-is_active", "role", "display_name")

    def staff_managed_by(self, user: "User") -> models.QuerySet["User"]:
        """Colleagues whose account and role ``user`` may change, never their own: an admin in their school, a site admin everywhere."""
        staff = self.filter(role__in=[User.Role.TEACHER, User.Role.ADMIN], erased=None).exclude(pk=user.pk)
        if user.is_site_admin:
            return staff
        return staff.filter(school=user.school_id) if user.is_school_admin else staff.none()

    def students_visible_to(self, user: "User") -> models.QuerySet["User"]:
        """Students whose record ``user`` may read: those who sit in a class they teach, and for an admin all of the school."""
        if user.is_school_admin:
            return self.filter(role=User.Role.STUDENT, school=user.school_id)
        classes = Classroom.objects.visible_to(user)
        return self.filter(enrolments__classroom__in=classes, enrolments__left=None).distinct()


class User(AbstractBaseUser):
    """A person who signs in. Of a student no more is kept than a display name and a username: no e-mail, no birth date."""

    class Role(models.TextChoices):
        STUDENT = "student", _("Student")
        TEACHER = "teacher", _("Teacher")
        ADMIN = "admin", _("School admin")
        SITE = "site", _("Site admin")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="", help_text="Of staff alone, in small letters: another way to sign in.")
    role = models.CharField(max_length=8, choices=Role, default=Role.STUDENT)
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="people", help_text="Empty for a site admin, and only there."
    )
    is_active = models.BooleanField(default=True)
    extra_time = models.DecimalField(
        max_digits=3, decimal_places=2, default=Decimal(1), help_text="Time limits are multiplied by this: 1.25 is a quarter more."
    )
    untimed = models.BooleanField(default=False, help_text="Time limits do not hold for this student.")
    extra_attempts = models.PositiveSmallIntegerField(default=0, help_text="More attempts than others have, where attempts are limited.")
    date_joined = models.DateTimeField(default=timezone.now)
    erased = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When name and address were taken out of a colleague's account that has to stay."
    )
    roster_id = models.CharField(
        max_length=120, blank=True, help_text="By which the school's own system knows them in a OneRoster file; empty without one."
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["display_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extra_time__gte=1, extra_time__lte=4, extra_attempts__lte=20), name="user_extra_time_and_attempts_within"
            ),
            models.UniqueConstraint(
                fields=["school", "roster_id"], condition=~models.Q(roster_id=""), name="user_roster_id_once_in_school"
            ),
            models.CheckConstraint(condition=models.Q(email="") | ~models.Q(role="student"), name="user_no_email_of_a_student"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="user_email_once"),
            models.CheckConstraint(
                condition=models.Q(role="site", school=None) | ~models.Q(role="site") & models.Q(school__isnull=False),
                name="user_of_a_school_or_of_the_site",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("student", args=[self.pk])

    @property
    def is_staff(self) -> bool:
        """Whether they work at the school: teachers and its admins."""
        return self.role in {self.Role.TEACHER, self.Role.ADMIN}

    @property
    def is_student(self) -> bool:
        return self.role == self.Role.STUDENT

    @property
    def is_school_admin(self) -> bool:
        return self.role == self.Role.ADMIN

    @property
    def is_site_admin(self) -> bool:
        """Whether they look after the site: its schools and who runs them, and nothing of what is taught or answered."""
        return self.role == self.Role.SITE

    @property
    def has_extra(self) -> bool:
        """Whether they have more time or more attempts than others."""
        return self.untimed or self.extra_time > 1 or self.extra_attempts > 0

    @property
    def initials(self) -> str:
        """Two letters for the corner of the page."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    """Who may do what with a class. Homework and attempts ask these by ``classroom__in``, so that each rule stands once."""

    def owned_by(self, user: AbstractBaseUser) -> Self:
        return self.filter(owner=user.pk)

    def taught_by(self, user: AbstractBaseUser) -> Self:
        """Classes that ``user`` teaches, as owner or as co-teacher: what they may read."""
        return self._owned_or_shared(user)

    def editable_by(self, user: AbstractBaseUser) -> Self:
        """Classes in which ``user`` sets homework and changes it; what is archived stays as it is."""
        return self._owned_or_shared(user, may_edit=True).in_use()

    def markable_by(self, user: AbstractBaseUser) -> Self:
        """Classes in which ``user`` marks, changes marks and reopens; what is archived stays as it is."""
        return self._owned_or_shared(user, may_mark=True).in_use()

    def exportable_by(self, user: User) -> Self:
        """Classes whose results ``user`` may take away as a file: those they mark, and for an admin all of the school."""
        return self.filter(school=user.school_id) if user.is_school_admin else self._owned_or_shared(user, may_mark=True)

    def roster_by(self, user: User) -> Self:
        """Classes in which ``user`` adds and removes students and makes passwords; a school's admin in all of the school."""
        if user.is_school_admin:
            return self.filter(school=user.school_id)
        return self._owned_or_shared(user, may_roster=True)

    def visible_to(self, user: User) -> Self:
        """Classes whose page ``user`` may open: those they teach, and for an admin all of the school."""
        if user.is_school_admin:
            return self.filter(school=user.school_id)
        return self.taught_by(user) if user.is_staff else self.none()

    def kept_by(self, user: User) -> Self:
        """Classes that ``user`` renames, archives and shares: their own, and for an admin all of the school."""
        return self.filter(school=user.school_id) if user.is_school_admin else self.owned_by(user)

    def in_use(self) -> Self:
        """Without the archived ones."""
        return self.filter(archived=None)

    def _owned_or_shared(self, user: AbstractBaseUser, **granted: bool) -> Self:
        shared = Teaching.objects.filter(teacher=user.pk, **granted)
        return self.filter(models.Q(owner=user.pk) | models.Q(pk__in=shared.values("classroom")))

    def with_may_edit(self, user: AbstractBaseUser) -> Self:
        """Adds ``may_edit``: whether ``user`` sets homework in the class."""
        return self.annotate(may_edit=models.Exists(Classroom.objects.editable_by(user).filter(pk=models.OuterRef("pk"))))

    def with_counts(self) -> Self:
        """Adds ``student_count``: who sits in the class now. By name, said again: Django drops a model's own order where it counts."""
        sitting = models.Count("enrolments", filter=models.Q(enrolments__left=None))
        return self.annotate(student_count=sitting).order_by("name")


class Classroom(models.Model):
    """A class: its teacher and its students. An archived one can be read, and nothing in it changes until it is brought back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="classrooms")
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="classrooms")
    co_teachers = models.ManyToManyField(User, through="Teaching", related_name="shared_classes")
    students = models.ManyToManyField(User, through="Enrolment", related_name="classes")
    subject = models.CharField(max_length=60, blank=True)
    exam_date = models.DateField(null=True, blank=True)
    archived = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following", help_text="The class that it was last year."
    )
    roster_id = models.CharField(
        max_length=120, blank=True, help_text="By which the school's own system knows it in a OneRoster file; empty without one."
    )

    may_edit: bool

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], condition=models.Q(archived=None), name="classroom_name_once_in_use"),
            models.UniqueConstraint(
                fields=["school", "roster_id"], condition=~models.Q(roster_id=""), name="classroom_roster_id_once_in_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("classroom", args=[self.pk])

    def days_to_exam(self, today: datetime.date) -> int | None:
        """How many days are left; ``None`` without a date, or once it is over."""
        return None if self.exam_date is None or self.exam_date < today else (self.exam_date - today).days


class Teaching(models.Model):
    """A colleague's share in a class beside its owner: they read all of it, and do what they are granted."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="teachings")
    teacher = models.ForeignKey(User, on_delete=models.CASCADE, related_name="teachings")
    may_edit = models.BooleanField(_("Set and change homework"), default=False)
    may_mark = models.BooleanField(_("Mark, and export results"), default=False)
    may_roster = models.BooleanField(_("Add and remove students, and make passwords"), default=False)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["teacher__display_name"]
        constraints = [models.UniqueConstraint(fields=["classroom", "teacher"], name="teaching_once")]

    def __str__(self) -> str:
        return f"{self.teacher_id} in {self.classroom_id}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> Self:
        return self.filter(left=None)


class Enrolment(models.Model):
    """A student's time in a class; ``left`` is empty while they sit in it."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="enrolments")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    joined = models.DateTimeField(default=timezone.now)
    left = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classroom", "student"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.classroom_id}"


class SignIn(models.Model):
    """One session of a person, so that they can see it and end it. No network address is kept, and of the browser its name alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60)
    began = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now, help_text="When it was last used, give or take ten minutes.")

    class Meta:
        ordering = ["-seen"]

    def __str__(self) -> str:
        return f"{self.browser} of {self.user_id}"
