"""Every write to homework."""

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import Unpack

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.homework.models import Assignment, Extension, FollowUp
from accounts.homework.settings import Settings, mistakes_in, settings_of, too_late_for
from accounts.homework.terms import terms_of
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom, User
from quizzes.actions import freeze_quiz
from quizzes.models import Quiz
from revision.actions import Refused


@transaction.atomic
def set_homework(
    *,
    quiz: Quiz,
    classroom: Classroom,
    opens: datetime.datetime,
    due: datetime.datetime,
    closes: datetime.datetime,
    only_for: Collection[User] = (),
    **settings: Unpack[Settings],
) -> Assignment:
    """Set a quiz to a class, or ``only_for`` some who sit in it; a setting that is not named has the model's default.

    Raises ``Refused`` for a quiz without questions, an empty class, somebody who does not sit in it, times in the wrong order, and
    settings that do not go together.
    """
    if not quiz.slots.exists():
        raise Refused(_("“%(quiz)s” has no questions yet. Propose or add some first; nothing was set.") % {"quiz": quiz.title})
    if not classroom.enrolments.current().exists():
        raise Refused(_("%(class)s has no students yet. Add them first; nothing was set.") % {"class": classroom.name})
    _check_recipients(classroom, only_for)
    if not opens <= due <= closes:
        raise Refused(_("Homework opens, then is due, then closes: the times are in another order."))
    if mistakes := mistakes_in(settings, opens=opens, closes=closes):
        raise Refused(next(iter(mistakes.values())))
    freeze_quiz(quiz=quiz)
    made = Assignment.objects.create(quiz=quiz, classroom=classroom, opens=opens, due=due, closes=closes, **settings)
    if only_for:
        made.only_for.set(only_for)
    return made


@transaction.atomic
def change_recipients(*, assignment: Assignment, by: User, only_for: Collection[User] = ()) -> Assignment:
    """Set homework ``only_for`` some who sit in the class, or for all of it, after it was set; the audit log says so.

    Who has begun keeps the attempt, its answers and marks, and may finish it; its history says when the student was left out or taken in
    again. Raises ``Refused`` for somebody who does not sit in the class. The same again changes nothing.
    """
    kept = Assignment.objects.select_for_update().select_related("classroom", "quiz").get(pk=assignment.pk)
    _check_recipients(kept.classroom, only_for)
    before, kept_to = set(kept.recipients()), set(kept.only_for.all())
    if kept_to == set(only_for):
        return kept
    kept.only_for.set(only_for)
    after = set(kept.recipients())
    for kind, students in (("left_out", before - after), ("taken_in", after - before)):
        for attempt in kept.attempts.counted().filter(student__in=students):
            attempt.events.create(kind=kind, by=by)
    classroom = kept.classroom
    detail = _("%(quiz)s: %(count)d of %(all)d") % {
        "quiz": kept.quiz.title,
        "count": len(after),
        "all": classroom.enrolments.current().count(),
    }
    record(by=by, action=AuditEntry.Action.RECIPIENTS_CHANGED, school=classroom.school_id, classroom=classroom, detail=detail)
    return kept


def _check_recipients(classroom: Classroom, students: Collection[User]) -> None:
    wanted = {student.pk for student in students}
    if wanted and classroom.enrolments.current().filter(student__in=wanted).count() < len(wanted):
        said = _("Not all of them sit in %(class)s. Choose their class, or set it to the whole class; nothing was set.")
        raise Refused(said % {"class": classroom.name})


@transaction.atomic
def plan_follow_up(*, quiz: Quiz, after: Assignment, students: Collection[User]) -> FollowUp:
    """Keep that ``quiz`` teaches again what ``students`` missed in ``after``; it is set to them unless its teacher says otherwise."""
    made = FollowUp.objects.create(quiz=quiz, after=after)
    made.students.set(students)
    return made


@transaction.atomic
def duplicate_homework(
    *, assignment: Assignment, classroom: Classroom, opens: datetime.datetime, due: datetime.datetime, closes: datetime.datetime
) -> Assignment:
    """The same quiz with the same settings for another class. Raises ``Refused`` as ``set_homework`` does, and for the same class."""
    if classroom.pk == assignment.classroom_id:
        raise Refused(_("%(class)s has this homework already.") % {"class": classroom.name})
    return set_homework(quiz=assignment.quiz, classroom=classroom, opens=opens, due=due, closes=closes, **settings_of(assignment))


@transaction.atomic
def change_settings(
    *,
    assignment: Assignment,
    opens: datetime.datetime,
    due: datetime.datetime,
    closes: datetime.datetime,
    **settings: Unpack[Settings],
) -> Assignment:
    """Other times and settings for homework, also while it runs; attempts under way follow the new times.

    Raises ``Refused`` for what does not go together, and once somebody has started for what they were promised otherwise.
    """
    kept = Assignment.objects.select_for_update().get(pk=assignment.pk)
    mistakes = mistakes_in({**settings_of(kept), **settings}, opens=opens, closes=closes)
    if kept.attempts.counted().exists():
        mistakes |= too_late_for(kept, settings)
    if mistakes:
        raise Refused(next(iter(mistakes.values())))
    for name, value in settings.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(settings))
    return change_times(assignment=assignment, opens=opens, due=due, closes=closes)


@transaction.atomic
def change_times(*, assignment: Assignment, opens: datetime.datetime, due: datetime.datetime, closes: datetime.datetime) -> Assignment:
    """Give homework other times. Raises ``Refused`` for times in the wrong order."""
    if not opens <= due <= closes:
        raise Refused(_("Homework opens, then is due, then closes: the times are in another order."))
    assignment.opens, assignment.due, assignment.closes = opens, due, closes
    assignment.save(update_fields=["opens", "due", "closes"])
    follow_terms(assignment=assignment)
    return assignment


@transaction.atomic
def follow_terms(*, assignment: Assignment, student: User | None = None) -> int:
    """Bring the attempts (of one student, or all) to the terms that hold now; gives how many that concerned.

    A student's last attempt goes on, where only the clock had ended it and its new end is still to come. One that was handed in stays as it
    is; it only learns of the closing time, for which right answers may be kept back. The attempts are locked, so that nobody's handing in
    at this moment is undone.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    attempts = assignment.attempts.filter(purpose="homework").select_related("student")
    attempts = attempts.select_for_update(of=("self",)).order_by("pk")
    latest = dict(assignment.attempts.filter(purpose="homework").order_by("number").values_list("student", "pk"))
    if student is not None:
        attempts = attempts.filter(student=student)
    extensions = {extension.student_id: extension for extension in assignment.extensions.all()}
    now = timezone.now()
    changed = []
    for attempt in attempts:
        terms = terms_of(assignment, attempt.student, extensions.get(attempt.student_id))
        attempt.closes = terms.closes
        changed.append(attempt)
        if attempt.ended_by == "student":
            continue
        attempt.due, attempt.deadline = terms.due, terms.deadline(attempt.started)
        if attempt.finished is not None and attempt.deadline >= now and latest[attempt.student_id] == attempt.pk:
            attempt.finished, attempt.ended_by = None, ""
    if changed:
        type(changed[0]).objects.bulk_update(changed, ["due", "deadline", "closes", "finished", "ended_by"])
    return len(changed)


@transaction.atomic
def set_extension(
    *,
    assignment: Assignment,
    student: User,
    by: User,
    opens: datetime.datetime | None = None,
    due: datetime.datetime | None = None,
    closes: datetime.datetime | None = None,
    extra_attempts: int = 0,
    excused: bool = False,
    reason: str = "",
) -> Extension:
    """One student's own terms for one assignment: all three times or none, more attempts, excused or not; in place of earlier ones.

    An attempt under way follows, and its history says who excused the student. Raises ``Refused`` for times that are in the wrong order
    or not all there.
    """
    times = [time for time in (opens, due, closes) if time is not None]
    if len(times) not in (0, 3) or times != sorted(times):
        raise Refused(_("Homework opens, then is due, then closes: the times are in another order."))
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    was_excused = assignment.extensions.filter(student=student, excused=True).exists()
    values = {"opens": opens, "due": due, "closes": closes, "extra_attempts": extra_attempts, "excused": excused, "reason": reason}
    extension, _made = Extension.objects.update_or_create(assignment=assignment, student=student, defaults=values)
    if excused and not was_excused:
        for attempt in assignment.attempts.counted().filter(student=student):
            attempt.events.create(kind="excused", by=by, reason=reason)
    follow_terms(assignment=assignment, student=student)
    return extension


@transaction.atomic
def remove_extension(*, assignment: Assignment, student: User) -> None:
    """The class's terms for this student again; where there are no others, nothing changes (a double click)."""
    assignment.extensions.filter(student=student).delete()
    follow_terms(assignment=assignment, student=student)


@transaction.atomic
def set_extra_time(*, student: User, extra_time: Decimal, untimed: bool, extra_attempts: int) -> User:
    """What one student has more than others, in all homework; their attempts under way follow."""
    student.extra_time, student.untimed, student.extra_attempts = extra_time, untimed, extra_attempts
    student.save(update_fields=["extra_time", "untimed", "extra_attempts"])
    goes_on = Q(attempts__finished=None) | Q(closes__gte=timezone.now()) | Q(attempts__closes__gte=timezone.now())
    for assignment in Assignment.objects.filter(goes_on, attempts__student=student, attempts__purpose="homework").distinct():
        follow_terms(assignment=assignment, student=student)
    return student


@transaction.atomic
def withdraw_homework(*, assignment: Assignment) -> None:
    """Take back homework that nobody has started. Raises ``Refused`` once somebody has: their answers are kept."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.attempts.exists():
        raise Refused(_("Somebody has started it, so it stays; close it early instead by changing its times."))
    assignment.delete()
