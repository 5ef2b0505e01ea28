"""What happened to a row, from its history: who published, accepted, took it up again, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Country, User
from roadmap.models import MatrixRow, RowText
from roadmap.preparation.reading import RoomView


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: User | None
    country: Country | None
    what: str
    title: str = ""


def happened(row: MatrixRow, view: RoomView) -> list[Event]:
    """Newest first. Drafts are their own side's; proposals are for who reads them; settling is for everybody."""
    events = [*_settling(row), *(_proposals(row, view) if view.reads_proposals else ())]
    return sorted(events, key=lambda event: event.at)[::-1]


def _settling(row: MatrixRow) -> list[Event]:
    words = {
        MatrixRow.Outcome.AGREED: pgettext("row of the matrix", "Agreed"),
        MatrixRow.Outcome.DROPPED: _("Left out by both"),
        MatrixRow.Outcome.OPEN: _("Taken up again"),
    }
    events, before = [], None
    for line in row.history.select_related("history_user__country").order_by("history_date", "history_id"):
        if before is None or line.outcome != before:
            begun = before is None and line.outcome == MatrixRow.Outcome.OPEN
            what = _("The row was put into the matrix") if begun else words[MatrixRow.Outcome(line.outcome)]
            events.append(_event(line, what, (line.agreed or {}).get("title", "")))
        before = line.outcome
    return events


def _proposals(row: MatrixRow, view: RoomView) -> list[Event]:
    lines = RowText.history.model.objects.filter(row_id=row.pk).select_related("history_user__country")
    events: list[Event] = []
    shown: dict[int, str] = {}
    versions: dict[int, int] = {}
    for line in lines.order_by("history_date", "history_id"):
        if line.published_sha256 and line.published_sha256 != shown.get(line.id):
            what = _("Proposed to leave it out") if line.published_dropped else _("Published its proposal")
            events.append(_event(line, what, (line.published or {}).get("title", "")))
            shown[line.id] = line.published_sha256
        elif line.country_id == view.own and line.version != versions.get(line.id):
            events.append(_event(line, _("Wrote in the draft"), (line.content or {}).get("title", "")))
        versions[line.id] = line.version
    return events


def _event(line: object, what: str, title: str) -> Event:
    who: User | None = getattr(line, "history_user", None)
    return Event(line.history_date, who, who.country if who else None, what, title)  # type: ignore[attr-defined]
