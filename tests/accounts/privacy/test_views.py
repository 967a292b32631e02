"""The pages on what is kept: of the admin, of a teacher, and the notice for everybody."""

import json
import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Classroom, DataRequest, Retention, User
from revision.lint import reading_age
from tests.factories import AdminFactory, AssignmentFactory, ClassroomFactory, SiteAdminFactory, TeacherFactory, enrolled, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom() -> Classroom:
    return ClassroomFactory()


@pytest.fixture
def olive(classroom: Classroom) -> User:
    student = enrolled(classroom, username="olive-1000", display_name="Olive")
    finished(AssignmentFactory(classroom=classroom), student)
    return student


@pytest.fixture
def admin(classroom: Classroom) -> User:
    return AdminFactory(school=classroom.school)


def address(name: str, student: User) -> str:
    return reverse(name, args=[student.pk])


# --- The notice ------------------------------------------------------------------------------------------------------


def test_the_notice_says_the_schools_own_deadlines(client, as_user, olive: User) -> None:
    Retention.objects.create(school=olive.school, answers_months=2, accounts_months=1)
    page = as_user(olive).get(reverse("privacy_notice")).content.decode()
    assert "deleted 2 months after the school year ends" in page
    assert "deleted 1 month after you leave" in page
    anybody = client.get(reverse("privacy_notice")).content.decode()
    assert "deleted 13 months after the school year ends" in anybody
    assert "Your school can choose other times." in anybody


def test_a_site_admin_reads_it_too(as_user) -> None:
    assert as_user(SiteAdminFactory()).get(reverse("privacy_notice")).status_code == 200


def test_a_nine_year_old_can_read_it(client) -> None:
    """By the grade of Flesch and Kincaid, as an age; headings are no sentences."""
    page = client.get(reverse("privacy_notice")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    said = re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    text = " ".join(" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in said)
    assert len(text.split()) > 150
    assert reading_age(text) <= 9.5


# --- Deadlines -------------------------------------------------------------------------------------------------------


def test_the_admin_sets_the_deadlines(as_user, admin: User) -> None:
    client = as_user(admin)
    page = client.get(reverse("privacy"))
    assert "Nobody waits for anything" in page.content.decode()
    answer = client.post(reverse("privacy"), {"year_ends": 7, "answers_months": 6, "accounts_months": 2, "audit_months": 12}, follow=True)
    assert "Kept. The new deadlines hold from tonight." in answer.content.decode()
    kept = Retention.objects.get(school=admin.school)
    assert (kept.year_ends, kept.answers_months, kept.accounts_months, kept.audit_months) == (7, 6, 2, 12)
    entry = AuditEntry.objects.get(action="settings_changed")
    assert (entry.by, entry.school, entry.detail) == (admin, admin.school, "months kept: 6, 2, 12")


@pytest.mark.parametrize("wrong", [{"answers_months": 0}, {"audit_months": 5}, {"year_ends": 13}, {"accounts_months": "soon"}])
def test_deadlines_beyond_reason_change_nothing(as_user, admin: User, wrong: dict[str, object]) -> None:
    data = {"year_ends": 7, "answers_months": 6, "accounts_months": 2, "audit_months": 12, **wrong}
    answer = as_user(admin).post(reverse("privacy"), data)
    assert answer.status_code == 422
    assert not Retention.objects.exists()


def test_the_page_counts_what_goes_tonight(as_user, admin: User, olive: User) -> None:
    olive.enrolments.update(left="2020-01-01T00:00Z")
    page = as_user(admin).get(reverse("privacy")).content.decode()
    assert "Nothing: nothing is past its time." not in page


# --- A student's data ------------------------------------------------------------------------------------------------


def test_a_teacher_passes_a_request_on_once(as_user, classroom: Classroom, olive: User, admin: User) -> None:
    client = as_user(classroom.owner)
    page = client.get(address("student_data", olive)).content.decode()
    assert "Pass it on" in page
    assert "Erase this student" not in page
    first = client.post(address("ask_for_data", olive), {"kind": "erase"}, follow=True).content.decode()
    assert "Passed on to your school’s admin." in first
    again = client.post(address("ask_for_data", olive), {"kind": "erase"}, follow=True).content.decode()
    assert "asked for already" in again
    assert DataRequest.objects.count() == 1
    listed = as_user(admin).get(reverse("privacy")).content.decode()
    assert "Olive: erasing the data" in listed


def test_a_request_for_nothing_is_no_request(as_user, classroom: Classroom, olive: User) -> None:
    page = as_user(classroom.owner).post(address("ask_for_data", olive), {"kind": "everything"}, follow=True).content.decode()
    assert "Nothing was passed on." in page
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("html", "text/html")])
def test_the_admin_takes_a_copy(as_user, admin: User, olive: User, form: str, kind: str) -> None:
    DataRequest.objects.create(student=olive, kind="export", asked_by=admin)
    answer = as_user(admin).post(address("export_student", olive), {"format": form})
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="olive-1000.{form}"'
    assert "Olive" in answer.content.decode()
    assert AuditEntry.objects.filter(action="data_exported", about=olive, by=admin).count() == 1
    assert not DataRequest.objects.open().exists()
    if form == "json":
        assert len(json.loads(answer.content)["attempts"]) == 1


def test_erasing_needs_the_username(as_user, admin: User, olive: User) -> None:
    client = as_user(admin)
    page = client.get(address("erase_student", olive)).content.decode()
    assert "Attempts" in page
    refused = client.post(address("erase_student", olive), {"username": "olive-1001"})
    assert refused.status_code == 422
    assert "That is another username. Nothing was erased." in refused.content.decode()
    assert User.objects.filter(pk=olive.pk).exists()
    done = client.post(address("erase_student", olive), {"username": " OLIVE-1000 "}, follow=True).content.decode()
    assert "Nothing of it can be brought back." in done
    assert not User.objects.filter(pk=olive.pk).exists()


def test_an_erased_students_session_is_over(as_user, admin: User, olive: User) -> None:
    theirs = as_user(olive)
    assert theirs.get("/progress/").status_code == 302
    as_user(admin).post(address("erase_student", olive), {"username": olive.username})
    answer = theirs.get("/progress/")
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["student_data", "erase_student"])
def test_the_wrong_people_find_nothing(as_user, olive: User, name: str) -> None:
    for person in (olive, TeacherFactory(school=olive.school), AdminFactory(), TeacherFactory(), SiteAdminFactory()):
        assert as_user(person).get(address(name, olive)).status_code == 404
