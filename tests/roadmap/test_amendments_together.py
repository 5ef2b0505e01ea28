"""Modifications and two people at once: one wins, the other is told."""

import pytest

from roadmap import workflow
from roadmap.models import Activity, Amendment, Roadmap
from tests.build import NOON, make_activity, make_roadmap
from tests.roadmap.test_amendments import accept, propose
from tests.roadmap.test_workflow_together import refused, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def roadmap(transactional_db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "2.1")
    return Roadmap.objects.with_parties().get()


@pytest.fixture
def proposal(roadmap, secretariat_pe) -> Amendment:
    return propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})


def test_two_accept_at_once_and_the_plan_changes_once(proposal, secretariat_bo, secretariat_bo_2):
    results = together(lambda: accept(proposal, secretariat_bo), lambda: accept(proposal, secretariat_bo_2))
    assert refused(results) == [workflow.IllegalTransition]
    assert Activity.objects.get(number="1.1").history.filter(deadline="2027-03-31").count() == 1


def test_accepted_or_withdrawn_but_never_both(proposal, secretariat_pe, secretariat_bo):
    results = together(
        lambda: accept(proposal, secretariat_bo),
        lambda: workflow.withdraw_amendment(proposal.pk, by=secretariat_pe, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    proposal.refresh_from_db()
    moved = Activity.objects.get(number="1.1").first_deadline is not None
    assert moved == (proposal.outcome == "accepted")


def test_both_propose_on_the_same_thing_and_one_is_told(roadmap, secretariat_pe, secretariat_bo):
    results = together(
        lambda: propose(roadmap, secretariat_pe, "withdraw", "1.1"),
        lambda: propose(roadmap, secretariat_bo, "withdraw", "1.1"),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert Amendment.objects.count() == 1


def test_two_on_different_things_both_wait_with_numbers_of_their_own(roadmap, secretariat_pe, secretariat_bo):
    results = together(
        lambda: propose(roadmap, secretariat_pe, "withdraw", "1.1"),
        lambda: propose(roadmap, secretariat_bo, "withdraw", "2.1"),
    )
    assert refused(results) == []
    assert sorted(Amendment.objects.values_list("number", flat=True)) == [1, 2]


def test_finished_while_it_is_accepted_one_of_the_two_is_void(proposal, secretariat_pe, secretariat_bo):
    step = workflow.propose_step(proposal.roadmap_id, to_status="finished", by=secretariat_pe, now=NOON)
    results = together(
        lambda: accept(proposal, secretariat_bo),
        lambda: workflow.accept_step(
            step.pk, content_sha256=step.content_sha256, by=secretariat_bo, now=NOON
        ),
    )
    assert sorted(result.outcome for result in results) == ["accepted", "overtaken"]
