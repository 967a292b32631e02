"""The list of a class as its teacher uses it: upload, look, do; find, tick, move."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.models import User
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON
from tests.accounts.people.rosters.files import workbook
from tests.factories import AdminFactory, ClassroomFactory, TeacherFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def main(response):
    return words(part(response, "main"))


def upload(client, classroom, data, name="list.csv"):
    return client.post(reverse("upload_list", args=[classroom.pk]), {"file": SimpleUploadedFile(name, data)})


def looked_at(client, classroom, data, name="list.csv"):
    response = upload(client, classroom, data, name)
    assert response.status_code == 302, main(response)
    return response.headers["Location"], client.get(response.headers["Location"])


def test_a_list_is_uploaded_looked_at_and_done(as_user):
    classroom = ClassroomFactory(name="11B", subject="History")
    other = ClassroomFactory(school=classroom.school, owner=classroom.owner, name="11C", subject="History")
    stays, leaves = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Old Hand")
    moves, jon = enrolled(other, display_name="Dee Fox"), enrolled(classroom, display_name="Jon Smith")
    client = as_user(classroom.owner)
    data = workbook(
        ["Surname", "Forename", "Class"],
        ["Li", "Ann", "11B"],
        ["Fox", "Dee", "11B"],
        ["Smith", "John", "11B"],
        ["May", "Ben", "11B"],
        ["Elsewhere", "Eve", "9Z"],
    )

    url, page = looked_at(client, classroom, data, "year 11.xlsx")
    said = main(page)
    before = list(User.objects.values_list("pk", "display_name"))

    assert "From year 11.xlsx. Nothing is saved yet." in said
    assert "new 1 from elsewhere 1 doubtful 1 stay 1 not in the list 1" in said
    assert "John Smith line 4 It is Jon Smith, who sits in the class" in said
    assert "Dee Fox line 3 Dee Fox moves here from 11C" in said
    assert "Ben May line 5 Leave out" in said
    assert "Only" not in said
    assert "Of several classes in it, only 11B was read: 4 of 5 lines." in said
    assert list(User.objects.values_list("pk", "display_name")) == before

    done = client.post(url, {"row-2": f"rename:{jon.pk}", "row-1": f"move:{moves.pk}", "leaver": [str(leaves.pk)]})

    assert main(done).startswith("Done: 1 new student, 1 moved here, 1 renamed, 1 left. Classes 11B One new sign-in")
    assert sorted(classroom.enrolments.current().values_list("student__display_name", flat=True)) == [
        "Ann Li",
        "Ben May",
        "Dee Fox",
        "John Smith",
    ]
    assert (other.enrolments.current().count(), stays.enrolments.get().left) == (0, None)

    again = client.post(url, {}, follow=True)
    assert main(again).startswith("The class is as the list says already; nothing was changed.")
    assert "There is nothing to do." in main(client.get(looked_at(client, classroom, data, "year 11.xlsx")[0]))


def test_lines_to_mend_keep_a_list_out(as_user):
    classroom = ClassroomFactory()
    client = as_user(classroom.owner)

    url, page = looked_at(client, classroom, f"Name\nAnn\n{'x' * 300}\n".encode())
    posted = client.post(url)

    assert (
        main(page)
        .split("From list.csv. Nothing is saved yet. ")[1]
        .startswith(
            f"One line to mend Mend them in the file and upload it again: a list is taken as a whole, or not at all. "
            f"Line 3 “{'x' * 30}…” has 300 letters; a name has at most 80. Upload it again"
        )
    )
    assert (posted.status_code, classroom.enrolments.count()) == (422, 0)


def test_a_list_of_more_than_a_class_is_read_and_not_done(as_user):
    """Its first lines say how it was understood; it is not matched, which would take long and fill a page."""
    classroom = ClassroomFactory(name="11B")
    client = as_user(classroom.owner)
    names = "".join(f"Student {chr(97 + number % 26)}{number}\n" for number in range(301)).encode()

    url, page = looked_at(client, classroom, b"Name\n" + names)
    posted = client.post(url)

    told = "The list names 301 people, and a class has at most 60. Nobody was added."
    said = main(page).split("From list.csv. Nothing is saved yet. ")[1]
    assert said.startswith(
        f"More than a class {told} Upload the lines of this class alone; or name each one’s class in a column “Class”: then only those "
        "of 11B are read. Student a0 line 2 Student b1 line 3"
    )
    assert "Student x49 line 51 And 251 more. Upload it again" in said
    assert (posted.status_code, told in main(posted), classroom.enrolments.count()) == (422, True, 0)
    assert "301 students" not in said
    assert "new 300 from elsewhere 0" in main(looked_at(client, classroom, b"Name\n" + names.rsplit(b"\n", 2)[0])[1])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("list.csv", b"", "The submitted file is empty."),
        ("list.csv", b"Ann;Li\nBen;May", "No headings were found in list.csv."),
        ("list.pdf", b"%PDF", "list.pdf is no kind of file that can be read here. Use .csv or .xlsx."),
        ("list.xlsx", b"PK\x03\x04", "The workbook is damaged, or it is no workbook inside."),
    ],
)
def test_a_file_that_is_no_list_is_told(as_user, name, data, said):
    classroom = ClassroomFactory()

    response = upload(as_user(classroom.owner), classroom, data, name)

    assert (response.status_code, said in response.content.decode()) == (422, True)


def test_without_a_file_the_form_says_so(as_user):
    classroom = ClassroomFactory()

    assert as_user(classroom.owner).post(reverse("upload_list", args=[classroom.pk])).status_code == 422


def test_a_list_waits_for_who_brought_it_alone(as_user):
    classroom = ClassroomFactory()
    url, _page = looked_at(as_user(classroom.owner), classroom, b"Name\nAnn Canary")
    admin = as_user(AdminFactory(school=classroom.school))

    assert [client.get(url).status_code for client in (admin, as_user(TeacherFactory(school=classroom.school)))] == [404, 404]
    assert admin.post(url).status_code == 404


def test_a_choice_that_is_gone_is_told_and_the_others_stay_chosen(as_user):
    classroom = ClassroomFactory()
    jon, eve = enrolled(classroom, display_name="Jon Smith"), enrolled(classroom, display_name="Eve Adams")
    client = as_user(classroom.owner)
    url, _page = looked_at(client, classroom, b"Name\nJohn Smith\nEve Adam")

    response = client.post(url, {"row-0": "stay:nonsense", "row-1": f"rename:{eve.pk}"})

    page = response.content.decode()
    assert (response.status_code, "see line 2 (John Smith) again" in page) == (422, True)
    assert re.search(rf'value="rename:{eve.pk}"\s+checked', page)
    assert re.search(rf'value="stay:{jon.pk}"\s+checked', page)


def test_pasted_names_that_are_like_others_are_looked_at_first(as_user):
    classroom = ClassroomFactory()
    enrolled(classroom, display_name="Ann Li")
    client = as_user(classroom.owner)

    response = client.post(reverse("add_students", args=[classroom.pk]), {"names": "Ann Li\nBen May"}, follow=True)

    assert "From the names you pasted. Nothing is saved yet." in main(response)
    assert (classroom.enrolments.count(), "new 1 from elsewhere 0 doubtful 0 stay 1" in main(response)) == (1, True)


def test_a_name_is_found_on_the_list(as_user):
    classroom = ClassroomFactory()
    for name in ("Ann Li", "Zoë Müller", *(f"Student {number}" for number in range(8))):
        enrolled(classroom, display_name=name)
    client, url = as_user(classroom.owner), reverse("roster", args=[classroom.pk])

    assert [("Zoë Müller" in main(page), "Ann Li" in main(page)) for page in (client.get(url), client.get(f"{url}?q=MÜLL"))] == [
        (True, True),
        (True, False),
    ]
    assert "Nobody here is called “xyz”." in main(client.get(f"{url}?q=xyz"))


def test_those_who_are_ticked_get_cards_and_nobody_else_does(as_user):
    classroom = ClassroomFactory()
    ann, ben = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Ben May")
    elsewhere = enrolled(ClassroomFactory(school=classroom.school, owner=classroom.owner))
    before = {user.pk: user.password for user in User.objects.all()}
    client, url = as_user(classroom.owner), reverse("make_cards", args=[classroom.pk])

    shown = client.post(url, {"student": [str(ann.pk)]})
    refused = [client.post(url, data, follow=True) for data in ({}, {"student": [str(elsewhere.pk)]}, {"student": ["nonsense"]})]

    changed = {user.pk for user in User.objects.all() if user.password != before[user.pk]}
    assert (changed, "Ann Li" in main(shown), "Ben May" in main(shown)) == ({ann.pk}, True, False)
    assert [main(page).startswith("Tick the students who need a card first.") for page in refused] == [True] * 3
    assert ben.pk not in changed


def test_who_has_no_card_yet_is_ticked(as_user):
    classroom = ClassroomFactory()
    with_card, without = enrolled(classroom), enrolled(classroom)
    without.set_unusable_password()
    without.save()

    page = as_user(classroom.owner).get(reverse("roster", args=[classroom.pk])).content.decode()

    assert "One student has no sign-in card yet." in page
    assert [bool(re.search(rf'value="{student.pk}"\s+checked', page)) for student in (with_card, without)] == [False, True]


def test_those_who_are_ticked_move(as_user):
    classroom = ClassroomFactory()
    mine = ClassroomFactory(school=classroom.school, owner=classroom.owner, name="11C")
    ann = enrolled(classroom, display_name="Ann Li")

    response = as_user(classroom.owner).post(
        reverse("move_students", args=[classroom.pk]), {"student": [str(ann.pk)], "to": str(mine.pk)}, follow=True
    )

    assert main(response).startswith("Now in 11C: Ann Li.")
    assert (classroom.enrolments.current().count(), list(mine.students.all())) == (0, [ann])


def test_nobody_moves_into_a_class_that_is_not_the_teachers(as_user):
    classroom = ClassroomFactory()
    ann = enrolled(classroom)
    colleagues, archived = (
        ClassroomFactory(school=classroom.school),
        ClassroomFactory(school=classroom.school, owner=classroom.owner, archived=NOON),
    )
    client, url = as_user(classroom.owner), reverse("move_students", args=[classroom.pk])

    for to in (colleagues, archived, ClassroomFactory(), classroom):
        page = client.post(url, {"student": [str(ann.pk)], "to": str(to.pk)}, follow=True)
        assert main(page).startswith("Tick the students first, and choose a class for them.")
    assert list(ann.enrolments.values_list("classroom", "left")) == [(classroom.pk, None)]


def test_a_student_is_renamed(as_user):
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann Li")
    client, url = as_user(classroom.owner), reverse("seat", args=[classroom.pk, ann.pk])

    refused = client.post(url, {"name": "  "})
    saved = client.post(url, {"name": " Ann  Lee "}, follow=True)

    ann.refresh_from_db()
    assert (refused.status_code, ann.display_name, "Ann Lee" in main(saved)) == (422, "Ann Lee", True)


def test_a_co_teacher_without_the_grant_reads_the_list_and_changes_nothing(as_user):
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann Li")
    colleague = TeacherFactory(school=classroom.school)
    share = classroom.teachings.create(teacher=colleague, may_edit=True, may_mark=True)
    client = as_user(colleague)
    names = ("upload_list", "make_cards", "move_students", "class_code", "add_students")
    posts = [reverse(name, args=[classroom.pk]) for name in names] + [reverse("seat", args=[classroom.pk, ann.pk])]

    page = client.get(reverse("roster", args=[classroom.pk]))
    refused = [client.post(url).status_code for url in posts]
    share.may_roster = True
    share.save()

    assert ("Ann Li" in main(page), "<form" in str(part(page, "main")), refused) == (True, False, [404] * 6)
    assert client.get(posts[0]).status_code == 200


def test_an_archived_class_shows_its_list_and_no_buttons(as_user):
    classroom = ClassroomFactory(archived=NOON)
    enrolled(classroom, display_name="Ann Li")

    page = as_user(classroom.owner).get(reverse("roster", args=[classroom.pk]))

    assert ("Ann Li" in main(page), "<form" in str(part(page, "main")), "archived" in main(page)) == (True, False, True)


def test_a_large_list_is_read_from_the_disk_as_well(as_user):
    """Above 2.5 MB Django hands over a file instead of bytes in memory."""
    classroom = ClassroomFactory(name="11B")
    data = ("Name,Class\nAnn Li,11B\n" + "Somebody Else,9Z\n" * 40_000).encode().ljust(2_700_000, b"\n")

    response = upload(as_user(classroom.owner), classroom, io.BytesIO(data).read())

    assert response.status_code == 302
