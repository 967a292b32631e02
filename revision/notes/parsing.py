"""Numbered lines → an outline: topics in topics, facts in them, and every line that found no place, with the reason.

Each line that says something ends in exactly one place: it is (part of) a title, it is (part of) a fact, or it is listed as not placed.
"""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from revision.notes import limits
from revision.notes.blocks import Block, Shape, blocks
from revision.notes.finishing import finish
from revision.notes.headings import DATE, MINOR, Title, document_title, titles
from revision.notes.outline import FoundFact, FoundTopic, Outline, Unplaced
from revision.notes.reading import Notes
from revision.notes.recognising import PAST, VERB, only_a_date, side_of
from revision.notes.signals import LABELS
from revision.notes.tables import read_table
from revision.notes.wording import Wording, sentences, wording

ITEM_RANK = 100
"""Bullets that head others stand below every heading."""
SHOWN = 500
"""Characters shown of a line that found no place."""
WHOLE = 300
"""A bullet up to this length, with at most two sentences, stays one fact; so does a short list with the words that lead to it."""
MOST_LISTED = 6
STARTS_WITH_DATE = re.compile(r"[^.!?]{0,20}\d{4}\s*[:–—-]")
LEAD = re.compile(r"([^\s:*][^:*]{1,59}?)\s?:\s+(?=\S)")
LEAD_WORDS = 5
VAGUE = re.compile(r"(?:the )?(?:most|main|first|second|third|last|other|another|best|worst|biggest|following)\b", re.IGNORECASE)
WHY = {
    Shape.RULE: gettext_noop("It has no words: a line drawn, or the number of a page."),
    Shape.CODE: gettext_noop("It is program code, which is no sentence to learn."),
    Shape.LONG: gettext_noop("It is longer than %(most)s characters. Break it into lines and import it again."),
}


def parse(notes: Notes) -> Outline:
    """The outline of the notes. Pure, and in time that grows with their length alone."""
    outline = Outline(notes.name, notes.understood)
    _Builder(outline, blocks(notes.lines)).build()
    finish(outline)
    return outline


class _Builder:
    """Walks over the blocks once, with the topics that are open at this point on a stack."""

    def __init__(self, outline: Outline, found: Sequence[Block]) -> None:
        self.outline = outline
        self.blocks = found
        self.titles = titles(found)
        self.open: list[tuple[int, FoundTopic]] = []
        self.by_title: dict[tuple[int, str], FoundTopic] = {}
        self.topic_count = self.fact_count = 0
        self.table: list[Block] = []
        self.ruled = False
        self.told = 0
        """The place up to which blocks went into a fact before their turn."""

    def build(self) -> None:
        first = document_title(self.blocks, self.titles)
        if first:
            self.outline.title, self.outline.title_lines = first.text, tuple(self.blocks[0].numbers)
        for place, block in enumerate(self.blocks):
            if place < self.told or (first and place == 0):
                continue
            if self.table and block.shape == Shape.RULE and "|" in block.text:
                self.ruled = self.ruled or len(self.table) == 1
                self.unplace(block, WHY[Shape.RULE])
                continue
            if block.shape == Shape.ROW:
                self.table.append(block)
                continue
            self.end_table()
            if place in self.titles:
                for title in self.titles[place]:
                    self.topic(title, block)
            elif block.shape in {Shape.ITEM, Shape.TEXT}:
                self.words(place, block)
            else:
                self.unplace(block, WHY.get(block.shape, WHY[Shape.RULE]))
        self.end_table()

    def topic(self, title: Title, block: Block) -> None:
        """Open the topic of this title; a title that is repeated under the same one goes on with it."""
        before = list(self.open)
        while self.open and (self.open[-1][0] >= title.rank or len(self.open) >= limits.MAX_DEPTH):
            self.open.pop()
        parent = self.open[-1][1] if self.open else None
        key = (id(parent), title.text.casefold())
        topic = self.by_title.get(key)
        if topic is None:
            if self.topic_count >= limits.MAX_TOPICS:
                self.open = before
                self.unplace(block, _("One import takes %(most)s topics at most.") % {"most": f"{limits.MAX_TOPICS:,}"})
                return
            stance = side_of(title.text) or (parent.stance if parent else "")
            topic = self.by_title[key] = FoundTopic(title.text, (), stance)
            (parent.topics if parent else self.outline.topics).append(topic)
            self.topic_count += 1
        topic.lines = (*topic.lines, *(line for line in block.numbers if line not in topic.lines[-2:]))
        self.open.append((title.rank, topic))

    def words(self, place: int, block: Block) -> None:
        """A bullet or a paragraph."""
        rank = ITEM_RANK + block.level if block.shape == Shape.ITEM else ITEM_RANK
        dated = block.shape == Shape.TEXT and self.open and self.open[-1][0] == DATE and STARTS_WITH_DATE.match(block.text)
        while self.open and self.open[-1][0] >= (DATE if dated else rank):
            self.open.pop()
        block.lines += [line for listed in self.listed(place, block) for line in listed.lines]
        said = wording(block.lines)
        if not any(letter.isalnum() for letter in said.plain):
            self.unplace(block, WHY[Shape.RULE])
        elif block.shape == Shape.ITEM and self.heads_others(place, block, said.plain):
            self.topic(Title(said.plain.strip(" :"), rank), block)
        elif place < self.told - 1:
            self.facts(said, [(0, len(said.plain))], block)
        else:
            spans = sentences(said.plain)
            whole = block.shape == Shape.ITEM and len(said.plain) <= WHOLE and len(spans) <= 2
            self.facts(said, [(0, len(said.plain))] if whole else spans, block)

    def facts(self, said: Wording, spans: Sequence[tuple[int, int]], block: Block) -> None:
        """A fact of each of the spans; all of a block or nothing, so that no line is half placed."""
        if self.fact_count + len(spans) > limits.MAX_FACTS:
            self.unplace(block, _("One import takes %(most)s facts at most.") % {"most": f"{limits.MAX_FACTS:,}"})
            return
        for start, end in spans:
            self.fact(_with_lead(said, start, end), said.lines(start, end))

    def fact(self, statement: str, lines: tuple[int, ...]) -> None:
        """One fact in the topic that is open; before any heading, in one that is called as the whole."""
        if not self.open:
            topic = self.by_title.get((0, ""))
            if topic is None:
                name = self.outline.title or self.outline.name.rsplit(".", 1)[0] or self.outline.name
                topic = self.by_title[0, ""] = FoundTopic(name[: limits.MAX_TITLE], ())
                self.outline.topics.append(topic)
                self.topic_count += 1
            self.open.append((ITEM_RANK - 1, topic))
        self.fact_count += 1
        self.open[-1][1].facts.append(FoundFact(statement, lines))

    def heads_others(self, place: int, block: Block, plain: str) -> bool:
        """Whether a bullet is a heading for those indented below it: short, and with a colon at its end."""
        return (
            plain.endswith(":")
            and len(plain) <= limits.MAX_TITLE
            and ". " not in plain
            and (len(plain.split()) <= 6 or (len(plain.split()) <= 12 and not VERB.search(plain) and not PAST.search(plain)))
            and place + 1 < len(self.blocks)
            and _is_below(block, self.blocks[place + 1])
            and len(self.open) < limits.MAX_DEPTH
            and self.topic_count < limits.MAX_TOPICS
        )

    def listed(self, place: int, block: Block) -> list[Block]:
        """The few short items that finish a sentence which ends with a colon: one fact together."""
        if not block.text.rstrip("* ").endswith(":") or self.heads_others(place, block, block.text.strip("* ")):
            return []
        below = []
        for item in self.blocks[place + 1 : place + 2 + MOST_LISTED]:
            if item.shape != Shape.ITEM or not (block.shape == Shape.TEXT or item.level > block.level):
                break
            below.append(item)
        if not below or len(below) > MOST_LISTED or len({item.level for item in below}) > 1:
            return []
        if len(block.text) + sum(len(item.text) + 2 for item in below) > WHOLE or any(
            self.titles.get(place + 1 + n) for n in range(len(below))
        ):
            return []
        for item in below[:-1]:
            number, text = item.lines[-1]
            item.lines[-1] = (number, text if text[-1] in ".;,!?" else f"{text};")
        self.told = place + 1 + len(below)
        return below

    def end_table(self) -> None:
        """Facts from the rows of the table that ends here."""
        rows, ruled, self.table, self.ruled = self.table, self.ruled, [], False
        if not rows:
            return
        while self.open and self.open[-1][0] == MINOR and self.open[-1][1].facts:  # a table after the points of a side is none of them
            self.open.pop()
        heads, found = read_table(rows, ruled=ruled)
        if self.fact_count + len(found) > limits.MAX_FACTS:
            for row in rows:
                self.unplace(row, _("One import takes %(most)s facts at most.") % {"most": f"{limits.MAX_FACTS:,}"})
            return
        used = {line for said in found for line in said.lines} | set(heads)
        column = ""
        for said in found:
            if said.column and said.column != column:
                column = said.column
                self.topic(Title(column, MINOR), Block(Shape.HEADING, [(heads[0], column)]))
            self.fact(said.statement, said.lines)
        for row in rows:
            if row.numbers[0] not in used:
                self.unplace(row, WHY[Shape.RULE])

    def unplace(self, block: Block, why: str) -> None:
        for number, text in block.lines:
            shown = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
            self.outline.unplaced.append(
                Unplaced(number, shown, _(why) % {"most": f"{limits.MAX_LINE:,}"} if "%(most)s" in why else _(why))
            )


def _is_below(block: Block, item: Block) -> bool:
    return item.shape == Shape.ITEM and item.level > block.level


def _with_lead(said: Wording, start: int, end: int) -> str:
    """The statement, with the term in bold that it explains: “Mitosis: …” is as good as “**Mitosis:** …”."""
    statement = said.marked(start, end)
    lead = LEAD.match(statement)
    if lead is None or not _names(lead[1]):
        return statement
    return f"**{lead[1]}**{statement[len(lead[1]) :]}"


def _names(words: str) -> bool:
    """Whether the words before a colon are a name or a term, and no half of a sentence."""
    return (
        len(words.split()) <= LEAD_WORDS
        and words[0].isalpha()
        and words.lower() not in LABELS
        and not VAGUE.match(words)
        and not side_of(words)
        and not only_a_date(words)
        and not PAST.search(words)
        and not VERB.search(words)
    )
