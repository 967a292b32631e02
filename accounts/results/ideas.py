"""Named wrong ideas (misconceptions): which an answer shows, which a question could show, and how many are said to hold one."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from revision.models import QuestionVersion
from revision.question_types.base import Answer

SAID_OF_MANY = {
    "Assumes": "assume",
    "Believes": "believe",
    "Blames": "blame",
    "Calls": "call",
    "Confuses": "confuse",
    "Counts": "count",
    "Credits": "credit",
    "Dates": "date",
    "Forgets": "forget",
    "Gives": "give",
    "Leaves": "leave",
    "Makes": "make",
    "Mistakes": "mistake",
    "Mixes": "mix",
    "Overestimates": "overestimate",
    "Overlooks": "overlook",
    "Places": "place",
    "Puts": "put",
    "Reads": "read",
    "Says": "say",
    "Sees": "see",
    "Takes": "take",
    "Thinks": "think",
    "Treats": "treat",
    "Underestimates": "underestimate",
    "Uses": "use",
}
"""How a wrong idea's name begins, and the same said of several: “Takes the Conference for the Congress” is what 9 of 27 take."""


def idea_sentence(idea: str, count: int, of: int) -> str:
    """“9 of 27 take the Conference for the Congress.”; a name that begins otherwise is quoted."""
    first, _space, rest = idea.partition(" ")
    values = {"count": count, "all": of, "idea": idea.rstrip(".")}
    if not rest or first not in SAID_OF_MANY:
        return _("%(count)d of %(all)d: “%(idea)s”.") % values
    verb = first[0].lower() + first[1:] if count == 1 else SAID_OF_MANY[first]
    return _("%(count)d of %(all)d %(idea)s.") % {**values, "idea": f"{verb} {rest.rstrip('.')}"}


def ideas_named(body: Any) -> frozenset[str]:
    """The wrong ideas that a stored body names, wherever in it they stand."""
    if isinstance(body, dict):
        own = body.get("misconception")
        found = {own} if isinstance(own, str) and own else set()
        return frozenset(found).union(*(ideas_named(value) for value in body.values()))
    if isinstance(body, list):
        return frozenset().union(*(ideas_named(value) for value in body))
    return frozenset()


@dataclass(slots=True)
class IdeaReader:
    """Says which named ideas answers show; the same answer to the same version is judged once."""

    versions: Mapping[int, QuestionVersion]
    read: Callable[[int], Any] | None = None
    """Gives the body of a version as its type reads it, where somebody keeps them already."""
    _named: dict[int, frozenset[str]] = field(default_factory=dict)
    _bodies: dict[int, Any] = field(default_factory=dict)
    _shown: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)

    def possible(self, version_id: int) -> frozenset[str]:
        """What a wrong answer to this version could show."""
        if version_id not in self._named:
            self._named[version_id] = ideas_named(self.versions[version_id].body)
        return self._named[version_id]

    def shown(self, version_id: int, answer: Answer | str) -> tuple[str, ...]:
        """What ``answer`` (as stored, or its JSON) shows when it is marked by this version."""
        if not self.possible(version_id):
            return ()
        text = answer if isinstance(answer, str) else json.dumps(answer, sort_keys=True)
        key = (version_id, text)
        if key not in self._shown:
            stored = json.loads(answer) if isinstance(answer, str) else answer
            mark = self.versions[version_id].question.type.mark(self.body_of(version_id), stored)
            # A repaired key may make right what was a wrong idea's option.
            self._shown[key] = () if mark.fraction == 1 else mark.misconceptions
        return self._shown[key]

    def body_of(self, version_id: int) -> Any:
        if self.read is not None:
            return self.read(version_id)
        if version_id not in self._bodies:
            version = self.versions[version_id]
            self._bodies[version_id] = version.question.type.read(version.body)
        return self._bodies[version_id]


@dataclass(frozen=True, slots=True)
class HeldIdea:
    """A wrong idea in one piece of homework: who showed it, of how many whose answers could have, and at which questions."""

    name: str
    holders: frozenset[UUID]
    asked: int
    positions: tuple[int, ...]

    @property
    def sentence(self) -> str:
        return idea_sentence(self.name, len(self.holders), self.asked)


def held_ideas(answers: Iterable[tuple[UUID, int, int, Answer]], reader: IdeaReader) -> list[HeldIdea]:
    """The ideas that some answers show, those with most holders first.

    ``answers``: for each its student, the question's place, the version that marks it, and the answer as stored.
    """
    holders: dict[str, set[UUID]] = {}
    places: dict[str, set[int]] = {}
    asked: dict[str, set[UUID]] = {}
    for student, place, version_id, answer in answers:
        for name in reader.possible(version_id):
            asked.setdefault(name, set()).add(student)
        for name in reader.shown(version_id, answer):
            holders.setdefault(name, set()).add(student)
            places.setdefault(name, set()).add(place)
    found = [HeldIdea(name, frozenset(who), len(asked[name]), tuple(sorted(places[name]))) for name, who in holders.items()]
    return sorted(found, key=lambda idea: (-len(idea.holders), idea.positions, idea.name))
