"""Homework for some students of a class: who sees it, who is counted, and how it is set."""

import pytest
from django.urls import reverse

from accounts.attempts.models import Attempt
from accounts.home import class_cards, tasks_of
from accounts.homework.actions import plan_follow_up, set_homework
from accounts.homework.models import Assignment, FollowUp
from accounts.marking.live import live_rows
from accounts.people.models import Enrolment
from accounts.results.gradebook import class_results
from revision.actions import Refused
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, NOON, many_enrolled, queries
from tests.accounts.homework.views.conftest import Desk
from tests.factories import AssignmentFactory, ClassroomFactory, enrolled, finished, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def chosen_of(count: int = 2, chosen: int = 1):
    """Homework of a class of ``count`` for the first ``chosen`` of them, and all of its students."""
    assignment = AssignmentFactory()
    students = [enrolled(assignment.classroom, display_name=f"Student {number}") for number in range(count)]
    assignment.only_for.set(students[:chosen])
    return assignment, students


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_only_the_chosen_see_it():
    assignment, (ada, ben) = chosen_of()

    assert {student: list(Assignment.objects.set_for(student)) for student in (ada, ben)} == {ada: [assignment], ben: []}
    assert [[task.assignment for task in tasks_of(student, NOON)] for student in (ada, ben)] == [[assignment], []]


def test_without_a_choice_it_is_for_the_whole_class():
    assignment, (ada, ben) = chosen_of(chosen=0)

    assert [list(Assignment.objects.set_for(student)) for student in (ada, ben)] == [[assignment], [assignment]]
    assert list(assignment.recipients()) == [ada, ben]


def test_who_left_the_class_is_no_longer_meant():
    assignment, (ada, _ben) = chosen_of()
    Enrolment.objects.filter(student=ada).update(left=NOON)

    assert (list(assignment.recipients()), list(Assignment.objects.set_for(ada))) == ([], [])


def test_to_a_classmate_it_is_as_if_missing(as_user):
    assignment, (ada, ben) = chosen_of()
    page, start = reverse("assignment", args=[assignment.pk]), reverse("start", args=[assignment.pk])

    assert [as_user(student).get(page).status_code for student in (ada, ben)] == [200, 404]
    assert [as_user(student).post(start).status_code for student in (ben, ada)] == [404, 302]
    assert list(Attempt.objects.values_list("student", flat=True)) == [ada.pk]


# --- Who is counted --------------------------------------------------------------------------------------------------


def test_results_and_live_list_the_chosen_alone():
    assignment, (ada, _ben, cid) = chosen_of(3)
    assignment.only_for.set([ada, cid])
    finished(assignment, ada)

    results = class_results(assignment)
    assert [(row.student, row.state) for row in results.rows] == [(ada, "finished"), (cid, "not-started")]
    assert (results.expected_count, [row.student for row in results.not_started]) == (2, [cid])
    assert [row.student for row in live_rows(assignment).rows] == [ada, cid]


def test_the_first_page_counts_the_chosen_alone():
    assignment, (ada, *_others) = chosen_of(4, chosen=2)
    whole = AssignmentFactory(classroom=assignment.classroom, due=assignment.due + DAY)
    finished(assignment, ada)

    (card,) = class_cards(assignment.classroom.owner, NOON)

    found = {one: (card.standings[one.pk].expected, card.standings[one.pk].started) for one in card.assignments}
    assert found == {assignment: (2, 1), whole: (4, 0)}


@pytest.mark.parametrize("size", [1, 3, 30])
def test_who_it_is_for_is_one_query(size):
    assignment = AssignmentFactory()
    assignment.only_for.set(many_enrolled(assignment.classroom, size))

    assert queries(lambda: list(assignment.recipients())) == 1
    assert Assignment.objects.with_recipients().get().recipient_count == size


def test_terms_of_its_own_are_for_the_chosen(as_user):
    assignment, (ada, ben) = chosen_of()
    teacher = as_user(assignment.classroom.owner)

    statuses = [teacher.get(reverse("own_terms", args=[assignment.pk, student.pk])).status_code for student in (ada, ben)]
    excuses = [teacher.get(reverse("excuse", args=[assignment.pk, student.pk])).status_code for student in (ada, ben)]
    page = words(part(teacher.get(reverse("edit_homework", args=[assignment.pk])), "main"))

    assert (statuses, excuses) == ([200, 404], [200, 404])
    assert "Set to 1 student Student 0 The others of the class do not see it." in page


# --- Setting it ------------------------------------------------------------------------------------------------------


def test_it_is_set_to_those_who_sit_in_the_class():
    classroom, outsider = ClassroomFactory(name="11B"), enrolled(ClassroomFactory())
    ada, gone = enrolled(classroom), enrolled(classroom)
    Enrolment.objects.filter(student=gone).update(left=NOON)
    quiz = quiz_of(1)
    times = {"opens": NOON, "due": NOON + DAY, "closes": NOON + DAY}

    for stranger in (outsider, gone):
        with pytest.raises(Refused, match="Not all of them sit in 11B"):
            set_homework(quiz=quiz, classroom=classroom, only_for=[ada, stranger], **times)
    made = set_homework(quiz=quiz, classroom=classroom, only_for=[ada], **times)

    assert (list(Assignment.objects.all()), list(made.only_for.all())) == ([made], [ada])


@pytest.fixture
def desk(as_user) -> Desk:
    return Desk(as_user)


def test_a_teacher_ticks_who_does_it(desk):
    first = desk.students[0]

    done = desk.set(desk.quiz(), whom="some", students=[first.pk])
    page = words(part(desk.client.get(done.headers["Location"]), "main"))

    assert list(Assignment.objects.get().only_for.all()) == [first]
    assert page.startswith("Set to 1 student of 11B.")


def test_ticks_count_only_where_some_are_chosen(desk):
    desk.set(desk.quiz(), whom="all", students=[desk.students[0].pk])

    assert list(Assignment.objects.get().only_for.all()) == []


def test_somebody_has_to_be_ticked(desk):
    refused = desk.set(desk.quiz(), whom="some")

    assert (refused.status_code, Assignment.objects.count()) == (422, 0)
    assert "Tick who does it, or set it to the whole class." in words(part(refused, "main"))


def test_the_ticked_and_the_class_go_together(desk):
    other = ClassroomFactory(name="11C", owner=desk.teacher, school=desk.teacher.school)
    enrolled(other)

    refused = desk.set(desk.quiz(), whom="some", students=[desk.students[0].pk], classroom=str(other.pk))

    assert (refused.status_code, Assignment.objects.count()) == (422, 0)
    assert "The ticked students sit in 11B. Choose that class, or set it to the whole class." in words(part(refused, "main"))


def test_a_follow_up_comes_ticked(desk):
    """For those it was made for who still sit in the class; its teacher can tick otherwise."""
    first, second = desk.students
    quiz, earlier = desk.quiz(), AssignmentFactory(classroom=desk.classroom)
    plan_follow_up(quiz=quiz, after=earlier, students=[first, enrolled(ClassroomFactory())])

    page = desk.client.get(reverse("set_homework", args=[quiz.pk]) + f"?class={desk.classroom.pk}")
    form = page.context["set_form"]

    assert (form["whom"].value(), form["students"].value()) == ("some", [str(first.pk)])
    assert "Who does it: 1 student" in words(part(page, "main"))
    assert f'value="{first.pk}"' in page.content.decode()
    desk.set(quiz, whom="some", students=[second.pk])
    assert list(Assignment.objects.get(quiz=quiz).only_for.all()) == [second]
    assert FollowUp.objects.get().after == earlier


def test_a_preset_keeps_who_is_ticked(desk):
    first = desk.students[0]

    page = desk.set(desk.quiz(), whom="some", students=[first.pk], fill="test")

    form = page.context["set_form"]
    assert (form["whom"].value(), form["students"].value(), Assignment.objects.count()) == ("some", [str(first.pk)], 0)
