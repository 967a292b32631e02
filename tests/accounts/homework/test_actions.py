"""Setting homework, changing its times, taking it back."""

import pytest
from django.utils import timezone

from accounts.homework import actions
from accounts.homework.models import Assignment
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
