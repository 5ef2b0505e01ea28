"""What changed on an activity, as readable differences: who, when, from what to what.

The rows come from the history tables. What may be shown is decided by the caller: a report's working steps
stay inside its country, the counterpart sees it from the moment it was validated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Country
from roadmap.models import (
    Activity,
    Amendment,
    Conformity,
    DifferenceNote,
    Evidence,
    MaintainedPosition,
    Milestone,
    ProgressReport,
    Responsibility,
)

# Fields that say nothing to a reader, or that another line of the same entry says.
SILENT = {
    *("id", "roadmap", "activity", "report", "position", "version", "created_at", "from_workbook"),
    *("submitted_at", "submitted_by", "validated_at", "validated_by", "returned_at", "returned_by"),
    *("decided_at", "decided_by", "added_at", "added_by", "accepted_at", "accepted_by", "file"),
    *("rejected_at", "rejected_by", "original_sha256", "salt", "commitment"),
}
# What the rows of a history point to and a line names: read along with them.
POINTERS: dict[type[Model], tuple[str, ...]] = {
    Activity: ("axis", "continues"),
    Responsibility: ("institution",),
    ProgressReport: ("institution", "author"),
    Evidence: ("institution",),
}
# One act writes several rows within moments: it is told as one entry.
ONE_ACT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field; `old` is empty where there was nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to one thing: `kind` is added, changed or removed."""

    kind: str
    subject: str
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class Entry:
    """One act of one person; `who` is empty where a command on the server did it."""

    at: datetime
    who: str
    lines: list[Line] = field(default_factory=list)


def of_activity(
    activity: Activity, reports: Iterable[ProgressReport], countries: Sequence[Country], *, working: set[str]
) -> list[Entry]:
    """The history of the plan and of the given reports, the latest act first.

    `working` are the codes of the countries whose unvalidated steps the reader may see.
    """
    names = {country.code: str(country) for country in countries}
    by_id = {report.pk: report for report in reports}
    sources: list[tuple[QuerySet, Any]] = [
        (Activity.history.filter(id=activity.pk), lambda row: _("Activity")),
        (Responsibility.history.filter(activity_id=activity.pk), lambda row: _responsible(row, names)),
        (Milestone.history.filter(activity_id=activity.pk), _milestone),
        (_reports(by_id, working), lambda row: _report(row, names)),
        (Conformity.history.filter(report_id__in=by_id), lambda row: _answer(row, names)),
        (_maintained(by_id), lambda row: _position(row, names)),
        (DifferenceNote.history.filter(activity_id=activity.pk), lambda row: _note(row, names)),
        (_evidence(by_id, working), lambda row: _("Evidence: %(title)s") % {"title": row.title}),
    ]
    told = list(_agreed(activity))
    told += [entry for rows, subject in sources for entry in _entries(rows, subject, names)]
    return _together(sorted(told, key=attrgetter("at")))


def of_report(report: ProgressReport, countries: Sequence[Country], *, working: set[str]) -> list[Entry]:
    """The same for one report alone."""
    names = {country.code: str(country) for country in countries}
    by_id = {report.pk: report}
    sources: list[tuple[QuerySet, Any]] = [
        (_reports(by_id, working), lambda row: _report(row, names)),
        (Conformity.history.filter(report_id=report.pk), lambda row: _answer(row, names)),
        (_maintained(by_id), lambda row: _position(row, names)),
        (_evidence(by_id, working), lambda row: _("Evidence: %(title)s") % {"title": row.title}),
    ]
    told = [entry for rows, subject in sources for entry in _entries(rows, subject, names)]
    return _together(sorted(told, key=attrgetter("at")))


def _agreed(activity: Activity) -> Iterator[Entry]:
    """The modifications that both parties accepted: what they changed follows in the same entry."""
    words = _("Agreed modification No. %(number)s: %(kind)s")
    for row in Amendment.objects.accepted().filter(activity=activity).select_related("answered_by"):
        subject = words % {"number": row.number, "kind": row.get_kind_display()}
        why = Difference(_("Reason"), "", row.reason)
        who = row.answered_by.get_full_name() if row.answered_by else ""
        yield Entry(row.answered_at or row.proposed_at, who, [Line("changed", subject, (why,))])


def _reports(by_id: dict[int, ProgressReport], working: set[str]) -> QuerySet:
    rows = ProgressReport.history.filter(id__in=by_id)
    return rows.filter(country_id__in=working) | rows.filter(status=ProgressReport.Status.VALIDATED)


def _maintained(by_id: dict[int, ProgressReport]) -> QuerySet:
    observations = Conformity.objects.filter(report__in=by_id)
    return MaintainedPosition.history.filter(observation_id__in=observations.values("id"))


def _evidence(by_id: dict[int, ProgressReport], working: set[str]) -> QuerySet:
    """Evidence of the reader's own side; the counterpart sees what was accepted on the report itself."""
    own = [pk for pk, report in by_id.items() if report.country_id in working]
    return Evidence.history.filter(report_id__in=own)


# --- One thing's versions ---------------------------------------------------------------------------------
def _entries(rows: QuerySet, subject: Any, names: dict[str, str]) -> Iterator[Entry]:
    pointers = POINTERS.get(rows.model.instance_type, ())
    versions = rows.select_related("history_user", *pointers).order_by("id", "history_date", "history_id")
    for _id, group in groupby(versions, key=attrgetter("id")):
        before = None
        for row in group:
            line = _line(before, row, subject(row), names)
            if line is not None:
                who = row.history_user.get_full_name() if row.history_user else ""
                yield Entry(row.history_date, who, [line])
            before = row


def _line(before: Any, row: Any, subject: str, names: dict[str, str]) -> Line | None:
    if row.history_type == "-":
        return Line("removed", subject)
    if before is None:
        return Line("added", subject)
    differences = tuple(_differences(before, row, names))
    return Line("changed", subject, differences) if differences else None


def _differences(before: Any, row: Any, names: dict[str, str]) -> Iterator[Difference]:
    for column in row.instance_type._meta.concrete_fields:
        if column.name in SILENT:
            continue
        old, new = getattr(before, column.attname), getattr(row, column.attname)
        if old != new:
            yield Difference(
                _capital(str(column.verbose_name)),
                _text(before, column, old, names),
                _text(row, column, new, names),
            )


def _text(row: Any, column: Any, value: Any, names: dict[str, str]) -> str:
    """A value as a reader writes it."""
    if value in (None, "", []):
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.is_relation:
        return names.get(value, "") or _related(row, column.name)
    if isinstance(value, datetime | date):
        kind = "SHORT_DATETIME_FORMAT" if isinstance(value, datetime) else "SHORT_DATE_FORMAT"
        return formats.date_format(value, kind)
    if isinstance(value, Decimal):
        return formats.localize(value.normalize() if value % 1 else value.to_integral_value())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _related(row: Any, name: str) -> str:
    """What a row pointed to, by its name; empty if that is gone."""
    other: Model | None = getattr(row, name)
    return "" if other is None else str(other)


# --- How a thing is called --------------------------------------------------------------------------------
def _responsible(row: Any, names: dict[str, str]) -> str:
    words = _("Responsible institution: %(institution)s (%(country)s)")
    return words % {"institution": row.institution, "country": names.get(row.country_id, row.country_id)}


def _milestone(row: Any) -> str:
    return _("Milestone %(key)s: %(title)s") % {"key": row.key, "title": row.title}


def _report(row: Any, names: dict[str, str]) -> str:
    words = _("Report of %(country)s as of %(day)s")
    return words % {
        "country": names.get(row.country_id, row.country_id),
        "day": formats.date_format(row.as_of, "SHORT_DATE_FORMAT"),
    }


def _answer(row: Any, names: dict[str, str]) -> str:
    words = {
        "agreed": pgettext("history", "%(country)s agrees"),
        "observed": pgettext("history", "%(country)s observes"),
    }
    said = words[row.decision] % {"country": names.get(row.country_id, row.country_id)}
    return f"{said}: {row.reason}" if row.reason else said


def _position(row: Any, names: dict[str, str]) -> str:
    told = {"country": names.get(row.country_id, row.country_id), "reason": row.reason}
    return _("%(country)s maintains its position: %(reason)s") % told


def _note(row: Any, names: dict[str, str]) -> str:
    told = {"country": names.get(row.country_id, row.country_id), "reason": row.reason}
    return _("%(country)s on the difference of the values: %(reason)s") % told


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- One act's lines --------------------------------------------------------------------------------------
def _together(entries: list[Entry]) -> list[Entry]:
    """Entries of one person within a minute as one, the latest first."""
    acts: list[Entry] = []
    for entry in entries:
        last = acts[-1] if acts else None
        if last and last.who == entry.who and entry.at - last.at <= ONE_ACT:
            last.lines += entry.lines
        else:
            acts.append(Entry(entry.at, entry.who, list(entry.lines)))
    return acts[::-1]
