"""Results as files."""

import csv
import io

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.results.gradebook import ClassResults
from revision.templatetags.interface import mark, plain

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that starts so for a formula (OWASP, CSV injection); full-width forms of the signs too."""


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def results_csv(results: ClassResults) -> str:
    """One line a student: name, state, times, score, then marks and answer for each question. UTF-8 with a byte-order mark, for Excel."""
    out = io.StringIO()
    writer = csv.writer(out)
    head = [_("Student"), _("Username"), _("State"), _("Started"), _("Handed in"), _("Late"), _("Score"), _("Out of"), _("Per cent")]
    for column in results.columns:
        head += [f"Q{column.position}: {plain(column.title)}", _("Q%(number)d answer") % {"number": column.position}]
    writer.writerow([safe_cell(cell) for cell in head])
    for row in results.rows:
        attempt = row.attempt
        line = [row.student.display_name, row.student.username, row.state]
        if attempt is None:
            line += [""] * 6
        else:
            line += [
                f"{timezone.localtime(attempt.started):%Y-%m-%d %H:%M}",
                f"{timezone.localtime(attempt.finished):%Y-%m-%d %H:%M}" if attempt.finished else "",
                _("yes") if row.state == "late" else "",
                mark(row.score),
                mark(attempt.max_score),
                str(row.per_cent),
            ]
        for cell in row.cells:
            line += ["" if cell.mark is None else mark(cell.mark), cell.answer]
        writer.writerow([safe_cell(cell) for cell in line])
    return "\ufeff" + out.getvalue()
