"""Course files: what they become, and what is said about those that are no course."""

import io
import re
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from revision.course_files import MAX_BYTES, CourseFilesRefused, Mistake, read_course
from revision.documents import CourseDocument, FactDocument, QuestionDocument, SourceDocument, TopicDocument
from revision.models import Fact, Source
from revision.question_types import registry
from tests.revision.folders import COURSE, QUESTION, TOPIC, course_folder, rows

KINDS = ", ".join(registry.all_types())
WHOLE = f"{TOPIC}\n{QUESTION}"
FACT = FactDocument(slug="seine", statement="The **Seine** flows through Paris.", kind=Fact.Kind.TERM)
ASKED = QuestionDocument(
    slug="which-river",
    kind="single_choice",
    prompt="Which river flows through Paris?",
    explanation="Paris grew on an island in it.",
    facts=["seine"],
    body={
        "options": [
            {"text": "The Seine", "correct": True, "feedback": "", "misconception": ""},
            {"text": "The Rhône", "correct": False, "feedback": "", "misconception": ""},
        ]
    },
)
FRANCE = TopicDocument(slug="france", title="France", facts=[FACT], questions=[ASKED])


def refusal(folder: Path) -> str:
    """What reading says is wrong, with paths as seen from the folder."""
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(folder)
    return str(refused.value).replace(f"{folder}/", "")


def test_a_folder_becomes_a_document(tmp_path: Path) -> None:
    assert read_course(course_folder(tmp_path, france=WHOLE)) == CourseDocument(slug="rivers", title="Rivers", topics=[FRANCE])


def test_a_folder_in_the_folder_is_a_topic_with_topics_below(tmp_path: Path) -> None:
    course_folder(tmp_path, **{"2-last": "Topic: Last\nSlug: last\n"})
    chapter = tmp_path / "1-europe"
    chapter.mkdir()
    course_folder(chapter, course=None, topic="Topic: Europe\nSlug: europe\nSummary: North and south.\n", france=WHOLE)
    europe = TopicDocument(slug="europe", title="Europe", summary="North and south.", topics=[FRANCE])
    assert read_course(tmp_path) == CourseDocument(slug="rivers", title="Rivers", topics=[europe, TopicDocument(slug="last", title="Last")])
    assert [topic.slug for topic in read_course(tmp_path).walk()] == ["europe", "france", "last"]


def test_files_are_read_in_the_order_of_their_names_and_others_are_left_alone(tmp_path: Path) -> None:
    course_folder(tmp_path, **{name: f"Topic: {name}\nSlug: t{name}\n" for name in ("20", "03", "100")})
    (tmp_path / "notes.md").write_text("Not a topic")
    (tmp_path / ".hidden.txt").write_text("Not a topic")
    assert [topic.slug for topic in read_course(tmp_path).topics] == ["t03", "t100", "t20"]


def test_every_line_of_a_fact_has_its_place(tmp_path: Path) -> None:
    fact = """\
# A remark above, one between, and lines that go on.
Fact: seine
Statement: The **Seine** flows
  through
\tParis.
Kind: term
# Not part of the fact.
When: 1924-01 / 1925

For: Rivers make
  towns
Note: Some say so.
  > And others not.
Reference: An atlas.
"""
    read = read_course(course_folder(tmp_path, france=f"Topic: France\n and Belgium\nSlug: france\n\n{fact}"))
    assert read.topics[0].title == "France and Belgium"
    assert read.topics[0].facts == [
        FactDocument(
            slug="seine",
            statement="The **Seine** flows through Paris.",
            kind=Fact.Kind.TERM,
            when="1924-01/1925",
            claim="Rivers make towns",
            stance="for",
            note="Some say so. > And others not.",
            reference="An atlas.",
        )
    ]


def test_a_fact_may_speak_against_a_claim(tmp_path: Path) -> None:
    read = read_course(course_folder(tmp_path, france=f"{TOPIC}Against: Rivers make towns\n"))
    assert read.topics[0].facts == [FACT.model_copy(update={"claim": "Rivers make towns", "stance": "against"})]


@pytest.mark.parametrize(
    ("lines", "kind", "body"),
    [
        (
            "Type: single choice\n- One\n  > Too few,\n  by one.\n* Two\n  and no more\n  > Yes.\n  > Indeed.\n",
            "single_choice",
            {
                "options": [
                    {"text": "One", "correct": False, "feedback": "Too few, by one.", "misconception": ""},
                    {"text": "Two and no more", "correct": True, "feedback": "Yes. Indeed.", "misconception": ""},
                ]
            },
        ),
        (
            "Type:  Short  ANSWER\n= Seine\n= the Seine\n! Loire\n  > Further south.\n",
            "short_answer",
            {
                "accepted": ["Seine", "the Seine"],
                "near": [{"text": "Loire", "feedback": "Further south.", "misconception": ""}],
                "others": [],
            },
        ),
        (
            "Type: ordering\n1. spring\n  > It rises.\n2. town\n3. sea\n",
            "ordering",
            {"items": [{"text": "spring", "why": "It rises."}, {"text": "town", "why": ""}, {"text": "sea", "why": ""}]},
        ),
    ],
)
def test_every_type_reads_its_lines(tmp_path: Path, lines: str, kind: str, body: dict[str, object]) -> None:
    question = f"Question: q\nFacts: seine\nPrompt: What?\n{lines}Explanation: Because.\n"
    read = read_course(course_folder(tmp_path, france=f"{TOPIC}\n{question}"))
    assert read.topics[0].questions == [
        QuestionDocument(slug="q", kind=kind, prompt="What?", explanation="Because.", facts=["seine"], body=body)
    ]


def test_windows_lines_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain, windows = tmp_path / "plain", tmp_path / "windows"
    plain.mkdir()
    windows.mkdir()
    course_folder(plain, france=WHOLE)
    course_folder(
        windows,
        course=b"\xef\xbb\xbf" + COURSE.replace("\n", "\r\n").encode(),
        france=b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(),
    )
    assert read_course(windows) == read_course(plain)


def test_a_question_may_stand_before_its_fact_and_rest_on_one_of_another_topic(tmp_path: Path) -> None:
    course_folder(tmp_path, a=f"Topic: Quiz\nSlug: quiz\n\n{QUESTION}", b=TOPIC)
    assert [topic.questions for topic in read_course(tmp_path).topics] == [[ASKED], []]


def test_the_examples_of_the_documentation_make_a_course(tmp_path: Path) -> None:
    text = (settings.BASE_DIR / "docs" / "course-files.md").read_text()
    course, topic, question, source, hints = (
        block for block in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if block[0].isupper()
    )
    other = "Fact: secretariat\nStatement: It kept the papers.\nKind: term\n"
    read = read_course(course_folder(tmp_path, course=course, topic1=f"{topic}\n{other}\n{question}{hints}\n{source}"))
    assert [(found.slug, found.table[0]) for found in read.sources] == [("pig-iron-table", ["", "1927", "1932"])]
    assert (read.slug, [fact.slug for fact in read.topics[0].facts], [asked.slug for asked in read.topics[0].questions]) == (
        "stalins-russia",
        ["general-secretary", "secretariat"],
        ["post-for-promotions"],
    )


# --- Sources ---------------------------------------------------------------------------------------------------------

LENGTHS = """\
Source: lengths
Title: How long they are
Kind: table
Origin: An atlas of 1990.
| River | Kilometres |
| Seine | 777 |
"""


def picture(size: tuple[int, int] = (4, 3), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, format=kind)
    return out.getvalue()


def test_a_source_stands_above_questions(tmp_path: Path) -> None:
    under = QUESTION.replace("Facts: seine\n", "Facts: seine\nSource: lengths\n")
    read = read_course(course_folder(tmp_path, france=f"{TOPIC}\n{LENGTHS}\n{under}"))
    assert read.sources == [
        SourceDocument(
            slug="lengths",
            title="How long they are",
            kind=Source.Kind.TABLE,
            origin="An atlas of 1990.",
            table=[["River", "Kilometres"], ["Seine", "777"]],
        )
    ]
    assert read.topics[0].questions == [ASKED.model_copy(update={"source": "lengths"})]


def test_a_source_may_be_a_picture_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(picture())
    block = "Source: map\nTitle: A map\nKind: picture\nOrigin: Own.\nPicture: map.png\nAlternative: A blue square.\n"
    [source] = read_course(course_folder(tmp_path, france=f"{TOPIC}\n{block}")).sources
    assert (source.kind, source.picture, source.alternative) == ("picture", picture(), "A blue square.")


WRONG_SOURCES = {
    "no rows": (LENGTHS.partition("|")[0], "lengths”: a source of the kind table needs rows between bars and nothing else"),
    "a text beside the rows": (LENGTHS + "Text: Long.\n", "lengths”: a source of the kind table needs rows between bars and nothing else"),
    "cells are missing": (LENGTHS + "| Loire |\n", "lengths”: a table has a heading and rows of the same number of cells, up to twelve"),
    "no origin": (LENGTHS.replace("Origin: An atlas of 1990.\n", ""), "lengths”: origin is missing"),
    "no picture": ("Source: map\nTitle: M\nKind: picture\nOrigin: O.\n", "map”: a picture needs Picture: with the name of its file"),
    "a picture elsewhere": (
        "Source: map\nTitle: M\nKind: picture\nOrigin: O.\nPicture: ../map.png\n",
        "map”: there is no picture “../map.png” beside this file",
    ),
    "a text that is called a picture": (
        "Source: map\nTitle: M\nKind: picture\nOrigin: O.\nPicture: course.txt\n",
        "map”: this is no PNG, JPEG or WebP picture, or a damaged one",
    ),
}


@pytest.mark.parametrize(("block", "said"), WRONG_SOURCES.values(), ids=WRONG_SOURCES)
def test_a_source_that_is_none_is_refused(tmp_path: Path, block: str, said: str) -> None:
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(course_folder(tmp_path, france=f"{TOPIC}\n{block}"))
    assert [mistake.message for mistake in refused.value.mistakes] == [f"source “{said}"]


def test_a_question_under_a_source_that_is_not_there(tmp_path: Path) -> None:
    under = QUESTION.replace("Facts: seine\n", "Facts: seine\nSource: lengths\n")
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(course_folder(tmp_path, france=f"{TOPIC}\n{under}"))
    said = ["question “which-river” names the source “lengths”, which this course does not have"]
    assert [mistake.message for mistake in refused.value.mistakes] == said


# --- What is wrong ---------------------------------------------------------------------------------------------------

NOT_ONE = "exactly one option must be right, not %d: the key is not among the options, or stands there twice"

WRONG = {
    "unknown fact": (
        WHOLE.replace("Facts: seine", "Facts: seine, loire"),
        ["france.txt:10: question “which-river” names the fact “loire”, which this course does not have"],
    ),
    "no facts": (WHOLE.replace("Facts: seine\n", ""), ["france.txt:8: question “which-river”: facts is missing or too few"]),
    "unknown type": (
        WHOLE.replace("single choice", "essay"),
        [f"france.txt:9: question “which-river”: No question type “essay”; there are: {KINDS}."],
    ),
    "no type": (
        WHOLE.replace("Type: single choice\n", ""),
        [f"france.txt:8: question “which-river”: No question type “”; there are: {KINDS}."],
    ),
    "no right option": (
        WHOLE.replace("* The", "- The"),
        [f"france.txt:8: question “which-river”: {NOT_ONE % 0}"],
    ),
    "two right options": (
        WHOLE.replace("- The", "* The"),
        [f"france.txt:8: question “which-river”: {NOT_ONE % 2}"],
    ),
    "one option": (WHOLE.replace("- The Rhône\n", ""), ["france.txt:8: question “which-river”: options is missing or too few"]),
    "the same option twice": (
        WHOLE.replace("The Rhône", "the seine"),
        ["france.txt:8: question “which-river”: two options say the same"],
    ),
    "an option of another type": (
        WHOLE.replace("- The Rhône", "! The Rhône"),
        ["france.txt:13: question “which-river”: an option starts with * (right) or - (wrong)"],
    ),
    "near miss that is right": (
        f"{TOPIC}\nQuestion: q\nType: short answer\nFacts: seine\nPrompt: P?\n= Seine\n! the seine\n  > No.\nExplanation: E.\n",
        ["france.txt:8: question “q”: “the seine” cannot be both right and wrong"],
    ),
    "near miss without a word for it": (
        f"{TOPIC}\nQuestion: q\nType: short answer\nFacts: seine\nPrompt: P?\n= Seine\n! Loire\nExplanation: E.\n",
        ["france.txt:8: question “q”: near 1 feedback is missing or too few"],
    ),
    "an answer of another type": (
        f"{TOPIC}\nQuestion: q\nType: short answer\nFacts: seine\nPrompt: P?\n= Seine\n* Loire\nExplanation: E.\n",
        ["france.txt:13: question “q”: an answer starts with = (accepted) or ! (near, but wrong)"],
    ),
    "parts numbered wrongly": (
        f"{TOPIC}\nQuestion: q\nType: ordering\nFacts: seine\nPrompt: P?\n1. a\n3. b\n2. c\nExplanation: E.\n",
        ["france.txt:13: question “q”: the parts are numbered in their right order: expected 2."],
    ),
    "two parts the same": (
        f"{TOPIC}\nQuestion: q\nType: ordering\nFacts: seine\nPrompt: P?\n1. a\n2. b\n3. A\nExplanation: E.\n",
        ["france.txt:8: question “q”: two parts say the same"],
    ),
    "no prompt": (
        WHOLE.replace("Prompt: Which river flows through Paris?\n", ""),
        ["france.txt:8: question “which-river”: prompt is missing"],
    ),
    "unknown name": (
        WHOLE.replace("Kind: term\n", "Kind: term\nColour: green\n"),
        ["france.txt:7: “Colour:” is not known here; known are: Against, For, Kind, Note, Reference, Statement, When"],
    ),
    "a name twice": (
        WHOLE.replace("Kind: term\n", "Kind: term\nKind: event\n"),
        ["france.txt:7: “Kind:” is given twice in fact “seine”"],
    ),
    "unknown kind": (
        WHOLE.replace("Kind: term", "Kind: river"),
        ["france.txt:4: fact “seine”: kind is “river”; it can be event, person, term, cause, consequence, figure, argument"],
    ),
    "no statement": (
        WHOLE.replace("Statement: The **Seine** flows through Paris.\n", ""),
        ["france.txt:4: fact “seine”: statement is missing"],
    ),
    "wrong date": (
        WHOLE.replace("Kind: term\n", "Kind: term\nWhen: 1923-02-29\n"),
        ["france.txt:4: fact “seine”: when “1923-02-29” is not in the calendar"],
    ),
    "for and against": (
        WHOLE.replace("Kind: term\n", "Kind: term\nFor: a claim\nAgainst: a claim\n"),
        ["france.txt:4: fact “seine” cannot argue for and against at once"],
    ),
    "for nothing": (
        WHOLE.replace("Kind: term\n", "Kind: term\nFor:\n"),
        ["france.txt:7: fact “seine”: “For:” does not say what claim"],
    ),
    "a slug that is none": (
        WHOLE.replace("Slug: france", "Slug: La France"),
        ["france.txt:1: topic “France”: slug is “La France”; it has small letters, digits and hyphens only"],
    ),
    "a fact twice in a file": (
        f"{WHOLE}\n{TOPIC.partition('\n\n')[2]}",
        ["france.txt:16: fact “seine” stands already in france.txt:4; slugs are used once in a course"],
    ),
    "a second topic": (
        f"{WHOLE}\nTopic: Spain\nSlug: spain\n",
        ["france.txt:16: “Topic:” cannot stand here: one file, one topic"],
    ),
    "a line that is nothing": (
        WHOLE.replace("Kind: term\n", "Kind: term\nand so on\n"),
        ["france.txt:7: not understood: “and so on”. A line that goes on from the one above starts with a space"],
    ),
    "a line that continues nothing": (f"  so\n{WHOLE}", ["france.txt:1: this line continues nothing"]),
    "an empty file": ("", ["france.txt:1: the first line says “Topic:” and the title"]),
    "no topic first": (QUESTION, ["france.txt:1: the first line says “Topic:” and the title"]),
    "not UTF-8": (TOPIC.encode() + "Note: Rhône\n".encode("latin-1"), ["france.txt:7: not UTF-8: save the file as UTF-8"]),
    "not UTF-8, with a byte order mark": (
        b"\xef\xbb\xbf" + TOPIC.encode() + b"\xff",
        ["france.txt:7: not UTF-8: save the file as UTF-8"],
    ),
    "a zero byte": (TOPIC.replace("Kind", "\0Kind"), ["france.txt:6: holds a zero byte: not a text file"]),
    "binary noise": (bytes(range(256)) * 4, ["france.txt:2: not UTF-8: save the file as UTF-8"]),
    "over 5 MiB": (TOPIC.encode() + b"#" * MAX_BYTES, ["france.txt: larger than 5 MiB: not read"]),
    "several at once": (
        WHOLE.replace("Kind: term", "Kind: river").replace("Facts: seine", "Facts: loire"),
        [
            "france.txt:4: fact “seine”: kind is “river”; it can be event, person, term, cause, consequence, figure, argument",
            "france.txt:10: question “which-river” names the fact “loire”, which this course does not have",
        ],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "messages"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_named_with_file_and_line_and_nothing_is_saved(tmp_path: Path, text: str | bytes, messages: list[str]) -> None:
    course_folder(tmp_path, france=text)
    with pytest.raises(CommandError) as refused:
        call_command("load_course", str(tmp_path))
    said = str(refused.value).replace(f"{tmp_path}/", "")
    assert said == "\n".join([*messages, f"{len(messages)} to mend; nothing was loaded."])
    assert rows() == (0, 0, 0, 0, 0)


def test_just_5_mib_is_read(tmp_path: Path) -> None:
    france = TOPIC.encode()
    assert read_course(course_folder(tmp_path, france=france + b"#" * (MAX_BYTES - len(france)))).topics[0].facts == [FACT]


def test_a_mistake_names_the_whole_path(tmp_path: Path) -> None:
    course_folder(tmp_path, course=None)
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(tmp_path)
    assert refused.value.mistakes == [
        Mistake(tmp_path / "course.txt", None, "a course needs this file, with its title (Course:) and Slug:")
    ]
    assert str(refused.value) == f"{tmp_path}/course.txt: a course needs this file, with its title (Course:) and Slug:"


@pytest.mark.parametrize(
    ("course", "message"),
    [
        ("", "course.txt:1: the first line says “Course:” and the title"),
        (TOPIC, "course.txt:1: the first line says “Course:” and the title"),
        ("Course: Rivers\n", "course.txt:1: course “Rivers”: slug is “”; it has small letters, digits and hyphens only"),
        ("Course:\nSlug: rivers\n", "course.txt:1: course “”: title is missing or too few"),
        (f"{COURSE}Author: Me\n", "course.txt:3: “Author:” is not known here; known are: Slug, Summary"),
        ("Author: Me\n" + COURSE, "course.txt:1: “Author:” is not known here; known are: Course, Topic"),
        (f"{COURSE}\n{QUESTION}", "course.txt:4: only the course stands in this file; “Question:” belongs in a topic's file"),
        (b"\xff", "course.txt:1: not UTF-8: save the file as UTF-8"),
    ],
)
def test_what_is_wrong_with_course_txt(tmp_path: Path, course: str | bytes, message: str) -> None:
    assert refusal(course_folder(tmp_path, course=course)) == message


def test_a_folder_without_its_topic_file(tmp_path: Path) -> None:
    course_folder(tmp_path)
    (tmp_path / "1-europe").mkdir()
    assert refusal(tmp_path) == "1-europe/topic.txt: a folder stands for a topic, which this file names (Topic: and Slug:)"


@pytest.mark.parametrize(
    ("again", "message"),
    [
        ("Topic: B\nSlug: france\n", "b.txt:1: topic “france” stands already in a.txt:1; slugs are used once in a course"),
        (
            TOPIC.replace("Slug: france", "Slug: b"),
            "b.txt:4: fact “seine” stands already in a.txt:4; slugs are used once in a course",
        ),
        (
            f"Topic: B\nSlug: b\n\n{QUESTION}",
            "b.txt:4: question “which-river” stands already in a.txt:8; slugs are used once in a course",
        ),
    ],
)
def test_a_slug_in_two_files(tmp_path: Path, again: str, message: str) -> None:
    assert refusal(course_folder(tmp_path, a=WHOLE, b=again)) == message


def test_what_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(tmp_path / "nowhere")
    assert str(refused.value) == f"{tmp_path}/nowhere: there is no such folder"


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*COURSE.splitlines(), *WHOLE.splitlines(), "  > why", "  on", "1. part", "= right", "! near", "# remark", "For:", ""]
        ),
        st.text(max_size=30),
    ),
    max_size=40,
).map("\n".join)
NOISE = st.one_of(LINES, st.text(max_size=400)).map(str.encode) | st.binary(max_size=400)


@given(course=st.just(COURSE.encode()) | NOISE, topic=NOISE)
def test_no_text_does_more_than_be_refused(course: bytes, topic: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = course_folder(Path(name), course=course, a=topic)
        try:
            read = read_course(folder)
        except CourseFilesRefused as refused:
            assert refused.mistakes != []  # noqa: PT017 (either way is right; a third is not)
        else:
            assert CourseDocument.model_validate_json(read.model_dump_json()) == read


# --- The exported JSON -----------------------------------------------------------------------------------------------

DOCUMENT = CourseDocument(slug="rivers", title="Rivers", topics=[FRANCE])


def written(folder: Path, document: CourseDocument) -> Path:
    path = folder / "course.json"
    path.write_text(document.model_dump_json())
    return path


def test_json_is_read_like_the_folder(tmp_path: Path) -> None:
    assert read_course(written(tmp_path, DOCUMENT)) == DOCUMENT


def changed(**values: object) -> CourseDocument:
    """The course with other values in its topic, unchecked."""
    return DOCUMENT.model_copy(update={"topics": [FRANCE.model_copy(update=values)]})


@pytest.mark.parametrize(
    ("document", "messages"),
    [
        (
            changed(questions=[ASKED.model_copy(update={"facts": ["loire"]})]),
            ["question “which-river” names the fact “loire”, which this course does not have"],
        ),
        (
            changed(questions=[ASKED.model_copy(update={"kind": "essay"})]),
            [f"question “which-river”: No question type “essay”; there are: {KINDS}."],
        ),
        (
            changed(questions=[ASKED.model_copy(update={"body": {"options": [], "hint": "x"}})]),
            ["question “which-river”: options is missing or too few; hint Extra inputs are not permitted"],
        ),
        (changed(facts=[FACT, FACT]), ["fact “seine” stands there twice; slugs are used once in a course"]),
        (
            changed(questions=[ASKED, ASKED], topics=[TopicDocument(slug="france", title="Other")]),
            [
                "topic “france” stands there twice; slugs are used once in a course",
                "question “which-river” stands there twice; slugs are used once in a course",
            ],
        ),
        (
            changed(facts=[FACT.model_copy(update={"claim": "Rivers make towns"})]),
            ["topics 1 facts 1 a claim, and whether the fact is for or against it, are given together"],
        ),
        (
            changed(facts=[FACT.model_copy(update={"stance": "for"})]),
            ["topics 1 facts 1 a claim, and whether the fact is for or against it, are given together"],
        ),
        (changed(facts=[FACT.model_copy(update={"note": "\0"})]), ["holds a zero byte (\\u0000), which cannot be stored"]),
        (changed(facts=[FACT.model_copy(update={"when": "1917-13"})]), ["topics 1 facts 1 when “1917-13” is not in the calendar"]),
    ],
)
def test_json_is_held_to_the_rules_of_the_files(tmp_path: Path, document: CourseDocument, messages: list[str]) -> None:
    path = written(tmp_path, document)
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(path)
    assert str(refused.value).splitlines() == [f"{path}: {message}" for message in messages]


def test_a_backslash_before_u0000_is_no_zero_byte(tmp_path: Path) -> None:
    document = changed(facts=[FACT.model_copy(update={"note": "\\u0000"})])
    assert read_course(written(tmp_path, document)) == document


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        ("[]", "Input should be an object"),
        ('{"slug": "x"}', "title is missing"),
        ('{"slug": "x", "title": "X", "author": "me"}', "author Extra inputs are not permitted"),
    ],
)
def test_what_is_no_exported_course(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "course.json"
    path.write_text(text)
    with pytest.raises(CourseFilesRefused) as refused:
        read_course(path)
    assert str(refused.value) == f"{path}: {message}"


@given(st.text(max_size=200).map(str.encode) | st.binary(max_size=200))
def test_no_json_does_more_than_be_refused(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "course.json"
        path.write_bytes(text)
        with pytest.raises(CourseFilesRefused):
            read_course(path)
