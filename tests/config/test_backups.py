"""Backups: made while people work, proved by restoring, refused when damaged; and a school that goes on where it was."""

import json
import threading
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Attempt, Response, User
from config import dumps
from config.backups import MANIFEST, BackupRefused, back_up, read_manifest, restore
from tests.factories import PASSWORD, AssignmentFactory, UserFactory, answer, choice_of, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "sources").mkdir(parents=True)
    (settings.MEDIA_ROOT / "sources" / "poster.png").write_bytes(b"a poster")
    return settings.MEDIA_ROOT


@pytest.fixture
def backup(media: Path, tmp_path: Path) -> Path:
    """Of a school with one student, Olive."""
    UserFactory(username="olive-1000", display_name="Olive")
    back_up(tmp_path / "school.zip")
    return tmp_path / "school.zip"


def test_a_backup_says_what_is_in_it(backup: Path) -> None:
    manifest = read_manifest(backup)
    assert (manifest.vendor, manifest.rows["accounts_user"], manifest.picture_count) == (connection.vendor, 1, 1)
    with zipfile.ZipFile(backup) as archive:
        assert sorted(archive.namelist()) == sorted([MANIFEST, *manifest.members])
        assert not any("secret" in name for name in archive.namelist())


def test_nothing_is_left_beside_it(backup: Path) -> None:
    assert sorted(path.name for path in backup.parent.iterdir()) == ["data", "media", "school.zip"]


def test_a_backup_overwrites_nothing(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupRefused, match="overwrites nothing"):
        back_up(backup)
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="no folder"):
        back_up(tmp_path / "nowhere" / "school.zip")


def test_a_disk_that_takes_no_more(media: Path, tmp_path: Path, monkeypatch) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.backups._sync", full)
    with pytest.raises(BackupRefused, match=r"No backup was made.*No space left"):
        back_up(tmp_path / "school.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "media"]


def test_what_does_not_restore_is_no_backup(media: Path, tmp_path: Path, monkeypatch) -> None:
    """The proof is a real one: a count that differs is found out."""
    kind = type(dumps.of_this_database())
    write = kind.write
    monkeypatch.setattr(kind, "write", lambda self, path: {**write(self, path), "accounts_user": 7})
    with pytest.raises(BackupRefused, match="does not restore to the same rows \\(accounts_user\\)"):
        back_up(tmp_path / "school.zip")
    assert not (tmp_path / "school.zip").exists()


def test_restoring_over_people_needs_force(backup: Path) -> None:
    UserFactory(username="noor-2000")
    with pytest.raises(BackupRefused, match="People have accounts here already"):
        restore(backup)
    assert User.objects.filter(username="noor-2000").exists()


def test_restoring_brings_back_rows_and_pictures_and_keeps_what_stood_before(backup: Path, media: Path) -> None:
    User.objects.all().delete()
    UserFactory(username="noor-2000")
    (media / "sources" / "poster.png").write_bytes(b"another")
    (media / "sources" / "late.png").write_bytes(b"late")
    _manifest, kept = restore(backup, force=True)
    assert list(User.objects.values_list("username", flat=True)) == ["olive-1000"]
    assert {path.name: path.read_bytes() for path in (media / "sources").iterdir()} == {"poster.png": b"a poster"}
    assert kept is not None
    restore(kept, force=True)
    assert list(User.objects.values_list("username", flat=True)) == ["noor-2000"]
    assert sorted(path.name for path in (media / "sources").iterdir()) == ["late.png", "poster.png"]


def rewritten(backup: Path, change: Any) -> Path:
    """A copy of a backup whose members went through ``change(name, data)``."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(backup.with_name("other.zip"), "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return backup.with_name("other.zip")


def said(**values: Any) -> Any:
    """A change of the manifest."""
    return lambda name, data: json.dumps({**json.loads(data), **values}).encode() if name == MANIFEST else data


BROKEN: dict[str, tuple[Any, str]] = {
    "database": (lambda name, data: data[:-1] + b"x" if name.startswith("database") else data, "is damaged: database"),
    "picture": (lambda name, data: b"other" if name.startswith("media") else data, "is damaged: media/sources/poster.png"),
    "manifest": (lambda name, data: b"{" if name == MANIFEST else data, "is no backup"),
    "missing member": (said(members={"media/gone.png": "0"}), "is damaged at media/gone.png"),
    "leads outside": (said(members={"../../evil": "0"}), "names a file outside of itself"),
    "other database": (said(vendor="oracle"), "is a backup of a oracle database"),
    "newer": (said(migrations=[["accounts", "9999_from_the_future"]]), "newer version of Revision"),
    "other form": (said(format=2), "has the form 2"),
}


def test_a_damaged_or_foreign_file_changes_nothing(backup: Path, media: Path) -> None:
    UserFactory(username="noor-2000")
    for change, words in BROKEN.values():
        with pytest.raises(BackupRefused, match=words):
            restore(rewritten(backup, change), force=True)
    assert sorted(User.objects.values_list("username", flat=True)) == ["noor-2000", "olive-1000"]
    assert (media / "sources" / "poster.png").read_bytes() == b"a poster"
    assert list((media.parent / "data").iterdir()) == []


def test_no_backup_at_all(media: Path, tmp_path: Path) -> None:
    for content in (b"", b"not a zip"):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(BackupRefused, match="is no backup"):
            restore(tmp_path / "x.zip")
    with pytest.raises(BackupRefused, match="no file"):
        restore(tmp_path / "y.zip")


def test_the_commands(media: Path, tmp_path: Path) -> None:
    out = StringIO()
    call_command("backup", str(tmp_path / "a.zip"), stdout=out)
    assert "1 pictures" in out.getvalue()
    assert "Restored once to check: the same." in out.getvalue()
    out = StringIO()
    call_command("restore", str(tmp_path / "a.zip"), stdout=out)
    assert out.getvalue().startswith("Restored the backup of 2")
    with pytest.raises(CommandError, match="overwrites nothing"):
        call_command("backup", str(tmp_path / "a.zip"))
    UserFactory()
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(tmp_path / "a.zip"))


def test_a_school_goes_on_from_a_backup_made_while_it_worked(media: Path, tmp_path: Path) -> None:
    """R11: what was acknowledged before the backup began is in it; the student signs in and goes on with the half-done attempt."""
    assignment = AssignmentFactory(quiz=quiz_of(6))
    olive = started(assignment, enrolled(assignment.classroom, username="olive-1000"))
    answer(olive, 1, choice_of(olive, 1))
    others = [started(assignment) for _student in range(3)]
    begun, stop = threading.Event(), threading.Event()

    def works(attempt: Attempt) -> None:
        for position in range(1, 7):
            if stop.is_set():
                break
            answer(attempt, position, choice_of(attempt, position))
            begun.set()
        connection.close()

    threads = [threading.Thread(target=works, args=[attempt]) for attempt in others]
    for thread in threads:
        thread.start()
    begun.wait()
    acknowledged = set(Response.objects.values_list("key", flat=True))
    back_up(tmp_path / "school.zip")
    stop.set()
    for thread in threads:
        thread.join()
    Attempt.objects.all().delete()
    restore(tmp_path / "school.zip", force=True)
    assert acknowledged <= set(Response.objects.values_list("key", flat=True))
    client = Client()
    signed_in = client.post(reverse("account_login"), {"login": "olive-1000", "password": PASSWORD})
    assert signed_in.status_code == 302
    page = client.get(reverse("question_of_attempt", args=[olive.pk, 2]))
    assert page.status_code == 200
    answer(Attempt.objects.get(pk=olive.pk), 2, choice_of(olive, 2))
    assert Attempt.objects.get(pk=olive.pk).answered_count == 2
