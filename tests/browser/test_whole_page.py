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
