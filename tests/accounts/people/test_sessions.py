"""How long a sign-in lasts, what is noted of it, and how it is ended."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import SignIn
from accounts.people.actions import reset_password
from accounts.people.sessions import browser_named
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.factories import PASSWORD, AdminFactory, SchoolFactory, TeacherFactory, User, UserFactory

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def signed_in(user: User, *, own_device: bool = False, browser: str = CHROME) -> Client:
    client = Client(headers={"User-Agent": browser})
    data = {"login": user.username, "password": PASSWORD, **({"remember": "on"} if own_device else {})}
    assert client.post("/accounts/login/", data).status_code == 302
    return client


def goes_on(client: Client) -> bool:
    return client.get("/accounts/sign-ins/").status_code == 200


def hours(number: float) -> datetime.timedelta:
    return datetime.timedelta(hours=number)


@pytest.mark.parametrize(
    ("own_device", "used", "lasts"),
    [
        (False, [1.9], True),
        (False, [2.1], False),
        (False, [1, 2, 3.5], True),
        (False, [1.5 * step for step in range(1, 9)], True),
        (False, [1.5 * step for step in range(1, 10)], False),
        (True, [24 * 13], True),
        (True, [24 * 15], False),
        (True, [24 * 10 * step for step in range(1, 7)], True),
        (True, [24 * 10 * step for step in range(1, 8)], False),
    ],
    ids=["soon", "unused", "used again", "half a day", "more", "own device", "own, unused", "two months", "longer"],
)
def test_a_sign_in_ends_by_disuse_and_by_age(time_machine, own_device, used, lasts):
    """School computers are shared: two hours, and twelve in any case. One's own device: a fortnight, and sixty days."""
    client = signed_in(UserFactory(), own_device=own_device)

    went_on = []
    for hour in used:
        time_machine.move_to(NOON + hours(hour), tick=False)
        went_on.append(goes_on(client))

    assert went_on == [*[True] * (len(used) - 1), lasts]


@pytest.mark.parametrize(("own_device", "days"), [(False, None), (True, 14)])
def test_the_browser_forgets_it_when_closed_but_on_a_device_of_ones_own(own_device, days):
    cookie = signed_in(UserFactory(), own_device=own_device).cookies["sessionid"]

    assert cookie["max-age"] == ("" if days is None else days * 24 * 60 * 60)


def test_an_admins_sign_in_is_never_kept():
    admin = AdminFactory(second_step=False, school=SchoolFactory(is_demo=True))

    assert signed_in(admin, own_device=True).cookies["sessionid"]["max-age"] == ""


def test_reading_writes_of_its_use_every_ten_minutes_at_most(time_machine, django_assert_num_queries):
    client = signed_in(UserFactory())

    for minute, queries in ((9, 3), (11, 7), (20, 3)):
        time_machine.move_to(NOON + datetime.timedelta(minutes=minute), tick=False)
        with django_assert_num_queries(queries):
            client.get("/accounts/sign-ins/")

    assert SignIn.objects.get().seen == NOON + datetime.timedelta(minutes=11)


def test_where_one_is_signed_in_stands_on_a_page():
    user = TeacherFactory(username="okafor", display_name="Ms Okafor", email="okafor@elm.example")
    here = signed_in(user)
    signed_in(user, browser=FIREFOX)
    signed_in(UserFactory(), browser="curl/8")

    said = words(part(here.get("/accounts/sign-ins/"), "main"))

    assert "Ms Okafor · okafor · okafor@elm.example" in said
    assert "Firefox on Windows Since today, 12:00, last used today, 12:00 Sign out Firefox on Windows" in said
    assert "Chrome on a Chromebook Since today, 12:00, last used today, 12:00 This one" in said
    assert "Another program" not in said


def test_one_of_them_is_ended_and_the_others_go_on():
    user = UserFactory()
    here, there, third = (signed_in(user) for _place in range(3))
    wanted = SignIn.objects.get(session_key=there.session.session_key)

    response = here.post(reverse("end_sign_in", args=[wanted.pk]))

    assert (response.status_code, response["Location"]) == (302, "/accounts/sign-ins/")
    assert [goes_on(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once():
    user = UserFactory()
    here, there, third, other = (*(signed_in(user) for _place in range(3)), signed_in(UserFactory()))

    here.post(reverse("end_other_sign_ins"))

    assert [goes_on(client) for client in (here, there, third, other)] == [True, False, False, True]
    assert SignIn.objects.filter(user=user).count() == 1


def test_signing_out_forgets_the_session_and_has_the_browser_forget():
    client = signed_in(UserFactory())

    response = client.post("/accounts/logout/")

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert (SignIn.objects.count(), Session.objects.count(), goes_on(client)) == (0, 0, False)


def test_asking_whether_to_sign_out_forgets_nothing():
    assert "Clear-Site-Data" not in signed_in(UserFactory()).get("/accounts/logout/")


def test_ones_own_new_password_ends_the_others_and_the_list_says_so():
    user = UserFactory()
    here, there = signed_in(user), signed_in(user)

    here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": "seven-blue-otters", "password2": "seven-blue-otters"})

    assert [goes_on(here), goes_on(there)] == [True, False]
    assert [one.session_key for one in SignIn.objects.all()] == [here.session.session_key]


def test_a_password_given_by_the_teacher_ends_them_all():
    user = UserFactory()
    clients = [signed_in(user), signed_in(user, own_device=True)]

    reset_password(student=user)

    assert [goes_on(client) for client in clients] == [False, False]
    assert SignIn.objects.count() == 0


def test_what_is_over_is_forgotten_at_the_next_sign_in(time_machine):
    user = UserFactory()
    signed_in(user)
    time_machine.move_to(NOON + hours(3), tick=False)

    signed_in(user)

    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (CHROME, "Chrome on a Chromebook"),
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121 Safari", "Samsung Internet on Android"),
        ("curl/8.5.0", "Another program"),
        ("", "Another program"),
        ("<script>alert(1)</script>", "Another program"),
    ],
)
def test_a_browser_is_named_in_words_and_no_more_is_kept_of_it(said, named):
    assert browser_named(said) == named
