"""Inviting a colleague, taking that back, and taking it up."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people.guards import admins_only, school_admins_only, school_of, site_admins_only
from accounts.people.models import School
from accounts.people.requests import PersonRequest
from accounts.people.staff import actions
from accounts.people.staff.forms import InviteForm, NewAccountForm
from accounts.people.staff.mail import send_invitation
from accounts.people.staff.models import Invitation
from revision.actions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@school_admins_only
def invite_staff(request: PersonRequest) -> HttpResponse:
    """To the admin's own school."""
    return invited(request, school_of(request), reverse("staff"))


@require_http_methods(["GET", "HEAD", "POST"])
@site_admins_only
def invite_to_school(request: PersonRequest, school_id: int) -> HttpResponse:
    """To any school of the site."""
    return invited(request, get_object_or_404(School, pk=school_id), reverse("site_school", args=[school_id]))


def invited(request: PersonRequest, school: School, back_url: str) -> HttpResponse:
    """The form; a POST answers with the link, which is shown this once, and sends it where mail is set up."""
    form = InviteForm(request.POST or None, by_mail=settings.SENDS_MAIL)
    context = {"place": "staff", "school": school, "form": form, "back_url": back_url}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(school=school, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email" if form.cleaned_data["email"] else None, str(refused))
        else:
            link = request.build_absolute_uri(reverse("accept_invitation", args=[made.token]))
            sent = send_invitation(made.invitation, link)
            return render(
                request,
                "people/invited.html",
                {**context, "invitation": made.invitation, "link": link, "sent": sent, "can_mail": settings.SENDS_MAIL},
            )
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


@require_POST
@admins_only
def revoke_invitation(request: PersonRequest, invitation_id: UUID) -> HttpResponse:
    found = get_object_or_404(Invitation.objects.managed_by(request.user), pk=invitation_id)
    try:
        actions.revoke_invitation(invitation=found, by=request.user)
        messages.success(request, _("The invitation of %(name)s works no more.") % {"name": found.display_name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("site_school", found.school_id) if request.user.is_site_admin else redirect("staff")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A colleague makes their account. A link that works no more is a page that says so; to whoever is signed in it is not there."""
    if request.user.is_authenticated:
        raise Http404
    found = Invitation.objects.with_token(token).select_related("school").first()
    if found is None:
        return render(request, "people/invitation_over.html", status=404)
    form = NewAccountForm(request.POST or None, initial={"display_name": found.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(invitations=Invitation.objects.all(), token=token, **form.account())
        except Refused as refused:
            form.add_error("username", str(refused))
        else:
            messages.success(request, _("Your account is made. Sign in with it."))
            return redirect("account_login")
    context = {"invitation": found, "form": form}
    return render(request, "people/accept_invitation.html", context, status=422 if form.errors else 200)
