"""A school in which every text of every row is made of payloads: ``crowd`` adds rows until each field has room, ``Dealer`` fills them."""

import base64
import datetime
import itertools
import re
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.attempts.actions import finish_attempt
from accounts.marking.repairs import Repair
from accounts.models import (
    Assignment,
    Attempt,
    AttemptEvent,
    AttemptItem,
    AuditEntry,
    BankedComment,
    Category,
    Classroom,
    Extension,
    Invitation,
    JoinCode,
    JoinRequest,
    School,
    Settled,
    User,
)
from quizzes.models import Quiz, Slot
from revision.models import Course, Fact, Question, Source, Topic
from revision.question_types import registry
from tests import factories
from tests.accounts.helpers import many_enrolled
from tests.answers import BODIES, posted, stored
from tests.payloads import LONG_ONES, PAYLOADS, numbered
from tests.test_walk import World

OURS = {"accounts", "quizzes", "revision"}
NOT_SHOWN = {
    "BegunRepair.texts": "an answer or a choice, waiting to be carried out",
    "Classroom.roster_id": "the key of the school's own system",
    "User.roster_id": "the same",
}
"""Texts that no page shows."""
NOT_WRITTEN = {
    "Assignment.repaired": "numbers of versions",
    "BegunRepair.worked_out": "numbers of items and their fractions",
    "Course.slug": "stands in addresses: letters, figures and hyphens",
    "Fact.slug": "as the course's",
    "Fact.when": "a date, which is read",
    "Invitation.token_hash": "a hash",
    "JoinCode.code": "drawn at random",
    "Question.kind": "the name of a type",
    "Question.rule": "the name of a drafting rule",
    "Question.slug": "as the course's",
    "Repair.before": "numbers of items and their fractions",
    "SignIn.browser": "one of the names of browsers and systems that we know",
    "SignIn.session_key": "drawn at random",
    "Slot.tone": "the name of a colour",
    "Source.slug": "as the course's",
    "Topic.slug": "as the course's",
    "User.password": "a hash",
}
"""Texts that no person writes, and that are read as something else than words."""
LAPS = 10
ROOMY = 200
MANY = 40
"""Rows from which a text without a limit gets less than all payloads, so that pages stay readable."""
SOME = 900
ALONE = 3
"""Rows that get all even so: they have a page of their own that is visited."""


def text_fields() -> dict[str, Any]:
    """Every field of ours that holds words, by its name: ``Topic.title``."""
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
    }


class Dealer:
    """Deals the payloads to fields, round and round, each with a number that no other has: two digits for the field, one for the round
    (what must be there once stays so), three for the payload."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.turn: dict[str, int] = {}
        self.dealt: dict[int, str] = {}
        """By number, the payload."""

    def text(self, field: str, room: int | None) -> str:
        """As many payloads as fit into ``room`` letters (all of them without one), each on a line of its own where there is room."""
        place = self.places.setdefault(field, 10 + len(self.places))
        payloads = (*PAYLOADS, *LONG_ONES) if room is None or room >= ROOMY else PAYLOADS
        words: list[str] = []
        left = 10**9 if room is None else room
        for _payload in payloads:
            round_, which = divmod(self.turn.get(field, 0), len(payloads))
            number = (place * LAPS + round_ % LAPS) * 1000 + which
            payload = numbered(payloads[which], number)
            if len(payload) + 1 > left:
                break
            left -= len(payload) + 1
            words.append(payload)
            self.dealt[number] = payload
            self.turn[field] = self.turn.get(field, 0) + 1
        assert words, f"{field} has no room for a payload"
        return ("\n" if room is None else " ").join(words)

    def fields_of(self, numbers: set[int]) -> dict[str, int]:
        """For each field, how many different payloads of it are among ``numbers``."""
        found: dict[int, set[int]] = {}
        for number in numbers:
            found.setdefault(number // (1000 * LAPS), set()).add(number % 1000)
        return {field: len(found.get(place, ())) for field, place in self.places.items()}

    def field_of(self, number: int) -> str:
        return next(field for field, place in self.places.items() if place == number // (1000 * LAPS))

    # --- JSON -----------------------------------------------------------------------------------------------------------

    def body(self, kind: str, body: Any) -> Any:
        """A question's body with payloads for all its words, as long as its schema lets each be."""
        schema = registry.get(kind).schema.model_json_schema()
        return self._filled(f"QuestionVersion.body of {kind}", body, schema, schema.get("$defs", {}))

    def _filled(self, field: str, value: Any, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rpartition("/")[2]]
        if isinstance(value, dict):
            return {name: self._filled(field, one, schema["properties"][name], defs) for name, one in value.items()}
        if isinstance(value, list):
            return [self._filled(field, one, schema.get("items", {}), defs) for one in value]
        if not isinstance(value, str) or schema.get("type") != "string":
            return value
        gaps = " ".join(re.findall(r"\[\d\]", value))
        said = self.text(field, schema.get("maxLength", 200) - len(gaps) - 1)
        return f"{said} {gaps}".strip() if gaps else said

    def words(self, field: str, value: Any, room: int | None) -> Any:
        """Any other JSON, its words replaced."""
        if isinstance(value, dict):
            return {name: self.words(field, one, room) for name, one in value.items()}
        if isinstance(value, list):
            return [self.words(field, one, room) for one in value]
        return self.text(field, room) if isinstance(value, str) and re.search("[A-Za-z]{2}", value) else value

    # --- Rows -----------------------------------------------------------------------------------------------------------

    def fill(self, first: dict[type[models.Model], list[Any]]) -> None:
        """Payloads into every text of every row, those of ``first`` before the others; past the models' own rules, in bulk."""
        fields = {name: field for name, field in text_fields().items() if name not in NOT_WRITTEN}
        by_model: dict[type[models.Model], list[tuple[str, Any]]] = {}
        for name, field in fields.items():
            by_model.setdefault(field.model, []).append((name, field))
        for model, its in by_model.items():
            order = {pk: place for place, pk in reversed(list(enumerate(first.get(model, []))))}
            rows = sorted(model._base_manager.all(), key=lambda row: order.get(row.pk, len(order)))
            for place, row in enumerate(rows):
                room = SOME if len(rows) > MANY and place > ALONE else None
                for name, field in its:
                    setattr(row, field.attname, self.value(name, field, row, room))
            models.QuerySet(model).bulk_update(rows, [field.name for _name, field in its], batch_size=100)

    def value(self, name: str, field: Any, row: Any, room: int | None) -> Any:
        held = getattr(row, field.attname)
        match name:
            case "QuestionVersion.body":
                return self.body(row.question.kind, held)
            case "QuestionVersion.hints":
                return [self.text(name, 500) for _hint in range(5)]
            case "User.email":
                return "" if row.role == User.Role.STUDENT else self.text(name, 254).lower()
            case "User.roster_id" | "Classroom.roster_id":
                return held
        if isinstance(field, models.JSONField):
            return self.words(name, held, room)
        if name == "Source.text" and row.kind != Source.Kind.TEXT:
            return held
        return self.text(name, field.max_length or room)


# --- Rows for it ---------------------------------------------------------------------------------------------------------------


PICTURE = "sources/one.png"
ONE_PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def all_rows() -> dict[type[models.Model], set[Any]]:
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}


def crowd(world: World, media: Path) -> dict[type[models.Model], list[Any]]:
    """So many rows of everything that each field takes all payloads; gives the new ones by model, as they are to be filled first."""
    before = all_rows()
    (media / "sources").mkdir()
    (media / PICTURE).write_bytes(ONE_PIXEL)
    for make in (_people, _classes, _course, _quizzes, _marking, _attempts):
        make(world)
    after = all_rows()
    course = world.course
    alone: dict[type[models.Model], list[Any]] = {
        Source: [course.sources.filter(kind=kind).first().pk for kind in Source.Kind],
        Topic: [course.topics.first().pk],
        Fact: [course.facts.first().pk],
    }
    return {model: [*alone.get(model, ()), *sorted(after[model] - before[model], key=str)] for model in after}


def _people(world: World) -> None:
    school, teacher = world.classroom.school, world.people["teacher"]
    now, week = timezone.now(), datetime.timedelta(days=7)
    many_enrolled(world.classroom, 160)
    User.objects.bulk_create(
        User(username=f"colleague-{number}", display_name="Colleague", role="teacher", school=school, password="!") for number in range(15)
    )
    School.objects.bulk_create(School(name=f"School {number}") for number in range(110))
    for place in (school, world.people["other_admin"].school):
        Invitation.objects.bulk_create(
            Invitation(school=place, display_name="A", token_hash=f"{place.pk}-{number}", expires=now + week) for number in range(100)
        )
    JoinCode.objects.create(classroom=world.classroom, code="ABCDEFGH", expires=now + datetime.timedelta(minutes=59), places=400)
    JoinRequest.objects.bulk_create(JoinRequest(classroom=world.classroom, display_name="A") for _number in range(160))
    AuditEntry.objects.bulk_create(
        AuditEntry(by=teacher, action="results_exported", school=school, classroom=world.classroom, at=now) for _number in range(66)
    )
    BankedComment.objects.bulk_create(BankedComment(teacher=teacher, text=f"{number}") for number in range(30))
    Authenticator.objects.create(user=teacher, type=Authenticator.Type.WEBAUTHN, data={"name": "", "credential": {}, "passwordless": True})


def _classes(world: World) -> None:
    owner, school = world.people["colleague"], world.classroom.school
    Classroom.objects.bulk_create(Classroom(school=school, owner=owner, name=f"Class {number}") for number in range(260))
    Category.objects.bulk_create(Category(classroom=world.classroom, name=f"Part {number}", weight=1) for number in range(len(PAYLOADS)))


def _course(world: World) -> None:
    course, owner = world.course, world.people["teacher"]
    topic = course.topics.first()
    Course.objects.bulk_create(Course(title="C", slug=f"crowd-{number}", owner=owner) for number in range(64))
    Topic.objects.bulk_create(Topic(course=course, title="T", slug=f"crowd-{number}", position=1_000_000 + number) for number in range(64))
    Fact.objects.bulk_create(
        Fact(course=course, topic=topic, slug=f"crowd-{number}", kind="argument", stance="for", claim="x") for number in range(64)
    )
    Fact._base_manager.update(claim="x", stance="for")
    Source.objects.bulk_create(
        Source(
            course=course,
            slug=f"crowd-{number}",
            kind=("text", "table", "picture")[number % 3],
            picture=PICTURE,
            table=[["Head", "Head"], ["Cell", "Cell"]],
        )
        for number in range(64)
    )


def _quizzes(world: World) -> None:
    topic = world.course.topics.first()
    Quiz.objects.bulk_create(Quiz(title="Q", course=world.course, owner=world.people["teacher"]) for _number in range(110))
    Slot.objects.bulk_create(Slot(quiz=world.draft, position=10 + number, topic=topic) for number in range(164))


def _marking(world: World) -> None:
    assignment, teacher = world.written.assignment, world.people["teacher"]
    question = world.written.items.get(position=2).version.question
    about = {"assignment": assignment, "question": question, "by": teacher}
    Repair.objects.bulk_create(
        Repair(number=100 + number, kind="accept", before={"items": {}, "assignment": {}}, **about) for number in range(44)
    )
    Settled.objects.bulk_create(Settled(text=f"{number}", accepted=False, **about) for number in range(66))
    AttemptEvent.objects.bulk_create(AttemptEvent(attempt=world.written, kind="reopened", by=teacher) for _number in range(44))
    students = list(world.classroom.students.filter(username__startswith="pupil")[:66])
    Extension.objects.bulk_create(
        Extension(assignment=world.assignment, student=student, extra_attempts=1, reason="x") for student in students
    )


def _attempts(world: World) -> None:
    """Homework of one question of each type, answered and handed in by the student, and begun by the classmate with drafts."""
    teacher, student, classmate = (world.people[who] for who in ("teacher", "student", "classmate"))
    quiz = factories.QuizFactory(course=world.course, owner=teacher)
    topic = world.course.topics.first()
    numbers = itertools.count(1)
    for kind in sorted(BODIES):
        body = stored(kind, BODIES[kind](lambda: f"word {next(numbers)}"))
        question = factories.QuestionFactory(topic=topic, kind=kind, body=body, facts=list(topic.facts.all()[:3]))
        factories.SlotFactory(quiz=quiz, question=question)
    assignment = factories.AssignmentFactory(classroom=world.classroom, quiz=quiz)
    done, begun = factories.started(assignment, student), factories.started(assignment, classmate)
    for position in range(1, len(BODIES) + 1):
        factories.answer(done, position, posted(done, position, right=False))
        said = posted(begun, position, right=False)
        AttemptItem._base_manager.filter(attempt=begun, position=position).update(
            draft={name: value if isinstance(value, list) else [value] for name, value in said.items()}
        )
    finish_attempt(attempt_id=done.pk)


def crowded_homework(world: World) -> tuple[Assignment, Attempt, Attempt]:
    """The homework of ``_attempts``: itself, what was handed in, and what is under way."""
    assignment = Assignment.objects.filter(classroom=world.classroom, attempts__student=world.people["classmate"]).get()
    return assignment, *(assignment.attempts.get(student=world.people[who]) for who in ("student", "classmate"))


def questions_of(world: World) -> list[Question]:
    """One question of each type, in the order of the homework."""
    assignment, *_attempts = crowded_homework(world)
    return [slot.asked for slot in assignment.quiz.slots.select_related("question")]
