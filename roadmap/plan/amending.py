"""What an agreed modification changes, as plain JSON: an activity or the roadmap itself, field by field."""

from datetime import date
from decimal import Decimal
from typing import Any

from roadmap.models import Roadmap
from roadmap.plan.rows import Plan, PlannedActivity

Content = dict[str, Any]
TEXTS = (
    *("indicator", "unit", "baseline", "target", "means_of_verification"),
    *("cooperation", "funding", "source"),
)
FIELDS = ("title", "kind", "weight", "start", "deadline", *TEXTS)
# In the order in which they are shown.
SETTINGS = (
    *("conformity_required", "evidence_required", "answer_days", "tacit_conformity", "minimum_text"),
    *("sign_days", "closing_visto_bueno"),
)
LADDERS = ("checks", "reminders")
DAYS = (
    *("start", "deadline", "first_deadline", "withdrawn_on", "effective_from", "end", "first_end"),
    "since",
)


def activity_content(plan: Plan, number: str) -> Content | None:
    """An activity of the plan as forms write it; None where the plan has none with the number."""
    row = next((row for row in plan.activities if row.number == number), None)
    return None if row is None else row_content(plan, row)


def row_content(plan: Plan, row: PlannedActivity) -> Content:
    return {
        "number": row.number,
        "axis": row.axis_title,
        **{name: plain(getattr(row, name)) for name in FIELDS},
        "withdrawn_on": plain(row.withdrawn_on),
        "responsibles": _responsibles(plan, row),
        "milestones": [
            {
                "key": stone.key,
                "title": stone.title,
                "due": stone.due.isoformat() if stone.due else "",
                "weight": plain(stone.weight),
            }
            for stone in plan.milestones.get(row.id, ())
        ],
    }


def _responsibles(plan: Plan, row: PlannedActivity) -> dict[str, list[Content]]:
    """By country, each side in its order. `since` only where it passed from another institution: from that day on."""
    sides: dict[str, list[Content]] = {}
    for who in plan.responsibles.get(row.id, ()):
        sides.setdefault(who.country, []).append(
            {"institution": who.institution_id, "acronym": who.acronym, "role": who.role}
            | ({"since": plain(who.since)} if who.since else {})
        )
    return dict(sorted(sides.items()))


def roadmap_content(roadmap: Roadmap, plan: Plan) -> Content:
    """What may be changed of the roadmap itself."""
    return {
        "end": plan.end.isoformat(),
        "cutoffs": [day.isoformat() for day in plan.cutoffs],
        **{name: getattr(roadmap, name) for name in (*SETTINGS, *LADDERS)},
    }


def plain(value: Any) -> Any:
    """Dates as ISO text, decimals without trailing zeros."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def typed(name: str, value: Any) -> Any:
    """A plain value as its column holds it."""
    if name == "weight":
        return Decimal(value)
    if name in DAYS:
        return date.fromisoformat(value) if value else None
    return value
