"""Rows of the plan -> tables: roadmap, institutions, axes, activities, responsibles, milestones.

Compares with what is stored and writes the differences, each with its history. Reading the sheet is
`workbook`'s work, the record of earlier cutoffs is `records`'.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts import countries
from accounts.models import Country, Institution, User
from roadmap.imports.cells import folded
from roadmap.imports.outcome import Outcome, differences
from roadmap.imports.workbook import ActivityRow, InstitutionRow, ReadResult, RoadmapRow
from roadmap.models import Activity, Axis, CutoffDate, DeclaredFigure, Milestone, Responsibility, Roadmap

SMALLEST_WEIGHT = Decimal("0.000000001")
Institutions = dict[tuple[str | None, str], Institution]


class TooLong(ValueError):
    """A text that its column does not hold; SQLite would take it and PostgreSQL would not."""


@dataclass(slots=True)
class Desk:
    """Where rows are put: who acts (None: the server's command line), when, and the outcome that is filled."""

    outcome: Outcome
    by: User | None
    now: datetime

    def put(
        self, noun: str, label: str, found: models.Model | None, model: type[models.Model], **values: Any
    ) -> Any:
        """The row with these values: created, changed field by field, or left as it is."""
        if found is None:
            return self._created(noun, label, model(**values))
        changes = differences(found, values)
        if not changes:
            self.outcome.same(noun)
            return found
        for name, value in values.items():
            setattr(found, name, value)
        self._sign(found).save(update_fields=list(values))
        self.outcome.changed(noun, label, changes)
        return found

    def remove(self, noun: str, label: str, found: models.Model) -> None:
        self._sign(found).delete()
        self.outcome.changed(noun, label, [(_("removed"), label, "—")])

    def _created(self, noun: str, label: str, instance: models.Model) -> models.Model:
        for column in instance._meta.concrete_fields:
            text = getattr(instance, column.attname)
            if column.max_length and isinstance(text, str) and len(text) > column.max_length:
                raise TooLong(
                    _("%(column)s of “%(label)s” is longer than %(most)d characters")
                    % {"column": column.verbose_name, "label": label[:60], "most": column.max_length}
                )
        self._sign(instance).save(force_insert=True)
        self.outcome.created(noun, label)
        return instance

    def _sign(self, instance: models.Model) -> models.Model:
        """One import is one version of the plan: all of its rows bear the same instant."""
        instance._history_user = self.by  # type: ignore[attr-defined]
        instance._history_date = self.now  # type: ignore[attr-defined]
        return instance


def put_plan(desk: Desk, read: ReadResult, roadmap: Roadmap | None) -> Roadmap:
    """Everything but the progress reports. `roadmap` is the stored row, locked, or None."""
    if read.roadmap is None:
        raise ValueError("a workbook that was not read cannot be put")
    parties = {code: countries.ensure(code, name) for code, name in read.roadmap.parties}
    roadmap = _put_roadmap(
        desk, read.roadmap, sorted(parties.values(), key=lambda country: country.code), roadmap
    )
    _put_cutoffs(desk, read.roadmap, roadmap)
    institutions = _put_institutions(desk, read.institutions, parties)
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


def _put_institutions(desk: Desk, rows: list[InstitutionRow], parties: dict[str, Country]) -> Institutions:
    """Institutions serve many roadmaps: what the sheet does not name stays as it is."""
    named = parties.keys() | {row.country for row in rows if row.country}
    stored: Institutions = {
        (institution.country_id, folded(institution.acronym)): institution
        for institution in Institution.objects.filter(models.Q(country__in=named) | models.Q(country=None))
    }
    for row in rows:
        key = (row.country, folded(row.acronym))
        if _belongs_to_the_other_side(desk, stored.get(key), row):
            continue
        stored[key] = desk.put(
            "institution",
            row.acronym,
            stored.get(key),
            Institution,
            country=countries.ensure(row.country) if row.country else None,
            acronym=row.acronym,
            name=row.name,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            legal_basis=row.legal_basis,
        )
    for row in rows:
        if row.successor and (row.country, folded(row.successor)) in stored:
            _put_successor(
                desk, stored[row.country, folded(row.acronym)], stored[row.country, folded(row.successor)]
            )
    return stored


def _belongs_to_the_other_side(desk: Desk, found: Institution | None, row: InstitutionRow) -> bool:
    """A secretariat renames and ends institutions of its own country only; the others are left as they are."""
    if desk.by is None or found is None or found.country_id in (None, desk.by.country_id):
        return False
    described = {
        name: getattr(row, name) for name in ("name", "kind", "valid_from", "valid_until", "legal_basis")
    }
    if differences(found, described):
        desk.outcome.notice(
            _("%(acronym)s belongs to the other party: its data were left as they are.")
            % {"acronym": row.acronym}
        )
    return True


def _put_successor(desk: Desk, institution: Institution, successor: Institution) -> None:
    if institution.successor_id != successor.pk and institution != successor:
        desk.put("institution", institution.acronym, institution, Institution, successor=successor)


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
        institution = institutions[named.institution_country, folded(named.acronym)]
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
