"""The audit log: appended, never changed, and read by whom it is for."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.people.audit import AuditEntry, AuditIsKept, forget, note_reading, record
from tests.factories import AdminFactory, ClassroomFactory, SiteAdminFactory, TeacherFactory, co_teacher_of, enrolled

pytestmark = pytest.mark.django_db

Action = AuditEntry.Action


def a_line(**values):
    classroom = values.pop("classroom", None) or ClassroomFactory()
    return record(
        **{"by": classroom.owner, "action": Action.RESULTS_EXPORTED, "school": classroom.school, "classroom": classroom, **values}
    )


def test_a_line_says_who_did_what_where_and_about_whom(django_assert_num_queries):
    classroom = ClassroomFactory()
    student = enrolled(classroom)

    with django_assert_num_queries(1):
        made = record(
            by=classroom.owner,
            action=Action.PASSWORD_RESET,
            school=classroom.school_id,
            classroom=classroom,
            about=student,
            detail="x" * 300,
        )

    kept = AuditEntry.objects.get(pk=made.pk)
    assert (kept.by, kept.action, kept.school, kept.classroom, kept.about) == (
        classroom.owner,
        "password_reset",
        classroom.school,
        classroom,
        student,
    )
    assert kept.detail == "x" * 200


def test_an_action_that_nobody_has_named_is_refused():
    with pytest.raises(ValueError, match="made_up"):
        a_line(action="made_up")


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.save(),
        lambda line: line.delete(),
        lambda line: AuditEntry.objects.update(detail="nothing"),
        lambda line: AuditEntry.objects.all().delete(),
        lambda line: AuditEntry.objects.filter(pk=line.pk).update(by=None),
        lambda line: AuditEntry.objects.bulk_update([line], ["detail"]),
    ],
    ids=["save", "delete", "update all", "delete all", "update one", "bulk"],
)
def test_a_line_is_never_changed(change):
    line = a_line(detail="a quiz")

    with pytest.raises(AuditIsKept), transaction.atomic():
        change(line)

    assert list(AuditEntry.objects.values_list("detail", flat=True)) == ["a quiz"]


def test_a_line_outlives_the_people_it_names():
    classroom = ClassroomFactory()
    student, colleague = enrolled(classroom), co_teacher_of(classroom)
    line = a_line(classroom=classroom, by=colleague, about=student)

    student.delete()
    colleague.delete()

    line.refresh_from_db()
    assert (line.by, line.about, line.action) == (None, None, "results_exported")


def test_what_is_past_its_time_goes_by_one_door(time_machine):
    time_machine.move_to("2026-11-01 12:00", tick=False)
    classroom = ClassroomFactory()
    a_line(classroom=classroom)
    other = a_line()
    time_machine.move_to("2026-11-23 12:00", tick=False)
    young = a_line(classroom=classroom)

    gone = forget(before=timezone.now() - datetime.timedelta(days=1), school=classroom.school)

    assert (gone, list(AuditEntry.objects.order_by("pk"))) == (1, [other, young])


def test_who_reads_which_lines():
    classroom = ClassroomFactory()
    in_class = a_line(classroom=classroom)
    in_school = a_line(classroom=ClassroomFactory(school=classroom.school))
    elsewhere = a_line()

    def seen(user):
        return set(AuditEntry.objects.readable_by(user))

    assert seen(classroom.owner) == {in_class}
    assert seen(co_teacher_of(classroom)) == {in_class}
    assert seen(TeacherFactory(school=classroom.school)) == set()
    assert seen(AdminFactory(school=classroom.school)) == {in_class, in_school}
    assert seen(AdminFactory()) == set()
    assert seen(SiteAdminFactory()) == {in_class, in_school, elsewhere}
    assert seen(enrolled(classroom)) == set()


def test_reading_is_written_down_for_an_admin_and_not_for_the_class_s_own_teachers():
    classroom = ClassroomFactory()
    admin = AdminFactory(school=classroom.school)
    for reader in (classroom.owner, co_teacher_of(classroom), admin):
        note_reading(by=reader, action=Action.RESULTS_READ, of=classroom, detail="Trotsky")

    assert list(AuditEntry.objects.values_list("by", "action", "classroom", "detail")) == [
        (admin.pk, "results_read", classroom.pk, "Trotsky")
    ]
