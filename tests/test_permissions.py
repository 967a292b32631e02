"""Every cell of the table in permissions.csv, tried; and that each scope of each queryset is needed for it."""

import inspect
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from tests import factories, permissions
from tests.permissions import DEEDS, TIMES, Cell, Place

pytestmark = pytest.mark.django_db

type Scope = tuple[type, str]
"""A class, and the name of its method that narrows."""


@pytest.fixture(autouse=True)
def refusals_are_not_news(caplog):
    caplog.set_level("ERROR", "django.request")


def two_schools(time: str) -> tuple[Place, Place]:
    """A school, and another one, at the same time of their homework; and a session for everybody who comes."""
    own, foreign = permissions.build(time, "Canary"), permissions.build(time, "Magpie")
    permissions.sign_in(own, {"O": foreign.people["T"], "G": factories.SiteAdminFactory()})
    return own, foreign


def outcome(cell: Cell, own: Place, foreign: Place) -> str:
    """What comes of trying it; whatever was written is undone."""
    place, deed = (foreign if cell.foreign else own), DEEDS[cell.line.address]
    client = Client(raise_request_exception=False)
    if cell.actor in own.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = own.sessions[cell.actor]
    address = reverse(cell.line.address.partition("#")[0], kwargs=deed.arguments(place))
    logged = AuditEntry.objects.count()
    with transaction.atomic():
        response = getattr(client, cell.line.method.lower())(address, data=deed.data(place))
        said = said_by(response, deed.sees and f"{'Magpie' if cell.foreign else 'Canary'} {deed.sees}", AuditEntry.objects.count() > logged)
        transaction.set_rollback(True)
    return said


def said_by(response: Any, sees: str, logged: bool) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/"):
        return "in"
    if response.status_code == 404 or (sees and sees not in response.content.decode()):
        return "N"
    refused = response.status_code in {409, 422} or any(message.level >= ERROR for message in get_messages(response.wsgi_request))
    if response.status_code not in {200, 302, 409, 422}:
        return str(response.status_code)
    return "R" if refused else "Y!" if logged else "Y"


@pytest.mark.parametrize("time", ["progress", *(pytest.param(time, marks=pytest.mark.once) for time in TIMES if time != "progress")])
def test_who_may_do_what(time):
    own, foreign = two_schools(time)

    wrong = {}
    for cell in permissions.cells(time):
        found = outcome(cell, own, foreign)
        if found != cell.expected:
            wrong[cell.line.action, cell.line.address, cell.actor, "foreign" if cell.foreign else "own"] = f"{found}, not {cell.expected}"

    assert wrong == {}


def test_every_action_has_a_line_for_every_time_and_no_two():
    said: dict[str, list[str]] = {}
    for line in permissions.lines():
        said.setdefault(f"{line.address} {line.method}", []).extend(line.when)

    assert {name: sorted(times) for name, times in said.items()} == dict.fromkeys(said, sorted(TIMES))
    assert {line.address for line in permissions.lines()} == DEEDS.keys()


def test_the_page_is_up_to_date():
    assert permissions.PAGE.read_text(encoding="utf-8") == permissions.render()


# --- Every scope is needed ---------------------------------------------------------------------------------------------------


def scopes() -> Iterator[Scope]:
    """Every method of a queryset or manager of ours that narrows to what one person may have: it is told who asks."""
    from django.apps import apps  # noqa: PLC0415 (after the apps are loaded)

    seen = set()
    for model in apps.get_models():
        if model._meta.app_label not in {"accounts", "quizzes", "revision"}:
            continue
        for owner in (type(model._default_manager.all()), type(model._default_manager)):
            for name, method in inspect.getmembers(owner, inspect.isfunction):
                asks = set(inspect.signature(method).parameters) & {"user", "student"}
                if asks and not name.startswith("_") and name not in ELSEWHERE and (method.__qualname__ not in seen):
                    seen.add(method.__qualname__)
                    yield next(base for base in owner.__mro__ if name in vars(base)), name


ELSEWHERE = {
    "create_user",
    # Who may take an invitation back: the walk has it.
    "managed_by",
    # Says of each class whether somebody may edit it, and narrows nothing: tests/test_offers.py has what follows from it.
    "with_may_edit",
}


def everything(self: Any, *_args: Any, **_kwargs: Any) -> models.QuerySet[Any]:
    """A scope that lets everybody have all."""
    return self.all() if isinstance(self, models.QuerySet) else self.get_queryset()


@contextmanager
def called(scopes: Iterable[Scope]) -> Iterator[set[Scope]]:
    """Those of ``scopes`` that are asked meanwhile."""
    seen: set[Scope] = set()
    with pytest.MonkeyPatch.context() as patch:
        for scope in scopes:
            patch.setattr(*scope, _noting(seen, scope))
        yield seen


def _noting(seen: set[Scope], scope: Scope) -> Any:
    real = getattr(*scope)

    def noting(*args: Any, **values: Any) -> Any:
        seen.add(scope)
        return real(*args, **values)

    return noting


def holds_without(scope: Scope, cell: Cell, worlds: Any) -> bool:
    """Whether a cell that denies still does while a scope gives everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*scope, everything)
        return outcome(cell, *worlds) in {"N", "in"}


@pytest.mark.once
def test_every_scope_is_needed():
    """With any of them giving everything, somebody has what the table denies. Two times are enough; it is tried where it is asked."""
    worlds = {time: two_schools(time) for time in ("progress", "released")}
    denied = [(time, cell) for time in worlds for cell in permissions.cells(time) if cell.expected == "N" and cell.actor in "PXTCcOSG"]
    met, turns = Counter[str](), []
    for _time, cell in denied:
        met[cell.line.address] += 1
        turns.append(met[cell.line.address])
    unneeded = set(scopes())
    assert len(unneeded) >= 20
    for _turn, (time, cell) in sorted(zip(turns, denied, strict=True), key=lambda one: one[0]):  # each address in its turn
        with called(unneeded) as asked:
            assert outcome(cell, *worlds[time]) in {"N", "in"}
        if not unneeded:
            break
        unneeded -= {scope for scope in asked if not holds_without(scope, cell, worlds[time])}

    assert {f"{owner.__name__}.{name}" for owner, name in unneeded} == set()
