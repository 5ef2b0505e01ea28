"""A figure taken apart, as JSON: counts and dates as numbers and ISO text, percentages as text with a point."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.urls import reverse

from roadmap import completion
from roadmap.summary import ActivityRow, CountrySide, EvidenceRow, RoadmapSummary
from roadmap.summary.why import Line, Why


def as_dict(taken_apart: Why, found: RoadmapSummary, rule: list[str]) -> dict[str, Any]:
    code = found.roadmap.code
    return {
        "roadmap": code,
        "as_of": found.as_of.isoformat(),
        "figure": taken_apart.figure,
        "axis": taken_apart.axis,
        "country": taken_apart.country,
        "rule_version": found.rule_version,
        "rule": rule,
        "closing": _closing(found),
        "part": _number(taken_apart.part),
        "whole": _number(taken_apart.whole),
        "value": completion.one_decimal(taken_apart.value),
        "display": completion.whole(taken_apart.value),
        "counted": _lines(taken_apart.counted, code),
        "not_counted": _lines(taken_apart.not_counted, code),
        "outside": [_activity(row, code) for row in taken_apart.outside],
    }


def _closing(found: RoadmapSummary) -> dict[str, Any] | None:
    """By which closing the figure is closed; None where it is live."""
    if found.closing is None:
        return None
    return {"number": found.closing.number, "seal": found.closing.seal}


def _number(value: Fraction) -> int | str:
    """A count as an integer, a weighted sum as text."""
    return int(value) if value.denominator == 1 else f"{float(value):.6f}"


def _lines(lines: Iterable[Line], code: str) -> list[dict[str, Any]]:
    return [
        {
            **_activity(line.activity, code),
            "weight": _number(line.weight),
            "value": completion.one_decimal(line.value),
            "reasons": [{"country": country, "reason": reason} for country, reason in line.reasons],
            "countries": {side.country: _side(side) for side in line.sides},
        }
        for line in lines
    ]


def _activity(row: ActivityRow, code: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "deadline": row.deadline.isoformat(),
        "state": None if row.state is None else row.state.value,
        "url": reverse("roadmap:activity-detail", args=[code, row.number]),
    }


def _side(side: CountrySide) -> dict[str, Any]:
    return {
        "value": completion.one_decimal(side.value),
        "fulfilled": side.fulfilled,
        "report": _report(side),
        "conformity": _answer(side),
        "evidence": [_evidence(piece) for piece in side.evidence],
    }


def _report(side: CountrySide) -> dict[str, Any] | None:
    report = side.report
    if report is None:
        return None
    return {
        "id": report.id,
        "as_of": report.as_of.isoformat(),
        "validated_at": report.validated_at.isoformat(),
        "validated_by": report.validated_by or None,
        "author": report.author or None,
        "answered_by": report.answered_by or None,
        "typed_by": report.typed_by or None,
        "on_paper": report.on_paper,
        "without_approval": report.without_approval,
        "single_control": report.single_control,
        "institution": report.institution or None,
        "from_workbook": report.from_workbook,
        "url": reverse("roadmap:progress-detail", args=[report.id]),
    }


def _answer(side: CountrySide) -> dict[str, Any] | None:
    answer = side.answer_row
    if answer is None:
        return None
    return {
        "decision": answer.decision,
        "country": answer.country,
        "decided_at": answer.decided_at.isoformat(),
        "decided_by": answer.decided_by or None,
        "reason": answer.reason or None,
        "inherited": side.answer_inherited,
    }


def _evidence(piece: EvidenceRow) -> dict[str, Any]:
    return {
        "id": piece.id,
        "kind": piece.kind,
        "title": piece.title or None,
        "category": piece.category,
        "dated": piece.dated.isoformat() if piece.dated else None,
        "institution": piece.institution or None,
        "visibility": piece.visibility,
        "statement": piece.statement or None,
        "commitment": piece.commitment or None,
        "sha256": piece.sha256 or None,
        "size": piece.size,
        "inherited": piece.inherited,
        "url": piece.url or (reverse("roadmap:evidence-download", args=[piece.id]) if piece.sha256 else None),
    }
