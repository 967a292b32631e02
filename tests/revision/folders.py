"""Course folders for tests: a small sound one, and copies with something changed."""

from pathlib import Path

from revision.models import Course, Fact, Question, QuestionVersion, Topic

SHIPPED = Path(__file__).resolve().parents[2] / "revision" / "courses" / "stalins-russia"

COURSE = """\
Course: Rivers
Slug: rivers
"""

TOPIC = """\
Topic: France
Slug: france

Fact: seine
Statement: The **Seine** flows through Paris.
Kind: term
"""

QUESTION = """\
Question: which-river
Type: single choice
Facts: seine
Prompt: Which river flows through Paris?
* The Seine
- The Rhône
Explanation: Paris grew on an island in it.
"""


def course_folder(folder: Path, *, course: str | bytes | None = COURSE, **topics: str | bytes) -> Path:
    """A folder with ``course.txt`` and a topic file for each name."""
    files = topics if course is None else {"course": course, **topics}
    for name, text in files.items():
        (folder / f"{name}.txt").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def rows() -> tuple[int, ...]:
    """How many rows there are of each kind of content."""
    return tuple(model.objects.count() for model in (Course, Topic, Fact, Question, QuestionVersion))
