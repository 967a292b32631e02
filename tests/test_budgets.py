"""What a page may weigh, load and contain: bytes, requests, hosts, scripts; and that each says where one is."""

import gzip
import itertools
import re
import uuid
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Attempt, AttemptItem
from quizzes.models import Slot
from quizzes.presentation import setup_for
from revision.actions import load_course
from revision.course_files import read_course
from revision.models import Course, Question
from revision.question_types import registry
from tests import factories
from tests.answers import ANSWERS
from tests.revision.folders import SHIPPED
from tests.test_walk import ROWS, World, browser, build_world, visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KILO = 1000
SECURITY_POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; script-src 'self'; style-src 'self'"
)


@pytest.fixture(autouse=True)
def refusals_are_not_news(caplog):
    caplog.set_level("ERROR", "django.request")


# --- Reading pages ---------------------------------------------------------------------------------------------------

ADDRESSES = {"src", "href", "action", "formaction", "poster", "data", "cite", "srcset", "hx-get", "hx-post", "hx-put", "hx-delete"}
LOADED = {("script", "src"), ("img", "src"), ("use", "href"), ("link", "href")}


class Page(HTMLParser):
    """What stands in a page: title, headings, language, addresses, and what a strict policy forbids."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.title = ""
        self.headings: list[str] = []
        self.languages: list[str | None] = []
        self.tags: Counter[str] = Counter()
        self.addresses: set[str] = set()
        self.references: list[tuple[str, dict[str, str]]] = []
        self.forbidden: list[str] = []
        self.inside: set[str] = set()
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.inside.add(tag)
        if tag == "h1":
            self.headings.append("")
        if tag == "html":
            self.languages.append(said.get("lang"))
        self.addresses |= {said[name] for name in ADDRESSES & said.keys()}
        if any((tag, name) in LOADED for name in said):
            self.references.append((tag, said))
        if tag == "style" or (tag == "script" and "src" not in said):
            self.forbidden.append(f"<{tag}>")
        self.forbidden += [name for name in said if name == "style" or re.match(r"on|hx-on", name) or "javascript:" in said[name]]

    def handle_endtag(self, tag: str) -> None:
        self.inside.discard(tag)

    def handle_data(self, data: str) -> None:
        if {"title", "head"} <= self.inside:  # a chart has a title of its own
            self.title += data
        if "h1" in self.inside:
            self.headings[-1] += data

    @property
    def files(self) -> set[str]:
        """The files that the page loads, each once."""
        return {(said.get("src") or said["href"]).split("#")[0] for _tag, said in self.references}

    def linked(self, rel: str) -> list[str]:
        return [said["href"] for tag, said in self.references if tag == "link" and said["rel"] == rel]

    @property
    def scripts(self) -> list[str]:
        return [said["src"] for tag, said in self.references if tag == "script"]


def file_of(address: str) -> Path:
    """The file behind an address under /static/."""
    assert address.startswith("/static/"), address
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found)


def squeezed(address: str) -> int:
    return len(gzip.compress(file_of(address).read_bytes(), 9))


def urls_in_css(address: str) -> set[str]:
    css = re.sub(r"/\*.*?\*/", "", file_of(address).read_text(), flags=re.DOTALL)
    return {
        urljoin(address, url.strip("\"' ")) for url in re.findall(r"url\(([^)]*)\)|@import\s+[\"']([^\"']+)", css) for url in url if url
    }


# --- The first load of a question ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(kept_through_module: None) -> Course:
    """The course that Revision comes with."""
    return load_course(document=read_course(SHIPPED)).course


LONGEST = 8
"""So many questions of each type are weighed: those with most to show. The rest of a page or an answer is always the same."""


def asked(question: Question) -> str:
    """What a question's page shows of its own."""
    version = question.current
    return f"{version.prompt} {version.body} {version.source.text if version.source else ''}"


def told(question: Question) -> str:
    """What an answer to it shows."""
    version = question.current
    return f"{version.body} {version.explanation} {[(fact.statement, fact.note) for fact in question.facts.all()]}"


def longest(course: Course, text: Callable[[Question], str]) -> Attempt:
    """Homework of the questions of each type that have most of a ``text``, begun."""
    questions = course.questions.asked().select_related("current__source").prefetch_related("facts")
    by_kind = sorted(questions, key=lambda question: (question.kind, -len(text(question))))
    chosen = [question for _kind, alike in itertools.groupby(by_kind, lambda question: question.kind) for question in [*alike][:LONGEST]]
    quiz = factories.QuizFactory(course=course, title="The longest questions")
    Slot.objects.bulk_create(Slot(quiz=quiz, position=place, question=question) for place, question in enumerate(chosen, start=1))
    return factories.started(factories.AssignmentFactory(quiz=quiz))


def question_page(client: Client, attempt: Attempt, position: int) -> HttpResponse:
    response = client.get(reverse("question_of_attempt", args=[attempt.pk, position]))
    assert response.status_code == 200
    return response


@pytest.fixture
def first_load(as_user) -> Page:
    attempt = factories.started(factories.AssignmentFactory(quiz=factories.quiz_of(10)))
    return Page(question_page(as_user(attempt.student), attempt, 1))


def test_styles_and_scripts_are_at_most_40_kb(first_load):
    sizes = {address: squeezed(address) for address in [*first_load.linked("stylesheet"), *first_load.scripts]}

    assert sorted(sizes) == [
        "/static/css/base.css",
        "/static/css/components.css",
        "/static/css/tokens.css",
        "/static/django_htmx/htmx-2.min.js",
        "/static/js/app.js",
        "/static/js/attempt.js",
        "/static/js/theme.js",
    ]
    assert sum(sizes.values()) <= 40 * KILO, sizes


def test_fonts_fetched_ahead_are_at_most_60_kb(first_load):
    preloaded = first_load.linked("preload")

    assert preloaded == ["/static/fonts/atkinson-next-latin.woff2"]
    assert sum(file_of(address).stat().st_size for address in preloaded) <= 60 * KILO


def test_ten_requests_at_most(first_load):
    """The page, what it names, and the pictures; the one font that it shows is among what it names."""
    fonts = {url for address in first_load.linked("stylesheet") for url in urls_in_css(address)}

    assert fonts - first_load.files == {"/static/fonts/atkinson-next-latin-ext.woff2"}  # fetched for a name like Łukasz alone
    assert 1 + len(first_load.files) <= 10, first_load.files


def test_styles_load_nothing_from_elsewhere(first_load):
    urls = {url for address in first_load.linked("stylesheet") for url in urls_in_css(address)}

    assert {url for url in urls if not file_of(url).exists()} == set()
    assert urls != set()


@pytest.mark.parametrize("address", ["js/app.js", "js/attempt.js", "js/theme.js"])
def test_scripts_name_no_address(address):
    assert re.findall(r"(?:https?:)?//[a-z0-9]+\.[a-z.]+", file_of(f"/static/{address}").read_text()) == []


def test_a_question_page_is_at_most_12_kb(as_user, shipped):
    """For the longest questions of each type in the course that ships."""
    attempt = longest(shipped, asked)
    client = as_user(attempt.student)
    sizes = {
        slug: len(question_page(client, attempt, position).content)
        for position, slug in attempt.items.values_list("position", "version__question__slug")
    }

    assert len(sizes) == LONGEST * len(registry.all_types())
    assert {slug: size for slug, size in sizes.items() if size > 12 * KILO} == {}


# --- The answer ------------------------------------------------------------------------------------------------------


def wrong_answers(item: AttemptItem) -> list[dict[str, Any]]:
    """Wrong answers, those with the longest feedback first where one is chosen or typed."""
    body, setup = item.version.body, setup_for(item.version, item.seed)
    match item.version.question.kind:
        case "single_choice":
            wrong = [number for number, option in enumerate(body["options"]) if not option["correct"]]
            wrong.sort(key=lambda number: -len(body["options"][number]["feedback"]))
            return [{"choice": str(setup.index(number) + 1)} for number in wrong]
        case "short_answer":
            near = sorted(body["near"], key=lambda near: -len(near["feedback"]))
            return [{"text": one["text"]} for one in near] + [{"text": "'" * 200}]
        case kind:
            return [ANSWERS[kind](body, setup, False)]


def test_the_answer_fragment_is_at_most_6_kb(as_user, shipped):
    """For the longest questions of each type answered wrongly: with the answer that has the longest feedback, where one is chosen or typed.

    Six on the way, compressed as every browser asks for it; written out a little more.
    """
    sizes: dict[str, tuple[int, int]] = {}
    attempt = longest(shipped, told)
    client = as_user(attempt.student)
    for item in attempt.items.select_related("version__question"):
        response = client.post(
            reverse("question_of_attempt", args=[attempt.pk, item.position]),
            {"key": str(uuid.uuid4()), **wrong_answers(item)[0]},
            headers={"HX-Request": "true", "Accept-Encoding": "gzip"},
        )
        page = gzip.decompress(response.content)
        assert (response.status_code, b'class="feedback' in page) == (200, True)
        sizes[item.version.question.slug] = (len(response.content), len(page))

    assert len(sizes) == LONGEST * len(registry.all_types())
    assert {slug: both for slug, both in sizes.items() if both[0] > 6 * KILO or both[1] > 7 * KILO} == {}


def test_every_type_is_in_the_shipped_course(shipped):
    """The figures above are of every type there is."""
    assert set(shipped.questions.values_list("kind", flat=True)) == set(registry.all_types())


# --- Every page ------------------------------------------------------------------------------------------------------


def pages_of(world: World, actor: str) -> dict[str, HttpResponse]:
    """Every page that an actor can open, by its address; and the one that says that there is none."""
    client = browser(world, actor)
    found = {address: client.get(address) for row in ROWS if "GET" in row.methods for address in [row.address(world, actor)]}
    pages = {address: response for address, response in found.items() if response.status_code == 200 and is_page(response)}
    return {**pages, "/nowhere/": client.get("/nowhere/")}


def is_page(response: HttpResponse) -> bool:
    return response.content.lstrip().lower().startswith(b"<!doctype html>")


SAFE = {
    "Content-Security-Policy": SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
KEPT_NOWHERE = {"no-store", "private"}
SIGNS_OUT = {("account_logout", "POST")}
"""Answers nobody any more, and with no page."""
READ_BY_SCRIPT = {settings.CSRF_COOKIE_NAME}
"""A draft is saved with the token of the cookie: it may be newer than the page's."""


def amiss(response: HttpResponse, *, signed_in: bool) -> dict[str, str]:
    """Which headers of an answer do not say what keeps it safe."""
    headers = {**response.headers, "Content-Security-Policy": "; ".join(sorted(response.headers["Content-Security-Policy"].split("; ")))}
    wrong = {name: headers.get(name, "missing") for name, said in SAFE.items() if headers.get(name) != said}
    kept = response.headers.get("Cache-Control", "missing")
    if signed_in and not set(kept.split(", ")) >= KEPT_NOWHERE:
        wrong["Cache-Control"] = kept
    for name, cookie in response.cookies.items():
        if not cookie.value:
            continue  # it is taken away
        if cookie["samesite"] != "Lax" or cookie["domain"] or (not cookie["httponly"] and name not in READ_BY_SCRIPT):
            wrong[f"cookie {name}"] = cookie.OutputString()
    return wrong


def test_every_address_answers_safely_to_everybody():
    """Each answer, whatever it is, has the headers; the policy allows nothing inline, and what is one person's is kept nowhere."""
    world = build_world()

    found = {
        (row.label, method, actor): wrong
        for row in ROWS
        for method in row.methods
        for actor in ("student", "teacher", "anonymous")
        if (wrong := amiss(visit(world, actor, method, row), signed_in=actor != "anonymous" and (row.name, method) not in SIGNS_OUT))
    }

    assert found == {}
    assert "unsafe" not in SECURITY_POLICY


@pytest.mark.parametrize("actor", ["student", "removed", "teacher", "admin", "anonymous"])
def test_every_page_says_where_one_is(actor):
    """A title unlike the others', one heading, and the language."""
    world = build_world()
    pages = {address: Page(response) for address, response in pages_of(world, actor).items()}

    titles = {address: " ".join(page.title.split()) for address, page in pages.items()}

    alike = [title for title, count in Counter(titles.values()).items() if count > 1]
    assert {address: title for address, title in titles.items() if title in alike} == {}
    assert [address for address, title in titles.items() if not re.fullmatch(r"\S.* · Revision", title)] == []
    assert {address: (len(page.headings), page.languages) for address, page in pages.items()} == dict.fromkeys(pages, (1, ["en-gb"]))
    assert [address for address, page in pages.items() if not page.headings[0].strip()] == []


@pytest.mark.parametrize("actor", ["student", "teacher", "admin", "anonymous"])
def test_no_page_has_anything_inline_or_from_elsewhere(actor):
    world = build_world()
    pages = {address: Page(response) for address, response in pages_of(world, actor).items()}

    assert {address: page.forbidden for address, page in pages.items() if page.forbidden} == {}
    elsewhere = {  # a letter that a teacher's own program writes goes nowhere by itself
        address: [url for url in page.addresses if urlsplit(url).netloc or urlsplit(url).scheme not in {"", "mailto"}]
        for address, page in pages.items()
    }
    assert {address: urls for address, urls in elsewhere.items() if urls} == {}
    assert {file for page in pages.values() for file in page.files if not file_of(file).exists()} == set()


@pytest.mark.parametrize("actor", ["student", "teacher", "admin", "anonymous"])
def test_every_icon_is_in_the_sprite(actor):
    """A name that is not there shows nothing at all."""
    world = build_world()
    sprite = set(re.findall(r'<symbol id="([^"]+)"|<symbol[^>]* id="([^"]+)"', file_of("/static/icons/icons.svg").read_text()))
    names = {name for pair in sprite for name in pair if name}
    used = {
        (address, said["href"].split("#")[1])
        for address, response in pages_of(world, actor).items()
        for tag, said in Page(response).references
        if tag == "use"
    }

    assert {(address, name) for address, name in used if name not in names} == set()


@pytest.mark.parametrize("actor", ["student", "teacher", "admin"])
def test_pages_of_who_is_signed_in_are_kept_nowhere(actor):
    """On a shared computer the next child presses Back. Caches are told that a part of a page is another answer."""
    world = build_world()

    kept = {
        address: (sorted(response.headers["Cache-Control"].split(", ")), "HX-Request" in response.headers["Vary"])
        for address, response in pages_of(world, actor).items()
    }

    assert {address: ("no-store" in control, "private" in control, varies) for address, (control, varies) in kept.items()} == dict.fromkeys(
        kept, (True, True, True)
    )
