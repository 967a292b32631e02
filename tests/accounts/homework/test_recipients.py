"""Homework for some students of a class: who sees it, who is counted, and how it is set."""

import pytest
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt
from accounts.home import class_cards, tasks_of
from accounts.homework.actions import change_recipients, plan_follow_up, set_homework
from accounts.homework.models import Assignment, FollowUp
from accounts.marking.live import live_rows
from accounts.people.audit import AuditEntry
from accounts.people.models import Enrolment
from accounts.results.gradebook import class_results
from revision.actions import Refused
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, NOON, many_enrolled, queries
from tests.accounts.homework.views.conftest import Desk
from tests.factories import AssignmentFactory, ClassroomFactory, answer, choice_of, co_teacher_of, enrolled, finished, quiz_of, started

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def chosen_of(count: int = 2, chosen: int = 1):
    """Homework of a class of ``count`` for the first ``chosen`` of them, and all of its students."""
    assignment = AssignmentFactory()
    students = [enrolled(assignment.classroom, display_name=f"Student {number}") for number in range(count)]
    assignment.only_for.set(students[:chosen])
    return assignment, students


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_only_the_chosen_see_it():
    assignment, (ada, ben) = chosen_of()

    assert {student: list(Assignment.objects.set_for(student)) for student in (ada, ben)} == {ada: [assignment], ben: []}
    assert [[task.assignment for task in tasks_of(student, NOON)] for student in (ada, ben)] == [[assignment], []]


def test_without_a_choice_it_is_for_the_whole_class():
    assignment, (ada, ben) = chosen_of(chosen=0)

    assert [list(Assignment.objects.set_for(student)) for student in (ada, ben)] == [[assignment], [assignment]]
    assert list(assignment.recipients()) == [ada, ben]


def test_who_left_the_class_is_no_longer_meant():
    assignment, (ada, _ben) = chosen_of()
    Enrolment.objects.filter(student=ada).update(left=NOON)

    assert (list(assignment.recipients()), list(Assignment.objects.set_for(ada))) == ([], [])


def test_to_a_classmate_it_is_as_if_missing(as_user):
    assignment, (ada, ben) = chosen_of()
    page, start = reverse("assignment", args=[assignment.pk]), reverse("start", args=[assignment.pk])

    assert [as_user(student).get(page).status_code for student in (ada, ben)] == [200, 404]
    assert [as_user(student).post(start).status_code for student in (ben, ada)] == [404, 302]
    assert list(Attempt.objects.values_list("student", flat=True)) == [ada.pk]


# --- Who is counted --------------------------------------------------------------------------------------------------


def test_results_and_live_list_the_chosen_alone():
    assignment, (ada, _ben, cid) = chosen_of(3)
    assignment.only_for.set([ada, cid])
    finished(assignment, ada)

    results = class_results(assignment)
    assert [(row.student, row.state) for row in results.rows] == [(ada, "finished"), (cid, "not-started")]
    assert (results.expected_count, [row.student for row in results.not_started]) == (2, [cid])
    assert [row.student for row in live_rows(assignment).rows] == [ada, cid]


def test_the_first_page_counts_the_chosen_alone():
    assignment, (ada, *_others) = chosen_of(4, chosen=2)
    whole = AssignmentFactory(classroom=assignment.classroom, due=assignment.due + DAY)
    finished(assignment, ada)

    (card,) = class_cards(assignment.classroom.owner, NOON)

    found = {one: (card.standings[one.pk].expected, card.standings[one.pk].started) for one in card.assignments}
    assert found == {assignment: (2, 1), whole: (4, 0)}


@pytest.mark.parametrize("size", [1, 3, 30])
def test_who_it_is_for_is_one_query(size):
    assignment = AssignmentFactory()
    assignment.only_for.set(many_enrolled(assignment.classroom, size))

    assert queries(lambda: list(assignment.recipients())) == 1
    assert Assignment.objects.with_recipients().get().recipient_count == size


def test_terms_of_its_own_are_for_the_chosen(as_user):
    assignment, (ada, ben) = chosen_of()
    teacher = as_user(assignment.classroom.owner)

    statuses = [teacher.get(reverse("own_terms", args=[assignment.pk, student.pk])).status_code for student in (ada, ben)]
    excuses = [teacher.get(reverse("excuse", args=[assignment.pk, student.pk])).status_code for student in (ada, ben)]
    page = words(part(teacher.get(reverse("edit_homework", args=[assignment.pk])), "main"))

    assert (statuses, excuses) == ([200, 404], [200, 404])
    assert "Set to 1 student Student 0 The others of the class do not see it." in page


# --- Setting it ------------------------------------------------------------------------------------------------------


def test_it_is_set_to_those_who_sit_in_the_class():
    classroom, outsider = ClassroomFactory(name="11B"), enrolled(ClassroomFactory())
    ada, gone = enrolled(classroom), enrolled(classroom)
    Enrolment.objects.filter(student=gone).update(left=NOON)
    quiz = quiz_of(1)
    times = {"opens": NOON, "due": NOON + DAY, "closes": NOON + DAY}

    for stranger in (outsider, gone):
        with pytest.raises(Refused, match="Not all of them sit in 11B"):
            set_homework(quiz=quiz, classroom=classroom, only_for=[ada, stranger], **times)
    made = set_homework(quiz=quiz, classroom=classroom, only_for=[ada], **times)

    assert (list(Assignment.objects.all()), list(made.only_for.all())) == ([made], [ada])


@pytest.fixture
def desk(as_user) -> Desk:
    return Desk(as_user)


def test_a_teacher_ticks_who_does_it(desk):
    first = desk.students[0]

    done = desk.set(desk.quiz(), whom="some", students=[first.pk])
    page = words(part(desk.client.get(done.headers["Location"]), "main"))

    assert list(Assignment.objects.get().only_for.all()) == [first]
    assert page.startswith("Set to 1 student of 11B.")


def test_ticks_count_only_where_some_are_chosen(desk):
    desk.set(desk.quiz(), whom="all", students=[desk.students[0].pk])

    assert list(Assignment.objects.get().only_for.all()) == []


def test_somebody_has_to_be_ticked(desk):
    refused = desk.set(desk.quiz(), whom="some")

    assert (refused.status_code, Assignment.objects.count()) == (422, 0)
    assert "Tick who does it, or set it to the whole class." in words(part(refused, "main"))


def test_the_ticked_and_the_class_go_together(desk):
    other = ClassroomFactory(name="11C", owner=desk.teacher, school=desk.teacher.school)
    enrolled(other)

    refused = desk.set(desk.quiz(), whom="some", students=[desk.students[0].pk], classroom=str(other.pk))

    assert (refused.status_code, Assignment.objects.count()) == (422, 0)
    assert "The ticked students sit in 11B. Choose that class, or set it to the whole class." in words(part(refused, "main"))


def test_a_follow_up_comes_ticked(desk):
    """For those it was made for who still sit in the class; its teacher can tick otherwise."""
    first, second = desk.students
    quiz, earlier = desk.quiz(), AssignmentFactory(classroom=desk.classroom)
    plan_follow_up(quiz=quiz, after=earlier, students=[first, enrolled(ClassroomFactory())])

    page = desk.client.get(reverse("set_homework", args=[quiz.pk]) + f"?class={desk.classroom.pk}")
    form = page.context["set_form"]

    assert (form["whom"].value(), form["students"].value()) == ("some", [str(first.pk)])
    assert "Who does it: 1 student" in words(part(page, "main"))
    assert f'value="{first.pk}"' in page.content.decode()
    desk.set(quiz, whom="some", students=[second.pk])
    assert list(Assignment.objects.get(quiz=quiz).only_for.all()) == [second]
    assert FollowUp.objects.get().after == earlier


def test_a_preset_keeps_who_is_ticked(desk):
    first = desk.students[0]

    page = desk.set(desk.quiz(), whom="some", students=[first.pk], fill="test")

    form = page.context["set_form"]
    assert (form["whom"].value(), form["students"].value(), Assignment.objects.count()) == ("some", [str(first.pk)], 0)


# --- Changing it afterwards ------------------------------------------------------------------------------------------


def change(assignment, *students):
    return change_recipients(assignment=assignment, by=assignment.classroom.owner, only_for=students)


def seen_by(assignment, *students):
    """Whether each sees it among their homework, and whether its results count them."""
    counted = {row.student for row in class_results(Assignment.objects.get(pk=assignment.pk)).rows}
    return [(assignment in Assignment.objects.set_for(student), student in counted) for student in students]


def log():
    return list(AuditEntry.objects.filter(action="recipients_changed").order_by("pk").values_list("by", "classroom", "detail"))


def test_who_is_left_out_and_who_is_added():
    assignment, (ada, ben) = chosen_of()
    classroom, title = assignment.classroom, assignment.quiz.title

    seen = [seen_by(assignment, ada, ben)]
    for students in ([ben], [ben], []):
        change(assignment, *students)
        seen.append(seen_by(assignment, ada, ben))

    yes, no = (True, True), (False, False)
    assert seen == [[yes, no], [no, yes], [no, yes], [yes, yes]]
    assert log() == [(classroom.owner_id, classroom.pk, f"{title}: 1 of 2"), (classroom.owner_id, classroom.pk, f"{title}: 2 of 2")]


def test_who_has_begun_keeps_the_attempt_and_may_finish_it():
    """It stands in their record, counts for nothing in the class, and counts again when they are ticked again."""
    assignment, (ada, ben) = chosen_of(chosen=0)
    done, begun = finished(assignment, ada, right=2), started(assignment, ben)
    stood = Attempt.objects.values().get(pk=done.pk)

    change(assignment, enrolled(assignment.classroom))
    answer(begun, 1, choice_of(begun, 1))
    finish_attempt(attempt_id=begun.pk)

    assert seen_by(assignment, ada, ben) == [(False, False)] * 2
    assert [list(Attempt.objects.of(student)) for student in (ada, ben)] == [[done], [begun]]
    assert Attempt.objects.values().get(pk=done.pk) == stood
    assert Attempt.objects.get(pk=begun.pk).score == 1
    change(assignment)
    assert seen_by(assignment, ada, ben) == [(True, True)] * 2
    assert list(done.events.values_list("kind", "by")) == [(kind, assignment.classroom.owner_id) for kind in ("left_out", "taken_in")]


def test_only_who_sits_in_the_class_can_be_added():
    assignment, (ada, ben) = chosen_of()
    Enrolment.objects.filter(student=ben).update(left=NOON)

    for stranger in (ben, enrolled(ClassroomFactory())):
        with pytest.raises(Refused, match="Not all of them sit in"):
            change(assignment, ada, stranger)

    assert (list(assignment.only_for.all()), log()) == ([ada], [])


def test_the_page_says_whom_a_change_affects_and_changes_it(as_user):
    assignment, (ada, ben) = chosen_of()
    started(assignment, ada)
    client, page = as_user(assignment.classroom.owner), reverse("recipients", args=[assignment.pk])

    shown = client.get(page)
    main = words(part(shown, "main"))
    assert "Student 0 has begun Student 1" in main
    assert "Who has begun keeps the attempt with its answers and marks under My progress, and may finish it." in main
    assert (shown.context["form"]["whom"].value(), shown.context["form"]["students"].value()) == ("some", [str(ada.pk)])
    refused = client.post(page, {"whom": "some"})
    assert (refused.status_code, list(assignment.only_for.all())) == (422, [ada])
    saved = client.post(page, {"whom": "some", "students": [ben.pk]}, follow=True)
    assert (saved.redirect_chain, list(assignment.only_for.all())) == ([(reverse("edit_homework", args=[assignment.pk]), 302)], [ben])
    assert "Saved. It is for 1 student of" in saved.content.decode()
    whole = client.post(page, {"whom": "all", "students": [ben.pk]}, follow=True)
    assert "Saved. It is for the whole class now." in whole.content.decode()
    assert "Set to the whole class" in words(part(whole, "main"))
    assert client.get(page).context["form"]["students"].value() == sorted([str(ada.pk), str(ben.pk)])
    unsure = client.post(page, {"whom": "all", "students": [ben.pk]})
    assert "Not all are ticked: choose “Only those ticked”, or tick everybody." in words(part(unsure, "main"))


def test_the_page_of_a_closed_one_says_that_it_cannot_be_started(as_user):
    assignment, _students = chosen_of()
    Assignment.objects.update(opens=NOON - 3 * DAY, due=NOON - 2 * DAY, closes=NOON - DAY)

    main = words(part(as_user(assignment.classroom.owner).get(reverse("recipients", args=[assignment.pk])), "main"))

    assert "cannot start it, since it has closed" in main


@pytest.mark.parametrize("grants", [{}, {"may_mark": True}, {"may_edit": True}], ids=["reads", "marks", "edits"])
def test_who_may_change_it(as_user, grants):
    assignment, (ada, ben) = chosen_of()
    client, page = as_user(co_teacher_of(assignment.classroom, **grants)), reverse("recipients", args=[assignment.pk])
    status = 200 if "may_edit" in grants else 404

    assert [client.get(page).status_code, client.post(page, {"whom": "some"}).status_code] == [status, 422 if status == 200 else 404]
    assert [as_user(person).get(page).status_code for person in (ada, ClassroomFactory().owner)] == [404, 404]
    assert list(assignment.only_for.all()) == [ada]
    assert client.post(page, {"whom": "some", "students": [enrolled(ClassroomFactory()).pk]}).status_code in (404, 422)
    assert ben not in assignment.only_for.all()


@pytest.mark.parametrize("size", [1, 30])
def test_changing_it_is_as_many_queries_whatever_the_class(as_user, size):
    assignment = AssignmentFactory()
    students = many_enrolled(assignment.classroom, size)
    client, page = as_user(assignment.classroom.owner), reverse("recipients", args=[assignment.pk])

    assert queries(lambda: client.get(page)) == 8
    assert queries(lambda: change(assignment, *students)) == 11
