"""A class list comes in: upload it, look at what it would change, then do it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.people.cards import show_cards
from accounts.people.classes.views import own_roster
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from accounts.people.rosters.actions import ListReport, apply_list, too_long
from accounts.people.rosters.forms import ListForm
from accounts.people.rosters.lists import ClassList
from accounts.people.rosters.matching import Plan, known_to, plan_for
from revision.access import staff_only
from revision.actions import Refused
from revision.laid_aside import Shelf

LISTS = Shelf("class-lists")
LINES_SHOWN = 50
"""Of those to mend; and of a list that is too long."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def upload_list(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Where a list comes in; what was read waits on the next page."""
    found = own_roster(request, classroom_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*sent, class_name=found.name)
    if request.method == "POST" and form.is_valid():
        return redirect("listed", found.pk, keep_list(request, form.cleaned_data["listed"]))
    context = {"place": "classes", "classroom": found, "form": form}
    return render(request, "people/upload_list.html", context, status=422 if form.is_bound else 200)


def keep_list(request: PersonRequest, listed: ClassList) -> str:
    """The token under which a list waits."""
    return LISTS.keep(user=request.user, held=listed.held())


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def listed(request: PersonRequest, classroom_id: UUID, token: str) -> HttpResponse:
    """What a list would change, before anything is; a POST does it."""
    found = own_roster(request, classroom_id)
    held = LISTS.find(user=request.user, token=token)
    if held is None:
        raise Http404
    kept = ClassList.of(held)
    refused = ""
    if request.method == "POST":
        try:
            return done(request, found, apply_chosen(request, found, kept))
        except Refused as why:
            refused = str(why)
    context = {"place": "classes", "classroom": found, "list": kept, "refused": refused}
    if kept.mistakes:
        context |= {"mistakes": kept.mistakes[:LINES_SHOWN], "mistakes_more": max(0, len(kept.mistakes) - LINES_SHOWN)}
    elif kept.is_too_long:
        context |= {"too_long": too_long(kept), "first": kept.people[:LINES_SHOWN], "more": len(kept.people) - LINES_SHOWN}
    else:
        context["plan"] = looked_through(request, found, kept)
    return render(request, "people/listed.html", context, status=422 if refused else 200)


def looked_through(request: PersonRequest, found: Classroom, kept: ClassList) -> Plan:
    """What a list would change, with what was chosen on the page that is shown again."""
    plan = plan_for(kept, found, known_to(request.user, found))
    for row in plan.rows:
        row.picked = next((option.value for option in row.options if option.value == request.POST.get(row.field)), "")
    return plan


def apply_chosen(request: PersonRequest, found: Classroom, kept: ClassList) -> ListReport:
    """Hand what was chosen to the action."""
    leavers = set()
    for value in request.POST.getlist("leaver"):
        try:
            leavers.add(UUID(value))
        except ValueError:
            continue
    chosen = {name: value for name, value in request.POST.items() if name.startswith("row-") and isinstance(value, str)}
    return apply_list(
        classroom=found, by=request.user, listed=kept, chosen=chosen, left_out=request.POST.getlist("left-out"), leavers=leavers
    )


def done(request: PersonRequest, found: Classroom, report: ListReport) -> HttpResponse:
    """The cards of those who are new, or the class and what came of the list."""
    if report.nothing_done:
        messages.info(request, _("The class is as the list says already; nothing was changed."))
        return redirect("roster", found.pk)
    said = []
    if report.cards:
        said.append(ngettext("%(count)d new student", "%(count)d new students", len(report.cards)) % {"count": len(report.cards)})
    if came := len(report.came):
        said.append(ngettext("%(count)d came", "%(count)d came", came) % {"count": came})
    if moved := len(report.moved):
        said.append(ngettext("%(count)d moved here", "%(count)d moved here", moved) % {"count": moved})
    if renamed := len(report.renamed):
        said.append(ngettext("%(count)d renamed", "%(count)d renamed", renamed) % {"count": renamed})
    if left := len(report.left):
        said.append(ngettext("%(count)d left", "%(count)d left", left) % {"count": left})
    messages.success(request, _("Done: %(what)s.") % {"what": ", ".join(said)})
    if not report.cards:
        return redirect("roster", found.pk)
    return show_cards(request, report.cards, classroom=found)
