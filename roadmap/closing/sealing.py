"""What is signed, as canonical text: a signature's own part, and the seal of a closing that all have signed.

The seal's SHA-256 is the number that is printed on the closing's document, shown on its page, and verified.
"""

import functools
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts import appointments, ledger
from accounts.models import Appointment, User
from roadmap import proof
from roadmap.models import ClosingSignature, PeriodClosing

FORMAT = "alternat-closing/1"
VERIFIER = Path(proof.__file__).with_name("verificar.py")
Content = dict[str, Any]


def statement(by: User, *, office: str, now: datetime, second_factor: str, remarks: list[Content]) -> Content:
    """Who signs, by which appointment, and what they put on record with it: all as it is at that moment."""
    return {
        "country": by.country_id,
        "office": office,
        "name": by.full_name,
        "institution": by.institution.name if by.institution else "",
        "appointment": _appointment(appointments.current(by, now)),
        "at": ledger.instant(now),
        "second_factor": second_factor,
        "remarks": remarks,
    }


def _appointment(held: Appointment | None) -> Content | None:
    if held is None:
        return None
    act = held.act
    return {
        "ref": f"appointment/{held.pk}",
        "capacity": str(held.capacity),
        "starts_on": ledger.plain(held.starts_on),
        "ends_on": ledger.plain(held.ends_on),
        "act": None
        if act is None
        else {
            "kind": str(act.kind),
            "number": act.number,
            "dated": ledger.plain(act.dated),
            "sha256": act.sha256,
        },
    }


def seal_text(closing: PeriodClosing, signatures: list[ClosingSignature]) -> str:
    """In the order in which they were given."""
    replaced = closing.replaces
    return ledger.canonical(
        {
            "format": FORMAT,
            "roadmap": closing.roadmap.code,
            "number": closing.number,
            "cutoff": ledger.plain(closing.cutoff),
            "content": closing.content_sha256,
            "rule_version": json.loads(closing.content)["rule_version"],
            "replaces": None
            if replaced is None
            else {"number": replaced.number, "seal": replaced.seal.sha256},
            "verifier": verifier_sha256(),
            "signatures": [json.loads(row.statement) for row in signatures],
        }
    )


@functools.cache
def verifier_sha256() -> str:
    """Of the program that recomputes the figures from a copy: whoever gets it elsewhere compares it."""
    return ledger.sha256(VERIFIER.read_text(encoding="utf-8"))
