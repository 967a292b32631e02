"""The site: the first school, further ones, and who looks after them."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEntry, School, User
from accounts.people.site import actions
from tests.accounts.attempts.test_views import part, words
from tests.factories import ClassroomFactory, SchoolFactory, SiteAdminFactory, enrolled

pytestmark = pytest.mark.django_db
FIRST = {
    "name": "Hilltop School",
    "display_name": "Ms Diallo",
    "username": "diallo",
    "password": "walrus-kettle-north",
    "again": "walrus-kettle-north",
}


def first_page() -> str:
    out = io.StringIO()
    call_command("create_school", "--link", stdout=out)
    return re.search(r"/first-school/[^/]+/", out.getvalue())[0]


def test_an_empty_site_says_how_to_begin(client):
    assert "This site has no school yet" in words(part(client.get("/"), "main"))
    SchoolFactory()
    assert "This site has no school yet" not in words(part(client.get("/"), "main"))


def test_the_first_school_is_made_by_the_link(client):
    link = first_page()
    form = client.get(link).status_code
    made = client.post(link, FIRST, follow=True)

    admin = User.objects.get()
    assert (form, made.redirect_chain) == (200, [("/accounts/login/", 302)])
    assert (admin.username, admin.role, admin.school.name, admin.check_password(FIRST["password"])) == (
        "diallo",
        "admin",
        "Hilltop School",
        True,
    )
    assert list(AuditEntry.objects.values_list("action", "by__username")) == [("school_made", "diallo")]


def test_once_there_is_a_school_the_link_is_gone(client):
    link = first_page()
    SchoolFactory()

    assert (client.get(link).status_code, client.post(link, FIRST).status_code) == (404, 404)
    assert User.objects.count() == 0
    with pytest.raises(CommandError, match="has a school already"):
        first_page()


@pytest.mark.parametrize("token", ["guess", "ImZpcnN0Ig:1a2b3c:made-up"])
def test_without_the_server_s_own_token_there_is_no_page(client, token):
    assert client.get(reverse("first_school", args=[token])).status_code == 404


def test_the_link_works_for_a_day(client, time_machine):
    time_machine.move_to("2026-11-23 12:00", tick=False)
    link = first_page()
    time_machine.move_to("2026-11-24 12:00:02", tick=False)

    assert client.get(link).status_code == 404


def test_a_site_admin_sees_schools_in_numbers_and_no_names(as_user):
    classroom = ClassroomFactory(name="Canary class", school__name="Hilltop School", owner__display_name="Canary Teacher")
    enrolled(classroom, display_name="Canary Student")

    page = as_user(SiteAdminFactory()).get("/")

    assert "Hilltop School 1 1 1" in words(part(page, "main"))
    assert "Canary" not in page.content.decode()


def test_a_further_school_and_an_invitation_to_its_admin(as_user):
    client = as_user(SiteAdminFactory())

    made = client.post(reverse("new_school"), {"name": "Hilltop School"})
    school = School.objects.get()
    page = client.post(made.url, {"display_name": "Ms Diallo", "role": "admin"})

    assert made.url == reverse("invite_to_school", args=[school.pk])
    assert "Give Ms Diallo this link" in words(part(page, "main"))
    assert list(school.invitations.values_list("role", flat=True)) == ["admin"]
    assert client.post(reverse("new_school"), {"name": "HILLTOP school"}).status_code == 422


def test_a_site_admin_is_made_on_the_server(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("walrus-kettle-north\n"))
    call_command("create_site_admin", "root", "--name", "Ms Root", "--password-stdin", stdout=io.StringIO())

    made = User.objects.get()
    assert (made.role, made.school, made.display_name, actions.is_empty()) == ("site", None, "Ms Root", False)


@pytest.mark.parametrize(
    ("username", "password", "said"), [("two words", "walrus-kettle-north", "Username"), ("root", "short", "too short")]
)
def test_what_is_wrong_with_a_site_admin(monkeypatch, username, password, said):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))

    with pytest.raises(CommandError, match=said):
        call_command("create_site_admin", username, "--password-stdin")
    assert User.objects.count() == 0
