"""What a class or a student knows over time, and the wrong ideas of a class."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.attempts.models import AttemptItem, AttemptItemQuerySet
from accounts.people import audit
from accounts.people.audit import AuditEntry
from accounts.people.grants import grants_of
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest
from accounts.results.charts import BandLine, Point
from accounts.results.mastery.reading import Knowledge, knowledge
from accounts.results.misconceptions import class_misconceptions
from revision.access import staff_only

SHOWN = 20
"""Facts on a page; the others on request."""
WEEKS = 20
"""Of the line: more would not fit a phone."""


class PartForm(forms.Form):
    """Which topic the page is about, and whether all facts are listed; what is not known is as if not asked."""

    topic = forms.UUIDField(required=False)
    all = forms.BooleanField(required=False)


def part_of(request: PersonRequest) -> tuple[UUID | None, int]:
    """The topic that the address asks for, and how many facts to list."""
    form = PartForm(request.GET)
    form.is_valid()
    return form.cleaned_data.get("topic"), 10_000 if form.cleaned_data.get("all") else SHOWN


def line_of(found: Knowledge) -> BandLine:
    """The score over the weeks, in per cent."""
    about = found.topic.title if found.topic else _("All topics")
    points = [
        Point(
            date_format(week.begins, "j M"),
            None if week.score is None else 100 * week.score,
            None if week.low is None else 100 * week.low,
            None if week.high is None else 100 * week.high,
        )
        for week in found.weeks[-WEEKS:]
    ]
    banded = any(point.low is not None for point in points)
    said = _("What was known at the end of each week, by the Monday on which it began.")
    if banded:
        said += " " + _("The band holds the middle half of the students.")
    return BandLine(name="weeks", title=about, description=said, unit="%", points=points)


def page_of(found: Knowledge, shown: int) -> dict[str, object]:
    return {"known": found, "line": line_of(found), "facts": found.facts[:shown], "more": max(0, len(found.facts) - shown)}


@require_safe
@staff_only
def class_knowledge(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """What those who sit in a class know, by topic and fact, from their homework and practice in it."""
    found = get_object_or_404(Classroom.objects.visible_to(request.user), pk=classroom_id)
    topic, shown = part_of(request)
    sitting = User.objects.filter(enrolments__classroom=found, enrolments__left=None)
    items = AttemptItem.objects.filter(attempt__assignment__classroom=found, attempt__student__in=sitting)
    audit.note_reading(by=request.user, action=AuditEntry.Action.RESULTS_READ, of=found, detail=_("What the class knows"))
    context = {
        "place": "classes",
        "classroom": found,
        "may": grants_of(request.user, found),
        **page_of(knowledge(items, topic_id=topic, weakest=shown), shown),
    }
    return render(request, "results/class_knowledge.html", context)


@require_safe
def student_knowledge(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """What one student knows: for their teachers from all answers, for themselves from those whose verdict they may see."""
    own = request.user.pk == student_id and request.user.is_student
    found = request.user if own else get_object_or_404(User.objects.students_visible_to(request.user), pk=student_id)
    topic, shown = part_of(request)
    known = knowledge(items_of(request, found, own=own), topic_id=topic, weakest=shown)
    if own:
        without_ideas(known)
    if request.user.is_school_admin:
        audit.record(by=request.user, action=AuditEntry.Action.RECORD_READ, school=found.school_id, about=found)
    context = {
        "place": "progress" if own else "classes",
        "student": found,
        "own": own,
        **page_of(known, shown),
    }
    return render(request, "results/student_knowledge.html", context)


def without_ideas(known: Knowledge) -> None:
    """The names of wrong ideas are for teachers: a student is told what is right, not what their mistake is called."""
    for fact in known.facts:
        if fact.wrong is not None:
            fact.wrong.idea = ""


def items_of(request: PersonRequest, student: User, *, own: bool) -> AttemptItemQuerySet:
    """The answers of a student that the signed-in person may know."""
    if own:
        return AttemptItem.objects.of(student).filter_shown()
    return AttemptItem.objects.filter(
        attempt__student=student, attempt__assignment__classroom__in=Classroom.objects.visible_to(request.user)
    )


@require_safe
@staff_only
def misconceptions(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """The named wrong ideas of a class, who holds them, and who has got over them."""
    found = get_object_or_404(Classroom.objects.visible_to(request.user), pk=classroom_id)
    audit.note_reading(by=request.user, action=AuditEntry.Action.RESULTS_READ, of=found, detail=_("Wrong ideas"))
    context = {"place": "classes", "classroom": found, "ideas": class_misconceptions(found)}
    return render(request, "results/misconceptions.html", context)
