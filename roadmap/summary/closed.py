"""By which closing figures are closed, and what was signed: as its seal tells it, whatever the rows say today."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """What a party put on record with its signature on one activity: kind is salvedad or constancia."""

    country: str
    activity: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """The act that appointed who signed; the SHA-256 is of its document."""

    kind: str
    number: str
    dated: date | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Signer:
    """One office of one party, by the person and the appointment that it had when it signed."""

    country: str
    office: str
    name: str
    institution: str
    capacity: str
    act: Act | None
    at: datetime
    second_factor: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """`seal` is the SHA-256 that is printed and verified; `content` that of the figures, `verifier` the program's.

    `replaces`: number and seal of the closing that this one stands for. `replaced_by` is the one thing that is not
    sealed with it: whether a later one stands for this.
    """

    id: int
    number: int
    cutoff: date
    known_at: datetime
    sealed_at: datetime
    seal: str
    content: str
    verifier: str
    signers: tuple[Signer, ...]
    replaces: tuple[int, str] | None
    replaced_by: int | None = None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for signer in self.signers for remark in signer.remarks)


@dataclass(frozen=True, slots=True)
class Alone:
    """A *constancia unilateral*: what `country` put on record after the other party did not sign. It is no closing."""

    id: int
    number: int
    proposal: int
    cutoff: date
    country: str
    not_signed_by: str
    term_until: date
    issued_at: datetime
    issued_by: Signer
    reason: str
    sha256: str
    content: str
    verifier: str
    signers: tuple[Signer, ...]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for signer in self.signers for remark in signer.remarks)
