"""The categories of a class's gradebook: which homework falls into which, and what each weighs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.homework.models import Assignment, Category
from accounts.people.models import Classroom
from revision.actions import Refused


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category as it is asked for; ``id`` is that of one which is there already."""

    name: str
    weight: int
    preset: str = ""
    id: UUID | None = None


def category_of(assignment: Assignment, categories: Iterable[Category]) -> Category | None:
    """The category that homework was put into, or else the one that takes in its kind; ``None`` for none."""
    by_kind = None
    for category in categories:
        if category.pk == assignment.category_id:
            return category
        if category.preset == assignment.preset:
            by_kind = category
    return by_kind


def weighted_mean(shares: Iterable[tuple[UUID | None, float]], weights: Mapping[UUID, int]) -> float | None:
    """The mean of the categories' means by their weights; each share (0 to 1) comes with the category it falls into.

    A category without a share takes no part, so that nobody loses by what was never set. Without ``weights`` all shares count alike.
    ``None`` where nothing counts.
    """
    if not weights:
        alike = [share for _category, share in shares]
        return fmean(alike) if alike else None
    found: dict[UUID, list[float]] = {}
    for category, share in shares:
        if category is not None and weights.get(category):
            found.setdefault(category, []).append(share)
    total = sum(weights[category] for category in found)
    return sum(weights[category] * fmean(of) for category, of in found.items()) / total if total else None


@transaction.atomic
def save_categories(*, classroom: Classroom, rows: Sequence[CategoryRow], places: Mapping[UUID, UUID | None]) -> list[Category]:
    """Give a class these categories in place of those it has, and put homework into them; what is not named in ``places`` stays.

    Raises ``Refused`` for two of one name or for one kind, and for homework or categories of another class.
    """
    Classroom.objects.select_for_update().get(pk=classroom.pk)
    there = {category.pk: category for category in classroom.categories.all()}
    kinds = [row.preset for row in rows if row.preset]
    if len({row.name for row in rows}) < len(rows) or len(set(kinds)) < len(kinds):
        raise Refused(_("Each category needs a name of its own, and each kind of homework falls into one."))
    if any(row.id not in there for row in rows if row.id):
        raise Refused(_("The categories were changed meanwhile. Look at them as they are now."))
    kept = {row.id for row in rows if row.id}
    classroom.categories.exclude(pk__in=kept).delete()
    # Out of each other's way first: two that swap names would clash halfway.
    for pk in kept:
        classroom.categories.filter(pk=pk).update(name=str(pk), preset="")
    saved = []
    for position, row in enumerate(rows):
        category = there[row.id] if row.id else Category(classroom=classroom)
        category.name, category.weight, category.preset, category.position = row.name, row.weight, row.preset, position
        category.save()
        saved.append(category)
    mine = {category.pk for category in saved}
    moved = []
    for assignment in classroom.assignments.filter(pk__in=list(places)):
        wanted = places[assignment.pk]
        assignment.category_id = wanted if wanted in mine else None
        moved.append(assignment)
    Assignment.objects.bulk_update(moved, ["category"])
    return saved
