"""Codes from an app in a real Chromium: set up from what the page shows, then needed; a recovery code stands in for it once."""

import base64
import hmac
import re
import struct

from allauth.mfa.models import Authenticator
from django.utils import timezone

from tests.browser.conftest import Visitor
from tests.factories import PASSWORD, AdminFactory


def code_at(secret: str, moment: float) -> str:
    """What an app shows (RFC 6238): the half minute, signed with the secret; six digits of that, taken where its last four bits say."""
    signed = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), "sha1")
    at = signed[-1] & 15
    return f"{(int.from_bytes(signed[at : at + 4]) & 0x7FFF_FFFF) % 1_000_000:06}"


def test_an_app_shows_what_the_standard_says() -> None:
    """Its own example, of which six digits are kept."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert [code_at(secret, moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def types_the_password(admin: Visitor) -> None:
    admin.goes_to("/accounts/login/")
    admin.page.locator("[name=login]").fill("head")
    admin.page.locator("[name=password]").fill(PASSWORD)
    admin.page.get_by_role("button", name="Sign in", exact=True).click()


def types_the_code(admin: Visitor, code: str) -> None:
    admin.page.get_by_role("heading", name="Second step").wait_for()
    admin.page.get_by_label("Code from the app, or a recovery code").fill(code)
    admin.page.get_by_role("button", name="Sign in", exact=True).click()


def signs_out(admin: Visitor) -> None:
    admin.page.get_by_role("button", name="Account of").click()
    admin.page.get_by_role("button", name="Sign out").click()
    admin.page.get_by_role("link", name="Sign in").first.wait_for()


def test_codes_from_an_app_from_setting_up_to_signing_in(visitor, time_machine) -> None:
    """The server's clock stands still but where the test moves it, so that no code runs out on its way."""
    time_machine.move_to(timezone.now(), tick=False)
    head = AdminFactory(second_step=False, username="head")
    admin = visitor()
    page = admin.page

    # Whatever the admin asks for, there is nothing before it is set up.
    types_the_password(admin)
    page.get_by_role("heading", name="Set up a second step").wait_for()
    admin.goes_to("/classes/")
    page.get_by_role("heading", name="Set up a second step").wait_for()

    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("[data-secret]").inner_text()
    assert page.get_by_role("img", name="QR code for the app").locator("svg").is_visible()
    page.get_by_label("Six digits").fill(code_at(secret, timezone.now().timestamp()))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = page.locator("[data-codes] li").all_inner_texts()
    assert (len(set(recovery)), all(re.fullmatch(r"\d{8}", code) for code in recovery)) == (10, True)
    page.get_by_role("link", name="I have them").click()
    page.get_by_role("heading", name=head.school.name).wait_for()

    # From now on the password alone opens nothing; a wrong code is told; the right one lets in.
    signs_out(admin)
    types_the_password(admin)
    page.get_by_role("heading", name="Second step").wait_for()
    admin.goes_to("/classes/")
    time_machine.shift(31)
    right = code_at(secret, timezone.now().timestamp())
    types_the_code(admin, f"{(int(right) + 1) % 1_000_000:06}")
    page.get_by_text("Incorrect code.").wait_for()
    types_the_code(admin, right)
    page.get_by_role("heading", name=head.school.name).wait_for()

    # Without the phone: one of the recovery codes, once.
    signs_out(admin)
    types_the_password(admin)
    types_the_code(admin, recovery[4])
    page.get_by_role("heading", name=head.school.name).wait_for()
    signs_out(admin)
    types_the_password(admin)
    types_the_code(admin, recovery[4])
    page.get_by_text("Incorrect code.").wait_for()
    types_the_code(admin, recovery[5])
    page.get_by_role("heading", name=head.school.name).wait_for()
    assert Authenticator.objects.filter(user=head, type="totp").count() == 1
    assert admin.complaints == []
