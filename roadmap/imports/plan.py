"""Rows of the plan -> tables: roadmap, institutions, axes, activities, responsibles, milestones.

Compares with what is stored and writes the differences, each with its history. Reading the sheet is
`workbook`'s work, the record of earlier cutoffs is `records`'.
"""

from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _

from accounts import countries
from accounts.models import Country
from roadmap.imports.cells import folded
from roadmap.imports.desk import Desk
from roadmap.imports.institution_rows import Institutions, put_institutions
from roadmap.imports.workbook import ActivityRow, ReadResult, RoadmapRow
from roadmap.models import Activity, Axis, CutoffDate, DeclaredFigure, Milestone, Responsibility, Roadmap

SMALLEST_WEIGHT = Decimal("0.000000001")


def put_plan(desk: Desk, read: ReadResult, roadmap: Roadmap | None) -> Roadmap:
    """Everything but the progress reports. `roadmap` is the stored row, locked, or None."""
    if read.roadmap is None:
        raise ValueError("a workbook that was not read cannot be put")
    parties = {code: countries.ensure(code, name) for code, name in read.roadmap.parties}
    roadmap = _put_roadmap(
        desk, read.roadmap, sorted(parties.values(), key=lambda country: country.code), roadmap
    )
    _put_cutoffs(desk, read.roadmap, roadmap)
    institutions = put_institutions(desk, read.institutions, parties)
    _put_activities(desk, read.activities, roadmap, parties, institutions)
    return roadmap


def _put_roadmap(desk: Desk, row: RoadmapRow, parties: list[Country], found: Roadmap | None) -> Roadmap:
    first, second = parties
    roadmap: Roadmap = desk.put(
        "roadmap",
        row.code,
        found,
        Roadmap,
        code=row.code,
        title=row.title,
        party_a=first,
        party_b=second,
        start=row.start,
        end=row.end,
        signed_on=row.signed_on,
        signed_place=row.signed_at,
        conformity_required=row.conformity_required,
        evidence_required=row.evidence_required,
        source=row.source,
    )
    if row.declared is not None:
        figure = DeclaredFigure.objects.filter(roadmap=roadmap).first()
        source = row.source or _("Workbook of the roadmap")
        declared = {"roadmap": roadmap, "value": row.declared, "source": source}
        desk.put("declared_figure", row.code, figure, DeclaredFigure, **declared)
    return roadmap


def _put_cutoffs(desk: Desk, row: RoadmapRow, roadmap: Roadmap) -> None:
    stored = {cutoff.day: cutoff for cutoff in roadmap.cutoff_dates.all()}
    for day in row.cutoffs:
        desk.put("cutoff_date", day.isoformat(), stored.get(day), CutoffDate, roadmap=roadmap, day=day)
    for day in sorted(stored.keys() - set(row.cutoffs)):
        desk.remove("cutoff_date", day.isoformat(), stored[day])


def _put_activities(
    desk: Desk,
    rows: list[ActivityRow],
    roadmap: Roadmap,
    parties: dict[str, Country],
    institutions: Institutions,
) -> None:
    axes = {axis.number: axis for axis in roadmap.axes.all()}
    stored = {
        activity.number: activity
        for activity in roadmap.activities.prefetch_related("responsibilities__institution", "milestones")
    }
    for number, title in {row.axis_number: row.axis_title for row in rows}.items():
        values = {"roadmap": roadmap, "number": number, "title": title}
        axes[number] = desk.put("axis", title, axes.get(number), Axis, **values)
    for position, row in enumerate(rows, start=1):
        activity = _put_activity(desk, row, roadmap, axes[row.axis_number], position, stored.get(row.number))
        existing = stored.get(row.number)
        _put_responsibles(desk, row, activity, existing, parties, institutions)
        _put_milestones(desk, row, activity, existing)
    for missing in sorted(stored.keys() - {row.number for row in rows}):
        text = _("Activity %(number)s is not in the workbook: it was left as it is.")
        desk.outcome.notice(text % {"number": missing})


def _put_activity(
    desk: Desk, row: ActivityRow, roadmap: Roadmap, axis: Axis, position: int, found: Activity | None
) -> Activity:
    activity: Activity = desk.put(
        "activity",
        f"{row.number} {row.title}",
        found,
        Activity,
        roadmap=roadmap,
        axis=axis,
        number=row.number,
        position=position,
        title=row.title,
        kind=row.kind,
        weight=_stored_weight(row.weight),
        start=row.start,
        deadline=row.deadline,
        indicator=row.indicator,
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        means_of_verification=row.means_of_verification,
        source=row.source,
        cooperation=row.cooperation,
        funding=row.funding,
        effective_from=row.effective_from,
        withdrawn_on=row.withdrawn_on,
    )
    return activity


def _put_responsibles(
    desk: Desk,
    row: ActivityRow,
    activity: Activity,
    existing: Activity | None,
    parties: dict[str, Country],
    institutions: Institutions,
) -> None:
    stored = {
        (one.country_id, one.institution_id): one
        for one in (existing.responsibilities.all() if existing else ())
    }
    kept = set()
    # By country, whatever the order of the columns or of "Países": the same content gives the same rows.
    for position, named in enumerate(sorted(row.responsibles, key=lambda named: named.country)):
        institution = institutions.get((named.institution_country, folded(named.acronym)))
        if institution is None:  # one of the other side, which a plan that stands does not name
            desk.outcome.created("responsibility", f"{row.number} {named.acronym}")
            continue
        key = (named.country, institution.pk)
        kept.add(key)
        desk.put(
            "responsibility",
            f"{row.number} {named.acronym}",
            stored.get(key),
            Responsibility,
            activity=activity,
            country=parties[named.country],
            institution=institution,
            role=named.role,
            position=position,
        )
    for key in sorted(stored.keys() - kept):
        desk.remove("responsibility", f"{row.number} {stored[key].institution.acronym}", stored[key])


def _put_milestones(desk: Desk, row: ActivityRow, activity: Activity, existing: Activity | None) -> None:
    stored = {milestone.key: milestone for milestone in (existing.milestones.all() if existing else ())}
    for position, named in enumerate(row.milestones):
        desk.put(
            "milestone",
            f"{row.number} {named.key}",
            stored.get(named.key),
            Milestone,
            activity=activity,
            key=named.key,
            title=named.title,
            due=named.due,
            weight=_stored_weight(named.weight),
            position=position,
        )
    for key in sorted(stored.keys() - {named.key for named in row.milestones}):
        desk.remove("milestone", f"{row.number} {key}", stored[key])


def _stored_weight(weight: Decimal) -> Decimal:
    """A float's long tail is cut to what the table holds; a positive weight stays positive."""
    return max(weight.quantize(SMALLEST_WEIGHT, rounding=ROUND_DOWN), SMALLEST_WEIGHT)
