"""What is found in a signed file: typed answers, with codes for what is wrong. Words are `closing.signature_words`'."""

from dataclasses import dataclass
from datetime import datetime

# Of the file: any of them refuses it.
FILE_PROBLEMS = (
    *(
        "not_pdf",
        "too_large",
        "encrypted",
        "not_the_original",
        "unsigned",
        "separate",
        "nothing_new",
        "broken",
    ),
    *("active", "visible", "changed", "after_signature", "not_yours", "of_the_other"),
)
# Of one signature; the last one leaves it sound and merely unknown to this installation.
SIGNATURE_PROBLEMS = (
    *("not_intact", "not_covering", "changed_later", "unsupported", "unreadable", "expired", "not_yet_valid"),
    *("from_the_future", "revoked", "weak", "not_for_signing", "chain", "self_signed", "unknown_root"),
)
HARMLESS = {"unknown_root"}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that was brought back signed and accepted, and when it had reached us."""

    size: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """A document that was given out to be signed: `key` names it to who asks. Each accepted file continues the one
    before, and a new one has to continue the last.
    """

    key: str
    size: int
    sha256: str
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """`valid_at`: the moment that its certificate was judged for: when it was made, where a timestamp proves that, else
    when the file reached us. `revocation`: good, partly (of the signer alone), unchecked, revoked. `revision_sha256`:
    of the file up to and with it.
    """

    position: int
    signer: str
    organisation: str
    subject: str
    issuer: str
    serial: str
    certificate_sha256: str
    valid_from: datetime | None
    valid_until: datetime | None
    claimed_at: datetime | None
    trusted_at: datetime | None
    valid_at: datetime
    strength: str
    revision_size: int
    revision_sha256: str
    intact: bool
    country: str | None
    revocation: str
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing speaks against it; whether its root is known is another question."""
        return self.intact and not set(self.problems) - HARMLESS


@dataclass(frozen=True, slots=True)
class Examined:
    """`original`: the key of the one that the file begins with. `known`: size of what had been accepted before: what is
    signed after it is new.
    """

    size: int
    sha256: str
    original: str | None = None
    problems: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    known: int = 0

    @property
    def new(self) -> tuple[Signature, ...]:
        return tuple(one for one in self.signatures if one.revision_size > self.known)

    def verdict(self, country: str) -> str:
        """For what that country brought: accepted, unknown (intact, its root not known here) or refused."""
        if self.problems or not all(one.is_sound for one in self.signatures):
            return "refused"
        if any(one.country not in (country, None) for one in self.new):
            return "refused"  # nobody brings the signature of the other state
        if any(one.country == country for one in self.new):
            return "accepted"
        return "unknown" if any(one.country is None for one in self.new) else "refused"
