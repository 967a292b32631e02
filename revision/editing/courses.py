"""Courses of one's own: new ones, their names, and who else reads them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from revision.editing.slugs import free_slug
from revision.models import Course

RESERVED = frozenset({"new", "import"})
"""Words that stand in an address where a course's slug would."""


def slug_for(title: str) -> str:
    """A slug that no course has yet."""
    return free_slug(Course.objects.all(), title, "course", RESERVED)


@transaction.atomic
def new_course(*, owner: AbstractBaseUser, title: str, summary: str = "") -> Course:
    return Course.objects.create(title=title, summary=summary, slug=slug_for(title), owner_id=owner.pk)


@transaction.atomic
def change_course(*, course: Course, title: str, summary: str) -> Course:
    """Another title or summary; the address stays, so that links to it go on working."""
    course.title, course.summary = title, summary
    course.save(update_fields=["title", "summary"])
    return course


@transaction.atomic
def publish_course(*, course: Course, published: bool) -> Course:
    """Let the owner's colleagues read and copy a course, or no longer. Quizzes that were made from it stay."""
    if bool(course.published) != published:
        course.published = timezone.now() if published else None
        course.save(update_fields=["published"])
    return course
