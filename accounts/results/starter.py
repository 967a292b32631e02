"""Starter slides: one question that went badly, in large type, for a class to discuss. No student's name is on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.results.findings import Finding
from accounts.results.gradebook import ClassResults, Column
from accounts.results.ideas import HeldIdea
from quizzes.presentation import FIXED, Shown, asked, form_for
from revision.question_types.base import Bar, Choice


@dataclass(frozen=True, slots=True)
class Slide:
    """A question to show: because many hold a wrong idea in it, or because it went badly."""

    column: Column
    idea: HeldIdea | None = None

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose from, in an order that says nothing of the key; empty where the question is not such."""
        version = self.column.version
        assert version is not None
        question_type = version.question.type
        body = question_type.read(version.body)
        choices = question_type.choices(body)
        return [choices[number] for number in question_type.fixed_setup(body)] if choices else []

    def on_screen(self, number: int) -> Shown:
        """The question without its answer."""
        version = self.column.version
        assert version is not None
        return asked(number, version, form_for(version, FIXED))

    @property
    def bars(self) -> Sequence[Bar]:
        """How the class answered: counts, no names."""
        return [bar for bar in self.column.bars if bar.count or bar.right]


def slides(results: ClassResults) -> list[Slide]:
    """The questions worth a lesson's first minutes: those behind a wrong idea that two or more hold, most held first; then those that went
    badly, worst first, and among these what random picks drew for three students or more.
    """
    by_position = {column.position: column for column in results.columns if column.version is not None}
    found: dict[tuple[int, int], Slide] = {}
    for idea in results.ideas:
        if len(idea.holders) > 1:
            for position in idea.positions:
                if position in by_position:
                    found.setdefault(_key(by_position[position]), Slide(by_position[position], idea))
    for column in sorted((column for column in results.asked if column.went_badly), key=lambda column: column.facility or 0):
        found.setdefault(_key(column), Slide(column))
    return list(found.values())


def _key(column: Column) -> tuple[int, int]:
    """A question on its place: a random pick has several there."""
    return column.position, column.version.pk if column.version else 0


def with_slides(results: ClassResults) -> list[Finding]:
    """The findings, each with the number of the slide that shows its question."""
    numbers: dict[int, int] = {}
    for number, slide in enumerate(slides(results), start=1):
        numbers.setdefault(slide.column.position, number)
    return [replace(finding, slide=numbers.get(finding.position or 0)) for finding in results.findings]
