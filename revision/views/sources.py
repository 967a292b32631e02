"""Sources: the list of a course, one with the questions under it, and its form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from revision.access import PageRequest, staff_only
from revision.editing import sources as editing
from revision.forms import SourceForm
from revision.models import Course, Question, Source
from revision.views.shared import beside, may_edit, own, own_course, read_course, sent


@require_safe
@staff_only
def sources(request: PageRequest, slug: str) -> HttpResponse:
    course = read_course(request, slug)
    context = {**beside(request, course, counted=True), "nav": "sources", "sources": course.sources.in_use().order_by("title")}
    return render(request, "revision/sources.html", context)


@require_safe
@staff_only
def source(request: PageRequest, source_id: UUID) -> HttpResponse:
    """A source as it stands above its questions, and which these are."""
    found = get_object_or_404(Source.objects.readable_by(request.user).select_related("course"), pk=source_id)
    editable = may_edit(request, found.course)
    under = Question.objects.filter(current__source=found).select_related("current", "topic")
    context = {
        "place": "course",
        "source": found,
        "course": found.course,
        "may_edit": editable,
        "questions": under.in_use() if editable else under.asked(),
    }
    return render(request, "revision/source.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_source(request: PageRequest, slug: str) -> HttpResponse:
    """The form for a text; ``?kind=`` asks for a table or a picture."""
    course = own_course(request, slug)
    kind = request.GET.get("kind", "text")
    if kind not in Source.Kind.values:
        raise Http404
    form = SourceForm(*sent(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        made = editing.new_source(course=course, **form.said())
        messages.success(request, _("The source is there. Choose it when you write a question."))
        return redirect("source", made.pk)
    return form_page(request, course, form, {"kinds": Source.Kind.choices})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def edit_source(request: PageRequest, source_id: UUID) -> HttpResponse:
    found = own(request, Source, source_id)
    if found.archived:
        raise Http404
    form = SourceForm(*sent(request), kind=found.kind, old=found)
    if request.method == "POST" and form.is_valid():
        made = editing.change_source(source=found, **form.said())
        if made == found:
            messages.success(request, _("Nothing was changed."))
        else:
            messages.success(request, _("Saved. Questions under it have a new version; attempts that were begun keep the old source."))
        return redirect("source", made.pk)
    return form_page(request, found.course, form, {"source": found})


def form_page(request: PageRequest, course: Course, form: SourceForm, context: dict[str, Any]) -> HttpResponse:
    context = {"place": "course", "course": course, "form": form, **context}
    return render(request, "revision/edit_source.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_only
def archive_source(request: PageRequest, source_id: UUID) -> HttpResponse:
    found = own(request, Source, source_id)
    editing.archive_source(source=found)
    messages.success(request, _("“%(source)s” is offered no longer. Questions under it keep it.") % {"source": found.title})
    return redirect("sources", found.course.slug)
