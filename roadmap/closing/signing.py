"""Signing a closing: each office once, for its own country, its second factor asked at that moment.

What is signed is the content by its SHA-256. If the figures are no longer those, it is void instead. The last
signature that is needed seals it, in the same transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts, ledger
from accounts.models import User
from roadmap import permissions
from roadmap.closing import overtaking, rows, sealing, standing, told
from roadmap.models import ClosingSeal, ClosingSignature, PeriodClosing
from roadmap.models.closing_signature import RemarkKind
from roadmap.workflow import IllegalTransition, moves

PASSWORD = "password"  # noqa: S105  # nosec B105: the name of a way to confirm
FACTORS = ("totp", "webauthn", "recovery_codes")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a party puts on record with its signature, on one activity: a *salvedad* or a *constancia*."""

    activity: str
    kind: str
    text: str


@acts.act
def sign(
    closing_id: int,
    *,
    content_sha256: str,
    remarks: Sequence[Remark] = (),
    by: User,
    now: datetime,
    second_factor: str,
) -> PeriodClosing:
    """Signs what the person saw: `content_sha256`. `second_factor`: how they just confirmed that it is them.

    If a figure is no longer as it was proposed, the closing comes back void (`end`) and nothing is signed.
    """
    by = moves.acting(by, now=now)
    closing = rows.locked(closing_id)
    permissions.require(permissions.may_sign_closing(by, closing))
    rows.expect_waiting(closing)
    rows.expect_seen(closing, content_sha256)
    expect_confirmed(by, second_factor)
    if (by.country_id, by.role) not in standing.missing(closing):
        raise IllegalTransition(_("Your office has already signed this closing."))
    _check(remarks, closing)
    if overtaking.end_if_fallen(closing, by=by, now=now):
        return closing
    kept = [_kept(remark, closing) for remark in remarks]
    said = sealing.statement(by, office=by.role, now=now, second_factor=second_factor, remarks=kept)
    signature = ClosingSignature(
        closing=closing,
        country_id=rows.own(by),
        office=by.role,
        by=by,
        signed_at=now,
        statement=ledger.canonical(said),
    )
    moves.sign(signature, by=by, now=now).save()
    if standing.missing(closing):
        told.signed(closing, by=by, now=now)
    else:
        _seal(closing, by=by, now=now)
    return closing


def expect_confirmed(by: User, second_factor: str) -> None:
    """A second factor; of demonstration accounts, which have none, the password."""
    if second_factor not in (*FACTORS, PASSWORD):
        raise ValueError(f"no way to confirm who signs: {second_factor}")
    if second_factor == PASSWORD and not by.is_demonstration:
        raise IllegalTransition(_("A closing is signed with a second factor: set one up, then sign."))


def _seal(closing: PeriodClosing, *, by: User, now: datetime) -> None:
    signatures = list(closing.signatures.order_by("signed_at", "pk"))
    text = sealing.seal_text(closing, signatures)
    seal = ClosingSeal(closing=closing, seal=text, sha256=ledger.sha256(text), sealed_at=now)
    moves.sign(seal, by=by, now=now).save()
    told.sealed(closing, by=by, now=now)


def _check(remarks: Iterable[Remark], closing: PeriodClosing) -> None:
    """Raises ValidationError for what names no activity of the closing, or says nothing."""
    known = dict(activities_in(closing))
    for remark in remarks:
        if remark.kind not in RemarkKind.values:
            raise ValidationError(_("Choose whether it is a salvedad or a constancia."))
        if remark.activity not in known:
            raise ValidationError(_("This closing has no such activity."))
        if not remark.text.strip():
            raise ValidationError(_("Write what your party puts on record."))


def activities_in(closing: PeriodClosing) -> list[tuple[str, str]]:
    """Number and title of its activities, in the order of the plan."""
    return [(row["number"], row["title"]) for row in json.loads(closing.content)["plan"]["activities"]]


def _kept(remark: Remark, closing: PeriodClosing) -> dict[str, Any]:
    text = rows.keep_text(closing, remark.text.strip())
    return {"activity": remark.activity, "kind": remark.kind, "text": text}
