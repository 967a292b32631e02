"""The one mail that Revision sends: an invitation."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from accounts.people.staff.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link to the invited; says whether that worked. Where mail is not set up, or nobody gave an address, nothing is sent.

    A mail server that refuses is not the inviter's mistake: the link can still be handed over, so the trouble is logged without names.
    """
    if not (settings.SENDS_MAIL and invitation.email):
        return False
    said = {"name": invitation.display_name, "school": invitation.school.name, "link": link}
    subject = _("Your account at %(school)s on Revision") % said
    body = _(
        "Hello %(name)s,\n\n%(school)s invites you to Revision, where classes do their revision homework.\n\n"
        "Make your account here, within a week:\n%(link)s\n\n"
        "The link works once. If you did not expect it, leave it alone: nothing happens.\n"
    )
    try:
        send_mail(subject, body % said, None, [invitation.email], using="default")
    except OSError as trouble:  # smtplib's errors are among these
        logger.warning("An invitation could not be sent: %s", type(trouble).__name__)
        return False
    return True
