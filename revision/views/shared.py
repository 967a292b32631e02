"""What the pages of a course share: whose it is, what stands beside it, and the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from revision.access import PageRequest
from revision.actions import Refused
from revision.models import Course, Fact, Question, Source, Topic
from revision.trees import topic_tree


def authors_only[R: PageRequest, **P](view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
    """A page for teachers, who write courses; to a school's admin and to students it does not exist."""

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not getattr(request.user, "is_staff", False) or getattr(request.user, "is_school_admin", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def read_course(request: PageRequest, slug: str) -> Course:
    return get_object_or_404(Course.objects.readable_by(request.user), slug=slug)


def own_course(request: PageRequest, slug: str) -> Course:
    """The signed-in teacher's course; 404 for anybody else's."""
    return get_object_or_404(Course.objects.editable_by(request.user), slug=slug)


def own[M: (Topic, Fact, Question, Source)](request: PageRequest, model: type[M], pk: Any, *related: str) -> M:
    """A row of a course of one's own, with its course; 404 for anybody else's."""
    rows: Any = model.objects.editable_by(request.user)
    found: M = get_object_or_404(rows.select_related("course", *related), pk=pk)
    return found


def may_edit(request: PageRequest, course: Course) -> bool:
    return bool(course.owner_id == request.user.pk)


def beside(request: PageRequest, course: Course, *, counted: bool = False) -> dict[str, Any]:
    """What stands beside every page of a course: its tree, and, where it is ``counted``, how many drafts wait."""
    editable = may_edit(request, course)
    context: dict[str, Any] = {"place": "course", "course": course, "tree": topic_tree(course), "may_edit": editable}
    if counted and editable:
        context["draft_count"] = course.questions.drafts().count()
    return context


def sent(request: PageRequest) -> tuple[Any, Any]:
    """Fields and files that were posted; nothing for a page that is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def attempted(request: PageRequest, done: Callable[[], object]) -> bool:
    """Do something; a refusal is said on the next page. Returns whether it was done."""
    try:
        done()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return True
