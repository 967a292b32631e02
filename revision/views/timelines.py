"""The dated facts of a course, or of a topic with all below it, on a line of years."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from revision.access import PageRequest, staff_only
from revision.models import Fact, Topic
from revision.timeline import timeline_of
from revision.views.shared import beside, read_course

READABLE = 80
"""Above so many dated facts a whole course shows its events alone; each topic's own timeline has them all."""


@require_safe
@staff_only
def course_timeline(request: PageRequest, slug: str) -> HttpResponse:
    course = read_course(request, slug)
    context = beside(request, course, counted=True)
    topics = [branch.topic for chapter in context["tree"] for branch in chapter.walk()]
    facts = list(course.facts.in_use().filter(topic__in=topics, starts__isnull=False).select_related("topic"))
    events = [fact for fact in facts if fact.kind == Fact.Kind.EVENT]
    drawn = events if len(facts) > READABLE and events else facts
    context |= {"nav": "timeline", "timeline": timeline_of(drawn), "others": len(facts) - len(drawn)}
    return render(request, "revision/timeline.html", context)


@require_safe
@staff_only
def topic_timeline(request: PageRequest, topic_id: UUID) -> HttpResponse:
    found = get_object_or_404(Topic.objects.readable_by(request.user).select_related("course", "parent"), pk=topic_id)
    context = beside(request, found.course)
    branches = (one for chapter in context["tree"] for one in chapter.walk() if one.topic == found)
    topics = [branch.topic for root in branches for branch in root.walk()]
    facts = found.course.facts.in_use().filter(topic__in=topics, starts__isnull=False).select_related("topic")
    return render(request, "revision/timeline.html", {**context, "topic": found, "timeline": timeline_of(facts)})
