"""A report from a roadmap to the bytes of its file: what the page and the command share."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from roadmap import summary
from roadmap.models import Roadmap
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
    roadmap: Roadmap, form: str, *, cutoff: date, copy: str | None, language: str, now: datetime
) -> File:
    """`form` is one of RENDERERS; `roadmap` comes with its parties. Eight queries whatever the size."""
    found = summary.live(roadmap, as_of=cutoff, now=now, detail=True)
    contents = context.build(found, copy=copy, language=language, issued_at=now)
    return File(naming.file_name(contents, form), RENDERERS[form](contents), TYPES[form])


def problem_with(cutoff: date, roadmap: Roadmap, now: datetime) -> str:
    """Why there is no report for that day; empty where there is one."""
    if cutoff > latest_as_of(roadmap, now):
        return _("The cutoff date is still to come: there are no figures for a future day.")
    if cutoff < roadmap.start:
        start = formats.date_format(roadmap.start, "SHORT_DATE_FORMAT")
        return _("The roadmap begins on %(start)s: there are no figures before.") % {"start": start}
    return ""
