"""Every answer of a class to every question, with its mark and its time."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.attempts_shown import counted
from accounts.results.exports.cells import Cell, Table
from accounts.results.exports.people import People
from revision.models import QuestionVersion
from revision.templatetags.interface import plain

CHUNK = 50
"""Students whose answers are held at once."""


def answers_table(assignment: Assignment, people: People) -> Table:
    """A row for each question of each homework attempt of those it is for, by student, attempt and place."""
    head = [
        *people.head,
        _("Attempt"),
        _("Counts"),
        _("Question"),
        _("Asked as"),
        _("Version"),
        _("Kind"),
        _("Topic"),
        _("Prompt"),
        _("Answer"),
        _("Answers before it"),
        _("Right answer"),
        _("State"),
        _("Fraction"),
        _("Mark"),
        _("Out of"),
        _("Confidence"),
        _("Answered"),
        _("Seconds"),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        versions = _Versions()
        for students in people.chunks(CHUNK):
            yield from _rows_of(assignment, students, people, versions)

    return Table(_("Answers"), head, rows)


@dataclass(slots=True)
class _Versions:
    """The versions met so far; there are as many as questions, however large the class."""

    known: dict[int, QuestionVersion] = field(default_factory=dict)
    bodies: dict[int, Any] = field(default_factory=dict)

    def meet(self, items: Iterable[AttemptItem]) -> None:
        """One query, and none once all are known."""
        wanted = {pk for item in items for pk in (item.version_id, item.key_version_id) if pk is not None} - set(self.known)
        if wanted:
            self.known |= QuestionVersion.objects.select_related("question__topic").in_bulk(wanted)

    def body(self, pk: int) -> Any:
        if pk not in self.bodies:
            version = self.known[pk]
            self.bodies[pk] = version.question.type.read(version.body)
        return self.bodies[pk]


def _rows_of(assignment: Assignment, students: Sequence[User], people: People, versions: _Versions) -> Iterator[Sequence[Cell]]:
    """The rows of some students; at most four queries."""
    tried: dict[UUID, list[Attempt]] = {}
    for attempt in assignment.attempts.counted().filter(student__in=students).order_by("number"):
        attempt.assignment = assignment
        tried.setdefault(attempt.student_id, []).append(attempt)
    attempts = [attempt.pk for of in tried.values() for attempt in of]
    items: dict[UUID, list[AttemptItem]] = {}
    for item in AttemptItem.objects.filter(attempt__in=attempts).select_related("slot").order_by("position"):
        items.setdefault(item.attempt_id, []).append(item)
    versions.meet(item for of in items.values() for item in of)
    said: dict[int, list[Any]] = {}
    responses = Response.objects.filter(item__attempt__in=attempts).order_by("item", "try_number")
    for item_id, answer in responses.values_list("item_id", "answer"):
        said.setdefault(item_id, []).append(answer)
    for student in students:
        theirs = tried.get(student.pk, [])
        counts = counted(theirs, assignment.counts) if theirs else None
        for attempt in theirs:
            seconds = _seconds(attempt, items.get(attempt.pk, []))
            every = assignment.counts == Assignment.Counts.MEAN and attempt.finished is not None
            stands = _("yes") if attempt is counts or every else _("no")
            for item in items.get(attempt.pk, []):
                row = _row(item, said.get(item.pk, []), versions, seconds.get(item.pk))
                yield [*people.cells(student), attempt.number, stands, *row]


def _row(item: AttemptItem, answers: Sequence[Any], versions: _Versions, seconds: float | None) -> list[Cell]:
    version = versions.known[item.version_id]
    question = version.question
    body = versions.body(item.version_id)
    words = [question.type.summarise(body, answer) for answer in answers]
    marked = item.fraction is not None and not item.dropped
    return [
        item.slot.position if item.slot else None,
        item.position,
        version.number,
        str(question.type.label),
        question.topic.title,
        plain(version.prompt),
        words[-1] if words else None,
        " | ".join(words[:-1]) or None,
        plain(question.type.key_text(versions.body(item.key_version_id or item.version_id))),
        "dropped" if item.dropped else item.state,
        item.fraction if marked else None,
        item.mark if marked else None,
        item.max_mark,
        item.confidence,
        item.answered,
        seconds,
    ]


def _seconds(attempt: Attempt, items: Iterable[AttemptItem]) -> dict[int, float]:
    """For each answer the seconds since the one before it in the attempt, or since its start: about what it took."""
    found: dict[int, float] = {}
    before: datetime.datetime = attempt.started
    for item in sorted((item for item in items if item.answered), key=lambda item: item.answered or before):
        answered = item.answered or before
        found[item.pk] = round(max(0.0, (answered - before).total_seconds()), 1)
        before = answered
    return found
