"""Class results, a student's record, and what a student knows."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.attempts.models import Attempt
from accounts.homework.actions import plan_follow_up
from accounts.homework.evidence import class_evidence
from accounts.homework.models import Assignment, FollowUp
from accounts.marking.closing import close_those_over
from accounts.marking.own import editable_assignment, visible_assignment
from accounts.people import audit
from accounts.people.audit import AuditEntry
from accounts.people.grants import grants_of
from accounts.people.models import Classroom, ClassroomQuerySet, User
from accounts.people.requests import PersonRequest
from accounts.results.arranging import ORDERS, SORTS, ArrangeForm, arrange
from accounts.results.attempts_shown import Which
from accounts.results.comments import comments_in
from accounts.results.gradebook import ClassResults, class_results
from accounts.results.knowledge import question_scores, topics_known
from accounts.results.misconceptions import since
from accounts.results.reteaching import questions_again
from accounts.results.starter import with_slides
from quizzes.actions import create_quiz
from quizzes.compose import propose
from revision.access import staff_only
from revision.models import Topic

ON_A_PAGE = 100
"""Students of the table; everything else on the page is about the whole class, and so are the files."""
ORPHANS = 50
"""So many more stand on the last page still, so that a year group of 150 has one."""


def results_of(found: Assignment, which: str = Which.COUNTED) -> ClassResults:
    """The results of homework, once what nobody handed in is closed."""
    close_those_over(found.attempts.all())
    return class_results(found, which)


@require_safe
@staff_only
def results(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """What to teach next, who knows what, and each question's answers, arranged as asked."""
    chosen = ArrangeForm(request.GET).chosen()
    found = results_of(visible_assignment(request, assignment_id), chosen["which"])
    arrange(found, sort=chosen["sort"], order=chosen["order"])
    context = {
        "place": "homework",
        "results": found,
        "page": Paginator(found.rows, ON_A_PAGE, orphans=ORPHANS).get_page(request.GET.get("page")),
        "first_waiting": f":{ON_A_PAGE}",
        "most_waiting": ON_A_PAGE,
        "assignment": found.assignment,
        "may": grants_of(request.user, found.assignment.classroom),
        **chosen,
        "sorts": SORTS,
        "orders": ORDERS,
        "attempts_shown": Which.choices,
        "chosen": found.assignment.only_for.count(),
        **follow_up_of(found.assignment),
        "findings": with_slides(found),
        "now": timezone.now(),
    }
    partial = "#grid" if request.htmx and not request.htmx.boosted else ""
    if not partial:
        note(request, AuditEntry.Action.RESULTS_READ, found.assignment)
    return render(request, f"results/results.html{partial}", context)


def follow_up_of(assignment: Assignment) -> dict[str, object]:
    """What homework follows up, and what has become of the wrong ideas held then; nothing where it is none."""
    follow_up = FollowUp.objects.filter(quiz=assignment.quiz_id).select_related("after__quiz").first()
    return {"follow_up": follow_up, "since": since(follow_up.after, assignment) if follow_up else None}


def note(request: PersonRequest, action: AuditEntry.Action, of: Assignment) -> None:
    """Write down that somebody from outside the class read about it."""
    audit.note_reading(by=request.user, action=action, of=of.classroom, detail=of.quiz.title)


@require_POST
@staff_only
def reteach(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """A new quiz on the facts that went badly, asked in other ways where there are other questions."""
    found = results_of(editable_assignment(request, assignment_id))
    facts = found.weak_facts
    if not facts:
        messages.info(request, _("Nothing went badly enough to teach again."))
        return redirect("results", assignment_id)
    questions = questions_again(found)
    assignment = found.assignment
    proposals = propose(
        questions=questions,
        count=min(10, max(3, len(facts))),
        evidence=class_evidence(assignment.classroom),
        now=timezone.now(),
        seed=1,
    )
    title = _("Again: %(quiz)s") % {"quiz": assignment.quiz.title}
    made = create_quiz(owner=request.user, course=assignment.quiz.course, title=title[:120], proposals=proposals)
    plan_follow_up(quiz=made, after=assignment, students=found.missed)
    return redirect(reverse("set_homework", args=[made.pk]) + f"?class={assignment.classroom_id}")


@require_safe
def student(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """A student's record: for themselves, for the teachers of their classes, and, which is written down, for the school's admin."""
    if request.user.pk == student_id and request.user.is_student:
        found = request.user
        attempts = Attempt.objects.of(found)
    else:
        found = get_object_or_404(User.objects.students_visible_to(request.user), pk=student_id)
        attempts = Attempt.objects.visible_to(request.user).filter(student=found)
        if request.user.is_school_admin:
            audit.record(by=request.user, action=AuditEntry.Action.RECORD_READ, school=found.school_id, about=found)
    close_those_over(attempts)
    listed = list(attempts.with_saved().select_related("assignment__quiz", "assignment__classroom"))
    own, now = request.user.pk == student_id, timezone.now()
    context = {
        "place": "progress" if own else "classes",
        "student": found,
        "own": own,
        "may_edit": not own and sits_in(Classroom.objects.editable_by(request.user), found),
        "attempts": [attempt for attempt in listed if not attempt.is_practice],
        "scored": {attempt.pk for attempt in listed if attempt.is_over(now) and (not own or attempt.verdict_is_out(now))},
        "practised": sum(attempt.is_practice and attempt.finished is not None for attempt in listed),
        "topics": topics_known(found),
        "comments": comments_in(attempts, now),
        "now": now,
    }
    return render(request, "results/student.html", context)


def sits_in(classes: ClassroomQuerySet, student: User) -> bool:
    """Whether a student sits in one of these classes now."""
    return classes.filter(enrolments__student=student, enrolments__left=None).exists()


@require_safe
def progress(request: PersonRequest) -> HttpResponse:
    """The way to one's own record."""
    if not request.user.is_student:
        raise Http404
    return redirect("student", request.user.pk)


@require_safe
@staff_only
def topic_results(request: PersonRequest, topic_id: UUID) -> HttpResponse:
    """How the teacher's classes did on each question of a topic: a part of the topic's page."""
    topic = get_object_or_404(Topic.objects.readable_by(request.user), pk=topic_id)
    scores = question_scores(topic, list(Classroom.objects.taught_by(request.user)))
    return render(request, "results/topic_results.html", {"topic": topic, "scores": scores})
