"""The first page, by who asks."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.home import cards_of, class_cards, headline, missed_lately, school_overview, tasks_of, to_mark
from accounts.people.models import Classroom, School, User
from accounts.people.requests import PersonRequest
from accounts.people.site.actions import is_empty
from accounts.results.knowledge import topics_known
from revision.access import staff_only


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/visitor.html", {"empty": is_empty()})
    pages = {User.Role.STUDENT: student_home, User.Role.TEACHER: teacher_home, User.Role.ADMIN: admin_home, User.Role.SITE: site_home}
    return pages[User.Role(request.user.role)](request, request.user)


def student_home(request: HttpRequest, student: User) -> HttpResponse:
    now = timezone.now()
    tasks = tasks_of(student, now)
    to_do = [task for task in tasks if task.state in {"todo", "started", "overdue"}]
    done = [task for task in reversed(tasks) if task.state in {"done", "missed"}]
    context = {
        "place": "today",
        "to_do": to_do,
        "done": done[:5],
        "missed": missed_lately(student, now),
        "topics": topics_known(student),
    }
    return render(request, "home/student.html", context)


def teacher_home(request: HttpRequest, teacher: User) -> HttpResponse:
    now = timezone.now()
    cards, waiting = class_cards(teacher, now), to_mark(teacher)
    context = {
        "place": "today",
        "headline": headline(cards, waiting, now),
        "cards": cards,
        "may_set": any(card.classroom.may_edit for card in cards),
        "to_mark": waiting,
        "now": now,
    }
    return render(request, "home/teacher.html", context)


@require_safe
@staff_only
def class_now(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """How a class stands just now: a part of its page, and a page where nothing can be fetched into that."""
    cards = cards_of(Classroom.objects.visible_to(request.user).filter(pk=classroom_id), timezone.now())
    if not cards:
        raise Http404
    [card] = cards
    waiting = [one for one in to_mark(request.user) if one.classroom_id == classroom_id]
    context = {"place": "classes", "classroom": card.classroom, "card": card, "to_mark": waiting, "now": timezone.now()}
    return render(request, "home/class_now.html#now" if request.htmx else "home/class_now.html", context)


def site_home(request: HttpRequest, person: User) -> HttpResponse:
    """How the schools of the site stand, in numbers alone."""
    return render(request, "home/site.html", {"place": "today", "schools": School.objects.with_counts()})


def admin_home(request: HttpRequest, admin: User) -> HttpResponse:
    overview = school_overview(admin, timezone.now())
    return render(request, "home/admin.html", {"place": "today", "overview": overview, "school": admin.school})
