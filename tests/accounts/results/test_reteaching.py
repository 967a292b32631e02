"""A follow-up: which facts, which questions, and whom it is for."""

import pytest
from django.urls import reverse

from accounts.homework.models import FollowUp
from accounts.results.gradebook import class_results
from accounts.results.reteaching import questions_again
from quizzes.models import Quiz
from tests.accounts.helpers import NOON, says
from tests.accounts.results.test_ideas import IDEA, body, homework
from tests.factories import QuestionFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def answered(assignment, *texts):
    """Each text is what one student answered to the questions, in their order; gives the students."""
    students = [enrolled(assignment.classroom, display_name=f"Student {number}") for number in range(len(texts))]
    for student, text in zip(students, texts, strict=True):
        says(assignment, student, *text.split())
    return students


def fact_of(assignment, position):
    return assignment.quiz.slots.get(position=position).question.facts.get()


def another(fact, idea=""):
    return QuestionFactory(topic=fact.topic, facts=[fact], body=body(idea))


def test_a_fact_is_asked_in_another_way_where_there_is_one():
    assignment = homework("", "")
    answered(assignment, *["Congress Congress"] * 3)
    other = another(fact_of(assignment, 1))

    assert questions_again(class_results(assignment)) == [other, assignment.quiz.slots.get(position=2).question]


def test_a_question_that_can_show_the_wrong_idea_comes_before_one_that_cannot():
    assignment = homework(IDEA)
    answered(assignment, *["Congress"] * 3)
    another(fact_of(assignment, 1))
    telling = another(fact_of(assignment, 1), IDEA)

    assert questions_again(class_results(assignment)) == [telling]


def test_an_idea_that_some_hold_is_taught_again_though_most_were_right():
    assignment = homework(IDEA, "")
    answered(assignment, "Congress Conference", "Congress Conference", *["Conference Conference"] * 4)

    results = class_results(assignment)

    assert [column.went_badly for column in results.columns] == [False, False]
    assert (results.weak_facts, [student.display_name for student in results.missed]) == (
        [fact_of(assignment, 1)],
        ["Student 0", "Student 1"],
    )


def test_one_click_makes_it_for_those_who_missed_it(as_user):
    """Editable: nothing is set yet; they are ticked where it is set."""
    assignment = homework("", "")
    students = answered(assignment, "Congress Conference", "Congress Conference", "Congress Conference", "Conference Conference")
    client = as_user(assignment.classroom.owner)

    there = client.post(reverse("reteach", args=[assignment.pk])).headers["Location"]

    quiz = Quiz.objects.get(title__startswith="Again:")
    kept = FollowUp.objects.get()
    assert (kept.quiz, kept.after, set(kept.students.all()), quiz.frozen) == (quiz, assignment, set(students[:3]), False)
    form = client.get(there).context["set_form"]
    assert (form["whom"].value(), set(form["students"].value())) == ("some", {str(student.pk) for student in students[:3]})


def test_what_was_left_out_is_missed():
    assignment = homework("", "")
    answered(assignment, "Congress Conference", "Congress Conference", "Congress Conference")
    absent = enrolled(assignment.classroom, display_name="Zoe")
    says(assignment, absent)

    assert absent in class_results(assignment).missed
