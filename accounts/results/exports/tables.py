"""The tables that can be taken away: marks, every answer, the item analysis, and the gradebook of a class."""

from collections.abc import Iterator, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.attempts.models import AttemptItem
from accounts.homework.models import Assignment
from accounts.people.models import User
from accounts.results.analysis import analyse
from accounts.results.class_gradebook import ClassGradebook, Score
from accounts.results.exports.answers import answers_table
from accounts.results.exports.cells import Cell, Table
from accounts.results.exports.people import People
from accounts.results.gradebook import class_results
from accounts.results.rows import Row
from revision.templatetags.interface import plain

CHUNK = 100
"""Students whose answers are held at once."""


class What(models.TextChoices):
    """What of a piece of homework."""

    MARKS = "marks", gettext_lazy("Marks: a row for each student")
    ANSWERS = "answers", gettext_lazy("Every answer: a row for each student and question")
    ANALYSIS = "analysis", gettext_lazy("Item analysis: a row for each question")


def table_of(assignment: Assignment, what: str, *, pseudonymised: bool = False, reader: User | None = None) -> Table:
    """One of the tables, as ``reader`` or else the class's owner may see it; needs the assignment's quiz and class."""
    if what == What.ANALYSIS:
        return analysis_table(assignment, reader or assignment.classroom.owner)
    people = People.of(list(assignment.recipients()), pseudonymised=pseudonymised)
    return answers_table(assignment, people) if what == What.ANSWERS else marks_table(assignment, people)


def expected_rows(assignment: Assignment) -> dict[str, int]:
    """About how many rows each table will have: three queries."""
    slots = assignment.quiz.slots.count()
    answers = AttemptItem.objects.filter(attempt__assignment=assignment, attempt__purpose="homework").count()
    return {What.MARKS: assignment.recipients().count(), What.ANSWERS: answers, What.ANALYSIS: slots}


def marks_table(assignment: Assignment, people: People) -> Table:
    """A row for each student it is for: state, times, score, then mark and answer for each place, by the attempt that counts."""
    slots = [slot for slot in assignment.quiz.slots.select_related("question__current", "topic") if slot.topic or slot.asked.current]
    head = [*people.head, _("State"), _("Started"), _("Handed in"), _("Late"), _("Score"), _("Out of"), _("Per cent")]
    for slot in slots:
        current = slot.question.current if slot.question else None
        title = current.prompt if current else slot.topic.title if slot.topic else ""
        head += [f"Q{slot.position}: {plain(title)}", _("Q%(number)d answer") % {"number": slot.position}]

    def rows() -> Iterator[Sequence[Cell]]:
        for students in people.chunks(CHUNK):
            for row in class_results(assignment, students=students).rows:
                yield [*people.cells(row.student), row.state, *_score_of(row), *_marks_of(row)]

    return Table(_("Marks"), head, rows)


def _score_of(row: Row) -> list[Cell]:
    attempt = row.attempt
    if attempt is None:
        return [None] * 6
    late = _("yes") if row.state == "late" else None
    return [attempt.started, attempt.finished, late, row.score, attempt.max_score, row.per_cent]


def _marks_of(row: Row) -> list[Cell]:
    return [value for cell in row.cells for value in (cell.mark, cell.answer)]


def analysis_table(assignment: Assignment, reader: User) -> Table:
    """A row for each place of the quiz that is in the marks, as on the page of the analysis: by first attempts; nobody is named in it.

    Figures are in per cent, and empty where they are undefined. It needs all marks at once.
    """
    head = [
        _("Question"),
        _("Prompt"),
        _("Attempts"),
        _("Facility"),
        _("Standard deviation"),
        _("Random guess"),
        _("Intended weight"),
        _("Effective weight"),
        _("Discrimination index"),
        _("Discriminative efficiency"),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        found = analyse(assignment, reader)
        for place in found.places:
            item = place.item
            if item is None:
                continue
            yield [
                place.numbers,
                plain(place.title),
                found.quiz.attempts,
                item.facility,
                item.standard_deviation,
                item.random_guess,
                item.intended_weight,
                item.effective_weight,
                item.discrimination_index,
                item.discriminative_efficiency,
            ]

    return Table(_("Item analysis"), head, rows)


def gradebook_table(book: ClassGradebook, *, pseudonymised: bool = False) -> Table:
    """A row for each student: the mean, the mean of each category, and each score in per cent, or a word for why there is none."""
    lines = {line.student.pk: line for line in book.lines}
    people = People.of([line.student for line in book.lines], pseudonymised=pseudonymised)
    head = [*people.head, _("Mean"), *(category.name for category in book.categories), _("Late"), _("Missing")]
    head += [f"{column.title} ({column.assignment.due:%Y-%m-%d})" for column in book.columns]

    def rows() -> Iterator[Sequence[Cell]]:
        for student in people.students:
            line = lines[student.pk]
            means: list[Cell] = [None if mean is None else round(100 * mean, 2) for mean in (line.mean, *line.by_category)]
            yield [*people.cells(student), *means, line.late, line.missing, *(_in_words(score) for score in line.scores)]

    return Table(_("Gradebook"), head, rows)


def _in_words(score: Score) -> Cell:
    if score.counts and score.share is not None:
        return round(100 * max(score.share, 0.0), 2)
    words = {
        "waiting": _("waits for a mark"),
        "started": _("under way"),
        "todo": _("not started"),
        "overdue": _("not started"),
        "missing": _("missing"),
        "excused": _("excused"),
    }
    return words.get(score.state)
