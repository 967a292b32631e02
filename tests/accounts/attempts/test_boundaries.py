"""R4: the server's clock alone decides, to the second: one before, at, and one after every boundary."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.attempts.actions import Closed, finish_attempt, start_attempt
from accounts.attempts.models import Attempt, Response
from accounts.homework.actions import set_extension, set_extra_time
from accounts.homework.models import Assignment
from accounts.marking.actions import reopen_attempt
from accounts.marking.closing import close_those_over
from accounts.people.models import User
from revision.actions import Refused
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND
from tests.factories import AssignmentFactory, answer, choice_of, enrolled, started

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
SIDES = [-1, 0, 1]


@dataclass
class World:
    """Homework that opens at noon, is due at one and closes at two; a student who can have more time; a clock."""

    assignment: Assignment
    student: User
    clock: Any

    def at(self, when: datetime.datetime) -> None:
        self.clock.move_to(when, tick=False)

    def own_dates(self, opens: datetime.datetime, due: datetime.datetime, closes: datetime.datetime) -> None:
        set_extension(
            assignment=self.assignment, student=self.student, by=self.assignment.classroom.owner, opens=opens, due=due, closes=closes
        )

    def start(self, when: datetime.datetime = NOON) -> Attempt:
        self.at(when)
        return start_attempt(assignment=self.assignment, student=User.objects.get(pk=self.student.pk))


@pytest.fixture
def world(time_machine: Any) -> Callable[..., World]:
    def make(**values: Any) -> World:
        time_machine.move_to(NOON - HOUR, tick=False)
        assignment = AssignmentFactory(opens=NOON, due=NOON + HOUR, closes=NOON + 2 * HOUR, **values)
        return World(assignment, enrolled(assignment.classroom), time_machine)

    return make


def extra_time(world: World, factor: str) -> None:
    set_extra_time(student=world.student, extra_time=Decimal(factor), untimed=False, extra_attempts=0)


# --- Starting: from the opening to the closing time, both included ---------------------------------------------------


def plain_opening(make: Callable[..., World]) -> tuple[World, datetime.datetime]:
    return make(), NOON


def own_opening(make: Callable[..., World]) -> tuple[World, datetime.datetime]:
    world = make()
    world.own_dates(NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR)
    return world, NOON + HOUR


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("opening", [plain_opening, own_opening])
def test_starting_is_refused_until_it_opens(world, opening, side):
    here, opens = opening(world)
    if side < 0:
        with pytest.raises(Refused, match="opens"):
            here.start(opens + side * SECOND)
    else:
        assert here.start(opens + side * SECOND).started == opens + side * SECOND


def plain_closing(make: Callable[..., World]) -> tuple[World, datetime.datetime]:
    return make(), NOON + 2 * HOUR


def own_closing(make: Callable[..., World]) -> tuple[World, datetime.datetime]:
    world = make()
    world.own_dates(NOON, NOON + HOUR, NOON + DAY)
    return world, NOON + DAY


def closing_with_extra_time(make: Callable[..., World]) -> tuple[World, datetime.datetime]:
    world = make(time_limit=40)
    extra_time(world, "1.5")
    return world, NOON + 2 * HOUR + 20 * MINUTE


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("closing", [plain_closing, own_closing, closing_with_extra_time])
def test_starting_is_refused_from_when_it_closes(world, closing, side):
    here, closes = closing(world)
    if side > 0:
        with pytest.raises(Closed):
            here.start(closes + side * SECOND)
    else:
        assert here.start(closes + side * SECOND).deadline == closes


# --- Answering: until the end, flagged for another minute, and then no more ------------------------------------------


def by_closing(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make()
    return world, world.start(), NOON + 2 * HOUR


def by_own_closing(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make()
    world.own_dates(NOON, NOON + HOUR, NOON + DAY)
    return world, world.start(), NOON + DAY


def by_limit(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make(time_limit=40)
    return world, world.start(NOON + MINUTE), NOON + 41 * MINUTE


def by_limit_with_extra_time(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make(time_limit=40)
    extra_time(world, "1.25")
    return world, world.start(), NOON + 50 * MINUTE


def by_limit_cut_by_closing(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make(time_limit=40)
    return world, world.start(NOON + 2 * HOUR - MINUTE), NOON + 2 * HOUR


def by_reopening(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    world = make()
    attempt = world.start()
    finish_attempt(attempt_id=attempt.pk)
    world.at(NOON + 3 * HOUR)
    ends = NOON + 4 * HOUR
    return world, reopen_attempt(attempt=attempt, by=world.assignment.classroom.owner, reason="Ill", until=ends), ends


def by_extension_with_an_old_tab(make: Callable[..., World]) -> tuple[World, Attempt, datetime.datetime]:
    """The page in the tab was made before its student got more time."""
    world = make()
    attempt = world.start()
    world.own_dates(NOON, NOON + HOUR, NOON + 5 * HOUR)
    return world, attempt, NOON + 5 * HOUR


ENDS = [by_closing, by_own_closing, by_limit, by_limit_with_extra_time, by_limit_cut_by_closing, by_reopening, by_extension_with_an_old_tab]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("end", ENDS)
def test_an_answer_is_flagged_from_the_end_on(world, end, side):
    here, attempt, ends = end(world)
    here.at(ends + side * SECOND)
    assert Attempt.objects.get(pk=attempt.pk).deadline == ends
    assert answer(attempt, 1, choice_of(attempt, 1)).response.in_grace is (side > 0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("end", ENDS)
def test_no_answer_is_taken_after_the_grace(world, end, side):
    here, attempt, ends = end(world)
    here.at(ends + MINUTE + side * SECOND)
    if side > 0:
        with pytest.raises(Closed):
            answer(attempt, 1, choice_of(attempt, 1))
    else:
        assert answer(attempt, 1, choice_of(attempt, 1)).response.in_grace
    assert Response.objects.count() == (side <= 0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("end", ENDS)
def test_it_is_closed_after_the_grace_at_its_end(world, end, side):
    here, attempt, ends = end(world)
    here.at(ends + MINUTE + side * SECOND)
    assert close_those_over(Attempt.objects.all()) == (side > 0)
    assert Attempt.objects.get(pk=attempt.pk).finished == (ends if side > 0 else None)


# --- Being late ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("own", [False, True])
def test_handing_in_is_late_after_the_due_time(world, own, side):
    here = world()
    due = NOON + HOUR
    if own:
        due = NOON + 90 * MINUTE
        here.own_dates(NOON, due, NOON + 2 * HOUR)
    attempt = here.start()
    here.at(due + side * SECOND)
    done = finish_attempt(attempt_id=attempt.pk)
    assert (done.finished, done.is_late) == (due + side * SECOND, side > 0)


# --- Whose clock counts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-24, 24])
def test_what_a_browser_thinks_the_time_is_changes_nothing(world, as_user, hours):
    here = world()
    attempt = here.start()
    here.at(NOON + MINUTE)
    wrong = NOON + hours * HOUR
    data = {**choice_of(attempt, 1), "given": wrong.isoformat(), "started": wrong.isoformat(), "deadline": wrong.isoformat()}
    headers = {"Date": wrong.strftime("%a, %d %b %Y %H:%M:%S GMT"), "If-Modified-Since": wrong.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    response = as_user(attempt.student).post(reverse("question_of_attempt", args=[attempt.pk, 1]), data, headers=headers)
    assert (response.status_code, Response.objects.get().given) == (302, NOON + MINUTE)


LONDON = ZoneInfo("Europe/London")
FORWARD = datetime.datetime(2027, 3, 28, 0, 30, tzinfo=LONDON)
"""Half an hour before the clocks go forward: the next minute but thirty is two o'clock."""
BACK = datetime.datetime(2027, 10, 31, 1, 30, tzinfo=LONDON)
"""Half past one for the first time; an hour later it is half past one again."""


@pytest.mark.parametrize("start", [FORWARD, BACK])
@pytest.mark.parametrize("side", SIDES)
def test_an_hour_has_sixty_minutes_on_the_days_that_have_23_or_25(time_machine, start, side):
    start = start.astimezone(datetime.UTC)
    time_machine.move_to(start, tick=False)
    attempt = started(AssignmentFactory(opens=start, due=start + DAY, closes=start + DAY, time_limit=60))
    assert attempt.deadline == start + HOUR
    time_machine.move_to(start + HOUR + MINUTE + side * SECOND, tick=False)
    if side > 0:
        with pytest.raises(Closed):
            answer(attempt, 1, choice_of(attempt, 1))
    else:
        assert answer(attempt, 1, choice_of(attempt, 1)).stands


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_a_day_to_the_same_hour_is_shorter_or_longer_when_the_clocks_change(time_machine, day, hours):
    """What a teacher types is the school's clock: six in the morning on both days."""
    opens = (day - DAY).replace(hour=6, minute=0, fold=0)
    closes = day.replace(hour=6, minute=0, fold=0)
    time_machine.move_to(opens, tick=False)
    attempt = Attempt.objects.get(pk=started(AssignmentFactory(opens=opens, due=closes, closes=closes)).pk)
    assert attempt.deadline - attempt.started == hours * HOUR
