"""The figures of a closed day: from what both parties signed alone, whatever the rows have become since."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from accounts import ledger
from roadmap.models import PeriodClosing, Roadmap, UnilateralRecord
from roadmap.summary.closed import Act, Alone, Closed, Remark, Signer
from roadmap.summary.frozen import thaw
from roadmap.summary.frozen.texts import DoesNotFit, Texts
from roadmap.summary.whole import RoadmapSummary

Content = dict[str, Any]


def in_force(roadmap: Roadmap, as_of: date) -> PeriodClosing | None:
    """The closing of that day: the latest that is sealed and that no later sealed one replaces.

    One query; its content, which is long, is read when it is asked for.
    """
    closings = PeriodClosing.objects.in_force_on(as_of).filter(roadmap=roadmap)
    return closings.select_related("seal").defer("content").order_by("-number").first()


def of_closing(closing: PeriodClosing) -> RoadmapSummary:
    """What was frozen, in detail; who signed it where all have. Two queries: its texts, and what replaced it.

    Raises NotAsSealed, FiguresDiffer, TextDiffers where what is stored is not what was frozen and signed.
    """
    _expect_as_sealed(closing)
    texts = list(closing.texts.all())
    found = thaw(closing.content, texts)
    return replace(found, closing=closed(closing, Texts(texts))) if closing.is_sealed else found


def of_record(record: UnilateralRecord) -> RoadmapSummary:
    """What one party put on record alone: the figures of the proposal that the other did not sign. One query."""
    closing = record.closing
    _expect_as_sealed(closing)
    _expect(ledger.sha256(record.statement) == record.sha256, record)
    texts = list(closing.texts.all())
    said, put_back = json.loads(record.statement), Texts(texts)
    _expect(said["content"] == closing.content_sha256, record)
    alone = Alone(
        id=record.pk,
        number=said["number"],
        proposal=said["proposal"],
        cutoff=date.fromisoformat(said["cutoff"]),
        country=said["issued"]["country"],
        not_signed_by=said["not_signed_by"],
        term_until=date.fromisoformat(said["term"]["until"]),
        issued_at=datetime.fromisoformat(said["issued"]["at"]),
        issued_by=signer(said["issued"], put_back),
        reason=put_back(said["reason"]),
        sha256=record.sha256,
        content=said["content"],
        verifier=said["verifier"],
        signers=tuple(signer(row, put_back) for row in said["signatures"]),
    )
    return replace(thaw(closing.content, texts), alone=alone)


class NotAsSealed(DoesNotFit):
    """What is stored of a closing is not what its hashes say: it was changed from outside."""


def _expect_as_sealed(closing: PeriodClosing) -> None:
    _expect(ledger.sha256(closing.content) == closing.content_sha256, closing)
    if closing.is_sealed:
        _expect(ledger.sha256(closing.seal.seal) == closing.seal.sha256, closing)
        _expect(json.loads(closing.seal.seal)["content"] == closing.content_sha256, closing)


def _expect(fits: bool, what: object) -> None:
    if not fits:
        raise NotAsSealed(str(what))


def closed(closing: PeriodClosing, texts: Texts) -> Closed:
    """What the seal of a closing says, and whether a later one stands for it. One query."""
    later = closing.replaced_by.filter(seal__isnull=False).order_by("number")
    replaced_by = later.values_list("number", flat=True).first()
    return from_seal(
        closing.seal.seal, pk=closing.pk, texts=texts, known_at=closing.known_at, replaced_by=replaced_by
    )


def from_seal(text: str, *, pk: int, texts: Texts, known_at: datetime, replaced_by: int | None) -> Closed:
    """The seal taken apart: it holds all that a document of the closing prints of it."""
    seal = json.loads(text)
    replaces = seal["replaces"]
    return Closed(
        id=pk,
        number=seal["number"],
        cutoff=date.fromisoformat(seal["cutoff"]),
        known_at=known_at,
        sealed_at=max(datetime.fromisoformat(row["at"]) for row in seal["signatures"]),
        seal=ledger.sha256(text),
        content=seal["content"],
        verifier=seal["verifier"],
        signers=tuple(signer(row, texts) for row in seal["signatures"]),
        replaces=(replaces["number"], replaces["seal"]) if replaces else None,
        replaced_by=replaced_by,
    )


def signer(row: Content, texts: Texts) -> Signer:
    """One signature as it stands in a seal."""
    held = row["appointment"] or {"capacity": "", "act": None}
    return Signer(
        country=row["country"],
        office=row["office"],
        name=row["name"],
        institution=row["institution"],
        capacity=held["capacity"],
        act=_act(held["act"]),
        at=datetime.fromisoformat(row["at"]),
        second_factor=str(row["second_factor"] or ""),
        remarks=tuple(
            Remark(row["country"], one["activity"], one["kind"], texts(one["text"])) for one in row["remarks"]
        ),
    )


def _act(row: Content | None) -> Act | None:
    if row is None:
        return None
    dated = date.fromisoformat(row["dated"]) if row["dated"] else None
    return Act(row["kind"], row["number"], dated, row["sha256"])
