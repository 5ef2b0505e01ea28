"""Whether a report is complete: what is missing warns or blocks, as the roadmap's rules say."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

CUTOFF, BEFORE = date(2026, 4, 30), date(2025, 12, 31)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}
TOLD = "Dos talleres en Desaguadero con cuarenta personas."


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


def stepwise(activity: Activity) -> Activity:
    """The activity by milestones: H1 until March, H2 until October."""
    activity.milestones.create(key="H1", title="Protocolo", due=date(2026, 3, 1), weight=1)
    activity.milestones.create(key="H2", title="Plan", due=date(2026, 10, 1), weight=1, position=1)
    return activity


def draft(activity: Activity, by: Any, **fields: Any) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=by, now=NOON)
    given: dict[str, Any] = {"description": TOLD, **fields}
    if not activity.milestones.exists():
        given.setdefault("percent", Decimal(50))
    return workflow.save_draft(report.pk, fields=given, version=report.version, by=by, now=NOON)


def rule(activity: Activity, **checks: str) -> None:
    activity.roadmap.checks |= checks
    activity.roadmap.save()


def missing(report: ProgressReport) -> dict[str, str]:
    """Check by check, what follows from what is missing."""
    report = ProgressReport.objects.get(pk=report.pk)
    return {one.check: one.level for one in workflow.findings(report, now=NOON) if one.missing}


def test_a_complete_report_lacks_nothing(activity, focal_pe):
    report = draft(activity, focal_pe)
    make_evidence(report, accepted=False)
    assert missing(report) == {}
    assert {one.check for one in workflow.findings(report, now=NOON)} == {"content", "evidence", "short_text"}


def test_what_no_report_can_do_without_blocks_whatever_the_rules_say(activity, focal_pe):
    rule(activity, evidence="off", lower="off", short_text="off")
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    assert missing(report) == {"content": "block"}
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(report.pk, by=focal_pe, now=NOON)
    assert set(refusal.value.message_dict) == {"percent", "description"}


def test_missing_evidence_warns_where_the_roadmap_requires_any(activity, focal_pe):
    report = draft(activity, focal_pe)
    assert missing(report) == {"evidence": "warn"}
    assert workflow.submit(report.pk, by=focal_pe, now=NOON).status == "submitted"


def test_missing_evidence_blocks_where_the_rules_say_so(activity, focal_pe):
    rule(activity, evidence="block")
    report = draft(activity, focal_pe)
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(report.pk, by=focal_pe, now=NOON)
    assert set(refusal.value.message_dict) == {"uploads"}
    make_evidence(report, accepted=False)
    assert workflow.submit(report.pk, by=focal_pe, now=NOON).status == "submitted"


def test_no_evidence_is_asked_of_nothing_nor_where_the_roadmap_requires_none(activity, focal_pe, focal_bo):
    rule(activity, evidence="block")
    assert missing(draft(activity, focal_pe, percent=Decimal(0))) == {}
    activity.roadmap.evidence_required = False
    activity.roadmap.save()
    assert missing(draft(activity, focal_bo)) == {}


def test_a_lower_percentage_is_explained_before_it_is_submitted(activity, focal_pe):
    make_report(activity, "PE", percent=80, as_of=BEFORE)
    report = draft(activity, focal_pe, percent=Decimal("79.9"))
    assert missing(report) == {"evidence": "warn", "lower": "block"}
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(report.pk, by=focal_pe, now=NOON)
    assert set(refusal.value.message_dict) == {"explanation"}
    fields = {"explanation": "El convenio venció."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)
    assert workflow.submit(report.pk, by=focal_pe, now=NOON).status == "submitted"


def test_the_same_or_more_needs_no_explanation_nor_does_what_the_counterpart_said(activity, focal_pe):
    make_report(activity, "PE", percent=50, as_of=BEFORE)
    make_report(activity, "BO", percent=90, as_of=BEFORE)
    assert "lower" not in missing(draft(activity, focal_pe))


def test_a_milestone_that_is_no_longer_met_is_explained(activity, focal_pe):
    stepwise(activity)
    make_report(activity, "PE", milestones_met=["H1"], as_of=BEFORE)
    assert missing(draft(activity, focal_pe, milestones_met=["H2"]))["lower"] == "block"


def test_a_milestone_that_left_the_plan_is_not_missed(activity, focal_pe):
    stepwise(activity)
    make_report(activity, "PE", milestones_met=["H1", "H9"], as_of=BEFORE)
    assert "lower" not in missing(draft(activity, focal_pe, milestones_met=["H1"]))


def test_a_milestone_met_before_its_date_is_asked_about_once(activity, focal_pe, focal_bo):
    stepwise(activity)
    found = missing(draft(activity, focal_pe, milestones_met=["H1", "H2"]))
    assert found == {"evidence": "warn", "early_milestone": "warn"}
    make_report(activity, "BO", milestones_met=["H2"], as_of=BEFORE)
    assert "early_milestone" not in missing(draft(activity, focal_bo, milestones_met=["H2"]))


def test_a_text_shorter_than_the_roadmap_asks_for_is_said(activity, focal_pe):
    report = draft(activity, focal_pe, description="  Dos talleres.  ")
    found = {one.check: one for one in workflow.findings(report, now=NOON)}["short_text"]
    assert (found.missing, found.level, found.field) == (True, "warn", "description")
    assert "13" in found.message
    assert "20" in found.message


def test_what_the_rules_leave_out_is_not_looked_at(activity, focal_pe):
    rule(activity, evidence="off", lower="off", early_milestone="off", short_text="off")
    make_report(activity, "PE", percent=80, as_of=BEFORE)
    report = draft(activity, focal_pe, description="Nada.", percent=Decimal(1))
    assert [one.check for one in workflow.findings(report, now=NOON)] == ["content"]


def test_a_rule_that_the_roadmap_does_not_name_is_the_usual_one(activity):
    activity.roadmap.checks = {"evidence": "block"}
    assert workflow.level_of(activity.roadmap, "evidence") == "block"
    assert workflow.level_of(activity.roadmap, "lower") == "block"
    assert workflow.level_of(activity.roadmap, "short_text") == "warn"


def test_the_secretariat_is_warned_of_what_was_validated_meanwhile_and_decides(
    activity, focal_pe, secretariat_pe
):
    report = workflow.submit(draft(activity, focal_pe).pk, by=focal_pe, now=NOON)
    make_report(activity, "PE", percent=90, as_of=BEFORE)
    found = {one.check: one.level for one in workflow.findings_to_decide(report, now=NOON) if one.missing}
    assert found == {"evidence": "warn", "lower": "warn", "approval": "warn"}
    assert workflow.validate(report.pk, by=secretariat_pe, now=LATER).status == "validated"
