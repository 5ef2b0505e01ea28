"""A proposal while it waits: no second one on the same thing, and what happens meanwhile may make it void."""

import pytest

from roadmap import workflow
from roadmap.models import Roadmap
from tests.build import NOON, make_activity, make_roadmap
from tests.roadmap.test_amendments import accept, propose


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "2.1")
    return Roadmap.objects.with_parties().get()


def test_what_waits_is_told_before_anything_is_typed(roadmap, secretariat_pe, secretariat_bo):
    waiting = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    assert workflow.pending_amendment(roadmap, activity_number="1.1") == waiting
    assert workflow.pending_amendment(roadmap, activity_number="2.1") is None
    assert workflow.pending_amendment(roadmap) is None
    with pytest.raises(workflow.IllegalTransition):
        workflow.drafted(roadmap, kind="withdraw", number="1.1", given={}, now=NOON)
    accept(waiting, secretariat_bo)
    assert workflow.pending_amendment(roadmap, activity_number="1.1") is None
