"""The second step: who must have one, what opens before it, codes, recovery codes, and what is kept. Passkeys are tried in a browser."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from accounts.people import second_factor
from accounts.people.second_factor import MFAAdapter
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.accounts.people.test_views import mistakes, sign_in
from tests.factories import PASSWORD, TOTP_SECRET, AdminFactory, SchoolFactory, SiteAdminFactory, TeacherFactory, User, UserFactory

pytestmark = pytest.mark.django_db

STEP = "/accounts/second-step/"
TOO_MANY = "Too many failed login attempts. Try again later."


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def code_now(secret: str = TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(NOON.timestamp()) // 30))


def step(client: Client, code: str) -> HttpResponse:
    return client.post(f"{STEP}code/", {"code": code})


@pytest.mark.parametrize(
    ("make", "missing"),
    [
        (lambda: AdminFactory(second_step=False), True),
        (AdminFactory, False),
        (lambda: AdminFactory(second_step=False, school=SchoolFactory(is_demo=True)), False),
        (lambda: SiteAdminFactory(second_step=False), True),
        (TeacherFactory, False),
        (UserFactory, False),
    ],
    ids=["admin", "admin with an app", "the demo's admin", "site admin", "teacher", "student"],
)
def test_who_must_set_one_up(make, missing):
    assert second_factor.is_missing(make()) is missing


def test_recovery_codes_alone_are_no_second_step():
    admin = AdminFactory(second_step=False)
    Authenticator.objects.create(user=admin, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert second_factor.is_missing(admin) is True


@pytest.mark.parametrize("address", ["/", "/classes/", "/staff/new/", "/accounts/sign-ins/", "/courses/", "/search/?q=x"])
def test_nothing_opens_to_an_admin_without_one(as_user, address):
    client = as_user(AdminFactory(second_step=False))

    whole, part_of_page = client.get(address), client.get(address, headers={"HX-Request": "true"})

    assert (whole.status_code, whole["Location"], whole.content) == (302, STEP, b"")
    assert (part_of_page.status_code, part_of_page["HX-Redirect"], part_of_page.content) == (401, STEP, b"")


def test_nor_does_a_write_pass(as_user):
    admin = AdminFactory(second_step=False)

    response = as_user(admin).post("/staff/new/", {"display_name": "Mr New"})

    assert (response["Location"], User.objects.count()) == (STEP, 1)


def test_an_admin_is_brought_to_it_and_sets_up_an_app():
    """Straight after the sign-in, without being asked for the password again; then everything opens."""
    admin = AdminFactory(second_step=False)
    client = Client()
    assert client.get(sign_in(admin.username, client=client)["Location"])["Location"] == STEP
    page = client.get(STEP)
    setting_up = client.get(f"{STEP}app/")
    secret = re.search(r"data-secret>([A-Z2-7]{32})<", setting_up.content.decode())[1]

    wrong = client.post(f"{STEP}app/", {"code": "000000"})
    done = client.post(f"{STEP}app/", {"code": code_now(secret)})
    codes = re.findall(r"<li>(\d{8})</li>", client.get(done["Location"]).content.decode())

    assert words(part(page, "main")).startswith("Set up a second step Your account opens the records of a whole school")
    assert 'class="qr"' in setting_up.content.decode()
    assert "Incorrect code." in mistakes(wrong)[0]
    assert (done["Location"], len(set(codes)), client.get("/").status_code) == (f"{STEP}recovery-codes/", 10, 200)


def test_the_password_is_then_not_enough():
    admin = AdminFactory()
    client = Client()

    first = sign_in(admin.username, client=client)
    before = client.get("/classes/").status_code
    wrong = step(client, "000000")
    right = step(client, code_now())

    assert (first["Location"], before) == (f"{STEP}code/", 302)
    assert mistakes(wrong) == ["Incorrect code."]
    assert (right["Location"], client.get("/classes/").status_code) == ("/", 200)


def test_a_code_signs_in_once():
    """Whoever saw it typed cannot use it."""
    admin = AdminFactory()
    for left in ("/", None):
        client = Client()
        sign_in(admin.username, client=client)
        response = step(client, code_now())
        assert response.headers.get("Location") == left


def test_ten_codes_in_a_quarter_of_an_hour_are_the_most():
    admin = AdminFactory()
    client = Client()
    sign_in(admin.username, client=client)

    said = [mistakes(step(client, f"00000{number}")) for number in range(10)]

    assert said == [["Incorrect code."]] * 10
    assert mistakes(step(client, code_now())) == [TOO_MANY]


def test_a_recovery_code_lets_in_once(as_user):
    teacher = TeacherFactory()
    client = Client()
    sign_in(teacher.username, client=client)
    secret = re.search(r"data-secret>([A-Z2-7]{32})<", client.get(f"{STEP}app/").content.decode())[1]
    client.post(f"{STEP}app/", {"code": code_now(secret)})
    code = re.findall(r"<li>(\d{8})</li>", client.get(f"{STEP}recovery-codes/").content.decode())[3]
    as_file = client.get(f"{STEP}recovery-codes/download/").content.decode()

    answers = []
    for _time in range(2):
        again = Client()
        sign_in(teacher.username, client=again)
        answers.append(step(again, code).status_code)

    assert code in as_file.split()
    assert answers == [302, 200]


def test_it_is_offered_to_teachers_and_does_not_exist_for_students(as_user):
    pages = ["", "app/", "passkeys/", "passkeys/new/", "recovery-codes/", "confirm/", "passkeys/confirm/"]

    assert {as_user(UserFactory()).get(f"{STEP}{page}").status_code for page in pages} == {404}
    assert "Second step" in as_user(TeacherFactory()).get("/accounts/sign-ins/").content.decode()
    assert "Second step" not in as_user(UserFactory()).get("/accounts/sign-ins/").content.decode()
    assert as_user(TeacherFactory()).get(STEP).status_code == 200


def test_some_time_after_the_sign_in_one_is_asked_again(time_machine):
    teacher = TeacherFactory()
    client = Client()
    sign_in(teacher.username, client=client)
    at_once = client.get(f"{STEP}app/").status_code
    time_machine.shift(6 * 60)

    later = client.get(f"{STEP}app/")
    wrong = client.post(later["Location"], {"password": "guess"})
    right = client.post(later["Location"], {"password": PASSWORD})

    assert (at_once, later["Location"]) == (200, f"/accounts/confirm/?next={STEP.replace('/', '%2F')}app%2F")
    assert (mistakes(wrong), right["Location"]) == (["Incorrect password."], f"{STEP}app/")


def test_the_demos_admin_is_told_why_nothing_is_asked(as_user):
    admin = AdminFactory(second_step=False, school=SchoolFactory(is_demo=True))

    assert "This is the demo school: its admin signs in with a password alone." in words(part(as_user(admin).get("/"), "main"))
    assert "demo school" not in words(part(as_user(AdminFactory()).get("/"), "main"))


def test_secrets_are_not_kept_as_they_are(settings):
    """A copy of the database is not enough; under another secret key no code fits, and nothing can be worked out."""
    admin = AdminFactory()
    kept = Authenticator.objects.get(user=admin).data["secret"]
    adapter = MFAAdapter()

    assert TOTP_SECRET not in kept
    assert adapter.decrypt(kept) == TOTP_SECRET
    settings.SECRET_KEY = "another"
    first, second = adapter.decrypt(kept), adapter.decrypt(kept)
    assert len({TOTP_SECRET, first, second}) == 3
    assert TOTP(Authenticator.objects.get(user=admin)).validate_code(code_now("")) is False


def test_whoever_runs_the_server_lets_in_who_lost_it(as_user, capsys):
    admin = AdminFactory(username="head")
    client = as_user(admin)
    assert client.get("/classes/").status_code == 200

    call_command("reset_second_factor", "Head")

    assert (second_factor.is_missing(admin), capsys.readouterr().out[:32]) == (True, "head signs in with the password ")
    with pytest.raises(CommandError, match="“head” has no second step; nothing was changed"):
        call_command("reset_second_factor", "head")
