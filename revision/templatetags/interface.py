"""Small parts of every page: icons, marked-up text, dates as people say them."""

import datetime
import html
import json
from decimal import Decimal
from functools import lru_cache

import nh3
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

register = template.Library()

MARKDOWN = MarkdownIt("zero").enable(["emphasis", "newline"])
TAGS = {"strong", "em", "br"}
WEAK = 0.6
"""A class under this share of right answers is worth teaching again."""


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A picture from the sprite; says nothing to a screen reader, so a word stands beside it."""
    return _picture(name, extra, static("icons/icons.svg"))


@lru_cache(maxsize=512)
def _picture(name: str, extra: str, sprite: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', f"icon {extra}".strip(), sprite, name)


@register.filter
@lru_cache(maxsize=4096)
def said(text: str) -> SafeString:
    """A statement or prompt with its ``**bold**`` and ``*italics*``; all else is plain text."""
    return mark_safe(nh3.clean(MARKDOWN.renderInline(text), tags=TAGS, attributes={}))  # noqa: S308 (cleaned to three bare tags)


@register.filter
def letter(place: int) -> str:
    """The letter of an option: A for 1, B for 2."""
    return chr(ord("A") + place - 1)


@register.filter
@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A statement or prompt without its marks, for titles and table cells."""
    return html.unescape(nh3.clean(MARKDOWN.renderInline(text), tags=set(), attributes={}))


@register.filter
def mark(value: Decimal | float | None) -> str:
    """Marks as people write them: 7, 7.5, 6.67; a dash for none."""
    if value is None:
        return "–"
    return f"{Decimal(value).quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")


@register.filter
def per_cent(value: Decimal | float | None) -> str:
    """A fraction from 0 to 1 as “58%”; a dash for none."""
    return "–" if value is None else f"{round(value * 100)}%"


@register.filter
def rounded(value: float | None) -> str:
    """A figure to the nearest whole: 58, −7; a dash for none."""
    return "–" if value is None else f"{round(value)}".replace("-", "−")


@register.filter
def tone_of(score: float | None) -> str:
    """The colour of a class score: ``right`` from 75%, ``part`` from 60%, ``wrong`` below; ``neutral`` for none."""
    if score is None:
        return "neutral"
    return "right" if score >= 0.75 else "part" if score >= WEAK else "wrong"


@register.filter
def less(count: int, other: int) -> int:
    """What is left of ``count`` without ``other``, at least 0."""
    return max(0, count - other)


@register.filter
def soon(when: datetime.datetime) -> bool:
    """Whether a time lies before the end of tomorrow."""
    return (timezone.localtime(when).date() - timezone.localdate()).days <= 1


@register.filter
def moment(when: datetime.datetime) -> str:
    """A time as people say it: “today, 20:00”, “tomorrow, 20:00”, “Friday, 20:00”, “3 December, 20:00”."""
    local = timezone.localtime(when)
    today = timezone.localdate()
    days = (local.date() - today).days
    if days == 0:
        day = _("today")
    elif days == 1:
        day = _("tomorrow")
    elif days == -1:
        day = _("yesterday")
    elif 1 < days < 7:
        day = date_format(local, "l")
    else:
        day = date_format(local, "j F" if local.year == today.year else "j F Y")
    return f"{day}, {date_format(local, 'H:i')}"


@register.filter
def span(seconds: int | float | None) -> str:
    """A length of time in its largest unit, rounded: “20 min”, “3 h”, “2 days”; a dash for none."""
    if seconds is None:
        return "–"
    whole = max(1, round(seconds / 60))
    if whole < 120:
        return _("%(count)d min") % {"count": whole}
    hours = round(seconds / 3600)
    if hours < 48:
        return _("%(count)d h") % {"count": hours}
    return _("%(count)d days") % {"count": round(seconds / 86400)}


@register.filter
def as_json(value: object) -> str:
    """For a ``data-`` attribute that a script reads."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def minutes(seconds: int | float | None) -> str:
    """Seconds as “about 7 minutes”."""
    whole = max(1, round((seconds or 0) / 60))
    return _("about 1 minute") if whole == 1 else _("about %(count)s minutes") % {"count": whole}
