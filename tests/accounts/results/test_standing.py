"""How far a class has got: who is done, who is at it, whom to remind."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.homework.actions import set_extension
from accounts.models import Enrolment
from accounts.results.standing import nudge_text, standings
from tests.accounts.helpers import DAY, HOUR, NOON, many_enrolled, queries, sat, says
from tests.factories import AssignmentFactory, ClassroomFactory, enrolled, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def people(classroom, *names):
    return [enrolled(classroom, display_name=name) for name in names]


def of(assignment):
    return standings([assignment], timezone.now())[assignment.pk]


def names(students):
    return [student.display_name for student in students]


def test_each_student_stands_in_one_place():
    classroom = ClassroomFactory()
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz_of(1), opens=NOON - DAY, attempts_allowed=2)
    ann, ben, _cy, dee, eve = people(classroom, "Ann", "Ben", "Cy", "Dee", "Eve")
    says(assignment, ann, "Paris")
    says(assignment, ann, hand_in=False)
    says(assignment, ben, hand_in=False)
    set_extension(assignment=assignment, student=dee, by=classroom.owner, excused=True)
    set_extension(assignment=assignment, student=eve, by=classroom.owner, opens=NOON + DAY, due=NOON + 2 * DAY, closes=NOON + 3 * DAY)

    found = of(assignment)

    placed = (found.finished, found.under_way, found.not_started, found.to_come, found.excused)
    assert [names(students) for students in placed] == [["Ann"], ["Ben"], ["Cy"], ["Eve"], ["Dee"]]
    assert (found.expected, found.started, found.to_remind) == (4, 2, 2)


def test_only_those_it_is_for_and_who_sit_in_the_class():
    classroom = ClassroomFactory()
    assignment = AssignmentFactory(classroom=classroom, opens=NOON - DAY)
    ann, _ben, cy = people(classroom, "Ann", "Ben", "Cy")
    assignment.only_for.add(ann, cy)
    Enrolment.objects.filter(student=cy).update(left=NOON)

    assert names(of(assignment).not_started) == ["Ann"]


def test_who_came_after_it_closed_is_not_expected_to_do_it():
    assignment = AssignmentFactory(opens=NOON - 9 * DAY, due=NOON - 8 * DAY, closes=NOON - 7 * DAY)
    people(assignment.classroom, "New")
    people(assignment.classroom, "Old")
    Enrolment.objects.filter(student__display_name="Old").update(joined=NOON - 20 * DAY)

    assert names(of(assignment).not_started) == ["Old"]


def test_four_queries_whatever_the_classes():
    counts = []
    for number in (1, 3, 30):
        made = [AssignmentFactory(quiz=quiz_of(1)) for _piece in range(min(number, 5))]
        for assignment in made:
            sat(assignment, many_enrolled(assignment.classroom, number))
        counts.append(queries(lambda made=made: standings(made, NOON)))

    assert counts == [4, 4, 4]


@pytest.mark.parametrize(
    ("due", "closes", "said"),
    [
        (HOUR, DAY, "“Capitals” is due today, 13:00."),
        (-HOUR, DAY, "“Capitals” was due today, 11:00. It can be handed in late until tomorrow, 12:00."),
        (-2 * HOUR, -HOUR, "“Capitals” closed today, 11:00."),
    ],
    ids=["running", "late", "closed"],
)
def test_what_to_copy(due, closes, said):
    times = {"opens": NOON - DAY, "due": NOON + due, "closes": NOON + closes}
    assignment = AssignmentFactory(quiz=quiz_of(1, title="Capitals"), **times)
    people(assignment.classroom, "Ann", "Ben")
    Enrolment.objects.update(joined=NOON - 3 * DAY)

    assert nudge_text(of(assignment), NOON) == f"{said}\nNot started yet: Ann, Ben."


def test_the_page_has_the_text_and_a_mail_without_an_address(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(1, title="A & B? = C"), opens=NOON - DAY)
    people(assignment.classroom, "Zoë O'Neil")
    client = as_user(assignment.classroom.owner)

    page = client.get(reverse("nudge", args=[assignment.pk]))

    mail = urlsplit(page.context["mail"])
    assert (mail.scheme, mail.path) == ("mailto", "")
    assert parse_qs(mail.query) == {
        "subject": ["Reminder for 1 student: A & B? = C"],
        "body": [page.context["text"].replace("\n", "\r\n")],
    }
    assert "Not started yet: Zoë O&#x27;Neil." in page.content.decode()

    Enrolment.objects.update(left=NOON)
    assert "Nobody to remind" in client.get(reverse("nudge", args=[assignment.pk])).content.decode()


def test_a_class_just_now_is_a_page_and_a_part_of_one(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(1, title="Capitals"), opens=NOON - DAY)
    people(assignment.classroom, "Ann")
    client, url = as_user(assignment.classroom.owner), reverse("class_now", args=[assignment.classroom_id])

    page, part = client.get(url).content.decode(), client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<title>" in page
    assert "<title>" not in part
    assert all("Capitals" in found and "1 not started" in found for found in (page, part))
    assert reverse("class_now", args=[assignment.classroom_id]) in client.get(assignment.classroom.get_absolute_url()).content.decode()
