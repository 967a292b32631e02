"""Everything before the demo can be served: database, course, school, static files. What is there already is left alone."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.demo.locks import alone, is_in_use
from accounts.demo.school import bring_password_up_to_date, find_school, make_school, refuse_beside_real_schools
from accounts.homework.models import Assignment
from revision.actions import Refused, load_course
from revision.course_files import CourseFilesRefused, read_course
from revision.models import Course

type Say = Callable[[str], object]

COURSES = settings.BASE_DIR / "revision" / "courses"
TAUGHT = "stalins-russia"
"""The course that the demo school is taught; the others are loaded beside it."""
PREPARING, SERVING, STAMPS = "demo-preparing.lock", "demo-serving.lock", "demo-stamps.json"
"""Files in ``DATA_DIR``."""


def prepare(*, reset: bool, say: Say) -> None:
    """Make the demo ready to be served; ``say`` is told each step that takes a while.

    Raises ``Refused`` for a database that holds a real school, one that may not be thrown away, and files that cannot be loaded.
    """
    with alone(settings.DATA_DIR / PREPARING):
        if reset:
            throw_away(say)
        refuse_beside_real_schools()
        migrate(say)
        load_courses(COURSES, say)
        school(TAUGHT, say)
        collect_static_files(say)


def throw_away(say: Say) -> None:
    """Delete the embedded database. Raises ``Refused`` for any other, for one that is being served, and for a real school's."""
    name = str(connection.settings_dict["NAME"])
    path = Path(name).resolve()
    if connection.vendor != "sqlite" or path.parent != settings.DATA_DIR:
        raise Refused(
            f"--reset throws away the demo's own database under {settings.DATA_DIR}, but DATABASE_URL points to another "
            f"({connection.vendor}, {name}). Nothing was changed: unset DATABASE_URL, or start without --reset."
        )
    if not path.exists():
        return
    if is_in_use(settings.DATA_DIR / SERVING):
        raise Refused("The demo is being served from this database. Stop it first (Ctrl-C where it runs), then reset.")
    try:
        refuse_beside_real_schools()
    except DatabaseError as error:
        raise Refused(f"{path} cannot be read ({error}), so nobody can tell whether it is the demo's. Delete it by hand.") from error
    say("Throwing the old demo away …")
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def migrate(say: Say) -> None:
    """Bring the tables up to date, those of the cache as well."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def load_courses(folder: Path, say: Say) -> None:
    """Load every course in ``folder`` whose files, or the code that reads them, changed since the last time."""
    code = fingerprint(_contents(settings.BASE_DIR / "revision", "*.py"))
    for path in sorted(course.parent for course in folder.glob("*/course.txt")):
        made_from = fingerprint({"code": code, "database": _database(), **_contents(path, "*.txt")})
        name = f"course {path.name}"
        if stamped(name) == made_from and Course.objects.filter(slug=path.name).exists():
            continue
        say(f"Loading the course {path.name} …")
        try:
            load_course(document=read_course(path))
        except CourseFilesRefused as refused:
            raise Refused(f"{refused}\n{len(refused.mistakes)} to mend in the course files; the course was not loaded.") from refused
        stamp(name, made_from)


def school(course_slug: str, say: Say) -> None:
    """The demo school, with the password that the settings name."""
    password = settings.DEMO_PASSWORD
    found = find_school()
    if found is not None:
        bring_password_up_to_date(found, password)
        if not Assignment.objects.filter(classroom__school=found, closes__gte=timezone.now()).exists():
            say("All homework in this demo has closed since it was made; --reset makes a fresh one.")
        return
    course = Course.objects.filter(slug=course_slug, owner=None).first()
    if course is None:
        raise Refused(f"There is no course “{course_slug}” in {COURSES}; the demo school needs one to be taught.")
    say("Making the demo school: 60 students and six weeks of homework …")
    make_school(course=course, password=password, now=timezone.now())


def collect_static_files(say: Say) -> None:
    """Gather what the browser loads under ``STATIC_ROOT``, if any of it changed; not where the server finds the files by itself."""
    if settings.WHITENOISE_USE_FINDERS:
        return
    made_from = fingerprint({"storage": settings.STORAGES["staticfiles"]["BACKEND"], **_static_files()})
    if stamped("static files") == made_from and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting static files …")
    try:
        # All anew: left to itself it passes over a file that is older than its copy, as after a change of branch.
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    except ValueError as error:
        raise Refused(f"The static files cannot be collected: {error}") from error
    stamp("static files", made_from)


def writers_are_safe() -> bool:
    """Whether more than one process may write to the database in use; ``config.checks`` knows the versions of SQLite that must not."""
    messages = run_checks(tags=[Tags.database], databases=[connection.alias])
    return not any(message.id == "config.E001" for message in messages)


def _database() -> str:
    """Which database is in use."""
    return json.dumps({name: str(connection.settings_dict.get(name, "")) for name in ("ENGINE", "NAME", "HOST", "PORT")})


def _contents(folder: Path, pattern: str) -> dict[str, str]:
    """A digest of every matching file under ``folder``, by its path."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob(pattern))}


def _static_files() -> dict[str, str]:
    """Size in bytes and time of change in nanoseconds of every static file, by its path."""
    found: dict[str, str] = {}
    for finder in get_finders():
        listed: Iterable[Any] = finder.list([])
        for name, storage in listed:
            path = Path(storage.path(name))
            found[str(path)] = f"{path.stat().st_size} {path.stat().st_mtime_ns}"
    return found


def fingerprint(parts: Mapping[str, str]) -> str:
    """One digest that changes with any part."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def stamped(name: str) -> str | None:
    """The fingerprint under which ``name`` was last done."""
    try:
        found: str | None = json.loads((settings.DATA_DIR / STAMPS).read_text()).get(name)
    except (FileNotFoundError, ValueError, AttributeError):
        return None
    return found


def stamp(name: str, made_from: str) -> None:
    """Note that ``name`` was done, from what ``made_from`` stands for."""
    path: Path = settings.DATA_DIR / STAMPS
    try:
        stamps = dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        stamps = {}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({**stamps, name: made_from}, indent=2))
    fresh.replace(path)
