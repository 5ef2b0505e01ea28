"""The certificate behind a signature: whose it is, under which country's root, valid at that moment, strong enough.

All offline: revocation is judged by what the file brings along, and where it brings nothing that is said.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, x509
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.general import extract_certificate_info, find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import cms_basic_validation
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from roadmap.proof.roots import Roots

CLOCKS = timedelta(hours=1)  # by which a signer's clock may be ahead of ours
MAX_CERTIFICATES = 40
RSA_BITS, CURVE_BITS = 2048, 256
WEAK_HASHES = {"md2", "md5", "sha1"}
# What of a name tells who somebody is; the number of their identity document, which many certificates hold, does not
# leave the file.
NAME_PARTS = ("common_name", "title", "organizational_unit_name", "organization_name", "country_name")
# How much has to be known about revocation: of all, of the signer at least, of none; whatever is known counts always.
REQUIRED, IF_KNOWN = (
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
)
SOFT = RevocationCheckingPolicy(ee_certificate_rule=IF_KNOWN, intermediate_ca_cert_rule=IF_KNOWN)
POLICIES = {
    "good": RevocationCheckingPolicy(ee_certificate_rule=REQUIRED, intermediate_ca_cert_rule=REQUIRED),
    "partly": RevocationCheckingPolicy(ee_certificate_rule=REQUIRED, intermediate_ca_cert_rule=IF_KNOWN),
    "unchecked": SOFT,
}
NO_CHAIN = {AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND, AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND}
# What certvalidator says where it knows too little, among other things.
TOO_LITTLE = {AdESIndeterminate.TRY_LATER, AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE}
SIGNING = KeyUsageConstraints(key_usage={"non_repudiation"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a file brings along to verify its signatures."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[asn1_crl.CertificateList, ...] = ()
    ocsps: tuple[asn1_ocsp.OCSPResponse, ...] = ()


@dataclass(slots=True)
class Judged:
    """`country`: under whose root it stands. `revocation`: good, unchecked, revoked."""

    intact: bool = False
    country: str | None = None
    revocation: str = "unchecked"
    problems: list[str] = field(default_factory=list)


def context(
    roots: Roots, embedded: Embedded, *, moment: datetime, policy: RevocationCheckingPolicy
) -> ValidationContext:
    return ValidationContext(
        trust_roots=[one for held in roots.values() for one in held],
        other_certs=embedded.certificates,
        crls=embedded.crls,
        ocsps=embedded.ocsps,
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        # An answer that was given after the signature tells of the moment before it too: revoked since when.
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
    )


def judge(
    signed: cms.SignedData, digest: bytes, roots: Roots, embedded: Embedded, *, moment: datetime
) -> Judged:
    """The signature over that digest, and its certificate at that moment. Raises whatever a broken one makes raise."""
    embedded = with_own(signed, embedded)
    revocation, last = _as_far_as_known(signed, digest, roots, embedded, moment)
    own = extract_certificate_info(signed).signer_cert
    found = Judged(intact=bool(last["intact"] and last["valid"]))
    found.problems = [*weaknesses(signed, own), *out_of_time(own, moment)]
    problem = last["trust_problem_indic"]
    if problem is None:
        found.country = _country(last["validation_path"].first, roots)
        found.revocation = revocation
    elif last["revocation_details"] is not None:
        found.revocation = "revoked"
        found.problems.append("revoked")
    elif not found.problems:
        found.problems.append(_told(problem, own))
    if problem is None and found.country is None:
        found.problems.append("unknown_root")
    return found


def _as_far_as_known(
    signed: cms.SignedData, digest: bytes, roots: Roots, embedded: Embedded, moment: datetime
) -> tuple[str, dict[str, Any]]:
    """The strictest of POLICIES for which there is enough, and what came of it."""
    for known, policy in POLICIES.items():
        found = _validated(signed, digest, context(roots, embedded, moment=moment, policy=policy))
        if found["trust_problem_indic"] not in TOO_LITTLE:
            return known, found
    return "unchecked", found


def _validated(signed: cms.SignedData, digest: bytes, within: ValidationContext) -> dict[str, Any]:
    return asyncio.run(cms_basic_validation(signed, digest, within, key_usage_settings=SIGNING))


def with_own(signed: cms.SignedData, embedded: Embedded) -> Embedded:
    """And what stands in the signature itself: answers about revocation, as Adobe's programs put them there."""
    if len(signed["certificates"]) + len(embedded.certificates) > MAX_CERTIFICATES:
        raise ValueError("too many certificates")
    kind = "adobe_revocation_info_archival"
    crls, ocsps = list(embedded.crls), list(embedded.ocsps)
    for archive in find_cms_attribute_iter(signed["signer_infos"][0]["signed_attrs"], kind):
        crls += list(archive["crl"] or ())
        ocsps += list(archive["ocsp"] or ())
    return Embedded(embedded.certificates, tuple(crls), tuple(ocsps))


def weaknesses(signed: cms.SignedData, own: x509.Certificate) -> list[str]:
    info = signed["signer_infos"][0]
    hashed = info["digest_algorithm"]["algorithm"].native
    key = own.public_key
    least = {"rsa": RSA_BITS, "ec": CURVE_BITS}.get(key.algorithm)
    short = key.algorithm == "dsa" or (least is not None and key.bit_size < least)
    return ["weak"] if hashed in WEAK_HASHES or short else []


def out_of_time(own: x509.Certificate, moment: datetime) -> list[str]:
    if moment > own.not_valid_after:
        return ["expired"]
    return ["not_yet_valid"] if moment < own.not_valid_before else []


def strength(signed: cms.SignedData, own: x509.Certificate) -> str:
    """ "RSA 3072, SHA-256"."""
    key, hashed = own.public_key, signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    size = f" {key.bit_size}" if key.algorithm in ("rsa", "ec", "dsa") else ""
    return (
        f"{key.algorithm.upper()}{size}, {hashed.upper().replace('SHA', 'SHA-').replace('SHA-3_', 'SHA3-')}"
    )


def name(whose: x509.Name) -> str:
    """In words, without the numbers of identity documents."""
    return ", ".join(part(whose, kind) for kind in NAME_PARTS if part(whose, kind))


def part(whose: x509.Name, kind: str) -> str:
    value = whose.native.get(kind, "")
    told = value if isinstance(value, str) else ", ".join(value)
    return " ".join("".join(char for char in told if char.isprintable()).split())[:300]


def _told(problem: AdESSubIndic, own: x509.Certificate) -> str:
    if own.subject == own.issuer:
        return "self_signed"
    if problem in NO_CHAIN:
        return "unknown_root"
    if problem in (
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    ):
        return "weak"
    usage = own.key_usage_value
    if usage is not None and "non_repudiation" not in usage.native:
        return "not_for_signing"
    return "chain"


def _country(root: x509.Certificate, roots: Roots) -> str | None:
    """The one country whose folder holds the root; one that stands in two says nothing."""
    held = [country for country, known in roots.items() if any(root.sha256 == one.sha256 for one in known)]
    return held[0] if len(held) == 1 else None
