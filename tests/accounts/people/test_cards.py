"""Sign-in cards: shown once, and the same as a PDF."""

import builtins
import io

import pypdf
import pytest
from django.urls import reverse

from accounts.people import cards
from accounts.people.actions import Card
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import NOON, SECOND
from tests.factories import AdminFactory, ClassroomFactory, TeacherFactory, UserFactory, enrolled

pytestmark = pytest.mark.django_db

draws = pytest.mark.pdf

ADDRESS = "https://quiz.example.org/accounts/login/"


def some(count):
    return [cards.PrintedCard(f"Student Number{place}", f"otter-{1000 + place}", f"amber-mill-w{place}") for place in range(count)]


def pages(data):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


@draws
@pytest.mark.parametrize(("count", "sheets"), [(1, [1]), (8, [8]), (9, [8, 1]), (30, [8, 8, 8, 6])])
def test_eight_cards_fit_on_a_sheet(count, sheets):
    found = pages(cards.cards_pdf(some(count), address=ADDRESS, school="Hill School"))

    assert [page.count("Username") for page in found] == sheets
    assert all(f"otter-{1000 + place}" in "".join(found) and f"amber-mill-w{place}" in "".join(found) for place in range(count))


@draws
def test_a_card_says_name_username_password_and_where_to_sign_in():
    [page] = pages(cards.cards_pdf(some(1), address=ADDRESS, school="Hill School"))

    said = " ".join(page.split())
    for words_of_it in (
        "Hill School",
        "Student Number0",
        "Username otter-1000",
        "Password amber-mill-w0",
        "Sign in at https://quiz.example.org",
    ):
        assert words_of_it in said


@draws
@pytest.mark.parametrize(
    "name", ["<script>x</script> & Co", "Łukasz Żak", "x" * 80, "王小明", "محمد علي", "<img src='file:///etc/passwd'>"]
)
def test_any_name_stays_on_one_sheet_and_is_no_markup(name):
    rows = [cards.PrintedCard(name, "otter-1000", "amber-mill-tea")] * 8

    found = pages(cards.cards_pdf(rows, address=ADDRESS, school="Hill School"))

    assert (len(found), found[0].count("Username")) == (1, 8)


def test_the_square_code_holds_the_address_alone():
    """As segno draws it: the same for everybody, with nothing of the student in it."""
    one, two = cards.qr_code(ADDRESS), cards.qr_code(ADDRESS)

    assert (one == two, one.startswith("<svg"), "<script" in one, "style=" in one) == (True, True, False, False)


def test_cards_come_back_to_who_was_shown_them_for_an_hour(time_machine):
    time_machine.move_to(NOON, tick=False)
    teacher, other = TeacherFactory(), TeacherFactory()
    sealed = cards.sealed([Card(UserFactory(display_name="Ann Li", username="otter-1000"), "amber-mill-tea")], teacher)

    mine, theirs = cards.unsealed(sealed, teacher), cards.unsealed(sealed, other)
    time_machine.move_to(NOON + 3601 * SECOND, tick=False)

    assert (mine, theirs) == ([cards.PrintedCard("Ann Li", "otter-1000", "amber-mill-tea")], None)
    assert [cards.unsealed(said, teacher) for said in (sealed, "", "made up")] == [None] * 3


@pytest.fixture
def without_pango(monkeypatch):
    """Importing WeasyPrint fails as it does where Pango is missing."""
    real = builtins.__import__

    def imports(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", imports)


def printed(client, classroom, student):
    response = client.post(reverse("reset_password", args=[classroom.pk, student.pk]))
    page = response.content.decode()
    sealed = page.split('name="cards"')[1].split('value="')[1].split('"')[0]
    return response, client.post(reverse("print_cards"), {"cards": sealed, "name": classroom.name})


@draws
def test_the_page_of_cards_becomes_a_pdf(as_user):
    classroom = ClassroomFactory(name="11B History")
    student = enrolled(classroom, display_name="Ann Li")

    shown, pdf = printed(as_user(classroom.owner), classroom, student)

    assert (pdf.headers["Content-Type"], pdf.headers["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="11b-history.pdf"',
    )
    [page] = pages(pdf.content)
    assert ("Ann Li" in page, student.username in page, 'class="qr"' in shown.content.decode()) == (True, True, True)


@pytest.mark.usefixtures("without_pango")
def test_without_pango_the_cards_are_printed_by_the_browser(as_user):
    classroom = ClassroomFactory()
    student = enrolled(classroom, display_name="Ann Li")

    _shown, page = printed(as_user(classroom.owner), classroom, student)

    main = words(part(page, "main"))
    assert page.status_code == 200
    assert main.startswith("Print from your browser This server cannot draw PDFs, so here are the same cards to print")
    assert f"Ann Li Username {student.username} Password" in main


def test_cards_that_were_never_made_are_not_printed(as_user):
    answers = [
        as_user(user()).post(reverse("print_cards"), {"cards": "made up"}).status_code
        for user in (TeacherFactory, AdminFactory, UserFactory)
    ]

    assert answers == [404, 404, 404]
