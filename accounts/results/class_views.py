"""A class over all its homework: the gradebook; reports of its students; and whom to remind of one piece."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.attempts.models import Attempt
from accounts.marking.closing import close_those_over
from accounts.marking.own import own_assignment
from accounts.people.audit import AuditEntry, note_reading
from accounts.people.grants import grants_of
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest
from accounts.results.class_gradebook import class_gradebook, paper_pages
from accounts.results.forms import GradebookForm
from accounts.results.reports import Report, reports_of
from accounts.results.standing import nudge_mail, nudge_text, standings
from revision.access import staff_only


def classroom_read(request: PersonRequest, classroom_id: UUID, action: AuditEntry.Action, detail: str) -> Classroom:
    """A class whose results the signed-in person may read, once what nobody handed in is closed; 404 for any other.

    An admin's look is written down.
    """
    found = get_object_or_404(Classroom.objects.visible_to(request.user), pk=classroom_id)
    note_reading(by=request.user, action=action, of=found, detail=detail)
    close_those_over(Attempt.objects.filter(assignment__classroom=found))
    return found


@require_safe
@staff_only
def gradebook(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """Students and homework; on paper in pages of as many columns as fit."""
    found = classroom_read(request, classroom_id, AuditEntry.Action.RESULTS_READ, _("Gradebook"))
    form = GradebookForm(request.GET)
    book = class_gradebook(found, timezone.now(), form.chosen())
    form.offer(book.topics)
    context = {
        "place": "classes",
        "classroom": found,
        "book": book,
        "form": form,
        "now": timezone.now(),
        "may": grants_of(request.user, found),
    }
    if "paper" in request.GET:
        context["pages"] = paper_pages(book)
        return render(request, "results/gradebook_paper.html", context)
    partial = "#grid" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"results/gradebook.html{partial}", context)


@require_safe
@staff_only
def nudge(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Whom to remind of homework, as text to copy or to mail. Nothing is sent from here."""
    found = own_assignment(request, assignment_id)
    now = timezone.now()
    standing = standings([found], now)[found.pk]
    text = nudge_text(standing, now)
    context = {"place": "homework", "assignment": found, "standing": standing, "text": text, "mail": nudge_mail(standing, text)}
    return render(request, "results/nudge.html", context)


@require_safe
@staff_only
def class_reports(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """A report of every student of a class, a page of paper each."""
    found = classroom_read(request, classroom_id, AuditEntry.Action.RESULTS_READ, _("Reports"))
    return render(request, "results/reports.html", reports_context(found, reports_of(found, timezone.now())))


@require_safe
@staff_only
def student_report(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """A student's report, in a class that they share with its reader: the one that the address names, or the first by name."""
    sitting = Classroom.objects.visible_to(request.user).filter(enrolments__student=student_id, enrolments__left=None)
    classes = list(sitting.order_by("name"))
    found = next((one for one in classes if str(one.pk) == request.GET.get("class")), None) or next(iter(classes), None)
    if found is None:
        raise Http404
    student = get_object_or_404(User, pk=student_id)
    note_reading(by=request.user, action=AuditEntry.Action.RECORD_READ, of=found, about=student, detail=_("Report"))
    close_those_over(Attempt.objects.filter(assignment__classroom=found))
    context = reports_context(found, reports_of(found, timezone.now(), [student]))
    return render(request, "results/reports.html", {**context, "student": student, "classes": classes})


def reports_context(classroom: Classroom, reports: list[Report]) -> dict[str, object]:
    return {"place": "classes", "classroom": classroom, "reports": reports, "now": timezone.now()}
