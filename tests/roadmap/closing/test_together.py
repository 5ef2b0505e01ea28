"""Closings and two people at once: one comes first, and what the other does follows from it."""

import pytest

from roadmap import closing, workflow
from roadmap.models import ClosingEnd, ClosingSeal, PeriodClosing, ProgressReport, Roadmap
from tests.build import make_activity, make_report, make_roadmap
from tests.roadmap.closing.verbs import LATER, propose, sign
from tests.roadmap.test_workflow_together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def roadmap(transactional_db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_report(make_activity(roadmap), "PE", percent=50)
    return Roadmap.objects.with_parties().get()


@pytest.fixture
def proposed(roadmap, secretariat_pe) -> PeriodClosing:
    return propose(roadmap, secretariat_pe)


def test_both_sign_at_once_and_it_is_sealed_once(proposed, secretariat_pe, secretariat_bo):
    results = together(lambda: sign(proposed, secretariat_pe), lambda: sign(proposed, secretariat_bo))
    assert refused(results) == []
    assert sorted(result.is_sealed for result in results) == [False, True]
    assert (ClosingSeal.objects.count(), proposed.signatures.count()) == (1, 2)


def test_two_of_one_office_sign_at_once_and_one_is_told(proposed, secretariat_bo, secretariat_bo_2):
    results = together(lambda: sign(proposed, secretariat_bo), lambda: sign(proposed, secretariat_bo_2))
    assert refused(results) == [workflow.IllegalTransition]
    assert proposed.signatures.count() == 1


def test_both_propose_at_once_and_one_waits(roadmap, secretariat_pe, secretariat_bo):
    results = together(lambda: propose(roadmap, secretariat_pe), lambda: propose(roadmap, secretariat_bo))
    assert refused(results) == [workflow.IllegalTransition]
    assert PeriodClosing.objects.count() == 1


def test_signed_last_or_withdrawn_but_never_both(proposed, secretariat_pe, secretariat_bo):
    sign(proposed, secretariat_pe)
    results = together(
        lambda: sign(proposed, secretariat_bo),
        lambda: closing.withdraw(proposed.pk, by=secretariat_pe, now=LATER),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert ClosingSeal.objects.count() + ClosingEnd.objects.count() == 1


def test_a_report_validated_while_the_last_one_signs_is_in_no_seal(
    proposed, focal_pe, secretariat_pe, secretariat_bo
):
    """Either it came first and the closing is void, or it came after and the seal knows nothing of it."""
    sign(proposed, secretariat_pe)
    activity = proposed.roadmap.activities.get()
    report = make_report(
        activity, "PE", percent=60, status="submitted", author=focal_pe, description="Tres mesas."
    )
    Roadmap.objects.update(checks=proposed.roadmap.checks | {"approval": "off"})
    together(
        lambda: workflow.validate(report.pk, by=secretariat_pe, now=LATER),
        lambda: sign(proposed, secretariat_bo),
    )
    found = PeriodClosing.objects.get()
    assert ProgressReport.objects.get(pk=report.pk).status == "validated"
    assert found.is_sealed != found.is_over
    assert f"report/{report.pk}" not in found.content


def test_found_void_by_a_run_and_by_who_signs_it_ends_once(proposed, secretariat_bo):
    make_report(proposed.roadmap.activities.get(), "BO", percent=10, validated_at=LATER)
    together(lambda: closing.void_overtaken(LATER), lambda: sign(proposed, secretariat_bo))
    assert ClosingEnd.objects.count() == 1
