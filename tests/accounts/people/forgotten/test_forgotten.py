"""A forgotten password: whom to ask, the link by mail, and what its holder may do with it."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEntry, SignIn, User
from accounts.people.forgotten import actions
from accounts.people.staff.actions import reset_staff_password
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.accounts.people.test_second_factor import code_now, step
from tests.accounts.people.test_views import is_signed_in, mistakes, sign_in
from tests.factories import PASSWORD, AdminFactory, SiteAdminFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db

ASK = "/accounts/password/forgotten/"
NEW = "seven-blue-otters"
CHOSEN = {"password": NEW, "again": NEW}
DOWN = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 5}}
NO_MAIL = "No mail goes out just now, and nothing was changed. Try again later, or ask your school’s admin."
TOO_OFTEN = "Three links were asked for this address within an hour. Look at your mail, also under spam, or ask your admin."


@pytest.fixture(autouse=True)
def mail_at_noon(settings, time_machine):
    settings.SENDS_MAIL = True
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def okafor() -> User:
    return TeacherFactory(username="okafor", display_name="Ms Okafor", email="okafor@elm.example")


def ask(email: str, client: Client | None = None):
    return (client or Client()).post(ASK, {"email": email})


def link_in(body: str) -> str:
    return re.search(r"http://testserver(/accounts/password/new/\S+/)\n", body)[1]


def link_for(person: User) -> str:
    mail.outbox.clear()
    ask(person.email)
    return link_in(mail.outbox[0].body)


def what_happened() -> list[tuple[str, User | None, User | None]]:
    return [(line.action, line.by, line.about) for line in AuditEntry.objects.order_by("pk")]


def test_from_the_question_to_the_new_password(okafor, client):
    other = TeacherFactory(email="other@elm.example")
    here, there = Client(), Client()
    sign_in("okafor", client=here)
    sign_in(other.username, client=there)

    asked = ask("Okafor@Elm.Example", client)
    [sent] = mail.outbox
    link = link_in(sent.body)
    page = client.get(link)
    chosen = client.post(link, CHOSEN, follow=True)

    assert "a link is on its way there" in words(part(asked, "main"))
    assert (sent.to, sent.subject) == (["okafor@elm.example"], "A new password for Revision")
    assert sent.body == (
        "Hello Ms Okafor,\n\nsomebody asked for a new password for your account on Revision (username: okafor).\n\n"
        f"Choose one here, within an hour:\nhttp://testserver{link}\n\n"
        "The link works once, and then signs you out everywhere. If it was not you, leave it alone: your password stays as it is.\n"
    )
    assert "Choose a new password Ms Okafor · okafor" in words(part(page, "main"))
    assert chosen.redirect_chain == [("/accounts/login/", 302)]
    assert "Your new password is set. Sign in with it." in words(part(chosen, "main"))
    assert (is_signed_in(client), is_signed_in(here), is_signed_in(there)) == (False, False, True)
    assert [sign_in("okafor", password).status_code for password in (PASSWORD, NEW)] == [200, 302]
    assert what_happened() == [("password_link_sent", None, okafor), ("password_chosen", okafor, okafor)]


def test_who_is_signed_in_at_this_very_browser_may_do_it_too(okafor):
    """Whoever wants to change a password and has forgotten the old one."""
    client = Client()
    sign_in("okafor", client=client)
    ask(okafor.email, client)

    chosen = client.post(link_in(mail.outbox[0].body), CHOSEN)

    assert (chosen["Location"], is_signed_in(client), SignIn.objects.count()) == ("/accounts/login/", False, 0)


def test_the_second_step_still_comes_after_it(client):
    head = AdminFactory(email="head@elm.example")

    client.post(link_for(head), CHOSEN)
    first = sign_in(head.username, NEW, client)

    assert (first["Location"], is_signed_in(client)) == ("/accounts/second-step/code/", False)
    assert (step(client, code_now())["Location"], is_signed_in(client)) == ("/", True)


def test_wrong_tries_of_the_old_one_count_no_more(okafor, client):
    for _try in range(10):
        sign_in("okafor", "guess")

    client.post(link_for(okafor), CHOSEN)

    assert sign_in("okafor", NEW).status_code == 302


@pytest.mark.parametrize(
    "make",
    [
        lambda: None,
        lambda: TeacherFactory(email="asked@elm.example", is_active=False),
        lambda: UserFactory(username="asked@elm.example"),
        lambda: TeacherFactory(username="asked@elm.example", email="other@elm.example"),
    ],
    ids=["nobody", "closed account", "a student of that username", "a teacher of that username"],
)
def test_nobody_is_told_who_has_an_account(make, okafor):
    make()

    known, unknown = ask(okafor.email), ask("asked@elm.example")

    said = [words(part(page, "main")).replace(email, "…") for page, email in ((known, okafor.email), (unknown, "asked@elm.example"))]
    assert (said[0] == said[1], known.status_code, unknown.status_code) == (True, 200, 200)
    assert [sent.to for sent in mail.outbox] == [[okafor.email]]


def test_each_school_has_its_own_line_in_its_own_log(okafor):
    elsewhere, site = TeacherFactory(email="other@hill.example"), SiteAdminFactory(email="site@host.example")

    for person in (elsewhere, site):
        ask(person.email)

    assert [(line.school, line.about) for line in AuditEntry.objects.order_by("pk")] == [(elsewhere.school, elsewhere), (None, site)]
    assert elsewhere.school != okafor.school


def test_three_links_an_hour_are_the_most_for_an_address_and_no_other_is_hindered(okafor, time_machine):
    other = TeacherFactory(email="other@elm.example")

    known, unknown = ([mistakes(ask(email)) for _time in range(4)] for email in (okafor.email, "nobody@elm.example"))
    ask(other.email)
    time_machine.move_to(NOON + datetime.timedelta(minutes=61), tick=False)
    again = ask(okafor.email)

    assert known == unknown == [[], [], [], [TOO_OFTEN]]
    assert [sent.to for sent in mail.outbox] == [[okafor.email]] * 3 + [[other.email], [okafor.email]]
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"), [("", "This field is required."), ("okafor", "Enter a valid email address."), ("a@b\x00.example", None)]
)
def test_what_is_no_address_is_told(typed, said):
    response = ask(typed)

    assert (response.status_code, len(mail.outbox)) == (422, 0)
    assert said is None or mistakes(response) == [said]


def used(person: User, link: str) -> None:
    Client().post(link, CHOSEN)


def new_one_by_admin(person: User, link: str) -> None:
    reset_staff_password(person=person, by=AdminFactory(school=person.school))


def signed_in_since(person: User, link: str) -> None:
    sign_in(person.username)


def closed(person: User, link: str) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def other_address(person: User, link: str) -> None:
    User.objects.filter(pk=person.pk).update(email="okafor@new.example")


@pytest.mark.parametrize("meanwhile", [used, new_one_by_admin, signed_in_since, closed, other_address])
def test_a_link_works_once_and_not_after_the_account_has_changed(okafor, meanwhile, client):
    link = link_for(okafor)
    assert client.get(link).status_code == 200
    meanwhile(okafor, link)
    kept = User.objects.get(pk=okafor.pk).password

    answers = [client.get(link), client.post(link, {"password": "another-one-here", "again": "another-one-here"})]

    assert [(answer.status_code, "This link works no more" in words(part(answer, "main"))) for answer in answers] == [(404, True)] * 2
    assert User.objects.get(pk=okafor.pk).password == kept


@pytest.mark.parametrize(("minutes", "works"), [(60, True), (61, False)])
def test_a_link_lasts_an_hour(okafor, time_machine, client, minutes, works):
    link = link_for(okafor)
    time_machine.move_to(NOON + datetime.timedelta(minutes=minutes), tick=False)

    assert (client.get(link).status_code, client.post(link, CHOSEN).status_code) == ((200, 302) if works else (404, 404))


def test_a_token_is_of_one_person_alone(okafor, client):
    other = TeacherFactory(email="other@hill.example")
    of_okafor, of_other = link_for(okafor), link_for(other)
    token = of_okafor.split("/")[-2]
    forged = [of_other.replace(of_other.split("/")[-2], token), of_okafor.replace(token, "made-up"), of_okafor.replace(token, "x")]

    assert [client.post(link, CHOSEN).status_code for link in forged] == [404, 404, 404]
    assert [person.check_password(PASSWORD) for person in User.objects.all()] == [True, True]


def test_between_two_clicks_only_the_first_counts(okafor):
    """Both pages were open; the second finds the link used, inside the transaction."""
    token = link_for(okafor).split("/")[-2]
    actions.choose_password(person_id=okafor.pk, token=token, password=NEW)

    with pytest.raises(actions.LinkIsOver, match="This link works no more"):
        actions.choose_password(person_id=okafor.pk, token=token, password="another-one-here")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": NEW, "again": "other"}, ["The two passwords differ."]),
        ({"password": "short", "again": "short"}, ["This password is too short. It must contain at least 8 characters."]),
        ({"password": "password1", "again": "password1"}, ["This password is too common."]),
        ({"password": ""}, ["This field is required.", "This field is required."]),
    ],
)
def test_what_is_no_good_password_is_told_and_the_link_goes_on(okafor, client, typed, said):
    link = link_for(okafor)

    refused = client.post(link, typed)

    assert (refused.status_code, mistakes(refused), client.post(link, CHOSEN).status_code) == (422, said, 302)


@pytest.mark.parametrize("email", ["okafor@elm.example", "nobody@elm.example"])
def test_a_mail_server_that_is_down_is_told_to_all_alike_and_nothing_is_half_done(okafor, settings, email, caplog):
    settings.MAILERS = {"default": DOWN}

    answers = [ask(email) for _time in range(4)]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

    assert [(answer.status_code, mistakes(answer)) for answer in answers] == [(422, [NO_MAIL])] * 4
    assert what_happened() == []
    logged = {record.getMessage() for record in caplog.records if record.name.startswith("accounts")}
    assert logged == {"A link for a new password could not be sent: ConnectionRefusedError"}
    assert ask(email).status_code == 200  # and those that failed were not counted


def test_without_mail_it_says_whom_to_ask(settings, okafor):
    settings.SENDS_MAIL = False

    page, posted = Client().get(ASK), ask(okafor.email)

    assert words(part(page, "main")) == words(part(posted, "main"))
    assert "Ask your teacher. A new password takes them two clicks" in words(part(page, "main"))
    assert "Ask your school’s admin: under Staff" in words(part(page, "main"))
    assert ("<form" in part(page, "main"), mail.outbox, what_happened()) == (False, [], [])


def test_a_server_of_any_name_sends_no_links(settings, okafor):
    """Else whoever asks could say which host the link leads to."""
    settings.ALLOWED_HOSTS = ["*"]

    page = Client().post(ASK, {"email": okafor.email}, headers={"Host": "evil.example"})

    assert ("<form" in part(page, "main"), mail.outbox) == (False, [])


def test_the_sign_in_page_leads_to_it(client):
    assert f'href="{ASK}"' in client.get("/accounts/login/").content.decode()
