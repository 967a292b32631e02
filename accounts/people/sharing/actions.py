"""Every write to who has a share in a class, and whose a class or a course is."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, Teaching, User
from revision.actions import Refused
from revision.models import Course

Action = AuditEntry.Action


def in_words(share: Teaching) -> str:
    """What a co-teacher may do, as it stands in the audit log."""
    granted = [
        word
        for word, yes in (
            (_("set homework"), share.may_edit),
            (_("mark"), share.may_mark),
            (_("keep the class list"), share.may_roster),
        )
        if yes
    ]
    return _("may read, %(more)s") % {"more": ", ".join(granted)} if granted else _("may read")


def _refuse_unfit(classroom_school_id: int | None, teacher: User) -> None:
    """Raises ``Refused`` for who does not work at the school, or no longer."""
    if teacher.school_id != classroom_school_id or not teacher.is_staff or not teacher.is_active:
        raise Refused(_("Choose a colleague of the school whose account is open."))


@transaction.atomic
def share_class(*, classroom: Classroom, teacher: User, by: User, may_edit: bool, may_mark: bool, may_roster: bool) -> Teaching:
    """Let a colleague read the class, and do what is granted; again, with other grants.

    Raises ``Refused`` for the owner, and for who does not work at the school.
    """
    kept = Classroom.objects.select_for_update().get(pk=classroom.pk)
    _refuse_unfit(kept.school_id, teacher)
    if kept.owner_id == teacher.pk:
        raise Refused(_("%(name)s owns the class, and may do everything in it.") % {"name": teacher.display_name})
    grants = {"may_edit": may_edit, "may_mark": may_mark, "may_roster": may_roster}
    share, made = Teaching.objects.update_or_create(classroom=kept, teacher=teacher, defaults=grants)
    action = Action.CO_TEACHER_ADDED if made else Action.CO_TEACHER_CHANGED
    record(by=by, action=action, school=kept.school_id, classroom=kept, about=teacher, detail=in_words(share))
    return share


@transaction.atomic
def stop_sharing(*, classroom: Classroom, teacher: User, by: User) -> None:
    """The colleague has nothing of the class any more, from the next page on; a second time changes nothing."""
    count, _each = classroom.teachings.filter(teacher=teacher).delete()
    if count:
        record(by=by, action=Action.CO_TEACHER_REMOVED, school=classroom.school_id, classroom=classroom, about=teacher)


@transaction.atomic
def transfer_class(*, classroom: Classroom, to: User, by: User, keep: bool) -> None:
    """Give a class to another teacher of the school; with ``keep`` the former owner stays as a co-teacher who may do everything.

    Raises ``Refused`` for who does not work at the school, and for the owner.
    """
    kept = Classroom.objects.select_for_update().select_related("owner").get(pk=classroom.pk)
    _refuse_unfit(kept.school_id, to)
    if kept.owner_id == to.pk:
        raise Refused(_("The class is theirs already."))
    former = kept.owner
    kept.teachings.filter(teacher=to).delete()
    kept.owner = to
    kept.save(update_fields=["owner"])
    if keep:
        Teaching.objects.create(classroom=kept, teacher=former, may_edit=True, may_mark=True, may_roster=True)
    detail = _("from %(former)s to %(new)s") % {"former": former.display_name, "new": to.display_name}
    record(by=by, action=Action.CLASS_TRANSFERRED, school=kept.school_id, classroom=kept, about=to, detail=detail)


@transaction.atomic
def transfer_course(*, course: Course, to: User, by: User) -> None:
    """Give a course to another teacher of the school. Raises ``Refused`` for who does not work there, and for its owner."""
    kept = Course.objects.select_for_update().get(pk=course.pk)
    _refuse_unfit(by.school_id, to)
    if kept.owner_id == to.pk:
        raise Refused(_("The course is theirs already."))
    kept.owner = to
    kept.save(update_fields=["owner"])
    record(by=by, action=Action.COURSE_TRANSFERRED, school=by.school_id, about=to, detail=kept.title)
