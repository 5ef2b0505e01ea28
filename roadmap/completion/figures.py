"""What comes out of the computation: exact figures with all that is needed to take them apart.

Percentages are fractions from 0 to 100, not rounded. No figure is shown from here without
`roadmap.completion.display`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from .plan import Acceptance, Answer, Kind, Report

RULE_VERSION = 1


class State(StrEnum):
    """How an activity stands (rule 10)."""

    FULFILLED = "fulfilled"
    FULFILLED_LATE = "fulfilled_late"
    OVERDUE = "overdue"
    AT_RISK = "at_risk"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    NO_INFORMATION = "no_information"


class Reason(StrEnum):
    """Why a country's part of an activity counts as fulfilled, or what it lacks (rule 6)."""

    FULFILLED = "fulfilled"
    NO_REPORT = "no_report"
    BELOW_100 = "below_100"
    NOT_AGREED = "not_agreed"
    OBSERVED = "observed"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a roadmap, an axis or a country.

    `counted` and `not_counted` are the activity numbers behind fulfilled ÷ committed, the `due_…` ones
    those behind the figure of what is due so far, all in the order of the plan. `agreed`, `observed`,
    `waiting` and `stale` count pairs of activity and country, as `with_report` does.
    """

    committed: int
    fulfilled: int
    due: int
    due_fulfilled: int
    average: Fraction | None
    signed: int
    withdrawn: int
    expected_reports: int
    with_report: int
    weight: Fraction = Fraction(0)
    agreed: int = 0
    observed: int = 0
    waiting: int = 0
    stale: int = 0
    counted: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    due_counted: tuple[str, ...] = ()
    due_not_counted: tuple[str, ...] = ()

    @property
    def fulfilment(self) -> Fraction | None:
        """Fulfilled of committed, in percent; None when nothing is committed."""
        return _percent(self.fulfilled, self.committed)

    @property
    def due_fulfilment(self) -> Fraction | None:
        """Fulfilled of what is due so far, in percent; None when nothing is due."""
        return _percent(self.due_fulfilled, self.due)

    @property
    def coverage(self) -> Fraction | None:
        """Pairs of activity and country with a report, in percent; None when none is expected."""
        return _percent(self.with_report, self.expected_reports)

    @property
    def without_report(self) -> int:
        """Pairs of activity and country without a report."""
        return self.expected_reports - self.with_report


def _percent(part: int, of: int) -> Fraction | None:
    return Fraction(100 * part, of) if of else None


@dataclass(frozen=True, slots=True)
class CountryFigure:
    """One country's part of one activity.

    `answer` is the report's own or an inherited one, `accepted` its own and the inherited evidence.
    `hundred_since` is the effective date since when the value has been 100 without a break, and
    `counts_late` says that this part is fulfilled but reached 100 after the deadline.
    """

    country: str
    value: Fraction
    fulfilled: bool
    report: Report | None
    answer: Answer | None
    answer_inherited: bool
    accepted: tuple[Acceptance, ...]
    stale: bool
    counts_late: bool
    reasons: tuple[Reason, ...]
    hundred_since: date | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class ActivityFigure:
    """One committed activity; `elapsed` is the share, 0 to 1, of its time that is over."""

    number: str
    axis: int
    kind: Kind
    weight: Fraction
    value: Fraction
    fulfilled: bool
    state: State
    committed: bool
    due: bool
    elapsed: Fraction
    hundred_since: date | None
    countries: dict[str, CountryFigure]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a roadmap for a cutoff date; `activities` holds the committed ones in plan order."""

    as_of: date
    known_at: datetime | None
    rule_version: int
    total: Tally
    axes: dict[int, Tally]
    countries: dict[str, Tally]
    activities: dict[str, ActivityFigure]
    withdrawn: tuple[str, ...]
    not_yet: tuple[str, ...]
    ended: bool

    @property
    def leading(self) -> Literal["due", "fulfilment"]:
        """Which of the figures stands first: what is due until the roadmap ends, then fulfilment."""
        return "fulfilment" if self.ended else "due"
