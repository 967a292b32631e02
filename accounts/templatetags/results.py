"""The cells of a results page. A class has thousands, so they are put together here, row by row, and not in a template."""

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.results.rows import Row
from revision.templatetags.interface import icon, plain

register = template.Library()

SIGNS = {
    "right": ("check", gettext_lazy("right")),
    "part": ("minus", gettext_lazy("part right")),
    "wrong": ("x", gettext_lazy("wrong")),
    "waiting": ("clock", gettext_lazy("waits for its mark")),
    "dropped": ("–", gettext_lazy("dropped")),
    "left": ("·", gettext_lazy("left out")),
    "todo": ("", gettext_lazy("not answered yet")),
}
"""The sign of each state, an icon or a letter, and what it says."""
PICTURES = {"right", "part", "wrong", "waiting"}
SURE = {1: gettext_lazy("a guess"), 2: gettext_lazy("fairly sure"), 3: gettext_lazy("sure")}


@register.filter
def answer_cells(row: Row) -> SafeString:
    """A student's answers as cells of a table, each a sign with its word that opens the answer and says it under a mouse."""
    language = get_language() or ""
    if row.attempt is None:
        return mark_safe("".join(f'<td class="cell">{_not_started(language)}</td>' for _cell in row.cells))  # noqa: S308 (escaped below)
    check = icon("check")  # the sprite's address is part of what is kept
    cells = []
    for cell in row.cells:
        tone = f" is-{cell.state}" if cell.state in {"right", "part", "wrong"} else ""
        title = f' title="{_title(cell.answer, cell.confidence, language)}"' if cell.answer else ""
        shown = _sign(cell.state, language, check)
        cells.append(f'<td class="cell{tone}"><a href="{row.answers}{cell.position}/"{title}>{shown}</a></td>')
    return mark_safe("".join(cells))  # noqa: S308 (made of the parts below, which are escaped, of a UUID and of numbers)


@lru_cache(maxsize=64)
def _not_started(language: str) -> SafeString:
    return format_html('<span class="visually-hidden">{}</span>', _("not started"))


@lru_cache(maxsize=64)
def _sign(state: str, language: str, check: SafeString) -> SafeString:
    sign, words = SIGNS.get(state, SIGNS["todo"])
    shown = icon(sign) if state in PICTURES else format_html('<span aria-hidden="true">{}</span>', sign) if sign else ""
    return format_html('{}<span class="visually-hidden">{}</span>', shown, words)


@lru_cache(maxsize=4096)
def _title(answer: str, confidence: int | None, language: str) -> str:
    """What was answered, and how sure, for an attribute; like answers are many, so that each is cleaned once."""
    sure = SURE.get(confidence or 0)
    return escape(plain(answer) + (f" ({sure})" if sure else ""))
