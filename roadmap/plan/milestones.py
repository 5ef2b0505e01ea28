"""The milestones that a report may attest: those in force on its own day, not only today's."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from roadmap.models import Activity, Amendment, Milestone
from roadmap.plan.amending import typed


def milestones_on(activity: Activity, day: date) -> list[Milestone]:
    """In force on the day, in their order; those of an earlier plan are rows without id. Without any, the progress
    of the day is a percentage. One query, a second one where something was agreed for later.
    """
    return milestones_of([activity], day)[activity.pk]


def milestones_of(activities: Collection[Activity], day: date) -> dict[int, list[Milestone]]:
    """The same of several activities, with their roadmaps, by id: in as many queries as of one."""
    found: dict[int, list[Milestone]] = {row.pk: [] for row in activities}
    for stone in Milestone.objects.filter(activity__in=list(found)).order_by("position", "id"):
        found[stone.activity_id].append(stone)
    for pk, stones in _before(activities, day).items():
        found[pk] = [_as_it_was(pk, position, stone) for position, stone in enumerate(stones)]
    return found


def milestone_keys_on(activity: Activity, day: date) -> set[str]:
    return {stone.key for stone in milestones_on(activity, day)}


def _before(activities: Collection[Activity], day: date) -> dict[int, list[Mapping[str, Any]]]:
    """What the first modification after the day found, by activity."""
    amended = [row.pk for row in activities if row.roadmap.amended_on and row.roadmap.amended_on > day]
    if not amended:
        return {}
    later = Amendment.objects.in_effect_after(day).filter(activity__in=amended)
    found: dict[int, list[Mapping[str, Any]]] = {}
    for pk, before in later.values_list("activity", "before"):
        if "milestones" in before:
            found.setdefault(pk, before["milestones"])
    return found


def _as_it_was(activity_id: int, position: int, stone: Mapping[str, Any]) -> Milestone:
    return Milestone(
        activity_id=activity_id,
        position=position,
        key=stone["key"],
        title=stone["title"],
        due=date.fromisoformat(stone["due"]) if stone["due"] else None,
        weight=typed("weight", stone["weight"]),
    )
