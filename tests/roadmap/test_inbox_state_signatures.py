"""Once a ministry of one party has signed an original, the other party's secretariat finds it in its inbox."""

from datetime import timedelta

import pytest

from roadmap import inbox
from roadmap.models import Roadmap, StateSignature
from tests.build import NOON, make_closing, make_roadmap, make_signed

LATER = NOON + timedelta(days=8)
pytestmark = pytest.mark.on_both


@pytest.fixture
def sealed(db, secretariat_pe, secretariat_bo):
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    return make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)


def held(person):
    board = inbox.board(person.country_id, now=LATER)
    return [item for item in board.held_by(person) if item.kind == "state_signature"]


def test_it_waits_for_the_party_whose_ministry_has_not_signed(
    sealed, secretariat_pe, secretariat_bo, focal_bo
):
    make_signed(sealed, secretariat_pe)
    assert [(item.path, item.whose) for item in held(secretariat_bo)] == [
        (f"/closings/{sealed.pk}/signatures/", "PE")
    ]
    assert held(secretariat_pe) == held(focal_bo) == []


def test_nothing_waits_where_no_ministry_signs(sealed, secretariat_pe, secretariat_bo):
    assert held(secretariat_pe) == held(secretariat_bo) == []


def test_nothing_waits_once_both_have_signed(sealed, secretariat_pe, secretariat_bo):
    first = make_signed(sealed, secretariat_pe)
    values = {name: getattr(first, name) for name in ("original", "found_in", "signer", "issuer")}
    hashes = {"certificate_sha256": first.certificate_sha256, "revision_sha256": first.revision_sha256}
    StateSignature.objects.create(position=2, country_id="BO", **values, **hashes)
    assert held(secretariat_bo) == []


def test_a_signature_of_an_unknown_root_asks_nobody(sealed, secretariat_pe, secretariat_bo):
    make_signed(sealed, secretariat_pe, country=None)
    assert held(secretariat_pe) == held(secretariat_bo) == []


def test_a_replaced_closing_asks_nobody(sealed, secretariat_pe, secretariat_bo):
    make_signed(sealed, secretariat_pe)
    make_closing(sealed.roadmap, secretariat_pe, secretariat_pe, secretariat_bo, replaces=sealed)
    assert held(secretariat_bo) == []
