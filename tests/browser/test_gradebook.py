"""A teacher reads the gradebook and the item analysis: sorts, weighs, takes a file away, and follows the question doctor's advice."""

import pathlib

import pytest
from playwright.sync_api import expect

from accounts.models import Assignment
from tests.accounts.helpers import many_enrolled, sat
from tests.browser.conftest import School, Visitor
from tests.factories import AssignmentFactory, quiz_of

RIGHT, LYON, NICE = (({"option": 0}, "1"), ({"option": 1}, "0"), ({"option": 2}, "0"))
"""Answers to a question with the options Paris, Lyon and Nice, and what they earn."""


def homework(school: School, title: str, *, questions: int = 1, preset: str = "homework") -> Assignment:
    quiz = quiz_of(questions, course=school.course, owner=school.teacher, title=title)
    return AssignmentFactory(classroom=school.classroom, quiz=quiz, preset=preset)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_gradebook_is_sorted_weighed_and_taken_away(school: School, visitor, script: bool) -> None:
    """Olive has the homework right and the test wrong, Noor the other way round: the weights decide who has the better mean."""
    for assignment, answers in ((homework(school, "Seine"), (RIGHT, LYON)), (homework(school, "Loire", preset="test"), (LYON, RIGHT))):
        for student, answer in zip((school.student, school.other), answers, strict=True):
            sat(assignment, [student], [answer])
    teacher: Visitor = visitor(script=script, axe=script)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/classes/{school.classroom.pk}/gradebook/")
    names, means = teacher.page.locator(".book tbody th"), teacher.page.locator(".book tbody .book-mean")
    expect(names).to_have_text(["Noor Aziz", "Olive Lane"])
    expect(means).to_have_text(["50%", "50%"])
    teacher.page.locator(f"#sort-{Assignment.objects.get(preset='test').pk}").click()
    expect(names).to_have_text(["Olive Lane", "Noor Aziz"])

    teacher.follows("Weights", exact=True)
    teacher.page.locator("[name=row-0-weight]").fill("20")
    teacher.page.locator("[name=row-1-weight]").fill("80")
    teacher.presses("Save")
    teacher.sees("The means are counted anew.")
    expect(means).to_have_text(["80%", "20%"])
    teacher.page.locator("#sort-mean").click()
    expect(names).to_have_text(["Olive Lane", "Noor Aziz"])

    teacher.follows("Export", exact=True)
    teacher.page.locator("main form").get_by_text("CSV").click()
    with teacher.page.expect_download() as downloading:
        teacher.page.locator("main form button[type=submit]").click()
    rows = pathlib.Path(downloading.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert {name: any(name in row for row in rows) for name in ("Noor Aziz", "Olive Lane", "Seine", "Loire")} == dict.fromkeys(
        ("Noor Aziz", "Olive Lane", "Seine", "Loire"), True
    )
    assert teacher.complaints == []


def test_the_doctors_advice_leads_to_the_question(school: School, visitor) -> None:
    """Of nine, the three who are best in the rest chose another answer than the key's: the doctor asks about the key."""
    assignment = homework(school, "Rivers", questions=4)
    people = many_enrolled(school.classroom, 9)
    sat(assignment, people[:3], [LYON, RIGHT, RIGHT, RIGHT])
    sat(assignment, people[3:6], [NICE, RIGHT, RIGHT, LYON])
    sat(assignment, people[6:], [RIGHT, LYON, LYON, LYON])
    question = assignment.quiz.slots.get(position=1).question
    teacher: Visitor = visitor(axe=True)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/results/{assignment.pk}/")
    teacher.follows("Item analysis")
    advice = teacher.page.locator(".finding", has_text="Your best third chose")
    expect(advice).to_contain_text("Lyon")
    advice.get_by_role("link", name="Repair").click()
    teacher.page.wait_for_url(f"**/homework/{assignment.pk}/repair/{question.pk}/")
    expect(teacher.page.locator("main")).to_contain_text(question.current.prompt)
    teacher.checked(teacher.page)
    assert teacher.complaints == []
