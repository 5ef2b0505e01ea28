"""What the figures are computed from: the plan in force and the reports on it.

The caller brings the plan as it was in force at the cutoff date (rule 0) and the reports in any
order. `ref` is an opaque handle, such as a database row, that comes back in the result.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Who produces an activity's result."""

    JOINT = "joint"
    PARALLEL = "parallel"
    NATIONAL = "national"


class Decision(StrEnum):
    """What the counterpart said about a report."""

    AGREED = "agreed"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """One milestone of an activity; its weight is above 0."""

    key: str
    weight: Decimal
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """One activity as the plan has it; its weight is above 0."""

    number: str
    axis: int
    weight: Decimal
    kind: Kind
    countries: tuple[str, ...]
    start: date
    due: date
    milestones: tuple[MilestonePlan, ...] = ()
    effective_from: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class RoadmapPlan:
    """The plan of a roadmap and its two settings; without `end` it never ends."""

    parties: tuple[str, str]
    conformity_required: bool
    evidence_required: bool
    activities: tuple[ActivityPlan, ...]
    end: date | None = None
    cutoffs: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The counterpart's answer to one report."""

    decision: Decision
    at: datetime
    ref: object = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One piece of evidence of a report, accepted.

    `shared`: the counterpart reads it, or a statement of what it shows; what is not supports a national activity only.
    """

    at: datetime
    ref: object = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """One country's report on one activity; without `validated_at` it does not count.

    `entry` is the order of entry: of two reports alike in both dates the higher one counts. Answers
    stand in the order they were given in.
    """

    activity: str
    country: str
    as_of: date
    validated_at: datetime | None
    percent: Decimal | None
    milestones_met: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    entry: int = 0
    ref: object = None
