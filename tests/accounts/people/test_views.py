"""Signing in and out, classes and their students, cards that are shown once, and colleagues."""

import datetime
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from accounts.people.actions import remove_student, reset_password
from accounts.people.models import Classroom, User
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON, SECOND, many_enrolled
from tests.factories import (
    PASSWORD,
    AdminFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    TeacherFactory,
    UserFactory,
    co_teacher_of,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
WRONG = "The username and/or password you specified are not correct."
TOO_MANY = "Too many wrong passwords for this name. Try again at 12:15 (in 15 min), or ask for a new password."


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def sign_in(username: str, password: str = PASSWORD, client: Client | None = None, **more: str) -> HttpResponse:
    return (client or Client()).post(SIGN_IN, {"login": username, "password": password, **more})


def mistakes(response: HttpResponse) -> list[str]:
    """What a page says is wrong, of the form as a whole and of its fields."""
    said = re.findall(r'<div class="message error".*?</div>|<p class="error".*?</p>', response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()).replace("&#x27;", "'") for one in said]


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def cards(response: HttpResponse) -> list[tuple[str, str, str]]:
    """Name, username and password of each card on the page."""
    found = re.findall(r'<li class="signin">(.*?)</li>', response.content.decode(), re.DOTALL)
    return [tuple(text.strip() for text in re.findall(r"<(?:h2|dd)[^>]*>([^<]*)</", card)[:3]) for card in found]


# --- Signing in ------------------------------------------------------------------------------------------------------


def test_signing_in_leads_home():
    UserFactory(username="otter-4821", display_name="Ada L")
    client = Client()

    response = sign_in("otter-4821", client=client)

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "Account of Ada L" in client.get("/").content.decode()


@pytest.mark.parametrize("typed", ["OTTER-4821", " otter-4821 ", "Otter-4821"])
def test_capitals_and_spaces_in_a_username_do_not_matter(typed):
    UserFactory(username="otter-4821")

    assert sign_in(typed).status_code == 302


@pytest.mark.parametrize(
    ("login", "password", "said"),
    [
        ("otter-4821", "wrong", [WRONG]),
        ("otter-4821", PASSWORD.upper(), [WRONG]),
        ("otter-0000", PASSWORD, [WRONG]),
        ("gone-1234", "wrong", [WRONG]),
        ("", "", ["This field is required.", "This field is required."]),
        ("otter\x00", PASSWORD, ["Null characters are not allowed."]),
        ("otter-4821", "\x00", ["Null characters are not allowed."]),
        ("x" * 255, PASSWORD, ["Ensure this value has at most 254 characters (it has 255)."]),
    ],
    ids=["password", "capitals", "nobody", "closed account, wrong password", "nothing", "null", "null in password", "long"],
)
def test_what_signs_nobody_in_is_told(login, password, said):
    """Whether there is such a username is not."""
    UserFactory(username="otter-4821")
    UserFactory(username="gone-1234", is_active=False)
    client = Client()

    response = sign_in(login, password, client)

    assert (response.status_code, mistakes(response), is_signed_in(client)) == (200, said, False)


@pytest.mark.parametrize("typed", ["okafor@elm.example", " Okafor@Elm.example", "okafor"])
def test_staff_sign_in_by_username_or_email(typed):
    TeacherFactory(username="okafor", email="okafor@elm.example")

    assert sign_in(typed).status_code == 302


def test_a_closed_account_is_told_so_to_who_knows_its_password():
    UserFactory(username="gone-1234", is_active=False)
    client = Client()

    response = client.post(SIGN_IN, {"login": "gone-1234", "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [("/accounts/inactive/", 302)]
    assert words(part(response, "main")).startswith("This account is closed Ask your teacher")
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions():
    student = UserFactory()
    client = Client()
    sign_in(student.username, client=client)
    before = is_signed_in(client)

    User.objects.filter(pk=student.pk).update(is_active=False)

    assert (before, is_signed_in(client)) == (True, False)


HERE = ["/classes/", "/classes/?x=1#y", "/attempts/0/"]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "http:///evil.example",
    "https:evil.example",
    "http://testserver@evil.example/",
    " //evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\x00",
]


@pytest.mark.parametrize(("to", "led"), [*[(here, here) for here in HERE], *[(away, "/") for away in ELSEWHERE]], ids=ascii)
def test_after_the_sign_in_one_is_led_to_a_page_of_ours_alone(to, led):
    user = UserFactory()
    signed_in = Client()
    signed_in.force_login(user)

    responses = {
        "posted": sign_in(user.username, next=to),
        "in the address": Client().post(f"{SIGN_IN}?{urlencode({'next': to})}", {"login": user.username, "password": PASSWORD}),
        "signed in before": signed_in.get(SIGN_IN, {"next": to}),
        "signing out": signed_in.post("/accounts/logout/", {"next": to}),
    }

    assert {how: (response.status_code, response.headers["Location"]) for how, response in responses.items()} == dict.fromkeys(
        responses, (302, led)
    )


def test_the_way_back_stands_in_the_form():
    page = Client().get("/classes/", follow=True)

    assert page.redirect_chain == [(f"{SIGN_IN}?next=/classes/", 302)]
    assert '<input type="hidden" name="next" value="/classes/">' in page.content.decode()


# --- Guessing --------------------------------------------------------------------------------------------------------


def test_ten_wrong_passwords_in_a_quarter_of_an_hour_are_the_most():
    """Then even the right one is refused, however the name is written; one who signs in from the same address is not."""
    victim, other = UserFactory(username="fish-1234"), UserFactory()

    first = [mistakes(sign_in("fish-1234", f"guess {number}")) for number in range(10)]
    then = [mistakes(sign_in(name)) for name in ("fish-1234", "FISH-1234", " fish-1234")]

    assert first == [[WRONG]] * 10
    assert then == [[TOO_MANY]] * 3
    assert sign_in(other.username).status_code == 302
    assert victim.check_password(PASSWORD)


def test_after_a_quarter_of_an_hour_it_may_be_tried_again(time_machine):
    UserFactory(username="fish-1234")
    for number in range(10):
        sign_in("fish-1234", f"guess {number}")

    answers = []
    for minutes in (14, 15):
        time_machine.move_to(NOON + datetime.timedelta(minutes=minutes), tick=False)
        answers.append(sign_in("fish-1234").status_code)

    assert answers == [200, 302]


def test_signing_in_rightly_uses_up_no_try(time_machine):
    UserFactory(username="fish-1234")
    for number in range(9):
        sign_in("fish-1234", f"guess {number}")

    answers = []
    for _time in range(12):
        time_machine.shift(SECOND)
        answers.append(sign_in("fish-1234").status_code)

    assert answers == [302] * 12
    assert [mistakes(sign_in("fish-1234", "guess")) for _twice in range(2)] == [[WRONG], [TOO_MANY]]


def test_a_name_that_nobody_bears_is_limited_alike():
    """Or the limit would tell which names there are."""
    answers = [mistakes(sign_in("nobody-1234", f"guess {number}")) for number in range(11)]

    assert answers == [[WRONG]] * 10 + [[TOO_MANY]]


def test_a_year_group_behind_one_address_signs_in():
    """All in one moment, and after somebody there has guessed forty times."""
    students = many_enrolled(ClassroomFactory(), 240)
    password = UserFactory().password
    User.objects.filter(pk__in=[student.pk for student in students]).update(password=password)
    for number in range(40):
        sign_in(f"nobody-{number // 11}", "guess")

    assert [sign_in(student.username).status_code for student in students] == [302] * 240


def test_an_email_and_its_username_are_counted_together():
    """Or there would be twenty tries."""
    TeacherFactory(username="okafor", email="okafor@elm.example")

    first = [mistakes(sign_in(name, "guess")) for name in ["okafor", "Okafor@elm.example"] * 5]

    assert first == [[WRONG]] * 10
    assert [mistakes(sign_in(name)) for name in ("okafor", "okafor@elm.example")] == [[TOO_MANY]] * 2


def test_the_page_says_when_to_try_again(time_machine):
    UserFactory(username="fish-1234")
    for minute in range(10):
        time_machine.move_to(NOON + datetime.timedelta(minutes=minute), tick=False)
        sign_in("fish-1234", "guess")

    assert mistakes(sign_in("fish-1234")) == [TOO_MANY.replace("15 min", "6 min")]


def test_a_new_password_lets_its_owner_in_at_once():
    student = UserFactory(username="fish-1234")
    for _time in range(10):
        sign_in("fish-1234", "guess")

    card = reset_password(student=student)

    assert sign_in("fish-1234", card.password).status_code == 302


def test_at_most_ten_passwords_are_looked_at_however_many_are_tried(monkeypatch):
    """Brute force: sixty guesses, and then the right one."""
    UserFactory(username="fish-1234")
    looked = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: looked.append(raw) or check(user, raw))

    answers = [sign_in("fish-1234", f"guess {number}").status_code for number in range(60)] + [sign_in("fish-1234").status_code]

    assert (set(answers), len(looked)) == ({200}, 10)


def test_hundreds_of_made_up_names_do_not_wash_the_counts_away(settings):
    """The cache throws entries out when it is full."""
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000


def test_the_limit_is_kept_where_all_processes_see_it(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


# --- Accounts are made by a school -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "signup",
        "password/reset/",
        "password/set/",
        "email/",
        "reauthenticate/",
        "login/code/",
        "confirm-email/",
        "3rdparty/",
        "2fa/",
    ],
)
def test_there_is_no_way_to_make_an_account_or_to_ask_for_a_password(path):
    assert [Client().get(f"/accounts/{path}").status_code, Client().post(f"/accounts/{path}").status_code] == [404, 404]


def test_signing_out_takes_a_post(as_user):
    client = as_user(UserFactory())

    asked = client.get("/accounts/logout/")
    still = is_signed_in(client)
    out = client.post("/accounts/logout/")

    assert (asked.status_code, words(part(asked, "main"))) == (200, "Sign out? What you answered is saved. Sign out")
    assert (still, out.status_code, out.headers["Location"], is_signed_in(client)) == (True, 302, "/", False)


# --- One's own password ----------------------------------------------------------------------------------------------

OWN = "/accounts/password/"


def new_password(client: Client, old: str, one: str, two: str | None = None) -> HttpResponse:
    return client.post(OWN, {"oldpassword": old, "password1": one, "password2": one if two is None else two})


def test_a_password_is_changed_here_and_ends_the_sessions_elsewhere(as_user):
    user = UserFactory()
    here, elsewhere = as_user(user), as_user(user)

    response = new_password(here, PASSWORD, "seven-blue-otters")
    page = here.get(OWN)

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/sign-ins/")
    assert words(part(page, "main")).startswith("Password successfully changed. Change password")
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert [sign_in(user.username, password).status_code for password in (PASSWORD, "seven-blue-otters")] == [200, 302]


@pytest.mark.parametrize(
    ("old", "one", "two", "said"),
    [
        ("wrong", "seven-blue-otters", "seven-blue-otters", ["Please type your current password."]),
        (PASSWORD, "short", "short", ["This password is too short. It must contain at least 8 characters."]),
        (PASSWORD, "password1", "password1", ["This password is too common."]),
        (PASSWORD, "seven-blue-otters", "seven-blue-otter", ["You must type the same password each time."]),
        (PASSWORD, "", "", ["This field is required.", "This field is required."]),
    ],
    ids=["wrong", "short", "common", "differ", "empty"],
)
def test_a_password_that_will_not_do_is_told(as_user, old, one, two, said):
    user = UserFactory()

    response = new_password(as_user(user), old, one, two)

    assert (response.status_code, mistakes(response)) == (200, said)
    assert sign_in(user.username).status_code == 302


# --- Classes ---------------------------------------------------------------------------------------------------------


def test_a_teacher_sees_their_own_classes_by_name(as_user):
    teacher = TeacherFactory()
    for name, students in (("11B", 2), ("10A", 1)):
        many_enrolled(ClassroomFactory(owner=teacher, school=teacher.school, name=name), students)
    ClassroomFactory(school=teacher.school, name="a colleague's")

    response = as_user(teacher).get(reverse("classes"))

    assert words(part(response, "main")) == "Classes New class 10A 1 student 11B 2 students"


def test_an_admin_sees_all_classes_of_the_school_and_makes_none(as_user):
    admin = AdminFactory()
    ClassroomFactory(school=admin.school, name="11B", owner__display_name="Ms Okafor")
    ClassroomFactory(name="another school's")

    response = as_user(admin).get(reverse("classes"))

    assert words(part(response, "main")) == "Classes From your school’s system 11B 0 students · Ms Okafor"


NO_CLASS = {
    TeacherFactory: (
        "Classes You have no class yet Make a class and paste in the names. "
        "Everyone gets a sign-in card, and you can set homework at once. Make a class"
    ),
    AdminFactory: (
        "Classes From your school’s system No classes yet Teachers make their own classes. "
        "Give each colleague an account, and their classes show here. Invite a colleague"
    ),
}


@pytest.mark.parametrize(("factory", "said"), NO_CLASS.items(), ids=["teacher", "admin"])
def test_without_classes_the_page_says_how_to_begin(as_user, factory, said):
    assert words(part(as_user(factory()).get(reverse("classes")), "main")) == said


def test_a_class_is_made_and_waits_for_its_students(as_user):
    teacher = TeacherFactory()

    response = as_user(teacher).post(reverse("new_classroom"), {"name": "  11B History "}, follow=True)

    made = Classroom.objects.get()
    assert (made.name, made.owner, made.school) == ("11B History", teacher, teacher.school)
    assert response.redirect_chain == [(reverse("roster", args=[made.pk]), 302)]
    main = words(part(response, "main"))
    assert main.startswith("Classes 11B History Students 0 students Class code Upload a list Add students by name")
    assert "Names, one on a line" in main
    page = words(part(as_user(teacher).get(made.get_absolute_url()), "main"))
    assert "Nobody sits in this class yet Paste the names, upload a list, or let students ask by a code." in page
    assert "Add students first; then you can set homework." in page
    assert 'name="names"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("11B", "Your school has a class “11B” already."),
        ("x" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("11\x00B", "Null characters are not allowed."),
    ],
    ids=["empty", "blank", "taken", "long", "null"],
)
def test_a_class_whose_name_will_not_do_is_not_made(as_user, name, said):
    teacher = TeacherFactory()
    ClassroomFactory(school=teacher.school, name="11B")

    response = as_user(teacher).post(reverse("new_classroom"), {"name": name, "csrfmiddlewaretoken": "as a browser sends it"})

    assert (response.status_code, mistakes(response), Classroom.objects.count()) == (422, [said], 1)
    assert f'value="{name}"' in response.content.decode() or not name.strip()


def test_another_school_may_have_a_class_of_the_same_name(as_user):
    ClassroomFactory(name="11B")

    assert as_user(TeacherFactory()).post(reverse("new_classroom"), {"name": "11B"}).status_code == 302


def test_a_class_shows_who_sits_in_it_and_what_it_was_set(as_user):
    classroom = ClassroomFactory(name="11B")
    ben, ada = enrolled(classroom, display_name="Ben M"), enrolled(classroom, display_name="Ada L")
    remove_student(classroom=classroom, student=enrolled(classroom, display_name="Gone G"))
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz_of(1, title="Trotsky"))

    main = words(part(as_user(classroom.owner).get(classroom.get_absolute_url()), "main"))

    listed = words(part(as_user(classroom.owner).get(reverse("roster", args=[classroom.pk])), "main"))

    assert main == (
        "Classes 11B 2 students Teachers Change Students Set homework Students Gradebook What they know Wrong ideas Reports "
        "How the class stands just now Students Change the list Ada L Ben M Homework Trotsky due tomorrow, 12:00"
    )
    row = "Tick {0} {0} {1} none for {0} New password for {0}"
    assert f"{row.format('Ada L', ada.username)} {row.format('Ben M', ben.username)} Those who are ticked" in listed
    assert "Gone G" not in main + listed
    assert assignment.get_absolute_url() not in main


def test_an_admin_keeps_the_list_of_a_class_and_sets_nothing(as_user):
    classroom = ClassroomFactory(name="11B", owner__display_name="Ms Okafor")
    ada = enrolled(classroom, display_name="Ada L")
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz_of(1, title="Trotsky"))

    page = str(part(as_user(AdminFactory(school=classroom.school)).get(classroom.get_absolute_url()), "main"))

    assert (f'href="{ada.get_absolute_url()}"' in page, f'href="/results/{assignment.pk}/"' in page) == (True, True)
    assert f'href="{reverse("roster", args=[classroom.pk])}"' in page
    assert re.findall(r"/homework/new/|/extra-time/", page) == []
    roster = str(part(as_user(AdminFactory(school=classroom.school)).get(reverse("roster", args=[classroom.pk])), "main"))
    assert re.findall(r' action="([^"]+)"', roster) == [
        f"/classes/{classroom.pk}/students/cards/",
        f"/classes/{classroom.pk}/students/{ada.pk}/reset/",
        f"/classes/{classroom.pk}/students/add/",
    ]
    assert re.findall(r"/homework/new/|/extra-time/", roster) == []


def test_a_co_teacher_without_grants_reads_a_class_and_changes_nothing(as_user):
    classroom = ClassroomFactory(owner__display_name="Ms Okafor")
    enrolled(classroom)
    colleague = co_teacher_of(classroom)

    page = str(part(as_user(colleague).get(classroom.get_absolute_url()), "main"))

    assert re.findall(r"<form|/homework/new/|/extra-time/", page) == []


# --- Students and their cards ----------------------------------------------------------------------------------------


def add(client: Client, classroom: Classroom, names: str) -> HttpResponse:
    return client.post(reverse("add_students", args=[classroom.pk]), {"names": names, "csrfmiddlewaretoken": "as a browser sends it"})


def test_students_are_added_by_their_names_and_their_cards_let_them_in(as_user):
    classroom = ClassroomFactory(name="11B")

    response = add(as_user(classroom.owner), classroom, " Ada  L\r\n\r\nZoë <M>\r\n")

    found = cards(response)
    people = {student.display_name: student for student in classroom.students.all()}
    assert (response.status_code, sorted(people)) == (200, ["Ada L", "Zoë <M>"])
    assert [(name.replace("&lt;", "<").replace("&gt;", ">"), username) for name, username, _password in found] == [
        (name, people[name].username) for name in ("Ada L", "Zoë <M>")
    ]
    assert [sign_in(username, password).status_code for _name, username, password in found] == [302, 302]
    assert {(student.school, student.role) for student in people.values()} == {(classroom.school, "student")}
    assert words(part(response, "main")).startswith("Classes 11B 2 new sign-ins Done Print As a PDF These passwords are shown this once.")


def test_a_card_is_shown_once(as_user):
    classroom = ClassroomFactory()
    client = as_user(classroom.owner)

    [(_name, username, password)] = cards(add(client, classroom, "Ada L"))

    later = [
        client.get(url).content.decode()
        for url in (classroom.get_absolute_url(), "/", User.objects.get(username=username).get_absolute_url())
    ]
    assert [password in page for page in later] == [False] * 3


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", "This field is required."),
        (" \n \n", "This field is required."),
        ("Ada L\nBen M\nada l", "“Ada L” stands there twice; tell them apart."),
        (f"Ada L\n{'x' * 81}", "“xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is longer than 80 letters."),
        ("\n".join(f"Pupil {number}" for number in range(60)), "A class has at most 60 students; nobody was added."),
        ("x" * 6001, "Ensure this value has at most 6000 characters (it has 6001)."),
        ("Ada\x00 L", "Null characters are not allowed."),
    ],
    ids=["empty", "blank", "twice", "long", "too many", "too much", "null"],
)
def test_names_that_will_not_do_add_nobody(as_user, names, said):
    classroom = ClassroomFactory()
    enrolled(classroom)

    response = add(as_user(classroom.owner), classroom, names)

    assert (response.status_code, mistakes(response)) == (422, ["Nobody was added. See what to mend", said])
    assert classroom.enrolments.count() == 1
    assert names.strip()[:5] in response.content.decode()


def test_a_new_password_is_shown_once_and_ends_all_sessions_of_the_old(as_user):
    classroom = ClassroomFactory()
    student = enrolled(classroom, display_name="Ada L")
    theirs = [as_user(student), as_user(student)]
    url = reverse("reset_password", args=[classroom.pk, student.pk])

    response = as_user(classroom.owner).post(url)

    [(name, username, password)] = cards(response)
    assert (response.status_code, name, username) == (200, "Ada L", student.username)
    assert words(part(response, "main")).startswith(f"Classes {classroom.name} One new sign-in Done Print As a PDF")
    assert [is_signed_in(client) for client in theirs] == [False, False]
    assert [sign_in(username, one).status_code for one in (PASSWORD, password)] == [200, 302]


def test_a_student_is_taken_out_and_their_results_are_kept(as_user):
    assignment = AssignmentFactory()
    classroom = assignment.classroom
    student = enrolled(classroom, display_name="Ada L")
    attempt = finished(assignment, student)

    response = as_user(classroom.owner).post(reverse("remove_student", args=[classroom.pk, student.pk]), follow=True)

    assert response.redirect_chain == [(reverse("roster", args=[classroom.pk]), 302)]
    main = words(part(response, "main"))
    assert main.startswith(f"Ada L is out of the class. Their results are kept. Classes {classroom.name} Students 0 students")
    attempt.refresh_from_db()
    assert (classroom.enrolments.get().left, attempt.answered_count) == (NOON, 3)


def test_taking_out_twice_is_404_and_keeps_the_first_time(as_user, time_machine):
    classroom = ClassroomFactory()
    client, url = as_user(classroom.owner), reverse("remove_student", args=[classroom.pk, enrolled(classroom).pk])
    client.post(url)
    time_machine.shift(SECOND)

    assert (client.post(url).status_code, classroom.enrolments.get().left) == (404, NOON)


@pytest.mark.parametrize("name", ["remove_student", "reset_password"])
def test_only_who_sits_in_the_class_is_changed_through_it(as_user, name):
    """Neither a student of another class, nor one who left, nor the teacher themselves."""
    classroom = ClassroomFactory()
    gone = enrolled(classroom)
    remove_student(classroom=classroom, student=gone)
    elsewhere = EnrolmentFactory(classroom__school=classroom.school).student
    client = as_user(classroom.owner)
    before = list(User.objects.order_by("pk").values_list("pk", "password"))

    answers = [client.post(reverse(name, args=[classroom.pk, user.pk])).status_code for user in (elsewhere, gone, classroom.owner)]

    assert answers == [404, 404, 404]
    assert list(User.objects.order_by("pk").values_list("pk", "password")) == before


def test_a_student_begun_elsewhere_goes_on_after_being_taken_out_of_one_class(as_user):
    """Who sits in two classes keeps the other."""
    first, second = AssignmentFactory(), AssignmentFactory()
    student = enrolled(first.classroom)
    EnrolmentFactory(classroom=second.classroom, student=student)
    attempts = [started(assignment, student) for assignment in (first, second)]

    remove_student(classroom=first.classroom, student=student)

    client = as_user(student)
    assert [client.get(attempt.get_absolute_url()).status_code for attempt in attempts] == [404, 302]


# --- Colleagues ------------------------------------------------------------------------------------------------------


def test_an_admin_makes_a_colleague_whose_card_lets_them_in(as_user):
    admin = AdminFactory()

    response = as_user(admin).post(reverse("new_teacher"), {"display_name": "Ms Okafor"})

    [(name, username, password)] = cards(response)
    made = User.objects.get(username=username)
    assert (name, made.display_name, made.role, made.school) == ("Ms Okafor", "Ms Okafor", "teacher", admin.school)
    assert sign_in(username, password).status_code == 302
    assert words(part(response, "main")).startswith("School One new sign-in Done Print As a PDF")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("x" * 81, "Ensure this value has at most 80 characters (it has 81)."),
        ("Ms\x00", "Null characters are not allowed."),
    ],
    ids=["empty", "long", "null"],
)
def test_a_colleague_without_a_proper_name_is_not_made(as_user, name, said):
    admin = AdminFactory()

    response = as_user(admin).post(reverse("new_teacher"), {"display_name": name, "csrfmiddlewaretoken": "as a browser sends it"})

    assert (response.status_code, mistakes(response), User.objects.count()) == (422, [said], 1)
