"""What each demo class is set, counted in days from today."""

from dataclasses import dataclass

from accounts.homework.models import Assignment
from accounts.homework.settings import PRESETS, Settings
from quizzes.feedback import FeedbackPolicy

PRACTICE, HOMEWORK, TEST = Assignment.Preset.PRACTICE, Assignment.Preset.HOMEWORK, Assignment.Preset.TEST


@dataclass(frozen=True, slots=True)
class Plan:
    """One piece of homework. ``due`` is in days from today, ``topics`` are places among the course's topics, from 0."""

    due: int
    topics: tuple[int, ...]
    days: int = 4
    """From the lesson in which it is set to the evening on which it is due."""
    late_days: int = 3
    count: int = 9
    preset: str = HOMEWORK
    title: str = ""
    """Empty where the topics name it."""
    to_the_day: bool = False
    """Due on that very day, be it a Friday; otherwise on a school night by then."""
    done: float = 1.0
    """The share of the class that has handed it in by now, of homework that is not due yet."""
    again: bool = False
    """A follow-up for those who held the commonest wrong ideas in the homework before it; ``topics`` are not asked for."""
    shared: bool = False
    """The quiz of this title that the teacher set to another class before, so that the two can be compared."""
    written: bool = False
    """With a question at the end that is answered at length, and marked by the teacher."""

    tries: int = 1
    """At each question; wrong ones bring its hints."""
    whole_page: bool = False
    feedback: str = ""
    """Empty for the preset's."""

    @property
    def settings(self) -> Settings:
        usual = PRESETS[self.preset]
        return {**usual, "tries": self.tries, "whole_page": self.whole_page, "feedback": self.feedback or usual["feedback"]}


BOTH = "Zinoviev and Kamenev"

PLANS = {
    "11B History": (
        Plan(-38, (0,), count=8),
        Plan(-31, (1,)),
        Plan(-24, (2, 0)),
        Plan(-17, (3, 4), title=BOTH),
        Plan(-12, (3, 4), days=2, count=6, late_days=0, again=True, to_the_day=True),
        Plan(-10, (5,), count=10, late_days=0, preset=TEST),
        Plan(-4, (6, 5, 2), late_days=3, count=10, to_the_day=True),  # Closed yesterday evening.
        Plan(1, (7,), preset=PRACTICE, tries=3, to_the_day=True, done=1 / 3),
        Plan(3, (8,), days=3, to_the_day=True, done=0.0, whole_page=True),  # Just set.
    ),
    "12A History": (
        Plan(-37, (0, 1), count=10),
        Plan(-30, (2,)),
        Plan(-23, (5,), late_days=1),
        Plan(-16, (3, 4), preset=PRACTICE, title=BOTH, shared=True),
        Plan(-9, (6, 7), count=12),
        Plan(-5, (6, 7), days=2, count=6, late_days=0, again=True, to_the_day=True),
        Plan(-2, (8,), late_days=0),
        Plan(
            1,
            (5,),
            count=3,
            title="Why Stalin, and not Trotsky?",
            to_the_day=True,
            done=8 / 19,
            written=True,
            whole_page=True,
            feedback=FeedbackPolicy.AFTER_SUBMIT,
        ),
        Plan(
            2,
            (9, 8, 7),
            count=12,
            late_days=0,
            preset=TEST,
            title="Mock test: how the left and the right were beaten",
            to_the_day=True,
            done=0.55,
        ),
    ),
    "10C History": (
        Plan(-36, (0,), count=7, late_days=7),
        Plan(-29, (1,), count=7, late_days=7),
        Plan(-22, (2, 0), count=8, late_days=7, preset=PRACTICE),
        Plan(-15, (3,), count=7, late_days=0, preset=TEST),
        Plan(-8, (4, 3), count=8, late_days=7),
        Plan(-1, (5,), count=8, late_days=7, to_the_day=True),  # Due, and still open to the late.
    ),
}
"""By class, the earliest first."""
