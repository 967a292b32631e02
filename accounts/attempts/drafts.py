"""What is typed of a question and not answered yet: what the page sends, and what an item keeps of it (``AttemptItem.draft``)."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from quizzes.presentation import form_for, prefix_in
from revision.actions import Refused

if TYPE_CHECKING:
    from accounts.attempts.models import AttemptItem

LONGEST_DRAFT = 65_536
"""Characters, all fields of the question together."""
SURE = "confidence"
"""The name under which a draft keeps how sure somebody is, beside the fields of its form."""


def draft_in(item: "AttemptItem", data: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What was typed of one question, by the names of its fields, how sure included. Raises ``Refused`` for more than fits."""
    prefix = prefix_in(data, item.position)
    sent = {name: data.getlist(f"{prefix}-{name}" if prefix else name) for name in (*form_for(item.version, item.seed).fields, SURE)}
    draft = {name: [value.replace("\0", "") for value in values] for name, values in sent.items() if values}
    if sum(len(value) for values in draft.values() for value in values) > LONGEST_DRAFT:
        raise Refused(_("That is more than can be kept: shorten it. What was saved before is still there."))
    return draft


def is_typed(draft: Mapping[str, Sequence[str]] | None) -> bool:
    """Whether something of an answer is saved: how sure one is of it is none."""
    return any(value.strip() for name, values in (draft or {}).items() if name != SURE for value in values)


def worth_keeping(draft: Mapping[str, list[str]]) -> dict[str, list[str]] | None:
    """What an item keeps of what was typed; where that is nothing, or no more, how sure somebody is; else ``None``."""
    if is_typed(draft):
        return dict(draft)
    sure = sure_in(MultiValueDict(draft))
    return {SURE: [str(sure)]} if sure else None


def sure_in(data: Mapping[str, Any], prefix: str | None = None) -> int | None:
    """How sure a student says to be, 1 to 3; ``None`` where they say nothing of the kind."""
    said = data.get(f"{prefix}-{SURE}" if prefix else SURE)
    return int(said) if said in {"1", "2", "3"} else None


def nothing_typed(at: str = "") -> Q:
    """The condition that nothing of an answer is saved: no draft, or how sure somebody is of none.

    ``at`` leads from the model that is asked to the item: ``items__`` from an attempt.
    """
    sure_alone = (Q(**{f"{at}draft": {SURE: [sure]}}) for sure in "123")
    return reduce(or_, sure_alone, Q(**{f"{at}draft__isnull": True}))
