"""The plans of roadmaps as they are now."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import DateField, Value

from roadmap.models import Activity, CutoffDate, FormerResponsibility, Milestone, Responsibility, Roadmap
from roadmap.plan.rows import Plan, PlannedActivity, PlannedMilestone, PlannedResponsible

ACTIVITY = (
    *("roadmap_id", "id", "position", "number", "title", "kind", "weight", "start", "deadline"),
    "first_deadline",
    *("indicator", "unit", "baseline", "target", "means_of_verification", "source"),
    *("cooperation", "funding", "effective_from", "withdrawn_on"),
    *("continues__roadmap__code", "continues__number", "continues__title"),
)
RESPONSIBLE = (
    *("activity_id", "country_id", "position", "role", "institution_id"),
    *("institution__acronym", "institution__name"),
    *("institution__valid_from", "institution__valid_until", "since"),
)
MILESTONE = ("activity_id", "position", "key", "title", "due", "weight")


def current(roadmaps: Sequence[Roadmap]) -> dict[int, Plan]:
    """The plans as they are, by the roadmap's id: four queries for any number of them."""
    plans = {roadmap.pk: without_rows(roadmap) for roadmap in roadmaps}
    of_these = {"activity__roadmap__in": list(plans)}
    days = CutoffDate.objects.filter(roadmap__in=list(plans)).order_by("day")
    for pk, day in days.values_list("roadmap_id", "day"):
        plans[pk].cutoffs += (day,)
    activities = Activity.objects.filter(roadmap__in=list(plans))
    fill(
        plans,
        activities.order_by("position", "id").values_list(*ACTIVITY, "axis__number", "axis__title"),
        _responsibles(of_these),
        Milestone.objects.filter(**of_these).order_by("position", "id").values_list(*MILESTONE),
    )
    return plans


def _responsibles(of_these: dict[str, Any]) -> Iterable[tuple]:
    """Who answers, and who answered before, in one query."""
    rows = Responsibility.objects.filter(**of_these).order_by().annotate(until=Value(None, DateField()))
    former = FormerResponsibility.objects.filter(**of_these).order_by()
    columns = (*RESPONSIBLE, "until", "id")
    both = rows.values_list(*columns).union(former.values_list(*columns), all=True)
    return (row[:-1] for row in both.order_by("position", "id"))


def without_rows(roadmap: Roadmap) -> Plan:
    """The plan with its settings alone."""
    return Plan(
        parties=(roadmap.party_a_id, roadmap.party_b_id),
        start=roadmap.start,
        end=roadmap.end,
        conformity_required=roadmap.conformity_required,
        evidence_required=roadmap.evidence_required,
        begun=roadmap.status != Roadmap.Status.IN_PREPARATION,
        first_end=roadmap.first_end,
    )


def fill(
    plans: dict[int, Plan],
    activities: Iterable[tuple],
    responsibles: Iterable[tuple],
    milestones: Iterable[tuple],
) -> None:
    """Puts rows in the order of their columns above, and of the plan, into the plans they belong to."""
    plan_of: dict[int, Plan] = {}
    for activity in map(PlannedActivity._make, activities):
        plan = plan_of[activity.id] = plans[activity.roadmap_id]
        plan.activities.append(activity)
    for responsible in (PlannedResponsible(*row) for row in responsibles):
        if responsible.activity_id in plan_of:
            plan = plan_of[responsible.activity_id]
            rows = plan.responsibles if responsible.until is None else plan.former
            rows.setdefault(responsible.activity_id, []).append(responsible)
    for stone in map(PlannedMilestone._make, milestones):
        if stone.activity_id in plan_of:
            plan_of[stone.activity_id].milestones.setdefault(stone.activity_id, []).append(stone)
