"""The audit log as a page."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.people.audit import record
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import queries
from tests.factories import AdminFactory, ClassroomFactory, SiteAdminFactory, TeacherFactory, enrolled

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action
LOG = "/log/"


@pytest.fixture
def classroom():
    return ClassroomFactory(name="11B", owner__display_name="Ms Okafor")


def a_line(classroom, action=Action.RESULTS_EXPORTED, **values):
    return record(**{"by": classroom.owner, "action": action, "school": classroom.school, "classroom": classroom, **values})


def test_a_line_says_who_did_what_about_whom_and_when(classroom, as_user, time_machine):
    time_machine.move_to("2026-11-23 12:00", tick=False)
    a_line(classroom, Action.PASSWORD_RESET, about=enrolled(classroom, display_name="Ada L"))

    page = words(part(as_user(AdminFactory(school=classroom.school)).get(LOG), "main"))

    assert "Ms Okafor made a new password for a student Ada L 11B 23 Nov 2026, 12:00" in page


def test_an_empty_log_says_what_will_stand_there(classroom, as_user):
    assert "Nothing has been written down yet" in words(part(as_user(classroom.owner).get(LOG), "main"))


def test_each_reads_their_own_part(classroom, as_user):
    a_line(classroom, detail="in the class")
    a_line(ClassroomFactory(school=classroom.school), detail="in the school")
    a_line(ClassroomFactory(), detail="elsewhere")
    readers = [classroom.owner, TeacherFactory(school=classroom.school), AdminFactory(school=classroom.school), SiteAdminFactory()]

    seen = [
        [said for said in ("in the class", "in the school", "elsewhere") if said in as_user(reader).get(LOG).content.decode()]
        for reader in readers
    ]

    assert seen == [["in the class"], [], ["in the class", "in the school"], ["in the class", "in the school", "elsewhere"]]
    assert as_user(enrolled(classroom)).get(LOG).status_code == 404


def test_the_log_is_narrowed(classroom, as_user, time_machine):
    time_machine.move_to("2026-11-20 12:00", tick=False)
    a_line(classroom, detail="early")
    time_machine.move_to("2026-11-23 12:00", tick=False)
    a_line(classroom, detail="export")
    a_line(classroom, Action.MARK_CHANGED, detail="mark")
    other = ClassroomFactory(school=classroom.school)
    a_line(other, detail="other")
    client = as_user(AdminFactory(school=classroom.school))

    def shown(**query):
        return [line.detail for line in client.get(LOG, query).context["page"]]

    assert shown() == ["other", "mark", "export", "early"]
    assert shown(action="mark_changed") == ["mark"]
    assert shown(by=str(other.owner_id)) == ["other"]
    assert shown(classroom=str(classroom.pk), since="2026-11-21") == ["mark", "export"]
    assert shown(until="2026-11-20") == ["early"]
    assert shown(action="made_up", since="no day") == ["other", "mark", "export", "early"]
    assert "Nothing like that is in the log" in client.get(LOG, {"until": "2026-11-01"}).content.decode()


def test_another_school_s_class_narrows_nothing(classroom, as_user):
    a_line(classroom, detail="ours")
    stranger = ClassroomFactory()

    page = as_user(AdminFactory(school=classroom.school)).get(LOG, {"classroom": str(stranger.pk)})

    assert ([line.detail for line in page.context["page"]], stranger.name in page.content.decode()) == (["ours"], False)


def test_the_log_has_pages_that_keep_what_was_chosen(classroom, as_user, monkeypatch):
    for number in range(60):
        a_line(classroom, detail=f"line {number}")
    client = as_user(classroom.owner)

    first = client.get(LOG, {"action": "results_exported"})

    assert "1–50 of 60" in words(part(first, "main"))
    assert 'href="?action=results_exported&amp;page=2"' in first.content.decode()
    assert len(client.get(LOG, {"page": "2"}).context["page"].object_list) == 10
    assert len(client.get(LOG, {"page": "99"}).context["page"].object_list) == 10


def test_the_log_costs_as_many_queries_for_many_lines(classroom, as_user):
    client = as_user(AdminFactory(school=classroom.school))
    a_line(classroom, about=enrolled(classroom))
    one = queries(lambda: client.get(reverse("audit_log")))
    for _number in range(30):
        a_line(classroom, about=enrolled(classroom))

    assert queries(lambda: client.get(reverse("audit_log"))) == one
