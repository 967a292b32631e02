"""A school's own system sends its classes: a OneRoster export comes in, is looked at, and is done. For the school's admin."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.people.models import School, User
from accounts.people.requests import PersonRequest
from accounts.people.rosters.forms import SchoolFileForm
from accounts.people.rosters.oneroster import RosterFile
from accounts.people.rosters.school_import import import_school
from accounts.people.rosters.school_plan import MOST_DOUBTS, school_plan
from revision.access import staff_only
from revision.actions import Refused
from revision.laid_aside import Shelf

FILES = Shelf("school-rosters")
MISTAKES_SHOWN = 50


def own_school(request: PersonRequest) -> School:
    """The school that the signed-in admin looks after, or 404."""
    if not request.user.is_school_admin or request.user.school is None:
        raise Http404
    return request.user.school


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def upload_school(request: PersonRequest) -> HttpResponse:
    """Where a OneRoster export comes in; what was read waits on the next page."""
    school = own_school(request)
    form = SchoolFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        return redirect("school_listed", FILES.keep(user=request.user, held=form.cleaned_data["roster"].held()))
    return render(
        request, "people/upload_school.html", {"place": "classes", "school": school, "form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def school_listed(request: PersonRequest, token: str) -> HttpResponse:
    """What the export would change, before anything is; a POST does it."""
    school = own_school(request)
    held = FILES.find(user=request.user, token=token)
    if held is None:
        raise Http404
    file = RosterFile.of(held)
    org = org_of(request, file, school)
    refused = ""
    if request.method == "POST":
        chosen = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        try:
            report = import_school(school=school, by=request.user, file=file, org=org, chosen=chosen)
        except Refused as why:
            refused = str(why)
        else:
            said = _("Nothing was to be changed.") if report.nothing_done else _("Done: %(what)s.") % {"what": report}
            messages.success(request, said)
            return redirect("classes")
    context = {"place": "classes", "refused": refused, **listed_context(request, file, school, org)}
    return render(request, "people/school_listed.html", context, status=422 if refused else 200)


def listed_context(request: PersonRequest, file: RosterFile, school: School, org: str) -> dict[str, object]:
    """What the export would change; after a refusal with what was chosen."""
    plan = school_plan(file, school, org)
    for row in plan.doubtful:
        row.picked = next((option.value for option in row.options if option.value == request.POST.get(row.field)), "")
    return {
        "school": school,
        "file": file,
        "org": org,
        "plan": plan,
        "new_classes": [one for one in plan.groups if one.classroom is None],
        "known_classes": [one for one in plan.groups if one.classroom is not None],
        "too_doubtful": len(plan.doubtful) > MOST_DOUBTS,
        "mistakes": file.mistakes[:MISTAKES_SHOWN],
        "mistakes_more": max(0, len(file.mistakes) - MISTAKES_SHOWN),
        "teachers": User.objects.filter(school=school, role=User.Role.TEACHER, is_active=True).order_by("display_name"),
    }


def org_of(request: PersonRequest, file: RosterFile, school: School) -> str:
    """Which school of the file this is: the chosen one, else the one of the same name, else the first; empty where it names none."""
    ids = [pk for pk, _name in file.schools]
    asked = request.POST.get("org") or request.GET.get("org")
    if asked in ids:
        return str(asked)
    same = [pk for pk, name in file.schools if name.casefold() == school.name.casefold()]
    return (same or ids or [""])[0]
