"""The demo school: who is in it, and that its history is one that the app itself could have written."""

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse

from accounts.attempts.models import Attempt
from accounts.demo.cast import SCHOOL, SIGN_INS
from accounts.demo.school import bring_password_up_to_date, find_school, refuse_beside_real_schools
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, User
from accounts.results.gradebook import class_results
from quizzes.models import Quiz
from revision.actions import Refused
from tests import factories
from tests.accounts.demo.checks import check_promised, check_replay, check_times
from tests.accounts.demo.conftest import PASSWORD, Demo

# --- Who is there ----------------------------------------------------------------------------------------------------


def test_people_and_classes(demo: Demo) -> None:
    assert demo.school.name == SCHOOL
    assert Counter(demo.school.people.values_list("role", flat=True)) == {"admin": 1, "teacher": 2, "student": 60}
    sizes = {classroom.name: classroom.student_count for classroom in Classroom.objects.in_use().with_counts()}
    assert sizes == {"11B History": 24, "12A History": 19, "10C History": 17}
    taught = Counter(Classroom.objects.in_use().values_list("owner__username", flat=True))
    assert taught == {"teacher": 2, "teacher2": 1}


def test_a_class_of_last_year_is_archived_with_the_same_students(demo: Demo) -> None:
    this_year = Classroom.objects.get(name="11B History")
    [last_year] = Classroom.objects.exclude(archived=None)

    assert (last_year.name, this_year.previous, last_year.archived < demo.now) == ("10B History", last_year, True)
    assert set(last_year.students.all()) == set(this_year.students.all())
    assert this_year.days_to_exam(demo.now.date()) in range(1, 373)


def test_names_are_told_apart(demo: Demo) -> None:
    names = list(User.objects.values_list("display_name", flat=True))
    assert len(set(names)) == len(names)
    assert User.objects.get(username="student").classes.in_use().get().name == "11B History"


@pytest.mark.parametrize(("username", "role"), [("admin", "admin"), ("teacher", "teacher"), ("student", "student")])
def test_sign_in(demo: Demo, username: str, role: str) -> None:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").context["user"].role == role


def test_all_share_one_encoded_password(demo: Demo) -> None:
    assert len(set(demo.school.people.values_list("password", flat=True))) == 1


# --- What they did ---------------------------------------------------------------------------------------------------


def test_history_is_the_replay_of_its_answers(demo: Demo) -> None:
    check_replay()


def test_history_keeps_to_the_clock(demo: Demo) -> None:
    check_times(demo.now)


def test_history_has_what_is_promised(demo: Demo) -> None:
    check_promised(demo)


def test_some_never_start(demo: Demo) -> None:
    over = [found for found in Assignment.objects.select_related("classroom", "quiz__course") if found.is_closed(demo.now)]
    missing = sum(len(class_results(found).not_started) for found in over)
    seats = sum(found.classroom.enrolments.count() for found in over)
    assert 0.03 <= missing / seats <= 0.3


def test_results_have_something_to_say(demo: Demo) -> None:
    over = [found for found in Assignment.objects.select_related("classroom", "quiz__course") if found.due < demo.now]
    told = [class_results(found) for found in over]
    assert sum(any(finding.position for finding in results.findings) for results in told) >= len(told) * 2 / 3
    assert all(results.mean is not None and 0.35 <= results.mean <= 0.95 for results in told)
    assert all(results.usual_seconds is not None and 60 <= results.usual_seconds <= 15 * 60 for results in told)


def test_the_able_do_better_than_the_others(demo: Demo) -> None:
    """A student's first half of scores goes with the second."""
    scores: dict[object, list[float]] = {}
    for attempt in Attempt.objects.counted().exclude(finished=None).order_by("started"):
        scores.setdefault(attempt.student_id, []).append(float(attempt.score / attempt.max_score))
    pairs = [(sum(row[::2]) / len(row[::2]), sum(row[1::2]) / len(row[1::2])) for row in scores.values() if len(row) >= 4]
    strong = sorted(pairs)[-len(pairs) // 3 :]
    weak = sorted(pairs)[: len(pairs) // 3]
    assert sum(second for _first, second in strong) / len(strong) > sum(second for _first, second in weak) / len(weak) + 0.1


def test_practice_is_of_what_was_missed(demo: Demo) -> None:
    practice = Attempt.objects.filter(purpose="practice").prefetch_related("items")
    for attempt in practice:
        earlier = Attempt.objects.get(assignment=attempt.assignment_id, student=attempt.student_id, purpose="homework")
        missed = earlier.items.exclude(fraction=1).values_list("version_id", flat=True)
        assert [item.version_id for item in attempt.items.all()] == list(missed)
        assert earlier.finished is not None
        assert earlier.finished < attempt.started


def test_quizzes_are_composed_for_the_class(demo: Demo) -> None:
    assert Quiz.objects.filter(frozen=False).count() == 0
    reasons = {slot.reason.split()[0] for quiz in Quiz.objects.prefetch_related("slots") for slot in quiz.slots.all()}
    assert {"Not", "Class", "Last"} <= reasons


# --- Beside other things ---------------------------------------------------------------------------------------------


def test_found_again(demo: Demo) -> None:
    assert find_school() == demo.school
    refuse_beside_real_schools()


def test_not_beside_a_real_school(demo: Demo) -> None:
    factories.SchoolFactory(name="Hilltop School")
    with pytest.raises(Refused, match="“Hilltop School”"):
        refuse_beside_real_schools()


def test_another_password(demo: Demo) -> None:
    assert not bring_password_up_to_date(demo.school, PASSWORD)
    own = User.objects.get(username="teacher2")
    own.set_password("chosen-by-herself")
    own.save()
    assert bring_password_up_to_date(demo.school, "another-one")
    people = {person.username: person for person in demo.school.people.all()}
    assert all(check_password("another-one", people[name].password) for name in SIGN_INS)
    assert check_password("chosen-by-herself", people["teacher2"].password)
    assert sum(check_password("another-one", person.password) for person in people.values()) == 62


def test_a_password_changed_by_a_visitor_is_set_back(demo: Demo) -> None:
    visitor = User.objects.get(username="student")
    visitor.set_password("mine-now")
    visitor.save()
    assert bring_password_up_to_date(demo.school, PASSWORD)
    visitor.refresh_from_db()
    assert check_password(PASSWORD, visitor.password)
