"""Gathers the models of the folders below for Django; each folder's ``models.py`` has them."""

from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem, Response
from accounts.homework.models import Assignment, Category, Extension, FollowUp
from accounts.marking.models import BankedComment, BegunRepair, Repair, Settled
from accounts.people.audit import AuditEntry
from accounts.people.joining.models import JoinCode, JoinRequest
from accounts.people.models import Classroom, Enrolment, School, SignIn, Teaching, User
from accounts.people.staff.models import Invitation
from accounts.privacy.models import DataRequest, Retention

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptEvent",
    "AttemptItem",
    "AuditEntry",
    "BankedComment",
    "BegunRepair",
    "Category",
    "Classroom",
    "DataRequest",
    "Enrolment",
    "Extension",
    "FollowUp",
    "Invitation",
    "JoinCode",
    "JoinRequest",
    "Repair",
    "Response",
    "Retention",
    "School",
    "Settled",
    "SignIn",
    "Teaching",
    "User",
]
