"""The main job from end to end: a teacher sets a quiz, a student takes it, the teacher reads the results."""

import csv
import io

import pytest

from accounts.models import Assignment, Attempt, Response
from tests.browser.conftest import School, Visitor


def sets_homework(teacher: Visitor) -> None:
    """Topic ticked, questions proposed, one moved, one taken out and put back, previewed, set."""
    page = teacher.page
    teacher.signs_in("teacher")
    teacher.follows("Set homework")
    page.get_by_role("checkbox", name="France").first.check()
    teacher.presses("Propose questions")
    teacher.sees("3 questions")
    rows = page.locator("#questions .qrow")
    assert rows.count() == 3
    first = rows.nth(0).get_by_role("link").inner_text()
    teacher.presses("Move question 1 down")
    rows.nth(1).get_by_role("link", name=first).wait_for()
    teacher.presses("Take out question 3")
    teacher.sees("2 questions")
    teacher.follows("Choose one yourself")
    teacher.presses("Add", exact=False)
    teacher.follows("Done")
    teacher.sees("3 questions")
    teacher.follows("Preview as a student")
    teacher.sees("Preview: nothing is kept")
    gives_any_answer(teacher)
    teacher.follows("Next question")
    page.goto(page.url.split("/preview/")[0] + "/set/")
    teacher.checked(page)
    teacher.presses("Set homework")
    teacher.sees("Set to 11B History")


def gives_any_answer(someone: Visitor, *, right: bool = False) -> str:
    """Answer the question on the page (rightly, or in a way that is wrong) and check; its kind is returned."""
    page = someone.page
    if page.get_by_role("radio").count():
        kind = "choice"
        page.get_by_role("radio", name="Paris" if right else "Lyon").check(force=True)
    elif page.get_by_role("textbox", name="Your answer").count():
        kind = "typed"
        page.get_by_role("textbox", name="Your answer").fill("the siene" if right else "Loire")
    else:
        kind = "ordering"
        order = ["island", "left bank", "ring road"]
        if page.locator("[data-ordering].is-live").count():
            sort_with_buttons(someone, order if right else order[::-1])
        else:
            for place, part in enumerate(order if right else order[::-1], start=1):
                page.get_by_label(f"Place of: {part}").select_option(str(place))
    someone.presses("Check")
    return kind


def sort_with_buttons(someone: Visitor, wanted: list[str]) -> None:
    """Bubble the rows into order with their “Move up” buttons."""
    page = someone.page
    for place, part in enumerate(wanted):
        for _step in range(len(wanted)):
            rows = [row.strip() for row in page.locator(".order-row .option-text").all_inner_texts()]
            here = next(index for index, row in enumerate(rows) if part in row)
            if here <= place:
                break
            page.get_by_role("button", name=f"Move up: {part}").click()


RIGHT_VERDICTS = {"choice": ("Right", "Not right"), "typed": ("Right", "Not right"), "ordering": ("Right", "Not right")}


def takes_homework(student: Visitor, come_back: Visitor) -> None:
    """Two questions, the browser closed, the third in another one; the score; practising the missed one."""
    student.signs_in("student")
    student.sees("One to do")
    student.presses("Start")
    for right in (True, False):
        kind = gives_any_answer(student, right=right)
        student.page.get_by_role("heading", name=RIGHT_VERDICTS[kind][0 if right else 1], exact=True).wait_for()
        student.sees("Fact")
        student.follows("Next question")
    student.context.close()

    come_back.signs_in("student")
    come_back.presses("Carry on", exact=False)
    assert come_back.page.url.endswith("/3/")
    gives_any_answer(come_back, right=True)
    come_back.presses("Finish and see your score")
    come_back.sees("2 of 3. One to go over.")
    come_back.presses("Practise the one you missed")
    gives_any_answer(come_back, right=True)
    come_back.presses("Finish and see your score")
    come_back.sees("1 of 1. All right!")


def reads_results(teacher: Visitor, assignment: Assignment) -> None:
    """The grid, the answers under each question, who has not started, a student's answers and record, the file."""
    page = teacher.page
    teacher.goes_to(f"/results/{assignment.pk}/")
    teacher.sees("1 has not started, due")
    grid = page.get_by_role("table").first
    assert grid.get_by_text("Olive Lane").count() == 1
    assert grid.get_by_text("Noor Aziz").count() == 1
    teacher.follows("Olive Lane", exact=True)
    teacher.goes_to(f"/attempts/{Attempt.objects.counted().get().pk}/")
    teacher.sees("Olive Lane: 2 of 3")
    teacher.goes_to(f"/results/{assignment.pk}/export/")
    page.get_by_label("CSV").check(force=True)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    lines = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [(line["Student"], line["State"], line["Score"]) for line in lines] == [
        ("Noor Aziz", "not-started", ""),
        ("Olive Lane", "finished", "2"),
    ]


@pytest.mark.parametrize(
    ("script", "axe"),
    [(True, False), (False, False), pytest.param(True, True, marks=pytest.mark.once)],
    ids=["with JavaScript", "without JavaScript", "with axe"],
)
def test_the_main_job(school: School, visitor, script: bool, axe: bool) -> None:
    teacher = visitor(script=script, axe=axe)
    sets_homework(teacher)
    assignment = Assignment.objects.get()
    takes_homework(visitor(script=script, axe=axe), visitor(script=script, axe=axe))
    assert Response.objects.count() == 4
    reads_results(teacher, assignment)
    assert teacher.complaints == []
