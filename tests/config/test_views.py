"""Pages of the installation itself: whether it lives, and what it says when something goes wrong."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.urls import handler400, handler500  # noqa: F401 (Django asks the module of the addresses for them)
from config.urls import urlpatterns as every_address
from tests.accounts.attempts.test_views import part, tags, words
from tests.factories import PASSWORD, SchoolFactory, TeacherFactory, UserFactory
from tests.test_budgets import amiss

pytestmark = pytest.mark.django_db


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the server")


@login_not_required
def full(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database or disk is full")


@login_not_required
def says(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(status=status)


urlpatterns = [path("broken/", broken), path("full/", full), path("says/<int:status>/", says), *every_address]


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


def answers(client: Client, settings) -> dict[int, HttpResponse]:
    """One answer of each kind there is, by its status; what a browser loads is an answer too."""
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    client.raise_request_exception = False
    many = "a" * 2 * 1024 * 1024
    found = [
        client.get("/"),
        client.get("/accounts/login"),
        client.get("/classes/"),
        client.get("/", headers={"host": "evil.example"}),
        client.get("/classes/", headers={"HX-Request": "true"}),
        Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"}),
        client.get("/nowhere/"),
        client.delete("/healthz"),
        client.get("/says/409/"),
        client.post("/accounts/login/", {"login": many}),
        client.post("/join/", {}),
        client.get("/broken/"),
        client.get("/full/"),
    ]
    return {response.status_code: response for response in found}


def test_every_answer_carries_the_headers_that_keep_it_safe(client, with_a_broken_page, settings):
    """Whatever its status; a file that a page loads too."""
    SchoolFactory()
    found = answers(client, settings)
    found[0] = client.get("/static/css/base.css")
    b"".join(found[0].streaming_content)
    found[0].close()

    assert sorted(found) == [0, 200, 301, 302, 400, 401, 403, 404, 405, 409, 413, 422, 500, 503]
    assert {status: amiss(response, signed_in=False) for status, response in found.items()} == {status: {} for status in found}
    assert (found[0].status_code, found[0].headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')


def test_nor_is_any_answer_to_who_is_signed_in_kept(as_user, with_a_broken_page, settings):
    """Another host is refused before anybody is known; the form without its token was sent by nobody here."""
    found = answers(as_user(UserFactory()), settings)

    assert {status for status, response in found.items() if amiss(response, signed_in=True)} == {400, 403}


def test_over_https_cookies_and_addresses_stay_there(client, settings):
    """As config/settings.py has it for whoever serves others (test_settings.py)."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    over_https = {"X-Forwarded-Proto": "https"}
    student = UserFactory()

    plain = client.get("/accounts/login/")
    page = client.get("/accounts/login/", headers=over_https)
    signed_in = client.post("/accounts/login/", {"login": student.username, "password": PASSWORD}, headers=over_https)

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/accounts/login/")
    assert page["Strict-Transport-Security"] == "max-age=31536000"
    cookies = {**page.cookies, **signed_in.cookies}
    assert {name: bool(cookie["secure"]) for name, cookie in cookies.items()} == {"csrftoken": True, "sessionid": True}
