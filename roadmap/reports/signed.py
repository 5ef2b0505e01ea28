"""What stands in a document of closed figures besides the report: who signed, what they put on record, its seal."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A salvedad or constancia of a party on one activity."""

    country: str
    name: str
    activity: str
    title: str
    kind: str
    kind_text: str
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One office of one party. `act_text`: by which act the person was appointed; empty where none is known."""

    country: str
    name: str
    official_name: str
    office: str
    office_text: str
    signer: str
    institution: str
    capacity: str
    capacity_text: str
    act_text: str
    act_sha256: str
    signed_at: datetime
    signed_text: str
    second_factor: str
    second_factor_text: str


@dataclass(frozen=True, slots=True)
class Replaced:
    number: int
    seal: str


@dataclass(frozen=True, slots=True)
class Closing:
    """`joint`: both parties signed. Else it is what one party, `issued_by`, put on record alone, and no closing.

    `seal` is the SHA-256 that is verified, `content` that of the figures, `verifier` that of the program that checks
    them; `address` is where the seal is looked up.
    """

    joint: bool
    number: int
    seal: str
    content: str
    verifier: str
    address: str
    closed_at: datetime
    closed_text: str
    signatures: tuple[Signature, ...]
    remarks: tuple[Remark, ...]
    replaces: Replaced | None
    replaces_text: str
    issued_by: Signature | None = None
    not_signed_by: str = ""
    not_signed_text: str = ""
    term_until: date | None = None
    reason: str = ""

    @property
    def parties(self) -> tuple[tuple[str, tuple[Signature, ...]], ...]:
        """The signatures by party, in the order of the copy."""
        names = dict.fromkeys(one.official_name for one in self.signatures)
        return tuple(
            (name, tuple(one for one in self.signatures if one.official_name == name)) for name in names
        )
