"""Facts: one with its questions, and the form that changes it, on a page of its own or in its row."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from revision.access import PageRequest, staff_only
from revision.editing import facts as editing
from revision.forms import FactForm, StepForm, fact_values
from revision.models import Fact, Question, Topic
from revision.views.shared import may_edit, own, sent
from revision.views.topics import topic_context


def with_questions(*, drafts: bool = False) -> Any:
    """The questions on facts, as a page lists them."""
    rows = Question.objects.in_use().filter(current__isnull=False).exclude(status=Question.Status.DISCARDED)
    return Prefetch("questions", (rows if drafts else Question.objects.asked()).select_related("current"))


@require_safe
@staff_only
def fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    """A fact with all that is known of it; for htmx its row in the topic."""
    readable = Fact.objects.readable_by(request.user).select_related("topic__parent", "course").prefetch_related(with_questions())
    found = get_object_or_404(readable, pk=fact_id)
    context = {"place": "course", "fact": found, "course": found.course, "topic": found.topic, "may_edit": may_edit(request, found.course)}
    return render(request, "parts/staff_fact_row.html" if request.htmx else "revision/fact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_fact(request: PageRequest, topic_id: UUID) -> HttpResponse:
    topic = own(request, Topic, topic_id)
    form = FactForm(sent(request)[0], course=topic.course, initial={"topic": topic.pk})
    if request.method == "POST" and form.is_valid():
        made = editing.new_fact(**form.cleaned_data)
        if "another" in request.POST:
            messages.success(request, _("Saved. Here is the next."))
            return redirect("new_fact", made.topic_id)
        messages.success(request, _("The fact is there. Write a question that asks it."))
        return redirect(made)
    return form_page(request, form, {"topic": topic, "course": topic.course})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    """The form of a fact; for htmx in the fact's row, which comes back when it is saved."""
    found = own(request, Fact, fact_id, "topic")
    form = FactForm(sent(request)[0], course=found.course, initial=fact_values(found), auto_id=f"id_{found.pk.hex[:8]}_%s")
    if request.method == "POST" and form.is_valid():
        before = found.topic
        changed = editing.change_fact(fact=found, **form.cleaned_data)
        if request.htmx:
            return saved_row(request, found, moved=before.pk != found.topic_id)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect(found)
    return form_page(request, form, {"fact": found, "topic": found.topic, "course": found.course})


def form_page(request: PageRequest, form: FactForm, context: dict[str, Any]) -> HttpResponse:
    template = "parts/staff_fact_form.html" if request.htmx and "fact" in context else "revision/edit_fact.html"
    return render(request, template, {"place": "course", "form": form, **context}, status=422 if form.is_bound else 200)


def saved_row(request: PageRequest, found: Fact, *, moved: bool) -> HttpResponse:
    """The row of a fact that was changed in it."""
    shown = Fact.objects.select_related("topic", "course").prefetch_related(with_questions()).get(pk=found.pk)
    context = {"fact": shown, "topic": shown.topic, "course": shown.course, "may_edit": True, "moved": moved, "saved": True}
    return render(request, "parts/staff_fact_row.html", context)


@require_POST
@staff_only
def move_fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    """Up or down in its topic; htmx gets the list of facts."""
    found = own(request, Fact, fact_id, "topic__parent")
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    editing.move_fact(fact=found, steps=form.cleaned_data["steps"])
    if not request.htmx:
        return redirect(f"{found.topic.get_absolute_url()}#fact-{found.pk}")
    context = topic_context(request, found.topic)
    return render(request, "revision/topic.html#facts", {**context, "moved_fact": found.pk, "steps": form.cleaned_data["steps"]})


@require_POST
@staff_only
def archive_fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    found = own(request, Fact, fact_id, "topic")
    editing.archive_fact(fact=found)
    messages.success(request, _("The fact is left out. Its questions stay; you can bring it back."))
    return redirect(found.topic)


@require_POST
@staff_only
def restore_fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    found = own(request, Fact, fact_id)
    editing.archive_fact(fact=found, archived=False)
    messages.success(request, _("The fact is back."))
    return redirect(found)
