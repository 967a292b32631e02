"""Notes between the upload and the word that they shall be imported (``laid_aside``)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from revision.laid_aside import Shelf
from revision.notes.reading import NoteLine, Notes

NOTES = Shelf("kept-notes")


@dataclass(frozen=True, slots=True)
class KeptNotes:
    """The notes, and the title of the course that is to get them."""

    notes: Notes
    course_title: str


def keep(*, user: AbstractBaseUser, notes: Notes, course_title: str) -> str:
    """Lay notes aside; the token that finds them is returned."""
    held: dict[str, Any] = {
        "course_title": course_title,
        "name": notes.name,
        "understood": [str(sentence) for sentence in notes.understood],
        "lines": [[line.number, line.text] for line in notes.lines],
    }
    return NOTES.keep(user=user, held=held)


def find(*, user: AbstractBaseUser, token: str) -> KeptNotes | None:
    """The notes that ``user`` laid aside under ``token``; nothing for anybody else's, or once their time is over."""
    held = NOTES.find(user=user, token=token)
    if held is None:
        return None
    lines = tuple(NoteLine(number, text) for number, text in held["lines"])
    return KeptNotes(Notes(held["name"], lines, tuple(held["understood"])), held["course_title"])
