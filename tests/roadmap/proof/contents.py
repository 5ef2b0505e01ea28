"""Plans and reports of the rules' own tests as the content that is frozen of them ("alternat-figures/1")."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from accounts import ledger
from roadmap.completion import ActivityPlan, Report, RoadmapPlan, as_dict, compute

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)


def content_of(
    plan: RoadmapPlan, reports: Iterable[Report], *, as_of: date, known_at: datetime | None = None
) -> dict[str, Any]:
    """With the figures as `roadmap.completion` computes them."""
    counted = [report for report in reports if report.validated_at is not None]
    activities = [_activity(row) for row in plan.activities]
    return {
        "format": "alternat-figures/1",
        "rule_version": 1,
        "as_of": as_of.isoformat(),
        "known_at": ledger.instant(known_at or ALWAYS),
        "cutoffs": [day.isoformat() for day in plan.cutoffs],
        "roadmap": {
            "ref": "roadmap/1",
            "code": "xa-xb",
            "parties": [{"code": code} for code in plan.parties],
            "end": None if plan.end is None else plan.end.isoformat(),
            "conformity_required": plan.conformity_required,
            "evidence_required": plan.evidence_required,
        },
        "plan": {"sha256": ledger.sha256(ledger.canonical(activities)), "activities": activities},
        "reports": [_report(report) for report in counted],
        "answers": [row for report in counted for row in _answers(report)],
        "evidence": [row for report in counted for row in _evidence(report)],
        "notes": [],
        "declared": None,
        "original": None,
        "figures": as_dict(compute(plan, counted, as_of=as_of, known_at=known_at)),
    }


def _activity(row: ActivityPlan) -> dict[str, Any]:
    return {
        "ref": f"activity/{row.number}",
        "number": row.number,
        "axis": {"number": row.axis, "title": f"Eje {row.axis}"},
        "kind": str(row.kind),
        "weight": ledger.number(row.weight),
        "start": row.start.isoformat(),
        "deadline": row.due.isoformat(),
        "effective_from": row.effective_from and row.effective_from.isoformat(),
        "withdrawn_on": row.withdrawn_on and row.withdrawn_on.isoformat(),
        "countries": list(row.countries),
        "milestones": [
            {"key": stone.key, "title": stone.key, "due": None, "weight": ledger.number(stone.weight)}
            for stone in row.milestones
        ],
    }


def _report(report: Report) -> dict[str, Any]:
    assert report.validated_at is not None
    return {
        "ref": f"report/{report.entry}",
        "entry": report.entry,
        "activity": report.activity,
        "country": report.country,
        "as_of": report.as_of.isoformat(),
        "validated_at": ledger.instant(report.validated_at),
        "percent": None if report.percent is None else ledger.number(report.percent),
        "milestones_met": sorted(report.milestones_met),
        **dict.fromkeys(("from_workbook", "on_paper", "without_approval", "single_control"), False),
        "description": "",
    }


def _answers(report: Report) -> Iterable[dict[str, Any]]:
    for place, answer in enumerate(report.answers):
        yield {
            "ref": f"conformity/{report.entry}0{place}",
            "report": f"report/{report.entry}",
            "country": "PE" if report.country == "BO" else "BO",
            "decision": str(answer.decision),
            "at": ledger.instant(answer.at),
            "tacit": False,
        }


def _evidence(report: Report) -> Iterable[dict[str, Any]]:
    for place, acceptance in enumerate(report.accepted):
        yield {
            "ref": f"evidence/{report.entry}0{place}",
            "report": f"report/{report.entry}",
            "kind": "file",
            "category": "other",
            "visibility": "binational",
            "statement": "",
            "sha256": ledger.sha256(f"{report.entry} {place}"),
            "accepted_at": ledger.instant(acceptance.at),
            "counts": True,
        }
