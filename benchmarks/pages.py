"""A browser without eyes: keeps cookies, reads forms out of pages, and fills them in."""

import gzip
import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode, urljoin, urlsplit

TIMEOUT = 20
"""Seconds until an answer is given up; the app's own browser script gives up after 10."""
MOST_REDIRECTS = 5
TYPED = ("Trotsky", "General Secretary", "1924", "Bukharin", "Politburo")

NUMBERS = ("1924", "15", "102")


class Unexpected(Exception):
    """A page was not what a student would get there."""


@dataclass(slots=True)
class Form:
    """A form as it stands on a page: where it posts to, the values it has, and what may be chosen for its other fields."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    """What is posted if nothing is touched: hidden fields, and what was filled in before."""
    choices: dict[str, list[str]] = field(default_factory=dict)
    """For radio buttons and lists: every value, by the field's name."""
    ticks: dict[str, list[str]] = field(default_factory=dict)
    """For boxes to tick: every value, by the field's name; of several one is ticked, and a single one is left alone."""
    typed: list[str] = field(default_factory=list)
    """Names of the fields to type into."""

    def filled(self, draw: Random) -> dict[str, str]:
        """The form with something in every field; lists that offer the same places get each place once."""
        places: dict[tuple[str, ...], list[str]] = {}
        filled = dict(self.values)
        for name, all_offered in self.choices.items():
            offered = [value for value in all_offered if value] or all_offered  # “choose” at the top of a list is no answer
            left = places.setdefault(tuple(offered), [])
            if not left:
                left += draw.sample(offered, len(offered))
            filled[name] = left.pop()
        filled |= {name: draw.choice(offered) for name, offered in self.ticks.items() if len(offered) > 1}
        return filled | {name: draw.choice(NUMBERS if name == "number" else TYPED) for name in self.typed}


class PageReader(HTMLParser):
    """Collects the forms of a page or of a part of one, and where its “next” link leads."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.next_url = ""
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "data-next" in said:
            self.next_url = said["href"]
        elif tag == "form":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, said)

    def _field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if tag == "option" and self._select:
            form.choices[self._select].append(said.get("value", ""))
        elif not name:
            return
        elif tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "textarea":
            form.typed.append(name)
        elif tag == "input":
            kind = said.get("type", "text")
            if kind == "radio":
                form.choices.setdefault(name, []).append(said.get("value", "on"))
            elif kind == "checkbox":
                form.ticks.setdefault(name, []).append(said.get("value", "on"))
            elif kind == "hidden":
                form.values[name] = said.get("value", "")
            elif kind in {"text", "password", "number", "search"}:
                form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


@dataclass(slots=True)
class Page:
    """An answer of the server, after redirects."""

    url: str
    status: int
    text: str
    forms: list[Form] = field(default_factory=list)
    next_url: str = ""

    def read(self) -> "Page":
        """Find the forms; apart from fetching, so that a benchmark times the server and not this parser."""
        reader = PageReader()
        reader.feed(self.text)
        self.forms, self.next_url = reader.forms, reader.next_url
        return self

    def form(self, *, having: str = "", action_ends: str = "") -> Form:
        """The form with the field ``having`` and an address that ends so. Raises ``Unexpected`` if there is none."""
        for form in self.forms:
            named = having in form.values or having in form.choices or having in form.typed
            if form.action.endswith(action_ends) and (named or not having):
                return form
        raise Unexpected(f"{self.url} ({self.status}) has no form with “{having or action_ends}”")


class Browser:
    """One student's browser: its own connection, kept open, and its own cookies. Talks to this machine only."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def get(self, url: str) -> Page:
        return self._fetch("GET", url, None, {})

    def post(self, url: str, data: dict[str, str], *, htmx: bool = False, follow: bool = True) -> Page:
        """Post a form as a browser does, or as htmx does; without ``follow`` a redirect is left to be followed."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if htmx:
            headers |= {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:{self.port}{url}"}
        if not follow:
            response, text = self._request("POST", url, urlencode(data), headers)
            return Page(response.headers.get("Location", url), response.status, text)
        return self._fetch("POST", url, urlencode(data), headers)

    def close(self) -> None:
        self.connection.close()

    def _fetch(self, method: str, url: str, body: str | None, headers: dict[str, str]) -> Page:
        for _hop in range(MOST_REDIRECTS):
            response, text = self._request(method, url, body, headers)
            if response.status not in {301, 302, 303}:
                return Page(url, response.status, text)
            parts = urlsplit(urljoin(url, response.headers["Location"]))
            url = parts.path + (f"?{parts.query}" if parts.query else "")
            method, body, headers = "GET", None, {}
        raise Unexpected(f"{url}: more than {MOST_REDIRECTS} redirects")

    def _request(self, method: str, url: str, body: str | None, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        try:
            self.connection.request(method, url, body, {"Accept-Encoding": "gzip"} | headers | cookie)
            response = self.connection.getresponse()
            sent = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()  # The next request opens a new one.
            raise
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        if response.headers.get("Content-Encoding") == "gzip":
            sent = gzip.decompress(sent)
        return response, sent.decode()
