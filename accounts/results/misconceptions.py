"""Named wrong ideas over all homework of a class: who has shown them, on what evidence, and who has got over them since."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.attempts.models import AttemptItem, AttemptItemQuerySet, Response
from accounts.homework.models import Assignment
from accounts.people.models import Classroom, User
from accounts.results.ideas import IdeaReader, ideas_named
from revision.models import QuestionVersion

LATELY = 6
FIXED, STILL, ONCE = "fixed", "still", "once"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer that shows a wrong idea, or one that could have: whose, when, in which homework, to which question."""

    assignment: UUID
    quiz: str
    attempt: UUID
    position: int
    version: QuestionVersion
    given: datetime.datetime
    shows: bool
    right: bool


@dataclass(slots=True)
class Holder:
    """A student who has shown a wrong idea, with all their answers that could show it, in their order."""

    student: User
    answers: list[Evidence] = field(default_factory=list)

    @property
    def lately(self) -> list[Evidence]:
        """The last of the answers, as many as fit a line."""
        return self.answers[-LATELY:]

    @property
    def state(self) -> str:
        """``fixed`` where the last answer that could show it is right and came later; ``still`` where they were asked again since they
        first showed it, but it is not; ``once`` where they were not asked again.
        """
        first = next(place for place, one in enumerate(self.answers) if one.shows)
        if len(self.answers) == first + 1:
            return ONCE
        return FIXED if self.answers[-1].right else STILL


@dataclass(slots=True)
class Misconception:
    """A wrong idea of a class."""

    name: str
    asked: int
    """Students who answered a question that could show it."""
    holders: Sequence[Holder]

    def count(self, state: str) -> int:
        return sum(holder.state == state for holder in self.holders)

    @property
    def fixed(self) -> int:
        return self.count(FIXED)

    @property
    def still(self) -> int:
        return self.count(STILL)

    @property
    def once(self) -> int:
        return self.count(ONCE)

    @property
    def held(self) -> int:
        """How many hold it as far as one knows."""
        return self.still + self.once

    @property
    def since(self) -> str:
        """“11 fixed, 3 not, 4 not asked again”; empty where nobody was asked again."""
        if not (self.fixed or self.still):
            return ""
        return outcome(self.fixed, self.still, self.once)


def outcome(fixed: int, still: int, once: int = 0) -> str:
    """“11 fixed, 3 not, 4 not asked again”, without what is none."""
    said = [_("%(count)d fixed") % {"count": fixed}] if fixed else []
    said += [_("%(count)d not") % {"count": still} if fixed else _("%(count)d not fixed") % {"count": still}] if still else []
    said += [_("%(count)d not asked again") % {"count": once}] if once else []
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Since:
    """What has become of the wrong ideas of some homework by a later one."""

    ideas: Sequence[Misconception]

    @property
    def said(self) -> str:
        """The same in one line for all ideas: “11 fixed, 3 not”."""
        return outcome(sum(idea.fixed for idea in self.ideas), sum(idea.still for idea in self.ideas))


def since(before: Assignment, after: Assignment) -> Since:
    """Of the wrong ideas shown in ``before`` those that ``after`` asked again, with how its students answered. Three queries."""
    both = AttemptItem.objects.filter(
        attempt__assignment__in=[before, after],
        attempt__purpose="homework",
        attempt__student__in=after.recipients().order_by(),
        dropped=False,
    )
    asked = []
    for idea in misconceptions(both):
        holders = [
            holder
            for holder in idea.holders
            if any(one.assignment == before.pk and one.shows for one in holder.answers)
            and any(one.assignment == after.pk for one in holder.answers)
        ]
        if holders:
            asked.append(Misconception(idea.name, idea.asked, holders))
    return Since(asked)


def class_misconceptions(classroom: Classroom) -> list[Misconception]:
    """The wrong ideas that those who sit in a class have shown in its homework, those that most still hold first. Three queries.

    Practice is left out: whoever has just read the right answer shows little by giving it back.
    """
    sitting = User.objects.filter(enrolments__classroom=classroom, enrolments__left=None)
    return misconceptions(
        AttemptItem.objects.filter(
            attempt__assignment__classroom=classroom, attempt__purpose="homework", attempt__student__in=sitting, dropped=False
        )
    )


def by_state(holder: Holder) -> tuple[int, str]:
    """Those who still hold it first, then by name."""
    return ((STILL, ONCE, FIXED).index(holder.state), holder.student.display_name)


def misconceptions(items: AttemptItemQuerySet) -> list[Misconception]:
    """The wrong ideas in these answers: three queries."""
    items = items.order_by()
    asked = QuestionVersion.objects.filter(
        Q(pk__in=items.values("version")) | Q(pk__in=items.exclude(key_version=None).values("key_version"))
    )
    versions = {version.pk: version for version in asked.select_related("question") if ideas_named(version.body)}
    rows = (
        Response.objects.filter(item__in=items.filter(fraction__isnull=False), try_number=F("item__tries"))
        .filter(Q(item__version__in=list(versions)) | Q(item__key_version__in=list(versions)))
        .order_by("item__answered", "item__pk")
        .values_list(
            "item__attempt__student",
            "item__attempt__assignment",
            "item__attempt__assignment__quiz__title",
            "item__attempt",
            "item__position",
            "item__version",
            "item__key_version",
            "item__answered",
            "item__fraction",
            Cast("answer", TextField()),
        )
    )
    reader = IdeaReader(versions)
    by_idea: dict[str, dict[UUID, list[Evidence]]] = {}
    for student, assignment, quiz, attempt, position, asked_as, key, given, fraction, answer in rows:
        version = key or asked_as
        if version not in versions:
            continue
        shown = reader.shown(version, answer)
        for name in reader.possible(version):
            one = Evidence(assignment, quiz, attempt, position, versions[version], given, name in shown, fraction == 1)
            by_idea.setdefault(name, {}).setdefault(student, []).append(one)
    held = {name: {who: all_ for who, all_ in those.items() if any(one.shows for one in all_)} for name, those in by_idea.items()}
    students = User.objects.in_bulk({who for those in held.values() for who in those})
    found = [
        Misconception(name, len(by_idea[name]), sorted((Holder(students[who], given) for who, given in those.items()), key=by_state))
        for name, those in held.items()
        if those
    ]
    return sorted(found, key=lambda one: (-one.held, -len(one.holders), one.name))
