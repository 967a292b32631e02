"""Topics: one with its facts and questions, and the tree of a course while it is arranged."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from revision.access import PageRequest, staff_only
from revision.editing import topics as editing
from revision.editing.questions import discarded
from revision.forms import MoveTopicForm, NewTopicForm, TopicForm
from revision.models import Question, Topic
from revision.trees import topic_tree
from revision.views.shared import attempted, beside, may_edit, own, own_course, sent


@require_safe
@staff_only
def topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    """A topic: its facts, and under each fact its questions."""
    found = get_object_or_404(Topic.objects.readable_by(request.user).select_related("course", "parent"), pk=topic_id)
    return render(request, "revision/topic.html", topic_context(request, found))


def topic_context(request: PageRequest, found: Topic) -> dict[str, Any]:
    """Everything that a topic's page says."""
    asked = Prefetch("questions", Question.objects.asked().select_related("current"))
    context = {
        **beside(request, found.course),
        "topic": found,
        "facts": found.facts.in_use().prefetch_related(asked),
        "below": found.children.in_use(),
    }
    context["branch"] = next((one for chapter in context["tree"] for one in chapter.walk() if one.topic == found), None)
    if context["may_edit"]:
        context["draft_count"] = found.questions.drafts().count()
    return context


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_topic(request: PageRequest, slug: str) -> HttpResponse:
    course = own_course(request, slug)
    form = NewTopicForm(sent(request)[0], course=course, initial={"parent": request.GET.get("under", "")})
    if request.method == "POST" and form.is_valid():
        made = editing.new_topic(course=course, **form.cleaned_data)
        messages.success(request, _("“%(topic)s” is there. Add its facts.") % {"topic": made.title})
        return redirect(made)
    context = {**beside(request, course), "form": form}
    return render(request, "revision/edit_topic.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    found = own(request, Topic, topic_id, "parent")
    form = TopicForm(sent(request)[0], initial={"title": found.title, "summary": found.summary})
    if request.method == "POST" and form.is_valid():
        editing.change_topic(topic=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {**beside(request, found.course), "form": form, "topic": found}
    return render(request, "revision/edit_topic.html", context, status=422 if form.is_bound else 200)


@require_safe
@staff_only
def arrange_topics(request: PageRequest, slug: str) -> HttpResponse:
    """The tree with buttons that move each topic."""
    course = own_course(request, slug)
    return render(request, "revision/arrange.html", {**beside(request, course, counted=True), "nav": "arrange"})


@require_POST
@staff_only
def move_topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    found = own(request, Topic, topic_id)
    form = MoveTopicForm(request.POST)
    if not form.is_valid():
        raise Http404
    editing.move_topic(topic=found, direction=form.cleaned_data["direction"])
    if not request.htmx:
        return redirect("arrange_topics", found.course.slug)
    context = {"course": found.course, "tree": topic_tree(found.course), "moved": found, "direction": form.cleaned_data["direction"]}
    return render(request, "revision/arrange.html#topics", {**context, "may_edit": may_edit(request, found.course)})


@require_POST
@staff_only
def archive_topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    found = own(request, Topic, topic_id)
    editing.archive_topic(topic=found)
    messages.success(request, _("“%(topic)s” is left out, with all that stood in it. You can bring it back.") % {"topic": found.title})
    return redirect(found.course)


@require_POST
@staff_only
def restore_topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    found = own(request, Topic, topic_id, "parent")
    if not attempted(request, lambda: editing.restore_topic(topic=found)):
        return redirect("left_out", found.course.slug)
    messages.success(request, _("“%(topic)s” is back, with all its facts and questions.") % {"topic": found.title})
    return redirect(found)


@require_safe
@staff_only
def left_out(request: PageRequest, slug: str) -> HttpResponse:
    """What was left out of a course, to be brought back."""
    course = own_course(request, slug)
    context = {
        **beside(request, course, counted=True),
        "nav": "left_out",
        "topics": course.topics.filter(archived=True),
        "facts": course.facts.filter(archived=True, topic__archived=False).select_related("topic"),
        "questions": course.questions.filter(archived=True, topic__archived=False, current__isnull=False).select_related(
            "topic", "current"
        ),
        "discarded": discarded(course).filter(topic__archived=False).select_related("topic", "current"),
    }
    return render(request, "revision/left_out.html", context)
