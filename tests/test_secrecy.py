"""The right answer never reaches a page before it may: every key, explanation and fact is a canary, and every address is crawled."""

import datetime
import itertools
import random
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.attempts.actions import finish_attempt, start_practice
from accounts.homework.actions import follow_terms
from accounts.models import Assignment, Attempt, AttemptItem, Enrolment, Response, User
from quizzes.feedback import FeedbackPolicy
from quizzes.presentation import setup_for
from revision.models import Question, QuestionVersion, Source
from revision.question_types import registry
from tests import factories
from tests.answers import BODIES, posted, stored
from tests.factories import answer, enrolled, started

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def refusals_are_not_news(caplog):
    """Most addresses are no page of a student's."""
    caplog.set_level("ERROR", "django.request")


# --- Canaries --------------------------------------------------------------------------------------------------------

CANARY = re.compile("zq[0-9]{5}qz")


class Nest:
    """Makes canaries, each one for one question, and knows whose each is."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.numbers = itertools.count(1)

    def maker(self, kind: str) -> Callable[[], str]:
        def make() -> str:
            canary = f"zq{next(self.numbers):05}qz"
            self.kinds[canary] = kind
            return canary

        return make

    def caught(self, text: str) -> set[str]:
        """The kinds of question whose secrets stand in ``text``."""
        return {self.kinds[canary] for canary in CANARY.findall(text)}


KINDS = sorted(BODIES)
POSITIONS = range(1, len(KINDS) + 1)
MARKED = [position for position in POSITIONS if not registry.get(KINDS[position - 1]).waits]

every_question = pytest.mark.parametrize("position", POSITIONS, ids=KINDS)


# --- What is crawled -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Place:
    """A class with homework of one question of each type, from a course of its teacher's own, and a student of it."""

    nest: Nest
    assignment: Assignment
    student: User

    def start(self, student: User | None = None) -> Attempt:
        return started(self.assignment, student or self.student)

    def close(self) -> None:
        """Let the homework have closed two minutes ago: the grace is over too."""
        passed = self.assignment.closes - timezone.now() + datetime.timedelta(minutes=2)
        times = {name: F(name) - passed for name in ("opens", "due", "closes")}
        Assignment.objects.filter(pk=self.assignment.pk).update(**times)
        self.assignment.refresh_from_db()
        follow_terms(assignment=self.assignment)


def planted(policy: str = FeedbackPolicy.AT_ONCE) -> Place:
    nest = Nest()
    owner = factories.TeacherFactory()
    quiz = factories.QuizFactory(owner=owner, course__owner=owner)
    topic = factories.TopicFactory(course=quiz.course)
    for kind in KINDS:
        secret = nest.maker(kind)
        fact = factories.FactFactory(
            topic=topic, slug=secret(), statement=f"**{secret()}** did it.", note=secret(), reference=secret(), claim=secret(), stance="for"
        )
        question = factories.QuestionFactory(
            topic=topic, kind=kind, slug=secret(), body=stored(kind, BODIES[kind](secret)), explanation=secret(), facts=[fact]
        )
        factories.SlotFactory(quiz=quiz, question=question)
    origin = nest.maker(KINDS[0])()
    Source.objects.create(course=quiz.course, slug="source", title="Source", kind=Source.Kind.TEXT, origin=origin, text=origin)
    assignment = factories.AssignmentFactory(quiz=quiz, feedback=policy, classroom__owner=owner, classroom__school=owner.school)
    return Place(nest, assignment, enrolled(assignment.classroom))


def values(place: Place) -> dict[str, list[Any]]:
    """What may stand in an address, by the name of its part: everything there is."""
    quiz = place.assignment.quiz
    return {
        "assignment_id": [place.assignment.pk],
        "attempt_id": list(Attempt.objects.values_list("pk", flat=True)),
        "classroom_id": [place.assignment.classroom_id],
        "kind": ["single_choice"],
        "token": ["no.such.token"],
        "fact_id": list(quiz.course.facts.values_list("pk", flat=True)),
        "position": list(POSITIONS),
        "question_id": list(quiz.course.questions.values_list("pk", flat=True)),
        "quiz_id": [quiz.pk],
        "slot_id": list(quiz.slots.values_list("pk", flat=True)),
        "slug": [quiz.course.slug],
        "source_id": list(quiz.course.sources.values_list("pk", flat=True)),
        "student_id": [place.student.pk],
        "topic_id": list(quiz.course.topics.values_list("pk", flat=True)),
    }


def addresses_by_name(place: Place) -> dict[str, list[str]]:
    """Every address there is, with all that can stand in it, by the name of its page."""
    known = values(place)
    found: dict[str, list[str]] = {}

    def below(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                below(pattern.url_patterns)
                continue
            names = list(pattern.pattern.converters)
            for chosen in itertools.product(*(known.get(name) or [made_up(name, pattern)] for name in names)):
                found.setdefault(pattern.name, []).append(reverse(pattern.name, kwargs=dict(zip(names, chosen, strict=True))))

    below(get_resolver().url_patterns)
    return found


def addresses(place: Place) -> list[str]:
    """Every address there is, with all that can stand in it."""
    return [address for alike in addresses_by_name(place).values() for address in alike]


def made_up(name: str, pattern: URLPattern) -> object:
    """Something for a part of an address that no row of the course stands for."""
    converter = type(pattern.pattern.converters[name]).__name__
    return {"UUIDConverter": uuid.UUID(int=7), "IntConverter": 1}.get(converter, "x")


def all_of(response: HttpResponse) -> str:
    """Everything that leaves the server: page, headers, cookies."""
    return f"{response.content.decode()} {dict(response.headers)} {response.cookies}"


def crawl(place: Place, client: Client) -> dict[str, set[str]]:
    """Where secrets stand, and of which kinds of question: every address, as a page and as a part of one.

    What only takes a POST refuses to be read before it looks at what the address names: of those alike, one is asked.
    """
    found = {}
    for alike in addresses_by_name(place).values():
        for address in alike:
            status, caught = seen(place, client, address)
            if caught:
                found[address] = caught
            if status == 405:
                break
    return found


def seen(place: Place, client: Client, address: str) -> tuple[int, set[str]]:
    """The status of a page, and of which kinds of question secrets stand there, on the page or on a part of it."""
    whole = client.get(address)
    caught = place.nest.caught(all_of(whole))
    if whole.status_code == 200:
        caught |= place.nest.caught(all_of(client.get(address, headers={"HX-Request": "true"})))
    return whole.status_code, caught


def record(place: Place, *kinds: str) -> dict[str, set[str]]:
    """The student's own page of facts, which tells of those whose questions were answered and judged (a written one waits)."""
    judged = {kind for kind in kinds if not registry.get(kind).waits}
    return {reverse("student_knowledge", args=[place.student.pk]): judged} if judged else {}


def kinds_in(found: dict[str, set[str]]) -> set[str]:
    return set().union(*found.values())


def send(client: Client, attempt: Attempt, position: int, data: dict[str, str]) -> HttpResponse:
    address = reverse("question_of_attempt", args=[attempt.pk, position])
    return client.post(address, {"key": str(uuid.uuid4()), **data}, headers={"HX-Request": "true"})


# --- The canaries are there ------------------------------------------------------------------------------------------


def test_every_type_is_planted():
    assert sorted(registry.all_types()) == KINDS


def test_the_teacher_reads_every_secret(as_user):
    """So the crawl finds what stands on a page; and it takes in every address."""
    place = planted()
    place.start()

    found = crawl(place, as_user(place.assignment.classroom.owner))

    question_pages = {question.get_absolute_url(): {question.kind} for question in Question.objects.all()}
    assert {address: found[address] for address in question_pages} == question_pages
    assert kinds_in(found) == set(KINDS)


# --- Answered at once ------------------------------------------------------------------------------------------------


def test_before_the_start_nothing_is_told(as_user):
    place = planted()

    assert crawl(place, as_user(place.student)) == {}


def test_while_nothing_is_answered_nothing_is_told(as_user):
    place = planted()
    place.start()

    assert crawl(place, as_user(place.student)) == {}


@pytest.mark.parametrize("policy", FeedbackPolicy)
def test_nothing_that_is_posted_without_an_answer_is_told_anything(as_user, policy):
    """To whatever address; each POST is undone, so that every one meets the attempt as it was."""
    place = planted(policy)
    place.start()
    client = as_user(place.student)

    told = {}
    for address in [address for address in addresses(place) if not address.startswith("/accounts/")]:
        with transaction.atomic():
            response = client.post(address, {"choice": "", "text": ""}, headers={"HX-Request": "true"})
            transaction.set_rollback(True)
        told[address] = place.nest.caught(all_of(response))

    assert {address: kinds for address, kinds in told.items() if kinds} == {}


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_an_answer_tells_of_its_own_question_alone(as_user, right):
    """One after the other: each tells of itself, on its own page; what else there is, is asked after the first, the fifth and the last."""
    place = planted()
    attempt = place.start()
    client = as_user(place.student)
    told: dict[str, set[str]] = {}

    for position, kind in enumerate(KINDS, start=1):
        fragment = send(client, attempt, position, posted(attempt, position, right=right))

        assert (fragment.status_code, place.nest.caught(all_of(fragment))) == (200, {kind})
        told[reverse("question_of_attempt", args=[attempt.pk, position])] = {kind}
        if position in {1, 5, len(KINDS)}:
            assert crawl(place, client) == {**told, **record(place, *KINDS[:position])}


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
@every_question
def test_what_an_answer_tells_is_all_that_belongs_to_it(as_user, position, right):
    """The key, the explanation and the fact; of the option feedbacks only that of the option chosen; misconceptions never."""
    place = planted()
    attempt = place.start()
    version = attempt.items.get(position=position).version
    fact = version.question.facts.get()

    fragment = all_of(send(as_user(place.student), attempt, position, posted(attempt, position, right=right)))

    told = set(CANARY.findall(fragment))
    always = {version.explanation, fact.note, CANARY.search(fact.statement)[0]}
    never = set(CANARY.findall(str(misconceptions_in(version.body))))
    assert always <= told
    assert told & never == set()
    assert told <= always | set(CANARY.findall(str(version.body)))
    match version.question.kind:
        case "single_choice":
            chosen = next(option for option in version.body["options"] if option["correct"] == right)
            assert told == {*always, chosen["feedback"]}
        case "short_answer":
            assert told == {*always, version.body["accepted"][0]}
        case "ordering":
            assert told == {*always, *(item["why"] for item in version.body["items"])}


def misconceptions_in(body: Any) -> list[str]:
    """The names of wrong ideas anywhere in a body: they are for teachers."""
    if isinstance(body, dict):
        return [name for key, value in body.items() for name in ([value] if key == "misconception" else misconceptions_in(value))]
    return [name for value in body for name in misconceptions_in(value)] if isinstance(body, list) else []


@every_question
def test_what_is_no_answer_is_told_nothing(as_user, position):
    place = planted()
    attempt = place.start()

    refused = send(as_user(place.student), attempt, position, {"text": "", "number": "", "choice": "9", "place_1": "9"})

    assert (refused.status_code, place.nest.caught(all_of(refused))) == (422, set())


@every_question
def test_a_second_answer_is_told_no_more_than_the_first(as_user, position):
    place = planted()
    attempt = place.start()
    client = as_user(place.student)
    first = send(client, attempt, position, posted(attempt, position, right=False))

    second = send(client, attempt, position, posted(attempt, position, right=True))

    assert (second.status_code, set(CANARY.findall(all_of(second)))) == (200, set(CANARY.findall(all_of(first))))


def test_handed_in_all_is_told_to_who_handed_it_in(as_user):
    """What was left out too, on the page of the attempt; what was answered, by its fact, on their record too."""
    place = planted()
    attempt = place.start()
    answer(attempt, 1, posted(attempt, 1, right=True))
    finish_attempt(attempt_id=attempt.pk)

    own = {reverse("attempt", args=[attempt.pk]): set(KINDS), **record(place, KINDS[0])}
    assert crawl(place, as_user(place.student)) == own


def test_a_late_answer_is_told_nothing(as_user):
    """Closed, and never handed in: the page of the attempt shows all by now, the refusal itself nothing."""
    place = planted()
    attempt = place.start()
    place.close()
    client = as_user(place.student)

    refused = send(client, attempt, 1, posted(attempt, 1, right=False))

    assert (refused.status_code, place.nest.caught(all_of(refused))) == (409, set())
    assert crawl(place, client) == {reverse("attempt", args=[attempt.pk]): set(KINDS)}


def test_practice_asks_again_without_telling(as_user):
    """Its questions are pages of their own; what they ask stands there as secret as the first time, until it is answered."""
    place = planted()
    attempt = place.start()
    for position in POSITIONS:
        answer(attempt, position, posted(attempt, position, right=False))
    practice = start_practice(attempt=finish_attempt(attempt_id=attempt.pk))
    client = as_user(place.student)
    page = reverse("question_of_attempt", args=[practice.pk, 2])
    kind = practice.items.get(position=2).version.question.kind

    before = crawl(place, client)
    send(client, practice, 2, posted(practice, 2, right=True))
    after = crawl(place, client)

    own = {reverse("attempt", args=[attempt.pk]): set(KINDS), **record(place, *KINDS)}
    assert (before, after) == (own, {**own, page: {kind}})


# --- Told after the close --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_before_the_close_no_answer_is_told_anything(as_user, right):
    """Neither with the answer, nor after handing in, nor by asking to practise. (A right typed answer is the student's own word.)"""
    place = planted(FeedbackPolicy.AFTER_DUE)
    attempt = place.start()
    client = as_user(place.student)
    kept = {position: posted(attempt, position, right=right) for position in POSITIONS}
    typed = set(CANARY.findall(str(kept)))

    fragments = [send(client, attempt, position, data) for position, data in kept.items()]
    told = {canary for fragment in fragments for canary in CANARY.findall(all_of(fragment))}
    underway = crawl(place, client)
    pages = [client.post(reverse(name, args=[attempt.pk]), follow=True) for name in ("finish", "practise")]
    handed_in = crawl(place, client)

    own = {"cloze", "short_answer", "true_false"} if right else set()
    assert told <= typed
    assert (kinds_in(underway), kinds_in(handed_in)) == (own, own)
    assert [place.nest.caught(all_of(page)) for page in pages] == [own, own]
    seen = {canary for address in [*underway, *handed_in] for canary in CANARY.findall(all_of(client.get(address)))}
    assert seen <= typed


def test_after_the_close_all_is_told_to_who_began(as_user):
    place = planted(FeedbackPolicy.AFTER_DUE)
    attempt = place.start()
    answer(attempt, 1, posted(attempt, 1, right=True))
    place.close()

    own = {reverse("attempt", args=[attempt.pk]): set(KINDS), **record(place, KINDS[0])}
    assert crawl(place, as_user(place.student)) == own


def test_after_the_close_nothing_is_told_to_who_never_began(as_user):
    place = planted(FeedbackPolicy.AFTER_DUE)
    place.close()

    assert crawl(place, as_user(place.student)) == {}


def test_before_the_close_nothing_depends_on_the_mark(as_user):
    """Not a colour, a score or a count: with every mark turned round each page stays as it was, letter for letter."""
    place = planted(FeedbackPolicy.AFTER_DUE)
    attempt = place.start()
    for position in POSITIONS:
        answer(attempt, position, posted(attempt, position, right=False))
    client = as_user(place.student)

    def pages() -> dict[str, str]:
        return {address: without_tokens(client.get(address)) for address in addresses(place)}

    wrong = pages()
    turn_round(attempt)
    right = pages()
    finish_attempt(attempt_id=attempt.pk)
    finished_right = pages()
    turn_round(attempt)
    finished_wrong = pages()

    assert right == wrong
    assert finished_right == finished_wrong
    assert wrong != finished_wrong


def turn_round(attempt: Attempt) -> None:
    """Make right what was wrong, past all that keeps answers as they are."""
    AttemptItem._base_manager.filter(attempt=attempt).update(fraction=1 - F("fraction"))
    Response._base_manager.filter(item__attempt=attempt).update(fraction=1 - F("fraction"))
    Attempt._base_manager.filter(pk=attempt.pk).update(score=F("max_score") - F("score"))


# --- Others ----------------------------------------------------------------------------------------------------------


def test_what_one_student_was_told_another_is_not(as_user):
    place = planted()
    attempt = place.start()
    for position in POSITIONS:
        answer(attempt, position, posted(attempt, position, right=False))
    finish_attempt(attempt_id=attempt.pk)
    classroom = place.assignment.classroom
    others = {
        "classmate": enrolled(classroom),
        "classmate under way": enrolled(classroom),
        "out of the class": enrolled(classroom),
        "in another class": factories.EnrolmentFactory(classroom__school=classroom.school).student,
        "colleague": factories.TeacherFactory(school=classroom.school),
        "teacher of another school": factories.TeacherFactory(),
    }
    place.start(others["classmate under way"])
    gone = place.start(others["out of the class"])
    answer(gone, 1, posted(gone, 1, right=False))
    Enrolment.objects.filter(student=others["out of the class"]).update(left=timezone.now())

    found = {who: crawl(place, as_user(user)) for who, user in others.items()}

    assert found == {who: {} for who in others}
    assert crawl(place, Client()) == {}


# --- The page of an unanswered question ------------------------------------------------------------------------------

TOKEN = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]+"')


def without_tokens(response: HttpResponse) -> str:
    """A page without what is new in each: the token against forged forms, the name of the answer to come, and the seconds left."""
    return re.sub(r'"seconds": \d+', "", TOKEN.sub("", response.content.decode()))


def with_body(version: QuestionVersion, body: dict[str, Any]) -> None:
    """Say that the question had always been so."""
    QuestionVersion._base_manager.filter(pk=version.pk).update(body=body)


def question_page(client: Client, attempt: Attempt, position: int) -> str:
    response = client.get(reverse("question_of_attempt", args=[attempt.pk, position]))
    assert response.status_code == 200
    return without_tokens(response)


def test_the_page_stays_the_same_whichever_option_is_right(as_user):
    place = planted()
    attempt = place.start()
    client, position = as_user(place.student), KINDS.index("single_choice") + 1
    version = attempt.items.get(position=position).version
    pages = set()

    for key in range(4):
        options = [{**option, "correct": number == key} for number, option in enumerate(version.body["options"])]
        with_body(version, {"options": options})
        pages.add(question_page(client, attempt, position))

    assert len(pages) == 1


def test_the_page_stays_the_same_whatever_is_accepted(as_user):
    place = planted()
    attempt = place.start()
    client, position = as_user(place.student), KINDS.index("short_answer") + 1
    version = attempt.items.get(position=position).version
    pages = {question_page(client, attempt, position)}

    with_body(version, {"accepted": ["a", "quite", "another"], "near": []})
    pages.add(question_page(client, attempt, position))

    assert len(pages) == 1


def test_the_page_stays_the_same_whichever_order_is_right(as_user):
    """The parts as they stand on the page come from any of the orders (but the one shown) with some seed; the page is the same."""
    place = planted()
    attempt = place.start()
    client, position = as_user(place.student), KINDS.index("ordering") + 1
    item = attempt.items.select_related("version__question").get(position=position)
    parts = item.version.body["items"]
    shown = [parts[number] for number in setup_for(item.version, item.seed)]
    pages = []

    for right in itertools.permutations(parts):
        if list(right) == shown:
            continue
        with_body(item.version, {"items": list(right)})
        item.version.refresh_from_db()
        seed = next(seed for seed in range(10_000) if [right[number] for number in setup_for(item.version, seed)] == shown)
        AttemptItem.objects.filter(pk=item.pk).update(seed=seed)
        pages.append(question_page(client, attempt, position))

    assert (len(pages), len(set(pages))) == (23, 1)


def test_the_page_has_no_word_of_what_is_right(as_user):
    place = planted()
    attempt = place.start()
    client = as_user(place.student)
    explanations = [item.version.explanation.lower() for item in attempt.items.select_related("version")]

    pages = [question_page(client, attempt, position).lower() for position in POSITIONS]

    words = ["is-right", "is-wrong", "explanation", *explanations]
    assert [word for page in pages for word in words if word in page] == []
    assert [page for page in pages if re.search(r"\bcorrect\b", page)] == []


class Radios(HTMLParser):
    """The values of a page's options by their texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.value = ""
        self.inside = False
        self.values: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("type") == "radio":
            self.value = said["value"] or ""
        self.inside = tag == "span" and said.get("class") == "option-text"

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.values[data.strip()] = self.value
            self.inside = False


def test_the_value_of_an_option_says_nothing_of_its_being_right(as_user):
    """300 questions whose author always put the right option first: it is posted as 1, 2, 3 or 4 alike.

    χ² with three degrees of freedom is over 16.27 once in a thousand draws; the draws are the same in every run.
    """
    topic = factories.TopicFactory()
    body = {"options": [{"text": text, "correct": text == "right", "feedback": ""} for text in ("right", "left", "up", "down")]}
    assignment = factories.AssignmentFactory(quiz=factories.QuizFactory(course=topic.course))
    for question in factories.QuestionFactory.create_batch(30, topic=topic, facts=[], body=body):
        factories.SlotFactory(quiz=assignment.quiz, question=question)
    random.seed(20)
    counts = dict.fromkeys("1234", 0)

    for attempt in [started(assignment) for _student in range(10)]:
        client = as_user(attempt.student)
        for position in range(1, 31):
            radios = Radios(question_page(client, attempt, position)).values
            assert (sorted(radios), sorted(radios.values())) == (["down", "left", "right", "up"], ["1", "2", "3", "4"])
            counts[radios["right"]] += 1

    assert sum(counts.values()) == 300
    assert sum((count - 75) ** 2 / 75 for count in counts.values()) < 16.27
