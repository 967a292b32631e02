"""Who may do what: the table (``permissions.csv``), the school it is tried in, and the page that is made of it.

``python -m tests.permissions`` writes docs/permissions.md anew.
"""

import csv
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "permissions.csv"
PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"
TIMES = ("before", "progress", "answered", "released", "archived")
SAID = {
    "before": "before it opens",
    "progress": "while the student works",
    "answered": "handed in, before it closes",
    "released": "closed, and answers shown",
    "archived": "the class is archived",
}
COLUMNS = {
    "P": "a student of the class",
    "X": "another student of the school",
    "T": "the class’s owner",
    "C": "a co-teacher with all grants",
    "c": "a co-teacher without grants",
    "O": "a teacher of another school",
    "S": "the school’s admin",
    "G": "a site admin",
}
LIKE = {"removed": "X", "revoked": "O"}
"""A student taken out of the class is as any other; a colleague with whom it is shared no more as one of another school."""
NOBODY = ("anonymous", "deactivated", "reset")
"""Nobody; a closed account; a session from before a new password: all are sent to sign in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: an action at some of the times, and what comes of it for each column."""

    action: str
    when: tuple[str, ...]
    address: str
    method: str
    cells: dict[str, str]


def lines() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Line(
            row["action"],
            TIMES if row["when"] == "always" else tuple(row["when"].split()),
            row["address"],
            row["method"],
            {column: row[column] for column in COLUMNS},
        )
        for row in rows
    ]


def render() -> str:
    """The table as a page, in Markdown."""
    out = [
        "# Who may do what",
        "",
        "Made from `tests/permissions.csv` by `python -m tests.permissions`; a test fails when it is out of date, and another tries every",
        "cell: at every time on the school's own things, at two on those of another school ([testing.md](testing.md)).",
        "",
        "**Y** yes · **Y!** yes, and written into the audit log · **R** told why not; nothing is changed · **–** as if it were not there.",
        "Whoever is not signed in, whose account is closed, or whose password was made new since, is sent to sign in.",
        "A student who was taken out of the class has what any other student has; a colleague with whom the class is shared",
        "no more has nothing of it. Nobody has anything of another school.",
        "",
        *(f"- **{column}**: {who}" for column, who in COLUMNS.items()),
        "",
        f"| what | when | {' | '.join(COLUMNS)} |",
        f"|---|---|{'---|' * len(COLUMNS)}",
    ]
    for line in lines():
        when = "always" if line.when == TIMES else "; ".join(SAID[time] for time in line.when)
        cells = " | ".join("–" if line.cells[column] == "N" else line.cells[column] for column in COLUMNS)
        out.append(f"| {line.action} | {when} | {cells} |")
    return "\n".join(out) + "\n"


# --- The school it is tried in -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Place:
    """A class with its people, course, quiz and one piece of homework, at one time of it."""

    people: dict[str, Any]
    classroom: Any
    course: Any
    draft: Any
    assignment: Any
    attempt: Any
    line: Any
    """A line of the audit log about the class."""
    sessions: dict[str, str] = field(default_factory=dict)

    @property
    def fact(self) -> Any:
        return self.course.facts.first()

    @property
    def question(self) -> Any:
        return self.assignment.quiz.slots.first().question


def build(time: str, name: str) -> Place:
    """A school at one of ``TIMES``; ``name`` stands in everything that it has, and in the key of each question."""
    from django.utils import timezone  # noqa: PLC0415 (needs the apps loaded)

    from accounts.people.audit import record  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    now, day = timezone.now(), datetime.timedelta(days=1)
    classroom = factories.ClassroomFactory(name=f"{name} class", owner__display_name=f"{name} teacher")
    school = classroom.school
    people = {
        "P": factories.enrolled(classroom, display_name=f"{name} student"),
        "X": factories.EnrolmentFactory(classroom__school=school).student,
        "T": classroom.owner,
        "C": factories.co_teacher_of(classroom, may_edit=True, may_mark=True, may_roster=True),
        "c": factories.co_teacher_of(classroom),
        "S": factories.AdminFactory(school=school),
        "removed": factories.enrolled(classroom),
        "revoked": factories.co_teacher_of(classroom, may_edit=True, may_mark=True, may_roster=True),
        "deactivated": factories.enrolled(classroom),
        "reset": factories.enrolled(classroom),
    }
    course = factories.CourseFactory(title=f"{name} course", owner=classroom.owner)
    topic = factories.TopicFactory(course=course, title=f"{name} topic")
    body = {"options": [{"text": f"{name} key", "correct": True}, {"text": "Tundra", "correct": False}]}
    quizzes = []
    for title in ("quiz", "draft"):
        quiz = factories.QuizFactory(title=f"{name} {title}", course=course, owner=classroom.owner)
        for _place in range(2):
            question = factories.QuestionFactory(topic=topic, body=body, prompt=f"{name} prompt?", explanation=f"{name} because.")
            factories.SlotFactory(quiz=quiz, question=question)
        quizzes.append(quiz)
    opens = now + day if time == "before" else now - day
    assignment = factories.AssignmentFactory(classroom=classroom, quiz=quizzes[0], opens=opens, feedback="after_due")
    attempt = None
    if time != "before":
        attempt = factories.started(assignment, people["P"])
        if time != "progress":
            factories.answer(attempt, 1, factories.choice_of(attempt, 1))
            factories.answer(attempt, 2, factories.choice_of(attempt, 2, right=False))
            from accounts.attempts.actions import finish_attempt  # noqa: PLC0415

            attempt = finish_attempt(attempt_id=attempt.pk)
    if time in {"released", "archived"}:
        ago = now - datetime.timedelta(hours=1)
        type(assignment).objects.filter(pk=assignment.pk).update(due=ago, closes=ago)
        type(attempt).objects.filter(pk=attempt.pk).update(due=ago, deadline=ago, closes=ago)
    if time == "archived":
        type(classroom).objects.filter(pk=classroom.pk).update(archived=now)
    people["removed"].enrolments.update(left=now)
    people["revoked"].teachings.all().delete()
    line = record(by=classroom.owner, action="results_exported", school=school, classroom=classroom, detail=f"{name} line")
    return Place(people, classroom, course, quizzes[1], assignment, attempt, line)


def sign_in(place: Place, others: dict[str, Any]) -> None:
    """A session for everybody; then the account that is closed is closed, and the new password is made."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    for who, user in {**place.people, **others}.items():
        client = Client()
        client.force_login(user)
        place.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    type(place.people["deactivated"]).objects.filter(pk=place.people["deactivated"].pk).update(is_active=False)
    reset = place.people["reset"]
    reset.set_password("a new one")
    reset.save(update_fields=["password"])


# --- What each action is --------------------------------------------------------------------------------------------------

type Arguments = Callable[[Place], dict[str, Any]]
NO_ATTEMPT = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Deed:
    """What an address needs: what it names, what is sent, and, where the page itself is everybody's, what must be seen on it."""

    arguments: Arguments
    data: Arguments = lambda place: {}
    sees: str = ""
    """Words (after the name of the school) that make it a yes; without them it is a no."""


def _attempt(place: Place) -> dict[str, Any]:
    return {"attempt_id": place.attempt.pk if place.attempt else NO_ATTEMPT}


def _item(place: Place) -> dict[str, Any]:
    return {**_attempt(place), "position": 2}


def _class(place: Place) -> dict[str, Any]:
    return {"classroom_id": place.classroom.pk}


def _homework(place: Place) -> dict[str, Any]:
    return {"assignment_id": place.assignment.pk}


def _student(place: Place) -> dict[str, Any]:
    return {"student_id": place.people["P"].pk}


def _colleague(place: Place) -> dict[str, Any]:
    return {"person_id": place.people["revoked"].pk}


def _quiz(place: Place) -> dict[str, Any]:
    return {"quiz_id": place.assignment.quiz_id}


def _times(place: Place) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415

    from tests.accounts.helpers import USUAL_SETTINGS  # noqa: PLC0415

    now = timezone.localtime().replace(second=0, microsecond=0)
    due = now + datetime.timedelta(days=2)
    times = {"opens": now.strftime("%Y-%m-%dT%H:%M"), "due": due.strftime("%Y-%m-%dT%H:%M"), "late_days": "3"}
    return {**times, **USUAL_SETTINGS, "feedback": "after_due"}


def _answer(place: Place) -> dict[str, Any]:
    return {"choice": "1", "key": "7e2c1f0e-4e3c-4d0f-9b0e-5f2b7b1c9a11"}


def _until(place: Place) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415

    until = timezone.localtime() + datetime.timedelta(days=9)
    return {"reason": "Ill", "until": until.strftime("%Y-%m-%dT%H:%M")}


DEEDS: dict[str, Deed] = {
    "topic": Deed(lambda place: {"topic_id": place.fact.topic_id}),
    "fact": Deed(lambda place: {"fact_id": place.fact.pk}),
    "edit_topic": Deed(lambda place: {"topic_id": place.fact.topic_id}, lambda place: {"title": "North"}),
    "archive_fact": Deed(lambda place: {"fact_id": place.fact.pk}),
    "edit_question": Deed(lambda place: {"question_id": place.question.pk}),
    "transfer_course": Deed(lambda place: {"slug": place.course.slug}, lambda place: {"to": place.people["revoked"].pk}),
    "question": Deed(lambda place: {"question_id": place.question.pk}),
    "question_of_attempt": Deed(_item, _answer),
    "attempt#key": Deed(_attempt, sees="because."),
    "search": Deed(lambda place: {}, lambda place: {"q": place.course.title.split()[0]}, sees="topic"),
    "quiz": Deed(_quiz, lambda place: {"title": "Renamed"}),
    "preview_question": Deed(lambda place: {**_quiz(place), "position": 1}),
    "assignment": Deed(_homework),
    "edit_homework": Deed(_homework, _times),
    "set_homework": Deed(
        lambda place: {"quiz_id": place.draft.pk}, lambda place: {**_times(place), "title": "Set", "classroom": place.classroom.pk}
    ),
    "own_terms": Deed(lambda place: {**_homework(place), **_student(place)}, lambda place: {"extra_attempts": "1"}),
    "start": Deed(_homework),
    "attempt": Deed(_attempt),
    "reopen": Deed(_attempt, _until),
    "override_mark": Deed(_item, lambda place: {"mark": "1", "reason": "Near enough"}),
    "results": Deed(_homework),
    "gradebook": Deed(_class),
    "live": Deed(_homework),
    "marking": Deed(_homework),
    "classroom": Deed(_class),
    "add_students": Deed(_class, lambda place: {"names": "Ada L"}),
    "reset_password": Deed(lambda place: {**_class(place), **_student(place)}),
    "remove_student": Deed(lambda place: {**_class(place), **_student(place)}),
    "make_cards": Deed(_class, lambda place: {"student": [str(place.people["P"].pk)]}),
    "export_results": Deed(_homework, lambda place: {"what": "marks", "format": "csv", "names": "named"}),
    "ask_for_data": Deed(_student, lambda place: {"kind": "erase"}),
    "student_data": Deed(_student),
    "erase_student": Deed(_student, lambda place: {"username": place.people["P"].username}),
    "privacy": Deed(lambda place: {}, lambda place: {"year_ends": 7, "answers_months": 14, "accounts_months": 4, "audit_months": 25}),
    "export_student": Deed(_student, lambda place: {"format": "json"}),
    "co_teachers": Deed(_class, lambda place: {"teacher": place.people["revoked"].pk, "may_mark": "on"}),
    "transfer_class": Deed(_class, lambda place: {"to": place.people["C"].pk}),
    "staff_member": Deed(_colleague),
    "change_details": Deed(_colleague, lambda place: {"display_name": "Mx New", "email": ""}),
    "change_role": Deed(_colleague, lambda place: {"role": "admin"}),
    "change_role#self": Deed(lambda place: {"person_id": place.people["S"].pk}, lambda place: {"role": "teacher"}),
    "close_account": Deed(_colleague),
    "audit_log": Deed(lambda place: {}, sees="line"),
    "new_school": Deed(lambda place: {}, lambda place: {"name": "Hilltop"}),
}
"""By the name in the table; what stands after a # tells two uses of one address apart."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to try: who does which line's action, at what."""

    line: Line
    actor: str
    foreign: bool

    @property
    def expected(self) -> str:
        """``in`` for being sent to sign in, or what the table says."""
        if self.actor in NOBODY:
            return "in"
        column = LIKE.get(self.actor, self.actor)
        if not self.foreign:
            return self.line.cells[column]
        # What is another school's is that school's teacher's; a site admin has the same of every school; nobody else has any of it.
        names_nothing = self.line.address in {"new_school", "privacy"}
        if column == "G" or names_nothing:
            return self.line.cells[column]
        return self.line.cells["T"] if self.actor == "O" else "N"


def cells(time: str) -> Iterator[Cell]:
    """Every cell at one time; what is another school's is tried at two of them, while the student works and at the end."""
    for line in lines():
        if time in line.when:
            for foreign in (False, True) if time in {"progress", "released"} else (False,):
                for actor in (*COLUMNS, *LIKE, *NOBODY):
                    yield Cell(line, actor, foreign)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
