"""`import_notes` as it is typed."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from revision.models import Course, Fact, Question, Topic
from tests.factories import TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db

PHYSICS = str(Path(__file__).parent / "notes" / "samples" / "physics.md")
UNDERSTOOD = (
    "Read as plain text in UTF-8.\n39 of 56 lines say something.\nFound 6 topics, 28 facts and 27 drafts; 5 lines found no place.\n"
)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("import_notes", *words, stdout=out)
    return out.getvalue()


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*words)
    return str(refused.value)


def test_an_import_says_what_it_understood_and_what_it_added() -> None:
    owner = TeacherFactory(username="finch")
    said = run(PHYSICS, "--course", "Physics", "--owner", "finch")
    assert said.startswith(UNDERSTOOD)
    assert "  line 53: '```': It is program code, which is no sentence to learn.\n" in said
    assert said.endswith(
        "Added 6 topics, 28 facts and 27 drafts to “Physics”, which belongs to finch. "
        "No student meets a draft before a teacher approves it.\n"
    )
    assert Course.objects.get().owner == owner
    again = run(PHYSICS, "--course", "Physics", "--owner", "finch")
    assert again.endswith("“Physics”, which belongs to finch, has all of it already; nothing was added.\n")


def test_without_an_owner_it_says_so() -> None:
    said = run(PHYSICS, "--course", "Physics")
    assert "which belongs to nobody: every teacher can read it (--owner gives it to one)" in said
    assert Course.objects.get().owner is None


def test_a_dry_run_saves_nothing() -> None:
    assert run(PHYSICS, "--course", "Physics", "--dry-run").endswith("Nothing was saved.\n")
    assert [model.objects.count() for model in (Course, Topic, Fact, Question)] == [0, 0, 0, 0]


def test_json_has_all_that_was_found_with_its_lines() -> None:
    said = json.loads(run(PHYSICS, "--course", "Physics", "--dry-run", "--json"))
    assert {name: said[name] for name in ("topics", "facts", "drafts")} == {"topics": 6, "facts": 28, "drafts": 27}
    assert said["unplaced"][0] == {
        "line": 24,
        "text": "|---|---|---|",
        "why": "It has no words: a line drawn, or the number of a page.",
    }
    whole = said["tree"][0]
    assert (whole["title"], whole["lines"], whole["facts"]) == ("Forces and energy", [1], [])
    forces = whole["topics"][0]
    assert (forces["title"], forces["lines"], forces["facts"][0]["statement"], forces["facts"][0]["lines"]) == (
        "Forces",
        [3],
        "A force is a push or a pull.",
        [5],
    )


def test_json_while_saving_is_still_only_json() -> None:
    assert json.loads(run(PHYSICS, "--course", "Physics", "--json"))["facts"] == Fact.objects.count() == 28


def test_many_lines_without_a_place_are_not_all_listed(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text("# A\nIt is.\n" + "***\n" * 12)
    assert "  … and 2 more (--json lists all)\n" in run(str(path), "--course", "A", "--dry-run")


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    assert refusal(f"{tmp_path}/none.txt", "--course", "A") == f"{tmp_path}/none.txt: No such file or directory"
    assert refusal(str(tmp_path), "--course", "A") == f"{tmp_path}: Is a directory"
    assert refusal(PHYSICS, "--course", "A", "--owner", "nobody") == "There is no user “nobody”."
    UserFactory(username="otter-1")
    assert refusal(PHYSICS, "--course", "A", "--owner", "otter-1") == "Only teachers and admins have courses. Nothing was imported."
    assert refusal(PHYSICS, "--course", " ") == "A course needs a title of at most 200 letters. Nothing was imported."
    path = tmp_path / "n.txt"
    path.write_bytes(b"\0" * 900)
    assert refusal(str(path), "--course", "A").startswith("n.txt holds no text that can be read.")
    assert Course.objects.count() == 0
