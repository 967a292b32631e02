"""R10: a score is the replay of its log, for ten thousand attempts of every way to answer."""

import random
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.attempts.actions import judged
from accounts.attempts.replay import differences
from accounts.models import Attempt, AttemptItem, Response
from tests.accounts.helpers import many_enrolled
from tests.answers import BODIES, posted, stored
from tests.factories import AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, started
from tests.torture.harness import size

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in BODIES if kind != "extended_answer"]
AT_ONCE = 500
"""Attempts that are written together."""


def test_ten_thousand_scores_are_the_replay_of_their_logs():
    """Three questions of three kinds, up to three tries each, with a penalty and confidence; judged by the engine, written in bulk."""
    attempts, draw, words = size(10_000), random.Random(10), iter(range(10**9))
    for _chunk in range(0, attempts, AT_ONCE):
        quiz = QuizFactory()
        for kind in draw.sample(KINDS, 3):
            body = stored(kind, BODIES[kind](lambda: f"word {next(words)}"))
            SlotFactory(quiz=quiz, question=QuestionFactory(kind=kind, body=body, topic__course=quiz.course), max_mark=Decimal("1.25"))
        assignment = AssignmentFactory(quiz=quiz, classroom__owner=quiz.owner, tries=3, penalty=Decimal("0.3"), confidence="marked")
        pattern = started(assignment)
        items = list(pattern.items.select_related("version__question"))
        answers = {}
        for item in items:
            forms = [posted(pattern, item.position, right=right) for right in (True, False)]
            answers[item.position] = [said(item, form) for form in forms]
        many_at_work(assignment, pattern, items, answers, min(AT_ONCE, attempts), draw)

    assert Attempt.objects.count() >= attempts
    assert Response.objects.count() > 3 * attempts
    assert Attempt.objects.values("score").distinct().count() > 50
    assert list(differences(Attempt.objects.all())) == []


def said(item, form):
    """What a browser posts, as it is stored."""
    from quizzes.presentation import form_for  # noqa: PLC0415
    from tests.torture.jobs import as_sent  # noqa: PLC0415

    read = form_for(item.version, item.seed, as_sent(form))
    assert read.is_valid(), read.errors
    return read.answer()


def many_at_work(assignment, pattern, items, answers, count, draw):
    """Attempts laid out as ``pattern``, each answered by the draw."""
    now = timezone.now()
    values = {"question_count": 3, "max_score": pattern.max_score, "deadline": pattern.deadline, "due": pattern.due}
    attempts = [Attempt(assignment=assignment, student=student, **values) for student in many_enrolled(assignment.classroom, count)]
    made = [
        AttemptItem(
            attempt=attempt,
            position=one.position,
            slot_id=one.slot_id,
            version=one.version,
            seed=one.seed,
            max_mark=one.max_mark,
            confidence_counts=one.confidence_counts,
        )
        for attempt in attempts
        for one in items
    ]
    responses = []
    for item in made:
        earlier: list[Response] = []
        while not item.is_final and draw.random() < 0.9:
            answer = draw.choice(answers[item.position])
            earlier.append(judged(item, earlier, answer, key=uuid.uuid4(), now=now, confidence=draw.choice([None, 1, 2, 3])))
        responses += earlier
    Attempt.objects.bulk_create(attempts)
    AttemptItem.objects.bulk_create(made)
    Response.objects.bulk_create(responses)
