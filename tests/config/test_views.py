"""Pages of the installation itself: whether it lives, and what it says when something goes wrong."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.urls import urlpatterns as every_address
from tests.accounts.attempts.test_views import part, tags, words
from tests.factories import TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the server")


urlpatterns = [path("broken/", broken), *every_address]


@pytest.fixture
def with_a_broken_page(settings):
    settings.ROOT_URLCONF = __name__


# --- Whether it lives ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_says_ok_to_who_asks(client, path):
    response = client.get(path)

    assert (response.status_code, response.content, response.headers["Content-Type"]) == (200, b"ok", "text/plain")


@pytest.mark.parametrize(("path", "count"), [("/healthz", 0), ("/readyz", 1)])
def test_whether_the_database_answers_is_asked_once_where_it_matters(client, django_assert_num_queries, path, count):
    with django_assert_num_queries(count):
        client.get(path)


def test_without_a_database_no_traffic_is_asked_for(client):
    def gone(*args):
        raise OperationalError("the database has gone away: password=secret")

    with connection.execute_wrapper(gone):
        answers = [client.get(path) for path in ("/readyz", "/healthz")]

    assert [(response.status_code, response.content) for response in answers] == [(503, b"The database does not answer."), (200, b"ok")]


# --- What goes wrong -------------------------------------------------------------------------------------------------


def test_a_page_that_is_not_here_says_so_in_our_words(client, as_user):
    pages = [client.get("/nowhere/"), as_user(UserFactory()).get("/nowhere/"), as_user(TeacherFactory()).get("/nowhere/")]

    said = (
        "Error 404 This page is not here The address may be old, or the homework may have been taken back. "
        "What you answered is kept. Go to my page"
    )
    assert [(page.status_code, words(part(page, "main"))) for page in pages] == [(404, said)] * 3


@pytest.mark.parametrize("path", ["/%00", "/%ff", "/accounts/%2e%2e/", "/../../etc/passwd", "/static/../manage.py", "/\u202e"])
def test_odd_addresses_are_not_here(client, path):
    assert client.get(path).status_code == 404


def test_what_breaks_says_nothing_of_how(with_a_broken_page, as_user):
    """Not to a visitor, nor to who is signed in; and where it leads back to."""
    broke = []
    for client in (Client(), as_user(UserFactory())):
        client.raise_request_exception = False
        broke.append(client.get("/broken/"))

    kept = "What was saved before is kept. What you just sent may not be: go back and try again."
    said = f"Error 500 Something broke on our side {kept} Go to my page"
    assert [(page.status_code, words(part(page, "main"))) for page in broke] == [(500, said)] * 2
    assert [tags(page, "a", "href", **{"class": "btn btn-main"}) for page in broke] == [["/"]] * 2
    assert [b"secret" in page.content for page in broke] == [False, False]
    assert ["unsafe" in page.headers["Content-Security-Policy"] for page in broke] == [False, False]


def test_the_page_of_what_broke_asks_the_database_nothing(with_a_broken_page, django_assert_num_queries):
    """It may be the database that broke."""
    client = Client(raise_request_exception=False)

    with django_assert_num_queries(0):
        response = client.get("/broken/")

    assert response.status_code == 500


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "localhost:nope"])
def test_another_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


def test_a_form_without_its_token_is_refused_in_our_words():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert words(part(response, "main")).startswith("Error 403 That form was too old")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_headers_that_keep_it_safe(client, with_a_broken_page, header, value):
    client.raise_request_exception = False

    found = {path: client.get(path).headers[header] for path in ("/", "/healthz", "/nowhere/", "/broken/", "/classes/")}

    assert found == dict.fromkeys(found, value)
