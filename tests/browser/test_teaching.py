"""From results to teaching: an answer in place, the table sorted, a slide by keys, a follow-up; and all of it without JavaScript."""

import pytest
from playwright.sync_api import Page

from accounts.models import Assignment, FollowUp
from tests.browser.conftest import School, Visitor
from tests.factories import AssignmentFactory, QuizFactory, SlotFactory, enrolled, finished


@pytest.fixture
def missed(school: School) -> Assignment:
    """One question that three of three got wrong."""
    quiz = QuizFactory(course=school.course, owner=school.teacher, title="France")
    SlotFactory(quiz=quiz, question=school.course.questions.get(kind="single_choice"))
    assignment = AssignmentFactory(classroom=school.classroom, quiz=quiz)
    for student in (school.student, school.other, enrolled(school.classroom, display_name="Zed Amis")):
        finished(assignment, student, right=0)
    return assignment


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_an_answer_opens_in_place_and_the_table_sorts(missed: Assignment, visitor) -> None:
    teacher: Visitor = visitor(axe=True)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/results/{missed.pk}/")
    page = teacher.page
    page.locator(".heat-results td.is-wrong a").first.click()
    page.locator("dialog[open] .verdict").wait_for()
    teacher.checked(page)
    assert page.url.endswith(f"/results/{missed.pk}/")
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("#sort-name").click()
    page.wait_for_url("**sort=name**")
    names = page.locator(".heat-results tbody th").all_inner_texts()
    assert names == ["Noor Aziz", "Olive Lane", "Zed Amis"]
    page.locator(".heat-results td.is-wrong a").nth(1).click()
    page.locator("dialog[open] #answer-title", has_text="Olive Lane").wait_for()
    teacher.sees("The whole attempt")


def test_a_slide_goes_on_by_keys(missed: Assignment, visitor) -> None:
    teacher: Visitor = visitor(axe=True)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/results/{missed.pk}/starter/")
    assert teacher.page.locator(".slide-options .is-right").count() == 0
    teacher.page.keyboard.press("Space")
    teacher.page.wait_for_url("**answer=1")
    teacher.page.locator(".slide-options .is-right", has_text="Paris").wait_for()
    teacher.checked(teacher.page)
    teacher.page.keyboard.press("Escape")
    teacher.page.wait_for_url(f"**/results/{missed.pk}/")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_what_was_missed_is_set_again_to_those_who_missed_it(school: School, missed: Assignment, visitor, script: bool) -> None:
    teacher: Visitor = visitor(script=script)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/results/{missed.pk}/")
    teacher.follows("Starter slide")
    teacher.follows("Show the answer")
    teacher.sees("It has been since the tenth century.")
    teacher.follows("Close")
    teacher.presses("Reteach", exact=False)
    teacher.sees("Who does it: 3 students")
    teacher.page.get_by_label("Zed Amis").uncheck()
    teacher.page.locator("#set-it button.btn-main").click()
    teacher.sees("Set to 2 students of 11B History")
    made = Assignment.objects.exclude(pk=missed.pk).get()
    assert set(made.only_for.all()) == {school.student, school.other}
    assert FollowUp.objects.get().after == missed
    teacher.sees("A follow-up to")


def test_an_answer_without_javascript_is_a_page(missed: Assignment, visitor) -> None:
    teacher: Visitor = visitor(script=False)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/results/{missed.pk}/?sort=name")
    teacher.page.locator(".heat-results td.is-wrong a").first.click()
    teacher.sees("Noor Aziz, question 1")
    teacher.sees("Not right")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_all_of_it(school: School, missed: Assignment, visitor, width: int) -> None:
    teacher: Visitor = visitor(axe=True, viewport={"width": width, "height": 800})
    teacher.signs_in("teacher")
    for path in (f"results/{missed.pk}/", f"results/{missed.pk}/starter/?answer=1", f"classes/{school.classroom.pk}/knowledge/"):
        teacher.goes_to(f"/{path}")
        assert has_no_sideways_scroll(teacher.page), path
    teacher.goes_to(f"/classes/{school.classroom.pk}/misconceptions/")
    assert has_no_sideways_scroll(teacher.page)
