"""The item analysis of homework: every figure again from the raw responses, and who and what is left out."""

import random
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Extension
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question
from accounts.results.analysis import Analysis, analyse
from accounts.results.comparison import compare
from accounts.results.statistics import item_analysis, thirds
from quizzes.models import Slot
from revision.editing.questions import make_version
from tests.accounts.helpers import many_enrolled, sat, says
from tests.accounts.results.test_statistics import figures
from tests.factories import (
    TYPED,
    AssignmentFactory,
    ClassroomFactory,
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


def of(assignment, which="first") -> Analysis:
    return analyse(assignment, assignment.classroom.owner, which=which)


def a_school(students: int, seed: int):
    """A class that answers a quiz of choices, a typed answer and two random picks, some of it left open, as chance has it."""
    draw = random.Random(seed)
    quiz = QuizFactory()
    topic, pool = TopicFactory(course=quiz.course), TopicFactory(course=quiz.course)
    for marks in (1, 2, Decimal("0.5")):
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic), max_mark=marks)
    SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic, kind="short_answer", body=TYPED))
    QuestionFactory.create_batch(4, topic=pool)
    Slot.objects.create(quiz=quiz, position=5, topic=pool, picks=2, max_mark=1)
    assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner, classroom__school=quiz.owner.school)
    for _student in range(students):
        attempt, ability = started(assignment), draw.random()
        for position in range(1, 7):
            right = draw.random() < ability
            if draw.random() < 0.1:
                continue
            typed = {"text": "Paris" if right else draw.choice(["Lyon", "Rome"])}
            answer(attempt, position, typed if position == 4 else choice_of(attempt, position, right=right))
        finish_attempt(attempt_id=attempt.pk)
    return assignment


def from_raw(assignment) -> tuple[np.ndarray, list[float], list[Attempt]]:
    """Marks by place from the responses alone, each marked again."""
    slots = list(assignment.quiz.slots.all())
    attempts = list(assignment.attempts.order_by("student"))
    marks = np.zeros((len(attempts), len(slots)))
    for response in Response.objects.select_related("item__version__question", "item__slot"):
        item = response.item
        question_type = item.version.question.type
        fraction = question_type.mark(question_type.read(item.version.body), response.answer).fraction
        row = next(number for number, attempt in enumerate(attempts) if attempt.pk == item.attempt_id)
        marks[row, item.slot.position - 1] += float(fraction * item.max_mark)
    return marks, [float(slot.all_marks) for slot in slots], attempts


@pytest.mark.parametrize("students", [1, 2, 14])
def test_every_figure_is_that_of_the_raw_responses(students, as_user):
    assignment = a_school(students, seed=students)

    found = of(assignment)

    marks, most, attempts = from_raw(assignment)
    again = item_analysis(marks, most, random_picks=[4])
    assert figures(found.quiz) == pytest.approx(figures(again), nan_ok=False)
    assert (found.quiz.attempts, found.max_mark) == (students, sum(most))
    assert sorted(found.shares) == pytest.approx(sorted(100 * marks.sum(axis=1) / sum(most)))
    third_of = {attempt.pk: third for attempt, third in zip(attempts, thirds(marks.sum(axis=1)), strict=True)}
    for place in found.places:
        for one in place.questions:
            raw = list(Response.objects.filter(item__version=one.version).select_related("item"))
            fractions = [float(response.item.fraction) for response in raw]
            assert one.here == one.evidence.answered == len(raw)
            assert one.evidence.facility == (pytest.approx(100 * np.mean(fractions)) if raw else None)
            right = [third_of[response.item.attempt_id] for response in raw if response.item.fraction == 1]
            key = one.evidence.key
            assert (key.bottom, key.middle, key.top) == tuple(right.count(third) for third in range(3))
            assert sum(option.count for option in one.evidence.options) == len(raw)
    page = as_user(assignment.classroom.owner).get(reverse("analysis", args=[assignment.pk])).content.decode()
    assert "nan" not in page.lower().replace("finance", "")
    assert f"{students} finished attempt" in page


def test_a_random_pick_is_one_place_with_all_that_was_drawn():
    found = of(a_school(14, seed=5))

    *plain, pick = found.places
    assert [(place.numbers, place.is_pick) for place in found.places] == [
        ("1", False),
        ("2", False),
        ("3", False),
        ("4", False),
        ("5–6", True),
    ]
    assert sum(one.here for one in pick.questions) == AttemptItem.objects.filter(slot__topic__isnull=False, answered__isnull=False).count()
    assert (pick.item.random_guess, plain[0].item.random_guess, plain[3].item.random_guess) == (None, pytest.approx(100 / 3), 0)


def test_nobody_has_finished(as_user):
    assignment = AssignmentFactory()
    started(assignment)

    found = of(assignment)

    assert (found.quiz.attempts, found.shares, found.remarks, found.max_mark) == (0, [], [], 3)
    page = as_user(assignment.classroom.owner).get(reverse("analysis", args=[assignment.pk]))
    assert "Nobody has finished yet" in page.content.decode()


def test_a_class_of_equal_scores_has_no_correlations(as_user):
    assignment = AssignmentFactory()
    sat(assignment, many_enrolled(assignment.classroom, 25))

    found = of(assignment)

    assert (found.quiz.mean, found.quiz.standard_deviation, found.quiz.internal_consistency) == (3, 0, None)
    assert [place.item.discrimination_index for place in found.places] == [None] * 3
    assert as_user(assignment.classroom.owner).get(reverse("analysis", args=[assignment.pk])).status_code == 200


def test_who_left_and_who_is_excused_and_who_is_no_recipient_do_not_count():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    stays, leaves, excused, other = many_enrolled(assignment.classroom, 4)
    sat(assignment, [stays, leaves, excused, other])
    assignment.classroom.enrolments.filter(student=leaves).update(left=timezone.now())
    Extension.objects.create(assignment=assignment, student=excused, excused=True)
    assignment.only_for.set([stays, leaves, excused])

    found = of(assignment)

    assert (found.quiz.attempts, found.places[0].questions[0].evidence.answered) == (1, 1)


@pytest.mark.parametrize(("which", "scores"), [("first", [50]), ("last", [0]), ("best", [100]), ("all", [50, 100, 0])])
def test_which_attempts_count(which, scores, as_user):
    assignment = AssignmentFactory(quiz=quiz_of(2), attempts_allowed=None)
    ann = enrolled(assignment.classroom)
    for texts in (("Paris", "Lyon"), ("Paris", "Paris"), ("Lyon", "Lyon")):
        says(assignment, ann, *texts)
    started(assignment, ann)

    assert of(assignment, which).shares == scores
    page = as_user(assignment.classroom.owner).get(reverse("analysis", args=[assignment.pk]), {"attempts": which})
    assert page.context["analysis"].which == which


def test_an_unknown_way_to_count_is_the_first(as_user):
    assignment = AssignmentFactory()
    page = as_user(assignment.classroom.owner).get(reverse("analysis", args=[assignment.pk]), {"attempts": "worst"})
    assert page.context["analysis"].which == "first"


def test_what_waits_for_a_mark_is_left_out():
    essay = QuestionFactory(kind="extended_answer", body={"marks": 4, "points": [{"text": "Names it", "marks": 4}]})
    assignment = AssignmentFactory(quiz=QuizFactory(course=essay.course))
    SlotFactory(quiz=assignment.quiz, question=essay)
    attempt = started(assignment)
    answer(attempt, 1, {"text": "Because."})
    finish_attempt(attempt_id=attempt.pk)

    found = of(assignment)

    assert (found.quiz.attempts, found.left_out) == (0, 1)


def test_a_dropped_question_has_no_figures_and_no_part_in_the_total():
    assignment = AssignmentFactory(quiz=quiz_of(2))
    for texts in (("Paris", "Lyon"), ("Lyon", "Paris"), ("Paris", "Paris")):
        says(assignment, enrolled(assignment.classroom), *texts)
    question = assignment.quiz.slots.get(position=2).question
    repair_question(assignment=assignment, question=question, edit=Edit("drop"), by=assignment.classroom.owner, may_lower=True)

    found = of(assignment)

    assert [place.item is None for place in found.places] == [False, True]
    assert (found.max_mark, sorted(found.shares)) == (1, [0, 100, 100])
    assert found.dropped == [found.places[1]]


def test_a_repaired_key_is_the_one_that_counts():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    for _student in range(3):
        says(assignment, enrolled(assignment.classroom), "Lyon")
    question = assignment.quiz.slots.get().question
    repair_question(assignment=assignment, question=question, edit=Edit("key", ("Lyon",)), by=assignment.classroom.owner)

    [place] = of(assignment).places

    evidence = place.questions[0].evidence
    assert (place.item.facility, evidence.key.label, evidence.key.count) == (100, "Lyon", 3)


def test_two_wordings_stand_apart_and_count_together():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    for _student in range(2):
        says(assignment, enrolled(assignment.classroom), "Paris")
    question = assignment.quiz.slots.get().question
    make_version(question=question, prompt="Again?", explanation="", body=question.current.body, source=None)
    says(assignment, enrolled(assignment.classroom), "Lyon")

    [place] = of(assignment).places

    assert [(one.version.number, one.here) for one in place.questions] == [(1, 2), (2, 1)]
    assert place.item.facility == pytest.approx(100 * 2 / 3)


# --- Pooled over classes ---------------------------------------------------------------------------------------------


def taught_again(assignment, **values):
    """The same quiz in another class of the same teacher."""
    owner = assignment.classroom.owner
    return AssignmentFactory(quiz=assignment.quiz, classroom=ClassroomFactory(owner=owner, school=owner.school), **values)


def test_the_doctor_sees_all_classes_of_the_teacher_and_no_other():
    assignment = AssignmentFactory(quiz=quiz_of(1), attempts_allowed=2)
    sat(assignment, many_enrolled(assignment.classroom, 2))
    again, strange = taught_again(assignment), AssignmentFactory(quiz=assignment.quiz)
    sat(again, many_enrolled(again.classroom, 3), [({"option": 1}, "0")])
    sat(strange, many_enrolled(strange.classroom, 5))
    leaver = many_enrolled(again.classroom, 1)
    sat(again, leaver)
    again.classroom.enrolments.filter(student__in=leaver).update(left=timezone.now())

    [one] = of(assignment).places[0].questions

    assert (one.here, one.evidence.answered, one.evidence.assignments, one.evidence.facility) == (2, 5, 2, 40)
    assert [(option.label, option.count) for option in one.evidence.options] == [("Paris", 2), ("Lyon", 3), ("Nice", 0)]


# --- Classes compared ------------------------------------------------------------------------------------------------


def test_classes_on_the_same_quiz(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(2), classroom__name="10A")
    for right in ("11", "10", "01", "00"):
        sat(assignment, many_enrolled(assignment.classroom, 1), [({"option": 0}, digit) for digit in right])
    again = taught_again(assignment)
    sat(again, many_enrolled(again.classroom, 3))
    taught_again(assignment)

    found = compare(assignment.quiz, assignment.classroom.owner)

    by_class = {one.assignment.pk: one for one in found.classes}
    first, second = by_class[assignment.pk], by_class[again.pk]
    assert (first.scores, first.mean, first.quartiles) == ([0, 50, 50, 100], 50, (37.5, 50, 62.5))
    assert list(first.facilities.values()) == [0.5, 0.5]
    assert (second.scores, second.quartiles) == ([100, 100, 100], None)
    assert (len(found.classes), len(found.with_scores)) == (3, 2)
    page = as_user(assignment.classroom.owner).get(reverse("compare", args=[assignment.quiz_id])).content.decode()
    assert "10A · 4 scores" in page


def test_each_class_counts_the_attempts_that_its_homework_says():
    quiz = quiz_of(2)
    expected = {"first": [50], "last": [0], "best": [100], "mean": [50]}
    for counts in expected:
        assignment = AssignmentFactory(
            quiz=quiz, counts=counts, attempts_allowed=None, classroom=ClassroomFactory(owner=quiz.owner, school=quiz.owner.school)
        )
        ann = enrolled(assignment.classroom)
        for texts in (("Paris", "Lyon"), ("Paris", "Paris"), ("Lyon", "Lyon")):
            says(assignment, ann, *texts)

    found = compare(quiz, quiz.owner)

    assert {one.assignment.counts: one.scores for one in found.classes} == expected


def test_no_class_has_finished(as_user):
    assignment = AssignmentFactory()
    page = as_user(assignment.classroom.owner).get(reverse("compare", args=[assignment.quiz_id])).content.decode()
    assert "Nobody has finished yet" in page
