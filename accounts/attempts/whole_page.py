"""A page with all questions of an attempt: what stands on it, and keeping all of it at once where no script does so bit by bit."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.attempts.actions import Closed, closed_words
from accounts.attempts.drafts import SURE, draft_in, worth_keeping
from accounts.attempts.models import Attempt, AttemptItem, AttemptItemQuerySet
from quizzes.presentation import form_for, prefix_in


def has_whole_page(attempt: Attempt) -> bool:
    """Whether an attempt is worked on a page with all its questions. Needs the assignment."""
    return attempt.assignment.whole_page and not attempt.is_practice


@transaction.atomic
def save_page(*, items: AttemptItemQuerySet, attempt_id: UUID, data: QueryDict, but: int | None = None) -> list[int]:
    """Keep everything that the page sent as what is typed so far, ``but`` for one question; the positions where another tab was quicker.

    As many queries for forty questions as for two. Questions left empty, or as they were answered, are left out. Raises ``Closed`` when
    the attempt is over, and ``AttemptItem.DoesNotExist`` for an attempt that is not among ``items``.
    """
    found = list(
        items.filter(attempt=attempt_id)
        .select_for_update(of=("attempt", "self"))
        .select_related("attempt__assignment__quiz", "version__question")
        .prefetch_related("responses")
    )
    if not found:
        raise AttemptItem.DoesNotExist
    attempt = found[0].attempt
    if attempt.is_over(timezone.now()):
        raise Closed(closed_words(attempt))
    typed, stale = [], []
    for item in found:
        item.attempt = attempt
        if item.is_final or item.position == but or not is_news(item, data):
            continue
        if data.get(f"{prefix_in(data, item.position)}-number") != str(item.draft_number):
            stale.append(item.position)
            continue
        item.draft, item.draft_number = worth_keeping(draft_in(item, data)), item.draft_number + 1
        typed.append(item)
    if typed:
        AttemptItem.objects.bulk_update(typed, ["draft", "draft_number"])
    return stale


def is_news(item: AttemptItem, data: QueryDict) -> bool:
    """Whether the page sent something for a question that is not kept already, as typed or as answered."""
    if prefix_in(data, item.position) is None:
        return False
    draft = draft_in(item, data)
    if item.draft:
        return bool(worth_keeping(draft) != item.draft)
    given = next((one for one in item.responses.all() if one.try_number == item.tries), None)
    if given is None:
        return _says_something(item, draft)
    as_given: dict[str, list[str]] = form_for(item.version, item.seed).values_of(given.answer)
    return any(
        [value.replace("\r\n", "\n") for value in values] != as_given.get(name, [""]) for name, values in draft.items() if name != SURE
    )


def _says_something(item: AttemptItem, draft: Mapping[str, list[str]]) -> bool:
    """Whether something was filled in: an order in which the parts stand by themselves is none."""
    fields = form_for(item.version, item.seed).fields
    return any(value.strip() and value != str(fields[name].initial) for name, values in draft.items() if name != SURE for value in values)
