"""Nobody is offered what they may not do: every link and form on every page that somebody can reach from home works for them."""

import datetime
from collections import deque
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from tests import factories
from tests.test_walk import World, browser, build_world

pytestmark = pytest.mark.django_db

ROLES = ("student", "teacher", "co_teacher", "assistant", "admin", "site_admin")
"""A student; a class's owner, a co-teacher who may do everything in it and one who only reads; both admins."""
type Kind = tuple[str, str, bool]
FINE = {
    "get": {200, 204, 302},
    "post": {200, 204, 302, 400, 409, 422},
}
"""A form is sent here without what has to be filled in."""


@pytest.fixture(autouse=True)
def refusals_are_not_news(caplog):
    caplog.set_level("CRITICAL", "django.request")


class Offers(HTMLParser):
    """What a page offers: addresses of links and of what it fetches, and of forms with what they send by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.form: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = {}
            self.found.append(("post" if has.get("method", "get").lower() == "post" else "get", has.get("action", ""), self.form))
        elif self.form is not None and has.get("name") and "formaction" not in has and (tag == "button" or has.get("type") == "hidden"):
            self.form.setdefault(has["name"], has.get("value", ""))  # of several buttons the first is pressed
        elif tag == "a" and "href" in has:
            self.found.append(("get", has["href"], {}))
        pressed = {has["name"]: has.get("value", "")} if has.get("name") else {}
        for method in ("get", "post"):
            if f"hx-{method}" in has:
                self.found.append((method, has[f"hx-{method}"], pressed))
        if "formaction" in has:
            self.found.append(("post", has["formaction"], pressed))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def offered(page: str, address: str) -> list[tuple[str, str, dict[str, str]]]:
    """Each offer of a page once, by method and whole address; other hosts and files are none of ours."""
    parser = Offers()
    parser.feed(page)
    found = []
    for method, target, data in parser.found:
        url = urlsplit(urljoin(address, target))
        if url.scheme or url.netloc or not url.path.startswith("/") or url.path.startswith("/static/"):
            continue
        query = f"?{url.query}" if url.query else ""
        found.append((method, url.path + query, data))
    return found


def kind_of(method: str, address: str) -> Kind:
    """Offers of one kind are tried once: the name of the address, and whether its query names a class."""
    url = urlsplit(address)
    try:
        name = resolve(url.path).view_name
    except Resolver404:
        name = url.path
    return method, name, "class" in dict(parse_qsl(url.query))


def walk(world: World, role: str) -> dict[str, int]:
    """Follow every kind of offer from home on; what was answered with a refusal, by offer and the page that made it."""
    refused: dict[str, int] = {}
    tried: set[Kind] = set()
    waiting = deque([("get", "/", {}, "the start")])
    while waiting:
        method, address, data, page = waiting.popleft()
        kind = kind_of(method, address)
        if kind in tried or kind[1] == "account_logout":
            continue
        tried.add(kind)
        client = browser(world, role)
        if method == "get":
            response = client.get(address, data if data and "?" not in address else None)
        else:
            with transaction.atomic():  # whatever it does is undone: only the answer counts
                response = client.post(address, data)
                transaction.set_rollback(True)
        if response.status_code not in FINE[method]:
            refused[f"{method} {address} on {page}"] = response.status_code
        elif response.status_code == 302:
            waiting.append(("get", urljoin(address, response.headers["Location"]), {}, f"{page}, sent on from {address}"))
        if method == "get" and response.status_code == 200 and not response.streaming and "html" in response.headers["Content-Type"]:
            of_the_class = sorted(offered(response.content.decode(), address), key=lambda one: str(world.classroom.pk) not in one[1])
            waiting.extend((*one, kind[1]) for one in of_the_class)
    assert len(tried) > 5, f"{role} got nowhere: {tried}"
    return refused


@pytest.mark.once
def test_whatever_a_page_offers_works_for_whom_it_is_offered():
    world = build_world()

    assert {role: refused for role in ROLES if (refused := walk(world, role))} == {}


def test_setting_homework_is_offered_where_it_may_be_set(as_user):
    """On the pages of a class that a colleague only reads, and of one in which they set homework."""
    reads, sets = factories.ClassroomFactory(), factories.ClassroomFactory()
    offers = {}
    for classroom, grants in ((reads, {}), (sets, {"may_edit": True})):
        factories.enrolled(classroom)
        client, new = as_user(factories.co_teacher_of(classroom, **grants)), reverse("new_homework")
        pages = ["/", reverse("gradebook", args=[classroom.pk]), reverse("classroom", args=[classroom.pk])]
        homework = factories.AssignmentFactory(classroom=classroom, opens=timezone.now() + datetime.timedelta(days=1))
        pages += [reverse("homework"), reverse("results", args=[homework.pk])]
        offers[classroom] = [any(url.startswith(new) for _m, url, _d in offered(client.get(page).content.decode(), page)) for page in pages]

    assert offers == {reads: [False] * 5, sets: [True] * 4 + [False]}


def test_the_walk_sees_what_is_offered():
    page = """
    <a href="/a/?sort=name#x">A</a> <a href="https://elsewhere.example/">E</a> <a href="?page=2">2</a> <a href="#here">H</a>
    <form method="post" action="/b/"><input type="hidden" name="next" value="/"><button formaction="/c/">C</button></form>
    <form><input name="q"></form> <p hx-get="/d/"></p>
    """

    assert offered(page, "/home/") == [
        ("get", "/a/?sort=name", {}),
        ("get", "/home/?page=2", {}),
        ("get", "/home/", {}),
        ("post", "/b/", {"next": "/"}),
        ("post", "/c/", {}),
        ("get", "/home/", {}),
        ("get", "/d/", {}),
    ]
    assert kind_of("get", "/classes/?b=1&a=2&a=3") == ("get", "classes", False)
