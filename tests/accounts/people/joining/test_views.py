"""The pages of class codes, as a teacher and a new student go through them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.people.joining.actions import ask_to_join, open_code
from accounts.people.joining.models import JoinCode, JoinRequest
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.factories import ClassroomFactory, TeacherFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def main(response):
    return words(part(response, "main"))


def test_a_new_student_joins_by_a_code_and_signs_in(as_user):
    classroom = ClassroomFactory(name="11B")
    teacher, student = as_user(classroom.owner), Client()
    page = teacher.post(reverse("class_code", args=[classroom.pk]), {"minutes": "20", "places": "5"}, follow=True)
    code = re.search(r'class="class-code">([A-Z0-9-]+)<', page.content.decode())[1]

    waiting = student.post("/join/", {"code": code.lower(), "name": " Ann  Li "}, follow=True)
    asked = teacher.get(reverse("class_code", args=[classroom.pk]))
    [request] = JoinRequest.objects.all()
    decided = teacher.post(reverse("decide_joins", args=[classroom.pk]), {"asked": [request.pk], "verdict": "accept"}, follow=True)
    ready = student.get("/join/waiting/")
    card = student.post("/join/claim/")
    again = student.post("/join/claim/", follow=True)

    assert "You asked as Ann Li." in main(waiting)
    assert "0 of 5 places taken" in main(page)
    assert "One student asks Let all in Ann Li Let in" in main(asked)
    assert main(decided).startswith("Ann Li is in the class.")
    assert main(ready).startswith("You are in 11B")
    username, password = re.findall(r"<dd>\s*(\S+)\s*</dd>", card.content.decode())
    assert Client().post("/accounts/login/", {"login": username, "password": password}).status_code == 302
    assert "You have your sign-in" in main(again)
    assert password not in again.content.decode()


def test_the_browser_that_asked_alone_sees_the_sign_in(as_user):
    classroom = ClassroomFactory()
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)
    first, other = Client(), Client()
    first.post("/join/", {"code": code.code, "name": "Ann"})
    [request] = JoinRequest.objects.all()
    as_user(classroom.owner).post(reverse("decide_joins", args=[classroom.pk]), {"asked": [request.pk], "verdict": "accept"})

    assert [other.get("/join/waiting/").headers["Location"], other.post("/join/claim/").headers["Location"]] == ["/join/", "/join/"]
    assert first.post("/join/claim/").status_code == 200


def test_who_is_sent_away_is_told_so(as_user):
    classroom = ClassroomFactory()
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)
    student = Client()
    student.post("/join/", {"code": code.code, "name": "Ann"})
    [request] = JoinRequest.objects.all()

    as_user(classroom.owner).post(reverse("decide_joins", args=[classroom.pk]), {"asked": [request.pk], "verdict": "refuse"})

    assert main(student.get("/join/waiting/")).startswith("Your teacher did not let you in")
    assert main(student.post("/join/claim/", follow=True)).startswith("There is no sign-in to show here.")


def test_a_signed_in_student_is_asked_for_no_name(as_user):
    classroom = ClassroomFactory(name="11B")
    student = enrolled(ClassroomFactory(school=classroom.school), display_name="Ann Li")
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)
    client = as_user(student)

    page = client.get("/join/").content.decode()
    waiting = client.post("/join/", {"code": code.code}, follow=True)
    [request] = JoinRequest.objects.all()
    as_user(classroom.owner).post(reverse("decide_joins", args=[classroom.pk]), {"asked": [request.pk], "verdict": "accept"})

    assert ('name="name"' in page, "You asked as Ann Li." in main(waiting)) == (False, True)
    assert main(client.get("/join/waiting/")) == "You are in 11B Go to my page"


def test_a_teacher_has_nothing_to_join(as_user):
    assert as_user(TeacherFactory()).get("/join/").status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"code": "", "name": "Ann"}, "This field is required."),
        ({"code": "WRONGONE", "name": "Ann"}, "This code does not work, or works no more. Ask your teacher for a new one."),
        ({"code": "{code}", "name": "  "}, "This field is required."),
        ({"code": "{code}", "name": "1234"}, "A name has a letter."),
        ({"code": "{code}", "name": "x" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"code": "{code}", "name": "A\x00"}, "Null characters are not allowed."),
        ({"code": "\x00", "name": "Ann"}, "Null characters are not allowed."),
    ],
)
def test_what_will_not_do_is_told(data, said):
    classroom = ClassroomFactory()
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)

    response = Client().post("/join/", {name: value.format(code=code.code) for name, value in data.items()})

    assert (response.status_code, said in response.content.decode(), JoinRequest.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("data", [{"minutes": "600", "places": "5"}, {"minutes": "20", "places": "61"}, {"minutes": "20", "places": "0"}])
def test_a_code_for_longer_or_for_more_is_not_opened(as_user, data):
    classroom = ClassroomFactory()

    assert as_user(classroom.owner).post(reverse("class_code", args=[classroom.pk]), data).status_code == 422
    assert JoinCode.objects.count() == 0


def test_a_name_that_sits_in_the_class_is_marked_and_not_let_in_with_all(as_user):
    classroom = ClassroomFactory()
    enrolled(classroom, display_name="Ann Li")
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)
    same, other = (ask_to_join(typed=code.code, name=name) for name in ("ann li", "Ben May"))

    page = as_user(classroom.owner).get(reverse("class_code", args=[classroom.pk])).content.decode()

    head = page[page.index("card-head") : page.index("</form>", page.index("card-head"))]
    assert ("Ann Li sits in the class already" in page, str(same.pk) in head, str(other.pk) in head) == (True, False, True)


def test_the_list_of_who_waits_is_a_part_of_the_page(as_user):
    classroom = ClassroomFactory()
    code = open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)
    ask_to_join(typed=code.code, name="Ann Li")

    part_of_it = as_user(classroom.owner).get(reverse("class_code", args=[classroom.pk]), headers={"HX-Request": "true"}).content.decode()

    assert ("Ann Li" in part_of_it, "<html" in part_of_it, code.code in part_of_it) == (True, False, False)


def test_a_code_is_closed_by_hand(as_user):
    classroom = ClassroomFactory()
    open_code(classroom=classroom, minutes=20, places=5, by=classroom.owner)

    response = as_user(classroom.owner).post(reverse("close_code", args=[classroom.pk]), follow=True)

    assert (main(response).startswith("The code works no more."), JoinCode.objects.count()) == (True, 0)


def test_an_answer_that_came_before_is_no_mistake(as_user):
    classroom = ClassroomFactory()

    response = as_user(classroom.owner).post(
        reverse("decide_joins", args=[classroom.pk]), {"asked": ["nonsense"], "verdict": "accept"}, follow=True
    )

    assert main(response).startswith("They have had their answer already.")
