"""Nothing points to a person without saying what becomes of it."""

import pytest
from django.db import models

from accounts.privacy import registry
from accounts.privacy.checks import people_are_declared
from accounts.privacy.registry import ANONYMISE, DELETE, KEEP, LINKS, Kept, Link, contradicted, outlived, undeclared


def test_every_link_is_declared_and_does_what_it_says() -> None:
    assert (undeclared(), contradicted(), outlived()) == ([], [], [])
    assert people_are_declared() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accounts.Attempt.student": None}, "accounts.Attempt.student points to a person and is not declared."),
        ({"accounts.Attempt.student": Link(ANONYMISE, Kept.ANSWERS, "")}, "accounts.Attempt.student does something else"),
        ({"accounts.Diary.student": Link(DELETE, Kept.ANSWERS, "")}, "accounts.Diary.student is declared and no model has it."),
    ],
)
def test_the_check_finds_each_difference(monkeypatch, change, words: str) -> None:
    changed = {label: link for label, link in {**LINKS, **change}.items() if link is not None}
    monkeypatch.setattr(registry, "LINKS", changed)
    [error] = people_are_declared()
    assert error.msg.startswith(words)


def test_nothing_that_students_are_named_in_keeps_their_account() -> None:
    """What stays by an account is what staff did: a student's erasure never meets a protected row."""
    kept = {label for label, link in LINKS.items() if link.on_erase is KEEP}
    assert not {label for label in kept if label.endswith((".student", ".students", ".about"))}


def test_links_of_many_to_many_tables_are_seen() -> None:
    labels = {label for label, _field in registry.person_links()}
    assert "accounts.Assignment_only_for.user" in labels
    assert registry.DOES[DELETE] is models.CASCADE
