"""A report from a roadmap to the bytes of its file: what the page and the command share."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from roadmap import summary
from roadmap.models import PeriodClosing, Roadmap, UnilateralRecord
from roadmap.plan import latest_as_of
from roadmap.reports import context, data, naming, pdf, xlsx

RENDERERS = {"pdf": pdf.render, "xlsx": xlsx.render, "json": data.render}
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes
    content_type: str


def make(
    roadmap: Roadmap,
    form: str,
    *,
    cutoff: date,
    copy: str | None,
    language: str,
    now: datetime,
    live: bool = False,
) -> File:
    """`form` is one of RENDERERS; `roadmap` comes with its parties. Ten queries whatever the size.

    Of a closed day it is its closing's document, always the same; `live` asks for what its figures are by now.
    """
    found = summary.on(roadmap, as_of=cutoff, now=now, detail=True, live=live)
    return _file(found, form, copy=copy, language=language, issued_at=now)


def make_closing(closing: PeriodClosing, form: str, *, copy: str | None, language: str) -> File:
    """The document of a sealed closing, also of one that another has replaced: the same bytes for ever."""
    found = summary.of_closing(closing)
    return _file(found, form, copy=copy, language=language, issued_at=closing.seal.sealed_at)


def make_record(record: UnilateralRecord, form: str, *, copy: str | None, language: str) -> File:
    """What one party put on record alone, marked *not joint* on every page."""
    found = summary.of_record(record)
    return _file(found, form, copy=copy, language=language, issued_at=record.at)


def _file(
    found: summary.RoadmapSummary, form: str, *, copy: str | None, language: str, issued_at: datetime
) -> File:
    contents = context.build(found, copy=copy, language=language, issued_at=issued_at)
    return File(naming.file_name(contents, form), RENDERERS[form](contents), TYPES[form])


def problem_with(cutoff: date, roadmap: Roadmap, now: datetime) -> str:
    """Why there is no report for that day; empty where there is one."""
    if cutoff > latest_as_of(roadmap, now):
        return _("The cutoff date is still to come: there are no figures for a future day.")
    if cutoff < roadmap.start:
        start = formats.date_format(roadmap.start, "SHORT_DATE_FORMAT")
        return _("The roadmap begins on %(start)s: there are no figures before.") % {"start": start}
    return ""
