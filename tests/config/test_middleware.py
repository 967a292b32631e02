"""What every request passes."""

from collections.abc import Callable
from gzip import decompress

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from config.middleware import CompactMiddleware
from tests.factories import CourseFactory, TeacherFactory, User, UserFactory

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGES = ["/courses/", "/quizzes/", "/facts/6d0a4f6e-8b4e-4b62-8df6-1d4f7b1c9f10/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_back(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("seen", "back"),
    [
        ("http://testserver/quizzes/1/?page=2&x=a", "%2Fquizzes%2F1%2F%3Fpage%3D2%26x%3Da"),
        ("http://testserver/", "%2F"),
        ("https://elsewhere.example.org/quizzes/", "%2F"),
        ("", "%2F"),
    ],
)
def test_htmx_is_told_to_go_and_sign_in(client: Client, address: str, seen: str, back: str) -> None:
    """A redirect would be followed, and the sign-in page swapped into the middle of this one."""
    response = client.get(address, headers={"HX-Request": "true", **({"HX-Current-URL": seen} if seen else {})})
    assert (response.status_code, response["HX-Redirect"], response.content) == (401, f"/accounts/login/?next={back}", b"")
    assert "Location" not in response


def test_htmx_of_somebody_signed_in_gets_its_answer(as_user: Callable[[User], Client]) -> None:
    course = CourseFactory()
    response = as_user(TeacherFactory()).get("/courses/", headers={"HX-Request": "true"})
    assert (response.status_code, response["Location"]) == (302, f"/courses/{course.slug}/")


def test_pages_of_somebody_signed_in_are_kept_nowhere(as_user: Callable[[User], Client]) -> None:
    CourseFactory()
    client = as_user(TeacherFactory())
    assert {address: client.get(address)["Cache-Control"] for address in ("/healthz", "/courses/")} == {
        "/healthz": "no-store, private",
        "/courses/": "no-store, private",
    }
    assert as_user(UserFactory()).get("/courses/")["Cache-Control"] == "no-store, private"


def test_a_page_for_everybody_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/healthz")


def test_caches_are_told_that_htmx_gets_something_else(client: Client, as_user: Callable[[User], Client]) -> None:
    for response in (
        client.get("/healthz"),
        client.get("/courses/"),
        client.get("/courses/", headers={"HX-Request": "true"}),
        as_user(UserFactory()).get("/courses/"),
    ):
        names = {name.strip() for name in response["Vary"].split(",")}
        assert names - {"Accept-Encoding"} == {"Cookie", "HX-Request"}


def test_nothing_from_elsewhere_runs_or_is_shown(client: Client, as_user: Callable[[User], Client]) -> None:
    for response in (
        client.get("/healthz"),
        client.get("/courses/"),
        client.get("/courses/", headers={"HX-Request": "true"}),
        client.get("/nowhere/"),
        as_user(UserFactory()).get("/courses/"),
    ):
        assert response["Content-Security-Policy"] == CSP
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert (response["Referrer-Policy"], response["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin")
    assert "unsafe" not in CSP


# --- Compact pages ---------------------------------------------------------------------------------------------------


def compacted(response: HttpResponse | StreamingHttpResponse) -> bytes:
    def view(request: HttpRequest) -> HttpResponse:
        return response

    return b"".join(CompactMiddleware(view)(RequestFactory().get("/")))


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("<ul>\n    <li>a b</li>\n\n\t\n  <li>c</li>\n</ul>\n", "<ul>\n<li>a b</li>\n<li>c</li>\n</ul>\n"),
        ("<b>a</b>\n  <b>b</b>", "<b>a</b>\n<b>b</b>"),
        ("<b>a</b>  <b>b</b>", "<b>a</b>  <b>b</b>"),
        ("", ""),
        ("  <p>\n  <pre>a\n   b</pre>", "  <p>\n  <pre>a\n   b</pre>"),
        ("<p>\n  <textarea name=x>a\n   b</textarea>", "<p>\n  <textarea name=x>a\n   b</textarea>"),
    ],
)
def test_a_page_travels_without_its_indentation_where_spaces_mean_nothing(page: str, sent: str) -> None:
    assert compacted(HttpResponse(page)) == sent.encode()


@pytest.mark.parametrize("kind", ["text/plain", "text/csv", "application/json"])
def test_what_is_no_page_travels_as_it_is(kind: str) -> None:
    assert compacted(HttpResponse("a\n   b", content_type=kind)) == b"a\n   b"
    assert compacted(StreamingHttpResponse(["a\n", "   b"], content_type="text/html")) == b"a\n   b"


def test_a_long_page_travels_compressed(client: Client) -> None:
    plain = client.get("/accounts/login/")
    packed = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert (plain.status_code, packed.status_code, packed["Content-Encoding"]) == (200, 200, "gzip")
    assert b"\n " not in plain.content
    assert decompress(packed.content)[:15] == plain.content[:15] == b"<!DOCTYPE html>"
