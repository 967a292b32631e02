"""How far a class has got with its homework just now: who is done, who is at it, and whom to remind. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts.models import Attempt
from accounts.homework.models import Assignment, Extension
from accounts.homework.terms import terms_of
from accounts.people.models import Enrolment, User
from revision.templatetags.interface import moment


@dataclass(slots=True)
class Standing:
    """One piece of homework, by those it is for who sit in the class now and are not excused; each by name."""

    assignment: Assignment
    finished: list[User] = field(default_factory=list)
    under_way: list[User] = field(default_factory=list)
    not_started: list[User] = field(default_factory=list)
    to_come: list[User] = field(default_factory=list)
    """For whom it has not opened yet."""
    excused: list[User] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return len(self.finished) + len(self.under_way) + len(self.not_started) + len(self.to_come)

    @property
    def started(self) -> int:
        return len(self.finished) + len(self.under_way)

    @property
    def to_remind(self) -> int:
        return len(self.under_way) + len(self.not_started)


def standings(assignments: Sequence[Assignment], now: datetime.datetime) -> dict[UUID, Standing]:
    """By homework; four queries, whatever the number of classes, students and pieces."""
    seats: dict[UUID, list[Enrolment]] = {}
    current = Enrolment.objects.current().filter(classroom__in={one.classroom_id for one in assignments})
    for seat in current.select_related("student").order_by("student__display_name", "student"):
        seats.setdefault(seat.classroom_id, []).append(seat)
    done: dict[tuple[UUID, UUID], bool] = {}
    tried = Attempt.objects.counted().filter(assignment__in=assignments).order_by()
    for assignment, student, finished in tried.values_list("assignment", "student", "finished"):
        done[assignment, student] = done.get((assignment, student), False) or finished is not None
    own = {(one.assignment_id, one.student_id): one for one in Extension.objects.filter(assignment__in=assignments)}
    meant: dict[UUID, set[UUID]] = {}
    chosen: Any = Assignment.only_for.through.objects.filter(assignment__in=assignments)
    for assignment, student in chosen.values_list("assignment", "user"):
        meant.setdefault(assignment, set()).add(student)
    found = {}
    for one in assignments:
        found[one.pk] = standing = Standing(one)
        for seat in seats.get(one.classroom_id, []):
            if seat.student_id in meant.get(one.pk, {seat.student_id}):
                key = (one.pk, seat.student_id)
                _place(standing, seat, own.get(key), done.get(key), now)
    return found


def _place(standing: Standing, seat: Enrolment, own: Extension | None, done: bool | None, now: datetime.datetime) -> None:
    """``done``: whether one of their attempts is handed in; ``None`` for no attempt. Who came after it closed is not expected to do it."""
    terms = terms_of(standing.assignment, seat.student, own)
    if terms.excused:
        standing.excused.append(seat.student)
    elif done is not None:
        (standing.finished if done else standing.under_way).append(seat.student)
    elif now < terms.opens:
        standing.to_come.append(seat.student)
    elif seat.joined <= terms.closes:
        standing.not_started.append(seat.student)


def nudge_text(standing: Standing, now: datetime.datetime) -> str:
    """What a teacher copies into a message: what is due when, and by name who has not started or not handed it in."""
    assignment = standing.assignment
    says = {"quiz": assignment.quiz.title, "when": moment(assignment.due), "closes": moment(assignment.closes)}
    if now > assignment.closes:
        lines = [_("“%(quiz)s” closed %(closes)s.") % says]
    elif now > assignment.due:
        lines = [_("“%(quiz)s” was due %(when)s. It can be handed in late until %(closes)s.") % says]
    else:
        lines = [_("“%(quiz)s” is due %(when)s.") % says]
    for people, label in ((standing.not_started, _("Not started yet")), (standing.under_way, _("Started, not handed in"))):
        if people:
            lines.append(f"{label}: {', '.join(student.display_name for student in people)}.")
    return "\n".join(lines)


def nudge_mail(standing: Standing, text: str) -> str:
    """The address of a new mail with that text; the teacher says to whom."""
    count = standing.to_remind
    subject = ngettext("Reminder for %(count)d student: %(quiz)s", "Reminder for %(count)d students: %(quiz)s", count)
    says = {"count": count, "quiz": standing.assignment.quiz.title}
    return "mailto:?" + urlencode({"subject": subject % says, "body": text.replace("\n", "\r\n")}, quote_via=quote)
