"""A hash, or a file that passed by, and which sealed closing it is of. Only what is sealed is ever found.

What is told is what both parties signed, from the seal: no row of today, but for what replaced it since.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from accounts import ledger
from roadmap.models import (
    ClosingOriginal,
    ClosingPaper,
    PeriodClosing,
    SignatureCheck,
    SignedUpload,
    StateSignature,
    UnilateralRecord,
)
from roadmap.proof.passing import Passing
from roadmap.verification import prints

# What was given. `begins`: a document of the closing with something after it; `names`: a PDF that bears the closing's
# number but is none of its documents.
Kind = Literal[
    "seal",
    "content",
    "document",
    "original",
    "begins",
    "names",
    "ink",
    "evidence",
    "unilateral",
    "unilateral_names",
]


@dataclass(frozen=True, slots=True)
class Signer:
    country: str
    office: str
    name: str
    institution: str
    at: datetime
    remarks: int


@dataclass(frozen=True, slots=True)
class Found:
    """`intact`: what is stored here still is what was signed. `evidence_of`: activity and country of its reports."""

    kind: Kind
    closing: PeriodClosing
    number: int
    signers: tuple[Signer, ...]
    intact: bool
    replaced_by: PeriodClosing | None = None
    state_signatures: tuple[StateSignature, ...] = ()
    evidence_of: tuple[tuple[str, str], ...] = ()
    record: UnilateralRecord | None = None

    @property
    def is_valid(self) -> bool:
        """It is the closing, one of its documents, or part of it."""
        return self.intact and self.kind not in ("names", "unilateral", "unilateral_names")


def of_hash(sha256: str) -> Found | None:
    """Of a full SHA-256, in lower case."""
    return _known(sha256, {sha256})


def of_file(file: Passing) -> Found | None:
    """Of a file by its own hash, by those of its revisions, and by the number that it bears."""
    return _known(file.sha256, {file.sha256, *file.revisions}) or _bearing(file)


# --- By a hash that is stored -----------------------------------------------------------------------------
def _known(sha256: str, revisions: set[str]) -> Found | None:
    for kind, asked in (("seal", Q(seal__sha256=sha256)), ("content", Q(content_sha256=sha256))):
        closing = _sealed().filter(asked).first()
        if closing is not None:
            return _found(kind, closing)  # type: ignore[arg-type]
    record = _records().filter(sha256=sha256).first()
    if record is not None:
        return _alone("unilateral", record)
    return _as_paper(sha256, revisions) or _as_evidence(sha256)


def _as_paper(sha256: str, revisions: set[str]) -> Found | None:
    """The original that the states sign, as it came back signed, or the document signed by hand."""
    signatures = StateSignature.objects.filter(revision_sha256__in=revisions).order_by("position")
    known = tuple(signatures.select_related("country"))
    original = ClosingOriginal.objects.filter(sha256__in=revisions).first()
    if original is not None:
        whole = sha256 in _as_they_came_back(original) | {original.sha256}
        return _found("original" if whole else "begins", _sealed().get(pk=original.closing_id), state=known)
    paper = ClosingPaper.objects.filter(document__sha256=sha256, kind=ClosingPaper.Kind.INK).first()
    return None if paper is None else _found("ink", _sealed().get(pk=paper.closing_id))


def _as_they_came_back(original: ClosingOriginal) -> set[str]:
    """Hashes of the files with it that were verified and accepted."""
    accepted = SignatureCheck.objects.filter(original=original, verdict=SignatureCheck.Verdict.ACCEPTED)
    uploads = SignedUpload.objects.filter(checks__in=accepted)
    return set(uploads.values_list("document__sha256", flat=True))


def _as_evidence(sha256: str) -> Found | None:
    """A file that counted in a closing that both parties signed, and that both may read."""
    for closing in _sealed().filter(content__contains=f'"sha256":"{sha256}"').order_by("-number"):
        content = json.loads(closing.content)
        reports = {row["ref"]: (row["activity"], row["country"]) for row in content["reports"]}
        of = [reports[row["report"]] for row in content["evidence"] if row["sha256"] == sha256]
        if of:
            return _found("evidence", closing, evidence_of=tuple(dict.fromkeys(of)))
    return None


# --- By the number that a PDF bears -----------------------------------------------------------------------
def _bearing(file: Passing) -> Found | None:
    """A PDF with the number of a closing in it: it is one of its documents, or only says so."""
    hashes = {file.sha256, *file.revisions}
    closing = _sealed().filter(seal__sha256__in=file.numbers).first()
    if closing is not None:
        match = prints.is_of(closing, hashes)
        kind: Kind = "names" if match is None else "document" if match == file.sha256 else "begins"
        return _found(kind, closing)
    record = _records().filter(sha256__in=file.numbers).first()
    if record is None:
        return None
    return _alone("unilateral" if prints.is_of_record(record, hashes) else "unilateral_names", record)


# --- What is told -----------------------------------------------------------------------------------------
def _sealed() -> Any:
    return PeriodClosing.objects.sealed().select_related("seal", "roadmap__party_a", "roadmap__party_b")


def _records() -> Any:
    parties = ("roadmap__party_a", "roadmap__party_b")
    through_it = (f"closing__{name}" for name in parties)
    return UnilateralRecord.objects.select_related(*parties, *through_it)


def _found(
    kind: Kind,
    closing: PeriodClosing,
    *,
    state: tuple[StateSignature, ...] = (),
    evidence_of: tuple[tuple[str, str], ...] = (),
) -> Found:
    seal = json.loads(closing.seal.seal)
    return Found(
        kind=kind,
        closing=closing,
        number=closing.number,
        signers=_signers(seal["signatures"], closing),
        intact=is_intact(closing, seal),
        replaced_by=_sealed().filter(replaces=closing).order_by("number").first(),
        state_signatures=state,
        evidence_of=evidence_of,
    )


def is_intact(closing: PeriodClosing, seal: dict[str, Any]) -> bool:
    """The seal has the hash that it is known by, and seals the content that is stored."""
    sealed = ledger.sha256(closing.seal.seal) == closing.seal.sha256
    return sealed and ledger.sha256(closing.content) == seal["content"] == closing.content_sha256


def _alone(kind: Kind, record: UnilateralRecord) -> Found:
    told = json.loads(record.statement)
    return Found(
        kind=kind,
        closing=record.closing,
        number=record.number,
        signers=_signers([told["issued"]], record.closing),
        intact=ledger.sha256(record.statement) == record.sha256,
        record=record,
    )


def _signers(rows: list[dict[str, Any]], closing: PeriodClosing) -> tuple[Signer, ...]:
    """The parties in alphabetical order, as wherever nobody in particular looks."""
    order = [party.code for party in closing.roadmap.parties()]
    return tuple(_signer(row, closing) for row in sorted(rows, key=lambda row: order.index(row["country"])))


def _signer(row: dict[str, Any], closing: PeriodClosing) -> Signer:
    """As the seal names it; the party in the reader's language."""
    names = {party.code: party.official for party in closing.roadmap.parties()}
    return Signer(
        country=names.get(row["country"], row["country"]),
        office=row["office"],
        name=row["name"],
        institution=row["institution"],
        at=datetime.fromisoformat(row["at"]),
        remarks=len(row["remarks"]),
    )
