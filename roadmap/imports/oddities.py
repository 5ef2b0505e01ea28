"""What is odd but taken, with a warning at its cell. Nothing here refuses."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from roadmap.imports.institutions import Institutions
from roadmap.imports.roadmap_sheet import Frame
from roadmap.imports.rows import ActivityRow, ProgressRow
from roadmap.imports.tables import Row

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def warn_of_activity(row: Row, activity: ActivityRow, institutions: Institutions) -> None:
    for milestone in activity.milestones:
        if milestone.due and milestone.due > activity.deadline:
            row.warn(
                "milestones",
                _("The milestone “%(key)s” is dated after the deadline of the activity")
                % {"key": milestone.key},
                _("Check both dates; they are taken as written"),
            )
    for responsible in activity.responsibles:
        institution = institutions.in_country(responsible.institution_country, responsible.acronym)
        until = institution.valid_until if institution else None
        if institution and until and until < activity.deadline and not institution.successor:
            row.warn(
                f"side {responsible.country}",
                _("%(acronym)s ends on %(day)s, before the deadline, and no successor is named")
                % {"acronym": institution.acronym, "day": until.isoformat()},
                _("Write its successor in “Sucesora” of the sheet “Instituciones”"),
            )


def warn_of_reports(
    reports: Iterable[tuple[Row, ProgressRow]], activities: Mapping[str, ActivityRow], frame: Frame
) -> None:
    before: dict[tuple[str, str], ProgressRow] = {}
    for row, report in sorted(reports, key=lambda read: _moment(read[1])):
        activity = activities.get(report.activity)
        if activity is not None:
            _warn_of_report(row, report, activity)
        if frame.cutoffs and report.as_of not in frame.cutoffs:
            row.warn(
                "as_of",
                _("%(day)s is not one of the cutoff dates of the roadmap")
                % {"day": report.as_of.isoformat()},
                _("Check it against “Fechas de corte”; it is taken as written"),
            )
        if report.conformity == "observed" and not report.reason:
            row.warn(
                "conformity",
                _("The report was observed without a reason"),
                _("Write what the counterpart observed in “Motivo”"),
            )
        if report.percent is not None:
            _warn_of_decrease(row, report, before.get((report.activity, report.country)))
            before[report.activity, report.country] = report


def _moment(report: ProgressRow) -> tuple[object, ...]:
    return report.as_of, report.validated_at or _BEFORE_ALL, report.entry


def _warn_of_report(row: Row, report: ProgressRow, activity: ActivityRow) -> None:
    if report.country not in {responsible.country for responsible in activity.responsibles}:
        row.warn(
            "country",
            _("%(country)s does not answer for this activity: the report will not count")
            % {"country": report.country},
            _("Check the number and the country"),
        )
    if activity.milestones and report.percent is not None:
        row.warn(
            "percent",
            _("The activity has milestones, the report gives a percentage"),
            _("Write the milestones met instead: only they count"),
        )
    for milestone in activity.milestones:
        if milestone.key in report.milestones_met and milestone.due and report.as_of < milestone.due:
            row.warn(
                "milestones_met",
                _("The milestone “%(key)s” is met before its date, %(day)s")
                % {"key": milestone.key, "day": milestone.due.isoformat()},
                _("Check it; it is taken as written"),
            )


def _warn_of_decrease(row: Row, report: ProgressRow, earlier: ProgressRow | None) -> None:
    if (
        earlier
        and earlier.percent is not None
        and report.percent is not None
        and report.percent < earlier.percent
    ):
        row.warn(
            "percent",
            _("The percentage is lower than that of %(cell)s") % {"cell": earlier.cell},
            _("Check both; it is taken as written"),
        )
