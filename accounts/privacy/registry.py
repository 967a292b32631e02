"""Every link from a row to a person, and what becomes of the row when that person is erased. Nothing points to a person undeclared.

What is declared here and what the models do is the same thing said twice, on purpose: ``undeclared`` and ``contradicted`` find every
difference, and a system check refuses to start with one. Whoever adds a link to a person has to say what it means for that person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import ForeignKey


class OnErase(StrEnum):
    """What becomes of a row that points to an erased person."""

    DELETE = "delete"
    """It goes with the person."""
    ANONYMISE = "anonymise"
    """It stays and points to nobody."""
    KEEP = "keep"
    """It stays, and so does the account that it names. Only for what staff did for the school: a student's account never stays."""


class Kept(StrEnum):
    """How long a row stays when nobody asks for anything; the months are each school's own (``Retention``)."""

    ANSWERS = "answers"
    ACCOUNT = "account"
    AUDIT = "audit"
    SCHOOL = "school"
    """As long as the school uses it: courses, quizzes, classes."""


@dataclass(frozen=True, slots=True)
class Link:
    on_erase: OnErase
    kept: Kept
    why: str


DELETE, ANONYMISE, KEEP = OnErase

LINKS: dict[str, Link] = {
    "account.EmailAddress.user": Link(DELETE, Kept.ACCOUNT, "an address of staff; students have none"),
    "accounts.Assignment_only_for.user": Link(DELETE, Kept.ACCOUNT, "which homework was set to this student alone"),
    "accounts.Attempt.student": Link(DELETE, Kept.ANSWERS, "the student's own work"),
    "accounts.AttemptEvent.by": Link(KEEP, Kept.ANSWERS, "which teacher changed something in an attempt"),
    "accounts.AttemptItem.awarded_by": Link(KEEP, Kept.ANSWERS, "which teacher gave the mark"),
    "accounts.AuditEntry.about": Link(ANONYMISE, Kept.AUDIT, "whom an entry of the audit log concerns"),
    "accounts.AuditEntry.by": Link(ANONYMISE, Kept.AUDIT, "who did what the audit log says"),
    "accounts.BankedComment.teacher": Link(DELETE, Kept.ACCOUNT, "a teacher's own stock of comments"),
    "accounts.BegunRepair.by": Link(KEEP, Kept.SCHOOL, "which teacher asked for a repair that is not carried out yet"),
    "accounts.Classroom.owner": Link(KEEP, Kept.SCHOOL, "who teaches the class; handed on before an account is erased"),
    "accounts.DataRequest.asked_by": Link(KEEP, Kept.ACCOUNT, "which teacher passed on a request about a student's data"),
    "accounts.DataRequest.student": Link(DELETE, Kept.ACCOUNT, "whose data was asked for"),
    "accounts.Enrolment.student": Link(DELETE, Kept.ACCOUNT, "which classes the student sat in"),
    "accounts.Extension.student": Link(DELETE, Kept.ACCOUNT, "a student's own dates, attempts or excuse"),
    "accounts.FollowUp_students.user": Link(DELETE, Kept.ANSWERS, "who missed what a follow-up asks again"),
    "accounts.Invitation.account": Link(ANONYMISE, Kept.ACCOUNT, "which account an invitation became"),
    "accounts.Invitation.by": Link(ANONYMISE, Kept.ACCOUNT, "which admin invited a colleague"),
    "accounts.JoinRequest.student": Link(DELETE, Kept.ACCOUNT, "that the student asked to join a class by its code"),
    "accounts.Repair.by": Link(KEEP, Kept.SCHOOL, "which teacher repaired a question"),
    "accounts.Settled.by": Link(KEEP, Kept.SCHOOL, "which teacher settled a typed answer"),
    "accounts.SignIn.user": Link(DELETE, Kept.ACCOUNT, "where somebody is signed in, so that they can end it"),
    "accounts.Teaching.teacher": Link(DELETE, Kept.ACCOUNT, "which classes are shared with this colleague"),
    "mfa.Authenticator.user": Link(DELETE, Kept.ACCOUNT, "the second step of a member of staff; students have none"),
    "quizzes.Quiz.owner": Link(KEEP, Kept.SCHOOL, "who made the quiz"),
    "socialaccount.SocialAccount.user": Link(DELETE, Kept.ACCOUNT, "an account elsewhere by which a member of staff signs in"),
    "revision.Course.owner": Link(KEEP, Kept.SCHOOL, "who made the course"),
}


def person_links() -> Iterator[tuple[str, "ForeignKey[models.Model, models.Model]"]]:
    """Every foreign key to a person of every installed app, those of many-to-many tables too: its label and the field."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.remote_field.model._meta.label == settings.AUTH_USER_MODEL:
                yield f"{model._meta.label}.{field.name}", field


def undeclared() -> list[str]:
    """Links that this registry does not know."""
    return sorted(label for label, _field in person_links() if label not in LINKS)


def outlived() -> list[str]:
    """Links that this registry knows and no model has."""
    return sorted(LINKS.keys() - {label for label, _field in person_links()})


DOES = {OnErase.DELETE: models.CASCADE, OnErase.ANONYMISE: models.SET_NULL, OnErase.KEEP: models.PROTECT}
"""What the database is told to do for each."""


def contradicted() -> list[str]:
    """Links whose model does something else than is declared."""
    return sorted(
        label for label, field in person_links() if label in LINKS and field.remote_field.on_delete is not DOES[LINKS[label].on_erase]
    )
