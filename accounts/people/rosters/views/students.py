"""Who sits in a class: the list with what can be done to it, and the page of one student in it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.actions import add_students as add_new
from accounts.people.actions import remove_student as take_out
from accounts.people.actions import reset_password as make_password
from accounts.people.cards import NoPdf, cards_pdf, show_cards, sign_in_address, unsealed
from accounts.people.classes.views import own_roster
from accounts.people.forms import NamesForm
from accounts.people.grants import grants_of
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest
from accounts.people.rosters import students as actions
from accounts.people.rosters.forms import MoveForm, RenameForm, TickedForm
from accounts.people.rosters.lists import of_names
from accounts.people.rosters.matching import known_to, plan_for
from accounts.people.rosters.views.lists import LISTS
from revision.access import staff_only
from revision.actions import Refused


@require_safe
@staff_only
def roster(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """The list of a class; whoever may change it finds the buttons."""
    found = get_object_or_404(Classroom.objects.visible_to(request.user).select_related("owner"), pk=classroom_id)
    return render(request, "people/roster.html", roster_context(request, found, NamesForm()))


def roster_context(request: PersonRequest, found: Classroom, form: NamesForm) -> dict[str, object]:
    seats = found.enrolments.current().filter(student__is_active=True).select_related("student").order_by("student__display_name")
    wanted = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    students = [seat.student for seat in seats]
    may = grants_of(request.user, found)
    others = Classroom.objects.roster_by(request.user).in_use().filter(school=found.school_id).exclude(pk=found.pk)
    return {
        "place": "classes",
        "classroom": found,
        "students": [one for one in students if wanted.casefold() in f"{one.display_name} {one.username}".casefold()],
        "all_count": len(students),
        "without_card": sum(not one.has_usable_password() for one in students),
        "wanted": wanted,
        "may": may,
        "others": others if may.roster and students else [],
        "form": form,
    }


@require_POST
@staff_only
def add_students(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Students by their names. Where a name is like one that the school has, somebody looks first; else the cards are shown at once."""
    found = own_roster(request, classroom_id)
    form = NamesForm(request.POST)
    if form.is_valid():
        listed = of_names(form.cleaned_data["names"])
        plan = plan_for(listed, found, known_to(request.user, found))
        if len(plan.new) < len(plan.rows):
            return redirect("listed", found.pk, LISTS.keep(user=request.user, held=listed.held()))
        try:
            cards = add_new(classroom=found, names=form.cleaned_data["names"], by=request.user)
        except Refused as refused:
            form.add_error("names", str(refused))
        else:
            return show_cards(request, cards, classroom=found)
    return render(request, "people/roster.html", roster_context(request, found, form), status=422)


def seated(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> tuple[Classroom, User]:
    """A student in a class whose list the signed-in person keeps."""
    found = own_roster(request, classroom_id)
    return found, get_object_or_404(found.enrolments.current().select_related("student"), student=student_id).student


@require_POST
@staff_only
def remove_student(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    found, student = seated(request, classroom_id, student_id)
    take_out(classroom=found, student=student, by=request.user)
    messages.success(request, _("%(name)s is out of the class. Their results are kept.") % {"name": student.display_name})
    return redirect("roster", found.pk)


@require_POST
@staff_only
def reset_password(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    """A new password, shown this once; it ends all sessions of the old one."""
    found, student = seated(request, classroom_id, student_id)
    return show_cards(request, [make_password(classroom=found, student=student, by=request.user)], classroom=found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def seat(request: PersonRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    """One student of a class: their name, and the way to all else."""
    found, student = seated(request, classroom_id, student_id)
    form = RenameForm(request.POST or None, initial={"name": student.display_name})
    if request.method == "POST" and form.is_valid():
        actions.rename_student(classroom=found, student=student, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("roster", found.pk)
    context = {"place": "classes", "classroom": found, "student": student, "form": form, "may": grants_of(request.user, found)}
    return render(request, "people/seat.html", context, status=422 if form.errors else 200)


def ticked(request: PersonRequest, found: Classroom) -> list[User]:
    """The students who were ticked on the list, as far as they sit in the class."""
    form = TickedForm(request.POST, classroom=found)
    return list(form.cleaned_data["student"]) if form.is_valid() else []


@require_POST
@staff_only
def make_cards(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """New passwords for those who were ticked, on cards."""
    found = own_roster(request, classroom_id)
    students = ticked(request, found)
    if not students:
        messages.error(request, _("Tick the students who need a card first."))
        return redirect("roster", found.pk)
    return show_cards(request, actions.make_cards(classroom=found, students=students, by=request.user), classroom=found)


@require_POST
@staff_only
def move_students(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Those who were ticked get seats in another class."""
    found = own_roster(request, classroom_id)
    students = ticked(request, found)
    form = MoveForm(request.POST, classes=Classroom.objects.roster_by(request.user).in_use().exclude(pk=found.pk))
    if not students or not form.is_valid():
        messages.error(request, _("Tick the students first, and choose a class for them."))
        return redirect("roster", found.pk)
    to, stay = form.cleaned_data["to"], form.cleaned_data["stay"]
    try:
        actions.move_students(classroom=found, students=students, to=to, stay=stay, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("roster", found.pk)
    names = ", ".join(student.display_name for student in students[:5]) + ("…" if len(students) > 5 else "")
    messages.success(request, _("Now in %(class)s: %(names)s.") % {"class": to.name, "names": names})
    return redirect("roster", found.pk)


@require_POST
@staff_only
def print_cards(request: PersonRequest) -> HttpResponse:
    """The cards that the page before showed, as a PDF."""
    cards = unsealed(request.POST.get("cards", ""), request.user)
    if cards is None:
        raise Http404
    try:
        drawn = cards_pdf(cards, address=sign_in_address(request), school=str(request.user.school or ""))
    except NoPdf:
        context = {"place": "classes", "printed": cards, "address": sign_in_address(request)}
        return render(request, "people/cards_without_pdf.html", context, status=200)
    name = slugify(request.POST.get("name", "")[:60]) or "cards"
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'})
