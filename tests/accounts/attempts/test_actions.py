"""Start, answer, hand in, practise: what each does, and each refusal with its words."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.attempts.actions import BadAnswer, Closed, finish_attempt, start_attempt, start_practice, submit_answer
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.actions import change_times
from accounts.people.actions import remove_student
from quizzes.presentation import setup_for
from revision.actions import Refused, make_version
from revision.models import Question
from tests.accounts.helpers import DAY, HOUR, NOON, OVER, SECOND, many_enrolled, option, order, queries, sat, says
from tests.factories import (
    ORDER,
    TYPED,
    AssignmentFactory,
    ClassroomFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    answer,
    choice_of,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

ZERO = datetime.timedelta(0)
ENDINGS = pytest.mark.parametrize("shift", [-SECOND, ZERO, OVER - SECOND, OVER], ids=["−1", "0", "grace", "over"])
SHIFTS = pytest.mark.parametrize("shift", [-SECOND, ZERO, SECOND], ids=["−1", "0", "+1"])
HANDED_IN = "You handed this in today, 12:00, so this answer was not saved. All earlier ones are."


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def assignment():
    """Open now, due in an hour, closed in two."""
    return AssignmentFactory(opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR)


@pytest.fixture
def attempt(assignment):
    return started(assignment)


def mixed_quiz():
    """A choice for one mark, an order for three, and a typed answer for half a mark."""
    quiz = QuizFactory()
    for kind, body, max_mark in (("single_choice", None, "1"), ("ordering", ORDER, "3"), ("short_answer", TYPED, "0.5")):
        said = {"body": body} if body else {}
        SlotFactory(quiz=quiz, question=QuestionFactory(kind=kind, topic__course=quiz.course, **said), max_mark=Decimal(max_mark))
    return quiz


def stored(attempt):
    """All that the database holds of an attempt, to say that nothing changed."""
    return (
        Attempt.objects.filter(pk=attempt.pk).values().get(),
        list(attempt.items.values()),
        list(Response.objects.filter(item__attempt=attempt).values()),
    )


def totals(attempt):
    """``answered_count`` and ``score`` as stored."""
    return Attempt.objects.values_list("answered_count", "score").get(pk=attempt.pk)


def replayed(attempt):
    """The same two, worked out from the responses alone."""
    responses = Response.objects.filter(item__attempt=attempt).select_related("item")
    return len(responses), sum((one.fraction * one.item.max_mark for one in responses), Decimal(0))


# --- Start -----------------------------------------------------------------------------------------------------------


def test_starting_pins_the_questions_with_their_marks():
    assignment = AssignmentFactory(quiz=mixed_quiz())
    student = enrolled(assignment.classroom)

    attempt = start_attempt(assignment=assignment, student=student)

    assert Attempt.objects.values().get() == {
        "id": attempt.pk,
        "assignment_id": assignment.pk,
        "student_id": student.pk,
        "purpose": "homework",
        "number": 1,
        "started": NOON,
        "due": assignment.due,
        "deadline": assignment.closes,
        "closes": assignment.closes,
        "finished": None,
        "ended_by": "",
        "question_count": 3,
        "answered_count": 0,
        "waiting_count": 0,
        "score": Decimal(0),
        "max_score": Decimal("4.5"),
    }
    slots = assignment.quiz.slots.select_related("question")
    assert list(attempt.items.values_list("position", "version", "max_mark", "fraction", "answered")) == [
        (slot.position, slot.question.current_id, slot.max_mark, None, None) for slot in slots
    ]
    assert list(Response.objects.all()) == []


def test_each_student_gets_their_own_lay_out():
    attempts = [started(AssignmentFactory(quiz=quiz_of(10))) for _number in range(2)]

    first, second = ([item.seed for item in attempt.items.all()] for attempt in attempts)

    assert first != second
    assert len(set(first + second)) > 10


def test_starting_again_goes_on_with_what_is_there(assignment, attempt):
    answer(attempt, 1, choice_of(attempt, 1))
    before = stored(attempt)

    again = start_attempt(assignment=assignment, student=attempt.student)

    assert (again, stored(attempt)) == (attempt, before)
    assert list(Attempt.objects.all()) == [attempt]


def test_homework_that_was_handed_in_is_not_started_afresh(assignment):
    attempt = finished(assignment)

    assert start_attempt(assignment=assignment, student=attempt.student) == attempt
    assert Attempt.objects.get().finished == NOON


def test_practice_is_not_the_homework_that_was_started(time_machine, assignment):
    attempt = finished(assignment, right=1)
    time_machine.move_to(NOON + SECOND, tick=False)
    start_practice(attempt=attempt)

    assert start_attempt(assignment=assignment, student=attempt.student) == attempt


def test_two_students_have_an_attempt_each(assignment):
    first, second = started(assignment), started(assignment)

    assert (first.student != second.student, Attempt.objects.count()) == (True, 2)


@SHIFTS
def test_homework_is_not_started_before_its_opening_second(time_machine, shift):
    assignment = AssignmentFactory(opens=NOON + HOUR)
    student = enrolled(assignment.classroom)
    time_machine.move_to(NOON + HOUR + shift, tick=False)

    if shift < ZERO:
        with pytest.raises(Refused) as refused:
            start_attempt(assignment=assignment, student=student)
        assert (type(refused.value), str(refused.value)) == (Refused, "This homework opens today, 13:00.")
        assert list(Attempt.objects.all()) == []
    else:
        assert start_attempt(assignment=assignment, student=student).started == NOON + HOUR + shift


@SHIFTS
def test_homework_can_be_started_late(time_machine, assignment, shift):
    student = enrolled(assignment.classroom)
    time_machine.move_to(assignment.due + shift, tick=False)

    assert start_attempt(assignment=assignment, student=student).started == assignment.due + shift


@SHIFTS
def test_homework_is_not_started_after_its_closing_second(time_machine, assignment, shift):
    student = enrolled(assignment.classroom)
    time_machine.move_to(assignment.closes + shift, tick=False)

    if shift > ZERO:
        with pytest.raises(Closed) as closed:
            start_attempt(assignment=assignment, student=student)
        assert str(closed.value) == "This homework closed today, 14:00."
        assert list(Attempt.objects.all()) == []
    else:
        assert start_attempt(assignment=assignment, student=student).started == assignment.closes + shift


def test_the_words_name_the_day_that_it_opens_and_closed(time_machine):
    later, earlier = AssignmentFactory(opens=NOON + 10 * DAY), AssignmentFactory(opens=NOON - 9 * DAY, due=NOON - DAY, closes=NOON - DAY)

    said = []
    for assignment in (later, earlier):
        with pytest.raises(Refused) as refused:
            start_attempt(assignment=assignment, student=enrolled(assignment.classroom))
        said.append(str(refused.value))

    assert said == ["This homework opens 3 December, 12:00.", "This homework closed yesterday, 12:00."]


def test_what_was_started_can_be_opened_after_the_close(time_machine, assignment, attempt):
    time_machine.move_to(assignment.closes + OVER, tick=False)

    assert start_attempt(assignment=assignment, student=attempt.student) == attempt


def test_a_quiz_that_lost_its_questions_cannot_be_started():
    assignment = AssignmentFactory(quiz=quiz_of(0))

    with pytest.raises(Refused) as refused:
        start_attempt(assignment=assignment, student=enrolled(assignment.classroom))

    assert str(refused.value) == "This homework has no questions any more; tell your teacher."
    assert list(Attempt.objects.all()) == []


def test_a_question_without_a_version_is_passed_over(assignment):
    Question.objects.filter(slots__quiz=assignment.quiz, slots__position=2).update(current=None)

    attempt = started(assignment)

    assert (attempt.question_count, attempt.max_score) == (2, Decimal(2))
    assert list(attempt.items.values_list("position", flat=True)) == [1, 2]


def test_an_archived_question_is_still_asked_where_it_was_set(assignment):
    Question.objects.update(archived=True)

    assert started(assignment).question_count == 3


@pytest.mark.parametrize("size", [3, 40])
def test_starting_takes_nine_queries_whatever_the_size(django_assert_num_queries, size):
    assignment = AssignmentFactory(quiz=quiz_of(size))
    student = enrolled(assignment.classroom)
    assignment = type(assignment).objects.get(pk=assignment.pk)

    with django_assert_num_queries(9):
        attempt = start_attempt(assignment=assignment, student=student)

    assert attempt.items.count() == size


# --- Answer ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_marked_and_kept(attempt):
    data, key = choice_of(attempt, 2), uuid.uuid4()

    done = answer(attempt, 2, data, key)

    item = attempt.items.get(position=2)
    assert (done.item, done.stands) == (item, True)
    assert Response.objects.values().get() == {
        "id": done.response.pk,
        "item_id": item.pk,
        "try_number": 1,
        "key": key,
        "answer": {"option": 0},
        "fraction": Decimal(1),
        "confidence": None,
        "in_grace": False,
        "given": NOON,
    }
    assert list(attempt.items.values_list("fraction", "answered")) == [(None, None), (Decimal(1), NOON), (None, None)]
    assert totals(attempt) == (1, Decimal(1))


def test_a_wrong_answer_is_kept_and_earns_nothing(attempt):
    done = answer(attempt, 1, option(attempt, 1, "Nice"))

    assert (done.stands, done.response.answer, done.response.fraction) == (True, {"option": 2}, Decimal(0))
    assert attempt.items.values_list("fraction", "answered").get(position=1) == (Decimal(0), NOON)
    assert totals(attempt) == (1, Decimal(0))


def test_what_is_stored_does_not_depend_on_the_lay_out(assignment):
    posted = []
    for seed in range(6):
        attempt = started(assignment)
        attempt.items.filter(position=1).update(seed=seed)
        posted.append(option(attempt, 1, "Lyon"))
        answer(attempt, 1, posted[-1])

    assert list(Response.objects.values_list("answer", flat=True)) == [{"option": 1}] * 6
    assert {one["choice"] for one in posted} == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("arranged", "fraction", "score"),
    [
        ([0, 1, 2, 3], "1", "3"),
        ([1, 2, 3, 0], "0.66667", "2.0000100"),
        ([1, 0, 3, 2], "0.33333", "0.9999900"),
        ([3, 2, 1, 0], "0", "0"),
    ],
)
def test_part_right_earns_its_part_of_the_marks_unrounded(arranged, fraction, score):
    attempt = started(AssignmentFactory(quiz=mixed_quiz()))

    done = answer(attempt, 2, order(attempt, 2, arranged))

    assert (done.response.answer, done.response.fraction) == ({"order": arranged}, Decimal(fraction))
    assert totals(attempt) == replayed(attempt) == (1, Decimal(score))


def test_the_score_is_the_replay_of_the_responses():
    """R10, over kinds and marks that do not come out even."""
    attempt = started(AssignmentFactory(quiz=mixed_quiz()))
    seen = []
    for position, data in ((3, {"text": "paris"}), (1, choice_of(attempt, 1)), (2, order(attempt, 2, [0, 2, 1, 3]))):
        answer(attempt, position, data)
        seen.append((totals(attempt), replayed(attempt)))

    assert seen == [((1, Decimal("0.5")),) * 2, ((2, Decimal("1.5")),) * 2, ((3, Decimal("3.5000100")),) * 2]


def test_the_same_key_twice_is_one_answer(attempt):
    data, key = choice_of(attempt, 1), uuid.uuid4()
    first = answer(attempt, 1, data, key)
    before = stored(attempt)

    again = answer(attempt, 1, data, key)

    assert (again.response, again.stands, stored(attempt)) == (first.response, True, before)


@pytest.mark.parametrize("right", [True, False], ids=["then wrong", "then right"])
def test_under_another_key_the_first_answer_stands(attempt, right):
    first = answer(attempt, 1, choice_of(attempt, 1, right=right))
    before = stored(attempt)

    again = answer(attempt, 1, choice_of(attempt, 1, right=not right))

    assert (again.response, again.stands, stored(attempt)) == (first.response, False, before)
    assert again.response.fraction == Decimal(int(right))


def test_nonsense_sent_to_an_answered_question_gets_the_first_answer(attempt):
    first = answer(attempt, 1, choice_of(attempt, 1))

    again = answer(attempt, 1, {"choice": "99"})

    assert (again.response, again.stands) == (first.response, False)


@pytest.mark.parametrize("ended", ["handed in", "closed"])
def test_a_retry_after_the_end_still_gets_its_answer(time_machine, assignment, attempt, ended):
    """The answer was kept, only the reply was lost on the way: it is not said to be unsaved."""
    data, key = choice_of(attempt, 1), uuid.uuid4()
    first = answer(attempt, 1, data, key)
    if ended == "handed in":
        finish_attempt(attempt_id=attempt.pk)
    else:
        time_machine.move_to(assignment.closes + OVER, tick=False)

    again = answer(attempt, 1, data, key)

    assert (again.response, again.stands) == (first.response, True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose one of the answers."),
        ({"choice": ""}, "Choose one of the answers."),
        ({"choice": "4"}, "That is not one of the answers."),
        ({"choice": "Paris"}, "That is not one of the answers."),
        ({"option": "0"}, "Choose one of the answers."),
    ],
)
def test_what_is_no_answer_is_refused_and_leaves_nothing(attempt, data, said):
    before = stored(attempt)

    with pytest.raises(BadAnswer) as bad:
        answer(attempt, 1, data)

    assert str(bad.value) == f"* choice\n  * {said}"
    assert (bad.value.item, bad.value.form.errors) == (attempt.items.get(position=1), {"choice": [said]})
    assert stored(attempt) == before


def test_after_no_answer_an_answer_can_be_given(attempt):
    with pytest.raises(BadAnswer):
        answer(attempt, 1, {})

    assert answer(attempt, 1, choice_of(attempt, 1)).stands is True


def test_an_answer_after_handing_in_is_not_saved(time_machine, attempt):
    answer(attempt, 1, choice_of(attempt, 1))
    finish_attempt(attempt_id=attempt.pk)
    before, data = stored(attempt), choice_of(attempt, 2)
    time_machine.move_to(NOON + SECOND, tick=False)

    with pytest.raises(Closed) as closed:
        answer(attempt, 2, data)

    assert (str(closed.value), stored(attempt)) == (HANDED_IN, before)


def test_handed_in_is_said_before_closed(time_machine, assignment, attempt):
    """Of two reasons the student's own comes first."""
    finish_attempt(attempt_id=attempt.pk)
    data = choice_of(attempt, 2)
    time_machine.move_to(assignment.closes + OVER, tick=False)

    with pytest.raises(Closed) as closed:
        answer(attempt, 2, data)

    assert str(closed.value) == HANDED_IN


@pytest.mark.parametrize(
    "now",
    [NOON, NOON + SECOND, NOON + HOUR - SECOND, NOON + HOUR, NOON + HOUR + SECOND],
    ids=["opens 0", "opens +1", "due −1", "due 0", "due +1"],
)
def test_answers_count_while_homework_is_open(time_machine, attempt, now):
    data = choice_of(attempt, 1)
    time_machine.move_to(now, tick=False)

    assert (answer(attempt, 1, data).response.given, totals(attempt)) == (now, (1, Decimal(1)))


@ENDINGS
def test_an_answer_counts_to_the_closing_second(time_machine, assignment, attempt, shift):
    data, before = choice_of(attempt, 1), stored(attempt)
    time_machine.move_to(assignment.closes + shift, tick=False)

    if shift == OVER:
        with pytest.raises(Closed) as closed:
            answer(attempt, 1, data)
        assert str(closed.value) == "This homework closed today, 14:00, so this answer was not saved. All earlier ones are."
        assert stored(attempt) == before
    else:
        assert answer(attempt, 1, data).response.given == assignment.closes + shift


def test_an_old_tab_profits_from_an_extension(time_machine, assignment, attempt):
    """R4: the page was loaded under the old times; the server's are what counts."""
    data = choice_of(attempt, 1)
    change_times(assignment=assignment, opens=assignment.opens, due=NOON + DAY, closes=NOON + DAY)
    time_machine.move_to(NOON + 3 * HOUR, tick=False)

    assert answer(Attempt.objects.get(pk=attempt.pk), 1, data).stands is True


def test_shortened_homework_closes_at_its_new_time(time_machine, assignment, attempt):
    change_times(assignment=assignment, opens=assignment.opens, due=NOON, closes=NOON)
    data = choice_of(attempt, 1)
    time_machine.move_to(NOON + OVER, tick=False)

    with pytest.raises(Closed) as closed:
        answer(attempt, 1, data)

    assert str(closed.value) == "This homework closed today, 12:00, so this answer was not saved. All earlier ones are."


def send(user, attempt, position, data):
    """An answer as the view passes it on for ``user``."""
    sent = QueryDict(mutable=True)
    sent.update(data)
    return submit_answer(items=AttemptItem.objects.of(user), attempt_id=attempt.pk, position=position, key=uuid.uuid4(), data=sent)


@pytest.mark.parametrize("position", [0, 4, 99])
def test_there_is_no_such_question(attempt, position):
    with pytest.raises(AttemptItem.DoesNotExist):
        send(attempt.student, attempt, position, {"choice": "1"})


def test_nobody_answers_for_another(assignment, attempt):
    classroom = assignment.classroom
    data, before = choice_of(attempt, 1), stored(attempt)

    for stranger in (enrolled(classroom), enrolled(ClassroomFactory(school=classroom.school)), classroom.owner):
        with pytest.raises(AttemptItem.DoesNotExist):
            send(stranger, attempt, 1, data)

    assert stored(attempt) == before


def test_who_left_the_class_answers_no_more(assignment, attempt):
    data, before = choice_of(attempt, 1), stored(attempt)
    remove_student(classroom=assignment.classroom, student=attempt.student)

    with pytest.raises(AttemptItem.DoesNotExist):
        answer(attempt, 1, data)

    assert stored(attempt) == before


def test_an_edit_changes_no_past_result(assignment, attempt):
    """R9: what was asked, what was answered and what it earned stay; the next student is asked the new words."""
    answer(attempt, 1, choice_of(attempt, 1))
    before = stored(attempt)
    item = attempt.items.select_related("version__question").get(position=1)
    asked = (item.version.prompt, item.version.explanation, item.version.body, setup_for(item.version, item.seed))

    question = item.version.question
    options = [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]
    edited = make_version(question=question, prompt="Other?", explanation="Other.", body={"options": options})

    item = attempt.items.select_related("version__question").get(position=1)
    assert stored(attempt) == before
    assert (item.version.prompt, item.version.explanation, item.version.body, setup_for(item.version, item.seed)) == asked
    assert start_attempt(assignment=assignment, student=attempt.student).items.get(position=1) == item
    assert started(assignment).items.get(position=1).version == edited


def test_an_edit_under_way_leaves_the_question_as_it_was_asked(assignment, attempt):
    question = assignment.quiz.slots.get(position=1).question
    options = [{"text": "Lyon", "correct": True, "feedback": ""}, {"text": "Paris", "correct": False, "feedback": ""}]
    data = option(attempt, 1, "Paris")
    make_version(question=question, prompt="Other?", explanation="", body={"options": options})

    assert answer(attempt, 1, data).response.fraction == Decimal(1)


def submitting(attempt, position):
    """The queries of one answer."""
    data = choice_of(attempt, position)
    return queries(lambda: answer(attempt, position, data))


def test_an_answer_takes_six_queries(django_assert_num_queries, attempt):
    """Savepoint, read and lock, response, item, attempt, release."""
    data = choice_of(attempt, 1)

    with django_assert_num_queries(6):
        answer(attempt, 1, data)


def test_a_repeated_answer_takes_four_queries(django_assert_num_queries, attempt):
    """Savepoint, read and lock, the first response, release."""
    data = choice_of(attempt, 1)
    answer(attempt, 1, data)

    with django_assert_num_queries(4):
        answer(attempt, 1, data)


def test_an_answer_costs_the_same_whatever_the_size_of_the_class():
    counts = []
    for size in (1, 3, 30):
        assignment = AssignmentFactory()
        student, *others = many_enrolled(assignment.classroom, size)
        sat(assignment, others)
        counts.append(submitting(started(assignment, student), 1))

    assert counts == [6, 6, 6]


def test_an_answer_costs_the_same_whatever_the_number_of_questions():
    counts = []
    for size in (1, 3, 30):
        attempt = started(AssignmentFactory(quiz=quiz_of(size)))
        counts.append(submitting(attempt, size))

    assert counts == [6, 6, 6]


def test_an_answer_costs_the_same_whatever_the_number_of_attempts():
    counts = []
    for size in (1, 3, 30):
        attempt = started(AssignmentFactory())
        Attempt.objects.bulk_create(
            Attempt(
                assignment=attempt.assignment,
                student=attempt.student,
                purpose="practice",
                number=number,
                finished=NOON,
                question_count=1,
                max_score=1,
            )
            for number in range(1, size)
        )
        counts.append(submitting(attempt, 1))

    assert counts == [6, 6, 6]


def test_an_answer_costs_the_same_for_every_question_of_an_attempt():
    attempt = started(AssignmentFactory(quiz=quiz_of(5)))

    assert [submitting(attempt, position) for position in range(1, 6)] == [6] * 5


# --- Hand in ---------------------------------------------------------------------------------------------------------


def test_handing_in_ends_an_attempt(attempt):
    answer(attempt, 1, choice_of(attempt, 1))

    over = finish_attempt(attempt_id=attempt.pk)

    attempt.refresh_from_db()
    assert (over, over.finished, attempt.finished) == (attempt, NOON, NOON)
    assert totals(attempt) == replayed(attempt) == (1, Decimal(1))


def test_handing_in_twice_is_handing_in_once(time_machine, attempt):
    finish_attempt(attempt_id=attempt.pk)
    before = stored(attempt)
    time_machine.move_to(NOON + HOUR, tick=False)

    assert (finish_attempt(attempt_id=attempt.pk).finished, stored(attempt)) == (NOON, before)


@SHIFTS
def test_what_is_handed_in_after_it_was_due_is_late(time_machine, assignment, attempt, shift):
    time_machine.move_to(assignment.due + shift, tick=False)

    over = finish_attempt(attempt_id=attempt.pk)

    assert (over.finished, over.is_late) == (assignment.due + shift, shift > ZERO)


@ENDINGS
def test_what_has_closed_is_not_handed_in_any_more(time_machine, assignment, attempt, shift):
    """It was over already, with what was saved; nobody handed it in."""
    time_machine.move_to(assignment.closes + shift, tick=False)

    over = finish_attempt(attempt_id=attempt.pk)
    assert (over.finished, over.ended_by) == ((assignment.closes, "time") if shift == OVER else (assignment.closes + shift, "student"))


def test_no_such_attempt_is_not_handed_in():
    with pytest.raises(Attempt.DoesNotExist):
        finish_attempt(attempt_id=uuid.uuid4())


def test_handing_in_takes_five_queries(django_assert_num_queries, attempt):
    with django_assert_num_queries(5):
        finish_attempt(attempt_id=attempt.pk)


# --- Practise --------------------------------------------------------------------------------------------------------


def asked_in(attempt):
    """The questions of an attempt, in their order, with their marks."""
    return list(attempt.items.values_list("position", "version__question", "max_mark"))


def test_practice_asks_what_was_missed(assignment):
    """Wrong, left out and part right; not what was right."""
    assignment.quiz.slots.filter(position=3).update(max_mark=Decimal("2.5"))
    attempt = says(assignment, enrolled(assignment.classroom), "Paris", "Lyon")
    questions = [slot.question_id for slot in assignment.quiz.slots.all()]

    practice = start_practice(attempt=attempt)

    assert asked_in(practice) == [(1, questions[1], Decimal(1)), (2, questions[2], Decimal("2.5"))]
    assert Attempt.objects.filter(purpose="practice").values().get() == {
        "id": practice.pk,
        "assignment_id": assignment.pk,
        "student_id": attempt.student_id,
        "purpose": "practice",
        "number": 1,
        "started": NOON,
        "due": None,
        "deadline": None,
        "closes": None,
        "finished": None,
        "ended_by": "",
        "question_count": 2,
        "answered_count": 0,
        "waiting_count": 0,
        "score": Decimal(0),
        "max_score": Decimal("3.5"),
    }


def test_what_was_part_right_is_practised_too():
    attempt = started(AssignmentFactory(quiz=mixed_quiz()))
    answer(attempt, 1, choice_of(attempt, 1))
    answer(attempt, 2, order(attempt, 2, [1, 0, 2, 3]))
    answer(attempt, 3, {"text": "Paris"})

    practice = start_practice(attempt=finish_attempt(attempt_id=attempt.pk))

    assert [row[1] for row in asked_in(practice)] == [attempt.items.get(position=2).version.question_id]


def test_practice_never_counts(assignment):
    attempt = says(assignment, enrolled(assignment.classroom), "Paris", "Lyon", "Lyon")
    before = stored(attempt)

    practice = start_practice(attempt=attempt)
    for position in (1, 2):
        answer(practice, position, choice_of(practice, position))
    finish_attempt(attempt_id=practice.pk)

    assert stored(attempt) == before
    assert list(Attempt.objects.counted()) == [attempt]
    assert totals(practice) == replayed(practice) == (2, Decimal(2))


def test_practice_that_is_open_goes_on(assignment):
    attempt = finished(assignment, right=1)
    practice = start_practice(attempt=attempt)
    answer(practice, 1, choice_of(practice, 1))
    before = stored(practice)

    assert (start_practice(attempt=attempt), stored(practice)) == (practice, before)
    assert Attempt.objects.filter(purpose="practice").count() == 1


def test_the_next_practice_has_the_next_number(assignment):
    attempt = finished(assignment, right=1)
    numbers = []
    for _round in range(3):
        practice = start_practice(attempt=attempt)
        numbers.append(practice.number)
        finish_attempt(attempt_id=practice.pk)

    assert numbers == [1, 2, 3]


def test_what_practice_missed_can_be_practised(assignment):
    practice = start_practice(attempt=finished(assignment, right=1))
    answer(practice, 1, choice_of(practice, 1))
    answer(practice, 2, choice_of(practice, 2, right=False))
    practice = finish_attempt(attempt_id=practice.pk)

    second = start_practice(attempt=practice)

    assert asked_in(second) == [(1, practice.items.get(position=2).version.question_id, Decimal(1))]
    assert second.number == 2


def test_practice_asks_the_question_as_it_is_now(assignment):
    attempt = finished(assignment, right=2)
    question = assignment.quiz.slots.get(position=3).question
    options = [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]
    edited = make_version(question=question, prompt="Other?", explanation="", body={"options": options})

    assert start_practice(attempt=attempt).items.get().version == edited


def test_practice_goes_on_after_the_homework_has_closed(time_machine, assignment, attempt):
    time_machine.move_to(assignment.closes + OVER, tick=False)
    practice = start_practice(attempt=attempt)
    time_machine.move_to(assignment.closes + 30 * DAY, tick=False)

    assert answer(practice, 1, choice_of(practice, 1)).stands is True
    assert finish_attempt(attempt_id=practice.pk).finished == assignment.closes + 30 * DAY


def refused_practice(attempt):
    """The words with which practice is refused; nothing is made."""
    with pytest.raises(Refused) as refused:
        start_practice(attempt=attempt)
    assert list(Attempt.objects.filter(purpose="practice")) == []
    return str(refused.value)


def test_an_attempt_under_way_is_not_practised(attempt):
    assert refused_practice(attempt) == "Finish this attempt first; then practise what it missed."


@ENDINGS
def test_what_was_not_handed_in_is_practised_after_the_close(time_machine, assignment, attempt, shift):
    time_machine.move_to(assignment.closes + shift, tick=False)

    if shift == OVER:
        assert start_practice(attempt=attempt).question_count == 3
    else:
        assert refused_practice(attempt) == "Finish this attempt first; then practise what it missed."


def test_where_nothing_was_missed_there_is_nothing_to_practise(assignment):
    assert refused_practice(finished(assignment, right=3)) == "Nothing was missed: there is nothing to practise."


@ENDINGS
def test_practice_does_not_give_away_what_is_shown_after_the_close(time_machine, assignment, shift):
    """Practice asks what was missed, and shows the right answers at once: not while the homework keeps both back."""
    assignment.feedback = "after_due"
    assignment.save()
    attempt = finished(assignment, right=2)
    time_machine.move_to(assignment.closes + shift, tick=False)

    if shift == OVER:
        assert start_practice(attempt=attempt).question_count == 1
    else:
        said = "What you missed is shown when this homework closes, today, 14:00; practise it then."
        assert refused_practice(attempt) == said


def test_that_nothing_was_missed_is_not_given_away_either(assignment):
    assignment.feedback = "after_due"
    assignment.save()

    said = refused_practice(finished(assignment, right=3))

    assert said == "What you missed is shown when this homework closes, today, 14:00; practise it then."


@pytest.mark.parametrize("size", [3, 40])
def test_starting_practice_takes_eight_queries_whatever_the_size(django_assert_num_queries, size):
    assignment = AssignmentFactory(quiz=quiz_of(size))
    [attempt] = sat(assignment, [enrolled(assignment.classroom)], [({"option": 1}, "0")] * size)

    with django_assert_num_queries(8):
        practice = start_practice(attempt=attempt)

    assert practice.question_count == size
