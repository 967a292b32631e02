"""`manage.py create_school NAME --admin USERNAME`: the first step of a real installation."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.people.actions import create_school
from accounts.people.models import School, User
from accounts.people.site.actions import first_token, is_empty
from revision.actions import Refused


class Command(BaseCommand):
    help = "Makes a school with its first admin, who makes the teachers' accounts. Asks for the admin's password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="the school's name, in quotation marks")
        parser.add_argument("--link", action="store_true", help="make nothing, but print the link to the page that makes the first school")
        parser.add_argument("--admin", default="", metavar="USERNAME", help="username of the school's first admin")
        parser.add_argument("--admin-name", metavar="NAME", default="", help="the admin's name as colleagues see it (the username)")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the first line of standard input")

    def handle(self, *args: Any, name: str, link: bool, admin: str, admin_name: str, password_stdin: bool, **options: Any) -> None:
        if link:
            self.stdout.write(first_link())
            return
        if not name or not admin:
            raise CommandError("Say the school's name and --admin USERNAME, or --link for a page that asks for both. No school was made.")
        school = School(name=" ".join(name.split()))
        person = User(username=admin, display_name=" ".join(admin_name.split()) or admin, role=User.Role.ADMIN)
        try:
            school.full_clean()
            person.full_clean(exclude=["password", "school"], validate_unique=False, validate_constraints=False)
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else asked_twice()
            validate_password(password, person)
            made = create_school(name=school.name, admin_username=person.username, admin_name=person.display_name, password=password)
        except ValidationError as error:
            raise CommandError(f"{in_words(error)} No school was made.") from error
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"“{school.name}” is made; its admin is “{made.username}”.\n"
            "Next:\n"
            "  1. Load a course, if you have not yet:  uv run manage.py load_course revision/courses/stalins-russia\n"
            f"  2. Start the server, sign in at {reverse('account_login')}, and invite your colleagues at {reverse('invite_staff')}\n"
            "  3. Teachers make their classes, add students by name, and hand out the cards."
        )


def first_link() -> str:
    """Where the first school is made, under the site's first name. Raises ``CommandError`` once there is a school."""
    if not is_empty():
        raise CommandError("This site has a school already; its admin invites colleagues. A further one: manage.py create_school NAME.")
    host = next((host for host in settings.ALLOWED_HOSTS if host not in {"*", *settings.LOOPBACK_HOSTS}), "127.0.0.1:8000")
    scheme = "https" if settings.SERVES_OTHERS else "http"
    path = reverse("first_school", args=[first_token()])
    return f"Open this within a day, to make the first school and become its admin:\n\n  {scheme}://{host.removeprefix('.')}{path}\n"


def asked_twice() -> str:
    """The password, typed twice without being shown. Raises ``CommandError`` where the two differ or nobody can type."""
    if not sys.stdin.isatty():
        raise CommandError("Nobody is here to type a password. Give it with --password-stdin. No school was made.")
    password = getpass.getpass("Password of the admin: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords differ. No school was made.")
    return password


def in_words(error: ValidationError) -> str:
    """What is wrong, each with the name of what it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{name.replace('_', ' ').capitalize()}: {' '.join(said)}" for name, said in error.message_dict.items())
