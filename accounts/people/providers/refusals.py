"""Why somebody was not signed in by a provider, in words that say what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

REASONS = {
    "cancelled": (
        403,
        _("You were not signed in"),
        _("It was stopped at %(provider)s. Begin again, or sign in with your username and password."),
    ),
    "stale": (
        400,
        _("This sign-in works no more"),
        _("It took longer than ten minutes, was used already, or was begun in another browser. Begin again."),
    ),
    "down": (
        502,
        _("%(provider)s did not answer as it should"),
        _("Nothing was changed. Try again in a few minutes, or sign in with your username and password."),
    ),
    "unvouched": (
        403,
        _("%(provider)s does not vouch for your e-mail address"),
        _("Sign in with your username and password. Then connect %(provider)s under “Your sign-in”: from then on it signs you in."),
    ),
    "unknown": (
        403,
        _("Nobody here has your address"),
        _(
            "%(provider)s says that you are %(email)s. Did you mean another address there? Then begin again. If you have an account, sign "
            "in with your username and password, and connect %(provider)s under “Your sign-in”. If not, ask your school’s admin for one."
        ),
    ),
    "another": (
        403,
        _("Your account is connected with somebody else at %(provider)s"),
        _("Choose that one there, or sign in with your username and password and change it under “Your sign-in”."),
    ),
}
"""Status, heading, and what to do."""


def refuse(request: HttpRequest, reason: str, *, provider: str, email: str = "") -> HttpResponse:
    """The page for one of ``REASONS``; ``provider`` by its name for people."""
    status, heading, advice = REASONS[reason]
    said = {"provider": provider, "email": email}
    context = {"heading": str(heading) % said, "advice": str(advice) % said}
    return render(request, "account/not_signed_in.html", context, status=status)
