"""What a roadmap's content is, as one text: both secretariats accept its SHA-256."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from roadmap.models import Roadmap
from roadmap.plan.reading import current
from roadmap.plan.rows import Plan, PlannedActivity


def content_sha256(roadmap: Roadmap) -> str:
    """SHA-256 of the plan's canonical JSON: what both secretariats accept when they accept a step."""
    text = json.dumps(content(roadmap), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content(roadmap: Roadmap) -> dict[str, Any]:
    """The plan by its own names, without ids: the same content elsewhere is the same text."""
    plan = current([roadmap])[roadmap.pk]
    return {
        "roadmap": {
            **{name: _plain(getattr(roadmap, name)) for name in ROADMAP},
            "declared": _declared(roadmap),
            **_rules(roadmap),
        },
        "cutoffs": [day.isoformat() for day in plan.cutoffs],
        "activities": [_activity_content(plan, row) for row in plan.activities],
    }


ROADMAP = (
    *("code", "title", "party_a_id", "party_b_id", "start", "end", "signed_on", "signed_place"),
    *("conformity_required", "evidence_required", "source"),
)
# A link to an earlier roadmap is not part of what was signed; nor is what a modification keeps in sight.
NOT_SIGNED = {"roadmap_id", "id", "first_deadline", "continues_code", "continues_number", "continues_title"}


def _activity_content(plan: Plan, row: PlannedActivity) -> dict[str, Any]:
    return {
        **{name: _plain(value) for name, value in row._asdict().items() if name not in NOT_SIGNED},
        "responsibles": [
            {"country": who.country, "acronym": who.acronym, "role": who.role}
            for who in sorted(plan.responsibles.get(row.id, ()), key=attrgetter("country", "position"))
        ],
        "milestones": [
            {"key": stone.key, "title": stone.title, "due": _plain(stone.due), "weight": _plain(stone.weight)}
            for stone in plan.milestones.get(row.id, ())
        ],
    }


def _rules(roadmap: Roadmap) -> dict[str, Any]:
    """The roadmap's own rules where they differ from the first ones, which all that was accepted before them meant.

    The first ones are written out here: whatever new roadmaps begin with later, a hash goes on meaning the same.
    """
    own = {name: getattr(roadmap, name) for name in FIRST_RULES}
    differing = {name: value for name, value in own.items() if value != FIRST_RULES[name]}
    return {"rules": differing} if differing else {}


FIRST_RULES: dict[str, Any] = {
    "answer_days": 30,
    "tacit_conformity": False,
    "minimum_text": 20,
    "sign_days": 15,
    "closing_visto_bueno": False,
    "checks": {
        "evidence": "warn",
        "lower": "block",
        "early_milestone": "warn",
        "short_text": "warn",
        "approval": "block",
    },
    "reminders": {"before": [15, 5, 1], "after": [1, 7, 15], "waiting": [3, 7, 14]},
}


def _declared(roadmap: Roadmap) -> dict[str, Any] | None:
    figure = getattr(roadmap, "declared_figure", None)
    if figure is None:
        return None
    return {name: _plain(getattr(figure, name)) for name in ("value", "source", "declared_on")}


def _plain(value: Any) -> Any:
    """Dates as ISO text, decimals without trailing zeros: the same on every database."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
