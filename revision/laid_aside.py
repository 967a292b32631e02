"""What waits between an upload and the word that it shall be imported: a file for each, read by who brought it, for two hours.

It stays for that time after the import too, so that a second press, or the way back, meets no missing page: it adds nothing.

No table: what is here is nobody's yet. The address holds a signed token, the file what was read from the upload.
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

SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Shelf:
    """A place for one kind of upload: its name is that of a folder under ``DATA_DIR``."""

    name: str

    def keep(self, *, user: AbstractBaseUser, held: dict[str, Any]) -> str:
        """Lay it aside; the token that finds it is returned. What is older than anybody may still ask for is thrown away."""
        folder = self._folder()
        for old in folder.glob("*.json"):
            if old.stat().st_mtime < time.time() - SECONDS:
                old.unlink(missing_ok=True)
        name = uuid.uuid4().hex
        (folder / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
        return self._signer().sign(f"{user.pk}~{name}")

    def find(self, *, user: AbstractBaseUser, token: str) -> dict[str, Any] | None:
        """What ``user`` laid aside under ``token``; nothing for anybody else's, or once its time is over."""
        try:
            whose, _tilde, name = self._signer().unsign(token, max_age=SECONDS).partition("~")
            held: dict[str, Any] = json.loads((self._folder() / f"{uuid.UUID(name).hex}.json").read_text(encoding="utf-8"))
        except (signing.BadSignature, ValueError, OSError):
            return None
        return held if whose == str(user.pk) else None

    def _signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=self.name, sep=".")

    def _folder(self) -> Path:
        folder = Path(settings.DATA_DIR) / self.name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
