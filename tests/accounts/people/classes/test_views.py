"""The pages of a class as a whole."""

import pytest
from django.urls import reverse

from accounts.people.classes.views import a_year_on
from accounts.people.models import Classroom
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, NOON
from tests.factories import AdminFactory, AssignmentFactory, ClassroomFactory, TeacherFactory, enrolled, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("11B History", "12B History"),
        ("Year 9 set 2", "Year 10 set 2"),
        ("Y7", "Y8"),
        ("10", "11"),
        ("13A", "13A"),
        ("101", "101"),
        ("History club", "History club"),
        ("", ""),
    ],
)
def test_the_name_of_next_year_is_guessed(name, following):
    assert a_year_on(name) == following


def test_a_class_is_changed_and_says_how_long_it_is_to_the_exam(as_user):
    classroom = ClassroomFactory(name="11B", owner__display_name="Ms Okafor")

    data = {"name": " 11B  History ", "subject": "History", "exam_date": "2026-11-30"}
    response = as_user(classroom.owner).post(reverse("edit_classroom", args=[classroom.pk]), data, follow=True)

    assert response.redirect_chain == [(classroom.get_absolute_url(), 302)]
    assert words(part(response, "main")).startswith("Saved. Classes 11B History 0 students · History · exam in 7 days")


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "x" * 61), ("exam_date", "31 June"), ("exam_date", "1926-06-01")])
def test_what_will_not_do_is_told_and_changes_nothing(as_user, field, value):
    classroom = ClassroomFactory(name="11B")

    response = as_user(classroom.owner).post(reverse("edit_classroom", args=[classroom.pk]), {"name": "11C", "exam_date": "", field: value})

    assert (response.status_code, Classroom.objects.get().name) == (422, "11B")


def test_a_class_goes_to_the_archive_and_comes_back(as_user):
    classroom = ClassroomFactory(name="11B")
    enrolled(classroom)
    client = as_user(classroom.owner)

    gone = client.post(reverse("archive_classroom", args=[classroom.pk]), follow=True)
    listed = client.get(reverse("classes"))
    read = client.get(classroom.get_absolute_url())
    back = client.post(reverse("restore_classroom", args=[classroom.pk]), follow=True)

    assert words(part(gone, "main")).endswith("11B 1 student · archived on 23 November 2026 Bring back 11B")
    assert words(part(listed, "main")).endswith("Archived classes")
    assert (read.status_code, "<form" in str(part(read, "main")), "Archived" in words(part(read, "main"))) == (200, False, True)
    assert words(part(back, "main")).startswith("11B is in use again. Classes 11B 1 student")


def test_nothing_of_an_archived_class_can_be_changed(as_user):
    classroom = ClassroomFactory(archived=NOON)
    student = enrolled(classroom)
    client = as_user(classroom.owner)
    addresses = [reverse(name, args=[classroom.pk]) for name in ("edit_classroom", "archive_classroom", "roll_over", "add_students")] + [
        reverse(name, args=[classroom.pk, student.pk]) for name in ("remove_student", "reset_password")
    ]

    assert [client.post(address, {"name": "12", "names": "Ann"}).status_code for address in addresses] == [404] * 6


def test_a_class_in_use_cannot_be_brought_back(as_user):
    classroom = ClassroomFactory()

    assert as_user(classroom.owner).post(reverse("restore_classroom", args=[classroom.pk])).status_code == 404


def test_a_class_with_running_homework_says_why_it_stays(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(1, title="Trotsky"))

    response = as_user(assignment.classroom.owner).post(reverse("archive_classroom", args=[assignment.classroom_id]), follow=True)

    assert words(part(response, "main")).startswith("“Trotsky” still takes answers.")


def test_the_next_year_begins_from_the_page(as_user):
    classroom = ClassroomFactory(name="11B", subject="History")
    student = enrolled(classroom)
    client, address = as_user(classroom.owner), reverse("roll_over", args=[classroom.pk])

    asked = client.get(address).content.decode()
    response = client.post(address, {"name": "12B", "subject": "History", "exam_date": "", "with_students": "yes"}, follow=True)

    made = Classroom.objects.in_use().get()
    assert ('value="12B"' in asked, "Its one student" in asked) == (True, True)
    assert (made.name, made.previous, list(made.students.all())) == ("12B", classroom, [student])
    assert words(part(response, "main")).startswith("12B begins. 11B is archived with its results. Classes 12B 1 student")


def test_a_year_that_cannot_begin_is_told(as_user):
    classroom = ClassroomFactory(name="11B")
    ClassroomFactory(name="12B", school=classroom.school)

    response = as_user(classroom.owner).post(reverse("roll_over", args=[classroom.pk]), {"name": "12B", "with_students": "no"})

    assert (response.status_code, Classroom.objects.in_use().count()) == (422, 2)
    assert "Your school has a class “12B” already." in response.content.decode()


def test_the_schools_admin_sees_whose_class_it_was(as_user):
    admin = AdminFactory()
    ClassroomFactory(school=admin.school, name="11B", owner__display_name="Ms Okafor", archived=NOON - DAY)
    ClassroomFactory(name="another school's", archived=NOON)

    main = words(part(as_user(admin).get(reverse("archived_classes")), "main"))

    assert main.endswith("11B 0 students · archived on 22 November 2026 · Ms Okafor Bring back 11B")
    assert "another" not in main


def test_an_empty_archive_says_how_classes_get_there(as_user):
    main = words(part(as_user(TeacherFactory()).get(reverse("archived_classes")), "main"))

    assert main.endswith(
        "Nothing is archived At the end of the year you can take a class into the next one, or archive it, from its own page."
    )
