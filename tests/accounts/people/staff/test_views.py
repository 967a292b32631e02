"""Pages about staff: the list, one colleague, inviting and joining."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import AuditEntry, Invitation, User
from accounts.people.staff.actions import invite
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import queries
from tests.factories import AdminFactory, ClassroomFactory, SiteAdminFactory, TeacherFactory

pytestmark = pytest.mark.django_db
WHO = {"display_name": "Ms Diallo", "role": "teacher", "email": "diallo@hill.example"}
ACCOUNT = {"display_name": "Ms Diallo", "username": "diallo", "password": "walrus-kettle-north", "again": "walrus-kettle-north"}


@pytest.fixture
def admin() -> User:
    return AdminFactory(display_name="Mr Whitlock")


def link_on(response) -> str:
    return re.search(r"http://testserver(/invitations/[^\"]+/)", response.content.decode())[1]


def test_an_invitation_from_the_form_to_the_first_sign_in(admin, as_user, client):
    shown = as_user(admin).post(reverse("invite_staff"), WHO)
    link = link_on(shown)

    page = client.get(link)
    made = client.post(link, ACCOUNT, follow=True)

    assert (shown.status_code, "Make your account" in page.content.decode()) == (200, True)
    assert made.redirect_chain == [("/accounts/login/", 302)]
    assert "Your account is made. Sign in with it." in words(part(made, "main"))
    assert User.objects.get(username="diallo").school == admin.school
    assert client.get(link).status_code == 404


def test_without_mail_nothing_is_sent(admin, as_user):
    page = words(part(as_user(admin).post(reverse("invite_staff"), WHO), "main"))

    assert (mail.outbox, "Give Ms Diallo this link" in page) == ([], True)


def test_where_mail_is_set_up_the_link_is_sent(admin, as_user, settings):
    settings.SENDS_MAIL = True
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

    shown = as_user(admin).post(reverse("invite_staff"), WHO)

    [sent] = mail.outbox
    assert (sent.to, link_on(shown) in sent.body, admin.school.name in sent.subject) == (["diallo@hill.example"], True, True)
    assert "Ms Diallo has mail" in words(part(shown, "main"))


def test_a_mail_server_that_refuses_does_not_lose_the_link(admin, as_user, settings):
    settings.SENDS_MAIL = True
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 9}}}

    shown = as_user(admin).post(reverse("invite_staff"), WHO)

    assert "The mail could not be sent just now." in words(part(shown, "main"))
    assert link_on(shown)


def test_a_link_that_works_no_more_says_so(client):
    response = client.get("/invitations/made-up/")

    assert (response.status_code, "This invitation works no more" in response.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"again": "walrus-kettle-south"}, "The two passwords differ."),
        ({"password": "short", "again": "short"}, "This password is too short."),
        ({"password": "password1", "again": "password1"}, "This password is too common."),
        ({"username": "two words"}, "Enter a valid username."),
        ({"display_name": " "}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_new_account(admin, client, changed, said):
    made = invite(school=admin.school, by=admin, display_name="Ms Diallo", role="teacher")

    response = client.post(reverse("accept_invitation", args=[made.token]), {**ACCOUNT, **changed})

    assert (response.status_code, said in words(part(response, "main"))) == (422, True)
    assert Invitation.objects.get().state == "open"


def test_an_admin_sees_their_colleagues_and_who_is_invited(admin, as_user):
    teacher = TeacherFactory(school=admin.school, display_name="Ms Okafor", username="okafor")
    ClassroomFactory(school=admin.school, owner=teacher)
    TeacherFactory(school=admin.school, display_name="Mr Gone", username="gone", is_active=False)
    TeacherFactory(display_name="Of another school")
    invite(school=admin.school, by=admin, display_name="Ms Diallo", role="admin")

    page = words(part(as_user(admin).get(reverse("staff")), "main"))

    assert "Mr Whitlock ( you )" in page or "Mr Whitlock (you)" in page
    assert ("Ms Okafor okafor Teacher 1" in page, "Mr Gone gone Teacher Closed 0" in page) == (True, True)
    assert ("Ms Diallo School admin" in page, "Of another school" in page) == (True, False)


def test_the_list_costs_as_many_queries_for_many(admin, as_user):
    client = as_user(admin)
    client.get(reverse("staff"))
    alone = queries(lambda: client.get(reverse("staff")))
    TeacherFactory.create_batch(3, school=admin.school)
    invite(school=admin.school, by=admin, display_name="Ms Diallo", role="admin")

    assert queries(lambda: client.get(reverse("staff"))) == alone


def test_one_s_own_page_has_nothing_to_change(admin, as_user):
    assert as_user(admin).get(reverse("staff_member", args=[admin.pk])).status_code == 404


def test_a_site_admin_sees_names_and_roles_and_nothing_that_is_taught(as_user):
    classroom = ClassroomFactory(name="Canary class")

    page = as_user(SiteAdminFactory()).get(reverse("staff_member", args=[classroom.owner_id]))

    assert (page.status_code, "Canary class" in page.content.decode()) == (200, False)


def test_a_name_and_an_address_are_changed_on_a_colleagues_page(admin, as_user):
    taken = TeacherFactory(email="taken@hill.example")
    teacher, client = TeacherFactory(school=admin.school, display_name="Ms Diallo"), as_user(admin)
    url = reverse("change_details", args=[teacher.pk])

    saved = client.post(url, {"display_name": " Ms  Okafor ", "email": "okafor@hill.example"}, follow=True)
    refused = [
        client.post(url, {"display_name": name, "email": email}) for name, email in (("Ms X", taken.email), ("", ""), ("Ms X", "nowhere"))
    ]

    teacher.refresh_from_db()
    assert (teacher.display_name, teacher.email) == ("Ms Okafor", "okafor@hill.example")
    assert "Saved for Ms Okafor." in saved.content.decode()
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert "belongs to another account" in refused[0].content.decode()
    assert 'value="taken@hill.example"' in refused[0].content.decode()


def test_a_role_that_is_none_changes_nothing(admin, as_user):
    teacher = TeacherFactory(school=admin.school)

    as_user(admin).post(reverse("change_role", args=[teacher.pk]), {"role": "site"})

    teacher.refresh_from_db()
    assert (teacher.role, AuditEntry.objects.count()) == ("teacher", 0)
