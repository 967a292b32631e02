"""R5: abandoned attempts close with what was saved, whoever looks first, and by a command."""

import os
import signal
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.attempts.models import Attempt, AttemptEvent
from accounts.management.commands import close_attempts
from accounts.marking.closing import close_those_over
from tests.accounts.helpers import NOON, OVER, SECOND, queries
from tests.factories import AssignmentFactory, answer, choice_of, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def abandoned(time_machine):
    """An attempt of which one question was answered, at the last second at which it takes answers."""
    time_machine.move_to(NOON, tick=False)
    assignment = AssignmentFactory(opens=NOON, due=NOON, closes=NOON)
    attempt = started(assignment)
    answer(attempt, 1, choice_of(attempt, 1))
    time_machine.move_to(NOON + OVER - SECOND, tick=False)
    return attempt


def test_the_command_closes_what_is_over_and_nothing_else(abandoned, time_machine, capsys):
    call_command("close_attempts")
    assert (Attempt.objects.get().finished, capsys.readouterr().out) == (None, "")

    time_machine.move_to(NOON + OVER, tick=False)
    call_command("close_attempts")
    call_command("close_attempts")

    closed = Attempt.objects.get()
    assert (closed.finished, closed.ended_by, closed.answered_count) == (NOON, "time", 1)
    assert AttemptEvent.objects.count() == 1
    assert capsys.readouterr().out == "Closed 1 attempt whose time was over.\n"


def test_where_nothing_is_over_it_takes_one_query(abandoned):
    assert queries(lambda: close_those_over(Attempt.objects.all())) == 1


def test_it_goes_on_until_it_is_told_to_stop_and_bears_a_database_that_is_away(abandoned, time_machine, monkeypatch, capsys):
    """Three rounds: the database is away in the first, and SIGTERM comes in the third."""
    time_machine.move_to(NOON + OVER, tick=False)
    rounds = []

    def closing(attempts):
        rounds.append(len(rounds) + 1)
        if len(rounds) == 1:
            raise OperationalError("gone")
        if len(rounds) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return close_those_over(attempts)

    monkeypatch.setattr(close_attempts, "close_those_over", closing)
    monkeypatch.setattr(close_attempts, "close_old_connections", lambda: None)
    monkeypatch.setattr(threading.Event, "wait", lambda *_given: None)
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        call_command("close_attempts", every=60)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)

    assert rounds == [1, 2, 3]
    assert capsys.readouterr() == ("Closed 1 attempt whose time was over.\n", "Not this time: gone\n")


def test_it_does_not_go_round_without_a_pause():
    with pytest.raises(CommandError, match="at least 1 second"):
        call_command("close_attempts", every=0)
