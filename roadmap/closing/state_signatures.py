"""Signatures of state: the originals are given out, brought back signed by each party in turn, and verified.

What the product itself puts on a closing, its seal, is a *constancia técnica*; this is what the states add to it. The
only writer of `ClosingOriginal`, `SignedUpload`, `SignatureCheck` and `StateSignature`.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import acts, appointments, documents, ledger
from accounts.models import Document, User
from roadmap import permissions
from roadmap.closing import rows, told
from roadmap.models import (
    ClosingOriginal,
    ClosingPaper,
    PeriodClosing,
    SignatureCheck,
    SignedUpload,
    StateSignature,
)
from roadmap.proof import pades, roots
from roadmap.proof.answers import Accepted, Examined, Original, Signature
from roadmap.workflow import IllegalTransition, moves

FORMAT = "alternat-signatures/1"
Verdict = SignatureCheck.Verdict
Tell = Callable[[int, int], None]
Heads = Mapping[str, tuple[Accepted, ...]]


R = TypeVar("R", bound=Model)


class Overtaken(Exception):
    """While a file was being checked, another one was accepted: it has to be checked against that."""


@documents.together()
def keep_originals(
    closing_id: int, *, contents: Mapping[str, tuple[str, bytes]], by: User, now: datetime
) -> list[ClosingOriginal]:
    """Name and PDF by country. What is there already stays as it is: it may be out to be signed."""
    by = moves.acting(by, now=now)
    closing = _sealed(closing_id, by)
    kept = {row.country_id: row for row in closing.originals.all()}
    for country, (name, content) in contents.items():
        if country not in kept:
            kept[country] = _keep(closing, country, name, content, by, now)
    return sorted(kept.values(), key=lambda row: row.country_id)


def _keep(
    closing: PeriodClosing, country: str, name: str, content: bytes, by: User, now: datetime
) -> ClosingOriginal:
    original = ClosingOriginal(
        closing=closing,
        country_id=country,
        file=documents.store(f"closings/{now:%Y/%m}/{uuid.uuid4().hex}.pdf", ContentFile(content)),
        file_name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        made_by=by,
        made_at=now,
    )
    moves.sign(original, by=by, now=now).save()
    return original


@documents.together()
def upload_signed(closing_id: int, *, upload: UploadedFile, by: User, now: datetime) -> SignedUpload:
    """Keeps the file; `check` says what it is worth. The counterpart reads it once it is accepted."""
    by = moves.acting(by, now=now)
    closing = _sealed(closing_id, by)
    if not closing.originals.exists():
        raise IllegalTransition(_("There is nothing to sign yet: have the originals prepared first."))
    if not (upload.name or "").lower().endswith(".pdf"):
        raise ValidationError({"file": _("Upload the signed PDF: this file is no PDF.")})
    document = documents.keep(
        upload=upload,
        kind=Document.Kind.OTHER,
        number=_("Closing %(number)s, signed") % {"number": closing.number},
        dated=appointments.today_of(by, now),
        by=by,
        now=now,
    )
    if closing.signed_uploads.filter(country=by.country, document__sha256=document.sha256).exists():
        raise ValidationError({"file": _("Your party has already uploaded this very file.")})
    row = SignedUpload(closing=closing, country_id=rows.own(by), document=document, by=by, at=now)
    return _saved(row, by, now)


def check(
    upload_id: int, *, by: User, now: datetime, tell: Tell = lambda done, total: None
) -> SignatureCheck:
    """Verifies an upload, which takes seconds: to be called in the background. Checked again it may turn out better,
    once a root is known.
    """
    for _attempt in range(3):
        upload = SignedUpload.objects.select_related("closing__roadmap", "document").get(pk=upload_id)
        tell(0, 3)
        heads = heads_of(upload.closing)
        found = examined(upload, heads)
        tell(2, 3)
        try:
            return record_check(upload_id, found=found, heads=heads, by=by, now=now)
        except Overtaken:
            continue
    raise IllegalTransition(_("Other files were being checked at the same time: have it checked again."))


def heads_of(closing: PeriodClosing) -> dict[str, tuple[Accepted, ...]]:
    """By original: the files that were accepted, each of which contains those before."""
    accepted = SignatureCheck.objects.filter(upload__closing=closing, verdict=Verdict.ACCEPTED)
    found: dict[str, tuple[Accepted, ...]] = {}
    for row in accepted.select_related("upload__document").order_by("at", "id"):
        document = row.upload.document
        one = Accepted(document.size, document.sha256, row.upload.at)
        found[str(row.original_id)] = (*found.get(str(row.original_id), ()), one)
    return found


def examined(upload: SignedUpload, heads: Heads) -> Examined:
    closing = upload.closing
    originals = [
        Original(str(row.pk), row.size, row.sha256, heads.get(str(row.pk), ()))
        for row in closing.originals.all()
    ]
    parties = [party.pk for party in closing.roadmap.parties()]
    with upload.document.file.open() as file:
        content = file.read()
    return pades.examine(
        content,
        originals=originals,
        roots=roots.read(settings.TRUST_ROOTS, parties),
        at=upload.at,
    )


@acts.act
def record_check(
    upload_id: int,
    *,
    found: Examined,
    heads: Heads,
    by: User,
    now: datetime,
) -> SignatureCheck:
    """What was found, on record. Raises Overtaken where `heads` are no longer those of the closing."""
    by = moves.acting(by, now=now)
    upload = SignedUpload.objects.select_related("document").get(pk=upload_id)
    upload.closing = rows.locked(upload.closing_id)
    permissions.require(permissions.may_check_again(by, upload))
    if is_accepted(upload):
        raise IllegalTransition(_("This file was already accepted."))
    if heads_of(upload.closing) != heads:
        raise Overtaken
    row = _check(upload, found, by, now)
    if row.verdict == Verdict.ACCEPTED:
        _accept(row, found, by, now)
    return row


def is_accepted(upload: SignedUpload) -> bool:
    return upload.checks.filter(verdict=Verdict.ACCEPTED).exists()


def _check(upload: SignedUpload, found: Examined, by: User, now: datetime) -> SignatureCheck:
    row = SignatureCheck(
        upload=upload,
        original_id=int(found.original) if found.original else None,
        verdict=found.verdict(upload.country_id),
        content=content_of(upload, found),
        by=by,
        at=now,
    )
    return _saved(row, by, now)


def content_of(upload: SignedUpload, found: Examined) -> str:
    """Everything that was found, as canonical text."""
    return ledger.canonical(
        {
            "format": FORMAT,
            "file": {"sha256": found.sha256, "size": found.size},
            "received": ledger.instant(upload.at),
            "problems": list(found.problems) or _nobody_of(upload, found),
            "signatures": [_plain(one) for one in found.signatures],
        }
    )


def _plain(one: Signature) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else ledger.plain(value)
        for name, value in asdict(one).items()
    }


def _nobody_of(upload: SignedUpload, found: Examined) -> list[str]:
    """All is sound, but what is new was not signed for the country that brought it, or not for it alone."""
    sound = all(one.is_sound for one in found.signatures)
    if not sound or found.verdict(upload.country_id) != Verdict.REFUSED:
        return []
    own = any(one.country == upload.country_id for one in found.new)
    return ["of_the_other"] if own else ["not_yours"]


def _accept(row: SignatureCheck, found: Examined, by: User, now: datetime) -> None:
    """The signatures that are new; the file is bound to the closing, and the counterpart reads it from now on."""
    upload = row.upload
    for one in found.new:
        _saved(_signature(row, one), by, now)
    moves.write(upload.document, by=by, now=now, is_shared=True)
    paper = ClosingPaper(
        closing=upload.closing,
        country_id=upload.country_id,
        document=upload.document,
        kind=ClosingPaper.Kind.PADES,
        by=upload.by,
        at=now,
    )
    _saved(paper, by, now)
    told.state_signed(row, by=by, now=now)


def _signature(row: SignatureCheck, one: Signature) -> StateSignature:
    if row.original is None:
        raise ValueError("a signature of no original")
    return StateSignature(
        original=row.original,
        found_in=row,
        position=one.position,
        country_id=one.country,
        signer=one.signer,
        organisation=one.organisation,
        issuer=one.issuer,
        certificate_sha256=one.certificate_sha256,
        revision_sha256=one.revision_sha256,
        claimed_at=one.claimed_at,
        trusted_at=one.trusted_at,
    )


def _sealed(closing_id: int, by: User) -> PeriodClosing:
    closing = rows.locked(closing_id)
    permissions.require(permissions.may_sign_for_state(by, closing))
    if not closing.is_sealed:
        raise IllegalTransition(_("Ministries sign a closing once both parties have signed it here."))
    return closing


def _saved(row: R, by: User, now: datetime) -> R:
    moves.sign(row, by=by, now=now).save()
    return row
