"""Typed answers of a class that were taken for wrong, alike ones together. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.attempts.models import AttemptItem
from accounts.homework.models import Assignment
from accounts.marking.desk import written_items
from accounts.marking.models import Settled
from accounts.marking.repairs import LONGEST_FOLDED
from revision.models import Question
from revision.typed_text import distance, folded


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way that an answer was written, and how often."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Wrong answers that are the same or nearly so; the commonest spelling names them."""

    spellings: Sequence[Spelling]

    @property
    def text(self) -> str:
        return self.spellings[0].text

    @property
    def count(self) -> int:
        return sum(spelling.count for spelling in self.spellings)

    @property
    def texts(self) -> list[str]:
        return [spelling.text for spelling in self.spellings]


@dataclass(frozen=True, slots=True)
class SettledAnswer:
    """An answer that was judged, as students wrote it: the commonest spellings first, at most three."""

    settled: Settled
    spellings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Triage:
    """The typed answers to one question: what is open, and what is settled."""

    question: Question
    prompt: str
    key: str
    right: int
    wrong: int
    open: Sequence[Group]
    settled: Sequence[SettledAnswer]

    @property
    def is_typed(self) -> bool:
        return bool(self.right or self.wrong)


def triage_of(assignment: Assignment, question: Question) -> Triage:
    """The class's typed answers to a question; three queries. One that is right in part is a wrong one here."""
    settled = list(Settled.objects.filter(assignment=assignment, question=question).select_related("by"))
    known = {one.text for one in settled}
    items = written_items(assignment).filter(version__question=question).select_related("version__question", "key_version")
    wrong: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = {}
    right, latest = 0, None
    for item in items.prefetch_related("responses").order_by("version__number", "key_version", "pk"):
        text = typed_in(item)
        if text is None:
            continue
        latest = item
        fold = folded(text)[:LONGEST_FOLDED]
        spelt.setdefault(fold, Counter())[text.strip()] += 1
        if item.fraction == 1:
            right += 1
        else:
            wrong[fold] += 1
    still_open = {fold: count for fold, count in wrong.items() if fold and fold not in known}
    groups = [Group([Spelling(spelt[fold].most_common(1)[0][0], still_open[fold]) for fold in folds]) for folds in grouped(still_open)]
    key = latest.key_version or latest.version if latest else None
    question_type = question.type
    return Triage(
        question,
        latest.version.prompt if latest else "",
        question_type.key_text(question_type.read(key.body)) if key else "",
        right,
        sum(wrong.values()),
        groups,
        [SettledAnswer(one, [text for text, _count in spelt.get(one.text, Counter()).most_common(3)] or [one.text]) for one in settled],
    )


def typed_in(item: AttemptItem) -> str | None:
    """What was typed for an answer; ``None`` for one that is not typed."""
    answer = next((one.answer for one in item.responses.all() if one.try_number == item.tries), None)
    question_type = item.version.question.type
    return None if answer is None else question_type.typed_answer(question_type.read(item.version.body), answer)


def grouped(counts: dict[str, int]) -> list[list[str]]:
    """Folded texts with those that differ from them by a slip alone, the commonest first in each group and among them."""
    groups: list[list[str]] = []
    for text in sorted(counts, key=lambda text: (-counts[text], text)):
        near = next((group for group in groups if distance(text, group[0]) is not None), None)
        if near is None:
            groups.append([text])
        else:
            near.append(text)
    return sorted(groups, key=lambda group: (-sum(counts[text] for text in group), group[0]))


def typed_open(assignment: Assignment) -> dict[Question, int]:
    """How many wrong typed answers to each question nobody has settled; three queries."""
    known = {(one.question_id, one.text) for one in Settled.objects.filter(assignment=assignment)}
    found: dict[Question, int] = {}
    items = written_items(assignment).select_related("version__question__current").exclude(fraction=1).exclude(fraction=None)
    for item in items.prefetch_related("responses").order_by("slot__position", "pk"):
        text = typed_in(item)
        if text is not None and (item.version.question_id, folded(text)[:LONGEST_FOLDED]) not in known:
            found[item.version.question] = found.get(item.version.question, 0) + 1
    return found
