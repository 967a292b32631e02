"""Sign-in by a provider in a real Chromium: there, back, and on to the page that was wanted, with and without script."""

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.tokens import default_token_generator

from tests.openid_provider import app_of, running


def test_a_teacher_signs_in_by_the_schools_provider(school, visitor, settings) -> None:
    """The content security policy lets nobody be sent away from a form: the page between goes on by itself."""
    school.teacher.email = "okafor@elm.example"
    school.teacher.save()
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app_of(provider)]}}
        provider.claims = {"email": "okafor@elm.example", "email_verified": True}
        for script in (True, False):
            teacher = visitor(script=script)
            teacher.goes_to("/accounts/login/?next=/classes/")

            teacher.page.get_by_role("button", name="Sign in with the school’s account").click()
            teacher.page.get_by_role("link", name="Go on as Ms Okafor").click()

            teacher.page.get_by_role("heading", name="Classes", exact=True).wait_for()
            assert teacher.page.url == f"{teacher.base}/classes/"
            assert (SocialAccount.objects.get().user, teacher.complaints) == (school.teacher, [])
            teacher.context.close()


def test_pages_of_signing_in_are_accessible(school, visitor, settings) -> None:
    """Where all is set: providers, mail, a link, and a way back that nobody began here."""
    settings.SENDS_MAIL = True
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    school.teacher.email = "okafor@elm.example"
    school.teacher.save()
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app_of(provider)]}}
        anybody = visitor(axe=True, viewport={"width": 390, "height": 844})
        token = default_token_generator.make_token(school.teacher)
        for path in ("login/", "password/forgotten/", f"password/new/{school.teacher.pk}/{token}/", "with/openid/back/"):
            anybody.goes_to(f"/accounts/{path}")
        anybody.goes_to("/accounts/password/forgotten/")
        anybody.page.get_by_label("Your e-mail at school").fill("okafor@elm.example")
        anybody.presses("Send me a link")
        anybody.page.get_by_role("heading", name="Look at your mail").wait_for()
        anybody.signs_in("teacher")
        anybody.page.get_by_role("button", name="Account of Ms Okafor").wait_for()
        anybody.goes_to("/accounts/sign-ins/")
        anybody.sees("Accounts elsewhere")
