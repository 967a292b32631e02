"""What goes when a student is erased, and its going."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.audit import AuditEntry, record
from accounts.people.models import User
from accounts.privacy.registry import LINKS, OnErase, person_links
from revision.actions import Refused


@dataclass(frozen=True, slots=True)
class Going:
    """What an erasure takes and leaves: rows by what they are, such as ``{"attempts": 3}``; only what there is."""

    goes: dict[str, int]
    stays_without_name: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.goes.values())


def what_goes(student: User) -> Going:
    """A preview of ``erase_student``. Queries: one for each link of the registry, and three."""
    goes: dict[str, int] = {}
    stays: dict[str, int] = {}
    for label, field in sorted(person_links()):
        rule = LINKS[label].on_erase
        if rule is OnErase.KEEP:
            continue  # what only staff do
        if count := field.model._base_manager.filter(**{field.name: student.pk}).count():
            (goes if rule is OnErase.DELETE else stays)[str(field.model._meta.verbose_name_plural)] = count
    if count := AttemptItem.objects.filter(attempt__student=student).count():
        goes[_("questions asked")] = count
    if count := Response.objects.filter(item__attempt__student=student).count():
        goes[_("answers")] = count
    if count := only_theirs(student).count():
        goes[_("homework set to them alone")] = count
    return Going(goes, stays)


def only_theirs(student: User) -> QuerySet[Assignment]:
    """Homework that was set to this student and nobody else: without them it would become the whole class's."""
    return Assignment.objects.filter(pk__in=student.meant_assignments.values("pk")).annotate(meant=Count("only_for")).filter(meant=1)


@transaction.atomic
def erase_student(*, student: User, by: User | None) -> Going:
    """Delete a student's account and all that the registry says goes with it; the audit log keeps that somebody was erased, not who.

    ``by`` is ``None`` for the system. Raises ``Refused`` for anybody but a student.
    """
    student = User.objects.select_for_update(of=("self",)).select_related("school").get(pk=student.pk)
    if not student.is_student:
        raise Refused(_("Only a student’s data is erased here; a colleague is erased from the page of the staff."))
    going = what_goes(student)
    only_theirs(student).delete()
    school = student.school
    student.delete()
    attempts = going.goes.get(str(Attempt._meta.verbose_name_plural), 0)
    detail = _("one student, %(attempts)d attempts") % {"attempts": attempts}
    record(by=by, action=AuditEntry.Action.DATA_ERASED, school=school, detail=detail)
    return going
