"""Writes to the site as a whole: its schools, and who looks after them."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.actions import create_school
from accounts.people.audit import AuditEntry, record
from accounts.people.models import School, User
from revision.actions import Refused

FIRST = "revision.first-school"
LINK_LASTS = 24 * 60 * 60
"""Seconds for which the link to the first school's page works."""


def is_empty() -> bool:
    """Whether the site has nobody who could sign in to run it: no school, and no site admin."""
    return not School.objects.exists() and not User.objects.filter(role=User.Role.SITE).exists()


def first_token() -> str:
    """What proves that somebody may make the first school: signed with the server's secret key, which only its operator reads."""
    return signing.dumps("first", salt=FIRST)


def is_first_token(token: str) -> bool:
    """Whether ``token`` was made on this server within a day."""
    try:
        signing.loads(token, salt=FIRST, max_age=LINK_LASTS)
    except signing.BadSignature:
        return False
    return True


@transaction.atomic
def create_first_school(*, name: str, display_name: str, username: str, password: str) -> User:
    """The first school of a site, with its admin. Raises ``Refused`` once there is one, and for a username that is taken."""
    if not is_empty():
        raise Refused(_("This site has a school already. Sign in, or ask who looks after it."))
    return create_school(name=name, admin_username=username, admin_name=display_name, password=password)


@transaction.atomic
def create_school_of_site(*, name: str, by: User) -> School:
    """One more school, whose staff come by invitation. Raises ``Refused`` where one has the name."""
    if School.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is a school “%(name)s” already.") % {"name": name})
    school = School.objects.create(name=name)
    record(by=by, action=AuditEntry.Action.SCHOOL_MADE, school=school, detail=name)
    return school


@transaction.atomic
def create_site_admin(*, username: str, display_name: str, password: str) -> User:
    """Somebody who looks after the site. Raises ``Refused`` if the username is taken."""
    if User.objects.filter(username__iexact=User.normalize_username(username)).exists():
        raise Refused(_("The username “%(name)s” is taken; nobody was added.") % {"name": username})
    made = User.objects.create_user(username=username, password=password, display_name=display_name, role=User.Role.SITE, school=None)
    record(by=None, action=AuditEntry.Action.STAFF_MADE, school=None, about=made, detail=_("site admin"))
    return made
