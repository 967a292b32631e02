"""Changing a quiz: its places are always 1 to n, and a quiz that a class has been set stays as it is."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quizzes import actions
from quizzes.compose import Proposal
from quizzes.models import Quiz, Slot
from revision.actions import Refused
from revision.models import Question, Topic
from tests.factories import CourseFactory, QuestionFactory, QuizFactory, SlotFactory, TeacherFactory, TopicFactory, quiz_of

pytestmark = pytest.mark.django_db

FROZEN = "“Rivers” has been set to a class, so its questions stay. Copy it to change it."


def questions_of(quiz: Quiz) -> list[Question]:
    """The questions in their order; the places are counted on the way."""
    slots = list(Slot.objects.filter(quiz=quiz).select_related("question"))
    assert [slot.position for slot in slots] == list(range(1, len(slots) + 1))
    return [slot.question for slot in slots]


def slot_keys(quiz: Quiz) -> list[int]:
    return list(quiz.slots.values_list("pk", flat=True))


def more_questions(quiz: Quiz, count: int) -> list[Question]:
    topic = TopicFactory(course=quiz.course)
    return [QuestionFactory(topic=topic, facts=[]) for _number in range(count)]


def proposed(*questions: Question) -> list[Proposal]:
    return [Proposal(question, f"Reason {number}", "part") for number, question in enumerate(questions)]


def refusal(action: Any, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        action(**values)
    return str(refused.value)


# --- Making ----------------------------------------------------------------------------------------------------------


def test_a_quiz_is_made_with_its_proposals_in_their_order() -> None:
    teacher, course = TeacherFactory(), CourseFactory()
    first, second = (QuestionFactory(topic__course=course) for _number in range(2))
    quiz = actions.create_quiz(owner=teacher, course=course, title="Rivers", proposals=proposed(second, first))
    assert Quiz.objects.get() == quiz
    assert (quiz.owner_id, quiz.course, quiz.title, quiz.frozen, quiz.archived) == (teacher.pk, course, "Rivers", False, False)
    assert list(quiz.slots.values_list("position", "question", "max_mark", "reason", "tone")) == [
        (1, second.pk, Decimal(1), "Reason 0", "part"),
        (2, first.pk, Decimal(1), "Reason 1", "part"),
    ]


def test_a_quiz_may_start_empty() -> None:
    quiz = actions.create_quiz(owner=TeacherFactory(), course=CourseFactory(), title="Rivers")
    assert questions_of(quiz) == []


def test_a_quiz_that_is_refused_is_not_made() -> None:
    course = CourseFactory()
    questions = [Question(course=course, slug=f"q{number}") for number in range(101)]
    said = refusal(actions.create_quiz, owner=TeacherFactory(), course=course, title="Rivers", proposals=proposed(*questions))
    assert said == "A quiz has at most 100 questions; nothing was added."
    assert Quiz.objects.count() == 0


# --- Adding ----------------------------------------------------------------------------------------------------------


def test_proposals_go_to_the_end_and_what_is_there_is_passed_over() -> None:
    quiz = quiz_of(2)
    there = questions_of(quiz)
    new = more_questions(quiz, 2)
    added = actions.add_proposals(quiz=quiz, proposals=proposed(new[0], there[1], new[1]))
    assert [(slot.position, slot.question, slot.reason) for slot in added] == [(3, new[0], "Reason 0"), (4, new[1], "Reason 2")]
    assert questions_of(quiz) == [*there, *new]
    assert actions.add_proposals(quiz=quiz, proposals=proposed(*there)) == []


def test_a_quiz_holds_a_hundred_questions_and_not_one_more() -> None:
    quiz = QuizFactory()
    questions = more_questions(quiz, 101)
    actions.add_proposals(quiz=quiz, proposals=proposed(*questions[:99]))
    full = "A quiz has at most 100 questions; nothing was added."
    assert refusal(actions.add_proposals, quiz=quiz, proposals=proposed(*questions[99:])) == full
    actions.add_question(quiz=quiz, question=questions[99])
    assert refusal(actions.add_question, quiz=quiz, question=questions[100]) == full
    assert questions_of(quiz) == questions[:100]


def test_a_teacher_adds_a_question() -> None:
    quiz = quiz_of(1)
    (question,) = more_questions(quiz, 1)
    slot = actions.add_question(quiz=quiz, question=question)
    assert Slot.objects.get(pk=slot.pk) == slot
    assert (slot.position, slot.question, slot.max_mark, slot.reason, slot.tone) == (2, question, Decimal(1), "Your choice", "neutral")


def test_a_question_is_not_added_twice_nor_when_it_is_left_out_of_the_course() -> None:
    quiz = quiz_of(1)
    there = questions_of(quiz)
    gone = QuestionFactory(topic__course=quiz.course, archived=True)
    assert refusal(actions.add_question, quiz=quiz, question=there[0]) == "That question is in the quiz already."
    assert refusal(actions.add_question, quiz=quiz, question=gone) == "That question has been left out of the course."
    assert questions_of(quiz) == there


# --- Moving, removing, swapping --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "steps", "order"),
    [
        (1, 1, [2, 1, 3, 4]),
        (4, -1, [1, 2, 4, 3]),
        (1, 3, [2, 3, 4, 1]),
        (4, -3, [4, 1, 2, 3]),
        (2, 0, [1, 2, 3, 4]),
        (1, -1, [1, 2, 3, 4]),
        (4, 1, [1, 2, 3, 4]),
        (2, 100, [1, 3, 4, 2]),
        (3, -100, [3, 1, 2, 4]),
    ],
)
def test_a_question_is_moved_at_most_to_either_end(place: int, steps: int, order: list[int]) -> None:
    quiz = quiz_of(4)
    before = questions_of(quiz)
    actions.move_slot(quiz=quiz, slot_id=slot_keys(quiz)[place - 1], steps=steps)
    assert questions_of(quiz) == [before[number - 1] for number in order]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_removed_question_leaves_no_gap(place: int) -> None:
    quiz = quiz_of(3)
    left = questions_of(quiz)
    key = slot_keys(quiz)[place - 1]
    del left[place - 1]
    actions.remove_slot(quiz=quiz, slot_id=key)
    assert questions_of(quiz) == left
    actions.remove_slot(quiz=quiz, slot_id=key)
    assert questions_of(quiz) == left


def test_the_last_question_can_be_removed() -> None:
    quiz = quiz_of(1)
    actions.remove_slot(quiz=quiz, slot_id=slot_keys(quiz)[0])
    assert questions_of(quiz) == []


def test_a_question_is_swapped_in_its_place_with_its_marks() -> None:
    quiz = quiz_of(2)
    last = SlotFactory(quiz=quiz, max_mark=Decimal("2.50"))
    first, second, _third = questions_of(quiz)
    (other,) = more_questions(quiz, 1)
    actions.swap_slot(quiz=quiz, slot_id=last.pk, proposal=Proposal(other, "Swapped in", "neutral"))
    assert questions_of(quiz) == [first, second, other]
    last.refresh_from_db()
    assert (last.max_mark, last.reason, last.tone) == (Decimal("2.50"), "Swapped in", "neutral")


def test_a_question_that_another_tab_put_in_is_not_swapped_in_again() -> None:
    quiz = quiz_of(2)
    before = questions_of(quiz)
    proposal = Proposal(before[1], "Swapped in", "neutral")
    said = refusal(actions.swap_slot, quiz=quiz, slot_id=slot_keys(quiz)[0], proposal=proposal)
    assert said == "That question is in the quiz already."
    assert questions_of(quiz) == before
    actions.swap_slot(quiz=quiz, slot_id=slot_keys(quiz)[1], proposal=proposal)
    assert questions_of(quiz) == before


def test_places_of_another_quiz_are_out_of_reach() -> None:
    quiz, other = quiz_of(2), quiz_of(2)
    before, there = questions_of(quiz), questions_of(other)
    key = slot_keys(other)[0]
    (question,) = more_questions(quiz, 1)
    actions.move_slot(quiz=quiz, slot_id=key, steps=1)
    actions.remove_slot(quiz=quiz, slot_id=key)
    actions.swap_slot(quiz=quiz, slot_id=key, proposal=Proposal(question, "", ""))
    assert (questions_of(quiz), questions_of(other)) == (before, there)


class AnyChanges(TestCase):
    @settings(max_examples=15)
    @given(changes=st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 5), st.integers(-6, 6)), max_size=8))
    def test_after_any_changes_the_questions_stand_as_in_a_list(self, changes: list[tuple[str, int, int]]) -> None:
        quiz = quiz_of(3)
        wanted = questions_of(quiz)
        for change, place, steps in changes:
            keys = slot_keys(quiz)
            if change == "add":
                wanted += more_questions(quiz, 1)
                actions.add_question(quiz=quiz, question=wanted[-1])
            elif place < len(wanted) and change == "remove":
                del wanted[place]
                actions.remove_slot(quiz=quiz, slot_id=keys[place])
            elif place < len(wanted):
                wanted.insert(min(max(place + steps, 0), len(wanted) - 1), wanted.pop(place))
                actions.move_slot(quiz=quiz, slot_id=keys[place], steps=steps)
            assert questions_of(quiz) == wanted


# --- Freezing, copying, renaming, archiving --------------------------------------------------------------------------


def test_a_frozen_quiz_stays_as_it_is() -> None:
    quiz = quiz_of(2, title="Rivers")
    before = list(quiz.slots.values())
    first = slot_keys(quiz)[0]
    (other,) = more_questions(quiz, 1)
    stale = Quiz.objects.get(pk=quiz.pk)
    actions.freeze_quiz(quiz=quiz)
    assert (quiz.frozen, Quiz.objects.get(pk=quiz.pk).frozen, stale.frozen) == (True, True, False)
    for one in (quiz, stale):
        assert refusal(actions.add_proposals, quiz=one, proposals=[]) == FROZEN
        assert refusal(actions.add_question, quiz=one, question=other) == FROZEN
        assert refusal(actions.remove_slot, quiz=one, slot_id=first) == FROZEN
        assert refusal(actions.move_slot, quiz=one, slot_id=first, steps=1) == FROZEN
        assert refusal(actions.swap_slot, quiz=one, slot_id=first, proposal=proposed(other)[0]) == FROZEN
    assert list(quiz.slots.values()) == before


def test_a_frozen_quiz_can_be_renamed_archived_and_copied() -> None:
    quiz = quiz_of(1, frozen=True)
    assert actions.rename_quiz(quiz=quiz, title="Streams") == quiz
    assert actions.archive_quiz(quiz=quiz) == quiz
    quiz.refresh_from_db()
    assert (quiz.title, quiz.archived, quiz.frozen) == ("Streams", True, True)
    copy = actions.copy_quiz(quiz=quiz, owner=quiz.owner)
    assert (copy.title, copy.archived, copy.frozen) == ("Streams (copy)", False, False)


def test_a_copy_has_the_questions_and_marks_but_not_the_reasons() -> None:
    quiz = QuizFactory(title="Rivers")
    for mark in (Decimal("2.50"), Decimal(1)):
        SlotFactory(quiz=quiz, max_mark=mark, reason="Class got 20%", tone="wrong")
    teacher = TeacherFactory()
    copy = actions.copy_quiz(quiz=quiz, owner=teacher)
    assert (copy.pk == quiz.pk, copy.title, copy.owner_id, copy.course) == (False, "Rivers (copy)", teacher.pk, quiz.course)
    assert questions_of(copy) == questions_of(quiz)
    assert list(copy.slots.values_list("max_mark", "reason", "tone")) == [(Decimal("2.50"), "", ""), (Decimal(1), "", "")]
    actions.remove_slot(quiz=copy, slot_id=slot_keys(copy)[0])
    assert (len(questions_of(copy)), len(questions_of(quiz))) == (1, 2)


def test_the_title_of_a_copy_of_a_copy_fits() -> None:
    quiz = QuizFactory(title="x" * 120)
    for _generation in range(3):
        quiz = actions.copy_quiz(quiz=quiz, owner=quiz.owner)
        quiz.full_clean()
    assert quiz.title == f"{'x' * 110} (copy)"[:110] + " (copy)"


# --- How many queries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 30])
def test_a_change_costs_the_same_queries_whatever_the_length(django_assert_num_queries: Any, count: int) -> None:
    """Each begins and ends a savepoint (2) and locks the quiz (1)."""
    quiz = quiz_of(count)
    keys = slot_keys(quiz)
    new = more_questions(quiz, 3)
    with django_assert_num_queries(3 + 1 + 3):
        actions.move_slot(quiz=quiz, slot_id=keys[0], steps=2)
    with django_assert_num_queries(3 + 1):
        actions.move_slot(quiz=quiz, slot_id=0, steps=2)
    with django_assert_num_queries(3 + 4 + 3):
        actions.remove_slot(quiz=quiz, slot_id=keys[0])
    with django_assert_num_queries(3 + 1):
        actions.remove_slot(quiz=quiz, slot_id=keys[0])
    with django_assert_num_queries(3 + 2):
        actions.swap_slot(quiz=quiz, slot_id=keys[1], proposal=proposed(new[0])[0])
    with django_assert_num_queries(3 + 3):
        actions.add_proposals(quiz=quiz, proposals=proposed(*new[1:]))
    with django_assert_num_queries(2 + 3):
        actions.copy_quiz(quiz=quiz, owner=quiz.owner)
    with django_assert_num_queries(1):
        actions.freeze_quiz(quiz=quiz)
    with django_assert_num_queries(1):
        actions.rename_quiz(quiz=quiz, title="Streams")
    with django_assert_num_queries(1):
        actions.archive_quiz(quiz=quiz)


# --- Random picks and marks ------------------------------------------------------------------------------------------


def bank(quiz: Quiz, count: int, **topic: Any) -> Topic:
    """A topic of the quiz's course with ``count`` questions."""
    made: Topic = TopicFactory(course=quiz.course, **topic)
    for _number in range(count):
        QuestionFactory(topic=made, facts=[])
    return made


def picked(quiz: Quiz) -> list[tuple[int, str | None, int, Decimal]]:
    return list(quiz.slots.values_list("position", "topic__title", "picks", "max_mark"))


def test_a_pick_stands_at_the_end() -> None:
    quiz = quiz_of(1)
    topic = bank(quiz, 3, title="Seine")

    actions.add_pick(quiz=quiz, topic=topic, picks=3, max_mark=Decimal("1.5"))

    assert picked(quiz) == [(1, None, 1, Decimal(1)), (2, "Seine", 3, Decimal("1.5"))]


def test_a_pick_takes_the_questions_of_the_topics_below_too() -> None:
    quiz = quiz_of(0)
    chapter = bank(quiz, 1)
    bank(quiz, 2, parent=chapter)

    actions.add_pick(quiz=quiz, topic=chapter, picks=3)

    assert quiz.slots.count() == 1


def test_a_pick_that_cannot_find_its_questions_is_refused() -> None:
    quiz = quiz_of(0)
    topic = bank(quiz, 3, title="Seine")
    actions.add_question(quiz=quiz, question=topic.questions.first())
    QuestionFactory(topic=topic, facts=[], archived=True)
    before = picked(quiz)

    assert refusal(actions.add_pick, quiz=quiz, topic=topic, picks=3) == (
        "“Seine” has only 2 other questions to pick from, and 3 are wanted. Nothing was changed."
    )
    assert picked(quiz) == before


def test_picks_of_a_topic_and_of_one_below_it_draw_from_the_same() -> None:
    """The chapter's pick may take the topic's own questions first."""
    quiz = quiz_of(0)
    chapter = bank(quiz, 2)
    below = bank(quiz, 3, parent=chapter, title="Seine")
    elsewhere = bank(quiz, 1)
    actions.add_pick(quiz=quiz, topic=chapter, picks=2)
    actions.add_pick(quiz=quiz, topic=elsewhere, picks=1)

    actions.add_pick(quiz=quiz, topic=below, picks=1)

    assert refusal(actions.add_pick, quiz=quiz, topic=below, picks=1) == (
        "“Seine” has only 3 other questions to pick from, and 4 are wanted. Nothing was changed."
    )


def test_a_question_is_not_taken_from_a_pick_that_needs_it() -> None:
    quiz = quiz_of(1)
    topic = bank(quiz, 2, title="Seine")
    actions.add_pick(quiz=quiz, topic=topic, picks=2)
    question = topic.questions.first()
    said = "“Seine” has only 1 other question to pick from, and 2 are wanted. Nothing was changed."

    assert refusal(actions.add_question, quiz=quiz, question=question) == said
    first = quiz.slots.get(topic=None)
    assert refusal(actions.swap_slot, quiz=quiz, slot_id=first.pk, proposal=proposed(question)[0]) == said
    assert (quiz.slots.count(), quiz.slots.filter(question=question).exists()) == (2, False)


def test_picks_count_towards_the_limit() -> None:
    quiz = quiz_of(0)
    topic = bank(quiz, 0)
    Slot.objects.bulk_create(Slot(quiz=quiz, position=place, topic=topic, picks=33) for place in (1, 2, 3))

    assert refusal(actions.add_pick, quiz=quiz, topic=topic, picks=2) == "A quiz has at most 100 questions; nothing was added."
    assert refusal(actions.add_proposals, quiz=quiz, proposals=proposed(*more_questions(quiz, 2))) == (
        "A quiz has at most 100 questions; nothing was added."
    )


def test_a_pick_is_moved_copied_and_taken_out() -> None:
    quiz = quiz_of(1)
    slot = actions.add_pick(quiz=quiz, topic=bank(quiz, 2, title="Seine"), picks=2, max_mark=Decimal("0.5"))
    actions.move_slot(quiz=quiz, slot_id=slot.pk, steps=-1)

    copy = actions.copy_quiz(quiz=quiz, owner=quiz.owner)
    actions.remove_slot(quiz=quiz, slot_id=slot.pk)

    assert picked(copy) == [(1, "Seine", 2, Decimal("0.5")), (2, None, 1, Decimal(1))]
    assert picked(quiz) == [(1, None, 1, Decimal(1))]


def test_marks_are_changed_together() -> None:
    quiz, other = quiz_of(3), quiz_of(1)
    first, _second, third = slot_keys(quiz)
    new = {first: Decimal("2.25"), third: Decimal("0.25"), slot_keys(other)[0]: Decimal(9), 0: Decimal(9)}

    actions.set_marks(quiz=quiz, marks=new)

    assert [slot.max_mark for slot in quiz.slots.all()] == [Decimal("2.25"), Decimal(1), Decimal("0.25")]
    assert other.slots.get().max_mark == 1


def test_a_set_quiz_keeps_its_marks_and_its_picks() -> None:
    quiz = quiz_of(1, title="Rivers")
    topic = bank(quiz, 2)
    actions.freeze_quiz(quiz=quiz)
    before = picked(quiz)
    said = "“Rivers” has been set to a class, so its questions stay. Copy it to change it."

    assert refusal(actions.add_pick, quiz=quiz, topic=topic, picks=1) == said
    assert refusal(actions.set_marks, quiz=quiz, marks={slot_keys(quiz)[0]: Decimal(2)}) == said
    assert picked(quiz) == before


@pytest.mark.parametrize("count", [2, 20])
def test_a_pick_costs_the_same_queries_whatever_is_there(django_assert_num_queries: Any, count: int) -> None:
    quiz = quiz_of(count)
    topic = bank(quiz, count)
    with django_assert_num_queries(3 + 6):
        actions.add_pick(quiz=quiz, topic=topic, picks=2)
    with django_assert_num_queries(3 + 3):
        actions.set_marks(quiz=quiz, marks=dict.fromkeys(slot_keys(quiz)[:1], Decimal(2)))
