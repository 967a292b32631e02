"""Backups of a whole installation, made while it runs: the database and the pictures in one file that has been restored once to prove it.

A backup is a zip archive: ``manifest.json`` (when it was made, the rows of each table, a SHA-256 of every other member), the database
(``database.sqlite3``, or ``database.dump`` in the own format of ``pg_dump``), and ``media/``. The secret key is not in it: whoever finds a
backup cannot forge sessions with it.
"""

import datetime
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config import dumps

FORMAT = 1
CHUNK = 1024 * 1024
MANIFEST, MEDIA = "manifest.json", "media/"


class BackupRefused(Exception):
    """No backup was made, or nothing was restored; the text says why, and what still stands."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    vendor: str
    """``sqlite`` or ``postgresql``."""
    made: str
    """Date and time in ISO 8601, UTC."""
    migrations: list[tuple[str, str]]
    """App and name of each migration that the database has."""
    rows: dict[str, int]
    """Rows of each table."""
    members: dict[str, str]
    """SHA-256 of each other member, by its name in the archive."""

    @property
    def row_count(self) -> int:
        return sum(self.rows.values())

    @property
    def picture_count(self) -> int:
        return sum(name.startswith(MEDIA) for name in self.members)


def back_up(path: Path) -> Manifest:
    """Write a backup of the running installation to ``path``, and restore it once into a scratch database to prove it.

    The database is read as of one moment, while others write. ``path`` appears whole or not at all. Raises ``BackupRefused`` where the file
    is there already, cannot be written, or does not restore to the same rows.
    """
    if path.exists():
        raise BackupRefused(f"{path} is there already, and a backup overwrites nothing. Choose another name.")
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}. Make it first; nothing was written.")
    dump = dumps.of_this_database()
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            database = Path(folder) / dump.member
            rows = dump.write(database)
            whole = Path(folder) / "whole.zip"
            manifest = _pack(whole, database, dump.vendor, rows)
            _prove(whole, manifest, dump, Path(folder) / "proof")
            _sync(whole)
            os.link(whole, path)  # unlike a rename, it never overwrites a file that came meanwhile
            _sync(path.parent)
    except FileExistsError as error:
        raise BackupRefused(f"{path} appeared meanwhile, and a backup overwrites nothing. Choose another name.") from error
    except (OSError, dumps.DumpFailed) as error:
        raise BackupRefused(f"No backup was made: {error}") from error
    return manifest


def restore(path: Path, *, force: bool = False) -> tuple[Manifest, Path | None]:
    """Bring database and pictures back to what ``path`` holds, and the tables up to what this version needs.

    Returns what the backup says of itself, and the file in which what stood here before is kept (``None`` where nothing stood). Raises
    ``BackupRefused`` for a damaged or foreign file, one of a newer version, and, without ``force``, where the database holds people.
    """
    dump = dumps.of_this_database()
    manifest = read_manifest(path)
    if manifest.vendor != dump.vendor:
        raise BackupRefused(f"{path} is a backup of a {manifest.vendor} database, and this one is {dump.vendor}. Nothing was changed.")
    _refuse_newer(manifest)
    taken = dump.holds_people()
    if taken and not force:
        raise BackupRefused(
            "People have accounts here already. --force replaces the database, and keeps it in a file first. Nothing was changed."
        )
    kept = settings.DATA_DIR / f"before-restore-{timezone.now():%Y%m%d-%H%M%S-%f}.zip" if taken else None
    stands = "Nothing was changed"
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            _unpack(path, manifest, Path(folder))
            dump.check(Path(folder) / dump.member, manifest.rows)
            if kept is not None:
                back_up(kept)
                stands = f"What stood here before is in {kept}"
            dump.read(Path(folder) / dump.member)
            _replace_pictures(Path(folder) / MEDIA)
    except (OSError, dumps.DumpFailed) as error:
        raise BackupRefused(f"The backup could not be restored: {error}. {stands}.") from error
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return manifest, kept


def read_manifest(path: Path) -> Manifest:
    """What ``path`` says of itself. Raises ``BackupRefused`` for what is no backup."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**{**said, "migrations": [(app, name) for app, name in said["migrations"]]})
    except FileNotFoundError as error:
        raise BackupRefused(f"There is no file {path}. Nothing was changed.") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise BackupRefused(f"{path} is no backup of Revision, or a damaged one. Nothing was changed.") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"{path} has the form {manifest.format} and this version reads {FORMAT}. Nothing was changed.")
    return manifest


def _pack(whole: Path, database: Path, vendor: str, rows: dict[str, int]) -> Manifest:
    """All members into one archive."""
    members = {}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        members[database.name] = _add(archive, database, database.name)
        for picture, name in _pictures():
            with_name = MEDIA + name
            try:
                members[with_name] = _add(archive, picture, with_name)
            except FileNotFoundError:
                continue  # deleted since it was listed, and then by somebody who meant it
        migrations = sorted(MigrationLoader(connection).applied_migrations)
        manifest = Manifest(FORMAT, vendor, timezone.now().astimezone(datetime.UTC).isoformat(), migrations, rows, members)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _pictures() -> Iterator[tuple[Path, str]]:
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")) if media.is_dir() else []:
        if path.is_file():
            yield path, path.relative_to(media).as_posix()


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    """One file into the archive; its SHA-256."""
    with path.open("rb") as source, archive.open(zipfile.ZipInfo.from_file(path, name), "w", force_zip64=True) as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy in pieces, so that memory does not grow with the file; the SHA-256 of what went over."""
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def _unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Every member that the manifest names, below ``folder``. Raises ``BackupRefused`` where one is missing, changed or leads elsewhere."""
    with zipfile.ZipFile(path) as archive:
        for name, digest in manifest.members.items():
            target = (folder / name).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise BackupRefused(f"{path} names a file outside of itself ({name}). Nothing was changed.")
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(name) as source, target.open("wb") as file:
                    whole = _copy(source, file) == digest
            except (KeyError, zipfile.BadZipFile) as error:
                raise BackupRefused(f"{path} is damaged at {name}. Nothing was changed.") from error
            if not whole:
                raise BackupRefused(f"{path} is damaged: {name} is not what was written. Nothing was changed.")


def _prove(whole: Path, manifest: Manifest, dump: "dumps.Dump", folder: Path) -> None:
    """Restore the archive into a scratch place and count again. Raises ``DumpFailed`` on any difference."""
    folder.mkdir()
    _unpack(whole, manifest, folder)
    dump.check(folder / dump.member, manifest.rows)


def _refuse_newer(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations or {})
    ours = {app for app, _name in known}
    if newer := [f"{app} {name}" for app, name in manifest.migrations if app in ours and (app, name) not in known]:
        raise BackupRefused(
            f"A newer version of Revision made this backup (it has {newer[0]}). Install that one first. Nothing was changed."
        )


def _replace_pictures(restored: Path) -> None:
    """The pictures of the backup in the place of those that are there, which go only once the others stand."""
    media = Path(settings.MEDIA_ROOT)
    restored.mkdir(exist_ok=True)
    with _aside(media):
        shutil.move(restored, media)


@contextmanager
def _aside(folder: Path) -> Iterator[None]:
    """Move a folder away, and back again if what follows fails."""
    away = folder.with_name(f".{folder.name}-before")
    shutil.rmtree(away, ignore_errors=True)
    if folder.exists():
        folder.rename(away)
    try:
        yield
    except OSError:
        if away.exists():
            away.rename(folder)
        raise
    shutil.rmtree(away, ignore_errors=True)


def _sync(path: Path) -> None:
    """Let the disk have it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
