"""All questions on one page under a student's fingers, with script and without."""

import pytest
from playwright.sync_api import expect

from accounts.models import Assignment, Attempt
from tests.browser.conftest import School


@pytest.fixture
def on_one_page(school: School, assignment: Assignment) -> Assignment:
    Assignment.objects.update(whole_page=True, feedback="submitted")
    assignment.refresh_from_db()
    return assignment


def test_each_question_is_saved_as_it_is_typed_and_handed_in_together(on_one_page, at_question) -> None:
    student, attempt = at_question(1, axe=True, viewport={"width": 320, "height": 640})
    page = student.page
    student.checked(page)
    page.get_by_role("radio", name="Paris").check(force=True)
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    expect(page.locator("[data-save-status]")).to_have_text("Saved")
    assert [item.draft is not None for item in attempt.items.all()] == [True, True, False]
    page.get_by_role("textbox", name="Your answer").press("Enter")
    student.presses("Review and hand in")
    student.sees("1 question has no answer yet.")
    student.presses("Hand in as it is")
    student.sees("2 of 3")


def test_without_script_one_form_keeps_it_all(on_one_page, at_question) -> None:
    student, _attempt = at_question(1, script=False)
    page = student.page
    page.get_by_role("radio", name="Paris").check(force=True)
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    student.presses("Save")
    assert page.get_by_role("textbox", name="Your answer").input_value() == "Seine"
    student.presses("Review and hand in")
    student.presses("Hand in as it is")
    student.sees("2 of 3")
    assert Attempt.objects.get().score == 2


@pytest.fixture
def with_checks(school: School, assignment: Assignment) -> Assignment:
    """Answers are shown at once, and a wrong one may be tried again."""
    Assignment.objects.update(whole_page=True, tries=2)
    assignment.refresh_from_db()
    return assignment


def test_one_question_is_checked_where_it_stands(with_checks, at_question) -> None:
    student, attempt = at_question(1, axe=True, viewport={"width": 390, "height": 780})
    page = student.page
    first, second = page.locator("#q1"), page.locator("#q2")
    second.get_by_role("textbox", name="Your answer").fill("Loire")
    expect(page.locator("[data-save-status]")).to_have_text("Saved")
    place = second.bounding_box()
    second.get_by_role("textbox", name="Your answer").press("Enter")
    expect(second.locator(".verdict")).to_be_focused()
    expect(second.locator(".verdict")).to_have_text("Not yet")
    assert (second.bounding_box() or {})["y"] == (place or {})["y"]
    expect(second.get_by_role("textbox", name="Your answer")).to_have_value("Loire")
    student.checked(page)
    second.get_by_role("textbox", name="Your answer").fill("Seine")
    second.get_by_role("button", name="Check").click()
    expect(second.locator(".verdict")).to_contain_text("Right")
    expect(second.locator(".verdict")).to_be_focused()
    page.keyboard.press("Enter")  # there is nothing that Enter could send from here
    first.get_by_role("radio", name="Paris").check(force=True)
    first.get_by_role("button", name="Check").click()
    expect(first.locator(".verdict")).to_be_focused()
    student.checked(page)
    assert [item.tries for item in attempt.items.all()] == [1, 2, 0]
    student.presses("Review and hand in")
    student.sees("1 question has no answer yet.")


def test_without_script_a_check_comes_back_to_its_question_and_keeps_the_rest(with_checks, at_question) -> None:
    student, attempt = at_question(1, script=False)
    page = student.page
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    page.locator("#q1").get_by_role("button", name="Check").click()
    expect(page.locator("#q1")).to_contain_text("Choose one of the answers.")
    assert page.url.endswith("/all/#q1")
    page.locator("#q1").get_by_role("radio", name="Paris").check(force=True)
    page.locator("#q1").get_by_role("button", name="Check").click()
    expect(page.locator("#q1 .verdict")).to_contain_text("Right")
    assert page.url.endswith("/all/#q1")
    assert [item.tries for item in attempt.items.all()] == [1, 0, 0]
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Seine")
