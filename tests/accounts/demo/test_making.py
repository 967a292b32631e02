"""Making the demo school: on any day, the same each time, all or nothing."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.attempts.models import Attempt
from accounts.demo.school import find_school, make_school
from revision.actions import Refused
from tests import factories
from tests.accounts.demo.checks import check_promised, check_times
from tests.accounts.demo.conftest import PASSWORD, make_demo, small_course

pytestmark = pytest.mark.django_db

LONDON = timezone.get_default_timezone()
NOWS = {
    "a Monday after midnight": datetime.datetime(2026, 11, 23, 0, 4, tzinfo=LONDON),
    "a Saturday at noon": datetime.datetime(2026, 2, 14, 12, 0, tzinfo=LONDON),
    "a Sunday night after the clocks went forward": datetime.datetime(2026, 3, 29, 3, 30, tzinfo=LONDON),
    "a Friday just after eight, the clocks going back in between": datetime.datetime(2026, 11, 6, 20, 1, tzinfo=LONDON),
    "a Wednesday in a lesson": datetime.datetime(2026, 6, 17, 11, 12, tzinfo=LONDON),
}


@pytest.mark.parametrize("now", [pytest.param(now, id=name, marks=pytest.mark.once) for name, now in NOWS.items()])
def test_any_day_will_do(now: datetime.datetime) -> None:
    demo = make_demo(now)
    check_times(now)
    check_promised(demo)


def test_the_same_school_each_time() -> None:
    course = small_course()

    def story() -> list[tuple[object, ...]]:
        with transaction.atomic():
            make_demo(NOWS["a Wednesday in a lesson"], course)
            rows = Attempt.objects.order_by("started", "student__username")
            told = list(rows.values_list("student__username", "student__display_name", "started", "finished", "score"))
            transaction.set_rollback(True)
        return told

    assert story() == story()


def test_a_course_without_questions_is_refused() -> None:
    with pytest.raises(Refused, match="no question"):
        make_school(course=factories.CourseFactory(), password=PASSWORD, now=timezone.now())
    assert find_school() is None
