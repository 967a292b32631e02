"""Results as a file that a spreadsheet opens: what it says, and that nothing in it runs."""

import csv
import io
from decimal import Decimal

import pytest

from accounts.attempts.actions import finish_attempt
from accounts.results.exports.cells import safe_cell
from accounts.results.exports.files import csv_pieces
from accounts.results.exports.tables import table_of
from revision.actions import make_version
from tests.accounts.helpers import DAY, HOUR, NOON, order, sat, says
from tests.factories import (
    ORDER,
    TYPED,
    AssignmentFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    answer,
    enrolled,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db

STARTS = {
    "equals": "=",
    "plus": "+",
    "minus": "-",
    "at": "@",
    "tab": "\t",
    "carriage return": "\r",
    "line feed": "\n",
    "pipe": "|",
    "per cent": "%",
    "full-width equals": "＝",
    "full-width plus": "＋",
    "full-width minus": "－",
    "full-width at": "＠",
}
EACH_START = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
SIGNS = {name: sign for name, sign in STARTS.items() if not sign.isspace()}
EACH_SIGN = pytest.mark.parametrize("start", SIGNS.values(), ids=SIGNS.keys())
HEAD = ["Student", "Username", "State", "Started", "Handed in", "Late", "Score", "Out of", "Per cent"]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def marks_csv(assignment):
    return "".join(csv_pieces(table_of(assignment, "marks")))


def table(assignment):
    """The file as a spreadsheet reads it."""
    text = marks_csv(assignment)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def typed_homework(prompt="The capital?"):
    """Homework with one typed question."""
    quiz = QuizFactory()
    SlotFactory(quiz=quiz, question=QuestionFactory(kind="short_answer", body=TYPED, prompt=prompt, topic__course=quiz.course))
    return AssignmentFactory(quiz=quiz)


# --- Nothing runs ----------------------------------------------------------------------------------------------------


@EACH_START
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@EACH_SIGN
@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\u2003"], ids=["space", "tab", "no-break space", "em space"])
def test_spaces_before_a_formula_do_not_hide_it(start, space):
    assert safe_cell(f"{space}{start}1+1") == f"'{space}{start}1+1"


@pytest.mark.parametrize("text", ["", "Ann", "O'Brien", "3+4", "a=b", "me@home", "1917", "7.5", "'=1", "– ", "\u00a0Ann"])
def test_all_else_stays_as_it_is(text):
    assert safe_cell(text) == text


@EACH_START
def test_a_name_is_no_formula(start):
    assignment = AssignmentFactory(quiz=quiz_of(1))
    enrolled(assignment.classroom, display_name=f"{start}HYPERLINK(1)", username="otter-1")

    assert table(assignment)[1][:3] == [f"'{start}HYPERLINK(1)", "otter-1", "not-started"]


@EACH_START
def test_a_username_is_no_formula(start):
    assignment = AssignmentFactory(quiz=quiz_of(1))
    enrolled(assignment.classroom, display_name="Ann", username=f"{start}1")

    assert table(assignment)[1][:3] == ["Ann", f"'{start}1", "not-started"]


@EACH_START
def test_an_answer_is_no_formula(start):
    assignment = typed_homework()
    sat(assignment, [enrolled(assignment.classroom)], [({"text": f"{start}cmd|' /C calc'!A0"}, "0")])

    assert table(assignment)[1][-2:] == ["0", f"'{start}cmd|' /C calc'!A0"]


@EACH_SIGN
def test_a_prompt_is_no_formula(start):
    """It stands behind its number."""
    assert table(typed_homework(prompt=f"{start}1"))[0][-2:] == [f"Q1: {start}1", "Q1 answer"]


def test_what_a_student_types_reaches_the_file_unrun():
    assignment = typed_homework()
    attempt = started(assignment)
    answer(attempt, 1, {"text": "  =1+1  "})

    assert table(assignment)[1][-1] == "'=1+1"


# --- What it says ----------------------------------------------------------------------------------------------------


def test_the_file_begins_with_a_byte_order_mark_and_has_lines_as_excel_wants_them():
    assignment = typed_homework()
    enrolled(assignment.classroom, display_name="Zoë", username="otter-1")

    assert marks_csv(assignment) == (
        "\ufeffStudent,Username,State,Started,Handed in,Late,Score,Out of,Per cent,Q1: The capital?,Q1 answer\r\n"
        "Zoë,otter-1,not-started,,,,,,,,\r\n"
    )


def test_a_class_with_everybody_in_it(time_machine):
    """Every state, two kinds of question, part marks; times as the school's clock shows them."""
    quiz = QuizFactory()
    topic = {"topic__course": quiz.course}
    SlotFactory(quiz=quiz, question=QuestionFactory(prompt="**Capital** of *France*?", **topic))
    SlotFactory(quiz=quiz, question=QuestionFactory(kind="ordering", body=ORDER, prompt="In order <3", **topic), max_mark=Decimal("2.5"))
    assignment = AssignmentFactory(quiz=quiz, opens=NOON - DAY, due=NOON + HOUR, closes=NOON + DAY)
    people = {name: enrolled(assignment.classroom, display_name=name, username=name.lower()) for name in ("Ann", "Ben", "Cy", "Dee", "Eli")}

    ann = says(assignment, people["Ann"], "Paris", hand_in=False)
    answer(ann, 2, order(ann, 2, [1, 2, 3, 0]))
    time_machine.move_to(NOON + HOUR / 2, tick=False)
    finish_attempt(attempt_id=ann.pk)
    ben = says(assignment, people["Ben"], "Lyon", hand_in=False)
    says(assignment, people["Cy"], hand_in=False)
    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    finish_attempt(attempt_id=ben.pk)
    says(assignment, people["Dee"], "Paris", hand_in=False)

    head = [*HEAD, "Q1: Capital of France?", "Q1 answer", "Q2: In order <3", "Q2 answer"]
    eli = ["Eli", "eli", "not-started", "", "", "", "", "", "", "", "", "", ""]
    assert table(assignment) == [
        head,
        [
            *["Ann", "ann", "finished", "2026-11-23 12:00:00", "2026-11-23 12:30:00", "", "2.67", "3.5", "76"],
            *["1", "Paris", "1.67", "two → three → four → one"],
        ],
        ["Ben", "ben", "late", "2026-11-23 12:30:00", "2026-11-23 14:00:00", "yes", "0", "3.5", "0", "0", "Lyon", "", ""],
        ["Cy", "cy", "started", "2026-11-23 12:30:00", "", "", "0", "3.5", "0", "", "", "", ""],
        ["Dee", "dee", "started", "2026-11-23 14:00:00", "", "", "1", "3.5", "29", "1", "Paris", "", ""],
        eli,
    ]

    time_machine.move_to(NOON + 2 * DAY, tick=False)
    assert [row[2] for row in table(assignment)] == ["State", "finished", "late", "closed", "closed", "not-started"]


def test_times_are_the_schools_in_summer(time_machine):
    summer = NOON.replace(month=7)
    time_machine.move_to(summer, tick=False)
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom), "Paris")

    assert table(assignment)[1][3:5] == ["2026-07-23 13:00:00", "2026-07-23 13:00:00"]


@pytest.mark.parametrize("name", ["Li, Ann", 'Ann "Nan" Li', "Ann\nLi", "Ann\r\nLi", "李安", "Ann;Li", "Zoë"])
def test_names_come_back_as_they_were(name):
    assignment = AssignmentFactory(quiz=quiz_of(1))
    enrolled(assignment.classroom, display_name=name)

    assert table(assignment)[1][0] == name


def test_every_line_has_a_cell_for_every_column():
    assignment = AssignmentFactory(quiz=quiz_of(3))
    says(assignment, enrolled(assignment.classroom), "Paris")
    says(assignment, enrolled(assignment.classroom), hand_in=False)
    enrolled(assignment.classroom)

    assert [len(row) for row in table(assignment)] == [15, 15, 15, 15]


def test_an_answer_to_an_earlier_version_is_named_by_its_own_words():
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom, display_name="Ann"), "Lyon")
    says(assignment, enrolled(assignment.classroom, display_name="Ben"), "Paris")
    options = [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]
    make_version(question=assignment.quiz.slots.get().question, prompt="Other?", explanation="", body={"options": options})
    says(assignment, enrolled(assignment.classroom, display_name="Cy"), "Pisa")

    assert [row[-2:] for row in table(assignment)[1:]] == [["0", "Lyon"], ["1", "Paris"], ["0", "Pisa"]]


def test_an_empty_class_is_a_head_alone():
    assert [row[:9] for row in table(AssignmentFactory())] == [HEAD]
