"""One computer, two children: what the first had open is nowhere when the second presses Back.

Playwright starts Chromium without its cache of whole pages for Back and Forward; here it runs as it does on a school's computer.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page

from accounts.models import Assignment, User
from accounts.people import sessions
from tests.browser.conftest import School, Visitor
from tests.factories import ClassroomFactory, enrolled, started

SECRET = ("Olive Lane", "olive-4821", "11B History", "France", "Which city is the capital", "Lutetia Parisiorum")
"""What the first child's pages say: name, username, class, homework, a question, and what was typed."""
TIMES = 10
ALL_OF_IT = """
() => [document.documentElement.outerHTML, document.title,
  ...[...document.querySelectorAll("input, textarea")].map((field) => field.value),
  JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join("\\n")
"""
"""The page with what stands in its fields, and what the browser stored."""


@pytest.fixture(scope="module")
def shared(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser that keeps pages for Back, as every real one does."""
    computer = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    yield computer
    computer.close()


@pytest.fixture
def child(shared: Browser, live_server) -> Iterator[Visitor]:
    context = shared.new_context(reduced_motion="reduce")
    context.set_default_timeout(30_000)
    context.add_init_script("addEventListener('pageshow', (event) => { window.fromMemory = event.persisted; });")
    yield Visitor(context, live_server.url, lambda page: None)
    context.close()


@pytest.fixture
def olive(school: School) -> User:
    User.objects.filter(pk=school.student.pk).update(username="olive-4821")
    school.student.refresh_from_db()
    return school.student


@pytest.fixture
def next_child() -> User:
    """Of another class, so that the two have nothing in common."""
    return enrolled(ClassroomFactory(name="9C Maths"), username="noor-1234", display_name="Noor Aziz")


def presses_back(page: Page) -> str:
    """One step back, wherever that leads; gives all that is there then."""
    here = page.evaluate("[history.length, location.href, performance.timeOrigin].join()")
    page.evaluate("setTimeout(() => history.back(), 0)")
    page.wait_for_function("(here) => [history.length, location.href, performance.timeOrigin].join() !== here", arg=here)
    page.wait_for_function("document.readyState === 'complete'")  # a page from memory is there without loading
    said: str = page.evaluate(ALL_OF_IT)
    return said


def works(someone: Visitor, assignment: Assignment, olive: User) -> None:
    """The first child signs in, looks at everything, and leaves a typed answer half written and another given."""
    attempt = started(assignment, olive)
    someone.signs_in("olive-4821")
    someone.sees("Carry on")
    someone.goes_to("/accounts/sign-ins/")
    someone.goes_to(f"/homework/{assignment.pk}/")
    someone.goes_to(f"/attempts/{attempt.pk}/1/")
    someone.page.get_by_role("radio", name="Lyon").check(force=True)
    someone.presses("Check")
    someone.page.locator(".verdict:focus").wait_for()
    someone.goes_to(f"/attempts/{attempt.pk}/2/")
    someone.page.get_by_role("textbox", name="Your answer").fill("Lutetia Parisiorum")
    someone.page.get_by_text("Saved", exact=True).wait_for()
    someone.goes_to(f"/attempts/{attempt.pk}/finish/")
    someone.goes_to("/progress/")
    someone.goes_to("/")
    assert all(word in "".join(all_said(someone, attempt.pk)) for word in SECRET)


def all_said(someone: Visitor, attempt_id: object) -> Iterator[str]:
    """The pages really say what is looked for afterwards."""
    for path in ("/", f"/attempts/{attempt_id}/2/", f"/attempts/{attempt_id}/1/", "/accounts/sign-ins/"):
        someone.goes_to(path)
        yield someone.page.evaluate(ALL_OF_IT)


def signs_out(someone: Visitor) -> None:
    someone.page.get_by_role("button", name="Account of").click()
    someone.page.get_by_role("button", name="Sign out").click()
    someone.page.get_by_role("link", name="Sign in").first.wait_for()


def seen_again(page: Page) -> dict[int, list[str]]:
    """What of the first child's shows, by how often Back was pressed."""
    found = {}
    for step in range(1, TIMES + 1):
        said = presses_back(page)
        if words := [word for word in SECRET if word in said]:
            found[step] = [page.url, *words]
    return found


def test_this_browser_does_keep_pages(child: Visitor) -> None:
    """Where a page may be kept, Back shows it from memory: the tests below press a button that does something."""
    page = child.page
    child.goes_to("/privacy/notice/")
    child.goes_to("/accounts/login/")
    presses_back(page)
    assert page.evaluate("window.fromMemory") is True


def test_the_next_child_presses_back(child: Visitor, assignment: Assignment, olive: User, next_child: User) -> None:
    works(child, assignment, olive)
    signs_out(child)
    child.signs_in("noor-1234")
    child.sees("Nothing due")

    assert seen_again(child.page) == {}


def test_nobody_is_signed_in_and_back_is_pressed(child: Visitor, assignment: Assignment, olive: User) -> None:
    works(child, assignment, olive)
    signs_out(child)

    assert seen_again(child.page) == {}


def test_the_session_was_ended_from_elsewhere(child: Visitor, assignment: Assignment, olive: User) -> None:
    """Left without signing out; “Sign out everywhere else”, pressed at home, closes what stands open at school."""
    works(child, assignment, olive)
    sessions.end_all(olive, but=None)

    assert seen_again(child.page) == {}
