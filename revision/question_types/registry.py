"""Finds the question types: every module in this package that has a ``TYPE``.

A new type is a new module and its template; nothing is listed anywhere.
"""

import importlib
import pkgutil
from functools import cache
from typing import Any

from revision import question_types
from revision.question_types.base import QuestionType


class UnknownKind(LookupError):
    """No question type has this name."""


@cache
def all_types() -> dict[str, QuestionType[Any]]:
    """Every type by its kind, in the order of their names."""
    modules = (
        importlib.import_module(f"{question_types.__name__}.{found.name}") for found in pkgutil.iter_modules(question_types.__path__)
    )
    return {module.TYPE.kind: module.TYPE for module in modules if hasattr(module, "TYPE")}


def get(kind: str) -> QuestionType[Any]:
    """The type named ``kind``; raises ``UnknownKind`` that lists those there are."""
    try:
        return all_types()[kind]
    except KeyError:
        raise UnknownKind(f"No question type “{kind}”; there are: {', '.join(all_types())}.") from None
