"""Reads a folder of course files into a ``CourseDocument``. ``docs/course-files.md`` describes the format.

All mistakes are gathered, each with its file and line, so that a teacher mends them in one go.
"""

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from revision.course_blocks import Block, BlockReader, Mistake
from revision.documents import CourseDocument, FactDocument, QuestionDocument, SourceDocument, TopicDocument
from revision.pictures import PictureRefused, cleaned_picture
from revision.question_types import registry
from revision.question_types.base import BadLines

MAX_BYTES = 5 * 1024 * 1024
NUL = "\0"
NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class CourseFilesRefused(Exception):
    """The files do not make a course. ``mistakes`` lists all that was found; nothing was loaded."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class Reader:
    """Reads the files of one course; ``mistakes`` grows on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.seen: dict[tuple[str, str], Mistake] = {}
        self.sources: list[SourceDocument] = []
        self.asked: list[tuple[Path, int, str, str, str]] = []

    def wrong(self, path: Path, line: int | None, message: str) -> None:
        self.mistakes.append(Mistake(path, line, message))

    def course(self) -> CourseDocument | None:
        """The whole course, or ``None`` where ``course.txt`` is no course."""
        path = self.folder / "course.txt"
        if not path.is_file():
            self.wrong(path, None, "a course needs this file, with its title (Course:) and Slug:")
            return None
        blocks = self.blocks(path)
        if blocks is None:
            return None
        if not blocks or blocks[0].what != "Course":
            self.wrong(path, 1, "the first line says “Course:” and the title")
            return None
        for extra in blocks[1:]:
            self.wrong(path, extra.line, f"only the course stands in this file; “{extra.what}:” belongs in a topic's file")
        topics = self.topics_in(self.folder)
        for where, line, question, what, slug in self.asked:
            if (what, slug) not in self.seen:
                self.wrong(where, line, f"question “{question}” names the {what.lower()} “{slug}”, which this course does not have")
        sources = sorted(self.sources, key=lambda source: source.slug)
        return self.made(CourseDocument, path, blocks[0], self.headed(blocks[0]) | {"sources": sources, "topics": topics})

    def topics_in(self, folder: Path) -> list[TopicDocument]:
        """The topics of a folder, in the order of the names of its files and folders."""
        topics = []
        for path in sorted(folder.iterdir()):
            if path.name.startswith("."):
                continue
            if path.is_dir():
                topic = self.topic(path / "topic.txt", self.topics_in(path))
            elif path.name in {"course.txt", "topic.txt"} or path.suffix != ".txt":
                continue
            else:
                topic = self.topic(path, [])
            if topic is not None:
                topics.append(topic)
        return topics

    def topic(self, path: Path, below: list[TopicDocument]) -> TopicDocument | None:
        if not path.is_file():
            self.wrong(path, None, "a folder stands for a topic, which this file names (Topic: and Slug:)")
            return None
        blocks = self.blocks(path)
        if blocks is None:
            return None
        if not blocks or blocks[0].what != "Topic":
            self.wrong(path, 1, "the first line says “Topic:” and the title")
            return None
        facts, questions = [], []
        for block in blocks[1:]:
            if block.what == "Fact":
                facts.append(self.fact(path, block))
            elif block.what == "Source":
                self.source(path, block)
            elif block.what == "Question":
                questions.append(self.question(path, block))
            else:
                self.wrong(path, block.line, f"“{block.what}:” cannot stand here: one file, one topic")
        self.once(path, blocks[0].line, "Topic", blocks[0].values.get("Slug", ""))
        values = self.headed(blocks[0]) | {
            "facts": [fact for fact in facts if fact],
            "questions": [question for question in questions if question],
            "topics": below,
        }
        return self.made(TopicDocument, path, blocks[0], values)

    def headed(self, block: Block) -> dict[str, Any]:
        return {"title": block.title, "slug": block.values.get("Slug", ""), "summary": block.values.get("Summary", "")}

    def fact(self, path: Path, block: Block) -> FactDocument | None:
        self.once(path, block.line, "Fact", block.title)
        claims = [name for name in ("For", "Against") if name in block.values]
        if len(claims) == 2:
            self.wrong(path, block.line, f"fact “{block.title}” cannot argue for and against at once")
            return None
        values = {name.lower(): block.values[name] for name in ("Statement", "Kind", "When", "Note", "Reference") if name in block.values}
        if claims and not block.values[claims[0]]:
            self.wrong(path, block.lines[claims[0]], f"fact “{block.title}”: “{claims[0]}:” does not say what claim")
            return None
        if claims:
            values |= {"claim": block.values[claims[0]], "stance": claims[0].lower()}
        return self.made(FactDocument, path, block, values | {"slug": block.title})

    def source(self, path: Path, block: Block) -> None:
        self.once(path, block.line, "Source", block.title)
        values: dict[str, Any] = {
            name.lower(): block.values[name] for name in ("Title", "Kind", "Origin", "Text", "Alternative") if name in block.values
        }
        if name := block.values.get("Picture"):
            try:
                values["picture"] = self.picture(path, name)
            except PictureRefused as refused:
                self.wrong(path, block.lines["Picture"], f"source “{block.title}”: {refused}")
                return
        elif block.values.get("Kind") == "picture":
            self.wrong(path, block.line, f"source “{block.title}”: a picture needs Picture: with the name of its file")
            return
        if made := self.made(SourceDocument, path, block, values | {"slug": block.title, "table": block.table}):
            self.sources.append(made)

    def picture(self, path: Path, name: str) -> bytes:
        """The picture of that name beside the file ``path``, as it is; raises ``PictureRefused`` for one that cannot be kept."""
        file = path.parent / name
        if file.parent.resolve() != path.parent.resolve() or not file.is_file():
            raise PictureRefused(f"there is no picture “{name}” beside this file")
        data = file.read_bytes()
        cleaned_picture(data)
        return data

    def question(self, path: Path, block: Block) -> QuestionDocument | None:
        self.once(path, block.line, "Question", block.title)
        try:
            question_type = registry.get("_".join(block.values.get("Type", "").lower().split()))
            body = question_type.read_lines(block.marked)
            read = question_type.read(body)
            body = read.model_dump(mode="json")
        except registry.UnknownKind as unknown:
            self.wrong(path, block.lines.get("Type", block.line), f"question “{block.title}”: {unknown}")
            return None
        except BadLines as bad:
            self.wrong(path, bad.line or block.line, f"question “{block.title}”: {bad}")
            return None
        except ValidationError as invalid:
            self.wrong(path, block.line, f"question “{block.title}”: {in_words(invalid)}")
            return None
        facts = [slug for slug in re.split(r"[,\s]+", block.values.get("Facts", "")) if slug]
        self.asked += [(path, block.lines.get("Facts", block.line), block.title, "Fact", slug) for slug in facts]
        self.asked += [(path, block.line, block.title, "Fact", slug) for slug in sorted(question_type.facts_named(read))]
        values = {"slug": block.title, "kind": question_type.kind, "facts": facts, "body": body}
        if source := block.values.get("Source"):
            self.asked.append((path, block.lines["Source"], block.title, "Source", source))
            values["source"] = source
        values |= {name.lower(): block.values[name] for name in ("Prompt", "Explanation") if name in block.values}
        values["hints"] = block.values["Hint"].splitlines() if "Hint" in block.values else []
        return self.made(QuestionDocument, path, block, values)

    def made[D: BaseModel](self, document: type[D], path: Path, block: Block, values: dict[str, Any]) -> D | None:
        try:
            return document.model_validate(values)
        except ValidationError as invalid:
            self.wrong(path, block.line, f"{block.what.lower()} “{block.title}”: {in_words(invalid)}")
            return None

    def once(self, path: Path, line: int, what: str, slug: str) -> None:
        if first := self.seen.get((what, slug)):
            self.wrong(path, line, f"{what.lower()} “{slug}” stands already in {first.path}:{first.line}; slugs are used once in a course")
        else:
            self.seen[what, slug] = Mistake(path, line, "")

    def blocks(self, path: Path) -> list[Block] | None:
        """The file's blocks, or ``None`` where it is no text."""
        text = self.text(path)
        return None if text is None else BlockReader(partial(self.wrong, path)).read(text)

    def text(self, path: Path) -> str | None:
        if path.stat().st_size > MAX_BYTES:
            self.wrong(path, None, "larger than 5 MiB: not read")
            return None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.wrong(path, error.object[: error.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8")
            return None
        if NUL in text:  # PostgreSQL cannot store it.
            self.wrong(path, text[: text.index(NUL)].count("\n") + 1, "holds a zero byte: not a text file")
            return None
        return text


def in_words(invalid: ValidationError) -> str:
    """What pydantic found wrong, as one sentence for a person."""
    said = []
    for error in invalid.errors():
        place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
        message = error["msg"].removeprefix("Value error, ")
        if error["type"] == "missing":
            message = "is missing"
        elif error["type"] == "enum":
            message = f"is “{error['input']}”; it can be {error['ctx']['expected']}".replace("'", "").replace(" or ", ", ")
        elif error["type"] == "string_pattern_mismatch":
            message = f"is “{error['input']}”; it has small letters, digits and hyphens only"
        elif error["type"] in {"string_too_short", "too_short"}:
            message = "is missing or too few"
        said.append(f"{place} {message}".strip())
    return "; ".join(said)


def read_course(path: Path) -> CourseDocument:
    """The course in the folder ``path``, or in a ``.json`` file that ``export_course`` wrote.

    Raises ``CourseFilesRefused`` with every mistake found.
    """
    if path.is_file() and path.suffix == ".json":
        return read_json(path)
    if not path.is_dir():
        raise CourseFilesRefused([Mistake(path, None, "there is no such folder")])
    reader = Reader(path)
    course = reader.course()
    if reader.mistakes or course is None:
        raise CourseFilesRefused(reader.mistakes)
    return course


def used_twice(course: CourseDocument) -> list[tuple[str, str]]:
    """What stands more than once in a document: the kind of thing, and its slug."""
    topics = course.walk()
    counts = Counter(
        [("topic", topic.slug) for topic in topics]
        + [("fact", fact.slug) for topic in topics for fact in topic.facts]
        + [("source", source.slug) for source in course.sources]
        + [("question", question.slug) for topic in topics for question in topic.questions]
    )
    return [thing for thing, count in counts.items() if count > 1]


def read_json(path: Path) -> CourseDocument:
    """A course as ``export_course`` writes it, held to the same rules as the text files."""
    written = path.read_bytes()
    if NUL_IN_JSON.search(written):
        raise CourseFilesRefused([Mistake(path, None, "holds a zero byte (\\u0000), which cannot be stored")])
    try:
        course = CourseDocument.model_validate_json(written)
    except ValidationError as invalid:
        raise CourseFilesRefused([Mistake(path, None, in_words(invalid))]) from invalid
    facts = {fact.slug for topic in course.walk() for fact in topic.facts}
    sources = {source.slug for source in course.sources}
    mistakes = [
        Mistake(path, None, f"{what} “{slug}” stands there twice; slugs are used once in a course") for what, slug in used_twice(course)
    ]
    for source in (source for source in course.sources if source.picture):
        try:
            cleaned_picture(source.picture)
        except PictureRefused as refused:
            mistakes.append(Mistake(path, None, f"source “{source.slug}”: {refused}"))
    for question in (question for topic in course.walk() for question in topic.questions):
        mistakes += [
            Mistake(path, None, f"question “{question.slug}” names the fact “{slug}”, which this course does not have")
            for slug in question.facts
            if slug not in facts
        ]
        if question.source and question.source not in sources:
            mistakes.append(
                Mistake(path, None, f"question “{question.slug}” names the source “{question.source}”, which this course does not have")
            )
        try:
            question.body = registry.get(question.kind).read(question.body).model_dump(mode="json")
        except ValidationError as invalid:
            mistakes.append(Mistake(path, None, f"question “{question.slug}”: {in_words(invalid)}"))
        except registry.UnknownKind as unknown:
            mistakes.append(Mistake(path, None, f"question “{question.slug}”: {unknown}"))
    if mistakes:
        raise CourseFilesRefused(mistakes)
    return course
