"""How a class did: every state, every figure by hand, every sentence whole."""

import datetime
from decimal import Decimal

import pytest

from accounts.attempts.actions import finish_attempt, start_practice
from accounts.attempts.models import Attempt
from accounts.homework.models import Assignment
from accounts.homework.terms import GRACE
from accounts.people.actions import remove_student
from accounts.people.models import User
from accounts.results.gradebook import Cell, Column, Finding, Row, class_results
from revision.actions import make_version
from revision.models import Question
from revision.question_types.base import Bar
from tests.accounts.helpers import HOUR, NOON, SECOND, many_enrolled, option, order, queries, sat, says
from tests.factories import (
    ORDER,
    TYPED,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
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

MINUTE = datetime.timedelta(minutes=1)
ONE, NONE = Decimal(1), Decimal(0)
ROME = {"options": [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def assignment():
    """Three questions for a mark each; due in an hour, closed in two."""
    return AssignmentFactory(opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR)


def homework(*questions):
    quiz = QuizFactory(course=questions[0].course)
    for question in questions:
        SlotFactory(quiz=quiz, question=question)
    return AssignmentFactory(quiz=quiz)


def pupil(assignment, name):
    return enrolled(assignment.classroom, display_name=name)


def everybody(assignment, *answers):
    """A student for each: the words of the options that they chose, question by question."""
    for number, texts in enumerate(answers):
        says(assignment, pupil(assignment, f"Student {number:02}"), *texts.split())


def states(results):
    return [(row.student.display_name, row.state) for row in results.rows]


# --- Rows ------------------------------------------------------------------------------------------------------------


def test_a_class_in_every_state(time_machine, assignment):
    """As it stands while open, and after the close; in the order of the names."""
    for name in ("Eli", "Dee", "Cy", "Ben", "Ann"):
        pupil(assignment, name)
    people = {user.display_name: user for user in User.objects.filter(enrolments__classroom=assignment.classroom)}
    says(assignment, people["Ann"], "Paris", "Lyon", "Paris")
    ben, cy = (says(assignment, people[name], "Nice", hand_in=False) for name in ("Ben", "Cy"))
    dee = says(assignment, people["Dee"], hand_in=False)
    time_machine.move_to(assignment.due + SECOND, tick=False)
    finish_attempt(attempt_id=ben.pk)

    results = class_results(assignment)

    left, todo = ("left", None, ""), ("todo", None, "")
    assert results.assignment == assignment
    assert results.rows == [
        Row(
            people["Ann"],
            Attempt.objects.get(student=people["Ann"]),
            "finished",
            [Cell(1, "right", ONE, "Paris"), Cell(2, "wrong", NONE, "Lyon"), Cell(3, "right", ONE, "Paris")],
            finished=1,
        ),
        Row(people["Ben"], ben, "late", [Cell(1, "wrong", NONE, "Nice"), Cell(2, *left), Cell(3, *left)], finished=1),
        Row(people["Cy"], cy, "started", [Cell(1, "wrong", NONE, "Nice"), Cell(2, *todo), Cell(3, *todo)]),
        Row(people["Dee"], dee, "started", [Cell(1, *todo), Cell(2, *todo), Cell(3, *todo)]),
        Row(people["Eli"], None, "not-started", [Cell(1, *todo), Cell(2, *todo), Cell(3, *todo)]),
    ]
    assert [row.has_score for row in results.rows] == [True, True, False, False, False]

    time_machine.move_to(assignment.closes + GRACE + SECOND, tick=False)
    results = class_results(assignment)

    assert results.rows[2:] == [
        Row(people["Cy"], cy, "closed", [Cell(1, "wrong", NONE, "Nice"), Cell(2, *left), Cell(3, *left)]),
        Row(people["Dee"], dee, "closed", [Cell(1, *left), Cell(2, *left), Cell(3, *left)]),
        Row(people["Eli"], None, "not-started", [Cell(1, *todo), Cell(2, *todo), Cell(3, *todo)]),
    ]
    assert [row.has_score for row in results.rows] == [True, True, True, True, False]


@pytest.mark.parametrize(("shift", "state"), [(-SECOND, "finished"), (0 * SECOND, "finished"), (SECOND, "late")], ids=["−1", "0", "+1"])
def test_late_begins_a_second_after_it_was_due(time_machine, assignment, shift, state):
    attempt = started(assignment, pupil(assignment, "Ann"))
    time_machine.move_to(assignment.due + shift, tick=False)
    finish_attempt(attempt_id=attempt.pk)

    assert states(class_results(assignment)) == [("Ann", state)]


@pytest.mark.parametrize(("shift", "state"), [(-SECOND, "started"), (0 * SECOND, "started"), (SECOND, "closed")], ids=["−1", "0", "+1"])
def test_what_was_not_handed_in_closes_with_the_homework(time_machine, assignment, shift, state):
    started(assignment, pupil(assignment, "Ann"))
    time_machine.move_to(assignment.closes + GRACE + shift, tick=False)

    assert states(class_results(assignment)) == [("Ann", state)]


def test_how_many_finished_and_who_has_not_started(time_machine, assignment):
    everybody(assignment, "Paris", "Lyon")
    late = started(assignment, pupil(assignment, "Vi"))
    started(assignment, pupil(assignment, "Wyn"))
    waiting = [pupil(assignment, "Xi"), pupil(assignment, "Yu")]
    time_machine.move_to(assignment.due + SECOND, tick=False)
    finish_attempt(attempt_id=late.pk)

    results = class_results(assignment)

    assert results.finished_count == 3
    assert [row.student for row in results.not_started] == waiting
    assert [row.student.display_name for row in results.scored] == ["Student 00", "Student 01", "Vi"]


def test_part_right_cells_say_what_was_answered():
    course = TopicFactory().course
    topic = {"topic__course": course}
    assignment = homework(QuestionFactory(kind="ordering", body=ORDER, **topic), QuestionFactory(kind="short_answer", body=TYPED, **topic))
    attempt = started(assignment, pupil(assignment, "Ann"))
    answer(attempt, 1, order(attempt, 1, [1, 2, 3, 0]))
    answer(attempt, 2, {"text": "pariss"})

    assert class_results(assignment).rows[0].cells == [
        Cell(1, "part", Decimal("0.66667"), "two → three → four → one"),
        Cell(2, "right", ONE, "pariss"),
    ]


def test_who_left_stands_in_no_row_and_counts_in_no_figure(assignment):
    everybody(assignment, "Paris Paris Paris", "Lyon Lyon Lyon")
    before = class_results(assignment)
    gone = pupil(assignment, "Gone")
    says(assignment, gone, "Nice", "Nice", "Nice")
    EnrolmentFactory(student=gone)
    remove_student(classroom=assignment.classroom, student=gone)
    absent = pupil(assignment, "Absent")
    remove_student(classroom=assignment.classroom, student=absent)

    assert class_results(assignment) == before
    assert before.columns[0].facility == 0.5


def test_other_homework_and_other_classes_count_in_no_figure(assignment):
    everybody(assignment, "Paris Paris Paris")
    before = class_results(assignment)
    same_class = AssignmentFactory(quiz=assignment.quiz, classroom=assignment.classroom)
    says(same_class, before.rows[0].student, "Lyon", "Lyon", "Lyon")
    other_class = AssignmentFactory(quiz=assignment.quiz, classroom=ClassroomFactory(school=assignment.classroom.school))
    says(other_class, enrolled(other_class.classroom), "Lyon", "Lyon", "Lyon")

    assert class_results(assignment) == before


def test_practice_counts_in_no_figure(assignment):
    everybody(assignment, "Paris Lyon Lyon")
    before = class_results(assignment)
    practice = start_practice(attempt=Attempt.objects.get())
    for position in (1, 2):
        answer(practice, position, choice_of(practice, position))
    finish_attempt(attempt_id=practice.pk)

    assert class_results(assignment) == before


def test_an_empty_class_has_columns_and_no_figures(assignment):
    results = class_results(assignment)

    assert (results.rows, len(results.columns), results.findings) == ([], 3, [])
    assert (results.per_cents, results.mean, results.middle_half, results.usual_seconds) == ([], None, None, None)
    assert (results.finished_count, results.scored, results.not_started, results.weak_facts) == (0, [], [], [])


# --- Columns ---------------------------------------------------------------------------------------------------------


def test_a_column_by_hand(assignment):
    """Five answered the first question: 2 Paris, 1 Lyon, 2 Nice. Four the second, all right. Nobody the third."""
    everybody(assignment, "Paris Paris", "Paris Paris", "Lyon Paris", "Nice Paris", "Nice")
    pupil(assignment, "Waiting")
    versions = [slot.question.current for slot in assignment.quiz.slots.select_related("question__current")]

    assert class_results(assignment).columns == [
        Column(
            position=1,
            version=versions[0],
            answered=5,
            facility=0.4,
            bars=[Bar("Paris", 2, right=True, share=40), Bar("Nice", 2, right=False, share=40), Bar("Lyon", 1, right=False, share=20)],
            key="Paris",
            max_mark=ONE,
        ),
        Column(
            position=2,
            version=versions[1],
            answered=4,
            facility=1.0,
            bars=[Bar("Paris", 4, right=True, share=100), Bar("Lyon", 0, right=False), Bar("Nice", 0, right=False)],
            key="Paris",
            max_mark=ONE,
        ),
        Column(
            position=3,
            version=versions[2],
            answered=0,
            facility=None,
            bars=[Bar("Paris", 0, right=True), Bar("Lyon", 0, right=False), Bar("Nice", 0, right=False)],
            key="Paris",
            max_mark=ONE,
        ),
    ]
    assert [column.tone for column in class_results(assignment).columns] == ["wrong", "right", "neutral"]


def test_answers_count_before_anybody_hands_in(assignment):
    says(assignment, pupil(assignment, "Ann"), "Lyon", hand_in=False)

    assert [(column.answered, column.facility) for column in class_results(assignment).columns] == [(1, 0.0), (0, None), (0, None)]


def test_a_column_of_an_ordering_question():
    """Fractions 1, 2/3 and 0: (1 + 0.66667 + 0) / 3."""
    assignment = homework(QuestionFactory(kind="ordering", body=ORDER))
    for arranged in ([0, 1, 2, 3], [1, 0, 2, 3], [3, 2, 1, 0]):
        attempt = started(assignment)
        answer(attempt, 1, order(attempt, 1, arranged))

    [column] = class_results(assignment).columns

    assert (column.answered, column.facility) == (3, pytest.approx((1 + 0.66667) / 3))
    assert (column.key, list(column.bars)) == (
        "one → two → three → four",
        [
            Bar("All in order", 1, right=True, share=33),
            Bar("“two” put before “one”", 2, right=False, share=67),
            Bar("“three” put before “two”", 1, right=False, share=33),
            Bar("“four” put before “three”", 1, right=False, share=33),
        ],
    )


def test_a_column_of_a_typed_question():
    assignment = homework(QuestionFactory(kind="short_answer", body=TYPED))
    for text in ("Paris", "PARIS", "the Lyon", "lyon", "Nice"):
        answer(started(assignment), 1, {"text": text})

    [column] = class_results(assignment).columns

    assert (column.answered, column.facility, column.key) == (5, 0.4, "Paris")
    assert list(column.bars) == [
        Bar("Paris", 2, right=True, share=40),
        Bar("lyon", 2, right=False, share=40),
        Bar("nice", 1, right=False, share=20),
    ]


def test_marks_do_not_weigh_in_the_facility(assignment):
    assignment.quiz.slots.filter(position=1).update(max_mark=Decimal("7.5"))
    everybody(assignment, "Paris", "Lyon")

    column = class_results(assignment).columns[0]

    assert (column.facility, column.max_mark) == (0.5, Decimal("7.5"))


def column(facility=None, answered=0, bars=()):
    return Column(position=1, version=None, answered=answered, facility=facility, bars=bars, key="Paris", max_mark=ONE)


@pytest.mark.parametrize(
    ("facility", "tone"),
    [(None, "neutral"), (0.0, "wrong"), (0.599, "wrong"), (0.6, "part"), (0.749, "part"), (0.75, "right"), (1.0, "right")],
)
def test_the_tone_of_a_column(facility, tone):
    assert column(facility).tone == tone


@pytest.mark.parametrize(
    ("facility", "answered", "badly"),
    [(None, 0, False), (0.0, 2, False), (0.0, 3, True), (0.599, 3, True), (0.6, 3, False), (1.0, 30, False)],
)
def test_a_question_went_badly_under_60_per_cent_of_three_answers(facility, answered, badly):
    assert column(facility, answered).went_badly is badly


@pytest.mark.parametrize(
    ("counts", "commonest"),
    [({}, None), ({"Lyon": 0, "Nice": 0}, None), ({"Lyon": 1, "Nice": 2}, "Nice"), ({"Lyon": 2, "Nice": 2}, "Lyon")],
)
def test_the_commonest_wrong_answer(counts, commonest):
    bars = [Bar("Paris", 9, right=True), *(Bar(label, count, right=False) for label, count in counts.items())]
    found = column(bars=bars).commonest_wrong

    assert (found and found.label) == commonest


# --- Figures ---------------------------------------------------------------------------------------------------------


def test_the_mean_and_the_middle_half_by_hand(assignment):
    """0, 1, 2 and 3 of 3: 0, 33, 67, 100%; quartiles at 0.75 and 2.25 of the way: 24.75 and 75.25."""
    everybody(assignment, "Lyon Lyon Lyon", "Paris Lyon Lyon", "Paris Paris Lyon", "Paris Paris Paris")
    started(assignment)

    results = class_results(assignment)

    assert results.per_cents == [0, 33, 67, 100]
    assert (results.mean, results.middle_half) == (pytest.approx(0.5), (25, 75))


def test_the_mean_is_not_one_of_rounded_scores(assignment):
    """Two thirds, two thirds and nothing are 44%; of the rounded per cents (67, 67, 0) it would be 45%."""
    everybody(assignment, "Paris Paris Lyon", "Paris Paris Lyon", "Lyon Lyon Lyon")

    assert class_results(assignment).mean == pytest.approx(4 / 9)


def test_from_four_scores_on_there_is_a_middle_half(assignment):
    seen = []
    for _student in range(4):
        says(assignment, enrolled(assignment.classroom), "Paris", "Paris", "Paris")
        seen.append(class_results(assignment).middle_half)

    assert seen == [None, None, None, (100, 100)]


def test_what_was_begun_and_never_handed_in_counts_as_it_stood_at_the_close(time_machine, assignment):
    says(assignment, pupil(assignment, "Ann"), "Paris", "Paris", "Paris")
    says(assignment, pupil(assignment, "Ben"), "Paris", hand_in=False)

    while_open = class_results(assignment)
    time_machine.move_to(assignment.closes + GRACE + SECOND, tick=False)
    closed = class_results(assignment)

    assert (while_open.per_cents, while_open.mean) == ([100], 1.0)
    assert (closed.per_cents, closed.mean) == ([33, 100], pytest.approx(2 / 3))
    assert (while_open.finished_count, closed.finished_count) == (1, 1)


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [
        ([], None),
        ([10], 600.0),
        ([10, 20], 900.0),
        ([10, 30, 11], 660.0),
        ([10, 20, 120], 1200.0),
        ([10, 20, 121], 900.0),
        ([121], None),
    ],
    ids=["nobody", "one", "two", "three", "two hours", "over two hours", "a break alone"],
)
def test_the_usual_time_is_the_median_of_sittings_without_a_break(minutes, seconds):
    assignment = AssignmentFactory(quiz=quiz_of(1))
    for attempt, minute in zip(sat(assignment, many_enrolled(assignment.classroom, len(minutes))), minutes, strict=True):
        attempt.finished = attempt.started + minute * MINUTE
        attempt.save()
    started(assignment)

    assert class_results(assignment).usual_seconds == seconds


# --- Findings --------------------------------------------------------------------------------------------------------


def found(assignment):
    return class_results(assignment).findings


def test_the_commonest_mistake_is_said(assignment):
    everybody(assignment, "Lyon Paris Paris", "Lyon Paris Paris", "Nice Paris Paris", "Paris Paris Paris")

    assert found(assignment) == [Finding("wrong", "2 of 4 said “Lyon”.", "Question 1 · right: Paris", 1)]


def test_without_a_common_mistake_the_share_is_said(assignment):
    everybody(assignment, "Paris Paris Paris", "Paris Lyon Paris", "Paris Nice Paris")

    assert found(assignment) == [Finding("wrong", "Question 2: the class got 33%.", "Question 2 · right: Paris", 2)]


@pytest.mark.parametrize(
    ("answers", "findings"),
    [
        (["Lyon", "Lyon"], []),
        (["Lyon", "Lyon", "Lyon"], [Finding("wrong", "3 of 3 said “Lyon”.", "Question 1 · right: Paris", 1)]),
        (["Paris", "Paris", "Lyon", "Lyon"], [Finding("part", "2 of 4 said “Lyon”.", "Question 1 · right: Paris", 1)]),
        (["Paris", "Paris", "Paris", "Lyon", "Lyon"], []),
        (["Paris", "Lyon", "Nice"], [Finding("wrong", "Question 1: the class got 33%.", "Question 1 · right: Paris", 1)]),
    ],
    ids=["too few", "all wrong", "half", "60%", "no two alike"],
)
def test_from_when_on_a_question_is_a_finding(answers, findings):
    assignment = AssignmentFactory(quiz=quiz_of(1))
    everybody(assignment, *answers)

    assert found(assignment) == findings


def test_the_worst_three_questions_come_first():
    """Facilities 2/4, 1/4, 0, 1/4 and 1: the worst first, of equals the earlier, and no more than three."""
    assignment = AssignmentFactory(quiz=quiz_of(5))
    everybody(
        assignment, "Paris Paris Lyon Paris Paris", "Paris Nice Lyon Nice Paris", "Lyon Nice Lyon Nice Paris", "Lyon Nice Lyon Lyon Paris"
    )

    assert found(assignment) == [
        Finding("wrong", "4 of 4 said “Lyon”.", "Question 3 · right: Paris", 3),
        Finding("wrong", "3 of 4 said “Nice”.", "Question 2 · right: Paris", 2),
        Finding("wrong", "2 of 4 said “Nice”.", "Question 4 · right: Paris", 4),
    ]


@pytest.mark.parametrize(
    ("count", "sentence", "names"),
    [
        (1, "1 has not started, due today, 13:00:", "A"),
        (2, "2 have not started, due today, 13:00:", "A, B"),
        (6, "6 have not started, due today, 13:00:", "A, B, C, D, E, F"),
        (7, "7 have not started, due today, 13:00:", "A, B, C, D, E, F and 1 more"),
        (9, "9 have not started, due today, 13:00:", "A, B, C, D, E, F and 3 more"),
    ],
)
def test_who_has_not_started_is_said_last(assignment, count, sentence, names):
    for letter in reversed("ABCDEFGHI"[:count]):
        pupil(assignment, letter)
    everybody(assignment, "Lyon", "Lyon", "Lyon")

    assert found(assignment) == [
        Finding("wrong", "3 of 3 said “Lyon”.", "Question 1 · right: Paris", 1),
        Finding("accent", sentence, names, kind="not-started"),
    ]


def test_where_all_is_well_there_is_no_finding(assignment):
    everybody(assignment, *["Paris Paris Paris"] * 3)

    assert found(assignment) == []


def test_a_typed_answer_that_nobody_else_gave_is_no_common_mistake():
    assignment = homework(QuestionFactory(kind="short_answer", body=TYPED))
    for text in ("Lyon", "Nice", "Berlin"):
        answer(started(assignment), 1, {"text": text})

    assert found(assignment) == [Finding("wrong", "Question 1: the class got 0%.", "Question 1 · right: Paris", 1)]


def test_a_wrong_option_is_named_by_its_words_whatever_the_lay_out(assignment):
    for _student in range(3):
        attempt = started(assignment)
        answer(attempt, 1, option(attempt, 1, "Nice"))

    assert found(assignment) == [Finding("wrong", "3 of 3 said “Nice”.", "Question 1 · right: Paris", 1)]


# --- Weak facts ------------------------------------------------------------------------------------------------------


def test_the_facts_behind_what_went_badly_each_once_in_the_order_of_the_quiz():
    topic = TopicFactory()
    first, second, third, fourth = FactFactory.create_batch(4, topic=topic)
    asked = [[third], [fourth], [second, first, third]]
    assignment = homework(*[QuestionFactory(topic=topic, facts=facts) for facts in asked])
    everybody(assignment, *["Lyon Paris Lyon"] * 3)

    assert class_results(assignment).weak_facts == [third, first, second]


def test_archived_facts_are_not_taught_again():
    fact = FactFactory()
    assignment = homework(QuestionFactory(topic=fact.topic, facts=[fact]))
    everybody(assignment, *["Lyon"] * 3)
    fact.archived = True
    fact.save()

    assert class_results(assignment).weak_facts == []


def test_two_answers_make_no_weak_fact():
    fact = FactFactory()
    assignment = homework(QuestionFactory(topic=fact.topic, facts=[fact]))
    everybody(assignment, "Lyon", "Lyon")
    before = class_results(assignment).weak_facts

    says(assignment, pupil(assignment, "Third"), "Lyon")

    assert (before, class_results(assignment).weak_facts) == ([], [fact])


# --- Two versions ----------------------------------------------------------------------------------------------------


def edited(assignment):
    """The next version of the first question."""
    return make_version(question=assignment.quiz.slots.get(position=1).question, prompt="Other?", explanation="", body=ROME)


def test_a_question_edited_on_the_way(assignment):
    """Three answered the first version and two the second: the first stands for both, all count in the facility."""
    first = assignment.quiz.slots.get(position=1).question.current
    everybody(assignment, "Paris", "Lyon", "Lyon")
    edited(assignment)
    says(assignment, pupil(assignment, "Vi"), "Rome")
    says(assignment, pupil(assignment, "Wyn"), "Pisa")

    results = class_results(assignment)

    assert [row.cells[0] for row in results.rows] == [
        Cell(1, "right", ONE, "Paris"),
        Cell(1, "wrong", NONE, "Lyon"),
        Cell(1, "wrong", NONE, "Lyon"),
        Cell(1, "right", ONE, "Rome"),
        Cell(1, "wrong", NONE, "Pisa"),
    ]
    assert results.columns[0] == Column(
        position=1,
        version=first,
        answered=5,
        facility=0.4,
        bars=[Bar("Paris", 1, right=True, share=33), Bar("Lyon", 2, right=False, share=67), Bar("Nice", 0, right=False)],
        key="Paris",
        max_mark=ONE,
    )


def test_the_version_that_most_answered_stands_for_the_question(assignment):
    everybody(assignment, "Paris")
    second = edited(assignment)
    for name in ("Vi", "Wyn"):
        says(assignment, pupil(assignment, name), "Pisa")

    column = class_results(assignment).columns[0]

    assert (column.version, column.answered, column.key) == (second, 3, "Rome")
    assert list(column.bars) == [Bar("Rome", 0, right=True), Bar("Pisa", 2, right=False, share=100)]


@pytest.mark.parametrize("later_first", [False, True], ids=["in their order", "the later one's student first"])
def test_of_two_versions_answered_alike_the_later_stands(assignment, later_first):
    ann, zoe = pupil(assignment, "Ann"), pupil(assignment, "Zoë")
    says(assignment, zoe if later_first else ann, "Paris")
    second = edited(assignment)
    says(assignment, ann if later_first else zoe, "Rome")

    assert class_results(assignment).columns[0].version == second


def test_before_anybody_answered_the_current_version_stands(assignment):
    started(assignment)
    second = edited(assignment)

    assert (class_results(assignment).columns[0].version, class_results(assignment).columns[0].key) == (second, "Rome")


def test_an_edit_after_the_end_changes_nothing(assignment):
    """R9: prompt, key and options of every question edited after handing in."""
    everybody(assignment, "Paris Lyon Nice", "Lyon Paris Paris", "Nice Nice Lyon")
    before = class_results(assignment)

    for question in Question.objects.filter(slots__quiz=assignment.quiz):
        make_version(question=question, prompt="Other?", explanation="Other.", body=ROME)

    assert class_results(Assignment.objects.get(pk=assignment.pk)) == before


# --- Queries ---------------------------------------------------------------------------------------------------------


def test_results_take_nine_queries_whatever_the_size():
    counts = []
    for students, questions in ((1, 1), (3, 3), (30, 10)):
        assignment = AssignmentFactory(quiz=quiz_of(questions))
        sat(assignment, many_enrolled(assignment.classroom, students))
        many_enrolled(assignment.classroom, 2)
        fresh = Assignment.objects.get(pk=assignment.pk)

        def read(fresh=fresh):
            results = class_results(fresh)
            return (
                results.mean,
                results.middle_half,
                results.usual_seconds,
                results.weak_facts,
                [one.commonest_wrong for one in results.columns],
            )

        counts.append(queries(read))

    assert counts == [9, 9, 9]


def test_a_page_of_results_asks_for_nothing_more(django_assert_num_queries, assignment):
    """What templates look at: the topic and the facts of every question."""
    everybody(assignment, "Paris Lyon Nice", "Lyon Paris Paris", "Nice Nice Lyon")
    results = class_results(assignment)

    with django_assert_num_queries(0):
        seen = [(one.version.question.topic.title, list(one.version.question.facts.all())) for one in results.columns]
        assert [row.attempt.is_late for row in results.rows] == [False] * 3

    assert len(seen) == 3
