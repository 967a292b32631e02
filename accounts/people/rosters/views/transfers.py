"""A student goes to another school: the pages of both its admins."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.people.cards import show_cards
from accounts.people.models import User
from accounts.people.requests import PersonRequest
from accounts.people.rosters.transfers import DAYS, Transfer, found_by, take_over, token_for
from accounts.people.rosters.views.school import own_school
from revision.access import staff_only
from revision.actions import Refused


class RecordForm(forms.Form):
    record = forms.ChoiceField(
        label=gettext_lazy("Their record"),
        choices=[("along", gettext_lazy("Goes along")), ("stays", gettext_lazy("Stays here"))],
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def send_student(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """What would go where; a POST shows the link to hand over. Nothing changes before the other school takes them."""
    school = own_school(request)
    student = get_object_or_404(User.objects.filter(role=User.Role.STUDENT, school=school, is_active=True), pk=student_id)
    form = RecordForm(request.POST if request.method == "POST" else None)
    link = ""
    if form.is_valid():
        token = token_for(student=student, with_record=form.cleaned_data["record"] == "along", by=request.user)
        link = request.build_absolute_uri(reverse("take_student", args=[token]))
    context = {
        "place": "classes",
        "student": student,
        "form": form,
        "link": link,
        "days": DAYS,
        "transfer": Transfer(student, school, with_record=True, by=""),
        "classes": student.classes.filter(enrolments__student=student, enrolments__left=None).distinct(),
    }
    return render(request, "people/send_student.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def take_student(request: PersonRequest, token: str) -> HttpResponse:
    """The new school's admin sees who comes, and takes them."""
    school = own_school(request)
    transfer = found_by(token)
    if transfer is None or transfer.school == school:
        raise Http404
    if request.method == "POST":
        try:
            card = take_over(transfer=transfer, school=school, by=request.user)
        except Refused as refused:
            messages.info(request, str(refused))
            return redirect("classes")
        return show_cards(request, [card])
    return render(request, "people/take_student.html", {"place": "classes", "transfer": transfer, "school": school})
