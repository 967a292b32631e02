"""The data map: every table that says something of a person, field by field, from the models themselves."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from accounts.people.models import User
from accounts.privacy.registry import LINKS, Kept, OnErase, person_links

KEPT_WORDS = {
    Kept.ANSWERS: "until the deadline for answers (by default 13 months after the school year)",
    Kept.ACCOUNT: "as long as the account (by default until 3 months after leaving)",
    Kept.AUDIT: "until the deadline for the audit log (by default 24 months)",
    Kept.SCHOOL: "as long as the school uses it",
}
ERASED_WORDS = {
    OnErase.DELETE: "deleted with the person",
    OnErase.ANONYMISE: "stays and points to nobody",
    OnErase.KEEP: "stays, by an account of staff, which stays too; erased, it has no name",
}


def data_map() -> str:
    """The map as Markdown; the same models give the same text."""
    lines = [
        "# Data map",
        "",
        "Made by `manage.py data_map` from the models; a test fails when it is out of date. It lists all that the tables hold of people.",
        "",
        "## Links to a person",
        "",
        "| row | says | when the person is erased | else kept |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{label}` | {one.why} | {ERASED_WORDS[one.on_erase]} | {KEPT_WORDS[one.kept]} |" for label, one in sorted(LINKS.items())]
    for model in personal_models():
        lines += ["", f"## {model._meta.label}", "", *_doc(model), "| field | kind | |", "|---|---|---|"]
        lines += [f"| `{field.name}` | {_kind(field)} | {_help(field)} |" for field in model._meta.concrete_fields]
    return "\n".join(lines) + "\n"


def personal_models() -> list[type[models.Model]]:
    """The person, every table that points to one, and those that hang below these and go with them; by name."""
    found: set[type[models.Model]] = {User} | {field.model for _label, field in person_links()}
    below = {User} | {field.model for label, field in person_links() if LINKS[label].on_erase is OnErase.DELETE}
    while more := {model for model in apps.get_models() for parent in _owners(model) if parent in below} - below:
        below |= more
    return sorted(found | below, key=lambda model: model._meta.label)


def _owners(model: type[models.Model]) -> Iterator[type[models.Model]]:
    """What a row cannot outlive, such as an answer its attempt."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            yield field.remote_field.model


def _doc(model: type[models.Model]) -> list[str]:
    said = (model.__doc__ or "").split("\n\n")[0].strip()
    return [" ".join(said.split()), ""] if said and not said.startswith(f"{model.__name__}(") else []


def _kind(field: "models.Field[object, object]") -> str:
    if isinstance(field, models.ForeignKey):
        return f"link to {field.remote_field.model._meta.label}"
    return field.get_internal_type().removesuffix("Field").lower()


def _help(field: "models.Field[object, object]") -> str:
    return str(field.help_text).replace("|", "/")
