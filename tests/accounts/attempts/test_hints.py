"""Hints: each wrong try that another may follow shows the next, and nothing shows one earlier."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from revision.course_blocks import BlockReader
from revision.editing.questions import says_the_same
from revision.forms import HintsField
from revision.models import QuestionVersion
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, choice_of, started

pytestmark = pytest.mark.django_db


def test_each_wrong_try_shows_the_next_hint(as_user):
    question = QuestionFactory()
    asked = QuestionVersion.objects.create(
        question=question, number=2, prompt="Which?", explanation="So.", body=question.current.body, hints=["First hint.", "Second hint."]
    )
    question.current = asked
    question.save()
    quiz = QuizFactory(course=question.course)
    SlotFactory(quiz=quiz, question=question)
    attempt = started(AssignmentFactory(quiz=quiz, tries=3))
    client, address = as_user(attempt.student), reverse("question_of_attempt", args=[attempt.pk, 1])

    def hints() -> list[str]:
        page = client.get(address).content.decode()
        return [hint for hint in asked.hints if hint in page]

    seen = [hints()]
    for right in (False, False, True):
        client.post(address, {**choice_of(attempt, 1, right=right), "key": str(uuid.uuid4())})
        seen.append(hints())

    assert seen == [[], ["First hint."], ["First hint.", "Second hint."], []]


def test_hints_are_written_one_a_line():
    field = HintsField(required=False)

    assert [field.clean(text) for text in ("", " One \n\nTwo\r\n")] == [[], ["One", "Two"]]


@pytest.mark.parametrize("text", ["\n".join("abcdef"), "x" * 501])
def test_too_many_or_too_long_hints_are_refused(text):

    with pytest.raises(ValidationError):
        HintsField(required=False).clean(text)


def test_a_course_file_gives_hints_on_lines_of_their_own():
    block = BlockReader(lambda number, message: pytest.fail(message)).read(
        "Question: post\nPrompt: Which?\nHint: It was founded\n  after the war.\nHint: Its head kept the files.\n"
    )[0]

    assert block.values["Hint"].splitlines() == ["It was founded after the war.", "Its head kept the files."]


def test_other_hints_make_another_version():
    version = QuestionFactory().current
    told = version.question.type.read(version.body).model_dump(mode="json")
    said = {"prompt": version.prompt, "explanation": version.explanation, "body": told, "source": None}

    assert [says_the_same(version.question, version, **said, hints=hints) for hints in ([], ["One"])] == [True, False]
