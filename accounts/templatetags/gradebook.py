"""The cells of a gradebook. A class has thousands, so they are put together here, row by row, and not in a template."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.results.class_gradebook import Score
from revision.templatetags.interface import icon

register = template.Library()

SIGNS = {
    "started": ("…", gettext_lazy("under way")),
    "todo": ("○", gettext_lazy("not started")),
    "overdue": ("○", gettext_lazy("not started, and late")),
    "excused": (pgettext_lazy("excused", "E"), gettext_lazy("excused")),
    "none": ("–", gettext_lazy("not set to them")),
}
"""The sign of each state without a score, and what it says."""


@register.filter
def score_cells(scores: Sequence[Score]) -> SafeString:
    """A student's scores as cells of a table: each a figure or a sign, never colour alone."""
    language, cross = get_language() or "", icon("x")  # the sprite's address is part of what is kept
    cells = []
    for score in scores:
        look, shown = _cell(score.state, score.per_cent, score.late, score.ended, score.tone, language, cross)
        says = f'<a href="/attempts/{score.attempt}/">{shown}</a>' if score.attempt else shown
        cells.append(f'<td class="cell {look}">{says}</td>')
    return mark_safe("".join(cells))  # noqa: S308 (made of the parts below, which are escaped, and of a UUID)


@lru_cache(maxsize=2048)
def _cell(state: str, per_cent: int | None, late: bool, ended: bool, tone: str, language: str, cross: SafeString) -> tuple[str, SafeString]:
    """The classes and the content of a cell; few differ, so that each is made once."""
    if state == "missing":
        return "is-wrong", format_html('{}<span class="visually-hidden">{}</span>', cross, _("missing"))
    if state in SIGNS or per_cent is None:
        sign, words = SIGNS.get(state, SIGNS["none"])
        shown = format_html('<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>', sign, words)
        return "is-none" if state in {"none", "excused"} else f"is-{tone}", shown
    notes = []
    if state == "waiting":
        notes.append((icon("pause"), _("so far: waits for your mark")))
    if late:
        notes.append((icon("clock"), _("late")))
    if ended:
        notes.append((SafeString(), _("not handed in: time ran out")))
    return f"is-{tone}", format_html("{}{}", per_cent, format_html_join("", '{}<span class="visually-hidden"> {}</span>', notes))


@register.filter
def turned(sort: str, by: str) -> str:
    """The order to ask for when the head of ``by`` is pressed: the lowest first, and the other way round when it is so already."""
    return f"-{by}" if sort == by else by


@register.filter
def arrow(sort: str, by: str) -> SafeString | str:
    """Which way the column is sorted, if it is."""
    if sort.removeprefix("-") != by:
        return ""
    return icon("arrow-down" if sort.startswith("-") else "arrow-up", "icon-s")
