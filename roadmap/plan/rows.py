"""The rows of a plan, and the plan as `completion` wants it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from roadmap.completion import ActivityPlan, Kind, MilestonePlan, RoadmapPlan
from roadmap.models import Responsibility


class PlannedActivity(NamedTuple):
    """One activity as the plan has it."""

    roadmap_id: int
    id: int
    position: int
    number: str
    title: str
    kind: str
    weight: Decimal
    start: date
    deadline: date
    first_deadline: date | None
    indicator: str
    unit: str
    baseline: str
    target: str
    means_of_verification: str
    source: str
    cooperation: str
    funding: str
    effective_from: date | None
    withdrawn_on: date | None
    continues_code: str | None
    continues_number: str | None
    continues_title: str | None
    axis_number: int
    axis_title: str


class PlannedResponsible(NamedTuple):
    """An institution that answers for an activity on one country's side; from or until a day where it passed."""

    activity_id: int
    country: str
    position: int
    role: str
    institution_id: int
    acronym: str
    name: str
    valid_from: date | None
    valid_until: date | None
    since: date | None = None
    until: date | None = None


class PlannedMilestone(NamedTuple):
    activity_id: int
    position: int
    key: str
    title: str
    due: date | None
    weight: Decimal


@dataclass(slots=True)
class Plan:
    """The plan of one roadmap, in its order; responsibles and milestones by the activity's id."""

    parties: tuple[str, str]
    start: date
    end: date
    conformity_required: bool
    evidence_required: bool
    begun: bool = True  # it is, or was, in force: from then on the parties answer each other within a term
    cutoffs: tuple[date, ...] = ()
    first_end: date | None = None
    activities: list[PlannedActivity] = field(default_factory=list)
    responsibles: dict[int, list[PlannedResponsible]] = field(default_factory=dict)
    milestones: dict[int, list[PlannedMilestone]] = field(default_factory=dict)
    # Who answered before, each with its days: see `plan.institutions`.
    former: dict[int, list[PlannedResponsible]] = field(default_factory=dict)

    def countries(self, activity_id: int) -> tuple[str, ...]:
        """The parties that answer for the activity; who only supports does not answer."""
        answering = {
            row.country
            for row in self.responsibles.get(activity_id, ())
            if row.role != Responsibility.Role.SUPPORT
        }
        return tuple(code for code in self.parties if code in answering)

    def for_completion(self) -> RoadmapPlan:
        return RoadmapPlan(
            parties=self.parties,
            conformity_required=self.conformity_required,
            evidence_required=self.evidence_required,
            activities=tuple(self._activity(row) for row in self.activities),
            end=self.end,
            cutoffs=self.cutoffs,
        )

    def _activity(self, row: PlannedActivity) -> ActivityPlan:
        return ActivityPlan(
            number=row.number,
            axis=row.axis_number,
            weight=row.weight,
            kind=Kind(row.kind),
            countries=self.countries(row.id),
            start=row.start,
            due=row.deadline,
            milestones=tuple(
                MilestonePlan(stone.key, stone.weight, stone.due) for stone in self.milestones.get(row.id, ())
            ),
            effective_from=row.effective_from,
            withdrawn_on=row.withdrawn_on,
        )
