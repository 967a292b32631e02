"""Who works at a school: the list, one colleague, and what an admin changes there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.people.guards import admins_only, school_admins_only, school_of
from accounts.people.models import School, User
from accounts.people.providers import actions as providers
from accounts.people.requests import PersonRequest
from accounts.people.staff import actions
from accounts.people.staff.forms import DetailsForm, RoleForm
from revision.actions import Refused


def staff_context(school: School) -> dict[str, Any]:
    """Who works at a school, and who is invited; two queries."""
    return {
        "school": school,
        "people": list(User.objects.staff_of(school)),
        "invitations": list(school.invitations.filter(accepted=None, revoked=None).order_by("-created")[:100]),
    }


@require_safe
@school_admins_only
def staff(request: PersonRequest) -> HttpResponse:
    """The colleagues of the admin's school, and the invitations that are open."""
    return render(request, "people/staff.html", {"place": "staff", **staff_context(school_of(request))})


def colleague(request: PersonRequest, person_id: UUID) -> User:
    """Somebody of the staff that the signed-in admin manages, never oneself; 404 for anybody else."""
    return get_object_or_404(User.objects.staff_managed_by(request.user).select_related("school"), pk=person_id)


@require_safe
@admins_only
def staff_member(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """One colleague: role, classes and courses, and what an admin can do."""
    return member_page(request, colleague(request, person_id))


def member_page(request: PersonRequest, found: User, *, details: DetailsForm | None = None) -> HttpResponse:
    """The page of a colleague; with ``details`` as they were sent, where those are refused."""
    of_school = request.user.is_school_admin  # what a site admin sees is names and roles, not what is taught
    context = {
        "place": "staff",
        "person": found,
        "form": RoleForm(initial={"role": found.role}),
        "details": details or DetailsForm(initial={"display_name": found.display_name, "email": found.email}),
        "ways": [way for way in providers.ways_of(found) if way.connected],
        "classes": found.classrooms.in_use().with_counts() if of_school else [],
        "shared": found.teachings.select_related("classroom").order_by("classroom__name") if of_school else [],
        "courses": found.courses.all() if of_school else [],
        "back_url": back_to(found, request.user),
    }
    return render(request, "people/staff_member.html", context, status=422 if details else 200)


def back_to(person: User, admin: User) -> str:
    """The list on which a colleague stands."""
    return reverse("site_school", args=[person.school_id]) if admin.is_site_admin else reverse("staff")


def done(request: PersonRequest, found: User, change: Callable[[], object], said: str) -> HttpResponse:
    """Do one change to a colleague's account, and say what was done or why not."""
    try:
        change()
        messages.success(request, said % {"name": found.display_name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("staff_member", found.pk)


@require_POST
@admins_only
def change_details(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Another name or e-mail; what cannot be is told beside it."""
    found = colleague(request, person_id)
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            actions.change_details(person=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", str(refused))
    if not form.is_valid():
        return member_page(request, found, details=form)
    messages.success(request, _("Saved for %(name)s.") % {"name": found.display_name})
    return redirect("staff_member", found.pk)


@require_POST
@admins_only
def change_role(request: PersonRequest, person_id: UUID) -> HttpResponse:
    found = colleague(request, person_id)
    form = RoleForm(request.POST)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    return done(request, found, lambda: actions.change_role(person=found, role=role, by=request.user), _("Saved for %(name)s."))


@require_POST
@admins_only
def close_account(request: PersonRequest, person_id: UUID) -> HttpResponse:
    found = colleague(request, person_id)
    said = _("%(name)s cannot sign in any more. What they made stays.")
    return done(request, found, lambda: actions.close_account(person=found, by=request.user), said)


@require_POST
@admins_only
def open_account(request: PersonRequest, person_id: UUID) -> HttpResponse:
    found = colleague(request, person_id)
    return done(request, found, lambda: actions.open_account(person=found, by=request.user), _("%(name)s can sign in again."))


@require_POST
@admins_only
def reset_staff_password(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """A new password, on a card that is shown this once."""
    card = actions.reset_staff_password(person=colleague(request, person_id), by=request.user)
    return render(request, "people/cards.html", {"place": "staff", "cards": [card]})
