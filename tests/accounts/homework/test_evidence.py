"""What a class has shown of each fact, held against numbers worked out by hand."""

import pytest

from accounts.attempts.actions import finish_attempt, start_practice
from accounts.homework.evidence import class_evidence, show_scores
from accounts.people.actions import remove_student
from quizzes.compose import Evidence
from revision.actions import make_version
from revision.trees import Branch, topic_tree
from tests.accounts.helpers import HOUR, NOON, queries, sat, says
from tests.factories import (
    ORDER,
    AssignmentFactory,
    ClassroomFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    answer,
    choice_of,
    enrolled,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def facts():
    return FactFactory.create_batch(3, topic=TopicFactory())


@pytest.fixture
def assignment(facts):
    """Two questions: one on the first fact, one on the first two; nothing asks the third."""
    first, second, _third = facts
    quiz = QuizFactory(course=first.course)
    SlotFactory(quiz=quiz, question=QuestionFactory(topic=first.topic, facts=[first]))
    SlotFactory(quiz=quiz, question=QuestionFactory(topic=first.topic, facts=[first, second]))
    return AssignmentFactory(quiz=quiz)


def test_a_class_that_answered_nothing_has_shown_nothing(assignment):
    started(assignment)

    assert class_evidence(assignment.classroom) == {}


def test_the_score_of_a_fact_is_the_mean_over_all_answers_on_it(assignment, facts, time_machine):
    classroom = assignment.classroom
    says(assignment, enrolled(classroom), "Paris", "Paris")
    says(assignment, enrolled(classroom), "Paris", "Lyon")
    time_machine.move_to(NOON + HOUR, tick=False)
    says(assignment, enrolled(classroom), "Lyon", hand_in=False)

    # First fact: 1, 1 · 1, 0 · 0 = 3 of 5. Second fact: 1, 0 = 1 of 2, and nobody was asked it in the last hour.
    assert class_evidence(classroom) == {facts[0].pk: Evidence(0.6, NOON + HOUR), facts[1].pk: Evidence(0.5, NOON)}


def test_a_fact_was_last_asked_when_it_was_last_answered(assignment, facts, time_machine):
    """Not when the attempt was started or handed in."""
    attempt = started(assignment)
    time_machine.move_to(NOON + HOUR, tick=False)
    answer(attempt, 1, choice_of(attempt, 1))
    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    finish_attempt(attempt_id=attempt.pk)

    assert class_evidence(assignment.classroom) == {facts[0].pk: Evidence(1.0, NOON + HOUR)}


def test_part_right_answers_count_in_part(facts):
    quiz = QuizFactory(course=facts[0].course)
    SlotFactory(quiz=quiz, question=QuestionFactory(kind="ordering", body=ORDER, topic=facts[0].topic, facts=[facts[0]]))
    assignment = AssignmentFactory(quiz=quiz)
    sat(assignment, [enrolled(assignment.classroom)], [({"order": [0, 1, 2, 3]}, "1")])
    sat(assignment, [enrolled(assignment.classroom)], [({"order": [1, 2, 3, 0]}, "0.5")])

    assert class_evidence(assignment.classroom) == {facts[0].pk: Evidence(0.75, NOON)}


def test_marks_do_not_weigh_in_evidence(assignment, facts):
    """A fact is known or not, however many marks the teacher gave the question."""
    assignment.quiz.slots.filter(position=1).update(max_mark=9)
    says(assignment, enrolled(assignment.classroom), "Paris", "Lyon")

    assert class_evidence(assignment.classroom)[facts[0].pk] == Evidence(0.5, NOON)


def test_practice_is_no_evidence(assignment, facts):
    attempt = says(assignment, enrolled(assignment.classroom), "Lyon", "Lyon")
    before = class_evidence(assignment.classroom)
    practice = start_practice(attempt=attempt)
    for position in (1, 2):
        answer(practice, position, choice_of(practice, position))
    finish_attempt(attempt_id=practice.pk)

    assert class_evidence(assignment.classroom) == before == {facts[0].pk: Evidence(0.0, NOON), facts[1].pk: Evidence(0.0, NOON)}


def test_other_classes_are_no_evidence(assignment, facts):
    other = AssignmentFactory(quiz=assignment.quiz, classroom=ClassroomFactory(school=assignment.classroom.school))
    says(assignment, enrolled(assignment.classroom), "Paris", "Paris")
    says(other, enrolled(other.classroom), "Lyon", "Lyon")

    assert class_evidence(assignment.classroom) == {facts[0].pk: Evidence(1.0, NOON), facts[1].pk: Evidence(1.0, NOON)}
    assert class_evidence(other.classroom) == {facts[0].pk: Evidence(0.0, NOON), facts[1].pk: Evidence(0.0, NOON)}


def test_all_homework_of_the_class_is_evidence(assignment, facts, time_machine):
    student = enrolled(assignment.classroom)
    says(assignment, student, "Paris", "Paris")
    time_machine.move_to(NOON + HOUR, tick=False)
    says(AssignmentFactory(quiz=assignment.quiz, classroom=assignment.classroom), student, "Lyon", "Paris")

    assert class_evidence(assignment.classroom) == {facts[0].pk: Evidence(0.75, NOON + HOUR), facts[1].pk: Evidence(1.0, NOON + HOUR)}


def test_answers_stay_evidence_when_their_student_leaves(assignment, facts):
    student = enrolled(assignment.classroom)
    says(assignment, student, "Paris", "Lyon")
    before = class_evidence(assignment.classroom)

    remove_student(classroom=assignment.classroom, student=student)

    assert class_evidence(assignment.classroom) == before == {facts[0].pk: Evidence(0.5, NOON), facts[1].pk: Evidence(0.0, NOON)}


def test_both_versions_of_an_edited_question_are_evidence(assignment, facts):
    says(assignment, enrolled(assignment.classroom), "Paris", "Paris")
    question = assignment.quiz.slots.get(position=1).question
    options = [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]
    make_version(question=question, prompt="?", explanation="", body={"options": options})
    says(assignment, enrolled(assignment.classroom), "Pisa", "Lyon")

    assert class_evidence(assignment.classroom) == {facts[0].pk: Evidence(0.5, NOON), facts[1].pk: Evidence(0.5, NOON)}


def test_a_question_without_facts_is_no_evidence():
    quiz = QuizFactory()
    SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course, facts=[]))
    assignment = AssignmentFactory(quiz=quiz)
    says(assignment, enrolled(assignment.classroom), "Paris")

    assert class_evidence(assignment.classroom) == {}


def test_evidence_takes_one_query_whatever_there_is(assignment):
    counts = [queries(lambda: class_evidence(assignment.classroom))]
    for _round in range(3):
        says(assignment, enrolled(assignment.classroom), "Paris", "Lyon")
        counts.append(queries(lambda: class_evidence(assignment.classroom)))

    assert counts == [1, 1, 1, 1]


def test_a_branch_shows_the_mean_of_its_facts_and_of_those_below():
    chapter = TopicFactory()
    inner = TopicFactory(course=chapter.course, parent=chapter)
    silent = TopicFactory(course=chapter.course)
    on_chapter, inner_known, inner_weak, unasked = (FactFactory(topic=topic) for topic in (chapter, inner, inner, inner))
    FactFactory(topic=silent)
    tree = topic_tree(chapter.course, with_facts=True)
    scores = {on_chapter.pk: 0.9, inner_known.pk: 1.0, inner_weak.pk: 0.2}

    show_scores(tree, {fact: Evidence(score, NOON) for fact, score in scores.items()})

    shown = {one.topic: one.shown for branch in tree for one in branch.walk()}
    assert shown == {chapter: pytest.approx((0.9 + 1.0 + 0.2) / 3), inner: pytest.approx(0.6), silent: None}
    assert unasked.pk not in scores


def test_without_evidence_no_branch_shows_a_score():
    fact = FactFactory()
    tree = topic_tree(fact.course, with_facts=True)

    show_scores(tree, {})

    assert [branch.shown for branch in tree] == [None]


def test_no_tree_no_scores():
    tree: list[Branch] = []

    show_scores(tree, {})

    assert tree == []
