"""What a student types is saved, and what the page says of it is true: whatever the network, the session and other tabs do."""

import contextlib
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from accounts.models import Attempt, AttemptItem, Response, User
from revision.question_types.base import Answer
from tests.browser.conftest import School
from tests.factories import PASSWORD

STATUS = "[data-save-status]"
DRAFTS = "**/draft/"
ABRUPT = "**/attempts/**"


def draft(attempt: Attempt, position: int) -> dict[str, list[str]] | None:
    return AttemptItem.objects.values_list("draft", flat=True).get(attempt=attempt, position=position)


def number(attempt: Attempt, position: int) -> int:
    return AttemptItem.objects.values_list("draft_number", flat=True).get(attempt=attempt, position=position)


def with_clock(at_question: Callable[..., Any], position: int) -> tuple[Page, Attempt]:
    """The student at a question, in a page whose time passes only when the test says so."""
    student, attempt = at_question(position)
    student.page.clock.install()
    student.page.reload()
    return student.page, attempt


def saved(page: Page) -> None:
    expect(page.locator(STATUS)).to_have_text("Saved")


def changes(page: Page, script: str, *args: Any) -> str:
    """Change something by script, and return what the page says in the same moment."""
    return page.evaluate(f"(args) => {{ {script}; return document.querySelector('{STATUS}').textContent; }}", list(args))


LEFT = "Object.keys(sessionStorage).filter(name => name.startsWith('draft:')).length"
TYPE = "const el = document.querySelector('[name=text]'); el.value = args[0]; el.dispatchEvent(new Event('input', {bubbles: true}))"
CHOOSE = "document.querySelectorAll('[name=choice]')[args[0]].click()"
MOVE = "document.querySelectorAll('[data-move=down]')[0].click()"


# --- R6: the status and the database agree -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "script", "times"), [(2, TYPE, 120), (1, CHOOSE, 50), (3, MOVE, 30)], ids=["typed", "choice", "order"]
)
def test_the_status_is_true_two_seconds_after_every_change(at_question, position: int, script: str, times: int) -> None:
    page, attempt = with_clock(at_question, position)
    for turn in range(times):
        said = changes(page, script, f"answer {turn}" if script == TYPE else turn % 3)
        assert said == "Saving…", "what is not saved yet is not said to be saved"
        page.clock.run_for(2000)
        saved(page)
        shown = page.evaluate("Object.fromEntries([...new FormData(document.querySelector('[data-draft]'))])")
        kept = {name: value for name, value in shown.items() if name not in {"key", "seen", "csrfmiddlewaretoken"}}
        assert draft(attempt, position) == {name: [value] for name, value in kept.items()}
    assert number(attempt, position) == times


def test_a_saved_draft_fills_the_form(at_question) -> None:
    """Choice, typed and ordering alike, in another browser too."""
    student, attempt = at_question(1)
    page = student.page
    page.get_by_role("radio").nth(1).check(force=True)
    saved(page)
    student.goes_to(f"/attempts/{attempt.pk}/2/")
    page.get_by_role("textbox", name="Your answer").fill("Loi")
    saved(page)
    student.goes_to(f"/attempts/{attempt.pk}/3/")
    page.get_by_role("button", name="Move down: ", exact=False).first.click()
    saved(page)
    order = page.locator(".order-row .option-text").all_inner_texts()
    other, _attempt = at_question(1)
    assert other.page.get_by_role("radio").nth(1).is_checked()
    other.goes_to(f"/attempts/{attempt.pk}/2/")
    assert other.page.get_by_role("textbox", name="Your answer").input_value() == "Loi"
    other.goes_to(f"/attempts/{attempt.pk}/3/")
    assert other.page.locator(".order-row .option-text").all_inner_texts() == order


def test_an_ordering_that_nobody_touched_is_no_answer(at_question) -> None:
    page, attempt = with_clock(at_question, 3)
    page.clock.run_for(5000)
    assert draft(attempt, 3) is None


# --- R7: dropped connections -------------------------------------------------------------------------------------------


def gone(route: Route) -> None:
    route.abort()


def swallowed(route: Route) -> None:
    """It arrives and is saved; the reply is lost."""
    route.fetch()
    route.abort()


class Network:
    """Between a page and the server: ``way`` says what becomes of a request from now on."""

    def __init__(self) -> None:
        self.way = "open"
        self.held: list[Route] = []

    def __call__(self, route: Route) -> None:
        with contextlib.suppress(Error):  # the page may have given up waiting
            match self.way:
                case "open":
                    route.continue_()
                case "before":
                    route.abort()
                case "after":
                    route.fetch()
                    route.abort()
                case "in flight":
                    self.held.append(route)

    def opens(self) -> None:
        """What was on its way arrives, and be it that nobody waits for the reply any more."""
        self.way = "open"
        for route in self.held:
            reply = route.fetch()
            with contextlib.suppress(Error):
                route.fulfill(response=reply)
        self.held.clear()


def test_a_dropped_connection_loses_nothing_and_doubles_nothing(at_question) -> None:
    """Offline for 1, 10 or 120 seconds before a save, while it is on its way, or after it is kept; 54 times, each saved once."""
    page, attempt = with_clock(at_question, 2)
    network = Network()
    page.route(DRAFTS, network)
    cases = list(itertools.product(("before", "in flight", "after"), (1, 10, 120))) * 6
    for turn, (moment, seconds) in enumerate(cases, start=1):
        said = f"{moment} {seconds} {turn}"
        network.way = moment
        changes(page, TYPE, said)
        with page.expect_request(DRAFTS):
            page.clock.run_for(2000)
        if moment != "in flight":
            expect(page.locator(STATUS)).to_contain_text("Not saved yet")
        page.clock.fast_forward(seconds * 1000)
        if moment == "in flight" and seconds >= 10:
            expect(page.locator(STATUS)).to_contain_text("Not saved yet")
        network.opens()
        page.evaluate("dispatchEvent(new Event('online'))")
        saved(page)
        assert (draft(attempt, 2), number(attempt, 2)) == ({"text": [said]}, turn)


def test_it_is_sent_again_after_1_2_4_8_and_30_seconds(at_question) -> None:
    page, _attempt = with_clock(at_question, 2)
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=503)

    page.route(DRAFTS, refuse)
    changes(page, TYPE, "Seine")
    page.clock.run_for(2000)
    for seconds in (1, 2, 4, 8, 30, 30):
        expect(page.locator(STATUS)).to_have_text(f"Not saved yet: it stays here, and is sent again in {seconds} s.")
        page.clock.run_for(seconds * 1000)
    expect(page.locator(STATUS)).to_contain_text("30 s")
    page.wait_for_timeout(100)
    assert set(sent) == {"text=Seine&number=0"}
    page.unroute(DRAFTS)
    page.clock.run_for(30_000)
    saved(page)


def test_what_was_not_sent_outlives_a_reload(at_question) -> None:
    student, attempt = at_question(2)
    page = student.page
    page.route(DRAFTS, gone)
    page.get_by_role("textbox", name="Your answer").fill("Sei")
    expect(page.locator(STATUS)).to_contain_text("Not saved yet")
    page.reload()
    assert page.get_by_role("textbox", name="Your answer").input_value() == "Sei"
    page.unroute(DRAFTS)
    saved(page)
    assert draft(attempt, 2) == {"text": ["Sei"]}
    assert page.evaluate(LEFT) == 0


def test_an_answer_is_sent_again_by_itself_and_counts_once(at_question) -> None:
    """Check: refused by the server, lost on the way, and kept with its reply lost; each comes through without another press."""
    for position, way in ((1, lambda route: route.fulfill(status=500)), (2, gone), (3, swallowed)):
        student, _attempt = at_question(position)
        page = student.page
        if position == 1:
            page.get_by_role("radio").first.check(force=True)
            saved(page)
        elif position == 2:
            page.get_by_role("textbox", name="Your answer").fill("Seine")
            saved(page)
        page.route(ABRUPT, way)
        page.get_by_role("button", name="Check").click()
        expect(page.locator(STATUS)).to_contain_text("sent again")
        page.unroute(ABRUPT)
        page.locator(".verdict:focus").wait_for()
        assert page.get_by_text("your first answer stands").count() == 0
        assert Response.objects.count() == position


def test_an_answer_changed_after_a_lost_reply_is_told_that_the_first_stands(at_question) -> None:
    student, _attempt = at_question(2)
    page = student.page
    page.route(ABRUPT, swallowed)
    page.get_by_role("textbox", name="Your answer").fill("Loire")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(STATUS)).to_contain_text("sent again")
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    page.unroute(ABRUPT)
    page.get_by_role("button", name="Check").click()
    page.get_by_text("your first answer stands").wait_for()
    answers: list[Answer] = list(Response.objects.values_list("answer", flat=True))
    assert answers == [{"text": "Loire"}]


# --- Sessions, tabs, and what is gone ----------------------------------------------------------------------------------


def test_a_session_that_ran_out_loses_nothing(at_question) -> None:
    """It says so, the way to sign in leads back, and what was typed stands in the form and is saved."""
    student, attempt = at_question(2)
    page = student.page
    student.context.clear_cookies(name="sessionid")
    page.get_by_role("textbox", name="Your answer").fill("Sein")
    page.locator(STATUS).get_by_role("link", name="sign in again").click()
    page.get_by_label("Username").fill("student")
    page.get_by_label("Password").fill("correct-horse-battery")
    student.presses("Sign in")
    page.wait_for_url(f"**/attempts/{attempt.pk}/2/")
    assert page.get_by_role("textbox", name="Your answer").input_value() == "Sein"
    saved(page)
    assert draft(attempt, 2) == {"text": ["Sein"]}


def test_signing_in_in_another_tab_is_enough(at_question) -> None:
    """The page's own token is too old then; what was typed is saved all the same, and so is an answer."""
    student, attempt = at_question(2)
    page = student.page
    student.context.clear_cookies(name="sessionid")
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    page.locator(STATUS).get_by_role("link", name="sign in again").wait_for()
    again = student.context.new_page()
    again.goto(page.url.split("/attempts/")[0] + "/accounts/login/")
    again.get_by_label("Username").fill("student")
    again.get_by_label("Password").fill("correct-horse-battery")
    again.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    again.get_by_text("to do").first.wait_for()
    saved(page)
    assert draft(attempt, 2) == {"text": ["Seine"]}
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Right", exact=True).wait_for()


def test_nobody_else_at_this_computer_finds_what_was_typed(at_question, school: School) -> None:
    student, _attempt = at_question(2)
    page = student.page
    page.route(DRAFTS, gone)
    page.get_by_role("textbox", name="Your answer").fill("mine")
    expect(page.locator(STATUS)).to_contain_text("Not saved yet")
    student.goes_to("/")
    assert page.evaluate(LEFT) == 1
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate(LEFT) == 0


@pytest.mark.parametrize("keep", [True, False], ids=["keep mine", "take the other"])
def test_two_tabs_do_not_overwrite_each_other(at_question, keep: bool) -> None:
    student, attempt = at_question(2)
    page = student.page
    second = student.context.new_page()
    second.goto(page.url)
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    saved(page)
    second.get_by_role("textbox", name="Your answer").fill("Loire")
    second.get_by_role("alert").get_by_text("You changed this in another tab too.").wait_for()
    assert second.locator("[data-other-said]").inner_text() == "Seine"
    assert draft(attempt, 2) == {"text": ["Seine"]}
    second.get_by_role("button", name="Keep what is here" if keep else "Take the other one").click()
    if keep:
        saved(second)
    expect(second.get_by_role("textbox", name="Your answer")).to_have_value("Loire" if keep else "Seine")
    assert draft(attempt, 2) == {"text": ["Loire" if keep else "Seine"]}


def test_homework_that_is_taken_away_in_the_middle_leaves_the_words(at_question) -> None:
    student, attempt = at_question(2)
    page = student.page
    attempt.assignment.delete()
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    expect(page.locator(STATUS)).to_contain_text("this homework is no longer there")
    assert page.get_by_role("textbox", name="Your answer").input_value() == "Seine"


def test_a_megabyte_is_refused_in_words_and_stays_in_the_page(at_question) -> None:
    student, attempt = at_question(2)
    page = student.page
    page.evaluate("document.querySelector('[name=text]').removeAttribute('maxlength')")
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    saved(page)
    changes(page, TYPE, "x" * 1_100_000)
    expect(page.locator(STATUS)).to_contain_text("too much at once")
    assert draft(attempt, 2) == {"text": ["Seine"]}
    changes(page, TYPE, "Loire")
    saved(page)


def test_a_closed_account_is_told(at_question, school: School) -> None:
    student, _attempt = at_question(2)
    User.objects.filter(pk=school.student.pk).update(is_active=False)
    student.page.get_by_role("textbox", name="Your answer").fill("Seine")
    expect(student.page.locator(STATUS)).to_contain_text("you are signed out")


def test_without_script_what_was_sent_after_the_session_ended_is_there_after_signing_in(at_question) -> None:
    student, attempt = at_question(2, script=False)
    page = student.page
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    student.context.clear_cookies(name="sessionid")
    student.presses("Check")
    student.sees("it is kept, and shown to you alone")
    assert "Seine" not in page.content()
    page.get_by_label("Username").fill("student")
    page.get_by_label("Password").fill(PASSWORD)
    student.presses("Sign in")
    student.sees("You were signed out before this was saved.")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Seine")
    student.presses("Check")
    expect(page.locator(".verdict")).to_contain_text("Right")
    assert Response.objects.get(item__attempt=attempt).answer == {"text": "Seine"}
