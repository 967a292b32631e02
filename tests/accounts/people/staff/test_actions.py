"""Invitations, roles and accounts of staff."""

import datetime

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.people.models import User
from accounts.people.staff import actions
from accounts.people.staff.models import Invitation
from revision.actions import Refused
from tests.factories import AdminFactory, ClassroomFactory, SchoolFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db
ACCOUNT = {"display_name": "Ms Diallo", "username": "diallo", "password": "walrus-kettle-north"}


@pytest.fixture
def admin() -> User:
    return AdminFactory()


def invited(admin: User, **values: str) -> actions.Invited:
    return actions.invite(**{"school": admin.school, "by": admin, "display_name": "Ms Diallo", "role": "teacher", **values})


def accept(token: str, **values: str) -> User:
    return actions.accept_invitation(invitations=Invitation.objects.all(), token=token, **{**ACCOUNT, **values})


def log() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "by__display_name"))


def test_an_invitation_becomes_an_account_of_its_school_and_role(admin):
    made = invited(admin, role="admin", email="Diallo@Hill.Example")

    account = accept(made.token)

    assert (account.school, account.role, account.email, account.check_password(ACCOUNT["password"])) == (
        admin.school,
        "admin",
        "diallo@hill.example",
        True,
    )
    assert (Invitation.objects.get().state, Invitation.objects.get().account) == ("accepted", account)
    assert log() == [("staff_invited", admin.display_name), ("staff_joined", "Ms Diallo")]


def test_the_token_is_nowhere_in_the_database(admin):
    made = invited(admin)

    assert made.token not in str(list(Invitation.objects.values_list()))
    assert len(made.token) >= 43


def test_an_invitation_works_once(admin):
    made = invited(admin)
    accept(made.token)

    with pytest.raises(Refused, match="works no more"):
        accept(made.token, username="another")
    assert User.objects.filter(school=admin.school).count() == 2


@pytest.mark.parametrize("after", [datetime.timedelta(days=7), datetime.timedelta(days=30)])
def test_an_invitation_works_for_a_week(admin, time_machine, after):
    made = invited(admin)
    time_machine.move_to(timezone.now() + after + datetime.timedelta(seconds=1))

    with pytest.raises(Refused, match="works no more"):
        accept(made.token)


def test_an_invitation_that_is_taken_back_works_no_more(admin):
    made = invited(admin)
    actions.revoke_invitation(invitation=made.invitation, by=admin)
    actions.revoke_invitation(invitation=made.invitation, by=admin)

    with pytest.raises(Refused, match="works no more"):
        accept(made.token)
    assert [action for action, _by in log()] == ["staff_invited", "invitation_revoked"]


def test_what_was_taken_up_cannot_be_taken_back(admin):
    made = invited(admin)
    accept(made.token)

    with pytest.raises(Refused, match="Close it instead"):
        actions.revoke_invitation(invitation=made.invitation, by=admin)


def test_a_username_that_is_taken_leaves_the_invitation_open(admin):
    UserFactory(username="Diallo")
    made = invited(admin)

    with pytest.raises(Refused, match="taken"):
        accept(made.token)
    assert accept(made.token, username="diallo2").username == "diallo2"


def test_an_address_that_is_taken_is_not_invited(admin):
    TeacherFactory(email="diallo@hill.example")

    with pytest.raises(Refused, match="belongs to another account"):
        invited(admin, email="DIALLO@hill.example")


def test_a_school_has_at_most_a_hundred_open_invitations(admin, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    invited(admin), invited(admin)

    with pytest.raises(Refused, match="Take some back"):
        invited(admin)


def test_a_name_and_an_address_are_changed_and_written_down_without_their_words(admin):
    teacher = TeacherFactory(school=admin.school, display_name="Ms Diallo", email="diallo@hill.example")
    link = default_token_generator.make_token(teacher)

    for _time in range(2):
        actions.change_details(person=teacher, display_name="Ms Okafor", email="Okafor@Hill.Example", by=admin)
    actions.change_details(person=teacher, display_name="Ms Okafor", email="", by=admin)

    teacher.refresh_from_db()
    assert (teacher.display_name, teacher.email) == ("Ms Okafor", "")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "detail")) == [
        ("staff_renamed", "name, e-mail"),
        ("staff_renamed", "e-mail"),
    ]
    assert not default_token_generator.check_token(teacher, link)


def test_no_address_of_another_and_no_new_name_for_who_was_erased(admin):
    TeacherFactory(email="okafor@hill.example")
    teacher = TeacherFactory(school=admin.school, display_name="Ms Diallo")

    with pytest.raises(Refused, match="belongs to another account"):
        actions.change_details(person=teacher, display_name="X", email="Okafor@hill.example", by=admin)
    with pytest.raises(Refused, match="your own account"):
        actions.change_details(person=admin, display_name="X", email="", by=admin)
    with pytest.raises(Refused, match="Only staff"):
        actions.change_details(person=UserFactory(school=admin.school), display_name="X", email="", by=admin)
    User.objects.filter(pk=teacher.pk).update(erased=timezone.now())
    teacher.refresh_from_db()
    with pytest.raises(Refused, match="was erased"):
        actions.change_details(person=teacher, display_name="X", email="", by=admin)
    teacher.refresh_from_db()
    assert (teacher.display_name, AuditEntry.objects.count()) == ("Ms Diallo", 0)


def test_an_address_that_another_admin_gives_in_the_same_moment_is_refused(admin, monkeypatch):
    TeacherFactory(email="okafor@hill.example")
    teacher = TeacherFactory(school=admin.school)
    monkeypatch.setattr(actions, "refuse_taken_email", lambda *args, **values: None)

    with pytest.raises(Refused, match="belongs to another account"):
        actions.change_details(person=teacher, display_name="X", email="okafor@hill.example", by=admin)

    assert AuditEntry.objects.count() == 0


def test_a_role_is_changed_and_written_down(admin):
    teacher = TeacherFactory(school=admin.school)

    actions.change_role(person=teacher, role="admin", by=admin)
    actions.change_role(person=teacher, role="admin", by=admin)

    teacher.refresh_from_db()
    assert (teacher.role, log()) == ("admin", [("role_changed", admin.display_name)])


@pytest.mark.parametrize("role", ["student", "site", "owner", ""])
def test_nobody_becomes_anything_else(admin, role):
    teacher = TeacherFactory(school=admin.school)

    with pytest.raises(Refused, match="Only staff"):
        actions.change_role(person=teacher, role=role, by=admin)


def test_a_student_becomes_no_teacher(admin):
    with pytest.raises(Refused, match="Only staff"):
        actions.change_role(person=UserFactory(school=admin.school), role="teacher", by=admin)


@pytest.mark.parametrize(
    "change",
    [
        lambda admin: actions.change_role(person=admin, role="teacher", by=admin),
        lambda admin: actions.close_account(person=admin, by=admin),
        lambda admin: actions.reset_staff_password(person=admin, by=admin),
    ],
    ids=["role", "close", "password"],
)
def test_nobody_changes_their_own_account(admin, change):
    with pytest.raises(Refused, match="your own"):
        change(admin)

    admin.refresh_from_db()
    assert (admin.role, admin.is_active, log()) == ("admin", True, [])


def test_a_closed_account_ends_its_sessions_and_keeps_what_it_made(admin, as_user):
    classroom = ClassroomFactory(school=admin.school)
    session = as_user(classroom.owner)

    actions.close_account(person=classroom.owner, by=admin)

    assert session.get("/classes/").status_code == 302
    classroom.refresh_from_db()
    assert classroom.owner.is_active is False
    actions.open_account(person=classroom.owner, by=admin)
    assert [action for action, _by in log()] == ["account_closed", "account_opened"]


def test_a_new_password_ends_the_sessions_of_the_old(admin, as_user):
    teacher = TeacherFactory(school=admin.school)
    session = as_user(teacher)

    card = actions.reset_staff_password(person=teacher, by=admin)

    teacher.refresh_from_db()
    assert (session.get("/classes/").status_code, teacher.check_password(card.password)) == (302, True)


def test_who_manages_whom():
    school = SchoolFactory()
    admin, teacher, student = AdminFactory(school=school), TeacherFactory(school=school), UserFactory(school=school)
    second = AdminFactory(school=school)
    other = TeacherFactory()

    def managed(user: User) -> set[User]:
        return set(User.objects.staff_managed_by(user))

    assert managed(admin) == {teacher, second}
    assert managed(teacher) == managed(student) == set()
    assert other not in managed(admin)
