"""Who answered on a day: what passed to a successor later is shown where it stood (rule 0)."""

from dataclasses import replace
from datetime import date
from operator import attrgetter

from roadmap.plan.rows import Plan, PlannedResponsible


def answering_on(plan: Plan, day: date) -> Plan:
    """The plan with the institutions of the day. Nothing is read: a plan brings its former responsibles along."""
    if not plan.former:
        return plan
    sides = dict(plan.responsibles)
    for activity, former in plan.former.items():
        rows = [row for row in (*sides.get(activity, ()), *former) if _stood(row, day)]
        sides[activity] = sorted(rows, key=attrgetter("position"))
    return replace(plan, responsibles=sides)


def _stood(row: PlannedResponsible, day: date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)
