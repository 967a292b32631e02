"""Search over facts and questions: SQLite's FTS5 or PostgreSQL's full text, behind one function.

``docs/adr/0012-search.md`` says how the index is kept.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from revision.models import Course, Fact, Question
from revision.templatetags.interface import plain

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
MOST_LETTERS = 40
MOST_HITS = 30
"""Of facts, and of questions: who needs more types another word."""
AROUND = 60
"""Letters of an extract before the first word that was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact or a question that holds the words."""

    kind: str
    """``fact`` or ``question``."""
    label: str
    """The fact's kind, or the question's type, in words."""
    url: str
    text: SafeString
    """The statement or the prompt, with the words marked."""
    extract: SafeString
    """Where the words stand otherwise: a note, an explanation. May be empty."""
    topic: str
    course: str
    draft: bool = False


def search(*, user: AbstractBaseUser, text: str, course: Course | None = None) -> list[Hit]:
    """Facts first, then questions, the best of each first, out of all that ``user`` may read, or of one course of it.

    Every word must be there, the last one perhaps only begun. Case and accents do not matter, and no text is ever a mistake. Drafts are
    found by who may edit their course, archived rows by nobody.
    """
    words = words_of(text)
    readable = Course.objects.readable_by(user)
    courses = {row.pk: row for row in (readable.filter(pk=course.pk) if course else readable)}
    if not words or not courses:
        return []
    own = [pk for pk, row in courses.items() if row.owner_id == user.pk]
    index = INDEXES[connection.vendor]
    fact_ids = index.find(index.facts, words, list(courses))
    facts = {fact.pk: fact for fact in Fact.objects.filter(pk__in=fact_ids).select_related("topic")}
    question_ids = index.find(index.questions, words, list(courses), own or [-1])
    questions = {one.pk: one for one in Question.objects.filter(pk__in=question_ids).select_related("topic", "current")}
    hits = [_fact_hit(facts[pk], courses[facts[pk].course_id], words) for pk in fact_ids]
    return hits + [_question_hit(questions[pk], courses[questions[pk].course_id], words) for pk in question_ids]


def words_of(text: str) -> list[str]:
    """The words to look for: small letters without accents, the first dozen."""
    return [word[:MOST_LETTERS] for word in WORD.findall(folded(text))][:MOST_WORDS]


def folded(text: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def _fact_hit(fact: Fact, course: Course, words: Sequence[str]) -> Hit:
    return Hit(
        kind="fact",
        label=str(fact.get_kind_display()),
        url=fact.get_absolute_url(),
        text=marked(plain(fact.statement), words),
        extract=extract(plain(fact.statement), " ".join(filter(None, (fact.claim, plain(fact.note), fact.reference))), words),
        topic=fact.topic.title,
        course=course.title,
    )


def _question_hit(question: Question, course: Course, words: Sequence[str]) -> Hit:
    now = question.current
    assert now is not None
    return Hit(
        kind="question",
        label=str(question.type.label),
        url=question.get_absolute_url(),
        text=marked(plain(now.prompt), words),
        extract=extract(plain(now.prompt), plain(now.explanation), words),
        topic=question.topic.title,
        course=course.title,
        draft=question.status == Question.Status.DRAFT,
    )


# --- What is shown ---------------------------------------------------------------------------------------------------


def is_meant(word: str, words: Sequence[str]) -> bool:
    """Whether a word of a text is one that was looked for; the last of them may be a beginning."""
    small = folded(word)
    return small in words or (bool(words) and small.startswith(words[-1]))


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with the words that were looked for in ``<mark>``; all else is escaped."""
    pieces: list[tuple[SafeString | str, str]] = []
    end = 0
    for match in WORD.finditer(text):
        if is_meant(match[0], words):
            pieces += [("", text[end : match.start()]), ("mark", match[0])]
            end = match.end()
    pieces.append(("", text[end:]))
    return format_html_join("", "{}{}{}", ((OPEN[tag], piece, CLOSE[tag]) for tag, piece in pieces))


OPEN = {"": SafeString(""), "mark": SafeString("<mark>")}
CLOSE = {"": SafeString(""), "mark": SafeString("</mark>")}


def extract(shown: str, other: str, words: Sequence[str]) -> SafeString:
    """A piece of ``other`` around the first word that ``shown`` does not have; empty where it shows them all."""
    there = {folded(word) for word in WORD.findall(shown)}
    absent = [word for word in words if not any(is_meant(one, [word]) for one in there)]
    match = next((match for match in WORD.finditer(other) if absent and is_meant(match[0], absent)), None)
    if match is None:
        return SafeString("")
    start = max(0, match.start() - AROUND)
    start = other.rfind(" ", 0, start) + 1 if start else 0
    piece = other[start : start + 3 * AROUND]
    cut = len(other) > start + len(piece)
    return marked(f"{'… ' if start else ''}{piece.rsplit(' ', 1)[0] if cut else piece}{' …' if cut else ''}", words)


# --- The two databases -----------------------------------------------------------------------------------------------


class Index(Protocol):
    """How one kind of database is asked."""

    facts: str
    questions: str

    def find(self, sql: str, words: Sequence[str], courses: list[Any], own: list[Any] | None = None) -> list[UUID]:
        """The ids that a statement gives, the best first."""
        ...


FTS5_FACTS = """
    SELECT fact.id FROM revision_factwords AS words JOIN revision_fact AS fact ON fact.id = words.target
    JOIN revision_topic AS topic ON topic.id = fact.topic_id
    WHERE revision_factwords MATCH %s AND NOT fact.archived AND NOT topic.archived AND fact.course_id IN ({courses})
    ORDER BY words.rank, fact.id LIMIT {most}
"""
FTS5_QUESTIONS = """
    SELECT question.id FROM revision_versionwords AS words JOIN revision_question AS question ON question.current_id = words.rowid
    WHERE revision_versionwords MATCH %s AND NOT question.archived AND question.course_id IN ({courses})
    AND (question.status = 'approved' OR question.status = 'draft' AND question.course_id IN ({own}))
    ORDER BY words.rank, question.id LIMIT {most}
"""
POSTGRES_FACTS = """
    SELECT fact.id FROM revision_fact AS fact JOIN revision_topic AS topic ON topic.id = fact.topic_id,
    to_tsquery('simple', %s) AS wanted
    WHERE revision_fact_words({fact}) @@ wanted AND NOT fact.archived AND NOT topic.archived AND fact.course_id IN ({courses})
    ORDER BY ts_rank(revision_fact_words({fact}), wanted, 1) DESC, fact.id LIMIT {most}
"""
POSTGRES_QUESTIONS = """
    SELECT question.id FROM revision_question AS question
    JOIN revision_questionversion AS version ON version.id = question.current_id, to_tsquery('simple', %s) AS wanted
    WHERE revision_version_words({version}) @@ wanted AND NOT question.archived AND question.course_id IN ({courses})
    AND (question.status = 'approved' OR question.status = 'draft' AND question.course_id IN ({own}))
    ORDER BY ts_rank(revision_version_words({version}), wanted, 1) DESC, question.id LIMIT {most}
"""


PLACES = {
    "fact": "fact.statement, fact.note, fact.claim, fact.reference",
    "version": "version.prompt, version.explanation, version.body",
    "most": str(MOST_HITS),
}


def _ids(sql: str, wanted: str, courses: list[Any], own: list[Any] | None) -> list[UUID]:
    lists = {"courses": ", ".join(["%s"] * len(courses)), "own": ", ".join(["%s"] * len(own or []))}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**PLACES, **lists), [wanted, *courses, *(own or [])])
        return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor.fetchall()]


class Fts5:
    """SQLite: virtual tables that triggers keep in step."""

    facts = FTS5_FACTS
    questions = FTS5_QUESTIONS

    def find(self, sql: str, words: Sequence[str], courses: list[Any], own: list[Any] | None = None) -> list[UUID]:
        # Quoted, a word is never an operator; the star makes the last one a beginning.
        return _ids(sql, " ".join(f'"{word}"' for word in words) + "*", courses, own)


class Postgres:
    """PostgreSQL: an index over an expression, which keeps itself."""

    facts = POSTGRES_FACTS
    questions = POSTGRES_QUESTIONS

    def find(self, sql: str, words: Sequence[str], courses: list[Any], own: list[Any] | None = None) -> list[UUID]:
        return _ids(sql, " & ".join(f"'{word}'" for word in words) + ":*", courses, own)


INDEXES: dict[str, Index] = {"sqlite": Fts5(), "postgresql": Postgres()}
