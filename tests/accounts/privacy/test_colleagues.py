"""Erasing a colleague who has left: no name stays anywhere, what they did for the school does, and who may not be erased is not."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.marking.actions import bank_comment
from accounts.models import AuditEntry, Classroom, Repair, User
from accounts.people.sharing.actions import transfer_class
from accounts.people.staff import actions as staff
from accounts.people.staff.models import Invitation
from accounts.privacy.colleagues import erase_colleague, what_goes_of
from revision.actions import Refused
from tests.factories import AdminFactory, AssignmentFactory, ClassroomFactory, CourseFactory, TeacherFactory, TeachingFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return AdminFactory(display_name="Admin One")


@pytest.fixture
def leaver(admin: User) -> User:
    """A colleague who was invited, has one of everything, and has handed their class on."""
    made = staff.invite(school=admin.school, by=admin, display_name="Canary Quill", role="teacher", email="canary@hill.example")
    account = {"display_name": "Canary Quill", "username": "canary-q", "password": "walrus-kettle-north"}
    person = staff.accept_invitation(invitations=Invitation.objects.all(), token=made.token, **account)
    classroom = ClassroomFactory(owner=person, school=admin.school)
    ClassroomFactory(owner=person, school=admin.school, archived=timezone.now())
    assignment = AssignmentFactory(classroom=classroom)
    question = assignment.quiz.slots.get(position=1).question
    Repair.objects.create(assignment=assignment, question=question, number=1, kind="full", by=person, before={})
    CourseFactory(owner=person)
    TeachingFactory(classroom=ClassroomFactory(school=admin.school), teacher=person)
    bank_comment(teacher=person, text="Canary comment")
    transfer_class(classroom=classroom, to=TeacherFactory(school=admin.school, display_name="Ms New"), by=admin, keep=False)
    return person


def test_the_preview_says_what_goes_and_what_stays(leaver: User) -> None:
    going = what_goes_of(leaver)

    assert going.goes == {"comments kept to use again": 1, "invitations": 1, "shares in colleagues’ classes": 1}
    assert going.stays_without_name == {
        "lines of the audit log": 2,
        "classes of their own, past ones too": 1,
        "courses": 1,
        "quizzes": 1,
        "repaired questions": 1,
    }


def test_no_name_stays_in_any_table_and_what_they_did_does(leaver: User, admin: User) -> None:
    before = what_goes_of(leaver)

    assert erase_colleague(person=leaver, by=admin) == before

    leaver.refresh_from_db()
    assert (leaver.display_name, leaver.email, leaver.is_active, leaver.has_usable_password()) == ("A former colleague", "", False, False)
    assert what_goes_of(leaver).goes == {}
    assert (Repair.objects.get().by, Classroom.objects.exclude(archived=None).get().owner) == (leaver, leaver)
    left = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                texts = {str(value).lower() for value in model._base_manager.values_list(field.name, flat=True)}
                left += [f"{model.__name__}.{field.name}: {text}" for text in texts if "canary" in text or "quill" in text]
    assert left == []
    lines = AuditEntry.objects.order_by("pk").values_list("action", "about__display_name", "detail")
    assert list(lines) == [
        ("staff_invited", None, "A former colleague, Teacher"),
        ("staff_joined", "A former colleague", "Teacher"),
        ("class_transferred", "Ms New", "from A former colleague to Ms New"),
        ("staff_erased", "A former colleague", "3 rows deleted"),
    ]


def test_sessions_end_and_the_account_stays_closed(leaver: User, admin: User, as_user: Any) -> None:
    session = as_user(leaver)

    erase_colleague(person=leaver, by=admin)

    assert session.get("/classes/").status_code == 302
    leaver.refresh_from_db()
    with pytest.raises(Refused, match="was erased"):
        staff.open_account(person=leaver, by=admin)
    assert leaver not in User.objects.staff_of(admin.school)
    assert leaver not in User.objects.staff_managed_by(admin)


def test_a_class_in_use_is_handed_on_first(admin: User) -> None:
    classroom = ClassroomFactory(school=admin.school, name="11B")

    with pytest.raises(Refused, match="Give their classes to another teacher first: 11B"):
        erase_colleague(person=classroom.owner, by=admin)

    assert User.objects.get(pk=classroom.owner_id) == classroom.owner


@pytest.mark.parametrize("whom", ["oneself", "a student", "another school", "erased before"])
def test_who_is_not_erased(admin: User, whom: str) -> None:
    gone = TeacherFactory(school=admin.school)
    people = {
        "oneself": admin,
        "a student": enrolled(ClassroomFactory(school=admin.school)),
        "another school": TeacherFactory(),
        "erased before": gone,
    }
    erase_colleague(person=gone, by=admin)
    before = User.objects.values().get(pk=people[whom].pk)

    with pytest.raises(Refused):
        erase_colleague(person=people[whom], by=admin)

    assert User.objects.values().get(pk=people[whom].pk) == before


def test_the_last_admin_stays(admin: User) -> None:
    """Somebody who was an admin when the page was opened, and is none by now."""
    second = AdminFactory(school=admin.school)
    User.objects.filter(pk=admin.pk).update(role="teacher")

    with pytest.raises(Refused, match="last admin"):
        erase_colleague(person=second, by=admin)
    User.objects.filter(pk=admin.pk).update(role="admin")
    erase_colleague(person=second, by=admin)


def test_a_failure_in_the_middle_erases_nothing(leaver: User, admin: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.privacy.colleagues.record", lambda **values: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        erase_colleague(person=leaver, by=admin)

    assert User.objects.get(pk=leaver.pk).display_name == "Canary Quill"
    assert what_goes_of(leaver).goes["invitations"] == 1


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_previews_asks_and_erases(leaver: User, admin: User, as_user: Any) -> None:
    client, page = as_user(admin), reverse("erase_staff", args=[leaver.pk])

    shown = client.get(page).content.decode()
    assert all(said in shown for said in ("Comments kept to use again", "Repaired questions", "by “A former colleague”", "canary-q"))
    assert reverse("erase_staff", args=[leaver.pk]) in client.get(reverse("staff_member", args=[leaver.pk])).content.decode()
    slip = client.post(page, {"username": "canary"})
    assert (slip.status_code, User.objects.get(pk=leaver.pk).erased) == (422, None)
    done = client.post(page, {"username": "Canary-Q"}, follow=True)
    assert (done.redirect_chain, "Canary" in done.content.decode()) == ([(reverse("staff"), 302)], False)
    assert client.get(page).status_code == 404


def test_the_page_says_which_classes_come_first(admin: User, as_user: Any) -> None:
    classroom = ClassroomFactory(school=admin.school, name="11B")
    client, page = as_user(admin), reverse("erase_staff", args=[classroom.owner_id])

    assert reverse("transfer_class", args=[classroom.pk]) in client.get(page).content.decode()
    refused = client.post(page, {"username": classroom.owner.username})
    assert (refused.status_code, "Give their classes to another teacher first: 11B" in refused.content.decode()) == (422, True)


def test_to_anybody_else_it_is_as_if_missing(leaver: User, admin: User, as_user: Any) -> None:
    page, own = reverse("erase_staff", args=[leaver.pk]), reverse("erase_staff", args=[admin.pk])

    for person in (AdminFactory(), TeacherFactory(school=admin.school), leaver, enrolled(ClassroomFactory(school=admin.school))):
        client = as_user(person)
        assert [client.get(page).status_code, client.post(page, {"username": "canary-q"}).status_code] == [404, 404]
    assert as_user(admin).get(own).status_code == 404
    assert User.objects.get(pk=leaver.pk).erased is None
