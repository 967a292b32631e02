"""What one person may do in one class: for pages that show a button only to whom it works for. The querysets are what holds it."""

from dataclasses import dataclass

from accounts.people.models import Classroom, User


@dataclass(frozen=True, slots=True)
class Grants:
    """Each yes or no; reading is not among them, since who may not read does not get so far."""

    edit: bool = False
    """Set homework and change it."""
    mark: bool = False
    """Mark, change marks, reopen."""
    roster: bool = False
    """Add and remove students, make passwords."""
    export: bool = False
    """Take results away as a file."""
    own: bool = False
    """Rename the class, archive it, share it with colleagues."""


def grants_of(user: User, classroom: Classroom) -> Grants:
    """No query for the class's owner and an admin of its school, one for anybody else. An archived class is only read."""
    in_use = classroom.archived is None
    if classroom.owner_id == user.pk:
        return Grants(edit=in_use, mark=in_use, roster=in_use, export=True, own=in_use)
    if user.is_school_admin and user.school_id == classroom.school_id:
        return Grants(roster=in_use, export=True, own=in_use)
    shared = classroom.teachings.filter(teacher=user).first()
    if shared is None:
        return Grants()
    return Grants(
        edit=shared.may_edit and in_use, mark=shared.may_mark and in_use, roster=shared.may_roster and in_use, export=shared.may_mark
    )
