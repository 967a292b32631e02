"""Whom a provider vouches for, and what of it is kept."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.audit import AuditEntry, record
from accounts.people.models import User
from revision.actions import Refused


class NotRecognised(Exception):
    """No account of the school's is theirs; ``reason`` is one of ``refusals.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Way:
    """A provider, and the account there that somebody has connected, if any."""

    provider_id: str
    name: str
    connected: SocialAccount | None = None


def ways() -> list[Way]:
    """The providers that are set."""
    return [Way(app["provider_id"], app["name"]) for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]]


def ways_of(user: User) -> list[Way]:
    """The same, each with what ``user`` has connected; to students there are none. One query, where a provider is set."""
    there = [] if user.is_student else ways()
    connected = {one.provider: one for one in SocialAccount.objects.filter(user=user)} if there else {}
    return [Way(way.provider_id, way.name, connected.get(way.provider_id)) for way in there]


def recognise(account: SocialAccount) -> User:
    """Whose account it is: by the identifier that is kept, else by an e-mail address for which the provider answers.

    The second happens once, and the identifier is then kept. An address moves on to somebody else (a new colleague of the same name),
    so where another identifier is kept already, the address alone no longer counts. Raises ``NotRecognised``. A closed account is given
    back too, for the page that says so, but nothing is kept of it.
    """
    if account.pk:
        known: User = account.user
        return known
    email = account.extra_data["email"]
    if not account.extra_data["vouched"]:
        raise NotRecognised("unvouched")
    person = User.objects.filter(email=email).first()
    if person is None:
        raise NotRecognised("unknown")
    return _keep(account, person) if person.is_active else person


@transaction.atomic
def _keep(account: SocialAccount, person: User) -> User:
    User.objects.select_for_update().get(pk=person.pk)
    if SocialAccount.objects.filter(user=person, provider=account.provider).exclude(uid=account.uid).exists():
        raise NotRecognised("another")
    kept, is_new = SocialAccount.objects.get_or_create(
        provider=account.provider, uid=account.uid, defaults={"user": person, "extra_data": account.extra_data}
    )
    if is_new:
        record(by=person, action=AuditEntry.Action.PROVIDER_CONNECTED, school=person.school_id, about=person, detail=account.provider)
    whose: User = kept.user
    return whose


def connect(*, account: SocialAccount, person: User) -> None:
    """Keep the identifier for a member of staff who is signed in. Raises ``Refused`` where it is another's, or they have one there."""
    try:
        whose = account.user if account.pk else _keep(account, person)
    except NotRecognised as refused:
        raise Refused(_("You have connected somebody else there already. Take that away first.")) from refused
    if whose.pk != person.pk:
        raise Refused(_("That account is connected with another person here; nothing was changed."))


def forget(person: User) -> None:
    """Nothing elsewhere signs ``person`` in any more: an admin gave them a new password, and what opened it shall do so no more."""
    SocialAccount.objects.filter(user=person).delete()


@transaction.atomic
def disconnect(*, account: SocialAccount, person: User) -> None:
    """It signs in no more. Raises ``Refused`` where there would be no other way to sign in."""
    others = SocialAccount.objects.filter(user=person).exclude(pk=account.pk)
    if not person.has_usable_password() and not others.exists():
        raise Refused(_("You would have no way to sign in. Ask your school’s admin for a password first."))
    account.delete()
    record(by=person, action=AuditEntry.Action.PROVIDER_REMOVED, school=person.school_id, about=person, detail=account.provider)
