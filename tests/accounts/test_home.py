"""What the first page says to a student, a teacher and an admin."""

import datetime

import pytest
from django.utils import timezone

from accounts.attempts.actions import finish_attempt, start_practice
from accounts.home import (
    ClassCard,
    Missed,
    Task,
    ToMark,
    WeakFact,
    class_cards,
    headline,
    missed_lately,
    school_overview,
    tasks_of,
    to_mark,
)
from accounts.homework.models import Assignment
from accounts.homework.terms import terms_of
from accounts.people.actions import remove_student
from accounts.people.models import Classroom, User
from accounts.results.standing import Standing
from tests.accounts.helpers import DAY, HOUR, NOON, OVER, SECOND, many_enrolled, queries, sat, says
from tests.factories import (
    AdminFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SchoolFactory,
    SlotFactory,
    TeacherFactory,
    TopicFactory,
    UserFactory,
    answer,
    choice_of,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

ZERO = datetime.timedelta(0)
SHIFTS = [-SECOND, ZERO, SECOND]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


# --- A student -------------------------------------------------------------------------------------------------------


@pytest.fixture
def student():
    return EnrolmentFactory().student


def set_for(student, **values):
    return AssignmentFactory(classroom=student.classes.get(), **values)


def told(student):
    """Each piece of homework with what is said of it."""
    return [(task.assignment, task.state, task.shows_score) for task in tasks_of(student, timezone.now())]


def test_a_task_says_what_is_to_do(student):
    assignment = set_for(student, quiz=quiz_of(4))

    assert tasks_of(student, NOON) == [Task(assignment, None, 4, "todo", shows_score=False, terms=terms_of(assignment, student, None))]
    assert tasks_of(student, NOON)[0].done_count == 0


def test_a_task_that_is_under_way_knows_where_it_goes_on(student):
    assignment = set_for(student)
    attempt = says(assignment, student, "Paris", "Lyon", hand_in=False)

    [task] = tasks_of(student, NOON)

    assert task == Task(assignment, attempt, 3, "started", shows_score=True, terms=terms_of(assignment, student, None))
    assert task.done_count == 2
    attempt.items.filter(position=3).update(draft={"choice": ["1"]})
    assert tasks_of(student, NOON)[0].done_count == 3


def test_tasks_come_soonest_due_first(student):
    later, sooner = set_for(student, due=NOON + 2 * DAY), set_for(student, due=NOON + DAY)

    assert [assignment for assignment, _state, _shows in told(student)] == [sooner, later]


def test_a_student_without_a_class_has_no_tasks():
    AssignmentFactory()

    assert tasks_of(UserFactory(), NOON) == []


def test_homework_that_has_not_opened_and_of_other_classes_is_no_task(student):
    set_for(student, opens=NOON + SECOND)
    AssignmentFactory(classroom=ClassroomFactory(school=student.school))
    left = AssignmentFactory()
    EnrolmentFactory(classroom=left.classroom, student=student, left=NOON - HOUR)

    assert told(student) == []


@pytest.mark.parametrize(
    ("moment", "states"),
    [("due", ["todo", "todo", "overdue"]), ("closes", ["overdue", "overdue", "missed"])],
)
def test_the_state_of_what_was_not_started(time_machine, student, moment, states):
    assignment = set_for(student, due=NOON + HOUR, closes=NOON + 2 * HOUR)

    seen = []
    for shift in SHIFTS:
        time_machine.move_to(getattr(assignment, moment) + shift, tick=False)
        seen.append(told(student))

    assert seen == [[(assignment, state, False)] for state in states]


@pytest.mark.parametrize(
    ("moment", "states"),
    [("due", ["started", "started", "overdue"]), ("closes", ["overdue", "overdue", "done"])],
)
def test_the_state_of_what_was_started(time_machine, student, moment, states):
    assignment = set_for(student, due=NOON + HOUR, closes=NOON + 2 * HOUR)
    started(assignment, student)

    seen = []
    for shift in (-SECOND, ZERO, OVER):
        time_machine.move_to(getattr(assignment, moment) + shift, tick=False)
        seen.append(told(student))

    assert seen == [[(assignment, state, True)] for state in states]


def test_what_was_handed_in_is_done_whatever_the_time(time_machine, student):
    assignment = set_for(student, due=NOON + HOUR, closes=NOON + 2 * HOUR)
    finished(assignment, student)

    seen = []
    for now in (NOON, assignment.due + SECOND, assignment.closes + SECOND):
        time_machine.move_to(now, tick=False)
        seen.append(told(student))

    assert seen == [[(assignment, "done", True)]] * 3


@pytest.mark.parametrize(("shift", "shows"), [(-SECOND, False), (ZERO, False), (OVER, True)], ids=["−1", "0", "over"])
def test_a_score_that_is_kept_back_shows_after_the_close(time_machine, student, shift, shows):
    assignment = set_for(student, feedback="after_due", due=NOON + HOUR, closes=NOON + 2 * HOUR)
    finished(assignment, student)
    time_machine.move_to(assignment.closes + shift, tick=False)

    assert told(student) == [(assignment, "done", shows)]


def test_a_classmates_attempt_is_not_ones_own(student):
    assignment = set_for(student)
    finished(assignment, enrolled(assignment.classroom))

    assert told(student) == [(assignment, "todo", False)]


def test_practice_is_not_the_attempt_that_counts(student):
    assignment = set_for(student)
    attempt = finished(assignment, student, right=1)
    start_practice(attempt=attempt)

    assert [task.attempt for task in tasks_of(student, NOON)] == [attempt]


def test_tasks_take_three_queries_whatever_their_number(student):
    counts = []
    for number in (1, 3):
        for _more in range(number - len(counts)):
            says(set_for(student), student, "Paris")
        counts.append(queries(lambda: [(task.assignment.quiz.title, task.assignment.classroom.name) for task in tasks_of(student, NOON)]))

    assert counts == [3, 3]


# --- What a student missed lately ------------------------------------------------------------------------------------


def missed(student):
    """Each row by its homework and position."""
    return [(one.attempt_id, one.position) for one in missed_lately(student, timezone.now())]


def test_what_was_missed_is_told_newest_first(student, time_machine):
    quiz = QuizFactory(title="Capitals")
    for prompt in ("Of **France**?", "Of Spain?"):
        SlotFactory(quiz=quiz, question=QuestionFactory(prompt=prompt, topic__course=quiz.course))
    attempt = finished(set_for(student, quiz=quiz), student, right=0)
    attempt.items.filter(position=1).update(fraction="0.5")
    time_machine.move_to(NOON + HOUR, tick=False)
    later = finished(set_for(student, quiz=quiz_of(1, title="Rivers")), student, right=0)
    prompt = later.items.get().version.prompt

    assert missed_lately(student, timezone.now()) == [
        Missed(later.pk, 1, prompt, "Rivers", "wrong"),
        Missed(attempt.pk, 2, "Of Spain?", "Capitals", "wrong"),
        Missed(attempt.pk, 1, "Of **France**?", "Capitals", "part"),
    ]
    assert queries(lambda: missed_lately(student, timezone.now())) == 1


def test_no_more_than_five_and_only_of_two_weeks_are_missed_lately(student, time_machine):
    attempt = finished(set_for(student, quiz=quiz_of(6)), student, right=0)

    assert missed(student) == [(attempt.pk, position) for position in (6, 5, 4, 3, 2)]
    time_machine.move_to(NOON + 14 * DAY, tick=False)
    assert len(missed(student)) == 5
    time_machine.move_to(NOON + 14 * DAY + SECOND, tick=False)
    assert missed(student) == []


def test_the_same_question_is_missed_once_and_where_it_was_last(student, time_machine):
    quiz = quiz_of(1)
    finished(set_for(student, quiz=quiz), student, right=0)
    time_machine.move_to(NOON + HOUR, tick=False)
    again = finished(set_for(student, quiz=quiz), student, right=0)

    assert missed(student) == [(again.pk, 1)]


def test_what_is_right_left_out_dropped_or_waits_is_not_missed(student):
    attempt = says(set_for(student, quiz=quiz_of(4)), student, "Paris", "Lyon", "Lyon")
    attempt.items.filter(position=2).update(dropped=True)
    attempt.items.filter(position=3).update(fraction=None)

    assert missed(student) == []


def test_what_was_right_later_is_missed_no_more(student, time_machine):
    """In homework or practice, whatever went wrong in practice after that; what went wrong in practice alone is not told."""
    quiz = quiz_of(2)
    first = finished(set_for(student, quiz=quiz), student, right=0)
    time_machine.move_to(NOON + HOUR, tick=False)
    practice = finished_practice(first, right=1)
    assert missed(student) == [(first.pk, 2)]

    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    practice.items.filter(position=1).update(answered=NOON + HOUR)
    finished_practice(first, right=0)
    assert missed(student) == [(first.pk, 2)]

    time_machine.move_to(NOON + 3 * HOUR, tick=False)
    finished(set_for(student, quiz=quiz), student, right=2)
    assert missed(student) == []

    time_machine.move_to(NOON + 4 * HOUR, tick=False)
    last = finished(set_for(student, quiz=quiz), student, right=1)
    assert missed(student) == [(last.pk, 2)]


def finished_practice(attempt, *, right):
    """Practice of what went wrong, handed in, with its first ``right`` answers right."""
    practice = start_practice(attempt=attempt)
    for position in range(1, practice.question_count + 1):
        answer(practice, position, choice_of(practice, position, right=position <= right))
    return finish_attempt(attempt_id=practice.pk)


def test_what_was_missed_is_told_when_its_verdict_is_out(student, time_machine):
    """To the second; and to who has more time only when theirs is over, though the class has closed."""
    assignment = set_for(student, quiz=quiz_of(1), feedback="after_due", due=NOON, closes=NOON + HOUR)
    attempt = finished(assignment, student, right=0)
    longer = enrolled(assignment.classroom)
    assignment.extensions.create(student=longer, opens=NOON - HOUR, due=NOON, closes=NOON + 2 * HOUR)
    theirs = says(assignment, longer, "Lyon", hand_in=False)

    told = []
    for end in (NOON + HOUR, NOON + 2 * HOUR):
        for shift in (ZERO, OVER):
            time_machine.move_to(end + shift, tick=False)
            told.append((missed(student), missed(longer)))

    own = [(attempt.pk, 1)]
    assert told == [([], []), (own, []), (own, []), (own, [(theirs.pk, 1)])]


def test_a_right_answer_whose_verdict_is_kept_back_takes_nothing_away(student, time_machine):
    """Its going would tell that the answer is right."""
    quiz = quiz_of(1)
    first = finished(set_for(student, quiz=quiz), student, right=0)
    time_machine.move_to(NOON + HOUR, tick=False)
    finished(set_for(student, quiz=quiz, feedback="after_due"), student, right=1)

    assert missed(student) == [(first.pk, 1)]


def test_what_others_missed_and_what_was_missed_in_a_class_left_is_not_told(student):
    assignment = set_for(student)
    finished(assignment, enrolled(assignment.classroom), right=0)
    assert missed(student) == []

    finished(assignment, student, right=0)
    assert len(missed(student)) == 3
    remove_student(classroom=assignment.classroom, student=student)
    assert missed(student) == []


def test_the_first_page_leads_to_what_was_missed(student, as_user):
    client = as_user(student)
    assert "Missed lately" not in client.get("/").content.decode()
    attempt = finished(set_for(student), student, right=2)

    page = client.get("/")

    address = f"/attempts/{attempt.pk}/3/"
    assert "Missed lately" in page.content.decode()
    assert f'href="{address}#q3"' in page.content.decode()
    assert 'id="q3"' in client.get(address, follow=True).content.decode()


# --- A teacher -------------------------------------------------------------------------------------------------------


def test_a_teacher_without_a_class_has_no_card():
    ClassroomFactory()

    assert class_cards(TeacherFactory(), NOON) == []


def test_each_class_of_the_teacher_has_a_card_by_its_name():
    teacher = TeacherFactory()
    second, first = (ClassroomFactory(owner=teacher, school=teacher.school, name=name) for name in ("B", "A"))
    ClassroomFactory(school=teacher.school, name="0")
    EnrolmentFactory.create_batch(2, classroom=first)

    cards = class_cards(teacher, NOON)

    assert cards == [ClassCard(first), ClassCard(second)]
    assert [card.classroom.student_count for card in cards] == [2, 0]


def counted(teacher):
    """Each class's homework with how many finished and started it."""
    return {
        card.classroom: [(one, len(card.standings[one.pk].finished), card.standings[one.pk].started) for one in card.assignments]
        for card in class_cards(teacher, timezone.now())
    }


def test_a_card_counts_who_started_and_who_finished():
    assignment = AssignmentFactory()
    classroom = assignment.classroom
    for _student in range(2):
        finished(assignment, right=1)
    started(assignment)
    enrolled(classroom)
    other = AssignmentFactory(classroom=ClassroomFactory(owner=classroom.owner, school=classroom.school))
    finished(other)

    assert counted(classroom.owner) == {classroom: [(assignment, 2, 3)], other.classroom: [(other, 1, 1)]}


def test_practice_is_not_counted_on_a_card():
    attempt = finished(AssignmentFactory(), right=1)
    practice = start_practice(attempt=attempt)
    for position in (1, 2):
        answer(practice, position, choice_of(practice, position))
    finish_attempt(attempt_id=practice.pk)

    assert counted(attempt.assignment.classroom.owner) == {attempt.assignment.classroom: [(attempt.assignment, 1, 1)]}


def test_who_left_is_not_counted_on_a_card():
    """“2 of 1 finished” would be said, and somebody who has not started be passed over."""
    assignment = AssignmentFactory()
    stays, leaves = enrolled(assignment.classroom), enrolled(assignment.classroom)
    for student in (stays, leaves):
        EnrolmentFactory(student=student, classroom=ClassroomFactory(school=assignment.classroom.school))
        finished(assignment, student)
    remove_student(classroom=assignment.classroom, student=leaves)

    assert counted(assignment.classroom.owner) == {assignment.classroom: [(assignment, 1, 1)]}
    assert [card.classroom.student_count for card in class_cards(assignment.classroom.owner, NOON)] == [1]


def test_a_card_lists_the_homework_of_two_weeks_by_when_it_is_due():
    classroom = ClassroomFactory()
    dues = [NOON + 30 * DAY, NOON - 14 * DAY - SECOND, NOON, NOON - 14 * DAY]
    made = [AssignmentFactory(classroom=classroom, opens=NOON - 20 * DAY, due=due) for due in dues]

    assert [card.assignments for card in class_cards(classroom.owner, NOON)] == [[made[3], made[2], made[0]]]


def asked(classroom, *facts):
    """Homework of a class with a question on each of these facts."""
    quiz = QuizFactory(course=facts[0].course)
    for fact in facts:
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=fact.topic, facts=[fact]))
    return AssignmentFactory(classroom=classroom, quiz=quiz)


def weakest(teacher):
    return [card.weakest for card in class_cards(teacher, timezone.now())]


def test_a_card_names_the_three_weakest_facts():
    """Of three students, 2, 0, 3 and 1 knew the four facts."""
    classroom = ClassroomFactory()
    facts = FactFactory.create_batch(4, topic=TopicFactory())
    assignment = asked(classroom, *facts)
    says(assignment, enrolled(classroom), "Paris", "Lyon", "Paris", "Paris")
    says(assignment, enrolled(classroom), "Paris", "Lyon", "Paris", "Lyon")
    says(assignment, enrolled(classroom), "Lyon", "Lyon", "Paris", "Lyon")

    [found] = weakest(classroom.owner)

    assert found == [
        WeakFact(facts[1], 0.0),
        WeakFact(facts[3], pytest.approx(1 / 3, abs=1e-5)),
        WeakFact(facts[0], pytest.approx(2 / 3, abs=1e-5)),
    ]
    assert [weak.tone for weak in found] == ["wrong", "wrong", "part"]


def test_two_answers_say_nothing_of_a_fact():
    classroom = ClassroomFactory()
    fact = FactFactory()
    assignment = asked(classroom, fact)
    seen = []
    for _student in range(3):
        says(assignment, enrolled(classroom), "Lyon")
        seen.append(weakest(classroom.owner))

    assert seen == [[[]], [[]], [[WeakFact(fact, 0.0)]]]


@pytest.mark.parametrize(("shift", "named"), [(-SECOND, True), (ZERO, True), (SECOND, False)], ids=["−1", "0", "+1"])
def test_answers_of_a_week_count(time_machine, shift, named):
    classroom = ClassroomFactory()
    fact = FactFactory()
    sat(asked(classroom, fact), [enrolled(classroom) for _student in range(3)], [({"option": 1}, "0")])
    time_machine.move_to(NOON + 7 * DAY + shift, tick=False)

    assert weakest(classroom.owner) == [[WeakFact(fact, 0.0)] * named]


def test_practice_and_other_classes_do_not_make_a_fact_weak():
    teacher = TeacherFactory()
    first, second = (ClassroomFactory(owner=teacher, school=teacher.school, name=name) for name in "AB")
    fact = FactFactory()
    for _student in range(2):
        attempt = says(asked(first, fact), enrolled(first), "Lyon")
        practice = start_practice(attempt=attempt)
        answer(practice, 1, choice_of(practice, 1, right=False))
    says(asked(second, fact), enrolled(second), "Lyon")

    assert weakest(teacher) == [[], []]


def test_cards_take_eight_queries_whatever_their_number():
    teacher = TeacherFactory()
    counts = []
    for number in (1, 3):
        for _more in range(number - len(counts)):
            classroom = ClassroomFactory(owner=teacher, school=teacher.school)
            for _homework in range(number):
                assignment = asked(classroom, FactFactory())
                sat(assignment, many_enrolled(classroom, 3), [({"option": 1}, "0")])
        counts.append(
            queries(
                lambda: [
                    (card.classroom.name, [one.quiz.title for one in card.assignments], [weak.fact.statement for weak in card.weakest])
                    for card in class_cards(teacher, NOON)
                ]
            )
        )

    assert counts == [8, 8]
    assert len(weakest(teacher)[0]) > 0


def card(students, *homework):
    """A card by hand: for each piece of homework when it is due and how many started it."""
    classroom = Classroom(name="11B")
    classroom.student_count = students
    made = []
    for due, _begun in homework:
        assignment = Assignment(opens=NOON - DAY, due=due, closes=due + DAY)
        assignment.classroom_id = classroom.pk
        made.append(assignment)
    people = [User() for _student in range(students)]
    standing = {
        one.pk: Standing(one, under_way=people[:begun], not_started=people[begun:])
        for one, (_due, begun) in zip(made, homework, strict=True)
    }
    return ClassCard(classroom, made, standings=standing)


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([], "Good afternoon. Start with your first class."),
        ([card(5)], "Good afternoon. No homework is running."),
        ([card(5, (NOON - 2 * DAY, 0))], "Good afternoon. No homework is running."),
        ([card(5, (NOON + HOUR, 5))], "Good afternoon. Nothing needs you now."),
        ([card(5, (NOON + 3 * DAY, 0))], "Good afternoon. Nothing needs you now."),
        ([card(5, (NOON + HOUR, 4))], "Good afternoon. 1 has not started what is due soon."),
        ([card(5, (NOON + HOUR, 3)), card(3, (NOON + DAY, 0))], "Good afternoon. 5 have not started what is due soon."),
        ([card(5, (NOON + HOUR, 3), (NOON + DAY, 1))], "Good afternoon. 4 have not started what is due soon."),
        ([card(5, (NOON - HOUR, 4))], "Good afternoon. 1 is late and has not started."),
        ([card(5, (NOON - HOUR, 0), (NOON + 3 * DAY, 0))], "Good afternoon. 5 are late and have not started."),
        ([card(5, (NOON - HOUR, 0), (NOON + HOUR, 4))], "Good afternoon. 1 has not started what is due soon."),
    ],
)
def test_the_first_sentence_names_what_needs_the_teacher(cards, said):
    assert headline(cards, [], NOON) == said


@pytest.mark.parametrize(
    ("clock", "greeting"),
    [
        ("2026-11-23T00:00+00:00", "Good morning."),
        ("2026-11-23T11:59+00:00", "Good morning."),
        ("2026-11-23T12:00+00:00", "Good afternoon."),
        ("2026-11-23T17:59+00:00", "Good afternoon."),
        ("2026-11-23T18:00+00:00", "Good evening."),
        ("2026-07-01T11:00+00:00", "Good afternoon."),
    ],
)
def test_the_greeting_goes_by_the_schools_clock(clock, greeting):
    assert headline([], [], datetime.datetime.fromisoformat(clock)) == f"{greeting} Start with your first class."


def test_what_waits_for_a_mark_comes_to_who_marks_it_the_longest_waiting_first(time_machine):
    """Of homework handed in, what no teacher has marked yet; not to a colleague."""
    classroom = ClassroomFactory(name="11B")
    essay = {"marks": 2, "points": [{"text": "Names it", "marks": 2}]}
    made = []
    for title in ("First", "Second"):
        quiz = QuizFactory(title=title, owner=classroom.owner)
        SlotFactory(
            quiz=quiz, question=QuestionFactory(kind="extended_answer", body=essay, prompt=f"Why {title}?", topic__course=quiz.course)
        )
        made.append(AssignmentFactory(classroom=classroom, quiz=quiz, opens=NOON - DAY))
    first, second = made
    for minute, assignment in enumerate([second, first, first]):
        time_machine.move_to(NOON + minute * 60 * SECOND, tick=False)
        attempt = started(assignment)
        answer(attempt, 1, {"text": "Because."})
        finish_attempt(attempt_id=attempt.pk)

    waiting = to_mark(classroom.owner)

    assert waiting == [
        ToMark(second.pk, "Second", classroom.pk, "11B", 1, "Why Second?", 1),
        ToMark(first.pk, "First", classroom.pk, "11B", 2, "Why First?", 1),
    ]
    assert to_mark(TeacherFactory(school=classroom.school)) == []
    assert headline([ClassCard(classroom)], waiting, NOON) == "Good afternoon. 3 answers wait to be marked."


# --- An admin --------------------------------------------------------------------------------------------------------


def test_a_school_at_a_glance():
    school = SchoolFactory()
    admin = AdminFactory(school=school, display_name="Ms Young")
    zoe, ann = (TeacherFactory(school=school, display_name=name) for name in ("Zoë", "Ann"))
    TeacherFactory(school=school, display_name="Gone", is_active=False)
    second, first = (ClassroomFactory(school=school, owner=ann, name=name) for name in ("B", "A"))
    for _student in range(2):
        enrolled(first)
    UserFactory(school=school)
    UserFactory(school=school, is_active=False)
    other = ClassroomFactory()
    enrolled(other)

    overview = school_overview(admin, NOON)

    assert [(user, user.class_count) for user in overview.staff] == [(admin, 0), (ann, 2), (zoe, 0)]
    assert [(classroom, classroom.student_count) for classroom in overview.classrooms] == [(first, 2), (second, 0)]
    assert (overview.student_count, overview.active_count) == (3, 0)


@pytest.mark.parametrize(("shift", "active"), [(-SECOND, 1), (ZERO, 1), (SECOND, 0)], ids=["−1", "0", "+1"])
def test_who_answered_within_a_week_is_active(time_machine, shift, active):
    assignment = AssignmentFactory()
    student = enrolled(assignment.classroom)
    says(assignment, student, "Paris", "Lyon")
    says(AssignmentFactory(classroom=assignment.classroom), student, "Paris")
    started(assignment, enrolled(assignment.classroom))
    admin = AdminFactory(school=assignment.classroom.school)
    says(AssignmentFactory(), EnrolmentFactory().student)

    now = NOON + 7 * DAY + shift

    assert school_overview(admin, now).active_count == active
    assert school_overview(AdminFactory(), now).active_count == 0


def test_an_overview_takes_four_queries_whatever_the_size():
    admin = AdminFactory()
    counts = []
    for number in (1, 3):
        for _more in range(number - len(counts)):
            classroom = ClassroomFactory(school=admin.school)
            sat(AssignmentFactory(classroom=classroom), many_enrolled(classroom, number))

        def read():
            overview = school_overview(admin, NOON)
            return [str(one) for one in overview.staff], [one.owner.display_name for one in overview.classrooms]

        counts.append(queries(read))

    assert counts == [4, 4]
