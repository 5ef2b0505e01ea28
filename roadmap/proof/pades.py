"""Signatures of state on the PDF of a closing (PAdES): bytes in, a typed answer out. No database, no network.

A file counts where it begins with the original, byte by byte, and everything after it is signatures, their timestamps
and what is needed to verify them. Words for the codes are `roadmap.closing.signature_words`'.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from asn1crypto import crl, ocsp, parser, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_timestamp,
    collect_embedded_signatures,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from roadmap.proof import certificates, revisions
from roadmap.proof.answers import HARMLESS, Accepted, Examined, Original, Signature
from roadmap.proof.certificates import CLOCKS, Embedded
from roadmap.proof.form_rule import ONLY_SIGNING
from roadmap.proof.roots import Roots

logger = logging.getLogger(__name__)
MAX_ADDED = 8 * 2**20  # bytes of signatures, timestamps and lists of revoked certificates after the original
KINDS = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)


def examine(content: bytes, *, originals: Sequence[Original], roots: Roots, at: datetime) -> Examined:
    """`at`: when the file reached us."""
    found = Examined(len(content), hashlib.sha256(content).hexdigest())
    original = next((one for one in originals if _begins(content, one.size, one.sha256)), None)
    if original is None:
        return replace(found, problems=(_what_else(content),))
    last = original.accepted[-1] if original.accepted else original
    found = replace(found, original=original.key, known=last.size)
    if problem := _without_reading(content, original.size, last.size, last.sha256):
        return replace(found, problems=(problem,))
    try:
        problems, signatures = _read(content, original, roots, at)
    except Exception:
        # A hostile file makes the readers of PDF, ASN.1 and certificates raise whatever there is.
        logger.info("A signed file could not be read", exc_info=True)
        return replace(found, problems=("broken",))
    return replace(found, problems=problems, signatures=signatures)


def _begins(content: bytes, size: int, sha256: str) -> bool:
    return len(content) >= size and hashlib.sha256(content[:size]).hexdigest() == sha256


def _what_else(content: bytes) -> str:
    """Why it is none of ours, as far as a look tells."""
    if not content.startswith(b"%PDF-"):
        return "not_pdf"
    return "encrypted" if b"/Encrypt" in content else "not_the_original"


def _without_reading(content: bytes, original: int, size: int, sha256: str) -> str:
    """What its bytes tell; empty where it is to be read."""
    if len(content) == original:
        return "unsigned"
    if not _begins(content, size, sha256):
        return "separate"
    if len(content) == size:
        return "nothing_new"
    return "too_large" if len(content) - original > MAX_ADDED else ""


def _read(
    content: bytes, original: Original, roots: Roots, at: datetime
) -> tuple[tuple[str, ...], tuple[Signature, ...]]:
    """Problems of the file, and its signatures in their order. What was changed is told without looking further."""
    added = revisions.read(content, original.size)
    if added.reader.encrypted:
        return ("encrypted",), ()
    if added.problems:
        return tuple(added.problems), ()
    held = collect_embedded_signatures(added.reader)
    signing = [one for one in held if one.sig_object_type == "/Sig"]
    if not signing:
        return ("unsigned",), ()
    file = _File(
        content, roots, _embedded(added.reader), (*original.accepted, Accepted(len(content), "", at))
    )
    file = replace(file, stamps=tuple(_stamps([one for one in held if one not in signing], file)))
    told = tuple(_signature(position, one, file) for position, one in enumerate(signing, start=1))
    return (() if _ends(added, held[-1]) else ("after_signature",)), told


def _ends(added: revisions.Additions, last: EmbeddedPdfSignature) -> bool:
    """The last signature or timestamp covers the whole file, or only data to verify it follow."""
    if last.signed_revision < added.reader.total_revisions - 1:
        return revisions.ends_cleanly(added)
    return _end(last) == len(added.content)


def _embedded(reader: PdfFileReader) -> Embedded:
    """The document security store: certificates and answers about revocation that were added for later."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Embedded()
    return Embedded(
        tuple(store.load_certs()),
        tuple(crl.CertificateList.load(_data(ref, DecodePurpose.CRL)) for ref in store.crls),
        tuple(ocsp.OCSPResponse.load(_data(ref, DecodePurpose.OCSP_RESPONSE)) for ref in store.ocsps),
    )


def _data(ref: generic.IndirectObject, purpose: DecodePurpose) -> bytes:
    return bytes(ref.get_object().read_data(purpose))


@dataclass(frozen=True, slots=True)
class _File:
    """What the signatures of a file are judged with."""

    content: bytes
    roots: Roots
    embedded: Embedded
    came: tuple[Accepted, ...]  # in their order, itself at the end
    stamps: tuple[
        tuple[int, datetime], ...
    ] = ()  # size of what each timestamp of the document covers, and its time

    def received(self, end: int) -> datetime:
        """When the part of the file up to there first reached us: what was valid then does not expire afterwards."""
        return next(one.at for one in self.came if one.size >= end)

    def context(self, moment: datetime) -> ValidationContext:
        return certificates.context(self.roots, self.embedded, moment=moment, policy=certificates.SOFT)


def _stamps(held: list[EmbeddedPdfSignature], file: _File) -> Iterator[tuple[int, datetime]]:
    """The timestamps of the document that a known root proves: whatever they cover was there at their time."""
    for one in held:
        if _covers(one, file.content):
            at = file.received(_end(one))
            status = asyncio.run(async_validate_pdf_timestamp(one, file.context(at), skip_diff=True))
            if status.intact and status.valid and status.trusted and status.timestamp <= at + CLOCKS:
                yield _end(one), status.timestamp


def _signature(position: int, one: EmbeddedPdfSignature, file: _File) -> Signature:
    own = one.signer_cert
    claimed = _aware(one.self_reported_timestamp)
    trusted = _trusted(one, file)
    at = file.received(_end(one))
    moment = trusted or at
    judged = certificates.judge(
        one.signed_data, one.compute_digest(), file.roots, file.embedded, moment=moment
    )
    problems = [*_of_place(one, file.content), *judged.problems, *_of_claim(claimed, own, at)]
    if not judged.intact:
        problems.insert(0, "not_intact")
    end = _end(one)
    return Signature(
        position=position,
        signer=certificates.part(own.subject, "common_name") or certificates.name(own.subject),
        organisation=certificates.part(own.subject, "organization_name"),
        subject=certificates.name(own.subject),
        issuer=certificates.name(own.issuer),
        serial=f"{own.serial_number:X}",
        certificate_sha256=own.sha256.hex(),
        valid_from=own.not_valid_before,
        valid_until=own.not_valid_after,
        claimed_at=claimed,
        trusted_at=trusted,
        valid_at=moment,
        strength=certificates.strength(one.signed_data, own),
        revision_size=end,
        revision_sha256=hashlib.sha256(file.content[:end]).hexdigest(),
        intact=judged.intact and "not_covering" not in problems,
        country=None if set(problems) - HARMLESS else judged.country,
        revocation=judged.revocation,
        problems=tuple(dict.fromkeys(problems)),
    )


def _of_place(one: EmbeddedPdfSignature, content: bytes) -> Iterator[str]:
    """Where it stands: of a kind that we know, over all that was there, and nothing changed after it."""
    if one.sig_object.get("/SubFilter") not in KINDS:
        yield "unsupported"
    if not _covers(one, content):
        yield "not_covering"
        return
    one.compute_integrity_info(ONLY_SIGNING)
    found = one.summarise_integrity_info()
    if found["coverage"] not in WHOLE:
        yield "not_covering"
    elif not found["docmdp_ok"]:
        yield "changed_later"


def _covers(one: EmbeddedPdfSignature, content: bytes) -> bool:
    """From the first byte on, leaving out exactly its own place, which holds nothing but it."""
    if len(one.byte_range) != 4:
        return False
    start, length, again, rest = (int(number) for number in one.byte_range)
    hole = content[length:again]
    if start != 0 or length < 0 or rest < 0 or again + rest > len(content):
        return False
    if hole[:1] != b"<" or hole[-1:] != b">" or hole[1:-1].lower() != one.pkcs7_content.hex().encode():
        return False
    _class, _method, _tag, head, body, tail = parser.parse(one.pkcs7_content)
    return not one.pkcs7_content[len(head) + len(body) + len(tail) :].strip(b"\0")


def _end(one: EmbeddedPdfSignature) -> int:
    """How far the file goes up to and with this signature."""
    return int(one.byte_range[2]) + int(one.byte_range[3])


def _trusted(one: EmbeddedPdfSignature, file: _File) -> datetime | None:
    """When it was made at the latest, proven by its own timestamp or by one of the document after it."""
    at = file.received(_end(one))
    found = asyncio.run(collect_timing_info(one.signer_info, file.context(at), raw_digest=one.compute_digest))
    times = [stamped for covered, stamped in file.stamps if covered > _end(one)]
    own = found.get("timestamp_validity")
    if own is not None and own.intact and own.valid and own.trusted and own.timestamp <= at + CLOCKS:
        times.append(own.timestamp)
    return min(times, default=None)


def _of_claim(claimed: datetime | None, own: x509.Certificate, at: datetime) -> Iterator[str]:
    """What the signer says of the time has to be possible."""
    if claimed is None:
        return
    if claimed > at + CLOCKS:
        yield "from_the_future"
    yield from certificates.out_of_time(own, claimed)


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
