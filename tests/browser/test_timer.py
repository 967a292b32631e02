"""The time left on the page: the server's, whatever this computer's clock says."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Assignment, Attempt

DAY = 24 * 60 * 60


@pytest.mark.parametrize("off", [-DAY, DAY], ids=["a day behind", "a day ahead"])
def test_a_wrong_clock_changes_nothing(at_question, assignment: Assignment, off: int) -> None:
    """Told at five minutes and at one; at the end what is typed is saved and handed in."""
    Assignment.objects.update(time_limit=10)
    assignment.refresh_from_db()
    student, attempt = at_question(2)
    page = student.page
    page.clock.install(time=datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=off))
    ends = timezone.now() + datetime.timedelta(seconds=330)
    Attempt.objects.update(deadline=ends)
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("5:")
    page.route("**/time/", lambda route: route.fulfill(status=503))
    page.clock.run_for(32_000)
    expect(page.locator("[data-time-said]")).to_have_text("5 minutes left.")
    page.clock.run_for(240_000)
    expect(page.locator("[data-time-said]")).to_have_text("1 minute left.")
    page.unroute("**/time/")
    page.get_by_role("textbox", name="Your answer").fill("Seine")
    Attempt.objects.update(deadline=timezone.now())
    page.clock.run_for(70_000)
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    attempt.refresh_from_db()
    assert (attempt.finished is not None, attempt.score) == (True, 1)


def test_more_time_reaches_a_page_that_is_open(at_question, assignment: Assignment) -> None:
    Assignment.objects.update(time_limit=10)
    assignment.refresh_from_db()
    student, attempt = at_question(2)
    page = student.page
    page.clock.install()
    Attempt.objects.update(deadline=timezone.now() + datetime.timedelta(seconds=20))
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("0:")
    Attempt.objects.update(deadline=timezone.now() + datetime.timedelta(seconds=900))
    page.clock.run_for(25_000)
    expect(page.get_by_role("timer")).to_contain_text("14:")
    attempt.refresh_from_db()
    assert attempt.finished is None
