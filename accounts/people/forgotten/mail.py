"""The mail with the link."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from accounts.people.models import User
from revision.actions import Refused

logger = logging.getLogger(__name__)


@contextmanager
def outgoing() -> Iterator[Callable[[User, str], None]]:
    """A function that sends somebody their link. Raises ``Refused`` where the mail server does not take it.

    The server is greeted whether or not there is somebody to write to. So both take about as long (what is left is the handing over of
    one mail), and a server that is down is told to both.
    """
    try:
        with mailers["default"] as connection:
            yield lambda person, link: _send(connection, person, link)
    except OSError as trouble:  # smtplib's errors are among these
        logger.warning("A link for a new password could not be sent: %s", type(trouble).__name__)
        raise Refused(_("No mail goes out just now, and nothing was changed. Try again later, or ask your school’s admin.")) from trouble


def _send(connection: BaseEmailBackend, person: User, link: str) -> None:
    said = {"name": person.display_name, "username": person.username, "link": link}
    body = _(
        "Hello %(name)s,\n\nsomebody asked for a new password for your account on Revision (username: %(username)s).\n\n"
        "Choose one here, within an hour:\n%(link)s\n\n"
        "The link works once, and then signs you out everywhere. If it was not you, leave it alone: your password stays as it is.\n"
    )
    connection.send_messages([EmailMessage(_("A new password for Revision"), body % said, None, [person.email])])
