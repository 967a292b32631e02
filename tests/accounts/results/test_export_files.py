"""Every table of results in each kind of file: nothing in it runs, nobody is named who should not be, and who took it is written down."""

import csv
import io
import json
import re
import tracemalloc
import uuid
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Attempt, AuditEntry, Response
from accounts.results.class_gradebook import class_gradebook
from accounts.results.exports.answers import answers_table
from accounts.results.exports.cells import Table
from accounts.results.exports.files import csv_pieces, json_pieces, write_xlsx
from accounts.results.exports.people import People
from accounts.results.exports.tables import gradebook_table, table_of
from tests.accounts.helpers import NOON, SECOND, many_enrolled, sat, says
from tests.factories import TYPED, AssignmentFactory, QuestionFactory, QuizFactory, SlotFactory, answer, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
HOW = {"what": "marks", "format": "csv", "names": "named"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def read_csv(table):
    text = "".join(csv_pieces(table))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_xlsx(table):
    into = io.BytesIO()
    write_xlsx(table, into)
    return [list(row) for row in openpyxl.load_workbook(into).active.iter_rows()]


def rows_of(table):
    return [dict(zip(table.head, row, strict=True)) for row in table.rows()]


# --- Nothing runs ------------------------------------------------------------------------------------------------------


def hostile(prefix):
    """Homework in which every text is a formula: names, usernames, titles, prompts, topics, answers, class and category."""
    said = f"{prefix}HYPERLINK(1)"
    quiz = QuizFactory(title=said)
    question = QuestionFactory(kind="short_answer", body=TYPED, prompt=said, topic__course=quiz.course, topic__title=said)
    SlotFactory(quiz=quiz, question=question)
    assignment = AssignmentFactory(quiz=quiz, classroom__name=said)
    student = enrolled(assignment.classroom, display_name=said, username=f"{prefix}user")
    sat(assignment, [student], [({"text": said}, "0")])
    assignment.classroom.categories.create(name=said, weight=1, preset="homework")
    return assignment


@pytest.mark.parametrize("prefix", PREFIXES, ids=[f"{ord(prefix):x}" for prefix in PREFIXES])
def test_no_text_of_any_table_is_a_formula_in_any_file(prefix):
    assignment = hostile(prefix)
    tables = [table_of(assignment, what) for what in ("marks", "answers", "analysis")]
    tables.append(gradebook_table(class_gradebook(assignment.classroom, NOON)))

    for table in tables:
        cells = [cell for row in read_csv(table) for cell in row]
        assert [cell for cell in cells if cell.lstrip().startswith(PREFIXES)] == []
        assert any("HYPERLINK" in cell for cell in cells)
        sheet = [cell for row in read_xlsx(table) for cell in row if cell.value is not None]
        assert [cell.coordinate for cell in sheet if cell.data_type == "f"] == []
        unsafe = [cell for cell in sheet if cell.data_type == "s" and str(cell.value).startswith(PREFIXES) and cell.row > 1]
        assert all(cell.quotePrefix for cell in unsafe)


# --- What they say -----------------------------------------------------------------------------------------------------


def test_every_answer_with_its_mark_and_its_time(time_machine):
    quiz = QuizFactory(owner__display_name="T")
    SlotFactory(quiz=quiz, question=QuestionFactory(prompt="**Capital**?", topic__course=quiz.course, topic__title="France"))
    SlotFactory(quiz=quiz, question=QuestionFactory(prompt="River?", topic__course=quiz.course), max_mark=Decimal("2.5"))
    assignment = AssignmentFactory(quiz=quiz)
    ann = enrolled(assignment.classroom, display_name="Ann", username="ann")
    time_machine.move_to(NOON + 20 * SECOND, tick=False)
    attempt = started(assignment, ann)
    time_machine.move_to(NOON + 50 * SECOND, tick=False)
    says_option(attempt, 1, "Paris")
    enrolled(assignment.classroom, display_name="Ben")

    first, second = rows_of(table_of(assignment, "answers"))

    assert first == {
        "Student": "Ann",
        "Username": "ann",
        "Attempt": 1,
        "Counts": "yes",
        "Question": 1,
        "Asked as": 1,
        "Version": 1,
        "Kind": "Choice",
        "Topic": "France",
        "Prompt": "Capital?",
        "Answer": "Paris",
        "Answers before it": None,
        "Right answer": "Paris",
        "State": "right",
        "Fraction": 1,
        "Mark": 1,
        "Out of": 1,
        "Confidence": None,
        "Answered": NOON + 50 * SECOND,
        "Seconds": 30.0,
    }
    assert (second["State"], second["Answer"], second["Mark"], second["Out of"], second["Seconds"]) == (
        "todo",
        None,
        None,
        Decimal("2.5"),
        None,
    )


def says_option(attempt, position, text):
    from tests.accounts.helpers import option  # noqa: PLC0415

    answer(attempt, position, option(attempt, position, text))


def test_all_attempts_are_there_and_those_that_count_are_marked():
    assignment = AssignmentFactory(quiz=quiz_of(1), attempts_allowed=3, counts="best")
    ann = enrolled(assignment.classroom, display_name="Ann")
    for said in ("Lyon", "Paris", "Nice"):
        says(assignment, ann, said)

    assert [(row["Attempt"], row["Counts"], row["Answer"]) for row in rows_of(table_of(assignment, "answers"))] == [
        (1, "no", "Lyon"),
        (2, "yes", "Paris"),
        (3, "no", "Nice"),
    ]


def test_the_marks_of_the_answers_add_up_to_the_scores():
    """Over a class of which everybody answered otherwise, by the rows of both tables and by the responses."""
    assignment = AssignmentFactory(quiz=quiz_of(3))
    for number, student in enumerate(many_enrolled(assignment.classroom, 8)):
        sat(assignment, [student], [({"option": 0}, fraction) for fraction in (("1", "0.5", "0"), ("0.25", "1", "1"))[number % 2]])

    scores = {row["Username"]: row["Score"] for row in rows_of(table_of(assignment, "marks"))}
    added: dict[str, Decimal] = {}
    for row in rows_of(table_of(assignment, "answers")):
        added[row["Username"]] = added.get(row["Username"], Decimal(0)) + row["Mark"]
    raw: dict[str, Decimal] = {}
    for username, fraction, most in Response.objects.values_list("item__attempt__student__username", "fraction", "item__max_mark"):
        raw[username] = raw.get(username, Decimal(0)) + fraction * most
    assert scores == added == raw


def test_a_row_of_the_item_analysis_for_each_question():
    assignment = AssignmentFactory(quiz=quiz_of(2))
    students = many_enrolled(assignment.classroom, 4)
    sat(assignment, students[:3], [({"option": 0}, "1"), ({"option": 1}, "0")])
    sat(assignment, students[3:], [({"option": 1}, "0"), ({"option": 1}, "0")])

    first, second = rows_of(table_of(assignment, "analysis"))

    assert (first["Attempts"], first["Facility"], second["Facility"]) == (4, 75.0, 0.0)
    assert second["Discrimination index"] is None


def test_empty_classes_are_a_head_alone():
    assignment = AssignmentFactory()
    for what in ("marks", "answers"):
        assert len(read_csv(table_of(assignment, what))) == 1
        assert len(read_xlsx(table_of(assignment, what))) == 1
        assert json.loads("".join(json_pieces(table_of(assignment, what)))) == []


def test_who_was_taken_out_is_in_no_file():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom, display_name="Gone"), "Paris")
    assignment.classroom.enrolments.update(left=NOON)

    assert [rows_of(table_of(assignment, what)) for what in ("marks", "answers")] == [[], []]


def test_the_gradebook_as_a_table():
    assignment = AssignmentFactory(quiz=quiz_of(2, title="Capitals"), classroom__name="11B")
    says(assignment, enrolled(assignment.classroom, display_name="Ann", username="ann"), "Paris", "Lyon")
    enrolled(assignment.classroom, display_name="Ben", username="ben")

    assert read_csv(gradebook_table(class_gradebook(assignment.classroom, NOON))) == [
        ["Student", "Username", "Mean", "Late", "Missing", f"Capitals ({assignment.due:%Y-%m-%d})"],
        ["Ann", "ann", "50", "0", "0", "50"],
        ["Ben", "ben", "", "0", "0", "not started"],
    ]


def test_figures_and_times_are_figures_and_times_in_a_workbook():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom, display_name="Zoë"), "Paris")

    head, row = read_xlsx(table_of(assignment, "marks"))

    values = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert values["Student"].value == "Zoë"
    assert (values["Score"].value, values["Score"].data_type) == (1, "n")
    assert (values["Started"].value, values["Started"].is_date) == (NOON.replace(tzinfo=None), True)


def test_json_says_the_same():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom, display_name="Ann", username="ann"), "Paris")

    [row] = json.loads("".join(json_pieces(table_of(assignment, "marks"))))

    assert {name: row[name] for name in ("Student", "Score", "Started")} == {"Student": "Ann", "Score": 1.0, "Started": NOON.isoformat()}


# --- Without names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["marks", "answers"])
def test_a_pseudonymised_file_has_no_name_and_one_pseudonym_for_each(what):
    assignment = AssignmentFactory(quiz=quiz_of(2))
    students = many_enrolled(assignment.classroom, 12)
    sat(assignment, students)
    table = table_of(assignment, what, pseudonymised=True)

    text = "".join(csv_pieces(table))

    assert not any(student.display_name in text or student.username in text or str(student.pk) in text for student in students)
    assert "Username" not in table.head
    names = [row["Student"] for row in rows_of(table)]
    assert sorted(set(names)) == [f"Student {number:02}" for number in range(1, 13)]
    assert names == sorted(names)
    assert [row["Student"] for row in rows_of(table)] == names


def test_pseudonyms_are_drawn_anew_for_each_file():
    students = many_enrolled(AssignmentFactory().classroom, 30)
    draws = {tuple(student.pk for student in People.of(students, pseudonymised=True).students) for _file in range(3)}

    assert len(draws) == 3
    assert tuple(student.pk for student in students) not in draws


# --- Memory and queries ------------------------------------------------------------------------------------------------


def test_a_file_of_many_rows_is_written_a_piece_at_a_time():
    """A hundred thousand rows: each piece is small, and a workbook holds no rows."""
    table = Table("Rows", ["A", "B"], lambda: (["text", number] for number in range(100_000)))
    assert max(len(piece) for piece in csv_pieces(table)) < 40_000

    def peak(rows: int) -> int:
        of = Table("Rows", ["A", "B"], lambda: (["text", number] for number in range(rows)))
        tracemalloc.start()
        with open("/dev/null", "wb") as nowhere:
            nowhere.writelines(piece.encode() for piece in csv_pieces(of))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    assert peak(20_000) < 2 * peak(2_000)


def test_answers_are_read_in_pieces_of_the_class(monkeypatch):
    """The same rows, however few students are read at once."""
    assignment = AssignmentFactory(quiz=quiz_of(2))
    sat(assignment, many_enrolled(assignment.classroom, 5))
    people = People.of(list(assignment.recipients()), pseudonymised=False)
    whole = list(answers_table(assignment, people).rows())
    monkeypatch.setattr("accounts.results.exports.answers.CHUNK", 2)
    monkeypatch.setattr("accounts.results.exports.tables.CHUNK", 2)

    assert list(answers_table(assignment, people).rows()) == whole
    assert len(rows_of(table_of(assignment, "marks"))) == 5


# --- The pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def done():
    assignment = AssignmentFactory(quiz=quiz_of(2, title="Capitals"), classroom__name="11B")
    says(assignment, enrolled(assignment.classroom, display_name="Ann", username="ann"), "Paris", "Lyon")
    return assignment


def test_the_page_says_how_much_is_coming_and_reading_it_writes_nothing(as_user, done):
    page = as_user(done.classroom.owner).get(reverse("export_results", args=[done.pk])).content.decode()

    assert re.findall(r"(\d+) rows?", page) == ["1", "2", "2"]
    assert not AuditEntry.objects.filter(action="results_exported").exists()


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["marks", "answers", "analysis"])
def test_each_file_arrives_and_is_written_down(as_user, done, what, wanted):
    data = {"what": what, "format": wanted, "names": "named"}
    response = as_user(done.classroom.owner).post(reverse("export_results", args=[done.pk]), data)

    assert response.headers["Content-Disposition"] == f'attachment; filename="11b-capitals-{what}.{wanted}"'
    assert response.getvalue()[:4] in (b"\xef\xbb\xbfS", b"\xef\xbb\xbfQ", b"PK\x03\x04")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.classroom, entry.school) == (
        "results_exported",
        done.classroom.owner,
        done.classroom,
        done.classroom.school,
    )
    assert entry.detail.startswith("Capitals: ")


def test_a_gradebook_arrives_as_it_was_filtered(as_user, done):
    url = reverse("export_gradebook", args=[done.classroom_id])
    client = as_user(done.classroom.owner)

    page = client.get(f"{url}?until=2020-01-01").content.decode()
    whole, none = (client.post(url + query, HOW).getvalue().decode() for query in ("", "?until=2020-01-01"))

    assert "as filtered" in page
    assert ("Capitals" in whole, "Capitals" in none) == (True, False)
    assert AuditEntry.objects.filter(action="results_exported").count() == 2


@pytest.mark.parametrize("missing", ["what", "format", "names"])
def test_what_is_not_asked_for_rightly_is_no_file(as_user, done, missing):
    response = as_user(done.classroom.owner).post(reverse("export_results", args=[done.pk]), {**HOW, missing: "x"})

    assert response.status_code == 422
    assert not AuditEntry.objects.exists()


# --- The command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("what", ["marks", "answers", "analysis"])
def test_the_command_writes_each_table_in_each_format(tmp_path, done, what, wanted):
    output = tmp_path / f"file.{wanted}"
    call_command("export_results", str(done.pk), format=wanted, what=what, output=output, pseudonymised=True)

    content = output.read_bytes()
    assert content
    if wanted != "xlsx":
        assert "Ann" not in content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action) == (None, "results_exported")


def test_the_command_writes_to_standard_output(capfdbinary, done):
    call_command("export_results", str(done.pk), "--format", "json")

    assert [row["Student"] for row in json.loads(capfdbinary.readouterr().out)] == ["Ann"]


@pytest.mark.parametrize(("said", "words"), [("7", "is no id of homework"), (str(uuid.UUID(int=7)), "There is no homework")])
def test_the_command_says_what_is_wrong_with_an_id(said, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_results", said)


def test_the_command_says_that_it_cannot_write(tmp_path, done):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_results", str(done.pk), output=tmp_path / "no" / "file.csv")
    assert Attempt.objects.count() == 1
