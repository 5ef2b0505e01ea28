"""Plans and reports for the tests of roadmap.completion, written by hand with fixed values; no database."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from roadmap.completion import (
    Acceptance,
    ActivityFigure,
    ActivityPlan,
    Answer,
    CountryFigure,
    Decision,
    Kind,
    MilestonePlan,
    Report,
    RoadmapPlan,
    compute,
)

DATA = Path(__file__).parents[1] / "data"
CASES: list[dict[str, Any]] = json.loads((DATA / "completion_cases.json").read_text(encoding="utf-8"))

START = date(2025, 4, 24)
DUE = date(2026, 6, 30)
DAY = date(2026, 3, 31)
END = date(2026, 12, 31)
CUTOFFS = (date(2025, 4, 30), date(2025, 8, 31), date(2025, 12, 31), date(2026, 4, 30), date(2026, 8, 31))
BOTH = ("BO", "PE")


def instant(text: str) -> datetime:
    """An instant as JSON writes it; a day alone is its noon in UTC."""
    return datetime.fromisoformat((text if "T" in text else f"{text}T12:00:00Z").replace("Z", "+00:00"))


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def activity(number: str = "1.1", kind: Kind = Kind.PARALLEL, **changes: Any) -> ActivityPlan:
    """An activity of both countries, or of Bolivia alone when it is national; stones="a b" or "a:2 b:1"."""
    stones = [stone.partition(":") for stone in changes.pop("stones", "").split()]
    fields: dict[str, Any] = {
        "axis": 1,
        "weight": Decimal(1),
        "countries": ("BO",) if kind == Kind.NATIONAL else BOTH,
        "start": START,
        "due": DUE,
        "milestones": tuple(MilestonePlan(key, Decimal(weight or 1)) for key, _, weight in stones),
    }
    return ActivityPlan(number=number, kind=kind, **{**fields, **changes})


def plan(*activities: ActivityPlan, **changes: Any) -> RoadmapPlan:
    """A roadmap that requires neither agreement nor evidence and ends on 31 December 2026."""
    fields: dict[str, Any] = {
        "parties": BOTH,
        "conformity_required": False,
        "evidence_required": False,
        "end": END,
        "cutoffs": CUTOFFS,
    }
    return RoadmapPlan(activities=activities or (activity(),), **{**fields, **changes})


def report(country: str, as_of: str, said: Any, validated: str | None = "", **changes: Any) -> Report:
    """A report saying a percentage (a number) or milestones (text); validated the next year's 1 March at noon
    unless told otherwise (None: not validated)."""
    if validated == "":
        validated = f"{int(as_of[:4]) + 1}-03-01"
    met = frozenset(said.split()) if isinstance(said, str) else frozenset()
    percent = None if isinstance(said, str) or said is None else said
    fields: dict[str, Any] = {"activity": "1.1", "entry": 0}
    return Report(
        country=country,
        as_of=date.fromisoformat(as_of),
        validated_at=None if validated is None else instant(validated),
        percent=Decimal(percent) if isinstance(percent, int) else percent,
        milestones_met=met,
        **{**fields, **changes},
    )


def agreed(at: str = "2026-02-01") -> Answer:
    return Answer(Decision.AGREED, instant(at))


def observed(at: str = "2026-02-01") -> Answer:
    return Answer(Decision.OBSERVED, instant(at))


def accepted(at: str = "2026-02-01") -> Acceptance:
    return Acceptance(instant(at))


def activity_at(
    the_plan: RoadmapPlan, reports: Iterable[Report], as_of: date = DAY, known_at: str | None = None
) -> ActivityFigure:
    """The figure of activity 1.1."""
    known = None if known_at is None else instant(known_at)
    return compute(the_plan, reports, as_of=as_of, known_at=known).activities["1.1"]


def bolivia(
    the_plan: RoadmapPlan, reports: Iterable[Report], as_of: date = DAY, known_at: str | None = None
) -> CountryFigure:
    """Bolivia's part of activity 1.1."""
    return activity_at(the_plan, reports, as_of, known_at).countries["BO"]


def case_plan(case: dict[str, Any]) -> RoadmapPlan:
    """The plan of one of the worked cases."""
    roadmap = case["roadmap"]
    return RoadmapPlan(
        parties=(roadmap["parties"][0], roadmap["parties"][1]),
        conformity_required=roadmap["conformity_required"],
        evidence_required=roadmap["evidence_required"],
        activities=tuple(_case_activity(row) for row in case["activities"]),
    )


def _case_activity(row: dict[str, Any]) -> ActivityPlan:
    stones = (MilestonePlan(m["key"], Decimal(m["weight"]), day(m["due"])) for m in row["milestones"])
    return ActivityPlan(
        number=row["number"],
        axis=row["axis"],
        weight=Decimal(row["weight"]),
        kind=Kind(row["kind"]),
        countries=tuple(row["countries"]),
        start=date.fromisoformat(row["start"]),
        due=date.fromisoformat(row["due"]),
        milestones=tuple(stones),
        effective_from=day(row["effective_from"]),
        withdrawn_on=day(row["withdrawn_on"]),
    )


def case_reports(case: dict[str, Any]) -> list[Report]:
    """The reports of one of the worked cases; what was said about one was said when it was validated."""
    return [_case_report(entry, row) for entry, row in enumerate(case["progress"])]


def _case_report(entry: int, row: dict[str, Any]) -> Report:
    validated = None if row["validated_at"] is None else instant(row["validated_at"])
    answers: tuple[Answer, ...] = ()
    accepted_then: tuple[Acceptance, ...] = ()
    if validated is not None:
        answers = (Answer(Decision(row["conformity"]), validated),) if row["conformity"] else ()
        accepted_then = (Acceptance(validated),) * row["accepted_evidence"]
    return Report(
        activity=row["activity"],
        country=row["country"],
        as_of=date.fromisoformat(row["as_of"]),
        validated_at=validated,
        percent=None if row["percent"] is None else Decimal(row["percent"]),
        milestones_met=frozenset(row["milestones_met"]),
        answers=answers,
        accepted=accepted_then,
        entry=entry,
    )
