"""The sentences that a teacher should read first, each with what it rests on."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from revision.templatetags.interface import moment

if TYPE_CHECKING:
    from accounts.results.gradebook import ClassResults, Column
    from accounts.results.ideas import HeldIdea
    from accounts.results.rows import Row

MOST = 3
"""More than three things to teach are none."""
FEWEST_HOLDERS = 2
"""One student with a wrong idea is a word with that student, not with the class."""
FEWEST_SHARE = 0.15
"""Of those whose answers could show a wrong idea, as many at least hold it before it is said of a class."""
NAMED = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that the teacher should read first."""

    tone: str
    sentence: str
    detail: str
    position: int | None = None
    """The question that it rests on, or the first of them."""
    idea: str = ""
    """The name of the wrong idea that it tells of."""
    slide: int | None = None
    """The starter slide on it, from 1, where there is one."""
    kind: str = "question"
    """``idea``, ``question`` or ``not-started``."""


def findings(results: "ClassResults") -> list[Finding]:
    """What matters first, at most three: named wrong ideas and questions that went badly, by how many share the mistake. Then who has not
    started.
    """
    by_position = {column.position: column for column in results.columns}
    ideas = [idea for idea in results.ideas if len(idea.holders) >= max(FEWEST_HOLDERS, FEWEST_SHARE * idea.asked)]
    weak = [column for column in results.columns if column.went_badly]
    # An idea before a question of the same weight: it says more.
    ranked = [((-len(idea.holders), 0, 0.0), set(idea.positions), _of_idea(idea, by_position)) for idea in ideas]
    ranked += [((-_weight(column), 1, column.facility or 0.0), {column.position}, _of_question(column)) for column in weak]
    found: list[Finding] = []
    told: set[int] = set()
    for _rank, places, finding in sorted(ranked, key=lambda one: one[0]):
        if len(found) < MOST and not places <= told:
            found.append(finding)
            told |= places
    if waiting := results.not_started:
        found.append(_of_not_started(waiting, results.assignment.due))
    return found


def _weight(column: "Column") -> int:
    """How many made the commonest mistake; where no two made the same, half of those who did not get it."""
    wrong = column.commonest_wrong
    if wrong is not None and wrong.count >= FEWEST_HOLDERS:
        return wrong.count
    return round(column.answered * (1 - (column.facility or 0)) / 2)


def _of_idea(idea: "HeldIdea", by_position: dict[int, "Column"]) -> Finding:
    """“9 of 27 take the Conference for the Congress.” with the question, what they answered, and what is right."""
    at = [by_position[position] for position in idea.positions if position in by_position]
    numbers = ", ".join(str(column.position) for column in at)
    detail = ngettext("Question %(numbers)s", "Questions %(numbers)s", len(at)) % {"numbers": numbers}
    if len(at) == 1:
        said = next((bar for bar in at[0].bars if bar.misconception == idea.name and bar.count), None)
        if said is not None and "“" not in said.label:
            chose = ngettext("%(count)d answered “%(answer)s”", "%(count)d answered “%(answer)s”", said.count)
            detail += " · " + chose % {"count": said.count, "answer": said.label}
        if at[0].key:
            detail += " · " + _("right: %(key)s") % {"key": at[0].key}
    return Finding("wrong", idea.sentence, detail, idea.positions[0], idea.name, kind="idea")


def _of_question(column: "Column") -> Finding:
    """A question that went badly, by its commonest wrong answer where one stands out."""
    wrong = column.commonest_wrong
    if wrong is not None and wrong.count >= FEWEST_HOLDERS:
        # A label that quotes parts of the answer is a sentence of its own.
        wording = _("%(count)d of %(all)d: %(answer)s.") if "“" in wrong.label else _("%(count)d of %(all)d said “%(answer)s”.")
        sentence = wording % {"count": wrong.count, "all": column.answered, "answer": wrong.label}
    else:
        share = round(100 * (column.facility or 0))
        sentence = _("Question %(number)d: the class got %(share)d%%.") % {"number": column.position, "share": share}
    right = _("Question %(number)d · right: %(key)s") if column.key else _("Question %(number)d · drawn from: %(key)s")
    detail = right % {"number": column.position, "key": column.key or column.topic}
    return Finding("wrong" if (column.facility or 0) < 0.5 else "part", sentence, detail, column.position)


def _of_not_started(rows: "Iterable[Row]", due: datetime.datetime) -> Finding:
    """“4 have not started, due tomorrow, 20:00:” and their names."""
    names = [row.student.display_name for row in rows]
    listed = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        listed += ngettext(" and %(count)d more", " and %(count)d more", more) % {"count": more}
    values = {"count": len(names), "when": moment(due)}
    if due < timezone.now():
        sentence = ngettext("%(count)d has not started, was due %(when)s:", "%(count)d have not started, was due %(when)s:", len(names))
    else:
        sentence = ngettext("%(count)d has not started, due %(when)s:", "%(count)d have not started, due %(when)s:", len(names))
    return Finding("accent", sentence % values, listed, kind="not-started")
