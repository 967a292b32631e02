"""How a results page is arranged: which attempts, rows in which order, questions in which order."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.results.attempts_shown import Which
from accounts.results.gradebook import ClassResults
from accounts.results.rows import Row

SORTS = [("score", _("lowest score first")), ("name", _("by name"))]
ORDERS = [("quiz", _("as in the quiz")), ("hard", _("hardest first"))]
NOT_ANSWERED = 2.0
"""Sorts after every fraction."""


class ArrangeForm(forms.Form):
    """What the address of the page asks for; anything else is as usual."""

    sort = forms.CharField(required=False, max_length=4)
    order = forms.ChoiceField(choices=ORDERS, required=False)
    which = forms.ChoiceField(choices=Which.choices, required=False)

    def clean_sort(self) -> str:
        """``score``, ``name``, or ``q`` with a question's number."""
        sort: str = self.cleaned_data["sort"]
        known = sort in dict(SORTS) or (sort[:1] == "q" and sort[1:].isdecimal())
        return sort if known else ""

    def chosen(self) -> dict[str, str]:
        """``sort``, ``order`` and ``which``, each with its usual value where none that is known was asked for."""
        self.is_valid()
        usual = {"sort": "score", "order": "quiz", "which": str(Which.COUNTED)}
        return {name: self.cleaned_data.get(name) or value for name, value in usual.items()}


def arrange(results: ClassResults, *, sort: str, order: str) -> None:
    """Bring rows and columns into the order asked for: rows come by name, columns as in the quiz."""
    if sort.startswith("q"):
        place = next((place for place, column in enumerate(results.columns) if column.position == int(sort[1:])), None)
        if place is not None:
            results.rows.sort(key=lambda row: _answered(row, place))
    elif sort == "score":
        results.rows.sort(key=lambda row: (row.attempt is None, row.per_cent))
    if order == "hard":
        known = [NOT_ANSWERED if column.facility is None else column.facility for column in results.columns]
        places = sorted(range(len(known)), key=known.__getitem__)
        results.columns = [results.columns[place] for place in places]
        results.rows = [replace(row, cells=[row.cells[place] for place in places]) for row in results.rows]


def _answered(row: Row, place: int) -> tuple[bool, float]:
    """Wrong answers first, then what was left out, right ones, and who has not answered."""
    cell = row.cells[place]
    if cell.state == "left":
        return (False, 0.0)
    return (cell.fraction is None, float(cell.fraction or 0))
