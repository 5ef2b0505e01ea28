"""*Constancia unilateral*: a party signed a closing, the other did not within the term. It is no closing.

What is on record are the same figures, with the signatures of one party and the reason it gives. The other party may
answer it, and may still sign the closing itself, which then stands as any other.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import acts, ledger
from accounts.models import User
from roadmap import permissions
from roadmap.closing import overtaking, rows, sealing, signing, standing, told
from roadmap.models import PeriodClosing, Roadmap, UnilateralAnswer, UnilateralRecord
from roadmap.workflow import IllegalTransition, moves

FORMAT = "alternat-unilateral/1"


def can_declare(closing: PeriodClosing, country: str, now: datetime) -> bool:
    """The party signed by all its offices, the other did not, and the term is over in the other's country."""
    return closing.is_waiting and not hasattr(closing, "unilateral") and not _lacks(closing, country, now)


@acts.act
def declare_unilateral(
    closing_id: int,
    *,
    content_sha256: str,
    reason: str,
    by: User,
    now: datetime,
    second_factor: str,
) -> UnilateralRecord | PeriodClosing:
    """The secretariat of the party that signed puts on record that the other did not.

    If the figures changed meanwhile, the closing comes back void (`end`) and nothing is put on record.
    """
    by = moves.acting(by, now=now)
    closing = rows.locked(closing_id)
    permissions.require(permissions.may_declare_unilateral(by, closing))
    rows.expect_waiting(closing)
    rows.expect_seen(closing, content_sha256)
    signing.expect_confirmed(by, second_factor)
    country = rows.own(by)
    if hasattr(closing, "unilateral"):
        raise IllegalTransition(_("It is already on record that this closing was not signed."))
    if lacks := _lacks(closing, country, now):
        raise IllegalTransition(lacks)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why your party puts it on record.")})
    if overtaking.end_if_fallen(closing, by=by, now=now):
        return closing
    kept = rows.keep_text(closing, reason.strip())
    number = _next_number(closing.roadmap)
    issued = sealing.statement(by, office=by.role, now=now, second_factor=second_factor, remarks=[])
    text = ledger.canonical(statement(closing, number, country, kept, issued))
    record = UnilateralRecord(
        roadmap=closing.roadmap,
        number=number,
        closing=closing,
        country_id=country,
        statement=text,
        sha256=ledger.sha256(text),
        by=by,
        at=now,
    )
    moves.sign(record, by=by, now=now).save()
    told.unilateral(record, by=by, now=now)
    return record


@acts.act
def answer_unilateral(record_id: int, *, text: str, by: User, now: datetime) -> UnilateralAnswer:
    """The other party says what it has to say of it, once."""
    by = moves.acting(by, now=now)
    roadmap = rows.locked_roadmap(
        UnilateralRecord.objects.values_list("roadmap_id", flat=True).get(pk=record_id)
    )
    record = UnilateralRecord.objects.select_related("closing", "answer").get(pk=record_id)
    record.roadmap = record.closing.roadmap = roadmap
    permissions.require(permissions.may_answer_unilateral(by, record))
    if hasattr(record, "answer"):
        raise IllegalTransition(_("Your party has already answered this record."))
    if not text.strip():
        raise ValidationError({"text": _("Write what your party answers.")})
    kept = rows.keep_text(record.closing, text.strip())
    answer = UnilateralAnswer(record=record, country_id=rows.own(by), text_sha256=kept["text"], by=by, at=now)
    moves.sign(answer, by=by, now=now).save()
    told.unilateral_answered(record, by=by, now=now)
    return answer


def _lacks(closing: PeriodClosing, country: str, now: datetime) -> str:
    """Why the party cannot put it on record; empty where it can."""
    missing = standing.missing(closing)
    other = closing.roadmap.counterpart(country)
    if any(code == country for code, _office in missing):
        return _("Your own party has to sign the closing first.")
    if not standing.term_is_over(closing, other, now):
        return _("The other party may still sign: its term is not over.")
    return ""


def _next_number(roadmap: Roadmap) -> int:
    return (roadmap.unilateral_records.aggregate(last=Max("number"))["last"] or 0) + 1


def statement(
    closing: PeriodClosing, number: int, country: str, reason: dict[str, str], issued: dict[str, Any]
) -> dict[str, Any]:
    other = closing.roadmap.counterpart(country)
    return {
        "format": FORMAT,
        "joint": False,
        "roadmap": closing.roadmap.code,
        "number": number,
        "cutoff": ledger.plain(closing.cutoff),
        "content": closing.content_sha256,
        "rule_version": json.loads(closing.content)["rule_version"],
        "proposal": closing.number,
        "not_signed_by": other.pk,
        "term": {
            "days": closing.sign_days,
            "until": ledger.plain(standing.sign_by(closing, other)),
        },
        "verifier": sealing.verifier_sha256(),
        "signatures": _own(closing, country),
        "issued": issued,
        "reason": reason,
    }


def _own(closing: PeriodClosing, country: str) -> list[Any]:
    rows_of: Iterable[str] = closing.signatures.filter(country=country).values_list("statement", flat=True)
    return [json.loads(text) for text in rows_of]
