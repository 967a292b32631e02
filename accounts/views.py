"""The first page, by who asks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.home import class_cards, headline, school_overview, tasks_of
from accounts.people.models import School, User
from accounts.results.knowledge import topics_known


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/visitor.html")
    pages = {User.Role.STUDENT: student_home, User.Role.TEACHER: teacher_home, User.Role.ADMIN: admin_home, User.Role.SITE: site_home}
    return pages[User.Role(request.user.role)](request, request.user)


def student_home(request: HttpRequest, student: User) -> HttpResponse:
    tasks = tasks_of(student, timezone.now())
    to_do = [task for task in tasks if task.state in {"todo", "started", "overdue"}]
    done = [task for task in reversed(tasks) if task.state in {"done", "missed"}]
    topics = topics_known(student)
    return render(request, "home/student.html", {"place": "today", "to_do": to_do, "done": done[:5], "topics": topics})


def teacher_home(request: HttpRequest, teacher: User) -> HttpResponse:
    now = timezone.now()
    cards = class_cards(teacher, now)
    return render(request, "home/teacher.html", {"place": "today", "headline": headline(cards, now), "cards": cards, "now": now})


def site_home(request: HttpRequest, person: User) -> HttpResponse:
    """How the schools of the site stand, in numbers alone."""
    return render(request, "home/site.html", {"place": "today", "schools": School.objects.with_counts()})


def admin_home(request: HttpRequest, admin: User) -> HttpResponse:
    overview = school_overview(admin, timezone.now())
    return render(request, "home/admin.html", {"place": "today", "overview": overview, "school": admin.school})
