"""Takes a picture of every page of the demo school: phone and desktop, light and dark. `just shots` runs it; pictures go to shots/.

It serves a demo school of its own on a free port of this machine, and stops it again.
"""

import argparse
import contextlib
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))  # it is run as a script

from accounts.people.providers.configured import NAMES as NAMES_OF
from tests.openid_provider import CLIENT, SECRET, FakeProvider, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
THEMES = ("light", "dark")


@contextlib.contextmanager
def demo_school(data: str, **settings: str) -> Iterator[str]:
    """The address of a demo school, kept in the folder ``data``, that is served while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    environment = {**os.environ, "REVISION_DATA_DIR": data, **settings}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        for _half_second in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=2)
                break
            time.sleep(0.5)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def sign_in(context: BrowserContext, base: str, who: str) -> Page:
    page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", os.environ.get("REVISION_DEMO_PASSWORD", "demo-only"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state("networkidle")
    return page


def links(page: Page, path: str, pattern: str) -> list[str]:
    """Addresses on a page that match, each once."""
    page.goto(path)
    found = re.findall(pattern, page.content())
    return list(dict.fromkeys(found))


def shoot(page: Page, base: str, path: str, name: str, folder: Path) -> None:
    if path:
        page.goto(base + path)
        page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    print(name)  # noqa: T201 (says what it took)


def visitor_pages(browser: Browser, base: str, folder: Path, options: dict) -> None:
    context = browser.new_context(**options)
    page = context.new_page()
    for path, name in (
        ("/", "visitor"),
        ("/accounts/login/", "sign-in"),
        ("/accounts/password/forgotten/", "forgotten-ask"),
        ("/join/", "join"),
        ("/nowhere", "404"),
    ):
        shoot(page, base, path, name, folder)
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", "nobody")
    page.fill("[name=password]", "wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    shoot(page, base, "", "sign-in-refused", folder)
    context.close()


PROVIDER = {"REVISION_GOOGLE_CLIENT_ID": "google", "REVISION_GOOGLE_CLIENT_SECRET": "x", "REVISION_EMAIL_URL": "dummy://"}
COLLEAGUE = """
from accounts.models import User
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.tokens import default_token_generator
teacher = User.objects.get(username="teacher")
teacher.email = "okafor@demo.example"
teacher.save()
one = User(username="steps", display_name="Mr Steps", email="steps@demo.example", role="teacher", school=teacher.school)
one.password = teacher.password
one.save()
TOTP.activate(one, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
print(f"/accounts/password/new/{one.pk}/{default_token_generator.make_token(one)}/")
"""
"""Makes somebody with a second step, and prints a link for their new password."""


def sign_in_pages(browser: Browser, base: str, link: str, provider: FakeProvider, folder: Path, options: dict) -> None:
    """All of signing in, where providers and mail are set."""
    context = browser.new_context(**options)
    page = context.new_page()
    for path, name in (("/accounts/login/", "sign-in-providers"), ("/accounts/password/forgotten/", "forgotten"), (link, "password-new")):
        shoot(page, base, path, name, folder)
    shoot(page, base, f"{link[:-2]}/", "password-link-over", folder)
    page.goto(f"{base}/accounts/password/forgotten/")
    page.fill("[name=email]", f"somebody@{folder.name}.example")
    page.locator("main button[type=submit]").first.click()
    shoot(page, base, "", "forgotten-sent", folder)
    for name, claims in (
        ("provider-unvouched", {"email": "okafor@demo.example"}),
        ("provider-unknown", {"email": "private.person@demo.example", "email_verified": True}),
    ):
        provider.claims = claims
        page.goto(f"{base}/accounts/login/")
        page.get_by_role("button", name="Sign in with Elm ID").click()
        page.get_by_role("link", name="Go on").click()
        shoot(page, base, "", name, folder)
    shoot(page, base, "/accounts/with/google/back/?state=x", "provider-stale", folder)
    page = sign_in(context, base, "steps")
    shoot(page, base, "", "second-step-code", folder)
    context.close()
    context = browser.new_context(**options)
    page = sign_in(context, base, "teacher")
    for path, name in (("sign-ins/", "sign-ins"), ("second-step/", "second-step"), ("second-step/app/", "second-step-app")):
        shoot(page, base, f"/accounts/{path}", name, folder)
    context.close()


def student_pages(browser: Browser, base: str, folder: Path, options: dict) -> None:
    context = browser.new_context(**options)
    page = sign_in(context, base, "student")
    shoot(page, base, "/", "student-home", folder)
    shoot(page, base, "/progress/", "student-progress", folder)
    done = links(page, f"{base}/progress/", r'href="(/attempts/[0-9a-f-]+/)"')
    if done:
        shoot(page, base, done[1 % len(done)], "student-score", folder)
    intros = links(page, f"{base}/", r'href="(/homework/[0-9a-f-]+/)"')
    if intros:
        shoot(page, base, intros[0], "student-homework", folder)
        attempt = begin(page, base, -2)
        shot_kinds(page, base, attempt, folder)
        shoot(page, base, f"{attempt}finish/", "student-finish", folder)
        shoot_whole_page(page, base, folder)
    context.close()
    shoot_expired(browser, base, attempt, folder, options)


def begin(page: Page, base: str, which: int) -> str:
    """Start a piece of homework from the first page, or carry on; the address of the attempt."""
    page.goto(base + "/")
    page.locator("main form button").nth(which).click()
    page.wait_for_load_state("networkidle")
    return re.search(r"/attempts/[0-9a-f-]+/", page.url)[0]


def shoot_whole_page(page: Page, base: str, folder: Path) -> None:
    """All questions on one page, before any is checked and after the first."""
    begin(page, base, -1)
    shoot(page, base, "", "whole-page", folder)
    waiting = page.locator("[data-part]:has(label.option input, input[type=text])").first
    card = page.locator(f"#{waiting.get_attribute('id')}")
    if card.locator("label.option").count():
        card.locator("label.option").first.click()
    else:
        card.locator("input[type=text]").fill("Kamenef")
    card.get_by_role("button", name="Check").click()
    card.locator(".verdict").wait_for()
    shoot(page, base, "", "whole-page-checked", folder)


def shoot_expired(browser: Browser, base: str, attempt: str, folder: Path, options: dict) -> None:
    """Without script, an answer that is sent when the sign-in has run out."""
    context = browser.new_context(**options, java_script_enabled=False)
    page = sign_in(context, base, "student")
    for position in range(9, 0, -1):
        page.goto(f"{base}{attempt}{position}/")
        if page.locator("form[data-question] :is(label.option input, input[type=text])").count():
            break
    if page.locator("label.option").count():
        page.locator("label.option").first.click()
    if page.locator("form[data-question] input[type=text]").count():
        page.locator("form[data-question] input[type=text]").first.fill("1921")
    context.clear_cookies(name="sessionid")
    page.locator("form[data-question] .actionbar button[type=submit]").click()
    shoot(page, base, "", "sign-in-expired", folder)
    page.fill("[name=login]", "student")
    page.fill("[name=password]", os.environ.get("REVISION_DEMO_PASSWORD", "demo-only"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    shoot(page, base, "", "question-unsent", folder)
    context.close()


def shoot_changed(browser: Browser, base: str, folder: Path, options: dict) -> None:
    """An answer of a test, given, and opened again to be changed, by one of the second class."""
    context = browser.new_context(**options)
    teacher = sign_in(context, base, "teacher")
    room = links(teacher, f"{base}/classes/", r'href="(/classes/[0-9a-f]{8}-[0-9a-f-]+/)"')[1]
    names = links(teacher, f"{base}{room}students/", r"\b([a-z]+-\d{4})\b")
    context.close()
    for name in names:
        context = browser.new_context(**options)
        page = sign_in(context, base, name)
        if page.locator("main section", has=page.locator("form button", has_text="Start")).filter(has_text="Mock test").count():
            attempt = begin(page, base, -1)
            for position in range(1, 12):
                page.goto(f"{base}{attempt}{position}/")
                if page.locator("fieldset.options input[type=radio]").count():
                    break
            page.locator("label.option").nth(1).click()
            page.locator("form[data-question] .actionbar button[type=submit]").click()
            page.locator(".verdict").wait_for()
            shoot(page, base, "", "question-saved", folder)
            shoot(page, base, f"{attempt}{position}/?change", "question-change", folder)
            context.close()
            return
        context.close()


def shot_kinds(page: Page, base: str, attempt: str, folder: Path) -> None:
    """Each kind of question once before and once after its answer, as far as the attempt has them left; one with its hint."""
    seen: set[str] = set()
    for position in range(1, 10):
        page.goto(f"{base}{attempt}{position}/")
        fields = {"choice": "input[name=choice]", "typed": "input[name=text]"}
        kind = next((kind for kind, field in fields.items() if page.locator(field).count()), "ordering")
        if not page.locator("form[data-question]").count() or (kind in seen and "hint" in seen):
            continue
        if kind not in seen:
            shoot(page, base, "", f"question-{kind}", folder)
        if kind == "choice":
            page.locator("label.option").first.click()
        elif kind == "typed":
            page.fill("input[name=text]", "Kamenef")
        page.locator("form[data-question] .actionbar button[type=submit]").click()
        page.locator(".verdict, .error").first.wait_for()
        if page.locator("#feedback .note").count() and "hint" not in seen:
            shoot(page, base, "", "question-hint", folder)
            seen.add("hint")
        elif kind not in seen:
            shoot(page, base, "", f"question-{kind}-answered", folder)
        seen.add(kind)


def whole_class(page: Page, base: str, room: str, folder: Path) -> None:
    """A class over all its homework, and files of results."""
    for part in ("gradebook/", "gradebook/?paper=1", "gradebook/weights/", "gradebook/export/", "reports/", "now/"):
        shoot(page, base, room + part, f"class-{re.sub('[^a-z]+', '-', part).strip('-')}", folder)
    for found in links(page, f"{base}/homework/", r'href="(/results/[0-9a-f-]+/)"')[:1]:
        shoot(page, base, f"{found}export/", "results-export", folder)


def teacher_pages(browser: Browser, base: str, folder: Path, options: dict) -> None:
    context = browser.new_context(**options)
    page = sign_in(context, base, "teacher")
    shoot(page, base, "/", "teacher-today", folder)
    plain = {
        "homework": "/homework/",
        "compose-what": "/homework/new/",
        "quizzes": "/quizzes/",
        "classes": "/classes/",
        "class-new": "/classes/new/",
        "course": "/courses/stalins-russia/",
        "password": "/accounts/password/",
    }
    for name, path in plain.items():
        shoot(page, base, path, name, folder)
    wanted = (
        ("/homework/", r'href="(/results/[0-9a-f-]+/)"', ("results", "results-2", "results-3")),
        ("/homework/", r'href="(/homework/[0-9a-f-]+/edit/)"', ("homework-edit",)),
        ("/classes/", r'href="(/classes/[0-9a-f]{8}-[0-9a-f-]+/)"', ("class",)),
        ("/", r'href="(/results/[0-9a-f-]+/remind/)"', ("remind",)),
        ("/quizzes/", r'href="(/quizzes/[0-9a-f-]+/)"', ("quiz",)),
        ("/courses/stalins-russia/", r'href="(/topics/[0-9a-f-]+/)"', ("topic-chapter", "topic")),
    )
    for path, pattern, names in wanted:
        for found, name in zip(links(page, base + path, pattern), names, strict=False):
            shoot(page, base, found, name, folder)
    for found in links(page, f"{base}/homework/", r'href="(/homework/[0-9a-f-]+/)edit/"')[:1]:
        shoot(page, base, f"{found}students/", "homework-whom", folder)
    shoot_teaching(page, base, folder)
    list_pages(page, base, folder)
    analysis_pages(page, base, folder)
    topic = links(page, f"{base}/courses/stalins-russia/", r'href="(/topics/[0-9a-f-]+/)"')[-1]
    for pattern, name in ((r'href="(/questions/[0-9a-f-]+/)"', "question-key"), (r'href="(/facts/[0-9a-f-]+/)"', "fact")):
        for found in links(page, base + topic, pattern)[:1]:
            shoot(page, base, found, name, folder)
    room = links(page, f"{base}/classes/", r'href="(/classes/[0-9a-f]{8}-[0-9a-f-]+/)"')[0]
    whole_class(page, base, room, folder)
    for found in links(page, base + room, r'href="(/students/[0-9a-f-]+/)"')[:1]:
        shoot(page, base, found, "student-record", folder)
        shoot(page, base, f"{found}report/", "student-report", folder)
        for attempt in links(page, base + found, r'href="(/attempts/[0-9a-f-]+/)"')[:1]:
            shoot(page, base, attempt, "student-attempt", folder)
    page.goto(f"{base}/homework/new/")
    page.locator("input[name=topics]").nth(1).check()
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, base, "", "compose", folder)
    quiz = re.search(r"/quizzes/[0-9a-f-]+/", page.url)
    if quiz:
        shoot(page, base, f"{quiz[0]}add/", "compose-add", folder)
        shoot(page, base, f"{quiz[0]}preview/1/", "preview", folder)
        shoot(page, base, f"{quiz[0]}paper/", "paper", folder)
    context.close()


def shoot_teaching(page: Page, base: str, folder: Path) -> None:
    """What results lead to: one answer, a starter slide, a follow-up, what is known, wrong ideas."""
    all_results = links(page, f"{base}/homework/", r'href="(/results/[0-9a-f-]+/)"')
    for results in all_results[5:]:
        page.goto(base + results)
        if page.get_by_role("link", name="Starter slide").count():
            break
    answer = page.locator(".heat-results td.is-wrong a").first.get_attribute("href")
    shoot(page, base, f"{results}{answer}", "results-answer", folder)
    shoot(page, base, f"{results}starter/", "starter", folder)
    shoot(page, base, f"{results}starter/?answer=1", "starter-answer", folder)
    page.goto(f"{base}/homework/")
    again = page.get_by_role("link", name=re.compile("^Again:")).first.get_attribute("href")
    shoot(page, base, again or "", "results-follow-up", folder)
    room = links(page, f"{base}/classes/", r'href="(/classes/[0-9a-f]{8}-[0-9a-f-]+/)"')[0]
    shoot(page, base, f"{room}knowledge/", "class-knowledge", folder)
    shoot(page, base, f"{room}misconceptions/", "misconceptions", folder)
    for student in links(page, base + room, r'href="(/students/[0-9a-f-]+/)"')[:1]:
        shoot(page, base, f"{student}knowledge/", "student-knowledge", folder)


NAMES = "Surname,Forename\nAdeyemi,Tolu\nBanerji,Ishan\nAbbas,Layla\nNewcomer,Zadie\nعلي,محمد\n"


def list_pages(page: Page, base: str, folder: Path) -> None:
    """The list of a class: upload, look, cards, code, and the class through the years."""
    room = links(page, f"{base}/classes/", r'href="(/classes/[0-9a-f]{8}-[0-9a-f-]+/)"')[0]
    pages = {
        "roster": "students/",
        "list-upload": "students/upload/",
        "class-code": "code/",
        "class-change": "edit/",
        "roll-over": "roll-over/",
    }
    for name, part in pages.items():
        shoot(page, base, room + part, name, folder)
    shoot(page, base, "/classes/archived/", "classes-archived", folder)
    for found in links(page, f"{base}{room}students/", r'href="(/classes/[0-9a-f-]+/students/[0-9a-f-]{36}/)"')[:1]:
        shoot(page, base, found, "seat", folder)
    for name, text in (("list-found", NAMES), ("list-to-mend", f"Name\nAnn\n{'x' * 300}\n")):
        page.goto(f"{base}{room}students/upload/")
        page.set_input_files("input[type=file]", {"name": "year 11.csv", "mimeType": "text/csv", "buffer": text.encode()})
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state("networkidle")
        shoot(page, base, "", name, folder)
    page.goto(f"{base}{room}students/")
    page.locator("input[name=student]").nth(3).check()
    page.locator("[popovertarget=make-cards]").first.click()
    page.locator("#make-cards button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    shoot(page, base, "", "cards", folder)


def analysis_pages(page: Page, base: str, folder: Path) -> None:
    """How the questions of a piece of homework worked, and its classes side by side."""
    for found in links(page, f"{base}/homework/", r'href="(/results/[0-9a-f-]+/)"')[-1:]:
        shoot(page, base, f"{found}analysis/", "analysis", folder)
        for comparison in links(page, f"{base}{found}analysis/", r'href="(/quizzes/[0-9a-f-]+/compare/)"'):
            shoot(page, base, comparison, "compare", folder)


RIVERS = """# Rivers of France

**Seine:** the river that flows through Paris.
**Loire:** the longest river, 1006 kilometres.
**Rhône:** the river that runs to the Mediterranean.
**Garonne:** the river of Bordeaux.

In 1856 the first large dam was finished.
In 1910 the Seine flooded Paris.
"""


def course_pages(browser: Browser, base: str, folder: Path, options: dict) -> None:
    """Notes become a course; its drafts, its editors for every kind of question, and what one reads of the shipped course."""
    context = browser.new_context(**options)
    page = sign_in(context, base, "teacher")
    title = f"Rivers {folder.name}"
    for path, name in (("/courses/?all", "courses"), ("/courses/new/", "course-new"), ("/search/?q=kulak", "search")):
        shoot(page, base, path, name, folder)
    shoot(page, base, "/courses/stalins-russia/timeline/", "timeline", folder)
    shoot(page, base, "/notes/import/", "notes-import", folder)
    page.fill("textarea[name=pasted]", RIVERS)
    page.fill("input[name=title]", title)
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, base, "", "notes-found", folder)
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, base, "", "notes-done", folder)
    own = f"/courses/{re.sub('[^a-z0-9]+', '-', title.lower())}/"
    for part, name in (("", "course-own"), ("drafts/", "drafts"), ("sources/new/", "source-new"), ("arrange/", "arrange")):
        shoot(page, base, own + part, name, folder)
    topic = links(page, base + own, r'href="(/topics/[0-9a-f-]+/)"')[-1]
    for part, name in (("", "topic-own"), ("facts/new/", "fact-new"), ("questions/new/", "question-kinds"), ("edit/", "topic-edit")):
        shoot(page, base, topic + part, name, folder)
    for found in links(page, f"{base}{topic}questions/new/", r'href="(/topics/[0-9a-f-]+/questions/new/[a-z_]+/)"'):
        shoot(page, base, found, f"write-{found.split('/')[-2]}", folder)
    context.close()


def admin_pages(browser: Browser, base: str, folder: Path, options: dict) -> None:
    context = browser.new_context(**options)
    page = sign_in(context, base, "admin")
    for path, name in (
        ("/", "admin-home"),
        ("/staff/new/", "staff-new"),
        ("/classes/", "admin-classes"),
        ("/staff/", "admin-staff"),
        ("/staff/invite/", "admin-invite"),
        ("/log/", "admin-log"),
        ("/classes/import/", "school-upload"),
    ):
        shoot(page, base, path, name, folder)
    for found in links(page, f"{base}/staff/", r'href="(/staff/[0-9a-f-]{36}/)"')[:1]:
        shoot(page, base, f"{found}erase/", "staff-erase", folder)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("shots"), help="the folder for the pictures (default: shots)")
    parser.add_argument("--size", choices=SIZES, help="this size alone")
    parser.add_argument("--theme", choices=THEMES, help="this theme alone")
    parser.add_argument("--sign-in", action="store_true", help="the pages of signing in alone")
    chosen = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("No Chromium found. Install one (Debian: apt-get install chromium).")
    looks = []
    for (size, (width, height)), theme in itertools.product(SIZES.items(), THEMES):
        if chosen.size in (None, size) and chosen.theme in (None, theme):
            options = {"viewport": {"width": width, "height": height}, "color_scheme": theme, "reduced_motion": "reduce"}
            looks.append((chosen.into / f"{size}-{theme}", options))
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with demo_school(data) as base:
            for folder, options in looks:
                folder.mkdir(parents=True, exist_ok=True)
                visitor_pages(browser, base, folder, options)
                if chosen.sign_in:
                    continue
                student_pages(browser, base, folder, options)
                shoot_changed(browser, base, folder, options)
                teacher_pages(browser, base, folder, options)
                course_pages(browser, base, folder, options)
                admin_pages(browser, base, folder, options)
        with running() as provider:
            names = zip(NAMES_OF["openid"], (CLIENT, SECRET, provider.url), strict=True)
            settings = {**PROVIDER, **dict(names), "REVISION_OPENID_NAME": "Elm ID"}
            with demo_school(data, **settings) as base:
                shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", COLLEAGUE]
                link = subprocess.check_output(shell, env={**os.environ, "REVISION_DATA_DIR": data}, text=True).strip()
                for folder, options in looks:
                    sign_in_pages(browser, base, link, provider, folder, options)
        browser.close()


if __name__ == "__main__":
    main()
