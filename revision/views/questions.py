"""Questions: one with its key and its versions, and the editor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from revision.access import PageRequest, staff_only
from revision.editing import questions as editing
from revision.models import Course, Fact, Question, Topic
from revision.question_types import registry
from revision.question_types.base import QuestionType
from revision.views.shared import may_edit, own
from revision.writing import Writing, preview_of_version


@require_safe
@staff_only
def question(request: PageRequest, question_id: UUID) -> HttpResponse:
    """A question with its key, its explanation and the facts it rests on; its author reads it whatever its state."""
    readable = Question.objects.readable_by(request.user).filter(current__isnull=False)
    found = get_object_or_404(readable.select_related("topic__parent", "course", "current__source"), pk=question_id)
    editable = may_edit(request, found.course)
    if not editable and (found.archived or found.status != Question.Status.APPROVED):
        raise Http404
    assert found.current is not None
    body = found.type.read(found.current.body)
    context = {
        "place": "course",
        "may_edit": editable,
        "question": found,
        "version": found.current,
        "review": found.type.review(body, range(found.type.size(body)), None, show_key=True),
        "review_template": f"{found.type.template}#review",
        "facts": found.facts.in_use(),
        "version_count": found.versions.count(),
    }
    return render(request, "revision/question.html", context)


@require_safe
@staff_only
def versions(request: PageRequest, question_id: UUID) -> HttpResponse:
    """Everything that a question has said, the newest first."""
    found = own(request, Question, question_id, "topic__parent")
    said = [
        {"version": version, "preview": preview_of_version(found, version)}
        for version in found.versions.select_related("source").order_by("-number")
    ]
    return render(request, "revision/versions.html", {"place": "course", "question": found, "said": said})


# --- The editor ------------------------------------------------------------------------------------------------------


def type_of(kind: str) -> QuestionType[Any]:
    """The question type of that name; 404 if there is none."""
    try:
        return registry.get(kind)
    except registry.UnknownKind:
        raise Http404 from None


@require_safe
@staff_only
def choose_type(request: PageRequest, topic_id: UUID) -> HttpResponse:
    """The types of question there are, to begin one."""
    topic = own(request, Topic, topic_id, "parent")
    context = {"place": "course", "topic": topic, "types": registry.all_types().values(), "fact": asked_fact(request, topic)}
    return render(request, "revision/choose_type.html", context)


def asked_fact(request: PageRequest, topic: Topic) -> Fact | None:
    """The fact that a question is to ask, if the address names one of the course."""
    wanted = request.GET.get("fact", "")
    return next((fact for fact in topic.course.facts.in_use().filter(topic=topic) if str(fact.pk) == wanted), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_question(request: PageRequest, topic_id: UUID, kind: str) -> HttpResponse:
    topic = own(request, Topic, topic_id, "parent")
    question_type = type_of(kind)
    context = {"topic": topic}
    if request.method != "POST":
        fact = asked_fact(request, topic)
        return editor(request, Writing.begun(topic, question_type, [fact.pk] if fact else []), context)
    if "row" in request.POST:
        return rearranged(request, topic.course, question_type, context)
    writing = Writing.sent(topic.course, question_type, request.POST)
    if not writing.is_valid():
        return editor(request, writing, context, status=422)
    made = editing.new_question(kind=kind, **writing.said())
    messages.success(request, _("The question is there and can be set."))
    if "another" in request.POST:
        return redirect("new_question", made.topic_id, kind)
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_question(request: PageRequest, question_id: UUID) -> HttpResponse:
    """Saving makes the next version if the words changed; an older start than what is asked now is told so, with both to see."""
    found = own(request, Question, question_id, "topic__parent", "current__source")
    context = {"topic": found.topic, "question": found}
    if found.current is None:
        raise Http404
    if request.method != "POST":
        return editor(request, Writing.resumed(found), context)
    if "row" in request.POST:
        return rearranged(request, found.course, found.type, context)
    writing = Writing.sent(found.course, found.type, request.POST)
    if not writing.is_valid():
        return editor(request, writing, context, status=422)
    try:
        changed = editing.change_question(
            question=found,
            number=writing.about.cleaned_data["version"] or 0,
            approve="approve" in request.POST,
            **writing.said(),
        )
    except editing.Changed:
        return conflict(request, found)
    return saved(request, found, changed=changed)


def saved(request: PageRequest, found: Question, *, changed: bool) -> HttpResponse:
    """Says what saving did; back to the review queue with a draft."""
    found.refresh_from_db()
    assert found.current is not None
    if found.rule and ("approve" in request.POST or found.status == Question.Status.DRAFT):
        messages.success(request, _("Saved and approved.") if "approve" in request.POST else _("Saved. It still waits to be approved."))
        return redirect("drafts", found.course.slug)
    if changed:
        words = _("Saved as version %(number)s. Attempts that were begun keep the one they have.") % {"number": found.current.number}
    else:
        words = _("Saved. The words are the same, so there is no new version.")
    messages.success(request, words)
    return redirect(found)


def conflict(request: PageRequest, found: Question) -> HttpResponse:
    """Somebody else saved first: what stands now beside what was written, which can be saved over it."""
    found = own(request, Question, found.pk, "topic__parent", "current__source")
    assert found.current is not None
    data = request.POST.copy()
    data["about-version"] = str(found.current.number)
    writing = Writing.sent(found.course, found.type, data)
    writing.is_valid()
    context = {"topic": found.topic, "question": found, "now": preview_of_version(found, found.current)}
    return editor(request, writing, context, status=409)


def rearranged(request: PageRequest, course: Course, question_type: QuestionType[Any], context: dict[str, Any]) -> HttpResponse:
    """The form after a row button; htmx gets the type's part of it, and is told to look at the preview again."""
    data: QueryDict = question_type.author.rearranged(request.POST)
    writing = Writing.sent(course, question_type, data, judged=False)
    if request.POST["row"] == "facts":
        writing.all_facts = True
        context |= {"writing": writing, "about": writing.about, "row_url": request.path}
        return render(request, "parts/author_facts.html", context) if request.htmx else editor(request, writing, context)
    what, _colon, rest = request.POST["row"].partition(":")
    name, _colon, place = rest.partition(":")
    context = {**context, "row_set": name, "row": landed(writing, what, name, place), "row_button": what if what in {"up", "down"} else ""}
    if not request.htmx:
        return editor(request, writing, context)
    context |= {"author": writing.author, "row_url": request.path}
    return trigger_client_event(render(request, "parts/author_form.html", context), "rows", after="settle")


def landed(writing: Writing, what: str, name: str, place: str) -> int | None:
    """Where the focus goes after a row button: the number of the row."""
    if name not in writing.author.sets:
        return None
    last = writing.author.sets[name].total_form_count() - 1
    at = int(place) if place.isdecimal() else last
    return max(0, min(last, {"add": last, "up": at - 1, "down": at + 1}.get(what, at)))


def editor(request: PageRequest, writing: Writing, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page on which a question is written."""
    context = {
        "place": "course",
        "course": writing.course,
        "writing": writing,
        "about": writing.about,
        "author": writing.author,
        "row_url": request.path,
        "preview_url": reverse("preview_writing", args=[context["topic"].pk, writing.type.kind]),
        "preview": first_preview(writing, context.get("question")),
        **context,
    }
    return render(request, "revision/write_question.html", context, status=status)


def first_preview(writing: Writing, question: Question | None) -> object:
    """What the preview shows before anything is typed."""
    if writing.author.is_bound:
        return writing.preview() if not writing.author.errors else None
    return preview_of_version(question, question.current) if question and question.current else None


@require_POST
@staff_only
def preview_writing(request: PageRequest, topic_id: UUID, kind: str) -> HttpResponse:
    """What students would see of what stands in the form; nothing is kept."""
    topic = own(request, Topic, topic_id)
    writing = Writing.sent(topic.course, type_of(kind), request.POST)
    preview = writing.preview()
    return render(request, "parts/author_preview.html", {"preview": preview, "missing": [] if preview else writing.missing()})


# --- Left out and brought back ---------------------------------------------------------------------------------------


@require_POST
@staff_only
def archive_question(request: PageRequest, question_id: UUID) -> HttpResponse:
    found = own(request, Question, question_id, "topic")
    editing.archive_question(question=found)
    messages.success(request, _("The question is left out. Quizzes that have it keep it; you can bring it back."))
    return redirect(found.topic)


@require_POST
@staff_only
def restore_question(request: PageRequest, question_id: UUID) -> HttpResponse:
    found = own(request, Question, question_id)
    editing.archive_question(question=found, archived=False)
    messages.success(request, _("The question is back."))
    return redirect(found)
