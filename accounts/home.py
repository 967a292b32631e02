"""What the first page says: to a student what to do, to a teacher what needs them, to an admin how the school stands."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Avg, Count, F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts.models import Attempt, AttemptItem
from accounts.homework.models import Assignment
from accounts.homework.terms import Terms, terms_of
from accounts.people.models import Classroom, ClassroomQuerySet, User
from accounts.results.standing import Standing, standings
from revision.models import Fact
from revision.templatetags.interface import soon, tone_of

RECENT = datetime.timedelta(days=14)
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of homework as its student sees it."""

    assignment: Assignment
    attempt: Attempt | None
    question_count: int
    state: str
    """``todo``, ``started``, ``overdue``, ``done`` or ``missed``."""
    shows_score: bool
    terms: Terms

    @property
    def done_count(self) -> int:
        """Questions with an answer, those included whose answer is only saved so far."""
        return self.attempt.answered_count + self.attempt.saved_count if self.attempt else 0


def tasks_of(student: User, now: datetime.datetime) -> list[Task]:
    """The homework of the student's classes, soonest due first by their own dates: three queries."""
    assignments = list(Assignment.objects.set_for(student).select_related("quiz", "classroom").with_counts().order_by("due"))
    own = Attempt.objects.counted().with_saved().filter(student=student, assignment__in=assignments)
    attempts: dict[UUID, Attempt] = {}
    for one in own:
        begun = attempts.get(one.assignment_id)
        if begun is None or begun.finished is not None:  # what is under way comes before what is done
            attempts[one.assignment_id] = one
    extensions = {one.assignment_id: one for one in student.extensions.filter(assignment__in=assignments)}
    tasks = []
    for assignment in assignments:
        terms = terms_of(assignment, student, extensions.get(assignment.pk))
        attempt = attempts.get(assignment.pk)
        if attempt is not None:
            attempt.assignment = assignment
        shows = attempt is not None and attempt.verdict_is_out(now)
        tasks.append(Task(assignment, attempt, assignment.question_count, _state(terms, attempt, now), shows, terms))
    return sorted((task for task in tasks if task.attempt or not task.terms.excused), key=lambda task: task.terms.due)


def _state(terms: Terms, attempt: Attempt | None, now: datetime.datetime) -> str:
    if attempt is not None and attempt.is_over(now):
        return "done"
    if now > terms.closes:
        return "missed"
    if now > terms.due:
        return "overdue"
    return "started" if attempt is not None else "todo"


MOST_MISSED = 5


@dataclass(frozen=True, slots=True)
class Missed:
    """A question of homework that its student did not get right."""

    attempt_id: UUID
    position: int
    prompt: str
    quiz: str
    state: str
    """``wrong`` or ``part``."""


def missed_lately(student: User, now: datetime.datetime) -> list[Missed]:
    """The last questions of homework not got right in two weeks, newest first, each once; one query.

    One that was answered rightly since, in practice too, is over. Answers whose verdict is kept back count neither way: a row that came or
    went by them would tell.
    """
    given = AttemptItem.objects.of(student).filter_shown().filter(answered__gte=now - RECENT, fraction__isnull=False, dropped=False)
    needed = [
        "position",
        "answered",
        "fraction",
        "is_final",
        "version__prompt",
        "version__question",
        "attempt__purpose",
        "attempt__deadline",
        "attempt__closes",
    ]
    homework = "attempt__assignment"
    needed += ["attempt__finished", f"{homework}__feedback", f"{homework}__closes", f"{homework}__quiz__title"]
    met: set[UUID] = set()
    missed: list[Missed] = []
    for item in given.select_related("version", f"{homework}__quiz").only(*needed).order_by("-answered", "-pk"):
        attempt, question = item.attempt, item.version.question_id
        # Homework closed for the class may be open still for who has extra time.
        if question in met or not attempt.reveal(now, final=item.is_final).verdict:
            continue
        if item.state == "right":
            met.add(question)
        elif not attempt.is_practice:
            met.add(question)
            missed.append(Missed(attempt.pk, item.position, item.version.prompt, attempt.assignment.quiz.title, item.state))
            if len(missed) == MOST_MISSED:
                break
    return missed


@dataclass(slots=True)
class WeakFact:
    """A fact and what a class scored on it lately, 0 to 1."""

    fact: Fact
    score: float

    @property
    def tone(self) -> str:
        return tone_of(self.score)


@dataclass(slots=True)
class ClassCard:
    """A class on its teacher's first page."""

    classroom: Classroom
    assignments: list[Assignment] = field(default_factory=list)
    shown: list[Assignment] = field(default_factory=list)
    """The three to show: what runs, soonest due first; then what has closed, the latest first."""
    weakest: list[WeakFact] = field(default_factory=list)
    standings: dict[UUID, Standing] = field(default_factory=dict)
    """How far each of its ``assignments`` has got."""

    @property
    def shown_standings(self) -> list[Standing]:
        return [self.standings[one.pk] for one in self.shown]


@dataclass(frozen=True, slots=True)
class ToMark:
    """Homework with answers that wait for a teacher's mark."""

    assignment: UUID
    quiz: str
    classroom_id: UUID
    classroom: str
    answers: int
    prompt: str
    """Of one of the questions."""
    questions: int


def to_mark(teacher: User) -> list[ToMark]:
    """What waits for ``teacher``, the longest waiting first; one query. Answers that can still be replaced do not wait yet."""
    waiting = AttemptItem.objects.filter(
        Q(attempt__finished__isnull=False) | Q(is_final=True),
        attempt__assignment__classroom__in=Classroom.objects.markable_by(teacher),
        attempt__purpose=Attempt.Purpose.HOMEWORK,
        answered__isnull=False,
        fraction=None,
        awarded=None,
        dropped=False,
    )
    homework = "attempt__assignment"
    rows = waiting.order_by().values_list(homework, f"{homework}__quiz__title", f"{homework}__classroom", f"{homework}__classroom__name")
    counted = rows.annotate(
        answers=Count("pk"), prompt=Min("version__prompt"), questions=Count("version__question", distinct=True), since=Min("answered")
    )
    return [ToMark(*row[:-1]) for row in counted.order_by("since")]


def class_cards(teacher: User, now: datetime.datetime) -> list[ClassCard]:
    """Each class with its homework of late and what it knows least: eight queries, whatever the number of classes."""
    return cards_of(Classroom.objects.taught_by(teacher).in_use().with_may_edit(teacher), now)


def cards_of(classrooms: ClassroomQuerySet, now: datetime.datetime) -> list[ClassCard]:
    """The same of any classes. Each piece of homework comes with its ``standing``."""
    cards = {classroom.pk: ClassCard(classroom) for classroom in classrooms.with_counts()}
    lately = list(Assignment.objects.filter(classroom__in=cards, due__gte=now - RECENT).select_related("quiz").order_by("due"))
    standing = standings(lately, now)
    for assignment in lately:
        cards[assignment.classroom_id].assignments.append(assignment)
        cards[assignment.classroom_id].standings[assignment.pk] = standing[assignment.pk]
    for card in cards.values():
        closed = [one for one in card.assignments if one.is_closed(now)]
        card.shown = [*(one for one in card.assignments if not one.is_closed(now)), *reversed(closed)][:3]
    for classroom_id, weak in _weakest(list(cards), now).items():
        cards[classroom_id].weakest = weak
    return list(cards.values())


def _weakest(classrooms: Sequence[UUID], now: datetime.datetime) -> dict[UUID, list[WeakFact]]:
    """The three facts each class scored lowest on in a week."""
    rows = (
        AttemptItem.objects.filter(
            attempt__assignment__classroom__in=classrooms,
            attempt__purpose=Attempt.Purpose.HOMEWORK,
            answered__gte=now - WEEK,
            fraction__isnull=False,
            dropped=False,
        )
        .order_by()
        .values(classroom=F("attempt__assignment__classroom"), fact=F("version__question__facts"))
        .annotate(score=Avg("fraction"), answers=Count("pk"))
        .filter(answers__gte=3, fact__isnull=False)
    )
    lowest: dict[UUID, list[tuple[float, UUID]]] = {}
    for row in rows:
        lowest.setdefault(row["classroom"], []).append((float(row["score"]), row["fact"]))
    lowest = {classroom: sorted(scores)[:3] for classroom, scores in lowest.items()}
    facts = Fact.objects.in_bulk({fact for scores in lowest.values() for _score, fact in scores})
    return {classroom: [WeakFact(facts[fact], score) for score, fact in scores] for classroom, scores in lowest.items()}


def headline(cards: Sequence[ClassCard], waiting: Sequence[ToMark], now: datetime.datetime) -> str:
    """What a teacher reads first: a greeting, and what needs them."""
    hour = timezone.localtime(now).hour
    greeting = _("Good morning.") if hour < 12 else _("Good afternoon.") if hour < 18 else _("Good evening.")
    return f"{greeting} {_need(cards, waiting, now)}"


def _need(cards: Sequence[ClassCard], waiting: Sequence[ToMark], now: datetime.datetime) -> str:
    running = [standing for card in cards for standing in card.standings.values() if standing.assignment.is_open(now)]
    if not cards:
        return _("Start with your first class.")
    if count := _not_started(one for one in running if now <= one.assignment.due and soon(one.assignment.due)):
        said = ngettext("%(count)d has not started what is due soon.", "%(count)d have not started what is due soon.", count)
        return said % {"count": count}
    if count := _not_started(one for one in running if one.assignment.due < now):
        said = ngettext("%(count)d is late and has not started.", "%(count)d are late and have not started.", count)
        return said % {"count": count}
    if count := sum(one.answers for one in waiting):
        return ngettext("%(count)d answer waits to be marked.", "%(count)d answers wait to be marked.", count) % {"count": count}
    return _("Nothing needs you now.") if running else _("No homework is running.")


def _not_started(running: Iterable[Standing]) -> int:
    """How many students have not started; of several pieces of one class the one that most lack, so that nobody counts twice."""
    most: dict[UUID, int] = {}
    for one in running:
        most[one.assignment.classroom_id] = max(most.get(one.assignment.classroom_id, 0), len(one.not_started))
    return sum(most.values())


@dataclass(frozen=True, slots=True)
class SchoolOverview:
    """How a school stands, for its admin."""

    staff: Sequence[User]
    classrooms: Sequence[Classroom]
    student_count: int
    active_count: int
    """Students who answered something in the last seven days."""


def school_overview(admin: User, now: datetime.datetime) -> SchoolOverview:
    """Four queries."""
    people = User.objects.filter(school=admin.school_id, is_active=True)
    students = people.filter(role=User.Role.STUDENT)
    staff = people.exclude(role=User.Role.STUDENT).annotate(class_count=Count("classrooms"))
    return SchoolOverview(
        staff=list(staff.order_by("role", "display_name")),
        classrooms=list(Classroom.objects.visible_to(admin).in_use().with_counts().select_related("owner")),
        student_count=students.count(),
        active_count=students.filter(attempts__items__answered__gte=now - WEEK).distinct().count(),
    )
