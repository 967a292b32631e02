"""The question page under a student's fingers: double clicks, keys, a lost connection, small and odd screens."""

from accounts.models import Assignment, Attempt, Response
from tests.browser.conftest import School
from tests.factories import AssignmentFactory, finished, started


def test_a_double_click_counts_once(at_question) -> None:
    student, _attempt = at_question()
    student.page.get_by_role("radio").first.check(force=True)
    student.page.get_by_role("button", name="Check").dblclick()
    student.page.locator(".verdict").wait_for()
    assert Response.objects.count() == 1
    assert student.complaints == []


def test_two_tabs_keep_the_first_answer(at_question) -> None:
    student, attempt = at_question()
    second = student.context.new_page()
    second.goto(student.page.url)
    student.page.get_by_role("radio", name="Paris").check(force=True)
    student.presses("Check")
    student.page.get_by_role("heading", name="Right", exact=True).wait_for()
    second.get_by_role("radio", name="Lyon").check(force=True)
    second.get_by_role("button", name="Check").click()
    second.get_by_text("your first answer stands").wait_for()
    attempt.refresh_from_db()
    assert (Response.objects.count(), attempt.score) == (1, 1)


def test_keys_alone(at_question) -> None:
    """A letter or figure chooses, Enter checks, the verdict gets the focus, Enter moves on; nothing needs a pointer."""
    student, _attempt = at_question()
    page = student.page
    page.keyboard.press("b")
    assert page.get_by_role("radio").nth(1).is_checked()
    page.keyboard.press("3")
    assert page.get_by_role("radio").nth(2).is_checked()
    page.keyboard.press("Enter")
    page.locator(".verdict:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    page.get_by_role("textbox", name="Your answer").focus()
    page.keyboard.type("seine")
    page.keyboard.press("Enter")
    page.locator(".verdict:focus").get_by_text("Right", exact=True).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")
    page.get_by_role("button", name="Move down: ", exact=False).first.focus()
    page.keyboard.press("Enter")
    page.locator("[data-ordering-status]").get_by_text("now 2 of 3").wait_for(state="attached")
    for _tab in range(20):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".verdict:focus").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("of 3.").first.wait_for()
    assert Attempt.objects.get().finished is not None


def test_keys_can_be_switched_off(at_question) -> None:
    student, _attempt = at_question()
    page = student.page
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.reload()
    page.keyboard.press("b")
    assert not page.get_by_role("radio").nth(1).is_checked()


def test_a_lost_connection_loses_nothing(at_question) -> None:
    """The answer stays on the page, the page says that it is not saved, and the retry counts once."""
    student, _attempt = at_question(2)
    page = student.page
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    page.route("**/attempts/**", lambda route: route.abort())
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Not saved. Your answer is still here.").wait_for()
    assert page.get_by_role("textbox", name="Your answer").input_value() == "Seine"
    assert Response.objects.count() == 0
    page.unroute("**/attempts/**")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Right", exact=True).wait_for()
    assert Response.objects.count() == 1


def test_a_reply_that_was_lost_counts_once(at_question) -> None:
    """Saved, but the reply never came: pressing again brings the same answer back."""
    student, _attempt = at_question(2)
    page = student.page
    page.get_by_role("textbox", name="Your answer").fill("Loire")

    def swallow(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/attempts/**", swallow)
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Not saved. Your answer is still here.").wait_for()
    assert Response.objects.count() == 1
    page.unroute("**/attempts/**")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Not right", exact=True).wait_for()
    assert page.get_by_text("your first answer stands").count() == 0
    assert Response.objects.count() == 1


def test_a_session_that_ran_out_leads_to_sign_in_and_back(at_question) -> None:
    student, attempt = at_question()
    page = student.page
    student.context.clear_cookies(name="sessionid")
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Check").click()
    page.wait_for_url("**/accounts/login/**")
    assert f"/attempts/{attempt.pk}/1/" in page.url.replace("%2F", "/")


def test_feedback_does_not_move_the_options(at_question) -> None:
    student, _attempt = at_question(viewport={"width": 390, "height": 844})
    page = student.page

    def tops() -> list[float]:
        return page.locator(".option").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().top + window.scrollY)")

    page.get_by_role("radio").first.check(force=True)
    before = tops()
    student.presses("Check")
    page.locator(".verdict").wait_for()
    assert tops() == before


def test_every_state_on_every_screen(at_question, assignment: Assignment) -> None:
    """Before and after each kind of answer, refused, and finished."""
    student, attempt = at_question(everywhere=True)
    page = student.page
    for position in (1, 2, 3):
        student.goes_to(f"/attempts/{attempt.pk}/{position}/")
        if position == 2:
            student.presses("Check")
            page.get_by_text("Type an answer first.").wait_for()
            student.checked(page)
            page.get_by_role("textbox", name="Your answer").fill("Loire")
        elif position == 1:
            page.get_by_role("radio", name="Lyon").check(force=True)
        page.get_by_role("button", name="Check").click()
        page.locator(".verdict").wait_for()
        student.settles()
        student.checked(page)
    for path in (f"/attempts/{attempt.pk}/finish/", "/", "/progress/", f"/homework/{assignment.pk}/"):
        student.goes_to(path)


def test_every_page_of_a_teacher_on_every_screen(school: School, assignment: Assignment, visitor) -> None:
    other = AssignmentFactory(classroom=school.classroom)
    finished(other, school.other, right=1)
    attempt = started(assignment, school.student)
    teacher = visitor(everywhere=True)
    teacher.signs_in("teacher")
    quiz = assignment.quiz_id
    topic, question = school.course.topics.get().pk, school.course.questions.first().pk
    paths = f"""
        /homework/ /homework/new/ /homework/{assignment.pk}/edit/ /results/{other.pk}/ /results/{assignment.pk}/
        /quizzes/ /quizzes/{quiz}/ /quizzes/{quiz}/add/ /classes/ /classes/new/ /classes/{school.classroom.pk}/
        /students/{school.student.pk}/ /attempts/{attempt.pk}/ /courses/capitals/ /topics/{topic}/ /questions/{question}/ /nowhere/
    """
    for path in paths.split():
        teacher.goes_to(path)
