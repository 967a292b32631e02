"""The rules of question types, as system checks: they fail before a student meets a page that cannot be shown."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from revision.question_types import registry

PARTIALS = ("question", "review", "print")


@register
def question_types_are_whole(**kwargs: Any) -> list[CheckMessage]:
    """Every type has its template, and the template its partials."""
    messages: list[CheckMessage] = []
    for question_type in registry.all_types().values():
        for partial in PARTIALS:
            name = f"{question_type.template}#{partial}"
            try:
                get_template(name)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                messages.append(Error(f"Question type “{question_type.kind}” lacks {name}: {error}", id="revision.E001"))
    return messages
