"""Which attempt counts, random picks, questions that wait or are dropped, and students who are excused."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, AttemptItem
from accounts.homework.models import Extension
from accounts.homework.terms import GRACE
from accounts.marking.actions import award, release_marks
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question
from accounts.results.exports.files import csv_pieces
from accounts.results.exports.tables import table_of
from accounts.results.gradebook import Cell, class_results
from quizzes.models import Slot
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import HOUR, NOON, SECOND, queries, says
from tests.factories import (
    AssignmentFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    answer,
    choice_of,
    enrolled,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

ONE, NONE = Decimal(1), Decimal(0)
ESSAY = {"marks": 4, "points": [{"text": "Names it", "marks": 4}]}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def thrice(counts):
    """Ann has tried three times: one of two right, then both, then none; and a fourth time is under way."""
    assignment = AssignmentFactory(quiz=quiz_of(2), counts=counts, attempts_allowed=None)
    ann = enrolled(assignment.classroom, display_name="Ann")
    for texts in (("Paris", "Lyon"), ("Paris", "Paris"), ("Lyon", "Lyon")):
        says(assignment, ann, *texts)
    started(assignment, ann)
    return assignment


@pytest.mark.parametrize(
    ("counts", "number", "per_cent", "states"),
    [
        ("first", 1, 50, ["right", "wrong"]),
        ("last", 3, 0, ["wrong", "wrong"]),
        ("best", 2, 100, ["right", "right"]),
        ("mean", 3, 50, ["wrong", "wrong"]),
    ],
)
def test_which_attempt_counts(counts, number, per_cent, states):
    results = class_results(thrice(counts))

    [row] = results.rows
    assert (row.attempt.number, row.per_cent, row.state, row.finished) == (number, per_cent, "finished", 3)
    assert [cell.state for cell in row.cells] == states
    assert (results.per_cents, results.mean) == ([per_cent], pytest.approx(per_cent / 100))


def test_the_score_of_the_mean_is_in_the_file_too():
    line = "".join(csv_pieces(table_of(thrice("mean"), "marks"))).splitlines()[1].split(",")

    assert line[6:9] == ["1", "2", "50"]


def test_of_two_best_attempts_the_earlier_counts():
    assignment = AssignmentFactory(quiz=quiz_of(1), counts="best", attempts_allowed=2)
    ann = enrolled(assignment.classroom)
    for _time in range(2):
        says(assignment, ann, "Paris")

    assert class_results(assignment).rows[0].attempt.number == 1


def test_a_first_attempt_under_way_shows_as_started():
    assignment = AssignmentFactory()
    started(assignment)

    assert [row.state for row in class_results(assignment).rows] == ["started"]


def test_shuffled_questions_stand_in_their_columns():
    assignment = AssignmentFactory(quiz=quiz_of(5), shuffle_questions=True)
    wanted = [slot.question_id for slot in assignment.quiz.slots.all()]
    for _student in range(3):
        attempt = started(assignment)
        for item in attempt.items.select_related("version"):
            answer(attempt, item.position, choice_of(attempt, item.position, right=item.version.question_id == wanted[0]))

    results = class_results(assignment)

    assert [column.facility for column in results.columns] == [1, 0, 0, 0, 0]
    assert [[cell.state for cell in row.cells] for row in results.rows] == [["right"] + ["wrong"] * 4] * 3
    items = {(item.attempt_id, item.slot_id): item.position for item in AttemptItem.objects.all()}
    slots = list(assignment.quiz.slots.all())
    assert [[cell.position for cell in row.cells] for row in results.rows] == [
        [items[row.attempt.pk, slot.pk] for slot in slots] for row in results.rows
    ]


def test_a_random_pick_is_one_column_with_its_share_alone():
    quiz = QuizFactory()
    topic = TopicFactory(course=quiz.course, title="Rivers")
    QuestionFactory.create_batch(4, topic=topic)
    SlotFactory(quiz=quiz)
    Slot.objects.create(quiz=quiz, position=2, question=None, topic=topic, picks=2)
    assignment = AssignmentFactory(quiz=quiz)
    attempt = started(assignment)
    for position, right in ((1, True), (2, True), (3, False)):
        answer(attempt, position, choice_of(attempt, position, right=right))

    results = class_results(assignment)

    [_first, pick] = results.columns
    assert (pick.version, pick.title, pick.picks, pick.answered, pick.facility, list(pick.bars), pick.key) == (
        None,
        "Rivers",
        2,
        2,
        0.5,
        [],
        "",
    )
    assert results.rows[0].cells[1] == Cell(2, "part", Decimal("0.5"), "Paris; Lyon")
    assert results.rows[0].cells[1].mark == 1


@pytest.fixture
def essay():
    """A written question for four marks; Ann and Ben have answered it."""
    quiz = QuizFactory()
    question = QuestionFactory(kind="extended_answer", body=ESSAY, topic__course=quiz.course)
    SlotFactory(quiz=quiz, question=question, max_mark=4)
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner)
    for name in ("Ann", "Ben"):
        attempt = started(assignment, enrolled(assignment.classroom, display_name=name))
        answer(attempt, 1, {"text": "The river."})
        finish_attempt(attempt_id=attempt.pk)
    return assignment


def test_answers_that_wait_are_said_with_the_way_to_the_desk(essay, as_user):
    results = class_results(essay)
    assert ([row.cells[0].state for row in results.rows], results.waiting, results.columns[0].facility) == (["waiting"] * 2, 2, None)

    response = as_user(essay.classroom.owner).get(reverse("results", args=[essay.pk]))

    assert "2 answers wait to be marked. Mark now" in words(part(response, "main"))
    assert f'href="/homework/{essay.pk}/marking/"' in response.content.decode()


def test_once_released_they_wait_no_more(essay, as_user):
    teacher = essay.classroom.owner
    for item in AttemptItem.objects.all():
        award(items=AttemptItem.objects.all(), item_id=item.pk, fraction=Decimal("0.5"), comment="", by=teacher)
    release_marks(assignment=essay, by=teacher)

    results = class_results(essay)

    assert ([row.cells[0].state for row in results.rows], results.waiting, results.columns[0].facility) == (["part"] * 2, 0, 0.5)
    assert "wait" not in words(part(as_user(teacher).get(reverse("results", args=[essay.pk])), "main"))


def test_a_dropped_question_counts_in_no_figure():
    assignment = AssignmentFactory(quiz=quiz_of(2))
    for name in ("Ann", "Ben"):
        says(assignment, enrolled(assignment.classroom, display_name=name), "Lyon", "Paris")
    question = assignment.quiz.slots.get(position=1).question

    repair_question(assignment=assignment, question=question, edit=Edit("drop"), by=assignment.classroom.owner)

    results = class_results(assignment)
    assert [[cell.state for cell in row.cells] for row in results.rows] == [["dropped", "right"]] * 2
    assert ([column.facility for column in results.columns], [column.dropped for column in results.columns]) == ([None, 1.0], [True, False])
    assert (results.mean, results.per_cents) == (1.0, [100, 100])


def test_a_repaired_key_is_the_columns_key():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    for name, text in (("Ann", "Lyon"), ("Ben", "Nice")):
        says(assignment, enrolled(assignment.classroom, display_name=name), text)

    question = assignment.quiz.slots.get(position=1).question
    repair_question(assignment=assignment, question=question, edit=Edit("key", ("Lyon",)), by=assignment.classroom.owner)

    [column] = class_results(assignment).columns
    assert (column.key, column.facility, [(bar.label, bar.count) for bar in column.bars if bar.right]) == ("Lyon", 0.5, [("Lyon", 1)])


def test_the_excused_show_as_such_and_count_in_no_mean():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    people = {name: enrolled(assignment.classroom, display_name=name) for name in ("Ann", "Ben", "Cy")}
    says(assignment, people["Ann"], "Paris")
    says(assignment, people["Ben"], "Lyon")
    for name in ("Ben", "Cy"):
        Extension.objects.create(assignment=assignment, student=people[name], excused=True)

    results = class_results(assignment)

    assert [row.state for row in results.rows] == ["finished", "excused", "excused"]
    assert (results.mean, results.per_cents, results.expected_count, results.not_started) == (1.0, [100], 1, [])
    assert (results.columns[0].answered, results.columns[0].facility) == (1, 1.0)


def test_a_read_closes_what_nobody_handed_in_and_asks_once_where_there_is_none(as_user, time_machine):
    assignment = AssignmentFactory(quiz=quiz_of(1), opens=NOON, due=NOON + HOUR, closes=NOON + HOUR)
    attempt = started(assignment)
    client, address = as_user(assignment.classroom.owner), reverse("results", args=[assignment.pk])
    while_open = queries(lambda: client.get(address))
    time_machine.move_to(assignment.closes + GRACE + SECOND, tick=False)

    client.get(address)

    closed = Attempt.objects.get(pk=attempt.pk)
    assert (closed.finished, closed.ended_by) == (assignment.closes, "time")
    assert (while_open, queries(lambda: client.get(address))) == (14, 14)


def test_how_sure_they_were_is_told_to_the_teacher(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(1), confidence="shown")
    attempt = started(assignment)
    answer(attempt, 1, choice_of(attempt, 1))
    AttemptItem.objects.update(confidence=1)

    page = as_user(assignment.classroom.owner).get(reverse("results", args=[assignment.pk])).content.decode()

    assert 'title="Paris (a guess)"' in page
