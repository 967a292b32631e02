"""The gradebook of a class: every figure is one that the raw responses give."""

import datetime
import random
import statistics
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.attempts.models import Attempt, Response
from accounts.homework.actions import set_extension
from accounts.homework.categories import CategoryRow, save_categories, weighted_mean
from accounts.models import Assignment, Enrolment
from accounts.results.class_gradebook import Chosen, Score, class_gradebook, paper_pages
from tests.accounts.helpers import DAY, HOUR, NOON, many_enrolled, queries, sat, says
from tests.factories import (
    AssignmentFactory,
    ClassroomFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    enrolled,
    quiz_of,
)

pytestmark = pytest.mark.django_db

Preset = Assignment.Preset


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def homework(classroom, *, questions=1, due=1, opens=None, closes=None, **values):
    """Homework that is due in ``due`` days, opened five days before that, and closes a day after it."""
    due_at = NOON + due * DAY
    times = {"opens": opens or due_at - 5 * DAY, "due": due_at, "closes": closes or due_at + DAY}
    return AssignmentFactory(classroom=classroom, quiz=quiz_of(questions, owner=classroom.owner), **times, **values)


def book(classroom, **chosen):
    return class_gradebook(classroom, NOON, Chosen(**chosen))


def states(classroom):
    """By name, the state in each piece of homework, the latest first."""
    return {line.student.display_name: [score.state for score in line.scores] for line in book(classroom).lines}


def shares(classroom, **chosen):
    """By name, the shares in hundredths."""
    found = book(classroom, **chosen)
    return {line.student.display_name: [score.per_cent for score in line.scores] for line in found.lines}


def means(classroom, **chosen):
    return {line.student.display_name: line.mean for line in book(classroom, **chosen).lines}


# --- Every figure is a recomputation from the responses ----------------------------------------------------------------


def test_every_figure_of_a_generated_school_equals_a_recomputation_from_its_responses():
    """Twelve students, ten pieces of homework, up to three attempts each; by each rule of which attempt counts."""
    draw = random.Random(8)
    classroom = ClassroomFactory()
    students = many_enrolled(classroom, 12)
    pieces = [
        homework(
            classroom,
            questions=draw.randint(1, 5),
            due=number - 8,
            counts=draw.choice(Assignment.Counts.values),
            preset=draw.choice(Preset.values),
        )
        for number in range(10)
    ]
    for piece in pieces:
        for student in students:
            for number in range(1, draw.randint(0, 3) + 1):
                fractions = [draw.choice(["0", "0.25", "0.5", "1"]) for _slot in range(piece.quiz.slots.count())]
                answered(piece, student, number, fractions)
    save_categories(
        classroom=classroom,
        rows=[CategoryRow("H", 50, Preset.HOMEWORK), CategoryRow("T", 30, Preset.TEST), CategoryRow("P", 0, Preset.PRACTICE)],
        places={},
    )
    weights = {Preset.HOMEWORK: 50, Preset.TEST: 30, Preset.PRACTICE: 0}

    found = book(classroom)

    shown = {line.student.pk: line for line in found.lines}
    for student in students:
        line = shown[student.pk]
        expected = [raw_share(column.assignment, student) for column in found.columns]
        assert [score.share for score in line.scores] == pytest.approx(expected)
        by_kind = {}
        for column, share in zip(found.columns, expected, strict=True):
            if share is not None:
                by_kind.setdefault(column.assignment.preset, []).append(share)
        weighed = [(weights[kind], statistics.fmean(of)) for kind, of in by_kind.items() if weights[kind]]
        total = sum(weight for weight, _mean in weighed)
        assert line.mean == (pytest.approx(sum(weight * mean for weight, mean in weighed) / total) if total else None)
    for place, column in enumerate(found.columns):
        there = [share for student in students if (share := raw_share(column.assignment, student)) is not None]
        assert column.mean == pytest.approx(statistics.fmean(there))
        assert column.missing == sum(line.scores[place].state == "missing" for line in found.lines)
    assert found.mean == pytest.approx(statistics.fmean([line.mean for line in found.lines if line.mean is not None]))


def answered(assignment, student, number, fractions):
    """One more attempt of a student, handed in before it was due."""
    [attempt] = sat(assignment, [student], [({"option": 0}, fraction) for fraction in fractions]) if number == 1 else [None]
    if attempt is None:
        before = Attempt.objects.filter(assignment=assignment, student=student)
        kept = list(before.values_list("pk", "number"))
        # A second one beside it: ``sat`` numbers each from 1.
        for pk, old in kept:
            Attempt.objects.filter(pk=pk).update(number=old + 100)
        [attempt] = sat(assignment, [student], [({"option": 0}, fraction) for fraction in fractions])
        Attempt.objects.filter(pk=attempt.pk).update(number=number)
        for pk, old in kept:
            Attempt.objects.filter(pk=pk).update(number=old)
    Attempt.objects.filter(pk=attempt.pk).update(finished=assignment.due - HOUR)


def raw_share(assignment, student):
    """What a student has for homework, by their responses alone."""
    rows = Response.objects.filter(item__attempt__assignment=assignment, item__attempt__student=student)
    earned, possible = {}, {}
    for number, fraction, max_mark in rows.values_list("item__attempt__number", "fraction", "item__max_mark"):
        earned[number] = earned.get(number, Decimal(0)) + fraction * max_mark
        possible[number] = possible.get(number, Decimal(0)) + max_mark
    each = [float(earned[number] / possible[number]) for number in sorted(earned)]
    if not each:
        return None
    return {"first": each[0], "last": each[-1], "best": max(each), "mean": statistics.fmean(each)}[assignment.counts]


# --- What a cell says --------------------------------------------------------------------------------------------------


def test_each_state_a_student_can_be_in():
    classroom = ClassroomFactory()
    closed = homework(classroom, due=-10)
    late = homework(classroom, due=-0.5)
    running = homework(classroom, due=2)
    ann, ben, cy = (
        enrolled(
            classroom,
            display_name=name,
        )
        for name in ("Ann", "Ben", "Cy")
    )
    Enrolment.objects.update(joined=NOON - 30 * DAY)
    says(running, ann, "Paris")
    says(running, ben, hand_in=False)
    says(late, ben, "Lyon")
    set_extension(assignment=closed, student=cy, by=classroom.owner, excused=True)

    assert states(classroom) == {
        "Ann": ["scored", "overdue", "missing"],
        "Ben": ["started", "scored", "missing"],
        "Cy": ["todo", "overdue", "excused"],
    }
    line = {line.student.display_name: line for line in book(classroom).lines}["Ben"]
    assert (line.scores[1].late, line.late, line.on_time, line.missing) == (True, 1, 0, 1)


def test_what_has_not_opened_is_no_column_and_what_is_not_for_somebody_is_a_dash():
    classroom = ClassroomFactory()
    ann, _ben = enrolled(classroom, display_name="Ann"), enrolled(classroom, display_name="Ben")
    homework(classroom, due=9, opens=NOON + DAY)
    homework(classroom, due=1).only_for.add(ann)

    assert states(classroom) == {"Ann": ["todo"], "Ben": ["none"]}


def test_what_closed_before_somebody_came_is_not_missing():
    classroom = ClassroomFactory()
    homework(classroom, due=-10)
    old, _new = enrolled(classroom, display_name="Old"), enrolled(classroom, display_name="New")
    Enrolment.objects.filter(student=old).update(joined=NOON - 30 * DAY)

    assert states(classroom) == {"New": ["none"], "Old": ["missing"]}


def test_own_dates_are_a_students_own():
    classroom = ClassroomFactory()
    closed = homework(classroom, due=-3)
    ann = enrolled(classroom, display_name="Ann")
    set_extension(assignment=closed, student=ann, by=classroom.owner, opens=closed.opens, due=NOON + DAY, closes=NOON + DAY)

    assert states(classroom) == {"Ann": ["todo"]}


def test_who_was_taken_out_is_no_row_and_stands_in_no_mean():
    classroom = ClassroomFactory()
    piece = homework(classroom)
    says(piece, enrolled(classroom, display_name="Ann"), "Paris")
    gone = enrolled(classroom, display_name="Ben")
    says(piece, gone, "Lyon")
    Enrolment.objects.filter(student=gone).update(left=NOON)

    assert shares(classroom) == {"Ann": [100]}
    assert [column.mean for column in book(classroom).columns] == [1.0]


def test_an_excused_student_counts_in_no_mean_even_with_an_attempt():
    classroom = ClassroomFactory()
    piece = homework(classroom)
    ann, ben = enrolled(classroom, display_name="Ann"), enrolled(classroom, display_name="Ben")
    says(piece, ann, "Paris")
    says(piece, ben, "Lyon")
    set_extension(assignment=piece, student=ben, by=classroom.owner, excused=True)

    assert means(classroom) == {"Ann": 1.0, "Ben": None}
    assert book(classroom).columns[0].mean == 1.0


def test_what_waits_for_a_mark_is_shown_so_far_and_counts_nowhere():
    classroom = ClassroomFactory()
    quiz = QuizFactory(owner=classroom.owner)
    SlotFactory(quiz=quiz)
    SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course))
    piece = AssignmentFactory(classroom=classroom, quiz=quiz, opens=NOON - DAY)
    ann = enrolled(classroom, display_name="Ann")
    attempt = says(piece, ann, "Paris")
    attempt.items.filter(position=2).update(answered=NOON)
    Attempt.objects.update(waiting_count=1)

    found = book(classroom)

    assert [(score.state, score.per_cent) for score in found.lines[0].scores] == [("waiting", 50)]
    assert (found.lines[0].mean, found.columns[0].mean, found.columns[0].waiting) == (None, None, 1)


def test_what_the_clock_ended_counts_and_says_so():
    classroom = ClassroomFactory()
    piece = homework(classroom, due=-3)
    ann = enrolled(classroom, display_name="Ann")
    [attempt] = sat(piece, [ann])
    Attempt.objects.update(finished=piece.closes, ended_by="time")

    [score] = book(classroom).lines[0].scores

    assert score == Score("scored", 1.0, late=True, ended=True, attempt=attempt.pk, score=Decimal(1), max_score=Decimal(1))


def test_a_regraded_attempt_shows_its_new_score():
    classroom = ClassroomFactory()
    piece = homework(classroom, questions=2)
    attempt = says(piece, enrolled(classroom, display_name="Ann"), "Paris", "Lyon")
    assert shares(classroom) == {"Ann": [50]}

    Attempt.objects.filter(pk=attempt.pk).update(score=2)

    assert shares(classroom) == {"Ann": [100]}


def test_with_every_question_dropped_there_is_no_figure_and_no_division_by_zero():
    classroom = ClassroomFactory()
    says(homework(classroom), enrolled(classroom, display_name="Ann"), "Paris")
    Attempt.objects.update(score=0, max_score=0)

    assert shares(classroom) == {"Ann": [None]}
    assert means(classroom) == {"Ann": None}


def test_a_random_pick_is_a_score_like_any_other():
    classroom = ClassroomFactory()
    quiz = QuizFactory(owner=classroom.owner)
    topic = TopicFactory(course=quiz.course)
    QuestionFactory.create_batch(4, topic=topic)
    SlotFactory(quiz=quiz, question=None, topic=topic, picks=2)
    piece = AssignmentFactory(classroom=classroom, quiz=quiz, opens=NOON - DAY)
    says(piece, enrolled(classroom, display_name="Ann"), "Paris", "Nice")

    assert shares(classroom) == {"Ann": [50]}
    assert [one.pk for one in book(classroom, topic=topic.pk).topics] == [topic.pk]


def test_practice_counts_for_nothing():
    classroom = ClassroomFactory()
    piece = homework(classroom)
    attempt = says(piece, enrolled(classroom, display_name="Ann"), "Lyon")
    Attempt.objects.create(
        assignment=piece, student=attempt.student, purpose="practice", finished=NOON, question_count=1, score=1, max_score=1
    )

    assert shares(classroom) == {"Ann": [0]}


# --- Empty, one, all equal ---------------------------------------------------------------------------------------------


def test_an_empty_class_and_a_class_without_homework():
    empty = book(ClassroomFactory())
    assert (empty.columns, empty.lines, empty.mean, empty.has_scores) == ([], [], None, False)
    assert paper_pages(empty) == []

    classroom = ClassroomFactory()
    enrolled(classroom)
    assert [line.scores for line in book(classroom).lines] == [[]]


def test_a_class_where_all_are_equal():
    classroom = ClassroomFactory()
    sat(homework(classroom), many_enrolled(classroom, 3))
    found = book(classroom)

    assert ([line.mean for line in found.lines], found.mean, found.columns[0].mean) == ([1.0, 1.0, 1.0], 1.0, 1.0)


# --- The weighted mean -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "weights", "expected"),
    [
        ([], {}, None),
        ([(None, 0.5), (None, 1.0)], {}, 0.75),
        ([("h", 0.5), ("h", 1.0), ("t", 0.0)], {"h": 60, "t": 40}, 0.45),
        ([("h", 0.5)], {"h": 60, "t": 40}, 0.5),
        ([("p", 0.2), ("h", 0.5)], {"h": 1, "p": 0}, 0.5),
        ([("p", 0.2)], {"h": 1, "p": 0}, None),
        ([(None, 0.2)], {"h": 1}, None),
    ],
    ids=["nothing", "no weights", "by weight", "one without a score takes no part", "weight 0", "weight 0 alone", "in none"],
)
def test_the_mean_of_the_categories_by_their_weights(given, weights, expected):
    assert weighted_mean(given, weights) == (None if expected is None else pytest.approx(expected))


def test_missing_work_counts_as_nothing_or_as_zero_as_the_teacher_says():
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann")
    Enrolment.objects.update(joined=NOON - 30 * DAY)
    homework(classroom, due=-9)
    says(homework(classroom), ann, "Paris")

    assert means(classroom) == {"Ann": 1.0}
    assert means(classroom, missing_is_zero=True) == {"Ann": 0.5}


def test_homework_falls_where_it_was_put_or_else_by_its_kind():
    classroom = ClassroomFactory()
    usual, mock, practice = (homework(classroom, due=due, preset=kind) for due, kind in ((3, "homework"), (2, "homework"), (1, "practice")))
    [_homework, tests] = save_categories(
        classroom=classroom, rows=[CategoryRow("Homework", 60, "homework"), CategoryRow("Mocks", 40)], places={}
    )
    save_categories(
        classroom=classroom,
        rows=[CategoryRow(one.name, one.weight, one.preset, one.pk) for one in classroom.categories.all()],
        places={mock.pk: tests.pk},
    )

    found = book(classroom)

    assert [(column.assignment.pk, column.category and column.category.name, column.counts) for column in found.columns] == [
        (usual.pk, "Homework", True),
        (mock.pk, "Mocks", True),
        (practice.pk, None, False),
    ]
    assert [column.assignment.pk for column in found.left_out] == [practice.pk]


# --- Filters and order -------------------------------------------------------------------------------------------------


def test_homework_of_a_topic_or_of_one_below_it():
    classroom = ClassroomFactory()
    enrolled(classroom)
    other, piece = homework(classroom, due=2), homework(classroom, due=1)
    topic = piece.quiz.slots.get().question.topic
    topic.parent = TopicFactory(course=topic.course)
    topic.save()

    assert {one.pk for one in book(classroom).topics} == {topic.pk, topic.parent_id, other.quiz.slots.get().question.topic_id}
    for wanted in (topic.pk, topic.parent_id):
        assert [column.assignment.pk for column in book(classroom, topic=wanted).columns] == [piece.pk]


def test_homework_that_was_due_between_two_days_both_counted():
    classroom = ClassroomFactory()
    pieces = [homework(classroom, due=-number) for number in range(4)]
    day = NOON.date()

    found = book(classroom, since=day - datetime.timedelta(days=2), until=day - datetime.timedelta(days=1))

    assert [column.assignment.pk for column in found.columns] == [pieces[1].pk, pieces[2].pk]
    assert found.all_count == 4


def test_rows_in_the_order_asked_for_and_who_has_nothing_last():
    classroom = ClassroomFactory()
    piece = homework(classroom, questions=2)
    for name, said in (("Ann", ("Paris", "Paris")), ("Ben", ("Lyon", "Lyon")), ("Cy", ("Paris", "Lyon"))):
        says(piece, enrolled(classroom, display_name=name), *said)
    enrolled(classroom, display_name="Dee")

    def order(sort):
        return "".join(line.student.display_name[0] for line in book(classroom, sort=sort).lines)

    assert {sort: order(sort) for sort in ("name", "-name", "mean", "-mean", str(piece.pk), f"-{piece.pk}")} == {
        "name": "ABCD",
        "-name": "DCBA",
        "mean": "BCAD",
        "-mean": "ACBD",
        str(piece.pk): "BCAD",
        f"-{piece.pk}": "ACBD",
    }


def test_on_paper_each_page_has_every_student_and_the_earliest_homework_stands_first():
    classroom = ClassroomFactory()
    many_enrolled(classroom, 2)
    for due in range(-22, 2):
        homework(classroom, due=due)

    pages = paper_pages(book(classroom))

    assert [(len(page.columns), len(page.rows)) for page in pages] == [(22, 2), (2, 2)]
    dues = [column.assignment.due for page in pages for column in page.columns]
    assert dues == sorted(dues)


# --- What it costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 30])
def test_a_gradebook_takes_eight_queries_whatever_its_size(size):
    classroom = ClassroomFactory()
    students = many_enrolled(classroom, size)
    for number in range(min(size, 6)):
        sat(homework(classroom, due=number - 3), students)

    assert queries(lambda: book(classroom)) == 8


# --- The pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def taught():
    classroom = ClassroomFactory()
    piece = homework(classroom)
    says(piece, enrolled(classroom, display_name="Ann"), "Paris")
    enrolled(classroom, display_name="Ben")
    return piece


def test_the_page_says_every_score(as_user, taught):
    page = as_user(taught.classroom.owner).get(reverse("gradebook", args=[taught.classroom_id])).content.decode()

    assert taught.quiz.title in page
    assert '<td class="cell is-right"><a href="/attempts/' in page
    assert ">100</a></td>" in page
    assert "not started" in page
    assert "All homework counts alike." in page


def test_a_filter_that_makes_no_sense_is_left_aside_and_said(as_user, taught):
    page = as_user(taught.classroom.owner).get(
        reverse("gradebook", args=[taught.classroom_id]) + "?since=2026-12-01&until=2026-01-01&topic=x"
    )

    assert page.status_code == 200
    assert "This is before" in page.content.decode()


def test_htmx_gets_the_table_alone(as_user, taught):
    page = as_user(taught.classroom.owner).get(
        reverse("gradebook", args=[taught.classroom_id]) + "?sort=-mean", headers={"HX-Request": "true"}
    )

    assert page.content.decode().lstrip().startswith('<section class="card" id="grid"')


def weights_data(*rows, there=0, **places):
    data = {"row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": str(there)}
    for number, values in enumerate(rows):
        data |= {f"row-{number}-{name}": str(value) for name, value in values.items()}
    return data | places


def test_a_teacher_gives_a_class_its_weights(as_user, taught):
    client, url = as_user(taught.classroom.owner), reverse("categories", args=[taught.classroom_id])
    assert "Until you save" in client.get(url).content.decode()

    sent = client.post(
        url, weights_data({"name": "Tests", "weight": 40, "preset": "test"}, {"name": "Rest", "weight": 60, "preset": ""}, {})
    )

    assert sent.status_code == 302
    tests, rest = taught.classroom.categories.all()
    assert [(one.name, one.weight, one.preset) for one in (tests, rest)] == [("Tests", 40, "test"), ("Rest", 60, "")]

    swapped = weights_data(
        {"id": tests.pk, "name": "Rest", "weight": 1, "preset": ""}, {"id": rest.pk, "name": "", "weight": "", "preset": ""}, there=2
    )
    assert client.post(url, {**swapped, f"in_{taught.pk}": str(tests.pk)}).status_code == 302
    taught.refresh_from_db()
    assert [(one.pk, one.name) for one in taught.classroom.categories.all()] == [(tests.pk, "Rest")]
    assert taught.category_id == tests.pk


@pytest.mark.parametrize(
    ("rows", "says_so"),
    [
        ([{"name": "A", "weight": 1}, {"name": "a", "weight": 2}], "of this name already"),
        ([{"name": "A", "weight": 1, "preset": "test"}, {"name": "B", "weight": 2, "preset": "test"}], "takes these in already"),
        ([{"name": "A", "weight": 0}], "no weight at all"),
        ([{"name": "A", "weight": ""}], "how much it weighs"),
        ([{"name": "", "weight": 5}], "Give it a name"),
        ([{"name": "A", "weight": 101}], "less than or equal to 100"),
        ([{"id": "7b0cb4a2-3a3d-4a0c-9a56-3a7c7f7d7f11", "name": "A", "weight": 1}], "changed meanwhile"),
    ],
)
def test_weights_that_make_no_sense_are_refused_in_words(as_user, taught, rows, says_so):
    sent = as_user(taught.classroom.owner).post(reverse("categories", args=[taught.classroom_id]), weights_data(*rows))

    assert sent.status_code == 422
    assert says_so in sent.content.decode()
    assert not taught.classroom.categories.exists()
