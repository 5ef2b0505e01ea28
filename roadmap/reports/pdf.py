"""`ReportContext` -> PDF (WeasyPrint): tagged for screen readers, the same bytes for the same context."""

import hashlib
from datetime import UTC
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from roadmap.proof import qr
from roadmap.reports import charts, data, labels, words
from roadmap.reports.contents import ReportContext

VARIANT = "pdf/ua-1"
# Cut from the variable font of fontpkg-public-sans: cut by WeasyPrint at every report they take a fifth of its
# time and bring the hour into the file.
FONTS = {
    weight: (Path(__file__).parent / "fonts" / f"PublicSans-{weight}.ttf").as_uri()
    for weight in ("Regular", "Bold")
}


def render(context: ReportContext) -> bytes:
    return bytes(document(page(context)).write_pdf(pdf_variant=VARIANT, pdf_identifier=_identifier(context)))


def _identifier(context: ReportContext) -> bytes:
    """Of a closing its seal, in plain letters: the public page that verifies files knows by it what to compare with."""
    if context.closing:
        return context.closing.seal.encode()
    return hashlib.sha256(data.render(context)).digest()[:16]


def document(html: str) -> HTML:
    """A page that loads nothing but its fonts."""
    return HTML(string=html, url_fetcher=_OnlyTheFonts())


def page(context: ReportContext) -> str:
    """The report as one HTML page that stands alone: what WeasyPrint is given."""
    with translation.override(context.locale):
        return render_to_string("reports/report.html", _values(context))


def _values(context: ReportContext) -> dict[str, object]:
    names = "–".join(party.name for party in context.parties)
    return {
        "r": context,
        "lang": translation.to_locale(context.locale).replace("_", "-"),
        "created": context.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fonts": FONTS,
        "head": _head(names, context),
        "foot": _foot(context),
        "labels": labels.of(context),
        "qr": qr.svg(context.closing.address) if context.closing else "",
        "page_word": pgettext("page 1 of 9", "page"),
        "of_word": pgettext("page 1 of 9", "of"),
        "overdue_title": _("Overdue activities"),
        "at_risk_title": _("Activities at risk"),
        "party_title": _("Activities of each party by what became of its report; the table has the numbers"),
        "no_reason": _("No reason was recorded."),
        **charts.axes(context.axes),
        **charts.parties(context.parties, context.counts),
    }


def _head(names: str, context: ReportContext) -> str:
    if context.closing is None:
        return _("%(parties)s · Bilateral progress report") % {"parties": names}
    return f"{names} · {context.document_title}"


def _foot(context: ReportContext) -> str:
    if context.closing:
        return _("Figures as of %(cutoff)s · SHA-256 %(seal)s") % {
            "cutoff": words.day(context.cutoff),
            "seal": context.closing.seal,
        }
    if not context.axes:
        return ""
    return _("Figures as of %(cutoff)s · preliminary") % {"cutoff": context.cutoff_text}


class _OnlyTheFonts(URLFetcher):
    """A report loads its fonts and nothing else, whatever stands in its texts."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in FONTS.values():
            raise ValueError(f"A report does not load {url}")
        return super().fetch(url, headers)
