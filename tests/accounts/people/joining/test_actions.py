"""Class codes: off by default, for an hour at most, capped; and nobody is in before the teacher's word."""

import datetime
import threading
import uuid

import pytest
from django.db import connection

from accounts.people.audit import AuditEntry
from accounts.people.joining import actions
from accounts.people.joining.models import JoinCode, JoinRequest
from accounts.people.models import Enrolment, User
from revision.actions import Refused
from tests.accounts.helpers import NOON, many_enrolled
from tests.factories import ClassroomFactory, EnrolmentFactory, UserFactory, enrolled

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
NO_CODE = "This code does not work, or works no more. Ask your teacher for a new one."


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def opened(classroom=None, *, minutes=20, places=30):
    classroom = classroom or ClassroomFactory()
    return actions.open_code(classroom=classroom, minutes=minutes, places=places, by=classroom.owner)


def ask(code, name="Ann Li", student=None):
    return actions.ask_to_join(typed=code.code, name=name, student=student)


def refusal(action):
    with pytest.raises(Refused) as refused:
        action()
    return str(refused.value)


@pytest.mark.usefixtures("noon")
def test_a_code_is_eight_signs_that_are_not_mixed_up_and_works_for_an_hour_at_most():
    code = opened(minutes=600, places=600)

    assert (len(code.code), set(code.code) <= set(actions.SIGNS)) == (8, True)
    assert (code.expires - code.created, code.places) == (60 * MINUTE, 60)
    assert list(AuditEntry.objects.values_list("action", "classroom", "detail")) == [("class_code_made", code.classroom_id, "60")]


def test_a_class_has_no_code_unless_one_is_opened():
    assert (ClassroomFactory().join_requests.count(), JoinCode.objects.count()) == (0, 0)
    assert refusal(lambda: actions.ask_to_join(typed="", name="Ann")) == NO_CODE


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "dashed"])
def test_a_code_may_be_typed_in_any_way(typed):
    code = opened()
    typed = {"lower": code.code.lower(), "dashed": f"{code.code[:4]}-{code.code[4:]}"}.get(typed, typed.format(code.code))

    assert actions.ask_to_join(typed=typed, name="Ann Li").classroom == code.classroom


@pytest.mark.parametrize(("minutes", "works"), [(19.99, True), (20, False)])
def test_a_code_stops_by_itself(time_machine, minutes, works):
    time_machine.move_to(NOON, tick=False)
    code = opened()
    time_machine.move_to(NOON + minutes * MINUTE, tick=False)

    if works:
        assert ask(code).decided is None
    else:
        assert refusal(lambda: ask(code)) == NO_CODE


def test_a_closed_code_an_older_code_and_that_of_an_archived_class_do_not_work():
    old = opened()
    older = old.code
    new = opened(old.classroom)
    assert refusal(lambda: actions.ask_to_join(typed=older, name="Ann")) == NO_CODE
    closed = opened()
    actions.close_code(classroom=closed.classroom)
    new.classroom.archived = NOON
    new.classroom.save()

    assert [refusal(lambda code=code: ask(code)) for code in (closed, new)] == [NO_CODE] * 2


def test_a_thousand_joins_stop_at_the_cap():
    code = opened(places=30)
    refused = 0
    for number in range(1_000):
        try:
            ask(code, f"Bot {number}")
        except Refused:
            refused += 1

    assert (JoinRequest.objects.count(), refused, Enrolment.objects.count(), User.objects.count()) == (30, 970, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_joins_at_the_same_moment_stop_at_the_cap():
    code = opened(places=3)
    ready, told = threading.Barrier(8), []

    def join(number):
        ready.wait()
        try:
            ask(code, f"Bot {number}")
        except Refused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (JoinRequest.objects.count(), told) == (3, ["All places of this code are taken. Tell your teacher."] * 5)


def test_who_was_sent_away_has_taken_a_place():
    code = opened(places=1)
    actions.decide(classroom=code.classroom, requests=[ask(code).pk], accept=False, by=code.classroom.owner)

    assert refusal(lambda: ask(code, "Ben")) == "All places of this code are taken. Tell your teacher."


def test_nobody_is_in_the_class_before_the_teacher_says_so():
    code = opened()
    asked = ask(code)

    assert (code.classroom.enrolments.count(), User.objects.filter(role="student").count()) == (0, 0)
    [student] = actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner)

    assert (student.display_name, student.school, student.has_usable_password()) == ("Ann Li", code.classroom.school, False)
    assert list(code.classroom.students.all()) == [student]
    assert AuditEntry.objects.filter(action="student_approved", about=student).count() == 1


def test_an_answer_stands():
    code = opened()
    away, let_in = ask(code, "Ann"), ask(code, "Ben")
    decide = {"classroom": code.classroom, "by": code.classroom.owner}
    actions.decide(requests=[away.pk], accept=False, **decide)
    actions.decide(requests=[let_in.pk], accept=True, **decide)

    again = actions.decide(requests=[away.pk, let_in.pk], accept=True, **decide)

    assert (again, [one.display_name for one in code.classroom.students.all()]) == ([], ["Ben"])


def test_another_classes_request_cannot_be_decided():
    asked = ask(opened())
    mine = ClassroomFactory()

    assert actions.decide(classroom=mine, requests=[asked.pk], accept=True, by=mine.owner) == []
    asked.refresh_from_db()
    assert (asked.decided, Enrolment.objects.count()) == (None, 0)


def test_over_the_size_of_a_class_nobody_is_let_in():
    code = opened()
    many_enrolled(code.classroom, 59)
    asked = [ask(code, "Ann").pk, ask(code, "Ben").pk]

    said = refusal(lambda: actions.decide(classroom=code.classroom, requests=asked, accept=True, by=code.classroom.owner))

    assert (said, code.classroom.enrolments.count()) == ("A class has at most 60 students; nobody was let in.", 59)


def test_who_has_a_sign_in_joins_with_it_and_asks_once():
    code = opened()
    student = UserFactory(school=code.classroom.school, display_name="Ann Li")
    asked = ask(code, "ignored", student)

    assert (ask(code, "", student), asked.display_name) == (asked, "Ann Li")
    assert actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner) == [student]
    assert refusal(lambda: ask(code, "", student)) == "You are in this class already."
    student.refresh_from_db()
    assert student.has_usable_password()


def test_who_left_the_class_comes_back_to_the_same_seat():
    code = opened()
    seat = EnrolmentFactory(classroom=code.classroom, left=NOON)
    asked = ask(code, "", seat.student)

    actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner)

    seat.refresh_from_db()
    assert (seat.left, Enrolment.objects.count()) == (None, 1)


def test_a_student_of_another_school_is_told_the_same_as_of_a_wrong_code():
    code = opened()

    assert refusal(lambda: ask(code, "", UserFactory())) == NO_CODE


def test_the_sign_in_is_shown_once():
    code = opened()
    asked = ask(code)
    assert refusal(lambda: actions.claim(request_id=asked.pk)).startswith("There is no sign-in to show here.")
    [student] = actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner)

    card = actions.claim(request_id=asked.pk)

    student.refresh_from_db()
    assert (card.student, student.check_password(card.password)) == (student, True)
    assert [refusal(lambda pk=pk: actions.claim(request_id=pk))[:29] for pk in (asked.pk, uuid.uuid4())] == [
        "There is no sign-in to show h"
    ] * 2


def test_a_card_that_the_teacher_made_meanwhile_is_not_undone():
    code = opened()
    asked = ask(code)
    [student] = actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner)
    student.set_password("amber-mill-tea")
    student.save()

    refusal(lambda: actions.claim(request_id=asked.pk))

    student.refresh_from_db()
    assert student.check_password("amber-mill-tea")


def test_nobodys_password_is_changed_by_claiming_for_who_had_one():
    code = opened()
    student = enrolled(ClassroomFactory(school=code.classroom.school))
    asked = ask(code, "", student)
    actions.decide(classroom=code.classroom, requests=[asked.pk], accept=True, by=code.classroom.owner)
    before = student.password

    refusal(lambda: actions.claim(request_id=asked.pk))

    student.refresh_from_db()
    assert student.password == before
