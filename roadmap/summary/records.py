"""Loaded reports, answers and evidence as the rows that are shown, and the journal of what happened."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from roadmap.summary.loading import Loaded, LoadedAnswer, LoadedEvidence, LoadedReport
from roadmap.summary.rows import AnswerRow, Change, EvidenceRow, MaintainedRow, ReportRow


def report_row(row: LoadedReport, loaded: Loaded) -> ReportRow:
    """With its own evidence and all answers to it."""
    return ReportRow(
        id=row.id,
        activity_number=row.activity_number,
        country=row.country,
        as_of=row.as_of,
        validated_at=row.validated_at,
        percent=row.percent,
        milestones_met=tuple(row.milestones_met),
        from_workbook=row.from_workbook,
        on_paper=row.on_paper,
        without_approval=row.without_approval,
        single_control=row.single_control,
        description=row.description,
        difficulties=row.difficulties,
        next_steps=row.next_steps,
        value_reached=row.value_reached,
        explanation=row.explanation,
        author=row.typed_by or row.author or "",
        answered_by=row.paper_signed_by or row.submitted_by or "",
        typed_by=row.typed_by or row.author or "",
        validated_by=row.validated_by or "",
        institution=row.institution or "",
        evidence=tuple(evidence_row(piece) for piece in loaded.evidence.get(row.id, ()) if piece.kind),
        answers=tuple(map(answer_row, loaded.answers.get(row.id, ()))),
    )


def answer_row(row: LoadedAnswer) -> AnswerRow:
    return AnswerRow(
        decision=row.decision,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by or "",
        country=row.country,
        from_workbook=row.from_workbook,
        id=row.id,
        tacit=row.tacit,
        maintained=_maintained(row),
    )


def _maintained(row: LoadedAnswer) -> MaintainedRow | None:
    if row.maintained_at is None:
        return None
    return MaintainedRow(row.maintained_reason or "", row.maintained_at, row.maintained_by or "")


def evidence_row(row: LoadedEvidence, *, inherited: bool = False) -> EvidenceRow:
    """Of a piece that was loaded in detail."""
    found = EvidenceRow(
        id=row.id,
        kind=row.kind,
        title=row.title,
        url=row.url,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
        added_at=row.added_at,
        added_by=row.added_by or "",
        accepted_at=row.accepted_at,
        inherited=inherited,
        category=row.category,
        dated=row.dated,
        institution=row.institution or "",
        visibility=row.visibility,
        classification=row.classification,
        statement=row.statement,
        commitment=row.commitment,
    )
    return sealed(found) if found.sealed else found


def sealed(row: EvidenceRow) -> EvidenceRow:
    """Without all that the counterpart may not read: no content, no name, no bare hash."""
    return replace(
        row,
        title="",
        url="",
        file_name="",
        sha256="",
        size=None,
        content_type="",
        added_by="",
        dated=None,
        institution="",
        classification="none",
    )


def changes(loaded: Loaded, since: datetime, titles: dict[str, str]) -> list[Change]:
    """Validations and answers from the instant on about the activities named, the latest first."""
    found = [
        change
        for row in loaded.reports.values()
        if row.activity_number in titles
        for change in _changes_of(row, loaded, since, titles[row.activity_number])
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _changes_of(row: LoadedReport, loaded: Loaded, since: datetime, title: str) -> Iterator[Change]:
    number = row.activity_number
    if row.validated_at >= since:
        who = row.validated_by or ""
        yield Change(row.validated_at, "report_validated", number, title, row.country, who, row.id)
    for answer in loaded.answers.get(row.id, ()):
        if answer.decided_at >= since:
            who = answer.decided_by or ""
            yield Change(
                answer.decided_at, _kind(answer), number, title, answer.country, who, row.id, answer.reason
            )
        said = _maintained(answer)
        if said is not None and said.maintained_at >= since:
            at, who = said.maintained_at, said.maintained_by
            yield Change(at, "maintained", number, title, row.country, who, row.id, said.reason)


def _kind(answer: LoadedAnswer) -> Literal["agreed", "tacit", "observed"]:
    if answer.tacit:
        return "tacit"
    return "agreed" if answer.decision == "agreed" else "observed"
