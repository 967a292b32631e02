"""What of a teacher's marking reaches the student, and what stays with the teacher."""

import pytest
from django.urls import reverse

from accounts.attempts.models import AttemptItem
from accounts.marking.actions import award, override_mark, release_marks
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question
from tests.accounts.attempts.test_views import part, words

pytestmark = pytest.mark.django_db

NOTE = "Your teacher changed how this question is marked."


def page_of(essay, as_user, name="Ann"):
    attempt = essay.attempts[name]
    return words(part(as_user(attempt.student).get(attempt.get_absolute_url()), "main"))


def test_a_mark_and_its_comment_are_seen_once_released(essay, as_user):
    award(items=AttemptItem.objects.all(), item_id=essay.item("Ann", 1).pk, fraction=1, comment="Canary comment.", by=essay.teacher)
    before = page_of(essay, as_user)

    release_marks(assignment=essay.assignment, by=essay.teacher, despite_unmarked=True)

    after = page_of(essay, as_user)
    assert ("Canary comment." in before, "6 of 7" in before) == (False, False)
    assert ("Canary comment." in after, "6 of 7" in after) == (True, True)


def test_a_repaired_question_says_so(essay, as_user):
    assert NOTE not in page_of(essay, as_user)

    repair_question(assignment=essay.assignment, question=essay.typed, edit=Edit("accept", ("Lutetia",)), by=essay.teacher)

    page = page_of(essay, as_user)
    assert (page.count(NOTE), "1 of 7" in page) == (1, True)


def test_before_the_answers_are_out_the_note_is_not_either(essay, as_user):
    essay.assignment.feedback = "never"
    essay.assignment.save()

    repair_question(assignment=essay.assignment, question=essay.typed, edit=Edit("full"), by=essay.teacher)

    assert NOTE not in page_of(essay, as_user)


def test_the_history_is_for_the_teacher_alone(essay, as_user):
    override_mark(
        items=AttemptItem.objects.all(),
        attempt_id=essay.attempts["Ann"].pk,
        position=2,
        fraction=1,
        reason="Canary reason",
        comment="",
        by=essay.teacher,
    )

    teacher = words(part(as_user(essay.teacher).get(essay.attempts["Ann"].get_absolute_url()), "main"))

    assert "Mark changed by hand · question 2 · 0% → 100%" in teacher
    assert "Canary reason" in teacher
    assert "Canary reason" not in page_of(essay, as_user)
    assert (
        reverse("override_mark", args=[essay.attempts["Ann"].pk, 2])
        in as_user(essay.teacher).get(essay.attempts["Ann"].get_absolute_url()).content.decode()
    )
