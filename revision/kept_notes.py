"""Notes between the upload and the word that they shall be imported: a file for each, read by who brought it, for two hours.

They stay for that time after the import too, so that a second press, or the way back, meets no missing page: it adds nothing.

No table: what is here is nobody's course yet. The address holds a signed token, the file what was read from the notes.
"""

import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing

from revision.notes.reading import NoteLine, Notes

SIGNER = signing.TimestampSigner(salt="kept-notes", sep=".")
SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptNotes:
    """The notes, and the title of the course that is to get them."""

    notes: Notes
    course_title: str


def keep(*, user: AbstractBaseUser, notes: Notes, course_title: str) -> str:
    """Lay notes aside; the token that finds them is returned. Older ones than anybody may still ask for are thrown away."""
    folder = _folder()
    for old in folder.glob("*.json"):
        if old.stat().st_mtime < time.time() - SECONDS:
            old.unlink(missing_ok=True)
    name = uuid.uuid4().hex
    held: dict[str, Any] = {
        "course_title": course_title,
        "name": notes.name,
        "understood": [str(sentence) for sentence in notes.understood],
        "lines": [[line.number, line.text] for line in notes.lines],
    }
    (folder / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
    return SIGNER.sign(f"{user.pk}~{name}")


def find(*, user: AbstractBaseUser, token: str) -> KeptNotes | None:
    """The notes that ``user`` laid aside under ``token``; nothing for anybody else's, or once their time is over."""
    try:
        whose, _tilde, name = SIGNER.unsign(token, max_age=SECONDS).partition("~")
        path = _folder() / f"{uuid.UUID(name).hex}.json"
        held = json.loads(path.read_text(encoding="utf-8"))
    except (signing.BadSignature, ValueError, OSError):
        return None
    if whose != str(user.pk):
        return None
    lines = tuple(NoteLine(number, text) for number, text in held["lines"])
    return KeptNotes(Notes(held["name"], lines, tuple(held["understood"])), held["course_title"])


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "kept-notes"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
