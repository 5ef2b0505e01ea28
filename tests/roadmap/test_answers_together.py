"""The two sides at once on one report: one is first, the other is told what happened."""

from datetime import timedelta

import pytest

from accounts.models import User
from roadmap import workflow
from roadmap.models import Comment, Conformity, MaintainedPosition
from tests.build import NOON, make_activity, make_answer, make_report, make_roadmap
from tests.roadmap.test_workflow_together import SIDES, refused, together

LATER = NOON + timedelta(hours=1)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def observation(transactional_db) -> Conformity:
    return make_answer(make_report(make_activity(make_roadmap(), responsibles=SIDES), percent=50))


def test_two_maintain_at_once_and_one_is_told(observation, secretariat_pe, secretariat_pe_2):
    def maintain(by: User):
        return lambda: workflow.maintain(observation.pk, reason="Está.", by=by, now=LATER)

    results = together(maintain(secretariat_pe), maintain(secretariat_pe_2))
    assert refused(results) == [workflow.IllegalTransition]
    assert MaintainedPosition.objects.count() == 1


def test_one_maintains_while_the_other_side_agrees_and_one_is_told(
    observation, secretariat_pe, secretariat_bo
):
    seen = workflow.said_of(observation.report)
    results = together(
        lambda: workflow.maintain(observation.pk, reason="Está.", by=secretariat_pe, now=LATER),
        lambda: workflow.agree(observation.report_id, by=secretariat_bo, now=LATER, seen_answers=seen),
    )
    # Who agrees after the other maintained may read it and answer still; the other way round it is over.
    assert refused(results) in ([workflow.OutOfDate], [workflow.IllegalTransition])
    assert MaintainedPosition.objects.count() + Conformity.objects.count() == 2


def test_a_comment_sent_twice_at_once_is_one(observation, secretariat_pe):
    def say():
        activity = observation.report.activity_id
        return workflow.comment(activity, text="Falta.", shared=True, by=secretariat_pe, now=LATER)

    first, second = together(say, say)
    assert first == second
    assert Comment.objects.count() == 1
