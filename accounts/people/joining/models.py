"""Class codes, and who asked to join by one."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from accounts.people.models import Classroom, User


class JoinCode(models.Model):
    """A code that lets people ask to join a class, for an hour at most. A class without one has codes switched off."""

    classroom = models.OneToOneField(Classroom, on_delete=models.CASCADE, related_name="join_code")
    code = models.CharField(max_length=12, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    places = models.PositiveSmallIntegerField(help_text="How many may ask by it, whatever becomes of them.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(expires__gt=models.F("created")), name="join_code_expires_later")]

    def __str__(self) -> str:
        return f"code of {self.classroom_id}"

    def is_open(self, now: datetime.datetime) -> bool:
        return now < self.expires


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        return self.filter(decided=None)


class JoinRequest(models.Model):
    """Somebody who typed a class code and waits for the teacher's word. The id is the secret of the browser that asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="join_requests")
    display_name = models.CharField(max_length=80)
    student = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="join_requests",
        help_text="Who asked, if they have a sign-in; else the account that was made for them.",
    )
    asked = models.DateTimeField(default=timezone.now)
    decided = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(default=False)
    claimed = models.DateTimeField(
        null=True, blank=True, help_text="When the browser that asked was shown the new sign-in; it is shown once."
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted=False) | models.Q(decided__isnull=False), name="join_request_accepted_is_decided"
            ),
            models.CheckConstraint(condition=models.Q(claimed=None) | models.Q(accepted=True), name="join_request_claimed_is_accepted"),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} to {self.classroom_id}"
