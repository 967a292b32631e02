"""What a teacher may type about homework."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.homework.actions import change_times
from accounts.homework.forms import EditForm, ExtensionForm, ExtraTimeForm, SetForm, TimesForm, usual_times
from accounts.homework.settings import PRESETS
from accounts.people.models import Classroom, User
from tests.accounts.helpers import DAY, HOUR, NOON, USUAL_SETTINGS
from tests.factories import AssignmentFactory, ClassroomFactory, TeacherFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SENT = {"opens": "2026-11-23T12:00", "due": "2026-11-26T20:00", "late_days": "3"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def teacher():
    return ClassroomFactory().owner


def errors(form):
    """All that a form says, field by field."""
    return {name: list(said) for name, said in form.errors.items()}


def set_form(teacher, **changed):
    sent = {**SENT, "title": "Lenin", "classroom": str(teacher.classrooms.get().pk), **USUAL_SETTINGS, **changed}
    return SetForm(sent, teacher=teacher)


def test_the_times_are_read_as_the_schools_clock_shows_them():
    form = TimesForm({"opens": "2026-07-01T09:00", "due": "2026-07-03T20:00", "late_days": "1"})

    assert errors(form) == {}
    assert form.times() == {
        "opens": datetime.datetime(2026, 7, 1, 8, 0, tzinfo=datetime.UTC),
        "due": datetime.datetime(2026, 7, 3, 19, 0, tzinfo=datetime.UTC),
        "closes": datetime.datetime(2026, 7, 4, 19, 0, tzinfo=datetime.UTC),
    }


@pytest.mark.parametrize("days", [0, 1, 3, 7])
def test_late_answers_are_taken_for_so_many_days(days):
    form = TimesForm({**SENT, "late_days": str(days)})

    assert errors(form) == {}
    assert form.times()["closes"] == datetime.datetime(2026, 11, 26, 20, 0, tzinfo=LONDON) + days * DAY


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opens": ""}, {"opens": ["This field is required."]}),
        ({"due": ""}, {"due": ["This field is required."]}),
        ({"late_days": ""}, {"late_days": ["This field is required."]}),
        ({"opens": "soon"}, {"opens": ["Enter a valid date/time."]}),
        ({"late_days": "2"}, {"late_days": ["Select a valid choice. 2 is not one of the available choices."]}),
        ({"late_days": "-1"}, {"late_days": ["Select a valid choice. -1 is not one of the available choices."]}),
        ({"due": "2026-11-23T11:59"}, {"due": ["Due today, 11:59 is before it opens, today, 12:00."]}),
        (
            {"opens": "2026-12-24T08:00", "due": "2026-12-23T20:00"},
            {"due": ["Due 23 December, 20:00 is before it opens, 24 December, 08:00."]},
        ),
        (
            {"due": "2027-03-28T01:30"},
            {"due": ["2027-03-28 01:30:00 couldn’t be interpreted in time zone Europe/London; it may be ambiguous or it may not exist."]},
        ),
    ],
    ids=["no opening", "no due", "no choice", "no time", "other days", "less than no days", "just before", "a day before", "no such hour"],
)
def test_times_that_are_refused(changed, said):
    assert errors(TimesForm({**SENT, **changed})) == said


def test_homework_may_be_due_as_it_opens():
    assert errors(TimesForm({**SENT, "due": SENT["opens"]})) == {}


@pytest.mark.parametrize("name", ["opens", "due"])
@pytest.mark.parametrize("sent", ["0001-01-01T00:00", "1999-12-31T23:59", "2100-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_of_another_century_is_refused(name, sent):
    """The calendar ends with 9999: there would be no day left for late answers."""
    assert errors(TimesForm({**SENT, name: sent})) == {name: ["Choose a time in this century."]}


def test_the_ends_of_this_century_can_be_chosen():
    form = TimesForm({"opens": "2000-01-01T00:00", "due": "2099-12-31T23:59", "late_days": "7"})

    assert errors(form) == {}
    assert form.times()["closes"] == datetime.datetime(2100, 1, 7, 23, 59, tzinfo=LONDON)


@pytest.mark.parametrize("days", [0, 1, 3, 7])
@pytest.mark.parametrize(
    "due",
    ["2026-11-26T20:00", "2027-03-26T20:00", "2026-10-23T20:00", "2027-03-27T20:00"],
    ids=["winter", "into summer time", "out of summer time", "the night before"],
)
def test_the_form_of_set_homework_shows_the_days_it_was_set_with(due, days):
    form = TimesForm({"opens": "2026-10-01T08:00", "due": due, "late_days": str(days)})
    assert form.is_valid()
    assignment = AssignmentFactory()
    change_times(assignment=assignment, **form.times())
    assignment.refresh_from_db()

    assert TimesForm.times_of(assignment) == {"opens": assignment.opens, "due": assignment.due, "late_days": days}


@pytest.mark.parametrize(("late", "shown"), [(2 * DAY, 1), (6 * DAY + 23 * HOUR, 3), (30 * DAY, 7)])
def test_other_times_show_as_the_next_shorter_choice(late, shown):
    assignment = AssignmentFactory.build(quiz=None, classroom=None, opens=NOON, due=NOON, closes=NOON + late)

    assert TimesForm.times_of(assignment)["late_days"] == shown


def test_the_form_shows_times_as_the_browser_wants_them():
    assignment = AssignmentFactory.build(quiz=None, classroom=None, opens=NOON, due=NOON + DAY, closes=NOON + DAY)
    form = TimesForm(initial=TimesForm.times_of(assignment))

    assert (form["opens"].value(), form["due"].value(), form["late_days"].value()) == (
        datetime.datetime(2026, 11, 23, 12, 0),  # noqa: DTZ001 (the browser's field knows no zone)
        datetime.datetime(2026, 11, 24, 12, 0),  # noqa: DTZ001
        0,
    )
    assert str(form["due"]) == '<input type="datetime-local" name="due" value="2026-11-24T12:00" required id="id_due">'


def test_a_quiz_is_set_with_a_title_a_class_and_times(teacher):
    form = set_form(teacher, title="  Lenin  ", feedback="after_due")

    assert errors(form) == {}
    assert {name: form.cleaned_data[name] for name in ("title", "classroom", "opens", "due", "late_days", "feedback")} == {
        "title": "Lenin",
        "classroom": Classroom.objects.get(),
        "opens": datetime.datetime(2026, 11, 23, 12, 0, tzinfo=LONDON),
        "due": datetime.datetime(2026, 11, 26, 20, 0, tzinfo=LONDON),
        "late_days": 3,
        "feedback": "after_due",
    }


def test_the_fields_stand_in_the_order_in_which_a_teacher_decides(teacher):
    assert list(set_form(teacher).fields)[:6] == ["title", "classroom", "opens", "due", "late_days", "feedback"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": " "}, {"title": ["This field is required."]}),
        ({"title": "x" * 121}, {"title": ["Ensure this value has at most 120 characters (it has 121)."]}),
        ({"feedback": "always"}, {"feedback": ["Select a valid choice. always is not one of the available choices."]}),
        ({"opens": "2026-11-22T12:00", "due": "2026-11-23T11:59"}, {"due": ["today, 11:59 has passed: choose a later time."]}),
        ({"opens": "2026-11-27T12:00"}, {"due": ["Due Thursday, 20:00 is before it opens, Friday, 12:00."]}),
    ],
    ids=["no title", "long title", "no such feedback", "past", "order"],
)
def test_what_cannot_be_set(teacher, changed, said):
    assert errors(set_form(teacher, **changed)) == said


def test_homework_may_be_due_this_very_minute(teacher):
    assert errors(set_form(teacher, opens="2026-11-23T12:00", due="2026-11-23T12:00", late_days="0")) == {}


@pytest.mark.parametrize("whose", ["colleague", "nobody", "nonsense"])
def test_only_a_class_of_ones_own_can_be_chosen(teacher, whose):
    classroom = teacher.classrooms.get()
    values = {
        "colleague": str(ClassroomFactory(school=classroom.school).pk),
        "nobody": "00000000-0000-4000-8000-000000000000",
        "nonsense": "all",
    }

    assert errors(set_form(teacher, classroom=values[whose])) == {
        "classroom": ["Select a valid choice. That choice is not one of the available choices."]
    }


def test_the_choice_of_classes_is_the_teachers_own():
    teacher = TeacherFactory()
    own = [ClassroomFactory(owner=teacher, school=teacher.school, name=name) for name in ("A", "B")]
    ClassroomFactory(school=teacher.school)

    assert list(SetForm(teacher=teacher).fields["classroom"].queryset) == own


@pytest.mark.parametrize(
    ("now", "opens", "due"),
    [
        ("2026-11-23T12:34:56+00:00", "2026-11-23T12:34", "2026-11-26T20:00"),
        ("2026-07-01T23:30:00+00:00", "2026-07-02T00:30", "2026-07-05T20:00"),
        ("2027-03-26T12:00:00+00:00", "2027-03-26T12:00", "2027-03-29T20:00"),
    ],
    ids=["winter", "past midnight in summer", "over the change of clocks"],
)
def test_homework_usually_opens_now_and_is_due_at_eight_three_days_on(now, opens, due):
    assert usual_times(datetime.datetime.fromisoformat(now)) == {
        "opens": datetime.datetime.fromisoformat(opens).replace(tzinfo=LONDON),
        "due": datetime.datetime.fromisoformat(due).replace(tzinfo=LONDON),
    }


# --- Settings --------------------------------------------------------------------------------------------------------


def test_the_settings_are_read(teacher):
    form = set_form(teacher, tries="3", penalty="25", attempts_allowed="", whole_page="True", pass_mark="60", instructions=" Alone. ")

    assert errors(form) == {}
    assert form.settings() == {
        **PRESETS["homework"],
        "tries": 3,
        "penalty": Decimal("0.25"),
        "attempts_allowed": None,
        "whole_page": True,
        "pass_mark": 60,
        "instructions": "Alone.",
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"attempts_allowed": "0"}, {"attempts_allowed": ["Ensure this value is greater than or equal to 1."]}),
        ({"time_limit": "601"}, {"time_limit": ["Ensure this value is less than or equal to 600."]}),
        ({"tries": "10"}, {"tries": ["Ensure this value is less than or equal to 9."]}),
        ({"penalty": "101"}, {"penalty": ["Ensure this value is less than or equal to 100."]}),
        ({"penalty": "10"}, {"penalty": ["Nothing can be taken off for further tries: there is only one."]}),
        ({"pass_mark": "many"}, {"pass_mark": ["Enter a whole number."]}),
        ({"confidence": "sure"}, {"confidence": ["Select a valid choice. sure is not one of the available choices."]}),
        ({"preset": ""}, {"preset": ["This field is required."]}),
        ({"instructions": "x" * 2001}, {"instructions": ["Ensure this value has at most 2000 characters (it has 2001)."]}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_settings_that_will_not_do(teacher, changed, said):
    form = set_form(teacher, **changed)

    assert errors(form) == said
    assert form.more_is_open is (changed.keys() != {"preset"})


def test_a_time_limit_longer_than_the_homework_is_told(teacher):
    form = set_form(teacher, due="2026-11-23T12:30", late_days="0", time_limit="31")

    assert errors(form) == {"time_limit": ["A time limit of 31 minutes is longer than this homework is open."]}


def test_a_preset_fills_the_form():
    assert SetForm.preset_values("test") == {**PRESETS["test"], "penalty": 0, "late_days": 0}
    assert SetForm.preset_values("nonsense") == SetForm.preset_values("homework")


def test_homework_that_runs_keeps_its_promises():
    assignment = AssignmentFactory(time_limit=40)
    sent = {**SENT, **USUAL_SETTINGS, "time_limit": "30"}

    assert errors(EditForm(sent, assignment=assignment, started=False)) == {}
    assert errors(EditForm(sent, assignment=assignment, started=True)) == {
        "time_limit": ["Somebody has started with more time, so the time limit can only grow."]
    }


# --- Single students -------------------------------------------------------------------------------------------------

NOTHING = {"opens": "", "due": "", "closes": "", "extra_attempts": "0", "reason": ""}


def own_form(**changed):
    assignment = AssignmentFactory.build(quiz=None, classroom=None, opens=NOON, due=NOON + DAY, closes=NOON + 2 * DAY)
    return ExtensionForm({**NOTHING, **changed}, assignment=assignment, extension=None)


@pytest.mark.parametrize(
    ("sent", "times"),
    [
        ({"due": "2026-11-23T20:00"}, (NOON, NOON + 8 * HOUR, NOON + 2 * DAY)),
        ({"due": "2026-11-30T12:00"}, (NOON, NOON + 7 * DAY, NOON + 7 * DAY)),
        ({"closes": "2026-11-24T00:00"}, (NOON, NOON + 12 * HOUR, NOON + 12 * HOUR)),
        ({"opens": "2026-11-23T13:00"}, (NOON + HOUR, NOON + DAY, NOON + 2 * DAY)),
        ({"excused": "on"}, (None, None, None)),
    ],
    ids=["due", "due later than the class closes", "closes", "opens", "excused"],
)
def test_what_is_left_empty_is_as_for_the_class(sent, times):
    form = own_form(**sent)

    assert errors(form) == {}
    assert tuple(form.cleaned_data[name] for name in ("opens", "due", "closes")) == times


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, {"__all__": ["That is no different from the class: give a due time, more attempts, or excuse them."]}),
        ({"due": "2026-11-23T11:00"}, {"due": ["Due today, 11:00 is before it opens, today, 12:00."]}),
        (
            {"due": "2026-11-24T12:00", "closes": "2026-11-24T11:00"},
            {"closes": ["It closes tomorrow, 11:00, before it is due, tomorrow, 12:00."]},
        ),
        ({"extra_attempts": "21"}, {"extra_attempts": ["Ensure this value is less than or equal to 20."]}),
        ({"due": "1999-01-01T00:00"}, {"due": ["Choose a time in this century."]}),
        ({"due": "soon"}, {"due": ["Enter a valid date/time."]}),
    ],
    ids=["nothing", "before it opens", "closes before due", "attempts", "century", "no time"],
)
def test_own_terms_that_will_not_do(sent, said):
    assert errors(own_form(**sent)) == said


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ({"factor": "1.25"}, (Decimal("1.25"), False, 0)),
        ({"factor": "own", "own_factor": "1.1", "extra_attempts": "2"}, (Decimal("1.1"), False, 2)),
        ({"factor": "2", "own_factor": "1.1"}, (Decimal(2), False, 0)),
        ({"factor": "none"}, (Decimal(1), True, 0)),
    ],
)
def test_extra_time_is_read_and_shown_again(sent, values):
    form = ExtraTimeForm({"own_factor": "", "extra_attempts": "0", **sent})

    assert errors(form) == {}
    assert tuple(form.values().values()) == values
    student = User(**form.values())
    again = ExtraTimeForm({name: "" if value is None else value for name, value in ExtraTimeForm.values_of(student).items()})
    assert (errors(again), tuple(again.values().values())) == ({}, values)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, {"factor": ["This field is required."]}),
        ({"factor": "own"}, {"own_factor": ["Say which: 1.1 is a tenth more time."]}),
        ({"factor": "own", "own_factor": "0.5"}, {"own_factor": ["Ensure this value is greater than or equal to 1."]}),
        ({"factor": "own", "own_factor": "5"}, {"own_factor": ["Ensure this value is less than or equal to 4."]}),
        ({"factor": "own", "own_factor": "NaN"}, {"own_factor": ["Enter a number."]}),
        ({"factor": "3"}, {"factor": ["Select a valid choice. 3 is not one of the available choices."]}),
        ({"factor": "1", "extra_attempts": "-1"}, {"extra_attempts": ["Ensure this value is greater than or equal to 0."]}),
    ],
)
def test_extra_time_that_will_not_do(sent, said):
    assert errors(ExtraTimeForm({"own_factor": "", "extra_attempts": "0", **sent})) == said
