"""All that is kept of one student, as plain data: for a request to see it, and to take it elsewhere."""

import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.people.audit import AuditEntry
from accounts.people.models import User


def student_data(student: User) -> dict[str, Any]:
    """Everything that the tables hold of a student, in words where they are meant for people; dates in ISO 8601.

    The shape: ``{"made", "account", "classes", "sign_ins", "asked_to_join", "own_terms", "homework_set_to_them", "attempts": [{…,
    "questions": [{…, "answers": […]}], "history": […]}], "requests", "audit"}``. It holds nothing of other students. The password is kept
    as a hash, which is not given out. Thirteen queries, whatever there is.
    """
    return {
        "made": _when(timezone.now()),
        "account": _account(student),
        "classes": [
            {
                "name": one.classroom.name,
                "teacher": one.classroom.owner.display_name,
                "joined": _when(one.joined),
                "left": _when(one.left),
            }
            for one in student.enrolments.select_related("classroom__owner").order_by("joined")
        ],
        "sign_ins": [
            {"browser": one.browser, "began": _when(one.began), "seen": _when(one.seen)} for one in student.sign_ins.order_by("began")
        ],
        "asked_to_join": [
            {"class": one.classroom.name, "name": one.display_name, "asked": _when(one.asked), "accepted": one.accepted}
            for one in student.join_requests.select_related("classroom").order_by("asked")
        ],
        "own_terms": [
            {
                "homework": one.assignment.quiz.title,
                "opens": _when(one.opens),
                "due": _when(one.due),
                "closes": _when(one.closes),
                "more_attempts": one.extra_attempts,
                "excused": one.excused,
                "reason": one.reason,
            }
            for one in student.extensions.select_related("assignment__quiz").order_by("pk")
        ],
        "homework_set_to_them": [one.quiz.title for one in student.meant_assignments.select_related("quiz").order_by("opens")],
        "attempts": [_attempt(attempt) for attempt in _attempts(student)],
        "requests": [
            {"kind": str(one.get_kind_display()), "asked": _when(one.asked), "done": _when(one.done)} for one in student.data_requests.all()
        ],
        "audit": [
            {"at": _when(entry.at), "what": str(entry.get_action_display()), "detail": entry.detail}
            for entry in AuditEntry.objects.filter(Q(about=student) | Q(by=student)).order_by("at")
        ],
    }


def _account(student: User) -> dict[str, Any]:
    """Every field of the account but the password and the keys, so that a new one is never forgotten."""
    said: dict[str, Any] = {}
    for field in student._meta.concrete_fields:
        if field.name in {"id", "password"}:
            continue
        value = getattr(student, field.name)
        said[field.name] = _when(value) if isinstance(value, datetime.datetime) else str(value) if value is not None else None
    return said


def _attempts(student: User) -> list[Attempt]:
    items = AttemptItem.objects.select_related("version__question", "version__source").order_by("position")
    return list(
        student.attempts.select_related("assignment__quiz", "assignment__classroom")
        .prefetch_related(Prefetch("items", items), Prefetch("items__responses", Response.objects.order_by("try_number")), "events")
        .order_by("started")
    )


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "homework": attempt.assignment.quiz.title,
        "class": attempt.assignment.classroom.name,
        "practice": attempt.is_practice,
        "number": attempt.number,
        "started": _when(attempt.started),
        "handed_in": _when(attempt.finished),
        "score": float(attempt.score),
        "out_of": float(attempt.max_score),
        "questions": [_item(item) for item in attempt.items.all()],
        "history": [
            {"at": _when(event.at), "what": str(event.get_kind_display()), "reason": event.reason} for event in attempt.events.all()
        ],
    }


def _item(item: AttemptItem) -> dict[str, Any]:
    kind = item.version.question.type
    body = kind.read(item.version.body)
    return {
        "question": item.version.prompt,
        "mark": float(item.mark) if item.answered else None,
        "out_of": float(item.max_mark),
        "comment": item.comment,
        "own_judgement": float(item.own_fraction) if item.own_fraction is not None else None,
        "typed_and_not_sent": item.draft,
        "answers": [
            {
                "answer": kind.summarise(body, response.answer),
                "as_sent": response.answer,
                "given": _when(response.given),
                "fraction": float(response.fraction) if response.fraction is not None else None,
                "how_sure": response.confidence,
            }
            for response in item.responses.all()
        ],
    }


def _when(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None
