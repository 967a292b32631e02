"""What an item's answers earn, by its key, its tries and what a repair gave: for answering and for re-marking alike."""

from collections.abc import Sequence
from decimal import Decimal

from accounts.attempts.models import AttemptItem, Response
from quizzes.feedback import FeedbackPolicy
from quizzes.marking import after_tries
from quizzes.presentation import fraction_of
from revision.models import QuestionVersion
from revision.question_types.base import Answer


def earned(
    item: AttemptItem, answers: Sequence[Answer], *, key: QuestionVersion | None = None, full_mark: bool | None = None
) -> Decimal | None:
    """The fraction that the answers given, in their order, earn; ``None`` where a teacher has to say.

    ``key`` and ``full_mark`` try another key than the item's own. The item comes with its attempt's assignment, version and question.
    """
    if item.full_mark if full_mark is None else full_mark:
        return Decimal(1)
    attempt = item.attempt
    by = key or item.key_version or item.version
    at_once = attempt.is_practice or FeedbackPolicy(attempt.assignment.feedback).is_at_once
    counting = answers if at_once else answers[-1:]
    fractions = [fraction_of(by, answer, of=item.version.question) for answer in counting]
    if fractions[-1] is None or not at_once:
        return fractions[-1]
    return after_tries([fraction or Decimal(0) for fraction in fractions], attempt.assignment.penalty)


def answers_of(item: AttemptItem) -> list[Answer]:
    """The answers to an item, in their order; the responses come prefetched where there are many items."""
    responses: Sequence[Response] = sorted(item.responses.all(), key=lambda response: response.try_number)
    return [response.answer for response in responses]
