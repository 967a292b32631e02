"""What random picks drew: in the results, on starter slides, and taught again, to those who missed it."""

import pytest
from django.urls import reverse

from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.gradebook import class_results
from accounts.results.reteaching import questions_again
from accounts.results.starter import slides, with_slides
from quizzes.models import Slot
from revision.models import Question
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON, says
from tests.factories import AssignmentFactory, FactFactory, QuestionFactory, QuizFactory, SlotFactory, TopicFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def picked() -> tuple[Assignment, Question, dict[str, User]]:
    """A question that all get right, then one drawn from a topic that has one alone: Ann has it right, Ben, Cy and Dee do not."""
    quiz = QuizFactory(title="Rivers")
    SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course))
    pool = TopicFactory(course=quiz.course, title="Seine")
    question = QuestionFactory(topic=pool, prompt="Where does it rise?", facts=[FactFactory(topic=pool, statement="It rises **here**.")])
    Slot.objects.create(quiz=quiz, position=2, topic=pool, picks=1, max_mark=1)
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner)
    people = {name: enrolled(assignment.classroom, display_name=name) for name in ("Ann", "Ben", "Cy", "Dee")}
    for name, student in people.items():
        says(assignment, student, "Paris", "Paris" if name == "Ann" else "Lyon")
    return assignment, question, people


def test_what_was_drawn_and_went_badly_is_a_slide_and_taught_again(picked):
    assignment, question, people = picked
    results = class_results(assignment)

    [pick] = [column for column in results.columns if column.version is None]
    assert [(one.version.question, one.answered, one.facility) for one in pick.drawn] == [(question, 4, 0.25)]
    assert [slide.column.version.question for slide in slides(results)] == [question]
    assert [fact.statement for fact in results.weak_facts] == ["It rises **here**."]
    assert results.missed == [people[name] for name in ("Ben", "Cy", "Dee")]
    assert [(finding.position, finding.slide) for finding in with_slides(results)] == [(2, 1)]
    assert list(questions_again(results)) == [question]


def test_of_what_two_were_asked_nothing_is_said(picked):
    """Other questions come into the topic: each is drawn for a few, and too few say nothing of a class."""
    assignment, question, people = picked
    for attempt in assignment.attempts.filter(student__in=[people["Cy"], people["Dee"]]):
        other = QuestionFactory(topic=question.topic)
        attempt.items.filter(position=2).update(version=other.current)

    results = class_results(assignment)

    assert (len(results.columns[1].drawn), slides(results), results.weak_facts, results.missed) == (3, [], [], [])


def test_the_page_names_what_was_drawn(picked, as_user):
    assignment, _question, _people = picked
    client = as_user(assignment.classroom.owner)

    main = words(part(client.get(reverse("results", args=[assignment.pk])), "main"))
    slide = words(part(client.get(reverse("starter", args=[assignment.pk])), "main"))

    assert "1 question drawn for each student from “Seine”. Where does it rise? 4 answers · Right: Paris 25%" in main
    assert "Where does it rise?" in slide
