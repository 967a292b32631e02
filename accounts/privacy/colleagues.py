"""Erasing who worked at a school: what of a colleague goes, what stays without a name, and its going.

A student's account goes whole. A colleague's marks, repairs and courses are the school's, so their account stays for these to point
to: closed for good, with nothing in it that says who it was.
"""

import secrets

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import limits, sessions
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, User
from accounts.people.staff.models import Invitation
from accounts.privacy.erasing import Going
from accounts.privacy.registry import LINKS, OnErase, person_links
from revision.actions import Refused

NAMING = [AuditEntry.Action.STAFF_INVITED, AuditEntry.Action.INVITATION_REVOKED, AuditEntry.Action.CLASS_TRANSFERRED]
"""Lines of the audit log whose detail names a colleague."""

WORDS = {
    "accounts.AttemptEvent": gettext_lazy("lines in the history of attempts"),
    "accounts.AttemptItem": gettext_lazy("marks given"),
    "accounts.AuditEntry": gettext_lazy("lines of the audit log"),
    "accounts.BankedComment": gettext_lazy("comments kept to use again"),
    "accounts.Classroom": gettext_lazy("classes of their own, past ones too"),
    "accounts.Repair": gettext_lazy("repaired questions"),
    "accounts.Settled": gettext_lazy("typed answers judged"),
    "accounts.SignIn": gettext_lazy("places where they are signed in"),
    "accounts.Teaching": gettext_lazy("shares in colleagues’ classes"),
}
"""What the rows of a table are called, where a teacher would not know it by its name."""


def to_hand_on(person: User) -> models.QuerySet[Classroom]:
    """Classes in use that are theirs: students need a teacher, so these are given to another first."""
    return person.classrooms.in_use().order_by("name")


def what_goes_of(person: User) -> Going:
    """A preview of ``erase_colleague``. Queries: one for each link of the registry, and one."""
    goes: dict[str, int] = {}
    stays: dict[str, int] = {}
    for label, field in sorted(person_links()):
        count = field.model._base_manager.filter(**{field.name: person.pk}).count()
        if count:
            into = goes if LINKS[label].on_erase is OnErase.DELETE or field.model is Invitation else stays
            name = str(WORDS.get(field.model._meta.label, field.model._meta.verbose_name_plural))
            into[name] = into.get(name, 0) + count
    return Going(goes, stays)


@transaction.atomic
def erase_colleague(*, person: User, by: User) -> Going:
    """Take name, username, e-mail and password out of a colleague's account and close it for good; the audit log says that it was done.

    What the registry deletes with a person goes. All that they did for the school stays and points to "A former colleague". Raises
    ``Refused`` for one's own account, for who does not work at the school of ``by``, for its last admin, and while a class in use is
    theirs.
    """
    kept = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse(kept, by)
    going = what_goes_of(kept)
    sessions.end_all(kept)
    limits.forget(kept)
    invited = Invitation.objects.filter(account=kept)
    names = {kept.display_name, *invited.values_list("display_name", flat=True)}
    invited.delete()
    for label, field in person_links():
        if LINKS[label].on_erase is OnErase.DELETE:
            field.model._base_manager.filter(**{field.name: kept.pk}).delete()
    _without_name(kept)
    _take_out_of_the_log(names, kept)
    detail = _("%(rows)d rows deleted") % {"rows": going.rows}
    record(by=by, action=AuditEntry.Action.STAFF_ERASED, school=kept.school_id, about=kept, detail=detail)
    return going


def _refuse(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise Refused(_("That is your own account. Ask another admin."))
    if not person.is_staff or person.school_id != by.school_id or person.erased is not None:
        raise Refused(_("Only a colleague of your school is erased here."))
    others = User.objects.filter(school=person.school_id, role=User.Role.ADMIN, is_active=True).exclude(pk=person.pk)
    if person.is_school_admin and not others.exists():
        raise Refused(_("This is the school’s last admin. Make somebody else an admin first."))
    if names := list(to_hand_on(person).values_list("name", flat=True)):
        raise Refused(_("Give their classes to another teacher first: %(names)s.") % {"names": ", ".join(names)})


def _without_name(person: User) -> None:
    """The account with nothing left in it that says whose it was."""
    person.display_name = _("A former colleague")
    person.username = f"former-{secrets.token_hex(8)}"
    person.email = person.roster_id = ""
    person.role, person.is_active = User.Role.TEACHER, False
    person.last_login, person.erased = None, timezone.now()
    person.set_unusable_password()
    person.save()


def _take_out_of_the_log(names: set[str], person: User) -> None:
    """Where a line of the audit log names them in words, it says "A former colleague"; nothing else in it changes."""
    lines = AuditEntry.objects.filter(school=person.school_id, action__in=NAMING)
    for name in names:
        changed = Replace(F("detail"), Value(name), Value(person.display_name))
        # Past the refusal of its queryset: the log is appended, and a name that has to go is the one exception.
        models.QuerySet.update(lines.filter(detail__contains=name), detail=changed)
