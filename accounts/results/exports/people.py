"""Who stands in a file: by name, or by a pseudonym."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.results.exports.cells import Cell


@dataclass(frozen=True, slots=True)
class People:
    """The students of a file in its order, and the pseudonym of each where names are left out."""

    students: Sequence[User]
    pseudonyms: dict[UUID, str] | None = None

    @classmethod
    def of(cls, students: Sequence[User], *, pseudonymised: bool) -> "People":
        """By name; or in a drawn order, with numbers that follow it.

        The draw is made for each file, so that nobody can work it out, or join two files.
        """
        if not pseudonymised:
            return cls(students)
        drawn = list(students)
        secrets.SystemRandom().shuffle(drawn)
        width = len(str(len(drawn)))
        names = {student.pk: _("Student %(number)s") % {"number": f"{place:0{width}}"} for place, student in enumerate(drawn, start=1)}
        return cls(drawn, names)

    @property
    def head(self) -> list[str]:
        return [_("Student"), _("Username")] if self.pseudonyms is None else [_("Student")]

    def cells(self, student: User) -> list[Cell]:
        """What stands for a student, under ``head``."""
        if self.pseudonyms is None:
            return [student.display_name, student.username]
        return [self.pseudonyms[student.pk]]

    def chunks(self, size: int) -> Iterator[Sequence[User]]:
        for start in range(0, len(self.students), size):
            yield self.students[start : start + size]
