"""Names for addresses and course files, made from what people wrote."""

from typing import Any

from django.db import models
from django.utils.text import slugify

LENGTH = 72
"""Leaves room for a number behind it."""


def slug_of(text: str, fallback: str) -> str:
    """The first words of ``text`` in small letters and hyphens; ``fallback`` where nothing of them can be written so."""
    words = [word for word in slugify(text).replace("_", "-").split("-") if word]
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word[:LENGTH]
    return slug or fallback


def free_slug(rows: models.QuerySet[Any], text: str, fallback: str, reserved: frozenset[str] = frozenset()) -> str:
    """A slug for ``text`` that none of ``rows`` has."""
    wanted = slug_of(text, fallback)
    taken = {*rows.filter(slug__startswith=wanted).values_list("slug", flat=True), *reserved}
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
