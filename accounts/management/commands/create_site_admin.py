"""`manage.py create_site_admin USERNAME`: somebody who looks after a site of several schools."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.management.commands.create_school import asked_twice, in_words
from accounts.people.models import User
from accounts.people.site.actions import create_site_admin
from revision.actions import Refused


class Command(BaseCommand):
    help = "Makes a site admin: they see the schools in numbers, make schools and invite their admins, and read nothing that is taught."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", metavar="NAME", default="", help="their name as it stands in the audit log (the username)")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the first line of standard input")

    def handle(self, *args: Any, username: str, name: str, password_stdin: bool, **options: Any) -> None:
        person = User(username=username, display_name=" ".join(name.split()) or username, role=User.Role.SITE)
        try:
            person.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else asked_twice()
            validate_password(password, person)
            create_site_admin(username=person.username, display_name=person.display_name, password=password)
        except ValidationError as error:
            raise CommandError(f"{in_words(error)} Nobody was added.") from error
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"“{username}” looks after the site now: sign in, make schools, and invite their admins.")
