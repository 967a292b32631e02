"""Passkeys in a real Chromium with a virtual authenticator: an admin sets one up, signs in by it alone, and by it as the second step."""

from allauth.mfa.models import Authenticator

from tests.browser.conftest import Visitor
from tests.factories import PASSWORD, AdminFactory

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def types_the_password(admin: Visitor) -> None:
    admin.goes_to("/accounts/login/")
    admin.page.locator("[name=login]").fill("head")
    admin.page.locator("[name=password]").fill(PASSWORD)
    admin.page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_from_setting_up_to_signing_in(visitor) -> None:
    head = AdminFactory(second_step=False, username="head")
    admin = visitor()
    page = admin.page
    device = admin.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    types_the_password(admin)
    page.get_by_role("heading", name="Set up a second step").wait_for()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert Authenticator.objects.filter(user=head, type="webauthn").count() == 1

    admin.context.clear_cookies()
    admin.goes_to("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name=head.school.name).wait_for()

    admin.context.clear_cookies()
    types_the_password(admin)
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_role("heading", name=head.school.name).wait_for()
    assert admin.complaints == []
