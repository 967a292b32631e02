"""The course, as teachers read it."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from revision.access import PageRequest, staff_only
from revision.models import Course, Fact, Question, Topic
from revision.trees import topic_tree


@require_safe
@staff_only
def courses(request: PageRequest) -> HttpResponse:
    """The courses there are; straight to the one if it is alone."""
    readable = list(Course.objects.readable_by(request.user))
    if len(readable) == 1:
        return redirect(readable[0])
    return render(request, "revision/courses.html", {"place": "course", "courses": readable})


@require_safe
@staff_only
def course(request: PageRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Course.objects.readable_by(request.user), slug=slug)
    return render(request, "revision/course.html", {"place": "course", "course": found, "tree": topic_tree(found)})


@require_safe
@staff_only
def topic(request: PageRequest, topic_id: UUID) -> HttpResponse:
    """A topic: its facts, and under each fact its questions."""
    found = get_object_or_404(Topic.objects.readable_by(request.user).select_related("course", "parent"), pk=topic_id)
    asked = Prefetch("questions", Question.objects.asked().select_related("current"))
    context = {
        "place": "course",
        "topic": found,
        "course": found.course,
        "tree": topic_tree(found.course),
        "facts": found.facts.in_use().prefetch_related(asked),
        "below": found.children.in_use(),
    }
    return render(request, "revision/topic.html", context)


@require_safe
@staff_only
def fact(request: PageRequest, fact_id: UUID) -> HttpResponse:
    asked = Prefetch("questions", Question.objects.asked().select_related("current"))
    readable = Fact.objects.readable_by(request.user).select_related("topic__parent", "course").prefetch_related(asked)
    return render(request, "revision/fact.html", {"place": "course", "fact": get_object_or_404(readable, pk=fact_id)})


@require_safe
@staff_only
def question(request: PageRequest, question_id: UUID) -> HttpResponse:
    """A question with its key, its explanation and the facts it rests on."""
    readable = Question.objects.readable_by(request.user).asked().select_related("topic__parent", "course", "current")
    found = get_object_or_404(readable, pk=question_id)
    assert found.current is not None
    body = found.type.read(found.current.body)
    context = {
        "place": "course",
        "question": found,
        "version": found.current,
        "review": found.type.review(body, range(found.type.size(body)), None, show_key=True),
        "review_template": f"{found.type.template}#review",
        "facts": found.facts.in_use(),
        "version_count": found.versions.count(),
    }
    return render(request, "revision/question.html", context)
