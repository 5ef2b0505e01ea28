"""From the plan, the rows and the figures to the rows that are shown."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from roadmap import calendar, completion
from roadmap import plan as planning
from roadmap.completion import ActivityFigure, CountryFigure, Figures
from roadmap.models import Roadmap
from roadmap.plan import Amended, Plan, PlannedActivity
from roadmap.summary.loading import Loaded, LoadedAnswer, LoadedEvidence
from roadmap.summary.records import answer_row, evidence_row, report_row
from roadmap.summary.rows import (
    ActivityRow,
    Continued,
    CountrySide,
    DifferenceRow,
    EvidenceRow,
    MilestoneRow,
    ReportRow,
    ResponsibleRow,
)
from roadmap.summary.silence import Clock, with_tacit
from roadmap.summary.tallies import axes_of, counts_of
from roadmap.summary.whole import OriginalEnd, RoadmapSummary


def build(
    roadmap: Roadmap,
    plan: Plan,
    loaded: Loaded,
    later: Sequence[Amended] = (),
    *,
    clock: Clock,
    as_of: date,
    known_at: datetime | None,
    at_first_end: bool = True,
) -> RoadmapSummary:
    """The summary of one roadmap on a day. `plan` is what was last agreed, `later` what of it came afterwards.

    `at_first_end`: with the figures at the original end of a roadmap that was extended.
    """
    agreed, everything = plan, loaded
    plan = planning.in_force_on(agreed, later, as_of, known_at=known_at)
    loaded = with_tacit(loaded, plan, clock).until(as_of, known_at)
    original = (
        _original(roadmap, plan, agreed, everything, later, clock, as_of, known_at) if at_first_end else None
    )
    return assemble(roadmap, plan, loaded, clock=clock, as_of=as_of, known_at=known_at, original=original)


def assemble(
    roadmap: Roadmap,
    plan: Plan,
    loaded: Loaded,
    *,
    clock: Clock,
    as_of: date,
    known_at: datetime | None,
    original: OriginalEnd | None,
) -> RoadmapSummary:
    """The summary of what counts on the day: `plan` is the one in force, silences are among the answers."""
    figures = completion.compute(
        plan.for_completion(), loaded.for_completion(), as_of=as_of, known_at=known_at
    )
    builder = _Builder(plan, loaded, figures, clock)
    rows = {row.number: builder.activity(row) for row in plan.activities}
    committed = tuple(rows[number] for number in figures.activities)
    return RoadmapSummary(
        roadmap=roadmap,
        as_of=as_of,
        known_at=known_at,
        figures=figures,
        axes=axes_of(plan, figures, committed),
        activities=committed,
        withdrawn=tuple(rows[number] for number in figures.withdrawn),
        not_yet=tuple(rows[number] for number in figures.not_yet),
        parties={
            country.code: counts_of(country, figures, committed, as_of)
            for country in (roadmap.party_a, roadmap.party_b)
        },
        cutoffs=plan.cutoffs,
        elapsed=calendar.elapsed_share(plan.start, plan.end, as_of),
        declared=getattr(roadmap, "declared_figure", None),
        loaded=loaded,
        plan=plan,
        clock=clock,
        start=plan.start,
        end=plan.end,
        first_end=plan.first_end,
        conformity_required=plan.conformity_required,
        evidence_required=plan.evidence_required,
        original=original,
        historical=any(
            side.report is not None and side.report.from_workbook
            for row in committed
            for side in row.countries.values()
        ),
    )


def _original(
    roadmap: Roadmap,
    plan: Plan,
    agreed: Plan,
    loaded: Loaded,
    later: Sequence[Amended],
    clock: Clock,
    as_of: date,
    known_at: datetime | None,
) -> OriginalEnd | None:
    """The figures at the end that was signed, once it is past: what anybody sees who asks for that day."""
    if plan.first_end is None or as_of <= plan.first_end:
        return None
    found = build(
        roadmap,
        agreed,
        loaded,
        later,
        clock=clock,
        as_of=plan.first_end,
        known_at=known_at,
        at_first_end=False,
    )
    return OriginalEnd(plan.first_end, found.total, found)


class _Builder:
    """Makes the rows of one roadmap from what was loaded for it."""

    def __init__(self, plan: Plan, loaded: Loaded, figures: Figures, clock: Clock) -> None:
        self.plan, self.loaded, self.figures, self.clock = plan, loaded, figures, clock

    # --- activities ---------------------------------------------------------------------------------------
    def activity(self, row: PlannedActivity) -> ActivityRow:
        figure = self.figures.activities.get(row.number)
        sides = {code: self.side(part) for code, part in figure.countries.items()} if figure else {}
        return ActivityRow(
            id=row.id,
            number=row.number,
            title=row.title,
            kind=row.kind,
            axis_number=row.axis_number,
            axis_title=row.axis_title,
            weight=row.weight,
            start=row.start,
            deadline=row.deadline,
            first_deadline=row.first_deadline,
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
            continues=_continued(row),
            responsibles=self._responsibles(row.id),
            milestones=self._milestones(row.id, sides),
            value=figure.value if figure else Fraction(0),
            fulfilled=figure.fulfilled if figure else False,
            state=figure.state if figure else None,
            due=figure.due if figure else False,
            days_overdue=self._days_overdue(row, figure),
            elapsed=figure.elapsed if figure else Fraction(0),
            countries=sides,
            differences=self._differences(row.id),
        )

    def _differences(self, activity_id: int) -> tuple[DifferenceRow, ...]:
        """The latest note of each side."""
        latest = {note.country: note for note in self.loaded.notes.get(activity_id, ())}
        return tuple(
            DifferenceRow(note.country, note.as_of, note.reason, note.added_at, note.added_by)
            for note in latest.values()
        )

    def _days_overdue(self, row: PlannedActivity, figure: ActivityFigure | None) -> int:
        if figure is None or figure.fulfilled:
            return 0
        return max(0, -calendar.days_left(row.deadline, self.figures.as_of))

    def _responsibles(self, activity_id: int) -> tuple[ResponsibleRow, ...]:
        day = self.figures.as_of
        rows = self.plan.responsibles.get(activity_id, ())
        return tuple(
            ResponsibleRow(
                country=row.country,
                institution_id=row.institution_id,
                acronym=row.acronym,
                name=row.name,
                role=row.role,
                exists=(row.valid_from is None or row.valid_from <= day)
                and (row.valid_until is None or row.valid_until >= day),
                ended=row.valid_until is not None and row.valid_until < day,
            )
            for row in rows
        )

    def _milestones(self, activity_id: int, sides: dict[str, CountrySide]) -> tuple[MilestoneRow, ...]:
        met = {code: side.report.milestones_met for code, side in sides.items() if side.report}
        return tuple(
            MilestoneRow(
                key=row.key,
                title=row.title,
                due=row.due,
                weight=row.weight,
                met_by=tuple(code for code, keys in met.items() if row.key in keys),
            )
            for row in self.plan.milestones.get(activity_id, ())
        )

    # --- one country's part -------------------------------------------------------------------------------
    def side(self, part: CountryFigure) -> CountrySide:
        report = self._report(part)
        answer = part.answer.ref if part.answer else None
        return CountrySide(
            country=part.country,
            value=part.value,
            fulfilled=part.fulfilled,
            report=report,
            answer=part.answer.decision.value if part.answer else None,
            answer_row=answer_row(answer) if isinstance(answer, LoadedAnswer) else None,
            answer_inherited=part.answer_inherited,
            evidence=self._accepted(part),
            evidence_count=len(part.accepted),
            stale=part.stale,
            reasons=tuple(reason.value for reason in part.reasons),
            waiting=part.waiting,
            answer_due=self._answer_due(part),
            silent_days=self._silent_days(part),
        )

    def _answer_due(self, part: CountryFigure) -> date | None:
        at = self._waits_since(part)
        return None if at is None else self.clock.term(at).last_day(part.country, at)

    def _silent_days(self, part: CountryFigure) -> int:
        at = self._waits_since(part)
        return 0 if at is None else self.clock.term(at).days_over(part.country, at, self.clock.now)

    def _waits_since(self, part: CountryFigure) -> datetime | None:
        """From when the term of a report that waits is counted; None where none runs."""
        if not part.waiting or part.report is None or not self.plan.begun:
            return None
        return part.report.validated_at

    def _report(self, part: CountryFigure) -> ReportRow | None:
        if part.report is None:
            return None
        return report_row(self.loaded.reports[part.report.entry], self.loaded)

    def _accepted(self, part: CountryFigure) -> tuple[EvidenceRow, ...]:
        own = part.report.entry if part.report else None
        rows = [
            piece.ref for piece in part.accepted if isinstance(piece.ref, LoadedEvidence) and piece.ref.kind
        ]
        return tuple(evidence_row(row, inherited=row.report_id != own) for row in rows)


def _continued(row: PlannedActivity) -> Continued | None:
    if row.continues_code is None or row.continues_number is None:
        return None
    return Continued(row.continues_code, row.continues_number, row.continues_title or "")
