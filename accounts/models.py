"""Gathers the models of the folders below for Django; each folder's ``models.py`` has them."""

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, Enrolment, School, User

__all__ = ["Assignment", "Attempt", "AttemptItem", "Classroom", "Enrolment", "Response", "School", "User"]
