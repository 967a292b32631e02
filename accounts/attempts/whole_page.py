"""A page with all questions of an attempt: what stands on it, and keeping all of it at once where no script does so bit by bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.attempts.actions import SURE, Closed, closed_words, draft_in, judged, save_answers, sure_in
from accounts.attempts.forms import KeyForm
from accounts.attempts.models import Attempt, AttemptItem, AttemptItemQuerySet, Response
from quizzes.feedback import FeedbackPolicy
from quizzes.presentation import form_for, prefix_in
from revision.question_types.base import AnswerForm


def has_whole_page(attempt: Attempt) -> bool:
    """Whether an attempt is worked on a page with all its questions. Needs the assignment."""
    return attempt.assignment.whole_page and not attempt.is_practice


@dataclass(slots=True)
class Kept:
    """What became of a whole page: the answers that are none yet, by position, and where another tab was quicker."""

    bad: dict[int, AnswerForm] = field(default_factory=dict)
    stale: list[int] = field(default_factory=list)


@transaction.atomic
def save_page(*, items: AttemptItemQuerySet, attempt_id: UUID, data: QueryDict, judge: bool) -> Kept:
    """Keep everything that the page sent, as answers where ``judge`` and answers are judged at once, else as what is typed so far.

    As many queries for forty questions as for two. Questions left empty are left out. Raises ``Closed`` when the attempt is over, and
    ``AttemptItem.DoesNotExist`` for an attempt that is not among ``items``.
    """
    found = list(
        items.filter(attempt=attempt_id)
        .select_for_update(of=("attempt", "self"))
        .select_related("attempt__assignment__quiz", "version__question__topic", "version__source", "key_version")
        .prefetch_related("responses")
    )
    if not found:
        raise AttemptItem.DoesNotExist
    attempt, kept = found[0].attempt, Kept()
    if attempt.is_over(timezone.now()):
        raise Closed(closed_words(attempt))
    judge = judge and FeedbackPolicy(attempt.assignment.feedback).is_at_once
    typed, answers = [], []
    for item in found:
        item.attempt = attempt
        if item.is_final or prefix_in(data, item.position) is None:
            continue
        response = _answered(item, data, kept) if judge else None
        if response is not None:
            answers.append(response)
        elif _typed(item, data, kept):
            typed.append(item)
    if typed:
        AttemptItem.objects.bulk_update(typed, ["draft", "draft_number"])
    save_answers(attempt, answers)
    return kept


def _answered(item: AttemptItem, data: QueryDict, kept: Kept) -> Response | None:
    """The answer to a question of the page, still to be saved; ``None`` where it is empty, sent before, or no answer."""
    prefix = prefix_in(data, item.position)
    earlier = list(item.responses.all())
    sent = KeyForm(data, prefix=prefix)
    key = sent.cleaned_data["key"] if sent.is_valid() else uuid4()
    if not _says_something(item, draft_in(item, data)) or any(response.key == key for response in earlier):
        return None
    form = form_for(item.version, item.seed, data, prefix)
    if not form.is_valid():
        kept.bad[item.position] = form
        return None
    return judged(item, earlier, form.answer(), key=key, now=timezone.now(), confidence=sure_in(data, prefix))


def _typed(item: AttemptItem, data: QueryDict, kept: Kept) -> bool:
    """Take what is typed for the draft; whether there is something to save."""
    draft = draft_in(item, data)
    if draft == (item.draft or {}) or not (item.draft or _says_something(item, draft)):
        return False
    if data.get(f"{prefix_in(data, item.position)}-number") != str(item.draft_number):
        kept.stale.append(item.position)
        return False
    item.draft, item.draft_number = draft, item.draft_number + 1
    return True


def _says_something(item: AttemptItem, draft: Mapping[str, list[str]]) -> bool:
    """Whether something was filled in: an order in which the parts stand by themselves is none."""
    fields = form_for(item.version, item.seed).fields
    return any(value.strip() and value != str(fields[name].initial) for name, values in draft.items() if name != SURE for value in values)
