"""All questions of an attempt on one page."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.attempts import actions
from accounts.attempts.models import Attempt, AttemptItem
from accounts.attempts.unsent import lay_aside, unsent_to
from accounts.attempts.views import answering
from accounts.attempts.views.saving import saved_words
from accounts.attempts.views.showing import as_unsent, asking, changeable, clock_of, part_of, show_answered, tries_left
from accounts.attempts.whole_page import has_whole_page, is_news, save_page
from accounts.people.requests import PersonRequest
from accounts.people.unsent import forget, outlives_sign_in
from quizzes.feedback import FeedbackPolicy
from quizzes.presentation import Shown, prefix_of
from revision.actions import Refused
from revision.models import Fact


@outlives_sign_in(lay_aside)
@require_http_methods(["GET", "HEAD", "POST"])
def whole_page(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Every question of an attempt; a POST keeps all that is filled in, for browsers without script."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment__quiz"), pk=attempt_id)
    found.student = request.user
    if not has_whole_page(found):
        return redirect(found)
    if request.method == "POST":
        return keep(request, found)
    if answering.closed_if_over(found, found.assignment, timezone.now()).finished is not None:
        return redirect(found)
    sent = unsent_to(request, attempt_id)
    context = page_context(found, change=request.GET.get("change", ""), unsent=sent)
    return render(request, "attempts/whole_page.html", {**context, "unsent": sent is not None})


def keep(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """Keep the page, check the question that was to be checked, and say what became of it."""
    do = request.POST.get("do", "")
    checked = position_in(do) if FeedbackPolicy(attempt.assignment.feedback).is_at_once else None
    try:
        stale = save_page(items=AttemptItem.objects.of(request.user), attempt_id=attempt.pk, data=request.POST, but=checked)
        if checked is not None:
            answering.kept(request, attempt.pk, checked, answering.key_in(request, checked))
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.Closed as closed:
        context = {"said": str(closed), "attempt_url": attempt.get_absolute_url()}
        return render(request, "attempts/closed.html", context, status=409)
    except (actions.BadAnswer, actions.Stale) as refused:
        return sent_back(request, attempt, refused)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("whole_page", attempt.pk)
    forget(request.session)
    for position in stale:
        said_of = _("Question %(number)d was changed in another tab, so what you typed here was not saved. That one is shown.")
        messages.warning(request, said_of % {"number": position})
    if checked is not None:
        return redirect(f"{reverse('whole_page', args=[attempt.pk])}#{prefix_of(checked)}")
    if do == "finish" and not stale:
        return redirect("finish", attempt.pk)
    messages.success(request, _("Saved."))
    return redirect("whole_page", attempt.pk)


def sent_back(request: PersonRequest, attempt: Attempt, refused: actions.BadAnswer | actions.Stale) -> HttpResponse:
    """The page with the question that was to be checked as it was sent: it is no answer, or another tab answered meanwhile."""
    item = refused.item
    if isinstance(refused, actions.BadAnswer):
        return render(
            request, "attempts/whole_page.html", page_context(attempt, sent={item.position: asking(item, form=refused.form)}), status=422
        )
    context = page_context(attempt, sent={item.position: answering.sent_too_late(request, item)})
    said = {"overtaken": item.position, "overtaken_by": saved_words(item)}
    return render(request, "attempts/whole_page.html", {**context, **said}, status=409)


def position_in(do: str) -> int | None:
    """The question that is to be checked, where a button says so: “check-3”."""
    said, _dash, number = do.partition("-")
    return int(number) if said == "check" and number.isdecimal() and len(number) < 4 else None


def page_context(
    attempt: Attempt, *, sent: Mapping[int, Shown] | None = None, change: str = "", unsent: QueryDict | None = None
) -> dict[str, object]:
    """What the page needs: three queries, whatever the number of questions.

    ``sent`` has those that are shown as they were sent, ``unsent`` what was sent while the student was signed out.
    """
    facts = Prefetch("version__question__facts", Fact.objects.in_use())
    items = attempt.items.select_related("version__question__topic", "version__source", "key_version").prefetch_related("responses", facts)
    parts = []
    for item in items:
        item.attempt = attempt
        shown = (sent or {}).get(item.position) or shown_on_page(item, change=change, unsent=unsent)
        parts.append(part_of(item, shown))
    return {
        "attempt": attempt,
        "title": attempt.assignment.quiz.title,
        "instructions": attempt.assignment.instructions,
        "parts": parts,
        "said": ngettext("%(count)d question", "%(count)d questions", len(parts)) % {"count": len(parts)},
        "page_url": reverse("whole_page", args=[attempt.pk]),
        "attempt_url": attempt.get_absolute_url(),
        "at_once": FeedbackPolicy(attempt.assignment.feedback).is_at_once,
        **clock_of(attempt),
    }


def shown_on_page(item: AttemptItem, *, change: str, unsent: QueryDict | None) -> Shown:
    """One question of the page, as it stands or as it was typed while the student was signed out; ``change`` is the one to answer again."""
    given = next((one for one in item.responses.all() if one.try_number == item.tries), None)
    again = tries_left(item) or (changeable(item) and (item.draft or change == str(item.position)))
    if unsent and not item.is_final and is_news(item, unsent):
        return as_unsent(item, unsent)
    if given is None or again:
        return asking(item, prefix=prefix_of(item.position), given=given)
    return show_answered(item, given, facts=list(item.version.question.facts.all()))
