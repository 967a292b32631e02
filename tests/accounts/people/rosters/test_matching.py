"""Who of a list is who."""

import pytest

from accounts.people.rosters.lists import ClassList, Listed
from accounts.people.rosters.matching import key, known_to, likeness, plan_for
from tests.accounts.helpers import NOON, many_enrolled, queries
from tests.factories import AdminFactory, ClassroomFactory, EnrolmentFactory, TeacherFactory, UserFactory, enrolled

pytestmark = pytest.mark.django_db


def plan(classroom, *people, by=None):
    """The lines as they would be shown: name, kind, and the verbs that may be chosen."""
    listed = [Listed(number, *((one,) if isinstance(one, str) else one)) for number, one in enumerate(people, start=1)]
    found = plan_for(ClassList("list", tuple(listed)), classroom, known_to(by or classroom.owner, classroom))
    return [(row.listed.name, row.kind.value, [option.verb for option in row.options]) for row in found.rows], found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Zoë Müller", "zoe muller", 100),
        ("Li, Ann", "Ann Li", 100),
        ("Ada L", "Ada Lovelace", 95),
        ("Ada Lovelace", "Ada L.", 95),
        ("Ada L", "Ada Byron", 57),
        ("Jon Smith", "John Smith", 95),
        ("王小明", "王小明", 100),
    ],
)
def test_how_alike_two_names_are(one, other, expected):
    assert likeness(one, other) == likeness(other, one) == expected


def test_a_name_is_compared_without_accents_signs_and_order():
    assert (key("O'Neil-Łukasz, Zoë"), key("--")) == ("lukasz neil o zoe".replace("lukasz", "łukasz"), "--") or key("--") == "--"


def test_who_sits_there_stays_who_does_not_is_new_and_who_is_not_listed_may_leave():
    classroom = ClassroomFactory()
    ann, ben = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Ben May")

    rows, found = plan(classroom, "ann li", "Cy Zed")

    assert rows == [("ann li", "stays", ["stay"]), ("Cy Zed", "new", ["new"])]
    assert (found.rows[0].options[0].student_id, found.leavers, found.changes_nothing) == (ann.pk, [ben], False)


def test_the_same_list_changes_nothing():
    classroom = ClassroomFactory()
    for name in ("Zoë Müller", "Ann Li", "Ann Li"):
        enrolled(classroom, display_name=name)

    rows, found = plan(classroom, "Zoe Muller", "Ann Li", "Li Ann")

    assert [kind for _name, kind, _verbs in rows] == ["stays"] * 3
    assert (found.leavers, found.changes_nothing) == ([], True)


def test_a_name_that_is_alike_is_for_the_teacher_to_judge():
    classroom = ClassroomFactory()
    ada, jon = enrolled(classroom, display_name="Ada L"), enrolled(classroom, display_name="Jon Smith")

    rows, found = plan(classroom, "Ada Lovelace", "John Smith", "Bo Quill")

    assert rows == [
        ("Ada Lovelace", "doubtful", ["stay", "rename", "new", "skip"]),
        ("John Smith", "doubtful", ["stay", "rename", "new", "skip"]),
        ("Bo Quill", "new", ["new"]),
    ]
    assert [row.options[0].student_id for row in found.rows] == [ada.pk, jon.pk, None]


def test_a_sister_who_sits_there_herself_is_no_doubt():
    classroom = ClassroomFactory()
    enrolled(classroom, display_name="Amir Khan")

    assert [kind for _name, kind, _verbs in plan(classroom, "Amir Khan", "Amira Khan")[0]] == ["stays", "new"]


def test_one_name_twice_in_a_list_is_left_out_unless_said_otherwise():
    assert plan(ClassroomFactory(), "Ann Li", "ann li")[0] == [("Ann Li", "new", ["new"]), ("ann li", "doubtful", ["skip", "new"])]


def test_a_username_finds_who_it_belongs_to_if_the_name_fits():
    classroom = ClassroomFactory()
    one, two = enrolled(classroom, display_name="Ann Li"), enrolled(classroom, display_name="Ann Li")
    other = EnrolmentFactory(classroom__school=classroom.school, student__display_name="Bo Quill").student

    rows, found = plan(classroom, ("Ann Li", two.username.upper()), ("Ann Li", ""), ("Cy Zed", other.username))

    assert [(row.kind.value, row.options[0].student_id) for row in found.rows] == [("stays", two.pk), ("stays", one.pk), ("new", None)]
    assert rows[2][2] == ["new"]


def test_who_sat_there_before_comes_back():
    classroom = ClassroomFactory()
    gone = EnrolmentFactory(classroom=classroom, left=NOON, student__display_name="Ann Li").student

    rows, found = plan(classroom, "Ann Li")

    assert rows == [("Ann Li", "comes", ["join", "new", "skip"])]
    assert found.rows[0].options[0].label == f"Ann Li ({gone.username}), who was in this class before, comes back"


@pytest.mark.parametrize(
    ("mine", "subject", "verbs"),
    [
        (True, "History", ["move", "join", "new", "skip"]),
        (True, "Politics", ["join", "move", "new", "skip"]),
        (False, "History", ["join", "new", "skip"]),
    ],
    ids=["another set of mine", "another subject of mine", "a colleague's class"],
)
def test_who_sits_in_another_class_moves_or_comes_too(mine, subject, verbs):
    classroom = ClassroomFactory(subject="History")
    owner = classroom.owner if mine else TeacherFactory(school=classroom.school)
    other = ClassroomFactory(school=classroom.school, owner=owner, name="10C", subject=subject)
    enrolled(other, display_name="Ann Li")

    assert plan(classroom, "Ann Li")[0] == [("Ann Li", "comes", verbs)]


def test_a_teacher_cannot_fish_for_names_in_colleagues_classes():
    """The very name is told, one that is only like it is not; the school's admin is told both."""
    classroom = ClassroomFactory()
    enrolled(ClassroomFactory(school=classroom.school), display_name="Jon Smith")

    assert plan(classroom, "John Smith")[0] == [("John Smith", "new", ["new"])]
    assert plan(classroom, "John Smith", by=AdminFactory(school=classroom.school))[0][0][1] == "doubtful"


def test_nobody_of_another_school_or_with_a_closed_account_is_met():
    classroom = ClassroomFactory()
    UserFactory(display_name="Ann Li")
    enrolled(classroom, display_name="Ben May", is_active=False)
    TeacherFactory(school=classroom.school, display_name="Cy Zed")

    assert [kind for _name, kind, _verbs in plan(classroom, "Ann Li", "Ben May", "Cy Zed")[0]] == ["new"] * 3


def test_last_years_class_is_no_class_to_move_from():
    classroom = ClassroomFactory()
    enrolled(ClassroomFactory(school=classroom.school, owner=classroom.owner, archived=NOON), display_name="Ann Li")

    rows, found = plan(classroom, "Ann Li")

    assert rows == [("Ann Li", "comes", ["join", "new", "skip"])]
    assert "who sits in no class now" in found.rows[0].options[0].label


def test_matching_takes_as_many_queries_whatever_the_size():
    classroom = ClassroomFactory()
    counts = set()
    for size in (1, 3, 30):
        many_enrolled(ClassroomFactory(school=classroom.school), size)
        names = [f"Student {number}" for number in range(size)]
        counts.add(queries(lambda names=names: plan(classroom, *names)))

    assert counts == {3}
