"""Nothing may point to a person without saying what becomes of it when they go."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from accounts.privacy.registry import contradicted, outlived, undeclared


@register()
def people_are_declared(**kwargs: Any) -> Sequence[CheckMessage]:
    hint = "Say in accounts/privacy/registry.py what becomes of the row when the person is erased, and let on_delete do that."
    return (
        [Error(f"{label} points to a person and is not declared.", hint=hint, id="accounts.E001") for label in undeclared()]
        + [Error(f"{label} does something else on deletion than is declared.", hint=hint, id="accounts.E002") for label in contradicted()]
        + [Error(f"{label} is declared and no model has it.", hint=hint, id="accounts.E003") for label in outlived()]
    )
