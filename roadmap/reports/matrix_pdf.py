"""The matrix of a roadmap in preparation -> PDF: both proposals and the agreed text, row by row, own country first."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.places import locale_for
from roadmap.preparation.reading import RoomView, fields
from roadmap.reports.pdf import FONTS, VARIANT, document


def render(view: RoomView, *, language: str, now: datetime) -> bytes:
    html = page(view, language=language, now=now)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return bytes(document(html).write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier))


def page(view: RoomView, *, language: str, now: datetime) -> str:
    """The document as one HTML page that stands alone."""
    locale = locale_for(language, view.own) if view.own else language
    with translation.override(locale):
        return render_to_string("reports/matrix.html", _values(view, locale, now))


def file_name(view: RoomView, *, language: str) -> str:
    with translation.override(language):
        name = _("matrix-in-preparation_%(code)s") % {"code": view.room.roadmap.code}
        if view.own:
            name += _("_copy-%(country)s") % {"country": view.own}
        if view.room.roadmap.is_demonstration:
            name += _("_demonstration-data")
    return f"{name}.pdf"


def _values(view: RoomView, locale: str, now: datetime) -> dict[str, object]:
    roadmap = view.room.roadmap
    zone = ZoneInfo(next(one.time_zone for one in view.parties if view.own in (None, one.code)))
    return {
        "view": view,
        "roadmap": roadmap,
        "title": roadmap.title_for(view.own),
        "rows": [(row, fields(row, view.parties)) for row in view.rows],
        "cutoffs": [cutoff.day for cutoff in roadmap.cutoff_dates.all()],
        "lang": translation.to_locale(locale).replace("_", "-"),
        "created": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "issued": now.astimezone(zone),
        "fonts": FONTS,
        "label": _("demonstration data") if roadmap.is_demonstration else "",
        "page_word": pgettext("page 1 of 9", "page"),
        "of_word": pgettext("page 1 of 9", "of"),
    }
