"""Sharing a class with colleagues, and giving a class or a course to another teacher."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people.classes.views import kept_class
from accounts.people.guards import school_admins_only
from accounts.people.models import Teaching
from accounts.people.requests import PersonRequest
from accounts.people.sharing import actions
from accounts.people.sharing.forms import GrantsForm, ShareForm, TransferClassForm, TransferForm
from revision.access import staff_only
from revision.actions import Refused
from revision.models import Course


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def co_teachers(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """With whom a class is shared, and what each may do; a POST shares it with one more."""
    found = kept_class(request, classroom_id)
    form = ShareForm(request.POST or None, classroom=found)
    if request.method == "POST" and form.is_valid():
        try:
            share = actions.share_class(classroom=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("teacher", str(refused))
        else:
            messages.success(request, _("%(name)s sees the class from now on.") % {"name": share.teacher.display_name})
            return redirect("co_teachers", found.pk)
    shares = [(share, GrantsForm.of(share)) for share in found.teachings.select_related("teacher")]
    context = {"place": "classes", "classroom": found, "shares": shares, "form": form}
    return render(request, "people/co_teachers.html", context, status=422 if form.errors else 200)


def share_of(request: PersonRequest, classroom_id: UUID, teacher_id: UUID) -> Teaching:
    """A share in a class that the signed-in person keeps; 404 for any other."""
    shares = Teaching.objects.filter(classroom=kept_class(request, classroom_id))
    return get_object_or_404(shares.select_related("classroom", "teacher"), teacher=teacher_id)


@require_POST
@staff_only
def change_grants(request: PersonRequest, classroom_id: UUID, teacher_id: UUID) -> HttpResponse:
    share = share_of(request, classroom_id, teacher_id)
    form = GrantsForm(request.POST)
    try:
        if form.is_valid():
            actions.share_class(classroom=share.classroom, teacher=share.teacher, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved for %(name)s.") % {"name": share.teacher.display_name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("co_teachers", classroom_id)


@require_POST
@staff_only
def stop_sharing(request: PersonRequest, classroom_id: UUID, teacher_id: UUID) -> HttpResponse:
    share = share_of(request, classroom_id, teacher_id)
    actions.stop_sharing(classroom=share.classroom, teacher=share.teacher, by=request.user)
    messages.success(request, _("%(name)s sees the class no more.") % {"name": share.teacher.display_name})
    return redirect("co_teachers", classroom_id)


@require_http_methods(["GET", "HEAD", "POST"])
@school_admins_only
def transfer_class(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Give a class of the school to another teacher."""
    found = kept_class(request, classroom_id)
    form = TransferClassForm(request.POST or None, school_id=found.school_id, owner_id=found.owner_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.transfer_class(classroom=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("to", str(refused))
        else:
            said = _("%(class)s is %(name)s’s class now.")
            messages.success(request, said % {"class": found.name, "name": form.cleaned_data["to"].display_name})
            return redirect(found)
    context = {"place": "classes", "what": found, "owner": found.owner, "form": form}
    return render(request, "people/transfer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@school_admins_only
def transfer_course(request: PersonRequest, slug: str) -> HttpResponse:
    """Give a course of the school's staff to another teacher."""
    of_staff = Course.objects.readable_by(request.user).filter(owner__isnull=False)
    found = get_object_or_404(of_staff.select_related("owner"), slug=slug)
    form = TransferForm(request.POST or None, school_id=request.user.school_id, owner_id=found.owner_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.transfer_course(course=found, by=request.user, to=form.cleaned_data["to"])
        except Refused as refused:
            form.add_error("to", str(refused))
        else:
            said = _("“%(course)s” is %(name)s’s course now.")
            messages.success(request, said % {"course": found.title, "name": form.cleaned_data["to"].display_name})
            return redirect(found)
    context = {"place": "course", "what": found, "owner": found.owner, "form": form}
    return render(request, "people/transfer.html", context, status=422 if form.errors else 200)
