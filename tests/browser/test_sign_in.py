"""Sign-in by a provider in a real Chromium: there, back, and on to the page that was wanted, with and without script."""

from allauth.socialaccount.models import SocialAccount

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
