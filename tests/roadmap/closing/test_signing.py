"""Signing: whose signatures are needed, what is sealed, what a party puts on record with it."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import ledger
from accounts.models import Letter, Role
from roadmap import closing, workflow
from roadmap.closing import sealing
from roadmap.models import ClosingText, PeriodClosing, Roadmap
from tests.build import NOON, make_document, make_user
from tests.roadmap.closing.verbs import LATER, propose, sign

SALVEDAD = closing.Remark("1.1", "salvedad", "El protocolo no fue consultado.")


@pytest.fixture
def proposed(roadmap, secretariat_pe) -> PeriodClosing:
    return propose(roadmap, secretariat_pe)


def test_when_both_have_signed_it_is_sealed(proposed, secretariat_pe, secretariat_bo):
    assert not sign(proposed, secretariat_pe).is_sealed
    found = sign(proposed, secretariat_bo, now=LATER + timedelta(hours=1))
    assert found.is_sealed
    told = json.loads(found.seal.seal)
    assert found.seal.sha256 == ledger.sha256(found.seal.seal)
    assert (told["format"], told["content"]) == ("alternat-closing/1", found.content_sha256)
    assert (told["roadmap"], told["number"], told["cutoff"]) == ("bo-pe-2025-2026", 1, "2026-04-30")
    assert [(row["country"], row["office"]) for row in told["signatures"]] == [
        ("PE", "secretariat"),
        ("BO", "secretariat"),
    ]
    assert told["verifier"] == ledger.sha256(sealing.VERIFIER.read_text())


def test_each_office_signs_once(proposed, secretariat_pe, secretariat_pe_2):
    sign(proposed, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        sign(proposed, secretariat_pe_2)


def test_the_visto_bueno_is_needed_where_the_roadmap_says_so(
    roadmap, secretariat_pe, secretariat_bo, ministry_pe
):
    Roadmap.objects.update(closing_visto_bueno=True)
    ministry_bo = make_user("cancilleria.bo@example.org", Role.FOREIGN_MINISTRY, "BO", "MRE-BO")
    found = propose(roadmap, secretariat_pe)
    for minutes, person in enumerate((ministry_bo, secretariat_pe, secretariat_bo)):
        assert not sign(found, person, now=LATER + timedelta(minutes=minutes)).is_sealed
    assert sign(found, ministry_pe, now=LATER + timedelta(hours=2)).is_sealed


def test_without_that_rule_no_foreign_ministry_signs(proposed, ministry_pe):
    with pytest.raises(PermissionDenied):
        sign(proposed, ministry_pe)


def test_the_page_that_was_seen_is_what_is_signed(proposed, secretariat_bo):
    with pytest.raises(workflow.OutOfDate):
        closing.sign(
            proposed.pk,
            content_sha256="0" * 64,
            remarks=(),
            by=secretariat_bo,
            now=LATER,
            second_factor="totp",
        )


def test_a_password_alone_signs_for_demonstration_accounts_only(proposed, secretariat_pe, secretariat_bo):
    with pytest.raises(workflow.IllegalTransition):
        sign(proposed, secretariat_pe, second_factor=closing.PASSWORD)
    secretariat_bo.is_demonstration = True
    secretariat_bo.save()
    sign(proposed, secretariat_bo, second_factor=closing.PASSWORD)
    said = json.loads(proposed.signatures.get().statement)
    assert (said["country"], said["second_factor"]) == ("BO", "password")


def test_the_seal_says_by_which_appointment_each_signed(proposed, secretariat_pe):
    act = make_document(secretariat_pe, number="RM 12-2026")
    secretariat_pe.appointments.update(act=act, capacity="interim")
    sign(proposed, secretariat_pe)
    said = json.loads(proposed.signatures.get().statement)
    assert said["appointment"] == {
        "ref": f"appointment/{secretariat_pe.appointments.get().pk}",
        "capacity": "interim",
        "starts_on": "2000-01-01",
        "ends_on": None,
        "act": {"kind": "oficio", "number": "RM 12-2026", "dated": "2026-05-20", "sha256": act.sha256},
    }
    assert (said["name"], said["at"]) == (secretariat_pe.full_name, "2026-06-01T13:00:00Z")


def test_a_salvedad_is_sealed_by_its_hash_and_its_text_can_be_read(proposed, secretariat_pe, secretariat_bo):
    sign(proposed, secretariat_pe)
    found = sign(proposed, secretariat_bo, remarks=[SALVEDAD], now=LATER + timedelta(minutes=1))
    assert SALVEDAD.text not in found.seal.seal
    remark = json.loads(found.seal.seal)["signatures"][1]["remarks"][0]
    kept = ClosingText.objects.get(sha256=remark["text"]["text"])
    assert (remark["activity"], remark["kind"], kept.text) == ("1.1", "salvedad", SALVEDAD.text)
    assert ledger.commitment(kept.text, kept.salt) == kept.sha256


@pytest.mark.parametrize(
    "remark",
    [
        closing.Remark("9.9", "salvedad", "No existe."),
        closing.Remark("1.1", "reserva", "Texto."),
        closing.Remark("1.1", "constancia", "  "),
    ],
)
def test_a_remark_names_an_activity_of_the_closing_its_kind_and_says_something(
    proposed, secretariat_bo, remark
):
    with pytest.raises(ValidationError):
        sign(proposed, secretariat_bo, remarks=[remark])


def test_everybody_who_has_to_know_is_told(proposed, secretariat_pe, secretariat_bo):
    sign(proposed, secretariat_pe)
    assert Letter.objects.get(template="closing_signed").person == secretariat_bo
    sign(proposed, secretariat_bo, now=LATER + timedelta(minutes=1))
    assert Letter.objects.get(template="closing_sealed").person == secretariat_pe


def test_a_sealed_closing_is_signed_and_withdrawn_by_nobody(proposed, secretariat_pe, secretariat_bo):
    sign(proposed, secretariat_pe)
    sign(proposed, secretariat_bo)
    for verb in (
        lambda: sign(proposed, secretariat_bo),
        lambda: closing.withdraw(proposed.pk, by=secretariat_pe, now=LATER),
    ):
        with pytest.raises(workflow.IllegalTransition):
            verb()


def test_the_term_runs_from_the_first_signature(proposed, secretariat_pe):
    country = proposed.roadmap.party_a
    assert closing.sign_by(proposed, country).isoformat() == "2026-06-16"
    sign(proposed, secretariat_pe, now=NOON + timedelta(days=5))
    assert closing.sign_by(proposed, country).isoformat() == "2026-06-21"
