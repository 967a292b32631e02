"""What a question type is.

A type is one module here and one template, ``templates/question_types/<kind>.html``, with the partials ``question`` (the
fields of the answer form), ``review`` (the answer given, and the key) and ``print`` (the same question on paper). Nothing outside
may ask which kind a question is.

The way of an answer: ``setup`` lays the parts out for one attempt, ``answer_form`` reads what the browser sent against that
lay-out, its ``answer()`` is a plain dict that is stored, and ``mark`` judges that dict. A stored answer never depends on the
lay-out, so that answers of a whole class can be counted together.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

from revision.question_types.authoring import AuthorForm

type Answer = dict[str, Any]
"""What a student answered, as stored: plain JSON, the same whatever the lay-out was."""


class Body(BaseModel):
    """A stored body: unknown names are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Part:
    """The judgement on one part of an answer."""

    fraction: Decimal
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The judgement on an answer: ``fraction`` from 0 to 1 of the question's marks, and how each part did.

    Raises ``ValueError`` outside 0 to 1.
    """

    fraction: Decimal
    feedback: str = ""
    parts: tuple[Part, ...] = ()
    misconceptions: tuple[str, ...] = ()
    """The named wrong ideas that the answer shows."""
    waiting: bool = False
    """A teacher has yet to judge it; until then the fraction is 0 and says nothing."""

    def __post_init__(self) -> None:
        if not 0 <= self.fraction <= 1:
            raise ValueError(f"A mark's fraction lies between 0 and 1, not {self.fraction}")

    @property
    def verdict(self) -> str:
        """``right``, ``part`` or ``wrong``."""
        return verdict_of(self.fraction)


def verdict_of(fraction: Decimal) -> str:
    """The word for a fraction: ``right`` for 1, ``wrong`` for 0, ``part`` between."""
    return "right" if fraction == 1 else "wrong" if fraction == 0 else "part"


def share(right: int, of: int) -> Decimal:
    """``right`` of ``of`` as a fraction with the five places that are stored."""
    return (Decimal(right) / Decimal(of)).quantize(Decimal("0.00001"))


@dataclass(frozen=True, slots=True)
class Example:
    """One answer of a type's own examples; ``fraction`` is ``None`` where the form must refuse it."""

    name: str
    body: dict[str, Any]
    posted: dict[str, Any]
    fraction: Decimal | None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a course file: where it stands, its marker (``*``, ``=``, ``1.`` …), what it says, and what is said below it."""

    number: int
    marker: str
    text: str
    below: str = ""
    """What stands after ``>``: the feedback."""
    misconception: str = ""
    """What stands after ``?``: the wrong idea's name."""


class BadLines(Exception):
    """The lines of a question in a course file do not make a question of its type. ``line`` is the number of the line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of a class gave one answer."""

    label: str
    count: int
    right: bool
    share: int = 0
    """Per cent of those who answered."""
    rest: bool = False
    """Several rare answers in one bar, so that it is no mistake of its own."""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact as the drafting rules see it: plain values, no row."""

    slug: str
    statement: str
    """With ``**bold**`` around the names and terms it is about."""
    kind: str
    topic: str
    """The topic's slug."""
    topic_title: str
    when: str = ""
    claim: str = ""
    stance: str = ""
    chapter: str = ""
    """The slug of the topic at the top, in which its topic stands; and its title."""
    chapter_title: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that a rule made from facts, for a teacher to look through."""

    rule: str
    """The rule's name for people: “a date becomes a year question”."""
    facts: tuple[str, ...]
    """Slugs; the first is the one it is mainly about."""
    prompt: str
    explanation: str
    body: dict[str, Any]


class AnswerForm(forms.Form):
    """Reads one answer from the browser. It keeps nothing of the body: a template that shows it cannot show the key."""

    def __init__(self, *args: Any, body: Any, setup: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setup = setup
        self.lay_out(body)

    def lay_out(self, body: Any) -> None:
        """Make the fields of this body, in the order of ``setup``; nothing where the fields are always the same."""

    def answer(self) -> Answer:
        """The answer to store; only after ``is_valid``."""
        raise NotImplementedError

    def values_of(self, answer: Answer) -> dict[str, list[str]]:
        """The way back: what the fields said, by name, when they made a stored answer, so that it can be changed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row of the review: what the student sees of one option or part once the key may be shown."""

    text: str
    state: str
    """``right`` (the key, chosen), ``key`` (the key, not chosen), ``wrong`` (chosen, not the key), ``other``, or ``given``."""
    key_label: str = ""
    feedback: str = ""
    place: int | None = None
    given: str = ""
    """What the student put there, where ``text`` is the part that asked for it; ``key_label`` is then what belongs there."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the ``review`` partial gets. Without leave to show the key it holds the student's own answer alone."""

    given: str
    rows: tuple[ReviewRow, ...] = ()
    key: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: what it says, whether it is right, and what is said to those who choose it."""

    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A level of a marking scheme, or a point: what it says, and the marks it stands for (a point's ``low`` and ``high`` are the same)."""

    text: str
    low: int
    high: int
    about: str = ""

    @property
    def usual(self) -> int:
        """The mark that it stands for until its teacher says otherwise; of two in the middle the higher."""
        return (self.low + self.high + 1) // 2


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a teacher marks an answer by: levels, of which an answer reaches one, or points, which add up."""

    marks: int
    levels: tuple[SchemeLine, ...] = ()
    points: tuple[SchemeLine, ...] = ()
    content: tuple[tuple[str, Sequence[str]], ...] = ()
    """What a good answer may say, by side."""


class QuestionType[B: Body](ABC):
    """One way of asking. Subclasses are registered by standing in this package."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise] = ""
    """What it is good for, in a line, for who chooses a type: “One right answer among several.”"""
    seconds: ClassVar[int]
    """About how long a student takes, for “about 7 minutes”."""
    schema: type[B]
    form: type[AnswerForm]
    author: type[AuthorForm]
    """What a teacher writes such a question with."""
    waits: ClassVar[bool] = False
    """Whether answers wait for a teacher to mark them."""

    def read(self, body: dict[str, Any]) -> B:
        """The stored body as the schema's object; raises ``pydantic.ValidationError``."""
        return self.schema.model_validate(body)

    def marks(self, body: B) -> Decimal:
        """The marks that such a question is worth unless a quiz says otherwise."""
        return Decimal(1)

    def setup(self, body: B, seed: int) -> list[int]:
        """The order in which this attempt shows the parts: a permutation of their numbers, the same for the same seed."""
        return list(range(self.size(body)))

    def typed(self, body: B) -> tuple[str, ...]:
        """The answers that this question asks to type, one spelling of each."""
        return ()

    def with_names(self, body: B, names: frozenset[str]) -> B:
        """The body told of the other names of its course, so that none of them passes for a slip of the pen."""
        return body

    def generate(self, facts: Sequence[KnownFact]) -> list[Draft]:
        """Drafts of this type from the facts of a whole course; the same facts give the same drafts."""
        return []

    def fixed_setup(self, body: B) -> list[int]:
        """The lay-out where nothing is to be shuffled for each student: the same for everybody, and not the key."""
        return self.setup(body, 1)

    def choices(self, body: B) -> list[Choice]:
        """What a student chooses from, where the whole question is choosing among options, in the author's order."""
        return []

    def scheme(self, body: B) -> Scheme | None:
        """What a teacher marks by, where answers wait for one."""
        return None

    def random_guess(self, body: B) -> Decimal | None:
        """The fraction that a blind guess earns on average, 0 for what is typed; ``None`` where it cannot be said."""
        return None

    def typed_answer(self, body: B, answer: Answer) -> str | None:
        """What was typed, where the whole answer is one typed text."""
        return None

    def with_accepted(self, body: B, text: str) -> dict[str, Any] | None:
        """The body to store that accepts ``text`` too; ``None`` where answers are not typed, or it cannot stand there."""
        return None

    def with_right(self, body: B, number: int) -> dict[str, Any] | None:
        """The body to store with choice ``number`` as the one that is right; ``None`` where there is no such, or several may be."""
        return None

    def typed_keys(self, body: B) -> Sequence[str]:
        """The right answers that are typed, which the prompt may therefore not say."""
        return ()

    def facts_named(self, body: B) -> set[str]:
        """The slugs of facts that the body itself speaks of; they are of its course."""
        return set()

    def size(self, body: B) -> int:
        """How many parts ``setup`` lays out."""
        return 0

    def answer_form(self, body: B, setup: Sequence[int], data: Any = None, prefix: str | None = None) -> AnswerForm:
        """The form that shows the question and reads its answer; ``prefix`` tells its fields from those of others on the same page."""
        return self.form(data, body=body, setup=setup, prefix=prefix)

    @abstractmethod
    def mark(self, body: B, answer: Answer) -> Mark:
        """Judge a stored answer. Pure: the same answer always gets the same mark."""

    @abstractmethod
    def review(self, body: B, setup: Sequence[int], answer: Answer | None, *, show_key: bool) -> Review:
        """What to show after the answer; nothing of the key unless ``show_key``."""

    @abstractmethod
    def summarise(self, body: B, answer: Answer) -> str:
        """The answer in a few words, for tables and exports."""

    @abstractmethod
    def classify(self, body: B, answer: Answer) -> str:
        """The name under which like answers are counted together in class results."""

    @abstractmethod
    def bars(self, body: B, classes: dict[str, int]) -> list[Bar]:
        """The class's answers by ``classify`` name, in the order to show them; the right answer is always among them."""

    @abstractmethod
    def key_text(self, body: B) -> str:
        """The right answer in words."""

    @abstractmethod
    def read_lines(self, lines: Sequence[Line]) -> dict[str, Any]:
        """The body that the lines of a course file stand for; raises ``BadLines``."""

    @abstractmethod
    def examples(self) -> list[Example]:
        """Right, part-right (where there is such), wrong and invalid answers, on which the contract test runs."""

    @property
    def template(self) -> str:
        return f"question_types/{self.kind}.html"


def named(*misconceptions: str) -> tuple[str, ...]:
    """The misconceptions that have a name, each once."""
    return tuple(dict.fromkeys(name for name in misconceptions if name))


def shuffled(count: int, seed: int) -> list[int]:
    """A permutation of 0 to ``count`` − 1. Only ``Random.random`` is promised to repeat over Python versions, so it alone is used."""
    draw = random.Random(seed)
    return sorted(range(count), key=[draw.random() for _ in range(count)].__getitem__)


def with_shares(bars: list[Bar], total: int | None = None) -> list[Bar]:
    """The bars with their per cent of all answers filled in; ``total`` is given where one answer counts in several bars."""
    total = sum(bar.count for bar in bars) if total is None else total
    return [replace(bar, share=round(100 * bar.count / total) if total else 0) for bar in bars]
