"""The page of what was found, and what shows while one types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from revision import search as searching
from revision.access import PageRequest, staff_only
from revision.models import Course

SHOWN_WHILE_TYPING = 8


@require_safe
@staff_only
def search(request: PageRequest) -> HttpResponse:
    """Facts and questions that hold the words; for htmx the first few, below the field."""
    text = request.GET.get("q", "")[:200]
    within = Course.objects.readable_by(request.user).filter(slug=request.GET.get("course", "")[:80]).first()
    hits = searching.search(user=request.user, text=text, course=within)
    context = {"place": "course", "text": text, "course": within, "typed": bool(searching.words_of(text))}
    if request.htmx:
        return render(request, "revision/search.html#found", {**context, "hits": shortened(hits), "count": len(hits)})
    facts, questions = ([hit for hit in hits if hit.kind == kind] for kind in ("fact", "question"))
    most = searching.MOST_HITS
    return render(request, "revision/search.html", {**context, "facts": facts, "questions": questions, "most": most})


def shortened(hits: list[searching.Hit]) -> list[searching.Hit]:
    """A few of both kinds."""
    questions = [hit for hit in hits if hit.kind == "question"][: SHOWN_WHILE_TYPING // 2]
    facts = [hit for hit in hits if hit.kind == "fact"][: SHOWN_WHILE_TYPING - len(questions)]
    return facts + questions
