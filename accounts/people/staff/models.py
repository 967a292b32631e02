"""Invitations: how a colleague comes to an account without anybody else seeing a password."""

import datetime
import hashlib
import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import School, User

LASTS = datetime.timedelta(days=7)


def hashed(token: str) -> str:
    """How a token is kept: it has 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def managed_by(self, user: User) -> Self:
        """Those that ``user`` may see and take back: a school's admin the school's, a site admin all."""
        if user.is_site_admin:
            return self.all()
        return self.filter(school=user.school_id) if user.is_school_admin else self.none()

    def open(self) -> Self:
        """Those that can still be taken up."""
        return self.filter(accepted=None, revoked=None, expires__gt=timezone.now())

    def with_token(self, token: str) -> Self:
        """The one whose link has this token, while it can be taken up."""
        return self.open().filter(token_hash=hashed(token))


class Invitation(models.Model):
    """A link by which one colleague makes their account, once, within a week. The token is kept as a hash alone."""

    class Role(models.TextChoices):
        TEACHER = "teacher", _("Teacher")
        ADMIN = "admin", _("School admin")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Role, default=Role.TEACHER)
    display_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, help_text="Where the link was sent, and by which they may sign in; may be empty.")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    account = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation")
    revoked = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(accepted=None) | models.Q(revoked=None), name="invitation_accepted_or_revoked"),
            models.CheckConstraint(condition=models.Q(expires__gt=models.F("created")), name="invitation_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} to {self.school_id}"

    @property
    def state(self) -> str:
        """``accepted``, ``revoked``, ``expired`` or ``open``."""
        if self.accepted is not None:
            return "accepted"
        if self.revoked is not None:
            return "revoked"
        return "open" if self.expires > timezone.now() else "expired"
