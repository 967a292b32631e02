"""Writes about data: deadlines and requests. Erasing has its own module, and so has retention."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.audit import AuditEntry, record
from accounts.people.models import School, User
from accounts.privacy.models import DataRequest, Retention
from revision.actions import Refused


@transaction.atomic
def set_retention(*, school: School, by: User, **months: int) -> Retention:
    """Keep a school's deadlines: ``year_ends`` (1 to 12), ``answers_months``, ``accounts_months``, ``audit_months``."""
    retention, _created = Retention.objects.update_or_create(school=school, defaults=months)
    kept = f"{retention.answers_months}, {retention.accounts_months}, {retention.audit_months}"
    record(by=by, action=AuditEntry.Action.SETTINGS_CHANGED, school=school, detail=_("months kept: %(months)s") % {"months": kept})
    return retention


def ask_for_data(*, student: User, kind: str, by: User) -> DataRequest:
    """Pass a request on to the school's admin. Raises ``Refused`` where the same is open already."""
    try:
        with transaction.atomic():
            made = DataRequest.objects.create(student=student, kind=kind, asked_by=by)
            record(
                by=by, action=AuditEntry.Action.ERASURE_ASKED, school=student.school_id, about=student, detail=str(made.get_kind_display())
            )
    except IntegrityError as error:
        raise Refused(_("This was asked for already; your school’s admin has it on their list.")) from error
    return made


@transaction.atomic
def note_export(*, student: User, by: User | None) -> None:
    """A student's data was taken out: written down, and what asked for it is done."""
    record(by=by, action=AuditEntry.Action.DATA_EXPORTED, school=student.school_id, about=student)
    student.data_requests.open().filter(kind=DataRequest.Kind.EXPORT).update(done=timezone.now())
