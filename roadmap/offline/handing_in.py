"""What a form says -> drafts or submitted reports, through the workflow: all of it or nothing.

The preview is the same work, undone. Whatever the workflow refuses is named with the cell that says it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import permissions, workflow
from roadmap.imports.rows import CellError
from roadmap.models import ProgressReport, Roadmap
from roadmap.offline import merging
from roadmap.offline.assigned import Assigned, assigned, fingerprint
from roadmap.offline.reading import Filled, ReadForm
from roadmap.workflow import moves

FACTS = "Formulario"


class Refused(Exception):
    """Nothing was written; `errors` say why, in the form's own cells."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


@dataclass(slots=True)
class Entry:
    """One activity of the form. `state`: empty, already (handed in with this content), draft (open), new."""

    assigned: Assigned
    filled: Filled
    content: dict[str, Any]
    state: str
    open_report: ProgressReport | None = None
    findings: list[Any] = field(default_factory=list)
    replaced: list[merging.Replaced] = field(default_factory=list)

    @property
    def is_report(self) -> bool:
        return self.state in ("draft", "new")

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)


@dataclass(slots=True)
class Outcome:
    """What the form would do."""

    entries: list[Entry]

    @property
    def reports(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_report]

    @property
    def can_submit(self) -> bool:
        return bool(self.reports) and not any(entry.blocked for entry in self.reports)

    @property
    def fingerprint(self) -> str:
        """Of what was previewed: whoever confirms it confirms this."""
        told = [
            (
                *(entry.filled.number, entry.state, sorted(entry.content.items())),
                (entry.open_report.pk, entry.open_report.version) if entry.open_report else None,
            )
            for entry in self.entries
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def preview(read: ReadForm, roadmap: Roadmap, *, by: User, now: datetime) -> Outcome:
    """What `hand_in` would do: done, looked at and undone. Raises Refused."""
    with acts.rehearsed():
        outcome = Outcome(_entries(read, roadmap, by, now))
        for entry, report in _written(outcome, read, by, now):
            entry.findings = workflow.findings(report, now=now)
    return outcome


@acts.act
def hand_in(
    read: ReadForm, roadmap: Roadmap, *, seen: str, submit: bool, by: User, now: datetime
) -> list[ProgressReport]:
    """Saves drafts or, with `submit`, hands them in as on the page. `seen`: the fingerprint of the preview."""
    by = moves.acting(by, now=now)
    outcome = Outcome(_entries(read, roadmap, by, now))
    if outcome.fingerprint != seen:
        raise workflow.IllegalTransition(_("Something changed after the preview: look at it again."))
    written = list(_written(outcome, read, by, now))
    if not written:
        raise workflow.IllegalTransition(
            _("There is nothing to hand in: every activity is empty or already in.")
        )
    if submit:
        errors = list(_submitted(written, read, by, now))
        if errors:
            raise Refused(errors)
    return [report for _entry, report in written]


# --- Whose form it is -------------------------------------------------------------------------------------
def _entries(read: ReadForm, roadmap: Roadmap, by: User, now: datetime) -> list[Entry]:
    permissions.require(permissions.can_fill_offline(by, roadmap))
    if read.errors or read.header is None:
        raise Refused(read.errors)
    header, country, institution = read.header, by.country, by.institution
    if country is None or institution is None:
        raise PermissionDenied
    if header.roadmap != roadmap.code:
        _refuse(_("The form is of another roadmap: %(code)s") % {"code": header.roadmap[:60]})
    if header.country != country.pk or header.institution != institution.acronym:
        _refuse(
            _("The form is of another institution: %(institution)s (%(country)s)")
            % {"institution": header.institution[:60], "country": header.country[:10]}
        )
    rows = assigned(roadmap, institution, country, header.cutoff, now=now)
    current = fingerprint(roadmap, institution, country, header.cutoff, rows)
    if header.fingerprint != current or not read.rows.keys() <= {row.activity.number for row in rows}:
        _refuse(_("The form is out of date: the activities or milestones changed since it was downloaded"))
    reports = _reports(roadmap, by, rows)
    found = ((row, read.rows.get(row.activity.number)) for row in rows)
    return [
        _entry(row, filled, reports.get(row.activity.pk, []), header.cutoff)
        for row, filled in found
        if filled
    ]


def _refuse(problem: str) -> None:
    raise Refused(
        [CellError(FACTS, "", problem, _("download your own form again and copy what you wrote into it"))]
    )


def _reports(roadmap: Roadmap, by: User, rows: list[Assigned]) -> dict[int, list[ProgressReport]]:
    """The country's reports on these activities, the last one first."""
    found: dict[int, list[ProgressReport]] = {}
    activities = [row.activity.pk for row in rows]
    reports = ProgressReport.objects.filter(activity__in=activities, country=by.country_id)
    for report in (
        reports.select_related("author", "institution").prefetch_related("evidence").order_by("-id")
    ):
        found.setdefault(report.activity_id, []).append(report)
    return found


def _entry(row: Assigned, filled: Filled, reports: list[ProgressReport], cutoff: date) -> Entry:
    content = merging.as_new(row, filled, cutoff)
    open_report = next((one for one in reports if one.status in workflow.OPEN), None)
    if merging.is_empty(row, filled, open_report):
        return Entry(row, filled, content, "empty")
    given = [one for one in reports if one.status in ("submitted", "validated")]
    if any(_says(report, content, filled) for report in given):
        return Entry(row, filled, content, "already")
    if open_report is None:
        return Entry(row, filled, content, "new")
    content = merging.into(open_report, row, filled, cutoff)
    changes = merging.replaced(open_report, content, row)
    return Entry(row, filled, content, "draft", open_report, replaced=changes)


def _says(report: ProgressReport, content: dict[str, Any], filled: Filled) -> bool:
    url = filled.texts.get("url", "")
    return all(getattr(report, name) == value for name, value in content.items()) and (
        not url or any(one.url == url for one in report.evidence.all())
    )


# --- Through the workflow ---------------------------------------------------------------------------------
def _written(
    outcome: Outcome, read: ReadForm, by: User, now: datetime
) -> Iterator[tuple[Entry, ProgressReport]]:
    """Drafts of every report in the form. Raises Refused with all that is wrong at once."""
    errors: list[CellError] = []
    written = []
    for entry in outcome.reports:
        if problem := _other_report(entry, by):
            remedy = _("leave the activity empty in the form and go on with that report on the page")
            errors.append(_at(read, entry, "number", problem, remedy))
            continue
        try:
            with transaction.atomic():
                written.append((entry, _draft(entry, by, now)))
        except ValidationError as error:
            errors += _at_cells(error, entry, read)
        except workflow.IllegalTransition as refusal:
            errors.append(_at(read, entry, "number", str(refusal)))
    if errors:
        raise Refused(errors)
    yield from written


def _other_report(entry: Entry, by: User) -> str:
    """Why what is open is not the report that the form is about; empty where it is."""
    report = entry.open_report
    if report and report.institution_id != by.institution_id:
        return _("%(institution)s has an open report on this activity, begun by %(author)s") % {
            "institution": report.institution or "—",
            "author": report.author or "—",
        }
    if report and report.as_of != entry.content["as_of"]:
        return _("There is an open report on this activity for another cutoff date, %(day)s") % {
            "day": formats.date_format(report.as_of, "SHORT_DATE_FORMAT")
        }
    return ""


def _draft(entry: Entry, by: User, now: datetime) -> ProgressReport:
    as_of = entry.content["as_of"]
    report = entry.open_report or workflow.start(
        entry.assigned.activity, as_of=as_of, by=by, now=now, institution=by.institution
    )
    report = workflow.save_draft(report.pk, fields=entry.content, version=report.version, by=by, now=now)
    url = entry.filled.texts.get("url", "")
    if url and not report.evidence.filter(url=url).exists():
        try:
            workflow.add_link(
                report.pk, url=url, title=entry.filled.texts.get("url_title", ""), by=by, now=now
            )
        except ValidationError as error:
            raise ValidationError({"url": error.messages}) from error
        report.refresh_from_db()
    return report


def _submitted(
    written: list[tuple[Entry, ProgressReport]], read: ReadForm, by: User, now: datetime
) -> Iterator[CellError]:
    for entry, report in written:
        try:
            with transaction.atomic():
                workflow.submit(report.pk, by=by, now=now, version=report.version)
        except ValidationError as error:
            yield from _at_cells(error, entry, read)
        except workflow.IllegalTransition as refusal:
            yield _at(read, entry, "number", str(refusal))


def _at_cells(error: ValidationError, entry: Entry, read: ReadForm) -> list[CellError]:
    if not hasattr(error, "error_dict"):
        return [_at(read, entry, "number", text) for text in error.messages]
    return [_at(read, entry, name, text) for name, texts in error.message_dict.items() for text in texts]


def _at(read: ReadForm, entry: Entry, name: str, problem: str, remedy: str = "") -> CellError:
    place = entry.filled.places.get(name) or entry.filled.places.get("number", "")
    remedy = remedy or _("correct activity %(number)s") % {"number": entry.filled.number}
    return CellError(read.sheet, place, problem, remedy)
