"""A link that lets its holder choose a new password, once, within an hour."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.people import limits, sessions
from accounts.people.audit import AuditEntry, record
from accounts.people.forgotten.mail import outgoing
from accounts.people.models import User
from revision.actions import Refused

type LinkFor = Callable[[User, str], str]
"""The whole address of a link, of the person and the token."""


class LinkIsOver(Refused):
    """The link was used, is too old, or was never sent."""


def with_a_mailbox() -> QuerySet[User]:
    """Who can be sent a link: staff whose account is open and has an address; a student never has one."""
    return User.objects.filter(is_active=True).exclude(email="")


def send_link(*, email: str, link_for: LinkFor) -> None:
    """Send a link to whoever has this address; nobody is told whether anybody has it.

    The link goes to the address that the school entered. Raises ``Refused`` after three in an hour, and where mail does not go out: then
    nothing is counted or written down. No transaction is open while the mail server is spoken to.
    """
    asked = limits.ask_for_link(email)
    if asked is None:
        raise Refused(_("Three links were asked for this address within an hour. Look at your mail, also under spam, or ask your admin."))
    person = with_a_mailbox().filter(email=email.lower()).select_related("school").first()
    try:
        with outgoing() as post:
            if person is not None:
                post(person, link_for(person, default_token_generator.make_token(person)))
    except Refused:
        asked.rollback()
        raise
    if person is not None:
        record(by=None, action=AuditEntry.Action.PASSWORD_LINK_SENT, school=person.school_id, about=person)


def person_with_link(person_id: UUID, token: str, people: QuerySet[User] | None = None) -> User | None:
    """Whose password a link may change, while it works: it holds the hash of the old password, so using it ends it."""
    person = (with_a_mailbox() if people is None else people).filter(pk=person_id).first()
    return person if person is not None and default_token_generator.check_token(person, token) else None


@transaction.atomic
def choose_password(*, person_id: UUID, token: str, password: str) -> User:
    """A new password by the link; all sessions end, and wrong tries count no more. Raises ``LinkIsOver``."""
    person = person_with_link(person_id, token, with_a_mailbox().select_for_update())
    if person is None:
        raise LinkIsOver(_("This link works no more. Ask for a new one."))
    person.set_password(password)
    person.save(update_fields=["password"])
    sessions.end_all(person)
    limits.forget(person)
    record(by=person, action=AuditEntry.Action.PASSWORD_CHOSEN, school=person.school_id, about=person)
    return person
