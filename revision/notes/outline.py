"""What was found in notes: topics in topics, facts in them, and the lines without a place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from revision.question_types.base import KnownFact


@dataclass(slots=True)
class FoundFact:
    """One thing that the notes say. ``lines`` are those of the source."""

    statement: str
    lines: tuple[int, ...]
    kind: str = ""
    when: str = ""
    claim: str = ""
    stance: str = ""
    slug: str = ""

    def reference(self, name: str) -> str:
        """Where it stands: ``notes.txt, lines 12–13``."""
        first, last = self.lines[0], self.lines[-1]
        if first == last:
            return f"{name}, line {first}"
        if last - first + 1 == len(self.lines):
            return f"{name}, lines {first}–{last}"
        shown = ", ".join(str(line) for line in self.lines[:8])
        return f"{name}, lines {shown}{', …' if len(self.lines) > 8 else ''}"


@dataclass(slots=True)
class FoundTopic:
    """A heading of the notes and what stands under it."""

    title: str
    lines: tuple[int, ...]
    stance: str = ""
    slug: str = ""
    facts: list[FoundFact] = field(default_factory=list)
    topics: list["FoundTopic"] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "slug": self.slug,
            "lines": list(self.lines),
            "facts": [
                {
                    "statement": fact.statement,
                    "slug": fact.slug,
                    "kind": fact.kind,
                    "when": fact.when,
                    "claim": fact.claim,
                    "stance": fact.stance,
                    "lines": list(fact.lines),
                }
                for fact in self.facts
            ],
            "topics": [topic.as_json() for topic in self.topics],
        }


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A line that is neither title nor fact, and why."""

    line: int
    text: str
    why: str


@dataclass(slots=True)
class Outline:
    """What the notes hold. Each line that says something is in exactly one of: a title, a fact (or several), ``unplaced``."""

    name: str
    understood: tuple[str, ...]
    """How the file was read, in words for people."""
    title: str = ""
    """The title of the whole, where the notes have one."""
    title_lines: tuple[int, ...] = ()
    topics: list[FoundTopic] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def walk(self) -> Iterator[tuple[FoundTopic, FoundTopic | None]]:
        """Every topic with the one it stands in, in the order of the notes."""
        waiting: list[tuple[FoundTopic, FoundTopic | None]] = [(topic, None) for topic in reversed(self.topics)]
        while waiting:
            topic, parent = waiting.pop()
            yield topic, parent
            waiting += [(child, topic) for child in reversed(topic.topics)]

    def topic_count(self) -> int:
        return sum(1 for _topic in self.walk())

    def fact_count(self) -> int:
        return sum(len(topic.facts) for topic, _parent in self.walk())

    def facts(self) -> list[KnownFact]:
        """Every fact as the drafting rules see it."""
        chapters: dict[str, FoundTopic] = {}
        known = []
        for topic, parent in self.walk():
            chapters[topic.slug] = chapters[parent.slug] if parent else topic
            known += [
                KnownFact(
                    fact.slug,
                    fact.statement,
                    fact.kind,
                    topic.slug,
                    topic.title,
                    when=fact.when,
                    claim=fact.claim,
                    stance=fact.stance,
                    chapter=chapters[topic.slug].slug,
                    chapter_title=chapters[topic.slug].title,
                )
                for fact in topic.facts
            ]
        return known

    def tree(self) -> list[dict[str, Any]]:
        """The topics as plain values, below the title of the whole where there is one."""
        topics = [topic.as_json() for topic in self.topics]
        if not self.title_lines:
            return topics
        return [{"title": self.title, "lines": list(self.title_lines), "facts": [], "topics": topics}]
