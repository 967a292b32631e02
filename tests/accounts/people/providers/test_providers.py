"""Sign-in by a provider, from the button to the first page, against a provider that speaks real HTTP."""

import datetime
import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditEntry, SignIn, User
from accounts.people import second_factor
from accounts.people.staff.actions import reset_staff_password
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.accounts.people.test_second_factor import code_now, step
from tests.accounts.people.test_views import is_signed_in, sign_in
from tests.factories import AdminFactory, SchoolFactory, SiteAdminFactory, TeacherFactory, UserFactory
from tests.openid_provider import FakeProvider, app_of, running

pytestmark = pytest.mark.django_db

EMAIL = "okafor@elm.example"
VOUCHED = {"email": EMAIL, "email_verified": True}
CLAIMS = {
    "openid": VOUCHED,
    "google": {**VOUCHED, "hd": "elm.example", "name": "N Okafor", "picture": "https://pictures.example/1"},
    "microsoft": {"email": EMAIL, "xms_edov": True, "tid": "1-2", "oid": "3-4", "preferred_username": EMAIL, "name": "N Okafor"},
}
"""What each kind of provider says of a colleague whose address is its own."""
NAMES = {"openid": "the school’s account", "google": "Google", "microsoft": "Microsoft"}


@pytest.fixture(scope="module")
def one_provider():
    with running() as provider:
        yield provider


@pytest.fixture(autouse=True)
def provider(one_provider, settings, time_machine) -> FakeProvider:
    """All three settings lead to the same made-up provider."""
    time_machine.move_to(NOON, tick=False)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app_of(one_provider, kind) for kind in CLAIMS]}}
    one_provider.claims, one_provider.userinfo, one_provider.broken, one_provider.asked = dict(VOUCHED), None, {}, []
    return one_provider


@pytest.fixture
def okafor() -> User:
    return TeacherFactory(username="okafor", display_name="Ms Okafor", email=EMAIL)


def sent_to(client: Client, kind: str = "openid", **data: str) -> str:
    """Where the button leads."""
    page = client.post(f"/accounts/with/{kind}/", data)
    return html.unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])


def back(client: Client, address: str) -> HttpResponse:
    """What the person gets who is sent back to this address."""
    parts = urlsplit(address)
    assert parts.netloc == "testserver"
    return client.get(f"{parts.path}?{parts.query}")


def sign_in_by(provider: FakeProvider, kind: str = "openid", client: Client | None = None, **data: str) -> HttpResponse:
    client = client or Client()
    return back(client, provider.agree(sent_to(client, kind, **data)))


def said(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, words(part(response, "main"))


def kept() -> dict[str, Any]:
    """All that sign-ins by providers leave behind."""
    return {
        "people": User.objects.count(),
        "connected": [(one.provider, one.user.username, one.extra_data) for one in SocialAccount.objects.order_by("pk")],
        "tokens": SocialToken.objects.count() + SocialApp.objects.count(),
        "sign_ins": [one.user.username for one in SignIn.objects.all()],
        "log": [(line.action, line.by.username, line.about.username, line.detail) for line in AuditEntry.objects.order_by("pk")],
    }


def nothing(people: int = 1, **others: Any) -> dict[str, Any]:
    return {"people": people, "connected": [], "tokens": 0, "sign_ins": [], "log": [], **others}


def connected(kind: str) -> dict[str, Any]:
    return {
        "connected": [(kind, "okafor", {"email": EMAIL, "vouched": True})],
        "log": [("provider_connected", "okafor", "okafor", kind)],
    }


# --- The way in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_colleague_whom_the_school_made_is_signed_in(okafor, provider, kind, client):
    provider.claims = CLAIMS[kind]

    response = sign_in_by(provider, kind, client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert "Account of Ms Okafor" in client.get("/").content.decode()
    assert kept() == nothing(sign_ins=["okafor"], **connected(kind))
    places = ["/.well-known/openid-configuration"] * 2 + ["/token"] + (["/userinfo"] if kind == "openid" else [])
    assert provider.asked == places


def test_the_password_goes_on_working_and_nothing_else_of_the_account_changes(okafor, provider):
    before = User.objects.filter(pk=okafor.pk).values().get()

    sign_in_by(provider)

    assert {**User.objects.filter(pk=okafor.pk).values().get(), "last_login": None} == {**before, "last_login": None}
    assert sign_in("okafor").status_code == 302


def test_from_then_on_the_identifier_counts_whatever_the_address(okafor, provider):
    sign_in_by(provider)
    User.objects.filter(pk=okafor.pk).update(email="okafor@new.example")
    provider.claims = {"email": "somebody@else.example", "email_verified": False}

    response = sign_in_by(provider)

    assert (response["Location"], len(kept()["connected"]), len(kept()["log"])) == ("/", 1, 1)


def test_capitals_in_the_address_do_not_matter(okafor, provider):
    provider.claims = {**VOUCHED, "email": "Okafor@ELM.example"}

    assert sign_in_by(provider).status_code == 302


@pytest.mark.parametrize("kind", ["google", "openid"])
def test_a_provider_may_say_the_address_in_the_token_or_at_its_own_place(okafor, provider, kind):
    provider.claims, provider.userinfo = ({}, {"sub": "person-1", **VOUCHED}) if kind == "openid" else (CLAIMS[kind], {})

    assert sign_in_by(provider, kind).status_code == 302


def test_it_leads_to_the_page_that_was_wanted_and_to_none_elsewhere(okafor, provider):
    pages = [sign_in_by(provider, next=page)["Location"] for page in ("/classes/", "https://evil.example/")]

    assert pages == ["/classes/", "/"]


def test_the_sign_in_lasts_as_on_a_shared_computer(okafor, provider, time_machine):
    """Even where somebody began to sign in here with “my own device”, and did not finish."""
    head, client = AdminFactory(), Client()
    sign_in(head.username, client=client, remember="on")

    cookie = sign_in_by(provider, client=client).cookies["sessionid"]
    time_machine.move_to(NOON + datetime.timedelta(hours=2, minutes=1), tick=False)

    assert (cookie["max-age"], is_signed_in(client)) == ("", False)


def test_a_second_step_is_still_asked_for(provider):
    head = AdminFactory(username="okafor", email=EMAIL)
    client = Client()

    first = sign_in_by(provider, client=client, next="/classes/")
    before = is_signed_in(client)
    second = step(client, code_now())

    assert (first["Location"], before) == ("/accounts/second-step/code/", False)
    assert (second["Location"], is_signed_in(client), head.sign_ins.count()) == ("/classes/", True, 1)


def test_nothing_of_the_provider_is_kept_on_the_way_to_the_second_step(provider):
    AdminFactory(email=EMAIL)
    client = Client()
    sign_in_by(provider, client=client)

    assert "canary" not in str(Session.objects.get(session_key=client.session.session_key).get_decoded())


def test_an_admin_without_a_second_step_is_brought_to_set_one_up(provider, client):
    head = AdminFactory(email=EMAIL, second_step=False)

    response = client.get(sign_in_by(provider, client=client)["Location"])

    assert (second_factor.is_missing(head), response["Location"]) == (True, "/accounts/second-step/")


def test_whoever_looks_after_the_site_may_have_an_address_too(provider, client):
    SiteAdminFactory(email=EMAIL)

    assert sign_in_by(provider, client=client)["Location"] == "/accounts/second-step/code/"


def test_two_schools_colleagues_come_to_their_own(okafor, provider, client):
    other = TeacherFactory(username="diallo", email="diallo@hill.example")
    sign_in_by(provider)
    provider.claims = {"sub": "person-2", "email": other.email, "email_verified": True}

    sign_in_by(provider, client=client)

    assert f"Account of {other.display_name}" in client.get("/").content.decode()
    assert [line.school for line in AuditEntry.objects.order_by("pk")] == [okafor.school, other.school]


def test_whoever_signed_in_meanwhile_in_another_tab_is_signed_out(okafor, provider):
    client, other = Client(), TeacherFactory()
    there = sent_to(client)
    sign_in(other.username, client=client)

    back(client, provider.agree(there))

    assert "Account of Ms Okafor" in client.get("/").content.decode()
    assert [one.user for one in SignIn.objects.all()] == [okafor]


# --- Who is not let in -----------------------------------------------------------------------------------------------

UNVOUCHED = "does not vouch for your e-mail address Sign in with your username and password. Then connect"


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("openid", {"email": EMAIL}),
        ("openid", {"email": EMAIL, "email_verified": False}),
        ("openid", {"email": EMAIL, "email_verified": "false"}),
        ("openid", {"email": EMAIL, "email_verified": None}),
        ("openid", {"email": EMAIL.replace("k", "\u212a"), "email_verified": True}),
        ("openid", {}),
        ("openid", {"email": "", "email_verified": True}),
        ("google", VOUCHED),
        ("google", {"email": EMAIL, "email_verified": False, "hd": "elm.example"}),
        ("microsoft", VOUCHED),
        ("microsoft", {"email": EMAIL, "xms_edov": False}),
        ("microsoft", {"email": EMAIL, "xms_edov": "0"}),
        ("microsoft", {"preferred_username": EMAIL}),
    ],
)
def test_an_address_for_which_the_provider_does_not_answer_opens_nothing(okafor, provider, kind, claims):
    """Among them: an address elsewhere with a Google account, and what a tenant's admin at Microsoft typed into a field."""
    provider.claims = claims

    response = sign_in_by(provider, kind)

    assert response.status_code == 403
    assert said(response)[1].startswith(f"{NAMES[kind]} {UNVOUCHED} {NAMES[kind]}")
    assert kept() == nothing()


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("openid", {"email": EMAIL, "email_verified": "true"}),
        ("google", {"email": "okafor@gmail.com", "email_verified": True}),
        ("microsoft", {"email": EMAIL, "xms_edov": "1"}),
        ("microsoft", {"email": EMAIL, "xms_edov": 1}),
    ],
)
def test_other_ways_in_which_providers_say_so(provider, kind, claims):
    TeacherFactory(email=claims["email"])
    provider.claims = claims

    assert sign_in_by(provider, kind).status_code == 302


def test_who_has_no_account_is_not_given_one(okafor, provider):
    UserFactory(username="nobody@elm.example")
    provider.claims = {**VOUCHED, "email": "Nobody@elm.example"}

    response = sign_in_by(provider)

    assert response.status_code == 403
    assert said(response)[1].startswith("Nobody here has your address the school’s account says that you are nobody@elm.example.")
    assert kept() == nothing(people=2)


@pytest.mark.parametrize("known", [True, False], ids=["who signed in before", "who never did"])
def test_a_closed_account_stays_closed(okafor, provider, known):
    if known:
        sign_in_by(provider)
    User.objects.filter(pk=okafor.pk).update(is_active=False)
    before, client = kept(), Client()

    response = sign_in_by(provider, client=client)

    assert (response["Location"], is_signed_in(client), kept()) == ("/accounts/inactive/", False, before)


def test_an_address_that_has_moved_on_to_somebody_else_opens_nothing(okafor, provider):
    """A new colleague of the same name is given it by the provider; the account here is of the old one."""
    sign_in_by(provider)
    before = kept()
    provider.claims = {**VOUCHED, "sub": "person-2"}

    response = sign_in_by(provider)

    assert (response.status_code, kept()) == (403, before)
    assert said(response)[1].startswith("Your account is connected with somebody else at the school’s account")


def test_another_provider_at_the_same_setting_is_not_believed_by_the_same_identifier(okafor, provider):
    """“person-1” there may be anybody."""
    sign_in_by(provider)
    provider.claims = {"sub": "person-1", "iss": "https://other.example"}
    [uid] = SocialAccount.objects.values_list("uid", flat=True)

    assert len(uid) == 64
    assert sign_in_by(provider).status_code == 502  # and who gives out its tokens is not believed at all


# --- What goes wrong on the way --------------------------------------------------------------------------------------

STALE = "This sign-in works no more It took longer than ten minutes, was used already, or was begun in another browser. Begin again."
CANCELLED = "You were not signed in It was stopped at the school’s account. Begin again, or sign in with your username and password."
DOWN = (
    "the school’s account did not answer as it should Nothing was changed. "
    "Try again in a few minutes, or sign in with your username and password."
)


def page(text: str) -> str:
    return f"{text} Back to signing in"


def test_who_presses_cancel_there_is_told_how_to_go_on(okafor, provider, client):
    response = back(client, provider.cancel(sent_to(client)))

    assert (said(response), kept()) == ((403, page(CANCELLED)), nothing())


def test_any_other_word_from_there_is_a_fault(okafor, provider, client):
    response = back(client, provider.cancel(sent_to(client), error="<script>"))

    assert (said(response), kept()) == ((502, page(DOWN)), nothing())


def test_what_was_not_begun_here_is_refused(okafor, provider, client):
    """Begun in another browser, a made-up state, none, one of another provider, and one that was used."""
    theirs, mine = provider.agree(sent_to(Client())), provider.agree(sent_to(client))
    of_google = provider.agree(sent_to(client, "google")).replace("/google/", "/openid/")
    provider.claims = {}
    assert back(client, mine).status_code == 403
    forged = [theirs, re.sub(r"state=\w+", "state=made-up", mine), re.sub(r"&state=\w+", "", mine), of_google, mine]

    answers = [said(back(client, address)) for address in forged]

    assert answers == [(400, page(STALE))] * 5
    assert kept() == nothing()


@pytest.mark.parametrize(("seconds", "status"), [(600, 302), (601, 400)])
def test_who_takes_longer_than_ten_minutes_begins_again(okafor, provider, client, time_machine, seconds, status):
    there = sent_to(client)
    time_machine.move_to(NOON + datetime.timedelta(seconds=seconds), tick=False)

    assert back(client, provider.agree(there)).status_code == status


def test_a_code_is_of_use_to_nobody_else(okafor, provider):
    """Who has seen the address in a log has no state for it; and a code that was used is refused there."""
    client = Client()
    address = provider.agree(sent_to(client))
    stolen = parse_qs(urlsplit(address).query)["code"][0]
    own = Client()
    own_address = re.sub(r"code=[^&]+", f"code={stolen}", provider.agree(sent_to(own)))

    assert back(own, own_address).status_code == 502  # the proof key is another
    assert is_signed_in(own) is False


BROKEN_AT_THE_START = {
    "down": 500,
    "sent on inside the school": (302, "http://127.0.0.1:9/secret"),
    "no JSON": b"<html>",
    "no object": b"[]",
    "half": b"{}",
    "unsafe": b'{"token_endpoint": "https://a.example", "authorization_endpoint": "http://plain.example/"}',
    "script": b'{"token_endpoint": "https://a.example", "authorization_endpoint": "javascript:alert(1)"}',
}


@pytest.mark.parametrize("instead", BROKEN_AT_THE_START.values(), ids=BROKEN_AT_THE_START)
def test_a_provider_that_is_down_at_the_start_is_a_clear_page(okafor, provider, client, instead, caplog):
    provider.broken = {"/.well-known/openid-configuration": instead}

    response = client.post("/accounts/with/openid/")

    assert (said(response), kept()) == ((502, page(DOWN)), nothing())
    assert [record.getMessage()[:26] for record in caplog.records if record.name.startswith("accounts")] == ["Sign-in by openid failed: "]


BROKEN_ON_THE_WAY_BACK = {
    "token": ("/token", 500),
    "token elsewhere": ("/token", (307, "http://127.0.0.1:9/secret")),
    "token in no form": ("/token", b"\xff"),
    "no access token": ("/token", b'{"id_token": "x"}'),
    "no id token": ("/token", b'{"access_token": "canary-access"}'),
    "a bad id token": ("/token", b'{"access_token": "canary-access", "id_token": "a.b.c"}'),
    "person": ("/userinfo", 503),
    "no person": ("/userinfo", b"null"),
    "another person": ("/userinfo", b'{"sub": "person-2", "email": "okafor@elm.example", "email_verified": true}'),
    "somebody without a name": ("/userinfo", b'{"email": "okafor@elm.example", "email_verified": true}'),
}


@pytest.mark.parametrize(("path", "instead"), BROKEN_ON_THE_WAY_BACK.values(), ids=BROKEN_ON_THE_WAY_BACK)
def test_a_provider_that_fails_on_the_way_back_is_a_clear_page(okafor, provider, client, path, instead, caplog):
    there = provider.agree(sent_to(client))
    provider.broken = {path: instead}

    response = back(client, there)

    assert (said(response), kept()) == ((502, page(DOWN)), nothing())
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
    assert (len(logged), "canary" in logged[0], EMAIL in logged[0]) == (1, False, False)


@pytest.mark.parametrize("claims", [{"aud": "another-client"}, {"iss": "https://other.example"}, {"exp": 1}, {"aud": None}])
def test_a_token_that_is_not_for_us_is_no_sign_in(okafor, provider, client, claims):
    provider.claims = {**VOUCHED, **claims}

    assert (said(sign_in_by(provider, client=client))[0], kept()) == (502, nothing())


def test_a_provider_that_answers_nothing_is_waited_for_five_seconds_at_most(okafor, provider, client, monkeypatch):
    asked = []
    monkeypatch.setattr("requests.Session.request", lambda self, method, url, **options: asked.append((url, options)) or 1 / 0)

    with pytest.raises(ZeroDivisionError):
        client.post("/accounts/with/openid/")

    assert asked == [(f"{provider.url}/.well-known/openid-configuration", {"params": None, "timeout": 5, "allow_redirects": False})]


# --- What stands on the pages ----------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_what_is_set_and_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        offered = words(part(client.get("/accounts/login/"), "main"))

    assert "Sign in with the school’s account Sign in with Google Sign in with Microsoft" in offered


def test_where_none_is_set_nothing_of_it_shows(okafor, settings, client, as_user):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}

    assert "Sign in with Google" not in client.get("/accounts/login/").content.decode()
    assert "Accounts elsewhere" not in as_user(okafor).get("/accounts/sign-ins/").content.decode()
    for path in ("google/", "openid/", "nonsense/"):
        assert client.post(f"/accounts/with/{path}").status_code == 404
        assert client.get(f"/accounts/with/{path}back/?code=1&state=2").status_code == 404


def test_a_sign_in_begins_by_a_button_and_nothing_else(client):
    assert client.get("/accounts/with/openid/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/accounts/with/openid/").status_code == 403


def test_what_is_asked_of_the_provider_is_set_here_and_not_by_the_address(client):
    wanted = "scope=admin&auth_params=prompt%3Dnone&process=connect&action=reauthenticate"
    page = client.post(f"/accounts/with/openid/?{wanted}").content.decode()
    asked = parse_qs(urlsplit(html.unescape(re.search(r"0; url=([^\"]+)", page)[1])).query)

    assert (set(asked["scope"][0].split()), asked["prompt"]) == ({"openid", "profile", "email"}, ["select_account"])
    assert [state[0]["process"] for state in client.session["socialaccount_states"].values()] == ["login"]


def test_on_ones_own_page_one_connects_and_takes_away(okafor, provider):
    """By hand, the address need not be vouched for, or be the same: it is the same person who is signed in here."""
    client = Client()
    sign_in("okafor", client=client)
    provider.claims = {"email": "private@home.example"}

    connecting = back(client, provider.agree(sent_to(client, "google")))
    shown = words(part(client.get("/accounts/sign-ins/"), "main"))
    by_it = sign_in_by(provider, "google")
    taken = client.post("/accounts/with/google/disconnect/", follow=True)
    afterwards = sign_in_by(provider, "google")

    assert connecting["Location"] == "/accounts/sign-ins/"
    assert "Google signs you in from now on." in shown
    assert "Google private@home.example · Connected since today, 12:00 Disconnect Google Microsoft Not connected" in shown
    assert (by_it["Location"], afterwards.status_code) == ("/", 403)
    assert "It signs you in no more." in words(part(taken, "main"))
    assert [line[0] for line in kept()["log"]] == ["provider_connected", "provider_removed"]


def test_what_another_has_connected_stays_theirs(okafor, provider):
    sign_in_by(provider)
    other, client = TeacherFactory(username="diallo"), Client()
    sign_in(other.username, client=client)

    back(client, provider.agree(sent_to(client)))

    assert "That account is connected with another person here; nothing was changed." in client.get("/accounts/sign-ins/").content.decode()
    assert [one[:2] for one in kept()["connected"]] == [("openid", "okafor")]


def test_a_second_one_at_the_same_provider_is_refused(okafor, provider, client):
    sign_in("okafor", client=client)
    back(client, provider.agree(sent_to(client)))
    provider.claims = {**VOUCHED, "sub": "person-2"}

    back(client, provider.agree(sent_to(client)))

    assert "You have connected somebody else there already." in client.get("/accounts/sign-ins/").content.decode()
    assert len(kept()["connected"]) == 1


def test_the_same_one_again_changes_nothing(okafor, provider, client):
    sign_in("okafor", client=client)
    for _time in range(2):
        back(client, provider.agree(sent_to(client)))

    assert {name: kept()[name] for name in ("connected", "log")} == connected("openid")


def test_some_time_after_the_sign_in_one_is_asked_first_who_one_is(okafor, provider, client, time_machine):
    """Or whoever finds a screen left open could keep a key to it."""
    sign_in("okafor", client=client)
    back(client, provider.agree(sent_to(client)))
    time_machine.move_to(NOON + datetime.timedelta(minutes=6), tick=False)

    answers = [client.post(f"/accounts/with/{path}") for path in ("google/", "openid/disconnect/")]

    assert [answer["Location"] for answer in answers] == ["/accounts/confirm/?next=%2Faccounts%2Fsign-ins%2F"] * 2
    assert len(kept()["connected"]) == 1


def test_who_has_no_password_keeps_the_last_way_in(okafor, provider, client):
    sign_in_by(provider, client=client)
    okafor.set_unusable_password()
    okafor.save()
    client.force_login(okafor)
    session = client.session
    session["account_authentication_methods"], session["account_authentication_methods_user"] = (
        [{"method": "socialaccount", "at": NOON.timestamp()}],
        str(okafor.pk),
    )
    session.save()

    refused = client.post("/accounts/with/openid/disconnect/", follow=True)

    assert "You would have no way to sign in." in words(part(refused, "main"))
    assert len(kept()["connected"]) == 1


def test_to_students_it_does_not_exist(as_user):
    client = as_user(UserFactory())

    assert "Accounts elsewhere" not in client.get("/accounts/sign-ins/").content.decode()
    assert [client.post(f"/accounts/with/openid/{path}").status_code for path in ("", "disconnect/")] == [404, 404]


def test_a_new_password_ends_sessions_that_a_provider_began(okafor, provider):
    by_provider, by_password = Client(), Client()
    sign_in_by(provider, client=by_provider)
    sign_in("okafor", client=by_password)

    new = {"oldpassword": "correct-horse-battery", "password1": "seven-blue-otters", "password2": "seven-blue-otters"}
    by_password.post("/accounts/password/", new)

    assert (is_signed_in(by_provider), is_signed_in(by_password)) == (False, True)


def test_a_new_password_from_the_admin_takes_them_away(okafor, provider):
    """Whoever got in and connected an account of their own is out; the colleague is found by the address again."""
    sign_in_by(provider)
    User.objects.filter(pk=okafor.pk).update(email="okafor@new.example")

    reset_staff_password(person=okafor, by=AdminFactory(school=okafor.school))

    assert (sign_in_by(provider).status_code, SocialAccount.objects.count()) == (403, 0)


def test_the_admin_sees_who_signs_in_by_which_provider(okafor, provider, as_user):
    admin = AdminFactory(school=okafor.school)
    page = f"/staff/{okafor.pk}/"
    before = words(part(as_user(admin).get(page), "main"))

    sign_in_by(provider)

    after = words(part(as_user(admin).get(page), "main"))
    assert ["too, connected" in before, "too, connected today, 12:00. A new password takes that away." in after] == [False, True]


def test_what_stands_in_the_way_back_is_kept_by_no_browser(provider, client):
    assert "no-store" in back(client, provider.cancel(sent_to(client)))["Cache-Control"]


def test_a_persons_ways_in_go_with_the_person(okafor, provider):
    sign_in_by(provider)

    User.objects.filter(pk=okafor.pk).delete()

    assert SocialAccount.objects.count() == 0


def test_the_demos_admin_needs_no_second_step_here_either(provider, client):
    AdminFactory(email=EMAIL, second_step=False, school=SchoolFactory(is_demo=True))

    assert sign_in_by(provider, client=client)["Location"] == "/"
