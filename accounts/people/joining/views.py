"""Class codes: the teacher's page, and those of whoever asks to join."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.cards import qr_code
from accounts.people.classes.views import own_roster
from accounts.people.joining import actions
from accounts.people.joining.forms import CodeForm, DecideForm, JoinForm
from accounts.people.joining.models import JoinCode, JoinRequest
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest
from accounts.people.rosters.matching import key
from revision.access import staff_only
from revision.actions import Refused

ASKED = "join-request"
"""Where a browser's session keeps what it asked."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def class_code(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """The code, and who has asked by it. A POST opens a new one."""
    found = own_roster(request, classroom_id)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.open_code(classroom=found, by=request.user, **form.cleaned_data)
        return redirect("class_code", found.pk)
    context = code_context(request, found) | {"form": form}
    partial = "#waiting" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"people/class_code.html{partial}", context, status=422 if form.errors else 200)


def code_context(request: PersonRequest, found: Classroom) -> dict[str, object]:
    now = timezone.now()
    code = JoinCode.objects.filter(classroom=found, expires__gt=now).first()
    sitting = {key(name): name for name in found.enrolments.current().values_list("student__display_name", flat=True)}
    waiting = list(found.join_requests.waiting().select_related("student"))
    address = request.build_absolute_uri(reverse("join"))
    return {
        "place": "classes",
        "classroom": found,
        "code": code,
        "spelt": f"{code.code[:4]}-{code.code[4:]}" if code else "",
        "address": address,
        "qr": qr_code(address) if code else "",
        "waiting": [(one, sitting.get(key(one.display_name))) for one in waiting],
        "asked_count": found.join_requests.count(),
    }


@require_POST
@staff_only
def close_code(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    found = own_roster(request, classroom_id)
    actions.close_code(classroom=found)
    messages.success(request, _("The code works no more."))
    return redirect("class_code", found.pk)


@require_POST
@staff_only
def decide_joins(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Let in, or send away, those who are named."""
    found = own_roster(request, classroom_id)
    form = DecideForm(request.POST, classroom=found)
    if not form.is_valid():
        messages.info(request, _("They have had their answer already."))
        return redirect("class_code", found.pk)
    asked, accept = [one.pk for one in form.cleaned_data["asked"]], form.cleaned_data["verdict"] == "accept"
    try:
        came = actions.decide(classroom=found, requests=asked, accept=accept, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("class_code", found.pk)
    if came:
        said = ngettext("%(name)s is in the class.", "%(count)d students are in the class.", len(came))
        messages.success(request, said % {"name": came[0].display_name, "count": len(came)})
    return redirect("class_code", found.pk)


def who_asks(request: HttpRequest) -> User | None:
    """The signed-in person; ``None`` for anybody else."""
    return request.user if isinstance(request.user, User) else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def join(request: HttpRequest) -> HttpResponse:
    """Type a code and a name; then wait."""
    person = who_asks(request)
    form = JoinForm(request.POST if request.method == "POST" else None, knows_name=person is not None)
    if person is not None and not person.is_student:
        return redirect("home")
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_to_join(typed=form.cleaned_data["code"], name=form.cleaned_data.get("name", ""), student=person)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            request.session[ASKED] = str(asked.pk)
            return redirect("join_waiting")
    return render(request, "people/join.html", {"place": "today", "form": form, "person": person}, status=422 if form.errors else 200)


def own_request(request: HttpRequest) -> JoinRequest | None:
    """What this browser asked."""
    asked = request.session.get(ASKED, "")
    return JoinRequest.objects.filter(pk=uuid.UUID(asked)).select_related("classroom", "student").first() if asked else None


@require_safe
@never_cache
@login_not_required
def join_waiting(request: HttpRequest) -> HttpResponse:
    """What has become of it."""
    asked = own_request(request)
    if asked is None:
        return redirect("join")
    return render(request, "people/join_waiting.html", {"place": "today", "asked": asked, "state": state_of(asked, who_asks(request))})


def state_of(asked: JoinRequest, person: User | None) -> str:
    """``waiting``, ``refused``, ``in`` for who has a sign-in, ``card`` for who is to be shown one, ``shown`` after that."""
    if asked.decided is None:
        return "waiting"
    if not asked.accepted or asked.student is None:
        return "refused"
    if person is not None and person.pk == asked.student_id:
        return "in"
    return "shown" if asked.claimed or asked.student.has_usable_password() else "card"


@require_POST
@never_cache
@login_not_required
def claim_sign_in(request: HttpRequest) -> HttpResponse:
    """Username and password, once, to the browser that asked."""
    asked = own_request(request)
    if asked is None:
        return redirect("join")
    try:
        card = actions.claim(request_id=asked.pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("join_waiting")
    return render(request, "people/join_card.html", {"place": "today", "card": card, "classroom": asked.classroom})
