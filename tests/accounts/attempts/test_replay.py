"""R10: a score is the replay of its log, and a difference is found and named."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.attempts import replay
from accounts.attempts.models import Attempt, AttemptItem
from accounts.marking.actions import back_to_automatic, override_mark
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question, undo_repair
from tests.accounts.helpers import queries, says
from tests.factories import AssignmentFactory, answer, choice_of, enrolled, finished, quiz_of, started

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [str(one).split(": ", 1)[1] for one in replay.differences(Attempt.objects.all())]


def test_nothing_differs_after_all_that_may_happen_to_a_mark():
    """Answered, tried again, typed, marked by hand, repaired in every way, and undone."""
    assignment = AssignmentFactory(quiz=quiz_of(3), tries=3, penalty=Decimal("0.25"), confidence="marked")
    teacher = assignment.classroom.owner
    attempts = [says(assignment, enrolled(assignment.classroom), "Lyon", "Paris", "Nice") for _number in range(3)]
    under_way = started(assignment)
    answer(under_way, 1, choice_of(under_way, 1, right=False))
    answer(under_way, 1, choice_of(under_way, 1))
    question = assignment.quiz.slots.get(position=1).question
    assert found() == []

    by_hand = {"items": AttemptItem.objects.all(), "attempt_id": attempts[0].pk, "position": 1, "by": teacher}
    override_mark(**by_hand, fraction=Decimal("0.5"), reason="Near enough", comment="")
    assert found() == []
    for edit in (Edit("key", ("Lyon",)), Edit("full"), Edit("drop")):
        repair = repair_question(assignment=assignment, question=question, edit=edit, by=teacher)
        assert found() == []
        later = started(assignment)
        answer(later, 1, choice_of(later, 1, right=False))
        assert found() == []
        undo_repair(repair=repair, by=teacher)
        assert found() == []
    back_to_automatic(**by_hand)
    assert found() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": F("score") - 1}, ["score is 2.0000000, by the log 3.0000000"]),
        ({"answered_count": 2}, ["answered_count is 2, by the log 3"]),
        ({"waiting_count": 1}, ["waiting_count is 1, by the log 0"]),
        ({"max_score": 4}, ["max_score is 4.00, by the log 3.00"]),
        ({"question_count": 4}, ["question_count is 4, by the log 3"]),
    ],
)
def test_a_total_that_differs_is_named(change, said):
    finished(AssignmentFactory())
    Attempt.objects.update(**change)
    assert found() == said


def test_a_mark_that_differs_is_named_and_its_total_too():
    attempt = finished(AssignmentFactory())
    attempt.items.filter(position=2).update(fraction=Decimal("0.5"))
    assert [str(one) for one in replay.differences(Attempt.objects.all())] == [f"{attempt.pk}/2: fraction is 0.50000, by the log 1.00"]


def test_an_answer_that_is_gone_is_noticed():
    attempt = finished(AssignmentFactory())
    item = attempt.items.get(position=1)
    item.responses.all().delete()
    assert [one.split(" ")[0] for one in found()] == ["tries", "answered", "fraction", "answered_count", "score"]


@pytest.mark.parametrize("attempts", [1, 3])
def test_reading_takes_four_queries_for_each_two_hundred_attempts(attempts):
    assignment = AssignmentFactory()
    for _number in range(attempts):
        finished(assignment)
    assert queries(found) == 4


def test_more_than_are_read_together_are_all_read(monkeypatch):
    monkeypatch.setattr(replay, "AT_ONCE", 2)
    assignment = AssignmentFactory()
    for _number in range(5):
        finished(assignment)
    Attempt.objects.update(answered_count=1)
    assert len(found()) == 5


def test_the_command_says_that_all_is_well(capsys):
    finished(AssignmentFactory())
    call_command("check_scores")
    assert capsys.readouterr().out == "1 attempts, and every score is the replay of its log.\n"


def test_the_command_fails_where_something_differs(capsys):
    attempt = finished(AssignmentFactory())
    Attempt.objects.update(answered_count=1)
    with pytest.raises(CommandError, match="1 difference between what is kept and what the log says"):
        call_command("check_scores")
    assert capsys.readouterr().out == f"{attempt.pk}: answered_count is 1, by the log 3\n"
