"""What the tables of quizzes refuse, and who sees a quiz."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from quizzes.models import Quiz, Slot
from tests.factories import AdminFactory, QuestionFactory, QuizFactory, SlotFactory, TeacherFactory, TopicFactory, quiz_of

pytestmark = pytest.mark.django_db

# PostgreSQL names the constraint; SQLite names it for a check, and the columns for a unique one.
POSITION, QUESTION = (
    ("slot_position_once_in_quiz", "slot_question_once_in_quiz")
    if connection.vendor == "postgresql"
    else ("quizzes_slot.quiz_id, quizzes_slot.position", "quizzes_slot.quiz_id, quizzes_slot.question_id")
)


def refuses(constraint: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SlotFactory(**values)


def test_a_place_and_a_question_stand_once_in_a_quiz() -> None:
    slot = SlotFactory()
    refuses(POSITION, quiz=slot.quiz, position=slot.position)
    refuses(QUESTION, quiz=slot.quiz, question=slot.question)
    other = SlotFactory(quiz__course=slot.quiz.course, position=slot.position, question=slot.question)
    assert list(Slot.objects.order_by("pk")) == [slot, other]


@pytest.mark.parametrize("mark", [Decimal(0), Decimal(-1)])
def test_a_question_is_worth_something(mark: Decimal) -> None:
    refuses("slot_mark_above_zero", max_mark=mark)


def test_a_form_takes_marks_from_a_quarter() -> None:
    slot = SlotFactory(max_mark=Decimal("0.25"))
    slot.full_clean()
    slot.max_mark = Decimal("0.24")
    with pytest.raises(ValidationError) as refused:
        slot.full_clean()
    assert refused.value.message_dict == {"max_mark": ["Ensure this value is greater than or equal to 0.25."]}


def test_questions_courses_and_owners_in_quizzes_are_not_deleted() -> None:
    slot = SlotFactory()
    for row in (slot.question, slot.quiz.course, slot.quiz.owner):
        with pytest.raises(ProtectedError):
            row.delete()
    slot.quiz.delete()
    assert Slot.objects.count() == 0


def test_a_quiz_is_edited_by_its_owner_alone() -> None:
    quiz = QuizFactory()
    colleague = TeacherFactory(school=quiz.owner.school)
    admin = AdminFactory(school=quiz.owner.school)
    editable = {user: list(Quiz.objects.editable_by(user)) for user in (quiz.owner, colleague, admin)}
    assert editable == {quiz.owner: [quiz], colleague: [], admin: []}


def test_quizzes_count_their_questions_and_the_newest_comes_first(django_assert_num_queries: Any) -> None:
    quizzes = [quiz_of(count) for count in (3, 0, 1)]
    with django_assert_num_queries(1):
        counted = [(quiz, quiz.question_count) for quiz in Quiz.objects.with_counts()]
    assert counted == [(quizzes[2], 1), (quizzes[1], 0), (quizzes[0], 3)]
    quizzes[0].slots.create(position=4, topic=TopicFactory(course=quizzes[0].course), picks=5)
    assert Quiz.objects.with_counts().get(pk=quizzes[0].pk).question_count == 8
    assert list(Quiz.objects.all()) == quizzes[::-1]


def test_slots_come_in_their_order() -> None:
    quiz = QuizFactory()
    second = SlotFactory(quiz=quiz, position=2)
    first = SlotFactory(quiz=quiz, position=1)
    assert list(quiz.slots.all()) == [first, second]


def test_rows_know_their_names_and_address() -> None:
    quiz = QuizFactory(title="Rivers")
    slot = SlotFactory(quiz=quiz, question=QuestionFactory(topic__course=quiz.course))
    assert (str(quiz), str(slot), quiz.get_absolute_url()) == ("Rivers", f"{quiz.pk} 1", f"/quizzes/{quiz.pk}/")
