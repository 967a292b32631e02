"""What is kept of people: a notice for them, and for a school's admin its deadlines, a student's data, and its erasure."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import School, User
from accounts.people.requests import PersonRequest
from accounts.privacy import actions
from accounts.privacy.colleagues import erase_colleague, to_hand_on, what_goes_of
from accounts.privacy.erasing import erase_student, what_goes
from accounts.privacy.export import student_data
from accounts.privacy.forms import EraseForm, RequestForm, RetentionForm
from accounts.privacy.models import DataRequest, Retention, retention_of
from accounts.privacy.retention import past_time
from revision.access import staff_only
from revision.actions import Refused


@require_safe
@login_not_required
def notice(request: HttpRequest) -> HttpResponse:
    """What is kept, in words that a nine-year-old reads; with the school's own deadlines for who is signed in."""
    user = request.user
    school = user.school if isinstance(user, User) else None
    retention = retention_of(school) if school is not None else Retention()
    return render(request, "privacy/notice.html", {"place": "privacy", "retention": retention, "school": school})


def admin_school(request: PersonRequest) -> School:
    """The school of the signed-in admin; to anybody else this does not exist."""
    if not request.user.is_school_admin or request.user.school is None:
        raise Http404
    return request.user.school


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def privacy(request: PersonRequest) -> HttpResponse:
    """The school's deadlines, what they would delete tonight, and what teachers passed on."""
    school = admin_school(request)
    form = RetentionForm(request.POST or None, initial=model_to_dict(retention_of(school), fields=RetentionForm.base_fields))
    if request.method == "POST" and form.is_valid():
        actions.set_retention(school=school, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. The new deadlines hold from tonight."))
        return redirect("privacy")
    context = {
        "place": "school",
        "school": school,
        "form": form,
        "past": past_time(school, timezone.now()),
        "requests": DataRequest.objects.of_school(school).open().select_related("student", "asked_by"),
    }
    return render(request, "privacy/privacy.html", context, status=422 if form.errors else 200)


def known_student(request: PersonRequest, student_id: UUID) -> User:
    """A student whom the signed-in teacher teaches, or of the signed-in admin's school."""
    return get_object_or_404(User.objects.students_visible_to(request.user), pk=student_id)


def admins_student(request: PersonRequest, student_id: UUID) -> User:
    return get_object_or_404(User.objects.filter(role=User.Role.STUDENT, school=admin_school(request)), pk=student_id)


@require_safe
@staff_only
def student_data_page(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """What is kept of a student: to the admin with ways to export and erase it, to a teacher with a way to ask for that."""
    student = known_student(request, student_id)
    asked = student.data_requests.open().select_related("asked_by")
    context = {"place": "classes", "student": student, "going": what_goes(student), "requests": asked, "form": RequestForm()}
    return render(request, "privacy/student_data.html", context)


@require_POST
@staff_only
def ask_for_data(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """A teacher passes on what a family asked for."""
    student = known_student(request, student_id)
    form = RequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what was asked for. Nothing was passed on."))
        return redirect("student_data", student.pk)
    try:
        actions.ask_for_data(student=student, kind=form.cleaned_data["kind"], by=request.user)
        messages.success(request, _("Passed on to your school’s admin."))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("student_data", student.pk)


@require_POST
@staff_only
def export_student(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """The data of one student as a file: JSON for machines, or a page to read."""
    student = admins_student(request, student_id)
    data = student_data(student)
    actions.note_export(student=student, by=request.user)
    if request.POST.get("format") == "json":
        kind, content = "json", json.dumps(data, ensure_ascii=False, indent=1)
    else:
        kind, content = "html", render_to_string("privacy/export.html", {"data": data})
    types = {"json": "application/json; charset=utf-8", "html": "text/html; charset=utf-8"}
    name = f'attachment; filename="{student.username}.{kind}"'
    return HttpResponse(content, content_type=types[kind], headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def erase(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """What goes, then its going."""
    student = admins_student(request, student_id)
    form = EraseForm(request.POST or None, person=student)
    if request.method == "POST" and form.is_valid():
        gone = erase_student(student=student, by=request.user)
        messages.success(request, _("Erased: one account and %(rows)d rows. Nothing of it can be brought back.") % {"rows": gone.rows})
        return redirect("privacy")
    context = {"place": "classes", "student": student, "going": what_goes(student), "form": form}
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def erase_staff(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """What goes of a colleague who has left, and what stays without their name; then its going."""
    admin_school(request)
    person = get_object_or_404(User.objects.staff_managed_by(request.user), pk=person_id)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            erase_colleague(person=person, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Erased. What they made for the school stays, by “A former colleague”."))
            return redirect("staff")
    context = {
        "place": "staff",
        "person": person,
        "going": what_goes_of(person),
        "hand_on": to_hand_on(person),
        "courses": person.courses.count(),
        "form": form,
    }
    return render(request, "privacy/erase_staff.html", context, status=422 if form.errors else 200)
