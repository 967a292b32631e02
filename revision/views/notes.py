"""Notes become a course: upload or paste, look at what was found, then keep it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from revision.access import PageRequest
from revision.actions import Refused
from revision.drafting import drafts_for
from revision.forms import NotesForm
from revision.kept_notes import KeptNotes, find, keep
from revision.models import Course, Fact
from revision.notes.importing import import_notes as save_notes
from revision.notes.outline import FoundTopic, Outline
from revision.notes.parsing import parse
from revision.views.shared import authors_only, sent

UNPLACED_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@authors_only
def import_notes(request: PageRequest) -> HttpResponse:
    """Where notes come in; what was read waits on the next page."""
    own = Course.objects.editable_by(request.user)
    form = NotesForm(*sent(request), courses=own, initial={"course": own.filter(slug=asked(request)).first()})
    if request.method == "POST" and form.is_valid():
        token = keep(user=request.user, notes=form.cleaned_data["notes"], course_title=form.cleaned_data["course_title"])
        return redirect("found_in_notes", token)
    return render(request, "revision/import_notes.html", {"place": "course", "form": form}, status=422 if form.is_bound else 200)


def asked(request: PageRequest) -> str:
    """The course that the address names."""
    return request.GET.get("course", "").replace("\0", "")[:80]


@require_http_methods(["GET", "HEAD", "POST"])
@authors_only
def found_in_notes(request: PageRequest, token: str) -> HttpResponse:
    """What the notes hold, before anything is saved; a POST saves it."""
    kept = find(user=request.user, token=token)
    if kept is None:
        raise Http404
    outline = parse(kept.notes)
    if request.method == "POST":
        return saved(request, kept, outline)
    rules = Counter(typed.draft.rule for typed in drafts_for(outline.facts()))
    context = {
        "place": "course",
        "kept": kept,
        "outline": outline,
        "topics": shown_topics(outline.topics),
        "rules": sorted(rules.items(), key=lambda row: -row[1]),
        "draft_count": rules.total(),
        "unplaced": outline.unplaced[:UNPLACED_SHOWN],
        "unplaced_more": max(0, len(outline.unplaced) - UNPLACED_SHOWN),
        "existing": Course.objects.editable_by(request.user).filter(title=kept.course_title).first(),
    }
    return render(request, "revision/found_in_notes.html", context)


def saved(request: PageRequest, kept: KeptNotes, outline: Outline) -> HttpResponse:
    """Import what was looked at, and say what came of it."""
    try:
        report = save_notes(course_title=kept.course_title, owner=request.user, outline=outline)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("import_notes")
    if report.nothing_done:
        messages.info(request, _("The course has all of it already; nothing was added."))
        return redirect(report.course)
    counts = {"topics": report.topics, "facts": report.facts, "drafts": report.drafts}
    messages.success(request, _("Added %(topics)s topics, %(facts)s facts and %(drafts)s drafts.") % counts)
    return redirect("drafts", report.course.slug) if report.drafts else redirect(report.course)


# --- What is shown ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic of the notes with facts that know how to show themselves; none of it is saved."""

    title: str
    facts: list[Fact]
    topics: list["ShownTopic"]


def shown_topics(found: Sequence[FoundTopic]) -> list[ShownTopic]:
    return [ShownTopic(topic.title, [shown_fact(fact) for fact in topic.facts], shown_topics(topic.topics)) for topic in found]


def shown_fact(fact: object) -> Fact:
    """The fact as a row that is never saved."""
    return Fact(**{name: getattr(fact, name) for name in ("statement", "kind", "when", "claim", "stance")})
