"""Setting homework, changing its times, taking it back."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt
from accounts.homework import actions
from accounts.homework.models import Assignment
from accounts.homework.settings import settings_of
from accounts.homework.terms import terms_of
from accounts.people.actions import remove_student
from quizzes.actions import add_question, copy_quiz, move_slot, remove_slot
from quizzes.models import Quiz
from revision.actions import Refused
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND, queries
from tests.factories import AssignmentFactory, ClassroomFactory, EnrolmentFactory, QuestionFactory, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

TIMES = {"opens": NOON, "due": NOON + HOUR, "closes": NOON + DAY}
WRONG_ORDER = "Homework opens, then is due, then closes: the times are in another order."
WRONG_TIMES = [
    {"opens": NOON + HOUR + SECOND, "due": NOON + HOUR, "closes": NOON + DAY},
    {"opens": NOON, "due": NOON - SECOND, "closes": NOON + DAY},
    {"opens": NOON, "due": NOON + DAY + SECOND, "closes": NOON + DAY},
]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def classroom():
    return EnrolmentFactory().classroom


def test_a_quiz_is_set_to_a_class(classroom):
    quiz = quiz_of(2)

    assignment = actions.set_homework(quiz=quiz, classroom=classroom, feedback="after_due", **TIMES)

    assert list(Assignment.objects.values("pk", "quiz", "classroom", "opens", "due", "closes", "feedback", "created")) == [
        {"pk": assignment.pk, "quiz": quiz.pk, "classroom": classroom.pk, "feedback": "after_due", "created": NOON, **TIMES}
    ]


def test_feedback_comes_at_once_unless_said_otherwise(classroom):
    assert actions.set_homework(quiz=quiz_of(1), classroom=classroom, **TIMES).feedback == "at_once"


def test_homework_may_open_be_due_and_close_at_one_time(classroom):
    assignment = actions.set_homework(quiz=quiz_of(1), classroom=classroom, opens=NOON, due=NOON, closes=NOON)

    assert list(Assignment.objects.all()) == [assignment]


def test_one_quiz_can_be_set_to_several_classes(classroom):
    quiz, other = quiz_of(1), EnrolmentFactory().classroom

    made = {actions.set_homework(quiz=quiz, classroom=one, **TIMES) for one in (classroom, other)}

    assert set(quiz.assignments.all()) == made


def test_a_quiz_is_frozen_once_it_is_set(classroom):
    quiz, other = quiz_of(2), quiz_of(2)

    actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)

    assert quiz.frozen is True
    assert set(Quiz.objects.values_list("pk", "frozen")) == {(quiz.pk, True), (other.pk, False)}


@pytest.mark.parametrize(
    "edit",
    [
        lambda quiz: add_question(quiz=quiz, question=QuestionFactory()),
        lambda quiz: remove_slot(quiz=quiz, slot_id=quiz.slots.first().pk),
        lambda quiz: move_slot(quiz=quiz, slot_id=quiz.slots.first().pk, steps=1),
    ],
    ids=["add", "remove", "move"],
)
def test_the_questions_of_a_quiz_that_was_set_stay(classroom, edit):
    quiz = quiz_of(2, title="Lenin")
    actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)
    before = list(quiz.slots.values())

    with pytest.raises(Refused) as refused:
        edit(Quiz.objects.get(pk=quiz.pk))

    assert str(refused.value) == "“Lenin” has been set to a class, so its questions stay. Copy it to change it."
    assert list(quiz.slots.values()) == before


def test_a_copy_of_a_frozen_quiz_can_be_changed(classroom):
    quiz = quiz_of(2)
    actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)

    copy = copy_quiz(quiz=quiz, owner=quiz.owner)
    add_question(quiz=copy, question=QuestionFactory())

    assert (copy.slots.count(), quiz.slots.count()) == (3, 2)


def assert_nothing_was_set(quiz):
    assert list(Assignment.objects.all()) == []
    assert Quiz.objects.get(pk=quiz.pk).frozen is False


def test_a_quiz_without_questions_is_refused(classroom):
    quiz = quiz_of(0, title="Lenin")

    with pytest.raises(Refused) as refused:
        actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)

    assert str(refused.value) == "“Lenin” has no questions yet. Propose or add some first; nothing was set."
    assert_nothing_was_set(quiz)


def test_an_empty_class_is_refused():
    quiz, classroom = quiz_of(1), ClassroomFactory(name="11B")

    with pytest.raises(Refused) as refused:
        actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)

    assert str(refused.value) == "11B has no students yet. Add them first; nothing was set."
    assert_nothing_was_set(quiz)


def test_a_class_that_everybody_left_is_refused():
    quiz, classroom = quiz_of(1), ClassroomFactory(name="11B")
    remove_student(classroom=classroom, student=enrolled(classroom))

    with pytest.raises(Refused) as refused:
        actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)

    assert str(refused.value) == "11B has no students yet. Add them first; nothing was set."
    assert_nothing_was_set(quiz)


@pytest.mark.parametrize("times", WRONG_TIMES, ids=["opens late", "due early", "closes early"])
def test_times_in_another_order_are_refused(classroom, times):
    quiz = quiz_of(1)

    with pytest.raises(Refused) as refused:
        actions.set_homework(quiz=quiz, classroom=classroom, **times)

    assert str(refused.value) == WRONG_ORDER
    assert_nothing_was_set(quiz)


def test_setting_homework_takes_six_queries_whatever_its_size():
    counts = []
    for size in (1, 3, 30):
        classroom, quiz = ClassroomFactory(), quiz_of(size)
        EnrolmentFactory.create_batch(size, classroom=classroom)
        counts.append(queries(lambda quiz=quiz, classroom=classroom: actions.set_homework(quiz=quiz, classroom=classroom, **TIMES)))

    assert counts == [6, 6, 6]


def test_times_are_changed_and_nothing_else():
    assignment = AssignmentFactory(feedback="after_due")
    before = Assignment.objects.values().get()
    assignment.feedback = "at_once"

    changed = actions.change_times(assignment=assignment, **TIMES)

    assert changed == assignment
    assert Assignment.objects.values().get() == {**before, **TIMES}


def test_homework_that_has_closed_can_be_opened_again():
    assignment = AssignmentFactory(opens=NOON - 9 * DAY)
    student = enrolled(assignment.classroom)

    actions.change_times(assignment=assignment, opens=assignment.opens, due=NOON + HOUR, closes=NOON + HOUR)

    assert started(assignment, student).student == student


@pytest.mark.parametrize("times", WRONG_TIMES, ids=["opens late", "due early", "closes early"])
def test_times_are_not_changed_to_another_order(times):
    assignment = AssignmentFactory()
    before = Assignment.objects.values().get()

    with pytest.raises(Refused) as refused:
        actions.change_times(assignment=assignment, **times)

    assert str(refused.value) == WRONG_ORDER
    assert Assignment.objects.values().get() == before
    assert (assignment.opens, assignment.due, assignment.closes) == (before["opens"], before["due"], before["closes"])


def test_homework_that_nobody_started_is_withdrawn():
    assignment, other = AssignmentFactory(), AssignmentFactory()
    quiz = assignment.quiz

    actions.withdraw_homework(assignment=assignment)

    assert list(Assignment.objects.all()) == [other]
    assert Quiz.objects.filter(pk=quiz.pk).exists()


@pytest.mark.parametrize("finished", [False, True], ids=["started", "handed in"])
def test_homework_that_somebody_started_stays(finished):
    assignment = AssignmentFactory()
    attempt = started(assignment)
    if finished:
        attempt.finished = timezone.now()
        attempt.save()

    with pytest.raises(Refused) as refused:
        actions.withdraw_homework(assignment=assignment)

    assert str(refused.value) == "Somebody has started it, so it stays; close it early instead by changing its times."
    assert (list(Assignment.objects.all()), list(assignment.attempts.all())) == ([assignment], [attempt])


def test_the_work_of_a_student_who_left_is_kept_too():
    assignment = AssignmentFactory()
    attempt = started(assignment)
    remove_student(classroom=assignment.classroom, student=attempt.student)

    with pytest.raises(Refused):
        actions.withdraw_homework(assignment=assignment)

    assert list(assignment.attempts.all()) == [attempt]


# --- Settings --------------------------------------------------------------------------------------------------------

OTHER = {
    "preset": "test",
    "feedback": "after_due",
    "instructions": "Alone.",
    "attempts_allowed": 2,
    "counts": "best",
    "time_limit": 40,
    "whole_page": True,
    "shuffle_questions": True,
    "shuffle_options": False,
    "tries": 1,
    "penalty": Decimal(0),
    "pass_mark": 60,
    "confidence": "shown",
}


def test_homework_is_set_with_its_settings(classroom):
    made = actions.set_homework(quiz=quiz_of(1), classroom=classroom, **TIMES, **OTHER)

    made.refresh_from_db()
    assert settings_of(made) == OTHER


def test_settings_that_do_not_go_together_are_refused(classroom):
    quiz = quiz_of(1)

    with pytest.raises(Refused) as refused:
        actions.set_homework(quiz=quiz, classroom=classroom, **TIMES, time_limit=1441)

    assert str(refused.value) == "A time limit of 1441 minutes is longer than this homework is open."
    assert_nothing_was_set(quiz)


def test_the_same_homework_for_another_class(classroom):
    quiz, other = quiz_of(2), EnrolmentFactory().classroom
    first = actions.set_homework(quiz=quiz, classroom=classroom, **TIMES, **OTHER)
    later = {name: time + DAY for name, time in TIMES.items()}

    second = actions.duplicate_homework(assignment=first, classroom=other, **later)

    second.refresh_from_db()
    assert (second.quiz, second.classroom, settings_of(second)) == (quiz, other, OTHER)
    assert {name: getattr(second, name) for name in TIMES} == later
    assert {name: getattr(first, name) for name in TIMES} == TIMES


def test_the_same_class_is_not_set_the_same_twice(classroom):
    first = actions.set_homework(quiz=quiz_of(1), classroom=classroom, **TIMES)

    with pytest.raises(Refused) as refused:
        actions.duplicate_homework(assignment=first, classroom=classroom, **TIMES)

    assert str(refused.value) == f"{classroom.name} has this homework already."
    assert list(Assignment.objects.all()) == [first]


def test_before_anybody_starts_everything_can_change():
    assignment = AssignmentFactory()

    actions.change_settings(assignment=assignment, **TIMES, **OTHER)

    assignment.refresh_from_db()
    assert settings_of(assignment) == OTHER
    assert {name: getattr(assignment, name) for name in TIMES} == TIMES


def test_more_can_be_given_while_it_runs_and_attempts_follow():
    assignment = AssignmentFactory(time_limit=40)
    attempt = started(assignment)

    actions.change_settings(assignment=assignment, **TIMES, time_limit=50, attempts_allowed=2)

    attempt.refresh_from_db()
    assert (attempt.due, attempt.deadline) == (TIMES["due"], NOON + 50 * 60 * SECOND)


def test_nothing_is_taken_away_while_it_runs():
    assignment = AssignmentFactory(time_limit=40)
    attempt = started(assignment)

    with pytest.raises(Refused) as refused:
        actions.change_settings(assignment=assignment, **TIMES, time_limit=30)

    assert str(refused.value) == "Somebody has started with more time, so the time limit can only grow."
    kept = Assignment.objects.get()
    assert (kept.time_limit, kept.due) == (40, assignment.due)
    assert list(assignment.attempts.values_list("deadline", flat=True)) == [attempt.deadline]


def test_practice_alone_is_no_start():
    assignment = AssignmentFactory()
    Attempt.objects.filter(pk=started(assignment).pk).update(purpose="practice")

    actions.change_settings(assignment=assignment, **TIMES, confidence="marked")

    assert Assignment.objects.get().confidence == "marked"


@pytest.mark.parametrize("count", [1, 4])
def test_a_change_costs_the_same_whoever_has_started(count):
    assignment = AssignmentFactory()
    for _number in range(count):
        started(assignment)

    assert queries(lambda: actions.change_settings(assignment=assignment, **TIMES, pass_mark=50)) == 15


# --- Single students -------------------------------------------------------------------------------------------------

LATER = {"opens": NOON - HOUR, "due": NOON + 5 * DAY, "closes": NOON + 6 * DAY}


@pytest.fixture
def given():
    """Homework with a time limit, and an attempt that began now."""
    assignment = AssignmentFactory(time_limit=40, closes=NOON + 3 * DAY)
    return assignment, started(assignment)


def own_terms(assignment):
    return list(assignment.extensions.values_list("student", "opens", "due", "closes", "extra_attempts", "excused", "reason"))


def test_one_student_gets_other_dates_and_their_attempt_follows(given):
    assignment, attempt = given
    other = started(assignment)

    actions.set_extension(assignment=assignment, student=attempt.student, by=assignment.classroom.owner, **LATER, reason="Away")

    dues = dict(assignment.attempts.values_list("student", "due"))
    assert own_terms(assignment) == [(attempt.student_id, *LATER.values(), 0, False, "Away")]
    assert dues == {attempt.student_id: LATER["due"], other.student_id: assignment.due}
    assert list(attempt.events.all()) == []


def test_own_terms_are_changed_and_taken_away(given):
    assignment, attempt = given
    who = {"assignment": assignment, "student": attempt.student}
    actions.set_extension(**who, by=assignment.classroom.owner, **LATER)

    actions.set_extension(**who, by=assignment.classroom.owner, extra_attempts=2)
    attempt.refresh_from_db()
    assert (own_terms(assignment), attempt.due) == ([(attempt.student_id, None, None, None, 2, False, "")], assignment.due)

    for _twice in range(2):
        actions.remove_extension(**who)
    assert own_terms(assignment) == []


def test_an_excuse_stands_once_in_the_history_of_an_attempt(given):
    assignment, attempt = given
    who = {"assignment": assignment, "student": attempt.student, "by": assignment.classroom.owner}

    for _twice in range(2):
        actions.set_extension(**who, excused=True, reason="In hospital")

    assert list(attempt.events.values_list("kind", "by", "reason")) == [("excused", assignment.classroom.owner_id, "In hospital")]


def test_nobody_needs_an_attempt_to_be_excused():
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom)

    actions.set_extension(assignment=assignment, student=student, by=assignment.classroom.owner, excused=True)

    with pytest.raises(Refused, match="excused"):
        started(assignment, student)


@pytest.mark.parametrize(
    "times",
    [{"due": NOON}, {**LATER, "closes": LATER["due"] - SECOND}, {**LATER, "opens": LATER["due"] + SECOND}],
    ids=["not all", "closes first", "opens last"],
)
def test_own_dates_in_the_wrong_order_are_refused(given, times):
    assignment, attempt = given

    with pytest.raises(Refused) as refused:
        actions.set_extension(assignment=assignment, student=attempt.student, by=assignment.classroom.owner, **times)

    assert (str(refused.value), own_terms(assignment)) == (WRONG_ORDER, [])


def test_extra_time_holds_at_once_in_what_is_under_way(given):
    assignment, attempt = given
    other = started(assignment)
    elsewhere = AssignmentFactory(classroom=assignment.classroom, time_limit=20)
    begun = started(elsewhere, attempt.student)

    actions.set_extra_time(student=attempt.student, extra_time=Decimal("1.5"), untimed=False, extra_attempts=1)

    deadlines = dict(Attempt.objects.values_list("pk", "deadline"))
    assert deadlines == {attempt.pk: NOON + HOUR, begun.pk: NOON + HOUR / 2, other.pk: NOON + HOUR * 40 / 60}
    attempt.student.refresh_from_db()
    assert (attempt.student.extra_time, attempt.student.untimed, attempt.student.extra_attempts) == (Decimal("1.5"), False, 1)


def test_without_a_timer_the_closing_time_is_the_end(given):
    assignment, attempt = given

    actions.set_extra_time(student=attempt.student, extra_time=Decimal(1), untimed=True, extra_attempts=0)

    attempt.refresh_from_db()
    assert attempt.deadline == assignment.closes


def test_what_was_handed_in_stays_as_it_was(given):
    _assignment, attempt = given
    finish_attempt(attempt_id=attempt.pk)
    before = Attempt.objects.filter(pk=attempt.pk).values().get()

    actions.set_extra_time(student=attempt.student, extra_time=Decimal(2), untimed=False, extra_attempts=0)

    # Only the close moves, for which right answers may be kept back.
    closes = attempt.assignment.closes + datetime.timedelta(minutes=attempt.assignment.time_limit)
    assert Attempt.objects.filter(pk=attempt.pk).values().get() == {**before, "closes": closes}


# --- More time, and attempts that are there already ------------------------------------------------------------------


@pytest.fixture
def ended(time_machine):
    """Homework with two attempts of one student, both ended by the clock alone, and one that another student handed in."""
    time_machine.move_to(NOON, tick=False)
    assignment = AssignmentFactory(opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR, attempts_allowed=2, time_limit=10)
    student = enrolled(assignment.classroom)
    first = started(assignment, student)
    time_machine.move_to(NOON + HOUR, tick=False)
    second = started(assignment, student)
    handed_in = finish_attempt(attempt_id=started(assignment).pk)
    time_machine.move_to(NOON + 3 * HOUR, tick=False)
    finish_attempt(attempt_id=second.pk)
    return assignment, [first, second, handed_in]


def test_with_more_time_the_last_attempt_goes_on_and_what_was_handed_in_stays(ended):
    assignment, attempts = ended
    before = [Attempt.objects.values_list("finished", "ended_by").get(pk=attempt.pk) for attempt in attempts]

    assignment.time_limit = None
    assignment.save()
    actions.change_times(assignment=assignment, opens=NOON, due=NOON + DAY, closes=NOON + DAY)

    after = [Attempt.objects.values_list("finished", "ended_by").get(pk=attempt.pk) for attempt in attempts]
    assert [ended_by for _finished, ended_by in before] == ["time", "time", "student"]
    assert after == [before[0], (None, ""), before[2]]


def test_extra_time_is_exact():
    assignment = AssignmentFactory(time_limit=45)
    limits = {}
    for factor in ("1", "1.10", "1.25", "1.33"):
        student = enrolled(assignment.classroom, extra_time=Decimal(factor))
        limits[factor] = terms_of(assignment, student, None).limit

    assert {factor: limit.total_seconds() for factor, limit in limits.items()} == {"1": 2700, "1.10": 2970, "1.25": 3375, "1.33": 3591}
