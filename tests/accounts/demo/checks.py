"""What must hold of a demo school, whenever it was made."""

import datetime
from collections import Counter
from decimal import Decimal

from django.utils import timezone

from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem
from accounts.home import tasks_of
from accounts.homework.models import Assignment, Extension
from accounts.homework.terms import terms_of
from accounts.people.models import Classroom, Enrolment, User
from quizzes.feedback import FeedbackPolicy
from tests.accounts.demo.conftest import Demo


def days_from(now: datetime.datetime, when: datetime.datetime) -> int:
    return (timezone.localtime(when).date() - timezone.localtime(now).date()).days


def due_in(demo: Demo, name: str, days: int) -> Assignment:
    return next(found for found in Assignment.objects.filter(classroom__name=name) if days_from(demo.now, found.due) == days)


def check_replay() -> None:
    """Every total is what marking the stored answers again gives."""
    score: Counter[object] = Counter()
    answered: Counter[object] = Counter()
    waiting: Counter[object] = Counter()
    for item in AttemptItem.objects.filter(tries__gt=0).select_related("version__question").prefetch_related("responses"):
        question_type = item.version.question.type
        body, tries = question_type.read(item.version.body), list(item.responses.all())
        marks = [question_type.mark(body, response.answer) for response in tries]
        fractions = [None if mark.waiting else mark.fraction for mark in marks]
        assert [response.fraction for response in tries] == fractions
        assert item.fraction == (None if marks[-1].waiting else max(mark.fraction for mark in marks))  # nothing is taken off for a try
        assert (item.tries, item.answered) == (len(tries), tries[-1].given)
        score[item.attempt_id] += (item.fraction or 0) * item.max_mark
        waiting[item.attempt_id] += marks[-1].waiting
        answered[item.attempt_id] += 1
    for attempt in Attempt.objects.prefetch_related("items"):
        items = list(attempt.items.all())
        assert attempt.score == score[attempt.pk]
        assert attempt.answered_count == answered[attempt.pk]
        assert attempt.waiting_count == waiting[attempt.pk]
        assert attempt.max_score == sum(item.max_mark for item in items)
        assert [item.position for item in items] == list(range(1, attempt.question_count + 1))
    assert AttemptItem.objects.filter(responses=None, fraction__isnull=False).count() == 0


def check_times(now: datetime.datetime) -> None:
    """Nothing happens before it may, after it may, in the future, or out of turn."""
    for assignment in Assignment.objects.select_related("quiz"):
        assert assignment.quiz.created < assignment.created <= assignment.opens <= now
        opens, due = timezone.localtime(assignment.opens), timezone.localtime(assignment.due)
        assert opens.weekday() < 5
        assert 8 <= opens.hour < 16
        assert (due.hour, due.minute) == (20, 0)
    joined = Enrolment.objects.order_by("-joined").values_list("joined", flat=True)[0]
    for attempt in Attempt.objects.select_related("assignment").prefetch_related("items"):
        given = [item.answered for item in attempt.items.all() if item.answered is not None]
        times = [joined, attempt.assignment.opens, attempt.started, *given, attempt.finished or now, now]
        assert times == sorted(times)
        assert attempt.is_practice or times[-3] <= (attempt.finished or times[-3]) <= attempt.assignment.closes
        assert (attempt.finished or now) - attempt.started >= datetime.timedelta(seconds=10)


def check_promised(demo: Demo) -> None:
    """What a visitor is meant to find, whatever the day."""
    assert Attempt.objects.counted().filter(finished=None).count() >= 5
    assert sum(attempt.is_late for attempt in Attempt.objects.counted().select_related("assignment")) >= 8
    assert 20 <= Attempt.objects.filter(purpose="practice").count() <= 150
    assert {classroom.assignments.count() for classroom in Classroom.objects.in_use()} <= {6, 7, 8}
    first = Assignment.objects.order_by("opens").first()
    assert first is not None
    assert 38 <= -days_from(demo.now, first.opens) <= 46
    tomorrow, just_set, closed = (due_in(demo, "11B History", days) for days in (1, 3, -4))
    assert 6 <= tomorrow.attempts.counted().exclude(finished=None).values("student").distinct().count() <= 10
    assert (tomorrow.preset, tomorrow.tries, just_set.whole_page) == ("practice", 3, True)
    assert AttemptItem.objects.filter(attempt__assignment=tomorrow, tries__gt=1).count() >= 3
    assert AttemptItem.objects.filter(draft__isnull=False, attempt__finished=None).count() >= 2
    assert just_set.attempts.count() == 0
    assert days_from(demo.now, closed.closes) == -1
    presets = Counter(Assignment.objects.values_list("classroom__name", "preset").order_by())
    assert {name: count for name, count in presets.items() if name[1] != "homework"} == {
        (classroom, preset): 1 for classroom in ("11B History", "12A History", "10C History") for preset in ("practice", "test")
    }
    tests = Assignment.objects.filter(preset="test").values_list("feedback", "time_limit", "shuffle_questions")
    assert set(tests) == {(FeedbackPolicy.AFTER_DUE, 40, True)}
    assert Attempt.objects.counted().filter(number__gt=1).count() >= 5
    check_own_terms()
    states = Counter(task.state for task in tasks_of(User.objects.get(username="student"), demo.now))
    assert states == {"done": 6, "started": 1, "todo": 1}
    begun = Attempt.objects.get(student__username="student", finished=None, purpose="homework")
    assert begun.answered_count == begun.question_count // 2


def check_own_terms() -> None:
    """One student with more time, one with other dates, one excused; and what a test's time limit makes of an attempt."""
    assert list(User.objects.filter(extra_time__gt=1).values_list("display_name", "extra_time")) == [("Callum Naylor", Decimal("1.25"))]
    own = Extension.objects.order_by("student__display_name").values_list("student__display_name", "excused", "assignment__classroom__name")
    assert list(own) == [("Jude Osborne", False, "11B History"), ("Poppy Radcliffe", True, "11B History")]
    for attempt in Attempt.objects.counted().select_related("assignment", "student"):
        terms = terms_of(attempt.assignment, attempt.student, None)
        assert (attempt.due, attempt.deadline) == (terms.due, terms.deadline(attempt.started))
        assert bool(attempt.ended_by) == (attempt.finished is not None)
    closed = Attempt.objects.filter(ended_by="time")
    assert AttemptEvent.objects.filter(kind="closed").count() == closed.count()
