"""The first page: for a visitor, and for each role what needs them, from nothing at all to a full week."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.attempts.models import Attempt
from accounts.people.models import User
from quizzes.feedback import FeedbackPolicy
from tests.accounts.attempts.test_views import part, tags, words
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND, many_enrolled, sat, says
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
    UserFactory,
    answer,
    choice_of,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return words(part(response, "main"))


# --- A visitor -------------------------------------------------------------------------------------------------------


def test_a_visitor_is_told_what_it_is_and_where_to_sign_in():
    SchoolFactory()
    response = Client().get("/")

    main = words(part(response, "main"))
    assert main.startswith("Set homework in a minute. Know by breakfast what to reteach.")
    assert {*tags(response, "a", "href")} == {"#main", "/", "/accounts/login/"}


def test_a_session_that_is_gone_is_a_visitor():
    SchoolFactory()
    client = Client()
    client.cookies["sessionid"] = "x" * 32

    assert home(client).startswith("Set homework in a minute.")


# --- A student -------------------------------------------------------------------------------------------------------


@pytest.fixture
def pupil(as_user):
    """A student of 11B, at a browser."""
    student = enrolled(ClassroomFactory(name="11B"))
    return student, as_user(student)


def class_of(student: User):
    return student.classes.get()


def set_to(student: User, title: str = "Trotsky", count: int = 3, **times: datetime.timedelta):
    """Homework that opened yesterday, is due at one and closes at two, or as ``times`` say, from noon."""
    shifts = {"opens": -DAY, "due": HOUR, "closes": 2 * HOUR, **times}
    quiz = quiz_of(count, title=title)
    return AssignmentFactory(classroom=class_of(student), quiz=quiz, **{name: NOON + shift for name, shift in shifts.items()})


NOTHING = "Nothing due New homework shows here as soon as your teacher sets it."


def test_a_student_without_homework_is_told_where_it_will_show(pupil):
    assert home(pupil[1]) == NOTHING


def test_a_student_in_no_class_is_told_the_same(as_user):
    assert home(as_user(UserFactory())) == NOTHING


def test_homework_to_come_does_not_show(pupil):
    set_to(pupil[0], opens=SECOND)

    assert home(pupil[1]) == NOTHING


def test_one_to_do(pupil):
    set_to(pupil[0])

    assert home(pupil[1]) == "One to do Next: today, 13:00 Due today, 13:00 Trotsky 11B 3 questions Start"


def test_many_to_do_the_soonest_due_first_and_its_button_the_main_one(pupil, as_user):
    student, client = pupil
    later = set_to(student, "Later", count=1, due=3 * DAY, closes=4 * DAY)
    begun = set_to(student, "Begun")
    late = set_to(student, "Late", due=-HOUR, closes=HOUR)
    attempt = started(begun, student)
    answer(attempt, 1, choice_of(attempt, 1))

    response = client.get("/")

    assert words(part(response, "main")) == " ".join(
        [
            "3 to do Next: today, 11:00",
            "Was due today, 11:00 Late answers until today, 13:00 Late 11B 3 questions Start",
            "Due today, 13:00 Begun 11B 3 questions Carry on: 1 of 3 done",
            "Due Thursday, 12:00 Later 11B 1 question Start",
            f"What I know {topic_of(begun)} 33%",
        ]
    )
    assert tags(response, "form", "action")[1:] == [reverse("start", args=[one.pk]) for one in (late, begun, later)]
    buttons = [name for name in tags(response, "button", "class", type="submit") if "btn-big" in name]
    assert ["btn-main" in name for name in buttons] == [True, False, False]


def topic_of(assignment) -> str:
    return assignment.quiz.slots.first().question.topic.title


def test_with_all_answered_the_button_hands_in(pupil):
    student, client = pupil
    attempt = started(set_to(student, count=1), student)
    answer(attempt, 1, choice_of(attempt, 1))

    assert "Trotsky 11B 1 question Hand in" in home(client)


def test_what_is_done_shows_its_score_and_what_was_missed_says_so(pupil):
    student, client = pupil
    done = finished(set_to(student, "Done"), student, right=2)
    missed = set_to(student, "Missed", due=-2 * HOUR, closes=-HOUR)
    over = started(set_to(student, "Left lying", due=-3 * HOUR, closes=SECOND), student)

    response = client.get("/")
    main = words(part(response, "main"))

    assert "Done 11B · today, 12:00 2 / of 3" in main
    assert "Missed Closed today, 11:00 Not done" in main
    went_wrong = f"{reverse('question_of_attempt', args=[done.pk, 3])}#q3"
    assert tags(response, "a", "href", **{"class": "list-row"}) == [went_wrong, done.get_absolute_url()]
    assert (missed.get_absolute_url() in main, over.finished) == (False, None)


def test_what_was_begun_and_never_handed_in_is_among_the_results_after_the_close(pupil, time_machine):
    student, client = pupil
    attempt = started(set_to(student), student)
    answer(attempt, 1, choice_of(attempt, 1))
    time_machine.move_to(NOON + 2 * HOUR + SECOND, tick=False)

    assert home(client).endswith("Last results Trotsky 11B · not handed in 1 / of 3")


def test_a_score_that_may_not_be_shown_says_when(pupil):
    student, client = pupil
    assignment = set_to(student)
    type(assignment).objects.filter(pk=assignment.pk).update(feedback=FeedbackPolicy.AFTER_DUE)
    assignment.refresh_from_db()
    finished(assignment, student)

    assert home(client) == f"{NOTHING} Last results Trotsky 11B · today, 12:00 score today, 14:00"


def test_the_last_five_results_show_the_latest_first(pupil):
    student, client = pupil
    for number in range(6):
        finished(set_to(student, f"Quiz no {number}", count=1, due=number * HOUR, closes=DAY), student, right=1)

    main = home(client)

    order = [number for number in range(6) if f"Quiz no {number}" in main]
    assert order == [1, 2, 3, 4, 5]
    assert [main.index(f"Quiz no {number}") for number in (5, 4, 3, 2, 1)] == sorted(main.index(f"Quiz no {n}") for n in order)


def test_of_two_classes_both_show(pupil):
    student, client = pupil
    set_to(student, "One")
    other = EnrolmentFactory(student=student, classroom__name="12A").classroom
    AssignmentFactory(classroom=other, quiz=quiz_of(1, title="Two"), opens=NOON)

    assert home(client).startswith("2 to do Next: today, 13:00 Due today, 13:00 One 11B 3 questions Start Due tomorrow, 13:00 Two 12A")


def test_practice_is_no_result(pupil):
    student, client = pupil
    attempt = finished(set_to(student, count=1), student, right=0)
    client.post(reverse("practise", args=[attempt.pk]))

    assert home(client).count("Trotsky") == 2  # what was missed, and the last result
    assert Attempt.objects.count() == 2


# --- A teacher -------------------------------------------------------------------------------------------------------


def test_a_teacher_without_a_class_is_told_how_to_begin(as_user):
    main = home(as_user(TeacherFactory()))

    assert main.startswith("Monday 23 November Good afternoon. Start with your first class. You have no class yet Make a class")
    assert main.endswith("Make a class Look at the course first")


@pytest.mark.parametrize(("hour", "greeting"), [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")])
def test_the_greeting_goes_by_the_clock(as_user, time_machine, hour, greeting):
    time_machine.move_to(NOON.replace(hour=hour), tick=False)

    assert f"Good {greeting}." in home(as_user(TeacherFactory()))


def test_an_empty_class_asks_for_students_and_one_without_homework_for_some(as_user):
    empty = ClassroomFactory(name="10A")
    full = ClassroomFactory(name="11B", owner=empty.owner, school=empty.school)
    enrolled(full)

    response = as_user(empty.owner).get("/")
    main = words(part(response, "main"))

    assert "Good afternoon. No homework is running." in main
    assert "10A 0 students Nobody sits in this class yet." in main
    assert "11B 1 student No homework in the last two weeks." in main
    assert f"{empty.get_absolute_url()}#add" in tags(response, "a", "href")


def test_homework_shows_how_many_finished_and_started(as_user):
    assignment = AssignmentFactory(classroom__name="11B", quiz=quiz_of(1, title="Trotsky"), opens=NOON - DAY)
    students = many_enrolled(assignment.classroom, 4)
    sat(assignment, students[:2])
    started(assignment, students[2])

    main = home(as_user(assignment.classroom.owner))

    assert "Good afternoon. 1 has not started what is due soon." in main
    assert "2 Trotsky 2 of 4 finished · 1 not started : remind them Results of Trotsky" in main


@pytest.mark.parametrize(
    ("due", "closes", "said"),
    [
        (2 * DAY, 3 * DAY, "Nothing needs you now."),
        (-HOUR, DAY, "3 are late and have not started."),
        (-2 * DAY, -DAY, "No homework is running."),
    ],
    ids=["not soon", "late", "closed"],
)
def test_the_headline_says_what_needs_the_teacher(as_user, due, closes, said):
    assignment = AssignmentFactory(opens=NOON - 5 * DAY, due=NOON + due, closes=NOON + closes)
    many_enrolled(assignment.classroom, 3)

    assert f"Good afternoon. {said}" in home(as_user(assignment.classroom.owner))


def test_the_weakest_facts_of_two_weeks_show(as_user):
    assignment = AssignmentFactory(quiz=two_facts())
    students = many_enrolled(assignment.classroom, 4)
    sat(assignment, students, [({"option": 0}, "1"), ({"option": 1}, "0.25")])

    response = as_user(assignment.classroom.owner).get("/")

    main = words(part(response, "main"))
    assert "Weakest this week The Loire is long. 25% The Seine is short. 100%" in main


def two_facts():
    quiz = QuizFactory()
    for statement in ("The **Seine** is short.", "The **Loire** is long."):
        question = QuestionFactory(topic__course=quiz.course)
        question.facts.set([FactFactory(topic=question.topic, statement=statement)])
        SlotFactory(quiz=quiz, question=question)
    return quiz


def test_a_teacher_sees_nothing_of_a_colleagues_class(as_user):
    assignment = AssignmentFactory(classroom__name="11B")
    colleague = TeacherFactory(school=assignment.classroom.school)

    assert "11B" not in home(as_user(colleague))


# --- An admin --------------------------------------------------------------------------------------------------------


def test_an_admin_sees_how_the_school_stands(as_user):
    admin = AdminFactory(school__name="Elm School", display_name="Mr Lane", username="lane")
    teacher = TeacherFactory(school=admin.school, display_name="Ms Okafor", username="okafor")
    TeacherFactory(school=admin.school, display_name="Gone", is_active=False)
    classroom = ClassroomFactory(school=admin.school, owner=teacher, name="11B")
    students = many_enrolled(classroom, 3)
    sat(AssignmentFactory(classroom=classroom), students[:2])
    many_enrolled(ClassroomFactory(name="another school's"), 5)

    main = home(as_user(admin))

    assert "Elm School" in main
    assert "2 classes 1 students 3 answered something in the last 7 days 2 / of 3" in main
    assert "11B Ms Okafor 3" in main
    assert ("Ms Okafor okafor 1 class" in main, "Mr Lane lane · school admin" in main) == (True, True)
    assert [name for name in ("Gone", "another school's") if name in main] == []


def test_an_admin_of_an_empty_school_is_told_how_to_begin(as_user):
    main = home(as_user(AdminFactory()))

    assert "No classes yet Teachers make their own classes. Give each colleague an account, and their classes show here." in main


def test_what_was_answered_over_a_week_ago_does_not_count_as_active(as_user, time_machine):
    assignment = AssignmentFactory(opens=NOON, due=NOON + DAY, closes=NOON + 2 * DAY)
    admin = AdminFactory(school=assignment.classroom.school)
    says(assignment, enrolled(assignment.classroom), "Paris")
    shown = []
    for passed in (7 * DAY, 7 * DAY + SECOND):
        time_machine.move_to(NOON + passed, tick=False)
        shown.append(home(as_user(admin)))

    assert ["in the last 7 days 1 / of 1" in shown[0], "in the last 7 days 0 / of 1" in shown[1]] == [True, True]
