"""A student's way through homework: start, answer, hand in, look back."""

import datetime
import mimetypes
from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.attempts import actions, drafts
from accounts.attempts.forms import KeyForm, OwnMarkForm, SeenForm
from accounts.attempts.models import Attempt, AttemptItem
from accounts.attempts.unsent import lay_aside, unsent_to
from accounts.attempts.views.saving import saved_words
from accounts.attempts.views.showing import (
    as_unsent,
    asking,
    changeable,
    part_of,
    question_context,
    reveal_to_student,
    show_answered,
    tries_left,
)
from accounts.attempts.whole_page import has_whole_page
from accounts.homework.models import Assignment
from accounts.homework.terms import terms_for
from accounts.people import audit, unsent
from accounts.people.grants import grants_of
from accounts.people.requests import PersonRequest
from accounts.people.unsent import outlives_sign_in
from quizzes.feedback import EVERYTHING
from quizzes.presentation import Shown, answered, form_for, prefix_in, setup_for
from revision.actions import Refused
from revision.models import Fact, Source


@require_safe
def assignment(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Homework: for its student what it is and the button that starts it; for its teacher the results."""
    if request.user.is_staff:
        return redirect("results", get_object_or_404(Assignment.objects.visible_to(request.user), pk=assignment_id).pk)
    found = get_object_or_404(Assignment.objects.set_for(request.user).select_related("quiz", "classroom"), pk=assignment_id)
    slots = found.quiz.slots.select_related("question")
    now, terms = timezone.now(), terms_for(found, request.user)
    attempts = [closed_if_over(attempt, found, now) for attempt in found.attempts.counted().filter(student=request.user)]
    context = {
        "assignment": found,
        "terms": terms,
        "attempts": attempts,
        "attempt": attempts[0] if attempts else None,
        "may_start_again": terms.is_open(now) and (terms.attempts is None or len(attempts) < terms.attempts) and not terms.excused,
        "now": now,
        "ends_if_begun": terms.deadline(now) if terms.limit and terms.is_open(now) else None,
        "question_count": sum(slot.picks for slot in slots),
        "seconds": sum(slot.seconds for slot in slots),
    }
    return render(request, "attempts/assignment.html", context)


def closed_if_over(attempt: Attempt, of: Assignment, now: datetime.datetime) -> Attempt:
    """The attempt, closed with what was saved where only that was left to do. Whoever reads it first closes it."""
    attempt.assignment = of
    if attempt.finished is not None or not attempt.is_over(now):
        return attempt
    closed = actions.close_if_over(attempt_id=attempt.pk)
    closed.assignment = of
    return closed


@require_POST
def start(request: PersonRequest, assignment_id: UUID) -> HttpResponse:
    """Begin, or go on where the student left off."""
    found = get_object_or_404(Assignment.objects.set_for(request.user), pk=assignment_id)
    try:
        attempt = actions.start_attempt(assignment=found, student=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("assignment", assignment_id)
    return redirect(attempt)


@outlives_sign_in(lay_aside)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """One question of an attempt; a POST answers it."""
    if request.method == "POST":
        return answer(request, attempt_id, position)
    items = AttemptItem.objects.of(request.user).select_related("attempt__assignment__quiz", "version__question__topic", "version__source")
    item = get_object_or_404(items, attempt=attempt_id, position=position)
    if item.attempt.is_over(timezone.now()):
        return redirect(item.attempt)
    if has_whole_page(item.attempt):
        return redirect(f"{reverse('whole_page', args=[attempt_id])}#q{position}")
    item.attempt.student = request.user
    given = item.responses.get(try_number=item.tries) if item.tries else None
    sent = None if item.is_final else unsent_to(request, attempt_id, position)
    if sent is not None:
        shown = as_unsent(item, sent)
    elif given is None or tries_left(item) or (changeable(item) and (item.draft or "change" in request.GET)):
        shown = asking(item, given=given)
    else:
        shown = show_answered(item, given)
    return render(request, "quizzes/question.html", {**question_context(item, shown), "unsent": sent is not None})


def answer(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Keep an answer; htmx gets the verdict in place, a browser without it is sent to the page that shows it."""
    key = key_in(request, position)
    try:
        done = kept(request, attempt_id, position, key)
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.BadAnswer as bad:
        return exchanged(request, bad.item, asking(bad.item, form=bad.form, key=key), status=422)
    except actions.Stale as stale:
        return exchanged(request, stale.item, sent_too_late(request, stale.item), status=409, overtaken_by=saved_words(stale.item))
    except Refused as refused:  # closed, or answered hundreds of times
        context = {"said": str(refused), "attempt_url": reverse("attempt", args=[attempt_id])}
        return render(request, f"attempts/closed.html{'#closed' if request.htmx else ''}", context, status=409)
    if not request.htmx:
        return redirect("question_of_attempt", attempt_id, position)
    notice = "" if done.stands else _("You had answered this already; your first answer stands.")
    again = tries_left(done.item) > 0
    prefix = prefix_in(request.POST, position)
    shown = asking(done.item, given=done.response, prefix=prefix) if again else show_answered(done.item, done.response)
    return exchanged(request, done.item, shown, notice=notice)


def exchanged(request: PersonRequest, item: AttemptItem, shown: Shown, *, status: int = 200, **more: object) -> HttpResponse:
    """What htmx swaps, on the page of one question or in its place among all; without htmx the page of the one question."""
    if request.htmx and prefix_in(request.POST, item.position) is not None:
        return render(request, "attempts/whole_page.html#exchanged", {"part": part_of(item, shown), **more}, status=status)
    context = question_context(item, shown, whole=not request.htmx)
    return render(request, f"quizzes/question.html{'#exchanged' if request.htmx else ''}", {**context, **more}, status=status)


def sent_too_late(request: PersonRequest, item: AttemptItem) -> Shown:
    """A question that another tab answered since the page was made, with what was sent now: to send again, or to leave."""
    return asking(item, form=form_for(item.version, item.seed, request.POST, prefix_in(request.POST, item.position)))


def key_in(request: PersonRequest, position: int) -> UUID:
    """The browser's name for the answer that it sent; a new one where it gave none."""
    sent = KeyForm(request.POST, prefix=prefix_in(request.POST, position))
    return sent.cleaned_data["key"] if sent.is_valid() else uuid4()


def kept(request: PersonRequest, attempt_id: UUID, position: int, key: UUID) -> actions.Submitted:
    """The answer, saved; under a name of its own where the browser's names an answer to another question already."""
    sent, prefix = request.POST, prefix_in(request.POST, position)
    seen = SeenForm(sent, prefix=prefix)
    send = partial(
        actions.submit_answer,
        items=AttemptItem.objects.of(request.user),
        attempt_id=attempt_id,
        position=position,
        data=sent,
        confidence=drafts.sure_in(sent, prefix),
        seen=seen.cleaned_data["seen"] if seen.is_valid() else None,
    )
    try:
        done = send(key=key)
    except IntegrityError:
        done = send(key=uuid4())
    unsent.forget(request.session)
    return done


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """What is answered and what is not, before handing in; a POST hands in."""
    attempt = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment__quiz"), pk=attempt_id)
    if request.method == "POST":
        return redirect(actions.finish_attempt(attempt_id=attempt.pk))
    if closed_if_over(attempt, attempt.assignment, timezone.now()).finished is not None:
        return redirect(attempt)
    rows = attempt.items.values("position", "answered", "draft", prompt=F("version__prompt"))
    items = [{**row, "is_typed": drafts.is_typed(row["draft"])} for row in rows]
    left = [item for item in items if item["answered"] is None and not item["is_typed"]]
    context = {"attempt": attempt, "items": items, "left": left}
    return render(request, "attempts/finish.html", context)


def freshly_closed(found: Attempt, now: datetime.datetime) -> Attempt:
    """The attempt as it is after the clock closed it; the same row where it did not."""
    if found.finished is None and found.is_over(now):
        actions.close_if_over(attempt_id=found.pk)
        found.refresh_from_db(fields=["finished", "ended_by", "score", "answered_count", "waiting_count"])
    return found


@require_safe
def attempt(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """An attempt: for its student the next question, or the score once it is over; for the class's teachers the answers.

    For the school's admin too, which is written down.
    """
    attempts = Attempt.objects.visible_to(request.user) if request.user.is_staff else Attempt.objects.of(request.user)
    found = get_object_or_404(attempts.select_related("assignment__quiz", "assignment__classroom", "student"), pk=attempt_id)
    own = found.student_id == request.user.pk
    audit.note_reading(
        by=request.user,
        action=audit.AuditEntry.Action.ATTEMPT_READ,
        of=found.assignment.classroom,
        about=found.student,
        detail=found.assignment.quiz.title,
    )
    found = freshly_closed(found, timezone.now())
    if own and not found.is_over(timezone.now()):
        return redirect(where_to_go_on(found))
    shown = list(reviewed(found, own=own))
    context = {
        "attempt": found,
        "own": own,
        "may": None if own else grants_of(request.user, found.assignment.classroom),
        "shown": shown,
        "missed": [one for one in shown if one.verdict and one.verdict.word not in {"right", "waiting"}],
        "hidden": own and not reveal_to_student(found, is_final=True).verdict,
    }
    return render(request, "attempts/attempt.html", context)


def where_to_go_on(attempt: Attempt) -> str:
    """Where a student goes on with an attempt: at its first question without an answer, else by handing in."""
    unanswered = attempt.items.filter(answered=None).values_list("position", flat=True).first()
    if unanswered is None:
        return reverse("finish", args=[attempt.pk])
    if has_whole_page(attempt):
        return reverse("whole_page", args=[attempt.pk])
    return reverse("question_of_attempt", args=[attempt.pk, unanswered])


def reviewed(attempt: Attempt, *, own: bool, items: QuerySet[AttemptItem] | None = None) -> list[Shown]:
    """Every question of an attempt (or these ``items`` of it) with the answer given; four queries whatever the length."""
    facts = Prefetch("version__question__facts", Fact.objects.in_use())
    items = attempt.items.all() if items is None else items
    found = items.select_related("version__question__topic", "version__source", "key_version").prefetch_related("responses", facts)
    shown = []
    for item in found:
        response = next((one for one in item.responses.all() if one.try_number == item.tries), None)
        shown.append(
            answered(
                item.position,
                item.version,
                setup=setup_for(item.version, item.seed),
                answer=response.answer if response else None,
                fraction=item.fraction,
                max_mark=item.max_mark,
                reveal=reveal_to_student(attempt, is_final=item.is_final) if own else EVERYTHING,
                facts=list(item.version.question.facts.all()),
                comment=item.comment if item.fraction is not None else "",
                own_fraction=item.own_fraction,
                key=item.key_version,
                repaired=item.repaired,
            )
        )
    return shown


@require_POST
def judge_oneself(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """A student's own mark for a written answer, once its scheme may be seen."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment"), pk=attempt_id)
    if not reveal_to_student(found, is_final=True).key:
        raise Http404
    form = OwnMarkForm(request.POST)
    items = AttemptItem.objects.of(request.user)
    try:
        if not form.is_valid():
            raise Refused(_("Give yourself a number of marks."))
        actions.judge_oneself(items=items, attempt_id=attempt_id, position=position, mark=form.cleaned_data["mark"])
        messages.success(request, _("Your own mark is kept. It does not count."))
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{found.get_absolute_url()}#q{position}")


@require_safe
def source_picture(request: PersonRequest, source_id: UUID) -> HttpResponse:
    """The picture of a source: for staff who may read its course, and for a student who was asked about it."""
    sources = Source.objects.readable_by(request.user)
    if not request.user.is_staff:
        sources = Source.objects.filter(versions__in=AttemptItem.objects.of(request.user).values("version"))
    found = get_object_or_404(sources.exclude(picture="").distinct(), pk=source_id)
    try:
        with found.picture.open("rb") as file:
            return HttpResponse(file.read(), content_type=mimetypes.guess_type(str(found.picture.name))[0])
    except FileNotFoundError:  # a database that came without its files
        raise Http404 from None


@require_POST
def practise(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """A fresh attempt of what was missed; it never counts."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment", "student"), pk=attempt_id)
    try:
        return redirect(actions.start_practice(attempt=found))
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect(found)
