"""What a page needs of one question of an attempt, before its answer and after it, and of the attempt around it."""

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attempts import drafts
from accounts.attempts.forms import KeyForm, NumberForm, SeenForm
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.homework.models import Assignment
from quizzes.feedback import FeedbackPolicy, Reveal
from quizzes.presentation import Onward, Segment, Shown, answered, asked, filled, form_for, prefix_in, prefix_of, setup_for
from revision.models import Fact
from revision.question_types.base import AnswerForm
from revision.templatetags.interface import per_cent

AN_HOUR = datetime.timedelta(hours=1)


def asking(
    item: AttemptItem,
    *,
    form: AnswerForm | None = None,
    key: UUID | None = None,
    prefix: str | None = None,
    given: Response | None = None,
) -> Shown:
    """A question that waits for its answer: with ``form`` as it was sent, else with what was typed and saved, else as ``given`` last."""
    if form is None:
        form = form_for(item.version, item.seed, prefix=prefix)
        sure = drafts.sure_in(MultiValueDict(item.draft or {})) or item.confidence
        filled(form, item.draft or (form.values_of(given.answer) if given else None))
    else:
        sure = drafts.sure_in(form.data, form.prefix)
    return asked(item.position, item.version, form, key, number=item.draft_number, seen=item.tries, confidence=str(sure or ""))


def as_unsent(item: AttemptItem, sent: QueryDict) -> Shown:
    """A question with what was sent while its student was signed out: under the key that it had, and with what its page knew of."""
    prefix = prefix_in(sent, item.position)
    form = filled(form_for(item.version, item.seed, prefix=prefix), drafts.draft_in(item, sent))
    key, seen, number = KeyForm(sent, prefix=prefix), SeenForm(sent, prefix=prefix), NumberForm(sent, prefix=prefix)
    return asked(
        item.position,
        item.version,
        form,
        key.cleaned_data["key"] if key.is_valid() else None,
        number=number.cleaned_data["number"] if number.is_valid() else item.draft_number,
        seen=seen.cleaned_data["seen"] if seen.is_valid() and seen.cleaned_data["seen"] is not None else item.tries,
        confidence=str(drafts.sure_in(sent, prefix) or ""),
        unsaved=True,
    )


def tries_left(item: AttemptItem) -> int:
    """How many tries a question that was answered has left; none where an answer is final, or is not judged at once."""
    if item.answered is None or item.is_final or not FeedbackPolicy(item.attempt.assignment.feedback).is_at_once:
        return 0
    return max(0, item.attempt.assignment.tries - item.tries)


def changeable(item: AttemptItem) -> bool:
    """Whether the answer given may still be replaced."""
    at_once = item.attempt.is_practice or FeedbackPolicy(item.attempt.assignment.feedback).is_at_once
    return item.answered is not None and not item.is_final and not at_once


def said_of_tries(item: AttemptItem) -> str:
    """“Not yet” with what is left, in words; empty where nothing is to be tried again."""
    left = tries_left(item)
    if not left:
        return ""
    said = ngettext("Try again: %(count)d try left.", "Try again: %(count)d tries left.", left) % {"count": left}
    if penalty := item.attempt.assignment.penalty:
        said += " " + _("Each further try takes %(off)s off.") % {"off": per_cent(penalty)}
    return said


def reveal_to_student(attempt: Attempt, *, is_final: bool) -> Reveal:
    """What the student may see of one of their questions now."""
    return attempt.reveal(timezone.now(), final=is_final)


def show_answered(item: AttemptItem, response: Response, facts: Sequence[Fact] | None = None) -> Shown:
    """An answered question as its student may see it; ``facts`` saves a query where a page shows many."""
    return answered(
        item.position,
        item.version,
        setup=setup_for(item.version, item.seed),
        answer=response.answer,
        fraction=item.fraction,
        max_mark=item.max_mark,
        reveal=reveal_to_student(item.attempt, is_final=item.is_final),
        facts=facts,
        comment=item.comment if item.fraction is not None else "",
        own_fraction=item.own_fraction,
        key=item.key_version,
        repaired=item.repaired,
    )


def segments(attempt: Attempt, current: int) -> list[Segment]:
    """The progress bar; whether a question was right only where that may be shown."""
    shown = reveal_to_student(attempt, is_final=True).verdict
    items = attempt.items.only("position", "answered", "fraction")
    return [Segment(item.position, segment_state(item, shown=shown), current=item.position == current) for item in items]


def segment_state(item: AttemptItem, *, shown: bool) -> str:
    """How a question stands in the progress bar; ``shown`` says whether its verdict may be told."""
    return item.state if shown or item.answered is None else "done"


def clock_of(attempt: Attempt) -> dict[str, object]:
    """The end of an attempt for its page, and the seconds until then, which no clock of the student's can change.

    Only where there is a time limit, or less than an hour is left: else nobody works against the clock. Needs assignment and student.
    """
    now, ends = timezone.now(), attempt.ends()
    limited = attempt.assignment.time_limit is not None and not attempt.student.untimed
    if ends is None or not (limited or ends - now < AN_HOUR):
        return {}
    return {
        "ends": ends,
        "seconds": attempt.seconds_left(now),
        "time_url": reverse("time_left", args=[attempt.pk]),
        "finish_url": reverse("finish", args=[attempt.pk]),
    }


def tells_at_once(attempt: Attempt) -> bool:
    """Whether an answer is followed by its verdict; else it is only saved, and may be changed until the attempt is handed in."""
    return attempt.is_practice or FeedbackPolicy(attempt.assignment.feedback).is_at_once


def onward(item: AttemptItem) -> Onward:
    """The next question; after the last one handing in, by way of the review page while something is left out or may be changed."""
    attempt = item.attempt
    if attempt.answered_count == attempt.question_count and not tells_at_once(attempt):
        return Onward(reverse("finish", args=[attempt.pk]), _("Review and hand in"))
    if attempt.answered_count == attempt.question_count:
        return Onward(reverse("finish", args=[attempt.pk]), _("Finish and see your score"), post=True)
    if item.position < attempt.question_count:
        return Onward(reverse("question_of_attempt", args=[attempt.pk, item.position + 1]), _("Next question"))
    return Onward(reverse("finish", args=[attempt.pk]), _("Review and finish"))


def question_context(item: AttemptItem, shown: Shown, *, whole: bool = True) -> dict[str, object]:
    """What the question page needs; the part that htmx swaps needs no more than its own segment of the progress bar."""
    attempt = item.attempt
    return {
        "shown": shown,
        "title": attempt.assignment.quiz.title,
        "count": attempt.question_count,
        "segments": segments(attempt, item.position) if whole else [],
        "segment": Segment(item.position, segment_state(item, shown=shown.verdict is not None), current=True),
        "action_url": reverse("question_of_attempt", args=[attempt.pk, item.position]),
        "draft_url": reverse("save_draft", args=[attempt.pk, item.position]),
        "leave_url": reverse("home"),
        "ask_confidence": attempt.assignment.confidence != Assignment.Confidence.OFF and not attempt.is_practice,
        "told_later": not tells_at_once(attempt),
        "retry": said_of_tries(item),
        "hints": item.version.hints[: item.tries] if tries_left(item) else [],
        "change_url": "?change" if changeable(item) and shown.form is None else "",
        **(clock_of(attempt) if whole else {}),
        "onward": onward(item),
        "is_practice": attempt.is_practice,
    }


def part_of(item: AttemptItem, shown: Shown) -> dict[str, object]:
    """What the page of all questions needs of one of them. Its “Check” sends what belongs to the one question, and nothing else."""
    state = segment_state(item, shown=shown.verdict is not None)
    assignment, prefix, checks = item.attempt.assignment, prefix_of(item.position), []
    if shown.form is not None and FeedbackPolicy(assignment.feedback).is_at_once:
        checks = [f"{prefix}-{name}" for name in ("key", "seen", drafts.SURE, *shown.form.fields)]
    return {
        "shown": shown,
        "prefix": prefix,
        "segment": "done" if state == "todo" and drafts.is_typed(item.draft) else state,
        "drafted": drafts.is_typed(item.draft),
        "draft_url": reverse("save_draft", args=[item.attempt_id, item.position]),
        "page_url": reverse("whole_page", args=[item.attempt_id]),
        "check_url": reverse("question_of_attempt", args=[item.attempt_id, item.position]) if checks else "",
        "checks": ",".join(checks),
        "ask_confidence": assignment.confidence != Assignment.Confidence.OFF,
        "retry": said_of_tries(item),
        "hints": item.version.hints[: item.tries] if tries_left(item) else [],
        "change_url": f"?change={item.position}#{prefix}" if changeable(item) and shown.form is None else "",
    }
