"""Every write to who works at a school, and as what."""

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people import limits, sessions
from accounts.people.actions import Card, new_password
from accounts.people.audit import AuditEntry, record
from accounts.people.models import School, User
from accounts.people.providers import actions as providers
from accounts.people.staff.models import LASTS, Invitation, InvitationQuerySet, hashed
from revision.actions import Refused

MOST_OPEN = 100
"""Invitations of one school that nobody has taken up yet."""
Action = AuditEntry.Action


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as it is handed over: the only time that its token can be read."""

    invitation: Invitation
    token: str


def refuse_taken_email(email: str, *, but: User | None = None) -> None:
    """Raises ``Refused`` where an account (another than ``but``) has the address already."""
    owner = User.objects.filter(email=email.lower()).first() if email else None
    if owner is not None and owner != but:
        raise Refused(_("“%(email)s” belongs to another account.") % {"email": email})


@transaction.atomic
def invite(*, school: School, by: User, display_name: str, role: str, email: str = "") -> Invited:
    """An invitation to the school, for a week. Raises ``Refused`` for an address that is taken, and over a hundred open ones."""
    refuse_taken_email(email)
    if school.invitations.open().count() >= MOST_OPEN:
        raise Refused(_("A hundred invitations are open. Take some back first; nobody was invited."))
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        school=school,
        role=role,
        display_name=display_name,
        email=email.lower(),
        token_hash=hashed(token),
        by=by,
        expires=timezone.now() + LASTS,
    )
    detail = f"{display_name}, {made.get_role_display()}"
    record(by=by, action=Action.STAFF_INVITED, school=school, detail=detail)
    return Invited(made, token)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """The link works no more. Raises ``Refused`` where it was taken up; a second time changes nothing."""
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.accepted is not None:
        raise Refused(_("%(name)s has made the account already. Close it instead.") % {"name": found.display_name})
    if found.revoked is None:
        found.revoked = timezone.now()
        found.save(update_fields=["revoked"])
        record(by=by, action=Action.INVITATION_REVOKED, school=found.school_id, detail=found.display_name)


@transaction.atomic
def accept_invitation(*, invitations: InvitationQuerySet, token: str, display_name: str, username: str, password: str) -> User:
    """The account that an invitation promised. Raises ``Refused`` for a link that works no more and for a name that is taken."""
    found = invitations.with_token(token).select_for_update().first()
    if found is None:
        raise Refused(_("This invitation works no more. Ask for a new one."))
    if User.objects.filter(username__iexact=User.normalize_username(username)).exists():
        raise Refused(_("The username “%(name)s” is taken. Choose another.") % {"name": username})
    refuse_taken_email(found.email)
    account = User.objects.create_user(
        username=username, password=password, display_name=display_name, email=found.email, role=found.role, school_id=found.school_id
    )
    found.accepted, found.account = timezone.now(), account
    found.save(update_fields=["accepted", "account"])
    record(by=account, action=Action.STAFF_JOINED, school=found.school_id, about=account, detail=found.get_role_display())
    return account


def _refuse_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise Refused(_("That is your own account. Ask another admin."))


@transaction.atomic
def change_details(*, person: User, display_name: str, email: str, by: User) -> None:
    """Another name, and another address to sign in with; links for a new password that went to the old one work no more.

    What changed is written down, and not what it was. Raises ``Refused`` for one's own account, for anybody who does not work at a
    school, for one who was erased, and for an address of another account.
    """
    _refuse_oneself(person, by)
    if not person.is_staff:
        raise Refused(_("Only staff have an e-mail address here."))
    if person.erased is not None:
        raise Refused(_("The name of this account was erased; it gets no other."))
    refuse_taken_email(email, but=person)
    changed = [name for name, value in (("display_name", display_name), ("email", email.lower())) if getattr(person, name) != value]
    if changed:
        person.display_name, person.email = display_name, email.lower()
        try:
            with transaction.atomic():
                person.save(update_fields=changed)
        except IntegrityError:  # another admin gave it to somebody in the same moment
            raise Refused(_("“%(email)s” belongs to another account.") % {"email": email}) from None
        said = {"display_name": _("name"), "email": _("e-mail")}
        record(by=by, action=Action.STAFF_RENAMED, school=person.school_id, about=person, detail=", ".join(said[one] for one in changed))


@transaction.atomic
def change_role(*, person: User, role: str, by: User) -> None:
    """Teacher or school admin. Raises ``Refused`` for one's own account, and for anybody who does not work at a school."""
    _refuse_oneself(person, by)
    if not person.is_staff or role not in Invitation.Role.values:
        raise Refused(_("Only staff can be teachers or admins."))
    if person.role != role:
        person.role = role
        person.save(update_fields=["role"])
        record(by=by, action=Action.ROLE_CHANGED, school=person.school_id, about=person, detail=person.get_role_display())


@transaction.atomic
def close_account(*, person: User, by: User) -> None:
    """Nobody signs in with it any more, and sessions end at once; what they made stays. Raises ``Refused`` for one's own."""
    _refuse_oneself(person, by)
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        sessions.end_all(person)
        record(by=by, action=Action.ACCOUNT_CLOSED, school=person.school_id, about=person)


@transaction.atomic
def open_account(*, person: User, by: User) -> None:
    """A closed account works again, with the password it had. Raises ``Refused`` for one whose name was erased."""
    if person.erased is not None:
        raise Refused(_("This account was erased: nobody can sign in with it again. Invite them anew."))
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        record(by=by, action=Action.ACCOUNT_OPENED, school=person.school_id, about=person)


@transaction.atomic
def reset_staff_password(*, person: User, by: User) -> Card:
    """A new password for a colleague, shown once; sessions end, and what is connected elsewhere goes. Raises ``Refused`` for one's own."""
    _refuse_oneself(person, by)
    password = new_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    sessions.end_all(person)
    limits.forget(person)
    providers.forget(person)
    record(by=by, action=Action.STAFF_PASSWORD_RESET, school=person.school_id, about=person)
    return Card(person, password)
