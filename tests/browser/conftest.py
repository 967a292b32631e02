"""A real Chromium against a real server: what people do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from accounts.models import Assignment, Attempt, Classroom, User
from revision.models import Course
from tests.conftest import CHROMIUM
from tests.factories import (
    PASSWORD,
    AssignmentFactory,
    ClassroomFactory,
    CourseFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    enrolled,
    started,
)

ON_EVERY_DATABASE = {"test_path.py", "test_saving.py", "test_timer.py", "test_whole_page.py"}
"""The main job, and where a browser, a server and the database's transactions meet; how other pages behave is the same on all of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True))
            if item.path.name not in ON_EVERY_DATABASE:
                item.add_marker("once")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(autouse=True)
def what_was_counted_is_forgotten(transactional_db: None) -> Iterator[None]:
    """Tries are counted in the cache, whose table is emptied by no test's end."""
    yield
    cache.clear()


@dataclass(frozen=True)
class School:
    """A teacher with a class of two, and a course with one question of each type."""

    teacher: User
    student: User
    other: User
    classroom: Classroom
    course: Course


@pytest.fixture
def school(db) -> School:
    classroom = ClassroomFactory(
        name="11B History", owner__username="teacher", owner__display_name="Ms Okafor", owner__school__name="Elm School"
    )
    course = CourseFactory(title="Capitals", slug="capitals")
    topic = TopicFactory(course=course, title="France", slug="france")
    paris = FactFactory(topic=topic, statement="**Paris** is the capital of France.", slug="paris")
    rivers = FactFactory(topic=topic, statement="The **Seine** runs through Paris.", slug="seine")
    growth = FactFactory(topic=topic, statement="Paris **grew** ring by ring.", slug="growth")
    QuestionFactory(
        topic=topic, prompt="Which city is the capital of France?", explanation="It has been since the tenth century.", facts=[paris]
    )
    QuestionFactory(
        topic=topic,
        kind="short_answer",
        prompt="Which river runs through Paris?",
        explanation="The city began on an island in it.",
        body={"accepted": ["Seine"], "near": [{"text": "Loire", "feedback": "The Loire runs further south."}]},
        facts=[rivers],
    )
    QuestionFactory(
        topic=topic,
        kind="ordering",
        prompt="In which order did the city grow?",
        explanation="Each ring enclosed the one before.",
        body={"items": [{"text": "island", "why": "first"}, {"text": "left bank", "why": "then"}, {"text": "ring road", "why": "last"}]},
        facts=[growth],
    )
    return School(
        teacher=classroom.owner,
        student=enrolled(classroom, username="student", display_name="Olive Lane"),
        other=enrolled(classroom, username="other", display_name="Noor Aziz"),
        classroom=classroom,
        course=course,
    )


class Visitor:
    """Somebody at a browser of their own."""

    def __init__(self, context: BrowserContext, base: str, checked: Callable[[Page], None]) -> None:
        self.context = context
        self.base = base
        self.page = context.new_page()
        self.checked = checked
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes_to(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.checked(self.page)

    def signs_in(self, username: str) -> None:
        self.goes_to("/accounts/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.presses("Sign in")

    def presses(self, name: str, *, exact: bool = True) -> None:
        """Press a button (the one in the main part, where there are two)."""
        self.page.locator("main").get_by_role("button", name=name, exact=exact).first.click()
        self.settles()
        self.checked(self.page)

    def follows(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.settles()
        self.checked(self.page)

    def settles(self) -> None:
        """Wait until the page is there, and htmx has put in what it fetched."""
        self.page.wait_for_load_state("load")
        self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()


def accessible(page: Page, screen: str = "") -> None:
    """Axe finds nothing wrong with the page as it stands."""
    found = Axe().run(page)
    assert found.response["violations"] == [], f"{page.url} {screen}\n{found.generate_report()}"


def fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide = page.evaluate("[document.scrollingElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} px wide in a window of {wide[1]}"


SCREENS: dict[str, tuple[ViewportSize, dict[str, Any]]] = {
    "desktop": ({"width": 1280, "height": 900}, {}),
    "half a window": ({"width": 640, "height": 900}, {}),
    "smallest": ({"width": 320, "height": 640}, {}),
    "dark": ({"width": 390, "height": 844}, {"color_scheme": "dark"}),
    "forced colours": ({"width": 390, "height": 844}, {"forced_colors": "active"}),
}
"""What a page is looked at on: the window, and what the device asks for."""
AS_USUAL = {"color_scheme": "light", "forced_colors": "none"}


def accessible_everywhere(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways, on every screen; at the end the page is as wide as it was."""
    before = page.viewport_size
    for screen, (size, media) in SCREENS.items():
        page.set_viewport_size(size)
        page.emulate_media(**AS_USUAL | media)
        accessible(page, screen)
        fits(page)
    page.emulate_media(**AS_USUAL)
    page.set_viewport_size(before or SCREENS["desktop"][0])


@pytest.fixture
def visitor(browser: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """A function that brings somebody with a browser: ``script`` on or off; every page they meet is checked by axe, or by
    axe on every screen, where asked."""
    contexts: list[BrowserContext] = []

    def comes(*, script: bool = True, axe: bool = False, everywhere: bool = False, **options: Any) -> Visitor:
        # axe is injected, which our content security policy rightly forbids: it is lifted for axe's own runs alone.
        context = browser.new_context(java_script_enabled=script, bypass_csp=axe or everywhere, reduced_motion="reduce", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        checked = accessible_everywhere if everywhere else accessible if axe else lambda page: None
        return Visitor(context, live_server.url, checked)

    yield comes
    for context in contexts:
        context.close()


@pytest.fixture
def assignment(school: School) -> Assignment:
    """All three questions of the course, set to the class: choice, typed, ordering."""
    quiz = QuizFactory(course=school.course, owner=school.teacher, title="France")
    for question in school.course.questions.all():
        SlotFactory(quiz=quiz, question=question)
    return AssignmentFactory(classroom=school.classroom, quiz=quiz)


@pytest.fixture
def at_question(school: School, assignment: Assignment, visitor) -> Any:
    """A function that brings the student to a question of an attempt that has begun."""

    def come(position: int = 1, **options: Any) -> tuple[Visitor, Attempt]:
        attempt = assignment.attempts.filter(student=school.student).first() or started(assignment, school.student)
        student = visitor(**options)
        student.signs_in("student")
        student.goes_to(f"/attempts/{attempt.pk}/{position}/")
        return student, attempt

    return come
