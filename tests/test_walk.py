"""Every address, as its owner, as a member and as an outsider: one table, and a walk that fails on an address it does not know."""

import datetime
import itertools
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.attempts.actions import finish_attempt
from accounts.marking.repairs import settle_answers
from accounts.models import Assignment, Attempt, AuditEntry, BankedComment, BegunRepair, Classroom, Enrolment, Settled, SignIn, User
from accounts.people.actions import Card
from accounts.people.cards import sealed
from accounts.people.rosters.lists import ClassList, Listed
from accounts.people.rosters.oneroster import read_oneroster
from accounts.people.rosters.transfers import token_for
from accounts.people.rosters.views.lists import LISTS
from accounts.people.rosters.views.school import FILES
from accounts.people.site.actions import first_token
from accounts.people.staff.actions import Invited, invite
from quizzes.models import Quiz
from revision.kept_notes import keep
from revision.models import Course, Source
from revision.notes.reading import read_pasted
from tests import factories
from tests.accounts.helpers import USUAL_SETTINGS
from tests.accounts.people.rosters.files import export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def refusals_are_not_news(caplog):
    """Hundreds of them are asked for here; only a server error is worth a line."""
    caplog.set_level("ERROR", "django.request")


# --- Who comes -------------------------------------------------------------------------------------------------------

PUPILS = ("student", "classmate", "elsewhere", "removed")
TEACHING = ("teacher", "co_teacher", "assistant")
"""The class's owner; a colleague who may all in it; a colleague who may read."""
MAY = ("teacher", "co_teacher")
STAFF = (*TEACHING, "colleague", "stranger", "admin", "other_admin")
PEOPLE = (*PUPILS, *STAFF, "site_admin")
"""Those whose session works: in the class, in another class of the school, out of the class; who teaches it, and who does not."""
NOBODY = ("anonymous", "deactivated")
ACTORS = PEOPLE + NOBODY
SOME = ("student", "teacher", "anonymous")
"""Enough where the address alone decides."""
KEEPERS = ("teacher", "admin")
"""Who renames, archives and shares the class."""
OUTSIDERS = ("elsewhere", "removed", "colleague", "stranger", "other_admin", "site_admin", *NOBODY)
"""Who may read nothing of the class, its homework or its private course. (The school's admin reads names of classes.)"""


@dataclass(slots=True)
class World:
    """Two schools, a class with homework under way and homework handed in, a private course; and a session for everybody."""

    people: dict[str, User]
    classroom: Classroom
    course: Course
    quiz: Quiz
    draft: Quiz
    assignment: Assignment
    earlier: Assignment
    unopened: Assignment
    attempts: dict[str, Attempt]
    handed_in: Attempt
    written: Attempt
    """Handed in, with a typed answer (which is accepted by now), another wrong one, and one that waits for its mark."""
    settled: Settled
    begun: BegunRepair
    comment: BankedComment
    invited: Invited
    """A colleague who has not made their account yet."""
    sessions: dict[str, str] = field(default_factory=dict)
    list_token: str = ""
    """Of a class list that the teacher has uploaded."""
    school_token: str = ""
    """Of an export of the school's own system that its admin has uploaded."""
    sealed_cards: str = ""
    """Sign-in cards that the teacher was shown."""
    notes_token: str = ""
    """Of notes that the teacher has laid aside to import."""
    handler: ClientHandler = field(default_factory=partial(ClientHandler, enforce_csrf_checks=False))

    def attempt_for(self, actor: str) -> Attempt:
        """The attempt that an actor asks for: one who was taken out of the class their own, everybody else the student's."""
        return self.attempts.get(actor, self.attempts["student"])

    @property
    def names(self) -> list[str]:
        """What must never reach an outsider."""
        titles = [self.classroom.name, self.course.title, self.quiz.title, self.draft.title, self.earlier.quiz.title]
        rows = [
            self.classroom,
            self.quiz,
            self.draft,
            self.assignment,
            self.earlier,
            self.attempts["student"],
            self.handed_in,
            self.written,
        ]
        return titles + [self.people[who].display_name for who in ("student", "classmate")] + [str(row.pk) for row in rows]


def build_world() -> World:
    classroom = factories.ClassroomFactory(name="Canary class 11B", owner__display_name="Ms Canary Teacher")
    school = classroom.school
    elsewhere = factories.EnrolmentFactory(classroom__school=school, classroom__name="Another class").student
    people = {
        "student": factories.enrolled(classroom, display_name="Canary Student"),
        "classmate": factories.enrolled(classroom, display_name="Canary Classmate"),
        "elsewhere": elsewhere,
        "removed": factories.enrolled(classroom),
        "deactivated": factories.enrolled(classroom),
        "teacher": classroom.owner,
        "colleague": factories.TeacherFactory(school=school, email="colleague@canary.example"),
        "stranger": factories.ClassroomFactory().owner,
        "co_teacher": factories.co_teacher_of(classroom, may_edit=True, may_mark=True, may_roster=True),
        "assistant": factories.co_teacher_of(classroom),
        "admin": factories.AdminFactory(school=school),
        "other_admin": factories.AdminFactory(),
        "site_admin": factories.SiteAdminFactory(),
    }
    factories.ClassroomFactory(name="Canary past class", owner=classroom.owner, school=school)
    factories.ClassroomFactory(name="Canary archived class", owner=classroom.owner, school=school, archived=timezone.now())
    shipped = [factories.CourseFactory(), factories.CourseFactory()]
    course = factories.CourseFactory(title="Canary course", owner=classroom.owner)
    Source.objects.create(course=course, slug="poem", title="Canary poem", kind=Source.Kind.TEXT, origin="Anonymous", text="Once")
    quiz = factories.quiz_of(3, title="Canary quiz", course=course, owner=classroom.owner)
    draft = factories.quiz_of(2, title="Canary draft", course=course, owner=classroom.owner)
    factories.QuestionFactory(topic__course=shipped[0])
    assignment = factories.AssignmentFactory(classroom=classroom, quiz=quiz)
    day = datetime.timedelta(days=1)
    past = factories.quiz_of(2, title="Canary earlier quiz", course=course, owner=classroom.owner)
    earlier = factories.AssignmentFactory(classroom=classroom, quiz=past, opens=timezone.now() - 3 * day)
    unopened = factories.AssignmentFactory(classroom=classroom, quiz=quiz, opens=timezone.now() + day)
    attempts = {who: factories.started(assignment, people[who]) for who in ("student", "removed", "deactivated")}
    world = World(
        people=people,
        classroom=classroom,
        course=course,
        quiz=quiz,
        draft=draft,
        assignment=assignment,
        earlier=earlier,
        unopened=unopened,
        attempts=attempts,
        handed_in=factories.finished(earlier, people["student"], right=1),
        invited=invite(school=school, by=people["admin"], display_name="Ms Invited", role="teacher"),
        **to_mark(classroom, course, people["student"]),
    )
    notes = read_pasted("# Rivers\n- The **Seine** rises in 1856.")
    world.notes_token = keep(user=classroom.owner, notes=notes, course_title="Rivers")
    world.list_token = LISTS.keep(user=classroom.owner, held=ClassList("list", (Listed(1, "Ada L"),)).held())
    world.school_token = FILES.keep(user=people["admin"], held=read_oneroster(export(), "school.zip", timezone.localdate()).held())
    world.sealed_cards = sealed([Card(people["student"], "amber-mill-tea")], classroom.owner)
    Enrolment.objects.filter(student=people["removed"]).update(left=timezone.now())
    for who, user in people.items():
        client = Client()
        client.force_login(user)
        world.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    SignIn.objects.create(user=people["student"], session_key="elsewhere", browser="Firefox on Linux")
    User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    return world


def to_mark(classroom: Classroom, course: Course, student: User) -> dict[str, Any]:
    """Homework that wants its teacher, and what the teacher did about it."""
    quiz = factories.QuizFactory(title="Canary essay quiz", course=course, owner=classroom.owner)
    topic = factories.TopicFactory(course=course)
    essay = {"marks": 2, "points": [{"text": "Names it", "marks": 2}]}
    for kind, body in (("short_answer", factories.TYPED), ("short_answer", factories.TYPED), ("extended_answer", essay)):
        factories.SlotFactory(quiz=quiz, question=factories.QuestionFactory(topic=topic, kind=kind, body=body))
    attempt = factories.started(factories.AssignmentFactory(classroom=classroom, quiz=quiz), student)
    for position, text in enumerate(("Lutetia", "Rome", "The river."), start=1):
        factories.answer(attempt, position, {"text": text})
    attempt = finish_attempt(attempt_id=attempt.pk)
    question = attempt.items.get(position=1).version.question
    settle_answers(assignment=attempt.assignment, question=question, texts=["Lutetia"], accepted=True, by=classroom.owner)
    return {
        "written": attempt,
        "settled": Settled.objects.get(),
        "begun": BegunRepair.objects.create(assignment=attempt.assignment, question=question, kind="full", by=classroom.owner),
        "comment": BankedComment.objects.create(teacher=classroom.owner, text="Canary comment"),
    }


def browser(world: World, actor: str) -> Client:
    """A browser with the actor's session; a server error is an answer like any other."""
    client = Client(raise_request_exception=False)
    client.handler = world.handler  # one for all, or each request would put the middleware together anew
    if actor in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[actor]
    return client


# --- The table -------------------------------------------------------------------------------------------------------

type Statuses = dict[str, int]
type Arguments = dict[str, Any]


def only(*actors: str, status: int = 200, **others: int) -> Statuses:
    """``status`` for these actors, what ``others`` say for theirs; for everybody else signed in it is as if missing, 404."""
    return {**dict.fromkeys(PEOPLE, 404), **dict.fromkeys(NOBODY, 302), **dict.fromkeys(actors, status), **others}


def everybody(status: int = 200, **others: int) -> Statuses:
    """A page that needs no sign-in."""
    return {**dict.fromkeys(ACTORS, status), **others}


def nothing(world: World, actor: str) -> Arguments:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """An address, and what each method answers to whom. Any other method is refused with 405."""

    name: str
    methods: dict[str, Statuses]
    arguments: Callable[[World, str], Arguments] = nothing
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    note: str = ""
    open_to_all: bool = False
    """Whether it answers without a sign-in."""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.note})" if self.note else self.name

    def address(self, world: World, actor: str) -> str:
        return reverse(self.name, kwargs=self.arguments(world, actor))

    def missing(self, world: World, actor: str) -> str | None:
        """The same address of something that is not there; ``None`` where the address names nothing."""
        kwargs = self.arguments(world, actor)
        absent = {name: uuid.uuid4() if isinstance(value, uuid.UUID) else "no-such" for name, value in kwargs.items()}
        numbers = {name: value for name, value in kwargs.items() if isinstance(value, int)}
        return reverse(self.name, kwargs={**absent, **numbers}) if kwargs else None


def classroom(world: World, actor: str) -> Arguments:
    return {"classroom_id": world.classroom.pk}


def past_class(world: World, actor: str) -> Arguments:
    return {"classroom_id": Classroom.objects.get(name="Canary past class").pk}


def archived_class(world: World, actor: str) -> Arguments:
    return {"classroom_id": Classroom.objects.get(name="Canary archived class").pk}


def share(world: World, actor: str) -> Arguments:
    return {"classroom_id": world.classroom.pk, "teacher_id": world.people["assistant"].pk}


def colleague(world: World, actor: str) -> Arguments:
    return {"person_id": world.people["colleague"].pk}


def school(world: World, actor: str) -> Arguments:
    return {"school_id": world.classroom.school_id}


def share_data(world: World) -> dict[str, Any]:
    return {"teacher": world.people["colleague"].pk, "may_mark": "on"}


def transfer_data(world: World) -> dict[str, Any]:
    return {"to": world.people["colleague"].pk}


def provider(world: World, actor: str) -> Arguments:
    return {"provider_id": "google"}


def password_link(world: World, actor: str) -> Arguments:
    colleague = world.people["colleague"]
    return {"person_id": colleague.pk, "token": default_token_generator.make_token(colleague)}


def new_password_data(world: World) -> dict[str, Any]:
    return {"password": "seven-blue-otters", "again": "seven-blue-otters"}


def invite_data(world: World) -> dict[str, Any]:
    return {"display_name": "Ms New", "role": "teacher"}


def account_data(world: World) -> dict[str, Any]:
    return {"display_name": "Ms New", "username": "ms-new", "password": "walrus-kettle-north", "again": "walrus-kettle-north"}


def kept_list(world: World, actor: str) -> Arguments:
    return {"classroom_id": world.classroom.pk, "token": world.list_token}


def transfer(world: World, actor: str) -> Arguments:
    return {"token": token_for(student=world.people["elsewhere"], with_record=False, by=world.people["admin"])}


def kept_school_file(world: World, actor: str) -> Arguments:
    return {"token": world.school_token}


def school_file_data(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("school.zip", export())}


def list_data(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("list.csv", b"Name\nAda L")}


def seat(world: World, actor: str) -> Arguments:
    return {"classroom_id": world.classroom.pk, "student_id": world.people["student"].pk}


def assignment(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.assignment.pk}


def earlier(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.earlier.pk}


def one_answer(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.earlier.pk, "attempt_id": world.handed_in.pk, "position": 1}


def unopened(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.unopened.pk}


def attempt(world: World, actor: str) -> Arguments:
    return {"attempt_id": world.attempt_for(actor).pk}


def item(world: World, actor: str) -> Arguments:
    return {"attempt_id": world.attempt_for(actor).pk, "position": 1}


def handed_in(world: World, actor: str) -> Arguments:
    return {"attempt_id": world.handed_in.pk}


def written(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.written.assignment_id}


def asked_as(position: int) -> Callable[[World, str], Arguments]:
    """A question of the homework that is to be marked."""

    def question(world: World, actor: str) -> Arguments:
        question_id = world.written.items.get(position=position).version.question_id
        return {"assignment_id": world.written.assignment_id, "question_id": question_id}

    return question


def to_excuse(world: World, actor: str) -> Arguments:
    return {"assignment_id": world.written.assignment_id, "student_id": world.people["student"].pk}


def award_data(world: World) -> dict[str, Any]:
    return {"answer": str(world.written.items.get(position=3).pk), "mark": "1"}


def reopen_data(world: World) -> dict[str, Any]:
    return {"reason": "Ill"}


def written_attempt(world: World, actor: str) -> Arguments:
    return {"attempt_id": world.written.pk}


def written_item(world: World, actor: str) -> Arguments:
    return {"attempt_id": world.written.pk, "position": 2}


def quiz(world: World, actor: str) -> Arguments:
    return {"quiz_id": world.quiz.pk}


def draft(world: World, actor: str) -> Arguments:
    return {"quiz_id": world.draft.pk}


def place(world: World, actor: str) -> Arguments:
    return {"quiz_id": world.draft.pk, "position": 1}


def slot(world: World, actor: str) -> Arguments:
    return {"quiz_id": world.draft.pk, "slot_id": world.draft.slots.first().pk}


def course(world: World, actor: str) -> Arguments:
    return {"slug": world.course.slug}


def topic(world: World, actor: str) -> Arguments:
    return {"topic_id": world.course.topics.first().pk}


def fact(world: World, actor: str) -> Arguments:
    return {"fact_id": world.course.facts.first().pk}


def question(world: World, actor: str) -> Arguments:
    return {"question_id": world.course.questions.first().pk}


def source(world: World, actor: str) -> Arguments:
    return {"source_id": world.course.sources.first().pk}


def kept_notes(world: World, actor: str) -> Arguments:
    return {"token": world.notes_token}


def kind_of_question(world: World, actor: str) -> Arguments:
    return {"topic_id": world.course.topics.first().pk, "kind": "single_choice"}


def student(world: World, actor: str) -> Arguments:
    return {"student_id": world.people["student"].pk}


def assigned_student(world: World, actor: str) -> Arguments:
    return {**assignment(world, actor), **student(world, actor)}


def answer_data(world: World) -> dict[str, Any]:
    return {"choice": "1", "key": str(uuid.uuid4())}


def pick_data(world: World) -> dict[str, Any]:
    return {"course": world.course.slug, "topics": [world.course.topics.first().pk], "count": 2}


def times_data(world: World) -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    due = now + datetime.timedelta(days=2)
    return {"opens": now.strftime("%Y-%m-%dT%H:%M"), "due": due.strftime("%Y-%m-%dT%H:%M"), "late_days": "3"}


def set_data(world: World) -> dict[str, Any]:
    return {**times_data(world), **USUAL_SETTINGS, "title": "Set", "classroom": world.classroom.pk}


def edit_data(world: World) -> dict[str, Any]:
    return {**times_data(world), **USUAL_SETTINGS}


def own_terms_data(world: World) -> dict[str, Any]:
    return {"extra_attempts": "1"}


def duplicate_data(world: World) -> dict[str, Any]:
    other = factories.ClassroomFactory(owner=world.people["teacher"], school=world.people["teacher"].school)
    factories.enrolled(other)
    return {**times_data(world), "classroom": other.pk}


def fact_data(world: World) -> dict[str, Any]:
    return {"statement": "It **flows**.", "kind": "event", "when": "", "claim": "", "stance": "", "topic": world.course.topics.first().pk}


def question_data(world: World) -> dict[str, Any]:
    first = world.course.questions.first()
    about = {
        "version": 1,
        "prompt": "Which?",
        "explanation": "So.",
        "topic": first.topic_id,
        "facts": [first.facts.first().pk],
        "source": "",
    }
    rows = {
        "options-TOTAL_FORMS": 2,
        "options-INITIAL_FORMS": 0,
        "options-0-text": "One",
        "options-0-correct": "on",
        "options-1-text": "Two",
    }
    return {**{f"about-{name}": value for name, value in about.items()}, **rows}


def export_data(world: World) -> dict[str, Any]:
    return {"what": "marks", "format": "csv", "names": "named"}


def weights_data(world: World) -> dict[str, Any]:
    return {"row-TOTAL_FORMS": 1, "row-INITIAL_FORMS": 0, "row-0-name": "All", "row-0-weight": 1, "row-0-preset": "homework"}


def source_data(world: World) -> dict[str, Any]:
    return {"title": "A poem", "origin": "Anonymous", "text": "Once"}


def pick_slot_data(world: World) -> dict[str, Any]:
    return {"picks": "1", "topic": world.course.topics.first().pk, "max_mark": "1"}


def retention_data(world: World) -> dict[str, Any]:
    return {"year_ends": 8, "answers_months": 13, "accounts_months": 3, "audit_months": 24}


def erase_data(world: World) -> dict[str, Any]:
    return {"username": world.people["student"].username}


def add_data(world: World) -> dict[str, Any]:
    return {"question": world.quiz.slots.first().question_id}


SIGNED_IN = {**dict.fromkeys(PEOPLE, 200), **dict.fromkeys(NOBODY, 302)}
IN_CLASS = ("student", "classmate")
ADMINS = ("admin", "other_admin")
GROWN_UPS = (*STAFF, "site_admin")
MUST_HAVE_A_SECOND_STEP = (*ADMINS, "site_admin")
TEACHERS = (*TEACHING, "colleague", "stranger")
NOT_TO_JOIN = dict.fromkeys((*STAFF, "site_admin"), 302)
"""Whose page has nothing to join."""
READ_CLASS = (*TEACHING, "admin")
ROSTER = (*MAY, "admin")
OVER_STAFF = ("admin", "site_admin")
READERS = READ_CLASS
"""Of the course, which is its teacher's own and not published, but set to the class."""

ROWS = [
    Row("healthz", {"GET": everybody()}, open_to_all=True),
    Row("readyz", {"GET": everybody()}, open_to_all=True),
    Row("home", {"GET": everybody()}, open_to_all=True),
    # Signing in and out: allauth's views, whose forms take a PUT as a POST.
    Row(
        "account_login",
        dict.fromkeys(("GET", "POST", "PUT"), everybody(302, **dict.fromkeys(NOBODY, 200))),
        data=lambda world: {"login": "nobody-0000", "password": "guess"},
        open_to_all=True,
    ),
    Row("account_logout", {"GET": everybody(**dict.fromkeys(NOBODY, 302)), "POST": everybody(302)}, open_to_all=True),
    Row("account_change_password", dict.fromkeys(("GET", "POST", "PUT"), SIGNED_IN), data=lambda world: {"oldpassword": "guess"}),
    Row("forgotten_password", dict.fromkeys(("GET", "POST"), everybody()), data=lambda world: {"email": "a@b.example"}, open_to_all=True),
    Row("new_password", {"GET": everybody(), "POST": everybody(302)}, password_link, new_password_data, open_to_all=True),
    # No provider is set here: to nobody they exist.
    Row("openid_connect_login", {"POST": everybody(404)}, provider, open_to_all=True),
    Row("openid_connect_callback", {"GET": everybody(404)}, provider, open_to_all=True),
    Row("disconnect_provider", {"POST": only()}, provider),
    Row("account_inactive", {"GET": everybody()}, open_to_all=True),
    Row("account_reauthenticate", dict.fromkeys(("GET", "POST", "PUT"), SIGNED_IN), data=lambda world: {"password": "guess"}),
    Row("sign_ins", {"GET": SIGNED_IN}),
    Row(
        "end_sign_in", {"POST": only("student", status=302)}, lambda world, actor: {"sign_in_id": world.people["student"].sign_ins.get().pk}
    ),
    Row("end_other_sign_ins", {"POST": only(*PEOPLE, status=302)}),
    # The second step. What changes it asks first whether it is you (302); to students it does not exist.
    Row("mfa_index", {"GET": only(*GROWN_UPS), "POST": only(*GROWN_UPS, status=405)}),
    Row("mfa_authenticate", dict.fromkeys(("GET", "POST"), everybody(302)), open_to_all=True),
    Row(
        "mfa_reauthenticate",
        dict.fromkeys(("GET", "POST"), only(*GROWN_UPS, status=302, **dict.fromkeys(MUST_HAVE_A_SECOND_STEP, 200))),
        data=lambda world: {"code": "000000"},
    ),
    Row(
        "mfa_reauthenticate_webauthn", dict.fromkeys(("GET", "POST"), only(*GROWN_UPS, status=302)), data=lambda world: {"credential": "{}"}
    ),
    Row("mfa_login_webauthn", dict.fromkeys(("GET", "POST"), everybody(302)), data=lambda world: {"credential": "{}"}, open_to_all=True),
    *(
        Row(name, dict.fromkeys(("GET", "POST"), only(*GROWN_UPS, status=302)))
        for name in ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn")
    ),
    Row("mfa_deactivate_totp", dict.fromkeys(("GET", "POST"), only(*MUST_HAVE_A_SECOND_STEP, status=302)), note="who has an app"),
    Row("mfa_view_recovery_codes", {"GET": only(), "POST": only(*GROWN_UPS, status=405)}, note="none yet"),
    Row("mfa_download_recovery_codes", {"GET": only(), "POST": only()}, note="none yet"),
    Row("mfa_list_webauthn", {"GET": only(*GROWN_UPS), "POST": only(*GROWN_UPS, status=405)}),
    *(
        Row(name, {"GET": only(), "POST": only()}, lambda world, actor: {"pk": 10**9}, note="another's")
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    ),
    # Classes and who sits in them.
    Row("classes", {"GET": only(*STAFF)}),
    Row("new_classroom", {"GET": only(*STAFF), "POST": only(*STAFF, status=302)}, data=lambda world: {"name": "11C"}),
    Row("classroom", {"GET": only(*READ_CLASS)}, classroom),
    Row("send_student", {"GET": only("admin"), "POST": only("admin")}, student, lambda world: {"record": "along"}),
    Row("take_student", {"GET": only("other_admin"), "POST": only("other_admin")}, transfer),
    Row("upload_school", {"GET": only(*ADMINS), "POST": only(*ADMINS, status=302)}, data=school_file_data),
    Row("school_listed", {"GET": only("admin"), "POST": only("admin", status=302)}, kept_school_file),
    Row("archived_classes", {"GET": only(*STAFF)}),
    Row("edit_classroom", {"GET": only(*KEEPERS), "POST": only(*KEEPERS, status=302)}, classroom, lambda world: {"name": "11C"}),
    Row("archive_classroom", {"POST": only(*KEEPERS, status=302)}, past_class),
    Row("restore_classroom", {"POST": only(*KEEPERS, status=302)}, archived_class),
    Row(
        "roll_over",
        {"GET": only(*KEEPERS), "POST": only(*KEEPERS, status=302)},
        past_class,
        lambda world: {"name": "12C", "with_students": "yes"},
    ),
    Row("roster", {"GET": only(*READ_CLASS)}, classroom),
    Row("seat", {"GET": only(*ROSTER), "POST": only(*ROSTER, status=302)}, seat, lambda world: {"name": "Ada L"}),
    Row("upload_list", {"GET": only(*ROSTER), "POST": only(*ROSTER, status=302)}, classroom, list_data),
    Row("listed", {"GET": only("teacher"), "POST": only("teacher")}, kept_list),
    Row("make_cards", {"POST": only(*ROSTER)}, classroom, lambda world: {"student": [str(world.people["student"].pk)]}),
    Row("move_students", {"POST": only(*ROSTER, status=302)}, classroom),
    Row("print_cards", {"POST": only("teacher")}, data=lambda world: {"cards": world.sealed_cards}),
    Row("class_code", {"GET": only(*ROSTER), "POST": only(*ROSTER, status=302)}, classroom, lambda world: {"minutes": "20", "places": "9"}),
    Row("close_code", {"POST": only(*ROSTER, status=302)}, classroom),
    Row("decide_joins", {"POST": only(*ROSTER, status=302)}, classroom),
    Row(
        "join",
        {
            "GET": everybody(**dict.fromkeys((*STAFF, "site_admin"), 302)),
            "POST": everybody(422, **dict.fromkeys((*STAFF, "site_admin"), 302)),
        },
        open_to_all=True,
    ),
    Row("join_waiting", {"GET": everybody(302)}, open_to_all=True),
    Row("claim_sign_in", {"POST": everybody(302)}, open_to_all=True),
    Row("add_students", {"POST": only(*ROSTER)}, classroom, lambda world: {"names": "Ada L\nBen M"}),
    Row("remove_student", {"POST": only(*ROSTER, status=302)}, seat),
    Row("reset_password", {"POST": only(*ROSTER)}, seat),
    Row("new_teacher", {"GET": only(*ADMINS), "POST": only(*ADMINS)}, data=lambda world: {"display_name": "Mr New"}),
    # Who teaches a class, and whose it is.
    Row("co_teachers", {"GET": only(*KEEPERS), "POST": only(*KEEPERS, status=302)}, classroom, share_data),
    Row("change_grants", {"POST": only(*KEEPERS, status=302)}, share, lambda world: {"may_mark": "on"}),
    Row("stop_sharing", {"POST": only(*KEEPERS, status=302)}, share),
    Row("transfer_class", {"GET": only("admin"), "POST": only("admin", status=302)}, classroom, transfer_data),
    Row("transfer_course", {"GET": only("admin"), "POST": only("admin", status=302)}, course, transfer_data),
    # Staff, schools and the audit log.
    Row("staff", {"GET": only(*ADMINS)}),
    Row("invite_staff", {"GET": only(*ADMINS), "POST": only(*ADMINS)}, data=invite_data),
    Row("staff_member", {"GET": only(*OVER_STAFF)}, colleague),
    Row(
        "erase_staff",
        {"GET": only("admin"), "POST": only("admin", status=302)},
        colleague,
        lambda world: {"username": world.people["colleague"].username},
    ),
    Row("change_details", {"POST": only(*OVER_STAFF, status=302)}, colleague, lambda world: {"display_name": "Mx New", "email": ""}),
    Row("change_role", {"POST": only(*OVER_STAFF, status=302)}, colleague, lambda world: {"role": "admin"}),
    Row("close_account", {"POST": only(*OVER_STAFF, status=302)}, colleague),
    Row("open_account", {"POST": only(*OVER_STAFF, status=302)}, colleague),
    Row("reset_staff_password", {"POST": only(*OVER_STAFF)}, colleague),
    Row("revoke_invitation", {"POST": only(*OVER_STAFF, status=302)}, lambda world, actor: {"invitation_id": world.invited.invitation.pk}),
    Row(
        "accept_invitation",
        {"GET": everybody(404, **dict.fromkeys(NOBODY, 200)), "POST": everybody(404, **dict.fromkeys(NOBODY, 302))},
        lambda world, actor: {"token": world.invited.token},
        account_data,
        open_to_all=True,
    ),
    Row("audit_log", {"GET": only(*STAFF, "site_admin")}),
    Row("new_school", {"GET": only("site_admin"), "POST": only("site_admin", status=302)}, data=lambda world: {"name": "Hilltop"}),
    Row("site_school", {"GET": only("site_admin")}, school),
    Row("invite_to_school", {"GET": only("site_admin"), "POST": only("site_admin")}, school, invite_data),
    # Once there is a school, the page that makes the first one is gone.
    Row("first_school", {"GET": everybody(404), "POST": everybody(404)}, lambda world, actor: {"token": first_token()}, open_to_all=True),
    # Homework, as its teacher sees it.
    Row("homework", {"GET": only(*STAFF)}),
    # Others than its owner are offered the first course they may read, of which these topics are not.
    Row(
        "new_homework",
        {"GET": only(*STAFF), "POST": only(*STAFF, status=422, **dict.fromkeys(READERS, 302))},
        data=pick_data,
    ),
    Row("edit_homework", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, assignment, edit_data),
    # To another class: the one offered here is the teacher's alone.
    Row("duplicate_homework", {"GET": only(*MAY), "POST": only(teacher=302, co_teacher=422)}, assignment, duplicate_data),
    Row("recipients", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, assignment, lambda world: {"whom": "all"}),
    Row("own_terms", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, assigned_student, own_terms_data),
    Row("remove_own_terms", {"POST": only(*MAY, status=302)}, assigned_student),
    Row(
        "extra_time",
        {"GET": only(*MAY), "POST": only(*MAY, status=302)},
        student,
        lambda world: {"factor": "1.25", "extra_attempts": "0"},
    ),
    Row("withdraw_homework", {"POST": only(*MAY, status=302)}, assignment),
    Row("set_homework", {"GET": only("teacher"), "POST": only("teacher", status=302)}, draft, set_data),
    Row("propose_more", {"POST": only("teacher", status=302)}, draft, pick_data),
    # Homework, as its students do it.
    Row("assignment", {"GET": only(*READ_CLASS, status=302, student=200, classmate=200)}, assignment),
    Row("assignment", {"GET": only(*READ_CLASS, status=302, student=200, classmate=200)}, earlier, note="handed in"),
    Row("assignment", {"GET": only(*READ_CLASS, status=302)}, unopened, note="before it opens"),
    Row("start", {"POST": only(*IN_CLASS, status=302)}, assignment),
    Row("start", {"POST": only()}, unopened, note="before it opens"),
    Row("attempt", {"GET": only(*READ_CLASS, student=302)}, attempt),
    Row("attempt", {"GET": only("student", *READ_CLASS)}, handed_in, note="handed in"),
    Row("question_of_attempt", {"GET": only("student"), "POST": only("student", status=302)}, item, answer_data),
    Row("save_draft", {"POST": only("student")}, item, lambda world: {"choice": "1", "number": "0"}),
    Row("whole_page", {"GET": only("student", status=302), "POST": only("student", status=302)}, attempt),
    Row("time_left", {"GET": only("student")}, attempt),
    Row("finish", {"GET": only("student"), "POST": only("student", status=302)}, attempt),
    Row("source_picture", {"GET": only()}, lambda world, _actor: {"source_id": uuid.UUID(int=5)}, note="without a picture"),
    Row("judge_oneself", {"POST": only("student", status=302)}, written_item, lambda world: {"mark": "1"}),
    Row("practise", {"POST": only("student", status=302)}, handed_in),
    # Marking.
    Row("marking", {"GET": only(*MAY)}, written),
    Row("release_marks", {"POST": only(*MAY, status=302)}, written),
    Row("mark_answers", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, asked_as(3), award_data),
    Row("forget_comment", {"POST": only("teacher", status=302)}, lambda world, actor: {"comment_id": world.comment.pk}),
    Row(
        "answers",
        {"GET": only(*MAY), "POST": only(*MAY, status=302)},
        asked_as(2),
        lambda world: {"texts": ["Rome"], "accepted": "yes"},
    ),
    Row("unsettle", {"POST": only(*MAY, status=302)}, lambda world, actor: {"settled_id": world.settled.pk}),
    Row("repair", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, asked_as(2), lambda world: {"kind": "drop"}),
    Row(
        "begun_repair",
        {"GET": only(*MAY)},
        lambda world, actor: {"assignment_id": world.begun.assignment_id, "question_id": world.begun.question_id},
    ),
    Row("finish_repair", {"POST": only(*MAY, status=302)}, lambda world, actor: {"begun_id": world.begun.pk}),
    Row("forget_repair", {"POST": only(*MAY, status=302)}, lambda world, actor: {"begun_id": world.begun.pk}),
    Row("undo_repair", {"POST": only(*MAY, status=302)}, lambda world, actor: {"repair_id": world.settled.repair_id}),
    Row("excuse", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, to_excuse, reopen_data),
    Row("reopen", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, written_attempt, reopen_data),
    Row(
        "override_mark",
        {"GET": only(*MAY), "POST": only(*MAY, status=302)},
        written_item,
        lambda world: {"mark": "1", "reason": "Near enough"},
    ),
    Row("automatic_mark", {"POST": only(*MAY, status=302)}, written_item),
    Row("live", {"GET": only(*TEACHING)}, assignment),
    # Results.
    Row("results", {"GET": only(*READ_CLASS)}, earlier),
    Row("analysis", {"GET": only(*READ_CLASS)}, earlier),
    Row("compare", {"GET": only(*READ_CLASS)}, quiz),
    Row("class_knowledge", {"GET": only(*READ_CLASS)}, classroom),
    Row("misconceptions", {"GET": only(*READ_CLASS)}, classroom),
    Row("student_knowledge", {"GET": only("student", *READ_CLASS)}, student),
    Row("export_results", {"GET": only(*MAY, "admin"), "POST": only(*MAY, "admin")}, earlier, export_data),
    Row("export_gradebook", {"GET": only(*MAY, "admin"), "POST": only(*MAY, "admin")}, classroom, export_data),
    Row("starter", {"GET": only(*READ_CLASS)}, earlier),
    Row("student_answer", {"GET": only(*READ_CLASS)}, one_answer),
    Row("reteach", {"POST": only(*MAY, status=302)}, earlier),
    Row("class_now", {"GET": only(*READ_CLASS)}, classroom),
    Row("nudge", {"GET": only(*TEACHING)}, assignment),
    Row("class_reports", {"GET": only(*READ_CLASS)}, classroom),
    Row("student_report", {"GET": only(*READ_CLASS)}, student),
    Row("gradebook", {"GET": only(*READ_CLASS)}, classroom),
    Row("categories", {"GET": only(*MAY), "POST": only(*MAY, status=302)}, classroom, weights_data),
    Row("student", {"GET": only("student", *READ_CLASS)}, student),
    # What is kept of people.
    Row("privacy_notice", {"GET": everybody()}, open_to_all=True),
    Row("privacy", {"GET": only(*ADMINS), "POST": only(*ADMINS, status=302)}, data=retention_data),
    Row("student_data", {"GET": only(*READ_CLASS)}, student),
    Row("ask_for_data", {"POST": only(*READ_CLASS, status=302)}, student, lambda world: {"kind": "erase"}),
    Row("export_student", {"POST": only("admin")}, student, lambda world: {"format": "json"}),
    Row("erase_student", {"GET": only("admin"), "POST": only("admin", status=302)}, student, erase_data),
    Row("topic_results", {"GET": only(*READERS)}, topic),
    Row("progress", {"GET": only(*PUPILS, status=302)}),
    # Quizzes.
    Row("quizzes", {"GET": only(*STAFF)}),
    Row("quiz", {"GET": only(*READ_CLASS), "POST": only("teacher", status=302)}, quiz, lambda world: {"title": "Renamed"}),
    Row("add_question", {"GET": only("teacher"), "POST": only("teacher", status=302)}, draft, add_data),
    Row("archive_quiz", {"POST": only("teacher", status=302)}, quiz),
    Row("copy_quiz", {"POST": only(*READ_CLASS, status=302)}, quiz),
    Row("paper", {"GET": only(*READ_CLASS)}, quiz),
    # A draft is set to nobody: of its colleagues only the school's admin reads it.
    Row("preview", {"GET": only("teacher", "admin", status=302)}, draft),
    Row("preview_question", {"GET": only("teacher", "admin"), "POST": only("teacher", "admin")}, place, lambda world: {"choice": "1"}),
    Row("add_pick", {"POST": only("teacher", status=302)}, draft, pick_slot_data),
    Row("set_marks", {"POST": only("teacher", status=302)}, draft, lambda world: {f"mark-{world.draft.slots.first().pk}": "2.5"}),
    Row("move_slot", {"POST": only("teacher", status=302)}, slot, lambda world: {"steps": "1"}),
    Row("remove_slot", {"POST": only("teacher", status=302)}, slot),
    Row("swap_slot", {"POST": only("teacher", status=302)}, slot),
    # The course: this one is its teacher's own.
    Row("courses", {"GET": only(*STAFF)}),
    Row("new_course", {"GET": only(*TEACHERS), "POST": only(*TEACHERS, status=302)}, data=lambda world: {"title": "Hills"}),
    Row(
        "import_notes",
        {"GET": only(*TEACHERS), "POST": only(*TEACHERS, status=302)},
        data=lambda world: {"pasted": "# Rivers\n- The **Seine** rises in 1856."},
    ),
    Row("found_in_notes", {"GET": only("teacher"), "POST": only("teacher", status=302)}, kept_notes),
    Row("search", {"GET": only(*STAFF)}),
    Row("course", {"GET": only(*READERS)}, course),
    Row("edit_course", {"GET": only("teacher"), "POST": only("teacher", status=302)}, course, lambda world: {"title": "Hills"}),
    Row("publish_course", {"POST": only("teacher", status=302)}, course),
    Row("withdraw_course", {"POST": only("teacher", status=302)}, course),
    Row("copy_course", {"POST": only(*TEACHING, status=302)}, course),
    Row("arrange_topics", {"GET": only("teacher")}, course),
    Row("left_out", {"GET": only("teacher")}, course),
    Row("new_topic", {"GET": only("teacher"), "POST": only("teacher", status=302)}, course, lambda world: {"title": "North"}),
    Row("drafts", {"GET": only("teacher")}, course),
    Row("judge_drafts", {"POST": only("teacher", status=302)}, course, lambda world: {"verdict": "approve"}),
    Row("sources", {"GET": only(*READERS)}, course),
    Row("new_source", {"GET": only("teacher"), "POST": only("teacher", status=302)}, course, source_data),
    Row("course_timeline", {"GET": only(*READERS)}, course),
    Row("source", {"GET": only(*READERS)}, source),
    Row("edit_source", {"GET": only("teacher"), "POST": only("teacher", status=302)}, source, source_data),
    Row("archive_source", {"POST": only("teacher", status=302)}, source),
    Row("topic", {"GET": only(*READERS)}, topic),
    Row("topic_timeline", {"GET": only(*READERS)}, topic),
    Row("edit_topic", {"GET": only("teacher"), "POST": only("teacher", status=302)}, topic, lambda world: {"title": "North"}),
    Row("move_topic", {"POST": only("teacher", status=302)}, topic, lambda world: {"direction": "down"}),
    Row("archive_topic", {"POST": only("teacher", status=302)}, topic),
    Row("restore_topic", {"POST": only("teacher", status=302)}, topic),
    Row("new_fact", {"GET": only("teacher"), "POST": only("teacher", status=302)}, topic, fact_data),
    Row("choose_type", {"GET": only("teacher")}, topic),
    Row("new_question", {"GET": only("teacher"), "POST": only("teacher", status=302)}, kind_of_question, question_data),
    Row("preview_writing", {"POST": only("teacher")}, kind_of_question, question_data),
    Row("fact", {"GET": only(*READERS)}, fact),
    Row("edit_fact", {"GET": only("teacher"), "POST": only("teacher", status=302)}, fact, fact_data),
    Row("move_fact", {"POST": only("teacher", status=302)}, fact, lambda world: {"steps": "1"}),
    Row("archive_fact", {"POST": only("teacher", status=302)}, fact),
    Row("restore_fact", {"POST": only("teacher", status=302)}, fact),
    Row("question", {"GET": only(*READERS)}, question),
    Row("edit_question", {"GET": only("teacher"), "POST": only("teacher", status=302)}, question, question_data),
    Row("versions", {"GET": only("teacher")}, question),
    Row("archive_question", {"POST": only("teacher", status=302)}, question),
    Row("restore_question", {"POST": only("teacher", status=302)}, question),
    Row("judge_draft", {"POST": only("teacher", status=302)}, question, lambda world: {"verdict": "approve"}),
]

WRITES = ("POST", "PUT", "PATCH", "DELETE")


# --- Tools -----------------------------------------------------------------------------------------------------------


def visit(world: World, actor: str, method: str, row: Row, *, htmx: bool = False, address: str | None = None) -> HttpResponse:
    """What an actor gets at an address. Whatever it writes is undone afterwards."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/somewhere/?on=1"} if htmx else {}
    data = row.data(world) if method == "POST" else None
    send = getattr(browser(world, actor), method.lower())
    with transaction.atomic():
        response: HttpResponse = send(address or row.address(world, actor), data=data, headers=headers)
        transaction.set_rollback(True)
    return response


def names_of(patterns: Iterable[URLPattern | URLResolver], at: str = "") -> Iterator[str]:
    """The name of every address there is; one without a name is told by its path, which no table lists."""
    for pattern in patterns:
        path = f"{at}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns, path)
        else:
            yield pattern.name or f"(no name) {path}"


def rows_of_every_table() -> dict[str, list[tuple[Any, ...]]]:
    """All that the database holds, the audit log left out."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model is not AuditEntry
    }


TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def without_tokens(response: HttpResponse) -> bytes:
    """A page as it is for everybody: the token against forged forms is new in each."""
    return TOKEN.sub(b"", response.content)


# --- The walk --------------------------------------------------------------------------------------------------------


def test_the_table_lists_every_address_and_no_other():
    named = list(names_of(get_resolver().url_patterns))

    assert sorted(set(named)) == sorted({row.name for row in ROWS})
    assert sorted(set(named)) == sorted(named)


def test_who_may_do_what():
    """Each address and method, as each actor: owner, member, outsider."""
    world = build_world()

    found = {
        (row.label, method): {actor: visit(world, actor, method, row).status_code for actor in ACTORS}
        for row in ROWS
        for method in row.methods
    }

    assert found == {(row.label, method): statuses for row in ROWS for method, statuses in row.methods.items()}


@pytest.mark.once
def test_head_answers_as_get_does():
    world = build_world()

    found = {row.label: {actor: visit(world, actor, "HEAD", row).status_code for actor in SOME} for row in ROWS}

    assert found == {row.label: {actor: row.methods.get("GET", refusal(row))[actor] for actor in SOME} for row in ROWS}


def refusal(row: Row) -> Statuses:
    """What a method that an address does not take answers: 405, after the sign-in."""
    return {**dict.fromkeys(PEOPLE, 405), **dict.fromkeys(NOBODY, 405 if row.open_to_all else 302)}


@pytest.mark.once
def test_any_other_method_is_refused():
    """For everybody alike, so that it says nothing of what is there."""
    world = build_world()
    others = [(row, method) for row in ROWS for method in ("GET", *WRITES) if method not in row.methods]

    found = {(row.label, method): {actor: visit(world, actor, method, row).status_code for actor in SOME} for row, method in others}

    expected = {(row.label, method): {actor: refusal(row)[actor] for actor in SOME} for row, method in others}
    # allauth sends who is signed in away from the sign-in page before it looks at the method.
    expected |= {("account_login", method): dict.fromkeys(SOME, 302) | {"anonymous": 405} for method in ("PATCH", "DELETE")}
    assert found == expected


@pytest.mark.parametrize("actor", NOBODY)
def test_who_is_not_signed_in_is_sent_to_sign_in(actor):
    """With the way back; a part of a page is told to go there as a whole, or the form would stand in its middle."""
    world = build_world()
    guarded = [(row, method) for row in ROWS if not row.open_to_all for method in row.methods]

    found, expected = {}, {}
    for row, method in guarded:
        whole, part = visit(world, actor, method, row), visit(world, actor, method, row, htmx=True)
        found[row.label, method] = (whole.status_code, whole.headers.get("Location"), whole.content)
        found[row.label, method, "htmx"] = (part.status_code, part.headers.get("HX-Redirect"), part.content)
        expected[row.label, method] = (302, f"/accounts/login/?next={quote(row.address(world, actor))}", b"")
        expected[row.label, method, "htmx"] = (401, "/accounts/login/?next=%2Fsomewhere%2F%3Fon%3D1", b"")

    assert found == expected


@pytest.mark.once
def test_reading_changes_no_row():
    """But for the audit log, which says who of the school's admins read about a class. Where nothing was written, nothing is compared."""
    world = build_world()
    before = rows_of_every_table()
    written: list[str] = []

    def noted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            written.append(sql)
        return execute(sql, *rest)

    changed = []
    for row in ROWS:
        with connection.execute_wrapper(noted):
            for actor in ACTORS:
                browser(world, actor).get(row.address(world, actor))
            for actor, method in itertools.product(SOME, ("get", "head")):
                getattr(browser(world, actor), method)(row.address(world, actor), headers={"HX-Request": "true"})
        if written:
            after = rows_of_every_table()
            changed += [(row.label, table) for table in before if after[table] != before[table]]
            before = after
            written.clear()

    assert changed == []


@pytest.mark.once
def test_what_is_anothers_looks_as_if_it_were_not_there():
    """The same page, word for word, as for an address that names nothing; and that is 404 for the owner too."""
    world = build_world()

    told = []
    for row in ROWS:
        for method, statuses in row.methods.items():
            for actor in ("student", "elsewhere", "teacher", "stranger", "admin"):
                absent = row.missing(world, actor)
                if absent is None:
                    continue
                missing = visit(world, actor, method, row, address=absent)
                seen = visit(world, actor, method, row) if statuses[actor] == 404 else missing
                if (missing.status_code, seen.status_code) != (404, 404) or without_tokens(seen) != without_tokens(missing):
                    told.append((row.label, method, actor))

    assert told == []


@pytest.mark.once
def test_no_name_of_the_class_reaches_an_outsider():
    """Neither in a page nor in a header: not the class, its people, its quizzes or their addresses."""
    world = build_world()

    crossed = []
    for row, actor in itertools.product((row for row in ROWS if "GET" in row.methods), OUTSIDERS):
        asked = row.address(world, actor)
        response = browser(world, actor).get(asked)
        said = f"{response.headers}{response.content.decode()}".replace(asked, "")
        crossed += [(row.label, actor, name) for name in world.names if name in said]

    assert crossed == []


def test_the_class_itself_does_read_its_names():
    """The test above would see them."""
    world = build_world()
    homes = {actor: browser(world, actor).get("/").content.decode() for actor in ("student", "classmate", "teacher", "admin")}

    assert {actor: world.classroom.name in page for actor, page in homes.items()} == dict.fromkeys(homes, True)
    assert {actor: world.quiz.title in page for actor, page in homes.items()} == {
        "student": True,
        "classmate": True,
        "teacher": True,
        "admin": False,
    }
