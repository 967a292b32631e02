"""The audit log: who did, or looked at, what is not theirs alone. Lines are appended, never changed."""

import datetime
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Classroom, School, User


class AuditIsKept(Exception):
    """A line of the audit log was about to be changed or deleted."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditIsKept("The audit log is appended, never changed.")

    def delete(self) -> NoReturn:
        raise AuditIsKept("The audit log is appended, never deleted from; what is too old goes by `forget`.")

    def readable_by(self, user: User) -> Self:
        """The lines that ``user`` may read: a site admin all, a school's admin the school's, a teacher those of their classes."""
        if user.is_site_admin:
            return self.all()
        if user.is_school_admin:
            return self.filter(school=user.school_id)
        return self.filter(classroom__in=Classroom.objects.taught_by(user)) if user.is_staff else self.none()


class AuditEntry(models.Model):
    """One line: who did what, when, in which school and class, and about whom."""

    class Action(models.TextChoices):
        """What is written down. A new kind gets its line here, said as it stands in the log after the name of who did it."""

        SCHOOL_MADE = "school_made", _("made the school")
        STAFF_INVITED = "staff_invited", _("invited a colleague")
        INVITATION_REVOKED = "invitation_revoked", _("took back an invitation")
        STAFF_JOINED = "staff_joined", _("joined by invitation")
        STAFF_MADE = "staff_made", _("made a colleague’s account")
        STAFF_RENAMED = "staff_renamed", _("changed a colleague’s name or e-mail")
        ROLE_CHANGED = "role_changed", _("changed a role")
        ACCOUNT_CLOSED = "account_closed", _("closed an account")
        ACCOUNT_OPENED = "account_opened", _("opened an account again")
        STAFF_PASSWORD_RESET = "staff_password", _("made a new password for a colleague")
        PASSWORD_LINK_SENT = "password_link_sent", _("sent a link for a new password")
        PASSWORD_CHOSEN = "password_chosen", _("chose a new password by a link")
        PROVIDER_CONNECTED = "provider_connected", _("connected an account elsewhere to sign in with")
        PROVIDER_REMOVED = "provider_removed", _("took away an account elsewhere to sign in with")
        SIGN_IN_RESET = "sign_in_reset", _("reset a colleague’s second step of signing in")
        CLASS_TRANSFERRED = "class_transferred", _("gave a class to another teacher")
        CLASS_ARCHIVED = "class_archived", _("archived a class")
        CLASS_RESTORED = "class_restored", _("brought a class back")
        CLASS_ROLLED_OVER = "class_rolled_over", _("rolled a class over to the next year")
        COURSE_TRANSFERRED = "course_transferred", _("gave a course to another teacher")
        CO_TEACHER_ADDED = "co_teacher_added", _("shared a class")
        CO_TEACHER_CHANGED = "co_teacher_changed", _("changed what a co-teacher may do")
        CO_TEACHER_REMOVED = "co_teacher_removed", _("stopped sharing a class")
        STUDENTS_ADDED = "students_added", _("added students")
        STUDENTS_IMPORTED = "students_imported", _("imported a class list")
        STUDENT_REMOVED = "student_removed", _("took a student out of a class")
        STUDENT_MOVED = "student_moved", _("moved a student")
        STUDENT_RENAMED = "student_renamed", _("renamed a student")
        STUDENT_APPROVED = "student_approved", _("let in a student who joined by code")
        CLASS_CODE_MADE = "class_code_made", _("opened a class code")
        PASSWORD_RESET = "password_reset", _("made a new password for a student")
        CARDS_PRINTED = "cards_printed", _("printed sign-in cards")
        MARK_CHANGED = "mark_changed", _("changed a mark")
        MARK_RESTORED = "mark_restored", _("went back to the automatic mark")
        ATTEMPT_REOPENED = "attempt_reopened", _("reopened an attempt")
        QUESTION_REPAIRED = "question_repaired", _("repaired a question")
        REPAIR_UNDONE = "repair_undone", _("undid a repair")
        ATTEMPT_READ = "attempt_read", _("read an attempt")
        RESULTS_READ = "results_read", _("read class results")
        RECORD_READ = "record_read", _("read a student’s record")
        RESULTS_EXPORTED = "results_exported", _("exported results")
        DATA_EXPORTED = "data_exported", _("exported a student’s data")
        ERASURE_ASKED = "erasure_asked", _("asked for a student’s data to be exported or erased")
        DATA_ERASED = "data_erased", _("erased a student’s data")
        RETENTION_RUN = "retention_run", _("deleted what was past its time")
        RECIPIENTS_CHANGED = "recipients_changed", _("changed who does homework")
        STAFF_ERASED = "staff_erased", _("erased a colleague’s name")
        SETTINGS_CHANGED = "settings_changed", _("changed settings")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Empty: the system.")
    action = models.CharField(max_length=24, choices=Action)
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="audit", help_text="Empty: the site.")
    classroom = models.ForeignKey(Classroom, on_delete=models.SET_NULL, null=True, blank=True, related_name="audit")
    about = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="The person concerned.")
    detail = models.CharField(max_length=200, blank=True, help_text="Which homework, how many: never an answer or a password.")

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes: ClassVar = [
            models.Index(fields=["school", "-at"], name="audit_of_school"),
            models.Index(fields=["classroom", "-at"], name="audit_of_class"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.by_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditIsKept("The audit log is appended, never changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditIsKept("The audit log is appended, never deleted from; what is too old goes by `forget`.")


def record(
    *,
    by: User | None,
    action: str,
    school: School | int | None,
    classroom: Classroom | None = None,
    about: User | None = None,
    detail: str = "",
) -> AuditEntry:
    """Append a line to the audit log; called inside the transaction of what it tells, so that both are there or neither.

    ``action`` is an ``AuditEntry.Action`` (another raises ``ValueError``), ``by`` is empty for the system, ``school`` (a row or its key)
    for the site as a whole; ``detail`` is cut at 200 letters. One query.
    """
    school_id = school.pk if isinstance(school, School) else school
    return AuditEntry.objects.create(
        by=by, action=AuditEntry.Action(action), school_id=school_id, classroom=classroom, about=about, detail=detail[:200]
    )


def note_reading(*, by: User, action: str, of: Classroom, about: User | None = None, detail: str = "") -> None:
    """Write down that a school's admin read what a class did. Its own teachers' reading is their work, and is not written down."""
    if by.is_school_admin and of.owner_id != by.pk:
        record(by=by, action=action, school=of.school_id, classroom=of, about=about, detail=detail)


def forget(*, before: datetime.datetime, school: School | None = None) -> int:
    """Delete the lines of a school (or of everything) that are older than ``before``; gives how many. For the retention job alone."""
    old = AuditEntry.objects.filter(at__lt=before)
    if school is not None:
        old = old.filter(school=school)
    count, _each = models.QuerySet.delete(old)  # past the refusal above
    return count
