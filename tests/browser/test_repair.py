"""A repair that takes longer than a request goes on by itself, and says how far it is."""

import pytest
from playwright.sync_api import expect

from accounts.marking import pending
from accounts.marking.views import repairs
from accounts.models import Attempt
from tests.accounts.helpers import many_enrolled, sat
from tests.browser.conftest import School, Visitor
from tests.factories import AssignmentFactory, quiz_of


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_bar_grows_to_the_end_and_then_all_marks_change(school: School, visitor, monkeypatch, script: bool) -> None:
    monkeypatch.setattr(pending, "STEP", 1)
    monkeypatch.setattr(repairs, "PATIENCE", 0)
    assignment = AssignmentFactory(classroom=school.classroom, quiz=quiz_of(1, course=school.course, owner=school.teacher))
    sat(assignment, many_enrolled(school.classroom, 2), [({"option": 1}, "0")])
    question = assignment.quiz.slots.get().question
    teacher: Visitor = visitor(script=script)
    teacher.signs_in("teacher")
    teacher.goes_to(f"/homework/{assignment.pk}/repair/{question.pk}/?kind=key&right=Lyon")
    teacher.page.get_by_role("button", name="Repair it").click()
    if not script:
        for done in (1, 2):
            expect(teacher.page.get_by_role("progressbar")).to_have_attribute("value", str(done))
            teacher.sees(f"{done} of 2 answers marked again.")
            teacher.page.get_by_role("button", name="Go on").click()
    teacher.sees("Repaired: the marks of 2 students changed.")
    assert list(Attempt.objects.values_list("score", flat=True)) == [1, 1]
    assert teacher.complaints == []
