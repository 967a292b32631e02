"""The second step of a sign-in: a code from an app, or a passkey. Admins must have one, teachers may, students are not asked."""

import base64
import hashlib
import secrets

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.people.models import User

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step; recovery codes alone do not."""
MUST_HAVE_ONE = frozenset({"admin", "site"})
"""Roles whose sign-in opens the records of a school."""


def is_missing(user: User) -> bool:
    """Whether ``user`` has to set up a second step before anything else: one query, for admins alone. The demo's admin need not."""
    if user.role not in MUST_HAVE_ONE:
        return False
    people = User.objects.filter(pk=user.pk).exclude(school__is_demo=True)
    return people.exclude(pk__in=Authenticator.objects.filter(type__in=STEPS).values("user")).exists()


def remove(user: User) -> int:
    """Take away every second step and its recovery codes, for somebody who lost them; how many there were."""
    theirs = Authenticator.objects.filter(user=user)
    number: int = theirs.count()
    theirs.delete()
    return number


def _cipher() -> Fernet:
    """A cipher whose key follows from the secret key, so that a stolen copy of the database is not enough."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth's second step looks and is kept here."""

    def get_totp_issuer(self) -> str:
        return "Revision"

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """The QR code, inside the page and without style of its own; black on white in dark colours too."""
        return str(segno.make(url, error="m").svg_inline(scale=6, border=3, light="#fff", svgclass="qr", lineclass=None))

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under another secret key than it was written with: a random secret, which no code fits. (An empty one could be guessed.)"""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}
