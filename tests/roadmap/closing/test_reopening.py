"""Reopening: a new closing of the same cutoff date, which both sign and which names the one it replaces."""

import json
from datetime import timedelta

import pytest

from roadmap import closing, workflow
from roadmap.models import PeriodClosing
from tests.build import make_report
from tests.roadmap.closing.verbs import CUTOFF, LATER, propose, sign

EVENING = LATER + timedelta(hours=6)


@pytest.fixture
def closed(roadmap, secretariat_pe, secretariat_bo) -> PeriodClosing:
    found = propose(roadmap, secretariat_pe)
    sign(found, secretariat_pe)
    return sign(found, secretariat_bo)


def in_force(roadmap):
    return PeriodClosing.objects.of(roadmap).in_force_on(CUTOFF).get()


def test_a_closed_cutoff_date_is_closed_again_only_by_naming_what_is_replaced(
    roadmap, closed, secretariat_bo
):
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_bo, now=EVENING)
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_bo, now=EVENING, replaces=closed.pk + 99)
    assert propose(roadmap, secretariat_bo, now=EVENING, replaces=closed.pk).replaces == closed


def test_until_both_have_signed_it_the_first_one_stands(roadmap, closed, secretariat_pe, secretariat_bo):
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=10, validated_at=LATER)
    again = propose(roadmap, secretariat_bo, now=EVENING, replaces=closed.pk)
    assert in_force(roadmap) == closed
    sign(again, secretariat_bo, now=EVENING)
    again = sign(again, secretariat_pe, now=EVENING)
    assert in_force(roadmap) == again
    told = json.loads(again.seal.seal)
    assert told["replaces"] == {"number": closed.number, "seal": closed.seal.sha256}


def test_what_is_sealed_stays_as_it_was_whatever_happens(roadmap, closed):
    seal, content = closed.seal.seal, closed.content
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=10, validated_at=LATER)
    roadmap.activities.update(weight=7, title="Otra")
    assert closing.void_overtaken(EVENING) == 0
    found = PeriodClosing.objects.get()
    assert (found.seal.seal, found.content) == (seal, content)
