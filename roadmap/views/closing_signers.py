"""Who signs a closing, side by side in the order of the reader: who has, by which appointment, who is awaited."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Country, Document
from roadmap import closing as closings
from roadmap.models import ClosingSignature, PeriodClosing
from roadmap.summary.closed import Signer
from roadmap.summary.closings import signer
from roadmap.summary.frozen.texts import Texts

FACTORS: dict[str, str | Promise] = {
    "totp": _("with a code of an authenticator app"),
    "webauthn": _("with a passkey"),
    "recovery_codes": _("with a recovery code"),
    "password": _("with the password: a demonstration account"),
}


def signed(closing: PeriodClosing) -> list[Signer]:
    """Of a closing that waits or waited: each signature with its remarks. Two queries."""
    said = [json.loads(row.statement) for row in closing.signatures.all()]
    held = [remark["text"]["text"] for row in said for remark in row["remarks"]]
    texts = Texts(closing.texts.filter(sha256__in=held)) if held else Texts(())
    return [signer(row, texts) for row in said]


def sides(
    closing: PeriodClosing, signers: Iterable[Signer], parties: Sequence[Country], now: datetime
) -> list[dict[str, Any]]:
    """One for each party: its offices, each with who signed or until when it is awaited."""
    given = {(one.country, one.office): one for one in signers}
    return [
        {"country": country, "offices": list(_offices(closing, country, given, now))} for country in parties
    ]


def _offices(
    closing: PeriodClosing, country: Country, given: dict[tuple[str, str], Signer], now: datetime
) -> Iterator[dict[str, Any]]:
    for office in closings.required(closing):
        one = given.get((country.code, office))
        label = ClosingSignature.Office(office).label
        if one is not None:
            yield {"label": label, **signer_words(one)}
        elif closing.is_waiting:
            begun, over = bool(given), closings.term_is_over(closing, country, now)
            due = closings.sign_by(closing, country) if begun else None
            yield {"label": label, "awaited": True, "due": due, "over": over}
        else:
            yield {"label": label}


def signer_words(one: Signer) -> dict[str, Any]:
    return {
        "signer": one,
        "capacity": Appointment.Capacity(one.capacity).label if one.capacity else "",
        "act": Document.Kind(one.act.kind).label if one.act else "",
        "factor": FACTORS.get(one.second_factor, ""),
    }
