"""A student's data: all of it, and nothing of anybody else."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string

from accounts.homework.models import Extension
from accounts.models import AttemptItem, AuditEntry, DataRequest, User
from accounts.privacy.export import student_data
from tests.factories import AssignmentFactory, enrolled, finished, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> User:
    assignment = AssignmentFactory(quiz=quiz_of(2, title="The great turn"), classroom__name="11B History")
    student = enrolled(assignment.classroom, username="olive-1000", display_name="Olive")
    finished(assignment, student, right=1)
    AttemptItem.objects.filter(attempt__student=student, position=2).update(comment="Look at the dates")
    finished(assignment, enrolled(assignment.classroom, display_name="Canary Classmate"), right=2)
    Extension.objects.create(assignment=assignment, student=student, extra_attempts=1, reason="Was away")
    return student


def test_it_holds_what_the_tables_hold(olive: User) -> None:
    data = student_data(olive)
    account = data["account"]
    assert (account["username"], account["display_name"], account["extra_time"], account["role"]) == ("olive-1000", "Olive", "1", "student")
    assert "password" not in account
    assert [(one["name"], one["left"]) for one in data["classes"]] == [("11B History", None)]
    assert [(one["homework"], one["more_attempts"], one["reason"]) for one in data["own_terms"]] == [("The great turn", 1, "Was away")]
    [attempt] = data["attempts"]
    assert (attempt["homework"], attempt["score"], attempt["out_of"], attempt["practice"]) == ("The great turn", 1.0, 2.0, False)
    said = [(one["mark"], one["comment"], [answer["answer"] for answer in one["answers"]]) for one in attempt["questions"]]
    assert said == [(1.0, "", ["Paris"]), (0.0, "Look at the dates", ["Lyon"])]


def test_it_holds_nothing_of_a_classmate(olive: User) -> None:
    assert "Canary" not in json.dumps(student_data(olive))


def test_it_is_plain_json_and_a_page_to_read(olive: User) -> None:
    data = student_data(olive)
    assert json.loads(json.dumps(data)) == data
    page = render_to_string("privacy/export.html", {"data": data})
    for words in ("What Revision keeps of Olive", "The great turn", "Look at the dates", "Was away", "Lyon"):
        assert words in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize("size", [1, 3])
def test_as_many_queries_whatever_there_is(django_assert_num_queries, olive: User, size: int) -> None:
    for _number in range(size):
        assignment = AssignmentFactory(classroom=olive.classes.get())
        finished(assignment, olive)
    with django_assert_num_queries(13):
        student_data(User.objects.get(pk=olive.pk))


def test_the_command_prints_it_and_writes_it_down(olive: User) -> None:
    DataRequest.objects.create(student=olive, kind="export", asked_by=olive.classes.get().owner)
    out = StringIO()
    call_command("export_student", "OLIVE-1000", stdout=out)
    printed: dict[str, Any] = json.loads(out.getvalue())
    assert printed["account"]["username"] == "olive-1000"
    assert list(AuditEntry.objects.values_list("action", "about", "by")) == [("data_exported", olive.pk, None)]
    assert not olive.data_requests.open().exists()


def test_the_commands_know_no_stranger_and_no_teacher(olive: User) -> None:
    for command in ("export_student", "erase_student"):
        for name in ("nobody", olive.classes.get().owner.username):
            with pytest.raises(CommandError, match=f"No student has the username “{name}”"):
                call_command(command, name)


def test_erasing_by_command_says_first_what_goes(olive: User) -> None:
    out = StringIO()
    call_command("erase_student", "olive-1000", stdout=out)
    assert out.getvalue().startswith("Would go: the account “olive-1000”, and 1 attempts, 1 enrolments, 1 extensions")
    assert out.getvalue().endswith("Nothing was changed: say --yes to do it.\n")
    assert User.objects.filter(pk=olive.pk).exists()
    call_command("erase_student", "olive-1000", "--yes", stdout=out)
    assert not User.objects.filter(pk=olive.pk).exists()
