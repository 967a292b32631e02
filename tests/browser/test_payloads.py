"""Three hundred attacks in every text there is, in a real Chromium: nothing runs, nothing is an element, and all of it is read as words.

The pages are opened without their content security policy, so that escaping alone must hold; another test holds the policy alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import UploadedFile
from django.template import base as template_base
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import Enrolment, User
from accounts.people.rosters.lists import ClassList, Listed
from accounts.people.rosters.oneroster import read_oneroster
from accounts.people.rosters.views.lists import LISTS
from accounts.people.rosters.views.school import FILES
from accounts.privacy.export import student_data
from revision.kept_notes import keep
from revision.notes.reading import read_pasted
from tests.accounts.people.rosters.files import export
from tests.browser.crowded import NOT_SHOWN, NOT_WRITTEN, Dealer, crowd, crowded_homework, questions_of, text_fields
from tests.factories import ClassroomFactory
from tests.payloads import CELLS, IN_SCRIPT, LETTERS, LONG_ONES, MARKDOWN, PAYLOADS, TEMPLATES, numbered
from tests.test_walk import ROWS, World, browser, build_world, visit

HOOK = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (said) => { window.ran(`${name} ${said}`); return null; };
}
addEventListener("htmx:beforeRequest", (event) => event.preventDefault());
"""
"""Before any script of the page: what would open a dialog is counted instead, and no page asks or sends by itself (a repair under
way goes on as soon as its page is open, and then goes to another page: the visit of the next would be cut off)."""

LOOK = r"""
([given, own]) => {
  const ADDRESS = /^(xlink:)?href$|^src$|action$|^data$|^poster$|^cite$|^background$|^(data-)?hx-(get|post|put|patch|delete|push-url)$/;
  const doc = given ? new DOMParser().parseFromString(given, "text/html") : document;
  const found = [], words = [doc.documentElement.textContent], known = new Set(own.split(" "));
  const never = "iframe frame frameset object embed applet base style math marquee plaintext xmp video audio animate set slot"
    + " template:not([id])";
  for (const el of doc.querySelectorAll(never.replaceAll(" ", ","))) found.push(`<${el.localName}>`);
  if (doc.createTreeWalker(doc, NodeFilter.SHOW_COMMENT).nextNode()) found.push("a comment");
  for (const el of doc.querySelectorAll("*")) {
    if (!known.has(el.localName)) found.push(`<${el.localName}>`);
    for (const { name, value } of el.attributes) {
      const strange = /^on|^(data-)?hx-on/i.test(name) || !/^[a-z][a-z0-9:_-]*$/i.test(name) || ["style", "srcdoc"].includes(name);
      const asks = /^(data-)?hx-/i.test(name) && !ADDRESS.test(name) && /alert|js:|\/\/|(?<![0-9a-f-])[1-9]\d{5}(?![0-9a-f-])/i.test(value);
      if (strange || asks) found.push(`${el.localName} ${name}=${value.slice(0, 200)}`);
      else if (ADDRESS.test(name)) {
        const to = URL.parse(value, location.href);
        const away = !to || (to.origin !== location.origin && to.protocol !== "mailto:");
        if (away || /\/[1-9]\d{5}$/.test(to.pathname)) found.push(`${el.localName} ${name}`);
      } else words.push(value);
    }
    const files = { script: "src", link: "href" }[el.localName];
    if (files && !(el.getAttribute(files) ?? "").startsWith("/static/")) found.push(`<${el.localName}> of another`);
    if (el.localName === "meta" && el.httpEquiv) found.push("<meta http-equiv>");
  }
  return [found, words.join("\n")];
}
"""
"""What a page has that none of ours ever has; and all that it says, the values of its attributes too."""
NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?!\d)")


def own_tags() -> str:
    """Every element that stands in a template or is drawn by code of ours."""
    drawing = [Path(project.BASE_DIR, "accounts", folder) for folder in ("templatetags", "results/charts")]
    files = [*Path(project.BASE_DIR, "templates").rglob("*.html"), *(file for folder in drawing for file in folder.rglob("*.py"))]
    named = {name.lower() for file in files for name in re.findall(r"<([a-z][a-z0-9]*)[\s>/]", file.read_text(encoding="utf-8"))}
    return " ".join(sorted(named | DRAWN))


DRAWN = {
    "rect",
    "path",
    "circle",
    "line",
    "text",
    "tspan",
    "svg",
    "g",
    "input",
    "select",
    "option",
    "optgroup",
    "textarea",
    "tbody",
    "mark",
    "br",
    "em",
    "strong",
    "desc",
}
"""By Django's widgets, by charts and pictures of codes, and by the browser."""
TAGS = own_tags()


def bare(text: str) -> str:
    """Without what Markdown and lines change: spaces, stars, underscores, case."""
    return "".join(text.split()).translate({ord("*"): None, ord("_"): None}).lower()


@dataclass
class Watch:
    """Looks at pages, and keeps what it saw."""

    dealer: Dealer
    page: Page
    base: str
    ran: list[str]
    shown: set[int] = field(default_factory=set)
    found: dict[str, list[str]] = field(default_factory=dict)

    def visits(self, path: str) -> None:
        response = self.page.goto(self.base + path, wait_until="load")
        if response is None or response.status >= 500:
            self.found[path] = ["broke"]
        self.looks(path)

    def looks(self, path: str, given: str = "") -> None:
        found, said = self.page.evaluate(LOOK, [given, TAGS])
        if found:
            self.found[path] = sorted(set(found))[:5]
        words = bare(said)
        for match in NUMBER.finditer(words):
            number = int(match[0])
            if number not in self.shown and number in self.dealer.dealt:
                payload = bare(self.dealer.dealt[number])
                if any(words.startswith(payload, match.start() - place.start()) for place in re.finditer(match[0], payload)):
                    self.shown.add(number)


@pytest.fixture
def watched(browser: Browser, live_server) -> Iterator[Any]:
    """A function that gives a page to watch; without its policy, unless ``policy``, so that escaping alone must hold."""
    contexts: list[BrowserContext] = []

    def come(dealer: Dealer, session: str = "", *, policy: bool = False) -> Watch:
        context = browser.new_context(bypass_csp=not policy, reduced_motion="reduce")
        contexts.append(context)
        ran: list[str] = []
        context.expose_function("ran", lambda said: ran.append(said))  # noqa: PLW0108 (a method of a list cannot be wrapped)
        context.add_init_script(HOOK)
        context.on("request", lambda request: None if ours(request.url) else ran.append(f"request {request.url}"))
        context.on("dialog", lambda dialog: (ran.append(f"dialog {dialog.message}"), dialog.dismiss()))
        if session:
            context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return Watch(dealer, context.new_page(), live_server.url, ran)

    def ours(address: str) -> bool:
        return address.startswith((live_server.url, "data:image/"))

    yield come
    for context in contexts:
        context.close()


# --- What is visited -----------------------------------------------------------------------------------------------------

LOOKERS = ("teacher", "student", "admin", "other_admin", "site_admin", "anonymous")
PLAIN = {"healthz", "readyz", "time_left", "mfa_login_webauthn"}
"""Addresses that answer with no page."""


def visits(world: World) -> Iterator[tuple[str, str]]:
    """Who looks at which address: every page there is, by a member of staff and by the student; and those of every question type."""
    for row in ROWS:
        opens = [who for who in LOOKERS if row.methods.get("GET", {}).get(who) == 200 and row.name not in PLAIN]
        for who in dict.fromkeys([*opens[:1], *(one for one in opens if one == "student")]):
            yield who, row.address(world, who)
    for who in ("admin", "site_admin"):
        yield who, reverse("home")
    yield "colleague", reverse("classes")
    yield "other_admin", reverse("staff")
    yield "teacher", f"{reverse('audit_log')}?page=2"
    yield "teacher", reverse("attempt", args=[world.written.pk])
    for kind in ("table", "picture"):
        yield "teacher", reverse("source", args=[world.course.sources.filter(kind=kind).first().pk])
    assignment, done, begun = crowded_homework(world)
    for who in ("student", "teacher"):
        yield who, reverse("attempt", args=[done.pk])
    for name, pk in (("results", assignment.pk), ("analysis", assignment.pk), ("paper", assignment.quiz_id)):
        yield "teacher", reverse(name, args=[pk])
    for position, question in enumerate(questions_of(world), start=1):
        yield "classmate", reverse("question_of_attempt", args=[begun.pk, position])
        yield "teacher", reverse("edit_question", args=[question.pk])


def from_outside(world: World, dealer: Dealer) -> None:
    """What waits after an upload: a class list, a school's export and notes, made of payloads."""
    names = [Listed(line, dealer.text("a class list", 80)) for line in range(1, 170)]
    teacher = world.people["teacher"]
    world.list_token = LISTS.keep(user=teacher, held=ClassList(dealer.text("a file's name", 100), tuple(names)).held())
    held = read_oneroster(export(), "school.zip", timezone.localdate()).held()
    held["name"] = dealer.text("a file's name", 100)
    world.school_token = FILES.keep(user=world.people["admin"], held=held)
    lines = [f"- The **Seine** {dealer.text('notes', 200)}" for _line in range(70)]
    world.notes_token = keep(
        user=teacher, notes=read_pasted("\n".join([f"# {dealer.text('notes', 100)}", *lines])), course_title=dealer.text("notes", 100)
    )


FEW = {
    "User.email": "on one's own page, and on a colleague's for the admin",
    "Invitation.email": "where one was just sent, and by the link",
    "Fact.reference": "on the page of the fact alone",
    "Assignment.instructions": "2,000 letters at most",
    "a file's name": "one at a time",
    "QuestionVersion.body of": "each type has room for some; together they have all",
}
"""Texts of which no page shows many at once: these get some of the payloads."""


def test_every_text_is_read_as_words(watched, settings, tmp_path) -> None:
    """Each of the payloads, in each text that a person may write, on every page: read word for word, and nothing of it is markup."""
    settings.MEDIA_ROOT = tmp_path
    world = build_world()
    dealer = Dealer()
    first = crowd(world, tmp_path)
    from_outside(world, dealer)
    addresses = list(visits(world))  # some are found by names
    dealer.fill(first)
    watches = {who: watched(dealer, world.sessions.get(who, "")) for who in (*LOOKERS, "colleague", "classmate")}

    for who, path in addresses:
        watches[who].visits(path)
    file = render_to_string("privacy/export.html", {"data": student_data(world.people["student"])})
    watches["teacher"].looks("the file of a student's data", file)

    assert {who: watch.ran for who, watch in watches.items() if watch.ran} == {}
    assert {f"{who} {path}": what for who, watch in watches.items() for path, what in watch.found.items()} == {}
    shown = dealer.fields_of({number for watch in watches.values() for number in watch.shown})
    assert {name for name in text_fields() if name not in NOT_WRITTEN} - shown.keys() == {"QuestionVersion.body", *NOT_SHOWN}
    wanted = {name: 5 if name.startswith(tuple(FEW)) else 300 for name in shown}
    assert {name: count for name, count in shown.items() if count < wanted[name]} == {}
    of_bodies = {number % 1000 for number in dealer.dealt if dealer.field_of(number).startswith("QuestionVersion.body")}
    assert len(of_bodies) >= 300


# --- What is sent back at once -------------------------------------------------------------------------------------------------

ASKED = ("q", "next", "class", "course", "topic", "sort", "attempts", "page", "kind", "under", "fact", "answer", "paper", "org", "from")
"""Names that some page or other reads from its address."""


def chunks(letters: int) -> list[str]:
    """All payloads, as many at a time as a field of so many letters holds."""
    found, dealer = [], Dealer()
    while dealer.turn.get("sent", 0) < len(PAYLOADS):
        found.append(dealer.text("sent", letters))
    return found


def test_what_is_sent_comes_back_as_words(watched) -> None:
    """In an address, or in a form that is shown again: pages as they are answered, read by the browser's own parser."""
    world = build_world()
    watch = watched(Dealer())
    watch.visits(reverse("account_login"))
    teacher, nobody = browser(world, "teacher"), Client()
    everything = max(LONG_ONES, key=len)

    pages: dict[str, Any] = {}
    for words in chunks(190):
        pages[f"search {words}"] = teacher.get(reverse("search"), {"q": words})
        pages[f"sign-in {words}"] = nobody.post(reverse("account_login"), {"login": words[:150], "password": "x"})
    for row in ROWS:
        if row.name not in PLAIN:
            asked = "&".join(f"{name}={quote(numbered(everything, 654321))}" for name in ASKED)
            pages[f"{row.label} asked"] = visit(world, "teacher", "GET", row, address=f"{row.address(world, 'teacher')}?{asked}")
        if "POST" in row.methods:
            fields = {name: value for name, value in row.data(world).items() if not isinstance(value, UploadedFile)}
            said = replace(row, data=lambda _world, fields=fields: {name: attacked(value) for name, value in fields.items()})
            pages[f"{row.label} sent"] = visit(world, "teacher", "POST", said)
    for name, response in pages.items():
        if response.headers.get("Content-Type", "").startswith("text/html"):
            watch.looks(name, response.content.decode())

    assert (watch.ran, watch.found) == ([], {})
    assert {name: response.status_code for name, response in pages.items() if response.status_code >= 500} == {}
    assert sum(b"654321" in response.content for response in pages.values()) >= 20


def attacked(value: Any) -> Any:
    """What was to be sent, with an attack in the place of its words."""
    return (
        [attacked(one) for one in value]
        if isinstance(value, list)
        else numbered(LONG_ONES[11], 654321)
        if isinstance(value, str)
        else value
    )


# --- One at a time -------------------------------------------------------------------------------------------------------------

ONE_BY_ONE = """<!DOCTYPE html><html lang="en"><title>One by one</title><main>{% for said in all %}
<p title="{{ said }}" data-x='{{ said }}'>{{ said }}</p><p>{{ said|said }}</p><p title="{{ said|plain }}">{{ said|plain }}</p>
<ul data-x="{{ said|as_json }}"><li>{{ said|linebreaks }}</li></ul><textarea>{{ said }}</textarea>{% endfor %}</main></html>"""
"""Each way in which a template of ours writes a text, without a neighbour that might swallow it."""


def test_no_payload_hides_another(watched) -> None:
    dealer = Dealer()
    all_of_them = [dealer.text("alone", len(payload) + 6) for payload in PAYLOADS]
    all_of_them += [numbered(payload, 900_000 + place) for place, payload in enumerate(LONG_ONES)]
    watch = watched(dealer)
    page = engines["django"].from_string(ONE_BY_ONE).render({"all": all_of_them})
    watch.page.route("**/one-by-one/", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))

    watch.visits("/one-by-one/")

    assert (watch.ran, watch.found) == ([], {})
    assert dealer.fields_of(watch.shown) == {"alone": len(PAYLOADS)}


# --- What would be seen --------------------------------------------------------------------------------------------------------

INSIDE = (
    "<p>§</p>",
    '<p title="§">',
    "<p title='§'>",
    "<p title=§>",
    '<a href="§">',
    "<textarea>§</textarea>",
    "<title>§</title>",
    "<table><tr><td>§",
)
FOR_OTHERS = (*TEMPLATES, *CELLS, *IN_SCRIPT, *MARKDOWN, *LETTERS)
"""Payloads that are meant for another program than a browser reading HTML."""


def test_each_payload_would_be_seen(watched) -> None:
    """Written into a page as it is, in one place or another, the look finds it: none of them is a dud."""
    watch = watched(Dealer())
    watch.visits(reverse("account_login"))
    look = f"([many, own]) => {{ const look = {LOOK}; return many.map((places) => places.some((one) => look([one, own])[0].length)); }}"
    every = (*PAYLOADS, *LONG_ONES)
    documents = [[place.replace("§", numbered(payload, 654321)) for place in INSIDE] for payload in every]

    seen = watch.page.evaluate(look, [documents, TAGS])

    assert {payload for payload, is_seen in zip(every, seen, strict=True) if not is_seen} - set(FOR_OTHERS) == set()
    assert sum(seen) >= 300


@pytest.mark.parametrize("policy", [False, True], ids=["without the policy", "with the policy"])
def test_templates_that_escape_nothing_are_caught(watched, monkeypatch, policy: bool) -> None:
    """A mutant: the class list as it would be without escaping. Script runs then and is seen; with the policy none does even so."""
    classroom = ClassroomFactory()
    dealer = Dealer()
    names = [dealer.text("name", 80) for _student in range(150)]
    students = User.objects.bulk_create(User(username=f"u{n}", display_name=name, school=classroom.school) for n, name in enumerate(names))
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    client = Client()
    client.force_login(classroom.owner)
    watch = watched(dealer, client.cookies[project.SESSION_COOKIE_NAME].value, policy=policy)
    monkeypatch.setattr(template_base, "conditional_escape", str)

    watch.page.goto(f"{watch.base}{reverse('roster', args=[classroom.pk])}", wait_until="commit")
    watch.page.wait_for_load_state("load")
    watch.looks("roster")

    assert len(watch.found["roster"]) == 5
    assert bool([what for what in watch.ran if what.startswith(("alert", "dialog"))]) is not policy
