"""Maintaining a position against an observation, and who is told of what the two parties say."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Letter
from roadmap import workflow
from roadmap.models import Activity, MaintainedPosition, ProgressReport
from tests.build import NOON, make_activity, make_answer, make_maintained, make_report, make_roadmap

LATER = NOON + timedelta(hours=1)
WHY = "El acta está en el anexo 2."
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture
def activity() -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def report(activity, focal_pe) -> ProgressReport:
    return make_report(activity, percent=80, author=focal_pe)


@pytest.fixture
def observation(report):
    return make_answer(report, decided_at=LATER)


def letters() -> list[tuple[str, str]]:
    return [(row.template, row.person.email) for row in Letter.objects.select_related("person")]


def test_the_reporting_side_maintains_its_position_with_its_reason(observation, secretariat_pe):
    kept = workflow.maintain(observation.pk, reason=f" {WHY} ", by=secretariat_pe, now=LATER)
    assert (kept.reason, kept.country_id, kept.maintained_by) == (WHY, "PE", secretariat_pe)
    assert kept.history.get().history_user == secretariat_pe


@pytest.mark.parametrize("who", ["secretariat_bo", "focal_pe", "authority_pe", "ministry_pe", "outsider"])
def test_only_the_secretariat_that_reported_maintains_it(observation, who, request):
    with pytest.raises(PermissionDenied):
        workflow.maintain(observation.pk, reason=WHY, by=request.getfixturevalue(who), now=LATER)
    assert not MaintainedPosition.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n "])
def test_no_position_is_maintained_without_a_reason(observation, secretariat_pe, reason):
    with pytest.raises(ValidationError):
        workflow.maintain(observation.pk, reason=reason, by=secretariat_pe, now=LATER)


def test_a_second_person_is_told_who_maintained_it(observation, secretariat_pe, secretariat_pe_2):
    workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition, match=str(secretariat_pe)):
        workflow.maintain(observation.pk, reason="Otra.", by=secretariat_pe_2, now=LATER)


@pytest.mark.parametrize("decision", ["agreed", "observed"])
def test_after_another_answer_there_is_nothing_to_maintain_against_the_earlier_one(
    observation, report, secretariat_pe, secretariat_bo, decision
):
    make_answer(report, decision, decided_at=LATER + timedelta(hours=1), decided_by=secretariat_bo)
    with pytest.raises(workflow.IllegalTransition, match=str(secretariat_bo)):
        workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER + timedelta(hours=2))


def test_an_agreement_is_not_maintained_against(report, secretariat_pe):
    agreed = make_answer(report, "agreed")
    with pytest.raises(workflow.IllegalTransition):
        workflow.maintain(agreed.pk, reason=WHY, by=secretariat_pe, now=LATER)


def test_the_counterpart_may_still_agree_or_observe_again(
    observation, report, secretariat_pe, secretariat_bo
):
    workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER)
    again = LATER + timedelta(days=1)
    second = workflow.observe(report.pk, reason="No basta.", by=secretariat_bo, now=again)
    workflow.maintain(second.pk, reason="Sí basta.", by=secretariat_pe, now=again + timedelta(hours=1))
    workflow.agree(report.pk, by=secretariat_bo, now=again + timedelta(days=1))
    assert MaintainedPosition.objects.count() == 2
    assert report.conformities.last().standing == "agreed"


def test_who_answers_is_told_that_the_position_was_just_maintained(
    observation, report, secretariat_pe, secretariat_bo
):
    seen = workflow.said_of(report)
    workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition, match=str(secretariat_pe)):
        workflow.agree(report.pk, by=secretariat_bo, now=LATER, seen_answers=seen)
    workflow.agree(report.pk, by=secretariat_bo, now=LATER, seen_answers=seen + 1)


def test_an_answer_is_told_to_the_reporting_secretariat_and_to_the_writers(
    report, focal_pe, secretariat_pe, secretariat_pe_2, secretariat_bo, secretariat_bo_2
):
    workflow.observe(report.pk, reason="No vimos el acta.", by=secretariat_bo, now=LATER)
    expected = {("report_observed", who.email) for who in (focal_pe, secretariat_pe, secretariat_pe_2)}
    assert (set(letters()), len(letters())) == (expected, 3)
    assert Letter.objects.first().told["reason"] == "No vimos el acta."


def test_a_maintained_position_is_told_to_the_counterparts_secretariat(
    observation, secretariat_pe, secretariat_bo, secretariat_bo_2
):
    workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER)
    assert set(letters()) == {("report_maintained", who.email) for who in (secretariat_bo, secretariat_bo_2)}


def test_a_refused_verb_tells_nobody(observation, report, secretariat_pe, secretariat_bo):
    make_maintained(report, secretariat_pe, observation=observation)
    with pytest.raises(workflow.IllegalTransition):
        workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=LATER)
    assert letters() == []
