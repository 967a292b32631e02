"""`load_course` and `export_course` as they are typed."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from revision.course_files import read_course
from revision.documents import CourseDocument
from revision.models import Course
from tests.factories import CourseFactory, TeacherFactory
from tests.revision.folders import COURSE, QUESTION, TOPIC, course_folder, rows

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*words)
    return str(refused.value)


def test_loading_says_what_is_new_and_a_second_time_that_nothing_changed(tmp_path: Path) -> None:
    folder = str(course_folder(tmp_path, france=f"{TOPIC}\n{QUESTION}"))
    assert run("load_course", folder) == "4 new: rivers, france, seine, which-river\nRivers: 1 topics, 1 facts, 1 questions\n"
    assert run("load_course", folder) == "Rivers: 1 topics, 1 facts, 1 questions (nothing changed)\n"


def test_loading_says_what_was_edited_and_what_is_gone(tmp_path: Path) -> None:
    run("load_course", str(course_folder(tmp_path, france=f"{TOPIC}\n{QUESTION}")))
    facts = "".join(f"\nFact: f{number}\nStatement: S.\nKind: term\n" for number in range(9))
    course_folder(tmp_path, course=COURSE.replace("Rivers", "Streams"), france=TOPIC.replace("France", "La France") + facts)
    assert run("load_course", str(tmp_path)) == (
        "9 new: f0, f1, f2, f3, f4, f5, f6, f7 …\n"
        "2 changed: rivers, france\n"
        "1 archived: which-river\n"
        "Streams: 1 topics, 10 facts, 0 questions\n"
    )


def test_every_mistake_is_said_and_nothing_is_loaded(tmp_path: Path) -> None:
    course_folder(tmp_path, france=TOPIC.replace("term", "river").replace("Slug: france", "Slug: La France"))
    assert refusal("load_course", str(tmp_path)) == (
        f"{tmp_path}/france.txt:4: fact “seine”: kind is “river”; "
        "it can be event, person, term, cause, consequence, figure, argument\n"
        f"{tmp_path}/france.txt:1: topic “France”: slug is “La France”; it has small letters, digits and hyphens only\n"
        "2 to mend; nothing was loaded."
    )
    assert rows() == (0, 0, 0, 0, 0)


def test_a_mistake_after_a_good_load_leaves_the_course_as_it_was(tmp_path: Path) -> None:
    folder = str(course_folder(tmp_path, france=f"{TOPIC}\n{QUESTION}"))
    run("load_course", folder)
    before = run("export_course", "rivers")
    course_folder(tmp_path, course=COURSE.replace("Rivers", "Streams"), france=QUESTION)
    refusal("load_course", folder)
    assert (run("export_course", "rivers"), rows()) == (before, (1, 1, 1, 1, 1))


def test_loading_over_a_teachers_course_is_refused(tmp_path: Path) -> None:
    CourseFactory(slug="rivers", owner=TeacherFactory())
    assert refusal("load_course", str(course_folder(tmp_path, france=TOPIC))) == (
        "“rivers” is the slug of a course that belongs to a teacher; nothing was loaded."
    )


def test_loading_from_nowhere(tmp_path: Path) -> None:
    assert refusal("load_course", f"{tmp_path}/x") == f"{tmp_path}/x: there is no such folder\n1 to mend; nothing was loaded."


def test_an_export_is_the_document_as_json(tmp_path: Path) -> None:
    document = read_course(course_folder(tmp_path, france=f"{TOPIC}\n{QUESTION}"))
    run("load_course", str(tmp_path))
    printed = run("export_course", "rivers")
    assert CourseDocument.model_validate_json(printed) == document
    assert json.loads(printed) == document.model_dump(mode="json")
    assert printed == document.model_dump_json(indent=2) + "\n"


def test_exporting_a_course_that_is_not_there() -> None:
    assert refusal("export_course", "rivers") == "There is no course “rivers”. Courses: none yet."
    CourseFactory(slug="lakes", title="B")
    CourseFactory(slug="seas", title="A")
    assert refusal("export_course", "rivers") == "There is no course “rivers”. Courses: seas, lakes."
    assert Course.objects.count() == 2
