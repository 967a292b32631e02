"""Written answers: they wait for a teacher, add nothing meanwhile, and their student may judge them; and sources above questions."""

import io
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from PIL import Image

from accounts.attempts.actions import finish_attempt, judge_oneself
from accounts.models import Attempt, AttemptItem
from quizzes.feedback import FeedbackPolicy
from revision.actions import Refused, make_source, make_version
from revision.documents import SourceDocument
from revision.models import Source
from revision.pictures import cleaned_picture
from tests.accounts.attempts.test_views import part, words
from tests.answers import BODIES, posted, stored
from tests.factories import (
    AssignmentFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TeacherFactory,
    TopicFactory,
    UserFactory,
    answer,
    started,
)

pytestmark = pytest.mark.django_db


def written_quiz(owner, **values):
    """A choice worth 1 and a written answer worth 4."""
    quiz = QuizFactory(owner=owner)
    topic = TopicFactory(course=quiz.course)
    SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic))
    body = stored("extended_answer", BODIES["extended_answer"](lambda: "scheme-canary"))
    SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic, kind="extended_answer", body=body), max_mark=4)
    return quiz


@pytest.fixture
def attempt():
    owner = TeacherFactory()
    return started(AssignmentFactory(quiz=written_quiz(owner), classroom__owner=owner, classroom__school=owner.school))


def totals(attempt):
    return Attempt.objects.values_list("answered_count", "waiting_count", "score", "max_score").get(pk=attempt.pk)


def test_a_written_answer_waits_and_adds_nothing(attempt):
    answer(attempt, 2, posted(attempt, 2, right=True))
    answer(attempt, 1, posted(attempt, 1, right=True))

    item = attempt.items.get(position=2)
    assert totals(attempt) == (2, 1, Decimal(1), Decimal(5))
    assert (item.state, item.fraction, item.mark, item.is_final) == ("waiting", None, 0, True)
    assert item.responses.get().fraction is None


def test_its_student_is_told_that_it_waits_and_sees_the_scheme(as_user, attempt):
    client = as_user(attempt.student)
    address = reverse("question_of_attempt", args=[attempt.pk, 2])

    before = client.get(address).content.decode()
    fragment = client.post(
        address, {"key": str(uuid.uuid4()), **posted(attempt, 2, right=True)}, headers={"HX-Request": "true"}
    ).content.decode()

    assert ("scheme-canary" in before, "scheme-canary" in fragment) == (False, True)
    assert "Saved: your teacher will mark it" in fragment
    assert ("Not right" in fragment, "is-wrong" in fragment) == (False, False)


def test_a_finished_attempt_says_what_is_still_to_be_marked(as_user, attempt):
    answer(attempt, 1, posted(attempt, 1, right=True))
    answer(attempt, 2, posted(attempt, 2, right=True))
    finish_attempt(attempt_id=attempt.pk)

    page = words(part(as_user(attempt.student).get(attempt.get_absolute_url()), "main"))

    assert "1 of 5 so far" in page
    assert "1 answer waits for a teacher’s mark" in page
    assert "Practise the" not in page


# --- Judging oneself -------------------------------------------------------------------------------------------------


@pytest.fixture
def done(attempt):
    answer(attempt, 2, posted(attempt, 2, right=True))
    return finish_attempt(attempt_id=attempt.pk)


def judged(client, attempt, mark, position=2):
    return client.post(reverse("judge_oneself", args=[attempt.pk, position]), {"mark": mark}, follow=True)


def test_a_student_may_judge_their_own_answer_and_it_never_counts(as_user, done):
    page = words(part(judged(as_user(done.student), done, "3"), "main"))

    assert done.items.get(position=2).own_fraction == Decimal("0.75")
    assert totals(done) == (1, 1, Decimal(0), Decimal(5))
    assert "You gave yourself 3 of 4. It does not count." in page


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("5", "Give yourself between 0 and 4 marks."),
        ("-1", "Give yourself a number of marks."),
        ("many", "Give yourself a number of marks."),
        ("", "Give yourself a number of marks."),
        ("NaN", "Give yourself a number of marks."),
    ],
)
def test_a_mark_that_is_none_is_refused_in_words(as_user, done, mark, said):
    page = judged(as_user(done.student), done, mark)

    assert said in page.content.decode()
    assert done.items.get(position=2).own_fraction is None


def test_only_written_answers_are_judged(attempt):
    answer(attempt, 1, posted(attempt, 1, right=False))

    for position in (1, 2):
        with pytest.raises(Refused):
            judge_oneself(items=AttemptItem.objects.of(attempt.student), attempt_id=attempt.pk, position=position, mark=Decimal(1))


def test_nobody_judges_anothers_answer(as_user, done):
    classmate = EnrolmentFactory(classroom=done.assignment.classroom).student
    others = [classmate, UserFactory(), done.assignment.classroom.owner]

    assert [judged(as_user(other), done, "3").status_code for other in others] == [404, 404, 404]
    assert judged(as_user(done.student), done, "3", position=7).status_code == 404
    assert done.items.get(position=2).own_fraction is None


def test_no_judging_before_the_scheme_may_be_seen(as_user, done):
    done.assignment.feedback = FeedbackPolicy.AFTER_DUE
    done.assignment.save()

    assert judged(as_user(done.student), done, "3").status_code == 404


# --- Sources ---------------------------------------------------------------------------------------------------------


def under_a_source(attempt, **values):
    """Put the first question of the attempt under a source, as if it had always been so."""
    item = attempt.items.select_related("version__question__course").get(position=1)
    document = SourceDocument(slug="letter", title="A letter", origin="Paris, 1924.", **values)
    source = make_source(course=item.version.question.course, document=document)
    version = item.version
    made = make_version(question=version.question, prompt=version.prompt, explanation=version.explanation, body=version.body, source=source)
    attempt.items.filter(position=1).update(version=made)
    return source


def test_a_source_stands_above_its_question_and_in_the_review(as_user, attempt):
    under_a_source(attempt, kind=Source.Kind.TABLE, table=[["River", "km"], ["Seine", "777"]])
    client = as_user(attempt.student)

    page = words(part(client.get(reverse("question_of_attempt", args=[attempt.pk, 1])), "main"))
    answer(attempt, 1, posted(attempt, 1, right=False))
    finish_attempt(attempt_id=attempt.pk)
    review = words(part(client.get(attempt.get_absolute_url()), "main"))

    for text in (page, review):
        assert "Source A letter River km Seine 777 Paris, 1924." in text


def drawn():
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(out, format="PNG")
    return out.getvalue()


def test_a_picture_is_served_to_those_who_are_asked_about_it(as_user, attempt, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    source = under_a_source(attempt, kind=Source.Kind.PICTURE, picture=drawn(), alternative="A blue map")
    classmate = EnrolmentFactory(classroom=attempt.assignment.classroom).student
    readers = {"student": attempt.student, "teacher": attempt.assignment.classroom.owner, "classmate": classmate, "stranger": UserFactory()}

    found = {who: as_user(user).get(reverse("source_picture", args=[source.pk])) for who, user in readers.items()}

    assert {who: response.status_code for who, response in found.items()} == {
        "student": 200,
        "teacher": 200,
        "classmate": 404,
        "stranger": 404,
    }
    served = found["student"]
    assert (served.headers["Content-Type"], served.content) == ("image/png", cleaned_picture(drawn()))
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    page = as_user(attempt.student).get(reverse("question_of_attempt", args=[attempt.pk, 1])).content.decode()
    assert f'src="{reverse("source_picture", args=[source.pk])}" alt="A blue map"' in page


def test_a_picture_whose_file_is_gone_is_missing(as_user, attempt, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    source = under_a_source(attempt, kind=Source.Kind.PICTURE, picture=drawn(), alternative="A blue map")
    source.picture.storage.delete(source.picture.name)

    assert as_user(attempt.student).get(reverse("source_picture", args=[source.pk])).status_code == 404


def test_a_source_without_a_picture_has_none_to_serve(as_user, attempt):
    source = under_a_source(attempt, kind=Source.Kind.TEXT, text="Dear Sir")

    assert as_user(attempt.student).get(reverse("source_picture", args=[source.pk])).status_code == 404
