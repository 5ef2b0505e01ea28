"""*Constancia unilateral*: what one party puts on record alone after the term. It is no closing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import ledger
from accounts.models import Letter
from roadmap import closing, workflow
from roadmap.models import PeriodClosing, UnilateralRecord
from tests.build import make_report
from tests.roadmap.closing.verbs import CUTOFF, LATER, propose, sign

TERM_OVER = LATER + timedelta(days=16)


@pytest.fixture
def signed(roadmap, secretariat_pe) -> PeriodClosing:
    return sign(propose(roadmap, secretariat_pe), secretariat_pe)


def declare(found, by, **given):
    asked: dict[str, Any] = {
        "reason": "No hubo respuesta.",
        "now": TERM_OVER,
        "second_factor": "totp",
    } | given
    return closing.declare_unilateral(found.pk, content_sha256=found.content_sha256, by=by, **asked)


def test_after_the_term_the_party_that_signed_puts_it_on_record(roadmap, signed, secretariat_pe):
    record = declare(signed, secretariat_pe)
    told = json.loads(record.statement)
    assert record.sha256 == ledger.sha256(record.statement)
    assert (told["joint"], told["not_signed_by"], told["proposal"], record.number) == (False, "BO", 1, 1)
    assert [row["country"] for row in told["signatures"]] == ["PE"]
    assert "No hubo respuesta." not in record.statement


def test_it_is_no_closing(roadmap, signed, secretariat_pe):
    declare(signed, secretariat_pe)
    assert not PeriodClosing.objects.sealed().exists()
    assert not PeriodClosing.objects.in_force_on(CUTOFF).exists()


@pytest.mark.parametrize(("days", "can"), [(15, False), (16, True)])
def test_within_the_term_nobody_can(signed, secretariat_pe, days, can):
    assert closing.can_declare(signed, "PE", LATER + timedelta(days=days)) is can
    if not can:
        with pytest.raises(workflow.IllegalTransition):
            declare(signed, secretariat_pe, now=LATER + timedelta(days=days))


def test_the_party_that_did_not_sign_cannot(signed, secretariat_bo):
    with pytest.raises(workflow.IllegalTransition):
        declare(signed, secretariat_bo)


def test_it_asks_for_a_reason_and_a_second_factor(signed, secretariat_pe):
    with pytest.raises(ValidationError):
        declare(signed, secretariat_pe, reason=" ")
    with pytest.raises(workflow.IllegalTransition):
        declare(signed, secretariat_pe, second_factor=closing.PASSWORD)


def test_figures_that_changed_are_put_on_record_by_nobody(roadmap, signed, secretariat_pe):
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=10, validated_at=LATER)
    assert declare(signed, secretariat_pe).end.kind == "void"
    assert not UnilateralRecord.objects.exists()


def test_the_other_party_answers_it_once(signed, secretariat_pe, secretariat_bo):
    record = declare(signed, secretariat_pe)
    with pytest.raises(PermissionDenied):
        closing.answer_unilateral(record.pk, text="No es así.", by=secretariat_pe, now=TERM_OVER)
    answer = closing.answer_unilateral(record.pk, text="No es así.", by=secretariat_bo, now=TERM_OVER)
    assert signed.texts.get(sha256=answer.text_sha256).text == "No es así."
    with pytest.raises(workflow.IllegalTransition):
        closing.answer_unilateral(record.pk, text="Otra vez.", by=secretariat_bo, now=TERM_OVER)
    assert {row.template for row in Letter.objects.all()} >= {"unilateral_issued", "unilateral_answered"}


def test_the_other_party_may_still_sign_and_then_it_is_a_closing(signed, secretariat_pe, secretariat_bo):
    declare(signed, secretariat_pe)
    assert sign(signed, secretariat_bo, now=TERM_OVER + timedelta(days=1)).is_sealed


def test_what_is_on_record_is_not_withdrawn(signed, secretariat_pe):
    declare(signed, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        closing.withdraw(signed.pk, by=secretariat_pe, now=TERM_OVER)
