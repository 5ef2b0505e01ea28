"""What a form is about: the plan of its day, and where the country stands as every other page has it."""

from datetime import date

import pytest

from accounts.models import Institution
from roadmap import summary
from roadmap.completion import one_decimal
from roadmap.models import Activity
from roadmap.offline.assigned import assigned
from tests.build import make_activity, make_report
from tests.roadmap.offline.forms import CUTOFF, NOW, SIDES, form_of
from tests.roadmap.test_plan_milestones import AFTER, BEFORE, STONES, changed


@pytest.mark.parametrize("day", [BEFORE, AFTER], ids=["before", "after"])
@pytest.mark.parametrize("to", ["percentage", "milestones"])
def test_the_value_is_the_one_of_the_summary(secretariat_pe, secretariat_bo, media, to, day):
    stones, given = ({"h1": 60, "h2": 40}, []) if to == "percentage" else ({}, STONES)
    activity = changed(stones, given, (secretariat_pe, secretariat_bo))
    told = {"milestones_met": ["h1"]} if to == "percentage" else {"percent": 30}
    make_report(activity, "PE", as_of=date(2026, 4, 1), **told)
    lead = Institution.objects.get(acronym="ST-CMNP")
    row = assigned(activity.roadmap, lead, activity.roadmap.party_b, day, now=NOW)[0]
    shown = summary.live(activity.roadmap, as_of=day, now=NOW).activities[0]
    assert row.percent == one_decimal(shown.countries["PE"].value)
    assert [stone.key for stone in row.milestones] == [stone.key for stone in shown.milestones]


def test_what_was_withdrawn_or_comes_later_is_not_asked(roadmap, focal_bo):
    Activity.objects.filter(number="1.1").update(withdrawn_on=CUTOFF)
    make_activity(roadmap, "1.4", responsibles=SIDES, effective_from=date(2026, 10, 1))
    assert [row.activity.number for row in form_of(focal_bo, roadmap).rows] == ["1.2"]


def test_without_a_report_there_is_no_value(roadmap, focal_bo):
    assert [row.percent for row in form_of(focal_bo, roadmap).rows] == ["60.0", None]
