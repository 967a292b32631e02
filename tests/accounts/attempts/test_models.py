"""Attempts, their items and responses: what the database refuses, and who sees which."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.attempts.actions import start_practice
from accounts.attempts.models import Attempt, AttemptItem, Response, ResponseIsKept
from accounts.homework.actions import change_times, remove_extension, set_extension, set_extra_time
from accounts.homework.models import Assignment
from accounts.people.models import Enrolment
from tests.accounts.helpers import DAY, HOUR, NOON, OVER, SECOND, says
from tests.factories import (
    AdminFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    answer,
    choice_of,
    enrolled,
    finished,
    started,
)

pytestmark = pytest.mark.django_db

ZERO = datetime.timedelta(0)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def attempt():
    return started(AssignmentFactory())


@pytest.fixture
def response(attempt):
    return answer(attempt, 1, choice_of(attempt, 1)).response


def another(attempt, **changed):
    """A second attempt of the same student, as a row."""
    values = {"assignment": attempt.assignment, "student": attempt.student, "question_count": 3, "max_score": 3, **changed}
    return Attempt.objects.create(**values)


def test_names_for_logs_and_an_address_that_cannot_be_guessed(attempt, response):
    item = attempt.items.get(position=1)

    assert (str(attempt), str(item), str(response)) == (str(attempt.pk), f"{attempt.pk} 1", f"{item.pk} try 1")
    assert attempt.get_absolute_url() == f"/attempts/{attempt.pk}/"
    assert type(attempt.pk) is uuid.UUID


def test_the_latest_attempt_comes_first(attempt):
    attempt.finished = NOON
    attempt.save()
    later = another(attempt, number=2, started=NOON + SECOND)

    assert list(Attempt.objects.all()) == [later, attempt]


def test_items_are_in_the_order_of_the_quiz(attempt):
    slots = attempt.assignment.quiz.slots.select_related("question")

    assert list(attempt.items.values_list("position", "version")) == [(slot.position, slot.question.current_id) for slot in slots]


# --- What the database refuses ---------------------------------------------------------------------------------------


def test_one_open_attempt_for_each_student_and_homework(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        another(attempt, number=2)


def test_a_finished_attempt_leaves_room_for_an_open_one(attempt):
    attempt.finished = NOON
    attempt.save()

    assert another(attempt, number=2).finished is None


def test_homework_and_practice_may_be_open_together(attempt):
    assert another(attempt, purpose="practice").finished is None


def test_attempts_of_one_purpose_are_numbered_once(attempt):
    attempt.finished = NOON
    attempt.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        another(attempt, number=1, finished=NOON)


@pytest.mark.parametrize("score", ["3.0000001", "4"])
def test_a_score_is_never_above_all(attempt, score):
    attempt.score = Decimal(score)

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


@pytest.mark.parametrize("score", ["0", "2.3333300", "3"])
def test_a_score_is_kept_to_the_last_place(attempt, score):
    attempt.score = Decimal(score)
    attempt.save()

    assert Attempt.objects.get().score == Decimal(score)


def test_no_more_questions_are_answered_than_there_are(attempt):
    attempt.answered_count = 4

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


def test_a_place_of_an_attempt_is_taken_once(attempt):
    item = attempt.items.get(position=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptItem.objects.create(attempt=attempt, position=1, version=item.version, seed=1, max_mark=1)


@pytest.mark.parametrize("fraction", ["-0.00001", "1.00001"])
def test_the_fraction_of_an_item_lies_between_0_and_1(attempt, fraction):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.items.filter(position=1).update(fraction=Decimal(fraction), answered=NOON)


def test_an_item_without_an_answer_has_no_fraction(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.items.filter(position=1).update(fraction=1)


def test_an_answer_may_wait_for_its_mark(attempt):
    attempt.items.filter(position=1).update(answered=NOON)
    attempt.items.filter(position=2).update(answered=NOON, fraction=Decimal("0.5"))

    assert [(item.state, item.mark) for item in attempt.items.all()[:2]] == [("waiting", 0), ("part", Decimal("0.5"))]


@pytest.mark.parametrize("missing", ["awarded", "awarded_by", "awarded_at", "answered"])
def test_a_teachers_mark_is_a_value_by_whom_and_when_of_an_answer(attempt, missing):
    whole = {"awarded": 1, "awarded_by": attempt.assignment.classroom.owner, "awarded_at": NOON, "answered": NOON}
    attempt.items.filter(position=1).update(**whole)

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.items.filter(position=1).update(**{missing: None})


@pytest.mark.parametrize("fraction", ["-0.00001", "1.00001"])
def test_the_fraction_of_a_response_lies_between_0_and_1(attempt, fraction):
    item = attempt.items.get(position=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(item=item, key=uuid.uuid4(), answer={"option": 0}, fraction=Decimal(fraction))


def test_a_try_at_an_item_is_made_once(response):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(item=response.item, key=uuid.uuid4(), answer={"option": 0}, fraction=1)


def test_a_key_names_one_answer(attempt, response):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(item=attempt.items.get(position=2), key=response.key, answer={"option": 0}, fraction=1)


def test_what_was_asked_cannot_be_deleted(attempt):
    with pytest.raises(ProtectedError):
        attempt.items.get(position=1).version.delete()


def test_a_students_attempts_go_with_them(response):
    response.item.attempt.student.delete()

    assert (list(Attempt.objects.all()), list(AttemptItem.objects.all()), list(Response.objects.all())) == ([], [], [])


# --- Responses are appended, never changed ---------------------------------------------------------------------------


def again(response):
    response.answer = {"option": 1}
    response.save()


def again_in_part(response):
    response.fraction = Decimal(0)
    response.save(update_fields=["fraction"])


def as_a_new_row(response):
    """A row of the same key made afresh: Django would update the old one."""
    Response(pk=response.pk, item=response.item, key=response.key, answer={"option": 1}, fraction=0).save()


def in_bulk(response):
    response.answer = {"option": 1}
    Response.objects.bulk_update([response], ["answer"])


CHANGES = {
    "save": again,
    "save in part": again_in_part,
    "save as new": as_a_new_row,
    "update": lambda response: Response.objects.update(fraction=0),
    "update of some": lambda response: Response.objects.filter(pk=response.pk).update(fraction=0),
    "update through the item": lambda response: response.item.responses.update(fraction=0),
    "bulk update": in_bulk,
    "update or create": lambda response: Response.objects.update_or_create(key=response.key, defaults={"fraction": 0}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_response_is_never_changed(response, change):
    before = Response.objects.values().get()

    with pytest.raises((ResponseIsKept, IntegrityError)), transaction.atomic():
        change(Response.objects.get())

    assert Response.objects.values().get() == before


def test_the_refusal_says_why(response):
    with pytest.raises(ResponseIsKept) as saved:
        response.save()
    with pytest.raises(ResponseIsKept) as updated:
        Response.objects.update(fraction=0)

    assert [str(saved.value), str(updated.value)] == ["Responses are appended, never changed."] * 2


# --- What an attempt knows about itself ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "of", "per_cent"), [("0", "3", 0), ("1", "3", 33), ("2", "3", 67), ("3", "3", 100), ("2.6666700", "4", 67), ("0.25", "1", 25)]
)
def test_the_score_in_per_cent(score, of, per_cent):
    assert Attempt(score=Decimal(score), max_score=Decimal(of)).per_cent == per_cent


@pytest.mark.parametrize(("fraction", "mark"), [(None, "0"), ("0", "0"), ("0.66667", "2.0000100"), ("1", "3")])
def test_the_marks_earned_by_an_item(fraction, mark):
    item = AttemptItem(fraction=None if fraction is None else Decimal(fraction), max_mark=Decimal(3))

    assert item.mark == Decimal(mark)


def at(opens=NOON - DAY, due=NOON, closes=NOON + DAY, feedback="at_once"):
    return Assignment(opens=opens, due=due, closes=closes, feedback=feedback)


@pytest.mark.parametrize(
    ("purpose", "handed_in", "late"),
    [
        ("homework", NOON - SECOND, False),
        ("homework", NOON, False),
        ("homework", NOON + SECOND, True),
        ("homework", None, False),
        ("practice", NOON + SECOND, False),
    ],
    ids=["−1", "0", "+1", "open", "practice"],
)
def test_late_is_what_was_handed_in_after_it_was_due(purpose, handed_in, late):
    assert Attempt(assignment=at(), purpose=purpose, finished=handed_in).is_late is late


@pytest.mark.parametrize("shift", [-SECOND, ZERO, OVER - SECOND, OVER], ids=["−1", "0", "grace", "over"])
@pytest.mark.parametrize("purpose", ["homework", "practice"])
@pytest.mark.parametrize("handed_in", [None, NOON - HOUR], ids=["open", "handed in"])
def test_an_attempt_is_over_when_handed_in_or_closed(shift, purpose, handed_in):
    attempt = Attempt(assignment=at(closes=NOON), purpose=purpose, finished=handed_in)

    assert attempt.is_over(NOON + shift) is (handed_in is not None or (purpose == "homework" and shift == OVER))


@pytest.mark.parametrize(
    ("feedback", "purpose", "handed_in", "now", "out"),
    [
        ("at_once", "homework", None, NOON, True),
        ("at_once", "homework", NOON, NOON, True),
        ("after_due", "homework", None, NOON, False),
        ("after_due", "homework", NOON - HOUR, NOON + DAY, False),
        ("after_due", "homework", NOON - HOUR, NOON + DAY + OVER, True),
        ("after_due", "homework", None, NOON + DAY + OVER, True),
        ("after_due", "practice", None, NOON, True),
    ],
)
def test_when_a_student_may_see_scores_and_verdicts(feedback, purpose, handed_in, now, out):
    assert Attempt(assignment=at(feedback=feedback), purpose=purpose, finished=handed_in).verdict_is_out(now) is out


# --- Who sees which --------------------------------------------------------------------------------------------------


def test_open_and_counted_attempts():
    assignment = AssignmentFactory()
    over = finished(assignment, right=1)
    practice = start_practice(attempt=over)
    begun = started(assignment)

    assert set(Attempt.objects.open()) == {practice, begun}
    assert set(Attempt.objects.counted()) == {over, begun}
    assert [one.is_practice for one in (over, practice, begun)] == [False, True, False]


def test_who_sees_an_attempt_as_its_student():
    assignment = AssignmentFactory()
    classroom = assignment.classroom
    student = enrolled(classroom)
    attempt = started(assignment, student)
    item = attempt.items.get(position=1)
    classmate, outsider = enrolled(classroom), enrolled(ClassroomFactory(school=classroom.school))
    people = [student, classmate, outsider, classroom.owner, AdminFactory(school=classroom.school)]

    assert [list(Attempt.objects.of(person)) for person in people] == [[attempt], [], [], [], []]
    assert [list(AttemptItem.objects.of(person).filter(position=1)) for person in people] == [[item], [], [], [], []]


def test_who_left_the_class_sees_their_attempts_no_more():
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom)
    started(assignment, student)
    EnrolmentFactory(classroom=ClassroomFactory(), student=student)
    enrolled(assignment.classroom)

    Enrolment.objects.filter(classroom=assignment.classroom, student=student).update(left=NOON)

    assert (list(Attempt.objects.of(student)), list(AttemptItem.objects.of(student))) == ([], [])


def test_a_student_of_two_classes_sees_each_attempt_once():
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom)
    EnrolmentFactory(student=student)
    attempt = started(assignment, student)

    assert list(Attempt.objects.of(student)) == [attempt]
    assert [item.position for item in AttemptItem.objects.of(student)] == [1, 2, 3]


def test_who_sees_an_attempt_as_the_teacher():
    attempt = started(AssignmentFactory())
    classroom = attempt.assignment.classroom
    people = [classroom.owner, ClassroomFactory(school=classroom.school).owner, AdminFactory(school=classroom.school), attempt.student]

    assert [list(Attempt.objects.visible_to(person)) for person in people] == [[attempt], [], [attempt], []]
    assert [list(Attempt.objects.markable_by(person)) for person in people] == [[attempt], [], [], []]


def test_which_verdicts_are_out(time_machine):
    """At once, in practice, and after the close: to the second."""
    student = enrolled(ClassroomFactory())
    classroom = student.classes.get()
    at_once = says(AssignmentFactory(classroom=classroom), student, "Paris")
    kept = says(AssignmentFactory(classroom=classroom, feedback="after_due", closes=NOON + DAY, due=NOON), student, "Paris")

    def shown():
        return {item.attempt for item in AttemptItem.objects.filter_shown()}

    seen = []
    for shift in (-SECOND, ZERO, OVER):
        time_machine.move_to(NOON + DAY + shift, tick=False)
        seen.append(shown())

    assert seen == [{at_once}, {at_once}, {at_once, kept}]
    practice = start_practice(attempt=kept)
    answer(practice, 1, choice_of(practice, 1, right=False))  # judged at once, while the others are still to be answered
    Assignment.objects.update(closes=NOON + 9 * DAY)
    assert shown() == {at_once, practice}


# --- Verdicts and own dates ------------------------------------------------------------------------------------------

POLICIES = ("at_once", "submitted", "after_due", "marks", "never")


def shown_to(attempts):
    """By attempt, whether the first question's verdict is out, as the query says; it has to be what ``reveal`` says."""
    items = [attempt.items.select_related("attempt__assignment").get(position=1) for attempt in attempts]
    out = set(AttemptItem.objects.filter_shown().values_list("pk", flat=True))
    told = [item.pk in out for item in items]
    now = timezone.now()
    assert told == [item.attempt.reveal(now, final=item.is_final).explanation for item in items]
    return told


@pytest.fixture
def homework_of_three():
    """A function that sets homework which closes at noon tomorrow; Ann has the class's dates, Ben a day more, Cat a day less."""

    def set_it(policy, **settings):
        assignment = AssignmentFactory(opens=NOON - HOUR, due=NOON + DAY, closes=NOON + DAY, feedback=policy, **settings)
        ann, ben, cat = (enrolled(assignment.classroom, display_name=name) for name in ("Ann", "Ben", "Cat"))
        for student, days in ((ben, 2), (cat, 0.5)):
            ends = NOON + days * DAY
            set_extension(assignment=assignment, student=student, by=assignment.classroom.owner, opens=NOON, due=ends, closes=ends)
        return assignment, (ann, ben, cat)

    return set_it


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("at_once", [(True, True, True)] * 5),
        ("submitted", [(True, True, True)] * 5),
        ("after_due", [(False, False, False), (False, False, False), (True, False, True), (True, False, True), (True, True, True)]),
        ("marks", [(False, False, False)] * 5),
        ("never", [(False, False, False)] * 5),
    ],
)
def test_verdicts_are_out_by_the_students_own_dates(homework_of_three, time_machine, policy, expected):
    """Who ends earlier waits for the class; who ends later waits for themselves; to the second, grace included."""
    assignment, students = homework_of_three(policy)
    attempts = [says(assignment, student, "Paris") for student in students]

    seen = []
    for at in (NOON + DAY / 2 + OVER, NOON + DAY + OVER - SECOND, NOON + DAY + OVER, NOON + 2 * DAY + OVER - SECOND, NOON + 2 * DAY + OVER):
        time_machine.move_to(at, tick=False)
        seen.append(tuple(shown_to(attempts)))

    assert seen == expected


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_not_handed_in_is_out_when_its_own_time_is_over(homework_of_three, time_machine, policy):
    """Nobody has closed these attempts yet: the query has to look at the clock too."""
    assignment, students = homework_of_three(policy)
    attempts = [says(assignment, student, "Paris", hand_in=False) for student in students]

    seen = []
    for at in (NOON + HOUR, NOON + DAY / 2 + OVER, NOON + DAY + OVER, NOON + 2 * DAY + OVER):
        time_machine.move_to(at, tick=False)
        seen.append(shown_to(attempts))

    by_the_end = [[False, False, False], [False, False, True], [True, False, True], [True, True, True]]
    assert (
        seen
        == {
            "at_once": [[True] * 3] * 4,
            "submitted": by_the_end,
            "after_due": [[False] * 3, [False] * 3, *by_the_end[2:]],
            "marks": [[False] * 3] * 4,
            "never": [[False] * 3] * 4,
        }[policy]
    )


def test_more_time_given_after_handing_in_keeps_the_answers_back(homework_of_three, time_machine):
    """With a time limit an attempt ends long before its homework does: it is the homework's end that counts, also the one given later."""
    assignment, (ann, *_others) = homework_of_three("after_due", time_limit=10, attempts_allowed=2)
    attempt = says(assignment, ann, "Paris")
    set_extension(assignment=assignment, student=ann, by=assignment.classroom.owner, opens=NOON, due=NOON + 4 * DAY, closes=NOON + 4 * DAY)
    attempt.refresh_from_db()

    seen = []
    for at in (NOON + DAY + OVER, NOON + 4 * DAY + OVER):
        time_machine.move_to(at, tick=False)
        seen += shown_to([attempt])
    remove_extension(assignment=assignment, student=ann)
    time_machine.move_to(NOON + DAY + OVER, tick=False)

    assert (attempt.deadline, attempt.closed_from()) == (NOON + datetime.timedelta(minutes=10), NOON + 4 * DAY)
    assert (seen, shown_to([attempt])) == ([False, True], [True])


def test_extra_time_moves_the_close_of_what_was_handed_in_too(homework_of_three, time_machine):
    assignment, (ann, *_others) = homework_of_three("after_due", time_limit=60)
    attempt = says(assignment, ann, "Paris")

    set_extra_time(student=ann, extra_time=Decimal(2), untimed=False, extra_attempts=0)

    seen = []
    for at in (NOON + DAY + OVER, NOON + DAY + HOUR + OVER):
        time_machine.move_to(at, tick=False)
        seen += shown_to([attempt])
    assert seen == [False, True]


def test_homework_that_is_closed_early_shows_its_answers_early(homework_of_three, time_machine):
    """Also to who had handed in before, and of an attempt from before its student's close was kept, by its deadline."""
    assignment, (ann, *_others) = homework_of_three("after_due")
    attempt = says(assignment, ann, "Paris")
    change_times(assignment=assignment, opens=NOON - HOUR, due=NOON, closes=NOON)
    attempt.refresh_from_db()

    time_machine.move_to(NOON + OVER, tick=False)
    assert shown_to([attempt]) == [True]
    Attempt.objects.update(closes=None)
    assert shown_to([attempt]) == [False]
    time_machine.move_to(NOON + DAY + OVER, tick=False)
    assert shown_to([attempt]) == [True]


def test_practice_shows_what_is_final(homework_of_three, time_machine):
    assignment, (ann, *_others) = homework_of_three("submitted", tries=2)
    over = says(assignment, ann, "Lyon")
    practice = start_practice(attempt=over)
    answer(practice, 1, choice_of(practice, 1, right=False))

    assert shown_to([over, practice]) == [True, practice.items.get(position=1).is_final]
