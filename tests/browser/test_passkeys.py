"""Passkeys in a real Chromium with a virtual authenticator: set up by an admin, sign in without the password, and serve as second step."""
import pytest
from allauth.mfa.models import Authenticator
from tests.factories import AdminFactory, PASSWORD


def test_passkey(visitor):
    admin = AdminFactory(second_step=False, username="head")
    v = visitor(); page = v.page; page.set_default_timeout(30000)
    cdp = v.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol":"ctap2","transport":"internal","hasResidentKey":True,"hasUserVerification":True,"isUserVerified":True,"automaticPresenceSimulation":True}})
    def sign_in():
        v.goes_to("/accounts/login/")
        page.locator("[name=login]").fill("head"); page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in()
    page.get_by_role("heading", name="Set up a second step").wait_for()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert Authenticator.objects.filter(user=admin, type="webauthn").count() == 1
    v.context.clear_cookies()
    v.goes_to("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name=admin.school.name).wait_for()
    v.context.clear_cookies()
    sign_in()
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_role("heading", name=admin.school.name).wait_for()
    assert v.complaints == []
