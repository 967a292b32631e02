"""What other processes do while a test looks on, or kills them."""

import multiprocessing
import random
import uuid
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.http import QueryDict

from accounts.attempts.actions import submit_answer
from accounts.attempts.models import AttemptItem
from accounts.marking.models import Repair
from accounts.marking.pending import begin_repair, carry_out
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import undo_repair
from accounts.models import Assignment, User
from revision.models import Question

SELDOM_MORE = (12, 4, 2, 1)
"""How often an answer comes two, three, four and five times at once."""


def command(name: str, **options: Any) -> None:
    """A management command."""
    call_command(name, **options)


def answers_at_once(places: list[tuple[str, int]], senders: int, groups: int, seed: int) -> None:
    """Answer each question from two to ``senders`` processes in the same moment; half under one key, as a double click or a retry is.

    Several groups of senders are at work, each with places of its own: while one waits for the database, others go on.
    """
    context = multiprocessing.get_context("fork")
    processes = []
    for group in range(groups):
        together = context.Barrier(senders)
        own = places[group::groups]
        processes += [context.Process(target=_send, args=(number, senders, own, together, seed + group)) for number in range(senders)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * senders * groups


def _send(number: int, senders: int, places: list[tuple[str, int]], together: Any, seed: int) -> None:
    items = AttemptItem.objects.all()
    for place, (attempt, position) in enumerate(places):
        draw = random.Random(f"{seed} {place}")
        [how_many], same = draw.choices(range(2, senders + 1), SELDOM_MORE), draw.random() < 0.5
        key = uuid.UUID(int=draw.getrandbits(128))
        together.wait()
        if number < how_many:
            data = QueryDict(f"choice={number % 3 + 1}")
            own = key if same else uuid.uuid5(key, str(number))
            submit_answer(items=items, attempt_id=uuid.UUID(attempt), position=position, key=own, data=data)
    connections.close_all()


def repair(assignment: str, question: str, texts: list[str], by: str) -> None:
    """Make another choice of a question right, as the page does."""
    begun = begin_repair(
        assignment=Assignment.objects.get(pk=assignment),
        question=Question.objects.get(pk=question),
        edit=Edit(Repair.Kind.KEY, tuple(texts)),
        by=User.objects.get(pk=by),
    )
    carry_out(begun=begun)


def undo(repair: str, by: str) -> None:
    """Undo a repair."""
    undo_repair(repair=Repair.objects.get(pk=repair), by=User.objects.get(pk=by))


def as_sent(form: dict[str, Any]) -> QueryDict:
    """What a browser posts, from its names and values."""
    sent = QueryDict(mutable=True)
    for name, value in form.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent
