"""Bringing a class to what a list says: all of it, or nothing; and what is done to single students."""

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.people.audit import AuditEntry
from accounts.people.models import Enrolment, User
from accounts.people.rosters import actions, students
from accounts.people.rosters.lists import ClassList, Listed, Mistake
from accounts.people.rosters.matching import known_to, plan_for
from accounts.people.words import ANIMALS
from revision.actions import Refused
from tests.accounts.helpers import DAY, NOON, many_enrolled, queries
from tests.factories import PASSWORD, ClassroomFactory, EnrolmentFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def list_of(*names):
    return ClassList("list", tuple(Listed(number, name) for number, name in enumerate(names, start=1)))


def apply(classroom, *names, chosen=(), left_out=(), leavers=()):
    return actions.apply_list(
        classroom=classroom,
        by=classroom.owner,
        listed=list_of(*names),
        chosen=dict(chosen),
        left_out=left_out,
        leavers=[student.pk for student in leavers],
    )


def sitting(classroom):
    return sorted(classroom.enrolments.current().values_list("student__display_name", flat=True))


def everything():
    people = User.objects.order_by("pk").values_list("pk", "display_name", "password", "school")
    return list(people), list(Enrolment.objects.order_by("pk").values_list("classroom", "student", "left"))


def test_new_usernames_are_many_and_free():
    enrolled(ClassroomFactory(), username="otter-1000")

    names = actions.new_usernames(60)

    assert (len(set(names)), "otter-1000" in names, {name.split("-")[0] for name in names} <= set(ANIMALS)) == (60, False, True)


def test_a_list_brings_new_students_with_cards_that_let_them_in():
    classroom = ClassroomFactory()
    enrolled(classroom, display_name="Ann Li")

    report = apply(classroom, "Ann Li", "Ben May", "Cy Zed", left_out=["row-2"])

    [card] = report.cards
    assert (card.student.display_name, card.student.check_password(card.password), card.student.school) == (
        "Ben May",
        True,
        classroom.school,
    )
    assert sitting(classroom) == ["Ann Li", "Ben May"]
    assert list(AuditEntry.objects.values_list("action", "classroom", "detail")) == [("students_imported", classroom.pk, "1 new")]


def test_the_same_list_twice_changes_nothing_the_second_time():
    classroom = ClassroomFactory(subject="History")
    other = ClassroomFactory(school=classroom.school, owner=classroom.owner, subject="History")
    enrolled(other, display_name="Dee Fox")
    jon = enrolled(classroom, display_name="Jon Smith")
    names, chosen = ["Ann Li", "Dee Fox", "John Smith", "Ann Li"], {"row-2": f"rename:{jon.pk}", "row-3": "new"}
    first = apply(classroom, *names, chosen=chosen)
    before = everything()

    second = apply(classroom, *names, chosen=chosen)

    assert (len(first.cards), len(first.moved), first.renamed, second.nothing_done) == (2, 1, [jon], True)
    assert (everything(), sitting(classroom), sitting(other)) == (before, ["Ann Li", "Ann Li", "Dee Fox", "John Smith"], [])
    assert AuditEntry.objects.count() == 1


def test_somebody_comes_too_or_moves_as_is_chosen():
    classroom = ClassroomFactory()
    other = ClassroomFactory(school=classroom.school, owner=classroom.owner)
    too, moves = enrolled(other, display_name="Ann Li"), enrolled(other, display_name="Ben May")
    old = moves.password

    report = apply(classroom, "Ann Li", "Ben May", chosen={"row-0": f"join:{too.pk}", "row-1": f"move:{moves.pk}"})

    assert (report.cards, report.came, report.moved) == ([], [too], [moves])
    assert (sitting(classroom), sitting(other)) == (["Ann Li", "Ben May"], ["Ann Li"])
    moves.refresh_from_db()
    assert moves.password == old


def test_who_left_comes_back_to_the_same_seat():
    classroom = ClassroomFactory()
    seat = EnrolmentFactory(classroom=classroom, left=NOON - DAY, joined=NOON - 9 * DAY, student__display_name="Ann Li")

    report = apply(classroom, "Ann Li")

    seat.refresh_from_db()
    assert (report.came, seat.left, seat.joined, Enrolment.objects.count()) == ([seat.student], None, NOON, 1)


def test_only_those_who_are_ticked_leave_and_their_seats_are_kept():
    classroom = ClassroomFactory()
    stays, leaves = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Ben May")
    listed = enrolled(classroom, display_name="Cy Zed")

    report = apply(classroom, "Cy Zed", leavers=[leaves, listed])

    assert (report.left, sitting(classroom), Enrolment.objects.get(student=leaves).left) == ([leaves], ["Ann Li", "Cy Zed"], NOON)
    assert stays.enrolments.get().left is None


REFUSALS = {
    "too many": ([f"Student {number}" for number in range(61)], {}, "A class has at most 60 students; nobody was added."),
    "gone": (["Jon Smyth"], {"row-0": "stay:00000000-0000-0000-0000-000000000000"}, None),
    "nonsense": (["Jon Smyth"], {"row-0": "move:all"}, None),
}


@pytest.mark.parametrize(("names", "chosen", "said"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_done_as_a_whole_is_not_done_at_all(names, chosen, said):
    classroom = ClassroomFactory()
    leaver = enrolled(classroom, display_name="Jon Smith")
    before = everything()

    with pytest.raises(Refused) as refused:
        apply(classroom, *names, chosen=chosen, leavers=[leaver] if said is None else [])

    assert str(refused.value) == (said or "The class has changed since you looked: see line 1 (Jon Smyth) again. Nothing was done.")
    assert everything() == before


def test_a_list_with_lines_to_mend_is_not_taken():
    classroom = ClassroomFactory()
    listed = ClassList("list", (Listed(1, "Ann"),), (Mistake(2, "is wrong"),))

    with pytest.raises(Refused):
        actions.apply_list(classroom=classroom, by=classroom.owner, listed=listed, chosen={}, left_out=[], leavers=[])

    assert sitting(classroom) == []


def test_two_lines_cannot_be_the_same_student():
    classroom = ClassroomFactory()
    jon = enrolled(classroom, display_name="Jon Smith")

    with pytest.raises(Refused) as refused:
        apply(classroom, "John Smith", "Jon Smyth", chosen={"row-0": f"stay:{jon.pk}", "row-1": f"stay:{jon.pk}"})

    assert str(refused.value) == "Two lines are said to be Jon Smith; choose another answer for one of them."


@pytest.mark.parametrize("place", range(8))
def test_a_failure_at_any_point_leaves_nothing_behind(place, monkeypatch):
    """R8: all or nothing."""
    classroom = ClassroomFactory(subject="x")
    other = ClassroomFactory(school=classroom.school, owner=classroom.owner, subject="x")
    enrolled(other, display_name="Dee Fox")
    leaver = enrolled(classroom, display_name="Out Now")
    gone = EnrolmentFactory(classroom=classroom, left=NOON, student__display_name="Back Again")
    before, count = everything(), 0
    points = ["make_students", "_existing", "_leave", "_move_out", "_seat", "record", "_counts", "new_usernames"]
    real = getattr(actions, points[place])

    def fails(*args, **kwargs):
        nonlocal count
        count += 1
        if points[place] != "_counts":
            real(*args, **kwargs)
        raise RuntimeError("the power went")

    monkeypatch.setattr(actions, points[place], fails)
    with pytest.raises(RuntimeError):
        apply(classroom, "Ann Li", "Dee Fox", "Back Again", leavers=[leaver])

    assert (everything(), count, AuditEntry.objects.count()) == (before, 1, 0)
    assert gone.student_id


def test_a_list_takes_as_many_queries_whatever_its_size():
    counts = set()
    for size in (1, 3, 30):
        classroom = ClassroomFactory()
        counts.add(queries(lambda classroom=classroom, size=size: apply(classroom, *(f"New Name{number}x" * 2 for number in range(size)))))

    assert len(counts) == 1


NAMES = st.lists(st.sampled_from(["Ann Li", "ann li", "Ann L", "Zoë Ek", "Zoe Ek", "Jon Smith", "John Smith", "Bo", "Bo Q"]), max_size=8)


class AnyLists(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(NAMES, NAMES)
    def test_any_list_taken_twice_adds_nobody_the_second_time(self, there, names):
        """With the likeliest answers; and every student listed is met once at most."""
        classroom = ClassroomFactory()
        for name in there:
            enrolled(classroom, display_name=name)
        if not names:
            return
        plan = plan_for(list_of(*names), classroom, known_to(classroom.owner, classroom))
        chosen = {row.field: "skip" for row in plan.doubtful}
        apply(classroom, *names, chosen=chosen)
        before = everything()
        again = plan_for(list_of(*names), classroom, known_to(classroom.owner, classroom))
        apply(classroom, *names, chosen={row.field: "skip" for row in again.doubtful})

        assert everything() == before
        met = [row.options[0].student_id for row in again.stays]
        assert len(set(met)) == len(met)


# --- Single students -------------------------------------------------------------------------------------------------


def test_a_student_gets_another_name_and_keeps_the_username():
    classroom = ClassroomFactory()
    student = enrolled(classroom, display_name="Ann Li")
    username = student.username

    students.rename_student(classroom=classroom, student=student, name="Ann Lee", by=classroom.owner)
    students.rename_student(classroom=classroom, student=student, name="Ann Lee", by=classroom.owner)

    student.refresh_from_db()
    assert (student.display_name, student.username) == ("Ann Lee", username)
    assert list(AuditEntry.objects.values_list("action", "about")) == [("student_renamed", student.pk)]


@pytest.mark.parametrize("stay", [True, False])
def test_students_move_to_another_class(stay):
    classroom = ClassroomFactory(name="11B")
    other = ClassroomFactory(school=classroom.school, name="11C")
    ann, ben = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Ben May")
    EnrolmentFactory(classroom=other, student=ben, left=NOON - DAY)

    students.move_students(classroom=classroom, students=[ann, ben], to=other, stay=stay, by=classroom.owner)

    assert (sitting(other), sitting(classroom)) == (["Ann Li", "Ben May"], ["Ann Li", "Ben May"] if stay else [])
    assert list(AuditEntry.objects.values_list("action", "detail")) == [("student_moved", "11B → 11C")] * 2


def test_over_the_size_of_the_other_class_nobody_moves():
    classroom = ClassroomFactory()
    other = ClassroomFactory(school=classroom.school, name="11C")
    many_enrolled(other, 60)
    ann = enrolled(classroom)

    with pytest.raises(Refused) as refused:
        students.move_students(classroom=classroom, students=[ann], to=other, stay=False, by=classroom.owner)

    assert str(refused.value) == "11C would have more than 60 students; nobody was moved."
    assert classroom.enrolments.current().count() == 1


def test_new_cards_work_and_end_all_sessions_of_the_old_passwords(as_user):
    classroom = ClassroomFactory()
    ann, ben = enrolled(classroom), enrolled(classroom)
    request = RequestFactory().get("/")
    request.session = as_user(ann).session
    assert get_user(request) == ann

    cards = students.make_cards(classroom=classroom, students=[ann], by=classroom.owner)

    assert [(card.student, User.objects.get(pk=ann.pk).check_password(card.password)) for card in cards] == [(ann, True)]
    assert (User.objects.get(pk=ben.pk).check_password(PASSWORD), get_user(request)) == (True, AnonymousUser())
    assert list(AuditEntry.objects.values_list("action", "detail")) == [("cards_printed", "1")]
