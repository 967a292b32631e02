"""Named wrong ideas: how they are said, who shows them, and that an answer is judged by the key that marks it."""

import pytest
from django.urls import reverse

from accounts.attempts.actions import start_practice
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question
from accounts.results.arranging import arrange
from accounts.results.findings import Finding
from accounts.results.gradebook import class_results
from accounts.results.ideas import idea_sentence, ideas_named
from accounts.results.starter import slides
from quizzes.models import Slot
from revision.actions import make_version
from tests.accounts.attempts.test_views import words
from tests.accounts.helpers import NOON, option, says
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, TopicFactory, answer, enrolled, started

pytestmark = pytest.mark.django_db

IDEA = "Takes the Conference for the Congress"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def body(idea: str = IDEA):
    options = [("Conference", True, ""), ("Congress", False, idea), ("Politburo", False, "")]
    return {"options": [{"text": text, "correct": right, "feedback": "", "misconception": name} for text, right, name in options]}


def homework(*ideas: str, **settings):
    """Homework with a question for each idea, on whose second option it stands."""
    quiz = QuizFactory()
    for idea in ideas:
        SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course, body=body(idea)))
    return AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner, **settings)


@pytest.mark.parametrize(
    ("idea", "count", "of", "sentence"),
    [
        (IDEA, 9, 27, "9 of 27 take the Conference for the Congress."),
        (IDEA, 1, 27, "1 of 27 takes the Conference for the Congress."),
        ("Thinks that the Plans met their targets.", 2, 3, "2 of 3 think that the Plans met their targets."),
        ("Mixes up the early show trials", 4, 9, "4 of 9 mix up the early show trials."),
        ("Conference and Congress", 4, 9, "4 of 9: “Conference and Congress”."),
        ("Confusion", 4, 9, "4 of 9: “Confusion”."),
        ("Thinks", 4, 9, "4 of 9: “Thinks”."),
    ],
)
def test_an_idea_is_said_of_many(idea, count, of, sentence):
    assert idea_sentence(idea, count, of) == sentence


def test_ideas_are_found_wherever_they_stand_in_a_body():
    stored = {"spares": [{"misconception": "A"}, {"misconception": ""}], "deep": {"one": [{"misconception": "B"}]}, "misconception": "C"}

    assert ideas_named(stored) == {"A", "B", "C"}
    assert ideas_named({"options": [{"text": "A misconception"}]}) == frozenset()


def test_the_first_sentence_is_a_wrong_idea_with_what_it_rests_on():
    assignment = homework(IDEA)
    for text in ("Congress", "Congress", "Politburo", "Conference"):
        says(assignment, enrolled(assignment.classroom), text)

    results = class_results(assignment)

    [idea] = results.ideas
    assert (idea.name, len(idea.holders), idea.asked, idea.positions) == (IDEA, 2, 4, (1,))
    assert results.findings == [
        Finding(
            "wrong",
            "2 of 4 take the Conference for the Congress.",
            "Question 1 · 2 answered “Congress” · right: Conference",
            1,
            IDEA,
            kind="idea",
        )
    ]


def test_one_student_with_a_wrong_idea_is_no_finding():
    assignment = homework(IDEA)
    for text in ("Congress", "Conference", "Conference"):
        says(assignment, enrolled(assignment.classroom), text)

    results = class_results(assignment)

    assert ([len(idea.holders) for idea in results.ideas], results.findings) == ([1], [])


def test_an_idea_in_two_questions_counts_each_student_once():
    assignment = homework(IDEA, IDEA, "")
    for texts in (("Congress", "Congress"), ("Congress", "Conference"), ("Conference", "Congress"), ("Conference",)):
        says(assignment, enrolled(assignment.classroom), *texts)

    results = class_results(assignment)

    [idea] = results.ideas
    assert (len(idea.holders), idea.asked, idea.positions) == (3, 4, (1, 2))
    assert results.findings[0].detail == "Questions 1, 2"


def test_a_version_edited_in_between_counts_by_what_each_saw():
    """One answered before the edit that named the idea, one after: only the later answer can show it."""
    assignment = homework("")
    question = assignment.quiz.slots.get().question
    says(assignment, enrolled(assignment.classroom), "Congress")
    make_version(question=question, prompt="Which?", explanation="So.", body=body())
    says(assignment, enrolled(assignment.classroom), "Congress")

    [idea] = class_results(assignment).ideas

    assert (idea.name, len(idea.holders), idea.asked) == (IDEA, 1, 1)


def test_a_repaired_key_takes_the_idea_away():
    assignment = homework(IDEA)
    for _student in range(2):
        says(assignment, enrolled(assignment.classroom), "Congress")
    question = assignment.quiz.slots.get().question
    repair_question(assignment=assignment, question=question, edit=Edit("key", ("Congress",)), by=assignment.classroom.owner)

    assert [idea.name for idea in class_results(assignment).ideas] == []


def test_a_random_pick_shows_ideas_too():
    quiz = QuizFactory()
    topic = TopicFactory(course=quiz.course)
    QuestionFactory.create_batch(2, topic=topic, body=body())
    Slot.objects.create(quiz=quiz, position=1, question=None, topic=topic, picks=1)
    assignment = AssignmentFactory(quiz=quiz)
    for _student in range(2):
        attempt = started(assignment)
        answer(attempt, 1, option(attempt, 1, "Congress"))

    [idea] = class_results(assignment).ideas

    assert (idea.name, len(idea.holders), idea.positions) == (IDEA, 2, (1,))


def test_who_is_excused_holds_no_idea():
    assignment = homework(IDEA)
    student = enrolled(assignment.classroom)
    says(assignment, student, "Congress")
    assignment.extensions.create(student=student, excused=True)

    assert class_results(assignment).ideas == []


# --- Starter slides --------------------------------------------------------------------------------------------------


def test_a_slide_shows_the_question_and_neither_its_key_nor_a_name(as_user):
    assignment = homework(IDEA, "")
    pupils = [enrolled(assignment.classroom, display_name=f"Canary {number}") for number in range(3)]
    for pupil in pupils:
        says(assignment, pupil, "Congress", "Conference")
    client, address = as_user(assignment.classroom.owner), reverse("starter", args=[assignment.pk])

    before, after = client.get(address), client.get(f"{address}?n=1&answer=1")

    question = assignment.quiz.slots.get(position=1).question.current
    for page in (before, after):
        assert [text in page.content.decode() for text in (question.prompt, "Conference", "Congress", "Canary")] == [
            True,
            True,
            True,
            False,
        ]
    assert [("is-right" in page.content.decode(), question.explanation in page.content.decode()) for page in (before, after)] == [
        (False, False),
        (True, True),
    ]
    assert "3 of 3 take the Conference for the Congress." in after.content.decode()
    assert 'href="?n=1&amp;answer=1"' in before.content.decode()
    assert "1 of 1" in words(before.content.decode())


def test_slides_go_from_the_idea_most_held_to_what_went_badly(as_user):
    assignment = homework("", "Thinks one", "Thinks two", "")
    for _student in range(3):
        says(assignment, enrolled(assignment.classroom), "Conference", "Congress", "Congress", "Politburo")
    says(assignment, enrolled(assignment.classroom), "Conference", "Conference", "Congress", "Politburo")

    assert [slide.column.position for slide in slides(class_results(assignment))] == [3, 2, 4]


@pytest.mark.parametrize(("query", "status"), [("?n=99", 200), ("?n=0", 404), ("?n=x", 404), ("?answer=1", 200)])
def test_a_slide_that_is_not_there(as_user, query, status):
    assignment = homework("")

    page = as_user(assignment.classroom.owner).get(reverse("starter", args=[assignment.pk]) + query)

    assert page.status_code == status
    if status == 200:
        assert "Nothing went badly enough for a starter" in page.content.decode()


# --- A single answer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "dialog"])
def test_an_answer_with_its_verdict(as_user, htmx):
    assignment = homework(IDEA)
    attempt = says(assignment, enrolled(assignment.classroom, display_name="Ada"), "Congress")
    address = reverse("student_answer", args=[assignment.pk, attempt.pk, 1])

    page = as_user(assignment.classroom.owner).get(address, headers={"HX-Request": "true"} if htmx else {}).content.decode()

    assert ["<html" in page, 'id="answer-title"' in page] == [not htmx, htmx]
    assert [text in page for text in ("Ada’s answer, wrong", "Congress", "Not right", "Conference")] == [True] * 4
    assert "Your answer, " not in page


def test_an_answer_of_other_homework_or_practice_is_not_here(as_user):
    assignment = homework(IDEA)
    attempt = says(assignment, enrolled(assignment.classroom), "Congress")
    other = AssignmentFactory(classroom=assignment.classroom)
    practice = start_practice(attempt=attempt)
    client = as_user(assignment.classroom.owner)

    wanted = [(other, attempt, 1), (assignment, attempt, 2), (assignment, practice, 1)]
    assert [client.get(reverse("student_answer", args=[one.pk, two.pk, place])).status_code for one, two, place in wanted] == [404] * 3


# --- Which attempts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "numbers", "facility", "holders"),
    [("counted", [1], 0.0, 1), ("first", [1], 0.0, 1), ("best", [2], 1.0, 0), ("last", [3], 0.0, 0), ("all", [1, 2, 3], 1 / 3, 1)],
)
def test_the_attempts_that_are_asked_for(as_user, which, numbers, facility, holders):
    assignment = homework(IDEA, attempts_allowed=None)
    student = enrolled(assignment.classroom)
    for text in ("Congress", "Conference", "Politburo"):
        says(assignment, student, text)

    results = class_results(assignment, which)

    assert [(row.attempt.number, row.finished) for row in results.rows] == [(number, 3) for number in numbers]
    assert (results.columns[0].facility, sum(len(idea.holders) for idea in results.ideas)) == (pytest.approx(facility), holders)
    assert (results.finished_count, results.expected_count) == (1, 1)
    page = as_user(assignment.classroom.owner).get(reverse("results", args=[assignment.pk]) + f"?which={which}&sort=name&order=hard")
    assert page.context["which"] == which
    assert f'href="?which={which}&amp;sort=name&amp;order=hard" aria-current="true"' in page.content.decode()


def test_the_hardest_question_first():
    assignment = homework("", "", "")
    for texts in (("Conference", "Congress", "Conference"), ("Conference", "Congress", "Congress")):
        says(assignment, enrolled(assignment.classroom), *texts)
    results = class_results(assignment)

    arrange(results, sort="name", order="hard")

    assert [column.position for column in results.columns] == [2, 3, 1]
    assert [[cell.position for cell in row.cells] for row in results.rows] == [[2, 3, 1]] * 2
