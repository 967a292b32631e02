"""All questions of an attempt on one page."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.attempts import actions
from accounts.attempts.models import Attempt, AttemptItem
from accounts.attempts.views.answering import (
    asking,
    changeable,
    clock_of,
    closed_if_over,
    said_of_tries,
    segment_state,
    show_answered,
    tries_left,
)
from accounts.attempts.whole_page import has_whole_page, save_page
from accounts.homework.models import Assignment
from accounts.people.requests import PersonRequest
from quizzes.feedback import FeedbackPolicy
from quizzes.presentation import Shown, prefix_of
from revision.actions import Refused
from revision.models import Fact
from revision.question_types.base import AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
def whole_page(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Every question of an attempt; a POST keeps all that is filled in, for browsers without script."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment__quiz"), pk=attempt_id)
    found.student = request.user
    if not has_whole_page(found):
        return redirect(found)
    if request.method == "POST":
        return keep(request, found)
    if closed_if_over(found, found.assignment, timezone.now()).finished is not None:
        return redirect(found)
    return render(request, "attempts/whole_page.html", page_context(found, change=request.GET.get("change", "")))


def keep(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """Keep the page, and say what became of it."""
    do = request.POST.get("do")
    items = AttemptItem.objects.of(request.user)
    try:
        kept = save_page(items=items, attempt_id=attempt.pk, data=request.POST, judge=do == "check")
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.Closed as closed:
        context = {"said": str(closed), "attempt_url": attempt.get_absolute_url()}
        return render(request, "attempts/closed.html", context, status=409)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("whole_page", attempt.pk)
    if kept.bad:
        attempt.refresh_from_db(fields=["answered_count", "waiting_count", "score"])
        return render(request, "attempts/whole_page.html", page_context(attempt, bad=kept.bad), status=422)
    for position in kept.stale:
        said = _("Question %(number)d was changed in another tab, so what you typed here was not saved. That one is shown.")
        messages.warning(request, said % {"number": position})
    if do == "finish" and not kept.stale:
        return redirect("finish", attempt.pk)
    messages.success(request, _("Saved."))
    return redirect("whole_page", attempt.pk)


def part_of(item: AttemptItem, shown: Shown) -> dict[str, object]:
    """What the page needs of one question."""
    state = segment_state(item, shown=shown.verdict is not None)
    return {
        "shown": shown,
        "prefix": prefix_of(item.position),
        "segment": "done" if state == "todo" and item.draft else state,
        "drafted": bool(item.draft),
        "draft_url": reverse("save_draft", args=[item.attempt_id, item.position]),
        "retry": said_of_tries(item),
        "hints": item.version.hints[: item.tries] if tries_left(item) else [],
        "change_url": f"?change={item.position}#q{item.position}" if changeable(item) and shown.form is None else "",
    }


def page_context(attempt: Attempt, *, bad: Mapping[int, AnswerForm] | None = None, change: str = "") -> dict[str, object]:
    """What the page needs: three queries, whatever the number of questions. ``bad`` has the answers that are none yet."""
    facts = Prefetch("version__question__facts", Fact.objects.in_use())
    items = attempt.items.select_related("version__question__topic", "version__source", "key_version").prefetch_related("responses", facts)
    parts = []
    for item in items:
        item.attempt = attempt
        given = next((one for one in item.responses.all() if one.try_number == item.tries), None)
        again = tries_left(item) or (changeable(item) and (item.draft or change == str(item.position)))
        if given is None or again:
            shown = asking(item, form=(bad or {}).get(item.position), prefix=prefix_of(item.position))
        else:
            shown = show_answered(item, given, facts=list(item.version.question.facts.all()))
        parts.append(part_of(item, shown))
    return {
        "attempt": attempt,
        "title": attempt.assignment.quiz.title,
        "instructions": attempt.assignment.instructions,
        "parts": parts,
        "said": ngettext("%(count)d question", "%(count)d questions", len(parts)) % {"count": len(parts)},
        "page_url": reverse("whole_page", args=[attempt.pk]),
        "finish_page_url": reverse("finish", args=[attempt.pk]),
        "attempt_url": attempt.get_absolute_url(),
        "at_once": FeedbackPolicy(attempt.assignment.feedback).is_at_once,
        "ask_confidence": attempt.assignment.confidence != Assignment.Confidence.OFF,
        **clock_of(attempt),
    }
