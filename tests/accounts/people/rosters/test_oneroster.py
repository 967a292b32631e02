"""OneRoster exports: read, looked at, done as a whole; and found again next term."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.audit import AuditEntry
from accounts.people.models import Classroom, Enrolment, User
from accounts.people.rosters import school_import
from accounts.people.rosters.lists import Mistake
from accounts.people.rosters.oneroster import Group, Pupil, RosterFile, read_oneroster
from accounts.people.rosters.school_import import import_school
from accounts.people.rosters.school_plan import school_plan
from revision.actions import Refused
from revision.archives import FileRefused
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON, queries
from tests.accounts.people.rosters.files import export, lines_of
from tests.factories import AdminFactory, ClassroomFactory, SchoolFactory, TeacherFactory, UserFactory, enrolled

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


def read(data=None, **changed):
    return read_oneroster(data or export(**changed), "school.zip", TODAY)


def refusal(*args, **changed):
    with pytest.raises(FileRefused) as refused:
        read(*args, **changed)
    return str(refused.value)


@pytest.fixture
def admin():
    return AdminFactory(school=SchoolFactory(name="Hill School"))


def brought_in(admin, file=None, **chosen):
    return import_school(school=admin.school, by=admin, file=file or read(), org="o1", chosen=chosen)


def seats(school):
    found = Enrolment.objects.current().filter(classroom__school=school).order_by("classroom__name", "student__display_name")
    return [(seat.classroom.name, seat.student.display_name) for seat in found.select_related("classroom", "student")]


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_an_export_says_who_sits_where_and_who_teaches():
    assert read() == RosterFile(
        "school.zip",
        (("o1", "Hill School"),),
        (
            Group("c1", "11B History", "o1", "History", ("Ngozi Okafor",), ("s1", "s2")),
            Group("c2", "10A History", "o1", "History", (), ("s3",)),
        ),
        (Pupil("s1", "Ann Li"), Pupil("s2", "Ben May"), Pupil("s3", "Cy Zed")),
    )


def test_version_1_2_has_preferred_names_and_roles_in_a_file_of_their_own():
    users = [
        "sourcedId,status,enabledUser,givenName,familyName,preferredGivenName",
        "s1,active,true,Annabel,Li,Ann",
        "s2,,true,Ben,May,",
        "s3,,,Cy,Zed,",
    ]

    assert [one.name for one in read(users=[*users, "t1,,,Ngozi,Okafor,"]).pupils] == ["Ann Li", "Ben May", "Cy Zed"]


def test_what_is_not_active_or_over_is_left_out_and_no_mistake():
    file = read(
        users=lines_of("users", "s2,tobedeleted,,true,o1,student,ben,Ben,May,,", without=["s2"]),
        classes=lines_of("classes", "c2,inactive,,10A History,10,k1,x,scheduled,,o1,t,", without=["c2"]),
        enrollments=lines_of(
            "enrollments", "e2,active,,c1,o1,s1,student,,,2026-11-22", "e9,active,,c1,o1,s3,student,,,2026-11-23", without=["e2"]
        ),
    )

    assert ([(one.id, one.pupils) for one in file.groups], file.mistakes) == ([("c1", ("s3",))], ())


def test_what_is_wrong_is_told_by_file_and_line():
    file = read(
        users=lines_of("users", "s4,,,true,o1,student,x,,,,", f"s5,,,true,o1,student,x,{'y' * 90},,,", "s1,,,true,o1,student,x,Again,,,"),
        classes=lines_of("classes", ",active,,No Id,,,,,,o1,,", "c3,active,,,,,,,,o1,,"),
        enrollments=lines_of("enrollments", "e8,active,,c9,o1,s1,student,,,", "e9,active,,c1,o1,s9,student,,,"),
    )

    assert file.mistakes == (
        Mistake(6, "users.csv: “” is no name."),
        Mistake(7, f"users.csv: “{'y' * 30}…” has 90 letters; a name has at most 80."),
        Mistake(8, "users.csv: the id “s1” stands there twice."),
        Mistake(4, "classes.csv: “” is no id."),
        Mistake(5, "classes.csv: a class without a title."),
        Mistake(6, "enrollments.csv: classes.csv has no class “c9”."),
        Mistake(7, "enrollments.csv: users.csv has nobody “s9”."),
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"users": None, "orgs": None}, "school.zip is no OneRoster export: it has no orgs.csv, users.csv."),
        (
            {"manifest": ["propertyName,value", "file.users,delta"]},
            "This export holds changes alone (“delta”). Export everything (“bulk”) and upload that.",
        ),
        ({"users": ["sourcedId,name", "s1,Ann"]}, "users.csv has no column givenName, familyName."),
        (
            {"classes": lines_of("classes", *(f"x{n},active,,C{n},,,,,,o1,," for n in range(300)))},
            "The export has more than 300 classes. Export fewer at a time.",
        ),
    ],
)
def test_what_is_no_whole_export_is_refused(changed, said):
    assert refusal(**changed) == said


@pytest.mark.parametrize(
    ("data", "said"), [(b"Name\nAnn", "school.zip is no zip file."), (b"PK\x03\x04 and no more", "The zip file is damaged.")]
)
def test_what_is_no_zip_is_refused(data, said):
    assert refusal(data).startswith(said)


def test_an_export_can_be_laid_aside_and_taken_up():
    assert RosterFile.of(read().held()) == read()


# --- Matching and doing ----------------------------------------------------------------------------------------------


def test_classes_and_students_come_with_their_ids_and_without_passwords(admin):
    okafor = TeacherFactory(school=admin.school, display_name="Ngozi Okafor")

    report = brought_in(admin)

    assert (str(report), seats(admin.school)) == (
        "1 new classes, 2 new students, 2 seats",
        [("11B History", "Ann Li"), ("11B History", "Ben May")],
    )
    assert list(Classroom.objects.values_list("name", "owner", "subject", "roster_id")) == [("11B History", okafor.pk, "History", "c1")]
    students = User.objects.filter(role="student")
    assert sorted((one.display_name, one.roster_id, one.has_usable_password(), one.school) for one in students) == [
        ("Ann Li", "s1", False, admin.school),
        ("Ben May", "s2", False, admin.school),
    ]
    assert list(AuditEntry.objects.values_list("action", "school", "detail")) == [("students_imported", admin.school_id, str(report))]


def test_a_file_never_sets_roles_or_passwords(admin):
    """The administrator of the file becomes a student, since they sit in a class; its teacher becomes nobody."""
    teacher = TeacherFactory(school=admin.school)

    brought_in(admin, **{"owner-0": str(teacher.pk), "owner-1": str(teacher.pk)})

    assert sorted(User.objects.exclude(pk__in=[admin.pk, teacher.pk]).values_list("display_name", "role")) == [
        ("Ann Li", "student"),
        ("Ben May", "student"),
        ("Cy Zed", "student"),
    ]
    assert not any(user.check_password("hunter2") for user in User.objects.all())


def test_the_same_file_twice_changes_nothing(admin):
    teacher = TeacherFactory(school=admin.school)
    chosen = {"owner-0": str(teacher.pk), "owner-1": str(teacher.pk), "leave-0": "on"}
    brought_in(admin, **chosen)
    before = [list(model.objects.order_by("pk").values()) for model in (User, Classroom, Enrolment)]

    second = brought_in(admin, **chosen)

    assert (second.nothing_done, school_plan(read(), admin.school, "o1").changes_nothing) == (True, True)
    assert [list(model.objects.order_by("pk").values()) for model in (User, Classroom, Enrolment)] == before


def test_a_class_and_its_students_that_were_here_before_are_met_by_name(admin):
    room = ClassroomFactory(school=admin.school, name="11b history")
    ann = enrolled(room, display_name="ann li")

    plan = school_plan(read(), admin.school, "o1")
    report = brought_in(admin)

    assert (plan.groups[0].classroom, plan.who["s1"], [one.name for one in plan.new], plan.groups[0].come) == (
        room,
        ann,
        ["Ben May", "Cy Zed"],
        ["Ben May"],
    )
    ann.refresh_from_db()
    room.refresh_from_db()
    assert (ann.roster_id, room.roster_id, ann.has_usable_password(), str(report)) == ("s1", "c1", True, "1 new students, 1 seats")


@pytest.mark.parametrize(("verb", "names"), [("same", ["ann li", "Ben May"]), ("new", ["Ann Li", "Ben May"]), ("skip", ["Ben May"])])
def test_a_name_that_is_elsewhere_in_the_school_is_for_the_admin_to_settle(admin, verb, names):
    ClassroomFactory(school=admin.school, name="11B History")
    ann = enrolled(ClassroomFactory(school=admin.school), display_name="ann li")
    [row] = school_plan(read(), admin.school, "o1").doubtful

    brought_in(admin, **{row.field: f"same:{ann.pk}" if verb == "same" else verb})

    assert [option.verb for option in row.options] == ["same", "new", "skip"]
    assert [name for room, name in seats(admin.school) if room == "11B History"] == sorted(names, key=str)


def test_next_terms_file_renames_moves_and_lets_go(admin):
    teacher = TeacherFactory(school=admin.school)
    brought_in(admin, **{"owner-0": str(teacher.pk), "owner-1": str(teacher.pk)})
    by_hand = enrolled(Classroom.objects.get(roster_id="c1"), display_name="By Hand")
    later = read(
        users=lines_of("users", "s1,active,,true,o1,student,ann,Ann,Lee,,", without=["s1"]),
        enrollments=lines_of("enrollments", "e7,active,,c2,o1,s2,student,,,", without=["e3"]),
    )

    plan = school_plan(later, admin.school, "o1")
    report = brought_in(admin, later, **{"leave-0": "on"})

    assert ([str(one) for one in plan.groups[0].leavers], plan.groups[1].come) == (["Ben May"], ["Ben May"])
    assert str(report) == "1 seats, 1 renamed, 1 left a class"
    assert seats(admin.school) == [
        ("10A History", "Ben May"),
        ("10A History", "Cy Zed"),
        ("11B History", "Ann Lee"),
        ("11B History", by_hand.display_name),
    ]


def test_who_leaves_stays_unless_it_is_ticked(admin):
    teacher = TeacherFactory(school=admin.school)
    brought_in(admin, **{"owner-0": str(teacher.pk)})

    report = brought_in(admin, read(enrollments=lines_of("enrollments", without=["e3"])))

    assert (report.nothing_done, seats(admin.school)) == (True, [("11B History", "Ann Li"), ("11B History", "Ben May")])


def test_closed_accounts_and_archived_classes_are_left_alone(admin):
    ClassroomFactory(school=admin.school, name="11B History", roster_id="c1", archived=NOON)
    closed = UserFactory(school=admin.school, roster_id="s3", is_active=False, display_name="Was Here")

    plan = school_plan(read(), admin.school, "o1")
    report = brought_in(admin, **{"owner-1": str(TeacherFactory(school=admin.school).pk)})

    assert (plan.groups[0].archived, plan.closed, str(report)) == (True, [closed], "1 new classes")
    closed.refresh_from_db()
    assert (closed.display_name, closed.is_active) == ("Was Here", False)


@pytest.mark.parametrize("who", ["another school's teacher", "a student", "nonsense"])
def test_a_class_is_given_to_a_teacher_of_the_school_alone(admin, who):
    wrong = {"another school's teacher": TeacherFactory, "a student": lambda: UserFactory(school=admin.school)}.get(who)
    before = User.objects.count() + (1 if wrong else 0)

    with pytest.raises(Refused) as refused:
        brought_in(admin, **{"owner-0": str(wrong().pk) if wrong else "nonsense"})

    assert str(refused.value) == "Choose a teacher for 11B History again. Nothing was done."
    assert (Classroom.objects.count(), Enrolment.objects.count(), User.objects.filter(display_name="Ann Li").count()) == (0, 0, 0)
    assert before >= 1


@pytest.mark.parametrize("point", ["new_usernames", "_settle_doubts", "_know", "_seat", "_room", "record"])
def test_a_failure_at_any_point_leaves_nothing_behind(admin, point, monkeypatch):
    teacher = TeacherFactory(school=admin.school)
    real = getattr(school_import, point)

    def fails(*args, **kwargs):
        real(*args, **kwargs)
        raise RuntimeError("the power went")

    monkeypatch.setattr(school_import, point, fails)
    with pytest.raises(RuntimeError):
        brought_in(admin, **{"owner-0": str(teacher.pk)})

    assert (Classroom.objects.count(), Enrolment.objects.count(), User.objects.count(), AuditEntry.objects.count()) == (0, 0, 2, 0)


def test_two_classes_of_one_title_get_names_of_their_own(admin):
    file = read(classes=lines_of("classes", "c2,active,,11B History,10,k1,x,scheduled,,o1,t,", without=["c2"]))

    assert [one.name for one in school_plan(file, admin.school, "o1").groups] == ["11B History", "11B History 2"]


def test_another_school_is_neither_met_nor_changed(admin):
    other = ClassroomFactory(name="11B History", roster_id="c1")
    enrolled(other, display_name="Ann Li", roster_id="s1")

    plan = school_plan(read(), admin.school, "o1")

    assert ([one.classroom for one in plan.groups], len(plan.new), plan.doubtful) == ([None, None], 3, [])


def test_looking_takes_four_queries_whatever_the_size(admin):
    counts = set()
    for size in (1, 3, 30):
        people = [f"p{n},active,,true,o1,student,x,Pupil,Number{n},," for n in range(size)]
        enrolments = [f"f{n},active,,c1,o1,p{n},student,,," for n in range(size)]
        file = read(users=lines_of("users", *people), enrollments=lines_of("enrollments", *enrolments))
        counts.add(queries(lambda file=file: school_plan(file, admin.school, "o1")))

    assert counts == {4}


# --- The pages -------------------------------------------------------------------------------------------------------


def upload(client, data):
    return client.post(reverse("upload_school"), {"file": SimpleUploadedFile("school.zip", data)})


def main(response):
    return words(part(response, "main"))


def test_an_admin_brings_a_school_in(as_user, admin):
    okafor = TeacherFactory(school=admin.school, display_name="Ngozi Okafor")
    client = as_user(admin)

    url = upload(client, export()).headers["Location"]
    page = client.get(url)
    done = client.post(url, {"org": "o1", "owner-0": str(okafor.pk), "owner-1": ""}, follow=True)
    again = main(client.get(upload(client, export()).headers["Location"]))

    assert "classes 2 new classes 2 new students 3 doubtful 0 renamed 0" in main(page)
    assert f'value="{okafor.pk}" selected' in page.content.decode()
    assert main(done).startswith("Done: 1 new classes, 2 new students, 2 seats. Classes")
    assert "11B History nobody new, 2 stay" in again
    assert "There is nothing to do." not in again


def test_which_school_of_an_export_is_meant_can_be_chosen(as_user, admin):
    data = export(
        orgs=lines_of("orgs", "o3,active,,Dale School,school"),
        classes=lines_of("classes", "c2,active,,10A History,10,k1,x,scheduled,,o3,t,", without=["c2"]),
    )
    client = as_user(admin)
    url = upload(client, data).headers["Location"]

    assert [("11B History" in main(page), "10A History" in main(page)) for page in (client.get(url), client.get(f"{url}?org=o3"))] == [
        (True, False),
        (False, True),
    ]


def test_an_export_with_lines_to_mend_is_not_taken(as_user, admin):
    client = as_user(admin)
    url = upload(client, export(users=lines_of("users", "s4,,,true,o1,student,x,,,,"))).headers["Location"]

    assert "One line to mend" in main(client.get(url))
    assert (client.post(url).status_code, User.objects.filter(role="student").count()) == (422, 0)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Name\nAnn"])
def test_a_file_that_is_no_export_is_told(as_user, admin, data):
    assert upload(as_user(admin), data).status_code == 422
