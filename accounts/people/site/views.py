"""The site: its schools in numbers, and the first page of all, while there is no school yet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.guards import site_admins_only
from accounts.people.models import School
from accounts.people.requests import PersonRequest
from accounts.people.site import actions
from accounts.people.site.forms import FirstSchoolForm, SchoolForm
from accounts.people.staff.views import staff_context
from revision.actions import Refused


@require_safe
@site_admins_only
def site_school(request: PersonRequest, school_id: int) -> HttpResponse:
    """One school: its numbers and its staff. Nothing of what is taught there."""
    found = get_object_or_404(School.objects.with_counts(), pk=school_id)
    return render(request, "people/site_school.html", {"place": "today", **staff_context(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@site_admins_only
def new_school(request: PersonRequest) -> HttpResponse:
    """One more school; then its first admin is invited."""
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_school_of_site(name=form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The school is made. Now invite its first admin."))
            return redirect("invite_to_school", made.pk)
    return render(request, "people/new_school.html", {"place": "today", "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def first_school(request: HttpRequest, token: str) -> HttpResponse:
    """The first school and its admin, by the link that the server's operator has; while there is none, and for a day."""
    if request.user.is_authenticated or not actions.is_empty() or not actions.is_first_token(token):
        raise Http404
    form = FirstSchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_first_school(name=form.cleaned_data["name"], **form.account())
        except Refused as refused:
            form.add_error("username", str(refused))
        else:
            messages.success(request, _("Your school is made. Sign in; then invite your colleagues."))
            return redirect("account_login")
    return render(request, "people/first_school.html", {"form": form}, status=422 if form.errors else 200)
