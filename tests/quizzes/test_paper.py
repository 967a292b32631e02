"""A quiz on paper: every kind of question, and the answers on a sheet of their own."""

import pytest
from django.urls import reverse

from revision.question_types import registry
from tests.accounts.attempts.test_views import part, words
from tests.answers import BODIES, stored
from tests.factories import QuestionFactory, QuizFactory, SlotFactory, TeacherFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    """One question of each kind there is; its secrets are numbered."""
    made = QuizFactory(title="All of it")
    topic = TopicFactory(course=made.course)
    numbers = iter(range(10_000))
    for kind, body in sorted(BODIES.items()):
        question = QuestionFactory(
            topic=topic, kind=kind, body=stored(kind, body(lambda: f"secret{next(numbers):04}")), prompt=f"About {kind}?", facts=[]
        )
        SlotFactory(quiz=made, question=question)
    return made


def test_the_questions_come_without_their_answers_and_the_answers_after_them(as_user, quiz):
    page = as_user(quiz.owner).get(reverse("paper", args=[quiz.pk])).content.decode()

    questions, _, answers = page.partition('class="paper-key"')
    assert [kind for kind in BODIES if f"About {kind}?" not in questions] == []
    assert "secret" not in questions
    for slot in quiz.slots.select_related("question__current"):
        question_type = slot.question.type
        assert question_type.key_text(question_type.read(slot.question.current.body)).split(" ")[0] in answers
        assert slot.question.current.explanation in answers
    assert set(BODIES) == set(registry.all_types())


def test_every_print_is_alike(as_user, quiz):
    client, address = as_user(quiz.owner), reverse("paper", args=[quiz.pk])

    assert words(part(client.get(address), "main")) == words(part(client.get(address), "main"))


def test_an_empty_quiz_is_not_printed(as_user):
    quiz = QuizFactory()

    response = as_user(quiz.owner).get(reverse("paper", args=[quiz.pk]), follow=True)

    assert response.redirect_chain == [(quiz.get_absolute_url(), 302)]
    assert "There is nothing to print yet: add some questions first." in response.content.decode()


def test_a_colleague_does_not_print_it(as_user, quiz):
    colleague = TeacherFactory(school=quiz.owner.school)

    assert as_user(colleague).get(reverse("paper", args=[quiz.pk])).status_code == 404


def test_the_same_few_queries_whatever_the_length(as_user, django_assert_num_queries):
    for count in (1, 4):
        quiz = QuizFactory()
        for _place in range(count):
            SlotFactory(quiz=quiz, question=QuestionFactory(topic=TopicFactory(course=quiz.course)))
        client = as_user(quiz.owner)
        with django_assert_num_queries(6):
            client.get(reverse("paper", args=[quiz.pk]))
