"""Sign-in cards: the page that shows them once, and the same as a PDF, eight to a sheet of A4."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.people.actions import Card
from accounts.people.models import Classroom, User
from accounts.people.requests import PersonRequest

SALT = "sign-in-cards"
SECONDS = 60 * 60
"""For which the page with the cards can still be turned into a PDF."""
ON_A_SHEET = 8


class NoPdf(Exception):
    """This machine lacks what draws a PDF (the library Pango)."""


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on a card."""

    name: str
    username: str
    password: str


def show_cards(
    request: PersonRequest, cards: Sequence[Card], *, classroom: Classroom | None = None, place: str = "classes", done: str = ""
) -> HttpResponse:
    """The page with the cards. It is the only time that the passwords can be read; ``done`` is where its "Done" leads."""
    context = {
        "place": place,
        "classroom": classroom,
        "cards": cards,
        "sealed": sealed(cards, request.user),
        "qr": qr_code(sign_in_address(request)),
        "done": done or (reverse("roster", args=[classroom.pk]) if classroom else reverse("home")),
    }
    return render(request, "people/cards.html", context)


def sign_in_address(request: PersonRequest) -> str:
    """Where one signs in: all that the square code of a card says."""
    return request.build_absolute_uri(reverse("account_login"))


def qr_code(address: str) -> SafeString:
    """A square code as SVG, without a size of its own."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, light="white", svgclass="qr", lineclass=None
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 (drawn by segno: paths and figures)


def sealed(cards: Sequence[Card], by: User) -> str:
    """The cards as the page sends them back for the PDF: signed, so that nobody prints cards that were never made."""
    rows = [[card.student.display_name, card.student.username, card.password] for card in cards]
    return signing.dumps([str(by.pk), rows], salt=SALT, compress=True)


def unsealed(said: str, by: User) -> list[PrintedCard] | None:
    """The cards again; nothing for anybody else than who was shown them, and after an hour."""
    try:
        whose, rows = signing.loads(said, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return [PrintedCard(*row) for row in rows] if whose == str(by.pk) else None


def cards_pdf(cards: Sequence[PrintedCard], *, address: str, school: str) -> bytes:
    """A4, two by four cards on a sheet, to be cut apart. Raises ``NoPdf`` where the machine cannot draw one."""
    try:
        import weasyprint  # type: ignore[import-untyped]  # noqa: PLC0415 (loads Pango, which a machine may lack)
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # noqa: PLC0415
    except (ImportError, OSError) as missing:
        raise NoPdf from missing
    sheets = [cards[start : start + ON_A_SHEET] for start in range(0, len(cards), ON_A_SHEET)]
    context: dict[str, Any] = {"sheets": [_pairs(sheet) for sheet in sheets], "qr": qr_code(address), "address": address, "school": school}
    fonts = FontConfiguration()
    css = settings.BASE_DIR / "static" / "css" / "cards.css"
    style = weasyprint.CSS(filename=css, font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=["file"]))
    page = weasyprint.HTML(string=render_to_string("people/cards_pdf.html", context), url_fetcher=URLFetcher(allowed_protocols=["data"]))
    drawn: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return drawn


def _pairs(sheet: Sequence[PrintedCard]) -> list[Sequence[PrintedCard]]:
    return [sheet[start : start + 2] for start in range(0, len(sheet), 2)]
