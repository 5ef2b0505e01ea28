"""From a summary to the content that is frozen, "alternat-figures/1": all that its figures were made from, and they."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from accounts import ledger
from accounts.models import Country
from roadmap import completion
from roadmap.completion import Kind
from roadmap.models import Roadmap
from roadmap.plan import Answering, Plan, PlannedActivity
from roadmap.summary.frozen.texts import Held
from roadmap.summary.loading import LoadedAnswer, LoadedEvidence, LoadedReport
from roadmap.summary.records import evidence_row
from roadmap.summary.silence import Clock
from roadmap.summary.whole import RoadmapSummary

FORMAT = "alternat-figures/1"
PLAN_TEXTS = (
    *("indicator", "unit", "baseline", "target", "means_of_verification", "source"),
    *("cooperation", "funding"),
)
REPORT_TEXTS = ("description", "difficulties", "next_steps", "value_reached", "explanation")
MARKS = ("from_workbook", "on_paper", "without_approval", "single_control")
Content = dict[str, Any]


def content_of(found: RoadmapSummary, texts: Held) -> Content:
    """`found` is a detailed summary as known at an instant."""
    if found.known_at is None:
        raise ValueError("What is frozen is known at an instant.")
    return {
        "format": FORMAT,
        "rule_version": found.rule_version,
        "as_of": ledger.plain(found.as_of),
        "known_at": ledger.instant(found.known_at),
        "cutoffs": list(map(ledger.plain, found.cutoffs)),
        "roadmap": _roadmap(found.roadmap, found.plan, found.clock),
        "plan": _plan(found.plan),
        **_said(found, texts),
        "declared": _declared(found),
        "original": _original(found, texts),
        "figures": completion.as_dict(found.figures),
    }


# --- The roadmap and its plan -----------------------------------------------------------------------------
def _roadmap(roadmap: Roadmap, plan: Plan, clock: Clock) -> Content:
    return {
        "ref": f"roadmap/{roadmap.pk}",
        "code": roadmap.code,
        "title": roadmap.title,
        "parties": [_party(roadmap.party_a), _party(roadmap.party_b)],
        "status": str(roadmap.status),
        "begun": plan.begun,
        "source": roadmap.source,
        "signed_on": ledger.plain(roadmap.signed_on),
        "signed_place": roadmap.signed_place,
        **_settings(plan),
        "agreed": {name: ledger.plain(getattr(roadmap, name)) for name in ("start", "end", "first_end")},
        "answering": _answering(clock.answering),
        "begun_at": ledger.plain(clock.begun_at),
        "is_demonstration": roadmap.is_demonstration,
        "is_example": roadmap.is_example,
    }


def _party(country: Country) -> Content:
    return {
        "code": country.code,
        "name": {"es": country.name, "en": country.name_en},
        "official": {"es": country.official_name, "en": country.official_name_en},
        "time_zone": country.time_zone,
        "number_format": str(country.number_format),
    }


def _settings(plan: Plan) -> Content:
    return {
        "start": ledger.plain(plan.start),
        "end": ledger.plain(plan.end),
        "first_end": ledger.plain(plan.first_end),
        "conformity_required": plan.conformity_required,
        "evidence_required": plan.evidence_required,
    }


def _answering(answering: Answering) -> Content:
    return {
        "first": answering.first._asdict(),
        "later": [
            {"accepted_at": ledger.instant(at), "since": ledger.plain(since), **rules._asdict()}
            for at, since, rules in answering.later
        ],
    }


def _plan(plan: Plan) -> Content:
    rows = [_activity(plan, row) for row in plan.activities]
    return {"sha256": ledger.sha256(ledger.canonical(rows)), "activities": rows}


def _activity(plan: Plan, row: PlannedActivity) -> Content:
    return {
        "ref": f"activity/{row.id}",
        "number": row.number,
        "title": row.title,
        "axis": {"number": row.axis_number, "title": row.axis_title},
        "kind": str(row.kind),
        "weight": ledger.number(Decimal(row.weight)),
        **{
            name: ledger.plain(getattr(row, name))
            for name in ("start", "deadline", "first_deadline", "effective_from", "withdrawn_on")
        },
        "countries": list(plan.countries(row.id)),
        "milestones": [
            {
                "key": stone.key,
                "title": stone.title,
                "due": ledger.plain(stone.due),
                "weight": ledger.number(Decimal(stone.weight)),
            }
            for stone in plan.milestones.get(row.id, ())
        ],
        "responsibles": [
            {
                "country": who.country,
                "institution": f"institution/{who.institution_id}",
                "acronym": who.acronym,
                "name": who.name,
                "role": str(who.role),
                "valid_from": ledger.plain(who.valid_from),
                "valid_until": ledger.plain(who.valid_until),
            }
            for who in plan.responsibles.get(row.id, ())
        ],
        **{name: getattr(row, name) for name in PLAN_TEXTS},
        "continues": _continued(row),
    }


def _continued(row: PlannedActivity) -> Content | None:
    if row.continues_code is None:
        return None
    return {"code": row.continues_code, "number": row.continues_number, "title": row.continues_title}


# --- What was said ----------------------------------------------------------------------------------------
def _said(found: RoadmapSummary, texts: Held) -> Content:
    loaded, known_at = found.loaded, found.known_at
    numbers = {row.id: row.number for row in found.plan.activities}
    national = {row.number for row in found.plan.activities if row.kind == Kind.NATIONAL}
    reports = [loaded.reports[pk] for pk in sorted(loaded.reports)]
    evidence = [piece for row in reports for piece in loaded.evidence.get(row.id, ())]
    known = [piece for piece in evidence if known_at is None or piece.accepted_at <= known_at]
    return {
        "reports": [_report(row, texts) for row in reports],
        "answers": [
            _answer(row, texts) for row in _in_order(loaded.answers.get(report.id, ()) for report in reports)
        ],
        "evidence": [
            _evidence(piece, loaded.reports[piece.report_id].activity_number in national, texts)
            for piece in sorted(known, key=lambda piece: piece.id)
        ],
        "notes": [
            {
                "activity": numbers[note.activity_id],
                "country": note.country,
                "as_of": ledger.plain(note.as_of),
                "reason": texts(note.reason),
                "added_at": ledger.instant(note.added_at),
                "added_by": note.added_by,
            }
            for pk, notes in sorted(loaded.notes.items())
            if pk in numbers
            for note in notes
        ],
    }


def _in_order(answers: Iterable[Iterable[LoadedAnswer]]) -> list[LoadedAnswer]:
    """As they were given; those of one report at one instant stay as they stand."""
    return sorted((row for rows in answers for row in rows), key=lambda row: row.decided_at.astimezone(UTC))


def _report(row: LoadedReport, texts: Held) -> Content:
    return {
        "ref": f"report/{row.id}",
        "entry": row.id,
        "activity": row.activity_number,
        "country": row.country,
        "as_of": ledger.plain(row.as_of),
        "validated_at": ledger.instant(row.validated_at),
        "percent": None if row.percent is None else ledger.number(row.percent),
        "milestones_met": list(row.milestones_met),
        **{name: getattr(row, name) for name in MARKS},
        "institution": row.institution or "",
        "author": row.typed_by or row.author or "",
        "typed_by": row.typed_by or row.author or "",
        "answered_by": row.paper_signed_by or row.submitted_by or "",
        "validated_by": row.validated_by or "",
        **{name: texts(getattr(row, name)) for name in REPORT_TEXTS},
    }


def _answer(row: LoadedAnswer, texts: Held) -> Content:
    return {
        "ref": None if row.id is None else f"conformity/{row.id}",
        "report": f"report/{row.report_id}",
        "country": row.country,
        "decision": str(row.decision),
        "at": ledger.instant(row.decided_at),
        "by": row.decided_by or "",
        "reason": texts(row.reason),
        "tacit": row.tacit,
        "from_workbook": row.from_workbook,
        "maintained": _maintained(row, texts),
    }


def _maintained(row: LoadedAnswer, texts: Held) -> Content | None:
    if row.maintained_at is None:
        return None
    return {
        "at": ledger.instant(row.maintained_at),
        "by": row.maintained_by or "",
        "reason": texts(row.maintained_reason),
    }


def _evidence(piece: LoadedEvidence, national: bool, texts: Held) -> Content:
    """As everybody reads it: of what one country alone reads, its kinds, its statement and its commitment.

    `shared`: the counterpart can read what it shows; what is not supports only what its country does alone.
    """
    row = evidence_row(piece)
    return {
        "ref": f"evidence/{row.id}",
        "report": f"report/{piece.report_id}",
        "kind": str(row.kind),
        "category": str(row.category),
        "dated": ledger.plain(row.dated),
        "institution": row.institution,
        "visibility": str(row.visibility),
        "classification": str(row.classification),
        "title": texts(row.title),
        "file_name": texts(row.file_name),
        "url": texts(row.url),
        "sha256": row.sha256 or None,
        "commitment": row.commitment or None,
        "size": row.size,
        "content_type": row.content_type,
        "statement": texts(row.statement),
        "added_at": _instant(row.added_at),
        "added_by": row.added_by,
        "accepted_at": ledger.instant(piece.accepted_at),
        "shared": not piece.kept_back,
        "counts": not piece.kept_back or national,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else ledger.instant(at)


# --- What stands beside -----------------------------------------------------------------------------------
def _declared(found: RoadmapSummary) -> Content | None:
    figure = found.declared
    if figure is None:
        return None
    return {
        "value": ledger.number(figure.value),
        "source": figure.source,
        "declared_on": ledger.plain(figure.declared_on),
    }


def _original(found: RoadmapSummary, texts: Held) -> Content | None:
    """The figures at the end that was signed, with the plan and the silences that they were made from."""
    if found.original is None or found.original.found is None:
        return None
    then = found.original.found
    answers = _in_order(then.loaded.answers.get(pk, ()) for pk in sorted(then.loaded.reports))
    return {
        "day": ledger.plain(found.original.day),
        "roadmap": _settings(then.plan),
        "cutoffs": list(map(ledger.plain, then.cutoffs)),
        "plan": _plan(then.plan),
        "tacit": [_answer(row, texts) for row in answers if row.tacit],
        "figures": completion.as_dict(then.figures),
    }
