"""A student's way through homework: start, answer, hand in, look back."""

import datetime
import mimetypes
from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.attempts import actions
from accounts.attempts.forms import KeyForm, OwnMarkForm, SeenForm
from accounts.attempts.models import Attempt, AttemptItem, Response
from accounts.attempts.views.saving import saved_words
from accounts.attempts.whole_page import has_whole_page
from accounts.homework.models import Assignment
from accounts.homework.terms import terms_for
from accounts.people import audit
from accounts.people.grants import grants_of
from accounts.people.requests import PersonRequest
from quizzes.feedback import EVERYTHING, FeedbackPolicy, Reveal
from quizzes.presentation import Onward, Segment, Shown, answered, asked, filled, form_for, prefix_in, setup_for
from revision.actions import Refused
from revision.models import Fact, Source
from revision.question_types.base import AnswerForm
from revision.templatetags.interface import per_cent

AN_HOUR = datetime.timedelta(hours=1)


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
    if item.answered is None or tries_left(item) or (changeable(item) and (item.draft or "change" in request.GET)):
        shown = asking(item)
    else:
        shown = show_answered(item, item.responses.get(try_number=item.tries))
    return render(request, "quizzes/question.html", question_context(item, shown))


def asking(item: AttemptItem, *, form: AnswerForm | None = None, key: UUID | None = None, prefix: str | None = None) -> Shown:
    """A question that waits for its answer: with ``form`` as it was sent, else with what was typed and saved before."""
    if form is None:
        sure = actions.sure_in(MultiValueDict(item.draft or {}))
        form = filled(form_for(item.version, item.seed, prefix=prefix), item.draft)
    else:
        sure = actions.sure_in(form.data, form.prefix)
    return asked(item.position, item.version, form, key, number=item.draft_number, seen=item.tries, confidence=str(sure or ""))


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


def answer(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Keep an answer; htmx gets the verdict in place, a browser without it is sent to the page that shows it."""
    sent = KeyForm(request.POST)
    key = sent.cleaned_data["key"] if sent.is_valid() else uuid4()
    try:
        done = kept(request, attempt_id, position, key)
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.BadAnswer as bad:
        context = question_context(bad.item, asking(bad.item, form=bad.form, key=key), whole=not request.htmx)
        return render(request, f"quizzes/question.html{'#exchanged' if request.htmx else ''}", context, status=422)
    except actions.Stale as stale:
        return overtaken(request, stale.item)
    except Refused as refused:  # closed, or answered hundreds of times
        context = {"said": str(refused), "attempt_url": reverse("attempt", args=[attempt_id])}
        return render(request, f"attempts/closed.html{'#closed' if request.htmx else ''}", context, status=409)
    if not request.htmx:
        return redirect("question_of_attempt", attempt_id, position)
    notice = "" if done.stands else _("You had answered this already; your first answer stands.")
    again = tries_left(done.item) > 0
    shown = asking(done.item) if again else show_answered(done.item, done.response)
    context = question_context(done.item, shown, whole=False)
    return render(request, "quizzes/question.html#exchanged", {**context, "notice": notice})


def overtaken(request: PersonRequest, item: AttemptItem) -> HttpResponse:
    """Another tab answered since this page was made: what it said, and what was sent now, to send again or to leave."""
    prefix = prefix_in(request.POST, item.position)
    form = form_for(item.version, item.seed, request.POST, prefix)
    context = question_context(item, asking(item, form=form), whole=not request.htmx)
    context["overtaken_by"] = saved_words(item)
    return render(request, f"quizzes/question.html{'#exchanged' if request.htmx else ''}", context, status=409)


def kept(request: PersonRequest, attempt_id: UUID, position: int, key: UUID) -> actions.Submitted:
    """The answer, saved; under a name of its own where the browser's names an answer to another question already."""
    sent, seen = request.POST, SeenForm(request.POST)
    send = partial(
        actions.submit_answer,
        items=AttemptItem.objects.of(request.user),
        attempt_id=attempt_id,
        position=position,
        data=sent,
        confidence=actions.sure_in(sent, prefix_in(sent, position)),
        seen=seen.cleaned_data["seen"] if seen.is_valid() else None,
    )
    try:
        return send(key=key)
    except IntegrityError:
        return send(key=uuid4())


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


def onward(item: AttemptItem) -> Onward:
    """The next question; after the last one handing in, by way of the review page while something is left out or may be changed."""
    attempt = item.attempt
    at_once = attempt.is_practice or FeedbackPolicy(attempt.assignment.feedback).is_at_once
    if attempt.answered_count == attempt.question_count and not at_once:
        return Onward(reverse("finish", args=[attempt.pk]), _("Review and hand in"))
    if attempt.answered_count == attempt.question_count:
        return Onward(reverse("finish", args=[attempt.pk]), _("Finish and see your score"), post=True)
    if item.position < attempt.question_count:
        return Onward(reverse("question_of_attempt", args=[attempt.pk, item.position + 1]), _("Next question"))
    return Onward(reverse("finish", args=[attempt.pk]), _("Review and finish"))


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
        "retry": said_of_tries(item),
        "hints": item.version.hints[: item.tries] if tries_left(item) else [],
        "change_url": "?change" if changeable(item) and shown.form is None else "",
        **(clock_of(attempt) if whole else {}),
        "onward": onward(item),
        "is_practice": attempt.is_practice,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """What is answered and what is not, before handing in; a POST hands in."""
    attempt = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment__quiz"), pk=attempt_id)
    if request.method == "POST":
        return redirect(actions.finish_attempt(attempt_id=attempt.pk))
    if closed_if_over(attempt, attempt.assignment, timezone.now()).finished is not None:
        return redirect(attempt)
    items = list(attempt.items.values("position", "answered", "draft", prompt=F("version__prompt")))
    left = [item for item in items if item["answered"] is None and not item["draft"]]
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
        unanswered = found.items.filter(answered=None).values_list("position", flat=True).first()
        if has_whole_page(found) and unanswered is not None:
            return redirect("whole_page", found.pk)
        return redirect("finish", found.pk) if unanswered is None else redirect("question_of_attempt", found.pk, unanswered)
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
    with found.picture.open("rb") as file:
        return HttpResponse(file.read(), content_type=mimetypes.guess_type(str(found.picture.name))[0])


@require_POST
def practise(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """A fresh attempt of what was missed; it never counts."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment", "student"), pk=attempt_id)
    try:
        return redirect(actions.start_practice(attempt=found))
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect(found)
