"""`manage.py create_school`: the first step of a real installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.people.models import School, User

pytestmark = pytest.mark.django_db
PASSWORD = "walrus-kettle-north"


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def create(monkeypatch, *words: str, typed: str = f"{PASSWORD}\n") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("create_school", *words, stdout=out)
    return out.getvalue()


def test_a_school_and_its_admin(monkeypatch) -> None:
    said = create(monkeypatch, " Hilltop  School ", "--admin", "amara", "--admin-name", "Ms Diallo", "--password-stdin")
    admin = User.objects.get()
    assert (admin.username, admin.display_name, admin.role, admin.school.name) == ("amara", "Ms Diallo", "admin", "Hilltop School")
    assert admin.check_password(PASSWORD)
    assert "“Hilltop School” is made; its admin is “amara”." in said
    assert "/accounts/login/" in said
    assert "load_course" in said


def test_the_username_stands_for_the_name(monkeypatch) -> None:
    create(monkeypatch, "Hilltop School", "--admin", "amara", "--password-stdin")
    assert User.objects.get().display_name == "amara"


def test_the_password_is_asked_twice(monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or PASSWORD)
    call_command("create_school", "Hilltop School", "--admin", "amara", stdout=io.StringIO())
    assert len(asked) == 2
    assert User.objects.get().check_password(PASSWORD)


def test_two_passwords_that_differ(monkeypatch) -> None:
    typed = iter([PASSWORD, "walrus-kettle-south"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="differ"):
        call_command("create_school", "Hilltop School", "--admin", "amara")


def test_nobody_to_ask(monkeypatch) -> None:
    with pytest.raises(CommandError, match="--password-stdin"):
        create(monkeypatch, "Hilltop School", "--admin", "amara")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["Hilltop", "--admin", "amara"], "short\n", "too short"),
        (["Hilltop", "--admin", "amara"], "", "too short"),
        (["Hilltop", "--admin", "amara"], "password1\n", "too common"),
        (["Hilltop", "--admin", "a mara"], f"{PASSWORD}\n", "Username: "),
        (["Hilltop", "--admin", ""], f"{PASSWORD}\n", "Say the school's name and --admin USERNAME"),
        ([" ", "--admin", "amara"], f"{PASSWORD}\n", "Name: "),
        (["x" * 121, "--admin", "amara"], f"{PASSWORD}\n", "Name: "),
        (["Hilltop", "--admin", "amara", "--admin-name", "x" * 81], f"{PASSWORD}\n", "Display name: "),
    ],
)
def test_refusals(monkeypatch, words: list[str], typed: str, said: str) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        create(monkeypatch, *words, "--password-stdin", typed=typed)
    assert str(refused.value).endswith("No school was made.")
    assert (School.objects.count(), User.objects.count()) == (0, 0)


def test_a_username_that_is_taken(monkeypatch) -> None:
    create(monkeypatch, "Hilltop School", "--admin", "amara", "--password-stdin")
    with pytest.raises(CommandError, match="is taken"):
        create(monkeypatch, "Valley School", "--admin", "amara", "--password-stdin")
    assert School.objects.count() == 1
