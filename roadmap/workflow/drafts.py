"""Writing in a report that is still open: starting it, saving it, throwing it away."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import Country, Institution, User
from roadmap import permissions, plan
from roadmap.models import Activity, Evidence, ProgressReport
from roadmap.screening import files
from roadmap.workflow import content, moves
from roadmap.workflow.moves import Status


@acts.act
def start(
    activity: Activity,
    *,
    as_of: date,
    by: User,
    now: datetime,
    country: Country | None = None,
    institution: Institution | None = None,
) -> ProgressReport:
    """A draft of the person's own side; it opens with what its country last validated up to that day.

    Raises AlreadyOpen: a country works on one report of an activity at a time.
    """
    by = moves.acting(by, now=now)
    activity = Activity.objects.select_for_update(of=("self",)).select_related("roadmap").get(pk=activity.pk)
    permissions.require(permissions.can_report(by, activity))
    permissions.require(by.country is not None and country in (None, by.country))
    open_reports = activity.progress_reports.filter(country=by.country, status__in=moves.OPEN)
    if (already := open_reports.first()) is not None:
        raise moves.AlreadyOpen(already)
    report = ProgressReport(activity=activity, country=by.country, as_of=as_of, author=by, created_at=now)
    report.institution = _answering(activity, by, institution)
    before = last_validated(report)
    if before is not None:
        keys = plan.milestone_keys_on(activity, as_of)
        report.milestones_met = sorted(keys.intersection(before.milestones_met))
        report.percent = None if keys else before.percent
    content.check(report, content.of(report), now=now)
    moves.sign(report, by=by, now=now).save()
    report.writers.add(by)
    return report


@acts.act
def save_draft(
    report_id: int, *, fields: Mapping[str, Any], version: int, by: User, now: datetime
) -> ProgressReport:
    """Writes the fields given (`content.FIELDS`). Raises EditedMeanwhile where `version` is not the current one.

    Saving what stands there already is no edit: a form that a bad line sends twice is saved once.
    """
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    if unknown := set(fields) - set(content.FIELDS):
        raise ValueError(f"not for writers: {unknown}")
    content.check(report, {**content.of(report), **fields}, now=now)
    fields = _in_order(fields)
    changed = {name: value for name, value in fields.items() if getattr(report, name) != value}
    if changed:
        moves.expect_version(report, version)
        report.writers.add(by)
        moves.write(report, by=by, now=now, version=report.version + 1, **changed)
    return report


@acts.act
def discard(report_id: int, *, by: User, now: datetime) -> None:
    """Throws a draft away with its evidence. What was once submitted stays: it is returned or validated."""
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    moves.expect(report, (Status.DRAFT,))
    permissions.require(permissions.may_edit(by, report))
    if report.expungements.exists():
        words = _("Data of this report were ordered away: it stays, with what is said of them.")
        raise moves.IllegalTransition(words)
    for evidence in report.evidence.all():
        delete_evidence(evidence, by=by, now=now)
    moves.sign(report, by=by, now=now).delete()


def delete_evidence(evidence: Evidence, *, by: User, now: datetime) -> None:
    """The row, and then its file: only when the row is gone for good."""
    if evidence.file.name:
        transaction.on_commit(partial(evidence.file.storage.delete, evidence.file.name))
        transaction.on_commit(partial(files.forget, evidence.sha256))
    moves.sign(evidence, by=by, now=now).delete()


def content_at(report: ProgressReport, version: int) -> dict[str, Any] | None:
    """What the report held at that version: what a person saw who now saves an edit of it."""
    row = report.history.filter(version=version).order_by("history_id").last()
    return None if row is None else content.of(row)


def last_validated(report: ProgressReport) -> ProgressReport | None:
    """The country's validated report before this one, up to its day: what the new one is compared with."""
    earlier = ProgressReport.objects.validated().filter(
        activity=report.activity_id, country=report.country_id, as_of__lte=report.as_of
    )
    return earlier.exclude(pk=report.pk).in_order_of_entry().last()


def _answering(activity: Activity, by: User, institution: Institution | None) -> Institution:
    """The institution that reports: the one named, if the person may report for it; else the first, the lead."""
    allowed = list(permissions.reports_for(by, activity))
    permissions.require(institution is None or institution in allowed)
    return institution or allowed[0]


def _in_order(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same milestones ticked in another order are no change."""
    keys = fields.get("milestones_met")
    return {**fields, "milestones_met": sorted(keys)} if keys else dict(fields)
