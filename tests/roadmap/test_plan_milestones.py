"""How progress is told on a day: by the milestones in force then, or by a percentage where there were none."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from roadmap import plan, summary, workflow
from roadmap.models import Activity, ProgressReport, Roadmap
from roadmap.offline.assigned import assigned
from tests.build import NOON, make_activity, make_report, make_roadmap, signed_in
from tests.roadmap.test_amendments import accept, propose

CHANGED = date(2026, 6, 1)
LATER = NOON + timedelta(days=30)
BEFORE, AFTER = date(2026, 4, 30), date(2026, 6, 15)
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
STONES = [{"key": key, "title": f"Hito {key}", "due": "", "weight": "1"} for key in ("h1", "h2")]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def changed(
    milestones: dict[str, int], given: list[dict[str, str]], sides: Any, code: str = "bo-pe-2025-2026"
) -> Activity:
    """An activity whose milestones both parties changed on 1 June; it is 1 July now."""
    roadmap = make_roadmap(code, status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, milestones=milestones, responsibles=SIDES)
    proposal = propose(roadmap, sides[0], "change", "1.1", {"milestones": given}, now=NOON)
    assert accept(proposal, sides[1]).effective_on == CHANGED
    return Activity.objects.select_related("roadmap").get(roadmap=roadmap)


@pytest.fixture
def sides(secretariat_pe, secretariat_bo) -> Any:
    return secretariat_pe, secretariat_bo


@pytest.fixture
def to_percentage(sides) -> Activity:
    return changed({"h1": 60, "h2": 40}, [], sides)


@pytest.fixture
def to_milestones(sides) -> Activity:
    return changed({}, STONES, sides, "bo-pe-2027")


@pytest.fixture(params=["to_percentage", "to_milestones"])
def either(request) -> tuple[Activity, dict[date, dict[str, Any]]]:
    """The activity, and what can be said of it before and after the change."""
    said: tuple[dict[str, Any], ...] = ({"milestones_met": ["h1"]}, {"percent": Decimal(30)})
    said = said if request.param == "to_percentage" else said[::-1]
    return request.getfixturevalue(request.param), dict(zip((BEFORE, AFTER), said, strict=True))


def drafted(activity: Activity, day: date, by: Any, **fields: Any) -> ProgressReport:
    report = workflow.start(activity, as_of=day, by=by, now=LATER)
    fields = {"description": "Dos talleres de capacitación.", **fields}
    return workflow.save_draft(report.pk, fields=fields, version=1, by=by, now=LATER)


def test_what_is_in_force_on_the_day(to_percentage, to_milestones):
    for activity, counts in ((to_percentage, (2, 0)), (to_milestones, (0, 2))):
        days = (CHANGED - timedelta(days=1), CHANGED)
        assert tuple(len(plan.milestones_on(activity, day)) for day in days) == counts
    stone = plan.milestones_on(to_percentage, BEFORE)[0]
    assert [stone.key, stone.title, stone.weight] == ["h1", "Hito h1", Decimal(60)]


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_a_report_is_complete_as_its_own_day_asks(either, focal_pe, day):
    activity, said = either
    report = drafted(activity, day, focal_pe, **said[day])
    assert workflow.submit(report.pk, by=focal_pe, now=LATER).status == "submitted"


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_it_cannot_be_told_as_the_other_day_asks(either, focal_pe, day):
    activity, said = either
    with pytest.raises(ValidationError):
        drafted(activity, day, focal_pe, **said[BEFORE if day == AFTER else AFTER])


def test_a_percentage_is_asked_for_only_where_the_day_asks_for_one(either, focal_pe):
    activity, said = either
    for day in (BEFORE, AFTER):
        report = drafted(activity, day, focal_pe)
        asked = {finding.field for finding in workflow.findings(report, now=LATER) if finding.blocks}
        assert asked == ({"percent"} if "percent" in said[day] else set())
        workflow.discard(report.pk, by=focal_pe, now=LATER)


def test_a_late_report_counts_at_its_own_cutoff(either, focal_pe, secretariat_pe):
    activity, said = either
    report = drafted(activity, BEFORE, focal_pe, **said[BEFORE])
    workflow.submit(report.pk, by=focal_pe, now=LATER)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    roadmap = Roadmap.objects.with_parties().get(pk=activity.roadmap_id)
    side = summary.live(roadmap, as_of=BEFORE, now=LATER).activity("1.1").countries["PE"]
    assert side.value == (60 if "milestones_met" in said[BEFORE] else 30)


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_a_draft_opens_with_what_was_validated_as_the_day_asks(either, focal_pe, day):
    activity, said = either
    make_report(activity, "PE", as_of=BEFORE, validated_at=NOON, **said[BEFORE])
    report = workflow.start(activity, as_of=day, by=focal_pe, now=LATER)
    kept = {"percent": None, "milestones_met": []} | (said[BEFORE] if day == BEFORE else {})
    assert (report.percent, report.milestones_met) == (kept["percent"], kept["milestones_met"])


def test_what_is_lower_is_judged_by_the_plan_of_the_day(to_percentage, to_milestones):
    met = ProgressReport(milestones_met=["h1", "h2"])
    said = {"as_of": BEFORE, "milestones_met": ["h1"], "percent": None}
    assert workflow.lower_than_before(to_percentage, met, said)
    assert not workflow.lower_than_before(to_percentage, met, {**said, "as_of": AFTER, "percent": 5})
    half = ProgressReport(percent=50)
    assert workflow.lower_than_before(to_milestones, half, {**said, "percent": 40})
    assert not workflow.lower_than_before(to_milestones, half, {**said, "as_of": AFTER})


def test_a_milestone_is_early_by_the_date_of_its_day(sides, focal_pe):
    due = [{**STONES[0], "due": "2026-09-30"}]
    report = drafted(changed({"h1": 1}, due, sides), AFTER, focal_pe, milestones_met=["h1"])
    kinds = [[one.check for one in workflow.findings(report, now=LATER) if one.missing]]
    workflow.discard(report.pk, by=focal_pe, now=LATER)
    report = drafted(report.activity, BEFORE, focal_pe, milestones_met=["h1"])
    kinds.append([one.check for one in workflow.findings(report, now=LATER) if one.missing])
    assert ["early_milestone" in found for found in kinds] == [True, False]


# --- On the pages -----------------------------------------------------------------------------------------
def edit(report: ProgressReport) -> str:
    return reverse("roadmap:progress-edit", args=[report.pk])


@pytest.fixture
def _in_july():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.mark.usefixtures("_in_july")
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_the_form_asks_what_the_day_asks(client, either, focal_pe, day):
    activity, said = either
    report = workflow.start(activity, as_of=day, by=focal_pe, now=LATER)
    page = signed_in(client, focal_pe).get(edit(report))
    posted = {"as_of": "other", "other_day": day.isoformat(), "version": 1, "save": "1", **said[day]}
    posted["asked"] = page.context["form"].asked
    assert said[day].keys() <= page.context["form"].fields.keys()
    assert len({"percent", "milestones_met"} & page.context["form"].fields.keys()) == 1
    assert client.post(edit(report), posted).status_code == 302
    report.refresh_from_db()
    assert {name: getattr(report, name) for name in said[day]} == said[day]


@pytest.mark.usefixtures("_in_july")
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_another_day_that_asks_in_another_way_is_asked_again(client, either, focal_pe, day):
    activity, said = either
    other = BEFORE if day == AFTER else AFTER
    report = workflow.start(activity, as_of=day, by=focal_pe, now=LATER)
    asked = signed_in(client, focal_pe).get(edit(report)).context["form"].asked
    posted = {"as_of": "other", "other_day": other.isoformat(), "version": 1, "save": "1"}
    page = client.post(edit(report), {**posted, **said[day], "asked": asked, "description": "Dos."})
    form = page.context["form"]
    assert (page.status_code, list(form.errors), form["description"].value()) == (422, ["as_of"], "Dos.")
    again = client.post(edit(report), {**posted, **said[other], "asked": form.asked})
    assert again.status_code == 302
    report.refresh_from_db()
    assert (report.as_of, {name: getattr(report, name) for name in said[other]}) == (other, said[other])


@pytest.mark.usefixtures("_in_july")
def test_the_page_of_a_report_tells_it_by_the_milestones_of_its_day(client, either, focal_pe):
    activity, said = either
    for day in (BEFORE, AFTER):
        report = make_report(activity, "PE", as_of=day, validated_at=NOON, **said[day])
        page = signed_in(client, focal_pe).get(report.get_absolute_url())
        told = [(row["milestone"].key, row["met"]) for row in page.context["milestones"]]
        assert told == ([("h1", True), ("h2", False)] if "milestones_met" in said[day] else [])


@pytest.mark.usefixtures("_in_july")
def test_the_last_report_stands_beside_the_form_as_its_own_day_tells_it(client, to_percentage, focal_pe):
    make_report(to_percentage, "PE", as_of=BEFORE, validated_at=NOON, milestones_met=["h1"])
    report = workflow.start(to_percentage, as_of=AFTER, by=focal_pe, now=LATER)
    page = signed_in(client, focal_pe).get(edit(report))
    assert [row["met"] for row in page.context["previous_milestones"]] == [True, False]


# --- In the offline form ----------------------------------------------------------------------------------
def test_the_offline_form_asks_what_its_cutoff_asks(either, focal_pe):
    activity, said = either
    given = (activity.roadmap, focal_pe.institution, focal_pe.country)
    counts = [len(assigned(*given, day, now=LATER)[0].milestones) for day in (BEFORE, AFTER)]
    assert counts == [2 if "milestones_met" in said[day] else 0 for day in (BEFORE, AFTER)]
