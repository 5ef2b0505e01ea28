"""The one summary of a roadmap that page, PDF, Excel and command line show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from roadmap import calendar, completion
from roadmap.completion import Figures, State, Tally
from roadmap.models import DeclaredFigure, Roadmap
from roadmap.plan import Plan
from roadmap.summary import records
from roadmap.summary.closed import Alone, Closed
from roadmap.summary.loading import Loaded
from roadmap.summary.rows import ActivityRow, AxisRow, Change, PartyCounts, ReportRow
from roadmap.summary.silence import Clock


@dataclass(frozen=True, slots=True)
class OriginalEnd:
    """What stood at the end that was signed, where the parties extended the roadmap; `found`: from what."""

    day: date
    total: Tally
    found: RoadmapSummary | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RoadmapSummary:
    """All figures of a roadmap on a day. `parties` by code, in the order of the roadmap's own two columns.

    The settings from `start` to `evidence_required` are those in force on that day, `original` what stood at the
    first end. `plan`, `loaded` and `clock` are what all of it was made from: the plan in force, and what counts.
    `closing`: by which these figures are closed; nothing is read for them but what was frozen. `alone`: what one party
    put on record of them, which is no closing.
    """

    roadmap: Roadmap
    as_of: date
    known_at: datetime | None
    figures: Figures
    axes: tuple[AxisRow, ...]
    activities: tuple[ActivityRow, ...]
    withdrawn: tuple[ActivityRow, ...]
    not_yet: tuple[ActivityRow, ...]
    parties: dict[str, PartyCounts]
    cutoffs: tuple[date, ...]
    elapsed: Fraction
    declared: DeclaredFigure | None
    start: date
    end: date
    first_end: date | None
    conformity_required: bool
    evidence_required: bool
    original: OriginalEnd | None
    loaded: Loaded = field(repr=False)
    plan: Plan = field(repr=False)
    clock: Clock = field(repr=False, compare=False)
    historical: bool = False
    closing: Closed | None = None
    alone: Alone | None = None

    @property
    def total(self) -> Tally:
        return self.figures.total

    @property
    def rule_version(self) -> int:
        return self.figures.rule_version

    @property
    def ended(self) -> bool:
        return self.figures.ended

    @property
    def leading(self) -> Literal["due", "fulfilment"]:
        return self.figures.leading

    @property
    def elapsed_percent(self) -> Fraction:
        return self.elapsed * 100

    @property
    def days_left(self) -> int:
        """Until the end of the roadmap; negative once it is past."""
        return calendar.days_left(self.end, self.as_of)

    @property
    def next_cutoff(self) -> date | None:
        return calendar.current_or_next_cutoff(self.cutoffs, self.as_of)

    @property
    def only_declared(self) -> bool:
        """A declared figure without breakdown: nothing can be computed, and nothing is."""
        return self.declared is not None and not self.figures.total.signed

    @property
    def record(self) -> Literal["unconfirmed", "confirmed"] | None:
        """What the historical record among the current reports is worth; None where there is none."""
        if not self.historical:
            return None
        return "unconfirmed" if self.roadmap.status == Roadmap.Status.IN_PREPARATION else "confirmed"

    @property
    def overdue(self) -> tuple[ActivityRow, ...]:
        """Past the deadline while the roadmap runs, the longest first."""
        late = [row for row in self.activities if row.state == State.OVERDUE]
        return tuple(sorted(late, key=lambda row: -row.days_overdue))

    @property
    def unfulfilled(self) -> tuple[ActivityRow, ...]:
        """What the roadmap ended without; nothing while it runs."""
        return tuple(row for row in self.activities if not row.fulfilled) if self.ended else ()

    @property
    def at_risk(self) -> tuple[ActivityRow, ...]:
        return tuple(row for row in self.activities if row.state == State.AT_RISK)

    @property
    def without_report(self) -> tuple[ActivityRow, ...]:
        """Those on which at least one of their countries has not reported."""
        return tuple(row for row in self.activities if row.without_report)

    def activity(self, number: str) -> ActivityRow | None:
        """The activity, also one that is not committed on that day."""
        rows = (*self.activities, *self.withdrawn, *self.not_yet)
        return next((row for row in rows if row.number == number), None)

    def country_tally(self, code: str) -> Tally:
        """The percentages of one country: for its own side's view only (rule 8)."""
        return self.figures.countries[code]

    def reports_of(self, number: str, country: str) -> tuple[ReportRow, ...]:
        """All that count on that day, the current one first."""
        part = (number, country)
        rows = [row for row in self.loaded.reports.values() if (row.activity_number, row.country) == part]
        rows.sort(key=lambda row: (row.as_of, row.validated_at, row.id), reverse=True)
        return tuple(records.report_row(row, self.loaded) for row in rows)

    def changes_since(self, instant: datetime) -> tuple[Change, ...]:
        """What was validated and answered from the instant on, the latest first."""
        titles = {row.number: row.title for row in (*self.activities, *self.withdrawn, *self.not_yet)}
        return tuple(records.changes(self.loaded, instant, titles))

    def as_dict(self) -> dict[str, Any]:
        """What `manage.py completion` prints as JSON."""
        figures = {"roadmap": self.roadmap.code, **completion.as_dict(self.figures)}
        for row in self.activities:
            for code, side in row.countries.items():
                figures["activities"][row.number]["countries"][code]["standing"] = side.standing
        if self.closing is not None:
            figures["closing"] = {"number": self.closing.number, "seal": self.closing.seal}
        if self.declared is not None:
            figures["declared"] = {
                "value": completion.one_decimal(Fraction(self.declared.value)),
                "source": self.declared.source,
                "declared_on": self.declared.declared_on.isoformat() if self.declared.declared_on else None,
            }
        if self.original is not None:
            total = self.original.total
            figures["original_end"] = {
                "day": self.original.day.isoformat(),
                "fulfilled": total.fulfilled,
                "committed": total.committed,
                "fulfilment": completion.one_decimal(total.fulfilment),
                "average": completion.one_decimal(total.average),
                "display": completion.whole(total.fulfilment),
            }
        return figures
