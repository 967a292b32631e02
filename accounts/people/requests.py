"""A request as the views of this app know it."""

from accounts.people.models import User
from revision.access import PageRequest


class PersonRequest(PageRequest):
    """A request past the sign-in: ``user`` is a person of a school."""

    user: User
