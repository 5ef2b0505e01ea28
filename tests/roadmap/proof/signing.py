"""Authorities, certificates and signed PDFs, as a ministry's program makes them. Nothing of it is real."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from roadmap.reports.pdf import document

SIGNED = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
RSA = rsa.generate_private_key(65537, 2048)  # pyHanko's timestamps of tests know no other
STAMPS: dict[str, Any] = {"stamps": True, "signs": False, "key": RSA}


@dataclass(frozen=True)
class Held:
    """A certificate and its key; `above`: those between it and the root."""

    key: Any
    cert: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(Encoding.PEM)


def issue(name: str, by: Held | None = None, **given: Any) -> Held:
    """A certificate for signing documents, issued by an authority; by itself where there is none."""
    key = given.get("key") or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, given.get("organisation", "Ministerio ficticio")),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "12345678"),
        ]
    )
    start = given.get("start", SIGNED - YEAR)
    authority = given.get("authority", False)
    builder = x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=by.cert.subject if by else subject,
        public_key=key.public_key(),
        serial_number=given.get("serial", x509.random_serial_number()),
        not_valid_before=start,
        not_valid_after=given.get("end", start + 3 * YEAR),
    )
    builder = builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
    builder = builder.add_extension(_usage(authority, given.get("signs", True)), critical=True)
    if given.get("stamps"):
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamps, critical=True)
    cert = builder.sign(by.key if by else key, hashes.SHA256())
    above = (by.cert, *by.above) if by and by.cert.subject != by.cert.issuer else ()
    return Held(key, cert, above)


def _usage(authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=signs and not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def root(country: str) -> Held:
    return issue(f"Raíz ficticia {country}", authority=True)


@cache
def minister(country: str) -> Held:
    return issue(f"Ana Firma {country}", root(country))


@cache
def clock(country: str) -> Held:
    """An authority that puts timestamps."""
    return issue(f"Sello de tiempo {country}", root(country), **STAMPS)


def weak(country: str) -> Held:
    return issue("Clave corta", root(country), key=rsa.generate_private_key(65537, 1024))  # noqa: S505


@cache
def original(text: str = "Cierre N.º 1") -> bytes:
    """A tagged PDF, as the product makes them: two pages, headings, a table, objects in streams."""
    rows = "".join(f"<tr><th>{number}</th><td>Actividad</td></tr>" for number in range(30))
    page = (
        f'<html lang="es"><title>{text}</title><body><h1>{text}</h1><p>Figuras</p><table>{rows}</table>'
        '<h2 style="break-before: page">Firmas</h2><p><a href="https://alternat.example">Verificar</a></p></body></html>'
    )
    return bytes(document(page).write_pdf(pdf_variant="pdf/ua-1"))


def sign(content: bytes, held: Held, field: str = "Firma1", **given: Any) -> bytes:
    """As most programs do it: PAdES, invisible, after what is there. `meta`, `field_spec`: pyHanko's own words."""
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm=given.get("hashed", "sha256"),
        **given.get("meta", {}),
    )
    spec = fields.SigFieldSpec(field, **given["field_spec"]) if "field_spec" in given else None
    stamper = given.get("stamper")
    kind = Heedless if given.get("heedless") else signers.PdfSigner
    made = kind(meta, signer=_signer(held), timestamper=stamper, new_field_spec=spec)
    writer = given.get("writer") or IncrementalPdfFileWriter(BytesIO(content))
    out = BytesIO()
    made.sign_pdf(writer, output=out)
    return out.getvalue()


class Heedless(signers.PdfSigner):
    """A program that signs what the first signer locked."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        return None


def _signer(held: Held) -> signers.SimpleSigner:
    return signers.SimpleSigner(
        signing_cert=_asn1(held.cert),
        signing_key=_key(held),
        cert_registry=SimpleCertificateStore.from_certs([_asn1(one) for one in held.above]),
    )


def stamper(held: Held, at: datetime) -> DummyTimeStamper:
    return DummyTimeStamper(tsa_cert=_asn1(held.cert), tsa_key=_key(held), fixed_dt=at)


def _asn1(cert: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(cert.public_bytes(Encoding.DER))


def _key(held: Held) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        held.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def stamped(content: bytes, stamper: DummyTimeStamper) -> bytes:
    """With a timestamp over the whole document."""
    out = BytesIO()
    signers.PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(content)), "sha256", output=out
    )
    return out.getvalue()


def revoked(by: Held, *held: Held) -> bytes:
    """The authority's list of those that it revoked, a month before."""
    builder = x509.CertificateRevocationListBuilder(
        by.cert.subject, SIGNED - timedelta(days=1), SIGNED + YEAR
    )
    for one in held:
        entry = x509.RevokedCertificateBuilder(one.cert.serial_number, SIGNED - timedelta(days=30)).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)
